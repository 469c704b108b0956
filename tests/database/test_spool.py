"""Rows put aside come back by key, and of one key as they came, however many they are and as often as asked."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from circtrack.database.spool import Spool

CELLS = st.none() | st.integers(-(2**40), 2**40) | st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.tuples(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), st.lists(CELLS))))
def test_rows_come_back_by_key_and_as_they_came(kept: list[tuple[str, list[Any]]]) -> None:
    spool = Spool()
    for key, row in kept:
        spool.keep(key, row)
    for _ in range(2):
        assert list(spool.rows()) == sorted(kept, key=lambda each: each[0])


def test_what_does_not_fit_into_its_memory_comes_back_too() -> None:
    spool = Spool()
    for number in range(30_000):
        spool.keep(str(number % 7), (number, "x" * 500))
    found = [(key, row[0]) for key, row in spool.rows()]
    assert found == sorted(((str(number % 7), number) for number in range(30_000)), key=lambda each: each[0])
