"""The nation on PostgreSQL beside SQLite, each beside its own bare SQL, in one run.

::

    python tests/benchmarks/postgres.py NATION.db postgresql://postgres@localhost/nation [--rounds N] [--only WORD]

Both databases are made by ``nation.py`` with the same numbers. Every work is done in turn by circtrack and by the bare
SQL (``psql``, ``sqlite3``) on both engines, round by round, so that a busy moment hits all; what is printed are
medians. What a work changed is put back between the rounds, untimed. Exits with 1 where a read of more than 10,000
rows on the server takes more than 1.5 times what ``psql --csv`` takes for the join that gives the same columns.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import floors
import nation
import startup

from circtrack.database.postgres.connection import connect as connect_to_server
from circtrack.database.sqlite.connection import connect as connect_to_file
from circtrack.database.sqlite.connection import connect_to_memory
from circtrack.place import Server, parse_place
from circtrack.store.owing import Selection, make_query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.place import Place

LIMIT = 1.5
WRITERS = 50
DAY = ["--today", nation.TODAY.isoformat()]
TURN = "BEGIN; SELECT circtrack_roles.take_turn(true);"


class Way(NamedTuple):
    """One way to do a work: its name, and the commands that are run at the same time."""

    name: str
    commands: Sequence[Sequence[str]]
    given: str = ""


class Work(NamedTuple):
    """What is done, in these ways; the limit of the second beside the third."""

    name: str
    ways: Sequence[Way]
    limit: float = 0
    writes: bool = False


def main() -> int:
    """Measure and print; 1 where something is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("server", type=parse_place)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="only lines with this word")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = startup.as_users_have_it(Path(folder))
        over = False
        print("| work | SQLite | `sqlite3` | PostgreSQL | `psql` | ratio to `psql` | limit |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
        for work in works(asked.file, asked.server, Path(folder)):
            if asked.only in work.name:
                over |= tell(work, measured(work, asked.rounds, environment, asked.file, asked.server))
    return int(over)


def tell(work: Work, seconds: Sequence[float]) -> bool:
    """Print one line; whether it is over its limit."""
    ratio = seconds[2] / seconds[3]
    cells = " | ".join(f"{each * 1000:,.0f} ms" for each in seconds)
    print(f"| {work.name} | {cells} | {ratio:.2f} | {work.limit or ''} |", flush=True)
    return bool(work.limit) and ratio > work.limit


def measured(work: Work, rounds: int, environment: dict[str, str], *places: Place) -> list[float]:
    """The median of every way, in seconds."""
    found: list[list[float]] = [[] for _ in work.ways]
    for turn in range(rounds + 1):
        for way, kept in zip(work.ways, found, strict=True):
            taken = timed(way, environment)
            if turn:  # the first warms up
                kept.append(taken)
            if work.writes:
                for place in places:
                    put_back(place)
    return [statistics.median(each) for each in found]


def timed(way: Way, environment: dict[str, str]) -> float:
    """How long all commands of a way take, run together."""
    begun = time.perf_counter()
    running = [
        subprocess.Popen(
            list(command), env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        for command in way.commands
    ]
    for each in running:
        assert each.stdin is not None
        each.stdin.write(way.given.encode())
        each.stdin.close()
        each.stdin = None
    said = [each.communicate()[1] for each in running]
    taken = time.perf_counter() - begun
    for each, text in zip(running, said, strict=True):
        if each.returncode:
            msg = f"{way.name}: {text.decode()}"
            raise SystemExit(msg)
    return taken


def works(file: Path, server: Server, folder: Path) -> list[Work]:
    """All that is measured."""
    task, number, offices = newest(file)
    listed = folder / "done.csv"
    listed.write_text("office\n" + "".join(f"{code}\n" for code in offices), encoding="utf-8")
    for place in (file, server):
        set_aside(place, task)
    soon = ["--within", "30"]
    month = Selection(first=nation.TODAY.isoformat(), last=(nation.TODAY + timedelta(days=30)).isoformat())
    one = Selection(tasks=(task,))

    def ours(*words: str) -> tuple[Way, Way]:
        ways = (
            Way(f"circtrack {words[0]}", [[*startup.CIRCTRACK, *words, *DAY, "--db", address(place)]])
            for place in (file, server)
        )
        return tuple(ways)  # type: ignore[return-value]

    def shell(query: str) -> Way:
        out = folder / "sqlite3.csv"
        return Way("sqlite3", [["sqlite3", "-csv", "-header", "-cmd", f".output {out}", f"file:{file}?mode=ro"]], query)

    def psql(query: str) -> Way:
        return bare(query, "--csv", "-o", str(folder / "psql.csv"))

    def copied(query: str) -> Way:
        one_line = " ".join(query.split()).rstrip(";")
        return bare(f"\\copy ({one_line}) TO '{folder / 'psql.csv'}' WITH (FORMAT csv, HEADER)\n")

    def bare(script: str, *options: str) -> Way:
        command = ["psql", "-qXv", "ON_ERROR_STOP=1", *options, server.url]
        return Way("psql", [command], f"SET search_path = circtrack, circtrack_roles;\n{script}")

    def read(name: str, words: Sequence[str], there: Way, here: str, limit: float = LIMIT) -> Work:
        file_ours, server_ours = ours("owing", "--format", "csv", *words, "--output", str(folder / "ours.csv"))
        return Work(name, (file_ours, shell(here), server_ours, there), limit)

    asked_month, asked_one = (asked_by(selection) for selection in (month, one))
    done_file, done_server = ours("done", number, "--csv", str(listed))
    bulk = "CREATE TEMP TABLE given (office text);\n"
    changed = (
        f"UPDATE obligation SET progress = 'done', done_on = '{nation.TODAY}' WHERE task = {task}"
        " AND office IN (SELECT office FROM given);"
    )
    bulk_there = f"{TURN}\n{bulk}\\copy given FROM '{listed}' WITH (FORMAT csv, HEADER)\n{changed}\nCOMMIT;"
    bulk_here = f"{bulk}.mode csv\n.import --skip 1 {listed} given\nBEGIN IMMEDIATE;{changed}COMMIT;\n"
    return [
        read("`owing` of a letter", [number], psql(asked_one), asked_one, 0),
        read(
            "`owing --within 30` to a file, beside the join that gives the same columns",
            soon,
            psql(floors.WITHIN_30_DAYS_ON_A_SERVER),
            floors.WITHIN_30_DAYS,
        ),
        read(
            "the same beside `\\copy` of the join: the server writes the CSV",
            soon,
            copied(floors.WITHIN_30_DAYS_ON_A_SERVER),
            floors.WITHIN_30_DAYS,
            0,
        ),
        read("the same beside the query that circtrack asks", soon, psql(asked_month), asked_month),
        read("`owing --by province`", ["--by", "province"], psql(floors.BY_PROVINCE), floors.BY_PROVINCE),
        Work(
            f"`done --csv`, {len(offices):,} rows",
            (done_file, Way("sqlite3", [["sqlite3", str(file)]], bulk_here), done_server, bare(bulk_there)),
            writes=True,
        ),
        writers(file, server, task, number, offices),
    ]


def writers(file: Path, server: Server, task: int, number: str, offices: Sequence[str]) -> Work:
    """Fifty at once, each of another office."""
    some = offices[:: len(offices) // WRITERS][:WRITERS]

    def changed(office: str) -> str:
        done = f"progress = 'done', done_on = '{nation.TODAY}'"
        return f"UPDATE obligation SET {done} WHERE task = {task} AND office = '{office}';"

    def ours(place: Place) -> Way:
        words = [*startup.CIRCTRACK, "done", number]
        return Way("circtrack done", [[*words, office, *DAY, "--db", address(place)] for office in some])

    here = [["sqlite3", str(file), f".timeout 60000\nBEGIN IMMEDIATE;{changed(office)}COMMIT;"] for office in some]
    there = [
        ["psql", "-qX", server.url, "-c", TURN, "-c", f"SET search_path = circtrack; {changed(office)}", "-c", "COMMIT"]
        for office in some
    ]
    here = [["sqlite3", "-cmd", ".timeout 60000", str(file), each[2].partition("\n")[2]] for each in here]
    return Work(
        f"{WRITERS} writers at once, one `done` each",
        (ours(file), Way("sqlite3", here), ours(server), Way("psql", there)),
        writes=True,
    )


def asked_by(selection: Selection) -> str:
    """What circtrack asks for the rows of a selection, its values in place."""
    query, given = make_query(connect_to_memory(), selection)  # alike for both engines, as long as no office is named
    for value in given:
        query = query.replace("?", str(value) if isinstance(value, int) else f"'{value}'", 1)
    return f"{query};"


def newest(file: Path) -> tuple[int, str, list[str]]:
    """The task of the newest circular that has been passed on for a while, its number, and who was asked."""
    with closing(connect_to_file(file, "mode=ro")) as connection:
        (task,) = connection.execute("SELECT max(id) - 5 FROM task").fetchone()
        (number,) = connection.execute(
            "SELECT l.number FROM task AS t JOIN letter AS l ON l.id = t.letter WHERE t.id = ?", (task,)
        ).fetchone()
        rows = connection.execute("SELECT office FROM obligation WHERE task = ? ORDER BY office", (task,))
        offices = [office for (office,) in rows]
    return task, number, offices[:7848]


def address(place: Place) -> str:
    """A place as the program takes it."""
    return place.url if isinstance(place, Server) else str(place)


def connected(place: Place) -> Any:
    """A plain connection that commits each statement."""
    return connect_to_server(place) if isinstance(place, Server) else connect_to_file(place, "mode=rw")


def set_aside(place: Place, task: int) -> None:
    """Keep how the obligations of a task stood."""
    with closing(connected(place)) as connection:
        for statement in (
            "DROP TABLE IF EXISTS bench_before",
            f"CREATE TABLE bench_before AS SELECT task, office, progress, done_on FROM obligation WHERE task = {task}",
        ):
            connection.execute(statement)


def put_back(place: Place) -> None:
    """Make them stand so again."""
    with closing(connected(place)) as connection:
        connection.execute(
            "UPDATE obligation SET progress = b.progress, done_on = b.done_on FROM bench_before AS b"
            " WHERE obligation.task = b.task AND obligation.office = b.office AND (obligation.progress <> b.progress"
            " OR coalesce(obligation.done_on, '') <> coalesce(b.done_on, ''))"
        )


if __name__ == "__main__":
    sys.exit(main())
