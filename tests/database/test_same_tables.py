"""Both engines keep the same tables: their schemas compared, so that they cannot drift apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support import servers
from support.servers import empty_database, running_on

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = servers.needs_server

# What an index is asked for, not how it is built.
_OF_A_FILE = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND name NOT LIKE 'sqlite_%'"
_OF_A_SERVER = (
    "SELECT c.relname FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid"
    " WHERE i.indrelid = to_regclass('circtrack.' || ?) AND NOT EXISTS"
    " (SELECT 1 FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype <> 'f')"
)


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Any, Any]]:
    """A connection to an empty database of each engine."""
    with running_on(servers.SQLITE), running_on(servers.POSTGRESQL):
        on_server = empty_database()
        with running_on(servers.SQLITE):
            in_memory = empty_database()
        yield in_memory, on_server
        in_memory.close()


def test_the_tables_are_the_same(both: tuple[Any, Any]) -> None:
    one, other = (each.engine.tables(each) for each in both)
    assert one == other
    assert {"letter", "obligation", "journal"} <= set(one)


@pytest.mark.parametrize("what", ["columns", "key", "references"])
def test_columns_keys_and_references_are_the_same(both: tuple[Any, Any], what: str) -> None:
    file, server = both
    for table in file.engine.tables(file):
        found = [getattr(each.engine, what)(each, table) for each in both]
        in_order = [list(each) if what == "columns" else sorted(each) for each in found]
        assert in_order[0] == in_order[1], table
    assert server is not file


def test_which_columns_are_whole_numbers_which_may_be_empty_and_what_they_are_without_a_value(
    both: tuple[Any, Any],
) -> None:
    file, server = both
    for table in file.engine.tables(file):
        columns = file.engine.columns(file, table)
        key = file.engine.key(file, table)
        of_file = {
            name: (kind == "INTEGER", bool(filled) or name in key, None if default is None else default.strip("'"))
            for name, kind, filled, default in file.execute(
                'SELECT name, type, "notnull", dflt_value FROM pragma_table_info(?)', (table,)
            )
        }
        of_server = {
            name: (kind == "bigint", filled == "NO", None if default is None else default.split("::")[0].strip("'"))
            for name, kind, filled, default in server.execute(
                "SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns"
                " WHERE table_schema = 'circtrack' AND table_name = ?",
                (table,),
            )
            if name in columns
        }
        assert of_server == of_file, table


def test_every_text_is_compared_by_its_code_points(both: tuple[Any, Any]) -> None:
    _, server = both
    other = server.execute(
        "SELECT c.relname, a.attname FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid"
        " JOIN pg_collation AS l ON l.oid = a.attcollation"
        " WHERE c.relnamespace = 'circtrack'::regnamespace AND c.relkind IN ('r', 'p') AND l.collname <> 'C'"
    ).fetchall()
    assert other == []


def test_an_index_of_the_file_is_one_of_the_server_too(both: tuple[Any, Any]) -> None:
    file, server = both
    for table in file.engine.tables(file):
        of_file = {name for (name,) in file.execute(_OF_A_FILE, (table,))}
        of_server = {name for (name,) in server.execute(_OF_A_SERVER, (table,))}
        assert of_file <= of_server, table
