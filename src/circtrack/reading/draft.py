"""Read one letter's fields from its own text only; reconciling with other letters completes the draft later."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from circtrack.model import Finding, Link, Office
from circtrack.reading.citations import (
    CitedLetter,
    find_doubtful_dates,
    find_unread_citations,
    mark_evidence,
    read_citations,
)
from circtrack.reading.closing import read_closing
from circtrack.reading.fields import LetterParts, split_parts
from circtrack.reading.head import read_head
from circtrack.reading.prose import is_prose, read_order_heading
from circtrack.reading.tone_marks import restore_from
from circtrack.registry.issuers import (
    find_abbreviation,
    find_department_letters,
    find_issuer_of_citation,
    find_office_of_signer,
    find_province,
    list_look_alikes,
    place_unlisted,
)
from circtrack.thai.compact import squeeze
from circtrack.thai.numbers import INDEPENDENT, MINISTRIES, LetterNumber

if TYPE_CHECKING:
    from datetime import date

    from circtrack.reading.split import Piece
    from circtrack.thai.dates import FoundDate


# Of 100: how like an office's name a spoilt letterhead is.
_LIKE = 60.0
_YEAR = 366  # days


@dataclass(slots=True)
class Draft:
    """One letter while it is being read. ``found_date`` may be an invalid date; ``date`` is then None.

    ``encloses_evidence`` is whether an enclosed letter is not passed on; ``confirmed`` whether another letter cites
    this one by exactly its number.
    """

    source: str
    line: int
    text: str
    parts: LetterParts
    number: LetterNumber | None = None
    number_as_written: str = ""
    date: date | None = None
    found_date: FoundDate | None = None
    issuer: Office | None = None
    issuer_text: str = ""
    memo: bool = False
    cited: list[CitedLetter] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    parent: str = ""
    encloses_evidence: bool = False
    confirmed: bool = False

    @property
    def is_prose(self) -> bool:
        """Whether the text is no letter."""
        return any(each.code == "not_a_letter" for each in self.findings)

    @property
    def issuer_code(self) -> str:
        """The issuer's code; its written name if the registry does not know it."""
        return self.issuer.code if self.issuer else self.issuer_text

    def wrote(self, cited: CitedLetter) -> bool:
        """Whether a letter that this one cites is the issuer's own."""
        if cited.issuer is None:
            named = squeeze(cited.issuer_text)
            return self.issuer is None and bool(named) and named == squeeze(self.issuer_text)
        return cited.issuer.code == self.issuer_code

    def wrote_lately(self, cited: CitedLetter) -> bool:
        """Whether a letter that this one cites is the issuer's own, and at most a year old."""
        recent = cited.date is None or self.date is None or (self.date - cited.date).days < _YEAR
        return recent and self.wrote(cited)


def draft_letter(piece: Piece, source: str, today: date) -> Draft:
    """Read one letter's own text.

    Args:
        piece: The letter's text, and its line in the whole text.
        source: The name of the whole text in messages.
        today: The day for the registry if the letter's date cannot be read.
    """
    draft = Draft(source=source, line=piece.line, text=piece.text, parts=split_parts(piece.text))
    draft.parts.subject = restore_from(draft.parts.subject, "\n".join(draft.parts.body))
    head = read_head(draft.parts, today)
    if is_prose(draft.parts, head):
        order = read_order_heading(piece.text)
        draft.findings.append(Finding("not_a_letter", "text", order))
        if order:
            draft.parts = LetterParts()  # what an order asks is not recorded: the letter that sends it says what is
        return draft
    draft.number, draft.number_as_written = head.number, head.number_as_written
    draft.date, draft.found_date = head.date, head.found_date
    draft.issuer, draft.issuer_text = head.issuer, head.issuer_text
    draft.memo = head.memo
    draft.parts.closing += head.owner
    draft.findings += head.findings
    draft.findings += [Finding("torn_text", "text", "", taken=True)] if piece.torn else []
    draft.findings += [Finding("speck", name, sign, taken=True) for name, sign in draft.parts.specks]
    draft.findings += [Finding("beside", name, note, taken=True) for name, note in draft.parts.beside]
    draft.findings += [Finding("torn_label", name, left, taken=True) for name, left in draft.parts.torn]
    _take_signers_office(draft, today)
    draft.findings += _find_missing_fields(draft)
    cited = read_citations(draft.parts, draft.date or today)
    draft.cited = mark_evidence(cited, draft.parts, draft.issuer_code)
    draft.encloses_evidence = draft.cited != cited
    draft.findings += find_unread_citations(draft.parts)
    draft.findings += find_doubtful_dates(draft.cited)
    _check_prefixes(draft, today)
    return draft


def _take_signers_office(draft: Draft, today: date) -> None:
    """Take the office that the signer heads as the issuer, if the letterhead cannot be read and the number agrees."""
    if draft.issuer is not None or draft.number is None:
        return
    position = read_closing(draft.parts.closing).position
    if squeeze(draft.issuer_text) in squeeze(position) and (named := _place_in_province(draft)):
        draft.findings = [each for each in draft.findings if each.code != "unknown_issuer"]
        draft.issuer = named
        return
    office = find_office_of_signer(position, draft.date or today, draft.number.prefix) if position else None
    if office is None or (draft.issuer_text and not _is_like(draft.issuer_text, office)):
        return
    draft.findings = [each for each in draft.findings if each.code not in {"missing_issuer", "unknown_issuer"}]
    draft.findings.append(Finding("issuer_of_signer", "issuer", draft.issuer_text, position, office.name, taken=True))
    draft.issuer, draft.issuer_text = office, office.name


def _place_in_province(draft: Draft) -> Office | None:
    """Return an issuer of no list that names its place, and whose number has the letters of that place's province."""
    if draft.number is None or not re.search(r"(?:จังหวัด|อำเภอ)[ก-๎]+$", draft.issuer_text):
        return None
    placed = place_unlisted(draft.issuer_text)
    return placed if placed.province_code and _find_prefix(placed) == draft.number.prefix else None


def _is_like(written: str, office: Office) -> bool:
    """Whether a letterhead is what a stamp or a fold leaves of an office's name; a longer name is another's."""
    from rapidfuzz.fuzz import ratio

    whole, name = squeeze(written), squeeze(office.name)
    return not whole.endswith(name, 1) and ratio(whole, name) >= _LIKE


def _find_missing_fields(draft: Draft) -> list[Finding]:
    """Return findings for the fields that every letter has and this one seems not to; a stamped one has no subject."""
    lacks_subject = not draft.parts.subject and not draft.parts.stamped
    missing = [Finding("missing_subject", "subject", "")] if lacks_subject else []
    return missing if draft.parts.addressees else [*missing, Finding("missing_addressee", "addressees", "")]


def find_writer(draft: Draft, day: date) -> Office | None:
    """Return the office in whose area an issuer of no list writes: its place, or the country for a ministry's body."""
    if (place := _find_province_in(draft.issuer_text, day)) is not None:
        return place
    if draft.issuer_text and draft.number is not None and draft.number.prefix in MINISTRIES | INDEPENDENT:
        return Office("", draft.issuer_text, "department")
    return None


def _find_province_in(text: str, day: date) -> Office | None:
    """Return the place at the end of an institution's name: its numbers usually have that province's prefix."""
    named = re.search(r"(?:จังหวัด|อำเภอ)[ก-๎]+$", text) or re.search(r"จังหวัด\S+", text)
    return find_issuer_of_citation(named.group(), day) if named else None


def _check_prefixes(draft: Draft, today: date) -> None:
    """Check that each number has its issuer's prefix (province or ministry); if not, OCR probably misread it."""
    if draft.number is not None:
        issuer = draft.issuer or _find_province_in(draft.issuer_text, draft.date or today)
        number, findings = _check_prefix(draft.number, draft.number_as_written, issuer, draft.issuer_text, "number")
        if number != draft.number:
            draft.aliases.append(str(draft.number))
        draft.number = number
        draft.findings += findings
    for cited in draft.cited:
        cited.number, findings = _check_prefix(
            cited.number, cited.number_as_written, cited.issuer, cited.issuer_text, "links"
        )
        cited.likely = next((each.proposal for each in findings), "")
        draft.findings += findings


def _check_prefix(
    number: LetterNumber, as_written: str, issuer: Office | None, issuer_text: str, place: str
) -> tuple[LetterNumber, list[Finding]]:
    """Return the number with its issuer's prefix, and findings about it.

    A prefix that no province has is corrected if the issuer's differs from it in one confusable letter. If it is
    another province's, either the prefix or the letterhead may be misread: the issuer's prefix is only proposed.
    """
    own = _find_prefix(issuer)
    ministry = number.prefix in MINISTRIES and (issuer is None or issuer.kind != "department" or not own)
    # The registry does not have these bodies, at most the province at the end of the name.
    independent = number.prefix in INDEPENDENT and (issuer is None or not issuer_text.startswith(issuer.name))
    known = find_province(number.prefix) is not None
    if number.prefix == own or ministry or independent or (not own and (known or issuer_text)):
        return number, []
    alike = list_look_alikes(number.prefix)
    evidence = f"{issuer.name}: {own}" if issuer is not None and own else ""
    if known or number.prefix in MINISTRIES:
        proposal = str(number.with_prefix(own))
        return number, [Finding("prefix_mismatch", place, as_written, evidence, proposal)]
    if own in alike:
        corrected = number.with_prefix(own)
        return corrected, [Finding("unknown_prefix", place, as_written, evidence, str(corrected), taken=True)]
    likely = own or (alike[0] if len(alike) == 1 else "")
    proposal = str(number.with_prefix(likely)) if likely else ""
    return number, [Finding("unknown_prefix", place, as_written, evidence, proposal)]


def _find_prefix(issuer: Office | None) -> str:
    """Return the prefix of an office's numbers: its province's, or its ministry's; "" if it is not known."""
    if issuer is None:
        return ""
    return (
        find_department_letters(issuer.code) if issuer.kind == "department" else find_abbreviation(issuer.province_code)
    )


def make_link(cited: CitedLetter) -> Link:
    """Return the citation as a link of the model."""
    return Link(
        type=cited.type,
        number=str(cited.number),
        date=cited.date,
        issuer=cited.issuer.name if cited.issuer else cited.issuer_text,
        as_written=cited.as_written,
    )
