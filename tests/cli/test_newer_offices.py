"""A newer list of the country's offices comes with a newer program: who owes which rounds follows it at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from support.newer_list import JOINS, TODAY, ask_every_sao, changing_list, have_list, list_due

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.program import Program

pytestmark = pytest.mark.both_engines

NAME = "บางไผ่"


@pytest.fixture
def edition() -> Iterator[pytest.MonkeyPatch]:
    with changing_list() as patch:
        yield patch


@pytest.fixture
def chaiyaphum(circtrack: Program, edition: pytest.MonkeyPatch) -> Program:
    """The database of จังหวัดชัยภูมิ, with the list before an office joins."""
    have_list(edition, "1")
    circtrack.ok("init", "--office", "จ.ชัยภูมิ")
    return circtrack


def owed(program: Program) -> list[tuple[str, str]]:
    rows = program.rows("owing", "12", today=TODAY)
    return [(row["round"], row["office_kind"]) for row in rows if NAME in row["office_name"]]


@pytest.mark.parametrize(
    ("audience", "before", "after"),
    [
        ("เทศบาลทุกแห่ง", [1, 2, 3, 4], [3, 4]),
        ("องค์การบริหารส่วนตำบลทุกแห่ง", [], [1, 2]),
        ("", [1, 2, 3, 4], [1, 2, 3, 4]),
    ],
)
def test_the_first_command_that_writes_follows_a_newer_list(
    circtrack: Program, edition: pytest.MonkeyPatch, audience: str, before: list[int], after: list[int]
) -> None:
    have_list(edition, "1")
    circtrack.ok("init", "--office", "จ.นนทบุรี")
    letter = ("add", "--number", "นบ 0023/12", "--date", "2025-09-10", "--subject", "รายงาน", "--from", "จ.นนทบุรี")
    duty = ("--task", "รายงานขยะ", "--due", "ภายในวันที่ ๕ ของทุกเดือน", "--audience", audience)
    circtrack.ok(*letter, "--to", "ทม.บางไผ่", "--to", "จ.นนทบุรี", *(duty if audience else duty[:-2]), today=TODAY)
    circtrack.ok("receive", "12", "จ.นนทบุรี", "--on", "2025-09-11", today=TODAY)
    assert [place for place, _ in owed(circtrack)] == [str(place) for place in before]
    have_list(edition, "2", FY2570=date(2025, 11, 28))
    circtrack.ok("receive", "12", "ทม.บางไผ่", "--on", "2025-09-11", today=TODAY)
    assert owed(circtrack) == [(str(place), "sao" if place < 3 else "town_municipality") for place in after]
    newest = circtrack.rows("log", "--last", "2", today=TODAY)
    assert [row["command"] for row in newest] == (["update"] if audience else ["receive"]) + ["receive"]
    circtrack.ok("undo", today=TODAY)
    assert len(owed(circtrack)) == len(after)


def test_an_office_that_ends_by_a_newer_list_owes_no_more_from_then_on(
    circtrack: Program, edition: pytest.MonkeyPatch
) -> None:
    have_list(edition, "1")
    circtrack.ok("init", "--office", "จ.บุรีรัมย์")
    letter = ("add", "--number", "บร 0023/12", "--date", "2024-07-10", "--subject", "รายงาน", "--from", "จ.บุรีรัมย์")
    circtrack.ok(
        *letter, "--to", "เทศบาลตำบลอิสาณ", "--task", "รายงาน", "--due", "ภายในวันที่ ๕ ของทุกเดือน", today="2024-07-10"
    )
    assert len(circtrack.rows("owing", "12", today="2025-03-20")) == 9
    circtrack.ok("receive", "12", "เทศบาลตำบลอิสาณ", "--on", "2024-07-11", today="2024-07-11")
    have_list(edition, "2", FY2569=date(2024, 10, 1))
    circtrack.ok("done", "12", "ทต.อิสาณ", "--round", "1", "--on", "2024-08-01", today="2024-09-01")
    assert [row["round"] for row in circtrack.rows("owing", "12", today="2025-03-20")] == ["2"]


def test_an_office_that_joins_by_a_newer_list_owes_the_rounds_from_its_first_day(
    chaiyaphum: Program, edition: pytest.MonkeyPatch
) -> None:
    ask_every_sao(chaiyaphum, "อำเภอเทพสถิต")
    before = chaiyaphum.rows("owing", "77", today=TODAY)
    have_list(edition, "2", JOINS)
    assert chaiyaphum.rows("owing", "77", today=TODAY) == before
    chaiyaphum.ok("receive", "77", "อำเภอเทพสถิต", "--on", "2025-09-11", today=TODAY)
    assert list_due(chaiyaphum) == ["2025-11-05", "2025-12-05", "2026-01-05"]
    chaiyaphum.ok("done", "77", "อบต.ใหม่เอี่ยม", "--round", "all", "--on", TODAY, today=TODAY)
    assert len(chaiyaphum.rows("owing", "77", today=TODAY)) == len(before)


@pytest.mark.file_only
def test_an_office_that_joins_owes_nothing_where_others_alone_are_asked(
    chaiyaphum: Program, edition: pytest.MonkeyPatch
) -> None:
    ask_every_sao(chaiyaphum, "อบต.บ้านไร่")
    have_list(edition, "2", JOINS)
    chaiyaphum.ok("receive", "77", "อบต.บ้านไร่", "--on", "2025-09-11", today=TODAY)
    assert list_due(chaiyaphum) == []
