"""Clerks at work at one server all at once: ``python tests/benchmarks/postgres_clerks.py [CLERKS [COMMANDS [VERB]]]``.

Fifty clerks, each in a process of its own, with twenty commands each unless said otherwise: register (a number of the
register that all share), done, receive, and the list of who owes between; or one of these alone, with the time that
clerks have for locks unless something else is set. Needs CIRCTRACK_TEST_POSTGRES. It prints
how the commands ended, how long they took, waited for their turn and held it, and exits with 1 where a number was lost
or given twice, or the database is not sound.
"""

from __future__ import annotations

import os
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.many_hands import DONE, LOCKED, run
from support.server_crash import chain
from support.server_own import database, faults_of, rows

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

_START_SECONDS = 300.0
"""How long all processes may take to start."""
_all_there: Barrier


@dataclass
class Work:
    """What one clerk did: how each command ended, its numbers, and the seconds by what they went for."""

    ended: Counter[int] = field(default_factory=Counter)
    numbers: list[int] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)


def _know_others(all_there: Barrier) -> None:
    """Give this process what all of them wait at before they begin at once."""
    global _all_there  # noqa: PLW0603 - of a process, which has one clerk
    _all_there = all_there


def _watch(work: Work) -> None:
    """Let the seconds be taken that a command waits for its turn, and those that it holds it."""
    from circtrack.database.postgres import transactions

    server: Any = transactions
    begin, commit = server._begin_on_current, server.commit
    since = [0.0]

    def beginning(connection: Any, at: Any, statements: bytes, **options: Any) -> bool:
        begun = time.monotonic()
        made: bool = begin(connection, at, statements, **options)
        if b"take_turn" in statements:
            since[0] = time.monotonic()
            work.seconds["waiting for the turn"].append(since[0] - begun)
        return made

    def committing(*given: Any) -> None:
        commit(*given)
        work.seconds["holding it"].append(time.monotonic() - since[0])

    server._begin_on_current, server.commit = beginning, committing


def clerk(url: str, name: str, offices: list[str], commands: int, verb: str = "") -> Work:
    """One clerk's morning, from when all of them are there."""
    os.environ |= {"CIRCTRACK_DB": url, "CIRCTRACK_TODAY": "2023-03-20", "CIRCTRACK_LANG": "en",
                   "CIRCTRACK_USER": name} | ({} if verb else {"CIRCTRACK_LOCK_TIMEOUT": "60"})  # fmt: skip
    choose, work = random.Random(name), Work()
    try:
        run("letters")  # what is loaded once is not the server's
        _watch(work)
    except BaseException:
        _all_there.abort()  # else the others would wait for this one
        raise
    _all_there.wait(_START_SECONDS)
    for place in range(commands):
        what = verb or choose.choices(("register", "done", "receive", "owing"), (40, 30, 20, 10))[0]
        begun = time.monotonic()
        if what == "register":
            status, out = run("register", "out", "--office", "36", "--subject", name, "--recipient", f"{place}")
            work.numbers += [int(found) for found in re.findall(r"^(\d+),", out, re.MULTILINE)]
        elif what == "done":
            status, out = run("done", "908", choose.choice(offices), *choose.choice(((), ("--incomplete",))))
        elif what == "receive":
            status, out = run("receive", "3022", choose.choice(("3609", "3601", "3602")), "--on", "2023-03-15")
        else:
            status, out = run("owing", "908", "--format", "csv")
        work.seconds[what].append(time.monotonic() - begun)
        work.ended[status] += 1
        if status not in (DONE, LOCKED):
            work.wrong.append(f"{name}: {what} ended with {status}: {out.strip()}")
    return work


def main() -> int:
    """Let them work and print what became of it."""
    clerks, commands = (int(sys.argv[at]) if len(sys.argv) > at else most for at, most in ((1, 50), (2, 20)))
    verb = "".join(sys.argv[3:4])
    with database() as server, tempfile.TemporaryDirectory() as folder:
        chain(server, Path(folder))
        offices = [code for (code,) in rows(server, "SELECT DISTINCT office FROM obligation ORDER BY 1")]
        processes = get_context("spawn")
        all_there = processes.Barrier(clerks + 1)
        with ProcessPoolExecutor(clerks, mp_context=processes, initializer=_know_others, initargs=(all_there,)) as pool:
            jobs = [pool.submit(clerk, server.url, f"clerk{at}", offices, commands, verb) for at in range(clerks)]
            all_there.wait(_START_SECONDS)
            begun = time.monotonic()
            works = [job.result() for job in jobs]
            seconds = time.monotonic() - begun
        wrong = [each for work in works for each in work.wrong] + faults_of(server)
        kept = [number for (number,) in rows(server, "SELECT number FROM register_entry ORDER BY number")]
        printed = sorted(number for work in works for number in work.numbers)
        if printed != kept or kept != list(range(1, len(kept) + 1)):
            wrong.append(f"register numbers printed {printed} and kept {kept}")
    done, locked = (sum(work.ended[status] for work in works) for status in (DONE, LOCKED))
    print(
        f"{clerks} clerks, {clerks * commands} commands in {seconds:.1f} s: {clerks * commands / seconds:.0f} a second"
    )
    print(f"ended well {done}, lock time-outs {locked}, register numbers {len(kept)}, wrong {len(wrong)}")
    for name in ("register", "done", "receive", "owing", "waiting for the turn", "holding it"):
        taken = sorted(each for work in works for each in work.seconds[name])
        if taken:
            middle, most = statistics.median(taken), taken[len(taken) * 95 // 100]
            print(
                f"{name:22} {len(taken):6} median {middle * 1000:7.1f} ms, 95 of 100 {most * 1000:7.1f}, "
                f"longest {taken[-1] * 1000:7.1f}"
            )
    for each in wrong[:40]:
        print(each)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
