"""Letters marked ลับ or higher: left out of every list, not so their chains; shown with --include-secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.program import Program
from support.servers import opened

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

SUBJECT = "การสืบสวนข้อเท็จจริง"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The real chain, open, in the database of อำเภอเทพสถิต, and a letter marked ลับ."""
    program = Program(tmp_path / "circtrack.db")
    program.with_chain("อำเภอเทพสถิต")
    program.ok(
        "add", "--number", "ลับ ด่วนที่สุด ที่ มท 0810.1/ว 12", "--date", "2023-03-15", "--from", "สถ.",
        "--subject", SUBJECT, "--to", "จ.ชัยภูมิ",
    )  # fmt: skip
    return program


def mark(program: Program, number: str) -> None:
    with opened(program.database) as connection:
        connection.execute("UPDATE letter SET secrecy = 'ลับมาก' WHERE number = ?", (number,))


def test_lists_leave_it_out_and_say_so_below_a_table(program: Program) -> None:
    assert len(program.rows("letters")) == 3
    assert program.rows("letters", "สืบสวน") == []
    assert "1 letter marked ลับ or higher is left out" in program.ok("letters", "--format", "table").out
    shown = program.ok("letters", "สืบสวน", "--include-secret")
    assert SUBJECT in shown.out
    assert shown.lines[-1].endswith(",ลับ")


def test_below_one_letter_nothing_is_said_of_others(program: Program) -> None:
    program.ok("add", "--number", "ลับ มท 0810.1/ว 13", "--date", "2023-03-15", "--from", "สถ.", "--to", "จ.ชัยภูมิ",
               "--task", "แผน")  # fmt: skip
    assert "marked ลับ" in program.ok("owing", "--format", "table").out
    assert "marked ลับ" not in program.ok("owing", "908", "--format", "table").out


def test_named_it_is_refused_with_its_mark_and_the_way_to_see_it(program: Program) -> None:
    for command in (("owing", "12"), ("chain", "12"), ("letters", "show", "12"), ("letters", "--show", "12")):
        refused = program.run(*command)
        assert (refused.status, refused.out) == (2, "")
        assert "มท 0810.1/ว 12 is marked ลับ, so it is left out. --include-secret shows it." in refused.err
        assert SUBJECT not in refused.err
        assert program.run(*command, "--include-secret").status == 0
    assert SUBJECT in program.ok("letters", "show", "12", "--include-secret").out
    assert "ลับ  มท 0810.1/ว 12" in program.ok("letters", "show", "12", "--include-secret", "--format", "table").out


@pytest.mark.parametrize("number", ["มท 0810.7/ว 908", "ชย 0023.6/3022", "ชย 0023.14/708"])
def test_a_marked_letter_hides_itself_and_never_its_chain(program: Program, number: str) -> None:
    numbers = ["มท 0810.7/ว 908", "ชย 0023.6/3022", "ชย 0023.14/708"]
    before = program.rows("owing")
    mark(program, number)
    seen = [each for each in numbers if each != number]
    now = program.rows("owing")
    for was, row in zip(before, now, strict=True):
        assert row["letter_number"] == seen[0]
        assert row["told_by"] == ("" if number == numbers[2] else numbers[2])
        assert [row[name] for name in ("office_code", "due_on", "state", "told_on")] == [
            was[name] for name in ("office_code", "due_on", "state", "told_on")
        ]
    assert program.run("owing", "--exit-code").status == 3
    assert "1 letter marked ลับ or higher is left out" in program.ok("owing", "--format", "table").out
    assert program.run("owing", number).status == 2
    for letter in seen:
        assert program.rows("owing", letter) == now
        assert [row["letter_number"] for row in program.rows("chain", letter)] == seen
        assert number not in program.ok("chain", letter, "--format", "table").out
        with_it = program.rows("chain", letter, "--include-secret")
        assert [row["letter_number"] for row in with_it] == numbers
    for command in (("remind", "--all"), ("summary",), ("owing", "--by", "letter"), ("check",)):
        out = program.ok(*command, "--format", "csv").out
        assert number not in out, command
        assert "บ้านไร่" in out or seen[0] in out, command
    assert program.rows("owing", "--include-secret") == before


def test_recording_goes_on_as_with_any_other(program: Program) -> None:
    mark(program, "มท 0810.7/ว 908")
    program.ok("done", "908", "อบต.บ้านไร่")
    program.ok("receive", "708", "อบต.โป่งนก")
    assert len(program.rows("owing", "--include-secret")) == 5


def test_the_log_keeps_its_lines_but_not_what_they_say_of_it(program: Program) -> None:
    program.ok("done", "908", "อบต.บ้านไร่")
    rows = program.rows("log")
    assert [bool(row["summary"]) for row in rows] == [True, True, False, True]
    assert [row["command"] for row in rows] == ["init", "read", "add", "done"]
    assert [bool(row["summary"]) for row in program.rows("log", "--include-secret")] == [True] * 4
    mark(program, "ชย 0023.14/708")
    assert [bool(row["summary"]) for row in program.rows("log")] == [True, False, False, True]
    assert "without their summary: 2" in program.ok("log", "--format", "table").out


def test_an_open_letter_does_not_name_the_marked_one_that_cites_it(program: Program) -> None:
    mark(program, "ชย 0023.6/3022")
    text = program.ok("letters", "show", "908", "--format", "table").out
    assert "3022" not in text.split("Cites")[1]
    assert "3022" in program.ok("letters", "show", "908", "--include-secret", "--format", "table").out.split("Cites")[1]
