"""Numbers of a register: how they are read, and the law that none is given twice and none left out."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st
from support.laws import law
from support.servers import rehearse

from circtrack.actions.register.entries import register_untracked, reserve_numbers, void_number
from circtrack.actions.register.numbers import EntryDetails, NumberRequest, WrittenNumber, read_number, read_own_number
from circtrack.errors import CirctrackError
from circtrack.registry.offices import get_office

if TYPE_CHECKING:
    from circtrack.actions.register.numbers import Registered
    from circtrack.database.transaction import Transaction

pytestmark = pytest.mark.both_engines

DAY = date(2023, 3, 20)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("301", WrittenNumber(301)),
        ("๓๐๑/๖๖", WrittenNumber(301, year_be=2566)),
        (" 301 / 2566", WrittenNumber(301, year_be=2566)),
        ("ว 12", WrittenNumber(12, circular=True)),
        ("ว.๑๒/๒๕๖๖", WrittenNumber(12, circular=True, year_be=2566)),
        ("007", WrittenNumber(7)),
        ("0", None),
        ("1/13/66", None),
        ("12/2023", None),
        ("12345678", None),
        ("²", None),
        ("", None),
    ],
)
def test_a_number_as_people_write_it(text: str, written: WrittenNumber | None) -> None:
    assert read_number(text) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("ชย 0023.14/708", WrittenNumber(708)),
        ("มท 0810.7/ว 908", WrittenNumber(908, circular=True)),
        ("นร 1208/686-723", None),
    ],
)
def test_the_number_that_a_letter_carries(number: str, written: WrittenNumber | None) -> None:
    assert read_own_number(number) == written


WISHES = st.lists(
    st.one_of(
        st.tuples(st.just("next"), st.just(0)),
        st.tuples(st.sampled_from(["number", "void"]), st.integers(1, 30)),
        st.tuples(st.just("reserve"), st.integers(1, 4)),
    ),
    max_size=25,
)


@law(25, 4, WISHES)
def test_whatever_clerks_wish_no_number_is_given_twice_and_none_left_out(wishes: list[tuple[str, int]]) -> None:
    entered: list[int] = []
    voided: list[int] = []

    def act(transaction: Transaction) -> list[int]:
        for what, value in wishes:
            with suppress(CirctrackError):
                result = _wish(transaction, what, value)
                entered.extend(result.numbers if result.outcome == "entered" else ())
                voided.extend(result.numbers if result.outcome == "void" else ())
                # A void number is never given again, be it to a letter or ahead.
                assert result.outcome in {"void", "known"} or not set(result.numbers) & set(voided)
        return [number for (number,) in transaction.connection.execute("SELECT number FROM register_entry ORDER BY 1")]

    numbers = rehearse(Path("there-is-none.db"), "register", act)
    assert len(set(entered)) == len(entered)
    assert set(entered) <= set(numbers)
    assert not numbers or numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _wish(transaction: Transaction, what: str, value: int) -> Registered:
    office = get_office("3609", DAY)
    assert office is not None
    place = NumberRequest(office, "out", DAY, number=str(value) if what == "number" else "")
    if what == "void":
        return void_number(transaction, place, 2566, str(value), "เขียนผิด")
    if what == "reserve":
        return reserve_numbers(transaction, place, value, "")
    return register_untracked(transaction, place, EntryDetails(subject="x", recipient="y"))
