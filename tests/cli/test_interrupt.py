"""Ctrl-C at any moment leaves nothing half done. More moments: ``python tests/benchmarks/interrupts.py``."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.interrupt import INTERRUPTED, interrupt_often
from support.waiting import FOR_EVER, at_work, end_of

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


_IN_A_CALLBACK = f"""
import os, signal, time
from circtrack import __main__

class Waits:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep({FOR_EVER})

def main():
    Waits()
    time.sleep({FOR_EVER})

__main__.main = main
__main__.run()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a console, not to a process")
def test_ctrl_c_that_a_callback_swallowed_also_wakes_what_waits_afterwards() -> None:
    process = subprocess.Popen([sys.executable, "-c", _IN_A_CALLBACK], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with at_work(process):
        end_of(process)
    assert process.returncode == 130


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a console, not to a process")
@pytest.mark.parametrize("command", INTERRUPTED, ids=lambda command: command.name)
def test_ctrl_c_at_any_moment_leaves_nothing_half_done(tmp_path: Path, command: Command) -> None:
    stood, wrong = interrupt_often(tmp_path, command, 5)
    assert wrong == []
    assert any(how.startswith("interrupted") for how in stood)
