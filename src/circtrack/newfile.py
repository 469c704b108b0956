"""Write a file as a whole or not at all, and never over a database."""

from __future__ import annotations

import os
from contextlib import contextmanager
from errno import EISDIR
from typing import TYPE_CHECKING

from circtrack.errors import N_, FileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DATABASE = b"SQLite format 3\x00"
# A database, and the files that SQLite keeps beside it, without which it may be incomplete.
_SUFFIXES = ("", "-wal", "-shm", "-journal")


@contextmanager
def write_atomically(file: Path) -> Iterator[Path]:
    """Yield a temporary file to write to; it replaces ``file`` at the end of the block, or is deleted after an error.

    If ``file`` exists and is not a regular file (a device, a pipe), it is written to directly.

    Raises:
        FileError: the file cannot be written, or is a database, which would be lost.
    """
    try:
        if file.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        _refuse_database(file)
        beside = file if file.exists() and not file.is_file() else file.with_name(f"{file.name}.part")
        try:
            yield beside
            if beside is not file:
                beside.replace(file)
        except BaseException:
            if beside is not file:
                beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise FileError("cannot write {file}: {reason}.", file=file, reason=error.strerror or error) from error


def _refuse_database(file: Path) -> None:
    for suffix in _SUFFIXES:
        if suffix and not file.name.endswith(suffix):
            continue
        database = file.with_name(file.name.removesuffix(suffix)) if suffix else file
        if database.is_file() and _is_database(database):
            raise FileError(
                "{file} is a database, or belongs to one: it would be lost.", hint=N_("Name another file."), file=file
            )


def _is_database(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(len(_DATABASE)) == _DATABASE
