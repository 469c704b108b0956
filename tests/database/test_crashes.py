"""A few kills of each command; ``tests/benchmarks/crashes.py`` does a thousand."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from support.crash import COMMANDS, Command, kill_often

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="kills by a POSIX signal")]


@pytest.mark.parametrize("command", COMMANDS, ids=[command.name for command in COMMANDS])
def test_a_killed_command_happened_whole_or_not_at_all(tmp_path: Path, command: Command) -> None:
    stood, wrong, _ = kill_often(tmp_path, command, 4)
    assert wrong == []
    assert sum(stood.values()) == 4
