"""What the morning's report may load: start-up time is a feature, and one import can double it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.program import Program

from circtrack.seldom_used import SELDOM_USED

if TYPE_CHECKING:
    from pathlib import Path

# A fifth of a millisecond (dataclasses, and as much again for each that is made) to a hundred and twenty each.
SLOW = [
    "dataclasses",
    "rich",
    "jinja2",
    "openpyxl",
    "pydantic",
    "sqlite_utils",
    "psycopg",
    "dateutil",
    "rapidfuzz",
    "tomli_w",
    "platformdirs",
    "holidays",
    "smtplib",
    "json",
    "circtrack.cli.completing",
    "circtrack.model",
    "circtrack.registry",
    "circtrack.reading",
    "circtrack.actions",
    "circtrack.database.engine",
    "circtrack.database.postgres.engine",
    "circtrack.database.postgres.connection",
]

# Of the language of letters only what compares numbers: what reads dates takes longer to load than all the rest.
OF_THAI = {"circtrack.thai", "circtrack.thai.digits", "circtrack.thai.number_text"}

# How many modules of others beyond those that Typer loads itself: one more is a decision, not an accident.
MOST_OF_OTHERS = 10

RUN = """
import sys
from circtrack.__main__ import main
status = main(sys.argv[1:])
sys.stderr.write("\\n".join(name for name, module in sys.modules.items() if "__not_loaded__" not in vars(module)))
sys.exit(status)
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = Program(tmp_path_factory.mktemp("start") / "circtrack.db")
    program.with_chain("อำเภอเทพสถิต")
    return program.database


@pytest.fixture(scope="module")
def typer_s_own() -> set[str]:
    code = "import sys, typer, typer.main; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8")
    return set(done.stdout.split())


def loaded(database: Path, *arguments: str) -> tuple[set[str], str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CIRCTRACK")}
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments, "--db", str(database), "--today", "2023-03-20"],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=environment,
    )
    return set(done.stderr.splitlines()), done.stdout


EVERY_MORNING = [
    ("owing", "--format", "csv"),
    ("owing", "908", "--format", "csv"),
    ("owing", "--overdue", "--within", "7", "--format", "tsv"),
    ("owing", "--by", "district", "--format", "csv"),
    ("owing", "--system", "info", "--task", "ศูนย์", "--format", "csv"),
    ("chain", "908", "--format", "csv"),
]


@pytest.mark.parametrize("arguments", EVERY_MORNING)
def test_nothing_slow_is_loaded_for_the_list_of_who_owes(
    database: Path, typer_s_own: set[str], arguments: tuple[str, ...]
) -> None:
    modules, out = loaded(database, *arguments)
    assert out
    assert [name for name in SLOW if name in modules - typer_s_own] == []
    assert modules.isdisjoint(SELDOM_USED)
    assert {name for name in modules if name.startswith("circtrack.thai")} <= OF_THAI


@pytest.mark.parametrize("arguments", EVERY_MORNING)
def test_no_more_of_others_is_loaded_than_was_counted(
    database: Path, typer_s_own: set[str], arguments: tuple[str, ...]
) -> None:
    modules, _ = loaded(database, *arguments)
    others = {name for name in modules if name.partition(".")[0] != "circtrack"} - typer_s_own
    assert len(others) <= MOST_OF_OTHERS, sorted(others)


def test_the_check_sees_what_is_loaded(database: Path) -> None:
    modules, _ = loaded(database, "owing", "--format", "table")
    assert "rich" in modules
    assert "circtrack.reports.owing" in modules
    assert len(modules) > 300


def test_the_version_loads_next_to_nothing() -> None:
    code = (
        "import sys; before = set(sys.modules); from circtrack.__main__ import main; main(['--version']);"
        " sys.stderr.write(','.join(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8")
    assert done.stdout.startswith("circtrack ")
    assert not {"typing", "re", "typer", "contextlib", "dataclasses", "circtrack.cli"} & set(done.stderr.split(","))
