"""How SQLite answers what the verbs ask: by an index, or by reading a whole table where that is what was asked for.

Every statement that a verb sends is caught on its way and explained. What grows with the years (letters, deliveries,
obligations, the journal) may be read whole only where ``WHOLE`` says so, with the reason.
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from support.program import CHAIN, Program

if TYPE_CHECKING:
    from pathlib import Path

GROWING = {
    "letter", "letter_number", "letter_link", "finding", "task", "stated_task", "delivery", "obligation",
    "deadline_change", "journal", "register_entry", "reminder", "said",
}  # fmt: skip

# Indexes that hold only what is still owed, what is classified, what extends or cancels: read whole they are short.
SHORT = re.compile(
    r"USING (?:COVERING )?INDEX (?:obligation_owed|letter_classified|letter_acting|letter_link_acting)\b"
)

LOG = ("journal", "letter", "task")
CHECKED = ("letter", "delivery", "obligation", "finding", "task", "journal", "register_entry")
WHOLE = {
    ("owing of a task", "task"): "looks for a text in every title",
    ("letters", "letter"): "lists them all",
    ("letters of an office", "letter"): "lists them all but those of others",
    **{("log", table): "every command may speak of any letter" for table in LOG},
    **{("log of a letter", table): "every command may speak of any letter" for table in LOG},
    ("letters show", "letter"): "looks through all that may cite it, and for what is classified",
    ("forward", "letter"): "looks for a letter of the cited day, whatever its number",
    ("init", "letter"): "counts them, once",
    ("init", "obligation"): "looks whom the database is about, once",
    ("bundle", "journal"): "asks for the latest time of all",
    **{("check", table): "looks at everything once" for table in CHECKED},
    **{("export", table): "writes everything" for table in GROWING},
    ("letters show", "journal"): "looks for the letter in what every command changed",
    ("letters show", "task"): "looks for the letter in what every command changed",
}

CAUGHT = """
import sqlite3, sys
out = open(sys.argv[1], "a", encoding="utf-8", buffering=1)
connect = sqlite3.connect
def traced(*arguments, **options):
    connection = connect(*arguments, **options)
    if "circtrack.db" in str(arguments[0]):  # what is put aside on the way is in a file of its own
        connection.set_trace_callback(lambda statement: out.write(__import__("json").dumps(statement) + chr(10)))
    return connection
sqlite3.connect = traced
sys.argv[:] = ["circtrack", *sys.argv[2:]]
from circtrack.__main__ import run
sys.exit(run())
"""

COMMANDS = {
    "owing": ("owing",),
    "owing of a letter": ("owing", "908"),
    "owing in time": ("owing", "--within", "30", "--overdue"),
    "owing under": ("owing", "--under", "3609"),
    "owing of a task": ("owing", "--task", "ศูนย์ช่วยเหลือ"),
    "owing by province": ("owing", "--by", "province"),
    "owing by office": ("owing", "--by", "office", "--under", "36"),
    "owing by state": ("owing", "908", "--by", "state"),
    "chain": ("chain", "908"),
    "remind": ("remind",),
    "remind --once": ("remind", "--once"),
    "receive": ("receive", "708", "06360903", "--on", "2023-03-13"),
    "done": ("done", "908", "06360903", "--on", "2023-03-17"),
    "extend": ("extend", "908", "06360905", "--to", "2023-03-31", "--reason", "ระบบล่ม"),
    "exempt": ("exempt", "908", "05360901", "--reason", "ไม่มีศูนย์"),
    "undo": ("undo",),
    "remind of a letter": ("remind", "908", "--letter"),
    "forward": (
        "forward",
        "708",
        "--number",
        "ชย 52001/1",
        "--date",
        "2023-03-14",
        "--from",
        "05360901",
        "--to",
        "06360902",
    ),
    "add": ("add", "--number", "มท 0810.1/1", "--date", "2023-03-14", "--from", "dla", "--subject", "x", "--to", "36"),
    "read": ("read", str(CHAIN), "--yes"),
    "done --csv": ("done", "908", "--csv", "done.csv"),
    "register a number": ("register", "out", "708", "--office", "3609"),
    "init": ("init", "--office", "dla"),
    "bundle": ("bundle", "908", "--for", "36", "--output", "x.circtrack"),
    "check": ("check",),
    "export": ("export", "exported"),
    "letters of an office": ("letters", "--from", "3609"),
    "log of a letter": ("log", "--letter", "908"),
    "letters": ("letters",),
    "log": ("log",),
    "register": ("register", "in", "--office", "3609"),
    "letters show": ("letters", "show", "908"),
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = Program(tmp_path_factory.mktemp("plans") / "circtrack.db")
    program.ok("read", CHAIN, "--yes")
    program.ok("done", "908", "06360903", "--on", "2023-03-16")
    (program.database.parent / "done.csv").write_text("office\n06360904\n", encoding="utf-8")
    return program


def statements(program: Program, caught: Path, arguments: tuple[str, ...]) -> list[str]:
    """What a verb asked the database, with the values in place."""
    import os

    kept = {name: value for name, value in os.environ.items() if not name.startswith("CIRCTRACK")}
    ours = {"CIRCTRACK_DB": str(program.database), "CIRCTRACK_TODAY": program.today, "CIRCTRACK_USER": "clerk"}
    command: list[str | Path] = [sys.executable, "-c", CAUGHT, caught, *arguments]
    done = subprocess.run(command, capture_output=True, check=False, cwd=program.database.parent, env=kept | ours)
    assert done.returncode in {0, 4}, done.stderr.decode()
    return list(dict.fromkeys(map(json.loads, caught.read_text("utf-8").splitlines())))


def read_whole(connection: sqlite3.Connection, statement: str) -> set[str]:
    """The growing tables that a statement reads from end to end."""
    named = dict.fromkeys(GROWING) | {
        alias: table for table, alias in re.findall(r"\b([a-z_]+)(?: AS)? ([a-z]+)\b", statement) if table in GROWING
    }
    found = set()
    for *_, detail in connection.execute(f"EXPLAIN QUERY PLAN {statement}"):
        scanned = re.match(r"SCAN (\w+)", detail)
        if scanned and scanned[1] in named and not SHORT.search(detail):
            found.add(named[scanned[1]] or scanned[1])
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_that_grows_is_read_whole_without_a_reason(database: Program, tmp_path: Path, name: str) -> None:
    asked = statements(database, tmp_path / "caught", COMMANDS[name])
    reads = [each for each in asked if re.match(r"\s*(SELECT|WITH|UPDATE|DELETE)\b", each)]
    assert reads
    with closing(sqlite3.connect(database.database)) as connection:
        whole = {(table, statement) for statement in reads for table in read_whole(connection, statement)}
    allowed = {table for command, table in WHOLE if command == name}
    assert {(table, statement) for table, statement in whole if table not in allowed} == set()
    assert allowed <= {table for table, _ in whole}, "a reason that is needed no more"


def test_a_whole_table_is_noticed(database: Program) -> None:
    with closing(sqlite3.connect(database.database)) as connection:
        assert read_whole(connection, "SELECT count(*) FROM obligation AS o WHERE o.note = ''") == {"obligation"}
        assert read_whole(connection, "SELECT subject FROM letter") == {"letter"}
        assert read_whole(connection, "SELECT * FROM letter AS l WHERE l.id = 1") == set()
