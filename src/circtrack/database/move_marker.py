"""What marks a database into which a move has not brought everything yet (``transfer.move``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, DatabaseError

if TYPE_CHECKING:
    from circtrack.place import Place

OF_FILE = 0x6D6F7665
"""Its ``application_id``: "move" in ASCII."""

OF_SERVER = -1
"""What stands for the version of its tables."""


def refuse_unfinished(mark: int, place: Place) -> None:
    """Refuse a database that has such a mark.

    Raises:
        DatabaseError: it has.
    """
    if mark in (OF_FILE, OF_SERVER):
        raise DatabaseError(
            "{place} is not whole: a move into it is not finished.",
            hint=N_("The same `circtrack move` again goes on where it stopped; --db PATH names another database."),
            place=place,
        )
