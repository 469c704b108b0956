"""An invented next version of the tables, to test the migration of current databases.

It has one more column and one more table, filled from the existing rows.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circtrack.database import schema

if TYPE_CHECKING:
    import pytest

NEXT = schema.VERSION + 1

SCRIPT = """
ALTER TABLE letter ADD COLUMN seal TEXT NOT NULL DEFAULT '';
CREATE TABLE sealed (letter INTEGER NOT NULL PRIMARY KEY REFERENCES letter (id), note TEXT NOT NULL) STRICT;
INSERT INTO sealed SELECT id, 'a; -- b' FROM letter;
UPDATE letter SET seal = number;
"""
FAILS = "CREATE TABLE sealed (letter INTEGER); SELECT 1 / nothing FROM letter;"

_TESTS = Path(__file__).resolve().parents[1]
PROGRAM = (
    sys.executable,
    "-c",
    f"import sys; sys.path.append({str(_TESTS)!r}); from support.next_version import run; run()",
)
"""The command that runs circtrack in that version."""


def run() -> None:
    """Run the program in that version."""
    for where, name, value in _changes(SCRIPT):
        setattr(where, name, value)
    from circtrack.__main__ import run as run_program

    run_program()


def be_of_next_version(monkeypatch: pytest.MonkeyPatch, *, script: str = SCRIPT) -> None:
    """Give this process that version; processes that it starts have the current one."""
    for where, name, value in _changes(script):
        monkeypatch.setattr(where, name, value)


def _changes(script: str) -> list[tuple[Any, str, Any]]:
    return [(schema, "MIGRATIONS", (*schema.MIGRATIONS, script)), (schema, "VERSION", NEXT)]
