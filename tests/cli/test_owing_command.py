"""``circtrack owing`` and ``chain``, the real program on the real chain."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from support.inside import run_inside
from support.program import CHAIN, Program
from support.servers import copied

from circtrack.render import table_layout
from circtrack.reports import owing_page

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The real chain in the database of อำเภอเทพสถิต; tests here must not change it."""
    program = Program(tmp_path_factory.mktemp("district") / "circtrack.db")
    program.with_chain("อำเภอเทพสถิต")
    return program


@pytest.fixture
def program(recorded: Program, tmp_path: Path) -> Program:
    """A copy of it that a test may change."""
    copied(recorded.database, tmp_path / "circtrack.db")
    return Program(tmp_path / "circtrack.db")


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The real chain in a database of the whole country; tests here must not change it."""
    program = Program(tmp_path_factory.mktemp("country") / "circtrack.db")
    program.ok("read", CHAIN, "--yes")
    return program


def test_a_morning_in_the_district(program: Program) -> None:
    before = program.rows("owing", "908")
    assert len(before) == 6
    assert {row["days_left"] for row in before} == {"4"}
    assert {row["state"] for row in before} <= {"owing", "at_risk"}
    assert {row["told_on"] for row in before} == {"2023-03-09"}
    program.ok("done", "908", "อบต.บ้านไร่", "ทต.เทพสถิต", "--on", "๒๐ มี.ค. ๖๖")
    for today, state, left in (
        ("2023-03-20", "owing", "4"),
        ("2023-03-24", "due_today", "0"),
        ("2023-03-25", "overdue", "-1"),
    ):
        rows = program.rows("owing", "908", today=today)
        assert [(row["state"], row["days_left"]) for row in rows] == [(state, left)] * 4


def test_the_exit_status_says_that_someone_owes_only_if_asked(program: Program) -> None:
    assert program.run("owing").status == 0
    assert program.run("owing", "--exit-code").status == 3
    assert program.run("owing", "--by", "letter", "--exit-code").status == 3
    assert program.run("owing", "--overdue", "--exit-code").status == 0
    assert program.run("owing", "--overdue", "--exit-code", today="2023-03-25").status == 3
    program.ok("done", "908", *(row["office_code"] for row in program.rows("owing")))
    assert program.run("owing", "--exit-code").status == 0
    assert program.rows("owing") == []
    assert program.run("owing", "--state", "done", "--exit-code").status == 0
    assert len(program.rows("owing", "--state", "done")) == 6


def test_a_receipt_changes_the_day_of_being_told(program: Program) -> None:
    program.ok("receive", "708", "อบต.บ้านไร่", "--on", "2023-03-13")
    told = {row["office_code"]: row["told_on"] for row in program.rows("owing")}
    assert (told["06360903"], told["06360902"]) == ("2023-03-13", "2023-03-09")


def test_an_extension_for_one_office_moves_its_day_alone(program: Program) -> None:
    program.ok("extend", "908", "อบต.บ้านไร่", "--to", "2023-03-31", "--reason", "ระบบล่ม")
    days = {row["office_code"]: row["due_on"] for row in program.rows("owing")}
    assert sorted(set(days.values())) == ["2023-03-24", "2023-03-31"]
    assert days["06360903"] == "2023-03-31"
    assert [row["office_code"] for row in program.rows("owing", "--within", "4")][-1] != "06360903"
    assert len(program.rows("owing", "--within", "4")) == 5


def test_under_takes_a_name_as_people_write_it(country: Program) -> None:
    assert len(country.rows("owing", "908", "--under", "อ.เทพสถิต")) == 6
    assert len(country.rows("owing", "908", "--under", "จ.ชัยภูมิ")) == 144
    assert [row["office_code"] for row in country.rows("owing", "--under", "06360903")] == ["06360903"]


def test_counts_add_up_to_the_country(country: Program) -> None:
    rows = country.rows("owing", "908", "--by", "province")
    assert len(rows) == 76
    assert sum(int(row["owing"]) for row in rows) == 7925
    assert [row["owing"] for row in country.rows("owing", "908", "--by", "task")] == ["76", "7849"]


def test_one_task_of_the_letter(country: Program) -> None:
    rows = country.rows("owing", "908", "--task", "1")
    assert len(rows) == 76
    assert {row["office_kind"] for row in rows} == {"provincial_office"}
    refused = country.run("owing", "908", "--task", "3")
    assert refused.status == 2
    assert "2. ศูนย์ช่วยเหลือประชาชน" in refused.err


def test_seventy_five_provinces_and_fifteen_districts_are_where_it_stalled(country: Program) -> None:
    stalled = {row["stalled_at"] for row in country.rows("owing", "908") if row["stalled_at"]}
    assert len([name for name in stalled if name.startswith("จังหวัด")]) == 75
    assert len([name for name in stalled if name.startswith("อำเภอ")]) == 15
    assert not {"จังหวัดชัยภูมิ", "อำเภอเทพสถิต"} & stalled
    tree = country.ok("chain", "908", "--format", "table").out
    assert "75 provinces, told on 2023-02-27" in tree
    assert "15 districts, told on 2023-03-09" in tree
    silent = [row for row in country.rows("chain", "908") if not row["letter_number"]]
    assert {row["office_name"] for row in silent} == stalled


def test_a_letter_passed_on_takes_its_sender_off_the_list(program: Program) -> None:
    province = Program(program.database.with_name("province.db"))
    province.with_chain("จังหวัดชัยภูมิ")
    before = {row["office_name"] for row in province.rows("chain", "908") if not row["letter_number"]}
    assert len(before) == 15
    province.ok("forward", "3022", "--number", "ชย 0023.1/99", "--date", "2023-03-13", "--from", "อ.เมืองชัยภูมิ")
    after = {row["office_name"] for row in province.rows("chain", "908") if not row["letter_number"]}
    assert before - after == {"อำเภอเมืองชัยภูมิ"}


def test_the_tree_takes_other_forms_too(country: Program) -> None:
    assert country.ok("chain", "908", "--columns", "depth,office_name", "--format", "csv").out.startswith(
        "depth,office_name\n0,กรม"
    )
    assert country.ok("chain", "908", "--format", "json").out.count('"depth"') == 93


def test_states_are_checked(country: Program) -> None:
    refused = country.run("owing", "--state", "late")
    assert (refused.status, refused.out) == (2, "")
    assert "due_today" in refused.err


def test_kinds_systems_and_titles_choose(country: Program) -> None:
    assert len(country.rows("owing", "--kind", "pao,city_municipality", "--under", "จ.ชัยภูมิ")) == 1
    assert len(country.rows("owing", "--task", "สถานที่กลาง")) == 76
    assert len(country.rows("owing", "--task", "๑", "908", "--system", "info")) == 76
    for wrong, said in (
        (("--kind", "village"), "'village'"),
        (("--system", "e-Plan"), "e-Plan.\n  INFO\n"),
        (("--task", "0"), "counted from 1"),
        (("--task", "1"), "needs the letter"),
        (("--task", "ไม่มี"), "  ศูนย์ช่วยเหลือประชาชน"),
    ):
        refused = country.run("owing", *wrong)
        assert (refused.status, refused.out) == (2, "")
        assert said in refused.err


def test_working_days_are_counted_where_they_are_shown_or_asked_for(program: Program) -> None:
    assert {row["working_days_left"] for row in program.rows("owing")} == {""}
    assert {row["working_days_left"] for row in program.rows("owing", "--working-days")} == {"4"}
    assert program.ok("owing", "--columns", "working_days_left", "--format", "csv").lines[1] == "4"
    assert "working days" in program.ok("owing", "--format", "table").out


def test_the_office_s_own_days_off_count(program: Program) -> None:
    own = program.database.with_name("off days.txt")
    own.write_text("๒๒ มีนาคม ๒๕๖๖  # งานประจำปี\n", encoding="utf-8")
    office = Program(program.database, environment={"CIRCTRACK_OFF_DAYS": str(own)})
    assert {row["working_days_left"] for row in office.rows("owing", "--working-days")} == {"3"}
    own.write_text("๓๒ มีนาคม ๒๕๖๖\n", encoding="utf-8")
    refused = office.run("owing", "--working-days")
    assert (refused.status, refused.out) == (2, "")
    assert "off days.txt, line 1" in refused.err
    assert office.run("owing").status == 0


def test_without_the_holidays_package_working_days_stay_empty_and_it_is_said(program: Program, tmp_path: Path) -> None:
    hidden = tmp_path / "hidden" / "holidays"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").write_text("raise ImportError\n", encoding="utf-8")
    path = os.pathsep.join([str(hidden.parent), *filter(None, [os.environ.get("PYTHONPATH")])])
    bare = Program(program.database, environment={"PYTHONPATH": path}, own_process=True)
    shown = bare.ok("owing", "--format", "table")
    assert (shown.err, "working days" in shown.out) == ("", False)
    asked = bare.ok("owing", "--working-days")
    assert asked.lines[1].endswith(",")
    assert "circtrack[holidays]" in asked.err


@pytest.mark.file_only
def test_a_page_of_too_many_rows_is_refused_before_its_facts_are_counted(
    recorded: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[object] = []
    monkeypatch.setattr(owing_page, "build_owing_by_report", lambda *asked, **_: counted.append(asked))
    monkeypatch.setattr(table_layout, "_MOST_ROWS", 5)
    done = run_inside(recorded, "owing", "--format", "html")
    assert (done.status, done.out, counted) == (2, "", [])
    assert "takes at most 5 rows" in done.err


@pytest.mark.file_only
@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminal")
@pytest.mark.parametrize("lang", ["en", "th"])
def test_what_several_letters_ask_is_a_table_on_a_terminal_of_80_columns(program: Program, lang: str) -> None:
    from support.inside import run_at_terminal

    monthly = ("--to", "อบต.ทุกแห่ง", "--task", "รายงานการจัดเก็บขยะมูลฝอย", "--due", "ภายในวันที่ ๕ ของทุกเดือน")
    program.ok("add", "--number", "ชย 0023.14/ว 1801", "--date", "2023-03-10", "--from", "อำเภอเทพสถิต", *monthly)
    environment = {"CIRCTRACK_DB": str(program.database), "CIRCTRACK_TODAY": "2023-04-20", "CIRCTRACK_LANG": lang}
    environment |= {"COLUMNS": "80", "TERM": "dumb", "CIRCTRACK_PAGER": "", "HOME": str(program.database.parent)}
    shown = run_at_terminal(["owing"], program.database.parent, environment)
    rows = [line for line in shown.splitlines() if "อบต.โป่งนก" in line]
    assert len(rows) == 3, shown
    assert all(any(number in row for number in ("มท 0810.7/ว 908", "ชย 0023.14/ว 1801")) for row in rows)
    left_out = "No room for round, " if lang == "en" else "จอแคบ จึงไม่แสดง งวดที่, "
    assert left_out in shown
