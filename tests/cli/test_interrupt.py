"""Ctrl-C at any moment leaves nothing half done. More moments: ``python tests/benchmarks/interrupts.py``."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.interrupt import INTERRUPTED, interrupt_often

if TYPE_CHECKING:
    from pathlib import Path

    from support.crash import Command


_WHILE_LOADING = """
import sys
class Interrupted:
    def find_spec(self, name, *_):
        if name == "typer":
            try:
                raise KeyboardInterrupt
            except KeyboardInterrupt as error:
                raise RuntimeError("Error calling __set_name__") from error
sys.meta_path.insert(0, Interrupted())
from circtrack.__main__ import run
run()
"""


def test_ctrl_c_that_a_library_took_for_a_fault_while_it_was_loaded() -> None:
    command = [sys.executable, "-c", _WHILE_LOADING, "owing", "--lang", "en"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "Interrupted; nothing was changed.")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a console, not to a process")
@pytest.mark.parametrize("command", INTERRUPTED, ids=lambda command: command.name)
def test_ctrl_c_at_any_moment_leaves_nothing_half_done(tmp_path: Path, command: Command) -> None:
    stood, wrong = interrupt_often(tmp_path, command, 8)
    assert wrong == []
    assert any(how.startswith("interrupted") for how in stood)
