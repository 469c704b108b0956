from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.program import contents
from support.recorded import owned
from support.servers import rehearse, writing

from circtrack.errors import InputError, LockedError
from circtrack.store.settings import get_own_office, set_own_office

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.database.transaction import Transaction

pytestmark = pytest.mark.both_engines


def change(transaction: Transaction) -> tuple[str, str]:
    before = get_own_office(transaction.connection)
    set_own_office(transaction, "3609")
    return before, get_own_office(transaction.connection)


@pytest.fixture(params=[pytest.param("copied", marks=pytest.mark.file_only), "taken back"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A small file is copied; in a large one, and on a server, the transaction is taken back."""
    if request.param == "taken back":
        monkeypatch.setattr("circtrack.database.transaction._COPIED_BYTES", 0)
    return str(request.param)


def test_a_rehearsal_sees_what_is_recorded_and_changes_nothing(tmp_path: Path) -> None:
    path = owned(tmp_path / "circtrack.db", "36")
    before = contents(path)
    assert rehearse(path, "init", change) == ("36", "3609")
    assert contents(path) == before


def test_a_rehearsal_needs_and_makes_no_database(tmp_path: Path) -> None:
    assert rehearse(tmp_path / "circtrack.db", "init", change) == ("", "3609")
    assert list(tmp_path.iterdir()) == []
    assert contents(tmp_path / "circtrack.db") is None


def test_while_another_process_writes_a_rehearsal_goes_on(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CIRCTRACK_LOCK_TIMEOUT", "0.1")
    path = owned(tmp_path / "circtrack.db", "36")
    with writing(path, "init") as transaction:
        set_own_office(transaction, "3601")
        if way == "copied":
            assert rehearse(path, "init", change) == ("36", "3609")
        else:  # as the command itself will
            with pytest.raises(LockedError):
                rehearse(path, "init", change)


def test_what_a_rehearsal_raises_reaches_the_caller(tmp_path: Path) -> None:
    def fail(_: Transaction) -> None:
        raise InputError("no")

    with pytest.raises(InputError, match="no"):
        rehearse(tmp_path / "circtrack.db", "read", fail)
