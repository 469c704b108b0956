"""The reader's front door: a text in, the letters of a chain out, with everything doubtful as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.model import Finding, Letter, Office
from circtrack.reading.closing import read_closing
from circtrack.reading.draft import Draft, draft_letter, make_link
from circtrack.reading.kinds import find_kind, type_citations
from circtrack.reading.reconcile import find_numbers_meant, reconcile
from circtrack.reading.split import split_letters
from circtrack.reading.tasks import read_tasks
from circtrack.registry.expand import Expansion, expand, find_near_name
from circtrack.thai.addressees import Addressee, parse_addressees
from circtrack.thai.script import printable, repair

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date


# More than any letter names one by one; what is longer is text that lost its line breaks.
_LONGEST_ADDRESS = 4000


def _none_known(_numbers: Collection[str]) -> Sequence[Letter]:
    return ()


def read_letters(
    texts: Mapping[str, str], *, today: date, known: Callable[[Collection[str]], Sequence[Letter]] = _none_known
) -> list[Letter]:
    """The letters of some texts, in their order, linked and checked against each other.

    Args:
        texts: By the name of its source, one or more letters as typed, pasted or read by OCR.
        today: The registry's day for a letter whose own date cannot be read.
        known: Gives the letters already recorded that go by one of some numbers, or pass on one that does.
    """
    drafts = [
        draft_letter(piece, source, today)
        for source, text in texts.items()
        for piece in split_letters(repair(printable(text)))
    ]
    reconcile(drafts, known(find_numbers_meant(drafts)))
    return [_finished(draft, today) for draft in drafts]


def _finished(draft: Draft, today: date) -> Letter:
    day = draft.date or today
    addressees = parse_addressees(draft.parts.addressees[:_LONGEST_ADDRESS])
    if len(draft.parts.addressees) > _LONGEST_ADDRESS:
        draft.findings.append(Finding("open_addressee", "addressees", draft.parts.addressees[-100:]))
    expansion = expand(addressees, draft.issuer, day) if draft.issuer else Expansion((), _phrases(addressees))
    draft.findings += _left_open(addressees, expansion, draft.issuer, day)
    kind = find_kind(draft, expansion.codes)
    tasks, doubts = read_tasks(draft.parts.body, subject=draft.parts.subject, written_on=draft.date, kind=kind)
    closing = read_closing(draft.parts.closing)
    number = draft.number
    return Letter(
        number=str(number or ""),
        number_as_written=draft.number_as_written,
        date=draft.date,
        date_as_written=draft.found_date.text if draft.found_date else "",
        issuer=draft.issuer.name if draft.issuer else draft.issuer_text,
        issuer_code=draft.issuer_code,
        kind=kind,
        urgency=(number.urgency if number else "") or _grade(draft, ("ด่วนที่สุด", "ด่วนมาก", "ด่วน")),
        secrecy=(number.secrecy if number else "") or _grade(draft, ("ลับที่สุด", "ลับมาก", "ลับ")),
        subject=draft.parts.subject,
        addressees=_phrases(addressees),
        recipients=expansion.codes,
        parent=draft.parent,
        links=tuple(make_link(cited) for cited in type_citations(draft, kind, expansion.codes)),
        enclosures=tuple(draft.parts.enclosures),
        tasks=tasks,
        signatory=closing.signatory,
        position=closing.position,
        section=closing.section,
        phones=closing.phones,
        email=closing.email,
        aliases=tuple(dict.fromkeys(draft.aliases)),
        findings=(*draft.findings, *doubts),
        source=draft.source,
        line=draft.line,
        text=draft.text,
    )


def _left_open(
    addressees: Sequence[Addressee], expansion: Expansion, issuer: Office | None, day: date
) -> list[Finding]:
    """What is said of phrases that do not tell who is meant, with the near name that a misread one may stand for."""
    near = {
        each.as_written: find_near_name(each, issuer, day)
        for each in addressees
        if issuer is not None and each.as_written in expansion.left_open
    }
    return [
        Finding("open_addressee", "addressees", phrase, proposal=near.get(phrase, "")) for phrase in expansion.left_open
    ]


def _phrases(addressees: Sequence[Addressee]) -> tuple[str, ...]:
    # Phrases that only make sense together share their words.
    return tuple(dict.fromkeys(each.as_written for each in addressees))


def _grade(draft: Draft, grades: tuple[str, ...]) -> str:
    """Urgency or secrecy where it stands on a line of its own in the head."""
    return next((grade for grade in grades if grade in {line.strip() for line in draft.parts.head}), "")
