"""Copies of the database that are known to be good, and bringing one back.

SQLite's online backup copies while others write. A copy gets its name only after it was opened again and read whole.
"""

from __future__ import annotations

import os
import shutil
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from circtrack.errors import N_, DatabaseError, InputError
from circtrack.progress import counting
from circtrack.store.connection import connect, damaged, database_version, open_file, translated_errors
from circtrack.store.files import create
from circtrack.store.soundness import faults, refuse_unsound

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_PAGES = 2000
"""So many pages are copied at once; between them others get their turn."""

PREFIX = "circtrack-"
REPLACED = "circtrack-replaced-"
RESTORED = "circtrack-restored-"


def back_up(path: Path, folder: Path, moment: str, keep: int = 0) -> tuple[Path, list[Path]]:
    """Copy the database into a folder and look that the copy is good.

    Args:
        path: The database.
        folder: Where to; it is made for its owner's eyes only if it is not there.
        moment: What the copy's name says of when: ``20230320-091500``.
        keep: So many copies stay in the folder, the latest; 0 for all.

    Returns:
        The copy, and the older ones that were deleted.

    Raises:
        UnknownError: there is no database.
        DatabaseError: it is damaged, or the copy cannot be written.
        LockedError: it stayed locked past the timeout.
    """
    copy = _free_name(folder, moment, PREFIX)
    with closing(open_file(path)) as source:
        _copy_checked(source, path, copy)
    return copy, _forget_older(folder, keep) if keep else []


def back_up_as_it_is(path: Path, copy: Path) -> None:
    """Copy the database, whatever version its tables are of, to this name, and look that the copy is good.

    Raises:
        DatabaseError: it is damaged, or the copy cannot be written.
        LockedError: it stayed locked past the timeout.
    """
    with translated_errors(path), closing(connect(path, "mode=ro")) as source:
        _copy_checked(source, path, copy)


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
            _copy_checked(source, backup, path)
        return None
    kept = _free_name(path.parent, moment, REPLACED)
    create(kept)
    try:
        try:
            _copy_pages(path, kept)
        except DatabaseError:
            _keep_bytes(path, kept)
        fresh = _take_place(backup, path, moment)
    except BaseException:
        _clear(kept.parent.glob(kept.name + "*"))
        raise
    if fresh:
        with _room_for(path):
            # First the log: it must never be taken for the new file's.
            for leftover in ("-wal", "-shm"):
                path.with_name(path.name + leftover).unlink(missing_ok=True)
            fresh.replace(path)
    refuse_unsound(path)
    return kept


def _keep_bytes(path: Path, kept: Path) -> None:
    """What cannot be read as a database is kept byte for byte, and its log with it."""
    with _room_for(kept):
        shutil.copyfile(path, kept)
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            shutil.copyfile(log, kept.with_name(kept.name + "-wal"))


def _take_place(backup: Path, path: Path, moment: str) -> Path | None:
    """Give the database the backup's pages; gives back a file that is to replace one that cannot be written so."""
    try:
        _copy_pages(backup, path)
    except DatabaseError:
        fresh = _free_name(path.parent, moment, RESTORED)
        with closing(connect(backup, "mode=ro")) as source:
            _copy_checked(source, backup, fresh)
        return fresh
    return None


def _copy_pages(source: Path, target: Path) -> None:
    """One database over another in one transaction of the target's: its readers see the old or the new."""
    with (
        translated_errors(target),
        closing(connect(target, "mode=rw")) as written,
        translated_errors(source),
        closing(connect(source, "mode=ro")) as read,
        counting(N_("Copying the database")) as at,
    ):
        read.backup(written, pages=_PAGES, progress=lambda _, left, total: at(total - left, total))


def _copy_checked(source: sqlite3.Connection, path: Path, copy: Path) -> None:
    """Copy what ``source`` reads of ``path`` to a file that gets its name once it was found good."""
    unfinished = copy.with_name(copy.name + ".part")
    try:
        with _room_for(copy):
            unfinished.unlink(missing_ok=True)
            create(unfinished)
        with (
            translated_errors(copy),
            closing(connect(unfinished, "mode=rw")) as target,
            counting(N_("Copying the database")) as at,
        ):
            source.backup(target, pages=_PAGES, progress=lambda _, left, total: at(total - left, total))
            # The copy is one file: it carries no log beside it.
            target.execute("PRAGMA journal_mode = delete")
        _refuse_damaged(path, unfinished)
        with _room_for(copy):
            _to_disk(unfinished)
            unfinished.replace(copy)
    except BaseException:
        _clear((unfinished, *unfinished.parent.glob(unfinished.name + "-*")))
        raise


def _clear(files: Iterable[Path]) -> None:
    """Take away what was not finished, as far as the disk lets us; why it was not is being told."""
    for each in files:
        with suppress(OSError):
            each.unlink(missing_ok=True)


def _refuse_damaged(path: Path, copy: Path) -> None:
    """Refuse a copy with anything wrong: a fresh copy's fault is the fault of what it was made of.

    Raises:
        DatabaseError: there is one.
    """
    with translated_errors(path), closing(connect(copy, "mode=ro")) as connection:
        found = list(faults(connection, database_version(connection, path)))
    if found:
        raise damaged(path, "; ".join(found[:3]))


@contextmanager
def _room_for(copy: Path) -> Iterator[None]:
    """Say of a copy that cannot be written which it is and why.

    Raises:
        DatabaseError: it cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise DatabaseError(
            "The copy {path} cannot be written: {reason}.",
            hint=N_("Make room or name another folder; what was there is as it was."),
            path=copy,
            reason=error.strerror or error,
        ) from error


def _to_disk(file: Path) -> None:
    """Wait until the disk has it: what was said to be saved must survive the power going."""
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
