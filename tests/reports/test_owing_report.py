from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from support.chain_rows import DISTRICTS_LETTER, DUE, PROVINCES_LETTER, ROOT, Rows, new_rows

from circtrack.errors import InputError, UnknownError
from circtrack.reports.owing import COLUMNS, build_owing_report
from circtrack.reports.state_counts import By, build_owing_by_report
from circtrack.reports.tracked import ReportScope
from circtrack.store.find_letter import find_letter

if TYPE_CHECKING:
    from circtrack.reports.owing import OwingReport

pytestmark = pytest.mark.both_engines

MONDAY = date(2023, 3, 20)


@pytest.fixture
def rows() -> Rows:
    """Two provinces; in the first, two districts, of which one has passed the letter on."""
    rows = new_rows()
    rows.office("D", "กรม", "department")
    for place, name in (("1", "หนึ่ง"), ("2", "สอง")):
        where = {"province": name, "province_code": f"1{place}"}
        rows.office(f"P{place}", f"จังหวัด {place}", "province", **where)
        rows.office(f"H{place}", f"สถจ. {place}", "provincial_office", f"P{place}", **where)
    for place in ("1", "2"):
        where = {
            "province": "หนึ่ง",
            "district": f"อำเภอ {place}",
            "province_code": "11",
            "district_code": f"110{place}",
        }
        rows.office(f"A{place}", f"อำเภอ {place}", "district", "P1", **where)
        for code in {"1": ["L1", "L2"], "2": ["L3"]}[place]:
            rows.office(code, f"อบต. {code}", "sao", f"A{place}", **where)
    where = {"province": "สอง", "district": "ตัวเมือง", "province_code": "12", "district_code": "1201"}
    rows.office("L4", "ทม. L4", "town_municipality", "P2", **where)
    root = rows.letter(ROOT, "2023-02-27", "D", to=["P1", "P2"], subject="เรื่องหนึ่ง")
    rows.letter(PROVINCES_LETTER, "2023-03-09", "P1", to=["A1", "A2"], parent=ROOT)
    rows.letter(DISTRICTS_LETTER, "2023-03-09", "A1", to=["L1"], parent=PROVINCES_LETTER)
    rows.task(root, "สถานที่กลาง", DUE, owed_by=["H1", "H2"])
    rows.task(root, "ศูนย์ช่วยเหลือ", DUE, owed_by=["L4", "L3", "L2", "L1"])
    return rows


def listed(rows: Rows, letter: str = "", **asked: Any) -> list[dict[str, object]]:
    return dicts(report(rows, letter, **asked))


def report(rows: Rows, letter: str = "", **asked: Any) -> OwingReport:
    found = find_letter(rows.connection, letter) if letter else None
    return build_owing_report(rows.connection, ReportScope(asked.pop("today", MONDAY), found, **asked))


def dicts(result: OwingReport) -> list[dict[str, Any]]:
    names = [column.name for column in result.report.columns]
    return [dict(zip(names, row, strict=True)) for row in result.report.rows]


def offices(found: list[dict[str, Any]]) -> list[object]:
    return [row["office_code"] for row in found]


def test_the_columns_are_the_contracts() -> None:
    assert " ".join(column.name for column in COLUMNS) == (
        "letter_number letter_date subject task system due_on days_left state progress office_code office_name"
        " office_kind district province told_on told_by stalled_at working_days_left note round"
    )


def test_one_row_says_all_of_an_obligation(rows: Rows) -> None:
    row = next(row for row in listed(rows, "908") if row["office_code"] == "L1")
    assert list(map(str, row.values())) == [
        ROOT, "2023-02-27", "เรื่องหนึ่ง", "ศูนย์ช่วยเหลือ", "INFO", "2023-03-24", "4", "owing", "none",
        "L1", "อบต. L1", "sao", "อำเภอ 1", "หนึ่ง", "2023-03-09", DISTRICTS_LETTER, "None", "None", "None", "None",
    ]  # fmt: skip


def test_who_was_told_by_what_and_where_it_stalled(rows: Rows) -> None:
    found = {row["office_code"]: (row["state"], row["told_by"], row["stalled_at"]) for row in listed(rows, "908")}
    assert found == {
        "H1": ("owing", ROOT, None),
        "H2": ("owing", ROOT, None),
        "L1": ("owing", DISTRICTS_LETTER, None),
        "L2": ("untold", None, "อำเภอ 1"),
        "L3": ("untold", None, "อำเภอ 2"),
        "L4": ("untold", None, "จังหวัด 2"),
    }


def test_the_day_of_receipt_counts_where_it_was_recorded(rows: Rows) -> None:
    rows.connection.execute("UPDATE delivery SET received_on = '2023-03-13' WHERE office = 'L1'")
    row = next(row for row in listed(rows, "908") if row["office_code"] == "L1")
    assert str(row["told_on"]) == "2023-03-13"


def test_rows_come_by_deadline_and_registry_order_then_letter(rows: Rows) -> None:
    assert offices(listed(rows)) == ["H1", "L1", "L2", "L3", "H2", "L4"]
    later = rows.letter("มท 0810.1/ว 1", "2023-03-01", "D")
    rows.task(later, owed_by=["L4"])
    rows.task(later, due_on="2023-03-01", owed_by=["L4"])
    rows.task(later, due_on=DUE, owed_by=["H1"])
    rows.connection.execute("UPDATE obligation SET due_on = '2023-03-30' WHERE office = 'L1'")
    assert offices(listed(rows)) == ["L4", "H1", "H1", "L2", "L3", "H2", "L4", "L1", "L4"]
    assert [row["days_left"] for row in listed(rows)] == [-19, 4, 4, 4, 4, 4, 4, 10, None]
    assert listed(rows)[-1]["state"] == "untold"


@pytest.mark.parametrize("progress", ["done", "exempt"])
def test_what_is_settled_is_not_listed_unless_asked_for(rows: Rows, progress: str) -> None:
    rows.connection.execute("UPDATE obligation SET progress = ? WHERE office = 'L1'", (progress,))
    assert "L1" not in offices(listed(rows))
    found = listed(rows, states=(progress,))
    assert [(row["office_code"], row["days_left"]) for row in found] == [("L1", None)]


@pytest.mark.parametrize("progress", ["incomplete", "blocked"])
def test_what_is_begun_or_blocked_is_still_owed(rows: Rows, progress: str) -> None:
    rows.connection.execute("UPDATE obligation SET progress = ? WHERE office = 'L1'", (progress,))
    assert [row["progress"] for row in listed(rows) if row["office_code"] == "L1"] == [progress]


def test_a_letter_below_the_root_means_the_offices_that_it_reached(rows: Rows) -> None:
    assert offices(listed(rows, "3022")) == ["L1", "L2", "L3"]  # not the province's own office in its hall
    assert offices(listed(rows, "708")) == ["L1"]  # nor L2, to which the district did not write
    assert {row["letter_number"] for row in listed(rows, "708")} == {ROOT}


def test_under_and_own_office_keep_those_at_or_under_them(rows: Rows) -> None:
    assert offices(listed(rows, under="A1")) == ["L1", "L2"]
    assert offices(listed(rows, own_office="P1")) == ["H1", "L1", "L2", "L3"]
    assert offices(listed(rows, own_office="P1", under="A2")) == ["L3"]
    assert offices(listed(rows, under="L3")) == ["L3"]
    assert offices(listed(rows, own_office="D")) == offices(listed(rows))
    assert offices(listed(rows, own_office="P2", under="A2")) == []


def test_within_overdue_and_states_choose(rows: Rows) -> None:
    rows.connection.execute("UPDATE obligation SET due_on = '2023-03-19' WHERE office = 'L1'")
    rows.connection.execute("UPDATE obligation SET due_on = '2023-03-22' WHERE office = 'L2'")
    assert offices(listed(rows, within=3)) == ["L2"]
    assert offices(listed(rows, within=0)) == []
    assert offices(listed(rows, overdue=True)) == ["L1"]
    assert offices(listed(rows, overdue=True, within=3)) == ["L1", "L2"]
    assert offices(listed(rows, states=("overdue", "at_risk"))) == ["L1", "L2"]
    assert offices(listed(rows, states=("at_risk",), overdue=True)) == []


def test_one_task_of_a_letter(rows: Rows) -> None:
    assert offices(listed(rows, "908", task=1)) == ["H1", "H2"]
    with pytest.raises(UnknownError) as caught:
        listed(rows, "908", task=3)
    assert list(caught.value.details) == ["1. สถานที่กลาง", "2. ศูนย์ช่วยเหลือ"]
    with pytest.raises(InputError):
        listed(rows, task=1)


def test_tasks_by_a_part_of_their_title_or_system_however_spaced(rows: Rows) -> None:
    assert offices(listed(rows, title="ศูนย์ ช่วย")) == ["L1", "L2", "L3", "L4"]
    assert offices(listed(rows, "908", title="สถานที่")) == ["H1", "H2"]
    assert offices(listed(rows, "3022", title="สถานที่")) == []
    rows.connection.execute("UPDATE task SET system = 'e-Plan ๒' WHERE position = 1")
    assert offices(listed(rows, system="E-PLAN 2")) == ["H1", "H2"]
    assert offices(listed(rows, system="info", title="ศูนย์")) == ["L1", "L2", "L3", "L4"]


def test_a_title_or_system_that_no_task_has_is_a_slip_and_not_nothing_owed(rows: Rows) -> None:
    with pytest.raises(UnknownError) as caught:
        listed(rows, title="ไม่มี")
    assert list(caught.value.details) == ["สถานที่กลาง", "ศูนย์ช่วยเหลือ"]
    with pytest.raises(UnknownError) as caught:
        listed(rows, system="e-Plan")
    assert list(caught.value.details) == ["INFO"]
    assert listed(new_rows(), system="e-Plan") == []


def test_kinds_of_office(rows: Rows) -> None:
    assert offices(listed(rows, kinds=("provincial_office",))) == ["H1", "H2"]
    assert offices(listed(rows, kinds=("sao", "town_municipality"))) == ["L1", "L2", "L3", "L4"]
    assert offices(listed(rows, kinds=("pao",))) == []


class Weekdays:
    """Works from Monday to Friday; knows the holidays of 2023."""

    known_until = date(2023, 12, 31)

    def __call__(self, day: date, /) -> bool:
        return day.weekday() < 5


def test_working_days_are_counted_where_there_is_a_calendar(rows: Rows) -> None:
    rows.connection.execute("UPDATE obligation SET progress = 'done' WHERE office = 'L1'")
    on_saturday = listed(rows, today=date(2023, 3, 18), calendar=Weekdays(), states=("untold", "done"))
    found = {row["office_code"]: row["working_days_left"] for row in on_saturday}
    assert found == {"L1": None, "L2": 5, "L3": 5, "L4": 5}
    assert {row["working_days_left"] for row in listed(rows, today=date(2023, 3, 28), calendar=Weekdays())} == {-2}


def test_the_foot_says_what_holidays_the_working_days_do_not_know(rows: Rows) -> None:
    result = report(rows, calendar=Weekdays())
    assert len(list(result.report.rows)) == 6
    assert len(result.report.foot) == 1
    rows.connection.execute("UPDATE obligation SET due_on = '2024-01-15' WHERE office = 'L1'")
    result = report(rows, calendar=Weekdays())
    assert len(list(result.report.rows)) == 6
    assert str(result.report.foot[1]) == "Working days: public holidays are known until 2023-12-31."


def test_a_classified_letter_that_told_an_office_is_not_named(rows: Rows) -> None:
    def told(*, include_secret: bool = False) -> set[tuple[object, object]]:
        return {(row["told_on"], row["told_by"]) for row in listed(rows, include_secret=include_secret)}

    before = told()
    rows.connection.execute("UPDATE letter SET secrecy = 'ลับ' WHERE number = ?", (DISTRICTS_LETTER,))
    assert told() == {(on, "" if by == DISTRICTS_LETTER else by) for on, by in before} != before
    assert told(include_secret=True) == before


def test_what_only_a_classified_letter_asks_for_is_left_out_unless_asked_for(rows: Rows) -> None:
    rows.connection.execute("UPDATE letter SET secrecy = 'ลับ' WHERE root = ?", (rows.letters[ROOT],))
    other = rows.letter("มท 0810.1/ว 1", "2023-03-01", "D")
    rows.task(other, "อื่น", owed_by=["L4"])
    assert offices(listed(rows)) == ["L4"]
    assert len(listed(rows, include_secret=True)) == 7
    result = build_owing_by_report(rows.connection, ReportScope(MONDAY), "letter")
    assert [row["owing"] for row in dicts(result)] == [1]
    assert str(result.report.foot[1]) == "3 letters marked ลับ or higher are left out; --include-secret shows them."
    assert listed(rows, "3022") == []
    assert offices(listed(rows, "3022", include_secret=True)) == ["L1", "L2", "L3"]
    with pytest.raises(UnknownError) as caught:
        listed(rows, title="ศูนย์")
    assert list(caught.value.details) == ["อื่น"]


def test_offices_are_named_as_on_the_roots_date(rows: Rows) -> None:
    rows.connection.execute("UPDATE office_version SET until = '2023-03-01' WHERE code = 'L1'")
    rows.office("L1", "ทต. L1", "subdistrict_municipality", "A1", since="2023-03-01", province_code="11")
    assert [row["office_name"] for row in listed(rows) if row["office_code"] == "L1"] == ["อบต. L1"]


def test_an_office_of_which_nothing_is_known_is_listed_by_its_code(rows: Rows) -> None:
    rows.connection.execute("DELETE FROM office_version WHERE code = 'L1'")
    row = next(row for row in listed(rows) if row["office_code"] == "L1")
    assert (row["office_name"], row["office_kind"]) == ("L1", "other")


def test_the_tally_and_the_foot_count_what_was_listed(rows: Rows) -> None:
    result = report(rows, today=date(2023, 3, 25))
    assert len(list(result.report.rows)) == 6
    assert (result.tally.owing, result.tally.overdue, result.tally.untold) == (6, 6, 3)
    assert list(map(str, result.report.foot)) == ["6 owing, 6 of them overdue, 3 not told."]


def test_nobody_owes(rows: Rows) -> None:
    rows.connection.execute("UPDATE obligation SET progress = 'done'")
    result = report(rows)
    assert list(result.report.rows) == []
    assert (result.tally.owing, list(map(str, result.report.foot))) == (0, ["Nobody owes."])


@pytest.mark.parametrize("part", [{"within": 3}, {"states": ("exempt",)}, {"title": "สถานที่กลาง", "under": "L4"}])
def test_that_nobody_owes_is_not_said_where_a_part_was_asked_for(rows: Rows, part: dict[str, Any]) -> None:
    result = report(rows, **part)
    assert list(result.report.rows) == []
    assert list(map(str, result.report.foot)) == ["Nobody owes what was asked for."]


def test_what_is_done_does_not_count_as_owed(rows: Rows) -> None:
    rows.connection.execute("UPDATE obligation SET progress = 'done', done_on = '2023-03-27'")
    result = report(rows, states=("done_late",))
    assert len(list(result.report.rows)) == 6
    assert result.tally.owing == 0


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("office", [("H1", 1), ("L1", 0), ("L2", 1), ("L3", 1), ("H2", 1), ("L4", 1)]),
        ("district", [("", 1), ("อำเภอ 1", 1), ("อำเภอ 2", 1), ("", 1), ("ตัวเมือง", 1)]),
        ("province", [("หนึ่ง", 3), ("สอง", 2)]),
        ("task", [(ROOT, 2), (ROOT, 3)]),
        ("letter", [(ROOT, 5)]),
        ("state", [("untold", 3), ("owing", 2), ("done", 0)]),
    ],
)
def test_counts_by_group(rows: Rows, by: By, expected: list[tuple[str, int]]) -> None:
    rows.connection.execute("UPDATE obligation SET progress = 'done' WHERE office = 'L1'")
    found = dicts(build_owing_by_report(rows.connection, ReportScope(MONDAY), by))
    assert [(next(iter(row.values())), row["owing"]) for row in found] == expected


def test_exempt_offices_are_counted_by_state_only(rows: Rows) -> None:
    rows.connection.execute("UPDATE obligation SET progress = 'exempt' WHERE office IN ('L3', 'L4')")
    found = {row["state"]: row for row in dicts(build_owing_by_report(rows.connection, ReportScope(MONDAY), "state"))}
    exempt = found.pop("exempt")
    assert (exempt["total"], exempt["owing"], exempt["done"], exempt["percent"]) == (2, 0, 0, None)
    (whole,) = dicts(build_owing_by_report(rows.connection, ReportScope(MONDAY), "letter"))
    assert sum(int(str(row["total"])) for row in found.values()) == whole["total"]


def test_a_group_counts_done_untold_and_the_next_deadline(rows: Rows) -> None:
    rows.connection.execute("UPDATE obligation SET progress = 'done' WHERE office = 'L1'")
    rows.connection.execute("UPDATE obligation SET progress = 'exempt' WHERE office = 'L3'")
    rows.connection.execute("UPDATE obligation SET due_on = '2023-03-21' WHERE office = 'L4'")
    result = build_owing_by_report(rows.connection, ReportScope(date(2023, 3, 22)), "letter")
    (row,) = dicts(result)
    assert row == {
        "letter_number": ROOT,
        "letter_date": "2023-02-27",
        "subject": "เรื่องหนึ่ง",
        "owing": 4,
        "overdue": 1,
        "untold": 2,
        "done": 1,
        "total": 5,
        "percent": 20,
        "next_due": "2023-03-21",
        "owing_earlier": 0,
    }
    assert result.tally.owing == 4


def test_counts_by_group_keep_to_what_was_asked(rows: Rows) -> None:
    assert [
        row["owing"] for row in dicts(build_owing_by_report(rows.connection, ReportScope(MONDAY, under="A1"), "letter"))
    ] == [2]
