"""The content of a digest for its templates: letters, their tasks, and who owes each, grouped by progress."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.errors import Message
from circtrack.reports.reminders import task_key
from circtrack.reports.tracked import day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from circtrack.reports.reminders import Digest, ReminderItem

DigestContent = dict[str, Any]

GROUPS = ("not_entered", "incomplete", "blocked", "not_told")
"""The groups of offices that owe: nothing entered, fields left blank, kept from entering (with a note), not told."""


def digest_parts(digest: Digest, today: date) -> DigestContent:
    """Return the values that a digest's templates use: plain values and messages, by name.

    ``to`` and ``to_code`` are who must act; ``today``; ``offices`` how many owe; ``overdue`` how many obligations are
    past their deadline; ``next_due`` the earliest deadline or None; ``letters``, each with ``number``, ``date``,
    ``issuer``, ``subject`` and ``tasks``: ``title``, ``system``, ``due_on``, ``days_left`` and the four ``GROUPS``.
    A group has ``count`` and ``places``. A place has its name ``place`` ("" if the recipient has only one) and
    ``offices`` with ``name``, ``note`` and ``stalled_at`` ("" if the office was told).
    """
    dues = [day(item.tracked.row.due_on) for item in digest.items if item.tracked.row.due_on]
    letters: dict[int, list[ReminderItem]] = {}
    for item in digest.items:
        letters.setdefault(item.tracked.task.root, []).append(item)
    return {
        "to": digest.name,
        "to_code": digest.to,
        "today": today,
        "offices": len({item.tracked.row.office for item in digest.items}),
        "overdue": sum(item.tracked.state == "overdue" for item in digest.items),
        "next_due": min(dues, default=None),
        "letters": [_letter(digest, items) for items in letters.values()],
    }


def _letter(digest: Digest, items: Sequence[ReminderItem]) -> DigestContent:
    first = items[0].tracked
    tasks: dict[tuple[int, str], list[ReminderItem]] = {}
    for item in items:
        tasks.setdefault((item.tracked.row.task, item.tracked.row.due_on or ""), []).append(item)
    return {
        "number": first.task.letter_number,
        "date": day(first.task.letter_date),
        "issuer": first.chain.line(first.chain.issuer).name,
        "subject": first.task.subject,
        "tasks": [_task(digest, items) for items in tasks.values()],
    }


def _task(digest: Digest, items: Sequence[ReminderItem]) -> DigestContent:
    first = items[0].tracked
    groups: dict[str, list[ReminderItem]] = {name: [] for name in GROUPS}
    for item in items:
        groups[_group(item)].append(item)
    return {
        "title": first.task.title,
        "system": first.task.system,
        "due_on": day(first.row.due_on) if first.row.due_on else None,
        "days_left": first.days_left,
    } | {name: _places(digest, items) for name, items in groups.items()}


def _group(item: ReminderItem) -> str:
    progress = item.tracked.row.progress
    if progress != "none":
        return progress
    return "not_entered" if item.tracked.told else "not_told"


def _places(digest: Digest, items: Sequence[ReminderItem]) -> DigestContent:
    places: dict[str | Message, list[DigestContent]] = {}
    for item in items:
        each = item.tracked
        stalled = "" if each.told else each.chain.line(each.chain.stalled_at(each.line.superior)).name
        office = {"name": each.row.name, "note": item.detail.note, "stalled_at": stalled}
        places.setdefault(_place(digest, item), []).append(office)
    return {"count": len(items), "places": [{"place": name, "offices": found} for name, found in places.items()]}


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


def deadline_parts(digests: Iterable[Digest]) -> list[DigestContent]:
    """Return the deadlines in these digests for a calendar, earliest first.

    Each has ``key``, ``title``, ``system``, ``number``, ``subject``, ``due_on`` and ``offices`` (names). The key of a
    task's deadline does not depend on the day, so that a calendar moves the entry when the deadline moves; a deadline
    that only some offices have gets a key of its own.
    """
    found: dict[tuple[str, int], _Deadline] = {}
    # An office has many deadlines: keep its name once, to save memory.
    names: dict[str, str] = {}
    for item in (item for digest in digests for item in digest.items):
        row = item.tracked.row
        if row.due_on:
            deadline = found.setdefault((row.due_on, row.task), _Deadline(item, []))
            deadline.names.append(names.setdefault(row.name, row.name))
    return [_deadline(due_on, found[due_on, task]) for due_on, task in sorted(found)]


def _deadline(due_on: str, deadline: _Deadline) -> DigestContent:
    first = deadline.first.tracked
    own = "" if due_on == deadline.first.detail.task_due_on else due_on
    return {
        "key": sha256(f"{task_key(first)}|{own}".encode()).hexdigest()[:32],
        "title": first.task.title,
        "system": first.task.system,
        "number": first.task.letter_number,
        "subject": first.task.subject,
        "due_on": day(due_on),
        "offices": deadline.names,
    }
