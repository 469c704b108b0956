"""In a Thai session tables show days as Thai papers do, and the settings `dates` and `thai` turn that off and on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from support.program import Program

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def district(tmp_path: Path) -> Program:
    settings = {"CIRCTRACK_CONFIG": str(tmp_path / "circtrack.toml")}
    return Program(tmp_path / "circtrack.db", lang="th", environment=settings).with_chain("อำเภอเทพสถิต")


def test_days_are_thai_in_tables_and_iso_in_data(district: Program) -> None:
    table = district.ok("owing", "908", "--format", "table").out
    assert "๒๔ มี.ค. ๖๖" in table
    assert "2023-03-24" not in table
    assert "๒๔ มี.ค. ๖๖" in district.ok("chain", "908", "--format", "table").out
    assert {row["due_on"] for row in district.rows("owing", "908")} == {"2023-03-24"}
    assert "2023-03-24" in district.run("owing", "908", "--format", "table", lang="en").out


def test_iso_days_on_one_command(district: Program) -> None:
    assert "2023-03-24" in district.ok("owing", "908", "--format", "table", "--iso").out
    assert "๒๔ มี.ค. ๖๖" in district.ok("owing", "908", "--format", "table").out
    assert district.run("owing", "908", "--iso", "--thai").status == 2


def test_what_is_past_says_so_in_words(district: Program) -> None:
    assert "เกินกำหนด 3 วัน" in district.ok("owing", "908", "--format", "table", today="2023-03-27").out
    assert {row["days_left"] for row in district.rows("owing", "908", today="2023-03-27")} == {"-3"}


def test_the_settings_turn_thai_days_off_and_thai_numerals_on(district: Program) -> None:
    data = district.ok("owing", "908", "--format", "csv").out
    district.ok("config", "set", "dates", "iso")
    assert "2023-03-24" in district.ok("owing", "908", "--format", "table").out
    district.ok("config", "set", "thai", "true")
    assert "มท ๐๘๑๐.๗/ว ๙๐๘" in district.ok("owing", "908", "--format", "table").out
    assert district.ok("owing", "908", "--format", "csv").out == data


def test_messages_and_cells_with_sentences_say_thai_days(district: Program) -> None:
    assert "๒๐ มี.ค. ๖๖" in district.ok("receive", "708", "อบต.โป่งนก", "--on", "2023-03-20").err
    late = district.run("done", "908", "อบต.โป่งนก", "--on", "2023-04-30")
    assert "๓๐ เม.ย. ๖๖" in late.err
    assert "2023" not in late.err
    assert "๙ มีนาคม ๒๕๖๖  อำเภอเทพสถิต" in district.ok("letters", "show", "708", "--format", "table").out
    log = district.ok("log", "--format", "table").out
    assert "เมื่อ ๒๐ มี.ค. ๖๖" in log
    assert re.search(r"[๐-๙]+ \S+ [๐-๙]{2} [๐-๙]{2}\.[๐-๙]{2} น\.", log)
    district.ok("config", "set", "dates", "iso")
    assert "2023-03-19" in district.ok("receive", "708", "อบต.นายางกลัก", "--on", "2023-03-19").err


def test_data_in_a_thai_session_keep_iso_days(district: Program) -> None:
    district.ok("receive", "708", "อบต.โป่งนก", "--on", "2023-03-20")
    assert "เมื่อ 2023-03-20" in district.ok("log", "--format", "csv").out


def test_messages_say_thai_days_wherever_the_data_go(district: Program) -> None:
    shown = district.ok("letters", "show", "908", "--format", "csv")
    assert "2023-02-27" in shown.out
    assert "อ่านเป็น ๒๗ ก.พ. ๖๖" in shown.err
    assert "อ่านเป็น 2023-02-27" in district.ok("letters", "show", "908", "--format", "csv", "--iso").err


def test_a_letter_s_journal_is_in_the_reader_s_language(district: Program) -> None:
    assert "บันทึก ชย 0023.14/708" in district.ok("letters", "show", "708", "--format", "table").out
