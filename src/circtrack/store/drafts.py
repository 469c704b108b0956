"""Letters that were read and could not be recorded yet, and which files of folders were read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.errors import Message
from circtrack.model import Finding, Letter, Link, ReceiptStamp, Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction


class KeptDraft(NamedTuple):
    """One draft: its number, the letter as far as it was read, and the day on which it was kept.

    ``reason`` is why it was not recorded, where it lacks nothing.
    """

    id: int
    letter: Letter
    kept_on: date
    reason: Message


_COLUMNS = "id, source, line, secrecy, reason, content, text, kept_on"


def list_drafts(connection: Connection) -> list[KeptDraft]:
    """Return all drafts, oldest first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM draft ORDER BY id")
    return [_read_draft(row) for row in rows.fetchall()]


def load_draft(connection: Connection, row: int) -> KeptDraft | None:
    """Return a draft by its number; None if there is none."""
    found = connection.execute(f"SELECT {_COLUMNS} FROM draft WHERE id = ?", (row,)).fetchone()
    return _read_draft(found) if found else None


def find_drafts_of(connection: Connection, own_office: str, letters: Iterable[Letter]) -> dict[str, int]:
    """Return the numbers of the drafts that have these letters' texts, by digest."""
    one_of, values = connection.engine.among("digest", [digest_letter(letter) for letter in letters])
    rows = connection.execute(
        f"SELECT digest, id FROM draft WHERE office IN ('', ?) AND {one_of} ORDER BY id DESC", (own_office, values)
    )
    return dict(rows.fetchall())


def find_recorded_text(connection: Connection, text: str) -> str:
    """Return the number under which a letter with this text is recorded; "" if none is."""
    row = (
        connection.execute("SELECT number FROM letter WHERE text = ? ORDER BY id", (text,)).fetchone() if text else None
    )
    return row[0] if row else ""


def insert_draft(transaction: Transaction, own_office: str, letter: Letter, reason: Message, today: date) -> int:
    """Keep a letter as a draft; return the draft's number."""
    row = transaction.connection.engine.next_row(transaction.connection, "draft")
    key = {"id": row, "office": own_office, "digest": digest_letter(letter)}
    transaction.insert("draft", ("id",), key | _write_draft(letter, reason) | {"kept_on": today.isoformat()})
    return row


def update_draft(transaction: Transaction, row: int, letter: Letter, reason: Message) -> None:
    """Put what is now known of a letter, and what hinders it, in place of what a draft had."""
    transaction.update("draft", {"id": row}, _write_draft(letter, reason))


def delete_draft(transaction: Transaction, row: int) -> None:
    """Delete a draft: it was recorded, or is not wanted."""
    transaction.delete("draft", {"id": row})


def count_classified_drafts(connection: Connection) -> int:
    """Return how many drafts are marked ลับ or higher."""
    return int(connection.execute("SELECT count(*) FROM draft WHERE secrecy <> ''").fetchone()[0])


def digest_letter(letter: Letter) -> str:
    """Return what tells a letter's text from others; of one without a text, its fields."""
    text = letter.text or json.dumps(_to_json(letter), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def list_read_files(connection: Connection, own_office: str, digests: Sequence[str]) -> set[str]:
    """Return which of some files, by the SHA-256 of their content, were read."""
    one_of, values = connection.engine.among("digest", digests)
    query = f"SELECT digest FROM file_read WHERE office IN ('', ?) AND {one_of}"
    return {row[0] for row in connection.execute(query, (own_office, values)).fetchall()}


def insert_read_files(transaction: Transaction, own_office: str, files: Mapping[str, str], today: date) -> None:
    """Note that files were read: their names by the SHA-256 of their content."""
    known = list_read_files(transaction.connection, own_office, list(files))
    rows = [
        {"office": own_office, "digest": digest, "name": name, "read_on": today.isoformat()}
        for digest, name in files.items()
        if digest not in known
    ]
    transaction.insert_all("file_read", ("office", "digest"), rows)


def list_lacking(letter: Letter) -> list[str]:
    """List what a letter lacks without which none can be recorded."""
    return [name for name in ("number", "date", "issuer") if not getattr(letter, name)]


def _write_draft(letter: Letter, reason: Message) -> dict[str, Any]:
    said = [reason.template, {name: str(value) for name, value in reason.values.items()}] if reason else []
    return {
        "source": letter.source,
        "line": letter.line,
        "secrecy": letter.secrecy,
        "reason": json.dumps(said, ensure_ascii=False) if said else "",
        "content": json.dumps(_to_json(letter), ensure_ascii=False, separators=(",", ":")),
        "text": letter.text,
    }


def _to_json(letter: Letter) -> dict[str, Any]:
    fields = asdict(letter)
    del fields["text"]
    return json.loads(json.dumps(fields, default=date.isoformat))  # type: ignore[no-any-return]  # it is an object


def _read_draft(row: Sequence[Any]) -> KeptDraft:
    number, source, line, secrecy, reason, content, text, kept_on = row
    letter = replace(_read_letter(content), source=source, line=line, secrecy=secrecy, text=text)
    try:
        template, values = json.loads(reason) if reason else ("", {})
        why = Message(template, **values)
        str(why)
    except (ValueError, TypeError, LookupError):
        why = Message("")
    return KeptDraft(number, letter, date.fromisoformat(kept_on), why)


def _read_letter(content: str) -> Letter:
    """Read what was kept of a letter. An import can bring anything: of what is no letter only the text is left."""
    try:
        fields = json.loads(content)
        return Letter(**fields | {
            **{name: tuple(value) for name, value in fields.items() if isinstance(value, list)},
            "date": _read_day(fields["date"]),
            "links": tuple(Link(**each | {"date": _read_day(each["date"])}) for each in fields["links"]),
            "tasks": tuple(Task(**each | {"due_on": _read_day(each["due_on"])}) for each in fields["tasks"]),
            "findings": tuple(Finding(**each) for each in fields["findings"]),
                "receipt": ReceiptStamp(**fields["receipt"] | {"on": _read_day(fields["receipt"]["on"])}),
        })  # fmt: skip
    except (ValueError, TypeError, LookupError):
        return Letter()


def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
