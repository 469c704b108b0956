"""What is to be done whenever a database was opened, to read or to write: rooms above say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from circtrack.database.engine import Connection

_actions: list[Callable[[Connection], None]] = []


def when_opened(action: Callable[[Connection], None]) -> None:
    """Have an action done with each connection that is opened from now on; once, however often it is said."""
    if action not in _actions:
        _actions.append(action)


def note_opened(connection: Connection) -> None:
    """Do what is to be done with a connection that was opened; its tables are up to date."""
    for action in _actions:
        action(connection)
