"""Roles of a server: each tier reads and writes what its office may, and breaks in nowhere, by circtrack or by SQL."""

from __future__ import annotations

import json
import re
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.server_roles import (
    Register,
    a_copy,
    a_database,
    add,
    chain_of_two_provinces,
    change,
    connected,
    reading,
    some_roles,
)
from support.servers import needs_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

pytestmark = needs_server

OFFICES = {
    "department": "dla",
    "department2": "opsmoi",
    "province": "36",
    "province2": "30",
    "district": "3609",
    "district2": "3605",
    "hall": "dla-3609",
    "local": "06360903",
    "local2": "06360904",
}
TIERS = ("department", "province", "district", "local")
ALL = (*OFFICES, "nobody")
BREAK_INS = Path(__file__).resolve().parents[2] / "data" / "break_ins"

STORY = [
    ("department", ("add --date 2023-02-27 --from dla --subject ศูนย์ --to จ.ชัยภูมิ --to จ.นครราชสีมา --to จ.ยโสธร"
     " --task บันทึกศูนย์ --audience องค์กรปกครองส่วนท้องถิ่น --due 2023-03-31 --number"), "มท 0810.7/ว 908"),
    ("department2", ("add --date 2023-02-28 --from opsmoi --subject อื่น --to จ.นครราชสีมา --task บันทึกอื่น"
     " --due 2023-03-31 --number"), "มท 0203/ว 77"),
    ("province", "receive 908 36 --on 2023-03-01", ""),
    ("province", "forward 908 --date 2023-03-02 --due 2023-03-24 --number", "ชย 0023.6/3022"),
    ("district", "receive 3022 3609 --on 2023-03-03", ""),
    ("district", "forward 3022 --date 2023-03-04 --due 2023-03-20 --number", "ชย 0023.14/708"),
    ("local", "receive 708 06360903 --on 2023-03-06 --number 9", ""),
    ("local", "done 908 06360903 --on 2023-03-07", ""),
    ("district", "done 908 06360904 --on 2023-03-08", ""),
    ("province2", "receive 77 30 --on 2023-03-02", ""),
    ("district", "register in 3022 --on 2023-03-03", ""),
]  # fmt: skip


def lived(register: Register) -> Register:
    """The database after the story, every line of it recorded by the role whose work it is."""
    for tier, office in OFFICES.items():
        register.program().ok("admin", "grant", office, register.roles[tier])
    for who, words, last in STORY:
        register.program(who).ok(*words.split(), *([last] if last else []))
    return register


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """One database for all break-ins: each must leave it as it was."""
    with some_roles(*ALL) as roles, a_database() as url:
        yield lived(Register(url, tmp_path_factory.mktemp("roles"), roles))


@pytest.fixture
def fresh(register: Register, tmp_path: Path) -> Iterator[Register]:
    with a_copy(register, tmp_path) as made:
        yield made


def state(register: Register) -> list[tuple[object, ...]]:
    """Everything in the database, and what guards it."""
    tables = register.sql(
        "",
        "SELECT c.oid::regclass::text FROM pg_class AS c WHERE c.relnamespace = 'circtrack'::regnamespace"
        " AND c.relkind = 'r' ORDER BY 1",
    )
    hashes = " UNION ALL ".join(
        f"SELECT '{table}', count(*), md5(coalesce(string_agg(x::text, '|' ORDER BY x::text), '')) FROM {table} AS x"
        for (table,) in tables
    )
    guards = (
        "SELECT c.oid::regclass::text, c.relrowsecurity::text || c.relowner || coalesce(c.relacl::text, '')"
        " FROM pg_class AS c WHERE c.relnamespace = 'circtrack'::regnamespace"
        " UNION ALL SELECT polname || polrelid::regclass, pg_get_expr(polqual, polrelid) FROM pg_policy"
        " UNION ALL SELECT p.oid::regprocedure::text, md5(prosrc) || coalesce(proacl::text, '') || proowner"
        " FROM pg_proc AS p WHERE p.pronamespace = 'circtrack'::regnamespace"
        " UNION ALL SELECT tgname || tgrelid::regclass, tgenabled::text FROM pg_trigger ORDER BY 1"
    )
    return [*register.sql("", f"{hashes} ORDER BY 1"), *register.sql("", guards)]


def attempt(register: Register, who: str, statement: str) -> tuple[str, list[tuple[object, ...]]]:
    """What the server says to a statement ("" where it took it), and what came of it."""
    import psycopg

    try:
        return "", register.sql(who, statement)
    except psycopg.Error as error:
        return str(error), []


def break_ins(name: str) -> list[str]:
    """The attempts of a file, one a line."""
    lines = (BREAK_INS / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("--")]


@pytest.fixture(scope="module")
def at_first(register: Register) -> list[tuple[object, ...]]:
    return state(register)


@pytest.fixture
def kept(register: Register, at_first: list[tuple[object, ...]]) -> Iterator[None]:
    """Nothing is changed by the test, nor by those before it."""
    yield
    assert state(register) == at_first


@pytest.mark.parametrize("who", ALL)
@pytest.mark.usefixtures("kept")
def test_no_tier_touches_the_journal_its_rights_or_what_identifies_a_row(register: Register, who: str) -> None:
    taken = [statement for statement in break_ins("never") if not attempt(register, who, statement)[0]]
    # Where it names no row of a role's own, or nothing to give, the server takes it, and changes nothing.
    harmless = ("UPDATE", "DELETE", "GRANT", "SELECT make_years", "CREATE TEMP TABLE", "CREATE FUNCTION pg_temp")
    assert [statement for statement in taken if not statement.startswith(harmless)] == []


@pytest.mark.parametrize("who", [who for who in ALL if who != "department"])
@pytest.mark.usefixtures("kept")
def test_a_chain_is_moved_exempted_and_rewritten_by_its_issuer_alone(register: Register, who: str) -> None:
    for statement in break_ins("of_the_department"):
        attempt(register, who, f"BEGIN; {statement}; COMMIT")


@pytest.mark.parametrize("who", [who for who in ALL if who not in ("department2", "province2")])
@pytest.mark.usefixtures("kept")
def test_another_chain_is_neither_joined_nor_changed(register: Register, who: str) -> None:
    for statement in break_ins("of_another_chain"):
        attempt(register, who, f"BEGIN; {statement}; COMMIT")


@pytest.mark.parametrize("who", [who for who in ALL if who not in ("department2", "province2")])
@pytest.mark.usefixtures("kept")
def test_nothing_of_another_chain_is_seen(register: Register, who: str) -> None:
    for statement in (each for line in break_ins("seen") for each in (line, reading(line))):
        said, rows = attempt(register, who, statement)
        assert rows == [], statement
        assert "leaked" not in said, statement
        assert "division" not in said, statement


@pytest.mark.parametrize("who", ["department", "district", "nobody"])
@pytest.mark.parametrize("statement", break_ins("counted"))
def test_no_role_has_a_query_explained_or_reads_another_way(register: Register, who: str, statement: str) -> None:
    said, rows = attempt(register, who, statement)
    refused = "permission denied|must |one query is read|cannot (open|delete)|may not|not allowed|does not exist|no XML"
    said = said.replace("unsupported XML feature", "no XML")  # a server without it has none of these functions
    assert re.search(refused, said), (said, rows)
    assert rows == []


def test_what_the_planner_notes_of_a_query_is_not_shown(register: Register) -> None:
    """A plan has the server's estimates in it, which come of all rows."""
    query = reading("SET client_min_messages = log; SET debug_print_plan = on; SELECT number AS mine FROM letter")
    said: list[str] = []
    with register.session("district") as session:
        session.add_notice_handler(lambda notice: said.append(notice.message_detail or ""))
        session.execute(query.encode())
        assert not [each for each in said if ":resname mine" in each]
        session.execute(b"SELECT 1 AS mine")
        assert [each for each in said if ":resname mine" in each]  # of what asks no table it is


def gate_break_ins(name: str, office: str) -> list[list[object]]:
    """The attempts of a file at the gate, one a line: the changes of one command, and statements between them."""
    lines = (BREAK_INS / f"gate_{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line.replace("@me", office)) for line in lines[1:]]


@pytest.mark.parametrize(
    ("who", "name"),
    [
        *((who, "never") for who in ALL),
        *((who, "of_the_department") for who in ALL if who != "department"),
        *((who, "of_another_chain") for who in ALL if who not in ("department2", "province2")),
    ],
)
@pytest.mark.usefixtures("kept")
def test_the_gate_refuses_what_its_tables_did(register: Register, who: str, name: str) -> None:
    taken = [each for each in gate_break_ins(name, OFFICES.get(who, "3609")) if not register.write(who, *each)]
    # Where there is no such row, none is changed.
    assert [each for each in taken if "bulk" not in each[-1]] == []  # type: ignore[operator]


@pytest.mark.parametrize("command", ["undo", "redo", "admin"])
@pytest.mark.usefixtures("kept")
def test_a_command_goes_by_the_name_of_what_it_does(register: Register, command: str) -> None:
    note = change("obligation", {"task": 1, "office": "06360904"}, note="x")
    assert "journal" in register.write("local2", note, command=command)
    assert "journal" in register.write("local", {"act": "undo", "entry": 17}, command="done")


@pytest.mark.usefixtures("kept")
def test_json_as_deep_or_long_as_one_likes_gets_nowhere(register: Register) -> None:
    deep = "[" * 2000 + "]" * 2000
    note = change("obligation", {"task": 1, "office": "06360904"}, note="x")
    for name, value in (("done_on", deep), ("closed_by", "9" * 5000), ("position", "1e400")):
        asked = json.dumps({**note, "cells": {}}).replace('"cells": {}', f'"cells": {{"{name}": {value}}}')
        assert register.write("local2", f"SELECT write('{asked}')") != ""
    for told in (deep, "5", "null", '{"command":null}', f'{{"command":"done","values":{deep}}}'):
        assert register.write("local2", note, f"SELECT write_journal('{told}')") != ""


@pytest.mark.parametrize(
    ("who", "others"),
    [
        ("province", "'30', '3001', 'dla'"),
        ("district", "'36', '3605', '06360501', 'dla-36'"),
        ("local", "'3609', '06360904', '36'"),
        ("local2", "'3609', '06360903', '36'"),
        ("district2", "'36', '3609', '06360903', '06360904'"),
        ("province2", "'36', '3609', '06360903', '06360904'"),
        ("department2", "'36', '3609', '06360903', '06360904'"),
    ],
)
@pytest.mark.usefixtures("kept")
def test_receipts_and_completions_of_others_stay(register: Register, who: str, others: str) -> None:
    for statement in (
        f"UPDATE delivery SET received_on = '2023-03-15', receive_number = '666' WHERE office IN ({others})",
        f"UPDATE delivery SET received_on = NULL WHERE office IN ({others})",
        f"UPDATE obligation SET progress = 'done', done_on = '2023-03-15' WHERE office IN ({others})",
        f"UPDATE obligation SET progress = 'none', done_on = NULL WHERE office IN ({others})",
        f"UPDATE obligation SET note = 'x' WHERE office IN ({others})",
        f"UPDATE obligation SET due_on = '2023-03-01' WHERE office IN ({others})",
        f"WITH x AS (UPDATE obligation SET note = 'x' WHERE office IN ({others}) RETURNING *) SELECT count(*) FROM x",
    ):
        attempt(register, who, statement)


@pytest.mark.usefixtures("kept")
def test_a_word_that_an_office_gave_of_itself_is_not_overwritten_from_above(register: Register) -> None:
    for who in ("district", "province", "department", "hall"):
        done = register.program(who).run("done", "908", "06360903", "--blocked", "ระบบล่ม")
        assert done.status == 2
        assert "what an office has said of itself" in done.err

        owed = {"task": 1, "office": "06360903"}
        assert "own_word" in register.write(who, change("obligation", owed, done_on="2023-03-09"))
        sent = {"letter": 4, "office": "06360903"}
        assert "own_word" in register.write(who, change("delivery", sent, received_on="2023-03-09"))


@pytest.mark.parametrize(
    ("who", "line", "what"),
    [
        ("district", "extend 908 06360902 --to 2023-05-30 --reason x", "deadline"),
        ("province", "extend 908 3609 --to 2023-05-30 --reason x", "owes nothing"),
        ("province", "extend 908 06360902 --to 2023-05-30 --reason x", "deadline"),
        ("local", "extend 908 --to 2023-05-30 --reason x", "deadline"),
        ("local", "exempt 908 06360903 --reason x", "exemption"),
        ("district", "exempt 908 06360902 --reason x", "exemption"),
        ("province", "exempt 908 06360902 --reason x", "exemption"),
        ("district", "done 908 06360502", "owes nothing|No office"),
        ("district", "receive 908 36 --on 2023-03-05", "receipt"),
        ("local", "receive 3022 3609 --on 2023-03-05", "receipt"),
        ("department", "receive 77 30 --on 2023-03-05", "no letter fits"),
        ("district2", "chain 77", "no letter fits"),
        ("local", "forward 908 --number ชย_0023.14/9 --date 2023-03-09 --from 3609", "letter of another office"),
        ("district", "forward 908 --number ชย_0023.14/9 --date 2023-03-09 --from 36", "letter of another office"),
        ("district", "undo 2", "no entry 2"),
        ("local", "init --office 3609", "For another office|rests|letters recorded|not under|touch"),
        ("local", "admin grant 3609 postgres", "owns the tables|touch"),
        ("local", "admin list", "which role has which office"),
        ("nobody", "owing", "the database at all"),
        ("nobody", "owing 908", "the database at all"),
        ("nobody", "done 908 06360903", "the database at all"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("kept")
def test_circtrack_refuses_in_one_clear_message(register: Register, who: str, line: str, what: str) -> None:
    done = register.program(who).run(*(word.replace("_", " ") for word in line.split()))
    assert done.status == 2, done.err
    assert re.search(what, done.err), done.err
    assert len(done.err.strip().splitlines()) <= 7
    assert "Traceback" not in done.err


@pytest.mark.usefixtures("kept")
def test_an_audit_finds_the_journal_whole_and_every_entry_under_its_role(register: Register) -> None:
    register.program().ok("check")
    rows = register.program().rows("log")
    by = {row["who"] for row in rows if row["command"] != "admin"}
    assert by == {register.roles[who] for who, *_ in STORY}
    for who in OFFICES:
        seen = {row["who"] for row in register.program(who).rows("log")}
        assert seen <= {register.roles[who]}


def test_what_is_ones_own_can_be_written_through_the_gate_by_plain_sql_too(fresh: Register) -> None:
    owed, sent = {"task": 1, "office": "06360904"}, {"letter": 4, "office": "06360904"}
    blocked = change("obligation", owed, progress="blocked", done_on=None, note="ระบบล่ม")
    assert fresh.write("local2", blocked, change("delivery", sent, received_on="2023-03-07")) == ""
    assert fresh.sql("", "SELECT progress, spoken_by FROM obligation WHERE office = '06360904'") == [
        ("blocked", "06360904")
    ]
    # earlier, one may set oneself a day; later than others say, not
    assert fresh.write("local2", change("obligation", owed, due_on="2023-03-10")) == ""
    assert fresh.write("local2", change("obligation", owed, due_on="2023-03-20")) == ""
    assert "deadline" in fresh.write("local2", change("obligation", owed, due_on="2023-03-21"))
    assert "deadline" in fresh.write("local2", change("obligation", owed, due_on=None))
    fresh.program().ok("check")


def test_a_change_is_in_the_journal_as_the_server_found_it_or_it_is_not_made(fresh: Register) -> None:
    owed = {"task": 1, "office": "06360904"}
    wrong = {**change("obligation", owed, note=5), "before": {"note": "forged"}, "rows": [{"x": 1}], "of": None}
    record = """SELECT write_journal('{"command":"done","message":"a\\tb\\"ก\\u0001","values":{"x":[1,{"y":2}]},
        "summary":"","at":"2001-01-01T00:00:00Z","who":"forged","changes":"forged","undoes":1}')"""
    assert fresh.write("local2", wrong, record) == ""
    ((number, at, who, changes, undoes),) = fresh.sql(
        "", "SELECT id, at, who, changes, undoes FROM journal ORDER BY id DESC LIMIT 1"
    )
    assert isinstance(number, int)
    assert number > len(STORY)
    assert str(at) > "2020"
    assert (who, undoes) == (fresh.roles["local2"], None)
    assert json.loads(str(changes)) == {
        "message": 'a\tb"ก\x01',
        "values": {"x": '[1,{"y":2}]'},
        "rows": [{"table": "obligation", "key": owed, "before": {"note": None}, "after": {"note": "5"}}],
    }
    fresh.program().ok("check")
    fresh.program().ok("log")
    before = state(fresh)
    note = change("obligation", owed, note="x")
    other, commit = change("obligation", owed, note="y"), "COMMIT"
    for steps in ((note, commit), (note, record, other, commit), ("SAVEPOINT a", note, commit)):
        assert fresh.write("local2", *steps) != ""
    assert fresh.write("local2", "SAVEPOINT a", note, "ROLLBACK TO a") == ""
    assert state(fresh) == before


def test_what_no_office_would_take_of_what_others_say_keeps_none_from_the_rest(fresh: Register, tmp_path: Path) -> None:
    from support.program import Program

    note = json.dumps({"note": "ก" * 20001, "progress": "blocked"}, ensure_ascii=False, separators=(",", ":"))
    said = {"letter": 1, "task": "บันทึกศูนย์", "office": "06360904", "said_by": "06360904", "stamp": " 0000000009"}
    assert fresh.write("local2", add("said", "letter task office said_by value", **said, value=note)) == ""
    for words in (("908",), ("--all",)):
        done = fresh.program("department").ok("bundle", *words, "--for", "36", "--output", tmp_path / "x.circtrack")
        assert "Left out, as nobody would take it: what 06360904 says of มท 0810.7/ว 908" in done.err
        office = Program(tmp_path / f"{words[0]}.db")
        office.ok("init", "--office", "36")
        office.ok("merge", tmp_path / "x.circtrack")
        assert office.rows("owing", "908")


def test_a_letter_without_a_number_to_find_it_by_keeps_nobody_from_bundles(fresh: Register, tmp_path: Path) -> None:
    letter = {"id": 5, "issuer": "06360904", "year_be": 2566, "number": "x", "date": "2023-03-01", "root": 5}
    asked = (
        add("letter", "id", **letter),
        add("stated_task", "letter position", letter=5, position=1, title="q"),
        add("task", "id", id=3, letter=5, position=1, title="q"),
        change("stated_task", {"letter": 5, "position": 1}, task=3),
        add("delivery", "letter office", letter=5, office="06360904", sent_on="2023-03-01", root=5),
        add("obligation", "task office", task=3, office="06360904"),
    )
    assert fresh.write("local2", *asked) == ""
    fresh.program("department").ok("bundle", "--all", "--for", "36", "--output", tmp_path / "x.circtrack")
    assert "x" in {row["letter_number"] for row in fresh.program("department").rows("owing")}


@pytest.mark.parametrize("style", ["German", "SQL, DMY", "Postgres, MDY"])
def test_however_a_session_writes_days_the_same_is_allowed(fresh: Register, style: str) -> None:
    owed = {"task": 1, "office": "06360904"}
    for day, allowed in (("2023-03-19", True), ("2023-03-25", False), ("2999-12-31", False)):
        refused = fresh.write("local2", f"SET datestyle = '{style}'", change("obligation", owed, due_on=day))
        assert (refused == "") == allowed, day


def test_undo_and_redo_of_each_tier_are_its_own(fresh: Register) -> None:
    before = fresh.sql("", "SELECT * FROM obligation ORDER BY task, office")
    fresh.program("local").ok("undo")
    assert fresh.sql("", "SELECT progress FROM obligation WHERE office = '06360903'") == [("none",)]
    fresh.program("local").ok("redo")
    after = fresh.sql("", "SELECT * FROM obligation ORDER BY task, office")
    assert [row[:8] for row in after] == [row[:8] for row in before]
    # what others have built on cannot be taken back
    refused = fresh.program("province").run("undo", "14")
    assert refused.status == 2
    assert fresh.sql("", "SELECT count(*) FROM letter") == [(4,)]


def test_a_letter_passed_on_is_taken_back_whole(fresh: Register) -> None:
    tables = "SELECT md5(string_agg(x::text, '' ORDER BY x::text)) FROM "
    names = ("letter", "letter_number", "letter_link", "stated_task", "delivery", "deadline_change", "task")
    before = [fresh.sql("", f"{tables}{name} AS x") for name in names]
    due = fresh.sql("", "SELECT task, office, due_on FROM obligation ORDER BY 1, 2")
    fresh.program("district").ok(
        "forward", "3022", "--number", "ชย 0023.14/709", "--date", "2023-03-05", "--due", "2023-03-15"
    )
    assert fresh.sql("", "SELECT task, office, due_on FROM obligation ORDER BY 1, 2") != due
    fresh.program("district").ok("undo")
    assert [fresh.sql("", f"{tables}{name} AS x") for name in names] == before
    assert fresh.sql("", "SELECT task, office, due_on FROM obligation ORDER BY 1, 2") == due


def test_a_letter_is_corrected_by_its_issuer_and_by_nobody_else(fresh: Register) -> None:
    tables = "SELECT md5(string_agg(x::text, '' ORDER BY x::text)) FROM "
    names = ("letter", "letter_number", "letter_link", "stated_task", "delivery", "deadline_change", "task")
    before = [fresh.sql("", f"{tables}{name} AS x") for name in names]
    due = fresh.sql("", "SELECT task, office, due_on FROM obligation ORDER BY 1, 2")
    for who, *words in (
        ("department", "908", "--date", "2023-02-26"),
        ("department", "908", "--number", "มท 0810.7/ว 909"),
        ("department", "908", "--task", "1", "--due", "2023-04-05"),
        ("department", "908", "--remove-to", "จ.ยโสธร"),
        ("district", "708", "--subject", "ที่ถูก", "--date", "2023-03-05"),
        ("district", "708", "--parent", "none"),
    ):
        fresh.program(who).ok("correct", *words, "--reason", "พิมพ์ผิด", "--yes")
        fresh.program(who).ok("undo")
        assert [fresh.sql("", f"{tables}{name} AS x") for name in names] == before, words
        assert fresh.sql("", "SELECT task, office, due_on FROM obligation ORDER BY 1, 2") == due, words
    for who, number in (("local", "708"), ("province2", "908"), ("province", "908"), ("district", "908")):
        assert fresh.program(who).run("correct", number, "--subject", "x", "--yes").status == 2


def test_letters_come_in_any_order_each_by_its_own_role(fresh: Register) -> None:
    """A district's letter before the province's, that before the department's: linked when they come."""
    number = "มท 0810.7/ว 950"
    fresh.program("district").ok(
        "add", "--number", "ชย 0023.14/800", "--date", "2023-03-06", "--from", "3609", "--subject", "ใหม่",
        "--due", "2023-03-20",
        "--to", "06360903", "--to", "06360904", "--parent", "ชย 0023.6/3100", "--task", "บันทึกใหม่",
    )  # fmt: skip
    fresh.program("local").ok("done", "800", "06360903")
    fresh.program("province").ok(
        "add", "--number", "ชย 0023.6/3100", "--date", "2023-03-05", "--from", "36", "--subject", "ใหม่",
        "--to", "3609", "--to", "3605", "--parent", number, "--task", "บันทึกใหม่", "--audience", "องค์กรปกครองส่วนท้องถิ่น",
        "--due", "2023-03-25",
    )  # fmt: skip
    fresh.program("department").ok(
        "add", "--number", number, "--date", "2023-03-04", "--from", "dla", "--subject", "ใหม่", "--to",
        "จ.ชัยภูมิ", "--to", "จ.ยโสธร", "--task", "บันทึกใหม่", "--audience", "องค์กรปกครองส่วนท้องถิ่น", "--due", "2023-03-31",
    )  # fmt: skip
    assert fresh.sql("", "SELECT count(DISTINCT root) FROM letter WHERE subject = 'ใหม่'") == [(1,)]
    rows = {
        row["office_code"]: row for row in fresh.program("local").rows("owing", "950", "--state", "done,owing,overdue")
    }
    assert rows["06360903"]["progress"] == "done"
    fresh.program().ok("check")


def test_a_letter_asks_nobody_whom_it_does_not_reach(fresh: Register) -> None:
    fresh.program("district").ok(
        "forward", "3022", "--number", "ชย 0023.14/712", "--date", "2023-03-06", "--to", "06360903"
    )  # fmt: skip
    assert (
        fresh.write(
            "district",
            add("stated_task", "letter position", letter=5, position=1, title="อื่น"),
            add("task", "id", id=3, letter=1, position=2, title="อื่น"),
            change("stated_task", {"letter": 5, "position": 1}, task=3),
            add("obligation", "task office", task=3, office="06360904"),
        )
        == ""
    )
    for office in ("36", "30", "3605", "dla"):
        assert "obligation" in fresh.write("district", add("obligation", "task office", task=3, office=office))


def test_a_deadline_that_counts_from_receipt_follows_it_and_goes_no_further(fresh: Register) -> None:
    fresh.program("province").ok(
        "add", "--number", "ชย 0023.6/4000", "--date", "2023-03-05", "--from", "36", "--subject", "นับ", "--to", "3609",
        "--to", "3605", "--task", "รายงาน", "--due", "ภายใน ๑๕ วัน นับแต่วันที่ได้รับหนังสือ",
    )  # fmt: skip
    fresh.program("district").ok("receive", "4000", "3609", "--on", "2023-03-08")
    task = "(SELECT t.id FROM task AS t WHERE t.title = 'รายงาน')"
    due = f"SELECT due_on FROM obligation WHERE task = {task} AND office = '3609'"
    assert fresh.sql("", due) == [("2023-03-22",)]
    fresh.program("district").ok("receive", "4000", "3609", "--on", "2023-03-10")
    assert fresh.sql("", due) == [("2023-03-24",)]
    ((number, change_id),) = fresh.sql("", f"SELECT task, id FROM deadline_change WHERE task = {task}")
    later = change("obligation", {"task": number, "office": "3609"}, due_on="2023-06-30")
    assert "deadline" in fresh.write("district", later)
    gone = {"act": "remove", "table": "deadline_change", "key": {"id": change_id}}
    assert "deadline" in fresh.write("district", gone, later)
    assert fresh.sql("", due) == [("2023-03-24",)]


def test_an_office_that_sits_in_a_hall_speaks_for_it(fresh: Register) -> None:
    fresh.program("hall").ok("done", "908", "06360902")
    assert {row["office_code"] for row in fresh.program("hall").rows("owing", "908")} >= {"06360905", "06360906"}
    fresh.program("hall").ok(
        "forward", "3022", "--number", "ชย 0023.14/711", "--date", "2023-03-06", "--from", "3609", "--due", "2023-03-18"
    )
    assert fresh.sql("", "SELECT progress FROM obligation WHERE office = '06360902'") == [("done",)]


def test_what_is_revoked_is_gone_at_once(fresh: Register) -> None:
    role = fresh.roles["district"]
    fresh.program().ok("admin", "revoke", role)
    assert fresh.program("district").run("owing").status == 2
    assert "permission denied" in attempt(fresh, "district", "SELECT * FROM circtrack.letter")[0]
    fresh.program().ok("admin", "grant", "3605", role)
    assert fresh.program("district").ok("register", "in").lines[1:] == []


def test_the_owner_too_changes_no_journal(fresh: Register) -> None:
    before = fresh.sql("", "SELECT * FROM journal ORDER BY id")
    for statement in ("UPDATE journal SET who = 'x'", "DELETE FROM journal", "TRUNCATE journal CASCADE"):
        assert "append-only" in attempt(fresh, "", statement)[0]
    assert fresh.sql("", "SELECT * FROM journal ORDER BY id") == before


@pytest.fixture(scope="module")
def read(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Another database, in which the owner read the chain and one office of each tier has a role."""
    folder = tmp_path_factory.mktemp("read")
    with a_database() as url:
        server = Register(url, folder, register.roles)
        for tier in TIERS:
            server.program().ok("admin", "grant", OFFICES[tier], server.roles[tier])
        server.program().ok("read", chain_of_two_provinces(folder), "--yes")
        yield server


def test_a_clerk_sees_what_her_file_would_show(read: Register, tmp_path: Path) -> None:
    from support.program import Program

    chain = chain_of_two_provinces(tmp_path)
    for tier in TIERS:
        file = Program(tmp_path / f"{tier}.db")
        file.ok("init", "--office", OFFICES[tier])
        file.ok("read", chain, "--yes")
        for report in (
            "owing 908",
            "owing --by district",
            "chain 908",
            "letters",
            "letters show 908",
            "remind",
            "check",
        ):
            assert read.program(tier).run(*report.split()) == file.run(*report.split()), (tier, report)


def test_a_bundle_is_merged_with_the_rights_of_whoever_merges_it(read: Register, tmp_path: Path) -> None:
    from support.program import Program

    chain = chain_of_two_provinces(tmp_path)
    owed = "SELECT progress, done_on, recorded_by FROM obligation WHERE office = '06360903'"
    local, bundle = Program(tmp_path / "local.db"), str(tmp_path / "up.circtrack")
    with a_copy(read, tmp_path) as server:
        local.ok("init", "--office", "06360903")
        local.ok("read", chain, "--yes")
        local.ok("receive", "708", "06360903", "--on", "2023-03-13", "--number", "7")
        local.ok("done", "908", "06360903", "--on", "2023-03-14")
        local.ok("bundle", "908", "--for", "3609", "--output", bundle)
        server.program("district").ok("merge", bundle)
        assert server.sql("", owed) == [("done", "2023-03-14", "06360903")]
        assert "so already" in server.program("province").ok("merge", bundle).err
        said = {"letter": 1, "task": "", "office": "", "said_by": "dla", "value": "{}", "stamp": "9"}
        forged = add("said", "letter task office said_by value", **said)
        assert "said" in server.write("district", forged)
        assert "said" in server.write("local", {**forged, "rows": [{**said, "office": "3609", "said_by": "06360903"}]})
        named = change("obligation", {"task": 2, "office": "06360903"}, note="x", recorded_by="3609")
        assert "own_word" in server.write("local", named)
        server.program("district").ok("undo")
        assert server.sql("", owed) == [("none", None, "")]
        server.program().ok("check")


def test_a_marked_letter_is_for_its_issuer_and_recipients_and_hides_nothing_else(
    fresh: Register, tmp_path: Path
) -> None:
    reports = ("owing 908", "owing", "chain 908", "letters", "remind", "log", "check", "letters show 908")
    others = ("department", "province", "district", "local", "local2", "hall")
    before = {who: [fresh.program(who).run(*report.split()) for report in reports] for who in others}
    marked = ("--number", "ลับ ที่ ชย 81404/99", "--date", "2023-03-08", "--from", "06360905", "--subject", "สืบสวน")
    with some_roles("local3") as roles:
        third = Register(fresh.url, tmp_path, roles)
        try:
            fresh.program().ok("admin", "grant", "06360905", roles["local3"])
            third.program("local3").ok("add", *marked, "--parent", "708", "--to", "3609")
            for who in others:
                for report, was in zip(reports, before[who], strict=True):
                    if (who, report) not in {("district", "check"), ("hall", "check")}:  # its receipt is theirs to say
                        assert fresh.program(who).run(*report.split()) == was, (who, report)
                for asked in ("letters show 99", "chain 99", "letters สืบสวน"):
                    is_told = "99" in fresh.program(who).run(*asked.split(), "--include-secret").out
                    assert is_told == (who in {"district", "hall"}), (who, asked)
            assert "99" in third.program("local3").ok("letters", "--include-secret").out
            fresh.program("department").ok("done", "908", "06360902")
        finally:
            fresh.program().ok("admin", "revoke", roles["local3"])


def test_who_has_the_letter_that_passes_a_marked_one_on_sees_all_but_that_one(fresh: Register) -> None:
    fresh.program("department").ok(
        "add", "--number", "ลับ ที่ มท 0810.7/ว 99", "--date", "2023-03-01", "--from", "dla", "--subject", "สืบสวน",
        "--to", "จ.ชัยภูมิ", "--task", "บันทึกผล", "--audience", "องค์กรปกครองส่วนท้องถิ่น", "--due", "2023-03-31",
    )  # fmt: skip
    for who in ("local", "district"):
        assert fresh.seen(who, "SELECT * FROM task WHERE title = 'บันทึกผล'") == []
    fresh.program("province").ok("forward", "ว 99", "--number", "ชย 0023.6/4000", "--date", "2023-03-02")
    fresh.program("district").ok("forward", "4000", "--number", "ชย 0023.14/800", "--date", "2023-03-03")
    for who in ("local", "district", "province", ""):
        for secret in ((), ("--include-secret",)):
            seen = who in {"province", ""} and bool(secret)
            (row,) = fresh.program(who).rows("owing", "800", "--task", "1", "--under", "06360903", *secret)
            assert row["letter_number"] == ("มท 0810.7/ว 99" if seen else "ชย 0023.6/4000"), who
            assert row["told_by"] == "ชย 0023.14/800"
            tree = fresh.program(who).rows("chain", "800", *secret)
            assert [each["letter_number"] for each in tree if each["letter_number"]][-2:] == [
                "ชย 0023.6/4000", "ชย 0023.14/800",
            ]  # fmt: skip
            assert len([each for each in tree if each["letter_number"]]) == 2 + seen
        assert "ว 99" not in fresh.program(who).ok("remind", "800", "--all").out
        assert "บันทึกผล" in fresh.program(who).ok("remind", "--all", "--format", "csv").out
    fresh.program("local").ok("done", "800", "06360903")


def test_no_row_and_no_function_tells_of_a_hidden_letter_by_its_number(fresh: Register) -> None:
    marked = "ลับ ที่ มท 0810.7/ว 99"
    fresh.program("department").ok(
        "add", "--number", marked, "--date", "2023-03-01", "--from", "dla", "--subject", "สืบสวน", "--to", "จ.ชัยภูมิ",
        "--task", "บันทึกผล", "--audience", "องค์กรปกครองส่วนท้องถิ่น", "--due", "2023-03-31",
    )  # fmt: skip
    fresh.program("province").ok("forward", "ว 99", "--number", "ชย 0023.6/4000", "--date", "2023-03-02")
    fresh.program("district").ok("forward", "4000", "--number", "ชย 0023.14/800", "--date", "2023-03-03")
    fresh.program("local").ok("receive", "800", "06360903", "--on", "2023-03-06")
    ((hidden, first),) = fresh.sql(
        "", "SELECT s.id, p.id FROM letter AS s JOIN letter AS p ON p.parent = s.id WHERE s.number = 'มท 0810.7/ว 99'"
    )
    assert isinstance(first, int)
    fresh.sql("", f"UPDATE obligation SET progress = 'exempt', closed_by = {hidden} WHERE office = '06360904'")
    for who, seen in (("province", True), ("district", False), ("local", False), ("local2", False), ("hall", False)):
        told = [
            statement
            for line in break_ins("hidden")
            for statement in (line, reading(line))
            if any(str(hidden) in re.findall(r"\d+", str(row)) for row in attempt(fresh, who, statement)[1])
        ]
        assert bool(told) == seen, (who, told)
        root = hidden if seen else first
        chain = fresh.seen(who, f"SELECT id, parent, root FROM letter WHERE root = {root} ORDER BY 1")
        above = [(hidden, None, hidden)] if seen else []
        assert chain == [*above, (first, hidden if seen else None, root), (first + 1, first, root)], who
    tree = [row["letter_number"] for row in fresh.program("district").rows("chain", "800") if row["letter_number"]]
    assert tree == ["ชย 0023.6/4000", "ชย 0023.14/800"]
    fresh.program("district").ok("forward", "4000", "--number", "ชย 0023.14/801", "--date", "2023-03-04")
    assert fresh.sql("", "SELECT DISTINCT root FROM letter WHERE number LIKE '%/80_'") == [(hidden,)]
    fresh.program("district").ok("undo")
    stated = "SELECT letter, title FROM stated_task WHERE letter < 0 OR title LIKE '%ปกปิด'"
    assert fresh.seen("district", stated) == [(-first, "บันทึกผล")]
    words = f"SELECT {first}, position, 'คำที่ปกปิด', task FROM stated_task WHERE letter = {hidden}"
    fresh.sql("", f"INSERT INTO stated_task (letter, position, title, task) {words}")
    fresh.sql("", f"UPDATE letter SET secrecy = 'ลับ' WHERE id = {first}")
    assert fresh.seen("local", stated) == [(-first - 1, "บันทึกผล")]  # whoever passes it on is hidden from that one too
    fresh.sql("", f"DELETE FROM stated_task WHERE letter = {first}")
    fresh.program().ok("check")


def test_a_number_given_to_another_letter_makes_nobody_unsure_of_whose_it_is(fresh: Register) -> None:
    alias = add(
        "letter_number", "letter number", letter=5, number="มท 0810.7/ว 908", compact="มท0810.7/ว908", running="908",
        source="read",
    )  # fmt: skip
    letter = add("letter", "id", id=5, issuer="06360904", year_be=2566, number="x", date="2023-03-01", root=5)
    assert fresh.write("local2", letter, alias) == ""
    for who in ("", "department", "local2"):
        assert "มท 0810.7/ว 908" in fresh.program(who).ok("letters", "show", "908").out
        assert fresh.program(who).ok("owing", "908").status == 0


def test_a_number_under_which_a_hidden_letter_cites_another_names_the_hidden_one_to_nobody_else(
    fresh: Register, tmp_path: Path
) -> None:
    with some_roles("local3") as roles:
        third = Register(fresh.url, tmp_path, roles)
        try:
            fresh.program().ok("admin", "grant", "06360905", roles["local3"])
            third.program("local3").ok(
                "add", "--number", "ลับ ที่ ชย 81404/99", "--date", "2023-03-08", "--from", "06360905", "--subject", "ก",
                "--to", "3609", "--parent", "708",
            )  # fmt: skip
            ((number,),) = third.seen("local3", "SELECT number FROM letter WHERE issuer = '06360905'")
            cited = {"number": "ชย 0023.14/780"}
            assert (
                third.write(
                    "local3",
                    add("letter_link", "letter position", letter=5, position=9, type="passes_on", **cited),
                    add("letter_number", "letter number", letter=4, compact="x", running="780", source=number, **cited),
                )
                == ""
            )
            seen = "SELECT count(*) FROM letter_number WHERE running = '780'"
            for who, count in (("", 1), ("district", 1), ("province", 0), ("department", 0), ("local", 0)):
                assert fresh.seen(who, seen) == [(count,)], who
            assert fresh.seen("local", "SELECT count(*) FROM letter_number WHERE letter = 4") == [(1,)]
        finally:
            fresh.program().ok("admin", "revoke", roles["local3"])


def test_an_import_is_refused_to_a_role_with_the_way_out(fresh: Register, tmp_path: Path) -> None:
    assert "the journal" in fresh.program("local").run("export", tmp_path / "own").err
    fresh.program().ok("export", tmp_path / "out")
    before = state(fresh)
    done = fresh.program("local").run("import", tmp_path / "out")
    assert (done.status, state(fresh)) == (2, before)
    assert "`circtrack merge` takes a bundle with your rights" in done.err


def test_days_of_its_own_in_each_round_are_set_by_who_passes_the_letter_on(fresh: Register) -> None:
    owed = {"task": 1, "office": "06360904"}
    monthly = change("obligation", owed, rule="every=month;on=5")
    assert "deadline" in fresh.write("local2", monthly)
    assert "obligation" in fresh.write("district2", monthly)
    for who in ("district", "province", "department"):
        assert fresh.write(who, monthly, change("obligation", owed, rule="")) == "", who


def test_a_bundle_of_all_has_what_its_role_sees(fresh: Register, tmp_path: Path) -> None:
    marked = ("--number", "ลับ ที่ มท 0810.7/ว 99", "--date", "2023-03-01", "--from", "dla", "--subject", "สืบสวน")
    fresh.program("department").ok("add", *marked, "--to", "จ.ชัยภูมิ", "--task", "บันทึกผล", "--due", "2023-03-31")
    from support.program import Program

    for who, secret, letters in (
        ("province", (), {"มท 0810.7/ว 908"}),
        ("province", ("--include-secret",), {"มท 0810.7/ว 908", "มท 0810.7/ว 99"}),
        ("district", ("--include-secret",), {"มท 0810.7/ว 908"}),
    ):
        bundle = tmp_path / f"{who}{len(secret)}.circtrack"
        fresh.program(who).ok("bundle", "--all", "--for", "36", *secret, "--output", bundle)
        office = Program(tmp_path / f"{bundle.stem}.db")
        office.ok("init", "--office", "36")
        office.ok("merge", bundle)
        assert {row["letter_number"] for row in office.rows("owing", "--include-secret")} == letters, (who, secret)


@pytest.mark.parametrize("asked", ["SELECT take_turn(true)", "SELECT take_turn(false)"])
def test_who_keeps_others_waiting_for_a_minute_is_shown_out(fresh: Register, asked: str) -> None:
    at_once = {"CIRCTRACK_LOCK_TIMEOUT": "0.2"}
    with closing(connected(fresh.url_of("local2"))) as idle:
        idle.execute("SET search_path = circtrack, circtrack_roles; SET idle_in_transaction_session_timeout = 0; BEGIN")
        idle.execute(asked.encode())
        waits = fresh.program("province")
        assert replace(waits, environment=waits.environment | at_once).run("add", *SOME).status == 5
        let_the_minute_be_over(fresh)
        waits.ok("add", *SOME)
        assert idle.broken or not alive(idle)


def let_the_minute_be_over(register: Register) -> None:
    """Take the minute that the gate grants to who is idle as over at once, in this database."""
    ((made,),) = register.sql("", "SELECT pg_get_functiondef('end_idle'::regproc)")
    before, after = str(made).split("interval '1 minute'")
    register.sql("", f"{before}interval '0'{after}")


SOME = ("--number", "ชย 0023.6/99", "--date", "2023-03-09", "--from", "36", "--subject", "อื่น", "--to", "3609")


def alive(connection: psycopg.Connection) -> bool:
    """Whether a session is still there."""
    import psycopg

    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True
