from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from circtrack.render.progress_bar import page_bar, shown_at_a_terminal

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_shows_file_and_page_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with shown_at_a_terminal(), page_bar() as begin:
        assert terminal.getvalue() == ""  # nothing to wait for yet
        begin("หนังสือ[1].pdf", 1, 12)
        begin("หนังสือ[1].pdf", 2, 12)
    shown = terminal.getvalue()
    assert "หนังสือ[1].pdf" in shown
    assert "12" in shown


def test_nothing_is_shown_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_at_a_terminal(), page_bar() as begin:
        begin("scan.pdf", 1, 12)
    assert capsys.readouterr() == ("", "")
