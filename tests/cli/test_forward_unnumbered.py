"""What a tier below has passed on, though the numbers of its letters are not known: those below count as told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from support.program import Program


@pytest.fixture
def province(circtrack: Program) -> Program:
    return circtrack.with_chain("จังหวัดชัยภูมิ")


def told(program: Program, district: str) -> set[tuple[str, str]]:
    rows = program.rows("owing", "908", "--under", district, "--kind", "อบต.")
    return {(row["told_on"], row["told_by"]) for row in rows}


def numbers(program: Program) -> list[str]:
    return [row["number"] for row in program.rows("letters")]


def test_who_is_below_counts_as_told_on_that_day(province: Program) -> None:
    assert told(province, "อ.ภูเขียว") == {("", "")}
    province.ok("forward", "3022", "--from", "อ.ภูเขียว", "--unnumbered", "--date", "13/3/66")
    assert told(province, "อ.ภูเขียว") == {("2023-03-13", "ยังไม่ทราบเลข ชย 0023.6-3022")}
    again = province.ok("forward", "3022", "--from", "อ.ภูเขียว", "--unnumbered", "--date", "13/3/66")
    assert "was recorded before" in again.err


def test_it_and_the_letters_below_it_can_be_corrected_in_the_editor(province: Program) -> None:
    program = replace(province, environment={"EDITOR": "sed -i s/หมวก/หมวก/", "VISUAL": ""})
    program.ok("forward", "3022", "--from", "อ.ภูเขียว", "--unnumbered", "--date", "13/3/66")
    program.ok("forward", "ยังไม่ทราบเลข", "--number", "ชย 72001/9", "--from", "อบต.ผักปัง", "--to", "36")
    for letter in ("ยังไม่ทราบเลข ชย 0023.6-3022", "72001/9"):
        assert "nothing to correct" in program.ok("correct", letter, "--edit", "--yes").err


def test_the_letter_takes_the_place_when_it_comes(province: Program) -> None:
    province.ok("forward", "3022", "--from", "อ.ภูเขียว", "--unnumbered", "--date", "13/3/66")
    done = province.ok("forward", "3022", "--from", "อ.ภูเขียว", "--number", "ชย 0023.10/555", "--date", "12/3/66")
    assert "takes its place" in done.err
    assert told(province, "อ.ภูเขียว") == {("2023-03-12", "ชย 0023.10/555")}
    assert "ยังไม่ทราบเลข" not in " ".join(numbers(province))
    province.ok("undo")
    assert told(province, "อ.ภูเขียว") == {("2023-03-13", "ยังไม่ทราบเลข ชย 0023.6-3022")}


def test_so_it_does_from_a_bundle(province: Program, tmp_path: Path) -> None:
    """The district's own letter comes with its bundle."""
    district = replace(province, database=tmp_path / "district.db").with_chain("อำเภอเทพสถิต")
    fresh = replace(province, database=tmp_path / "fresh.db")
    fresh.ok("init", "--office", "จังหวัดชัยภูมิ")
    province.ok("bundle", "3022", "--for", "จ.ชัยภูมิ", "--output", tmp_path / "own.circtrack")
    for number, parent, date in (("มท 0810.7/ว 908", "", "27/2/66"), ("ชย 0023.6/3022", "908", "9/3/66")):
        fresh.ok(
            "add", "--number", number, "--date", date, "--from", "dla" if not parent else "36", "--to",
            "36" if not parent else "3609", "--subject", "ศูนย์", *(["--parent", parent] if parent else []),
            *([] if parent else ["--task", "ศูนย์ช่วยเหลือประชาชน", "--audience", "องค์กรปกครองส่วนท้องถิ่น"]),
        )  # fmt: skip
    fresh.ok("forward", "3022", "--from", "อ.เทพสถิต", "--unnumbered")
    assert "ยังไม่ทราบเลข" in " ".join(numbers(fresh))
    district.ok("bundle", "708", "--for", "จ.ชัยภูมิ", "--output", tmp_path / "up.circtrack")
    fresh.ok("merge", tmp_path / "up.circtrack")
    assert "ชย 0023.14/708" in numbers(fresh)
    assert "ยังไม่ทราบเลข" not in " ".join(numbers(fresh))


def test_the_number_comes_by_a_correction(province: Program) -> None:
    province.ok("forward", "3022", "--from", "อ.ภูเขียว", "--unnumbered")
    province.ok("correct", "อำเภอภูเขียว ยังไม่ทราบเลข ชย 0023.6-3022", "--number", "ชย 0023.10/555", "--yes")
    assert told(province, "อ.ภูเขียว") == {("2023-03-20", "ชย 0023.10/555")}


def test_all_at_once_or_by_a_list(province: Program) -> None:
    province.ok("forward", "3022", "--unnumbered", "--from-list", "-", given="1. อ.ภูเขียว ✅\n2. อ.แก้งคร้อ\n")
    assert len([each for each in numbers(province) if "ยังไม่ทราบเลข" in each]) == 2
    province.ok("forward", "3022", "--unnumbered", "--all")
    assert not [row for row in province.rows("owing", "908") if row["state"] == "untold"]
    assert province.run("forward", "3022", "--unnumbered", "--all").status == 2


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "Say --number, or --unnumbered"),
        (["--number", "ชย 0023.10/555", "--unnumbered"], "Say --number, or --unnumbered"),
        (["--number", "ชย 0023.10/555", "--all"], "go with --unnumbered"),
        (["--unnumbered", "--to", "อบต.ทุกแห่ง"], "does not go with --to"),
        (["--unnumbered", "--all", "--due", "2023-03-20"], "does not go with --due"),
        (["--unnumbered", "--all", "--subject", "ก", "--update"], "does not go with --subject, --update"),
        (["--unnumbered", "--all", "--from", "อ.ภูเขียว"], "--from, --all do not go together"),
        (["--unnumbered"], "Who has passed it on?"),
        (["--unnumbered", "--from", "อ.ภูเขียว", "--date", "1/3/66"], "cannot pass on"),
        (["--unnumbered", "--from", "อบต.บ้านไร่"], "nobody to be told"),
    ],
)
def test_what_does_not_go_together(province: Program, options: list[str], says: str) -> None:
    done = province.run("forward", "3022", *options)
    assert (done.status, says in done.err) == (2, True), done.err


def test_a_department_passes_on_to_the_provinces_in_which_someone_owes(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "สถ.")
    circtrack.ok("add", "--number", "มท 0201.2/ว 500", "--date", "2023-03-01", "--from", "กระทรวงมหาดไทย",
                 "--to", "สถ.", "--task", "แผนพัฒนา", "--audience", "เทศบาลนครขอนแก่น, เทศบาลนครอุดรธานี")  # fmt: skip
    circtrack.ok("forward", "500", "--number", "มท 0810.7/ว 600", "--date", "2023-03-05")
    (sent,) = json.loads(circtrack.ok("letters", "show", "600", "--format", "json").out)
    assert sent["recipients"] == ["40", "41"]
    done = circtrack.ok("forward", "600", "--unnumbered", "--all", "--date", "2023-03-06")
    assert done.err.count("ยังไม่ทราบเลข") == 2
    assert {row["told_on"] for row in circtrack.rows("owing", "500")} == {"2023-03-06"}
