"""A file that appears whole or not at all, and never in the place of a database."""

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
# What SQLite keeps beside a database; without them it may not be whole.
_BESIDE = ("", "-wal", "-shm", "-journal")


@contextmanager
def write_atomically(file: Path) -> Iterator[Path]:
    """A file beside ``file`` to write to, which takes its place at the end of the block, or goes if there is an error.

    What is there already and is no plain file (a device, a pipe) is written to itself.

    Raises:
        FileError: it cannot be written, or is a database, which would be lost.
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
    for suffix in _BESIDE:
        if suffix and not file.name.endswith(suffix):
            continue
        database = file.with_name(file.name.removesuffix(suffix)) if suffix else file
        if database.is_file() and _begins_as_database(database):
            raise FileError(
                "{file} is a database, or belongs to one: it would be lost.", hint=N_("Name another file."), file=file
            )


def _begins_as_database(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(len(_DATABASE)) == _DATABASE
