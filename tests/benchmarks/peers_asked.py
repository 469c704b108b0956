"""How each program of peers.py is given the obligations and asked: the best that its own manual offers for it.

Every command runs in a folder that holds the program's files, with nobody at a terminal.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path

START, LIST, ONE, ALL = WORKS = ("start", "list what is owed", "mark one done", "mark all done from a file")
ASKED, DUE, TODAY = "2023-02-27", "2023-03-24", "2023-03-20"
CHAIN = Path(__file__).resolve().parents[2] / "examples" / "chain-2566.txt"
COLUMNS = ("due_on", "letter_number", "office_code", "office_name")

# What the console script of a current pip does.
CIRCTRACK = [sys.executable, "-c", "import sys; from circtrack.__main__ import run; sys.exit(run())"]
SQLITE_UTILS = str(Path(sys.executable).with_name("sqlite-utils"))


@dataclass(frozen=True)
class Owed:
    """One obligation: the columns that each program is given and lists."""

    due_on: str
    letter_number: str
    office_code: str
    office_name: str


@dataclass(frozen=True)
class Peer:
    """A program: what lies in its folder, how it takes in what is owed, its command for each work.

    ``between`` is what it puts between the parts of a date.
    """

    name: str
    commands: dict[str, list[str]]
    taking_in: list[list[str]]
    files: dict[str, str] = field(default_factory=dict)
    compiled: bool = True
    between: str = "-"


def owed_of(listing: str) -> list[Owed]:
    """The obligations that circtrack lists as CSV."""
    return [Owed(**row) for row in csv.DictReader(io.StringIO(listing))]


def as_csv(rows: list[list[str]]) -> str:
    """A CSV file of these rows."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def circtrack(owed: list[Owed]) -> Peer:
    """The letters read for the whole country; the second task is the one of all local governments."""
    own = ["--db", "owed.db", "--lang", "en", "--today", TODAY]
    listing = ["owing", "908", "--task", "2", "--format", "csv", "--columns", ",".join(COLUMNS)]
    return Peer(
        "circtrack",
        {
            START: [*CIRCTRACK, "--version"],
            LIST: [*CIRCTRACK, *listing, *own],
            ONE: [*CIRCTRACK, "done", "908", *[each.office_code for each in owed[:1]], *own],
            ALL: [*CIRCTRACK, "done", "908", "--csv", "done.csv", *own],
        },
        [[*CIRCTRACK, "read", str(CHAIN), "--yes", *own]],
        {"done.csv": as_csv([["office", "on"], *([each.office_code, TODAY] for each in owed)])},
        compiled=False,
    )


def taskwarrior(owed: list[Owed]) -> Peer:
    """A task each, by ``import`` of JSON, which also updates; its uuid names it, and a report of our own lists.

    ``export`` takes a report's name for its filter and order, and is quicker than the report's table.
    """
    settings = {
        "data.location": ".",
        "uda.office.type": "string",
        "report.owing.columns": "due,project,office,description",
        "report.owing.sort": "due+",
        "report.owing.filter": "status:pending",
        "confirmation": "0",
        "bulk": "0",
        "verbose": "nothing",
    }
    done = [task(each) | {"status": "completed", "end": moment(TODAY)} for each in owed]
    return Peer(
        "Taskwarrior",
        {
            START: ["task", "--version"],
            LIST: ["task", "export", "owing"],
            ONE: ["task", str(task(owed[0])["uuid"]), "done"],
            ALL: ["task", "import", "done.json"],
        },
        [["task", "import", "owed.json"], ["task", "owing"]],
        {
            "taskrc": "".join(f"{name}={value}\n" for name, value in settings.items()),
            "owed.json": json.dumps([task(each) for each in owed], ensure_ascii=False),
            "done.json": json.dumps(done, ensure_ascii=False),
        },
        between="",
    )


def task(owed: Owed) -> dict[str, str]:
    """An obligation in Taskwarrior's JSON."""
    return {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_OID, owed.office_code)),
        "status": "pending",
        "entry": moment(ASKED),
        "due": moment(owed.due_on),
        "project": owed.letter_number,
        "office": owed.office_code,
        "description": owed.office_name,
    }


def moment(day: str) -> str:
    """A day as Taskwarrior's JSON has moments; by noon it is the same day wherever this runs."""
    return f"{day.replace('-', '')}T050000Z"


def hledger(owed: list[Owed]) -> Peer:
    """An account each, in which one is owed; ``balance`` leaves out those at zero and sorts by name: deadline first.

    The journal is one entry, quicker to read than an entry each. ``import`` by CSV rules appends what is done.
    """
    done = [[TODAY, account(each)] for each in owed]
    rules = "fields date, account\naccount1 %account\naccount2 asked\namount1 -1\ndescription done\n"
    postings = "".join(f"    {account(each)}  1\n" for each in owed)
    return Peer(
        "hledger",
        {
            START: ["hledger", "--version"],
            LIST: ["hledger", "-f", "owed.journal", "balance", "owes:", "-N", "-O", "csv"],
            ONE: ["hledger", "-f", "owed.journal", "import", "one.csv"],
            ALL: ["hledger", "-f", "owed.journal", "import", "done.csv"],
        },
        [],
        {
            "owed.journal": f"{ASKED} asked\n{postings}    asked\n",
            "one.csv": as_csv(done[:1]),
            "one.csv.rules": rules,
            "done.csv": as_csv(done),
            "done.csv.rules": rules,
        },
    )


def account(owed: Owed) -> str:
    """The account of an obligation; two spaces would end its name."""
    return f"owes:{owed.due_on}:{owed.letter_number}:{owed.office_code} {owed.office_name}"


def sqlite_utils(owed: list[Owed]) -> Peer:
    """A table with the office as its key, an index for the listing, and write-ahead logging as circtrack has it."""
    table = ["owed.db", "obligations"]
    listing = [part for column in COLUMNS for part in ("--column", column)]
    rows = [[each.due_on, each.letter_number, each.office_code, each.office_name] for each in owed]
    one = f"update obligations set done_on = '{TODAY}' where office_code = :office"
    return Peer(
        "sqlite-utils",
        {
            START: [SQLITE_UTILS, "--version"],
            LIST: [SQLITE_UTILS, "rows", *table, *listing, "--where", "done_on is null", "--order", "due_on", "--csv"],
            ONE: [SQLITE_UTILS, "query", "owed.db", one, "--param", "office", owed[0].office_code],
            ALL: [SQLITE_UTILS, "upsert", *table, "done.csv", "--csv", "--no-detect-types", "--pk", "office_code"],
        },
        [
            [SQLITE_UTILS, "insert", *table, "owed.csv", "--csv", "--no-detect-types", "--pk", "office_code"],
            [SQLITE_UTILS, "add-column", *table, "done_on", "text"],
            [SQLITE_UTILS, "create-index", *table, "done_on", "due_on"],
            [SQLITE_UTILS, "enable-wal", "owed.db"],
        ],
        {
            "owed.csv": as_csv([list(COLUMNS), *rows]),
            "done.csv": as_csv([["office_code", "done_on"], *([each.office_code, TODAY] for each in owed)]),
        },
        compiled=False,
    )


PEERS = (circtrack, taskwarrior, hledger, sqlite_utils)
