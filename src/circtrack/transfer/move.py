"""A database moved as it is, from a file to a server or back: every row, with its journal.

What is moved is read in one snapshot, and nothing is written to it. Rows are committed in the target bit by bit, each
bit together with how far it goes, so that a move that was interrupted goes on where it stopped. Until all was compared
the target is no database of ours: whoever opens it is told why.
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
from circtrack.transfer.copy_rows import copy_rows, find_unlike
from circtrack.transfer.move_targets import MoveMarker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from circtrack.database.engine import Connection
    from circtrack.place import Place
    from circtrack.transfer.move_targets import MoveTarget


class MoveResult(NamedTuple):
    """What was moved, and how much of it an earlier move that was interrupted had brought."""

    rows: int
    before: int


def move(
    source: Place, target: Place, compare: Callable[[Connection, Connection], None], *, anew: bool = False
) -> MoveResult:
    """Fill an empty database with all that another holds, and look that it is the same.

    Args:
        source: What is moved. It is left as it is.
        target: An empty database, or none; or what an earlier move of the same source left unfinished.
        compare: Looks whether both give the same reports, and raises where they do not.
        anew: Whether to throw away what an earlier move brought.

    Raises:
        InputError: both are the same.
        UnknownError: there is nothing to move.
        ConflictError: the target holds something else, or the source was changed since or meanwhile.
        DatabaseError: one of them cannot be used, or what came is not what was sent.
        LockedError: one of them stayed locked past the timeout.
    """
    if _same(source, target):
        raise InputError("{place} is the database that is to be moved: name another with --to.", place=target)
    with translated_errors(source), _snapshot(source) as taken:
        origin = _origin(taken)
        with translated_errors(target), _opened(target, origin, anew=anew) as filled:
            mark = MoveMarker(filled, target)
            start = mark.read(origin, source)
            mark.take_turn()
            end = copy_rows(taken, filled.connection, start, mark.keep)
            mark.keep_last(end)
            filled.begin_reading()
            different = list(find_unlike(taken, filled.connection))
            if different:
                raise DatabaseError(
                    "What came to {place} is not what was sent: {tables} differ. Nothing uses it.",
                    hint=N_("--anew begins again."),
                    place=target,
                    tables=", ".join(different),
                )
            compare(taken, filled.connection)
            filled.connection.execute("COMMIT")
            _refuse_changed(source, origin)
            mark.take_turn()
            mark.drop()
            filled.finish()
    return MoveResult(end.rows, start.rows)


def _same(source: Place, target: Place) -> bool:
    if isinstance(source, Path) and isinstance(target, Path):
        return source.absolute() == target.absolute() or (
            source.exists() and target.exists() and source.samefile(target)
        )
    return source == target


def _opened(target: Place, origin: str, *, anew: bool) -> AbstractContextManager[MoveTarget]:
    if isinstance(target, Path):
        from circtrack.transfer.move_targets import open_file_target as file_opened

        return file_opened(target, origin, anew=anew)
    from circtrack.transfer.move_targets import open_server_target as on_server

    return on_server(target, origin, anew=anew)


@contextmanager
def _snapshot(source: Place) -> Iterator[Connection]:
    """What a database holds at one moment, with tables of today; a file is left as it is, to the byte.

    Raises:
        DatabaseError: it is not sound.
    """
    if not isinstance(source, Path):
        from circtrack.transfer.move_targets import refuse_limited

        with closing(open_for_reading(source)) as connection:
            refuse_limited(connection, source)  # type: ignore[arg-type]  # a server's
            _refuse_unsound(connection, source)
            yield connection
        return
    with closing(_opened_file(source)[0]) as connection:
        connection.execute("BEGIN")
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        _refuse_unsound(connection, source)
        if version == schema.VERSION:
            yield connection
            return
        # One of older tables: a copy of it is brought up to date.
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


def _opened_file(path: Path) -> tuple[SqliteConnection, int]:
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


def _origin(connection: Connection) -> str:
    """What tells a database and its state from others: its last journal row and how many letters it has."""
    last = connection.execute("SELECT id, hash FROM journal ORDER BY id DESC LIMIT 1").fetchone()
    letters = connection.execute("SELECT count(*), max(id) FROM letter").fetchone()
    text = json.dumps([last, letters], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _refuse_changed(source: Place, origin: str) -> None:
    """Refuse a source that was written to since it was read.

    Raises:
        ConflictError: it was.
    """
    opened = _opened_file(source)[0] if isinstance(source, Path) else open_for_reading(source)
    with closing(opened) as connection:
        if _origin(connection) != origin:
            raise ConflictError(
                "{source} was written to while it was moved: what came lacks that, and nothing uses it.",
                hint=N_("Let nobody write to it, and run this again with --anew, which begins again."),
                source=source,
            )
