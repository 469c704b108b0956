"""Tell within which days something can be done (…ได้ ระหว่างวันที่ …), and cut that from the words of a duty.

A system that is open for so long asks for nothing; what is handed in meanwhile is due by the last of the days.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from circtrack.reading.asks import SAID_DUE
from circtrack.reading.titles import SHORTEST_TITLE
from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.verbs import REAL_VERB

if TYPE_CHECKING:
    from circtrack.reading.asks import Ask
    from circtrack.reading.clauses import Clause

# A system is open, or the like; but not what was found or collected: ของจำนวนที่สำรวจได้.
_CAN = compile_words(
    r"^(?![^\n]*ที่(?:ตรวจ|สำรวจ|จัดเก็บ|จัดหา|เก็บ|นับ|พบ|ยึด|รวบรวม|คัดเลือก)[ก-๎]{0,20}ได้\s?$)[^\n]*(?<!ราย)ได้\s?$"
)
# What is handed in for as long as it can be: its window's last day is its own.
_HANDED_IN = compile_words(
    r"(?P<duty>(?:[^\n]{0,80}ให้[ก-๎ ]{2,60}?|[^\n]{0,160}โดย(?:ขอ)?(?:ให้)?)?"
    r"(?:บันทึก|กรอก|นำเข้า|ลงทะเบียน|สร้าง|เพิ่ม|สมัคร|ยื่น|ขอรับ|(?:จัด)?ส่ง|เสนอ|ตอบ)(?![^\n]*สามารถ)[^\n]*?)\s?(?<!ราย)ได้\s?$"
)
_IS_OPENED = compile_words(r"เปิด[^\n]{0,60}$")
# Behind what is asked, until when it can be done: the window's last day is the duty's.
_CAN_DO = compile_words(r"\s?(?:โดย|ซึ่ง|ทั้งนี้)\s?(?:จะ)?(?:สามารถ|(?:ระบบ(?:จะ)?)?เปิด)[^\n]{0,60}(?<!ราย)ได้\s?$")


def is_window(words: str) -> bool:
    """Whether the words before a deadline end with that something can be done until then."""
    return bool(_CAN.search(Toneless(words).text))


def cut_window(text: Toneless, ask: Ask, clause: Clause) -> Clause:
    """Return a clause without its words that it can be done within its days: the duty is due by the last of them."""
    if clause.deadline is None:
        return clause
    written = Toneless(clause.words)
    if by_when := SAID_DUE.search(written.text, SHORTEST_TITLE):
        return replace(clause, words=written.written(0, by_when.start()))
    if duty := _read_what_can_be_done(clause.words):
        return replace(clause, words=duty, tail=f"{clause.words[len(duty) :]} {clause.tail}")
    handed_in = _read_handed_in(text, ask, clause.words)
    return replace(clause, words=handed_in) if handed_in else clause


def _read_what_can_be_done(words: str) -> str:
    """Return the duty at the beginning of words that end with that it can be done; "" if they do not."""
    written = Toneless(words)
    can = _CAN_DO.search(written.text, SHORTEST_TITLE)
    verb = REAL_VERB.search(written.text, 0, can.start()) if can else None
    same = can and verb and (verb.group() in can.group() or "ดำเนินการ" in can.group())
    return written.written(0, can.start()) if can and same else ""


def _read_handed_in(text: Toneless, ask: Ask, words: str) -> str:
    """Return what words say can be handed in, "" if nothing; that a system is open for it asks for nothing."""
    handed_in = _HANDED_IN.match(Toneless(words).text)
    if handed_in is None or _IS_OPENED.search(text.text, 0, ask.start):
        return ""
    return Toneless(words).written(0, handed_in.end("duty"))
