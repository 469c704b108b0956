"""The duties that a text names without a day of their own: a later "do it by …" may mean them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from circtrack.reading.asks import find_asks
from circtrack.reading.titles import SHORTEST_TITLE, is_empty_title, make_title
from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.verbs import REAL_VERB
from circtrack.reading.wording import read_system
from circtrack.thai.deadlines import find_deadlines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from circtrack.reading.clauses import Clause

Named = tuple[str, str]
"""What may be a duty: its words, and who is asked."""
LONGEST_TITLE = 200  # letters
_MOST_NAMED = 12  # duties that a request without one of its own is thought to mean
_TOLD_THEM = re.compile(r"ได้?(?=แจ้?ง|ขอให้?|มอบ|กำชับ|สั่ง)")  # what a report says was asked, was asked
_OWN_WORDS = compile_words(
    r"\s(?:จังหวัด|อำเภอ|กรม|กระทรวง|สำนักงาน)[ก-๎]{0,50}ขอ(?:จัด)?ส่ง(?:สำเนา|หนังสือ)|\s(?:จึง|นั้น(?:\s|$))|\sนั้น$|จึง(?=ขอ|ให้|เรียน)|\s(?:ขอให้|ให้)ท่าน|(?<=\s)และได้"
)
_BEHIND = compile_words(r"[\s)]*(?:และ|แล้ว|พร้อมทั้ง|จากนั้น|รวมทั้ง|ตลอดจน)\s?(?:ขอ)?(?:ให้)?\s?")
# Only to hand the letter on: แจ้งผู้เกี่ยวข้องทราบต่อไป.
HANDS_ON = compile_words(r"แจ้ง[^\n]{3,120}?ทราบ(?:ด้วย|ต่อไป|โดยทั่วกัน|โดยทั่วถึง|\s)*")
# What has not been done: หน่วยงานที่ยังมิได้ส่งรายชื่อ ขอให้….
_NOT_DONE = compile_words(
    r"ยัง(?:ไม่|มิ)(?:ได้)?(?:ดำเนินการ)?(?P<duty>(?:(?:จัด|นำ)?ส่ง|รายงาน|ตอบ|บันทึก|กรอก|ลงทะเบียน|แจ้ง|ยืนยัน)(?!จำนวน\s|เร่ง|ดำเนินการ|ภายใน)[^\s]{4,80}?(?=\s|ดำเนินการ|เร่ง|ภายใน|$))"
)


@dataclass(frozen=True, slots=True)
class NamedDuty:
    """What a text says is to be done, without a deadline there: a later "do it by …" may mean it."""

    title: str
    system: str
    audience: str


def read_duty(words: str, audience: str, written_on: date | None) -> NamedDuty | None:
    """Return the duty that the words of a request name, up to its deadline or what the writer says; None if none."""
    deadlines = find_deadlines(words, written_on=written_on)
    written = Toneless(words[: deadlines[0].start] if deadlines else words)
    own = _OWN_WORDS.search(written.text)
    title = make_title(written.written(0, own.start()) if own else written.original)
    if (
        is_empty_title(title)
        or HANDS_ON.fullmatch(Toneless(title).text)
        or not SHORTEST_TITLE <= len(title) <= LONGEST_TITLE
    ):
        return None
    return NamedDuty(title, read_system(words), audience)


def list_duties(named: Sequence[Named], written_on: date | None) -> list[NamedDuty]:
    """Return the duties that words name, each once: of very many the first and the last ones."""
    meant = dict.fromkeys((*named[:1], *named[1 - _MOST_NAMED :]))
    duties = filter(None, (read_duty(words, audience, written_on) for words, audience in meant))
    return list({duty.title: duty for duty in duties}.values())


def name_asked(text: Toneless) -> list[Named]:
    """Return what a text reports, or names, as asked of somebody."""
    text = Toneless(_TOLD_THEM.sub("", text.original))
    asks = find_asks(text)
    ends = [*(ask.start for ask in asks[1:]), len(text.text)]
    return [(text.written(ask.verb, max(end, ask.verb)), ask.audience) for ask, end in zip(asks, ends, strict=False)]


def find_not_done(text: Toneless) -> list[Named]:
    """Return what a text says has not been done: it is what a bare "let it be done" behind it asks for."""
    return [(text.written(*match.span("duty")), "") for match in _NOT_DONE.finditer(text.text)]


def find_further(clause: Clause) -> str:
    """Return the words of a further duty behind a clause's deadline; "" if there is none."""
    tail = Toneless(clause.tail if clause.deadline else "")
    joint = _BEHIND.match(tail.text)
    if joint is None or not REAL_VERB.match(tail.text, joint.end()):
        return ""
    return tail.written(joint.end(), len(tail.text))
