"""Find the letters that a letter cites: in อ้างถึง, among its enclosures, and in its body.

The body cites a letter in the regulation's form, หนังสือ <office> ที่ <number> ลงวันที่ <date>, or reports it: ``ด้วยจังหวัด…
โดยหนังสือ ที่ …``. Memos and stamped letters, which have no อ้างถึง, cite only in the body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from circtrack.model import Finding, LinkType, Office
from circtrack.reading.fields import LetterParts, join_lines
from circtrack.registry.issuers import find_issuer_of_citation
from circtrack.thai.compact import squeeze
from circtrack.thai.dates import find_dates
from circtrack.thai.digits import to_arabic
from circtrack.thai.numbers import LetterNumber, find_numbers, is_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from circtrack.thai.dates import FoundDate
    from circtrack.thai.numbers import FoundNumber

_NUMBERED = re.compile(r"หนังสือ.{0,120}?ที่?\s?\S{1,6}\s?[0-9๐-๙]{3,5}[.()0-9๐-๙]{0,12}\s?/")
# Other citations by number and day, whatever their numbers look like.
_DATED = re.compile(r"หนังสือ[^\n]{0,120}?ที่?\s?[ก-ฮ][^\n]{1,40}?/[^\n]{0,20}?ลงวันที่?")
# Of a citation whose number is gone: its ที่ or its serial is left, or a blank where it stood.
_LOST = re.compile(r"(?:\sที่?\s|[^\s0-9๐-๙]/|\s\s)[^\n]{0,40}?ลงวันที่?|\s/\s?ว")
_SERIAL = re.compile(r"\s?ว?\.?\s?\S{1,12}")
_STAMPED = re.compile(r"^ประทับตรา|\s*\(?ประทับตรา\)?$")
_COPY = re.compile(r"(?:สำเนา|ภาพถ่าย)")
_CANCELLING = re.compile(r"ยกเลิก(?:ความใน)?(?:หนังสือ)?[^\n]*$")
_LETTER_WORD = re.compile(
    r"(?:(?:สำเนา|ภาพถ่าย)(?:คู่ฉบับ)?)?(?:หนังสือ|บันทึกข้อความ|โทรสาร|วิทยุ|(?<![ก-๎])นส\.(?=\s?$)"
    r"|(?<=ตาม)บันทึก(?=\s?(?:กอง|สำนัก|กรม|ฝ่าย|กลุ่ม|ส่วน|ศูนย์|ที่\s)))"
)
# Other documents with numbers of that form.
_NO_LETTER = re.compile(
    r"คำสั่ง|ประกาศ|ระเบียบ|ข้อบังคับ|คดี|สัญญา|\sนั้น|หนังสือ(?:สำคัญ|รับรอง|ค้ำประกัน|อนุญาต|มอบอำนาจ|เดินทาง)|น\.\s?ส\.\s?[ล๓3]|โฉนด"
    r"|แปลง(?:เลข|ที่)|ทะเบียน(?:เลข|ที่|รถ|บ้าน|คุม)|ใบ(?:อนุญาต|เสร็จ|แจ้ง|สั่ง|สำคัญ|ส่ง|รับ)|(?:(?<![ก-๎])|เลข(?:ที่)?|ใบ)ฎีกา|เช็ค|รหัส|หมายเลข|กรมธรรม์"
)
_BY_ITS_NUMBER = re.compile(r"เลข\s?$")
# The issuer, if written before หนังสือ: ได้รับแจ้งจากกรม… ตามหนังสือ ที่.
_ISSUER_BEFORE = re.compile(
    r"(?P<issuer>(?:กรม|กระทรวง|สำนักงาน|สำนัก|จังหวัด|อำเภอ|เทศบาล|องค์การ|ที่ว่าการ|มหาวิทยาลัย)\S{2,80}?)\s?(?:โดย|ได้มี|มี|แจ้งตาม|ตาม)$"
)
_BEFORE_ISSUER = re.compile(r"จาก|ด้วย|ตามที่")
# Where the name ends of an office that tells something: ด้วยกรม… มีความห่วงใย …โดยมีหนังสือ ที่.
_TELLS = re.compile(r"\s|\(|มี|ได้|แจ้ง|ขอ|โดย|ให้|กำหนด")
COPY_OF_LETTER = re.compile(
    r"(?:สำเนา|ภาพถ่าย)(?:คู่ฉบับ)?(?:หนังสือ|โทรสาร|วิทยุ)(?!ร้อง|รับรอง|เดินทาง|มอบอำนาจ|ค้ำประกัน|สำคัญ|สัญญา|แสดง|ยินยอม|แต่งตั้ง|บริคณห์)"
)
"""Matches the copy of a letter, not of another document that is called หนังสือ."""
# Of a letter that อ้างถึง has: สำเนาหนังสือที่อ้างถึง ๒.
_COPY_OF_CITED = re.compile(
    rf"{_COPY.pattern}(?:คู่ฉบับ)?หนังสือ(?:ตาม)?(?:ที่)?อ้างถึง\s?(?:ข้อ\s?)?"
    r"(?P<item>[0-9๐-๙]{1,2}(?!\s?(?:ฉบับ|ชุด|แผ่น)))?"
)
# The copy is enclosed: ตามสำเนาหนังสือที่แนบมาพร้อมนี้.
_WITH_COPY = re.compile(COPY_OF_LETTER.pattern + r"[^\n]{0,40}?(?:แนบ|ส่งมา|มาพร้อม)")
_ALSO = re.compile(r"[\s,]*(?:และ|กับ)?[\s,]*(?:หนังสือ)?\s*")
_BEFORE, _AFTER = 160, 60
_ISSUER = re.compile(r"(?:หนังสือ|(?<=ตาม)บันทึก|(?:วิทยุ(?:สื่อสาร)?|โทรสาร)(?:ในราชการ)?)\s?(?P<issuer>.{2,120})$")


@dataclass(slots=True)
class CitedLetter:
    """A letter that the text cites: what the text says, the issuer in the registry, and the number that is likelier."""

    type: LinkType
    number: LetterNumber
    number_as_written: str
    as_written: str
    date: date | None
    issuer_text: str
    issuer: Office | None
    found_date: FoundDate | None = None
    likely: str = ""


def read_citations(parts: LetterParts, day: date) -> list[CitedLetter]:
    """Return all letters that a letter's text cites; ``day`` is the day for the registry."""
    cited: list[CitedLetter] = []
    for text in parts.enclosures:
        cited += find_citations(text, "passes_on" if _COPY.search(text) else "refers_to", day)
    copied = [match["item"] for match in map(_COPY_OF_CITED.match, parts.enclosures) if match]
    for place, text in enumerate(parts.references, 1):
        passed_on = any(item is None or int(to_arabic(item)) == place for item in copied)
        cited += find_citations(text, "passes_on" if passed_on else "refers_to", day)
    known = {str(each.number) for each in cited}
    in_body = [each for each in _find_in_body(join_lines(parts.body), day) if str(each.number) not in known]
    if in_body and not any(each.type == "passes_on" for each in (*cited, *in_body)) and encloses_copy(parts):
        in_body[0] = replace(in_body[0], type="passes_on")
    return cited + list({str(each.number): each for each in reversed(in_body)}.values())[::-1]


def encloses_copy(parts: LetterParts) -> bool:
    """Whether the text says that a copy of a letter is enclosed."""
    return bool(_WITH_COPY.search(join_lines(parts.body)))


def find_citations(text: str, kind: LinkType, day: date) -> list[CitedLetter]:
    """Find the letters that a text with one or more citations names."""
    numbers = find_numbers(text)
    ends = [found.start for found in numbers[1:]] + [len(text)]
    cited: list[CitedLetter] = []
    begin = 0
    for found, end in zip(numbers, ends, strict=False):  # without a number there is nothing to cite
        dates = find_dates(text[found.end : end])
        before = text[begin : found.start]
        named = _ISSUER.search(before.strip())
        issuer_text = _STAMPED.sub("", named["issuer"]).strip() if named else ""
        if cited and _ALSO.fullmatch(before):
            issuer_text = cited[-1].issuer_text
        until = found.end + (dates[0].end if dates else 0)
        cited.append(
            CitedLetter(
                type=kind,
                number=found.number,
                number_as_written=found.bare,
                as_written=text[begin:until].strip(),
                date=dates[0].day if dates and not dates[0].problem else None,
                issuer_text=issuer_text,
                issuer=find_issuer_of_citation(issuer_text, day) if issuer_text else None,
                found_date=dates[0] if dates else None,
            )
        )
        begin = until
    return cited


def find_cancelling(body: str, start: int) -> str:
    """Return the words from ยกเลิก up to the number at ``start``; "" if ยกเลิก is not right before it."""
    found = _CANCELLING.search(body[max(0, start - _BEFORE) : start])
    return found.group() if found else ""


def find_unread_citations(parts: LetterParts) -> list[Finding]:
    """Return findings for citations whose number cannot be read, one for each letter that is cited."""
    listed_texts = (*parts.references, *parts.enclosures)
    texts = [text for text in listed_texts if any(each.search(text) for each in (_NUMBERED, _DATED, _LOST))]
    listed = [text for text in texts if not find_numbers(text)]
    body = join_lines(parts.body)
    known = "\n".join(map(squeeze, listed))
    in_body = {
        squeeze(body[match.start() : serial.end() if serial else match.end()]): match.group()
        for match in reversed([*_NUMBERED.finditer(body)])
        for serial in [_SERIAL.match(body, match.end())]
        if not find_numbers(body[match.start() : match.end() + _AFTER])
    }
    told = [*listed, *(text for cited, text in reversed(in_body.items()) if cited not in known)]
    # Whether this letter passes on what it encloses is doubtful, too.
    return [Finding("unread_citation", "kind" if text in parts.enclosures else "links", text) for text in told]


def find_doubtful_dates(cited: Sequence[CitedLetter]) -> list[Finding]:
    """Return findings for cited days that do not exist, or do not agree with their weekday."""
    found = [each.found_date for each in cited if each.found_date is not None and each.found_date.problem]
    return [
        Finding(f"{each.problem}_date", "links", each.text, each.note) for each in found if each.problem != "incomplete"
    ]


def mark_evidence(cited: Sequence[CitedLetter], parts: LetterParts, issuer_code: str) -> list[CitedLetter]:
    """Return the citations, those enclosed only as evidence as no longer passed on.

    A letter that goes on with a matter of its own (it refers to a letter of its issuer) passes another's on only if its
    text says that the other wrote.
    """
    own = any(each.type == "refers_to" and each.issuer and each.issuer.code == issuer_code for each in cited)
    body = squeeze(join_lines(parts.body)) if own else ""
    return [
        replace(each, type="refers_to")
        if own and each.type == "passes_on" and each.issuer_text and squeeze(each.issuer_text) not in body
        else each
        for each in cited
    ]


def _find_in_body(body: str, day: date) -> Iterator[CitedLetter]:
    """Yield the letters that a body cites."""
    before_it = 0
    numbers = find_numbers(body)
    ends = [found.start for found in numbers[1:]] + [len(body)]
    last: CitedLetter | None = None
    for found, end in zip(numbers, ends, strict=False):
        begin, before_it = max(before_it, found.start - _BEFORE), found.end
        words = list(_LETTER_WORD.finditer(body, begin, found.start))
        also = last is not None and _continues_list(body[begin : found.start])
        labelled = found.labelled or (found.number.circular and body[begin : found.start].rstrip().endswith("ที"))
        if not labelled or not (words or also):
            last = None
            continue
        start = words[-1].start() if words else begin
        if _NO_LETTER.search(body, start, found.start) or _is_of_a_year(found, body[begin : found.start]):
            last = None
            continue
        kind: LinkType = "passes_on" if _COPY.match(body, start) else "refers_to"
        context = body[start : min(end, found.end + _AFTER)]
        cited = find_citations(context, kind, day)[0]
        if not cited.issuer_text and also and last is not None:
            cited = replace(cited, type=last.type, issuer_text=last.issuer_text, issuer=last.issuer)
        elif not cited.issuer_text and (teller := _find_issuer_before(body[max(0, start - _BEFORE) : start], day)):
            cited = replace(cited, issuer_text=teller.name, issuer=teller)
        last = cited
        yield cited


def _is_of_a_year(found: FoundNumber, before: str) -> bool:
    """Whether a number is another document's, numbered by its year: เลขที่ สต ๐๑๒๗/๒๕๒๙."""
    return bool(_BY_ITS_NUMBER.search(before)) and not found.number.circular and is_year(found.number.running)


def _find_issuer_before(before: str, day: date) -> Office | None:
    """Return the office named before หนังสือ, or else the one that the sentence is about, if the registry knows it."""
    *openings, sentence = _BEFORE_ISSUER.split(before.rstrip())
    if named := _ISSUER_BEFORE.search(sentence):
        return find_issuer_of_citation(named["issuer"], day)
    # Who received the letter did not write it.
    ends = [match.start() for match in _TELLS.finditer(sentence)] if openings and "ได้รับ" not in sentence else []
    return next(filter(None, (find_issuer_of_citation(sentence[:end], day) for end in ends)), None)


def _continues_list(between: str) -> bool:
    """Whether only the previous letter's date and a conjunction stand between two numbers."""
    dates = find_dates(between)
    rest = between[dates[0].end :] if dates else between
    return bool(_ALSO.fullmatch(rest))
