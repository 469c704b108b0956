"""Without the package that speaks to servers: a file needs none, a server's address says what to install."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from support.program import CHAIN, Program

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "postgresql://clerk:S3cr3t@localhost/name"


@pytest.fixture
def bare(tmp_path: Path) -> Program:
    """The program where psycopg cannot be imported."""
    missing = tmp_path / "missing"
    missing.mkdir()
    (missing / "psycopg.py").write_text("raise ImportError('no pq wrapper available')\n", encoding="utf-8")
    path = os.pathsep.join(filter(None, (str(missing), os.environ.get("PYTHONPATH"))))
    return Program(tmp_path / "circtrack.db", environment={"PYTHONPATH": path}, own_process=True)


@pytest.mark.slow
def test_a_file_needs_it_nowhere(bare: Program) -> None:
    bare.ok("init", "--office", "อำเภอเทพสถิต")
    bare.ok("read", CHAIN, "--yes")
    bare.ok("done", "908", "อบต.บ้านไร่")
    bare.ok("remind", "--once")
    assert bare.rows("owing", "908")


@pytest.mark.parametrize(
    "command",
    [("owing",), ("init", "--office", "3609"), ("read", str(CHAIN), "--yes"), ("remind", "--once"), ("check",)],
)
def test_a_server_is_one_clear_error_with_the_way_out(bare: Program, command: tuple[str, ...]) -> None:
    done = bare.run(*command, "--db", ADDRESS)
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines()[-1] == (
        "error: A database on a PostgreSQL server needs the package psycopg."
        " Install it: `pip install 'circtrack[postgres]'`"
    )
    assert "S3cr3t" not in done.err
