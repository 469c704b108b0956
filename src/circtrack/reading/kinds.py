"""What kind of letter a draft is, and so what its citations mean.

The subject says it for reminders, extensions and cancellations (the regulation asks that a subject be the shortest
summary of the matter); the form says it for memos and stamped letters; what a letter encloses says whether it passes
another one on.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from circtrack.reading.draft import cancelling_before
from circtrack.reading.fields import join_lines
from circtrack.reading.lines import without_tones
from circtrack.thai.numbers import find_numbers

if TYPE_CHECKING:
    from circtrack.model import LetterKind, LinkType
    from circtrack.reading.draft import CitedLetter, Draft


def _opening(*words: str) -> re.Pattern[str]:
    """A pattern for a subject that begins with one of these words, ขอ… or การ… before it or not."""
    return re.compile(f"(?:ขอ|แจง|การ)*(?:{'|'.join(map(without_tones, words))})")


_SUBJECTS: tuple[tuple[LetterKind, re.Pattern[str]], ...] = (
    ("cancellation", _opening("ยกเลิก")),
    ("extension", _opening("ขยายเวลา", "ขยายระยะเวลา", "ขยายกำหนด", "เลื่อนกำหนด")),
)
# A reminder chases a letter; a subject that urges (การเร่งรัด…) without one is a matter of its own.
_REMINDER = _opening("เร่งรัด", "เตือน", "กำชับ", "ติดตามการ", "ติดตามเร่งรัด")
_PLAIN_REMINDER = re.compile(f"(?:ขอ)?(?:{'|'.join(map(without_tones, ('เร่งรัด', 'เตือน', 'ติดตามเร่งรัด')))})")
_COPY_OF_LETTER = re.compile(r"(?:สำเนา|ภาพถ่าย)หนังสือ")
_REPLY = re.compile(r"^ตาม(?:หนังสือ)?ที่อ้างถึง.{0,800}?\sนั้น.{0,600}?(?:จึงขอส่ง|ขอรายงาน|ขอเรียนว่า|ขอจัดส่ง|ขอส่ง)")
_YEAR = 366  # days
_CHASES = re.compile(r"ขอ(?:เรียน)?เตือน|ขอเร่งรัด")
_LINK_OF_KIND: dict[str, LinkType] = {
    "cancellation": "cancels",
    "extension": "extends",
    "reminder": "reminds",
    "reply": "replies_to",
}


def kind_of(draft: Draft, recipients: tuple[str, ...]) -> LetterKind:
    """The kind of a draft whose recipients are known."""
    if draft.memo or (draft.parts.stamped and not draft.parts.subject):
        return "memo" if draft.memo else "stamped"
    subject = without_tones(draft.parts.subject)
    for kind, form in _SUBJECTS:
        if form.match(subject):
            return kind
    cites = any(cited.type == "refers_to" for cited in draft.cited)
    if _PLAIN_REMINDER.match(subject) or (cites and _REMINDER.match(subject)):
        return "reminder"
    if draft.parent or any(_COPY_OF_LETTER.match(text) for text in draft.parts.enclosures):
        return "forward"
    if _answers(draft, recipients) or _says_it_answers(draft):
        return "reply"
    several = len(recipients) > 1 or (draft.number is not None and draft.number.circular)
    return "circular" if several else "other"


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


def typed_by_kind(draft: Draft, kind: LetterKind, recipients: tuple[str, ...] = ()) -> list[CitedLetter]:
    """The citations with the type that the letter's kind gives them.

    A cancellation cancels what its body says it cancels, else what it refers to. A reminder and an extension stand to
    the issuer's own letters of the last year, a reply to the letter of its recipient; else to the first letter that
    they refer to, where others may follow.
    """
    link = _LINK_OF_KIND.get(kind)
    if kind == "stamped" and _CHASES.search(join_lines(draft.parts.body)):
        link = "reminds"
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
    recent = cited.date is None or draft.date is None or (draft.date - cited.date).days < _YEAR
    return recent and cited.issuer.code == draft.issuer_code


def _cancelled(draft: Draft) -> set[str]:
    """The numbers that the body names right after ยกเลิก."""
    body = join_lines(draft.parts.body)
    return {str(found.number) for found in find_numbers(body) if cancelling_before(body, found.start)}
