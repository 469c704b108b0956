"""Modules that are loaded by their first use: nothing of them runs before, and then all of it is there."""

from __future__ import annotations

import subprocess
import sys

import pytest

from circtrack.seldom_used import SELDOM_USED


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_an_import_alone_loads_nothing() -> None:
    code = f"""
import sys
from circtrack.seldom_used import load_when_used
load_when_used()
import {", ".join(SELDOM_USED)}
print(*(len(vars(sys.modules[name])) for name in {SELDOM_USED}))
"""
    assert max(map(int, run(code).split())) < 12


@pytest.mark.parametrize("name", SELDOM_USED)
def test_what_is_used_is_whole(name: str) -> None:
    listed = run(f"import {name}; print(sorted(vars({name})))")
    late = f"""
from circtrack.seldom_used import load_when_used
load_when_used()
import {name}
try:
    {name}.there_is_no_such_thing
except AttributeError as error:
    assert "there_is_no_such_thing" in str(error)
print(sorted(each for each in vars({name})))
"""
    assert run(late) == listed


def test_a_name_of_it_can_be_imported_and_it_runs_once() -> None:
    code = """
from circtrack.seldom_used import load_when_used
load_when_used()
from subprocess import run
import subprocess, sys
assert subprocess.run is run
print(run([sys.executable, "-c", "print(5)"], capture_output=True, text=True).stdout)
"""
    assert run(code) == "5"


def test_another_thread_waits_until_it_is_there() -> None:
    code = """
from circtrack.seldom_used import load_when_used
load_when_used()
import threading, textwrap
sees = []
threads = [threading.Thread(target=lambda: sees.append(textwrap.dedent("  a"))) for _ in range(20)]
for each in threads: each.start()
for each in threads: each.join()
print("".join(sees))
"""
    assert run(code) == "a" * 20


def test_what_is_loaded_already_stays() -> None:
    code = """
import ipaddress
from circtrack.seldom_used import LoadedWhenUsed, load_when_used
load_when_used()
import sys
assert sys.modules["ipaddress"] is ipaddress and not isinstance(ipaddress, LoadedWhenUsed)
print("stays")
"""
    assert run(code) == "stays"


def test_the_first_write_leaves_numpy_out_and_it_can_be_imported_after() -> None:
    """OCR brings numpy along, and sqlite-utils would load it, which takes longer than all the rest of its own."""
    code = """
import sqlite3, sys
from circtrack.database.sqlite.gate import FileGate
connection = sqlite3.connect(":memory:")
connection.execute("CREATE TABLE day (id INTEGER PRIMARY KEY, day TEXT)")
FileGate(connection).write({"act": "add", "table": "day", "key": ["id"], "rows": [{"id": 1, "day": "2026-12-01"}]})
assert "sqlite_utils" in sys.modules and "numpy" not in sys.modules
import numpy
print(numpy.int8(5), *connection.execute("SELECT day FROM day").fetchone())
"""
    assert run(code) == "5 2026-12-01"
