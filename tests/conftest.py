"""What tests share. This folder is on the import path: ``program`` runs circtrack, ``sessions`` runs the README."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from program import Program

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def circtrack(tmp_path: Path) -> Program:
    """The program with a database that does not exist yet."""
    return Program(tmp_path / "circtrack.db")
