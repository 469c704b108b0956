"""``circtrack register in|out --list``: old registers come in as they stand, and no number is given anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.program import Done, Program, contents

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "เลขทะเบียนรับ,ที่,ลงวันที่,จาก,ถึง,เรื่อง,การปฏิบัติ,หมายเหตุ\n"
OLD = f"""ทะเบียนหนังสือรับ อำเภอเทพสถิต ปี ๒๕๖๕,,,,,,,
{HEAD}วันที่ ๔ มกราคม ๒๕๖๕,,,,,,,
๑,ชย ๐๐๒๓.๖/๑๒,๓ ม.ค. ๖๕,ผู้ว่าราชการจังหวัดชัยภูมิ,นายอำเภอเทพสถิต,การประชุม,ทราบ,
2,ชย 0023.6/ว 13,3 ม.ค. 65,″,″,แจ้งเวียน,,
วันที่ 5 มกราคม 2565,,,,,,,
4,มท 0810.7/ว 44,4/1/2565,สถ.,นายอำเภอ,ขอความร่วมมือ,,
5,,,,,ยกเลิก,,เขียนผิด
6,,,,,,,
"""


@pytest.fixture
def district(circtrack: Program) -> Program:
    circtrack.with_chain("อำเภอเทพสถิต")
    return circtrack


def listed(district: Program, tmp_path: Path, text: str, *words: str, book: str = "in") -> Done:
    (tmp_path / "old.csv").write_text(text, encoding="utf-8")
    return district.run("register", book, "--list", tmp_path / "old.csv", *words)


@pytest.mark.both_engines
def test_an_old_register_comes_in_as_it_stands_and_its_gaps_are_named(district: Program, tmp_path: Path) -> None:
    done = listed(district, tmp_path, OLD)
    assert done.status == 0
    assert "4 numbers, from 1 to 5" in done.err
    assert "reserved now: 3" in done.err
    rows = district.rows("register", "in", "--year", "2565")
    assert [(row["number"], row["status"], row["registered_on"]) for row in rows] == [
        ("1", "registered", "2022-01-04"),
        ("2", "registered", "2022-01-04"),
        ("3", "reserved", "2022-01-05"),
        ("4", "registered", "2022-01-05"),
        ("5", "void", "2022-01-05"),
    ]
    assert rows[1]["sender"] == "ผู้ว่าราชการจังหวัดชัยภูมิ"
    assert rows[0]["letter_number"] == "ชย 0023.6/12"
    before = contents(district.database)
    for words in ((), ("--thai", "--lang", "th"), ("--excel",)):
        own = district.ok("register", "in", "--year", "2565", *words).out
        again = listed(district, tmp_path, own)
        assert (again.status, "5 numbers were entered so already." in again.err) == (0, True)
    assert contents(district.database) == before


BAD = {
    "a number on two lines": (f"{HEAD}1,ก,3 ม.ค. 65,ข,ค,ง,,\n1,จ,3 ม.ค. 65,ข,ค,ง,,", "stands on several lines: 2, 3"),
    "no number": (f"{HEAD},ก,3 ม.ค. 65,ข,ค,ง,,", "no number is named"),
    "no subject": (f"{HEAD}1,ก,3 ม.ค. 65,ข,ค,,,", "has no subject"),
    "no day of registering": ("เลขรับ,เรื่อง\n1/65,ก", "the day of registering is not said"),
    "another year": ("เลขรับ,วันที่รับ,เรื่อง\n1,4/1/65,ก\n2,4/1/66,ข", "has several years: 2565 (line 2); 2566 (line 3)"),
    "no year": ("เลขรับ,เรื่อง\n1,ก", "Of which year is the list?"),
    "a letter of a later day": ("เลขรับ,วันที่รับ,ลงวันที่,เรื่อง\n1,4/1/65,5/1/65,ก", "is before the date of"),
    "a classified letter": ("เลขรับ,วันที่รับ,เรื่อง,ชั้นความลับ\n1,4/1/65,ก,ลับ", "--classified"),
    "a number far away": ("เลขรับ,วันที่รับ,เรื่อง\n1,4/1/65,ก\n90000,5/1/65,ข", "is 90000 a slip?"),
    "no columns of a register": ("หน่วยงาน,วันที่\nอบต.บ้านไร่,4/1/65", "no row that names the columns"),
    "a circular received": ("เลขรับ,วันที่รับ,เรื่อง\nว 1,4/1/65,ก", "one sequence of numbers"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_taken_is_named_and_nothing_is_entered(case: str, district: Program, tmp_path: Path) -> None:
    text, said = BAD[case]
    before = contents(district.database)
    done = listed(district, tmp_path, text, *(("--on", "2022-01-04") if text.startswith(HEAD) else ()))
    assert done.status in {2, 4}
    assert said in done.err
    assert contents(district.database) == before


def test_the_good_lines_go_in_and_the_others_are_given_again(district: Program, tmp_path: Path) -> None:
    text = "เลขรับ,วันที่รับ,เรื่อง\n1,4/1/65,ก\n2,4/1/65,\n3,5/1/65,ค"
    done = listed(district, tmp_path, text, "--partial", "--rejects", str(tmp_path / "bad.csv"))
    assert done.status == 4
    rejects = (tmp_path / "bad.csv").read_text(encoding="utf-8-sig")
    assert rejects.startswith("number,on,line,problem,proposal\n2,4/1/65,3,")
    mended = rejects.replace("number,on", "number,subject,on").replace("2,4/1", "2,ข,4/1")
    assert listed(district, tmp_path, mended).status == 0
    rows = district.rows("register", "in", "--year", "2565")
    assert [(row["number"], row["subject"]) for row in rows] == [("1", "ก"), ("2", "ข"), ("3", "ค")]


def test_what_is_entered_otherwise_is_refused_or_corrected(district: Program, tmp_path: Path) -> None:
    assert listed(district, tmp_path, OLD).status == 0
    otherwise = "เลขรับ,วันที่รับ,เรื่อง,หมายเหตุ\n1,4/1/65,การประชุมด่วน,ส่งคืนแล้ว"
    refused = listed(district, tmp_path, otherwise)
    assert refused.status == 4
    assert "subject: recorded การประชุม, given การประชุมด่วน" in refused.err
    assert listed(district, tmp_path, otherwise, "--update").status == 0
    first = district.rows("register", "in", "--year", "2565")[0]
    assert (first["subject"], first["remark"], first["action"]) == ("การประชุมด่วน", "ส่งคืนแล้ว", "ทราบ")


def test_a_line_of_a_recorded_letter_is_that_letter(district: Program, tmp_path: Path) -> None:
    sent = "เลขทะเบียนส่ง,ที่,ลงวันที่,ถึง,เรื่อง\n707,ชย 0023.14/707,8 มี.ค. 66,ปลัดอำเภอ,ก\n708,ชย ๐๐๒๓.๑๔/๗๐๘,9/3/2566,,ศูนย์"
    done = listed(district, tmp_path, sent, book="out")
    assert "1 of them are letters that are recorded." in done.err
    assert "has the number 708 of 2566 already" in district.ok("register", "out", "708").err
    assert district.rows("register", "out")[1]["action"].startswith("passes on ชย 0023.6/3022")
    received = "เลขรับ,วันที่รับ,ที่,ลงวันที่,จาก,เรื่อง\n301,10/3/66,ชย 0023.6/3022,9/3/66,ผู้ว่า,ศูนย์"
    assert listed(district, tmp_path, received).status == 0
    before = contents(district.database)
    district.ok("receive", "3022", "อำเภอเทพสถิต", "--on", "2023-03-10", "--number", "301/2566")
    assert contents(district.database) == before
