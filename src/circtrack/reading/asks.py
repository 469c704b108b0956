"""Where a text asks an office to do something: who is asked, and where the words of what is asked begin.

A way of asking (``ขอให้``, ``แจ้ง``, ``กำชับ`` …) is followed by an office, or by none where the letter's own recipients
are meant, and that by a verb. What stands between the two must be an office as a whole, by the words for offices or
by the registry; else the text is not understood here. Of offices that pass an order on (``ขอให้จังหวัดแจ้ง อปท. บันทึก``)
the last one is asked. All is found in text without tone marks, which scans lose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from circtrack.reading.office_words import are_offices, is_institution
from circtrack.reading.toneless import words
from circtrack.reading.wording import ON_THE_WAY, VERB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.reading.toneless import Toneless

_CUE = words(
    r"(?P<cue>ขอความร่วมมือ(?:จาก|ไปยัง|มายัง)?|ขอความกรุณา|ขอความอนุเคราะห์|ขอให้|(?<!ชี้)(?<!ได้)(?<!รับ)แจ้ง(?:เวียน)?(?:ให้)?"
    r"|กำชับ(?:ให้)?|(?<!คำ)สั่ง(?:การ)?(?:ให้)?|(?<!การ)(?<!เพื่อ)เร่งรัด(?:ให้)?|(?<!ได้รับ)มอบ(?:หมาย)?(?:ให้)?|เน้นย้ำ(?:ให้)?"
    r"|โปรด|(?:^|(?<=\s)|(?<=จึง)|(?<=และ)|(?<=แล้ว)|(?<=ว่า)|(?<=อำเภอ)|(?<=จังหวัด)|(?<=ท้องถิ่น)"
    r"|(?<=เทศบาล)|(?<=ตำบล)|(?<=เมือง)|(?<=นคร)|(?<=แห่ง)|(?<=หน่วยงาน)|(?<=อบ[ตจ])|(?<=อบ[ตจ]\.)|(?<=อปท\.)|(?<=พื้นที่))ให้)\s?"
)
# On from โดย the same thing is said again: how it is to be done.
_SAME_AGAIN = words(r"(?:โดย|ทั้งนี้\s?|พร้อม(?:ทั้ง)?|และ)$")
_FAR = 200  # letters from a way of asking to its verb
_MOST_VERBS = 6

# Verbs that hardly stand in a description.
_STRONG = words(
    r"(?:ดำเนินการ)?(?:รายงาน|บันทึก|กรอก|จัดส่ง|ส่ง|จัดทำ|สำรวจ|ตรวจสอบ|ลงทะเบียน|นำเข้า|ตอบ|ยืนยัน)|ดำเนินการ(?=\s?(?:ดัง|ให้|ตาม|$))"
)
# Which offices the words mean, as a description behind them says: ที่ประสงค์จะเสนอโครงการ.
_DESCRIBES = words(r"(?:ที่|ซึ่ง)(?=[ก-๎])")
_LONGEST_DESCRIPTION = 70
_NO_DESCRIPTION = words(r"แล้วเสร็จ|(?:และ|พร้อม(?:ทั้ง)?|โดย|แล้ว)\s?$")
# The letter's own recipients.
_YOU = words(r"(?:หน่วยงาน(?:ของ)?|จังหวัดของ|อำเภอของ)?ท่าน(?:หรือผู้แทน)?")
# Those within an office: the office owes what they do.
_STAFF = words(r"(?:เจ้าหน้าที่|ผู้รับผิดชอบ|ผู้แทน|บุคลากร|พนักงาน|ผู้ที่เกี่ยวข้อง)(?:ที่เกี่ยวข้อง|ผู้รับผิดชอบ|ในสังกัด|ของท่าน)*")
_FOR = "สำหรับ"


@dataclass(frozen=True, slots=True)
class Ask:
    """One asking: whose words begin at ``start`` (of the toneless text), its verb at ``verb``.

    ``audience`` is the office's own words, "" for the letter's recipients; ``outer`` the office that passes it on;
    ``unsure`` says that the asking goes on with one that was not understood.
    """

    start: int
    verb: int
    audience: str = ""
    outer: str = ""
    unsure: bool = False


def find_asks(passage: Toneless) -> list[Ask]:
    """The askings of a passage, in its order."""
    by_verb: dict[int, Ask] = {}
    lost = False  # an asking before was not understood
    for cue in _CUE.finditer(passage.text):
        again = bool(_SAME_AGAIN.search(passage.text, max(0, cue.start() - 12), cue.start()))
        ask = ask_at(passage, cue.end(), start=cue.start())
        if ask is None:
            lost = lost or cue["cue"].startswith("ขอ")
            continue
        if again and not ask.audience:
            if by_verb:
                continue
            ask = replace(ask, unsure=lost)
        before = by_verb.get(ask.verb)
        # The office named last is asked, not the one that a bare ขอให้ before it leaves open.
        if before is None or ask.audience or not before.audience:
            by_verb[ask.verb] = ask
    return sorted(by_verb.values(), key=lambda ask: ask.verb)


def ask_at(passage: Toneless, place: int, *, start: int | None = None) -> Ask | None:
    """The asking whose office, or else verb, stands at a place."""
    begun = place if start is None else start
    for verb in _verbs(passage.text, place):
        if (audience := _audience(passage, place, verb)) is None:
            continue
        outer = _outer(passage, begun)
        if audience == "" and (behalf := _on_behalf(passage, begun)):
            audience = behalf
        elif _is_staff(passage, place, verb):
            audience = outer
        return Ask(begun, verb, audience.strip(), outer)
    return None


def _verbs(text: str, place: int) -> Iterator[int]:
    for seen, verb in enumerate(VERB.finditer(text, place, place + _FAR)):
        if seen == _MOST_VERBS:
            return
        yield verb.start()


def _audience(passage: Toneless, start: int, end: int) -> str | None:
    """The office that the words between name, "" where they are none or mean the recipients; None: not understood."""
    text = passage.text[start:end].strip()
    if not text or _YOU.fullmatch(text) or _STAFF.fullmatch(text):
        return ""
    ends = passage.text[end - 1 : end].isspace() or _STRONG.match(passage.text, end)
    described = ends and any(
        end - each.start() <= _LONGEST_DESCRIPTION
        and not _NO_DESCRIPTION.search(passage.text, each.start(), end)
        and are_offices(passage, start, each.start())
        for each in _DESCRIBES.finditer(passage.text, start, end)
    )
    named = described or are_offices(passage, start, end) or (ends and is_institution(text))
    return passage.written(start, end) if named else None


def _on_behalf(passage: Toneless, end: int) -> str:
    """The office for which the asking that begins here is said to be (สำหรับเทศบาลให้ …)."""
    begin = passage.text.rfind(_FOR, max(0, end - 90), end)
    if begin < 0 or not are_offices(passage, begin + len(_FOR), end):
        return ""
    return passage.written(begin + len(_FOR), end)


def _is_staff(passage: Toneless, start: int, end: int) -> bool:
    return bool(_STAFF.fullmatch(passage.text[start:end].strip()))


def _outer(passage: Toneless, end: int) -> str:
    """The office that is asked to tell others, where its words end right before they are told."""
    begin = max(0, end - 120)
    for cue in reversed(list(_CUE.finditer(passage.text, begin, end))):
        between = passage.text[cue.end() : end]
        stop = cue.end() + len(ON_THE_WAY.sub("", between)) if between else end
        if (audience := _audience(passage, cue.end(), stop)) is not None:
            return audience.strip()
    # The head of an item: อำเภอ แจ้ง อปท. …
    return passage.written(0, end).strip() if 0 < end <= _FAR and are_offices(passage, 0, end) else ""
