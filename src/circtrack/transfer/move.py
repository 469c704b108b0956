"""Move a database as it is, from a file to a server or back: every row, with its journal.

The source is read in one snapshot, and not written to. Rows are committed in the target batch by batch, each batch
together with the position reached, so that an interrupted move continues where it stopped. Until everything was
compared, the target cannot be used as a database, and whoever opens it learns why.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from circtrack.database import schema
from circtrack.database.integrity import find_faults
from circtrack.database.migrate import migrate
from circtrack.database.open import open_for_reading, translated_errors
from circtrack.database.sqlite.connection import SqliteConnection, connect, make_no_database_error, open_read_only
from circtrack.errors import N_, ConflictError, DatabaseError, InputError
from circtrack.transfer.copy_rows import copy_rows, find_different_tables
from circtrack.transfer.move_targets import MoveMarker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from circtrack.database.engine import Connection
    from circtrack.place import Place
    from circtrack.transfer.move_targets import MoveTarget


class MoveResult(NamedTuple):
    """How many rows were moved, and how many of them by an earlier move that was interrupted."""

    rows: int
    before: int


def move(
    source: Place, target: Place, compare: Callable[[Connection, Connection], None], *, anew: bool = False
) -> MoveResult:
    """Fill an empty database with everything from another one, and verify that both are the same.

    Args:
        source: The database to move. It stays as it is.
        target: A new or empty database, or one that an earlier move of the same source left unfinished.
        compare: Compares the reports of both, and raises where they differ.
        anew: Whether to discard what an earlier move copied.

    Raises:
        InputError: source and target are the same.
        UnknownError: the source does not exist.
        ConflictError: the target holds something else, or the source was changed after the move began.
        DatabaseError: one of them cannot be used, or the rows in the target differ from the source's.
        LockedError: one of them stayed locked past the timeout.
    """
    if _is_same(source, target):
        raise InputError("{place} is the database that is to be moved: name another with --to.", place=target)
    with translated_errors(source), _open_snapshot(source) as snapshot:
        origin = _compute_origin(snapshot)
        with translated_errors(target), _open_target(target, origin, anew=anew) as destination:
            marker = MoveMarker(destination, target)
            start = marker.read(origin, source)
            marker.take_turn()
            end = copy_rows(snapshot, destination.connection, start, marker.keep)
            marker.keep_last(end)
            destination.begin_reading()
            different = list(find_different_tables(snapshot, destination.connection))
            if different:
                raise DatabaseError(
                    "What came to {place} is not what was sent: {tables} differ. Nothing uses it.",
                    hint=N_("--anew begins again."),
                    place=target,
                    tables=", ".join(different),
                )
            compare(snapshot, destination.connection)
            destination.connection.execute("COMMIT")
            _refuse_changed(source, origin)
            marker.take_turn()
            marker.drop()
            destination.finish()
    return MoveResult(end.rows, start.rows)


def _is_same(source: Place, target: Place) -> bool:
    if isinstance(source, Path) and isinstance(target, Path):
        return source.absolute() == target.absolute() or (
            source.exists() and target.exists() and source.samefile(target)
        )
    return source == target


def _open_target(target: Place, origin: str, *, anew: bool) -> AbstractContextManager[MoveTarget]:
    if isinstance(target, Path):
        from circtrack.transfer.move_targets import open_file_target

        return open_file_target(target, origin, anew=anew)
    from circtrack.transfer.move_targets import open_server_target

    return open_server_target(target, origin, anew=anew)


@contextmanager
def _open_snapshot(source: Place) -> Iterator[Connection]:
    """Open a database as it is at one moment, with tables of this version; a file keeps every byte.

    Raises:
        DatabaseError: the database is damaged.
    """
    if not isinstance(source, Path):
        from circtrack.transfer.move_targets import reject_limited

        with closing(open_for_reading(source)) as connection:
            reject_limited(connection, source)  # type: ignore[arg-type]  # a server's
            _refuse_unsound(connection, source)
            yield connection
        return
    with closing(_open_file(source)[0]) as connection:
        connection.execute("BEGIN")
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        _refuse_unsound(connection, source)
        if version == schema.VERSION:
            yield connection
            return
        # The file has older tables: migrate a copy of it.
        with (
            tempfile.TemporaryDirectory(prefix="circtrack-move-") as folder,
            closing(connect(Path(folder) / "copy.db", "mode=rwc")) as copy,
        ):
            connection.backup(copy)
            copy.execute("BEGIN IMMEDIATE")
            migrate(copy, source)
            copy.execute("COMMIT")
            copy.execute("BEGIN")
            yield copy


def _open_file(path: Path) -> tuple[SqliteConnection, int]:
    if not path.exists():
        raise make_no_database_error(path)
    connection, version = open_read_only(path)
    if version == 0:
        connection.close()
        raise make_no_database_error(path)
    return connection, version


def _refuse_unsound(connection: Connection, place: Place) -> None:
    if found := list(find_faults(connection)):
        raise DatabaseError(
            "{path} is not moved, for it is damaged: {fault}.",
            hint=N_("`circtrack check` says more."),
            path=place,
            fault="; ".join(found[:3]),
        )


def _compute_origin(connection: Connection) -> str:
    """Return a hash of a database's last journal row and its letters' number, which identifies it and its state."""
    last = connection.execute("SELECT id, hash FROM journal ORDER BY id DESC LIMIT 1").fetchone()
    letters = connection.execute("SELECT count(*), max(id) FROM letter").fetchone()
    text = json.dumps([last, letters], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _refuse_changed(source: Place, origin: str) -> None:
    """Reject a source that was written to since it was read.

    Raises:
        ConflictError: the source was changed.
    """
    opened = _open_file(source)[0] if isinstance(source, Path) else open_for_reading(source)
    with closing(opened) as connection:
        if _compute_origin(connection) != origin:
            raise ConflictError(
                "{source} was written to while it was moved: what came lacks that, and nothing uses it.",
                hint=N_("Let nobody write to it, and run this again with --anew, which begins again."),
                source=source,
            )
