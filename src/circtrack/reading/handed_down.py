"""Find the superior's letter that a letter hands down: what the office above asked is asked once more, of those below.

The superior's letter need not be enclosed. That it is handed down shows in the text, which says what the superior asked
and then asks it itself; and in the days: a letter that goes on with the issuer's own later letter only refers to it.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from circtrack.reading.fields import join_lines
from circtrack.registry.issuers import find_province
from circtrack.registry.offices import find_superiors

if TYPE_CHECKING:
    from circtrack.reading.citations import CitedLetter
    from circtrack.reading.draft import Draft

_TELLS = r"(?:ได้รับ(?:แจ้ง|หนังสือ)|(?:ด้วย|ตาม).{2,400}?(?:แจ้ง|ขอให้|ให้|ขอความร่วมมือ|กำหนดให้|สั่งการ))"
_OFFICE = r"(?:อำเภอ|จังหวัด|กรม|กระทรวง|สำนัก)[ก-๎]{0,40}\s?(?:พิจารณาแล้ว\s?)?"
_ASKS = (
    r"(?:จึง(?:ขอให้|ขอความ|ขอเชิญ|แจ้ง|ให้|กำชับ|กำหนด|ขอแจ้ง|(?:ขอ)?(?:ขยาย|เลื่อน)|เรียนมาเพื่อ(?:โปรด)?ทราบ)|(?:\s|นั้น)"
    rf"(?:(?:{_OFFICE}โดย)?{_OFFICE}(?:ขอให้|ขอความ)|เพื่อ(?:ให้)?(?:\S{{2,80}}\s(?:ขอ)?|.{{2,120}}?\sขอ)ให้|ในการนี้\s?(?:{_OFFICE}|เพื่อ.{{2,120}}?\s)?(?:(?:ขอ)?ให้|ขอความ)))"
)
# In the name of an office: สำนักงานเขตพื้นที่การศึกษา…, ศูนย์… เขต ๕.
_OF_A_PLACE = re.compile(r"เขต|จังหวัด|อำเภอ|สาขา|ภาค(?=\s?[0-9๐-๙])")
# What another office asks, then what the writer asks for that reason.
_HANDS_DOWN = re.compile(f"{_TELLS}.{{2,600}}?{_ASKS}")
_LONGEST_LEAD = 3000  # letters of a body in which that stands


def find_handed_down(draft: Draft) -> CitedLetter | None:
    """Return the only superior's letter that a draft refers to, if it encloses that, or asks what that asked."""
    above = [each for each in draft.cited if each.type == "refers_to" and _is_above(each, draft)]
    if len(above) != 1 or any(_goes_on(each, above[0], draft) for each in draft.cited):
        return None
    enclosed = any(above[0].as_written in text for text in draft.parts.enclosures)
    return above[0] if enclosed or _HANDS_DOWN.search(_join_paragraphs(draft.parts.body)[:_LONGEST_LEAD]) else None


def _join_paragraphs(lines: list[str]) -> str:
    """Join lines to running text, with a space between paragraphs that an empty line parts."""
    groups = groupby(lines, key=lambda line: bool(line.strip()))
    return " ".join(join_lines(list(group)) for has_text, group in groups if has_text)


def _goes_on(cited: CitedLetter, above: CitedLetter, draft: Draft) -> bool:
    """Whether a cited letter is the desk's own, be it for the office above, and not older than the superior's."""
    own, other = draft.number, cited.number
    same_desk = own is not None and (other.prefix, other.agency) == (own.prefix, own.agency)
    older = cited.date is not None and above.date is not None and cited.date < above.date
    return (same_desk or draft.wrote_lately(cited)) and not older


def _is_above(cited: CitedLetter, draft: Draft) -> bool:
    """Whether a cited letter comes from an office above the issuer."""
    if cited.issuer is None or cited.date is None:
        return False
    if cited.issuer.kind == "department":
        return _is_below_departments(draft)
    return draft.issuer is not None and cited.issuer.code in find_superiors(draft.issuer.code, cited.date)


def _is_below_departments(draft: Draft) -> bool:
    """Whether the issuer is no department; one of no list is none if it, or its number, is of a place."""
    if draft.issuer is not None:
        return draft.issuer.kind != "department"
    of_province = draft.number is not None and find_province(draft.number.prefix) is not None
    return of_province or bool(_OF_A_PLACE.search(draft.issuer_text))
