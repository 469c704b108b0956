"""A database on a server that a move fills."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_, DatabaseError
from circtrack.store import move_mark, postgres_schema
from circtrack.store.copying import MARKER_TABLE, refuse_rows, tables_in_order
from circtrack.store.postgres_connection import connect
from circtrack.store.postgres_turns import writing
from circtrack.store.unfinished import OF_SERVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.place import Server
    from circtrack.store.postgres_connection import PostgresConnection


_COMMENT = f"COMMENT ON TABLE {MARKER_TABLE} IS 'server: how far a move is'"


class ServerTarget(NamedTuple):
    """A database on a server that is being filled."""

    connection: PostgresConnection

    def begin(self) -> None:
        """Begin a transaction that writes; another move's ends first."""
        self.connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED")

    def begin_reading(self) -> None:
        """Begin one that reads, once the server knows how much there is."""
        for table in tables_in_order(self.connection):
            self.connection.execute(f"ANALYZE {table}")
        self.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def finish(self) -> None:
        """Make it a database of ours."""
        self.connection.execute("UPDATE tables_version SET version = ?", (postgres_schema.VERSION,))
        self.connection.execute("COMMIT")


@contextmanager
def open_server_target(server: Server, origin: str, *, anew: bool) -> Iterator[ServerTarget]:
    """The database with tables and the mark of a move, made if they are not there.

    Raises:
        ConflictError: it holds something.
        DatabaseError: the server cannot be used, or the role may not make tables.
        LockedError: others were writing past the timeout.
    """
    with closing(connect(server)) as connection:
        refuse_limited(connection, server)
        if not _is_unfinished_on_server(connection):
            with writing(server) as maker:
                refuse_rows(maker)
                move_mark.make(maker, origin)
                maker.execute(_COMMENT)
                maker.execute("UPDATE tables_version SET version = ?", (OF_SERVER,))
                maker.execute("COMMIT")
        elif anew:
            _empty(connection, origin)
        yield ServerTarget(connection)


def refuse_limited(connection: PostgresConnection, server: Server) -> None:
    """Refuse a role from which row-level security hides rows: it would move a part and find it whole.

    Raises:
        DatabaseError: it is such a one.
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


def _empty(connection: PostgresConnection, origin: str) -> None:
    """Throw away what a move brought; the tables stay, with the rights that were given to them."""
    connection.execute("BEGIN")
    connection.execute(f"LOCK TABLE {MARKER_TABLE}")
    connection.execute("ALTER TABLE journal DISABLE TRIGGER USER")  # which keep it: this is no database yet
    # Other tables of the server's that name rows of ours were empty when the move began, as ours were.
    connection.execute(f"TRUNCATE {', '.join(tables_in_order(connection))} CASCADE")
    connection.execute("ALTER TABLE journal ENABLE TRIGGER USER")
    move_mark.set_back(connection, origin)
    connection.execute("COMMIT")
