"""Turn the options of a report into its scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from circtrack.cli.session import Session
    from circtrack.database.engine import Connection
    from circtrack.reports.tracked import ReportScope


def asked_for(
    connection: Connection, session: Session, letter: str, under: str, *, include_secret: bool
) -> ReportScope:
    """Return the scope with the letter and the office that the options name; "" means all.

    Raises:
        UnknownError: no letter or office fits.
        AmbiguousError: several letters or offices fit.
    """
    from circtrack.reports.tracked import ReportScope
    from circtrack.store.settings import get_own_office

    own = get_own_office(connection)
    code, found = "", None
    if under:
        from circtrack.registry.find import find_office

        code = find_office(under, session.today, under=own).code
    if letter:
        from circtrack.store.find_letter import find_letter

        found = find_letter(connection, letter, own_office=own, include_secret=include_secret)
    return ReportScope(session.today, found, code, own, include_secret=include_secret)
