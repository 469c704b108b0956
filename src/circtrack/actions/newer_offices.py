"""Bring a database up to date with a newer list of the country's offices: whose rounds are whose may have changed.

What is asked once is owed by the offices of the letter's day, which no newer list changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_
from circtrack.registry.edition import EDITION
from circtrack.store.rounds import has_rounds_of_older_list, list_recurring
from circtrack.store.settings import get_own_office, set_edition

if TYPE_CHECKING:
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction


def is_list_newer(connection: Connection) -> bool:
    """Whether rounds are owed by offices of an older list. Who runs a server brings it up to date, no role can."""
    return not connection.engine.granted(connection).role and has_rounds_of_older_list(connection, EDITION)


def renew_offices(transaction: Transaction) -> None:
    """Store the offices as the list now has them, and work out again the chains that ask for something by rounds."""
    from circtrack.actions.letters.chains import work_out_again
    from circtrack.actions.offices import store_known_offices
    from circtrack.store.offices import list_codes
    from circtrack.store.tasks import load_task_rows

    connection = transaction.connection
    store_known_offices(transaction, list_codes(connection))
    tasks = load_task_rows(connection, set(list_recurring(connection)))
    for root in sorted({task.letter for task in tasks.values()}):
        work_out_again(transaction, root, get_own_office(connection))
    transaction.say(N_("the list of offices is newer: who owes rounds is worked out again"))
    set_edition(connection, EDITION)
