"""Many clerks on one database, each in its own process, and what must hold when all their commands are done.

Each clerk has offices of its own, so what it recorded last must still hold; all share the register of letters sent.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import sqlite3
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import TYPE_CHECKING

from circtrack.database.integrity import find_faults
from circtrack.database.sqlite.connection import SqliteConnection
from support.program import CHAIN
from support.waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

LOCKED, DONE = 5, 0
_PROGRESS = {"done": (), "incomplete": ("--incomplete",), "blocked": ("--blocked", "ระบบล่ม")}


@dataclass
class Work:
    """What one clerk did: exit statuses, the last progress of its offices, the register numbers it got."""

    ended: Counter[int] = field(default_factory=Counter)
    stands: dict[str, str] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    longest_read: float = 0.0


def run(*arguments: str) -> tuple[int, str]:
    """Run one command line of the real program in this process; return its exit status and output."""
    from circtrack.__main__ import main

    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        status = main(list(arguments))
    return status, out.getvalue()


def prepare(database: Path) -> list[str]:
    """Make a province's database with the chain recorded; return the codes of the offices that owe."""
    os.environ |= {"CIRCTRACK_DB": str(database), "CIRCTRACK_TODAY": "2023-03-20", "CIRCTRACK_LANG": "en"}
    assert run("init", "--office", "จังหวัดชัยภูมิ")[0] == DONE
    assert run("read", str(CHAIN), "--yes")[0] == DONE
    with closing(sqlite3.connect(database, factory=SqliteConnection)) as connection:
        return [code for (code,) in connection.execute("SELECT DISTINCT office FROM obligation ORDER BY office")]


def clerk(database: str, name: str, offices: list[str], commands: int, seed: int) -> Work:
    """Run one clerk's random commands."""
    os.environ |= {
        "CIRCTRACK_DB": database,
        "CIRCTRACK_TODAY": "2023-03-20",
        "CIRCTRACK_LANG": "en",
        "CIRCTRACK_USER": name,
        "CIRCTRACK_LOCK_TIMEOUT": str(PATIENCE),
    }
    choose, work = random.Random(seed), Work()
    undoable: list[tuple[str, str]] = []  # office, and what stood of it before
    for place in range(commands):
        what = choose.choices(("done", "undo", "register", "receive", "add", "owing"), (40, 12, 16, 12, 4, 16))[0]
        office = choose.choice(offices)
        if what == "done":
            progress = choose.choice(list(_PROGRESS))
            status, out = run("done", "908", office, *_PROGRESS[progress])
            if status == DONE and "now" in out:
                undoable.append((office, work.stands.get(office, "none")))
                work.stands[office] = progress
        elif what == "undo" and undoable:
            status, out = run("undo")
            if status == DONE:
                office, before = undoable.pop()
                work.stands[office] = before
        elif what == "register":
            status, out = run("register", "out", "--office", "36", "--subject", name, "--recipient", f"{place}")
            work.numbers += [int(found) for found in re.findall(r"^(\d+),", out, re.MULTILINE)]
            undoable.clear()  # the last command is this one now
        elif what == "receive":
            status, out = run("receive", "3022", "3609", "--on", f"2023-03-{choose.randint(9, 19):02}")
            undoable.clear()
        elif what == "add":
            number = f"ชย 0023.6/{seed}{place:04}"
            status, out = run("add", "--number", number, "--date", "2023-03-15", "--from", "36", "--to", "3609")
            undoable.clear()
        else:
            begun = time.monotonic()
            status, out = run("owing", "908", "--format", "csv")
            work.longest_read = max(work.longest_read, time.monotonic() - begun)
        work.ended[status] += 1
        if status not in (DONE, LOCKED):
            work.wrong.append(f"{name}: {what} ended with {status}: {out.strip()}")
    return work


def at_work(database: Path, clerks: int, commands: int) -> tuple[list[Work], list[str]]:
    """Run all clerks at the same time; return what each did, and all faults."""
    offices = prepare(database)
    with ProcessPoolExecutor(clerks, mp_context=get_context("spawn")) as pool:
        jobs = [
            pool.submit(clerk, str(database), f"clerk{at}", offices[at::clerks], commands, at + 1)
            for at in range(clerks)
        ]
        works = [job.result() for job in jobs]
    wrong = [each for work in works for each in work.wrong]
    with closing(sqlite3.connect(database, factory=SqliteConnection)) as connection:
        wrong += find_faults(connection)
        found = dict(connection.execute("SELECT office, progress FROM obligation"))
        given = [
            number
            for (number,) in connection.execute(
                "SELECT number FROM register_entry WHERE office = '36' AND direction = 'out' ORDER BY number"
            )
        ]
    for work in works:
        wrong += (
            f"{office} is {found.get(office)}, recorded last was {progress}"
            for office, progress in work.stands.items()
            if found.get(office) != progress
        )
    printed = sorted(number for work in works for number in work.numbers)
    if printed != given or given != list(range(1, len(given) + 1)):
        wrong.append(f"register numbers printed {printed} and kept {given}")
    return works, wrong
