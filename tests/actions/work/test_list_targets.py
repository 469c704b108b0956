"""A list of offices for which the same is recorded, those with the same round together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support import made_letters as made
from support.recorded import recorded
from support.servers import writing

from circtrack.actions.results import ChangeResult
from circtrack.actions.work.list_targets import ListedWork, record_listed
from circtrack.errors import Message
from circtrack.lists.read import read_list
from circtrack.tracking.open_rounds import CURRENT, RoundChoice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def test_what_is_noted_of_the_offices_is_not_lost(tmp_path: Path) -> None:
    def record(offices: Sequence[str], choice: RoundChoice) -> ChangeResult:
        assert choice == CURRENT
        return ChangeResult("908", (), len(offices), (Message("said of {offices}", offices=", ".join(offices)),))

    with writing(recorded(tmp_path / "circtrack.db"), "extend") as transaction:
        read = read_list("office\nอบต.บ้านไร่\nทต.เทพสถิต\n".encode(), "list")
        result, _ = record_listed(transaction, "908", ListedWork(read, made.TODAY, CURRENT), record)
    assert result.unchanged == 2
    assert [str(note) for note in result.notes] == ["said of 06360903, 05360901"]
