"""The checks that ask the rules or the list of offices: who owes and was not told, is gone, or cannot be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from circtrack.reports.tracked import Asked, day, tracked
from circtrack.store import check as queries
from circtrack.store.secrecy import classified_chains

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import date

    from circtrack.store.check import Noted


@dataclass(slots=True)
class _Held:
    """What one office holds up: which letter, its name, who waits below it and by when the first of them is due."""

    letter: str
    name: str
    offices: set[str] = field(default_factory=set)
    due_on: str = ""


def untold_near(connection: sqlite3.Connection, today: date, days: int) -> Iterator[Noted]:
    """Where a chain has not come down though its deadline is near or past: one row for each office that holds it up."""
    secret = classified_chains(connection)
    held: dict[tuple[int, str], _Held] = {}
    asked = Asked(today, own_office=queries.own_part(connection), include_secret=True)
    for each in tracked(connection, asked, settled=False):
        if each.told is None and each.days_left is not None and each.days_left <= days:
            by = each.chain.stalled_at(each.line.superior)
            one = held.setdefault((each.task.root, by), _Held(each.task.letter_number, each.chain.line(by).name))
            one.offices.add(each.row.office)
            one.due_on = min(filter(None, (one.due_on, each.row.due_on)))
    for (root, office), one in held.items():
        yield queries.Noted(
            one.letter, root in secret, office, one.name, {"count": len(one.offices), "due_on": day(one.due_on)}
        )


def gone_offices(connection: sqlite3.Connection, today: date) -> Iterator[Noted]:
    """Offices that still owe and that there are no more today, with who took their place ("" where it is not known)."""
    from circtrack.registry.offices import exists, successor, versions

    for row in queries.noted(connection, queries.STILL_OWING):
        known = versions(row.office)
        if known and not any(exists(office, today) for office in known):
            yield row._replace(values={**row.values, "successor": successor(row.office)})


def nobody_owes(connection: sqlite3.Connection) -> Iterator[Noted]:
    """Tasks that no office owes. Where the database is of one part of the country, only if nobody elsewhere does."""
    limited = bool(queries.own_part(connection))
    for row in queries.noted(connection, queries.NOBODY_OWES):
        if not limited or not _owed_elsewhere(connection, row):
            yield row


def _owed_elsewhere(connection: sqlite3.Connection, row: Noted) -> bool:
    from circtrack.registry.expand import audience
    from circtrack.registry.offices import get

    recipients = queries.recipients_of(connection, int(str(row.values["id"])))
    phrase, written_on = str(row.values["audience"]), day(str(row.values["date"]))
    if not phrase:
        return bool(recipients)
    issuer = get(row.office, written_on)
    return issuer is not None and bool(audience(phrase, recipients, issuer, written_on))
