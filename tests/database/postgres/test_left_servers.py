"""The tests' own care: what killed runs left of their servers is removed, and what others still use is not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support import postgres

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(os.name == "nt", reason="what is left there is not looked for")
def test_the_folder_of_a_run_that_was_killed_is_removed() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left, used = _folder_of(ended.pid), _folder_of(os.getppid())
    postgres.sweep()
    assert not left.exists()
    assert used.is_dir()
    used.rmdir()


def _folder_of(pid: int) -> Path:
    """Make a folder as a run of this process has."""
    shared = postgres.prepare()
    folder = shared.with_name(re.sub(r"\d+", str(pid), shared.name, count=1) + "-of-a-test")
    folder.mkdir()
    return folder
