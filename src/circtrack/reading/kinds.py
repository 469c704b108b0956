"""Decide what kind of letter a draft is, and so what its citations mean.

The subject decides for reminders, extensions and cancellations (the regulation asks for a subject that is the shortest
summary of the matter); the form decides for memos and stamped letters; the enclosures decide whether a letter passes
another one on.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from circtrack.model import Finding
from circtrack.reading.citations import COPY_OF_LETTER, encloses_copy, find_cancelling
from circtrack.reading.fields import join_lines
from circtrack.reading.lines import loosen, remove_tones
from circtrack.registry.offices import find_superiors, list_versions
from circtrack.thai.compact import squeeze
from circtrack.thai.digits import to_arabic
from circtrack.thai.numbers import find_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from circtrack.model import LetterKind, LinkType, Office
    from circtrack.reading.citations import CitedLetter
    from circtrack.reading.draft import Draft


def _compile_opening(*words: str) -> re.Pattern[str]:
    """Make a pattern for subjects that begin with one of these words, with or without ขอ… or การ… before it."""
    return re.compile(f"(?:ขอ|แจง|การ)*(?:{'|'.join(map(remove_tones, words))})")


_SUBJECTS: tuple[tuple[LetterKind, re.Pattern[str]], ...] = (
    ("cancellation", _compile_opening("ยกเลิก")),
    ("extension", _compile_opening("ขยายเวลา", "ขยายระยะเวลา", "ขยายกำหนด", "เลื่อนกำหนด")),
)
# A reminder chases an earlier letter; an urging subject (การเร่งรัด…) without a cited letter is a matter of its own.
_REMINDER = _compile_opening("เร่งรัด", "เตือน", "กำชับ", "ติดตาม(?!และประเมิน|ประเมิน|สถานการณ์|ตรวจ)", "ทวงถาม")
# What was asked for has not arrived.
_NOT_ARRIVED = re.compile(
    r"ยัง(?:มี.{2,60}?)?(?:ไม่|มิ)(?:ได้)?(?:รับ)?(?:ราย(?:งาน|ชื่อ)|ข้อมูล|แบบ|แจ้ง|จัดส่ง|ส่ง|บันทึก|ดำเนินการ|ตอบ|ผล)|ยังมี.{2,60}?ไม่ครบ|(?<!เมื่อ)(?<!หาก)(?<!ถ้า)(?:เลย|พ้น|ล่วงเลย)(?:ระยะเวลา)?(?:ที่)?กำหนด(?:ระยะเวลา)?(?:ดังกล่าว)?(?:มา)?แล้ว"
)
# Subjects that say what the letter does instead.
_OF_ITS_OWN = _compile_opening("แก้ไข", "เลื่อน", "เปลี่ยนแปลง", "เชิญ", "เรียนเชิญ")
_ANSWERS = _compile_opening("ตอบ", "หารือ")
_COUNTED = remove_tones("เตือนครั้งที่")
_REPLACES = re.compile(
    r"(?:ใช้|ถือ|ปฏิบัติ)(?:ปฏิบัติ)?\s?(?:ตาม)?\s?หนังสือ(?:ฉบับ)?นี้แทน|แทน(?:หนังสือ)?ฉบับเดิม"
    r"|แทน(?:(?:แนวทาง|แนวปฏิบัติ|วิธีปฏิบัติ|หลักเกณฑ์)(?:เดิม)?(?:ตาม|ใน)?)?หนังสือ(?:ที่อ้างถึง|ดังกล่าว)"
)
_CANCELS_CITED = re.compile(r"(?:จึง|ขอ|ให้|ควร)\s?ยกเลิก(?:ความใน)?หนังสือ(?:ตาม)?ที่อ้างถึง")
_JUST_BEHIND = 90  # letters: ยกเลิกหนังสือที่อ้างถึง และให้ถือปฏิบัติตามหนังสือฉบับนี้แทน
_ALL_CITED = re.compile(r"\s?ทั้ง\s?(?:สอง|สาม|สี่|ห้า|หมด|[0-9๐-๙])")
_PLACE_OF_IT = r"\(?[0-9๐-๙]{1,2}(?![0-9๐-๙])\)?"
_REFERENCE = re.compile(
    rf"อ้างถึง\s?(?P<numbers>{_PLACE_OF_IT}(?:(?:\s?(?:,|และ|กับ))+\s?(?:ข้อ|อ้างถึง|ที่)?\s?{_PLACE_OF_IT})*)"
)
# What is pressed on for its own sake (เร่งรัดมาตรการ…, เร่งรัดการเบิกจ่าย…) reminds of no letter.
_URGES = "เร่งรัด(?!(?:การ)?(?:มาตรการ|ดำเนิน|เบิกจ่าย|ใช้จ่าย|ก่อหนี้|แก้ไขปัญหา|พัฒนา))"
_PLAIN_REMINDER = re.compile(f"(?:ขอ)?(?:{'|'.join(map(remove_tones, (_URGES, 'เตือน', 'ติดตามเร่งรัด')))})")
_FOLLOWS_UP = _compile_opening("ติดตาม")
# ตามที่กรมได้แจ้งแผนให้จังหวัดทราบแล้ว นั้น: an earlier letter told it.
_LEAD_TOLD = re.compile(r"ตาม.{2,200}?แจ้ง(?P<told>.{0,300}?)ทราบ(?:แล้ว)?\s?นั้น")
_ASKED = re.compile("ขอให้|ขอความ|รายงาน|ส่ง|ดำเนินการ|ภายใน")
_THANKS = _compile_opening("ขอบคุณ", "อนุโมทนา")
# The writer in หนังสือเทศบาลตำบลปัว ที่ …, with or without a number.
_WRITTEN_BY = re.compile(r"^หนังสือ(?P<writer>[ก-๎].*?)\s+(?:(?:ด่วน|ลับ)\S*\s+)*(?:ที่\s|ลงวันที่)")
_PLACE = re.compile("หมู่ที่|ตำบล|อำเภอ|จังหวัด")
_SEVERAL = re.compile("ทุก|และ")
_REPLY = re.compile(r"^ตาม(?:หนังสือ)?ที่อ้างถึง.{0,800}?\sนั้น.{0,600}?(?:จึงขอส่ง|ขอรายงาน|ขอเรียนว่า|ขอจัดส่ง|ขอส่ง)")
_CHASES = re.compile(r"ขอ(?:เรียน)?เตือน|ขอเร่งรัด")
_LINK_OF_KIND: dict[str, LinkType] = {
    "cancellation": "cancels",
    "extension": "extends",
    "reminder": "reminds",
    "reply": "replies_to",
}


# ที่ …/ว ๔๕๐, whatever stands before the stroke.
_CIRCULAR_MARK = re.compile(rf"\s*(?:ด่?วน\S*\s+)?{loosen('ที่')}\s[^/]{{2,40}}/\s?ว\.?\s?[0-9๐-๙]")


def find_kind(draft: Draft, recipients: tuple[str, ...], handed: CitedLetter | None) -> LetterKind:
    """Return the kind of a draft whose recipients are known; ``handed`` is the superior's letter that it hands down."""
    if decided := _find_by_form(draft) or _find_by_subject(draft):
        # Who asks the office above for more time extends nothing.
        if decided != "extension" or not writes_above(draft.issuer, recipients, draft.date):
            return "reply" if decided == "extension" and _answers(draft, recipients) else decided
        return "reply" if _answers(draft, recipients) else "other"
    answers = _answers(draft, recipients)
    encloses = (draft.parent or _passes_copy_on(draft)) and not (answers and _says_answer(draft))
    if encloses or (handed and not answers):
        return "forward"
    if _chases(draft):
        return "reminder"
    if answers or _says_it_answers(draft):
        return "reply"
    return "circular" if _is_marked(draft) or _has_many_recipients(draft, recipients) else "other"


def writes_above(issuer: Office | None, recipients: Sequence[str], day: date | None) -> bool:
    """Whether all whom an office writes to are above it."""
    if issuer is None or day is None or not recipients or issuer.kind == "department":
        return False
    above = {issuer.superior, *find_superiors(issuer.code, day)}
    return all(code in above or _is_department(code) for code in recipients)


def _is_department(code: str) -> bool:
    return any(office.kind == "department" for office in list_versions(code))


def _is_marked(draft: Draft) -> bool:
    """Whether the letter is numbered among the circulars, also where the rest of its number cannot be read."""
    if draft.number is not None:
        return draft.number.circular
    return any(map(_CIRCULAR_MARK.match, draft.parts.head))


def _find_by_form(draft: Draft) -> LetterKind | None:
    if draft.memo:
        return "memo"
    return "stamped" if draft.parts.stamped and not draft.parts.subject else None


def _find_by_subject(draft: Draft) -> LetterKind | None:
    subject = remove_tones(draft.parts.subject)
    for kind, form in _SUBJECTS:
        if form.match(subject):
            return kind
    # The number of the letter that it chases need not be readable.
    cites = any(cited.type == "refers_to" for cited in draft.cited) or any(
        "หนังสือ" in text for text in draft.parts.references
    )
    passes_on = _passes_copy_on(draft)
    nothing_asked = ((_FOLLOWS_UP.match(subject) or passes_on) and _only_told(draft)) or (passes_on and not cites)
    urges = _REMINDER.match(subject) and (cites or _PLAIN_REMINDER.match(subject)) and not nothing_asked
    return "reminder" if urges or (cites and _COUNTED in subject) else None


def _only_told(draft: Draft) -> bool:
    """Whether the letter begins with what an earlier one told and did not ask: there is nothing to urge."""
    lead = _LEAD_TOLD.match(join_lines(draft.parts.body))
    return lead is not None and not _ASKED.search(lead["told"])


def _has_many_recipients(draft: Draft, recipients: tuple[str, ...]) -> bool:
    """Whether a letter without ว is still a circular: it has "many recipients" (the regulation), not two by name."""
    return len(recipients) > 2 or (len(recipients) != 1 and "ทุก" in draft.parts.addressees)


def _passes_copy_on(draft: Draft) -> bool:
    if draft.encloses_evidence:
        return False
    enclosed = any(COPY_OF_LETTER.match(text) for text in draft.parts.enclosures)
    return enclosed or (not draft.parts.enclosures and encloses_copy(draft.parts))


def _chases(draft: Draft) -> bool:
    """Whether the text says that what one of the issuer's own letters asked for has not arrived."""
    own = any(draft.wrote_lately(cited) for cited in draft.cited if cited.type == "refers_to")
    if _OF_ITS_OWN.match(remove_tones(draft.parts.subject)):
        return False
    return own and bool(_NOT_ARRIVED.search(join_lines(draft.parts.body)))


def _answers(draft: Draft, recipients: tuple[str, ...]) -> bool:
    """Whether the letter's only recipient wrote a letter that it cites."""
    if not recipients:
        return _answers_unlisted(draft)
    return len(recipients) == 1 and any(
        cited.issuer is not None and cited.issuer.code == recipients[0] for cited in draft.cited
    )


def _answers_unlisted(draft: Draft) -> bool:
    """Whether a letter to one whom no list has answers that one: no circular, no thanks, nothing that goes on."""
    if _is_marked(draft) or any(map(draft.wrote, draft.cited)):
        return False
    thanks = _THANKS.match(remove_tones(draft.parts.subject))
    return not thanks and any(_is_written_by_addressee(text, draft) for text in draft.parts.references)


def _is_written_by_addressee(reference: str, draft: Draft) -> bool:
    """Whether the only addressee wrote the letter that a reference names: with a title before, or the place behind."""
    written = _WRITTEN_BY.search(reference)
    addressees = squeeze(draft.parts.addressees).replace("นายกเทศมนตรี", "เทศบาล")
    name = squeeze(written["writer"]) if written else ""
    before, found, behind = addressees.partition(name) if name else ("", "", "")
    if not found or _PLACE.search(before) or _SEVERAL.search(before + behind):
        return False
    return not behind or bool(_PLACE.match(behind))


def _says_answer(draft: Draft) -> bool:
    """Whether the subject says that the letter answers a question."""
    return bool(_ANSWERS.match(remove_tones(draft.parts.subject)))


def _says_it_answers(draft: Draft) -> bool:
    """Whether the text is a reply: not if the letter is a circular, or cites one of the issuer's own letters."""
    own = any(map(draft.wrote, draft.cited))
    return not (_is_marked(draft) or own) and bool(_REPLY.search(join_lines(draft.parts.body)))


def find_parent(draft: Draft, typed: Sequence[CitedLetter], handed: CitedLetter | None) -> str:
    """Return the number of the letter that a draft hands down: enclosed, or what its text says a superior asked.

    "" if there is none: a letter that only refers to a superior's letter, or goes on with a matter of its own.
    """
    passed_on = handed is not None and any(each.type == "passes_on" and each.number == handed.number for each in typed)
    return draft.parent or (str(handed.number) if handed and passed_on else "")


def type_citations(
    draft: Draft, kind: LetterKind, recipients: tuple[str, ...], handed: CitedLetter | None
) -> list[CitedLetter]:
    """Return the citations with the link type that the letter's kind gives them.

    A cancellation cancels what its body says it cancels, or else what it refers to. A reminder or an extension is
    linked to the issuer's own letters of the last year, a reply to its recipient's letter; if there is none, to the
    first letter that it refers to, as others may only be background.
    """
    link = _LINK_OF_KIND.get(kind)
    if kind == "stamped" and (_chases(draft) or _CHASES.search(join_lines(draft.parts.body))):
        link = "reminds"
    # An extension hands down only what its issuer was granted: it extends the own letter.
    hands_down = kind in {"forward", "stamped"} or (kind == "extension" and any(map(draft.wrote_lately, draft.cited)))
    if hands_down and not draft.parent:
        typed = [replace(cited, type="passes_on") if cited is handed else cited for cited in draft.cited]
        draft = replace(draft, cited=typed)
    if link is None:
        return _type_by_text(draft)
    if kind == "cancellation" and (cancelled := _find_cancelled(draft)):
        return [
            replace(cited, type="cancels") if str(cited.number) in cancelled and cited.type == "refers_to" else cited
            for cited in draft.cited
        ]
    named = _type_by_text(draft)
    if kind == "cancellation" and any(each.type == "cancels" for each in named):
        return named
    if kind == "reply" and _says_answer(draft):  # a copy enclosed is what it rests on
        draft.cited = [replace(cited, type="refers_to") for cited in draft.cited]
    referred = [cited for cited in draft.cited if cited.type == "refers_to"]
    meant = [cited for cited in referred if _is_meant(cited, draft, kind, recipients)] or referred[:1]
    return [replace(cited, type=link) if cited in meant else cited for cited in draft.cited]


def _type_by_text(draft: Draft) -> list[CitedLetter]:
    """Return the citations with what a circular's text does with them: cancel one, or take its place."""
    body = join_lines(draft.parts.body)
    if cancels := _CANCELS_CITED.search(body):
        instead = _REPLACES.search(body, cancels.end(), cancels.end() + _JUST_BEHIND)
        return _mark_meant(draft, cancels, "replaces" if instead else "cancels")
    in_place = _REPLACES.search(body)
    return _mark_meant(draft, in_place, "replaces") if in_place else draft.cited


def _is_meant(cited: CitedLetter, draft: Draft, kind: LetterKind, recipients: tuple[str, ...]) -> bool:
    if cited.issuer is None:
        return False
    if kind == "reply":
        return cited.issuer.code in recipients
    return draft.wrote_lately(cited)


def _mark_meant(draft: Draft, match: re.Match[str], link: LinkType) -> list[CitedLetter]:
    """Give a type to the letter that the text means: found by its number in อ้างถึง, or by its issuer."""
    place = _REFERENCE.search(match.string, match.end() - len("ที่อ้างถึง"), match.end() + 30)
    named = [int(to_arabic(each)) for each in re.findall("[0-9๐-๙]+", place["numbers"])] if place else []
    listed = [text for number, text in enumerate(draft.parts.references, 1) if number in named]
    numbers = {str(found.number) for text in listed for found in find_numbers(text)}
    meant = [each for each in draft.cited if each.type == "refers_to" and str(each.number) in numbers]
    own = [each for each in draft.cited if each.type == "refers_to" and draft.wrote(each)]
    marked = meant or (own if len(own) == 1 or _ALL_CITED.match(match.string, match.end()) else [])
    return [replace(cited, type=link) if cited in marked else cited for cited in draft.cited]


def report_unclear(draft: Draft, typed: Sequence[CitedLetter]) -> list[Finding]:
    """Return a finding if a text takes back one of the issuer's letters, and does not say which of several."""
    body = join_lines(draft.parts.body)
    taken_back = _CANCELS_CITED.search(body) or _REPLACES.search(body)
    own = [each for each in typed if each.type == "refers_to" and draft.wrote(each)]
    if taken_back is None or len(own) < 2 or any(each.type in {"cancels", "replaces"} for each in typed):
        return []
    return [Finding("unclear_cancelled", "links", taken_back.group())]


def _find_cancelled(draft: Draft) -> set[str]:
    """Return the numbers directly after ยกเลิก in the body."""
    body = join_lines(draft.parts.body)
    return {str(found.number) for found in find_numbers(body) if find_cancelling(body, found.start)}
