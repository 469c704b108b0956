"""Copies of the database that are known to be good, and bringing one back.

SQLite's online backup copies while others write. A copy gets its name only after it was opened again and read whole.
"""

from __future__ import annotations

import shutil
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from circtrack.database.integrity import find_faults
from circtrack.database.open import open_file
from circtrack.database.sqlite.connection import connect, make_no_database_error, read_version, translated_errors
from circtrack.database.sqlite.copy import copy_checked, copy_pages, remove_files, translate_write_errors
from circtrack.database.sqlite.files import create_file
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
    create_file(kept)
    try:
        try:
            copy_pages(path, kept)
        except DatabaseError:
            _keep_bytes(path, kept)
        fresh = _take_place(backup, path, moment)
    except BaseException:
        remove_files(kept.parent.glob(kept.name + "*"))
        raise
    if fresh:
        with translate_write_errors(path):
            # First the log: it must never be taken for the new file's.
            for leftover in ("-wal", "-shm"):
                path.with_name(path.name + leftover).unlink(missing_ok=True)
            fresh.replace(path)
    refuse_unsound(path)
    return kept


def _keep_bytes(path: Path, kept: Path) -> None:
    """What cannot be read as a database is kept byte for byte, and its log with it."""
    with translate_write_errors(kept):
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


def list_backups(folder: Path) -> list[Path]:
    """The copies in a folder, the oldest first."""
    return sorted(folder.glob(f"{PREFIX}[0-9]*.db"), key=lambda file: file.stat().st_mtime_ns)


def _forget_older(folder: Path, keep: int) -> list[Path]:
    gone = list_backups(folder)[:-keep]
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
        raise make_no_database_error(path)
    before = path.stat().st_size
    with translated_errors(path), closing(connect(path, "mode=rw")) as connection:
        read_version(connection, path)
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
        raise make_no_database_error(path)
    with translated_errors(path), closing(connect(path, "mode=ro")) as connection:
        if read_version(connection, path) == 0:
            raise make_no_database_error(path)
        found = list(find_faults(connection))
    if found:
        raise DatabaseError(
            "{path} is damaged: {fault}.",
            hint=N_("`circtrack restore` takes the last good backup."),
            path=path,
            fault="; ".join(found[:3]),
        )
