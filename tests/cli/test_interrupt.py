"""Ctrl-C at any moment leaves nothing half done. More moments: ``python tests/benchmarks/interrupts.py``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from interrupt import INTERRUPTED, interrupt_often

if TYPE_CHECKING:
    from pathlib import Path

    from crash import Command


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a console, not to a process")
@pytest.mark.parametrize("command", INTERRUPTED, ids=lambda command: command.name)
def test_ctrl_c_at_any_moment_leaves_nothing_half_done(tmp_path: Path, command: Command) -> None:
    stood, wrong = interrupt_often(tmp_path, command, 8)
    assert wrong == []
    assert any(how.startswith("interrupted") for how in stood)
