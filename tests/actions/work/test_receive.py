from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from support import made_letters as made
from support.recorded import dump, query, recorded
from support.servers import writing

from circtrack.actions.work.receive import record_received
from circtrack.errors import AmbiguousError, InputError, UnknownError

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.actions.results import ChangeResult

pytestmark = pytest.mark.both_engines

DAY = date(2023, 3, 13)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return recorded(tmp_path / "circtrack.db")


def received(path: Path, letter: str, office: str, on: date = DAY, number: str = "") -> ChangeResult:
    with writing(path, "receive") as transaction:
        return record_received(transaction, letter, office, on, made.TODAY, number=number)


def stamps(path: Path) -> list[tuple[str, ...]]:
    return query(
        path,
        "SELECT l.number, d.office, d.received_on, d.receive_number FROM delivery AS d JOIN letter AS l"
        " ON l.id = d.letter WHERE d.received_on IS NOT NULL ORDER BY 1, 2",
    )


@pytest.mark.parametrize("letter", ["708", "908", "3022"])
def test_the_letter_of_the_chain_that_reached_the_office_is_meant(path: Path, letter: str) -> None:
    result = received(path, letter, "อบต.บ้านไร่", number="๑๕๖/๒๕๖๖")
    assert result.letter == "ชย 0023.14/708"
    assert stamps(path) == [("ชย 0023.14/708", "06360903", "2023-03-13", "๑๕๖/๒๕๖๖")]


def test_saying_it_twice_changes_nothing_and_a_correction_keeps_the_number(path: Path) -> None:
    received(path, "708", "อบต.บ้านไร่", number="156")
    before = dump(path)
    assert received(path, "708", "อบต.บ้านไร่").unchanged == 1
    assert dump(path) == before
    (change,) = received(path, "708", "อบต.บ้านไร่", on=date(2023, 3, 14)).changes
    assert (change.before, change.after) == ("2023-03-13 156", "2023-03-14 156")


def test_the_letter_named_wins_where_several_reached_the_office(path: Path) -> None:
    again = made.district(number="ชย 0023.14/800", tasks=())
    with writing(path, "read") as transaction:
        from circtrack.actions.letters.record import record_letters

        record_letters(transaction, [again], made.DISTRICT, made.TODAY)
    received(path, "800", "อบต.บ้านไร่")
    assert [number for number, *_ in stamps(path)] == ["ชย 0023.14/800"]
    with pytest.raises(AmbiguousError, match="2 letters of this chain were sent") as error:
        received(path, "908", "อบต.บ้านไร่")
    assert len(error.value.details) == 2


def test_whom_no_letter_was_sent_to_cannot_receive_one(path: Path) -> None:
    with pytest.raises(UnknownError, match="circtrack forward"):
        received(path, "908", "อบต.คอนสาร จ.ชัยภูมิ")


@pytest.mark.parametrize(("day", "says"), [(date(2023, 3, 8), "before the date"), (date(2023, 3, 21), "after today")])
def test_it_came_neither_before_it_was_sent_nor_after_today(path: Path, day: date, says: str) -> None:
    with pytest.raises(InputError, match=says):
        received(path, "908", "อบต.บ้านไร่", on=day)
