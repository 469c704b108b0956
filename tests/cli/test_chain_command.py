"""``circtrack chain`` after something has changed: the deadline shown is that of who owes here."""

from __future__ import annotations

import pytest
from support.program import CHAIN, Program
from support.servers import address

from circtrack.__main__ import main
from circtrack.render import pictures

pytestmark = pytest.mark.both_engines


def test_an_extension_shows_though_another_task_of_the_chain_that_nobody_here_owes_keeps_its_day(
    circtrack: Program,
) -> None:
    circtrack.with_chain("อำเภอเทพสถิต")
    assert {row["due_on"] for row in circtrack.rows("chain", "908")} == {"2023-03-24"}
    circtrack.ok("extend", "908", "--to", "31 มี.ค. 66", "--reason", "ระบบล่ม")
    rows = circtrack.rows("chain", "908")
    assert [(row["due_on"], row["days_left"]) for row in rows] == [
        ("2023-03-31", "32"),
        ("2023-03-31", "22"),
        ("2023-03-31", "22"),
    ]


TO_PROVINCES = (
    *(
        "add",
        "--number",
        "มท 0810.7/ว 908",
        "--date",
        "2023-02-27",
        "--from",
        "สถ.",
        "--to",
        "ทุกจังหวัด",
        "--subject",
        "ศูนย์",
    ),
    *("--task", "ศูนย์", "--due", "2023-03-24", "--audience", "องค์กรปกครองส่วนท้องถิ่นทุกแห่ง"),
)
STALLED_NOWHERE = "It has stalled nowhere that this database knows of."


def test_chain_owing_and_check_name_one_office_that_has_not_passed_it_on(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok(*TO_PROVINCES)
    assert {row["stalled_at"] for row in circtrack.rows("owing", "908")} == {"จังหวัดชัยภูมิ"}
    (found,) = [row for row in circtrack.rows("check") if row["code"] == "untold_near"]
    root, silent = circtrack.rows("chain", "908")
    assert found["office_name"] == silent["office_name"] == "จังหวัดชัยภูมิ"
    assert (silent["told_on"], silent["owing"], silent["untold"], root["stalled"]) == ("2023-02-27", "6", "6", "1")
    assert STALLED_NOWHERE not in circtrack.ok("chain", "908", "--format", "table").out


def test_who_wrote_to_others_and_left_offices_out_is_named_below_the_tree(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok(*TO_PROVINCES)
    circtrack.ok(
        "forward", "908", "--number", "ชย 0023.6/3", "--date", "2023-03-01", "--from", "จ.ชัยภูมิ", "--to", "อบจ.ชัยภูมิ"
    )
    assert {row["stalled_at"] for row in circtrack.rows("owing", "908")} == {"จังหวัดชัยภูมิ"}
    shown = circtrack.ok("chain", "908", "--format", "table").out
    assert "Who wrote on, but not to all who owe under it (not told): จังหวัดชัยภูมิ (6)." in shown
    assert STALLED_NOWHERE not in shown


def test_a_picture_takes_no_columns_and_other_listings_draw_none(circtrack: Program) -> None:
    circtrack.ok("read", CHAIN, "--yes")
    refused = circtrack.run("chain", "908", "--format", "dot", "--columns", "depth")
    assert (refused.status, refused.out) == (2, "")
    assert "--columns does not go with --format dot" in refused.err
    assert circtrack.run("owing", "--format", "dot").status == 2
    assert circtrack.ok("chain", "708", "--format", "mermaid", "--depth", "1").out.count("-->") == 2


def test_mermaid_is_not_handed_more_arrows_than_it_draws_without_a_word(
    circtrack: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    circtrack.ok("read", CHAIN, "--yes")
    asked = ["chain", "908", "--format", "mermaid", "--lang", "en", "--db", address(circtrack.database)]
    monkeypatch.setattr(pictures, "MERMAID_EDGES", 4)
    assert main(asked) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(pictures, "MERMAID_EDGES", 3)
    assert main(asked) == 0
    shown = capsys.readouterr()
    assert shown.out.count("-->") == 4
    assert shown.err == "note: Mermaid draws 3 arrows and this picture has 4; --depth leaves some out.\n"


def test_what_is_blocked_is_counted_apart_for_people_only(circtrack: Program) -> None:
    district = circtrack.with_chain("อำเภอเทพสถิต")
    before = district.ok("chain", "908", "--format", "csv").out
    district.ok("done", "908", "อบต.บ้านไร่", "--blocked", "ระบบล่ม")
    assert "owing 6 (blocked 1), not told 0" in district.ok("chain", "908", "--format", "table").out
    assert "blocked" not in district.ok("chain", "3022", "--format", "csv").out
    assert district.ok("chain", "908", "--format", "csv").out == before
