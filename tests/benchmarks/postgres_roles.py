"""A department's role beside the owner of the tables: ``python tests/benchmarks/postgres_roles.py [ROUNDS]``.

Whole commands on the real chain, which 7,849 local governments owe, by turns: once as the role, once as the owner. It
prints medians, and exits with 1 where the role takes more than 1.5 times the owner. Also how long ``move`` of
that chain to a server takes. Needs CIRCTRACK_TEST_POSTGRES, or a server that pip brought.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.program import CHAIN, Program
from support.server_own import database, run
from support.server_roles import of_database, some_roles

LIMIT = 1.5
EXTEND = ["extend", "908", "--task", "2", "--to", "2023-06-30", "--reason", "x"]
COMMANDS = (
    ("`extend` of the national letter", EXTEND),
    ("its `undo`", ["undo"]),
    ("`done --csv` of all that owe", ["done", "908", "--task", "2", "--csv", "done.csv", "--on", "2023-03-17"]),
    ("its `undo`", ["undo"]),
    ("`remind --all`", ["remind", "--all"]),
    ("`owing --format csv`", ["owing", "--format", "csv"]),
)


def timed(program: Program, words: list[str]) -> float:
    """How many seconds a command takes, which must end well."""
    begun = time.monotonic()
    program.ok(*words)
    return time.monotonic() - begun


def main() -> int:
    """Measure and print; 1 where the role is over its limit."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with some_roles("department") as roles, database() as server, tempfile.TemporaryDirectory() as folder:
        file = Program(Path(folder) / "file.db", own_process=True)
        file.ok("init", "--office", "dla")
        file.ok("read", CHAIN, "--yes")
        print(f"`move` of the chain to the server: {timed(file, ['move', '--to', server.url]):.1f} s")
        role = roles["department"]
        owner = replace(file, environment={"CIRCTRACK_DB": server.url})
        owner.ok("admin", "grant", "dla", role)
        run(server, "VACUUM ANALYZE")
        clerk = replace(file, environment={"CIRCTRACK_DB": of_database(server.url, name_of(server.url), role)})
        owing = {row["office_code"] for row in owner.rows("owing", "908", "--task", "2")}
        Path(folder, "done.csv").write_text("\n".join(["office", *sorted(owing)]), encoding="utf-8")
        taken: dict[tuple[int, str], list[float]] = defaultdict(list)
        for turn in range(rounds):
            for who, program in sorted({"owner": owner, "role": clerk}.items(), reverse=bool(turn % 2)):
                for at, (_, words) in enumerate(COMMANDS):
                    taken[at, who].append(timed(program, words))
        over = False
        print("| command | owner | role | ratio |\n| --- | ---: | ---: | ---: |")
        for at, (name, _) in enumerate(COMMANDS):
            one, other = (statistics.median(taken[at, who]) for who in ("owner", "role"))
            over |= other > LIMIT * one
            print(f"| {name} | {one:.2f} s | {other:.2f} s | {other / one:.2f} |")
    return int(over)


def name_of(url: str) -> str:
    """The database's name in an address."""
    return url.partition("?")[0].rpartition("/")[2]


if __name__ == "__main__":
    sys.exit(main())
