"""Tell a letter from a text that speaks of letters: minutes, news, handbooks, summaries of the cabinet's decisions.

Such texts quote numbers, subjects and addressees on lines of their own. A letter has a number of its own, which it does
not date by ลงวันที่, and fields or closing words; or else it is addressed to somebody who receives letters, and dated or
closed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from circtrack.reading.fields import PURPOSE
from circtrack.reading.lines import cites_number, loosen
from circtrack.thai.addressees import BEGINNING, names_another
from circtrack.thai.compact import squeeze

if TYPE_CHECKING:
    from circtrack.reading.fields import LetterParts
    from circtrack.reading.head import Head

# The titles of what quotes letters.
_OTHER_DOCUMENT = re.compile(
    r"\s*(?:(?:ราย)?งานการประชุม|บันทึกการประชุม|ผลการประชุม|สรุป|มติ|ระเบียบวาระ|วาระ|ข่าว|คู่มือ|ตัวอย่าง|แนวทาง|เทคนิค|ทะเบียน|คำสั่ง|ประกาศ"
    r"|บทที่|กำหนดการ|แบบฟอร์ม|เอกสารประกอบ)"
)
_ORDER = re.compile(
    r"\s*(?P<heading>(?:คำสั่ง|ประกาศ)(?:กระทรวง|กรม|สำนัก|จังหวัด|อำเภอ|เทศบาล|องค์การ|คณะ|สภา|ที่ทำการ|ที่ว่าการ|โรงเรียน|โรงพยาบาล|มหาวิทยาลัย|วิทยาลัย|ศูนย์)"
    r"[^\n]{0,80})"
)
# What stands above an order: the word of a copy, the arms, a page's number.
_ABOVE_ORDER = re.compile(
    rf"(?:{loosen('สำเนา')}(?:{loosen('คู่ฉบับ')}|{loosen('ถูกต้อง')})?|\(?(?:ตรา)?{loosen('ครุฑ')}\)?|[0-9๐-๙]{{1,2}})?"
)
_OWN_NUMBER = re.compile(r"\s*(?:\S{0,12}\s)?ที[่้]?\s+[ก-ฮ]")
# What a message by chat or form asks, which begins with whom it asks and has neither number nor day.
_ASKS_BY_A_DAY = re.compile(rf"ขอ(?:{loosen('ให้')}|ความ)[^\n]{{0,200}}(?:ภายใน|{loosen('ไม่เกิน')}|{loosen('ก่อน')})")
_LONGEST_ADDRESS = 200
_LONGEST_HEAD = 6  # lines above เรื่อง


def is_prose(parts: LetterParts, head: Head) -> bool:
    """Whether a text is no letter: the numbers and dates in it are not its own."""
    if _quotes_letter(parts.head):
        return True
    if head.number is not None:
        signed = parts.stamped and head.found_date is not None
        return not (parts.labelled or parts.closed or head.memo or signed)
    if any(map(cites_number, parts.head)):
        return True
    begun = bool(head.number_as_written) or head.memo
    known = head.found_date is not None or head.issuer is not None or parts.closed
    named = BEGINNING.finditer(squeeze(parts.addressees[:_LONGEST_ADDRESS]))
    addressed = not all(map(names_another, named))
    if addressed:
        purpose = any(map(PURPOSE.match, parts.body))
        fields = bool(parts.subject) or parts.stamped or purpose
        message = not _count_lines(parts.head) and any(map(_ASKS_BY_A_DAY.search, parts.body))
        return not (message or (fields and (begun or known or (parts.subject and purpose))))
    if parts.stamped:
        return head.found_date is None or not (head.issuer_text or head.issuer)
    headed = head.found_date is not None and head.issuer is not None and _count_lines(parts.head) <= _LONGEST_HEAD
    unlabelled = parts.closed and any(map(PURPOSE.match, parts.body)) and (head.found_date or head.issuer)
    return not (unlabelled or (parts.subject and (headed or ((begun or parts.closed) and known))))


def read_order_heading(text: str) -> str:
    """Return the heading of an office's order or announcement (คำสั่งจังหวัด…); "" if the text is none."""
    first = next((line for line in text.split("\n") if not _ABOVE_ORDER.fullmatch(line.strip(" \t\r–-"))), "")
    order = _ORDER.match(first)
    return order["heading"].strip() if order else ""


def _quotes_letter(lines: list[str]) -> bool:
    """Whether another document is above the number, and neither an office nor a day of the letter's own below it."""
    titled = next((place for place, line in enumerate(lines) if _OTHER_DOCUMENT.match(line)), None)
    numbered = next((place for place, line in enumerate(lines) if _OWN_NUMBER.match(line)), None)
    if titled is None or numbered is None or numbered < titled:
        return False
    return not _count_lines(lines[numbered + 1 :])


def _count_lines(lines: list[str]) -> int:
    return sum(1 for line in lines if line.strip())
