"""Random histories by a department's own role on a server, against the same on a file: both take and refuse alike."""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.program import Program
from support.server_roles import Register, a_database, chain_of_two_provinces, connected, some_roles
from support.servers import needs_server, query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_server

OFFICES = ("05360901", "06360902", "06360903", "06360904")
_TABLES = {
    "letter": "id, number, parent, root",
    "letter_number": "letter, number, source",
    "stated_task": "letter, position, title, task",
    "task": "id, letter, position, title, due_on",
    "delivery": "letter, office, sent_on, received_on, receive_number, root",
    "obligation": "task, office, progress, done_on, due_on, note, closed_by",
    "deadline_change": "task, office, due_on, previous, reason, letter, agreed",
    "register_entry": "office, direction, number, status, letter",
}


def steps(choose: random.Random) -> Iterator[list[str]]:
    """Yield commands: done and extend among them often, and taking back after whatever was done."""
    numbers = iter(range(100, 200))
    for _ in range(14):
        office, day = choose.choice(OFFICES), choose.randint(10, 19)
        yield choose.choices(
            (
                ["done", "908", office, "--on", f"2023-03-{day}"],
                ["done", "908", office, "--incomplete"],
                ["extend", "908", "--to", f"2023-04-{day}", "--reason", "ระบบล่ม"],
                ["extend", "908", office, "--to", f"2023-04-{day}", "--reason", "ระบบล่ม"],
                ["exempt", "908", office, "--reason", "ยุบแล้ว"],
                ["receive", "708", office, "--on", f"2023-03-{day}"],
                ["forward", "908", "--from", "36", "--number", f"ชย 0023.6/{next(numbers)}", "--date", "2023-03-06"],
                ["add", "--number", f"ชย 0023.14/{next(numbers)}", "--date", "2023-03-09", "--from", "3609",
                 "--subject", "เพิ่ม", "--to", "06360903", "--parent", "3022", "--task", "เพิ่ม", "--due", "2023-03-29"],
                ["register", "out", "--subject", "x", "--recipient", "y"],
                ["undo"],
                ["redo"],
            ),
            (4, 2, 3, 2, 1, 2, 2, 2, 1, 7, 2),
        )[0]  # fmt: skip


def rows(ask: object) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted(ask(f"SELECT {columns} FROM {table}"), key=repr)  # type: ignore[operator]
        for table, columns in _TABLES.items()
    }


@pytest.mark.parametrize("seed", [6, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (0, 1))])
def test_a_department_takes_back_on_a_server_what_it_takes_back_on_a_file(seed: int, tmp_path: Path) -> None:
    choose = random.Random(seed)
    with some_roles("department") as roles, a_database() as url, closing(connected(url)) as session:
        session.execute("SET search_path = circtrack, circtrack_roles, public")
        server = Register(url, tmp_path, roles)
        server.program().ok("admin", "grant", "dla", roles["department"])
        there, file = server.program("department"), Program(tmp_path / "file.db")
        replace(file, environment={"CIRCTRACK_USER": "another"}).ok("init", "--office", "dla")
        said = []
        for words in ([["read", str(chain_of_two_provinces(tmp_path)), "--yes"], ["undo"], ["redo"]], steps(choose)):
            for each in words:
                here, other = file.run(*each), there.run(*each)
                said.append(f"{' '.join(each)}: {here.status} {other.status} {other.err}")
                assert other.status == here.status, "\n".join(said)
                mine = rows(lambda asked: query(tmp_path / "file.db", asked))
                assert rows(lambda asked: session.execute(asked).fetchall()) == mine, "\n".join(said)
        server.program().ok("check")
