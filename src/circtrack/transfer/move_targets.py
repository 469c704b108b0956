"""What a move fills, a file or a database on a server, and the marker in it that keeps the move's progress."""

from __future__ import annotations

import json
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from circtrack.database import schema
from circtrack.database.migrate import migrate
from circtrack.database.move_marker import OF_FILE, OF_SERVER
from circtrack.database.postgres import connection as postgres
from circtrack.database.postgres.transactions import writing
from circtrack.database.sqlite import connection as sqlite
from circtrack.database.sqlite.files import create_file
from circtrack.errors import N_, ConflictError, DatabaseError
from circtrack.transfer.copy_rows import MARKER_TABLE, Position, order_tables, reject_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from circtrack.database.engine import Connection
    from circtrack.database.postgres.driver import PostgresConnection
    from circtrack.database.sqlite.connection import SqliteConnection
    from circtrack.place import Place, Server


class MoveTarget(Protocol):
    """A database that is being filled."""

    @property
    def connection(self) -> Any:
        """The open connection; in a transaction only after ``begin`` or ``begin_reading``."""

    def begin(self) -> None:
        """Begin a write transaction."""

    def begin_reading(self) -> None:
        """Begin a read transaction that sees all copied rows and in which reports run as fast as usual."""

    def finish(self) -> None:
        """Make the target a usable database, and commit the write transaction."""


def make_marker(connection: Connection, origin: str) -> None:
    """Create the marker of a move from ``origin``, in the open transaction."""
    connection.execute(
        f"CREATE TABLE {MARKER_TABLE} (only_row bigint PRIMARY KEY CHECK (only_row = 1), origin text NOT NULL,"
        " turn bigint NOT NULL, at_table text NOT NULL, at_key text NOT NULL, at_rows bigint NOT NULL)"
    )
    reset_marker(connection, origin)


def reset_marker(connection: Connection, origin: str) -> None:
    """Set the marker to the beginning of a move from ``origin``."""
    connection.execute(f"DELETE FROM {MARKER_TABLE}")
    connection.execute(f"INSERT INTO {MARKER_TABLE} VALUES (1, ?, 0, '', '[]', 0)", (origin,))


class MoveMarker:
    """The marker of one move. Each of the move's transactions increments its turn, which reveals a second move."""

    def __init__(self, target: MoveTarget, place: Place) -> None:
        self._target, self._place = target, place
        self._turn = 0

    def read(self, origin: str, source: Place) -> Position:
        """Return the position to continue from.

        Raises:
            ConflictError: the marker belongs to a move of another source, or the source was changed since.
        """
        found, self._turn, table, key, rows = self._target.connection.execute(
            f"SELECT origin, turn, at_table, at_key, at_rows FROM {MARKER_TABLE}"
        ).fetchone()
        if found != origin:
            raise ConflictError(
                "{target} holds part of an unfinished move of another database, or of {source} before it was changed.",
                hint=N_("--anew throws that part away and begins again."),
                source=source,
                target=self._place,
            )
        return Position(table, tuple(json.loads(key)), rows)

    def take_turn(self) -> None:
        """Begin a transaction in the target, unless another move is running.

        Raises:
            ConflictError: another move is running.
        """
        self._target.begin()
        connection, turn = self._target.connection, None
        if connection.engine.columns(connection, MARKER_TABLE):  # without them another move has finished
            turn = connection.execute(
                f"UPDATE {MARKER_TABLE} SET turn = turn + 1 WHERE turn = ? RETURNING turn", (self._turn,)
            ).fetchone()
        if turn is None:
            raise ConflictError(
                "Another `circtrack move` is at work on {target}.",
                hint=N_("Let it finish; or end it, and run this again."),
                target=self._place,
            )
        self._turn = turn[0]

    def keep(self, position: Position) -> None:
        """Commit the copied rows with their position, and begin the next transaction."""
        self._keep(position)
        self.take_turn()

    def keep_last(self, position: Position) -> None:
        """Commit the last rows with their position."""
        self._keep(position)

    def drop(self) -> None:
        """Drop the marker: all rows are copied."""
        self._target.connection.execute(f"DROP TABLE {MARKER_TABLE}")

    def _keep(self, position: Position) -> None:
        self._target.connection.execute(
            f"UPDATE {MARKER_TABLE} SET at_table = ?, at_key = ?, at_rows = ?",
            (position.table, json.dumps(position.key), position.rows),
        )
        self._target.connection.execute("COMMIT")


# A file that a move fills.

_CACHE_KIB = 32_000


class FileTarget(NamedTuple):
    """A file that is being filled."""

    connection: SqliteConnection

    def begin(self) -> None:
        """Begin a write transaction."""
        self.connection.execute("BEGIN IMMEDIATE")

    def begin_reading(self) -> None:
        """Begin a read transaction."""
        self.connection.execute("BEGIN")

    def finish(self) -> None:
        """Make the file a usable database, and commit."""
        self.connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        self.connection.execute("COMMIT")


@contextmanager
def open_file_target(path: Path, origin: str, *, anew: bool) -> Iterator[FileTarget]:
    """Open the file, with tables and a move's marker; create what is missing.

    Raises:
        ConflictError: the file holds something else, or another database's log stands beside it.
        DatabaseError: the file is not circtrack's, or cannot be created.
    """
    if anew and path.is_file() and _is_unfinished_file(path):
        path.unlink()
    if not path.exists() or (path.is_file() and not path.stat().st_size):
        _refuse_log_beside(path)
        create_file(path)
    with closing(sqlite.connect(path, "mode=rw")) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute("BEGIN IMMEDIATE")
        if _read_application_id(connection) != OF_FILE:
            sqlite.read_version(connection, path)
            migrate(connection, path)
            reject_rows(connection)
            make_marker(connection, origin)
            connection.execute(f"PRAGMA application_id = {OF_FILE}")
        connection.execute("COMMIT")
        yield FileTarget(connection)


def _read_application_id(connection: SqliteConnection) -> int:
    return int(connection.execute("PRAGMA application_id").fetchone()[0])


def _is_unfinished_file(path: Path) -> bool:
    if not path.stat().st_size:
        return False
    with closing(sqlite.connect(path, "mode=rw")) as connection:  # rolls back what was not committed
        return _read_application_id(connection) == OF_FILE


def _refuse_log_beside(path: Path) -> None:
    for ending in ("-wal", "-journal"):
        log = path.with_name(path.name + ending)
        if log.exists() and log.stat().st_size:
            raise ConflictError(
                "{log} belongs to a database that is not there any more: it would be taken for the new one's.",
                hint=N_("Put it away, or name another file."),
                log=log,
            )


# A database on a server that a move fills.

_COMMENT = f"COMMENT ON TABLE {MARKER_TABLE} IS 'server: how far a move is'"


class ServerTarget(NamedTuple):
    """A database on a server that is being filled."""

    connection: PostgresConnection

    def begin(self) -> None:
        """Begin a write transaction that waits for another move's, and sees what that one committed."""
        self.connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED")

    def begin_reading(self) -> None:
        """Begin a read transaction, after the server has gathered statistics of the tables."""
        for table in order_tables(self.connection):
            self.connection.execute(f"ANALYZE {table}")
        self.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def finish(self) -> None:
        """Make it a usable database, and commit."""
        self.connection.execute("UPDATE tables_version SET version = ?", (schema.VERSION,))
        self.connection.execute("COMMIT")


@contextmanager
def open_server_target(server: Server, origin: str, *, anew: bool) -> Iterator[ServerTarget]:
    """Open the database, with tables and a move's marker; create what is missing.

    Raises:
        ConflictError: the database holds something else.
        DatabaseError: the server cannot be used, or the role may not create tables.
        LockedError: others were writing past the timeout.
    """
    with closing(postgres.connect(server)) as connection:
        reject_limited(connection, server)
        if not _is_unfinished_on_server(connection):
            with writing(server) as maker:
                reject_rows(maker)
                make_marker(maker, origin)
                maker.execute(_COMMENT)
                maker.execute("UPDATE tables_version SET version = ?", (OF_SERVER,))
                maker.execute("COMMIT")
        elif anew:
            _delete_rows(connection, origin)
        yield ServerTarget(connection)


def reject_limited(connection: PostgresConnection, server: Server) -> None:
    """Reject a role from which row-level security hides rows: it would move a part and find it complete.

    Raises:
        DatabaseError: row-level security applies to the role.
    """
    found = connection.execute(
        "SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace('circtrack') AND row_security_active(oid) LIMIT 1"
    )
    if found.fetchone():
        raise DatabaseError(
            "Your role sees only a part of {place}: it cannot move it.",
            hint=N_("Whoever owns the tables moves all of them; `circtrack bundle` hands on what an office has."),
            place=server,
        )


def _is_unfinished_on_server(connection: PostgresConnection) -> bool:
    if connection.execute("SELECT to_regclass('circtrack.tables_version')").fetchone() == (None,):
        return False
    return connection.execute("SELECT version FROM tables_version").fetchone() == (OF_SERVER,)


def _delete_rows(connection: PostgresConnection, origin: str) -> None:
    """Delete all rows that a move copied; the tables stay, with the rights granted on them."""
    connection.execute("BEGIN")
    connection.execute(f"LOCK TABLE {MARKER_TABLE}")
    connection.execute("ALTER TABLE journal DISABLE TRIGGER USER")  # they protect a finished journal
    # CASCADE empties other tables that reference these; they were empty too when the move began.
    connection.execute(f"TRUNCATE {', '.join(order_tables(connection))} CASCADE")
    connection.execute("ALTER TABLE journal ENABLE TRIGGER USER")
    reset_marker(connection, origin)
    connection.execute("COMMIT")
