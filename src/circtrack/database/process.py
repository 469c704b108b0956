"""The state of this process: its time limit for locks, its summaries' words, and whether it has committed a change.

What is to be done with a database that was opened, and in which words a command is summed up, rooms above say.
"""

from __future__ import annotations

import math
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from circtrack.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from circtrack.database.engine import Connection
    from circtrack.errors import Message

TIMEOUT_VARIABLE = "CIRCTRACK_LOCK_TIMEOUT"
_TIMEOUT = 5.0

_committed = False
_say: Callable[[Message], str] = str
_when_opened: list[Callable[[Connection], None]] = []
_before_writing: list[Callable[[Connection], Callable[[Any], None] | None]] = []


def lock_timeout() -> float:
    """Return how many seconds to wait for a lock: ``CIRCTRACK_LOCK_TIMEOUT``, else 5.

    Raises:
        InputError: the variable is not a number of seconds.
    """
    given = os.environ.get(TIMEOUT_VARIABLE)
    if not given:
        return _TIMEOUT
    with suppress(ValueError):
        seconds = float(given)
        if math.isfinite(seconds) and seconds >= 0:
            return seconds
    raise InputError("{variable} is {value}, which is no number of seconds.", variable=TIMEOUT_VARIABLE, value=given)


def when_opened(action: Callable[[Connection], None]) -> None:
    """Have an action done with each connection that is opened from now on; once, however often it is said."""
    if action not in _when_opened:
        _when_opened.append(action)


def before_writing(find: Callable[[Connection], Callable[[Any], None] | None]) -> None:
    """Have something done in a transaction before each command that writes; once, however often it is said.

    ``find`` returns what is to be done, or None.
    """
    if find not in _before_writing:
        _before_writing.append(find)


def list_due(connection: Connection) -> list[Callable[[Any], None]]:
    """Return what is to be done before a command writes through a connection."""
    return [action for find in _before_writing if (action := find(connection))]


def note_opened(connection: Connection) -> None:
    """Do what is to be done with a connection that was opened; its tables are up to date."""
    for action in _when_opened:
        action(connection)


def has_committed() -> bool:
    """Whether this process has committed a change: Ctrl-C can come after that, before the change is reported."""
    return _committed


def note_commit(changed: bool) -> None:
    """Remember that a commit ``changed`` something; once true, it stays true."""
    global _committed  # noqa: PLW0603 - read at the very end, wherever the command was stopped
    _committed |= changed


def say_summaries_with(say: Callable[[Message], str]) -> None:
    """Let the journal sum up what a command did in these words, which are the clerk's; else it is in English."""
    global _say  # noqa: PLW0603 - one process has one clerk
    _say = say


def summary_of(message: Message) -> str:
    """What a command did, as the journal keeps it."""
    return _say(message)
