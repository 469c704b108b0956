"""In a Thai session tables show days as Thai papers do, and the settings `dates` and `thai` turn that off and on."""

from __future__ import annotations

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
