"""What must not vanish: who is kept from entering and why, days that cannot be, reminders while the clock was wrong."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from support.program import Program, contents

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

NOTES = {"อบต.บ้านไร่": ("blocked", "ระบบล่ม"), "อบต.โป่งนก": ("incomplete", "ยังไม่กรอกพื้นที่")}


@pytest.fixture
def district(circtrack: Program) -> Program:
    circtrack.with_chain("อำเภอเทพสถิต")
    circtrack.ok("done", "908", "อบต.บ้านไร่", "--blocked", "ระบบล่ม")
    circtrack.ok("done", "908", "อบต.โป่งนก", "--incomplete", "--note", "ยังไม่กรอกพื้นที่")
    return circtrack


def test_a_table_has_who_is_blocked_or_incomplete_with_the_note(district: Program) -> None:
    table = district.ok("owing", "908", "--format", "table").out
    for office, (progress, note) in NOTES.items():
        (line,) = [line for line in table.splitlines() if office in line]
        assert re.search(rf"{progress} +{note} +{office}", line), line
    (other,) = [line for line in table.splitlines() if "ทต.เทพสถิต" in line]
    assert "not entered" not in other
    assert "Of these, kept from entering: 1; entered with fields left blank: 1." in table
    thai = district.run("owing", "908", "--format", "table", lang="th").out
    assert "ติดขัด" in thai
    assert "บันทึกไม่ครบ" in thai


def test_a_table_of_plain_owing_is_as_narrow_as_ever(district: Program) -> None:
    for _ in NOTES:
        district.ok("undo")
    table = district.ok("owing", "908", "--format", "table").out
    assert "progress" not in table
    assert "note" not in table
    assert "Of these" not in table


def test_a_page_has_them_too(district: Program) -> None:
    page = district.ok("owing", "908", "--format", "html").out
    for progress, note in NOTES.values():
        assert note in page
        assert progress in page
    assert "kept from entering: 1" in page


def test_csv_has_the_note_behind_the_working_days_and_states_as_ever(district: Program) -> None:
    rows = district.rows("owing", "908")
    assert list(rows[0])[-3:] == ["working_days_left", "note", "round"]
    assert {row["state"] for row in rows} == {"owing"}
    assert {(row["progress"], row["note"]) for row in rows} == {("none", ""), *NOTES.values()}
    named = district.ok("owing", "908", "--format", "table", "--columns", "progress,office_name").out
    assert "not entered" in named


def test_counts_by_state_say_it_below(district: Program) -> None:
    assert "Of these, kept from entering: 1" in district.ok("owing", "908", "--by", "state", "--format", "table").out


def test_what_is_said_in_a_chat_has_them_in_groups_of_their_own(district: Program) -> None:
    text = district.ok("remind", "908", "--all").out
    assert "blocked: 1\n1. อบต.บ้านไร่ (ระบบล่ม)" in text
    assert "incomplete: 1\n1. อบต.โป่งนก (ยังไม่กรอกพื้นที่)" in text


def test_reminders_said_while_the_clock_was_wrong_silence_nothing(district: Program) -> None:
    said = district.ok("remind", "--once", today="2023-03-24").out  # the clock is four days ahead
    assert "ศูนย์ช่วยเหลือประชาชน" in said
    assert district.ok("remind", "--once", today="2023-03-24").out == ""
    (row,) = [row for row in district.rows("check", today="2023-03-21") if row["code"] == "future_reminder"]
    assert row["text"] == "6 reminders of มท 0810.7/ว 908 are recorded as said on 2023-03-24, after today"
    assert "ศูนย์ช่วยเหลือประชาชน" in district.ok("remind", "--once", today="2023-03-21").out
    assert district.ok("remind", "--once", today="2023-03-21").out == ""


LATE = ("--number", "ชย 0023.14/901", "--date", "2023-03-30", "--from", "อำเภอเทพสถิต")


def test_a_letter_dated_after_today_is_warned_of(district: Program) -> None:
    said = "note: ชย 0023.14/901 is dated 2023-03-30, which is after today, 2023-03-20."
    assert district.ok("add", *LATE, "--to", "อบต.ทุกแห่ง").err.count(said) == 1
    district.ok("undo")
    assert district.ok("forward", "3022", *LATE).err.count(said) == 1
    district.ok("undo")
    file = late(district)
    assert district.ok("read", file, "--dry-run").err.count(said) == 1
    assert district.ok("read", file, "--yes").err.count(said) == 1
    found = district.run("check", "--format", "csv")
    assert (found.status, "future_letter" in found.out) == (4, True)


def late(program: Program) -> Path:
    file = program.database.parent / "late.toml"
    head = '[[letter]]\nnumber = "ชย 0023.14/901"\ndate = "2023-03-30"\nissuer = "อำเภอเทพสถิต"\n'
    file.write_text(f'{head}recipients = ["06360903"]\n', encoding="utf-8")
    return file


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_at_a_terminal_it_asks_before_it_records_a_letter_dated_after_today(district: Program) -> None:
    from maintain.sessions import environment
    from support.inside import run_at_terminal

    before = contents(district.database)
    folder = district.database.parent
    for command in (("add", *LATE, "--to", "อบต.ทุกแห่ง"), ("forward", "3022", *LATE)):
        shown = run_at_terminal(command, folder, environment(folder), answer="n\n")
        assert "which is after today, 2023-03-20. Record it all the same?" in shown
        assert contents(district.database) == before
    shown = run_at_terminal(["read", str(late(district))], folder, environment(folder), answer="n\n")
    assert shown.index("which is after today") < shown.index("Record these letters (1)?")
    assert contents(district.database) == before


@pytest.mark.file_only  # a server keeps the time of its journal itself
def test_what_was_recorded_while_the_clock_was_ahead_is_found(
    district: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "journal_ahead" not in {row["code"] for row in district.rows("check")}
    monkeypatch.setattr("circtrack.database.journal.now_utc", lambda: "2099-01-01T00:00:00Z")
    district.ok("done", "908", "ทต.เทพสถิต")
    (row,) = [row for row in district.rows("check") if row["code"] == "journal_ahead"]
    assert row["text"].startswith("1 entry of the journal is dated after now, the last at 2099-01-01T00:00:00Z")
