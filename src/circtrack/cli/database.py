"""The session's database, open to read for as long as a report is written."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from circtrack.errors import UnknownError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from circtrack.cli.session import Session
    from circtrack.database.engine import Connection


def reading(session: Session) -> AbstractContextManager[Connection]:
    """The session's database, open for the length of a block.

    Raises:
        UnknownError: there is no database yet.
        DatabaseError: it is not ours, newer than the program, damaged, or cannot be read.
        LockedError: it stayed locked past the timeout.
    """
    from circtrack.database.open import opened

    return opened(session.database)


def own_office_name(session: Session) -> str:
    """What the office is called whose database this is; "" for the whole country's, or where there is none yet."""
    from circtrack.store.chain import find_standing
    from circtrack.store.settings import get_own_office

    with suppress(UnknownError), reading(session) as connection:
        code = get_own_office(connection)
        line = find_standing(connection, code, session.today.isoformat()) if code else None
        return line[0] if line else code
    return ""
