"""Who is told what, and when: one digest for each who must act."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from support.chain_rows import DISTRICTS_LETTER, DUE, PROVINCES_LETTER, ROOT, Rows, new_rows

from circtrack.reports.reminders import Digest, ReminderChoice, build_digests, build_reminder_report
from circtrack.reports.tracked import ReportScope
from circtrack.tracking.reminders import Reminders, Rules

if TYPE_CHECKING:
    from circtrack.store.reminders import ReminderRecord

pytestmark = pytest.mark.both_engines

EVERYTHING = ReminderChoice(everything=True)
ONCE = ReminderChoice(remembers=True)
THREE_DAYS_BEFORE = date(2023, 3, 21)
TWO_DAYS_BEFORE = date(2023, 3, 22)


@pytest.fixture
def rows() -> Rows:
    """Two provinces, the first with two districts: of these A1 passed the letter on to L1 only, A2 to nobody."""
    rows = new_rows()
    rows.office("D", "กรม", "department")
    for place, name in (("1", "หนึ่ง"), ("2", "สอง")):
        rows.office(f"P{place}", f"จังหวัด{name}", "province", province=name, province_code=f"1{place}")
        rows.office(f"H{place}", f"สถจ.{name}", "provincial_office", f"P{place}", province=name)
    for place in ("1", "2"):
        where = {"province": "หนึ่ง", "district": f"ที่{place}", "province_code": "11", "district_code": f"110{place}"}
        rows.office(f"A{place}", f"อำเภอที่{place}", "district", "P1", **where)
        for code in {"1": ["L1", "L2"], "2": ["L3"]}[place]:
            rows.office(code, f"องค์การบริหารส่วนตำบล{code}", "sao", f"A{place}", **where)
    rows.office("M1", "เทศบาลเมืองM1", "town_municipality", "P1", province="หนึ่ง", province_code="11")
    rows.office("L4", "องค์การบริหารส่วนตำบลL4", "sao", "A9", province="สอง", province_code="12")
    rows.office("A9", "อำเภอที่9", "district", "P2", province="สอง", province_code="12")
    root = rows.letter(ROOT, "2023-02-27", "D", to=["P1", "P2"], subject="เรื่องหนึ่ง")
    rows.letter(PROVINCES_LETTER, "2023-03-09", "P1", to=["A1", "M1"], parent=ROOT)
    rows.letter(DISTRICTS_LETTER, "2023-03-09", "A1", to=["L1"], parent=PROVINCES_LETTER)
    rows.task(root, "ศูนย์ช่วยเหลือ", DUE, owed_by=["L1", "L2", "L3", "L4", "M1", "H1"])
    return rows


def found(
    rows: Rows, choice: ReminderChoice = EVERYTHING, *, today: date = THREE_DAYS_BEFORE, **asked: str
) -> dict[str, list[str]]:
    return {digest.to: [item.tracked.row.office for item in digest.items] for digest in run(rows, choice, today, asked)}


def run(rows: Rows, choice: ReminderChoice, today: date, asked: dict[str, str] | None = None) -> list[Digest]:
    reminders = Reminders(Rules(), lambda day: day.weekday() < 5)
    asked_for = ReportScope(today, **(asked or {}))  # type: ignore[arg-type]  # codes
    return list(build_digests(rows.connection, asked_for, reminders, choice))


def record(rows: Rows, said: list[ReminderRecord]) -> None:
    for each in said:
        rows.connection.execute("INSERT INTO reminder VALUES (?, ?, ?, ?, '2023-03-20', ?, 'text')", each)


def test_each_who_must_act_has_one_digest(rows: Rows) -> None:
    assert found(rows) == {
        "A1": ["L1", "L2"],  # L2 was not told, and A1 has the letter
        "P1": ["H1", "M1", "L3"],  # A2 was not told, so L3 waits for the province
        "P2": ["L4"],  # the province has passed nothing on
    }


def test_on_request_each_who_owes_has_one(rows: Rows) -> None:
    assert found(rows, ReminderChoice(everything=True, each=True)) == {
        code: [code] for code in ("H1", "L1", "L2", "L3", "L4", "M1")
    }


def test_in_an_office_s_database_nobody_outside_it_is_told_to_act(rows: Rows) -> None:
    assert found(rows, own_office="A2") == {"A2": ["L3"]}
    assert found(rows, own_office="L1") == {"L1": ["L1"]}
    assert found(rows, own_office="P1") == {"A1": ["L1", "L2"], "P1": ["H1", "M1", "L3"]}


def test_only_those_under_the_office_asked_for(rows: Rows) -> None:
    assert found(rows, under="P2") == {"P2": ["L4"]}


def test_only_what_a_level_says_today(rows: Rows) -> None:
    assert found(rows, ReminderChoice(), today=date(2023, 3, 20)) == {}
    assert len(found(rows, ReminderChoice())) == 3
    assert found(rows, ReminderChoice(), today=TWO_DAYS_BEFORE) == {}


def test_what_was_done_is_not_named(rows: Rows) -> None:
    rows.connection.execute("UPDATE obligation SET progress = 'done', done_on = '2023-03-20' WHERE office <> 'L2'")
    assert found(rows) == {"A1": ["L2"]}


def test_with_a_memory_a_missed_day_catches_up_and_nothing_is_said_twice(rows: Rows) -> None:
    first = run(rows, ONCE, TWO_DAYS_BEFORE)
    assert {item.level for digest in first for item in digest.items} == {"before 3"}
    record(rows, first[0].sayings)
    assert list(found(rows, ONCE, today=TWO_DAYS_BEFORE)) == ["P1", "P2"]
    record(rows, [*first[1].sayings, *first[2].sayings])
    assert found(rows, ONCE, today=TWO_DAYS_BEFORE) == {}
    assert len(found(rows, ONCE, today=date(2023, 3, 24))) == 3


def test_a_deadline_that_moves_is_said_anew(rows: Rows) -> None:
    for digest in run(rows, ONCE, TWO_DAYS_BEFORE):
        record(rows, digest.sayings)
    rows.connection.execute("UPDATE obligation SET due_on = '2023-03-29' WHERE office = 'L1'")
    assert found(rows, ONCE, today=TWO_DAYS_BEFORE) == {"A1": ["L1"]}


def test_what_was_said_to_one_is_still_to_be_said_to_another_who_must_act_now(rows: Rows) -> None:
    for digest in run(rows, ONCE, TWO_DAYS_BEFORE):
        record(rows, digest.sayings)
    rows.deliver(rows.letters[PROVINCES_LETTER], "A2", "2023-03-22")
    assert found(rows, ONCE, today=TWO_DAYS_BEFORE) == {"A2": ["L3"]}


def test_what_was_asked_for_by_hand_is_said_once_a_day_and_is_no_level(rows: Rows) -> None:
    asked = ReminderChoice(everything=True, remembers=True)
    monday = date(2023, 3, 20)
    for digest in run(rows, asked, monday):
        record(rows, digest.sayings)
    assert found(rows, asked, today=monday) == {}
    assert len(found(rows, asked)) == 3
    assert len(found(rows, ONCE, today=monday)) == 3


def test_what_has_no_deadline_is_named_only_among_everything(rows: Rows) -> None:
    rows.connection.execute("UPDATE task SET due_on = NULL")
    assert found(rows, ONCE) == {}
    (item, *_) = run(rows, EVERYTHING, THREE_DAYS_BEFORE)[0].items
    assert (item.level, item.saying.due_on) == ("", "")


def test_a_classified_letter_is_left_out_unless_asked_for_and_never_its_chain(rows: Rows) -> None:
    before = found(rows)
    rows.connection.execute("UPDATE letter SET secrecy = 'ลับ' WHERE number = ?", (DISTRICTS_LETTER,))
    assert found(rows) == before
    rows.connection.execute("UPDATE letter SET secrecy = 'ลับ'")
    assert found(rows) == {}
    assert len(run(rows, EVERYTHING, THREE_DAYS_BEFORE, {"include_secret": True})) == 3  # type: ignore[dict-item]


def test_the_rows_say_all_of_an_obligation(rows: Rows) -> None:
    rows.connection.execute("UPDATE obligation SET progress = 'blocked', note = 'ระบบล่ม' WHERE office = 'L2'")
    report = build_reminder_report(run(rows, EVERYTHING, THREE_DAYS_BEFORE))
    row = [list(map(str, row)) for row in report.rows][1]
    assert " ".join(column.name for column in report.columns) == (
        "to_code to_name level letter_number letter_date subject task system due_on days_left state progress note"
        " office_code office_name office_kind district province told_on told_by stalled_at round"
    )
    assert row == [
        "A1", "อำเภอที่1", "before 3", ROOT, "2023-02-27", "เรื่องหนึ่ง", "ศูนย์ช่วยเหลือ", "INFO", DUE, "3", "at_risk",
        "blocked", "ระบบล่ม", "L2", "องค์การบริหารส่วนตำบลL2", "sao", "ที่1", "หนึ่ง", "None", "None", "อำเภอที่1", "None",
    ]  # fmt: skip
