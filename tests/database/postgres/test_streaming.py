"""Rows as they come from a server, and what is asked meanwhile."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from support.inside import run_inside
from support.program import CHAIN
from support.server_own import database, program, rows, run
from support.server_roles import name_of, of_database, some_roles
from support.servers import needs_server

from circtrack.database import process
from circtrack.database.open import translated_errors
from circtrack.database.postgres import engine
from circtrack.database.postgres.engine import stream
from circtrack.database.postgres.transactions import open_for_reading as open_server
from circtrack.errors import DatabaseError
from circtrack.place import Server
from circtrack.render import table_layout as shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_server

NUMBERS = "SELECT n FROM generate_series(1, ?) AS n"
CURSORS = "SELECT count(*) FROM pg_cursors WHERE name LIKE 'rows%'"

TERMINATE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A district's database, to be read or copied."""
    with database() as made:
        program(made, tmp_path_factory.mktemp("empty")).ok("init", "--office", "3609")
        yield made


@pytest.fixture
def server(empty: Server) -> Iterator[Server]:
    with database(template=empty) as copy:
        yield copy


@pytest.fixture(scope="module")
def clerk(empty: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same, as the district's role."""
    with some_roles("clerk") as roles:
        owner = program(empty, tmp_path_factory.mktemp("clerk"))
        owner.ok("admin", "grant", "3609", roles["clerk"])
        yield Server(of_database(empty.url, name_of(empty.url), roles["clerk"]))
        owner.ok("admin", "revoke", roles["clerk"])


@pytest.fixture(autouse=True)
def few_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_AT_ONCE", 10)


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 600])
@pytest.mark.parametrize("who", ["owner", "role"])
def test_they_come_in_order_and_whole(empty: Server, clerk: Server, count: int, who: str) -> None:
    with closing(open_server(clerk if who == "role" else empty)) as connection:
        assert bool(connection.granted.role) == (who == "role")
        assert list(stream(connection, NUMBERS, [count])) == [(n,) for n in range(1, count + 1)]
        assert connection.execute("SELECT 1").fetchone() == (1,)  # it is free again


def test_what_is_asked_meanwhile_is_as_of_the_same_moment(server: Server, tmp_path: Path) -> None:
    letters = "SELECT count(*) FROM letter"
    with closing(open_server(server)) as connection:
        before = connection.execute(letters).fetchone()
        coming = iter(stream(connection, NUMBERS, [1000]))
        assert next(coming) == (1,)
        program(server, tmp_path).ok("read", CHAIN, "--yes")
        assert rows(server, letters) == [(3,)]
        assert connection.execute(letters).fetchone() == before == (0,)
        assert connection.in_transaction
        # Rows of another query too, which then waits for nothing.
        assert list(stream(connection, NUMBERS, [700]))[-1] == (700,)
        assert sum(1 for _ in coming) == 999
        assert connection.execute(letters).fetchone() == before


def test_rows_of_several_queries_come_by_turns_and_what_nobody_wants_is_let_go(empty: Server, clerk: Server) -> None:
    for server in (empty, clerk):
        with closing(open_server(server)) as connection:
            few, many = iter(stream(connection, NUMBERS, [15])), iter(stream(connection, NUMBERS, [5000]))
            assert (next(few), next(many)) == ((1,), (1,))
            assert connection.execute("SELECT ?", ("ก",)).fetchone() == ("ก",)
            del many  # nobody wants the rest
            assert list(few) == [(n,) for n in range(2, 16)]
            with connection.cursor() as cursor:
                assert cursor.execute(CURSORS.encode()).fetchone() == (0,)


def test_a_table_of_too_many_rows_is_refused_with_that_word_only(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = program(server, tmp_path)
    ours.ok("read", CHAIN, "--yes")
    monkeypatch.setattr(shown, "_MOST_ROWS", 5)
    monkeypatch.setattr(engine, "_AT_ONCE", 3)
    done = run_inside(ours, "owing", "--format", "table")
    assert (done.status, done.err.count("error: "), done.out) == (2, 1, "")
    assert "takes at most 5 rows" in done.err


def test_a_server_that_goes_away_meanwhile_is_one_clear_error(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_committed", False)  # of this process, which has recorded before
    with closing(open_server(server)) as connection:
        coming = iter(stream(connection, NUMBERS, [3_000_000]))
        next(coming)
        run(server, TERMINATE)
        with pytest.raises(DatabaseError, match="was lost"), translated_errors(server):
            list(coming)
