"""Make verified copies of the database, and restore one.

SQLite's online backup copies while others write. A copy gets its name only after it was opened again and read
completely.
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
    """Copy the database into a folder and verify the copy.

    Args:
        path: The database file.
        folder: The target folder; created, with access for its owner only, if it is missing.
        moment: The time in the copy's name: ``20230320-091500``.
        keep: How many of the latest copies to keep in the folder; 0 keeps all.

    Returns:
        The copy, and the older copies that were deleted.

    Raises:
        UnknownError: there is no database.
        DatabaseError: the database is damaged, or the copy cannot be written.
        LockedError: the database stayed locked past the timeout.
    """
    copy = _find_free_name(folder, moment, PREFIX)
    with closing(open_file(path)) as source:
        copy_checked(source, path, copy)
    return copy, _delete_older(folder, keep) if keep else []


def restore(path: Path, backup: Path, moment: str) -> Path | None:
    """Replace the database's content by a backup's, and keep a copy of the old content beside it.

    Both are copied completely or not at all. Readers see the old content or the new.

    Returns:
        The copy of the old content, None where there was none.

    Raises:
        UnknownError: the backup does not exist.
        DatabaseError: the backup is not circtrack's, is damaged or newer than the program, or a file cannot be written.
        LockedError: the database stayed locked past the timeout.
        InputError: the backup is the database itself.
    """
    if path.exists() and backup.exists() and path.samefile(backup):
        raise InputError("{path} is the database itself, not a backup of it.", path=path)
    reject_unsound(backup)
    if not path.exists() or not path.stat().st_size:
        with closing(connect(backup, "mode=ro")) as source:
            copy_checked(source, backup, path)
        return None
    kept = _find_free_name(path.parent, moment, REPLACED)
    create_file(kept)
    try:
        try:
            copy_pages(path, kept)
        except DatabaseError:
            _copy_bytes(path, kept)
        fresh = _overwrite(backup, path, moment)
    except BaseException:
        remove_files(kept.parent.glob(kept.name + "*"))
        raise
    if fresh:
        with translate_write_errors(path):
            # The log first: it must never be taken for the new file's log.
            for leftover in ("-wal", "-shm"):
                path.with_name(path.name + leftover).unlink(missing_ok=True)
            fresh.replace(path)
    reject_unsound(path)
    return kept


def _copy_bytes(path: Path, kept: Path) -> None:
    """Copy a file that cannot be read as a database byte for byte, with its write-ahead log."""
    with translate_write_errors(kept):
        shutil.copyfile(path, kept)
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            shutil.copyfile(log, kept.with_name(kept.name + "-wal"))


def _overwrite(backup: Path, path: Path, moment: str) -> Path | None:
    """Write the backup's pages over the database; where that fails, return a file that must replace it."""
    try:
        copy_pages(backup, path)
    except DatabaseError:
        fresh = _find_free_name(path.parent, moment, RESTORED)
        with closing(connect(backup, "mode=ro")) as source:
            copy_checked(source, backup, fresh)
        return fresh
    return None


def _find_free_name(folder: Path, moment: str, prefix: str) -> Path:
    for number in range(1, 1000):
        path = folder / f"{prefix}{moment}{'' if number == 1 else f'-{number}'}.db"
        if not path.exists():
            return path
    raise DatabaseError("{folder} has no name left for a copy of {moment}.", folder=folder, moment=moment)


def list_backups(folder: Path) -> list[Path]:
    """Return the copies in a folder, oldest first."""
    return sorted(folder.glob(f"{PREFIX}[0-9]*.db"), key=lambda file: file.stat().st_mtime_ns)


def _delete_older(folder: Path, keep: int) -> list[Path]:
    older = list_backups(folder)[:-keep]
    for file in older:
        with suppress(FileNotFoundError):  # another backup at the same time has deleted it
            file.unlink()
    return older


# Pack the database file: after years of changes many of its pages are half empty.


def pack(path: Path) -> tuple[int, int]:
    """Rewrite the file without gaps, completely or not at all; nothing that is recorded changes.

    Needs as much free disk space as the file takes, and waits until nobody writes.

    Returns:
        The file's size before and after, in bytes.

    Raises:
        UnknownError: there is no database.
        DatabaseError: the file is not circtrack's, newer than the program, read-only or damaged, or the disk is full.
        LockedError: the database stayed locked past the timeout.
    """
    if not path.exists():
        raise make_no_database_error(path)
    before = path.stat().st_size
    with translated_errors(path), closing(connect(path, "mode=rw")) as connection:
        read_version(connection, path)
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return before, path.stat().st_size


def reject_unsound(path: Path) -> None:
    """Open the file, read all of it, and reject it where anything is wrong.

    Raises:
        UnknownError: the file does not exist, or is empty.
        DatabaseError: the file is not circtrack's, newer than the program, or damaged.
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
