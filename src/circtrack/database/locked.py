"""The errors for a database that others keep locked, the same on both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.database.process import has_committed, lock_timeout
from circtrack.errors import N_, LockedError

if TYPE_CHECKING:
    from circtrack.place import Place


def make_in_use_error(place: Place) -> LockedError:
    """Return the error for a database that another program kept locked past the timeout."""
    return LockedError(
        "The database {path} is in use: another program has kept it locked for {seconds} seconds.",
        hint=N_("What was recorded before is kept. `circtrack log` shows what.")
        if has_committed()
        else N_("Wait for it to finish, or end it, and run the command again; nothing was changed."),
        path=place,
        seconds=f"{lock_timeout():g}",
    )


def make_sending_error(place: Place) -> LockedError:
    """Return the error for a database from which another program was sending reminders past the timeout."""
    return LockedError(
        "Another program has been sending reminders from {path} for {seconds} seconds.",
        hint=N_("Wait for it to finish, and run the command again; nothing was said twice."),
        path=place,
        seconds=f"{lock_timeout():g}",
    )
