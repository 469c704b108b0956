"""What refers to a recorded letter: given to another letter, or taken away, when the letter itself goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.store.corrections import LostReceipt, add_former_keys, load_former_keys, replace_number
from circtrack.store.letters import add_number
from circtrack.store.recorded_rounds import load_recorded_rounds, merge_recorded, write_recorded_rounds
from circtrack.store.tasks import load_deadline_changes, load_obligations

if TYPE_CHECKING:
    from collections.abc import Callable

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.tasks import RecordedObligation


class Received(NamedTuple):
    """A delivery with what is recorded of its receipt. Days are ISO text or None."""

    office: str
    sent_on: str
    received_on: str | None
    receive_number: str | None
    recorded_by: str


def list_children(connection: Connection, letter: int) -> list[int]:
    """Return the letters that pass this one on."""
    return [row for (row,) in connection.execute("SELECT id FROM letter WHERE parent = ? ORDER BY id", (letter,))]


def list_received(connection: Connection, letter: int) -> list[Received]:
    """Return the deliveries of a letter with their receipts."""
    rows = connection.execute(
        "SELECT office, sent_on, received_on, receive_number, recorded_by FROM delivery"
        " WHERE letter = ? ORDER BY office",
        (letter,),
    )
    return [Received._make(row) for row in rows]


def list_receipts_of(connection: Connection, letter: int) -> list[LostReceipt]:
    """Return the recorded receipts of a letter."""
    return [
        LostReceipt(each.office, each.received_on, each.receive_number or "")
        for each in list_received(connection, letter)
        if each.received_on
    ]


def give_numbers(transaction: Transaction, letter: int, to: int) -> None:
    """Let another letter be found by all numbers of this one, and be known by its keys."""
    connection = transaction.connection
    for number, source in connection.execute(
        "SELECT number, source FROM letter_number WHERE letter = ? ORDER BY number", (letter,)
    ).fetchall():
        if source == "own":
            replace_number(transaction, to, number, source)
        else:
            add_number(transaction, to, number, source)
    own = connection.execute("SELECT issuer, year_be, number FROM letter WHERE id = ?", (letter,)).fetchone()
    add_former_keys(transaction, to, [*load_former_keys(connection, letter), tuple(own)])


def give_references(transaction: Transaction, letter: int, to: int) -> None:
    """Let everything that names this letter as its reason, register entry or subject name another one."""
    connection = transaction.connection
    closed = connection.execute(
        "SELECT task, office FROM obligation WHERE closed_by = ? ORDER BY task, office", (letter,)
    )
    for task, office in closed.fetchall():
        transaction.update("obligation", {"task": task, "office": office}, {"closed_by": to})
    rounds = connection.execute(
        "SELECT task, round, office FROM obligation_round WHERE closed_by = ? ORDER BY task, round, office", (letter,)
    )
    for task, name, office in rounds.fetchall():
        transaction.update("obligation_round", {"task": task, "round": name, "office": office}, {"closed_by": to})
    for (row,) in connection.execute(
        "SELECT id FROM deadline_change WHERE letter = ? ORDER BY id", (letter,)
    ).fetchall():
        transaction.update("deadline_change", {"id": row}, {"letter": to})
    for key, _ in _list_entries(connection, letter):
        transaction.update("register_entry", key, {"letter": to})
    said = connection.execute(
        "SELECT task, office, said_by, value, stamp FROM said WHERE letter = ? ORDER BY task, office, said_by, value",
        (letter,),
    ).fetchall()
    for task, office, said_by, value, stamp in said:
        key = {"task": task, "office": office, "said_by": said_by, "value": value}
        transaction.delete("said", {"letter": letter, **key})
        present = connection.execute(
            "SELECT 1 FROM said WHERE letter = ? AND task = ? AND office = ? AND said_by = ? AND value = ?",
            (to, *key.values()),
        ).fetchone()
        if present is None:
            transaction.insert("said", ("letter", *key), {"letter": to, **key, "stamp": stamp})


def give_recipients(transaction: Transaction, letter: int, to: int) -> list[tuple[str, str, str]]:
    """Let another letter have the deliveries of this one too.

    Returns:
        Office and both days (ISO) of the receipts that contradict each other; the other letter's stays.
    """
    present = {each.office: each for each in list_received(transaction.connection, to)}
    sent_on, root = transaction.connection.execute("SELECT date, root FROM letter WHERE id = ?", (to,)).fetchone()
    contradictions = []
    for each in list_received(transaction.connection, letter):
        own = present.get(each.office)
        values = {name: value for name, value in each._asdict().items() if name not in {"office", "sent_on"}}
        if own is None:
            row = {"letter": to, "office": each.office, "sent_on": sent_on, "root": root, **values}
            transaction.insert("delivery", ("letter", "office"), row)
        elif own.received_on is None and each.received_on:
            transaction.update("delivery", {"letter": to, "office": each.office}, values)
        elif own.received_on and each.received_on and own.received_on != each.received_on:
            contradictions.append((each.office, each.received_on, own.received_on))
    return contradictions


def merge_tasks(
    transaction: Transaction,
    task: int,
    into: int,
    prefer: Callable[[RecordedObligation, RecordedObligation], RecordedObligation],
) -> None:
    """Let one task of a chain be another one: what is recorded of both is kept, of two records the preferred one."""
    connection = transaction.connection
    present = load_obligations(connection, into)
    for office, row in load_obligations(connection, task).items():
        own = present.get(office)
        if own is None:
            transaction.insert("obligation", ("task", "office"), {"task": into, "office": office, **row._asdict()})
        elif (kept := prefer(own, row)) != own:
            values = kept._replace(due_on=own.due_on)._asdict()
            transaction.update("obligation", {"task": into, "office": office}, values)
    for change in load_deadline_changes(connection, task):
        if change.agreed:
            transaction.update("deadline_change", {"id": change.id}, {"task": into})
    places = connection.execute(
        "SELECT letter, position FROM stated_task WHERE task = ? ORDER BY letter, position", (task,)
    ).fetchall()
    for letter, position in places:
        transaction.update("stated_task", {"letter": letter, "position": position}, {"task": into})
    recorded, also = load_recorded_rounds(connection, into), load_recorded_rounds(connection, task)
    write_recorded_rounds(transaction, into, recorded, merge_recorded(recorded, also, prefer))
    for table in ("obligation", "obligation_round", "reminder", "deadline_change"):
        transaction.delete_many(table, {"task": task})
    transaction.delete("task", {"id": task})


def rehang_tasks(transaction: Transaction, letter: int) -> None:
    """Put the tasks that stand under this letter under the root of another one that states them."""
    connection = transaction.connection
    for (task,) in connection.execute("SELECT id FROM task WHERE letter = ? ORDER BY position", (letter,)).fetchall():
        (root,) = connection.execute(
            "SELECT l.root FROM stated_task AS s JOIN letter AS l ON l.id = s.letter WHERE s.task = ? AND l.root <> ?"
            " ORDER BY l.date, l.number, l.issuer, l.id LIMIT 1",
            (task, letter),
        ).fetchone()
        (last,) = connection.execute("SELECT coalesce(max(position), 0) FROM task WHERE letter = ?", (root,)).fetchone()
        transaction.update("task", {"id": task}, {"letter": root, "position": last + 1})


def free_from(transaction: Transaction, letter: int) -> None:
    """Take back what this letter closed or moved: the obligations are owed again, the deadlines stand as before."""
    connection = transaction.connection
    closed = connection.execute(
        "SELECT task, office, note FROM obligation WHERE closed_by = ? ORDER BY task, office", (letter,)
    ).fetchall()
    for task, office, note in closed:
        key = {"task": task, "office": office}
        transaction.update("obligation", key, {**_owed_again(note), "exempt_from": None})
    rounds = connection.execute(
        "SELECT task, round, office, note FROM obligation_round WHERE closed_by = ? ORDER BY task, round, office",
        (letter,),
    )
    for task, name, office, note in rounds.fetchall():
        key = {"task": task, "round": name, "office": office}
        transaction.update("obligation_round", key, _owed_again(note))
    for (row,) in connection.execute(
        "SELECT id FROM deadline_change WHERE letter = ? ORDER BY id", (letter,)
    ).fetchall():
        transaction.delete("deadline_change", {"id": row})


def _owed_again(note: str | None) -> dict[str, object]:
    return {
        "progress": "none",
        "done_on": None,
        "closed_by": None,
        "note": (note or "").partition("; ")[2] or None,
    }


def free_register(transaction: Transaction, letter: int) -> None:
    """Let the numbers that registers gave to a letter stay given, with what the letter was written beside them."""
    number, day, subject, issuer = transaction.connection.execute(
        "SELECT l.number, l.date, l.subject, coalesce(v.name, l.issuer) FROM letter AS l"
        " LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until"
        " WHERE l.id = ?",
        (letter,),
    ).fetchone()
    for key, written in _list_entries(transaction.connection, letter):
        values = {
            name: own or value for (name, own), value in zip(written.items(), (number, issuer, subject), strict=True)
        }
        transaction.update("register_entry", key, {"letter": None, "letter_date": day, **values})


def delete_letter(transaction: Transaction, letter: int) -> None:
    """Delete a letter to which nothing refers any more, with all that it states."""
    for table in ("said", "letter_number", "letter_link", "finding", "stated_task", "delivery"):
        # On a server a role may not even ask to delete what bundles brought.
        if transaction.connection.execute(f"SELECT 1 FROM {table} WHERE letter = ?", (letter,)).fetchone():
            transaction.delete_many(table, {"letter": letter})
    transaction.delete("letter", {"id": letter})


_ENTRY_KEY = ("office", "direction", "classified", "circular", "year_be", "number")
_ENTRY_WRITTEN = ("letter_number", "sender", "subject")
_ENTRIES = (
    f"SELECT {', '.join(_ENTRY_KEY)}, {', '.join(_ENTRY_WRITTEN)} FROM register_entry WHERE letter = ?"
    " ORDER BY office, direction, year_be, number"
)


def _list_entries(connection: Connection, letter: int) -> list[tuple[dict[str, object], dict[str, str]]]:
    """Return the register entries of a letter: their keys, and what is written in them of the letter."""
    split = len(_ENTRY_KEY)
    return [
        (dict(zip(_ENTRY_KEY, row[:split], strict=True)), dict(zip(_ENTRY_WRITTEN, row[split:], strict=True)))
        for row in connection.execute(_ENTRIES, (letter,)).fetchall()
    ]
