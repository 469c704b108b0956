"""The content of a digest for its templates: letters, their tasks, and who owes each, grouped by progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.errors import Message
from circtrack.reports.reminders import task_key
from circtrack.reports.tracked import day
from circtrack.store.letters import UNNUMBERED
from circtrack.store.reminders import CitableLetter, SettledDeadline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circtrack.reports.reminders import Digest, ReminderItem

DigestContent = dict[str, Any]

GROUPS = ("not_entered", "incomplete", "blocked", "not_told")
"""The groups of offices that owe: nothing entered, fields left blank, kept from entering (with a note), not told."""


MOST_NAMED = 30
"""So many names a text to be read on a telephone has; of more it says how many there are where."""

NextWorkingDay = Callable[[date], date]


def digest_parts(
    digest: Digest, today: date, next_worked: NextWorkingDay, *, most: int | None = MOST_NAMED
) -> DigestContent:
    """Return the values that a digest's templates use: plain values and messages, by name.

    ``to`` and ``to_code`` are who must act; ``form`` is ``each`` (it owes itself), ``own`` (the database is its own: it
    speaks to those below it) or ``superior``; ``today``; ``offices`` how many owe; ``overdue`` how many obligations are
    past their deadline; ``next_due`` the earliest deadline or None; ``title`` that of its task; ``letters``, each with
    ``number``, ``date``, ``issuer`` and ``urgency`` of the letter that the recipients have, ``subject`` and ``tasks``:
    ``title``, ``system``, ``round`` (its place, None where the task does not recur), ``due_on``, ``days_left``,
    ``works_on`` (the next working day, where ``due_on`` is a day off)
    and the four ``GROUPS``. A group has ``count`` and ``places``. A place has its name ``place`` ("" if the recipient
    has only one), ``count`` and ``offices`` with ``name``, ``note`` and ``stalled_at`` ("" if the office was told, or
    if it stalled at the recipient itself); no offices where a group has more than ``most``.
    """
    dues = [day(item.tracked.row.due_on) for item in digest.items if item.tracked.row.due_on]
    letters: dict[tuple[int, bool], list[ReminderItem]] = {}  # what the office owes itself, another letter asks of it
    for item in digest.items:
        letters.setdefault((item.tracked.task.root, item.tracked.row.office == digest.to), []).append(item)
    make = _Parts(digest, next_worked, most)
    return {
        "to": digest.name,
        "to_code": digest.to,
        "form": "each" if digest.is_its_own else "own" if digest.own else "superior",
        "today": today,
        "offices": len({item.tracked.row.office for item in digest.items}),
        "overdue": sum(item.tracked.state == "overdue" for item in digest.items),
        "next_due": min(dues, default=None),
        "title": digest.items[0].tracked.task.title,
        "letters": [make.letter(items) for items in letters.values()],
    }


class _Parts(NamedTuple):
    """Makes the parts of one digest."""

    digest: Digest
    next_worked: NextWorkingDay
    most: int | None

    def letter(self, items: Sequence[ReminderItem]) -> DigestContent:
        first = items[0].tracked
        tasks: dict[tuple[int, str], list[ReminderItem]] = {}
        for item in items:
            tasks.setdefault((item.tracked.row.task, item.tracked.row.due_on or ""), []).append(item)
        cited = self._cited(items)
        return {
            "number": "" if cited.number.startswith(UNNUMBERED) else cited.number,
            "date": day(cited.date),
            "issuer": cited.issuer,
            "urgency": cited.urgency,
            "subject": first.task.subject,
            "tasks": [self._task(items) for items in tasks.values()],
        }

    def _cited(self, items: Sequence[ReminderItem]) -> CitableLetter:
        """Return the letter that those spoken to have: nobody looks for another."""
        first = items[0].tracked
        letters = self.digest.cited.get(first.task.root, {})
        numbers: list[str] = []
        if self.digest.own or self.digest.is_its_own:
            told = Counter(item.tracked.told.by for item in items if item.tracked.told)
            numbers = [number for number, _ in told.most_common(1)]
        elif arrival := first.chain.first(self.digest.to):
            numbers = [arrival.by]
        found = next((letters[number] for number in numbers if number in letters), None)
        if found:
            return found
        issuer = first.chain.line(first.chain.issuer).name
        root = letters.get(first.task.letter_number)
        return root or CitableLetter(first.task.letter_number, first.task.letter_date, issuer, "")

    def _task(self, items: Sequence[ReminderItem]) -> DigestContent:
        first = items[0].tracked
        groups: dict[str, list[ReminderItem]] = {name: [] for name in GROUPS}
        for item in items:
            groups[_group(item)].append(item)
        due_on = day(first.row.due_on) if first.row.due_on else None
        works_on = self.next_worked(due_on) if due_on else None
        return {
            "title": first.task.title,
            "system": first.task.system,
            "round": first.row.round,
            "due_on": due_on,
            "days_left": first.days_left,
            "works_on": works_on if works_on != due_on else None,
        } | {name: _places(self.digest, items, self.most) for name, items in groups.items()}


def _group(item: ReminderItem) -> str:
    progress = item.tracked.row.progress
    if progress != "none":
        return progress
    return "not_entered" if item.tracked.told else "not_told"


def _places(digest: Digest, items: Sequence[ReminderItem], most: int | None) -> DigestContent:
    places: dict[str | Message, list[DigestContent]] = {}
    for item in items:
        each = item.tracked
        at = "" if each.told else each.chain.stalled_at(each.line.superior)
        stalled = each.chain.line(at).name if at and at != digest.to else ""
        office = {"name": each.row.name, "note": item.detail.note, "stalled_at": stalled}
        places.setdefault(_place(digest, item), []).append(office)
    many = most is not None and len(items) > most
    return {
        "count": len(items),
        "places": [
            {"place": name, "count": len(found), "offices": [] if many else found} for name, found in places.items()
        ],
    }


def _place(digest: Digest, item: ReminderItem) -> str | Message:
    """Return an office's district or province, whichever tells the recipient's offices apart; "" if it is clear."""
    row = item.tracked.row
    if digest.to in {row.office, row.superior}:
        return ""
    if digest.kind == "province" or not row.province:
        return Message("อ.{district}", district=row.district) if row.district else ""
    return Message("จ.{province}", province=row.province)


class _Deadline(NamedTuple):
    """One deadline: its first item, and the names of the offices that have it."""

    first: ReminderItem
    names: list[str]
    rounds: set[int]


def deadline_parts(digests: Iterable[Digest]) -> list[DigestContent]:
    """Return the deadlines in these digests for a calendar, earliest first.

    Each has ``key``, ``title``, ``rounds`` (their places, "" where the task does not recur), ``system``, ``number``,
    ``subject``, ``due_on``, ``offices`` (names), ``sequence`` (how often it was changed) and ``settled`` (whether
    nobody owes it any more). The key of a task's deadline does not depend on the day, so that a calendar moves the
    entry when the deadline moves; a deadline that only some offices have gets a key of its own, as a round's has.
    """
    found: dict[tuple[str, int], _Deadline] = {}
    # An office has many deadlines: keep its name once, to save memory.
    names: dict[str, str] = {}
    for item in (item for digest in digests for item in digest.items):
        row = item.tracked.row
        if row.due_on:
            deadline = found.setdefault((row.due_on, row.task), _Deadline(item, [], set()))
            deadline.names.append(names.setdefault(row.name, row.name))
            deadline.rounds.update([row.round] if row.round else [])
    return [_deadline(due_on, found[due_on, task]) for due_on, task in sorted(found)]


def _deadline(due_on: str, deadline: _Deadline) -> DigestContent:
    first = deadline.first.tracked
    own = "" if due_on == deadline.first.detail.task_due_on else due_on
    return {
        "key": _deadline_key(task_key(first), own),
        "title": first.task.title,
        "rounds": ", ".join(map(str, sorted(deadline.rounds))),
        "system": first.task.system,
        "number": first.task.letter_number,
        "subject": first.task.subject,
        "due_on": day(due_on),
        "offices": deadline.names,
        "sequence": deadline.first.detail.moves,
        "settled": False,
    }


def settled_parts(settled: Iterable[SettledDeadline]) -> list[DigestContent]:
    """Return the deadlines that nobody owes any more, for a calendar in which they may stand still."""
    return [
        {
            "key": _deadline_key(each.key, "" if each.due_on == each.task_due_on else each.due_on),
            "title": each.title,
            "rounds": each.rounds,
            "system": each.system,
            "number": each.number,
            "subject": each.subject,
            "due_on": day(each.due_on),
            "offices": [],
            "sequence": each.moves + 1,
            "settled": True,
        }
        for each in settled
    ]


def _deadline_key(task: str, own: str) -> str:
    return sha256(f"{task}|{own}".encode()).hexdigest()[:32]
