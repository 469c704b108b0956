"""What ``bundle`` and ``merge`` say to the clerks of two offices."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
from support.program import Program
from support.servers import opened

if TYPE_CHECKING:
    from pathlib import Path

THE_908 = "มท 0810.7/ว 908"


@pytest.fixture
def offices(tmp_path: Path) -> dict[str, Program]:
    """A department, a province and a district, each with the chain in its own file."""
    names = {"department": "dla", "province": "จังหวัดชัยภูมิ", "district": "อำเภอเทพสถิต"}
    return {tier: Program(tmp_path / f"{tier}.db").with_chain(name) for tier, name in names.items()}


def test_offices_that_disagree_are_told_of_in_the_reader_s_language(
    offices: dict[str, Program], tmp_path: Path
) -> None:
    file = tmp_path / "1.circtrack"
    offices["district"].ok("done", "908", "อบต.บ้านไร่", "--on", "2023-03-15")
    offices["province"].ok("done", "908", "อบต.บ้านไร่", "--on", "2023-03-17")
    offices["district"].ok("bundle", "908", "--for", "36", "--output", file)
    merged = offices["province"].ok("merge", file)
    assert "อำเภอเทพสถิต: done 2023-03-15" in merged.err
    shown = offices["province"].ok("letters", "--show", "908")
    assert "อำเภอเทพสถิต: done 2023-03-15" in shown.err
    assert "บันทึกแล้ว" not in shown.err + merged.err
    offices["province"].ok("undo")
    merged = offices["province"].run("merge", file, lang="th")
    shown = offices["province"].run("letters", "--show", "908", lang="th")
    for each in (merged.err, shown.err):
        assert "อำเภอเทพสถิต: บันทึกแล้ว" in each
        assert "done" not in each


def test_what_its_issuer_takes_out_is_said_at_both_ends(offices: dict[str, Program], tmp_path: Path) -> None:
    department, province = offices["department"], offices["province"]
    province.ok("done", "908", "อบต.บ้านไร่", "--on", "2023-03-17")
    done = department.ok("correct", "908", "--withdraw", "--reason", "ออกผิด", "--yes")
    (command,) = re.findall("`circtrack (bundle [^`]*)`", done.err)
    file = tmp_path / "2.circtrack"
    made = department.ok(*shlex.split(command.replace("OFFICE", "จังหวัดชัยภูมิ")), "--output", file)
    assert f"It says that these were taken out: {THE_908}" in made.err
    merged = province.ok("merge", file)
    assert f"has taken {THE_908} out; it is taken out here too." in merged.err
    assert THE_908 in province.rows("log")[-1]["summary"]
    assert "passes_on_withdrawn" in {row["code"] for row in province.rows("check")}
    assert province.run("owing", "908").status == 2
    assert department.run("bundle", THE_908, "--for", "จังหวัดขอนแก่น", "--output", file, lang="th").status == 0


@pytest.mark.slow
def test_a_classified_letter_that_was_taken_out_is_exported_on_request_only(circtrack: Program, tmp_path: Path) -> None:
    circtrack.with_chain("dla").ok("correct", "908", "--withdraw", "--yes")
    circtrack.ok("export", tmp_path / "open")
    with opened(circtrack.database) as connection:
        connection.execute("UPDATE withdrawn SET secrecy = 'ลับ'")
    assert circtrack.run("export", tmp_path / "secret").status == 2
    circtrack.ok("export", tmp_path / "secret", "--include-secret")
    refused = circtrack.run("bundle", THE_908, "--for", "จังหวัดชัยภูมิ")
    assert (refused.status, "--include-secret" in refused.err) == (2, True)


def test_work_from_before_the_letter_is_named_when_a_bundle_is_made_and_when_one_is_taken_in(
    offices: dict[str, Program], tmp_path: Path
) -> None:
    """A letter's day that was corrected after the work: `done` would not take that day either."""
    district, province = offices["district"], offices["province"]
    district.ok("done", "908", "อบต.บ้านไร่", "--on", "2023-03-01")
    district.ok("done", "908", "อบต.โป่งนก", "--on", "2023-03-17")
    district.ok("correct", "908", "--date", "2023-03-05", "--reason", "ตรวจ", "--yes")
    file = tmp_path / "1.circtrack"
    made = district.ok("bundle", "908", "--for", "36", "--output", file)
    assert "Left out, as nobody would take it" in made.err
    assert f"done what {THE_908} asks on 2023-03-01, before its date, 2023-03-05" in made.err
    province.ok("merge", file)
    assert [row["office_code"] for row in province.rows("owing", "908", "--state", "done")] == ["06360904"]
    assert "done_before_letter" not in {row["code"] for row in province.rows("check")}


def test_a_day_that_only_the_receiver_s_letter_forbids_is_taken_in_and_told(
    offices: dict[str, Program], tmp_path: Path
) -> None:
    district, province = offices["district"], offices["province"]
    district.ok("done", "908", "อบต.บ้านไร่", "--on", "2023-03-01")
    province.ok("correct", "908", "--date", "2023-03-05", "--reason", "ตรวจ", "--yes")
    file = tmp_path / "1.circtrack"
    district.ok("bundle", "908", "--for", "36", "--output", file)
    said = province.ok("merge", file).err
    told = (
        f"องค์การบริหารส่วนตำบลบ้านไร่: 2023-03-01 is before the date of {THE_908}, 2023-03-05; `circtrack check` says how"
    )
    assert told in said
    assert "done_before_letter" in province.run("check").out
    assert "is before the date" not in province.ok("merge", file).err
