"""What stamps say is set apart from a letter's text, and tells when an office received it."""

from __future__ import annotations

from datetime import date

import pytest
from support.paper import load_letters, text_of
from support.read_back import TODAY

from circtrack.reading.letters import read_letters
from circtrack.reading.stamps import take_stamps, write_stamps

LETTER = next(each for each in load_letters() if each.name == "thepsathit")
STAMP = ["อบต.บ้านไร่", "เลขที่รับ ๑๕๖๗", "วันที่ ๒๙ ก.ค. ๒๕๖๘", "เวลา ๑๐.๐๐ น."]


def test_stamps_are_taken_as_they_were_written() -> None:
    text = f"หน้า ๑\n\n{write_stamps(['รับ [๑]', 'วันที่ ๒'])}\nหน้า ๒"
    assert take_stamps(text) == ("หน้า ๑\nหน้า ๒", ["รับ (๑)", "วันที่ ๒"])


@pytest.mark.parametrize("text", ["[ ] ใช่  [ ] ไม่ใช่", "          [ข้อ ๑]", "ระบบ [ INFO ] นี้"])
def test_a_letters_own_brackets_are_no_stamps(text: str) -> None:
    assert take_stamps(text) == (text, [])


def test_a_stamp_between_two_pages_tells_the_receipt_and_is_nothing_else() -> None:
    first, second = text_of(LETTER).split("จึงเรียนมา")
    text = f"{first.rstrip()}\n\n{write_stamps(STAMP)}\nจึงเรียนมา{second}"
    (letter,) = read_letters({"scan": text}, today=TODAY)
    (plain,) = read_letters({"scan": text_of(LETTER)}, today=TODAY)
    assert (letter.receipt.number, letter.receipt.on) == ("1567", date(2025, 7, 29))
    assert letter.receipt.as_written == "เลขที่รับ ๑๕๖๗ วันที่ ๒๙ ก.ค. ๒๕๖๘"
    assert (letter.tasks, letter.section, letter.findings) == (plain.tasks, plain.section, ())


@pytest.mark.parametrize(
    ("stamp", "told"),
    [
        (["เลขที่รับ ๑๕๖๗", "วันที่ ๒๙, ก.ย."], True),
        (["รบ ๑๕๖๗", "วันที่ ๒๙ ก.ค. ๒๕๖๘"], True),
        (["เลขทีรับ ๑๕๖๗", "วันที ๒๙ ก.ค. ๒๕๖๘"], False),
        (["สำเนาถูกต้อง"], False),
    ],
)
def test_a_stamp_that_is_not_read_in_full_is_told_of(stamp: list[str], told: bool) -> None:
    (letter,) = read_letters({"scan": f"{text_of(LETTER)}\n{write_stamps(stamp)}"}, today=TODAY)
    assert [each.code for each in letter.findings] == ["unread_stamp"] * told
