"""``circtrack letters`` and ``log``, the real program on the real chain."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from support.program import CHAIN, Program
from support.servers import copied

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The real chain in the database of อำเภอเทพสถิต, and one office done."""
    program = Program(tmp_path_factory.mktemp("letters") / "circtrack.db")
    program.with_chain("อำเภอเทพสถิต")
    program.ok("done", "908", "อบต.บ้านไร่")
    return program


def test_letters_are_searched_and_bounded_by_date(program: Program) -> None:
    assert [row["recipients"] for row in program.rows("letters")] == ["76", "18", "6"]
    assert [row["issuer_code"] for row in program.rows("letters", "เทพสถิต")] == ["3609"]
    assert len(program.rows("letters", "--since", "๙ มี.ค. ๖๖")) == 2
    assert len(program.rows("letters", "--until", "2023-02-27")) == 1
    assert program.run("letters", "--since", "30 ก.พ. 2566").status == 2


@pytest.mark.parametrize("number", ["908", "3062", "708"])
def test_a_recorded_letter_is_what_was_read(program: Program, number: str) -> None:
    drafts = json.loads(program.ok("read", CHAIN, "--dry-run", "--format", "json").out)
    (recorded,) = json.loads(program.ok("letters", "--show", number, "--format", "json").out)
    (draft,) = [draft for draft in drafts if draft["number"] == recorded["number"]]
    # Where it stood in the text is not kept, and what a letter repeats of its root's tasks is the root's.
    # What only a recorded letter has.
    for key in ("acts", "cited_by", "deliveries", "journal"):
        recorded.pop(key)
    draft.pop("acts", None)
    for link in recorded["links"]:
        link.pop("recorded")
    for each in (draft, recorded):
        for key in ("source", "line", *([] if number == "908" else ["tasks"])):
            each.pop(key)
        each["recipients"] = sorted(each["recipients"])
        each["aliases"] = sorted(each["aliases"])
    links = draft.pop("links")
    assert [link for link in recorded.pop("links") if link in links] == links
    assert recorded == draft


def test_a_shown_letter_brings_its_findings_to_any_format(program: Program) -> None:
    shown = program.ok("letters", "--show", "3062", "--format", "table")
    assert "๓๐๒๒" in shown.out
    assert "๓๐๖๒" in shown.out
    rows = program.ok("letters", "--show", "3062", "--format", "csv")
    assert len(rows.lines) == 2
    assert "๓๐๖๒" in rows.err


def test_the_journal_says_what_was_done_by_whom(program: Program) -> None:
    rows = program.rows("log")
    assert [row["command"] for row in rows] == ["init", "read", "done"]
    assert {row["who"] for row in rows} == {"clerk"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00", row["at"]) for row in rows)
    assert "บ้านไร่" in rows[2]["summary"]
    assert [row["command"] for row in program.rows("log", "--last", "1")] == ["done"]
    assert program.run("log", "--last", "0").status == 2


def test_show_and_a_letter_gives_all_that_hangs_on_it(program: Program, tmp_path: Path) -> None:
    copied(program.database, tmp_path / "circtrack.db")
    program = Program(tmp_path / "circtrack.db")
    program.ok("receive", "708", "อบต.บ้านไร่", "--on", "2023-03-13", "--number", "๑๒๓")
    (shown,) = json.loads(program.ok("letters", "show", "708", "--format", "json").out)
    assert [(each["type"], each["recorded"]) for each in shown["links"]] == [("passes_on", "ชย 0023.6/3022")] * 2
    received = {each["office_code"]: (each["received_on"], each["receive_number"]) for each in shown["deliveries"]}
    assert len(received) == 6
    assert (received["06360903"], received["06360902"]) == (("2023-03-13", "๑๒๓"), ("", ""))
    assert [row["command"] for row in shown["journal"]] == ["read", "receive"]
    (root,) = json.loads(program.ok("letters", "show", "มท", "0810.7/ว", "908", "--format", "json").out)
    assert [(each["type"], each["number"]) for each in root["cited_by"]] == [("passes_on", "ชย 0023.6/3022")]
    assert [row["command"] for row in root["journal"]] == ["read", "done"]
    text = program.ok("letters", "show", "708", "--format", "table").out
    for part in (
        "Cites",
        "(recorded as ชย 0023.6/3022)",
        "receipt recorded by 1 of 6",
        "2023-03-13  องค์การบริหารส่วนตำบลบ้านไร่",
    ):
        assert part in text
    assert program.ok("letters", "--show", "708", "--format", "table").out == text
    line = json.loads(program.ok("letters", "show", "708", "--format", "jsonl").out)
    assert line == shown


def test_show_alone_asks_which_letter(program: Program) -> None:
    done = program.run("letters", "show")
    assert (done.status, "Show which letter?" in done.err) == (2, True)
    assert program.rows("letters", "show 908") == []
    assert program.run("letters", "show", "nothing").status == 2
    for filters in (("--since", "2566-01-01"), ("--to", "อ.เทพสถิต"), ("ศูนย์", "--show", "908")):
        stray = program.run("letters", *(() if "--show" in filters else ("show", "908")), *filters)
        assert (stray.status, "not together with show" in stray.err) == (2, True), stray.err


def test_letters_by_who_wrote_and_who_got_them(program: Program) -> None:
    assert [row["number"] for row in program.rows("letters", "--from", "จ.ชัยภูมิ")] == ["ชย 0023.6/3022"]
    assert [row["number"] for row in program.rows("letters", "--to", "อ.เทพสถิต")] == ["ชย 0023.6/3022"]
    assert program.rows("letters", "--to", "อ.เทพสถิต", "--from", "สถ.") == []
    assert program.run("letters", "--to", "ไม่มีหน่วยงานนี้").status == 2


def test_the_log_is_filtered_by_letter_office_person_and_day(circtrack: Program) -> None:
    circtrack.with_chain("อำเภอเทพสถิต")
    circtrack.ok("done", "908", "อบต.บ้านไร่")
    circtrack.ok(
        "add", "--number", "ชย 0023.14/999", "--date", "2023-03-10", "--from", "อำเภอเทพสถิต", "--to", "อบต.โป่งนก"
    )
    circtrack.ok("undo")
    other = Program(circtrack.database, environment={"CIRCTRACK_USER": "สมหญิง"})
    other.ok("done", "908", "อบต.โป่งนก")

    def entries(*options: str) -> list[str]:
        return [row["entry"] for row in circtrack.rows("log", *options)]

    assert entries() == ["1", "2", "3", "4", "5", "6"]
    assert entries("--letter", "708") == ["2", "3", "6"]
    assert entries("--office", "อบต.บ้านไร่") == ["2", "3"]
    assert entries("--office", "อบต.โป่งนก", "--who", "clerk") == ["2", "4", "5"]
    assert entries("--who", "สมหญิง") == ["6"]
    assert entries("--last", "2", "--who", "clerk") == ["4", "5"]
    assert entries("--until", "2020-01-01") == []


def test_what_to_do_next_is_said_in_the_reader_s_language(program: Program, tmp_path: Path) -> None:
    unknown = program.run("letters", "--show", "กขค", lang="th")
    assert unknown.err == "ผิดพลาด: ไม่มีหนังสือที่ตรงกับ กขค ดูรายการหนังสือด้วย `circtrack letters`\n"
    empty = Program(tmp_path / "empty.db")
    empty.ok("init", "--office", "อำเภอเทพสถิต")
    assert empty.run("letters", "--show", "908", lang="th").err.endswith("บันทึกหนังสือด้วย `circtrack read FILE`\n")


def test_the_journal_sums_up_in_the_language_of_who_reads_it(tmp_path: Path) -> None:
    program = Program(tmp_path / "circtrack.db")
    assert program.run("init", "--office", "อำเภอเทพสถิต", lang="th").status == 0
    program.ok("read", CHAIN, "--yes")
    first, second = (row["summary"] for row in program.rows("log"))
    assert first == "the database of อำเภอเทพสถิต"
    assert second.startswith("recorded ชย 0023.14/708, ")
    assert "ฐานข้อมูลของอำเภอเทพสถิต" in program.run("log", lang="th").out
