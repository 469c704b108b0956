"""Many values for one placeholder: whatever they are, exactly they are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.database.sqlite import engine
from circtrack.database.sqlite.connection import connect_to_memory

if TYPE_CHECKING:
    from collections.abc import Sequence

HARD = ["0616", "x-12-0a1b2c3d", 'a "b"', "c\\d", "บ้านไร่", "๐๑", "²", "new\nline", ""]


def found_among(values: Sequence[object], all_values: Sequence[object]) -> set[object]:
    connection = connect_to_memory()
    connection.execute("CREATE TABLE item (name)")
    connection.executemany("INSERT INTO item VALUES (?)", [(value,) for value in all_values])
    condition, given_value = engine.among("name", values)
    return {name for (name,) in connection.execute(f"SELECT name FROM item WHERE {condition}", (given_value,))}


@pytest.mark.parametrize("values", [[], ["0616", "0617"], [1, 2], ["0616", 1], *([each] for each in HARD), HARD])
def test_values_of_any_kind_are_found(values: list[object]) -> None:
    assert found_among(values, [*HARD, "0617", 1, 2, 3]) == set(values)


def test_nothing_among_values_finds_nothing_more() -> None:
    assert found_among(["0616", None], ["0616", "None"]) == {"0616"}


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))))
def test_any_texts_are_found(values: list[str]) -> None:
    assert found_among(values, [*values, "another, then"]) == set(values)
