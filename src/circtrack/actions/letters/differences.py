"""Compare a letter that is given again with what is recorded of it. What differs is a correction, never lost.

What is given without the letter's whole text, by options, adds to what is recorded and takes nothing away. An empty
field says nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.correct import apply_revision
from circtrack.actions.letters.correction import Revision, list_changes, match_tasks
from circtrack.actions.letters.describe_correction import tell_changes, tell_consequences
from circtrack.actions.letters.duties import make_title_key
from circtrack.errors import N_, DiffersError, Message, together
from circtrack.model import Link
from circtrack.store.corrections import load_stated_letter
from circtrack.store.find_letter import load_found_letter
from circtrack.store.letters import load_known_letter
from circtrack.thai.number_text import compact_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from circtrack.actions.letters.correct import CorrectionResult
    from circtrack.database.transaction import Transaction
    from circtrack.model import Letter, Task


def correct_recorded(
    transaction: Transaction, given: Iterable[tuple[Letter, int]], own_office: str, today: date, *, whole: bool
) -> tuple[CorrectionResult, ...]:
    """Correct recorded letters to what is given of them now; return what changed, and what followed.

    Args:
        transaction: The open transaction.
        given: Letters, each with the row in which it is recorded.
        own_office: Code of the office whose database this is; "" for none.
        today: Today's date in Thailand.
        whole: Whether the letters' whole text was given.
    """
    results = []
    for letter, row in given:
        recorded = load_stated_letter(transaction.connection, row)
        parent = load_known_letter(transaction.connection, row).parent
        numbers = load_known_letter(transaction.connection, parent).numbers if parent else frozenset()
        revision = merge_given(recorded, letter, numbers, whole=whole)
        if revision is not None:
            found = load_found_letter(transaction.connection, row)
            results.append(apply_revision(transaction, found, revision, own_office, today))
    return tuple(each for each in results if each.is_change)


def note_given_twice(transaction: Transaction, again: Iterable[tuple[Letter, int]]) -> Iterator[Message]:
    """Note what differs in a second copy of a letter that was just recorded from the first."""
    for letter, row in again:
        recorded = load_stated_letter(transaction.connection, row)
        parent = load_known_letter(transaction.connection, row).parent
        numbers = load_known_letter(transaction.connection, parent).numbers if parent else frozenset()
        revision = merge_given(recorded, letter, numbers, whole=True)
        if revision is not None and (changes := list_changes(recorded, revision)):
            message = N_("{number} is given twice; the second copy, which was not taken, differs: {what}")
            yield Message(message, number=recorded.number, what=together(list(tell_changes(changes))))


class FormerNumber(NamedTuple):
    """A number by which a letter was given, the one that it has now, and whether the texts agree."""

    former: str
    number: str
    is_same_text: bool


def make_differs_error(corrections: Sequence[CorrectionResult], renamed: Sequence[FormerNumber]) -> DiffersError:
    """Make the error that says, field by field, what is recorded and what is given.

    Args:
        corrections: What would become of the letters.
        renamed: Those that were given by a number that they have no more.
    """
    details = [
        Message(
            "{former} was the number of {number}, of the same day and subject, before that was corrected: "
            "--update takes it as that letter, --no-update records it as another.",
            former=each.former,
            number=each.number,
        )
        for each in renamed
    ]
    for each in corrections:
        details.append(Message("{letter}:", letter=each.letter))
        details += tell_changes(each.changes)
        details.append(Message("  {what}", what=tell_consequences(each.consequences, each.lost_receipts)))
    if renamed:
        return DiffersError(details, N_("Is it the same letter? Then what differs is corrected too."))
    return DiffersError(details)


def merge_given(recorded: Letter, given: Letter, parent: frozenset[str], *, whole: bool) -> Revision | None:
    """Return the recorded letter with what is given of it; None if that differs in nothing.

    Args:
        recorded: The letter as recorded, with the tasks that it states.
        given: The letter as given now.
        parent: The compact numbers of its recorded parent.
        whole: Whether its whole text was given.
    """
    after = recorded
    if given.date != recorded.date:
        after = replace(after, date=given.date, date_as_written=given.date_as_written)
    if _differ(recorded.subject, given.subject):
        after = replace(after, subject=given.subject)
    if given.urgency and given.urgency != recorded.urgency:
        after = replace(after, urgency=given.urgency)
    if given.secrecy and given.secrecy != recorded.secrecy:
        after = replace(after, secrecy=given.secrecy)
    after = _merge_closing(after, given) if whole else after
    after = _merge_parent(after, given, parent)
    after = _merge_recipients(after, given, whole=whole)
    tasks, origins = _merge_tasks(recorded.tasks, given.tasks, whole=whole)
    after = replace(after, tasks=tasks)
    if after == recorded and origins == tuple(range(1, len(recorded.tasks) + 1)):
        return None
    if whole and given.text:
        after = replace(after, text=given.text)
    return Revision(after, origins)


def _differ(recorded: str, given: str) -> bool:
    """Whether a text is given that says something else, OCR's usual slips aside."""
    return bool(given) and make_title_key(recorded) != make_title_key(given)


def _merge_closing(letter: Letter, given: Letter) -> Letter:
    """Return the letter with who signed it, what it encloses and how its section is reached, as given now."""
    texts = {
        name: getattr(given, name)
        for name in ("signatory", "position", "section", "email")
        if _differ(getattr(letter, name), getattr(given, name))
    }
    lists = {
        name: getattr(given, name)
        for name in ("enclosures", "phones")
        if _differ(" ".join(getattr(letter, name)), " ".join(getattr(given, name)))
    }
    return replace(letter, **texts, **lists)


def _merge_parent(letter: Letter, given: Letter, parent: frozenset[str]) -> Letter:
    named = [link for link in given.links if link.type == "passes_on"]
    if given.parent and not named:
        named = [Link("passes_on", given.parent)]
    known = parent | {compact_number(link.number) for link in letter.links if link.type == "passes_on"}
    if not named or any(compact_number(link.number) in known for link in named):
        return letter
    numbers = {compact_number(link.number) for link in named}
    others = tuple(
        replace(link, type="refers_to") if link.type == "passes_on" else link
        for link in letter.links
        if compact_number(link.number) not in numbers
    )
    return replace(letter, links=(*named, *others), parent=named[0].number)


def _merge_recipients(letter: Letter, given: Letter, *, whole: bool) -> Letter:
    wanted = set(given.recipients) if whole and given.recipients else {*letter.recipients, *given.recipients}
    if wanted == set(letter.recipients):
        return letter
    new = tuple(each for each in given.addressees if each not in letter.addressees)
    phrases = given.addressees if whole else (*letter.addressees, *new)
    return replace(letter, recipients=tuple(sorted(wanted)), addressees=phrases)


def _merge_tasks(
    recorded: Sequence[Task], given: Sequence[Task], *, whole: bool
) -> tuple[tuple[Task, ...], tuple[int, ...]]:
    """Return the tasks, each with its place among the recorded ones; those that a whole text does not state go."""
    if not given:
        return tuple(recorded), tuple(range(1, len(recorded) + 1))
    places = match_tasks(recorded, given, by_place=whole)
    found = {place: task for task, place in zip(given, places, strict=True) if place}
    merged = [
        (_merge_task(task, found[place]) if place in found else task, place)
        for place, task in enumerate(recorded, 1)
        if place in found or not whole
    ]
    merged += [(task, 0) for task, place in zip(given, places, strict=True) if not place]
    return tuple(task for task, _ in merged), tuple(place for _, place in merged)


def _merge_task(recorded: Task, given: Task) -> Task:
    task = recorded
    for name in ("title", "system", "audience"):
        if _differ(getattr(recorded, name), getattr(given, name)):
            task = replace(task, **{name: getattr(given, name)})
    undated = given.due_on is None and (not given.as_written or given.as_written == recorded.as_written)
    recurs_otherwise = given.rule.startswith("FREQ=") and given.rule != recorded.rule
    if not recurs_otherwise and (given.due_on == recorded.due_on or undated):
        return task
    return replace(task, due_on=given.due_on, rule=given.rule, as_written=given.as_written)
