"""The first command makes the database: with all that it did in it, or not at all."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.waiting import PATIENCE

from circtrack.database.open import open_for_reading
from circtrack.database.transaction import perform, writing
from circtrack.errors import DatabaseError, InputError
from circtrack.store.settings import get_own_office, set_own_office

if TYPE_CHECKING:
    from collections.abc import Callable

    from circtrack.database.transaction import Transaction


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "circtrack.db"


def noting(ran: list[str], meanwhile: Callable[[], object] = lambda: None) -> Callable[[Transaction], str]:
    """An action that notes each of its runs, and returns the office that was there before."""

    def action(transaction: Transaction) -> str:
        ran.append(transaction.command)
        before = get_own_office(transaction.connection)
        set_own_office(transaction, "3609")
        meanwhile()
        return before

    return action


def look(path: Path) -> tuple[str, list[str], str]:
    """The office, the commands of the journal, and how the file survives a crash."""
    connection = open_for_reading(path)
    try:
        commands = [row[0] for row in connection.execute("SELECT command FROM journal ORDER BY id")]
        return get_own_office(connection), commands, connection.execute("PRAGMA journal_mode").fetchone()[0]
    finally:
        connection.close()


def test_the_first_command_runs_once(path: Path) -> None:
    ran: list[str] = []
    assert perform(path, "init", noting(ran)) == ""
    assert ran == ["init"]
    assert look(path) == ("3609", ["init"], "wal")
    assert {each.name.removesuffix("-wal").removesuffix("-shm") for each in path.parent.iterdir()} == {"circtrack.db"}
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_one_that_fails_leaves_no_file(path: Path) -> None:
    def fail() -> None:
        raise InputError("no")

    ran: list[str] = []
    with pytest.raises(InputError):
        perform(path, "init", noting(ran, fail))
    assert ran == ["init"]
    assert not path.parent.exists()


def test_where_another_process_makes_the_file_meanwhile_nothing_of_it_is_lost(path: Path) -> None:
    ran: list[str] = []

    def make() -> None:
        if len(ran) == 1:
            with writing(path, "other") as transaction:
                set_own_office(transaction, "36")

    assert perform(path, "init", noting(ran, make)) == "36"
    assert ran == ["init", "init"]
    assert look(path) == ("3609", ["other", "init"], "wal")
    assert [file for file in path.parent.iterdir() if file.suffix == ".new"] == []


@pytest.mark.skipif(os.name == "nt", reason="Windows renames to a free name only")
def test_a_disk_without_hard_links_gets_its_file_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    ran: list[str] = []
    assert perform(path, "init", noting(ran)) == ""
    assert look(path) == ("3609", ["init"], "wal")
    assert [file for file in path.parent.iterdir() if file.suffix == ".new"] == []


def test_a_place_where_no_file_can_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    path = tmp_path / "file" / "circtrack.db"
    with pytest.raises(DatabaseError, match=r"file.circtrack\.db cannot be made"):
        perform(path, "init", noting([]))


_KILLED = """
import os, signal, sys
from pathlib import Path
from circtrack.database.sqlite import copy
from circtrack.database.transaction import perform
from circtrack.store.settings import set_own_office

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[2] == "acting":
    perform(Path(sys.argv[1]), "init", die)
elif sys.argv[2] == "written":
    copy.take_free_name = die
else:
    given = copy.take_free_name
    copy.take_free_name = lambda *names: (given(*names), die())
perform(Path(sys.argv[1]), "init", lambda transaction: set_own_office(transaction, "3609"))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize(("moment", "is_there"), [("acting", False), ("written", False), ("named", True)])
def test_a_kill_leaves_no_file_or_a_whole_one(path: Path, moment: str, *, is_there: bool) -> None:
    done = subprocess.run([sys.executable, "-c", _KILLED, str(path), moment], check=False, timeout=PATIENCE)
    assert done.returncode == -signal.SIGKILL
    assert path.exists() == is_there
    ran: list[str] = []
    assert perform(path, "again", noting(ran)) == ("3609" if is_there else "")
    assert look(path)[0] == "3609"
