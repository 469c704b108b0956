"""Pages of letters are read in their order, in whichever order they were scanned."""

from __future__ import annotations

from itertools import permutations

import pytest
from support.paper import load_letters, text_of
from support.read_back import TODAY

from circtrack.reading.documents import make_document
from circtrack.reading.letters import read_letters
from circtrack.reading.ocr import ScannedPage
from circtrack.reading.page_order import order_pages

A = "ที่ มท ๐๖๑๙/ว ๗๓๔๘\nกรมป้องกัน\n๑ มกราคม ๒๕๖๖\nเรื่อง การอบรม\nเรียน ผู้ว่าราชการจังหวัด\nด้วยกรมจะ\n"
B = "ที่ ชร ๐๐๒๓.๕/ว ๑๑๒๔๗\nศาลากลาง\n๒ มกราคม ๒๕๖๖\nเรื่อง การรายงาน\nเรียน นายอำเภอ ทุกอำเภอ\nด้วยจังหวัด\n"
A1, A2, A3 = f"{A}/เพื่อให้...", "- ๒ -\nเพื่อให้การอบรมเป็นไป\n/ขอแสดง...", "- ๓ -\nขอแสดงความนับถือ"
B1, B2 = f"{B}/ภายในวันที่ ...", "-๒-\nภายในวันที่ ๓ มีนาคม ๒๕๖๖"
FORM = "แบบรายงาน\nอำเภอ ........"
PLAIN_2 = "- ๒ -\nและให้อำเภอ"


def arrange(*pages: str) -> list[str]:
    return [pages[place] for place in order_pages(pages).places]


@pytest.mark.parametrize("pages", list(permutations((A1, A2, A3))))
def test_one_letter_is_sorted_from_any_order(pages: tuple[str, ...]) -> None:
    assert arrange(*pages) == [A1, A2, A3]
    assert order_pages(pages).unclear == []


@pytest.mark.parametrize("pages", list(permutations((A1, A2, B1, B2))))
def test_two_letters_are_sorted_from_any_order_by_the_words_at_their_feet(pages: tuple[str, ...]) -> None:
    assert arrange(*pages) in ([A1, A2, B1, B2], [B1, B2, A1, A2])


@pytest.mark.parametrize(
    ("scanned", "meant"),
    [
        ([A1, A2, FORM, B1, B2], [A1, A2, FORM, B1, B2]),
        ([A2, A1, FORM], [A1, A2, FORM]),
        ([FORM, A2, A1], [A1, A2, FORM]),
        ([B2, B1, FORM, A1], [A1, FORM, B1, B2]),
        ([A1, FORM, "", A2], [A1, A2, FORM, ""]),
        ([B, PLAIN_2, FORM], [B, PLAIN_2, FORM]),
        ([PLAIN_2, B], [B, PLAIN_2]),
        ([A, PLAIN_2, B, PLAIN_2], [A, PLAIN_2, B, PLAIN_2]),
        ([FORM, FORM], [FORM, FORM]),
        ([], []),
    ],
)
def test_enclosures_and_blank_pages_stay_behind_their_letter(scanned: list[str], meant: list[str]) -> None:
    assert arrange(*scanned) == meant


def test_what_ocr_misreads_at_a_foot_is_found_all_the_same() -> None:
    misread = A1.replace("/เพื่อให้...", "/เพือให้ ..")
    assert arrange(B1, A2, misread) == [B1, misread, A2]


@pytest.mark.parametrize("pages", [(A, B, PLAIN_2, PLAIN_2), (A, PLAIN_2, PLAIN_2, B)])
def test_where_nothing_tells_of_which_letter_a_page_is_it_stays_and_is_told(pages: tuple[str, ...]) -> None:
    assert order_pages(pages).unclear
    assert arrange(*pages) == list(pages)


def test_a_file_is_read_in_the_order_of_its_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = next(each for each in load_letters() if each.name == "phrae")
    head, foot = text_of(letter).split("จังหวัดแพร่จึงขอ")
    pages = {1: ScannedPage(f"- ๒ -\nจังหวัดแพร่จึงขอ{foot}"), 2: ScannedPage(f"{head}\n/จังหวัดแพร่...")}
    monkeypatch.setattr("circtrack.reading.ocr.read_picture", lambda *_: pages)
    document = make_document(b"\x89PNG\r\n\x1a\n", "scan.png", "utf-8", lambda *_: None)
    (found,) = read_letters({"scan": document.text}, today=TODAY)
    assert (found.number, found.position) == ("พร 0023.4/ว 5918", "รองผู้ว่าราชการจังหวัด รักษาราชการแทน ผู้ว่าราชการจังหวัดแพร่")
    assert {str(task.due_on) for task in found.tasks} == {"2024-09-25"}
    assert (document.order, document.unclear) == ((2, 1), ())
