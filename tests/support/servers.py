"""Run tests on both engines: on a file, or on a database of a real PostgreSQL server.

``CIRCTRACK_TEST_POSTGRES`` may be the address of a maintenance database, for a user who may create databases and roles
(``postgresql://postgres@localhost/postgres``); if it is not set, ``postgres`` starts a server for the run. A test with
the mark ``both_engines`` runs twice. In its second run, the path of a database stands for a database on the server,
which is created at the first call of :func:`place` and dropped after the test (or after the module, if a fixture of
the module made it). These databases sort by Thai rules if the server has them, as an office's may: circtrack must not
depend on the sort order.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import tempfile
from contextlib import contextmanager, nullcontext
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import pytest

from circtrack.database import open as store_connection
from circtrack.database import transaction as store_writing
from circtrack.database.migrate import migrate
from circtrack.database.sqlite.connection import SqliteConnection
from circtrack.place import Place, Server
from support import postgres, reused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from circtrack.database.engine import Connection
    from circtrack.database.postgres.driver import PostgresConnection
    from circtrack.database.transaction import Transaction

Result = TypeVar("Result")

VARIABLE = "CIRCTRACK_TEST_POSTGRES"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
_NAMED = os.environ.get(VARIABLE, "")
MISSING = "" if _NAMED else postgres.missing()
"""Why there is no server to test on; "" if there is one or one can be started."""
IN_CI = os.environ.get("CI") == "true"
"""Whether this is CI, where nothing is skipped."""

needs_server = pytest.mark.server
"""The mark of tests that run on a server; ``conftest`` marks them slow too, and skips them if there is no server."""
ENGINES = (pytest.param(SQLITE), pytest.param(POSTGRESQL, marks=needs_server))

_engine = SQLITE
_MOST_IDLE = 12
"""More unused databases are dropped: each takes ten megabytes."""

_made: dict[str, Server] = {}
"""The databases on the server by the paths that stand for them."""
_free: list[Server] = []
_shared: set[str] = set()
_idle: list[reused.Idle] = []
_templates: dict[tuple[str, str], Path] = {}
_kept: dict[str, reused.Content] = {}
"""What lies in the databases that are kept for copies."""
_folder: tempfile.TemporaryDirectory[str] | None = None
_held: list[tuple[str, Any]] = []
_last_dumped: tuple[tuple[bytes, bytes], bytes] = ((b"", b""), b"")
_asked: dict[str, Any] = {}
"""The sessions of :func:`query` and :func:`dump`, by the databases' names: a new one for each takes much longer."""
_maintenance: PostgresConnection | None = None
_numbers = count()


@contextmanager
def running_on(engine: str) -> Iterator[None]:
    """Let paths stand for databases of this engine."""
    global _engine  # noqa: PLW0603 - which run of the tests this is
    before, _engine = _engine, engine
    try:
        with _sessions_kept(), databases_dropped():
            yield
    finally:
        _engine = before


def _sessions_kept() -> AbstractContextManager[object]:
    if not on_server():
        return nullcontext()
    from support.kept_sessions import keep_sessions  # only where psycopg is installed

    return keep_sessions()


def on_server() -> bool:
    """Whether this is the run on PostgreSQL."""
    return _engine == POSTGRESQL


def place(path: Place) -> Place:
    """Return what a database's path stands for in this run: the path itself, or a database on the server."""
    return _server(path) if isinstance(path, Path) and on_server() else path


def address(path: Place) -> str:
    """Return :func:`place` as text, for the program's options and environment."""
    found = place(path)
    return found.url if isinstance(found, Server) else str(found)


def empty_database() -> Any:
    """Connect to a database with the current tables, in a transaction that is never committed.

    It is in memory, or one of a few on the server that are reused.
    """
    if not on_server():
        connection = connection_to(Path(":memory:"))
        migrate(connection, Path(":memory:"))
    else:
        if not _free:
            path = Path(f"rows {next(_numbers)}")
            _make_tables(path)
            _free.append(_made.pop(_key(path)))
        server = _free.pop()
        _made[_name_of(server)] = server
        connection = connection_to(server)
        _shared.add(_name_of(server))
    connection.execute("BEGIN")
    return connection


@contextmanager
def own_folder() -> Iterator[Path]:
    """Make a folder for databases and remove both at the end: for one of many examples in a test."""
    with databases_dropped(), tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@contextmanager
def databases_dropped() -> Iterator[None]:
    """Drop at the end the databases that were created on the server in this block."""
    before = set(_made)
    try:
        yield
    finally:
        for key in set(_made) - before - set(_kept):
            _put_away(_made.pop(key))


def _put_away(server: Server) -> None:
    """Keep a database for another test if it is one that tests have copies of; else drop it."""
    _stop_asking(server)
    name = _name_of(server)
    for held, connection in _held:
        if held == name:
            connection.close()
    _held[:] = [(held, connection) for held, connection in _held if held != name]
    if name in _shared:
        _free.append(server)
        return
    idle = reused.reclaim(server) if _kept and len(_idle) < _MOST_IDLE else None
    if idle and any(content.structure == idle.structure for content in _kept.values()):
        _idle.append(idle)
        return
    _drop(server)


def _drop(server: Server) -> None:
    _end_kept_sessions(server)
    maintenance().execute(f"DROP DATABASE {_name_of(server)} WITH (FORCE)")


def _end_kept_sessions(server: Server) -> None:
    from support.kept_sessions import end_sessions

    end_sessions(_name_of(server))


def writing(path: Path, command: str) -> AbstractContextManager[Transaction]:
    """Call ``database.transaction.writing`` on what the path stands for."""
    return store_writing.writing(place(path), command)


def perform(path: Path, command: str, action: Callable[[Transaction], Result]) -> Result:
    """Call ``database.transaction.perform`` on what the path stands for."""
    return store_writing.perform(place(path), command, action)


def rehearse(path: Path, command: str, action: Callable[[Transaction], Result]) -> Result:
    """Call ``database.transaction.rehearse`` on what the path stands for."""
    return store_writing.rehearse(place(path), command, action)


def open_for_reading(path: Path) -> Connection:
    """Call ``database.open.open_for_reading`` on what the path stands for."""
    return store_connection.open_for_reading(place(path))


@contextmanager
def opened(path: Place) -> Iterator[Any]:
    """Open a plain connection that commits each statement and checks foreign keys."""
    connection = connection_to(place(path))
    try:
        yield connection
    finally:
        connection.close()


def connection_to(where: Place) -> Any:
    """Open a plain connection that commits each statement; on a server it is closed when the database is dropped."""
    if isinstance(where, Server):
        opened_one = _connect(where)
        _held.append((_name_of(where), opened_one))
        return opened_one
    connection = sqlite3.connect(where, isolation_level=None, factory=SqliteConnection)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def query(path: Place, sql: str, given: Any = ()) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with _asking(path) as connection:
        return list(connection.execute(sql, given))


def list_sorted(path: Place, queries: Mapping[str, str]) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of queries by their names: to open a file for each would take longer than the query."""
    with _asking(path) as connection:
        return {name: sorted(connection.execute(sql), key=repr) for name, sql in queries.items()}


def dump(path: Place) -> list[str]:
    """Return the whole content of a database as lines: its schema and every row."""
    with _asking(path) as connection:
        if isinstance(connection, sqlite3.Connection):
            return list(connection.iterdump())
        return _dump(connection)


@contextmanager
def _asking(path: Place) -> Iterator[Any]:
    """As :func:`opened`; on a database of ours on the server, the session of the last time."""
    found = place(path)
    if isinstance(found, Path) or found not in _made.values():
        with opened(found) as connection:
            yield connection
        return
    name = _name_of(found)
    if name not in _asked:
        _asked[name] = _connect(found)
    yield _asked[name]


def _stop_asking(server: Server) -> None:
    if connection := _asked.pop(_name_of(server), None):
        connection.close()


def contents(path: Place) -> bytes | None:
    """Return a database's dump, to check that nothing changed; None if there is no database."""
    found = place(path)
    if not isinstance(found, Path):
        return "\n".join(dump(found)).encode() or None
    if not found.exists():
        return None
    # Most often nothing has changed: then it need not be dumped again.
    log = found.with_name(f"{found.name}-wal")
    read = found.read_bytes(), log.read_bytes() if log.exists() else b""
    global _last_dumped  # noqa: PLW0603 - what was read, and what it said
    if _last_dumped[0] != read:
        _last_dumped = read, "\n".join(dump(found)).encode()
    return _last_dumped[1]


def is_empty(path: Path) -> bool:
    """Whether a database has no tables yet."""
    of_server = "SELECT count(*) FROM pg_namespace WHERE nspname = 'circtrack'"
    return query(path, of_server if on_server() else "SELECT count(*) FROM sqlite_master") == [(0,)]


def copied(path: Path, to: Path) -> Path:
    """Copy a database, which nobody may have open; return the copy's path."""
    source = place(path)
    if isinstance(source, Path):
        to.write_bytes(source.read_bytes())
    else:
        if there := _made.pop(_key(to), None):
            _put_away(there)
        _stop_asking(source)
        _made[_key(to)] = _refilled(path, source) or _copy_made(source)
    return to


def _copy_made(source: Server) -> Server:
    _end_kept_sessions(source)
    return _created(f"TEMPLATE {_name_of(source)} STRATEGY wal_log")


def _refilled(path: Path, source: Server) -> Server | None:
    """Fill an idle database with what lies in another one; None if there is none of its structure."""
    if not _idle:
        return None
    content = _kept.get(_key(path)) or reused.take_content(source)
    idle = next((idle for idle in _idle if idle.structure == content.structure), None)
    if idle is None:
        return None
    _idle.remove(idle)
    return reused.fill(idle, content)


def with_tables(path: Path) -> Path:
    """On a server, make the database with tables in which nothing is recorded; what writes to a file makes it fast."""
    return copied_once_made(path, "tables", _make_tables) if on_server() else path


def begin_with_tables(path: Path) -> None:
    """As :func:`with_tables`, where there is no database yet: a server makes tables for longer than a command takes."""
    if on_server() and _key(path) not in _made:
        with_tables(path)


def _make_tables(path: Path) -> None:
    with writing(path, "init"):
        pass


def copied_once_made(to: Path, what: str, make: Callable[[Path], object]) -> Path:
    """Copy a database that ``make`` makes when it is first asked for by this name; it is kept until the tests end."""
    global _folder  # noqa: PLW0603 - one for all tests
    if _folder is None:
        _folder = tempfile.TemporaryDirectory(prefix="circtrack-templates-")
    template = _templates.get((_engine, what))
    if template is None:
        template = Path(_folder.name) / _engine / f"{next(_numbers)}" / "circtrack.db"
        template.parent.mkdir(parents=True)
        make(template)
        _templates[_engine, what] = template
        if on_server():
            _kept[_key(template)] = reused.take_content(_server(template))
    return copied(template, to)


def skip(reason: str) -> None:
    """Skip the test with this reason; in CI, fail."""
    if IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)


def server_address() -> str:
    """Return the address of the tests' server: the one that is set, or that of this run."""
    if _NAMED:
        return _NAMED
    try:
        return postgres.shared()
    except postgres.NoServerError as error:
        skip(f"no PostgreSQL server to test on: {error}; {VARIABLE} may name one")
        raise


def maintenance() -> PostgresConnection:
    """Return the connection that creates and drops databases."""
    global _maintenance  # noqa: PLW0603 - one for all tests
    if _maintenance is None or _maintenance.closed:
        _maintenance = _connect(Server(server_address()))
    return _maintenance


def hang_up() -> None:
    """Drop the databases that were kept and close the connection to the server."""
    for session in _asked.values():
        session.close()
    if _NAMED:  # a server of ours ends with the tests, and takes them with it
        for server in (*_free, *(idle.server for idle in _idle), *(_made[key] for key in _kept)):
            _drop(server)
    if _folder is not None:
        _folder.cleanup()
    if _maintenance is not None:
        _maintenance.close()


def server_of(name: str) -> Server:
    """Return the address of a database on the tests' server."""
    return Server(urlsplit(server_address())._replace(path=f"/{name}").geturl())


@cache
def _empty() -> str:
    """Return the options of CREATE DATABASE for Thai sort order; else for another language's, if the server has any."""
    known = [name for (name,) in maintenance().execute("SELECT collname FROM pg_collation").fetchall()]
    languages = [name for name in known if re.search(r"^[a-z]+_\w+\.utf-?8$", name, re.IGNORECASE)]
    order = ""
    if "th-x-icu" in known:
        order = "LOCALE_PROVIDER icu ICU_LOCALE 'th' LC_COLLATE 'C' LC_CTYPE 'C'"
    elif languages:
        order = f"LOCALE '{min(languages, key=lambda name: not name.startswith('th_'))}'"
    return f"TEMPLATE template0 STRATEGY wal_log {order}"


def _server(path: Path) -> Server:
    if _key(path) not in _made:
        _made[_key(path)] = _created(_empty())
    return _made[_key(path)]


def _created(how: str) -> Server:
    # As long for each, so that tables on a terminal are as wide.
    name = f"circtrack_test_{hashlib.sha256(f'{os.getpid()} {next(_numbers)}'.encode()).hexdigest()[:16]}"
    maintenance().execute(f"CREATE DATABASE {name} {how}")
    return server_of(name)


def _connect(server: Server) -> PostgresConnection:
    from circtrack.database.postgres.connection import connect

    return connect(server)


def _key(path: Path) -> str:
    return str(path.absolute())


def _name_of(server: Server) -> str:
    return urlsplit(server.url).path[1:]


def _dump(connection: PostgresConnection) -> list[str]:
    """Return each object of our schema, and the rows of each table.

    The rows of all tables are asked for at once, by a statement that the server has planned before.
    """
    objects = connection.execute(
        "SELECT c.oid::regclass::text, c.relkind::text, coalesce(pg_get_partition_constraintdef(c.oid), '')"
        " FROM pg_class AS c WHERE c.relnamespace = to_regnamespace('circtrack') ORDER BY 2, 1"
    ).fetchall()
    lines = [" ".join(each) for each in objects]
    if tables := [table for table, kind, _ in objects if kind == "r"]:
        rows = " UNION ALL ".join(
            f"SELECT '{table}', coalesce(string_agg(t::text, chr(10) ORDER BY t::text COLLATE \"C\"), '')"
            f" FROM {table} AS t"
            for table in tables
        )
        in_order = f"{rows} ORDER BY 1"  # a server may do several of them at once
        lines += map(":\n".join, connection.cursor().execute(in_order.encode(), prepare=True))
    return lines
