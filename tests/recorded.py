"""A district's database with the example chain recorded, and small looks into it: for tests of the verbs."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import made_letters as made

from circtrack.actions.record import record_letters
from circtrack.store.settings import set_own_office
from circtrack.store.writing import writing

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.model import Letter


def recorded(path: Path, *letters: Letter, office: str = made.DISTRICT) -> Path:
    """Record these letters, or the whole chain, in the database of an office."""
    with writing(path, "read") as transaction:
        set_own_office(transaction, office)
        record_letters(transaction, letters or made.chain(), office, made.TODAY)
    return path


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def progress(path: Path) -> dict[str, tuple[str, str | None, str | None]]:
    """Progress, day and note by office, of those of whom something is recorded."""
    rows = query(path, "SELECT office, progress, done_on, note FROM obligation WHERE progress <> 'none' ORDER BY 1")
    return {office: (word, on, note) for office, word, on, note in rows}
