"""The marks of a database into which a move has not copied everything yet (``transfer.move``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, DatabaseError

if TYPE_CHECKING:
    from circtrack.place import Place

OF_FILE = 0x6D6F7665
"""The ``application_id`` of such a file: "move" in ASCII."""

OF_SERVER = -1
"""The version of the tables of such a database on a server."""


def reject_unfinished(mark: int, place: Place) -> None:
    """Reject a database with such a mark.

    Raises:
        DatabaseError: a move into the database is not finished.
    """
    if mark in (OF_FILE, OF_SERVER):
        raise DatabaseError(
            "{place} is not whole: a move into it is not finished.",
            hint=N_("The same `circtrack move` again goes on where it stopped; --db PATH names another database."),
            place=place,
        )
