"""Split one request into clauses: the words up to each deadline, or all words if there is none."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from circtrack.reading.asks import SHORTEST_DUTY, Ask, find_others_part, is_audience, list_verbs
from circtrack.reading.titles import is_empty_title, make_title
from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.verbs import ENTERING, REAL_VERB, VERB
from circtrack.reading.wording import NAMELY, ROUNDS, is_offices_only
from circtrack.thai.deadlines import is_by_then
from circtrack.thai.recurring_rules import WEEK_ENDS

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from circtrack.thai.deadlines import FoundDeadline

# Words that begin another clause, before its verb.
_JOINT = compile_words(
    r"(?:\s|เวลา\s?[0-9๐-๙.:]+\s?น\.|และ|พร้อม(?:ทั้ง|กับ)?|แล้ว|จากนั้น|ทั้งนี้|โดย|ขอให้|ให้|โปรด|กรุณา|ตลอดจน|รวมทั้ง|อีกทั้ง|หลังจากนั้น|,|\([^()\n]{3,120}\))*"
)
_ASKS_AGAIN = compile_words(r"\s(?:อนึ่ง|ทั้งนี้)\s?ขอ(?:ให้|ความ)|\sขอให้")  # a request that was not understood
# What joins a further duty to the one before it.
_GOES_ON = compile_words(r"และ|พร้อม(?:ทั้ง|กับ)?|แล้ว|จากนั้น|ตลอดจน|รวมทั้ง|อีกทั้ง")
# Behind what others are to do: แล้วรวบรวมส่งจังหวัด, และรายงานผลให้กรมทราบ.
_REPORTS_ABOVE = compile_words(
    r"\s?(?:และ|แล้ว|พร้อม(?:ทั้ง|กับ)?|จากนั้น)\s?(?:ขอ)?(?:ให้)?(?P<verb>รวบรวม|คัดเลือก|สรุป|รายงาน|แจ้ง(?=ผล)|(?:จัด)?ส่ง)"
    r"[^\n]{0,60}?(?:ให้|ต่อ|ถึง|ไปยัง|มายัง|ส่ง|รายงาน|แจ้ง|เสนอ)\s?(?P<whom>กรม|กระทรวง|จังหวัด|อำเภอ)"
)
_AND_ASKED = compile_words(r"\s?(?:และ|แล้ว|พร้อม(?:ทั้ง|กับ)?|จากนั้น)\s?(?:ขอ)?(?:ให้)?")
# Before those who go on with it: …ภายใน… เพื่ออำเภอรวบรวม… ภายใน…; what they send on is not named again.
_SO_THAT = compile_words(r"เพื่อ(?:ให้)?")
_SENDS_ON = compile_words(r"(?:(?:จัด|(?<!แหล่ง)นำ)?ส่ง|รายงาน|เสนอ)(?=ต่อ|ให้|ถึง|ไปยัง|กรม|กระทรวง|จังหวัด|อำเภอ|สำนัก)")
_AND_OTHERS = compile_words(r"\s?(?:และ|รวมทั้ง|พร้อมทั้ง|แล้ว(?=สำนักงาน|อำเภอ|จังหวัด))(?:ขอ)?(?:ให้)?\s?")
_ENDS_WITH_OFFICE = compile_words(
    r"(?:เทศบาล(?:นคร|เมือง|ตำบล)?|อำเภอ|จังหวัด|ส่วนตำบล|ท้องถิ่น|อบ[ตจ]\.?|อปท\.?|โรงเรียน|ศึกษา|สำนักงาน[ก-๎]{0,40}|หน่วยงาน|ส่วนราชการ|กำนัน|ผู้ใหญ่บ้าน)"
    r"(?:\s?ทุก[ก-๎]{2,8})?\s?$"
)
_NAMES_MORE = compile_words("คือ|ได้แก่")
# The day of an event, not of a request: (สัญญาที่)สิ้นสุดภายในวันที่ …
_NOT_DUE = compile_words(
    r"(?:ครบกำหนด|สิ้นสุด|หมดอายุ|ใช้บังคับ|มีผล|เกิด(?:ขึ้น)?|เกษียณ(?:อายุราชการ)?|ครบวาระ|จดทะเบียน|บรรจุ|อนุมัติ|ก่อหนี้ผูกพัน|ได้รับ|เริ่ม|พ้น(?:จาก)?(?:กำหนด)?)\s?(?:ไป)?\s?$"
)
# From when until when it is that others are told of: ให้ผู้มีสิทธิทราบกำหนดการรับลงทะเบียนตั้งแต่เดือน….
_ANNOUNCED = compile_words(r"ทราบ(?:ถึง|เกี่ยวกับ)?กำหนดการ(?:รับ|จัด|ออก|เปิด)[ก-๎]{0,30}\s?$")
# Another sentence follows, or what another office does: a deadline after it may not belong to the request before.
_TURNS = compile_words(
    r"ซึ่ง|(?:\s|และ)หาก|\sกรณี|\sเมื่อ|มิฉะนั้น|เนื่องจาก|ปรากฏว่า|\s(?:กรม|กระทรวง|จังหวัด|อำเภอ|สำนัก|เทศบาล|องค์การ)[^\s]{0,60}จะ"
)
_CONDITION = compile_words(r"(?:^|\s|ทั้งนี้|และ)(?:หาก|กรณี|ถ้า)(?![^\n]*(?:จึง|ดังนั้น))[^\n]{0,80}$")
# A manner that is a request of its own.
_BY_DOING = compile_words(r"(?:โดย|ทั้งนี้)\s?(?:ขอ)?(?:ให้)?\s?")
# What may stand before a day that begins its sentence: เพื่อให้การสำรวจเป็นไปด้วยความเรียบร้อย ภายในวันที่ ….
_PURPOSE = compile_words(r"\s*(?:เพื่อ[^\n]{3,200}\s)?")
_AND_BY = compile_words(r"(?:และ|แล้ว)\s?$")
_TAIL_ENDS = compile_words(r"\s(?:เพื่อ|ทั้งนี้|หาก|ส่งแล้ว|สามารถ|โดยสามารถ|สอบถาม|ติดต่อ|รายละเอียด)")
_EVENT_DAY = compile_words(r"วัน[ก-๎]{0,12}ที่\s?[0-9๐-๙]")
_DONE_BY = compile_words(r"\s?(?:ให้|จน)(?:แล้ว|เสร็จ|สิ้น|เรียบร้อย|ครบ|ถ้วน|ถูกต้อง|สมบูรณ์|และ|\s)+")
# What has its last day between two days, before a duty by its own: รับลงทะเบียนระหว่าง… และบันทึก… ภายใน….
_TAKES_IN = compile_words(rf"รับลงทะเบียน|{ENTERING.pattern}")
# What goes on for as long as a window is open, or takes place in it; anything else can be done by its last day.
_VAGUE = frozenset(("open", "range", "until"))
_PART_OF_TIME = compile_words(
    r"(?:ต้น|กลาง|ปลาย|สัปดาห์(?:แรก|สุดท้าย|ที่\s?[0-9๐-๙])(?:ของ)?)(?:เดือน|ปี|[ก-ฮ]\.)|(?:ต้น|กลาง|ปลาย)[ก-๎]{2,10}(?:คม|ยน|พันธ์)"
)
_LASTS = compile_words(
    r"(?:\s?(?:ดำเนินการ|เร่งรัด|เร่ง|เข้า))*\s?(?:ร่วม|รับ(?!รอง|สมัคร)|อบรม|ฝึก|ซักซ้อม|ศึกษา|จัด(?:งาน|พิธี|ประชุม|อบรม|การ|แสดง)|ประชาสัมพันธ์|แจ้ง(?=ประชา|เตือน)"
    r"|รณรงค์|เชิญชวน|ติดตาม|ควบคุม|กำกับ|ขับเคลื่อน|ฟื้นฟู|สนับสนุน|เฝ้าระวัง|กวดขัน|ดูแล|เตรียม|ประดับ|ปฏิบัติ|ถือปฏิบัติ|ยกเลิก)"
)
# What is handed in for what takes place, for as long as it can be: เข้ารับการอบรม… โดยลงทะเบียน… ได้จนถึง….
_HANDS_IN = compile_words(
    r"โดย(?:ขอ)?(?:ให้)?(?:ลงทะเบียน|สมัคร|ตอบรับ|ยื่น|(?:จัด)?ส่ง|แจ้ง(?=ชื่อ|ราย|ความ))[^\n]{0,90}\s?ได้\s?$"
)
# A report besides what lasts: ประชาสัมพันธ์… และให้รายงานผลทุกวันศุกร์.
_BESIDES = compile_words(
    r"(?:(?:และ|แล้ว|พร้อมทั้ง|รวมทั้ง)\s?(?:(?:ขอ)?ให้)?|\s(?=นำเข้า|บันทึก|กรอก|ลงทะเบียน))(?P<verb>สรุป(?=ผล|ข้อมูล|จำนวน|ราย)|รวบรวม"
    r"|(?<=\s)(?:นำเข้า|บันทึก|กรอก|ลงทะเบียน)|(?:(?<=ทราบและ)|(?<=ทราบ และ)|(?<=ทราบแล้ว))(?:จัด)?ส่ง"
    r"|(?<=ให้)(?:รายงาน|สรุป|(?:จัด)?ส่ง|แจ้ง(?=ผล|ชื่อ|ราย|จำนวน|ข้อมูล)|ตอบ))"
)
# A further round of the same duty: และครั้งที่ ๒ ภายใน….
_ROUND = compile_words(rf"{ROUNDS}(?:ที่\s?(?:[0-9๐-๙]{{1,2}}|หนึ่ง|สอง|สาม|สี่|ห้า|หก)|แรก|สุดท้าย)(?=\s|ให้|ส่ง|$)")
# Where there is nothing, that is to be told, too: หากไม่มี ให้รายงานด้วย.
_NIL = compile_words(r"(?:หาก|กรณี|ถ้า)[ก-๎]{0,24}?ไม่(?:มี|พบ)")
_TELLS = compile_words(r"รายงาน|แจ้ง|ตอบ|ยืนยัน|[ก-๎]{3,30}ว่า\s?[\"“]?ไม่มี")
# Passing on the results of others is a different office's task.
_COLLECTS = compile_words(r"(?:รวบรวม|คัดเลือก|สรุป|รายงาน|ส่ง|จัดส่ง|แจ้ง|ตรวจทาน|ตรวจสอบ|สอบทาน|รับรอง|กำกับ|ติดตาม)")


@dataclass(frozen=True, slots=True)
class Clause:
    """``words`` begin with a verb and end before the deadline; ``tail`` is the text after the last deadline.

    ``audience`` is who is asked if that is not the request's own audience; ``again`` means that the words name only
    somebody else, or a further round, for what the clause before asks.
    """

    words: str
    tail: str = ""
    deadline: FoundDeadline | None = None
    unsure: bool = False
    audience: str = ""
    again: bool = False


def split_clauses(
    passage: Toneless,
    ask: Ask,
    end: int,
    deadlines: Sequence[FoundDeadline],
    *,
    closing: bool = False,
    before: FoundDeadline | None = None,
) -> Iterator[Clause]:
    """Yield the clauses of a request that ends at ``end``; one without a deadline only if the request has none at all.

    Args:
        passage: The passage.
        ask: The request.
        end: Its end in the toneless text.
        deadlines: The deadlines between its verb and its end.
        closing: Whether this is the sentence from จึงเรียนมา on, in which โดยด่วน is only polite.
        before: The deadline that stands right before the request, if that has none of its own.
    """
    own = _choose_deadlines(passage, ask, deadlines, closing=closing)
    if not own:
        # Without a day only entering data is a task: letters ask for many other things.
        if before or not closing:
            yield _make_whole_clause(passage, ask, end, before)
        return
    begin, others, lost = ask.verb, "", False
    spans = [passage.at(each.end) for each in deadlines if each.rule == "range"]
    beside = [passage.at(each.start) for each in deadlines if each.rule != "range" and each not in own]
    conditional = find_condition(passage, ask.start) is not None
    for place, deadline in enumerate(own):
        stop, end_of_words = passage.at(deadline.start), passage.at(deadline.end)
        if place and (again := _read_round(passage, begin, stop)):
            begin = end_of_words
            yield Clause(again, "", deadline, again=True)
            continue
        others_asked = _read_others(passage, begin, stop) if place else ("", None)
        if others_asked[0] and others_asked[1] is None:
            begin = end_of_words
            yield Clause("", "", deadline, audience=others_asked[0], again=True)
            continue
        verb, unsure = _find_verb(passage, begin, stop, spans, first=place == 0)
        if others_asked[1] is not None:
            others, verb, unsure = others_asked[0], others_asked[1], False
        if place == 0 and ask.any_verb:
            verb, unsure = ask.verb, False
        begin = end_of_words
        if verb is None:
            continue
        if place == 0 and len(own) > 1 and _has_no_day(deadline):
            yield Clause(passage.written(verb, stop), audience=ask.audience)  # how often is told, and sets no day
            continue
        collects = place > 0 and bool(ask.outer) and not others and bool(_COLLECTS.match(passage.text, verb))
        of_outer = place > 0 and bool(ask.outer) and f"ของ{ask.outer}" in passage.written(verb, stop)
        delegates = place > 0 and (ask.delegated or collects or of_outer)
        audience = others or (ask.outer if delegates else "")  # others go on with what is joined to theirs
        lost = lost or _ASKS_AGAIN.search(passage.text, verb, stop) is not None
        unsure = unsure or lost or bool(place and ask.delegated and not others)
        tail = passage.written(end_of_words, end) if place == len(own) - 1 else ""
        if tail_ends := _TAIL_ENDS.search(passage.text, end_of_words, end):
            tail = passage.written(end_of_words, max(end_of_words, tail_ends.start())) if tail else ""
        # Another deadline among its words may belong to another task.
        among = bisect_left(beside, verb) < bisect_left(beside, stop)
        doubtful = among or unsure or collects or conditional or ask.unsure
        namely = NAMELY.search(passage.text, verb, stop) if _NAMES_MORE.search(passage.text, verb, stop) else None
        if namely and is_audience(passage, namely.end(), stop):
            audience = passage.written(namely.end(), stop).strip()
            yield Clause(passage.written(verb, namely.start()), tail, deadline, doubtful, audience)
            continue
        yield from _part_report(passage, ask, verb, stop, Clause("", tail, deadline, doubtful, audience))


def _part_report(passage: Toneless, ask: Ask, verb: int, stop: int, whole: Clause) -> Iterator[Clause]:
    """Yield the clause of the words between, and apart from it what lasts, or what others do, before its report."""
    if parted := find_others_part(passage, verb, stop):
        begin, offices, place = parted
        yield replace(whole, words=passage.written(verb, begin), unsure=True)
        yield replace(whole, words=passage.written(place, stop), unsure=True, audience=offices)
        return
    if others := _find_others_besides(passage, ask, verb, stop):
        begin, offices, place = others
        yield replace(whole, words=passage.written(verb, begin), tail="")
        yield replace(whole, words=passage.written(place, stop), audience=offices)
        return
    if besides := _BESIDES.search(passage.text, verb, stop) if _LASTS.match(passage.text, verb) else None:
        yield Clause(passage.written(verb, besides.start()), audience=whole.audience)  # it has no last day
        verb = besides.start("verb")
    if turn := None if whole.audience else _find_turn_of_outer(passage, ask, verb, stop):
        yield Clause(passage.written(verb, turn[0]))  # the day is that of those who are named again
        yield replace(whole, words=passage.written(turn[1], stop), audience=ask.outer)
        return
    report = None if whole.audience else _find_report_above(passage, ask, verb, stop)
    own_words = passage.written(report.start("verb"), stop) if report else ""
    if report and not is_empty_title(make_title(own_words)):
        yield Clause(passage.written(verb, report.start()))  # the day is the report's
        sure = report["whom"] in {"กรม", "กระทรวง"} or report["verb"].startswith(("รวบรวม", "สรุป", "คัดเลือก"))
        yield replace(whole, words=own_words, unsure=whole.unsure or not sure, audience=ask.outer)
        return
    yield replace(whole, words=passage.written(verb, stop), unsure=whole.unsure or report is not None)


def _find_others_besides(passage: Toneless, ask: Ask, verb: int, stop: int) -> tuple[int, str, int] | None:
    """Return where words turn to what others do by the same day, those others, and their verb: …และอำเภอรวบรวม…."""
    for joint in _AND_OTHERS.finditer(passage.text, verb + SHORTEST_DUTY, stop):
        if _ENDS_WITH_OFFICE.search(passage.text, verb, joint.start()):  # both do what follows, or it is of both
            continue
        for place in list_verbs(passage.text, joint.end()):
            if joint.end() < place < stop and is_offices_only(passage, joint.end(), place):
                offices = passage.written(joint.end(), place).strip()
                return None if offices in {ask.audience, ask.outer} else (joint.start(), offices, place)
    return None


def _make_whole_clause(passage: Toneless, ask: Ask, end: int, before: FoundDeadline | None) -> Clause:
    """Return the clause of a request without a deadline of its own: all its words, by the day that stands before it."""
    if before is None:
        return Clause(passage.written(ask.verb, end), passage.written(ask.verb, end))
    tail_ends = _TAIL_ENDS.search(passage.text, ask.verb, end)
    return Clause(passage.written(ask.verb, tail_ends.start() if tail_ends else end), "", before, ask.unsure)


def find_days_before(
    passage: Toneless, asks: Sequence[Ask], deadlines: Sequence[FoundDeadline]
) -> dict[int, FoundDeadline]:
    """Return the deadlines that stand right before a request, by its place: และภายในวันที่ … ให้บันทึก….

    Before the first one it may begin the sentence, if it is the passage's only deadline.
    """
    found: dict[int, FoundDeadline] = {}
    dated = [each for each in deadlines if each.due_on]
    ends = [passage.at(each.end) for each in dated]
    for place, ask in enumerate(asks):
        before = bisect_right(ends, ask.start) - 1
        if before < 0 or passage.text[ends[before] : ask.start].strip():
            continue
        start = passage.at(dated[before].start)
        begins = place == 0 and len(deadlines) == 1 and _PURPOSE.fullmatch(passage.text, 0, start)
        if begins or _AND_BY.search(passage.text, max(0, start - 8), start):
            found[place] = dated[before]
    return found


def _find_report_above(passage: Toneless, ask: Ask, begin: int, end: int) -> re.Match[str] | None:
    """Find where those who pass a request on are to report themselves: to an office above them, not to them."""
    if not ask.outer or ask.outer == ask.audience:
        return None
    report = _REPORTS_ABOVE.search(passage.text, begin + SHORTEST_DUTY, end)
    return report if report and report["whom"] not in ask.outer else None


def _find_turn_of_outer(passage: Toneless, ask: Ask, begin: int, end: int) -> tuple[int, int] | None:
    """Return where those who pass a request on are named again, and what they do (และจังหวัดตรวจสอบ…)."""
    outer = Toneless(ask.outer).text
    if not outer or ask.outer == ask.audience:
        return None
    for joint in _AND_ASKED.finditer(passage.text, begin + SHORTEST_DUTY, end):
        verb = joint.end() + len(outer)
        if passage.text.startswith(outer, joint.end()) and REAL_VERB.match(passage.text, verb):
            return joint.start(), verb
    return None


def find_condition(passage: Toneless, place: int) -> int | None:
    """Return where the condition begins that stands before a request at ``place``; None if none does."""
    condition = _CONDITION.search(passage.text, max(0, place - 100), place)
    return condition and condition.start()


def is_nil_report(passage: Toneless, ask: Ask) -> bool:
    """Whether a request only says that those who have nothing to report tell so: it belongs to the duty before."""
    condition = find_condition(passage, ask.start)
    return (
        condition is not None
        and bool(_NIL.search(passage.text, condition, ask.start))
        and bool(_TELLS.match(passage.text, ask.verb))
    )


def _read_round(passage: Toneless, begin: int, end: int) -> str:
    """Return the round that the words between name, and nothing else: another one of the duty before."""
    joint = _JOINT.match(passage.text, begin, end)
    named = _ROUND.match(passage.text, joint.end() if joint else begin, end)
    if named is None or not is_empty_title(passage.text[named.end() : end]):
        return ""
    return passage.written(*named.span())


def _read_others(passage: Toneless, begin: int, end: int) -> tuple[str, int | None]:
    """Return others whom a further clause asks, and its verb if it has one of its own (และ อบต. ทุกแห่ง รายงาน …)."""
    joint = _JOINT.match(passage.text, begin, end)
    named = joint.end() if joint else begin
    so_that = _SO_THAT.match(passage.text, named, end)
    start = so_that.end() if so_that else named
    sends = (each.start() for each in _SENDS_ON.finditer(passage.text, start, end))
    for verb in (*list_verbs(passage.text, start), *sends):
        if start < verb < end and is_audience(passage, start, verb):
            return passage.written(start, verb).strip(), verb
    alone = named < end and is_audience(passage, named, end)
    return (passage.written(named, end).strip() if alone else ""), None


def _find_verb(
    passage: Toneless, begin: int, end: int, spans: Sequence[int], *, first: bool
) -> tuple[int | None, bool]:
    """Return the offset of the verb that a deadline at ``end`` belongs to, and whether that is doubtful."""
    joint = None if first else _JOINT.match(passage.text, begin, end)
    start = joint.end() if joint else begin
    unsure = bool(_TURNS.search(passage.text, start, end))
    verb = (REAL_VERB if first else VERB).match(passage.text, start) or VERB.match(passage.text, start)
    if verb is None or verb.end() > end:
        if joint and _GOES_ON.search(joint.group()) and end - start >= SHORTEST_DUTY:
            return start, True  # another duty, whatever its verb
        verb, unsure = VERB.search(passage.text, start, end), True
    if verb is None:
        return None, True
    # Days of an event may come first: (เข้ารับการอบรมระหว่างวันที่ …) โดยส่งแบบตอบรับภายใน…
    span = bisect_left(spans, end)
    after = spans[span - 1] if span and spans[span - 1] > verb.start() else 0
    if not after and (event := _EVENT_DAY.search(passage.text, verb.start(), end)):
        after = event.end()
    if after:
        for by in _BY_DOING.finditer(passage.text, after, end):
            if later := VERB.match(passage.text, by.end()):
                return later.start(), unsure
    return verb.start(), unsure


def _choose_deadlines(
    passage: Toneless, ask: Ask, deadlines: Sequence[FoundDeadline], *, closing: bool
) -> list[FoundDeadline]:
    """Return the deadlines that may belong to the request."""
    within = [
        each
        for each in deadlines
        if not (_is_event_day(passage, ask, passage.at(each.start)) or is_announced(passage, ask.verb, each))
    ]
    dated = [each for each in within if is_by_then(each, said=True) or _is_part_of_time(each) or not _is_vague(each)]
    if dated:
        besides = list(_list_besides(passage, ask, within))
        return [each for each in within if each in dated or each in besides]
    if spans := [each for each in within if each.rule in {"range", "until"}]:
        lasts = _LASTS.match(passage.text, ask.verb)
        handed_in = lasts and _HANDS_IN.search(passage.text, ask.verb, passage.at(spans[-1].start))
        return [] if ask.any_verb or (lasts and not handed_in) else spans[-1:]
    if frequent := [each for each in within if _has_no_day(each)]:
        return frequent[:1]
    if find_condition(passage, ask.start) is not None:
        return []
    return [each for each in within if not closing or _is_part_of_time(each)][:1]


def drop_described(passage: Toneless, deadlines: Sequence[FoundDeadline]) -> list[FoundDeadline]:
    """Return the deadlines without those that are of what is asked for: …ไว้ก่อนวันที่ … ให้แล้วเสร็จภายใน…."""
    described = {
        one.start
        for one, by in pairwise(deadlines)
        if one.due_on and by.due_on and _DONE_BY.fullmatch(passage.text, passage.at(one.end), passage.at(by.start))
    }
    return [each for each in deadlines if each.start not in described]


def _list_besides(passage: Toneless, ask: Ask, within: Sequence[FoundDeadline]) -> Iterator[FoundDeadline]:
    """Yield how often, or between which days, something is to be done beside duties by their days.

    How often only what is asked first; days from and to where they are of a duty of their own that does not last, and
    before the next day, which else is that of an answer: ตรวจสอบ… ระหว่าง… และส่ง… ภายใน….
    """
    begin = ask.verb
    for place, each in enumerate(within):
        verb = _find_joined_verb(passage, begin, passage.at(each.start)) if place else ask.verb
        begin = passage.at(each.end)
        behind = within[place + 1] if place + 1 < len(within) else None
        goes_on = behind is None or _find_joined_verb(passage, begin, passage.at(behind.start)) is not None
        if goes_on and ((place == 0 and _has_no_day(each)) or _is_span_of(passage, verb, each, behind)):
            yield each


def _is_span_of(passage: Toneless, verb: int | None, span: FoundDeadline, behind: FoundDeadline | None) -> bool:
    """Whether days from and to are those of a duty: one that does not last, before the day ``behind`` them."""
    if span.rule not in {"range", "until"} or span.due_on is None or verb is None:
        return False
    takes_in = _TAKES_IN.match(passage.text, verb) or not _LASTS.match(passage.text, verb)
    return bool(takes_in) and (behind is None or behind.due_on is None or span.due_on < behind.due_on)


def _find_joined_verb(passage: Toneless, begin: int, end: int) -> int | None:
    """Return the verb of a further duty that is joined to the one before ``begin``; None if none is."""
    joint = _JOINT.match(passage.text, begin, end)
    if joint and _GOES_ON.search(joint.group()) and VERB.match(passage.text, joint.end()):
        return joint.end()
    return _read_others(passage, begin, end)[1]


def _is_event_day(passage: Toneless, ask: Ask, place: int) -> bool:
    event = _NOT_DUE.search(passage.text, max(ask.verb, place - 60), place)
    return event is not None and event.start() > ask.verb  # else it is what is asked for


def is_announced(passage: Toneless, verb: int, deadline: FoundDeadline) -> bool:
    """Whether days from and to are only those of what the duty that begins at ``verb`` makes known."""
    place = passage.at(deadline.start)
    return deadline.rule == "range" and bool(_ANNOUNCED.search(passage.text, max(verb, place - 60), place))


def _has_no_day(deadline: FoundDeadline) -> bool:
    """Whether a recurring deadline has no day of its own: ทุกเดือน."""
    return deadline.rule.startswith("FREQ=") and ("BY" not in deadline.rule or deadline.rule == WEEK_ENDS)


def _is_vague(deadline: FoundDeadline) -> bool:
    return deadline.rule in _VAGUE or _has_no_day(deadline)


def _is_part_of_time(deadline: FoundDeadline) -> bool:
    """Whether a deadline names a part of a month or a year and no day of it: ภายในสัปดาห์แรกของเดือนตุลาคม."""
    return deadline.rule == "open" and bool(_PART_OF_TIME.search(Toneless(deadline.text).text))
