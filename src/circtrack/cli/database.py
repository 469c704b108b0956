"""Open the session's database to read."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from circtrack.errors import UnknownError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from circtrack.cli.session import Session
    from circtrack.database.engine import Connection


def reading(session: Session) -> AbstractContextManager[Connection]:
    """Open the session's database to read, for the length of a block.

    Raises:
        UnknownError: there is no database yet.
        DatabaseError: the database is not ours, is newer than the program, is damaged, or cannot be read.
        LockedError: the database stayed locked past the timeout.
    """
    from circtrack.database.open import opened

    return opened(session.database)


def know_offices(session: Session) -> None:
    """Make the offices known that were added to the session's database, if there is one."""
    with suppress(UnknownError), reading(session):
        pass


def own_office_name(session: Session) -> str:
    """Return the name of the database's own office; "" if it is of the whole country or does not exist yet."""
    from circtrack.store.chain import find_standing
    from circtrack.store.settings import get_own_office

    with suppress(UnknownError), reading(session) as connection:
        code = get_own_office(connection)
        line = find_standing(connection, code, session.today.isoformat()) if code else None
        return line[0] if line else code
    return ""
