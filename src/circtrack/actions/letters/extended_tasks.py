"""Which tasks of a letter an extension names: only their deadlines move. Pure.

An extension names a task by its title or by the system it is entered in, or by the deadline that was (จากเดิม … เป็น …).
The subject of the letter that it extends is no evidence: nearly every extension repeats it, whatever it extends. The
deadlines before any extension are compared, so that it does not matter which letter was recorded first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.duties import make_title_key
from circtrack.thai.deadlines import find_deadlines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from circtrack.store.tasks import RecordedTask

_ALL = re.compile(r"ทุกรายการ|ทั้ง.{1,6}รายการ|ทุกเรื่อง")
# Shorter titles, such as a system's name, are found in texts that mean something else.
_SHORTEST_TITLE = 6


class ExtendedTask(NamedTuple):
    """A task of the extended letter, and its deadline (ISO) before any extension."""

    row: RecordedTask
    first_due: str | None


class Extension(NamedTuple):
    """What an extending letter says: its subject and the titles it states, its text, and its new last day.

    ``extended`` is the subject of the letter that it extends.
    """

    heading: str
    text: str
    written_on: date
    to: date
    extended: str


def find_extended_tasks(tasks: Sequence[ExtendedTask], said: Extension) -> list[RecordedTask] | None:
    """Return the tasks that the letter extends.

    If it names none, all that were due before its new day, where these have one deadline. If none was, all that are
    due on that day: letters below may have set earlier ones.

    Returns:
        The tasks; None if they have different deadlines and the letter does not say which it means.
    """
    if named := _find_named(tasks, said):
        return [task.row for task in named]
    earlier = [task for task in tasks if task.first_due is None or task.first_due < said.to.isoformat()]
    if not earlier:
        return [task.row for task in tasks if task.first_due == said.to.isoformat()]
    return [task.row for task in earlier] if have_one_deadline(earlier) else None


def have_one_deadline(tasks: Iterable[ExtendedTask]) -> bool:
    """Whether these tasks have the same deadline, or the same words for one that is to be counted."""
    return len({task.first_due or (None, task.row.as_written) for task in tasks}) <= 1


def list_tasks_to_choose(tasks: Sequence[RecordedTask]) -> list[str]:
    """Describe tasks for whoever has to choose: place, title and deadline."""
    return [f"{each.position}. {each.title}: {each.due_on or each.as_written or '-'}" for each in tasks]


def _find_named(tasks: Sequence[ExtendedTask], said: Extension) -> list[ExtendedTask]:
    text = _make_key(f"{said.heading} {said.text}", said.extended)
    if _ALL.search(text):
        return list(tasks)
    titled = _find_titled(tasks, text) or _find_in_system(tasks, text)
    dated = _find_dated(tasks, said)
    return [task for task in titled if task in dated] or titled or dated


def _make_key(text: str, extended: str) -> str:
    """Return what a text says but for the extended letter's subject, or the duty that this names (การส่ง…: ส่ง…)."""
    key = make_title_key(text)
    subject = make_title_key(extended).removeprefix("การ")
    return key.replace(subject, " ") if subject else key


def _find_titled(tasks: Sequence[ExtendedTask], text: str) -> list[ExtendedTask]:
    """Find the tasks whose titles the text has; a title within a longer one that it has does not count."""
    found = []
    for task in sorted(tasks, key=lambda each: -len(make_title_key(each.row.title))):
        title = make_title_key(task.row.title)
        if len(title) >= _SHORTEST_TITLE and title in text:
            found.append(task)
            text = text.replace(title, " ")
    return found


def _find_in_system(tasks: Sequence[ExtendedTask], text: str) -> list[ExtendedTask]:
    """Find the tasks of the systems that the text names; none if it names all systems, or no other task has another."""
    named = [task for task in tasks if (system := make_title_key(task.row.system)) and system in text]
    return named if len(named) < len(tasks) else []


def _find_dated(tasks: Sequence[ExtendedTask], said: Extension) -> list[ExtendedTask]:
    """Find the tasks whose present deadline the text names, besides the new one."""
    days = {each.due_on for each in find_deadlines(said.text, written_on=said.written_on)} - {None, said.to}
    iso = {str(day) for day in days}
    return [task for task in tasks if not iso.isdisjoint((task.first_due, task.row.due_on))]
