"""Make verified copies of a database file.

SQLite's online backup copies while others write. A copy gets its name only after it was opened again and read
completely.
"""

from __future__ import annotations

import os
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from circtrack.database.integrity import find_faults
from circtrack.database.process import note_commit
from circtrack.database.sqlite.connection import choose_journal, connect, make_damage_error, translated_errors
from circtrack.database.sqlite.files import create_beside, has_name, make_file, take_free_name
from circtrack.errors import N_, DatabaseError
from circtrack.progress_bar import counting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from circtrack.database.sqlite.connection import SqliteConnection

_PAGES = 2000
"""How many pages are copied at once; in between, other programs can write."""


def back_up_as_it_is(path: Path, copy: Path) -> None:
    """Copy the database to this file, whatever the version of its tables, and verify the copy.

    Raises:
        DatabaseError: the database is damaged, or the copy cannot be written.
        LockedError: the database stayed locked past the timeout.
    """
    with translated_errors(path), closing(connect(path, "mode=ro")) as source:
        copy_checked(source, path, copy)


def copy_pages(source: Path, target: Path) -> None:
    """Copy one database over another, in one transaction of the target: its readers see the old content or the new."""
    with (
        translated_errors(target),
        closing(connect(target, "mode=rw")) as written,
        translated_errors(source),
        closing(connect(source, "mode=ro")) as read,
        counting(N_("Copying the database")) as at,
    ):
        read.backup(written, pages=_PAGES, progress=lambda _, left, total: at(total - left, total))


def copy_checked(source: SqliteConnection, path: Path, copy: Path) -> None:
    """Copy what ``source`` reads of ``path`` to a file that gets its name after it was verified."""
    unfinished = copy.with_name(copy.name + ".part")
    try:
        with translate_write_errors(copy):
            unfinished.unlink(missing_ok=True)
            make_file(unfinished)
        with (
            translated_errors(copy),
            closing(connect(unfinished, "mode=rw")) as target,
            counting(N_("Copying the database")) as at,
        ):
            source.backup(target, pages=_PAGES, progress=lambda _, left, total: at(total - left, total))
            # The copy must be one file, without a log beside it.
            target.execute("PRAGMA journal_mode = delete")
        _refuse_damaged(path, unfinished)
        with translate_write_errors(copy):
            _flush_to_disk(unfinished)
            unfinished.replace(copy)
    except BaseException:
        remove_files((unfinished, *unfinished.parent.glob(unfinished.name + "-*")))
        raise


def write_new(source: SqliteConnection, path: Path) -> bool:
    """Write a database that is in memory to a new file. Return whether the file was made.

    It is written under a name of its own and gets its name when all of it is on disk: a crash leaves no file of that
    name or a whole one. It is not made where another process has made one meanwhile, or where the disk cannot give a
    name safely (``take_free_name``); nothing is left then.

    Raises:
        DatabaseError: it cannot be written.
    """
    beside = create_beside(path)
    try:
        with translated_errors(path), closing(connect(beside, "mode=rw")) as target:
            source.backup(target)
            choose_journal(target, path)
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with translate_write_errors(path):
            _flush_to_disk(beside)
        try:
            take_free_name(beside, path)
        finally:  # also after Ctrl-C
            made = has_name(beside, path)
            note_commit(made)
    finally:
        remove_files((beside, *beside.parent.glob(beside.name + "-*")))
    return made


def remove_files(files: Iterable[Path]) -> None:
    """Delete unfinished files; failures are ignored, because the error that led here is reported."""
    for each in files:
        with suppress(OSError):
            each.unlink(missing_ok=True)


def _refuse_damaged(path: Path, copy: Path) -> None:
    """Reject a damaged copy: a fresh copy has the damage of the original.

    Raises:
        DatabaseError: something in the copy is wrong.
    """
    with translated_errors(path), closing(connect(copy, "mode=ro")) as connection:
        found = list(find_faults(connection))
    if found:
        raise make_damage_error(path, "; ".join(found[:3]))


@contextmanager
def translate_write_errors(copy: Path) -> Iterator[None]:
    """Translate the error for a copy that cannot be written.

    Raises:
        DatabaseError: the copy cannot be written.
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


def _flush_to_disk(file: Path) -> None:
    """Wait until the file is on disk: what is reported as saved must survive a power cut."""
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
