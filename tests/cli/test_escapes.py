"""What could drive a terminal, in every text that a database holds: no report brings it to one, in any form."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from support.inside import run_inside
from support.program import CHAIN, Program
from support.servers import copied, opened

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

# A window's title, a bell, a cleared screen (C0 and C1), a step back, a device's string, text turned about.
POISON = "\x1b]0;POISON\x07\x1b[2J\x9b2J\x08\x90q\x1b\\\x7f\u202e\u2066<script>alert(1)</script>"
DRIVERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
OFFICE = "06360903"

# Keys that other tables name, and words of ours: the program alone writes them, and bundles are held to the list.
_WORDS = {
    "office",
    "code",
    "issuer",
    "compact",
    "type",
    "kind",
    "progress",
    "rule",
    "name",
    "source",
    "field",
    "level",
    "hash",
    "secrecy",
}

FORMS = ("table", "csv", "tsv", "json", "jsonl", "html")
REPORTS: tuple[tuple[str, ...], ...] = (
    ("owing",),
    ("owing", "--state", "done,exempt,overdue,at_risk,untold,owing,open"),
    *(("owing", "--by", by) for by in ("office", "district", "province", "task", "letter", "state")),
    ("chain", "908"),
    ("letters",),
    ("letters", "show", "908"),
    ("letters", "show", "708"),
    ("log",),
    ("check",),
    ("register", "in"),
    ("register", "out"),
    ("config",),
    ("remind", "--all"),
    ("offices", "บ้านไร่"),
)
CASES = [
    *((report, form) for report in REPORTS for form in FORMS),
    *((("chain", "908"), form) for form in ("dot", "mermaid")),
    *((("remind", "--all"), form) for form in ("text", "markdown")),
    (("remind", "--all", "--each"), "text"),
    *((("draft", kind, "908"), "") for kind in ("reminder", "report", "memo")),
    (("draft", "reminder", "908", "--stamped"), ""),
    (("draft", "forward", "3022"), ""),
]


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The real chain, with what clerks write on the command line, and the poison in every text that takes it."""
    folder = tmp_path_factory.mktemp("poisoned")
    program = Program(folder / "circtrack.db", environment={"CIRCTRACK_USER": f"clerk{POISON}"})
    (folder / "circtrack.toml").write_text(
        '[smtp]\nhost = "\\u001b[2J\\u009b2J\\u202e"\nuser = "\\u001b]0;x\\u0007"\n', encoding="utf-8"
    )
    for arguments in (
        ("init", "--office", "อำเภอเทพสถิต"),
        ("read", CHAIN, "--yes"),
        ("done", "908", OFFICE, "--incomplete", "--note", POISON),
        ("done", "908", "อบต.โป่งนก", "--blocked", POISON),
        ("exempt", "908", "อบต.วะตะแบก", "--reason", POISON),
        ("extend", "908", "--to", "2023-03-31", "--reason", POISON),
        ("receive", "708", OFFICE, "--number", POISON),
        ("register", "in", "--subject", POISON, "--sender", POISON, "--remark", POISON, "--action", POISON),
        ("register", "out", "--subject", POISON, "--recipient", POISON, "--letter-number", POISON),
        ("register", "in", "3022", "--remark", POISON),
        ("forward", "708", "--number", "ชย 0023.14/801", "--subject", POISON, "--date", "2023-03-17"),
    ):
        done = run_inside(program, *arguments)
        assert (done.status, DRIVERS.findall(done.out + done.err)) == (0, [])
    _poison(program.database)
    return program


def _poison(database: Path) -> None:
    """Put it into every column of text whose rules let it in; the journal, which none may change, has it already."""
    taken = set()
    with opened(database) as connection:
        engine = connection.engine
        for table in engine.tables(connection):
            if table in {"setting", "office_version"}:
                continue
            for column in sorted(set(engine.columns(connection, table)) - _WORDS):
                try:
                    connection.execute(f"UPDATE {table} SET {column} = ? || {column}", (POISON,))
                    taken.add(f"{table}.{column}")
                except (connection.IntegrityError, connection.ProgrammingError):
                    pass  # a number, a date, a key, a word of ours: cannot hold it
        connection.execute("UPDATE office_version SET name = :it || name, district = district || :it", {"it": POISON})
    texts = {"letter.subject", "letter.number", "letter.text", "task.title", "task.system", "obligation.note"}
    assert texts | {"register_entry.remark", "deadline_change.reason", "finding.text"} <= taken


@pytest.mark.parametrize("lang", ["en", "th"])
@pytest.mark.parametrize(("report", "form"), CASES, ids=[f"{' '.join(report)} {form}" for report, form in CASES])
def test_no_report_brings_it_out(poisoned: Program, report: tuple[str, ...], form: str, lang: str) -> None:
    said = ("--format", form) if form else ()
    done = run_inside(poisoned, *report, *said, "--lang", lang)
    broken = "check" in report  # letter.formerly with it is no longer what circtrack writes
    assert done.status == (4 if broken else 0), done.err
    assert not DRIVERS.search(done.out + done.err), DRIVERS.findall(done.out + done.err)[:5]
    if form == "html":
        assert "<script>alert" not in done.out


def test_the_poison_is_in_what_the_reports_show(poisoned: Program) -> None:
    for report in (("owing",), ("letters",), ("register", "in"), ("log",), ("check",), ("chain", "908")):
        assert "POISON" in run_inside(poisoned, *report, "--format", "csv").out


@pytest.mark.parametrize("option", ["--ics", "--docx", "--eml"])
def test_files_for_other_programs_do_not_have_it(poisoned: Program, tmp_path: Path, option: str) -> None:
    asked = ("draft", "reminder", "908") if option == "--docx" else ("remind", "--all")
    done = run_inside(poisoned, *asked, option, tmp_path / "out")
    assert done.status == 0, done.err
    assert not DRIVERS.search(done.out + done.err)
    if option == "--ics":
        text = (tmp_path / "out").read_bytes().decode()
        assert not DRIVERS.search(text.replace("\r\n", "\n"))


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("command", ["owing --no-pager", "owing --format csv", "letters show 908", "log --format json"])
def test_at_a_terminal_only_our_own_colours_are_sent(poisoned: Program, tmp_path: Path, command: str) -> None:
    from maintain.sessions import environment
    from support.inside import run_at_terminal

    copied(poisoned.database, tmp_path / "circtrack.db")
    shown = run_at_terminal(command.split(), tmp_path, environment(tmp_path))
    assert "POISON" in shown
    assert not DRIVERS.search(re.sub(r"\x1b\[[0-9;]*m", "", shown).replace("\r\n", "\n"))


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_a_column_s_other_cells_pass_a_pipe_as_they_are_and_a_terminal_without_it(tmp_path: Path) -> None:
    from maintain.sessions import at_terminal

    (tmp_path / "in.csv").write_text(f'on,"{POISON}"\n24/3/66,"{POISON}"\n', encoding="utf-8")
    program = Program(tmp_path / "circtrack.db")
    piped = run_inside(program, "date", "--column", "on", given=(tmp_path / "in.csv").read_bytes())
    assert piped.out == f"on,on_iso,{POISON}\n24/3/66,2023-03-24,{POISON}\n"
    shown = at_terminal("circtrack date --column on < in.csv", tmp_path).replace("\r\n", "\n")
    assert "2023-03-24" in shown
    assert not DRIVERS.search(shown)
