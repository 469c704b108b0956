"""Databases for a single test on the tests' server (``servers``), and separate servers that it may crash."""

from __future__ import annotations

import os
from contextlib import ExitStack, closing, contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from circtrack.place import Server
from support import postgres
from support.postgres import Cluster
from support.program import Program
from support.servers import server_address, skip
from support.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import psycopg

__all__ = ["Cluster", "cluster", "skip"]

_numbers = count()


def plain(server: Server, *, autocommit: bool = True) -> psycopg.Connection[tuple[Any, ...]]:
    """Open a plain psycopg session; each statement is committed, unless ``autocommit`` is False."""
    import psycopg

    return psycopg.connect(
        server.url,
        autocommit=autocommit,
        options="-c search_path=circtrack,circtrack_roles",
        connect_timeout=int(PATIENCE),
    )


def with_database(server: Server, name: str) -> Server:
    """Return the address of another database on the same server."""
    return Server(urlsplit(server.url)._replace(path=f"/{name}").geturl())


@contextmanager
def database(address: str = "", template: Server | None = None, encoding: str = "") -> Iterator[Server]:
    """Create a database and drop it at the end; a copy of ``template`` (which nobody may use), or in an encoding."""
    maintenance = Server(address or server_address())
    name = f"circtrack_own_{os.getpid()}_{next(_numbers)}"
    of = f"TEMPLATE {urlsplit(template.url).path[1:]} STRATEGY wal_log" if template else "TEMPLATE template0"
    of += f" ENCODING '{encoding}' LOCALE 'C'" if encoding else ""
    run(maintenance, f"CREATE DATABASE {name} {of}")
    try:
        yield with_database(maintenance, name)
    finally:
        run(maintenance, f"DROP DATABASE {name} WITH (FORCE)")


def program(server: Server, folder: Path, **environment: str) -> Program:
    """Return the real program with a database on a server and a working folder."""
    return Program(folder / "circtrack.db", environment={"CIRCTRACK_DB": server.url} | environment)


def rows(server: Server, query: str, given: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows that a plain session finds."""
    with closing(plain(server)) as session:
        return session.execute(query.encode(), given).fetchall()


def run(server: Server, script: str) -> None:
    """Run a script in a plain session."""
    with closing(plain(server)) as session:
        session.execute(script.encode())


def state(server: Server) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return every table with its rows, without the journal; nothing if there are no tables."""
    with closing(plain(server)) as session:
        tables = session.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('circtrack') AND relkind IN ('r', 'p')"
            " AND NOT relispartition ORDER BY 1"
        ).fetchall()
        return tuple(
            (name, tuple(sorted(map(repr, session.execute(f"SELECT * FROM {name}".encode())))))
            for (name,) in tables
            if not name.startswith("journal")
        )


def faults_of(server: Server) -> list[str]:
    """Return the faults of the database that the integrity check finds."""
    from circtrack.database.integrity import find_faults
    from circtrack.database.postgres.connection import connect

    with closing(connect(server)) as connection:
        if connection.execute("SELECT to_regclass('circtrack.tables_version')").fetchone() == (None,):
            return []
        return list(find_faults(connection))


@contextmanager
def cluster(*settings: str) -> Iterator[Cluster]:
    """Start a separate server with these configuration lines; skip the test if that is not possible."""
    with ExitStack() as stack:
        try:
            made = stack.enter_context(postgres.own(*settings))
        except postgres.NoServerError as error:
            skip(f"no server of the test's own: {error}")
        yield made
