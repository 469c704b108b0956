"""A recorded chain in memory, on which each input is tried and then taken back."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from support.many_hands import run
from support.program import CHAIN

from circtrack.database.sqlite.connection import SqliteConnection, connect_to_memory
from circtrack.database.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

DISTRICT, PROVINCE = "อำเภอเทพสถิต", "จ.ชัยภูมิ"


def made(folder: Path, name: str, office: str, *commands: tuple[str, ...]) -> Path:
    """The database of an office that has read the example's letters and done these commands."""
    database = folder / f"{name}.db"
    os.environ |= {"CIRCTRACK_DB": str(database), "CIRCTRACK_TODAY": "2023-03-20", "CIRCTRACK_LANG": "en"}
    for command in (("init", "--office", office), ("read", str(CHAIN), "--yes"), *commands):
        status, out = run(*command)
        if status:
            raise AssertionError(out)
    return database


def in_memory(database: Path) -> SqliteConnection:
    """The database, where nothing that is tried reaches the disk."""
    memory = connect_to_memory()
    with closing(sqlite3.connect(database)) as stored:
        stored.backup(memory)
    return memory


@contextmanager
def tried(memory: SqliteConnection, command: str) -> Iterator[Transaction]:
    """A transaction that is always taken back."""
    memory.execute("BEGIN")
    try:
        yield Transaction(memory, command)
    finally:
        memory.execute("ROLLBACK")


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)
