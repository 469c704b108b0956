"""One letter's fields as its own text gives them, before other letters are asked: reconciling completes the draft."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from circtrack.model import Finding, Link, LinkType, Office
from circtrack.reading.fields import Parts, part
from circtrack.registry.abbreviations import abbreviation_of, look_alikes, province_of_abbreviation
from circtrack.registry.issuers import issuer_of_citation, issuer_of_letterhead
from circtrack.thai.dates import FoundDate, find_dates
from circtrack.thai.numbers import MINISTRIES, FoundNumber, LetterNumber, find_numbers

if TYPE_CHECKING:
    from datetime import date

    from circtrack.reading.split import Piece

_DAY_LABEL = re.compile(r"^(?:ลง)?วันที่\s*")
_COPY = re.compile(r"(?:สำเนา|ภาพถ่าย)")
_SPACES = re.compile(r"\s+")


@dataclass(slots=True)
class CitedLetter:
    """A letter that the text cites: what it says, and what registry facts say of it."""

    type: LinkType
    number: LetterNumber
    number_as_written: str
    as_written: str
    date: date | None
    issuer_text: str
    issuer: Office | None


@dataclass(slots=True)
class Draft:
    """One letter while it is being read. ``found_date`` may be one that is no date; ``date`` is then None."""

    source: str
    line: int
    text: str
    parts: Parts
    number: LetterNumber | None = None
    number_as_written: str = ""
    date: date | None = None
    found_date: FoundDate | None = None
    issuer: Office | None = None
    issuer_text: str = ""
    cited: list[CitedLetter] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    parent: str = ""

    @property
    def issuer_code(self) -> str:
        """The issuer's code; its written name where the registry does not know it."""
        return self.issuer.code if self.issuer else self.issuer_text


def draft_letter(piece: Piece, source: str, today: date) -> Draft:
    """Read one letter's own text.

    Args:
        piece: The letter's text and its line in the whole.
        source: What messages call the text that it stands in.
        today: For the registry, where the letter gives no date that could be read.
    """
    draft = Draft(source=source, line=piece.line, text=piece.text, parts=part(piece.text))
    found = _own_number(draft.parts.head)
    if found is None:
        draft.findings.append(Finding("missing_number", "number", ""))
    else:
        draft.number, draft.number_as_written = found.number, _SPACES.sub(" ", _without_label(found.text))
    draft.found_date = _own_date(draft.parts.head)
    if draft.found_date is not None and not draft.found_date.problem:
        draft.date = draft.found_date.day
    _read_issuer(draft, draft.date or today)
    _read_citations(draft, draft.date or today)
    _check_prefixes(draft)
    return draft


def _own_number(head: list[str]) -> FoundNumber | None:
    for line in head:
        if numbers := find_numbers(line):
            return numbers[0]
    return None


def _without_label(text: str) -> str:
    return re.sub(r"^.*?ที่\s*", "", text, count=1)


def _own_date(head: list[str]) -> FoundDate | None:
    """The date of the letter among the head's lines.

    The regulation writes it alone on its line, the month in full and without วันที่; stamps of receipt write
    ``วันที่`` and short months, and are taken only where nothing better stands.
    """
    candidates: list[tuple[int, FoundDate]] = []
    for line in head:
        for found in find_dates(line):
            rest = (line[: found.start] + line[found.end :]).strip()
            if _DAY_LABEL.sub("", rest):
                continue
            stamp = bool(_DAY_LABEL.match(line.strip()))
            short = "." in found.text or "/" in found.text
            candidates.append((2 * short + stamp, found))
    return min(candidates, key=lambda candidate: candidate[0])[1] if candidates else None


def _read_issuer(draft: Draft, day: date) -> None:
    province = province_of_abbreviation(draft.number.prefix) if draft.number else None
    head = "\n".join(draft.parts.head)
    for found in reversed(find_numbers(head)):
        head = head[: found.start] + head[found.end :]
    office = issuer_of_letterhead(head, day, province_code=province.code if province else "")
    if office is not None:
        draft.issuer, draft.issuer_text = office, office.name
        return
    draft.issuer_text = _unknown_letterhead(draft.parts.head)
    if not draft.issuer_text:
        draft.findings.append(Finding("missing_issuer", "issuer", ""))


def _unknown_letterhead(head: list[str]) -> str:
    """A line of the head that names a department or ministry that no registry has."""
    for line in head:
        if re.match(r"(?:กรม|กระทรวง|สำนักงาน|สำนัก|มหาวิทยาลัย|องค์การ|การ(?:ไฟฟ้า|ประปา))[ก-๛]{2,}", line):
            return re.split(r"\s{2,}|\s+(?=ถนน)|[0-9๐-๙]", line)[0].strip()
    return ""


def _read_citations(draft: Draft, day: date) -> None:
    for text in draft.parts.enclosures:
        draft.cited += _cited_in(text, "passes_on" if _COPY.search(text) else "refers_to", day)
    for text in draft.parts.references:
        draft.cited += _cited_in(text, "refers_to", day)


def _cited_in(text: str, kind: LinkType, day: date) -> list[CitedLetter]:
    numbers = find_numbers(text)
    ends = [found.start for found in numbers[1:]] + [len(text)]
    cited = []
    begin = 0
    for found, end in zip(numbers, ends, strict=False):  # no number, no end
        dates = find_dates(text[found.end : end])
        named = re.search(r"หนังสือ\s?(?P<issuer>[^\s]+)", text[begin : found.start])
        issuer_text = named["issuer"] if named else ""
        until = found.end + (dates[0].end if dates else 0)
        cited.append(
            CitedLetter(
                type=kind,
                number=found.number,
                number_as_written=_without_label(found.text),
                as_written=text[begin:until].strip(),
                date=dates[0].day if dates and not dates[0].problem else None,
                issuer_text=issuer_text,
                issuer=issuer_of_citation(issuer_text, day) if issuer_text else None,
            )
        )
        begin = until
    return cited


def _check_prefixes(draft: Draft) -> None:
    """A province's letters bear its own two letters, or its ministry's: else OCR erred, and the issuer tells."""
    if draft.number is not None:
        draft.number = _checked(draft, draft.number, draft.issuer, "number", draft.number_as_written)
    for cited in draft.cited:
        cited.number = _checked(draft, cited.number, cited.issuer, "links", cited.number_as_written)


def _checked(draft: Draft, number: LetterNumber, issuer: Office | None, place: str, as_written: str) -> LetterNumber:
    known = province_of_abbreviation(number.prefix) is not None
    own = abbreviation_of(issuer.province_code) if issuer is not None and issuer.province_code else ""
    if number.prefix == own or (not own and known) or number.prefix in MINISTRIES:
        return number
    if known:
        # A valid prefix, but another province's: either may be misread, so the clerk decides.
        draft.findings.append(
            Finding(
                "prefix_mismatch",
                place,
                as_written,
                f"{issuer and issuer.name}: {own}",
                str(number.with_prefix(own)),
            )
        )
        return number
    alike = look_alikes(number.prefix)
    if own and own in alike:
        if place == "number":
            draft.aliases.append(str(number))
        draft.findings.append(
            Finding(
                "unknown_prefix",
                place,
                as_written,
                f"{issuer and issuer.name}: {own}",
                str(number.with_prefix(own)),
                taken=True,
            )
        )
        return number.with_prefix(own)
    proposal = str(number.with_prefix(own or alike[0])) if own or len(alike) == 1 else ""
    if own or alike:
        draft.findings.append(
            Finding(
                "unknown_prefix",
                place,
                as_written,
                f"{issuer.name}: {own}" if issuer and own else "",
                proposal,
            )
        )
    return number


def link_of(cited: CitedLetter) -> Link:
    """The citation as the model keeps it."""
    return Link(
        type=cited.type,
        number=str(cited.number),
        date=cited.date,
        issuer=cited.issuer.name if cited.issuer else cited.issuer_text,
        as_written=cited.as_written,
    )
