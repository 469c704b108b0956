"""What one office is asked in one breath, clause by clause: the words up to each deadline, or all without one."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from circtrack.reading.toneless import words
from circtrack.reading.wording import VERB

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.reading.asks import Ask
    from circtrack.reading.toneless import Toneless
    from circtrack.thai.deadlines import FoundDeadline

# What begins a further clause, before its verb.
_JOINT = words(r"(?:\s|เวลา\s?[0-9๐-๙.:]+\s?น\.|และ|พร้อม(?:ทั้ง|กับ)?|แล้ว|จากนั้น|ทั้งนี้|โดย|ขอให้|ให้|ตลอดจน|รวมทั้ง|หลังจากนั้น|,)*")
# The day of something that happens, not of something asked: (สัญญาที่)สิ้นสุดภายในวันที่ …
_NOT_DUE = words(
    r"(?:ครบกำหนด|สิ้นสุด|หมดอายุ|ใช้บังคับ|มีผล|เกิด(?:ขึ้น)?|เกษียณ(?:อายุราชการ)?|ครบวาระ|จดทะเบียน|บรรจุ|อนุมัติ|ก่อหนี้ผูกพัน|ได้รับ|เริ่ม|พ้น(?:จาก)?(?:กำหนด)?)\s?(?:ไป)?\s?$"
)
# What follows is another sentence, or another's doing: the deadline behind it may not be of the asking before.
_TURNS = words(
    r"ซึ่ง|(?:\s|และ)หาก|\sกรณี|\sเมื่อ|มิฉะนั้น|เนื่องจาก|ปรากฏว่า|\s(?:กรม|กระทรวง|จังหวัด|อำเภอ|สำนัก|เทศบาล|องค์การ)[^\s]{0,60}จะ"
)
_CONDITION = words(r"(?:^|\s|ทั้งนี้|และ)(?:หาก|กรณี|ถ้า)(?![^\n]*(?:จึง|ดังนั้น))[^\n]{0,80}$")
# A manner that is an asking of its own.
_BY_DOING = words(r"(?:โดย|ทั้งนี้)\s?(?:ขอ)?(?:ให้)?\s?")
_TAIL_ENDS = words(r"\s(?:ทั้งนี้|หาก|สามารถ|โดยสามารถ|สอบถาม|ติดต่อ|รายละเอียด)")
_EVENT_DAY = words(r"วัน[ก-๎]{0,12}ที่\s?[0-9๐-๙]")
# Ranges are mostly of something else; these are done within one.
_WITHIN = words(
    r"(?:\s?(?:ดำเนินการ|เข้า|เร่ง))*\s?(?:ตอบ|ลงทะเบียน|บันทึก|กรอก|นำเข้า|สมัคร|ยื่น|ปรับปรุง|ยืนยัน|ส่ง|จัดส่ง|สำรวจ|ตรวจสอบ|จัดเก็บ|รายงาน)"
)
# Passing on what others did is another's task than doing it.
_COLLECTS = words(r"(?:รวบรวม|สรุป|รายงาน|ส่ง|จัดส่ง|แจ้ง)")


@dataclass(frozen=True, slots=True)
class Clause:
    """``words`` begin with a verb and end before the deadline; ``tail`` is what follows the last one."""

    words: str
    tail: str = ""
    deadline: FoundDeadline | None = None
    unsure: bool = False


def clauses_of(
    passage: Toneless, ask: Ask, end: int, deadlines: Sequence[FoundDeadline], *, closing: bool = False
) -> Iterator[Clause]:
    """The clauses of an asking that ends at ``end``, those without a deadline only where it has none at all.

    Args:
        passage: The passage.
        ask: The asking.
        end: Where in the toneless text it ends.
        deadlines: The deadlines between its verb and there.
        closing: Whether this is the sentence from จึงเรียนมา on, whose โดยด่วน is mere courtesy.
    """
    own = _deadlines(passage, ask, deadlines, closing=closing)
    if not own:
        # Without a day only entering is a task: letters are full of what else is to be done.
        if not closing:
            yield Clause(passage.written(ask.verb, end), passage.written(ask.verb, end))
        return
    begin = ask.verb
    spans = [passage.at(each.end) for each in deadlines if each.rule == "range"]
    others = [passage.at(each.start) for each in deadlines if each.rule != "range" and each not in own]
    conditional = bool(_CONDITION.search(passage.text, max(0, ask.start - 100), ask.start))
    for place, deadline in enumerate(own):
        stop, end_of_words = passage.at(deadline.start), passage.at(deadline.end)
        verb, unsure = _verb(passage, begin, stop, spans, first=place == 0)
        begin = end_of_words
        if verb is None:
            continue
        collects = place > 0 and bool(ask.outer) and bool(_COLLECTS.match(passage.text, verb))
        tail = passage.written(end_of_words, end) if place == len(own) - 1 else ""
        if tail_ends := _TAIL_ENDS.search(passage.text, end_of_words, end):
            tail = passage.written(end_of_words, max(end_of_words, tail_ends.start())) if tail else ""
        # Another day among its words may be another task's.
        among = bisect_left(others, verb) < bisect_left(others, stop)
        doubtful = among or unsure or collects or conditional or ask.unsure
        yield Clause(passage.written(verb, stop), tail, deadline, doubtful)


def _verb(passage: Toneless, begin: int, end: int, spans: Sequence[int], *, first: bool) -> tuple[int | None, bool]:
    """Where the verb stands that a deadline at ``end`` is of, and whether that may be read otherwise."""
    joint = None if first else _JOINT.match(passage.text, begin, end)
    start = joint.end() if joint else begin
    unsure = bool(_TURNS.search(passage.text, start, end))
    verb = VERB.match(passage.text, start)
    if verb is None or verb.end() > end:
        verb, unsure = VERB.search(passage.text, start, end), True
    if verb is None:
        return None, True
    # Days of something else may stand before: (เข้ารับการอบรมระหว่างวันที่ …) โดยส่งแบบตอบรับภายใน…
    span = bisect_left(spans, end)
    after = spans[span - 1] if span and spans[span - 1] > verb.start() else 0
    if not after and (event := _EVENT_DAY.search(passage.text, verb.start(), end)):
        after = event.end()
    if after:
        for by in _BY_DOING.finditer(passage.text, after, end):
            if later := VERB.match(passage.text, by.end()):
                return later.start(), unsure
    return verb.start(), unsure


def _deadlines(
    passage: Toneless, ask: Ask, deadlines: Sequence[FoundDeadline], *, closing: bool
) -> list[FoundDeadline]:
    """The deadlines that may be of the asking."""
    within = [each for each in deadlines if not _is_of_event(passage, ask, passage.at(each.start))]
    dated = [each for each in within if each.rule not in {"open", "range", "until"} and not _is_bare(each)]
    if dated:
        return dated
    if spans := [each for each in within if each.rule in {"range", "until"}]:
        return spans[-1:] if _WITHIN.match(passage.text, ask.verb) else []
    if frequent := [each for each in within if _is_bare(each)]:
        return frequent[:1]
    if closing or _CONDITION.search(passage.text, max(0, ask.start - 100), ask.start):
        return []
    return within[:1]


def _is_of_event(passage: Toneless, ask: Ask, place: int) -> bool:
    return bool(_NOT_DUE.search(passage.text, max(ask.verb, place - 60), place))


def _is_bare(deadline: FoundDeadline) -> bool:
    """Whether a rule names no day of its own: ทุกเดือน."""
    return deadline.rule.startswith("FREQ=") and "BY" not in deadline.rule
