"""What the help has the administrator close: the lines run, and circtrack works for roles afterwards."""

from __future__ import annotations

import re
from contextlib import closing
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from support.program import CHAIN
from support.server_own import cluster, plain, run
from support.server_roles import Register, of_database
from support.servers import needs_server

from circtrack.place import Server

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [needs_server, pytest.mark.slow]

# What counts rows and pages, of a query of one's own too; by cursor_to_xml one would be fetched within EXPLAIN.
COUNTERS = (
    "SELECT * FROM pg_stat_xact_all_tables", "SELECT * FROM pg_stat_all_tables", "SELECT * FROM pg_statio_all_indexes",
    "SELECT pg_stat_get_xact_tuples_returned('pg_class'::regclass)", "SELECT * FROM pg_stat_database",
    "SELECT pg_relation_size('pg_class')", "SELECT pg_total_relation_size('pg_class')",
    "EXPLAIN (ANALYZE, BUFFERS) SELECT cursor_to_xml('x', 9, true, true, '')",
    "EXPLAIN (ANALYZE, BUFFERS) SELECT query_to_xml('SELECT 1', true, true, '')",
)  # fmt: skip

HELP = (files("circtrack.help") / "en" / "server.md").read_text(encoding="utf-8")


def test_the_lines_of_the_help_close_the_server_and_leave_circtrack_open(tmp_path: Path) -> None:
    (lines,) = re.findall(r"```sql\n(REVOKE CONNECT.*?)```", HELP, re.DOTALL)
    with cluster() as made:
        server = Server(made.address)
        run(server, "CREATE ROLE registry LOGIN; CREATE ROLE clerk_3609 LOGIN; CREATE ROLE nobody LOGIN")
        run(server, "CREATE DATABASE circtrack OWNER registry ENCODING 'UTF8' TEMPLATE template0")
        there = Server(of_database(made.address, "circtrack"))
        run(there, lines)
        register = Register(of_database(made.address, "circtrack", "registry"), tmp_path, {"clerk": "clerk_3609"})
        told = register.program().run("admin", "grant", "3609", "clerk_3609")
        assert (told.status, "has no role circtrack_reader" in told.err) == (2, True)
        (hint,) = re.findall(r"`(CREATE ROLE [^`]*)`", " ".join(told.err.split()))
        run(server, hint.replace("OWNER", "registry"))
        register.program().ok("admin", "grant", "3609", "clerk_3609")
        register.program().ok("read", CHAIN, "--yes")
        register.program("clerk").ok("done", "908", "06360903")
        register.program("clerk").ok("undo")
        register.program("clerk").ok("remind", "--once")
        assert register.program("clerk").rows("owing", "908")
        for statement in (
            "CREATE TEMP TABLE x (y int)", "SELECT lo_create(0)", "SELECT lo_creat(0)", "CREATE TABLE public.x (y int)",
            "CREATE SCHEMA x", "CREATE TABLE circtrack.x (y int)", "CREATE FUNCTION pg_temp.f() RETURNS int RETURN 1",
            *COUNTERS,
        ):  # fmt: skip
            with pytest.raises(Exception, match="permission denied"):
                register.sql("clerk", statement)
        assert register.sql("", "SELECT count(*) FROM pg_stat_all_tables")  # who looks after the server still can
        for name, user in (("circtrack", "nobody"), ("postgres", "clerk_3609")):
            with (
                pytest.raises(Exception, match="permission denied"),
                closing(plain(Server(of_database(made.address, name, user)))),
            ):
                pytest.fail("it is closed")
