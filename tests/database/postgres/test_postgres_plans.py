"""How PostgreSQL answers what reports ask: by an index, or by reading a whole table where that is what was asked for.

Every statement that a report sends is explained by the server itself (``auto_explain``), on a small database that was
analysed, with whole tables made as dear as can be: what is read whole then has no index to be found by. (Joins go
row by row, which shows that there is an index for each.) What grows with the years may be read whole only where
``WHOLE`` says so, with the reason. ``test_query_plans.py`` is the like for SQLite, with the verbs that write.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from support.program import CHAIN
from support.server_own import database, plain, program, rows, run
from support.server_roles import of_database, some_roles
from support.servers import needs_server

from circtrack.place import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_server

GROWING = {
    "letter", "letter_number", "letter_link", "finding", "task", "stated_task", "delivery", "obligation",
    "deadline_change", "journal", "register_entry", "reminder", "said",
}  # fmt: skip

# Indexes that hold only what is still owed, what letters closed, what is classified, what extends or cancels, of what
# it is not yet said who must act: read whole they are short.
SHORT = {
    "obligation_owed",
    "obligation_closed_by",
    "letter_classified",
    "letter_acting",
    "letter_link_acting",
    "task_unassigned",
    "task_recurring",
    "finding_open_addressee",
}

OF_ALL_TASKS = ("owing", "owing in time", "owing under", "owing by province", "owing by office", "remind")
WHOLE = {
    **{(command, "task"): "takes one step for each into the index of what is still owed" for command in OF_ALL_TASKS},
    ("letters", "letter"): "lists them all",
    ("log", "task"): "every command may speak of any letter",
    ("log", "journal"): "lists it all, the newest first",
}

# To look for a text in every title the server may read all tasks, or all letters and each one's tasks.
EITHER = {("owing of a task", "task"), ("owing of a task", "letter")}

EXPLAINED = """
import json, sys
from circtrack.database.postgres import connection
out = open(sys.argv[1], "a", encoding="utf-8", buffering=1)
connect = connection.PostgresConnection.connect.__func__
def explaining(cls, *arguments, **options):
    settings = {"session_preload_libraries": "auto_explain", "auto_explain.log_min_duration": "0",
                "auto_explain.log_format": "json", "auto_explain.log_nested_statements": "on",
                "client_min_messages": "log", "enable_seqscan": "off", "enable_bitmapscan": "off",
                "enable_mergejoin": "off", "enable_hashjoin": "off"}
    options["options"] += "".join(f" -c {name}={value}" for name, value in settings.items())
    made = connect(cls, *arguments, **options)
    made.add_notice_handler(lambda said: out.write(json.dumps(said.message_primary) + chr(10)))
    return made
connection.PostgresConnection.connect = classmethod(explaining)
sys.argv[:] = ["circtrack", *sys.argv[2:]]
from circtrack.__main__ import run
sys.exit(run())
"""

COMMANDS = {
    "owing": ("owing",),
    "owing of a letter": ("owing", "908"),
    "owing in time": ("owing", "--within", "30", "--overdue"),
    "owing under": ("owing", "--under", "36"),
    "owing of a task": ("owing", "--task", "ศูนย์ช่วยเหลือ"),
    "owing by province": ("owing", "--by", "province"),
    "owing by office": ("owing", "--by", "office", "--under", "36"),
    "owing by state": ("owing", "908", "--by", "state"),
    "chain": ("chain", "908"),
    "remind": ("remind",),
    "letters": ("letters",),
    "log": ("log",),
}


# Three thousand letters of other chains, so that the whole of a table is dear beside what is asked of it.
OTHERS = """
INSERT INTO letter (id, issuer, year_be, number, date, subject, root)
SELECT n, 'dla', 2565, 'มท 0810.7/ว ' || n, '2022-03-01', 'another', n FROM generate_series(1001, 4000) AS n;
INSERT INTO letter_number (letter, number, compact, running, source)
SELECT id, number, replace(number, ' ', ''), id::text, 'own' FROM letter WHERE id > 1000;
INSERT INTO letter_link (letter, position, type, number) SELECT id, 1, 'refers_to', number FROM letter WHERE id > 1000;
INSERT INTO delivery (letter, office, sent_on, root)
SELECT l.id, d.office, l.date, l.root FROM letter AS l, (SELECT DISTINCT office FROM delivery ORDER BY 1 LIMIT 5) AS d
WHERE l.id > 1000;
INSERT INTO task (id, letter, position, title) SELECT id, id, 1, 'another' FROM letter WHERE id BETWEEN 1001 AND 1600;
INSERT INTO deadline_change (id, task, due_on, reason, letter)
SELECT id, id, '2022-04-01', 'agreed', id FROM letter WHERE id BETWEEN 1001 AND 1600;
"""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The whole country's chain; most of its offices have done what they owe."""
    folder = tmp_path_factory.mktemp("plans")
    with database() as server:
        there = program(server, folder)
        there.ok("read", CHAIN, "--yes")
        codes = [row["office_code"] for row in there.rows("owing", "908", "--task", "2")]
        (folder / "done.csv").write_text("\n".join(["office", *codes[500:]]), encoding="utf-8")
        there.ok("done", "908", "--task", "2", "--csv", "done.csv", "--on", "2023-03-17")
        with closing(plain(server)) as session:
            session.execute(OTHERS.encode())
            session.execute(
                """SELECT make_years('[{"year_be":2567}]')"""
            )  # a partition of another year is nothing to be read
            session.execute("VACUUM ANALYZE")  # as every server does by itself sooner or later
        yield server


def plans(server: Server, folder: Path, arguments: tuple[str, ...]) -> list[dict[str, Any]]:
    """The plans of all statements of a verb."""
    there = program(server, folder)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CIRCTRACK")}
    ours = {"CIRCTRACK_DB": server.url, "CIRCTRACK_TODAY": there.today, "CIRCTRACK_USER": "clerk"}
    command: list[str | Path] = [sys.executable, "-c", EXPLAINED, folder / "caught", *arguments]
    done = subprocess.run(command, capture_output=True, check=False, cwd=folder, env=kept | ours)
    assert done.returncode == 0, done.stderr.decode()
    said = map(json.loads, (folder / "caught").read_text("utf-8").splitlines())
    return [json.loads(each.partition("plan:")[2]) for each in said if "plan:" in each]


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A plan's node and all below it."""
    yield node
    for each in node.get("Plans", ()):
        yield from nodes(each)


def read_whole(plan: dict[str, Any], indexes: dict[str, str], tables: dict[str, str]) -> set[str]:
    """The growing tables that a plan reads from end to end: without an index, or the whole of one.

    ``indexes`` and ``tables`` say of which index and table a partition's own is a part.
    """
    found = set()
    for node in nodes(plan["Plan"]):
        table = tables.get(node.get("Relation Name", ""), node.get("Relation Name", ""))
        index = indexes.get(node.get("Index Name", ""), node.get("Index Name", ""))
        if table in GROWING and "Index Cond" not in node and index not in SHORT:
            found.add(table)
    return found


def parts(server: Server) -> dict[str, str]:
    """Of which partitioned table or index a partition's own is a part."""
    with closing(plain(server)) as session:
        return dict(
            session.execute(
                "SELECT c.relname, p.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid"
                " JOIN pg_class AS p ON p.oid = i.inhparent"
            ).fetchall()
        )


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_that_grows_is_read_whole_without_a_reason(recorded: Server, tmp_path: Path, name: str) -> None:
    of = parts(recorded)
    asked = plans(recorded, tmp_path, COMMANDS[name])
    assert asked
    whole = {
        (table, plan["Query Text"])
        for plan in asked
        for table in read_whole(plan, of, of)
        if (name, table) not in EITHER
    }
    allowed = {table for command, table in WHOLE if command == name}
    assert {(table, statement) for table, statement in whole if table not in allowed} == set()
    assert allowed <= {table for table, _ in whole}, "a reason that is needed no more"


def test_what_is_owed_is_found_by_its_own_index(recorded: Server, tmp_path: Path) -> None:
    of = parts(recorded)
    used = {
        of.get(node["Index Name"], node["Index Name"])
        for plan in plans(recorded, tmp_path, ("owing", "--within", "30"))
        for node in nodes(plan["Plan"])
        if of.get(node.get("Relation Name", "")) == "obligation"
    }
    assert used == {"obligation_owed"}


@pytest.mark.parametrize(
    ("condition", "partitions"),
    [
        ("task = 2 AND province = '36'", 3),
        ("task = 2 AND province = '36' AND year_be = 2566", 1),
        ("year_be = 2566 AND province = '36' AND task IN (1, 2)", 1),
    ],
)
def test_a_province_s_rows_are_found_by_the_key(recorded: Server, condition: str, partitions: int) -> None:
    with closing(plain(recorded)) as session:
        session.execute("SET enable_seqscan = off")
        session.execute("SET enable_bitmapscan = off")
        query = f"EXPLAIN (FORMAT json) SELECT office, progress FROM obligation WHERE {condition}"
        (((plan,),),) = session.execute(query.encode()).fetchall()
    scans = [node for node in nodes(plan["Plan"]) if "Relation Name" in node]
    assert len(scans) == partitions
    assert all("province = '36'" in node["Index Cond"] for node in scans)
    assert {node["Index Name"].rpartition("_")[2] for node in scans} == {"pkey"}


def test_a_whole_table_is_noticed(recorded: Server) -> None:
    of = parts(recorded)
    with closing(plain(recorded)) as session:
        session.execute("SET enable_seqscan = off")
        for query, expected in {
            "SELECT count(*) FROM obligation AS o WHERE o.note = ''": {"obligation"},
            "SELECT subject FROM letter": {"letter"},
            "SELECT * FROM letter AS l WHERE l.id = 1": set(),
        }.items():
            (((plan,),),) = session.execute(f"EXPLAIN (FORMAT json) {query}".encode()).fetchall()
            assert read_whole(plan, of, of) == expected


def may_explain(server: Server, role: str) -> None:
    """Let a role ask how its queries are answered, which roles may not: they read through a function alone."""
    run(server, f'GRANT circtrack_reader TO "{role}"')


@pytest.mark.parametrize(
    "query",
    [
        "letter WHERE id = 1",
        "task WHERE id = 1",
        "delivery WHERE letter = 1 AND office = '36'",
        "obligation WHERE task = 2 AND office = '06961303'",
        "obligation AS o JOIN circtrack_roles.letter AS l ON l.id = o.closed_by WHERE o.task = 2 AND o.office = '36'",
    ],
)
def test_a_role_reads_one_chain_without_listing_all_of_its_chains(recorded: Server, tmp_path: Path, query: str) -> None:
    owner = program(recorded, tmp_path)
    with some_roles("department") as roles:
        owner.ok("admin", "grant", "dla", roles["department"])
        may_explain(recorded, roles["department"])
        role = Server(of_database(recorded.url, urlsplit(recorded.url).path[1:], roles["department"]))
        ((found,),) = rows(role, f"EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM circtrack_roles.{query}")
        owner.ok("admin", "revoke", roles["department"])
    assert max(node["Actual Rows"] for node in nodes(found[0]["Plan"])) < 100


def test_a_role_reads_many_tasks_and_lists_its_chains_once(recorded: Server, tmp_path: Path) -> None:
    owner = program(recorded, tmp_path)
    with some_roles("province") as roles:
        owner.ok("admin", "grant", "36", roles["province"])
        may_explain(recorded, roles["province"])
        role = Server(of_database(recorded.url, urlsplit(recorded.url).path[1:], roles["province"]))
        ((found,),) = rows(role, "EXPLAIN (ANALYZE, FORMAT JSON) SELECT id, letter FROM circtrack_roles.task")
        owner.ok("admin", "revoke", roles["province"])
    assert max(node["Actual Loops"] for node in nodes(found[0]["Plan"])) < 10


def joined(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A plan's node and what it is joined with: all below it, but for what is asked for single rows of it."""
    yield node
    for each in node.get("Plans", ()):
        if each["Parent Relationship"] not in {"SubPlan", "InitPlan"}:
            yield from joined(each)


@pytest.mark.parametrize("table", ["letter", "task", "delivery", "stated_task"])
def test_what_stands_below_a_hidden_letter_is_looked_for_by_its_own_chain(
    recorded: Server, tmp_path: Path, table: str
) -> None:
    """No join with all chains of the role: for a few rows the server would list those, hundreds of thousands."""
    owner, said = program(recorded, tmp_path), list[str]()
    shown = {"min_duration": "0", "format": "json", "nested_statements": "on"}
    with some_roles("local") as roles:
        owner.ok("admin", "grant", "06360903", roles["local"])
        may_explain(recorded, roles["local"])
        set_role = f'ALTER ROLE "{roles["local"]}" SET '
        run(recorded, f"{set_role} session_preload_libraries = auto_explain; {set_role} client_min_messages = log")
        run(recorded, "; ".join(f"{set_role} auto_explain.log_{name} = {value}" for name, value in shown.items()))
        run(recorded, "UPDATE letter SET secrecy = 'ลับ' WHERE id = 1")
        role = Server(of_database(recorded.url, urlsplit(recorded.url).path[1:], roles["local"]))
        with closing(plain(role)) as session:
            session.add_notice_handler(lambda notice: said.append(notice.message_primary or ""))
            found = session.execute(f"SELECT * FROM circtrack_roles.{table}".encode()).fetchall()
        run(recorded, "UPDATE letter SET secrecy = '' WHERE id = 1")
        owner.ok("admin", "revoke", roles["local"])
    assert found
    plans = [json.loads(each.partition("plan:")[2]) for each in said if "plan:" in each]
    veiled = [plan["Plan"] for plan in plans if f" FROM {table} WHERE (" in plan["Query Text"]]
    assert veiled
    assert "Append" not in {node["Node Type"] for plan in veiled for node in joined(plan)}
