"""The tests' own care: a database that a test has altered is not taken for the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import reused, servers
from support.server_own import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from circtrack.place import Server

pytestmark = [pytest.mark.server, pytest.mark.slow]

ALTERED = (
    "ALTER TABLE circtrack.letter ADD COLUMN more text",
    "ALTER TABLE circtrack.letter ALTER COLUMN subject SET DEFAULT '-'",
    "CREATE FUNCTION circtrack.more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION circtrack.more() RETURNS int LANGUAGE sql AS 'SELECT 2'",
    "DROP FUNCTION circtrack.more()",
    "CREATE POLICY nobody ON circtrack.letter FOR SELECT USING (false)",
    "GRANT INSERT ON circtrack.journal TO PUBLIC",
    "ALTER TABLE circtrack.task DISABLE TRIGGER ALL",
    "CREATE INDEX ON circtrack.letter (subject)",
    "CREATE TABLE public.elsewhere ()",
    "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''5MB''', current_database()); END$$",
    "DO $$BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO PUBLIC', current_database()); END$$",
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with servers.running_on(servers.POSTGRESQL):
        found = servers.place(servers.with_tables(tmp_path / "circtrack.db"))
        yield found  # type: ignore[misc]  # no file, on this engine


def structure(server: Server) -> str:
    return reused.take_content(server).structure


def test_whatever_is_altered_shows(server: Server) -> None:
    seen = [structure(server)]
    assert structure(server) == seen[0]
    for statement in ALTERED:
        run(server, statement)
        assert structure(server) != seen[-1], statement
        seen.append(structure(server))


def test_rows_are_no_alteration(server: Server) -> None:
    before = structure(server)
    run(server, "INSERT INTO circtrack.setting (name, value) VALUES ('more', '1')")
    assert structure(server) == before
