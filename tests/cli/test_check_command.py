"""``circtrack check``: each slip is noticed, and nothing is noticed where there is none."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from support.program import CHAIN, Program, contents
from support.servers import on_server, opened

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

ISSUER = ("--from", "อำเภอเทพสถิต", "--to", "อบต.บ้านไร่")


@pytest.fixture
def district(circtrack: Program) -> Program:
    circtrack.with_chain("อำเภอเทพสถิต")
    return circtrack


def spoil(program: Program, *statements: str) -> None:
    """Change the database behind the program's back, as another program might."""
    with opened(program.database) as connection:
        for statement in statements:
            connection.execute(statement)


def seen(program: Program, *arguments: str, today: str = "") -> list[dict[str, str]]:
    done = program.run("check", *arguments, "--format", "json", today=today)
    assert done.status in {0, 4}, done.err
    rows: list[dict[str, str]] = json.loads(done.out)
    assert done.status == (4 if any(row["severity"] == "error" for row in rows) else 0)
    return rows


def only(program: Program, code: str, *arguments: str, today: str = "") -> list[dict[str, str]]:
    return [row for row in seen(program, *arguments, today=today) if row["code"] == code]


def test_where_all_is_well_nothing_is_printed(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    for format_ in ("csv", "tsv", "jsonl"):
        done = circtrack.run("check", "--format", format_)
        assert (done.status, done.out, done.err) == (0, "", "")
    assert circtrack.ok("check").out == ""
    assert circtrack.ok("check", "--format", "table").out == "All is well.\n"
    assert circtrack.run("check", "--format", "table", lang="th").out == "ไม่พบสิ่งผิดปกติ\n"
    assert json.loads(circtrack.ok("check", "--format", "json").out) == []


def test_the_real_chain_has_what_a_colleague_would_ask(district: Program) -> None:
    assert [(row["severity"], row["code"], row["letter_number"]) for row in seen(district)] == [
        ("warning", "undecided", "ชย 0023.6/3022"),
        ("warning", "cites_unrecorded", "มท 0810.7/ว 908"),
        ("warning", "cites_unrecorded", "ชย 0023.6/3022"),
    ]


def test_a_letter_dated_before_the_one_it_passes_on_is_an_error(district: Program) -> None:
    spoil(district, "UPDATE letter SET date = '2023-03-08' WHERE number = 'ชย 0023.14/708'")
    (row,) = only(district, "before_parent")
    assert row["severity"] == "error"
    assert (row["letter_number"], row["office_code"]) == ("ชย 0023.14/708", "3609")
    assert row["text"] == "ชย 0023.14/708 is dated 2023-03-08, before ชย 0023.6/3022 of 2023-03-09, which it passes on"


def test_a_letter_of_a_day_to_come_is_an_error(district: Program) -> None:
    assert [row["letter_number"] for row in only(district, "future_letter", today="2023-03-08")] == [
        "ชย 0023.14/708",
        "ชย 0023.6/3022",
    ]
    assert only(district, "future_letter", today="2023-03-09") == []


def test_a_later_deadline_of_a_lower_tier_is_noticed_until_the_one_above_is_moved(circtrack: Program) -> None:
    circtrack.ok("read", CHAIN, "--yes")
    forwarded = ("--number", "ชย 0023.14/800", "--date", "2023-03-10", "--due", "2023-03-31")
    circtrack.ok("forward", "3022", *forwarded, "--from", "อำเภอเมืองชัยภูมิ")
    (row,) = only(circtrack, "later_deadline")
    assert row["severity"] == "warning"
    assert "until 2023-03-31, later than 2023-03-24 above it" in row["text"]
    circtrack.ok("extend", "908", "--to", "2023-03-31", "--reason", "ระบบขัดข้อง")
    assert only(circtrack, "later_deadline") == []


def test_a_weekday_that_disagrees_is_named_and_not_counted_again(district: Program) -> None:
    spoil(
        district,
        "INSERT INTO finding SELECT id, 9, 'weekday_deadline', 'due_on', 'วันเสาร์ที่ ๒๔ มีนาคม ๒๕๖๖', '', '', 0 FROM letter"
        " WHERE number = 'ชย 0023.14/708'",
    )
    (row,) = only(district, "weekday")
    assert row["text"] == "ชย 0023.14/708: the weekday of 'วันเสาร์ที่ ๒๔ มีนาคม ๒๕๖๖' does not agree with its date"
    assert [row["letter_number"] for row in only(district, "undecided")] == ["ชย 0023.6/3022"]


def test_a_receipt_is_missed_after_so_many_days(district: Program) -> None:
    assert only(district, "no_receipt", today="2023-03-23") == []
    (row,) = only(district, "no_receipt", today="2023-03-24")
    # The district passed 3022 on, and so has it; what the province sent to others is not its business.
    assert row["text"] == "6 of 6 offices have not confirmed the receipt of ชย 0023.14/708, sent on 2023-03-09"
    district.ok("done", "908", "อบต.บ้านไร่", "ทต.เทพสถิต", "อบต.โป่งนก", "อบต.วะตะแบก")
    district.ok("receive", "708", "อบต.นายางกลัก")
    (row,) = only(district, "no_receipt", "--receipt-days", "5")
    assert (row["office_code"], row["office_name"]) == ("06360906", "องค์การบริหารส่วนตำบลห้วยยายจิ๋ว")


def test_the_days_of_a_receipt_are_a_setting(district: Program, tmp_path: Path) -> None:
    file = tmp_path / "circtrack.toml"
    file.write_text("[check]\nreceipt_days = 11\n", encoding="utf-8")
    configured = Program(district.database, environment={"CIRCTRACK_CONFIG": str(file)})
    assert len(only(configured, "no_receipt")) == 1
    assert only(configured, "no_receipt", "--receipt-days", "12") == []


def test_who_was_not_told_is_noticed_when_the_deadline_is_near(circtrack: Program) -> None:
    circtrack.with_chain("36")
    assert only(circtrack, "untold_near", today="2023-03-16") == []
    rows = only(circtrack, "untold_near", today="2023-03-17")
    assert len(rows) == 15
    assert rows[0]["office_name"] == "อำเภอเมืองชัยภูมิ"
    assert rows[0]["text"] == (
        "อำเภอเมืองชัยภูมิ has not passed on มท 0810.7/ว 908, due 2023-03-24;"
        " below it, offices that owe and were not told: 20"
    )


def test_what_was_done_or_received_before_it_could_be_is_an_error(district: Program) -> None:
    spoil(
        district,
        "UPDATE obligation SET progress = 'done', done_on = '2022-03-20' WHERE office = '06360903'",
        "UPDATE delivery SET received_on = '2023-01-13' WHERE office = '06360904'",
    )
    (done,) = only(district, "done_before_letter")
    (received,) = only(district, "received_before_sent")
    assert (done["severity"], done["office_code"]) == ("error", "06360903")
    assert (received["severity"], received["office_code"]) == ("error", "06360904")


def test_an_office_that_is_gone_and_its_successor_are_named(circtrack: Program) -> None:
    circtrack.with_chain("31")
    assert only(circtrack, "office_gone") == []
    (row,) = only(circtrack, "office_gone", today="2025-01-01")
    assert row["office_code"] == "05310103"
    assert row["text"].endswith("does not exist any more; เทศบาลนครบุรีรัมย์ took its place")


UNASSIGNED = "ชย 0023.14/900: it is not yet said who must act on 'แบบสำรวจ', which it asks of 'คณะทำงานตามบัญชีแนบท้าย'"


def test_a_task_that_nobody_owes_is_noticed_unless_others_owe_it_elsewhere(district: Program) -> None:
    # The province's offices owe the first task of the real chain: none of them is in this district.
    assert only(district, "nobody_owes") == []
    task = ("--task", "แบบสำรวจ", "--audience", "คณะทำงานตามบัญชีแนบท้าย")
    district.ok("add", "--number", "ชย 0023.14/900", "--date", "2023-03-15", *ISSUER, "--subject", "สำรวจ", *task)
    (row,) = only(district, "nobody_owes")
    assert (row["letter_number"], row["text"]) == ("ชย 0023.14/900", UNASSIGNED)


def test_registers_have_no_gaps_and_no_letter_twice(district: Program) -> None:
    district.ok("register", "out", "--reserve", "4", "--on", "2022-12-29")
    district.ok("register", "in", "3022")
    assert [row["code"] for row in seen(district) if "regist" in row["code"]] == []
    (unused,) = only(district, "reserved_unused")
    assert unused["text"] == (
        "อำเภอเทพสถิต, the register of letters sent of 2565: reserved numbers that were never used: 4, from 1 on"
    )
    spoil(
        district,
        "DELETE FROM register_entry WHERE number IN (2, 3)",
        "INSERT INTO register_entry SELECT office, direction, classified, circular, year_be, 2, registered_on, status,"
        " letter, letter_number, letter_date, sender, recipient, subject, action, remark FROM register_entry"
        " WHERE direction = 'in'",
    )
    (gap,) = only(district, "register_gap")
    assert gap["severity"] == "error"
    assert gap["text"] == "อำเภอเทพสถิต, the register of letters sent of 2565: 2 to 3 are missing"
    (twice,) = only(district, "registered_twice")
    assert twice["text"].endswith("ชย 0023.6/3022 has several numbers: 1/2566, 2/2566")


def test_every_row_in_which_something_else_stands_is_named_with_the_way_out(district: Program) -> None:
    """Other commands stop at the first of them."""
    said = "INSERT INTO said SELECT id, '{}', '{}', '{}', '{}', ' 0000000001' FROM letter WHERE number LIKE '%/ว 908'"
    spoil(
        district,
        said.format("ก", "06360903", "dla", "rubbish"),
        said.format("ก", "06360904", "", '{"progress":5}'),
        said.format("ก", "06360904", "36", '{"progress":"blocked"}'),
        "UPDATE letter SET formerly = '5' WHERE number LIKE '%/3022'",
        "INSERT INTO withdrawn VALUES ('36', 2566, 'ชย 1/1', '36', '2023-03-02', '', '[]', 'x', '[]', '[]', '{}')",
        "INSERT INTO withdrawn VALUES ('36', 2566, 'ชย 1/2', '36', '2023-03-02', 'ลับ', '', ' 1', '[]', '[]', '[]')",
    )
    rows = only(district, "malformed_row")
    assert [row["text"] for row in rows[:2]] == [
        f"{where} is nothing that circtrack writes"
        for where in (
            "ชย 0023.6/3022: in the table letter, formerly of the row by จังหวัดชัยภูมิ",
            "มท 0810.7/ว 908: in the table said, value of the row by กรมส่งเสริมการปกครองท้องถิ่น",
        )
    ]
    assert {row["severity"] for row in rows} == {"error"}
    assert "takes in again the bundles of จังหวัดชัยภูมิ" in rows[0]["hint"]
    assert [(row["letter_number"], row["office_code"]) for row in rows] == [
        ("ชย 0023.6/3022", "36"), ("มท 0810.7/ว 908", "dla"),
        ("มท 0810.7/ว 908", "3609"), ("ชย 1/1", "36"), ("ชย 1/1", "36"), ("", ""),
    ]  # fmt: skip
    (classified,) = only(district, "malformed_row", "--include-secret")[5:]
    assert "ชย 1/2: in the table withdrawn, stamp" in classified["text"]
    assert "ตาราง said" in district.run("check", "--format", "table", lang="th").out


@pytest.mark.file_only
def test_the_database_s_own_integrity(district: Program) -> None:
    spoil(district, "PRAGMA foreign_keys = OFF", "DELETE FROM task WHERE position = 2")
    rows = only(district, "lost_rows")
    assert {row["severity"] for row in rows} == {"error"}
    assert "6 rows of obligation point at missing rows of task" in [row["text"] for row in rows]


@pytest.mark.file_only
def test_a_damaged_file_is_an_error_and_not_a_failure(district: Program) -> None:
    spoil(district, "PRAGMA journal_mode = delete")
    connection = sqlite3.connect(district.database)
    page, size = connection.execute(
        "SELECT rootpage, page_size FROM sqlite_master, pragma_page_size WHERE name = 'finding'"
    ).fetchone()
    connection.close()
    with district.database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    (row, *_) = seen(district)
    assert (row["severity"], row["code"]) == ("error", "damaged")


def test_classified_letters_count_and_stay_unnamed(district: Program) -> None:
    spoil(
        district,
        "UPDATE letter SET secrecy = 'ลับ' WHERE number = 'ชย 0023.14/708'",
        "UPDATE letter SET date = '2023-03-08' WHERE number = 'ชย 0023.14/708'",
    )
    hidden, told = seen(district), seen(district, "--include-secret")
    assert [row["code"] for row in hidden] == [row["code"] for row in told]
    unnamed = [one["text"] for one, other in zip(told, hidden, strict=True) if one["text"] != other["text"]]
    assert unnamed == [row["text"] for row in told if "708" in row["text"]] != []
    assert {row["text"] for row in hidden} - {row["text"] for row in told} == {"it concerns a classified letter"}
    assert "708" not in district.run("check").out


def test_what_is_noticed_is_told_in_thai(district: Program) -> None:
    done = district.run("check", "--thai")
    assert done.lines[0] == "ระดับ,รหัสข้อสังเกต,หนังสือ,รหัส,หน่วยงาน,ข้อความ,ควรทำอย่างไร"
    assert "มท ๐๘๑๐.๗/ว ๙๐๘ อ้างถึง มท ๐๘๑๐.๗/ว ๖๗๙ ซึ่งยังไม่ได้บันทึก" in done.out
    assert "ยังไม่ได้บันทึก" in district.run("check", "--format", "table", lang="th").out
    assert district.run("check", lang="th").out == district.run("check").out


def test_a_journal_that_was_tampered_with_is_an_error(circtrack: Program) -> None:
    circtrack.with_chain("อำเภอเทพสถิต")
    of_server = "ALTER TABLE journal DISABLE TRIGGER USER"
    spoil(
        circtrack,
        of_server if on_server() else "DROP TRIGGER journal_stays",
        "UPDATE journal SET who = 'another' WHERE id = 1",
    )
    done = circtrack.run("check", "--format", "csv")
    assert done.status == 4
    assert "error,journal_altered,,,,entry 1 of the journal is not what was written," in done.out


@pytest.mark.file_only
def test_packing_makes_the_file_smaller_and_changes_nothing(district: Program) -> None:
    spoil(
        district,
        "CREATE TABLE heavy (text TEXT)",
        "INSERT INTO heavy VALUES (printf('%.*c', 2000000, 'x'))",
        "DROP TABLE heavy",
    )
    with closing(sqlite3.connect(district.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before, size = (contents(district.database) or b"").splitlines(), district.database.stat().st_size
    done = district.ok("check", "--pack", "--format", "json")
    assert "Packed: " in done.err
    assert district.database.stat().st_size < size - 1_900_000
    # Which of an index and a trigger stands first is SQLite's own affair.
    assert sorted((contents(district.database) or b"").splitlines()) == sorted(before)


@pytest.mark.file_only
def test_what_is_wrong_is_not_packed(district: Program) -> None:
    spoil(district, "DROP TRIGGER journal_stays", "UPDATE journal SET summary = 'x' WHERE id = 2")
    before = district.database.read_bytes()
    done = district.run("check", "--pack", "--format", "csv")
    assert (done.status, "Not packed" in done.err) == (4, True)
    assert district.database.read_bytes() == before
