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

HELP = (files("circtrack.help") / "en" / "server.md").read_text(encoding="utf-8")


def test_the_lines_of_the_help_close_the_server_and_leave_circtrack_open(tmp_path: Path) -> None:
    (lines,) = re.findall(r"```sql\n(REVOKE CONNECT.*?)```", HELP, re.DOTALL)
    with cluster() as made:
        server = Server(made.address)
        run(server, "CREATE ROLE registry LOGIN; CREATE ROLE clerk_3609 LOGIN; CREATE ROLE nobody LOGIN")
        run(server, "CREATE DATABASE circtrack OWNER registry ENCODING 'UTF8' TEMPLATE template0")
        there = Server(of_database(made.address, "circtrack"))
        for line in lines.splitlines():
            run(there, line)
        register = Register(of_database(made.address, "circtrack", "registry"), tmp_path, {"clerk": "clerk_3609"})
        register.program().ok("admin", "grant", "3609", "clerk_3609")
        register.program().ok("read", CHAIN, "--yes")
        register.program("clerk").ok("done", "908", "06360903")
        register.program("clerk").ok("undo")
        register.program("clerk").ok("remind", "--once")
        assert register.program("clerk").rows("owing", "908")
        for statement in (
            "CREATE TEMP TABLE x (y int)", "SELECT lo_create(0)", "SELECT lo_creat(0)", "CREATE TABLE public.x (y int)",
            "CREATE SCHEMA x", "CREATE TABLE circtrack.x (y int)",
        ):  # fmt: skip
            with pytest.raises(Exception, match="permission denied"):
                register.sql("clerk", statement)
        for name, user in (("circtrack", "nobody"), ("postgres", "clerk_3609")):
            with (
                pytest.raises(Exception, match="permission denied"),
                closing(plain(Server(of_database(made.address, name, user)))),
            ):
                pytest.fail("it is closed")
