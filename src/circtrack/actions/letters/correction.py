"""What a correction of a recorded letter says, and the letter that follows from it. Changes nothing that is recorded.

Every field of a ``Correction`` that is None or empty leaves the letter's own as it is. The letter that follows has the
same form as one just read, so that options, an editor and a letter that was given again go the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.duties import make_title_key
from circtrack.actions.letters.entered import find_or_make_issuer, find_recipients, make_parent_link
from circtrack.actions.letters.stated_deadline import read_deadline
from circtrack.errors import N_, InputError, UnknownError
from circtrack.model import Letter, Link, Office, Task
from circtrack.registry.expand import find_audience
from circtrack.registry.find import find_office
from circtrack.registry.offices import get_office
from circtrack.store.find_letter import find_letter
from circtrack.thai.number_text import compact_number
from circtrack.thai.numbers import parse_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.database.transaction import Transaction
    from circtrack.errors import Message

NONE = ("none", "-", "ไม่มี")
"""The words that take a letter's parent or a task's deadline away."""


@dataclass(frozen=True, slots=True)
class TaskValues:
    """What a correction says of a task. ``due`` is a date or deadline as people write it, or one of ``NONE``."""

    title: str | None = None
    system: str | None = None
    audience: str | None = None
    due: str | None = None

    def __bool__(self) -> bool:
        return any(value is not None for value in (self.title, self.system, self.audience, self.due))


@dataclass(frozen=True, slots=True)
class Correction:
    """What is wrong in a recorded letter, as a clerk says it.

    Attributes:
        number: ที่.
        date: Its date.
        issuer: Code or name of who wrote it.
        subject: เรื่อง.
        urgency: ชั้นความเร็ว; one of ``NONE`` for none.
        parent: Part of the number of the letter that it passes on; one of ``NONE`` for none.
        add_to: Recipients that were forgotten: codes, names or phrases.
        remove_to: Recipients that it was not sent to.
        task: The place of the task that ``values`` correct (1, 2, ...); 0 for none.
        values: What is corrected in that task, or said of a new one.
        add_task: The title of a new task.
        remove_tasks: Places of tasks that it does not state.
        take: Places of findings whose proposal is right.
        keep: Places of findings where what is written stays.
        letter: The whole letter as it should be, as edited or given again; then no field is named besides.
        reason: Why; it is kept.
        only: The offices, codes or names, to which alone the task's last day was extended.
    """

    number: str | None = None
    date: date | None = None
    issuer: str | None = None
    subject: str | None = None
    urgency: str | None = None
    parent: str | None = None
    add_to: tuple[str, ...] = ()
    remove_to: tuple[str, ...] = ()
    task: int = 0
    values: TaskValues = field(default_factory=TaskValues)
    add_task: str | None = None
    remove_tasks: tuple[int, ...] = ()
    take: tuple[int, ...] = ()
    keep: tuple[int, ...] = ()
    letter: Letter | None = None
    reason: str = ""
    only: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        texts = (self.number, self.date, self.issuer, self.subject, self.urgency, self.parent, self.add_task)
        return (
            any(value is not None for value in texts)
            or bool(self.values)
            or bool(self.add_to or self.remove_to or self.remove_tasks or self.take or self.keep or self.letter)
        )


class Revision(NamedTuple):
    """A letter as it should be recorded.

    ``tasks`` are those that it states itself; ``origins`` has the present place of each, 0 for a new one. ``parent`` is
    the row of the letter that a clerk named as the one that it passes on, None where none was named.
    """

    letter: Letter
    origins: tuple[int, ...]
    parent: int | None = None


def revise(
    transaction: Transaction,
    before: Letter,
    citation: str,
    correction: Correction,
    own_office: str,
    notes: list[Message],
) -> Revision:
    """Return the letter as it is after the correction; ``notes`` gets what a clerk should look at.

    Raises:
        NumberError, DateError: a number or a deadline cannot be read.
        UnknownError, AmbiguousError: no letter, office or task fits, or several do.
        InputError: it is no correction that a letter can have.
    """
    if correction.letter is not None:
        edited, row = correction.letter, None
        if edited.parent != before.parent and edited.links == before.links:
            edited, row = _revise_parent(transaction, edited, edited.parent or NONE[0], own_office)
        return Revision(edited, match_tasks(before.tasks, edited.tasks), row)
    after = _revise_head(transaction, before, correction, notes)
    parent = None
    if correction.parent is not None:
        after, parent = _revise_parent(transaction, after, correction.parent, own_office)
    after = _revise_recipients(after, correction, citation)
    after, origins = _revise_tasks(after, correction, citation)
    return Revision(after, origins, parent)


def match_tasks(before: Sequence[Task], after: Sequence[Task], *, by_place: bool = True) -> tuple[int, ...]:
    """Find for each task of a letter given anew its present place: by its title, else by its place; 0 for a new one."""
    left = dict(enumerate(before, 1))
    found: dict[int, int] = {}
    for same in (_is_titled_alike, None) if by_place else (_is_titled_alike,):
        for place, task in enumerate(after, 1):
            if place in found:
                continue
            if same:
                origin = next((at for at, each in left.items() if same(each, task)), 0)
            else:
                origin = place if place in left and len(before) == len(after) else 0
            if origin:
                found[place] = origin
                del left[origin]
    return tuple(found.get(place, 0) for place in range(1, len(after) + 1))


def _is_titled_alike(one: Task, other: Task) -> bool:
    return make_title_key(one.title) == make_title_key(other.title)


def _revise_head(transaction: Transaction, before: Letter, correction: Correction, notes: list[Message]) -> Letter:
    after = before
    if correction.date is not None:
        after = replace(after, date=correction.date, date_as_written=_unless_same(correction.date, before))
    if correction.issuer is not None:
        assert after.date is not None  # noqa: S101 - it is recorded
        office = find_or_make_issuer(transaction, correction.issuer, after.date, notes)
        after = replace(after, issuer=office.name, issuer_code=office.code)
    if correction.number is not None:
        parsed = parse_number(correction.number)
        after = replace(after, number=str(parsed), number_as_written=correction.number)
        after = replace(after, urgency=parsed.urgency or after.urgency, secrecy=parsed.secrecy or after.secrecy)
        after = replace(after, aliases=tuple(alias for alias in after.aliases if alias != after.number))
        if compact_number(after.number) == compact_number(before.number):
            after = replace(after, number_as_written=before.number_as_written)
    if correction.subject is not None:
        after = replace(after, subject=" ".join(correction.subject.split()))
    if correction.urgency is not None:
        after = replace(after, urgency="" if correction.urgency in NONE else correction.urgency)
    return after


def _unless_same(day: date, before: Letter) -> str:
    return before.date_as_written if day == before.date else ""


def _revise_parent(transaction: Transaction, letter: Letter, text: str, own_office: str) -> tuple[Letter, int | None]:
    """Let the letter pass on another one, or none: what it passed on before is only cited by it then."""
    others = tuple(replace(link, type="refers_to") if link.type == "passes_on" else link for link in letter.links)
    if text.strip() in NONE:
        return replace(letter, links=others, parent=""), None
    link = make_parent_link(transaction, text, own_office)
    row = find_letter(transaction.connection, text, own_office=own_office).id if link.date else None
    named = [each for each in letter.links if each.type == "passes_on" and _means_same(each, link)]
    if named:
        return letter, row
    kept = tuple(each for each in others if not _means_same(each, link))
    return replace(letter, links=(link, *kept), parent=link.number), row


def _means_same(one: Link, other: Link) -> bool:
    same_day = one.date is None or other.date is None or one.date == other.date
    return same_day and compact_number(one.number) == compact_number(other.number)


def _revise_recipients(letter: Letter, correction: Correction, citation: str) -> Letter:
    if not (correction.add_to or correction.remove_to):
        return letter
    assert letter.date is not None  # noqa: S101 - it is recorded
    issuer = get_office(letter.issuer_code, letter.date) or Office(letter.issuer_code, letter.issuer, "other")
    added = find_recipients(correction.add_to, issuer, letter.date)
    removed = _find_among_recipients(correction.remove_to, letter, issuer, letter.date)
    stray = [code for code in removed if code not in letter.recipients]
    if stray:
        raise UnknownError(
            "{number} is not recorded as sent to {offices}.",
            hint=N_('`circtrack letters --show "{number}"` lists whom it was sent to.'),
            number=citation,
            offices=", ".join(_name(code, letter.date) for code in stray),
        )
    both = sorted(set(added) & set(removed))
    if both:
        raise InputError("{office} is both added and removed.", office=_name(both[0], letter.date))
    brings = {text: find_recipients([text], issuer, letter.date) for text in correction.add_to}
    new = [text for text, codes in brings.items() if set(codes) - set(letter.recipients)]
    codes = [code for code in dict.fromkeys((*letter.recipients, *added)) if code not in removed]
    phrases = [each for each in dict.fromkeys((*letter.addressees, *new)) if each not in correction.remove_to]
    return replace(letter, recipients=tuple(sorted(codes)), addressees=tuple(phrases))


def _find_among_recipients(texts: Sequence[str], letter: Letter, issuer: Office, day: date) -> tuple[str, ...]:
    codes: dict[str, None] = {}
    for text in texts:
        if text.strip() in letter.recipients:
            codes[text.strip()] = None
        else:
            meant = find_audience(text, (), issuer, day)
            codes |= dict.fromkeys(meant or (find_office(text, day, among=letter.recipients, under=issuer.code).code,))
    return tuple(codes)


def _name(code: str, day: date) -> str:
    office = get_office(code, day)
    return office.name if office else code


def _revise_tasks(letter: Letter, correction: Correction, citation: str) -> tuple[Letter, tuple[int, ...]]:
    """Return the letter with its tasks as they are after the correction; ``citation`` finds it until then."""
    assert letter.date is not None  # noqa: S101 - it is recorded
    for place in (*correction.remove_tasks, *([correction.task] if correction.task else ())):
        if not 1 <= place <= len(letter.tasks):
            raise UnknownError(
                "{letter} itself states no task {task}.",
                hint=N_('Another letter of its chain may: `circtrack chain "{letter}"` shows them; correct that one.'),
                details=[f"{at}. {task.title}" for at, task in enumerate(letter.tasks, 1)],
                letter=citation,
                task=place,
            )
    if correction.task and correction.task in correction.remove_tasks:
        raise InputError("Task {task} is both corrected and removed.", task=correction.task)
    tasks: list[tuple[Task, int]] = []
    for place, task in enumerate(letter.tasks, 1):
        if place == correction.task:
            tasks.append((_revise_task(task, correction.values, letter.date), place))
        elif place not in correction.remove_tasks:
            tasks.append((task, place))
    if correction.add_task is not None:
        new = _revise_task(Task(correction.add_task), replace(correction.values, title=None), letter.date)
        tasks.append((new, 0))
    return replace(letter, tasks=tuple(task for task, _ in tasks)), tuple(place for _, place in tasks)


def _revise_task(task: Task, values: TaskValues, written_on: date) -> Task:
    if values.title is not None:
        if not values.title.strip():
            raise InputError("A task needs a title.")
        task = replace(task, title=" ".join(values.title.split()))
    if values.system is not None:
        task = replace(task, system="" if values.system in NONE else values.system)
    if values.audience is not None:
        task = replace(task, audience="" if values.audience in NONE else values.audience)
    if values.due is None:
        return task
    if values.due.strip() in NONE:
        return replace(task, due_on=None, rule="", as_written="")
    due_on, rule = read_deadline(values.due, written_on)
    is_by_words = due_on is None and not rule.startswith("FREQ=")  # from what it counts, they alone say
    if (due_on, rule) == (task.due_on, task.rule) and not (is_by_words and values.due != task.as_written):
        return task
    return replace(task, due_on=due_on, rule=rule, as_written=values.due)


# What a correction changes, field by field.


class FieldChange(NamedTuple):
    """One field of a letter, as recorded and as given: texts, "" for nothing. ``about`` is a task's title, or ""."""

    field: str
    before: str
    after: str
    about: str = ""


_TEXTS = (
    "number", "issuer", "urgency", "secrecy", "subject", "kind", "signatory", "position", "section", "email",
)  # fmt: skip
_LISTS = ("enclosures", "phones", "aliases")


def list_changes(before: Letter, revision: Revision) -> tuple[FieldChange, ...]:
    """List what a revision changes in a letter."""
    after = revision.letter
    found = [FieldChange(name, getattr(before, name), getattr(after, name)) for name in _TEXTS]
    found.insert(1, FieldChange("date", str(before.date or ""), str(after.date or "")))
    if before.issuer == after.issuer:  # its name stays, and is that of an office with a code now
        found.append(FieldChange("issuer", before.issuer_code, after.issuer_code))
    found += [FieldChange(name, ", ".join(getattr(before, name)), ", ".join(getattr(after, name))) for name in _LISTS]
    found = [each for each in found if each.field != "aliases" or not _are_own(before, after, each)]
    found.append(FieldChange("parent", _cite_parents(before), _cite_parents(after)))
    found += _compare_offices(before, after)
    found += _compare_tasks(before, revision)
    if before.text != after.text:
        found.append(FieldChange("text", f"{len(before.text)}", f"{len(after.text)}"))
    return tuple(each for each in found if each.before != each.after)


def _are_own(before: Letter, after: Letter, change: FieldChange) -> bool:
    """Whether only the letter's own numbers, old or new, changed among its other numbers."""
    names = set(change.before.split(", ")) ^ set(change.after.split(", "))
    return names <= {"", before.number, after.number}


def _cite_parents(letter: Letter) -> str:
    return ", ".join(link.number for link in letter.links if link.type == "passes_on")


def _compare_offices(before: Letter, after: Letter) -> list[FieldChange]:
    day = after.date or date.min
    gone = [_name(code, day) for code in before.recipients if code not in after.recipients]
    new = [_name(code, day) for code in after.recipients if code not in before.recipients]
    found = [FieldChange("recipients", ", ".join(gone), ", ".join(new))]
    if not (gone or new) and before.addressees != after.addressees:
        found.append(FieldChange("addressees", ", ".join(before.addressees), ", ".join(after.addressees)))
    return found


def _compare_tasks(before: Letter, revision: Revision) -> list[FieldChange]:
    found = []
    for task, origin in zip(revision.letter.tasks, revision.origins, strict=True):
        if not origin:
            found.append(FieldChange("task", "", describe_task(task)))
            continue
        old = before.tasks[origin - 1]
        found += [
            FieldChange(name, getattr(old, name), getattr(task, name), old.title)
            for name in ("title", "system", "audience")
        ]
        found.append(FieldChange("due_on", describe_due(old), describe_due(task), old.title))
    kept = set(revision.origins)
    gone = [task for place, task in enumerate(before.tasks, 1) if place not in kept]
    return found + [FieldChange("task", describe_task(task), "") for task in gone]


def describe_due(task: Task) -> str:
    """Return a task's deadline: its day, else its words."""
    return task.due_on.isoformat() if task.due_on else task.as_written


def describe_task(task: Task) -> str:
    """Return a task's title and deadline."""
    return " ".join(filter(None, (task.title, describe_due(task))))


def format_changes(changes: Sequence[FieldChange]) -> str:
    """Format changes for the journal, in no language: ``2023-03-09 → 2023-03-08; + อบต.บ้านไร่``."""
    parts = []
    for each in changes:
        if each.field == "text":
            continue
        about = f"{each.about}: " if each.about else ""
        if each.before and each.after:
            parts.append(f"{about}{each.before} → {each.after}")
        else:
            parts.append(f"{about}+ {each.after}" if each.after else f"{about}- {each.before}")
    return "; ".join(parts)
