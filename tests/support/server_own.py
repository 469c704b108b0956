"""Databases of a test's own on the tests' server (``servers``), and servers of its own that may be crashed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from circtrack.place import Server
from support.program import Program
from support.servers import ADDRESS, IN_CI, VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

_numbers = count()


def skip(reason: str) -> None:
    """Skip by name; where CI=true fail."""
    if IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)


def plain(server: Server, *, autocommit: bool = True) -> psycopg.Connection[tuple[Any, ...]]:
    """A session as anybody may have it, with plain SQL; each statement is committed unless said otherwise."""
    import psycopg

    return psycopg.connect(server.url, autocommit=autocommit, options="-c search_path=circtrack", connect_timeout=10)


def with_database(server: Server, name: str) -> Server:
    """Another database of the same server."""
    return Server(urlsplit(server.url)._replace(path=f"/{name}").geturl())


@contextmanager
def database(address: str = "", template: Server | None = None) -> Iterator[Server]:
    """A new database, dropped at the end; a copy of another one that nobody is at, if said."""
    maintenance = Server(address or ADDRESS)
    if not maintenance.url:
        pytest.fail(f"{VARIABLE} is not set")
    name = f"circtrack_own_{os.getpid()}_{next(_numbers)}"
    of = f"TEMPLATE {urlsplit(template.url).path[1:]} STRATEGY file_copy" if template else "TEMPLATE template0"
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
    from circtrack.database.integrity import faults
    from circtrack.database.postgres.connection import connect

    with closing(connect(server)) as connection:
        if connection.execute("SELECT to_regclass('circtrack.tables_version')").fetchone() == (None,):
            return []
        (version,) = connection.execute("SELECT version FROM tables_version").fetchone() or (0,)
        return list(faults(connection, int(version)))


@dataclass(frozen=True)
class Cluster:
    """A server of a test's own: may be stopped in the midst of everything."""

    binaries: Path
    folder: Path
    port: int

    @property
    def address(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def control(self, *arguments: str) -> None:
        log = str(self.folder / "log")
        _as_its_user(self.binaries / "pg_ctl", "-D", self.folder / "data", "-l", log, "-w", "-t", "60", *arguments)

    def crash(self) -> None:
        """Stop as in a power cut."""
        self.control("-m", "immediate", "stop")

    def start(self) -> None:
        self.control("start")


@contextmanager
def cluster(*settings: str) -> Iterator[Cluster]:
    """A server of its own, with settings for its configuration; skips where none can be made."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "")]
    if not found[-1].is_file():
        skip("no server of the test's own: there is no initdb")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="circtrack-cluster-"))
    made = Cluster(found[-1].parent, folder, port)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        try:
            _as_its_user(made.binaries / "initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres", "-E", "UTF8",
                         "--locale=C", "--no-sync")  # fmt: skip
            lines = (f"port = {port}", "unix_socket_directories = ''", "fsync = off", *settings)
            with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as configuration:
                configuration.write("\n".join(lines) + "\n")
            with (folder / "data" / "pg_hba.conf").open("a", encoding="utf-8") as trusted:
                trusted.write("host all all 10.0.0.0/8 trust\n")
            made.start()
        except (OSError, LookupError, subprocess.CalledProcessError) as error:
            skip(f"no server of the test's own: {getattr(error, 'stderr', '') or error}")
        try:
            yield made
        finally:
            made.crash()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_its_user(*command: object) -> None:
    """A server does not run as root."""
    before = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
    # Not through a pipe: the server that is started keeps it open.
    with tempfile.TemporaryFile("w+") as told:
        done = subprocess.run([*before, *map(str, command)], check=False, stdin=subprocess.DEVNULL, stdout=told,
                              stderr=told, cwd="/")  # fmt: skip
        told.seek(0)
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, str(command[0]), stderr=told.read()[-500:])
