"""What kind of letter a draft is, and so what its citations mean.

The subject says it for reminders, extensions and cancellations (the regulation asks that a subject be the shortest
summary of the matter); the form says it for memos and stamped letters; what a letter encloses says whether it passes
another one on.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from circtrack.reading.citations import COPY_OF_LETTER, encloses_copy, find_cancelling
from circtrack.reading.fields import join_lines
from circtrack.reading.lines import remove_tones
from circtrack.thai.digits import to_arabic
from circtrack.thai.numbers import find_numbers

if TYPE_CHECKING:
    from circtrack.model import LetterKind, LinkType
    from circtrack.reading.citations import CitedLetter
    from circtrack.reading.draft import Draft


def _opening(*words: str) -> re.Pattern[str]:
    """A pattern for a subject that begins with one of these words, ขอ… or การ… before it or not."""
    return re.compile(f"(?:ขอ|แจง|การ)*(?:{'|'.join(map(remove_tones, words))})")


_SUBJECTS: tuple[tuple[LetterKind, re.Pattern[str]], ...] = (
    ("cancellation", _opening("ยกเลิก")),
    ("extension", _opening("ขยายเวลา", "ขยายระยะเวลา", "ขยายกำหนด", "เลื่อนกำหนด")),
)
# A reminder chases a letter; a subject that urges (การเร่งรัด…) without one is a matter of its own.
_REMINDER = _opening("เร่งรัด", "เตือน", "กำชับ", "ติดตาม(?!และประเมิน|ประเมิน|สถานการณ์|ตรวจ)", "ทวงถาม")
# What was asked for has not come.
_NOT_COME = re.compile(
    r"ยัง(?:ไม่|มิ)(?:ได้)?(?:รับ)?(?:ราย(?:งาน|ชื่อ)|ข้อมูล|แบบ|แจ้ง|จัดส่ง|ส่ง|บันทึก|ดำเนินการ|ตอบ|ผล)|(?:เลย|พ้น|ล่วงเลย)(?:ระยะเวลา)?(?:ที่)?กำหนด(?:ระยะเวลา)?(?:ดังกล่าว)?(?:มา)?แล้ว"
)
_IN_PLACE = re.compile(
    r"(?:ใช้|ถือ|ปฏิบัติ)(?:ปฏิบัติ)?(?:ตาม)?หนังสือ(?:ฉบับ)?นี้แทน|แทน(?:หนังสือ)?ฉบับเดิม|แทนหนังสือ(?:ที่อ้างถึง|ดังกล่าว)"
)
_REFERENCE = re.compile(r"อ้างถึง\s?(?P<number>[0-9๐-๙]{1,2})(?![0-9๐-๙])")
_PLAIN_REMINDER = re.compile(f"(?:ขอ)?(?:{'|'.join(map(remove_tones, ('เร่งรัด', 'เตือน', 'ติดตามเร่งรัด')))})")
_REPLY = re.compile(r"^ตาม(?:หนังสือ)?ที่อ้างถึง.{0,800}?\sนั้น.{0,600}?(?:จึงขอส่ง|ขอรายงาน|ขอเรียนว่า|ขอจัดส่ง|ขอส่ง)")
_YEAR = 366  # days
_CHASES = re.compile(r"ขอ(?:เรียน)?เตือน|ขอเร่งรัด")
_LINK_OF_KIND: dict[str, LinkType] = {
    "cancellation": "cancels",
    "extension": "extends",
    "reminder": "reminds",
    "reply": "replies_to",
}


def find_kind(draft: Draft, recipients: tuple[str, ...]) -> LetterKind:
    """The kind of a draft whose recipients are known."""
    if said := _by_form(draft) or _by_subject(draft):
        return said
    if draft.parent or _passes_copy_on(draft):
        return "forward"
    if _chases(draft):
        return "reminder"
    if _answers(draft, recipients) or _says_it_answers(draft):
        return "reply"
    marked = draft.number is not None and draft.number.circular
    return "circular" if marked or _has_many_recipients(draft, recipients) else "other"


def _by_form(draft: Draft) -> LetterKind | None:
    if draft.memo:
        return "memo"
    return "stamped" if draft.parts.stamped and not draft.parts.subject else None


def _by_subject(draft: Draft) -> LetterKind | None:
    subject = remove_tones(draft.parts.subject)
    for kind, form in _SUBJECTS:
        if form.match(subject):
            return kind
    cites = any(cited.type == "refers_to" for cited in draft.cited)
    return "reminder" if _PLAIN_REMINDER.match(subject) or (cites and _REMINDER.match(subject)) else None


def _has_many_recipients(draft: Draft, recipients: tuple[str, ...]) -> bool:
    """Whether a letter without ว is a circular all the same: the regulation's "many recipients", not two by name."""
    return len(recipients) > 2 or (len(recipients) != 1 and "ทุก" in draft.parts.addressees)


def _passes_copy_on(draft: Draft) -> bool:
    enclosed = any(COPY_OF_LETTER.match(text) for text in draft.parts.enclosures)
    return enclosed or (not draft.parts.enclosures and encloses_copy(draft.parts))


def _chases(draft: Draft) -> bool:
    """Whether the text says that what a letter of the issuer's own asked for has not come."""
    own = any(_is_own(cited, draft) for cited in draft.cited if cited.type == "refers_to")
    return own and bool(_NOT_COME.search(join_lines(draft.parts.body)))


def _answers(draft: Draft, recipients: tuple[str, ...]) -> bool:
    """Whether the letter's one addressee is who wrote the letter that it refers to."""
    return len(recipients) == 1 and any(
        cited.issuer is not None and cited.issuer.code == recipients[0] for cited in draft.cited
    )


def _says_it_answers(draft: Draft) -> bool:
    """Whether the text answers: a circular's ``ขอเรียนว่า`` answers nobody, nor does one behind one's own letter."""
    circular = draft.number is not None and draft.number.circular
    own = any(cited.issuer is not None and cited.issuer.code == draft.issuer_code for cited in draft.cited)
    return not (circular or own) and bool(_REPLY.search(join_lines(draft.parts.body)))


def type_citations(draft: Draft, kind: LetterKind, recipients: tuple[str, ...] = ()) -> list[CitedLetter]:
    """The citations with the type that the letter's kind gives them.

    A cancellation cancels what its body says it cancels, else what it refers to. A reminder and an extension stand to
    the issuer's own letters of the last year, a reply to the letter of its recipient; else to the first letter that
    they refer to, where others may follow.
    """
    link = _LINK_OF_KIND.get(kind)
    if kind == "stamped" and _CHASES.search(join_lines(draft.parts.body)):
        link = "reminds"
    in_place = _IN_PLACE.search(join_lines(draft.parts.body)) if link is None else None
    if in_place:
        return _replaced(draft, in_place)
    if link is None:
        return draft.cited
    if kind == "cancellation" and (cancelled := _cancelled(draft)):
        return [
            replace(cited, type="cancels") if str(cited.number) in cancelled and cited.type == "refers_to" else cited
            for cited in draft.cited
        ]
    referred = [cited for cited in draft.cited if cited.type == "refers_to"]
    meant = [cited for cited in referred if _is_meant(cited, draft, kind, recipients)] or referred[:1]
    return [replace(cited, type=link) if cited in meant else cited for cited in draft.cited]


def _is_meant(cited: CitedLetter, draft: Draft, kind: LetterKind, recipients: tuple[str, ...]) -> bool:
    if cited.issuer is None:
        return False
    if kind == "reply":
        return cited.issuer.code in recipients
    return _is_own(cited, draft)


def _is_own(cited: CitedLetter, draft: Draft) -> bool:
    """Whether a cited letter is the issuer's own, of the last year."""
    recent = cited.date is None or draft.date is None or (draft.date - cited.date).days < _YEAR
    return recent and cited.issuer is not None and cited.issuer.code == draft.issuer_code


def _replaced(draft: Draft, said: re.Match[str]) -> list[CitedLetter]:
    """The citations, with the letter that this one is to be used in place of: by its place in อ้างถึง, or its issuer."""
    place = _REFERENCE.search(said.string, said.end() - len("ที่อ้างถึง"), said.end() + 30)
    listed = draft.parts.references[int(to_arabic(place["number"])) - 1 :][:1] if place else []
    numbers = {str(found.number) for text in listed for found in find_numbers(text)}
    meant = [each for each in draft.cited if each.type == "refers_to" and str(each.number) in numbers]
    own = [each for each in draft.cited if each.type == "refers_to" and _is_own(each, draft)]
    replaced = meant or (own if len(own) == 1 else [])
    return [replace(cited, type="replaces") if cited in replaced else cited for cited in draft.cited]


def _cancelled(draft: Draft) -> set[str]:
    """The numbers that the body names right after ยกเลิก."""
    body = join_lines(draft.parts.body)
    return {str(found.number) for found in find_numbers(body) if find_cancelling(body, found.start)}
