"""Copies of the database that are known to be good, and bringing one back.

SQLite's online backup copies while others write. A copy gets its name only after it was opened again and read whole.
"""

from __future__ import annotations

import shutil
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from circtrack.database.integrity import faults
from circtrack.database.open import open_file
from circtrack.database.sqlite.connection import connect, database_version, no_database, translated_errors
from circtrack.database.sqlite.copy import clear, copy_checked, copy_pages, room_for
from circtrack.database.sqlite.files import create
from circtrack.errors import N_, DatabaseError, InputError

if TYPE_CHECKING:
    from pathlib import Path


PREFIX = "circtrack-"
REPLACED = "circtrack-replaced-"
RESTORED = "circtrack-restored-"


def back_up(path: Path, folder: Path, moment: str, keep: int = 0) -> tuple[Path, list[Path]]:
    """Copy the database into a folder and look that the copy is good.

    Args:
        path: The database.
        folder: Where to; it is made for its owner's eyes only if it is not there.
        moment: What the copy's name says of when: ``20230320-091500``.
        keep: How many copies stay in the folder, the latest; 0 for all.

    Returns:
        The copy, and the older ones that were deleted.

    Raises:
        UnknownError: there is no database.
        DatabaseError: it is damaged, or the copy cannot be written.
        LockedError: it stayed locked past the timeout.
    """
    copy = _free_name(folder, moment, PREFIX)
    with closing(open_file(path)) as source:
        copy_checked(source, path, copy)
    return copy, _forget_older(folder, keep) if keep else []


def restore(path: Path, backup: Path, moment: str) -> Path | None:
    """Make the database what a backup holds; what it replaces is kept beside it.

    Both are copied whole or not at all. Readers see the one or the other.

    Returns:
        The copy of what was replaced, None where there was nothing.

    Raises:
        UnknownError: there is no such backup.
        DatabaseError: it is not ours, is damaged or newer than the program, or a file cannot be written.
        LockedError: the database stayed locked past the timeout.
        InputError: the backup is the database itself.
    """
    if path.exists() and backup.exists() and path.samefile(backup):
        raise InputError("{path} is the database itself, not a backup of it.", path=path)
    refuse_unsound(backup)
    if not path.exists() or not path.stat().st_size:
        with closing(connect(backup, "mode=ro")) as source:
            copy_checked(source, backup, path)
        return None
    kept = _free_name(path.parent, moment, REPLACED)
    create(kept)
    try:
        try:
            copy_pages(path, kept)
        except DatabaseError:
            _keep_bytes(path, kept)
        fresh = _take_place(backup, path, moment)
    except BaseException:
        clear(kept.parent.glob(kept.name + "*"))
        raise
    if fresh:
        with room_for(path):
            # First the log: it must never be taken for the new file's.
            for leftover in ("-wal", "-shm"):
                path.with_name(path.name + leftover).unlink(missing_ok=True)
            fresh.replace(path)
    refuse_unsound(path)
    return kept


def _keep_bytes(path: Path, kept: Path) -> None:
    """What cannot be read as a database is kept byte for byte, and its log with it."""
    with room_for(kept):
        shutil.copyfile(path, kept)
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            shutil.copyfile(log, kept.with_name(kept.name + "-wal"))


def _take_place(backup: Path, path: Path, moment: str) -> Path | None:
    """Give the database the backup's pages; return a file that is to replace one that cannot be written so."""
    try:
        copy_pages(backup, path)
    except DatabaseError:
        fresh = _free_name(path.parent, moment, RESTORED)
        with closing(connect(backup, "mode=ro")) as source:
            copy_checked(source, backup, fresh)
        return fresh
    return None


def _free_name(folder: Path, moment: str, prefix: str) -> Path:
    for number in range(1, 1000):
        path = folder / f"{prefix}{moment}{'' if number == 1 else f'-{number}'}.db"
        if not path.exists():
            return path
    raise DatabaseError("{folder} has no name left for a copy of {moment}.", folder=folder, moment=moment)


def backups(folder: Path) -> list[Path]:
    """The copies in a folder, the oldest first."""
    return sorted(folder.glob(f"{PREFIX}[0-9]*.db"), key=lambda file: file.stat().st_mtime_ns)


def _forget_older(folder: Path, keep: int) -> list[Path]:
    gone = backups(folder)[:-keep]
    for file in gone:
        with suppress(FileNotFoundError):  # another backup at work has deleted it
            file.unlink()
    return gone


# Packing the database file: pages that years of changes left half empty are filled again.


def pack(path: Path) -> tuple[int, int]:
    """Rewrite the file without gaps, whole or not at all; nothing that is recorded changes.

    Needs as much free room on the disk as the file takes, and waits until nobody writes.

    Returns:
        Its size before and after, in bytes.

    Raises:
        UnknownError: there is no database.
        DatabaseError: it is not ours, newer than the program, read-only, damaged, or the disk is full.
        LockedError: it stayed locked past the timeout.
    """
    if not path.exists():
        raise no_database(path)
    before = path.stat().st_size
    with translated_errors(path), closing(connect(path, "mode=rw")) as connection:
        database_version(connection, path)
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return before, path.stat().st_size


def refuse_unsound(path: Path) -> None:
    """Open the file, read all of it, and refuse it where anything is wrong.

    Raises:
        UnknownError: there is no such file, or it is empty.
        DatabaseError: it is not ours, newer than the program, or damaged.
    """
    if not path.exists():
        raise no_database(path)
    with translated_errors(path), closing(connect(path, "mode=ro")) as connection:
        version = database_version(connection, path)
        if version == 0:
            raise no_database(path)
        found = list(faults(connection, version))
    if found:
        raise DatabaseError(
            "{path} is damaged: {fault}.",
            hint=N_("`circtrack restore` takes the last good backup."),
            path=path,
            fault="; ".join(found[:3]),
        )
