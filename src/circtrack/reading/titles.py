"""What a task is called: the heading that the text tells to look for, else the asking's own words.

The verb stays (``รายงานผล…`` and ``สำรวจ…`` are two things to do), and so do all that are asked in one breath. What is
taken away says only by when, where to and how well: ``ให้แล้วเสร็จ``, ``ให้จังหวัดทราบ``, ``ในระบบ…``, ``ให้ถูกต้อง ครบถ้วน``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.reading.toneless import Toneless, words
from circtrack.reading.wording import GENERAL, REAL_VERB, STEPS

if TYPE_CHECKING:
    import re

_HEADING = words(r"(?:หัวข้อ|เมนู|รายการ|หมวด|แถบ)\s?[\"“”](?P<title>[^\"“”]{4,300})[\"“”]")
_AGAIN = words(r"\s?(?:ทั้งนี้|โดย(?:ขอ)?ให้|โดยขอ)")
_WHOM = r"(?:จังหวัด|อำเภอ|กรม|กระทรวง|สำนัก|เทศบาล|องค์การบริหาร|กอง|กลุ่ม|ฝ่าย|ท้องถิ่น|ศูนย์|ผู้ว่า|นายอำเภอ|คณะ|ทราบ|อบ[ตจ]|หน่วย)"
_TAILS = (
    words(r"\s?(?:ให้|จน)?(?:แล้ว)?เสร็จ(?:สิ้น|เรียบร้อย)*(?:ทันเวลา|ตามกำหนด|ทัน)?\s?$"),
    words(r"\s?(?:ให้)?(?:(?:ถูกต้อง|ครบถ้วน|เป็นปัจจุบัน|สมบูรณ์|เรียบร้อย)[\s,]*(?:และ)?[\s,]*)+$"),
    words(
        rf"\s?(?:และ|แล้ว|พร้อม(?:ทั้ง)?)?\s?(?:รวบรวม)?(?:แล้ว)?(?:จัด|นำ)?ส่ง(?:มา)?(?:ให้|ถึง|ไปยัง|มายัง|ที่)\s?{_WHOM}[^\s]{{0,70}}(?:\sทราบ)?\s?$"
    ),
    words(rf"\s?(?:ให้|ต่อ|ถึง|ไปยัง|มายัง){_WHOM}[^\s]{{0,70}}(?:\s?ทราบ)?\s?$"),
    words(r"\s?(?:และ|แล้ว|พร้อม(?:ทั้ง|กับ)?|โดย|เพื่อ|,|ทั้งนี้|ต้อง)\s?$"),
)
_WHERE = words(r"\s?(?:ลง)?(?:ใน|ผ่าน|ทาง)(?:ทาง)?(?:ระบบ|เว็บไซต์|โปรแกรม).*$")
_SYSTEM = words(r"\s?(?:ลง)?(?:ใน|ผ่าน|ทาง)(?:ทาง)?(?:ระบบ|เว็บไซต์|โปรแกรม)[^()]*\([^()ก-๎]*\)\s?$")
_SHORTEST = 8


_NOTHING = words(
    r"(?:โปรด|(?:จัด)?ส่ง|รายงาน|ดำเนินการ|พิจารณา|ปฏิบัติ|ถือปฏิบัติ|เร่งรัด|เร่ง|ให้|แล้ว|เสร็จ|ต่อไป|ตาม|ที่|กำหนด|ดังกล่าว|\s)*"
)
_LIKEWISE = words(r"เช่น(?:เดียว)?กัน")


def says_nothing(title: str) -> bool:
    """Whether a title is of words that any asking has: what is to be done stands elsewhere."""
    bare = Toneless(title).text
    return bool(_NOTHING.fullmatch(bare) or _LIKEWISE.search(bare))


def title_of(written: str) -> str:
    """The title of what is asked in some words, which begin with its verb and end before its deadline."""
    asked = Toneless(written)
    if heading := _HEADING.search(asked.text):
        return asked.written(*heading.span("title")).strip()
    begin = 0
    for beginning in (GENERAL, STEPS):
        if match := beginning.match(asked.text, begin):
            begin = match.end()
    end = _end(asked.text, begin)
    title = asked.written(begin, end).strip(" ,")
    # A bracket that was opened stays whole.
    return title if title.count("(") == title.count(")") else asked.written(begin, len(asked.text)).strip(" ,")


def _end(text: str, begin: int) -> int:
    end = len(text.rstrip())
    if (again := _AGAIN.search(text, begin + _SHORTEST)) and not _another_verb(text, begin, again.end()):
        end = again.start()
    shortened = True
    while shortened:
        shortened = False
        for tail in (*_TAILS, _SYSTEM):
            match = _last(tail, text, begin, end)
            if match is not None and match - begin >= _SHORTEST:
                end, shortened = match, True
    where = _WHERE.search(text, begin + 3, end)
    if where and where.start() - begin >= _SHORTEST and not REAL_VERB.search(text, where.start(), end):
        return _end(text[: where.start()], begin)
    return end


def _last(tail: re.Pattern[str], text: str, begin: int, end: int) -> int | None:
    """Where a tail begins that ends at ``end``; no tail is longer than some two hundred letters."""
    match = tail.search(text, max(begin, end - 200), end)
    return match.start() if match and match.end() == end else None


def _another_verb(text: str, begin: int, place: int) -> bool:
    """Whether what follows asks for something else than the words before did."""
    first = REAL_VERB.match(text, begin)
    return any(first is None or verb.group() != first.group() for verb in REAL_VERB.finditer(text, place))
