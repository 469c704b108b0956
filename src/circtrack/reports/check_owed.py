"""The checks that ask the rules or the list of offices: who owes and was not told, is gone, or cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING

from circtrack.reports.tracked import day, load_chain
from circtrack.store import check as queries
from circtrack.store.owing import untold
from circtrack.store.secrecy import classified_chains

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.database.engine import Connection
    from circtrack.store.check import Noted


@dataclass(slots=True)
class _Held:
    """What one office holds up: which letter, its name, how many wait below it, by when the first of them is due."""

    letter: str
    name: str
    offices: int
    due_on: str


def untold_near(connection: Connection, today: date, days: int) -> Iterator[Noted]:
    """Where a chain has not come down though its deadline is near or past: one row for each office that holds it up."""
    secret = classified_chains(connection)
    own = queries.own_part(connection)
    last = today + timedelta(days=min(days, (date.max - today).days))
    chain_of = cache(partial(load_chain, connection))
    held: dict[tuple[int, str], _Held] = {}
    for each in untold(connection, last.isoformat(), own):
        chain = chain_of(each.root)
        if own and each.office != own and own not in chain.from_here_up(each.superior):
            continue
        by = chain.stalled_at(each.superior)
        one = held.setdefault((each.root, by), _Held(each.letter, chain.line(by).name, 0, each.due_on))
        one.offices += each.offices
        one.due_on = min(one.due_on, each.due_on)
    for (root, office), one in held.items():
        yield queries.Noted(
            one.letter, root in secret, office, one.name, {"count": one.offices, "due_on": day(one.due_on)}
        )


def gone_offices(connection: Connection, today: date) -> Iterator[Noted]:
    """Offices that still owe and that there are no more today, with who took their place ("" where it is not known)."""
    from circtrack.registry.offices import exists, successor, versions

    gone = []
    for code in queries.still_owing(connection):
        known = versions(code)
        if known and not any(exists(office, today) for office in known):
            gone.append(code)
    for row in queries.owed_by(connection, gone) if gone else ():
        yield row._replace(values={**row.values, "successor": successor(row.office)})


def nobody_owes(connection: Connection) -> Iterator[Noted]:
    """Tasks that no office owes. Where the database is of one part of the country, only if nobody elsewhere does."""
    limited = bool(queries.own_part(connection))
    for row in queries.noted(connection, queries.NOBODY_OWES):
        if not limited or not _owed_elsewhere(connection, row):
            yield row


def _owed_elsewhere(connection: Connection, row: Noted) -> bool:
    from circtrack.registry.expand import audience
    from circtrack.registry.offices import get

    recipients = queries.recipients_of(connection, int(str(row.values["id"])))
    phrase, written_on = str(row.values["audience"]), day(str(row.values["date"]))
    if not phrase:
        return bool(recipients)
    issuer = get(row.office, written_on)
    return issuer is not None and bool(audience(phrase, recipients, issuer, written_on))
