"""Decide the findings of a recorded letter that were left open: by a person's word, or by what came later. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from circtrack.errors import N_, ConflictError, InputError, UnknownError
from circtrack.registry.find import find_office
from circtrack.thai.numbers import parse_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.actions.letters.correction import FieldChange
    from circtrack.model import Finding, Letter

CONTRADICTION = "conflict"
"""The code of findings on statements of offices that contradict each other: they end when the offices agree."""


def list_open(letter: Letter) -> list[int]:
    """List the places (1, 2, ...) of a letter's findings that a person can decide and nobody has."""
    return [place for place, each in enumerate(letter.findings, 1) if not each.taken and each.code != CONTRADICTION]


def decide_findings(letter: Letter, citation: str, take: Sequence[int], keep: Sequence[int]) -> Letter:
    """Return the letter with some findings decided: their proposals taken, or what is written kept.

    A finding whose proposal is taken stays with the letter as one that was corrected on evidence; one whose text is
    kept is no finding any more.

    Raises:
        UnknownError: the letter has no open finding at a place.
        InputError: a finding is both taken and kept, or proposes nothing.
        ConflictError: a finding is a contradiction between offices.
    """
    for place in (*take, *keep):
        _reject_closed(letter, citation, place)
    if both := sorted(set(take) & set(keep)):
        raise InputError("Finding {place} is both taken and kept.", place=both[0])
    decided = {place: letter.findings[place - 1] for place in take}
    for place, finding in decided.items():
        letter = _take(letter, citation, finding, place)
    findings = tuple(
        replace(each, taken=True) if place in decided else each
        for place, each in enumerate(letter.findings, 1)
        if place not in keep
    )
    return replace(letter, findings=findings)


def _reject_closed(letter: Letter, citation: str, place: int) -> None:
    if not 1 <= place <= len(letter.findings):
        raise UnknownError(
            "{letter} has no finding {place}.",
            hint=N_('`circtrack letters --show "{letter}"` numbers them.'),
            letter=citation,
            place=place,
        )
    finding = letter.findings[place - 1]
    if finding.taken:
        raise UnknownError(
            "Finding {place} of {letter} is decided already: {text} was read as {proposal}.",
            place=place,
            letter=citation,
            text=finding.text,
            proposal=finding.proposal,
        )
    if finding.code == CONTRADICTION:
        raise ConflictError(
            "Finding {place} of {letter} is a contradiction between offices: it ends when they agree.",
            hint=N_("What the office concerned says itself counts: `circtrack merge` takes it in."),
            place=place,
            letter=citation,
        )


def _take(letter: Letter, citation: str, finding: Finding, place: int) -> Letter:
    """Return the letter with a finding's proposal in the field concerned."""
    proposal = finding.proposal
    if proposal and finding.field == "number":
        aliases = tuple(each for each in letter.aliases if each != proposal)
        return replace(letter, number=str(parse_number(proposal)), aliases=aliases)
    if proposal and finding.field == "date":
        return replace(letter, date=date.fromisoformat(proposal))
    if proposal and finding.field == "links":
        cited = [link for link in letter.links if _is_about(finding.text, link.as_written or link.number)]
        if cited:
            number = str(parse_number(proposal))
            links = tuple(replace(link, number=number) if link in cited else link for link in letter.links)
            return replace(letter, links=links)
    if proposal and finding.field == "addressees" and letter.date:
        office = find_office(proposal, letter.date, under=letter.issuer_code)
        return replace(letter, recipients=tuple(sorted({*letter.recipients, office.code})))
    raise InputError(
        "Finding {place} of {letter} proposes nothing that could be taken: '{text}'.",
        hint=N_(
            'Say what holds: `circtrack correct "{letter}" --edit`; or that it stays: '
            '`circtrack correct "{letter}" --keep {place}`.'
        ),
        place=place,
        letter=citation,
        text=finding.text,
    )


def _is_about(text: str, written: str) -> bool:
    one, other = "".join(text.split()), "".join(written.split())
    return bool(one) and (one in other or other in one)


_FINDING_FIELD = {"parent": "links", "recipients": "addressees", "task": "tasks", "title": "tasks"}
_SEVERAL = frozenset({"links", "addressees", "tasks", "due_on"})


def list_settled(before: Letter, changes: Sequence[FieldChange]) -> list[Finding]:
    """List the open findings of a letter that changes of its fields settle.

    Of a field that a letter can have several times, those that speak of what was changed, or the only one.
    """
    changed = {_FINDING_FIELD.get(each.field, each.field) for each in changes}
    about = {each.about for each in changes if each.about}
    words = [task.as_written for task in before.tasks if task.title in about]
    words += [part for each in changes if each.field in {"parent", "recipients", "addressees"} for part in each[1:3]]
    found = []
    for each in before.findings:
        alike = [other for other in before.findings if not other.taken and other.field == each.field]
        meant = len(alike) == 1 or any(each.text and each.text in text for text in words)
        if not each.taken and each.field in changed and (each.field not in _SEVERAL or meant):
            found.append(each)
    return found
