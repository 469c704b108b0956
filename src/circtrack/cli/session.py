"""The database and the day that a command line names."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from circtrack.database.process import before_writing, when_opened
from circtrack.errors import InputError
from circtrack.store.added_offices import use_offices_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.place import Place

when_opened(use_offices_of)


def _find_renewal(connection: Connection) -> Callable[[Transaction], None] | None:
    from circtrack.actions.newer_offices import is_list_newer, renew_offices

    return renew_offices if is_list_newer(connection) else None


before_writing(_find_renewal)


class Session:
    """The database and the day that a command line names; each is resolved when it is first needed."""

    def __init__(self, db: str | None = None, today_as_given: str | None = None) -> None:
        self.db = db
        self.today_as_given = today_as_given

    @cached_property
    def today(self) -> date:
        """The day to report for.

        Raises:
            DateError: ``--today`` or ``CIRCTRACK_TODAY`` is not a date.
        """
        from circtrack.clock import today

        return today(self.today_as_given)

    @property
    def database(self) -> Place:
        """The database in force; it need not exist."""
        from circtrack.database.open import database_path

        return database_path(self.db)

    def database_file(self, hint: str) -> Path:
        """Return the path of the database in force, for verbs that work on files only.

        Args:
            hint: How to do the same on a server; a template of the catalogue.

        Raises:
            InputError: the database is on a server.
        """
        if isinstance(place := self.database, Path):
            return place
        raise InputError("{place} is on a server, and this is for files only.", hint=hint, place=place)
