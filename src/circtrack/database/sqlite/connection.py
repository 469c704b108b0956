"""Connections to a database file: open one, check that the file is circtrack's, translate SQLite's errors."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from circtrack import progress_bar
from circtrack.database import schema
from circtrack.database.locked import make_in_use_error
from circtrack.database.process import has_committed, lock_timeout
from circtrack.database.sqlite import engine
from circtrack.database.sqlite.files import is_on_network_share, make_uri
from circtrack.errors import N_, CirctrackError, DatabaseError, UnknownError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from circtrack.database.engine import Engine

_NO_SHARED_MEMORY = (sqlite3.SQLITE_IOERR_SHMOPEN, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMMAP)

# SQLite instructions between two calls of the progress handler: some milliseconds.
_INSTRUCTIONS = 200_000

# Thousands of new rows change as many pages of an index: the cache keeps those pages until the commit.
_CACHE_KIB = 32_000


class SqliteConnection(sqlite3.Connection):
    """An open database file, which knows its engine."""

    engine: Engine = engine


def connect(path: Path, parameters: str) -> SqliteConnection:
    """Open a connection that checks foreign keys, waits for locks, and begins transactions only explicitly.

    Raises:
        DatabaseError: the path is a folder or a device, or links that lead nowhere.
    """
    reject_no_file(path)
    connection = sqlite3.connect(
        make_uri(path, parameters), uri=True, timeout=lock_timeout(), isolation_level=None, factory=SqliteConnection
    )
    connection.execute("PRAGMA foreign_keys = ON")
    # So that Ctrl-C works and the progress bar moves during a long statement.
    connection.set_progress_handler(progress_bar.alive, _INSTRUCTIONS)
    return connection


def reject_no_file(path: Path) -> None:
    """Reject at once what can be no database: opening a pipe would wait for whoever writes into it.

    Raises:
        DatabaseError: the path is a folder, a device, a pipe, or links in a circle.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise DatabaseError(
                "{path} leads in a circle of links to no file.", hint=N_("Name a file with --db PATH."), path=path
            ) from error
        return  # it may be made yet; what stands in the way is said then
    if stat.S_ISDIR(mode):
        raise DatabaseError("{path} is a folder, not a database.", hint=N_("Name a file with --db PATH."), path=path)
    if not stat.S_ISREG(mode):
        raise DatabaseError(
            "{path} is a device or a pipe, not a database.", hint=N_("Name a file with --db PATH."), path=path
        )


def connect_to_memory() -> SqliteConnection:
    """Open an empty database in memory that checks foreign keys."""
    connection = sqlite3.connect(":memory:", isolation_level=None, factory=SqliteConnection)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.set_progress_handler(progress_bar.alive, _INSTRUCTIONS)
    return connection


def make_no_database_error(path: Path) -> UnknownError:
    """Return the error for a database that does not exist yet, or is a file without content; with how to go on."""
    if path.is_file() and not path.stat().st_size:
        return UnknownError(
            "{path} is empty: it is no database yet.",
            hint=N_("If it held letters, `circtrack restore BACKUP` brings back a backup; else `circtrack read FILE`."),
            path=path,
        )
    return UnknownError(
        "Nothing is recorded yet: there is no database at {path}.",
        hint=N_("`circtrack read FILE` records the letters of a text and makes it; --db PATH names another."),
        path=path,
    )


def read_version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of the database's tables, 0 where it is new and empty.

    Raises:
        DatabaseError: the file is not circtrack's, or newer than the program.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if application != schema.APPLICATION_ID:
        if connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None and not application:
            return 0
        from circtrack.database.move_marker import reject_unfinished

        reject_unfinished(application, path)
        raise DatabaseError(
            "{path} is a database of another program.",
            hint=N_("Name circtrack's own with --db PATH or CIRCTRACK_DB."),
            path=path,
        )
    schema.reject_newer(version, path)
    return version


def open_read_only(path: Path) -> tuple[SqliteConnection, int]:
    """Open a database file that is never written to; return also the version of its tables.

    Raises the errors of ``open_for_reading``.
    """
    with translated_errors(path):
        try:
            opened = _check_version(connect(path, "mode=ro"), path)
        except sqlite3.OperationalError as error:
            if not _lacks_shared_memory(error, path):
                raise
        else:
            _refuse_log_on_share(opened[0], path)
            return opened
        return _check_version(_connect_without_shared_memory(path), path)


def _connect_without_shared_memory(path: Path) -> SqliteConnection:
    """Open a file where the shared memory of the write-ahead log cannot be made: a read-only folder, a full disk.

    Nobody else has the file open, or the memory would be there. So the log that a crash left is read with an index
    of our own (SQLite keeps one for who alone uses the file), without locks: they would need rights to write. Without
    a log, the file alone is complete.
    """
    if os.name == "nt" or not _has_log(path):
        return connect(path, "mode=ro&immutable=1")
    connection = connect(path, "mode=ro&vfs=unix-none")
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    return connection


def _refuse_log_on_share(connection: sqlite3.Connection, path: Path) -> None:
    """Reject a file on a network share with a write-ahead log: what is read from it can be stale.

    Raises:
        DatabaseError: the file keeps a write-ahead log and is on a network share.
    """
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal" and is_on_network_share(path):
        connection.close()
        raise DatabaseError(
            "The database {path} lies on a network share and keeps a write-ahead log, which does not work there.",
            hint=N_(
                "Copy it to a disk of this machine; or, with nobody else at it, let a command write to it once"
                " (`circtrack init --office OFFICE`): that makes it safe there, but slow."
            ),
            path=path,
        )


def _lacks_shared_memory(error: sqlite3.OperationalError, path: Path) -> bool:
    kinds = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL)
    if error.sqlite_errorcode & 0xFF not in kinds and error.sqlite_errorcode not in _NO_SHARED_MEMORY:
        return False
    if not (path.is_file() and os.access(path, os.R_OK)):
        return False
    return not _has_log(path) or (os.name != "nt" and not path.with_name(path.name + "-shm").exists())


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _check_version(connection: SqliteConnection, path: Path) -> tuple[SqliteConnection, int]:
    try:
        return connection, read_version(connection, path)
    except BaseException:
        connection.close()
        raise


def choose_journal(connection: sqlite3.Connection, path: Path) -> None:
    """Choose how SQLite survives a crash: a write-ahead log, or on a network share a rollback journal.

    The log lets reports be read while a command writes. It needs memory that processes share, which a network share
    cannot provide. ``synchronous`` is FULL, because a clerk who was told "recorded" must find it after a power cut; it
    costs one wait for the disk per command.
    """
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    wanted = "delete" if is_on_network_share(path) else "wal"
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == wanted:
        return
    try:
        connection.execute(f"PRAGMA journal_mode = {wanted}")
    except sqlite3.OperationalError as error:
        # Another process is using the file. On a local disk both kinds are safe; the next command changes it.
        if wanted != "wal" or error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise


@contextmanager
def translated_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about the file into circtrack's; errors in our statements stay as they are.

    Impossible values read from a damaged file are reported as its damage, and not as a failure of the program.

    Raises:
        LockedError: another program holds the database.
        DatabaseError: the file cannot be used.
    """
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            raise KeyboardInterrupt from error  # Ctrl-C came while a statement ran
        translated = _translate(error, path) or _find_damage(path)
        if translated is None:
            raise
        raise translated from error
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        damage = _find_damage(path)
        if damage is None:
            raise
        raise damage from error


def _is_writable(path: Path) -> bool:
    """Say whether the file may be written, and beside it SQLite's own files."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def make_damage_error(path: Path, reason: object) -> DatabaseError:
    """Return the error for a damaged database."""
    return DatabaseError(
        "The database {path} is damaged ({reason}).",
        hint=N_("`circtrack restore BACKUP` brings back a backup and keeps what it replaces."),
        path=path,
        reason=reason,
    )


def _find_damage(path: Path) -> DatabaseError | None:
    """Return the error for the file's damage, if there is any; called only after something has failed."""
    from circtrack.database.integrity import find_faults

    try:
        connection, version = _check_version(connect(path, "mode=ro"), path)
    except (sqlite3.Error, DatabaseError):
        return None
    try:
        found = list(find_faults(connection)) if version else []  # before its first tables nothing can be lost
    finally:
        connection.close()
    return make_damage_error(path, found[0]) if found else None


def _translate(  # noqa: PLR0911 - one return for each kind of error
    error: sqlite3.Error, path: Path
) -> CirctrackError | None:
    # The low byte is the kind of error, the rest is detail. An error that Python itself raised has no code.
    kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return make_in_use_error(path)
    closed = path.is_file() and os.access(path, os.R_OK) and not _is_writable(path)
    if kind in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM) or (kind == sqlite3.SQLITE_CANTOPEN and closed):
        return DatabaseError(
            "The database {path} cannot be written: the file or its folder is read-only.",
            hint=N_("Make both writable, or work on a copy with --db PATH."),
            path=path,
        )
    if kind == sqlite3.SQLITE_CANTOPEN:
        return DatabaseError("The database {path} cannot be opened: check the path and your rights to it.", path=path)
    if kind == sqlite3.SQLITE_NOTADB:
        return DatabaseError(
            "{path} is not a database.",
            hint=N_(
                "Name circtrack's own with --db PATH; if this was it, it is damaged: `circtrack restore BACKUP` brings"
                " back a backup."
            ),
            path=path,
        )
    if kind == sqlite3.SQLITE_CORRUPT:
        return make_damage_error(path, error)
    if kind == sqlite3.SQLITE_FULL and has_committed():
        return CirctrackError(
            "There is no room left on the disk of {path}, after something was recorded, which is kept.",
            hint=N_("`circtrack log` shows what."),
            path=path,
        )
    if kind == sqlite3.SQLITE_FULL:
        return DatabaseError(
            "There is no room left on the disk of {path}.",
            hint=N_("Free some, and run the command again; nothing was changed."),
            path=path,
        )
    if kind == sqlite3.SQLITE_IOERR:
        return DatabaseError(
            "The disk failed on {path} ({reason}): it may be full, unplugged or broken.",
            hint=N_("Look at the disk; then run `circtrack check`, which reads the whole file, and the command again."),
            path=path,
            reason=error,
        )
    return None
