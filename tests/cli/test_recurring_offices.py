"""Who owes a round: the offices of its time, each under its name of that time."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
from support.program import Program
from support.servers import contents

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

BEFORE, AFTER = "องค์การบริหารส่วนตำบลบางไผ่", "เทศบาลเมืองบางไผ่"  # one office: a town since 28 November 2025
ENDED = "เทศบาลตำบลอิสาณ"  # until 30 September 2024


def begin(program: Program, own: str, to: str, day: str, *more: str) -> None:
    program.ok("init", "--office", own)
    letter = ["--number", "นบ 0023/12", "--date", day, "--subject", "รายงานประจำเดือน", "--to", to]
    program.ok("add", *letter, "--from", own, "--task", "รายงานขยะ", "--due", "ภายในวันที่ ๕ ของทุกเดือน", *more, today=day)


@pytest.fixture
def changing(circtrack: Program) -> Program:
    begin(circtrack, "จ.นนทบุรี", "อบต.บางไผ่", "2025-09-10")
    return circtrack


def owed(program: Program, *more: str, today: str) -> list[tuple[str, str, str, str]]:
    rows = program.rows("owing", "12", *more, today=today)
    return [(row["round"], row["office_name"], row["office_kind"], row["district"]) for row in rows]


def test_an_office_that_changes_its_kind_owes_each_round_under_its_name_of_then(changing: Program) -> None:
    sao, town = (BEFORE, "sao", "เมืองนนทบุรี"), (AFTER, "town_municipality", "เมืองนนทบุรี")
    assert owed(changing, today="2026-01-02") == [("1", *sao), ("2", *sao), ("3", *town), ("4", *town)]
    assert owed(changing, "--kind", "อบต.", today="2026-01-02") == [("1", *sao), ("2", *sao)]
    said = changing.ok("remind", "12", "--all", today="2026-01-02").out
    assert [said.count(f"1. {name}") for name in ("อบต.บางไผ่", "ทม.บางไผ่")] == [2, 2]


@pytest.mark.parametrize("name", ["อบต.บางไผ่", "ทม.บางไผ่"])
@pytest.mark.parametrize("place", ["1", "3"])
def test_it_is_found_by_either_name(changing: Program, name: str, place: str) -> None:
    changing.ok("done", "12", name, "--round", place, today="2026-01-02")
    left = [each for each, *_ in owed(changing, today="2026-01-02")]
    assert left == [each for each in ("1", "2", "3", "4") if each != place]


def test_its_rounds_are_one_line_of_the_history(changing: Program) -> None:
    changing.ok("done", "12", "ทม.บางไผ่", "--round", "3", "--on", "2025-12-04", today="2026-01-02")
    (line,) = changing.rows("owing", "12", "--history", today="2026-01-02")
    assert [line[f"round_{place}"] for place in (1, 2, 3, 4)] == ["overdue", "overdue", "done", "at_risk"]


def test_an_office_that_ends_owes_the_rounds_of_its_time_only(circtrack: Program) -> None:
    begin(circtrack, "จ.บุรีรัมย์", ENDED, "2024-07-10")
    assert owed(circtrack, today="2025-03-20") == [
        (place, ENDED, "subdistrict_municipality", "เมืองบุรีรัมย์") for place in ("1", "2")
    ]
    counted = circtrack.rows("owing", "12", "--by", "round", today="2025-03-20")
    assert [(row["round"], row["total"]) for row in counted] == [("1", "1"), ("2", "1")]
    refused = circtrack.run("done", "12", ENDED, "--round", "4", today="2025-03-20")
    assert refused.status != 0
    circtrack.ok("done", "12", ENDED, "--round", "all", today="2025-03-20")
    assert owed(circtrack, today="2025-03-20") == []


def owed_by_it(program: Program, today: str = "2026-01-02") -> list[tuple[str, str]]:
    return [(place, name) for place, name, *_ in owed(program, today=today) if "บางไผ่" in name]


@pytest.mark.parametrize(
    ("audience", "rounds"),
    [
        ("เทศบาลทุกแห่ง", [("3", AFTER), ("4", AFTER)]),
        ("องค์การบริหารส่วนตำบลทุกแห่ง", [("1", BEFORE), ("2", BEFORE)]),
        ("องค์กรปกครองส่วนท้องถิ่นทุกแห่ง", [("1", BEFORE), ("2", BEFORE), ("3", AFTER), ("4", AFTER)]),
        ("เทศบาลทุกแห่ง และอบต.บางไผ่", [("1", BEFORE), ("2", BEFORE), ("3", AFTER), ("4", AFTER)]),
    ],
)
def test_who_is_asked_by_kind_owes_the_rounds_in_which_it_is_of_that_kind(
    circtrack: Program, audience: str, rounds: list[tuple[str, str]]
) -> None:
    begin(circtrack, "จ.นนทบุรี", "จ.นนทบุรี", "2025-09-10", "--audience", audience)
    assert owed_by_it(circtrack) == rounds
    counted = {
        row["round"]: int(row["total"]) for row in circtrack.rows("owing", "12", "--by", "round", today="2026-01-02")
    }
    listed = [place for place, *_ in owed(circtrack, today="2026-01-02")]
    assert counted == {place: listed.count(place) for place in ("1", "2", "3", "4")}


def test_what_a_new_municipality_did_of_its_rounds_stays_with_the_chain(circtrack: Program) -> None:
    begin(circtrack, "จ.นนทบุรี", "จ.นนทบุรี", "2025-09-10", "--audience", "เทศบาลทุกแห่ง")
    assert circtrack.run("done", "12", "ทม.บางไผ่", "--round", "1", today="2026-01-02").status != 0
    circtrack.ok("done", "12", "อบต.บางไผ่", "--round", "3", "--on", "2025-12-04", today="2026-01-02")
    assert owed_by_it(circtrack) == [("4", AFTER)]
    # A letter below, by which the chain is worked out anew.
    circtrack.ok(
        "forward", "12", "--from", "อ.เมืองนนทบุรี", "--number", "นบ 0118/3", "--date", "2025-09-12", today="2026-01-02"
    )
    assert owed_by_it(circtrack) == [("4", AFTER)]
    circtrack.ok("undo", today="2026-01-02")
    circtrack.ok("undo", today="2026-01-02")
    assert owed_by_it(circtrack) == [("3", AFTER), ("4", AFTER)]


def test_a_letter_below_that_asks_the_kind_after_the_change_asks_no_earlier_rounds(circtrack: Program) -> None:
    begin(circtrack, "จ.นนทบุรี", "จ.นนทบุรี", "2025-09-10", "--audience", "เทศบาลทุกแห่ง")
    again = (
        "--number",
        "นบ 0023/ว 3",
        "--date",
        "2026-01-05",
        "--from",
        "จ.นนทบุรี",
        "--to",
        "จ.นนทบุรี",
        "--parent",
        "12",
    )
    task = ("--task", "รายงานขยะ", "--audience", "เทศบาลทุกแห่ง", "--due", "ภายในวันที่ ๕ ของทุกเดือน")
    circtrack.ok("add", *again, *task, today="2026-01-05")
    assert owed_by_it(circtrack) == [("3", AFTER), ("4", AFTER)]


NEW = "เทศบาลตำบลใหม่เอี่ยม"
ADD = ("offices", "add", NEW, "--under", "อ.เทพสถิต")
KIND = ("--kind", "subdistrict_municipality")


@pytest.fixture
def joined(circtrack: Program) -> Program:
    """Where a municipality joins in the middle of the second round of what all are asked every month."""
    begin(circtrack, "จ.ชัยภูมิ", "จ.ชัยภูมิ", "2025-09-10", "--audience", "เทศบาลทุกแห่ง")
    circtrack.ok(*ADD, *KIND, "--since", "๑ พ.ย. ๒๕๖๘", today="2025-11-20")
    return circtrack


def owed_by_new(program: Program, today: str = "2026-01-02") -> list[str]:
    return [place for place, name, *_ in owed(program, today=today) if name == NEW]


def test_an_office_that_joins_owes_the_rounds_from_its_first_day_on(joined: Program) -> None:
    assert owed_by_new(joined) == ["2", "3", "4"]
    (line,) = (row for row in joined.rows("owing", "12", "--history", today="2026-01-02") if row["office_name"] == NEW)
    assert [line[f"round_{place}"] for place in (1, 2, 3, 4)] == ["", "overdue", "overdue", "at_risk"]
    totals = [int(row["total"]) for row in joined.rows("owing", "12", "--by", "round", today="2026-01-02")]
    before = [int(row["total"]) for row in joined.rows("owing", "12", "--by", "round", today="2025-10-01")]
    assert totals[0] == before[0]
    assert totals[1] == totals[0] + 1
    reminders = joined.rows("remind", "12", "--all", today="2026-01-02")
    assert str(reminders).count(NEW) == 3
    refused = joined.run("done", "12", "ทต.ใหม่เอี่ยม", "--round", "1", today="2026-01-02")
    assert (refused.status, "did not exist on 2025-10-05" in refused.err) == (2, True)
    for place in ("2", "3", "4"):
        joined.ok("done", "12", "ใหม่เอี่ยม", "--round", place, today="2026-01-02")
    assert owed_by_new(joined) == []


@pytest.mark.parametrize("what", [("12",), ("--all",)])
def test_it_travels_with_what_its_kind_is_asked(joined: Program, tmp_path: Path, what: tuple[str, ...]) -> None:
    file, district = tmp_path / "x.circtrack", Program(tmp_path / "district.db")
    joined.ok("bundle", *what, "--for", "อ.เทพสถิต", "--output", file, today="2026-01-02")
    district.ok("init", "--office", "อ.เทพสถิต")
    district.ok("merge", file, today="2026-01-02")
    assert owed_by_new(district) == ["2", "3", "4"]


def test_a_list_that_names_it_is_taken(joined: Program) -> None:
    joined.ok("done", "12", "--list", "-", "--round", "3", given="1. ทต.ใหม่เอี่ยม", today="2026-01-02")
    joined.ok(
        "exempt", "12", "--list", "-", "--round", "2", "--reason", "ตั้งใหม่", given="ทต.ใหม่เอี่ยม", today="2026-01-02"
    )
    assert owed_by_new(joined) == ["4"]


def test_what_is_asked_once_is_not_asked_of_who_came_later(joined: Program) -> None:
    once = ("add", "--number", "นบ 0023/13", "--date", "2025-09-10", "--subject", "สำรวจ", "--from", "จ.ชัยภูมิ")
    joined.ok(*once, "--to", "จ.ชัยภูมิ", "--task", "สำรวจ", "--due", "2025-12-31", "--audience", "เทศบาลทุกแห่ง")
    assert NEW not in {row["office_name"] for row in joined.rows("owing", "13", today="2026-01-02")}


def test_its_days_are_said_again_undone_and_end_it(joined: Program) -> None:
    said = joined.ok(*ADD, "--since", "2025-12-20", today="2026-01-02").err
    assert "It is there from 2025-12-20 on." in said
    assert owed_by_new(joined) == ["4"]
    joined.ok("undo", today="2026-01-02")
    assert owed_by_new(joined) == ["2", "3", "4"]
    joined.ok("redo", today="2026-01-02")
    assert owed_by_new(joined) == ["4"]
    joined.ok("offices", "add", NEW, "--since", "1 พ.ย. 68", "--until", "2025-12-31", today="2026-01-02")
    assert owed_by_new(joined) == ["2", "3"]
    (row,) = joined.rows("offices", "ใหม่เอี่ยม", "--on", "2025-12-31", today="2026-01-02")
    assert (row["since"], row["until"], row["office_kind"]) == ("2025-11-01", "2026-01-01", "subdistrict_municipality")
    shown = joined.ok("offices", "ใหม่เอี่ยม", "--on", "2025-12-31", "--format", "table").out
    assert ("2025-11-01" in shown, "approximate" in shown) == (True, False)
    refused = joined.run("done", "12", NEW, "--round", "4", today="2026-01-02")
    assert "was dissolved before 2026-01-05" in refused.err


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (("--until", "2025-10-31"), "would end before it begins"),
        (("--since", "2026-02-30"), "2026-02-30"),
        (("--since", "2025-12-20", "--kind", "sao,pao"), "names several"),
    ],
)
def test_days_that_cannot_be_are_refused(joined: Program, days: tuple[str, ...], said: str) -> None:
    before = contents(joined.database)
    refused = joined.run(*ADD, *days, today="2026-01-02")
    assert (refused.status, said in refused.err) == (2, True), refused.err
    assert contents(joined.database) == before


def test_days_are_not_those_of_a_letter_that_names_it(joined: Program) -> None:
    letter = (
        "add",
        "--number",
        "ชย 0055/1",
        "--date",
        "2025-11-10",
        "--from",
        NEW,
        "--subject",
        "แจ้ง",
        "--to",
        "จ.ชัยภูมิ",
    )
    joined.ok(*letter, today="2026-01-02")
    refused = joined.run(*ADD, "--since", "2025-11-20", today="2026-01-02")
    assert (refused.status, "ชย 0055/1 of 2025-11-10 names" in refused.err) == (2, True), refused.err
    joined.ok(*ADD, "--since", "2025-11-10", today="2026-01-02")


def test_an_office_without_a_first_day_is_there_at_all_times_which_is_said_with_what_changes_it(
    circtrack: Program,
) -> None:
    begin(circtrack, "จ.ชัยภูมิ", "จ.ชัยภูมิ", "2025-09-10", "--audience", "เทศบาลทุกแห่ง")
    added = circtrack.ok(*ADD, *KIND, today="2025-10-20").err
    assert f"12 asks every office of this kind, and so {NEW}" in added
    assert owed_by_new(circtrack, "2025-10-20") == ["1", "2"]
    (hint,) = re.findall("`circtrack (.*?)`", added)
    circtrack.ok(*shlex.split(hint.replace("DATE", "2025-10-10")), today="2025-10-20")
    assert owed_by_new(circtrack, "2025-10-20") == ["2"]
    other = circtrack.ok("offices", "add", "โรงเรียนใหม่", "--under", "อ.เทพสถิต", today="2025-10-20").err
    assert "asks every office" not in other


def test_a_kind_that_was_a_slip_is_said_again(circtrack: Program) -> None:
    begin(circtrack, "จ.ชัยภูมิ", "จ.ชัยภูมิ", "2025-09-10", "--audience", "เทศบาลทุกแห่ง")
    circtrack.ok(*ADD, *KIND, "--since", "2025-10-10", today="2025-10-20")
    circtrack.ok(*ADD, "--kind", "other", today="2025-10-20")
    assert owed_by_new(circtrack, "2025-10-20") == []
    circtrack.ok(*ADD, *KIND, today="2025-10-20")
    assert owed_by_new(circtrack, "2025-10-20") == ["2"]
