"""A recorded letter's whole content, to compare one office's version of it with another's, and to put one in force."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from circtrack.store.said import Fact, keep_own

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.store.engine import Connection
    from circtrack.store.write import Transaction

FIELDS = (
    "date", "number_as_written", "date_as_written", "kind", "urgency", "secrecy", "subject", "addressees", "enclosures",
    "signatory", "position", "section", "phones", "email", "text",
)  # fmt: skip
PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "links": ("letter_link", ("type", "number", "date", "issuer", "as_written")),
    "findings": ("finding", ("code", "field", "text", "evidence", "proposal", "taken")),
    "tasks": ("stated_task", ("title", "system", "audience", "due_on", "rule", "as_written")),
}
CONFLICT = "conflict"
"""The code of the findings that are worked out from what offices say; they are no part of a letter's content."""

Content = dict[str, Any]


def as_json(value: object) -> str:
    """JSON that is the same for the same value, whoever writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def content_of(connection: Connection, letter: int) -> Content:
    """What a recorded letter says: its fields, citations, findings, stated tasks and recipients."""
    row = connection.execute(f"SELECT {', '.join(FIELDS)} FROM letter WHERE id = ?", (letter,)).fetchone()
    content: Content = dict(zip(FIELDS, row, strict=True))
    for name, (table, columns) in PARTS.items():
        found = connection.execute(
            f"SELECT {', '.join(columns)} FROM {table} WHERE letter = ? ORDER BY position", (letter,)
        ).fetchall()
        content[name] = [list(each) for each in found if name != "findings" or each[0] != CONFLICT]
    sent = connection.execute("SELECT office FROM delivery WHERE letter = ? ORDER BY office", (letter,))
    content["recipients"] = [office for (office,) in sent]
    return content


def recorded_by(connection: Connection, letter: int) -> str:
    """Whose version of a letter is in force; "" for this database's own."""
    return str(connection.execute("SELECT recorded_by FROM letter WHERE id = ?", (letter,)).fetchone()[0])


def titles_of(connection: Connection, letter: int) -> list[tuple[str, int | None]]:
    """The titles that a letter states, in its order, each with the chain's task that it was taken for."""
    return connection.execute(
        "SELECT title, task FROM stated_task WHERE letter = ? ORDER BY position", (letter,)
    ).fetchall()


def mark_letter(transaction: Transaction, letter: int, said_by: str) -> None:
    """Note whose version of a letter is in force."""
    transaction.update("letter", {"id": letter}, {"recorded_by": said_by})


def replace_content(
    transaction: Transaction, letter: int, content: Content, said_by: str, tasks: Sequence[int | None]
) -> None:
    """Put one office's version of a letter in force.

    Args:
        transaction: The transaction at work.
        letter: The letter's row.
        content: The version; its recipients' offices are stored.
        said_by: Whose it is; "" for this database's own.
        tasks: For each task that it states, the chain's task that it is taken for, None for a new one.
    """
    transaction.update("letter", {"id": letter}, {name: content[name] for name in FIELDS} | {"recorded_by": said_by})
    for name, (table, columns) in PARTS.items():
        transaction.delete_many(table, {"letter": letter})
        rows = [
            {"letter": letter, "position": position, **dict(zip(columns, values, strict=True))}
            for position, values in enumerate(content[name], 1)
        ]
        if name == "tasks":
            rows = [{**row, "task": task} for row, task in zip(rows, tasks, strict=True)]
        transaction.insert_all(table, ("letter", "position"), rows)
    _replace_recipients(transaction, letter, content)


def _replace_recipients(transaction: Transaction, letter: int, content: Content) -> None:
    present = {
        office: (on, number, by)
        for office, on, number, by in transaction.connection.execute(
            "SELECT office, received_on, receive_number, recorded_by FROM delivery WHERE letter = ?", (letter,)
        ).fetchall()
    }
    wanted = dict.fromkeys(content["recipients"])
    for office in sorted(present.keys() - wanted.keys()):
        on, number, by = present[office]
        if on and not by:
            keep_own(transaction, Fact(letter, "", office), as_json({"received_on": on, "receive_number": number}))
        transaction.delete("delivery", {"letter": letter, "office": office})
    for office in sorted(present.keys() & wanted.keys()):
        transaction.update("delivery", {"letter": letter, "office": office}, {"sent_on": content["date"]})
    transaction.insert_all(
        "delivery",
        ("letter", "office"),
        [
            {"letter": letter, "office": office, "sent_on": content["date"]}
            for office in wanted
            if office not in present
        ],
    )


def drop_task(transaction: Transaction, task: int) -> None:
    """Delete a task that no letter states any more, with who owes it."""
    for table in ("obligation", "reminder", "deadline_change"):
        transaction.delete_many(table, {"task": task})
    transaction.delete("task", {"id": task})


def stated_elsewhere(connection: Connection, task: int, letter: int) -> bool:
    """Whether another letter states a task too."""
    row = connection.execute("SELECT 1 FROM stated_task WHERE task = ? AND letter <> ?", (task, letter)).fetchone()
    return row is not None
