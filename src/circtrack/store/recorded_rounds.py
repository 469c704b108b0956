"""What is recorded of the rounds of a task, all of it: for a chain that is worked out anew, tasks that become one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circtrack.store.tasks import RecordedObligation

if TYPE_CHECKING:
    from collections.abc import Callable

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction

    Prefer = Callable[[RecordedObligation, RecordedObligation], RecordedObligation]

_OF_ALL_ROUNDS = ("exempt_from", "rule", "kinds")

RoundRecords = dict[tuple[str, str], RecordedObligation]
"""What is recorded of a task's rounds, by office and the round's name."""


def load_recorded_rounds(connection: Connection, task: int) -> RoundRecords:
    """Return what is recorded of a task's rounds."""
    rows = connection.execute(
        "SELECT office, round, progress, done_on, due_on, note, closed_by, recorded_by FROM obligation_round"
        " WHERE task = ? ORDER BY round, office",
        (task,),
    )
    return {(office, name): RecordedObligation(*row) for office, name, *row in rows}


def write_recorded_rounds(transaction: Transaction, task: int, present: RoundRecords, wanted: RoundRecords) -> None:
    """Let what is recorded of a task's rounds be as wanted, where it is not present so."""
    for office, name in present.keys() - wanted.keys():
        transaction.delete("obligation_round", {"task": task, "round": name, "office": office})
    for (office, name), row in wanted.items():
        if (office, name) in present and present[office, name] != row:
            key = {"task": task, "round": name, "office": office}
            transaction.update("obligation_round", key, _make_columns(row))
    new = [
        {"task": task, "round": name, "office": office, **_make_columns(row)}
        for (office, name), row in sorted(wanted.items())
        if (office, name) not in present
    ]
    transaction.insert_all("obligation_round", ("task", "round", "office"), new)


def _make_columns(row: RecordedObligation) -> dict[str, Any]:
    return {name: value for name, value in row._asdict().items() if name not in _OF_ALL_ROUNDS}


def merge_recorded(one: RoundRecords, other: RoundRecords, prefer: Prefer) -> RoundRecords:
    """Return what is recorded in either; of two records of one round the preferred one, with the first's deadline."""
    merged = dict(one)
    for key, row in other.items():
        merged[key] = prefer(one[key], row)._replace(due_on=one[key].due_on) if key in one else row
    return merged
