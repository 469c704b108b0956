"""SQL has bound parameters only: what else goes into a statement is listed here, with the reason why it is ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.recorded import dump, recorded
from support.statements import foreign_parts, sql_strings

import circtrack
from circtrack.database.postgres import schema as postgres_schema
from circtrack.database.transaction import writing
from circtrack.database.undo import revert_changes

SOURCE = Path(circtrack.__file__).parent
ROOMS = ("database", "store", "transfer")
FILES = sorted(file for room in ROOMS for file in (SOURCE / room).rglob("*.py"))

_ALIAS = "a condition of our own text; its argument is a table's alias, written where it is called"
_PARAMETER = "a parameter of a function of this module, which hands it texts of its own only"
_BY_NAME = (
    "names of our own tables and columns; undo, which has them from the journal, looks them up in the schema first"
)

_CONDITION = "a condition that an engine words, on a column written where it is called or looked up in the schema first"
_HANDED_ON = "what a connection is asked to run: it is looked at where it is written"

_OF_SCHEMA = "names that the schema itself has"

_QUOTED = "handed on with its values as one text, which the driver quotes: a role's query is what a function is given"

_COLUMNS = "of our own text; its arguments are columns, written where it is called"

# By file, what goes into a statement and is not plainly our own: with the reason why nothing from outside is in it.
LISTED: dict[str, dict[str, str]] = {
    "database/journal.py": {
        "{'id': last + 1, **row}": "the columns of a journal row, which transaction.py names",
    },
    "database/migrate.py": {
        "statement": "of the constant scripts of schema.py",
    },
    "database/postgres/driver.py": {
        "for_psycopg(query)": _HANDED_ON,
        "open_rows(ours, query, params or (), b'found')": _QUOTED,
        "query": _HANDED_ON,
    },
    "database/postgres/engine.py": {
        "for_psycopg(query)": _HANDED_ON,
        "open_rows(connection, query, given, name.encode())": _QUOTED,
        "query": _HANDED_ON,
        "(f'{name} {kind}' for name, kind in columns.items())": "columns and types, written where it is called",
    },
    "database/postgres/roles.py": {
        "sql.SQL(statement).format(names).as_string(connection).encode()": (
            "a statement of the module's own; roles' names are quoted by the driver, for no ? can stand for a name"
        ),
    },
    "database/postgres/transactions.py": {
        "query": "one of the module's constants, written where it is called",
        "script.encode()": "of the package's .sql files, which schema.py reads",
    },
    "database/sqlite/engine.py": {
        "(f\"json_extract(value, '$.{name}') AS {name}\" for name in columns)": "columns, written where it is called",
        "column": "a column, written where it is called",
        "list(rows[0])": _BY_NAME,
        "query": _HANDED_ON,
        "table": _BY_NAME,
    },
    "database/sqlite/gate.py": {
        "(f'{name} = ?' for name in after)": _BY_NAME,
        "(f'{name} = ?' for name in changed)": _BY_NAME,
        "_make_condition(key)": _BY_NAME,
        "column": _BY_NAME,
        "connection.engine.columns(connection, table)": "columns that the schema itself has",
        "one_of": _CONDITION,
        "table": _BY_NAME,
        "values": _BY_NAME,
    },
    "database/undo.py": {
        "(engine.same(name) for name in left)": _CONDITION,
        "(f'{name} = ?' for name in key)": _BY_NAME,
        "change['table']": _BY_NAME,
        "columns": _BY_NAME,
        "condition": "one of the module's own texts",
        "one_of": _CONDITION,
    },
    "store/acting.py": {
        "is_open_letter('l')": _ALIAS,
    },
    "store/chain.py": {
        "condition": _CONDITION,
        "_REACHED.format(condition=condition)": _CONDITION,
        "_UNDER.format(marks=marks)": "as many ? as there are offices",
        "select_first_told(':root', ':office', include_secret=include_secret)": _COLUMNS,
        "select_first_told('r.id', 's.code', include_secret=include_secret)": _COLUMNS,
        "issued": _COLUMNS,
        "sent": _COLUMNS,
        "select_first_told(root, hall, include_secret=include_secret)": _COLUMNS,
        "is_open_letter('m')": _ALIAS,
        "passed_on": "columns of our own text",
        "office": "a column, written where it is called",
        "root": "a column, written where it is called",
    },
    "store/chain_letters.py": {
        "_LETTERS.format(told=select_first_told('l.root', 'l.issuer', include_secret=include_secret))": _COLUMNS,
    },
    "store/check.py": {
        "by": _CONDITION,
        "cite_letter('o')": _ALIAS,
        "cite_letter('p')": _ALIAS,
        "query": "one of the module's constants, which reports/check.py hands back",
    },
    "store/corrections.py": {
        "cite_letter('l')": _ALIAS,
    },
    "store/drafts.py": {
        "one_of": _CONDITION,
    },
    "store/find_letter.py": {
        "cite_letter('l')": _ALIAS,
        "condition": "what conditions_of and among of the engine put together",
        "letter": _ALIAS,
        "letters": "one of two texts of the module's own",
    },
    "store/letter_references.py": {
        "table": "one of the tables named in the line above",
    },
    "store/letters.py": {
        "query.format(among=among)": "texts of the module's own, each with a condition that an engine words",
        "(f'l.{name}' for name in TEXT_COLUMNS)": "a constant's names",
        "PARTS['tasks'][2]": "of the constant PARTS",
        "cite_letter('l')": _ALIAS,
        "cites": _CONDITION,
        "columns": "of the constant PARTS",
        "condition": _PARAMETER,
        "has_number": _CONDITION,
        "is_open_letter('l')": _ALIAS,
        "is_open_letter('p')": _ALIAS,
        "others.format(misread='a', right='b')": "a text of the module's own, filled with names written there",
        "others.format(misread='b', right='a')": "a text of the module's own, filled with names written there",
        "query": _PARAMETER,
        "table": "of the constant PARTS",
    },
    "store/log.py": {
        "' AND '.join(conditions) or 'TRUE'": "keys of a dict of constants",
    },
    "store/obligations.py": {
        "offices": "a condition of the module's own, or nothing",
        "_OBLIGATIONS.format(round='o.round, o.place, o.opens_on, o.is_open',"
        " obligations=select_round_obligations(connection, rounds.rounds), day='o.round')": (
            "a text of the module's own, with the table that store/rounds.py makes"
        ),
        "code": "what among of the engine makes of a column named in the line",
        "name": "what among of the engine makes of a column named in the line",
        "one_of": _CONDITION,
    },
    "store/offices.py": {
        "one_of": _CONDITION,
    },
    "store/owing.py": {
        "connection.engine.table_of({'id': 'bigint'})": "a table that an engine words, of a column written here",
        "columns": "names of the module's own",
        "places": "names of the module's own",
        "(f\"{_ROWS.format(told=told, place='o.place' if part.are_rounds else 'NULL')}, {order} {part.source}\""
        " for part in parts)": "texts of the module's own",
        "_ROWS.format(told=select_told(include_secret=selection.include_secret), place='NULL')": _COLUMNS,
        "_TASKS.format(seen=seen, where=_where(conditions))": "texts and conditions of the module's own",
        "source": "what make_source puts together of the module's own texts and of as many ? as there are values",
    },
    "store/owing_counts.py": {
        "among": _CONDITION,
        "grouped": "a text of the module's own, with as many ? as there are values",
        "office": "one of two columns, written where it is called",
        "part.source": "what make_source puts together, of the table that store/rounds.py makes",
        "(*keys, 'max(o.done_on)' if late else 'NULL', *order, 'count(*)')": "columns of the module's own",
        "(str(place) for place, key in enumerate(keys, 1) if key != \"''\")": "the places of columns: whole numbers",
        "(_UNTOLD.format(source=part.source) for part in parts)": "texts of the module's own",
        "source": "what make_source puts together of the module's own texts and of as many ? as there are values",
    },
    "store/rounds.py": {
        "connection.engine.table_of(_COLUMNS)": "a table that an engine words, of the module's own columns",
        "of_tasks": _CONDITION,
        "one_of": _CONDITION,
    },
    "store/statements.py": {"condition": _CONDITION, "letters": _CONDITION, "offices": _CONDITION},
    "store/register.py": {
        "cite_letter('l')": _ALIAS,
        "one_of": _CONDITION,
        "_marks(offices)": "as many ? as there are offices",
        "connection.engine.same('letter_date')": _CONDITION,
    },
    "store/reminders.py": {
        "condition": _CONDITION,
        "is_open_task('t.id')": _COLUMNS,
        "_RECURRING.format(of_tasks=of_tasks)": _CONDITION,
        "select_first_seen('t', include_secret=False)": _ALIAS,
        "source": "what make_rounds puts together of the module's own texts and of as many ? as there are values",
    },
    "store/secrecy.py": {
        "is_open_letter('c')": _ALIAS,
        "task": _ALIAS,
    },
    "store/tasks.py": {
        "cite_letter('l')": _ALIAS,
        "cite_letter('x')": _ALIAS,
        "condition": _PARAMETER,
        "of_letters": _CONDITION,
        "of_tasks": _CONDITION,
    },
    "store/withdrawn.py": {"kept": "names of the module's own, or empty lists", "where": _CONDITION},
    "store/unassigned.py": {
        "cite_letter('l')": _ALIAS,
        "_STATED.format(phrase='CAST(NULL AS TEXT)', first='task AS t CROSS JOIN stated_task AS s')": (
            "a text of the module's own, filled with texts written there"
        ),
        "_STATED.format(phrase='f.text', first='finding AS f CROSS JOIN stated_task AS s"
        " JOIN task AS t ON t.id = s.task')": ("a text of the module's own, filled with texts written there"),
        "condition": "one of two texts of the module's own",
        "is_open_letter('l')": _ALIAS,
        "is_open_letter('r')": _ALIAS,
    },
    "transfer/copy_rows.py": {
        "columns": _OF_SCHEMA,
        "key": _OF_SCHEMA,
        "table": _OF_SCHEMA,
    },
    "transfer/export.py": {
        "', '.join(connection.engine.key(connection, table)) or ', '.join(columns)": _OF_SCHEMA,
        "columns": _OF_SCHEMA,
        "row": "keys of a row, refused unless the schema has every one as a column of the table",
        "table": _OF_SCHEMA,
    },
    "transfer/move_targets.py": {
        "table": _OF_SCHEMA,
        "order_tables(connection)": _OF_SCHEMA,
    },
}


def found(file: Path) -> set[str]:
    return {part for _, part in foreign_parts(file.read_text(encoding="utf-8"))}


def name_of(file: Path) -> str:
    return file.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_whatever_goes_into_sql_is_bound_or_listed_with_its_reason(file: Path) -> None:
    assert found(file) == set(LISTED.get(name_of(file), {}))


def test_what_is_listed_is_there() -> None:
    assert set(LISTED) <= {name_of(file) for file in FILES}
    assert all(reason for parts in LISTED.values() for reason in parts.values())


def test_no_other_room_writes_sql() -> None:
    files = [file for file in SOURCE.rglob("*.py") if file not in FILES]
    assert {name_of(file): texts for file in files if (texts := sql_strings(file.read_text(encoding="utf-8")))} == {}


def test_every_sql_file_is_a_script_of_the_server_s() -> None:
    files = [file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.sql")]
    assert len(files) > 5
    assert set(files) < set(postgres_schema.read_scripts(0))


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ('def f(c, x):\n    c.execute(f"SELECT a FROM t WHERE b = {x}")', {"x"}),
        ('def f(c, x):\n    c.execute("SELECT a FROM t WHERE b = " + x)', {"x"}),
        ('def f(c, x):\n    c.execute("SELECT a FROM t WHERE b = %s" % x)', {"'SELECT a FROM t WHERE b = %s' % x"}),
        (
            'def f(c, x):\n    c.execute("SELECT a FROM t WHERE b = {}".format(x))',
            {"'SELECT a FROM t WHERE b = {}'.format(x)"},
        ),
        ('def f(c, x):\n    q = f"SELECT a FROM {x}"\n    c.execute(q)', {"x"}),
        ("def f(c, q):\n    c.execute(q)", {"q"}),
        ('def f(c, x):\n    q = "SELECT 1"\n    q += x\n    c.execute(q)', {"q"}),
        ("def f(c, x):\n    for q in x:\n        c.execute(q)", {"q"}),
        ("def f(c, x):\n    q, r = x\n    c.execute(q)", {"q"}),
        ("def f(c, x):\n    c.execute(f\"SELECT a FROM t WHERE b IN ({', '.join(x)})\")", {"x"}),
        ("def f(c, x):\n    c.execute(f\"SELECT a FROM t WHERE b IN ({', '.join(map(str, x))})\")", {"map(str, x)"}),
        ('def f(c, x):\n    return [c.execute(f"DELETE FROM {y}") for y in x]', {"y"}),
        ('def f(x):\n    return f"DELETE FROM t WHERE a = {x}"', {"x"}),
        ("f = lambda c, x: c.execute(x)", {"x"}),
        ("def f(c, x):\n    c.execute(f\"{A} WHERE b IN ({', '.join('?' * len(x))}) {B[x]}\", x)", set()),
        ('def f(c, x):\n    q = A if x else f"{A} {m.B}"\n    c.execute(q + "LIMIT 1", x)', set()),
    ],
)
def test_the_check_finds_what_is_put_in_and_passes_what_is_bound(source: str, parts: set[str]) -> None:
    assert {part for _, part in foreign_parts(source)} == parts


def test_sql_elsewhere_would_be_found() -> None:
    for text in ("SELECT a, b FROM t", "INSERT INTO t VALUES (1)", "UPDATE t SET a = 1", "DELETE FROM t", "PRAGMA x"):
        assert sql_strings(f'"""SELECT a FROM b"""\nx = "{text}"') == [text]


@pytest.mark.parametrize(
    "change",
    [
        {"table": "letter WHERE 1 --", "key": {}, "count": 1},
        {"table": "letter", "key": {"1 = 1 OR id": 0}, "count": 1},
        {"table": "letter", "key": {"id": 1}, "before": {"subject = 'x', number": "y"}, "after": {"number": "z"}},
        {"table": "letter", "key": {"id": 1}, "before": {"number": "y"}, "after": {"number, (SELECT 1)": "z"}},
        {"table": "nowhere", "key": {"id": 1}},
        {"table": "letter", "key": {}, "of": {"1) --": [1]}, "before": {"number": "y"}, "after": {"number": "z"}},
    ],
)
def test_names_that_a_journal_made_up_do_not_get_into_sql(change: dict[str, Any], tmp_path: Path) -> None:
    path = recorded(tmp_path / "circtrack.db")
    before = dump(path)
    with pytest.raises(LookupError, match="is no row of a table"), writing(path, "undo") as transaction:
        revert_changes(transaction, [change])
    assert dump(path) == before
