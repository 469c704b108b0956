"""Four clerks at once; ``tests/benchmarks/clerks.py`` lets eight do five hundred commands each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.many_hands import DONE, at_work

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_nothing_is_lost_and_no_number_given_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CIRCTRACK_DB", "CIRCTRACK_TODAY", "CIRCTRACK_LANG"):
        monkeypatch.setenv(name, "")  # put back afterwards
    works, wrong = at_work(tmp_path / "circtrack.db", 4, 15)
    assert wrong == []
    assert [work.ended[DONE] for work in works] == [15] * 4
