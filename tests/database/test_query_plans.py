"""How SQLite answers what the verbs ask: by an index, or by reading a whole table where that is what was asked for.

Every statement that a verb sends is caught on its way and explained. What grows with the years (letters, deliveries,
obligations, the journal) may be read whole only where ``WHOLE`` says so, with the reason.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from support.program import CHAIN, Program
from support.servers import copied

if TYPE_CHECKING:
    from pathlib import Path

GROWING = {
    "letter", "letter_number", "letter_link", "finding", "task", "stated_task", "delivery", "obligation",
    "deadline_change", "journal", "register_entry", "reminder", "said",
}  # fmt: skip

# Indexes that hold only what is still owed, what is classified, what extends or cancels, of what it is not yet said who
# must act, and letters whose number, year or issuer was corrected: read whole they are short.
SHORT = re.compile(
    r"USING (?:COVERING )?INDEX "
    r"(?:obligation_owed|letter_classified|letter_acting|letter_link_acting|letter_corrected|task_unassigned|task_recurring|"
    r"finding_open_addressee)\b"
)

LOG = ("journal", "task")
CHECKED = (
    "letter",
    "delivery",
    "obligation",
    "finding",
    "task",
    "stated_task",
    "journal",
    "register_entry",
    "reminder",
    "said",
)
OF_ALL_TASKS = (
    "owing", "owing in time", "owing under", "owing by province", "owing by office", "remind", "remind --once",
)  # fmt: skip
WHOLE = {
    ("owing of a task", "task"): "looks for a text in every title",
    **{(command, "task"): "takes one step for each into the index of what is still owed" for command in OF_ALL_TASKS},
    ("letters", "letter"): "lists them all",
    ("letters of an office", "letter"): "lists them all but those of others",
    **{("log", table): "every command may speak of any letter" for table in LOG},
    **{("log of a letter", table): "every command may speak of any letter" for table in LOG},
    ("letters show", "letter"): "looks through all that may cite it",
    ("forward", "letter"): "looks for a letter of the cited day, whatever its number",
    ("init", "letter"): "counts them, once",
    ("init", "obligation"): "looks whom the database is about, once",
    ("undo", "journal"): "reads what was recorded after the command",
    ("bundle", "journal"): "asks for the latest time of all",
    **{("check", table): "looks at everything once" for table in CHECKED},
    **{("export", table): "writes everything" for table in GROWING},
    ("letters show", "journal"): "looks for the letter in what every command changed",
    ("letters show", "task"): "looks for the letter in what every command changed",
}

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
    "draft of a reminder": ("draft", "reminder", "908"),
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


BEFORE = {"bundle": ("init", "--office", "dla")}
"""What must have been done for a command, besides what every one of them finds."""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = Program(tmp_path_factory.mktemp("plans") / "circtrack.db").with_chain()
    program.ok("done", "908", "06360903", "--on", "2023-03-16")
    return program.database


@pytest.fixture
def database(recorded: Path, tmp_path: Path) -> Program:
    (tmp_path / "done.csv").write_text("office\n06360904\n", encoding="utf-8")
    return Program(copied(recorded, tmp_path / "circtrack.db"))


def statements(program: Program, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> list[str]:
    """What a verb asks the database, with the values in place."""
    asked: list[str] = []
    connect = sqlite3.connect

    def traced(database: str, *arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(database, *arguments, **options)
        if "circtrack.db" in str(database):  # what is put aside on the way is in a file of its own
            connection.set_trace_callback(asked.append)
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", traced)
        done = program.run(*arguments)
    assert done.status in {0, 4}, done.err
    return list(dict.fromkeys(asked))


def read_whole(connection: sqlite3.Connection, statement: str) -> set[str]:
    """The growing tables that a statement reads from end to end."""
    named = dict.fromkeys(GROWING) | {
        alias: table for table, alias in re.findall(r"\b([a-z_]+)(?: AS)? ([a-z]+)\b", statement) if table in GROWING
    }
    found = set()
    for *_, detail in connection.execute(f"EXPLAIN QUERY PLAN {statement}"):
        # From one value on, "(task>?)", an index is read to its end: all that has a task.
        scanned = re.match(r"(?:SCAN (?=\w+)|SEARCH (?=\w+ .*\(\w+[<>]\?\)))(\w+)", detail)
        if scanned and scanned[1] in named and not SHORT.search(detail):
            found.add(named[scanned[1]] or scanned[1])
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_that_grows_is_read_whole_without_a_reason(
    database: Program, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if name in BEFORE:
        database.ok(*BEFORE[name])
    asked = statements(database, monkeypatch, COMMANDS[name])
    reads = [each for each in asked if re.match(r"\s*(SELECT|WITH|UPDATE|DELETE)\b", each)]
    assert reads
    with closing(sqlite3.connect(database.database)) as connection:
        whole = {(table, statement) for statement in reads for table in read_whole(connection, statement)}
    allowed = {table for command, table in WHOLE if command == name}
    assert {(table, statement) for table, statement in whole if table not in allowed} == set()
    assert allowed <= {table for table, _ in whole}, "a reason that is needed no more"


@pytest.mark.parametrize("name", OF_ALL_TASKS)
def test_whether_a_task_is_still_owed_is_asked_of_the_index_on_that(
    database: Program, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """By the key it would be asked of all that is closed too, more of it with each year."""
    asked = statements(database, monkeypatch, COMMANDS[name])
    (of_tasks,) = [each for each in asked if re.match(r"\s*WITH listed AS", each)]
    with closing(sqlite3.connect(database.database)) as connection:
        steps = [detail for *_, detail in connection.execute(f"EXPLAIN QUERY PLAN {of_tasks}")]
    assert [each for each in steps if " o USING " in each] == [
        "SEARCH o USING INDEX obligation_owed (task>? AND task<?)"
    ]


def test_a_whole_table_is_noticed(database: Program) -> None:
    with closing(sqlite3.connect(database.database)) as connection:
        assert read_whole(connection, "SELECT count(*) FROM obligation AS o WHERE o.note = ''") == {"obligation"}
        assert read_whole(connection, "SELECT subject FROM letter") == {"letter"}
        assert read_whole(connection, "SELECT title FROM stated_task AS s WHERE s.task IS NOT NULL") == {"stated_task"}
        assert read_whole(connection, "SELECT * FROM letter AS l WHERE l.id = 1") == set()


@pytest.mark.slow
def test_check_asks_about_all_offices_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = Program(tmp_path / "circtrack.db").with_chain("สถ.")
    asked = statements(program, monkeypatch, ("check",))
    assert len(program.rows("check")) > 90
    assert len(asked) < 90


SMALL_TASKS = """
INSERT INTO letter (id, issuer, year_be, number, date, root)
SELECT 1000 + value, 'dla', 2566, 'มท 0810.7/ว ' || (2000 + value), '2023-02-27', 1000 + value
FROM json_each('[{numbers}]');
INSERT INTO task (id, letter, position, title) SELECT id, id, 1, 'another' FROM letter WHERE id > 1000;
INSERT INTO obligation (task, office) SELECT id, '06360903' FROM task WHERE id > 1000;
"""


def test_small_tasks_are_counted_many_at_once(database: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(database.database)) as connection:
        connection.executescript(SMALL_TASKS.format(numbers=", ".join(map(str, range(1, 101)))))
    asked = statements(database, monkeypatch, ("owing", "--by", "province"))
    assert len([each for each in asked if "GROUP BY" in each]) < 4


@pytest.mark.parametrize("part", ["delivery", "task", "finding", "letter_number"])
def test_what_listed_letters_have_is_asked_of_many_at_once(
    database: Program, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """A server would look for the chain of each row among a role's, if it were asked of one letter after the other."""
    asked = statements(database, monkeypatch, ("letters",))
    assert len([each for each in asked if f"FROM {part} WHERE letter IN " in each and "GROUP BY letter" in each]) == 1
