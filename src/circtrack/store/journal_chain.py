"""The journal's chain of hashes: a row that was altered, taken out or slipped in shows.

Each row's hash is the SHA-256 of the hash before it and of the row itself. The first hash takes in every row from
before there were hashes. How far the chain goes is kept beside it, so that a cut at its end shows too. This guards
against accidents and careless hands, not against someone who computes every hash anew.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.store.engine import engine_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from circtrack.store.engine import Connection

AT_ONCE = 100
"""So many rows are fetched at once: one can be as long as a book."""

_FIELDS = ("id", "at", "who", "command", "summary", "changes", "undoes")


class Broken(NamedTuple):
    """Where the chain does not hold: the journal row (the first one that is wrong), and how.

    ``how`` is ``altered`` (the row is not what its hash covers), ``missing`` (rows before it, or the last ones, are
    gone) or ``unhashed`` (a row without a hash stands among those that have one).
    """

    row: int
    how: str


def append(connection: Connection, row: Mapping[str, Any]) -> None:
    """Write one journal row behind the last, with its hash. To be called under the write lock."""
    if engine_of(connection).append_journal(connection, row):
        return
    last, before = _last(connection)
    whole = {"id": last + 1, **row}
    whole["hash"] = _hash(before, tuple(whole[name] for name in _FIELDS))
    connection.execute(
        f"INSERT INTO journal ({', '.join(whole)}) VALUES ({', '.join('?' * len(whole))})", tuple(whole.values())
    )
    connection.execute(
        "INSERT INTO journal_head (only_row, journal, hash) VALUES (1, ?, ?)"
        " ON CONFLICT (only_row) DO UPDATE SET journal = excluded.journal, hash = excluded.hash",
        (whole["id"], whole["hash"]),
    )


def broken(connection: Connection) -> Iterator[Broken]:
    """Where the journal is not what was written; nothing where all is well."""
    if engine_of(connection).granted(connection).role:
        return  # it sees its own rows; that they stand in line is the server's doing
    before, last, last_hash = "", 0, ""
    query = f"SELECT {', '.join(_FIELDS)}, hash FROM journal ORDER BY id"
    rows = engine_of(connection).stream(connection, query, at_once=AT_ONCE)
    for *fields, kept in rows:
        if fields[0] != last + 1:
            yield Broken(fields[0], "missing")
        computed = _hash(before, tuple(fields))
        if kept:
            if kept != computed:
                yield Broken(fields[0], "altered")
            before = kept
        elif last_hash:
            yield Broken(fields[0], "unhashed")
        else:
            before = computed
        last, last_hash = fields[0], kept
    head = connection.execute("SELECT journal, hash FROM journal_head").fetchone() or (0, "")
    if last_hash and head != (last, last_hash):
        yield Broken(max(head[0], last), "missing")
    elif head[0] > last:
        yield Broken(head[0], "missing")


def _last(connection: Connection) -> tuple[int, str]:
    """The last row's number and its hash; what its hash would be where it has none."""
    row = connection.execute("SELECT id, hash FROM journal WHERE id = (SELECT max(id) FROM journal)").fetchone()
    if row is None:
        return 0, ""
    if row[1]:
        return int(row[0]), str(row[1])
    before = ""
    for fields in connection.execute(f"SELECT {', '.join(_FIELDS)} FROM journal ORDER BY id"):
        before = _hash(before, fields)
    return int(row[0]), before


def _hash(before: str, fields: tuple[Any, ...]) -> str:
    import hashlib

    text = json.dumps([before, *fields], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
