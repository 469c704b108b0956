"""Which tasks a report is about: one of a letter by its place, or those with a title or system that was named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from circtrack.errors import N_, InputError, UnknownError
from circtrack.thai.number_text import bare_text

if TYPE_CHECKING:
    from circtrack.reports.tracked import Asked
    from circtrack.store.owing import OwedTask

_LISTED = 20


def chosen(asked: Asked, known: dict[int, OwedTask]) -> dict[int, OwedTask]:
    """The tasks that were asked for, by their rows.

    Raises:
        InputError: a task's place was named, but no letter.
        UnknownError: there is no such task or system.
    """
    if asked.task:
        known = _of_place(asked, known)
    if asked.title:
        known = _named(known, "title", asked.title, N_("no task has {text} in its title."))
    if asked.system:
        known = _named(known, "system", asked.system, N_("no task is entered in a system that is called {text}."))
    return known


def _of_place(asked: Asked, known: dict[int, OwedTask]) -> dict[int, OwedTask]:
    if asked.letter is None:
        raise InputError("--task {task} needs the letter whose task it is.", task=asked.task)
    fits = {row: task for row, task in known.items() if task.position == asked.task}
    if not fits:
        raise UnknownError(
            "{number} has no task {task}.",
            details=[f"{task.position}. {task.title}" for task in known.values()],
            number=asked.letter.number,
            task=asked.task,
        )
    return fits


def _named(
    known: dict[int, OwedTask], field: Literal["title", "system"], text: str, refusal: str
) -> dict[int, OwedTask]:
    """The tasks with this text in a field, however it is spaced. A text that no task has is a slip, if any is known."""
    part = bare_text(text).casefold()
    fits = {row: task for row, task in known.items() if part in bare_text(getattr(task, field)).casefold()}
    if known and not fits:
        names = dict.fromkeys(filter(None, (getattr(task, field) for task in known.values())))
        raise UnknownError(refusal, details=list(names)[:_LISTED], text=text)
    return fits
