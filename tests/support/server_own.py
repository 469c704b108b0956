"""Databases of a test's own on the tests' server (``servers``), and servers of its own that may be crashed."""

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

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import psycopg

__all__ = ["Cluster", "cluster", "skip"]

_numbers = count()


def plain(server: Server, *, autocommit: bool = True) -> psycopg.Connection[tuple[Any, ...]]:
    """A session as anybody may have it, with plain SQL; each statement is committed unless said otherwise."""
    import psycopg

    return psycopg.connect(server.url, autocommit=autocommit, options="-c search_path=circtrack", connect_timeout=10)


def with_database(server: Server, name: str) -> Server:
    """Another database of the same server."""
    return Server(urlsplit(server.url)._replace(path=f"/{name}").geturl())


@contextmanager
def database(address: str = "", template: Server | None = None, encoding: str = "") -> Iterator[Server]:
    """A new database, dropped at the end; a copy of another one that nobody is at, if said; or in an encoding."""
    maintenance = Server(address or server_address())
    name = f"circtrack_own_{os.getpid()}_{next(_numbers)}"
    of = f"TEMPLATE {urlsplit(template.url).path[1:]} STRATEGY file_copy" if template else "TEMPLATE template0"
    of += f" ENCODING '{encoding}' LOCALE 'C'" if encoding else ""
    run(maintenance, f"CREATE DATABASE {name} {of}")
    try:
        yield with_database(maintenance, name)
    finally:
        run(maintenance, f"DROP DATABASE {name} WITH (FORCE)")


def program(server: Server, folder: Path, **environment: str) -> Program:
    """The real program with a database of a server, at work in a folder."""
    return Program(folder / "circtrack.db", environment={"CIRCTRACK_DB": server.url} | environment)


def rows(server: Server, query: str, given: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """What a plain session finds."""
    with closing(plain(server)) as session:
        return session.execute(query.encode(), given).fetchall()


def run(server: Server, script: str) -> None:
    """Let a plain session do something."""
    with closing(plain(server)) as session:
        session.execute(script.encode())


def state(server: Server) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the database holds but for its journal: every table with its rows; nothing where there are none."""
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
    """What is wrong with it: the journal's chain, the deliveries'."""
    from circtrack.database.integrity import find_faults
    from circtrack.database.postgres.connection import connect

    with closing(connect(server)) as connection:
        if connection.execute("SELECT to_regclass('circtrack.tables_version')").fetchone() == (None,):
            return []
        return list(find_faults(connection))


@contextmanager
def cluster(*settings: str) -> Iterator[Cluster]:
    """A server of its own, with settings for its configuration; skips where none can be made."""
    with ExitStack() as stack:
        try:
            made = stack.enter_context(postgres.own(*settings))
        except postgres.NoServerError as error:
            skip(f"no server of the test's own: {error}")
        yield made
