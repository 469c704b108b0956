"""Roles beside the owner of the tables among many chains: ``postgres_chains.py [CHAINS] [ROUNDS]``.

Each chain is a department's letter and one that passes it on to twelve local governments, which owe what it asks; every
fourth goes to all provinces. Whole commands by turns, as the owner and as a department's, a province's and a local
government's role. It prints the processor time of the client and of the server, added up: medians, and how many
times the owner's. Exits with 1 where a role takes more than 1.5 times that. Needs CIRCTRACK_TEST_POSTGRES of
a server on this machine, or one that pip brought.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.program import CHAIN, Program
from support.server_own import database, rows, run
from support.server_roles import name_of, of_database, some_roles

LIMIT = 1.5
TODAY = "2023-03-20"
OFFICES = {"department": "dla", "province": "36", "local": "06360903"}
COMMANDS = ("owing --by province", "letters", "owing {letter}", "chain {letter}")

# Chain n has the letters 10n and 10n + 1 and the task 10n; each province has every 76th, but the first twelve locals of
# Chaiyaphum owe the task of every 76th.
MAKE = """
SET search_path = circtrack, circtrack_roles;
CREATE TEMP TABLE province AS SELECT row_number() OVER (ORDER BY code = '36' DESC, code) - 1 AS place, code
    FROM latest_office WHERE kind = 'province' AND code IN (SELECT code FROM office);
CREATE TEMP TABLE below AS SELECT p.place, p.code AS province, s.code, row_number() OVER (
        PARTITION BY p.code ORDER BY s.code = '06360903' DESC, s.code) AS rank
    FROM province AS p JOIN reach AS r ON r.realm = p.code JOIN latest_office AS s ON s.code = r.office
    WHERE s.kind LIKE '%municipality' OR s.kind = 'sao';
DELETE FROM below WHERE rank > 12;
CREATE TEMP TABLE chain AS SELECT n, 10 * n AS first, 10 * n + 1 AS second, (date '2023-01-01' + (n % 70))::text AS day,
    (date '2023-01-01' + (n % 70) + 3)::text AS later, n % (SELECT count(*) FROM province) AS place
    FROM generate_series(10, 9 + {chains}) AS n;
INSERT INTO letter (id, issuer, year_be, number, date, subject, kind, root)
    SELECT first, 'dla', 2566, 'มท 0810.7/ว ' || 100000 + n, day, 'เรื่องที่ ' || n, 'circular', first FROM chain;
INSERT INTO letter (id, issuer, year_be, number, date, subject, kind, root, parent)
    SELECT second, p.code, 2566, 'จว ' || p.code || '/' || 100000 + n, later, 'เรื่องที่ ' || n, 'circular', first, first
    FROM chain JOIN province AS p USING (place);
INSERT INTO letter_number SELECT id, number, replace(number, ' ', ''), substring(number, '[0-9]+$'), 'own'
    FROM letter WHERE id >= 100;
INSERT INTO task (id, letter, position, title, due_on) SELECT first, first, 1, 'บันทึกผล ' || n, '2023-03-31' FROM chain;
INSERT INTO stated_task (letter, position, title, due_on, task)
    SELECT first, 1, 'บันทึกผล ' || n, '2023-03-31', first FROM chain;
INSERT INTO delivery (letter, office, sent_on, root)
    SELECT first, p.code, day, first FROM chain AS c JOIN province AS p ON p.place = c.place OR c.n % 4 = 0;
INSERT INTO delivery (letter, office, sent_on, root)
    SELECT second, b.code, later, first FROM chain JOIN below AS b USING (place);
INSERT INTO obligation (task, office, year_be, province)
    SELECT first, b.code, 2566, b.province FROM chain JOIN below AS b USING (place);
"""


def main() -> int:
    """Measure and print; 1 where a role is over its limit."""
    given = [int(word) for word in sys.argv[1:]]
    chains, rounds = (*given, *(20_000, 3)[len(given) :])
    with some_roles(*OFFICES) as roles, database() as server, tempfile.TemporaryDirectory() as folder:
        owner = Program(Path(folder) / "x.db", today=TODAY, own_process=True, environment={"CIRCTRACK_DB": server.url})
        owner.ok("init", "--office", "dla")
        owner.ok("read", CHAIN, "--yes")
        for who, office in OFFICES.items():
            owner.ok("admin", "grant", office, roles[who])
        run(server, MAKE.replace("{chains}", str(chains)))
        run(server, "VACUUM ANALYZE")
        programs = {"owner": owner}
        for who, role in roles.items():
            address = of_database(server.url, name_of(server.url), role)
            programs[who] = replace(owner, environment={"CIRCTRACK_DB": address})
        ((folder_of_server,),) = rows(server, "SHOW data_directory")
        process = int(Path(folder_of_server, "postmaster.pid").read_text(encoding="utf-8").split()[0])
        ((letter,),) = rows(server, "SELECT number FROM letter WHERE issuer = '36' AND id > 100 ORDER BY id LIMIT 1")
        taken: dict[tuple[str, str], list[float]] = defaultdict(list)
        lines: dict[tuple[str, str], int] = {}
        for turn in range(rounds):
            for words in COMMANDS:
                for who in sorted(programs, reverse=bool(turn % 2)):
                    cost, lines[words, who] = measured(programs[who], words, letter, process)
                    taken[words, who].append(cost)
    return show(taken, lines)


def measured(program: Program, words: str, letter: str, process: int) -> tuple[float, int]:
    """How many seconds client and server work on a command, which must end well, and how many lines it prints."""
    begun = used(process)
    done = program.ok(*(word.replace("{letter}", letter) for word in words.split()))
    time.sleep(0.3)  # until the server has seen its process end
    return used(process) - begun, len(done.lines)


def used(process: int) -> float:
    """The processor time that programs run here, and this server's sessions, have taken until now."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    mine = resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + sum(map(int, fields[13:15])) / 100


def show(taken: dict[tuple[str, str], list[float]], lines: dict[tuple[str, str], int]) -> int:
    """Print a table; return 1 where a role is over its limit."""
    print(f"| command | owner | {' | '.join(OFFICES)} |\n| --- | ---: {'| ---: ' * len(OFFICES)}|")
    over = False
    for words in COMMANDS:
        owner = statistics.median(taken[words, "owner"])
        cells = [f"{owner:.2f} s ({lines[words, 'owner']} lines)"]
        for who in OFFICES:
            ratio = statistics.median(taken[words, who]) / owner
            over |= ratio > LIMIT
            cells.append(f"{ratio:.2f} ({lines[words, who]})")
        print(f"| `{words.replace('{letter}', 'LETTER')}` | {' | '.join(cells)} |")
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
