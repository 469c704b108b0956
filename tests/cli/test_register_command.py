"""``circtrack register``: numbers are given once, in order, and the registers say what the regulation asks."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import pytest
from support.program import CHAIN, Program, contents
from support.servers import address, opened
from support.waiting import PATIENCE, at_work, end_of

from circtrack.actions.register.numbers import find_register_office
from circtrack.reports.register import build_register_report

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

LETTER_COLUMNS = ["number", "letter_number", "letter_date", "sender", "recipient", "subject", "action", "remark"]
NOTE = ("--subject", "รายงานผล", "--recipient", "ผู้ว่าราชการจังหวัดชัยภูมิ")


@pytest.fixture
def district(circtrack: Program) -> Program:
    circtrack.with_chain("อำเภอเทพสถิต")
    return circtrack


def numbers(program: Program, *arguments: str) -> list[str]:
    return [row["number"] for row in program.rows("register", *arguments)]


def test_the_columns_are_the_regulation_s_and_ours_come_after_them(district: Program) -> None:
    head = district.ok("register", "in").lines[0].split(",")
    assert head == [*LETTER_COLUMNS, "registered_on", "due_on", "status", "urgency", "secrecy"]
    thai = district.ok("register", "in", "--thai").lines[0].split(",")
    assert thai[:8] == ["เลขทะเบียนรับ", "ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "การปฏิบัติ", "หมายเหตุ"]
    assert district.ok("register", "out", "--thai").lines[0].startswith("เลขทะเบียนส่ง,ที่,ลงวันที่,จาก,ถึง,เรื่อง,")


def test_a_letter_received_gets_the_next_number_and_says_how_it_was_passed_on(district: Program) -> None:
    district.ok("register", "in", "3022", "--on", "๑๐ มี.ค. ๖๖", "--from", "301")
    district.ok("register", "in", "--subject", "ขอเชิญประชุม", "--sender", "ธนาคารออมสิน", "--letter-number", "กง/15")
    first, second = district.rows("register", "in")
    assert {name: first[name] for name in LETTER_COLUMNS if name != "subject"} == {
        "number": "301",
        "letter_number": "ชย 0023.6/3022",
        "letter_date": "2023-03-09",
        "sender": "ผู้ว่าราชการจังหวัดชัยภูมิ",
        "recipient": "นายอำเภอเทพสถิต",
        "action": "passed on by ชย 0023.14/708 of 2023-03-09",
        "remark": "",
    }
    assert (first["registered_on"], first["due_on"]) == ("2023-03-10", "2023-03-24")
    assert (second["number"], second["sender"], second["letter_number"]) == ("302", "ธนาคารออมสิน", "กง/15")


def test_a_letter_sent_keeps_the_number_that_it_carries_and_names_what_it_passes_on(district: Program) -> None:
    district.ok("register", "in", "3022", "--from", "301")
    district.ok("register", "out", "708")
    district.ok("register", "out", *NOTE)
    sent, report = district.rows("register", "out")
    assert (sent["number"], sent["registered_on"]) == ("708", "2023-03-09")
    assert sent["action"] == "passes on ชย 0023.6/3022 of 2023-03-09 (receive no. 301)"
    assert sent["sender"] == "นายอำเภอเทพสถิต"
    assert sent["recipient"] == "นายกเทศมนตรีตำบลเทพสถิต, นายกองค์การบริหารส่วนตำบลทุกแห่ง"
    assert (report["number"], report["recipient"]) == ("709", "ผู้ว่าราชการจังหวัดชัยภูมิ")


def test_a_circular_sent_has_its_own_sequence(circtrack: Program) -> None:
    circtrack.ok("read", CHAIN, "--yes")
    circtrack.ok("register", "out", *NOTE, "--office", "สถ.")
    circtrack.ok("register", "out", "908", "--office", "สถ.")
    circtrack.ok("register", "out", *NOTE, "--circular", "--office", "สถ.")
    assert numbers(circtrack, "out", "--office", "สถ.") == ["1", "ว 908", "ว 909"]
    assert circtrack.run("register", "in", *NOTE, "--circular", "--office", "สถ.").status == 2


def test_the_same_letter_twice_says_the_number_and_changes_nothing(district: Program) -> None:
    district.ok("register", "in", "3022")
    before = contents(district.database)
    again = district.ok("register", "in", "3062", "--columns", "number")
    assert again.lines == ["number", "1"]
    assert "ชย 0023.6/3022 has the number 1 of 2566 already; nothing was changed." in again.err
    assert contents(district.database) == before
    letter = ("--subject", "x", "--sender", "y", "--letter-number", "ชย ๐๐๒๓.๓/๙", "--letter-date", "2023-03-01")
    district.ok("register", "in", *letter)
    before = contents(district.database)
    assert "already" in district.ok("register", "in", *letter).err
    assert contents(district.database) == before


def test_a_letter_entered_before_it_was_recorded_keeps_its_number(district: Program) -> None:
    district.ok("register", "out", "708")
    district.ok("register", "out", *NOTE)
    added = ("--number", "ชย 0023.14/709", "--date", "2023-03-20", "--from", "อำเภอเทพสถิต", "--to", "36")
    district.ok("add", *added, "--subject", "รายงานผล")
    done = district.ok("register", "out", "709", "--columns", "number,letter_number")
    assert done.lines == ["number,letter_number", "709,ชย 0023.14/709"]
    assert numbers(district, "out") == ["708", "709"]
    fields = ("--subject", "x", "--sender", "y", "--letter-number", "มท ๐๘๑๐.๗/ว๙๐๘", "--letter-date", "๒๗ ก.พ. ๖๖")
    district.ok("register", "in", *fields)
    assert "entered before it was recorded" in district.ok("register", "in", "ว 908").err
    assert numbers(district, "in") == ["1"]


def test_a_number_that_a_recorded_letter_carries_is_told_when_another_gets_it(district: Program) -> None:
    district.ok("forward", "3022", "--number", "ชย 0023.14/709", "--date", "2023-03-15")
    district.ok("register", "out", "708")
    other = ("register", "out", "--subject", "รายงานผล", "--recipient", "ผู้ว่าราชการจังหวัดชัยภูมิ")
    said = district.ok(*other).err
    assert "number 709 of 2566" in said
    command = '`circtrack register out "ชย 0023.14/709"`'
    assert "ชย 0023.14/709 is recorded, carries this number and is in no register. If it is the letter" in said
    assert command in said
    meant = district.ok("register", "out", "ชย 0023.14/709", "--no-update").err
    assert "is number 709 of 2566" in meant
    again = district.ok(*other).err
    assert "number 710 of 2566" in again
    assert "is in no register" not in again


def test_the_number_in_the_stamp_is_the_register_s_and_the_other_way_round(district: Program) -> None:
    district.ok("receive", "3022", "อำเภอเทพสถิต", "--number", "๓๐๑/๖๖", "--on", "2023-03-10")
    assert numbers(district, "in") == []
    assert district.run("register", "in", "3022", "--number", "5").status == 2
    district.ok("register", "in", "3022")
    (row,) = district.rows("register", "in")
    assert (row["number"], row["registered_on"]) == ("301", "2023-03-10")


def test_registering_records_the_receipt(district: Program) -> None:
    district.ok("register", "in", "3022", "--on", "2023-03-10")
    again = district.ok("receive", "3022", "อำเภอเทพสถิต", "--on", "2023-03-10", "--number", "1/2566")
    assert "1 entry was recorded so already" in again.err
    district.ok("register", "in", "--void", "1", "--reason", "ลงผิดเล่ม")
    district.ok("register", "in", "3022")
    assert [(row["number"], row["status"]) for row in district.rows("register", "in")] == [
        ("1", "void"),
        ("2", "registered"),
    ]


def test_receiving_gives_no_number_by_itself(district: Program) -> None:
    district.ok("receive", "3022", "อำเภอเทพสถิต")
    assert numbers(district, "in") == []


def test_reserved_numbers_are_filled_or_voided_and_never_reused(district: Program) -> None:
    assert district.ok("register", "out", "--reserve", "3", "--from", "10").lines[1].startswith("10,")
    district.ok("register", "out", *NOTE)
    district.ok("register", "out", *NOTE, "--number", "๑๑")
    district.ok("register", "out", "--void", "12/66", "--reason", "เขียนผิด")
    rows = district.rows("register", "out")
    assert [(row["number"], row["status"], row["remark"]) for row in rows] == [
        ("10", "reserved", ""),
        ("11", "registered", ""),
        ("12", "void", "เขียนผิด"),
        ("13", "registered", ""),
    ]
    before = contents(district.database)
    assert "was void already" in district.ok("register", "out", "--void", "12", "--reason", "อีก").err
    for number, message in (
        ("12", "12 of 2566 was given already"),
        ("13", "13 of 2566 was given already"),
        ("20", "--reserve 6"),
        ("9", "begins with 10"),
        ("9/65", "of another year"),
        ("0", "is no number of a register"),
    ):
        done = district.run("register", "out", *NOTE, "--number", number)
        assert done.status == 2
        assert message in done.err
    assert district.run("register", "out", *NOTE, "--from", "50").status == 2
    assert contents(district.database) == before


def test_numbers_begin_anew_each_year(district: Program) -> None:
    district.ok("register", "out", *NOTE, "--on", "2022-12-30")
    district.ok("register", "out", *NOTE)
    assert numbers(district, "out") == numbers(district, "out", "--year", "๒๕๖๕") == ["1"]
    assert numbers(district, "out", "--year", "2564") == []


def test_classified_letters_have_a_register_of_their_own(district: Program) -> None:
    secret = ("--number", "ลับ ที่ ชย 0023.6/77", "--date", "2023-03-10", "--from", "จังหวัดชัยภูมิ", "--to", "3609")
    district.ok("add", *secret, "--subject", "เรื่องลับ")
    district.ok("register", "in", "3022")
    assert district.ok("register", "in", "77", "--columns", "number,secrecy").lines[1] == "1,ลับ"
    assert [row["letter_number"] for row in district.rows("register", "in")] == ["ชย 0023.6/3022"]
    assert [row["subject"] for row in district.rows("register", "in", "--classified")] == ["เรื่องลับ"]
    assert district.run("register", "in", "908", "--classified").status == 2


def test_what_a_classified_letter_answered_stands_in_its_own_register_only(district: Program) -> None:
    answer = ("--number", "ลับ ที่ ชย 0023.14/710", "--date", "2023-03-12", "--from", "3609", "--to", "36")
    district.ok("add", *answer, "--parent", "3022", "--subject", "ลับ")
    district.ok("register", "in", "3022")
    (row,) = district.rows("register", "in")
    assert row["action"] == "passed on by ชย 0023.14/708 of 2023-03-09"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("in", "708"), "is a letter of อำเภอเทพสถิต itself"),
        (("out", "3022"), "is a letter of จังหวัดชัยภูมิ"),
        (("in", "3022", "--on", "2023-03-01"), "before the date of"),
        (("in", "3022", "--on", "2023-04-01"), "after today"),
        (("in", "3022", "--subject", "x"), "--subject: not with a LETTER"),
        (("in", "--number", "3"), "--number: for what?"),
        (("in", "--subject", "x"), "needs --subject and --sender"),
        (("out", "--subject", "x"), "needs --subject and --recipient"),
        (("out", "--reserve", "3", "--void", "4"), "--void: not together with --reserve"),
        (("out", "--reserve", "0", "--number", "4"), "0 numbers at once: from 1 to 1000"),
        (("out", "--reserve", "100000"), "from 1 to 1000"),
        (("out", "--void", "4"), "Why is 4 void?"),
        (("out", "--void", "4", "--reason", "x"), "4 was not given in 2566"),
        (("in", "--year", "2023"), "write 2566"),
        (("in", "--year", "66"), "write it in full"),
        (("in", "3022", "--year", "2565", "--on", "2023-03-10"), "is not the year of"),
        (("in", "--office", "อบต.ไม่มีจริง"), "No office is called"),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(
    district: Program, arguments: tuple[str, ...], message: str
) -> None:
    before = contents(district.database)
    done = district.run("register", *arguments)
    assert done.status == 2
    assert message in done.err
    assert done.out == ""
    assert contents(district.database) == before


def test_without_an_office_it_is_asked_whose_register(circtrack: Program) -> None:
    circtrack.ok("read", CHAIN, "--yes")
    done = circtrack.run("register", "in")
    assert done.status == 2
    assert "Whose register?" in done.err
    circtrack.ok("register", "in", "708", "--office", "อบต.บ้านไร่ อ.เทพสถิต")
    (row,) = circtrack.rows("register", "in", "--office", "06360903")
    assert (row["recipient"], row["sender"]) == ("นายกองค์การบริหารส่วนตำบลบ้านไร่", "นายอำเภอเทพสถิต")


def test_every_number_is_in_the_journal(district: Program) -> None:
    district.ok("register", "in", "3022")
    district.ok("register", "out", "--reserve", "2")
    district.ok("register", "out", "--void", "2", "--reason", "x")
    rows = [row["summary"] for row in district.rows("log") if row["command"] == "register"]
    assert rows == [
        "ชย 0023.6/3022 is number 1 of 2566 in the register of อำเภอเทพสถิต",
        "2 numbers of 2566 from 1 reserved in the register of อำเภอเทพสถิต",
        "number 2 of 2566 in the register of อำเภอเทพสถิต is void: x",
    ]


@pytest.mark.slow
def test_clerks_at_once_never_get_one_number_twice_and_leave_no_gap(district: Program) -> None:
    patient = Program(district.database, environment={"CIRCTRACK_LOCK_TIMEOUT": str(PATIENCE)}, own_process=True)

    def clerk(name: int) -> list[str]:
        done = patient.ok(
            "register", "out", "--subject", f"เรื่องที่ {name}", "--recipient", "x", "--columns", "number,subject"
        )
        return done.lines[1].split(",")

    with ThreadPoolExecutor(8) as clerks:
        got = dict(clerks.map(clerk, range(8)))
    assert sorted(got, key=int) == [str(number) for number in range(1, 9)]
    assert {row["number"]: row["subject"] for row in district.rows("register", "out")} == got


_HOLD = """
import sys, time
from pathlib import Path
from circtrack.store.register import Book, find_bounds, insert_entries
from circtrack.place import parse_place
from circtrack.database.transaction import writing

path, shot, name = parse_place(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
book = Book("3609", "out", False, False, 2566)
values = {"registered_on": "2023-03-20", "status": "registered", "subject": name}
print("ready", flush=True)
while not shot.exists():
    time.sleep(0.0005)
for _ in range(10):
    with writing(path, "register") as transaction:
        span = find_bounds(transaction.connection, book)
        time.sleep(0.002)  # whoever read outside the lock would now give the same number
        number = (span[1] if span else 0) + 1
        insert_entries(transaction, book, range(number, number + 1), values)
"""


@pytest.mark.slow
def test_numbers_are_read_and_given_under_one_lock(district: Program, tmp_path: Path) -> None:
    shot = tmp_path / "shot"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _HOLD, address(district.database), str(shot), f"p{name}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"CIRCTRACK_LOCK_TIMEOUT": str(PATIENCE)},
            text=True,
        )
        for name in range(3)
    ]
    with at_work(*started):
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        shot.touch()
        ends = [end_of(process) for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], ends
    rows = district.rows("register", "out")
    assert [int(row["number"]) for row in rows] == list(range(1, 31))
    assert {row["subject"] for row in rows} == {"p0", "p1", "p2"}


def test_a_narrow_table_still_says_which_numbers_are_void_or_reserved(district: Program) -> None:
    """Nothing else does: of such numbers all other columns are empty."""

    def left_out() -> tuple[str, ...]:
        with opened(district.database) as connection:
            office = find_register_office(connection, "", date(2023, 3, 10))
            return build_register_report(connection, office, "out", 2566).left_out_first

    district.ok("register", "out", "--subject", "ขอเชิญประชุม", "--recipient", "กำนันทุกตำบล")
    assert "action" in left_out()
    district.ok("register", "out", "--reserve", "2")
    assert "action" not in left_out()
