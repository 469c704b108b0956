"""Find where a text asks an office to do something: who is asked, and where the words of the request begin.

A request word (``ขอให้``, ``แจ้ง``, ``กำชับ`` …) is followed by an office, or by none if the letter's own recipients are
meant, and then by a verb. All the text between the two must be an office, by the words for offices or by the registry;
otherwise the text is not taken as a request. If offices pass an order on (``ขอให้จังหวัดแจ้ง อปท. บันทึก``), the last one is
asked. All patterns match text without tone marks, which scans lose.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from circtrack.reading.titles import is_empty_title, make_title
from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.wording import (
    ENTERING,
    EXCEPT,
    NAMELY,
    ON_THE_WAY,
    POLITE,
    REAL_VERB,
    VERB,
    find_offices_end,
    is_institution,
    is_offices_only,
)
from circtrack.thai.deadlines import is_by_then
from circtrack.thai.digits import to_arabic
from circtrack.thai.recurring_rules import WEEK_ENDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from circtrack.thai.deadlines import FoundDeadline


_CUE = compile_words(
    # The possible first letters: rejects most positions quickly.
    r"(?=[ขแกสเมโใป])"
    r"(?P<cue>ขอความร่วมมือ(?:จาก|ไปยัง|มายัง)?|ขอความกรุณา|ขอความอนุเคราะห์|ขอให้|(?<!ชี้)(?<!ได้)(?<!รับ)(?<!(?<!หน้า)ที่)แจ้ง(?:เวียน)?(?:ให้)?"
    r"|กำชับ(?:ให้)?|(?<!คำ)สั่ง(?:การ)?(?:ให้)?|(?<!การ)(?<!เพื่อ)เร่งรัด(?:ให้)?|(?<!ได้รับ)มอบ(?:หมาย)?(?:ให้)?|เน้นย้ำ(?:ให้)?"
    r"|(?<=ขอ)เตือน(?:มา)?(?:เพื่อ)?(?:ให้)?|ขอ(?:เรียน)?เชิญ(?:ชวน)?(?![^\n]{0,60}?(?:ร่วม|ประชุม|อบรม|พิธี))(?=[^\n]{0,60}?(?:ส่ง|เสนอ|ตอบ|แจ้ง|ลงทะเบียน))"
    r"|(?<!ผู้)(?<!การ)ประสาน(?:งาน)?(?:ไปยัง)?(?:ให้)?(?=\s?(?:องค์ก|อปท|อบ[ตจ]|เทศบาล|อำเภอ|จังหวัด|หน่วย|ส่วน|สำนัก|ที่ทำการ|นาย|กำนัน))"
    r"|โปรด|(?<![ก-๎])กรุณา|(?:^|(?<=\s)|(?<=จึง)|(?<=และ)|(?<=แล้ว)|(?<=โดย)|(?<=ว่า)|(?<=อำเภอ)|(?<=จังหวัด)|(?<=ท้องถิ่น)"
    r"|(?<=เทศบาล)|(?<=ตำบล)|(?<=เมือง)|(?<=นคร)|(?<=แห่ง)|(?<=หน่วยงาน)|(?<=อบ[ตจ])|(?<=อบ[ตจ]\.)|(?<=อปท\.)|(?<=พื้นที่)|(?<=เลื่อนกำหนด)|(?<=กำหนด)|(?<=จากนั้น)|(?<=ระหว่างนี้)|(?<=เห็นควร)|(?<=เห็นสมควร))ให้)\s?"
)
# After โดย the same request is repeated: how it is to be done.
_SAME_AGAIN = compile_words(r"(?:โดย|ทั้งนี้\s?|พร้อม(?:ทั้ง)?|และ)$")
# What a rule has set, or somebody before, asks for nothing now: ข้อ ๕ กำหนดให้….
_SET_BEFORE = compile_words(
    r"(?:(?:ระเบียบ|กฎ|กฎหมาย|พระราชบัญญัติ|พ\.ร\.บ\.|มาตรา|ข้อ\s?[0-9๐-๙(]|ประกาศ|ข้อบังคับ|หลักเกณฑ์|มติ|สัญญา)[^\n]{0,80}|ได้|ที่|ซึ่ง|ตาม|เดิม)กำหนด$"
)
_ENDS_REQUEST = ("ภายใน ", "ภายในวัน")  # what stands before them belongs to another request
_LONGEST_STEPS = 48  # letters of verbs that only lead to what is asked
_FAR = 200  # letters from a request word to its verb
_MOST_VERBS = 6

# Verbs that rarely occur in a description.
_STRONG = compile_words(
    r"(?:ดำเนินการ)?(?:รายงาน|บันทึก|กรอก|จัดส่ง|ส่ง|จัดทำ|สำรวจ|ตรวจ(?:สอบ|สภาพ|นับ|วัด)|ลงทะเบียน|นำเข้า|ตอบ|ยืนยัน|แก้ไข|ทบทวน|ชี้แจง|ก่อหนี้)|ดำเนินการ(?=\s?(?:ดัง|ให้|ตาม|$))"
)
# A description after the words for offices, which says which of them are meant: ที่ประสงค์จะเสนอโครงการ.
_DESCRIBES = compile_words(r"(?:ที่|ซึ่ง)(?=[ก-๎])")
# A committee whose name ends with its place, its rank or the body that it is of, whatever verb follows.
_COMMITTEE = compile_words(
    r"\s?คณะ(?:อนุ)?(?:กรรมการ|ทำงาน)[ก-๎]{0,60}"
    r"(?:จังหวัด|อำเภอ|ตำบล|ท้องถิ่น|หมู่บ้าน|ชุมชน|โรงเรียน|สถานศึกษา|ขั้นพื้นฐาน|ศูนย์พัฒนาเด็กเล็ก|สหกรณ์|เขตพื้นที่)\s?"
)
_ONLY = compile_words(r"\s?เฉพาะ\s?")
_CAPACITY = compile_words(r"\s?ในฐานะ[ก-๎]{3,60}\s?$")
_LONGEST_DESCRIPTION = 70
# What somebody has not done yet is said of them, and not asked: ที่ยังบันทึกข้อมูลไม่ครบถ้วน.
_STILL = compile_words(r"(?:ที่|ซึ่ง)ยัง(?:[ก-๎]{0,20}(?:ไม่|มิ))?$")
_NO_DESCRIPTION = compile_words(r"แล้วเสร็จ|(?:และ|พร้อม(?:ทั้ง)?|โดย|แล้ว)\s?$")
# The letter's own recipients.
_STAFF_OF = (
    r"(?:เจ้าหน้าที่|ผู้ประสานงาน|ผู้ดูแลระบบ|ผู้รับผิดชอบ|ผู้แทน|บุคลากร|พนักงาน|ผู้ที่เกี่ยวข้อง)"
    r"(?:(?:งาน|ฝ่าย|กอง|ด้าน)[ก-๎]{2,40}|ที่เกี่ยวข้อง|ผู้รับผิดชอบ|ในสังกัด|ของท่าน)*"
)
_YOUR = (
    r"(?:หน่วยงาน|ส่วนราชการ|หน่วยบริการ|จังหวัด|อำเภอ|เทศบาล|โรงเรียน|สถานศึกษา|โรงพยาบาล"
    r"|องค์กร(?:ปกครองส่วนท้องถิ่น)?|องค์การบริหารส่วน(?:ตำบล|จังหวัด)|สำนักงาน|กอง|สำนัก)ของ"
)
_YOU = compile_words(rf"(?:หน่วยงาน|{_YOUR})?ท่าน(?:(?:หรือ|และ){_STAFF_OF})?")
# Staff of an office: the office owes what they are asked.
_STAFF = compile_words(_STAFF_OF)
_STAFF_BEFORE = compile_words(rf"\s?{_STAFF_OF}ของ")
# The office before these words is told; who tells it has the duty behind them: แจ้ง อปท. และรายงานผล.
_AND_ALSO = compile_words(r"(?:และ|แล้ว|พร้อม(?:ทั้ง|กับ)?|จากนั้น|รวมทั้ง)\s?$")
# Who is only told of it, before a duty besides: แจ้ง อปท. ทราบและปิดประกาศ….
_INFORMED = compile_words(r"\s?(?:เพื่อ)?ทราบ\s?(?:และ|แล้ว|พร้อม(?:ทั้ง|กับ)?|รวมทั้ง)\s?$")
_BLANK = re.compile(r"^|\s")
# Offices of which only some are meant, and nothing else that is joined to what stands before.
_SOME = compile_words(r"(?!และ|หรือ|โดย|เพื่อ|ตาม|ให้|ขอ|จึง)[ก-๎ ]{4,60}?(?:ที่|ซึ่ง)(?:ยัง|ไม่|ประสงค์|มี|ประสบ|ต้องการ|สนใจ|จะ)")
_AND_LET = compile_words(r"\s?(?:ขอ)?ให้\s?$")
_LET_JUST_BEFORE = compile_words(r"ให้\s?$")
# How they do it is not who they are: …ที่ยังไม่ได้รายงาน เร่งจัดส่ง….
_HURRIED = re.compile(r"\s?เร่?ง(?:รัด|ดำเนินการ)?\s*$")
_FOR = "สำหรับ"
_APART = compile_words(r"\s(?:สำหรับ|ส่วน(?!ราชการ|กลาง|ภูมิภาค|ท้องถิ่น|ใหญ่|รวม|ตัว|บุคคล|ต่าง|หนึ่ง|งาน))")
_LET = compile_words(r"(?:ขอ)?ให้")
# What is to be done where something is found, or by whoever has it, behind any word: หากพบการเผาในที่โล่งให้รายงาน….
_WHERE_THEN = compile_words(
    r"(?:^|\s|และ|ทั้งนี้)(?:(?:หาก|กรณี(?:ที่)?|ถ้า|เมื่อ(?!วัน))(?!ไม่(?:มี|พบ))|[ก-๎]{3,30}ใด(?=มี|ยัง|ไม่|ที่|ซึ่ง|ประสงค์|จะ))"
    r"[ก-๎A-Za-z0-9๐-๙ ]{3,80}?(?P<then>(?P<apart>(?<=\s))?ให้)\s?(?=[ก-๎])"
)
# What offices must do; but what a rule says that they must is told of, and not asked.
_MUST = compile_words(r"(?:จะ|จึง|ยัง)?(?<!ที่)(?<!ซึ่ง)ต้อง\s?")
_BEFORE_OFFICES = compile_words(r"ว่า|ดังนั้น|ทั้งนี้|โดย|และ|ซึ่ง")
_BY_A_RULE = compile_words(
    r"(?:ระเบียบ|กฎ|พระราชบัญญัติ|พ\.ร\.บ\.|มาตรา|ข้อ\s?[0-9๐-๙(]|ประกาศ|ข้อบังคับ|หลักเกณฑ์|มติ|สัญญา)[^\n]{0,90}$"
)
# To let somebody know is itself asked for: โปรดแจ้งให้อำเภอทราบภายใน….
_LETS_KNOW = compile_words(r"แจ้ง(?:ให้)?[ก-๎][ก-๎ ]{2,80}?(?<!ให้)ทราบ(?!\s?(?:และ|แล้ว|พร้อม|เพื่อ|รวม|ตลอด|จากนั้น))")
_ASKED_OF = compile_words(r"\s?(?:(?:ขอ)?ให้|ขอความ(?:ร่วมมือ|อนุเคราะห์|กรุณา)|โปรด)\s?")
_LONGEST_APART = 90
_LONGEST_BEHALF = 120


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: its words begin at ``start`` (of the toneless text), its verb at ``verb``.

    ``audience`` is the office as written, "" for the letter's recipients; ``outer`` is the office that passes the
    request on, ``delegated`` if it is to have the audience do it; ``unsure`` means that it continues a request that was
    not understood; ``any_verb`` that its verb is none of those that are known.
    """

    start: int
    verb: int
    audience: str = ""
    outer: str = ""
    unsure: bool = False
    delegated: bool = False
    any_verb: bool = False


def find_asks(passage: Toneless, *, item: bool = False) -> list[Ask]:
    """Find the requests in a passage, in order. A list's item may begin with those whom it asks (เทศบาลทุกแห่ง ให้ …)."""
    by_verb: dict[int, Ask] = {}
    found = (
        _find_set_apart(passage),
        _find_cued(passage, item=item),
        _find_conditional(passage),
        _find_obliged(passage),
    )
    for ask in chain.from_iterable(found):  # who is named by the first of these is asked
        by_verb.setdefault(ask.verb, ask)
    return sorted(by_verb.values(), key=lambda ask: ask.verb)


def _find_cued(passage: Toneless, *, item: bool) -> Iterable[Ask]:
    """Return the requests that begin with a word of asking (ขอให้, แจ้ง, กำชับ …)."""
    by_verb: dict[int, Ask] = {}
    lost = False  # an earlier request was not understood
    for cue in _CUE.finditer(passage.text):
        ask = read_ask(passage, cue.end(), start=cue.start())
        if ask is None:
            lost = lost or cue["cue"].startswith("ขอ")
            continue
        if _is_only_told(passage, ask, cue.start()):
            continue
        lost = lost or ask.any_verb
        if not ask.audience and _SAME_AGAIN.search(passage.text, max(0, cue.start() - 12), cue.start()):
            besides = cue["cue"].startswith("ขอให") and passage.text.endswith("และ", 0, cue.start())
            if by_verb and not besides:
                continue
            ask = replace(ask, unsure=lost)
        ask = _name_asked(passage, ask, cue, item=item)
        before = by_verb.get(ask.verb)
        # The office named last is asked; a bare ขอให้ before it names none.
        if before is None or ask.audience or not before.audience:
            by_verb[ask.verb] = ask
    return by_verb.values()


def _is_only_told(passage: Toneless, ask: Ask, place: int) -> bool:
    """Whether a word of asking at ``place`` proposes, and asks nobody by name (เห็นควรให้…), or tells what a rule set."""
    proposes = not ask.audience and passage.text.endswith("ควร", 0, place)
    return proposes or bool(_SET_BEFORE.search(passage.text, max(0, place - _FAR), place))


def _name_asked(passage: Toneless, ask: Ask, cue: re.Match[str], *, item: bool) -> Ask:
    """Return a request with those whom the words before its word of asking name, if none stand behind it."""
    if ask.audience:
        return replace(ask, delegated=True) if cue["cue"].startswith("มอบ") else ask
    if item and cue["cue"] in {"ให", "ให้"} and is_audience(passage, 0, cue.start()):
        return replace(ask, start=0, audience=passage.written(0, cue.start()).strip())
    described = _find_described(passage, cue.start())
    return replace(ask, start=described[0], audience=described[1]) if described else ask


def _find_conditional(passage: Toneless) -> Iterator[Ask]:
    """Yield what is to be done where something is found, whatever word stands before ให้."""
    for condition in _WHERE_THEN.finditer(passage.text):
        begin, verb = condition.start("then"), condition.end()
        ask = read_ask(passage, verb, start=begin)
        if ask and not ask.any_verb:
            yield ask
        elif ask is None and condition["apart"] is not None and not POLITE.match(passage.text, verb):
            yield Ask(begin, verb, any_verb=True)


def _find_obliged(passage: Toneless) -> Iterator[Ask]:
    """Yield what offices must do, by whatever day: อำเภอต้องยื่นคำขอ…."""
    for must in _MUST.finditer(passage.text):
        if _BY_A_RULE.search(passage.text, max(0, must.start() - _FAR), must.start()):
            continue
        for begin in _list_beginnings(passage.text, must.start()):
            audience = passage.text[begin : must.start()].strip()
            you = _YOU.fullmatch(audience)
            if audience and (you or is_audience(passage, begin, must.start())):
                ask = read_ask(passage, must.end(), start=begin)
                if ask and not ask.audience:
                    yield replace(ask, audience="" if you else passage.written(begin, must.start()).strip())
                break


def _list_beginnings(text: str, end: int) -> Iterator[int]:
    """Yield where the words before a place may begin that name who is meant, the longest first."""
    begin = max(0, end - _LONGEST_APART)
    yield from (blank.end() for blank in _BLANK.finditer(text, begin, end))
    yield from (joint.end() for joint in _BEFORE_OFFICES.finditer(text, begin, end))


def is_set_apart(passage: Toneless, ask: Ask) -> bool:
    """Whether a request is of some who are set apart from the others before it: สำหรับอำเภอให้แจ้ง…."""
    return _APART.search(passage.text, 0, ask.verb) is not None


def _find_described(passage: Toneless, end: int) -> tuple[int, str] | None:
    """Return where the offices begin, and their words, that a request is meant for: โรงเรียนที่ไม่ประสงค์… กรุณาแจ้ง…."""
    begin = max(0, end - _LONGEST_APART)
    stop = len(passage.text[begin:end].rstrip()) + begin
    for blank in _BLANK.finditer(passage.text, begin, stop):
        place = blank.end()
        if _SOME.match(passage.text, place, stop) and _is_described(passage, place, stop):
            return place, passage.written(place, stop).strip()
    return None


def _find_set_apart(passage: Toneless) -> Iterator[Ask]:
    """Yield what those are asked who are set apart from the others: ส่วนเทศบาลเมือง…ให้ส่ง…."""
    for apart in _APART.finditer(passage.text):
        for let in _LET.finditer(passage.text, apart.end(), apart.end() + _LONGEST_APART):
            ask = read_ask(passage, let.end(), start=apart.start())
            if ask and is_audience(passage, apart.end(), let.start()):
                yield replace(ask, audience=ask.audience or passage.written(apart.end(), let.start()).strip())
                break


def read_ask(passage: Toneless, place: int, *, start: int | None = None) -> Ask | None:
    """Read the request whose office, or else whose verb, begins at ``place``; None if there is none."""
    begun = place if start is None else start
    for verb in _list_verbs(passage.text, place):
        if _STILL.search(passage.text, place, verb):
            continue
        if (audience := _read_audience(passage, place, verb)) is None:
            continue
        outer = _find_outer(passage, begun) or _read_before_cue(passage, begun)
        if audience and _AND_ALSO.search(passage.text, place, verb):
            audience = outer or _read_on_behalf(passage, begun)
        elif audience == "" and (behalf := _read_on_behalf(passage, begun)):
            audience = behalf
        elif _is_staff(passage, place, verb):
            audience = outer
        return Ask(begun, verb, _HURRIED.sub("", audience).strip(), outer)
    if _LETS_KNOW.match(passage.text, place):
        return Ask(begun, place, outer=_find_outer(passage, begun), any_verb=True)
    if (end := find_offices_end(passage, place)) is None:
        return None
    # Another verb than the known ones; after ให้ it can only be what the offices are to do.
    asked = bool(_LET_JUST_BEFORE.search(passage.text, max(0, place - 4), place))
    verb = end + len(passage.text[end:]) - len(passage.text[end:].lstrip())
    audience = passage.written(place, end).strip()
    return Ask(begun, verb, audience, _find_outer(passage, begun), unsure=not asked, any_verb=True)


def _list_verbs(text: str, place: int) -> Iterator[int]:
    for seen, verb in enumerate(VERB.finditer(text, place, place + _FAR)):
        if seen == _MOST_VERBS:
            return
        yield verb.start()


def _read_audience(passage: Toneless, start: int, end: int) -> str | None:
    """Return the office named between, "" if none is or the recipients are; None if it is not understood."""
    informed = _INFORMED.search(passage.text, start, end)
    end = informed.start() if informed else end
    text = passage.text[start:end].strip()
    if not text or _YOU.fullmatch(text) or _STAFF.fullmatch(text):
        return ""
    staff = _STAFF_BEFORE.match(passage.text, start, end)
    start = staff.end() if staff else start
    if not is_audience(passage, start, end):
        return None
    let = _AND_LET.search(passage.text, start, end)
    return passage.written(start, let.start() if let else end)


def is_audience(passage: Toneless, start: int, end: int) -> bool:
    """Whether the words between name who is asked: offices, some of which may be described or excepted."""
    only = _ONLY.match(passage.text, start, end)
    start = only.end() if only else start
    if is_offices_only(passage, start, end):
        return True
    if capacity := _CAPACITY.search(passage.text, start, end):
        return is_audience(passage, start, capacity.start())
    if _COMMITTEE.fullmatch(passage.text, start, end):
        return True
    ends = passage.text[end - 1 : end].isspace() or bool(_STRONG.match(passage.text, end))
    if ends and (_is_described(passage, start, end) or is_institution(passage.text[start:end].strip())):
        return True
    but = EXCEPT.search(passage.text, start, end) if passage.text.find("เวน", start, end) >= 0 else None
    close = len(passage.text[start:end].rstrip(" )")) + start
    return but is not None and all(
        is_offices_only(passage, *span) for span in ((start, but.start()), (but.end(), close))
    )


def _is_described(passage: Toneless, start: int, end: int) -> bool:
    """Whether the words are offices and a description that restricts them: เทศบาลที่ประสบอุทกภัย."""
    return any(
        end - each.start() <= _LONGEST_DESCRIPTION
        and not _NO_DESCRIPTION.search(passage.text, each.start(), end)
        and is_offices_only(passage, start, each.start())
        for each in _DESCRIBES.finditer(passage.text, start, end)
    )


def _read_on_behalf(passage: Toneless, end: int) -> str:
    """Return the office for which the request that begins at ``end`` is meant (สำหรับเทศบาลให้ …)."""
    begin = passage.text.rfind(_FOR, max(0, end - _LONGEST_BEHALF), end)
    offices = begin + len(_FOR)
    if begin < 0 or not (is_offices_only(passage, offices, end) or _is_described(passage, offices, end)):
        return ""
    return passage.written(offices, end)


def _read_before_cue(passage: Toneless, end: int) -> str:
    """Return the office for which the request word is meant that ends at ``end`` (สำหรับอำเภอขอให้ แจ้ง…)."""
    cue = next((each for each in _CUE.finditer(passage.text, max(0, end - 12), end) if each.end() == end), None)
    return _read_on_behalf(passage, cue.start()) if cue else ""


def _is_staff(passage: Toneless, start: int, end: int) -> bool:
    return bool(_STAFF.fullmatch(passage.text[start:end].strip()))


def _find_outer(passage: Toneless, end: int) -> str:
    """Return the office that is asked to pass the request on, if its words end right before the request."""
    begin = max(0, end - 120)
    begin = max(begin, *(passage.text.rfind(word, begin, end) for word in _ENDS_REQUEST))
    for cue in reversed(list(_CUE.finditer(passage.text, begin, end))):
        steps = ON_THE_WAY.search(passage.text, max(cue.end(), end - _LONGEST_STEPS), end)
        stop = steps.start() if steps else end
        if (audience := _read_audience(passage, cue.end(), stop)) is not None:
            return audience.strip()
    # An item that begins with the office: อำเภอ แจ้ง อปท. …
    # Before ขอ… the writer names itself.
    begins = 0 < end <= _FAR and not passage.text.startswith("ขอ", end) and is_offices_only(passage, 0, end)
    return passage.written(0, end).strip() if begins else ""


# Split one request into clauses: the words up to each deadline, or all words if there is none.

# Words that begin another clause, before its verb.
_JOINT = compile_words(
    r"(?:\s|เวลา\s?[0-9๐-๙.:]+\s?น\.|และ|พร้อม(?:ทั้ง|กับ)?|แล้ว|จากนั้น|ทั้งนี้|โดย|ขอให้|ให้|โปรด|กรุณา|ตลอดจน|รวมทั้ง|หลังจากนั้น|,)*"
)
# What joins a further duty to the one before it.
_GOES_ON = compile_words(r"และ|พร้อม(?:ทั้ง|กับ)?|แล้ว|จากนั้น|ตลอดจน|รวมทั้ง")
_SHORTEST_DUTY = 6  # letters
# Behind what others are to do: แล้วรวบรวมส่งจังหวัด, และรายงานผลให้กรมทราบ.
_REPORTS_ABOVE = compile_words(
    r"\s?(?:และ|แล้ว|พร้อม(?:ทั้ง|กับ)?|จากนั้น)\s?(?:ขอ)?(?:ให้)?(?P<verb>รวบรวม|คัดเลือก|สรุป|รายงาน|แจ้ง(?=ผล)|(?:จัด)?ส่ง)"
    r"[^\n]{0,60}?(?:ให้|ต่อ|ถึง|ไปยัง|มายัง|ส่ง|รายงาน|แจ้ง|เสนอ)\s?(?P<whom>กรม|กระทรวง|จังหวัด|อำเภอ)"
)
_AND_ASKED = compile_words(r"\s?(?:และ|แล้ว|พร้อม(?:ทั้ง|กับ)?|จากนั้น)\s?(?:ขอ)?(?:ให้)?")
_NAMES_MORE = compile_words("คือ|ได้แก่")
# The day of an event, not of a request: (สัญญาที่)สิ้นสุดภายในวันที่ …
_NOT_DUE = compile_words(
    r"(?:ครบกำหนด|สิ้นสุด|หมดอายุ|ใช้บังคับ|มีผล|เกิด(?:ขึ้น)?|เกษียณ(?:อายุราชการ)?|ครบวาระ|จดทะเบียน|บรรจุ|อนุมัติ|ก่อหนี้ผูกพัน|ได้รับ|เริ่ม|พ้น(?:จาก)?(?:กำหนด)?)\s?(?:ไป)?\s?$"
)
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
_TAIL_ENDS = compile_words(r"\s(?:ทั้งนี้|หาก|ส่งแล้ว|สามารถ|โดยสามารถ|สอบถาม|ติดต่อ|รายละเอียด)")
_EVENT_DAY = compile_words(r"วัน[ก-๎]{0,12}ที่\s?[0-9๐-๙]")
_DONE_BY = compile_words(r"\s?(?:ให้|จน)(?:แล้ว|เสร็จ|สิ้น|เรียบร้อย|ครบ|ถ้วน|ถูกต้อง|สมบูรณ์|และ|\s)+")
# What goes on for as long as a window is open, or takes place in it; anything else can be done by its last day.
_VAGUE = frozenset(("open", "range", "until"))
_PART_OF_TIME = compile_words(r"(?:ต้น|กลาง|ปลาย)(?:เดือน|ปี|[ก-ฮ]\.)|(?:ต้น|กลาง|ปลาย)[ก-๎]{2,10}(?:คม|ยน|พันธ์)")
_LASTS = compile_words(
    r"(?:\s?(?:ดำเนินการ|เร่งรัด|เร่ง|เข้า))*\s?(?:ร่วม|รับ(?!รอง|สมัคร)|อบรม|ฝึก|ซักซ้อม|ศึกษา|จัด(?:งาน|พิธี|ประชุม|อบรม|การ)|ประชาสัมพันธ์|แจ้ง(?=ประชา|เตือน)"
    r"|รณรงค์|เชิญชวน|ติดตาม|ควบคุม|กำกับ|สนับสนุน|เฝ้าระวัง|กวดขัน|ดูแล|เตรียม|ประดับ|ปฏิบัติ|ถือปฏิบัติ|ยกเลิก)"
)
# A report besides what lasts: ประชาสัมพันธ์… และให้รายงานผลทุกวันศุกร์.
_BESIDES = compile_words(
    r"(?:และ|แล้ว|พร้อมทั้ง|รวมทั้ง)\s?(?:ขอ)?ให้(?P<verb>รายงาน|สรุป|รวบรวม|(?:จัด)?ส่ง|แจ้ง(?=ผล|ชื่อ|ราย|จำนวน|ข้อมูล)|ตอบ)"
)
# A further round of the same duty: และครั้งที่ ๒ ภายใน….
_ROUND = compile_words(
    r"(?:ครั้ง|รอบ|งวด|ระยะ|ช่วง|รุ่น)(?:ที่\s?(?:[0-9๐-๙]{1,2}|หนึ่ง|สอง|สาม|สี่|ห้า|หก)|แรก|สุดท้าย)(?=\s|ให้|ส่ง|$)"
)
# Where there is nothing, that is to be told, too: หากไม่มี ให้รายงานด้วย.
_NIL = compile_words(r"(?:หาก|กรณี|ถ้า)[ก-๎]{0,24}?ไม่(?:มี|พบ)")
_TELLS = compile_words(r"รายงาน|แจ้ง|ตอบ|ยืนยัน")
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
    begin = ask.verb
    spans = [passage.at(each.end) for each in deadlines if each.rule == "range"]
    others = [passage.at(each.start) for each in deadlines if each.rule != "range" and each not in own]
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
            verb, unsure = others_asked[1], False
        if place == 0 and ask.any_verb:
            verb, unsure = ask.verb, False
        begin = end_of_words
        if verb is None:
            continue
        collects = place > 0 and bool(ask.outer) and not others_asked[0] and bool(_COLLECTS.match(passage.text, verb))
        of_outer = place > 0 and bool(ask.outer) and f"ของ{ask.outer}" in passage.written(verb, stop)
        delegates = place > 0 and (ask.delegated or collects or of_outer)
        audience = others_asked[0] or (ask.outer if delegates else "")
        unsure = unsure or bool(place and ask.delegated and not others_asked[0])
        tail = passage.written(end_of_words, end) if place == len(own) - 1 else ""
        if tail_ends := _TAIL_ENDS.search(passage.text, end_of_words, end):
            tail = passage.written(end_of_words, max(end_of_words, tail_ends.start())) if tail else ""
        # Another deadline among its words may belong to another task.
        among = bisect_left(others, verb) < bisect_left(others, stop)
        doubtful = among or unsure or collects or conditional or ask.unsure
        namely = NAMELY.search(passage.text, verb, stop) if _NAMES_MORE.search(passage.text, verb, stop) else None
        if namely and is_audience(passage, namely.end(), stop):
            audience = passage.written(namely.end(), stop).strip()
            yield Clause(passage.written(verb, namely.start()), tail, deadline, doubtful, audience)
            continue
        yield from _part_report(passage, ask, verb, stop, Clause("", tail, deadline, doubtful, audience))


def _find_others_part(passage: Toneless, begin: int, end: int) -> tuple[int, str, int] | None:
    """Return where words turn to other offices (… ส่วนสำนักงานปศุสัตว์จังหวัดขอ…), those offices, and where theirs begin."""
    for apart in _APART.finditer(passage.text, begin, end):
        asked = _ASKED_OF.search(passage.text, apart.end(), min(end, apart.end() + _LONGEST_APART))
        others = asked is not None and is_audience(passage, apart.end(), asked.start())
        if asked and others and end - asked.end() >= _SHORTEST_DUTY:
            return apart.start(), passage.written(apart.end(), asked.start()).strip(), asked.end()
    return None


def _part_report(passage: Toneless, ask: Ask, verb: int, stop: int, whole: Clause) -> Iterator[Clause]:
    """Yield the clause of the words between, and apart from it what lasts, or what others do, before its report."""
    if parted := _find_others_part(passage, verb, stop):
        begin, offices, place = parted
        yield replace(whole, words=passage.written(verb, begin), unsure=True)
        yield replace(whole, words=passage.written(place, stop), unsure=True, audience=offices)
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
    for place, ask in enumerate(asks):
        before = [each for each in deadlines if each.due_on and passage.at(each.end) <= ask.start]
        if not before or passage.text[passage.at(before[-1].end) : ask.start].strip():
            continue
        start = passage.at(before[-1].start)
        begins = place == 0 and len(deadlines) == 1 and _PURPOSE.fullmatch(passage.text, 0, start)
        if begins or _AND_BY.search(passage.text, max(0, start - 8), start):
            found[place] = before[-1]
    return found


def _find_report_above(passage: Toneless, ask: Ask, begin: int, end: int) -> re.Match[str] | None:
    """Find where those who pass a request on are to report themselves: to an office above them, not to them."""
    if not ask.outer or ask.outer == ask.audience:
        return None
    report = _REPORTS_ABOVE.search(passage.text, begin + _SHORTEST_DUTY, end)
    return report if report and report["whom"] not in ask.outer else None


def _find_turn_of_outer(passage: Toneless, ask: Ask, begin: int, end: int) -> tuple[int, int] | None:
    """Return where those who pass a request on are named again, and what they do: และจังหวัดตรวจสอบ…; None if they are not."""
    outer = Toneless(ask.outer).text
    if not outer or ask.outer == ask.audience:
        return None
    for joint in _AND_ASKED.finditer(passage.text, begin + _SHORTEST_DUTY, end):
        verb = joint.end() + len(outer)
        if passage.text.startswith(outer, joint.end()) and REAL_VERB.match(passage.text, verb):
            return joint.start(), verb
    return None


def find_condition(passage: Toneless, place: int) -> int | None:
    """Return where the condition begins that stands before a request at ``place``; None if none does."""
    condition = _CONDITION.search(passage.text, max(0, place - 100), place)
    return condition and condition.start()


def is_how(passage: Toneless, ask: Ask) -> bool:
    """Whether a request goes on with the one before it: … และให้ลงนามรับทราบ."""
    begun = bool(_LET.match(passage.text, ask.start)) and not passage.text.startswith("ขอ", ask.start)
    return begun and not ask.audience and passage.text.endswith("และ", 0, ask.start)


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
    start = joint.end() if joint else begin
    if start < end and is_audience(passage, start, end):
        return passage.written(start, end).strip(), None
    for verb in _list_verbs(passage.text, start):
        if start < verb < end and is_audience(passage, start, verb):
            return passage.written(start, verb).strip(), verb
    return "", None


def _find_verb(
    passage: Toneless, begin: int, end: int, spans: Sequence[int], *, first: bool
) -> tuple[int | None, bool]:
    """Return the offset of the verb that a deadline at ``end`` belongs to, and whether that is doubtful."""
    joint = None if first else _JOINT.match(passage.text, begin, end)
    start = joint.end() if joint else begin
    unsure = bool(_TURNS.search(passage.text, start, end))
    verb = VERB.match(passage.text, start)
    if verb is None or verb.end() > end:
        if joint and _GOES_ON.search(joint.group()) and end - start >= _SHORTEST_DUTY:
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
    within = [each for each in deadlines if not _is_event_day(passage, ask, passage.at(each.start))]
    dated = [each for each in within if is_by_then(each, said=True) or not (each.rule in _VAGUE or _has_no_day(each))]
    if dated:
        return [*_list_entering_days(passage, ask, within, dated[0]), *dated]
    if spans := [each for each in within if each.rule in {"range", "until"}]:
        return [] if ask.any_verb or _LASTS.match(passage.text, ask.verb) else spans[-1:]
    if frequent := [each for each in within if _has_no_day(each)]:
        return frequent[:1]
    if find_condition(passage, ask.start) is not None:
        return []
    return [each for each in within if not closing or _PART_OF_TIME.search(Toneless(each.text).text)][:1]


def drop_described(passage: Toneless, deadlines: Sequence[FoundDeadline]) -> list[FoundDeadline]:
    """Return the deadlines without those that are of what is asked for: …ไว้ก่อนวันที่ … ให้แล้วเสร็จภายใน…."""
    described = {
        one.start
        for one, by in pairwise(deadlines)
        if one.due_on and by.due_on and _DONE_BY.fullmatch(passage.text, passage.at(one.end), passage.at(by.start))
    }
    return [each for each in deadlines if each.start not in described]


def _list_entering_days(
    passage: Toneless, ask: Ask, within: Sequence[FoundDeadline], dated: FoundDeadline
) -> list[FoundDeadline]:
    """Return the days between which data are to be entered, if another duty with its own deadline follows them."""
    span = within[0]
    if span.rule != "range" or not _is_before(span, dated) or not ENTERING.match(passage.text, ask.verb):
        return []
    joint = _JOINT.match(passage.text, passage.at(span.end), passage.at(dated.start))
    goes_on = joint and _GOES_ON.search(joint.group()) and VERB.match(passage.text, joint.end())
    return [span] if goes_on else []


def _is_before(one: FoundDeadline, other: FoundDeadline) -> bool:
    return one.due_on is not None and other.due_on is not None and one.due_on < other.due_on


def _is_event_day(passage: Toneless, ask: Ask, place: int) -> bool:
    event = _NOT_DUE.search(passage.text, max(ask.verb, place - 60), place)
    return event is not None and event.start() > ask.verb  # else it is what is asked for


def _has_no_day(deadline: FoundDeadline) -> bool:
    """Whether a recurring deadline has no day of its own: ทุกเดือน."""
    return deadline.rule.startswith("FREQ=") and ("BY" not in deadline.rule or deadline.rule == WEEK_ENDS)


# The sentence after a list that sets one deadline for its items: ``ขอให้ดำเนินการตามข้อ ๑ - ๓ ให้แล้วเสร็จภายใน…``.
#
# It requests nothing itself: the items say what is to be done. It means the items whose numbers it states, or all.

_D = "[0-9๐-๙]"
_DONE = (
    r"(?:ให้|จน|แล้ว|เสร็จ|สิ้น|เรียบร้อย|ครบ|ถ้วน|ถูกต้อง|ตาม|ใน|ทั้ง|ทุก|ข้อ|รายการ|กิจกรรม|ขั้นตอน|แนวทาง|ประเด็น|ข้างต้น|ดังกล่าว|และ|ถึง|ที่"
    rf"|{_D}|[\s.,()–-])*"
)
_AGAIN = compile_words(rf"(?:\s?(?:โปรด|เร่งรัด|เร่ง|พิจารณา|ดำเนินการ|ถือปฏิบัติ|ปฏิบัติ))+{_DONE}")
_NO_VERB = compile_words(rf"(?:^|\s|ทั้งนี้|โดย)(?:ขอ)?ให้\s?(?:แล้ว)?เสร็จ{_DONE}$")
_NUMBERS = compile_words(rf"ข้อ\s?(?P<numbers>{_D}{{1,2}}(?:\s?(?:[,–-]|ถึง|และ)\s?(?:ข้อ)?\s?{_D}{{1,2}})*)")
_UNTIL = compile_words(rf"({_D}+)\s?(?:[–-]|ถึง)\s?(?:ข้อ)?\s?({_D}+)")
_FAR_BELOW = 160  # letters


@dataclass(frozen=True, slots=True)
class Closer:
    """A sentence after a list: from ``start`` (toneless text) to its deadline; empty ``numbers`` mean all items."""

    start: int
    end: int
    deadline: FoundDeadline
    audience: str = ""
    numbers: frozenset[int] = frozenset()


def find_closers(
    text: Toneless, asks: Sequence[Ask], deadlines: Sequence[FoundDeadline], *, item: bool
) -> Iterator[Closer]:
    """Yield the sentences of a passage that set a deadline for the list before it; that of an ``item`` is its own."""
    verbs = [ask.verb for ask in asks]
    for deadline in deadlines:
        if deadline.rule in {"open", "range"}:
            continue
        end = text.at(deadline.start)
        place, begin = bisect_left(verbs, end) - 1, max(0, end - _FAR_BELOW)
        ask = asks[place] if place >= 0 and verbs[place] >= begin else None
        if ask is not None and _AGAIN.fullmatch(text.text, ask.verb, end):
            words = text.text[ask.verb : end]
            yield Closer(ask.start, end, deadline, ask.audience, read_item_numbers(words))
        elif not text.text[begin:end].strip() and not begin:
            yield Closer(0, end, deadline)
        elif not (item and ask) and (bare := _NO_VERB.search(text.text[begin:end])):
            yield Closer(begin + bare.start(), end, deadline, "", read_item_numbers(bare.group()))


def drop_closer_asks(asks: Sequence[Ask], closers: Sequence[Closer]) -> list[Ask]:
    """Return the requests that are not part of those sentences."""
    starts = [closer.start for closer in closers]
    before = [bisect_right(starts, ask.verb) - 1 for ask in asks]
    return [ask for ask, place in zip(asks, before, strict=True) if place < 0 or closers[place].end <= ask.verb]


def cut_at_closer(verb: int, end: int, closers: Sequence[Closer]) -> int:
    """Return the end of a request that ends at ``end``, or earlier if such a sentence begins after its verb."""
    place = bisect_right(closers, verb, key=lambda closer: closer.start)
    return min(end, closers[place].start) if place < len(closers) else end


def read_item_numbers(words: str) -> frozenset[int]:
    """Return the item numbers that toneless words name: ``ข้อ ๑ - ๓ และข้อ ๕``."""
    found: set[int] = set()
    for match in _NUMBERS.finditer(words):
        named = match["numbers"]
        found |= {int(to_arabic(each)) for each in re.findall(f"{_D}+", named)}
        for first, last in _UNTIL.findall(named):
            found |= set(range(int(to_arabic(first)), int(to_arabic(last)) + 1))
    return frozenset(found)
