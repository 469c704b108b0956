"""Every table as text: JSON Lines that are read back, CSV for people and spreadsheets, and what belongs together.

Rows stand in the order of their keys and JSON has no spaces, so that git shows what changed and nothing else.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import tempfile
from contextlib import closing
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from circtrack import __version__
from circtrack.database import schema
from circtrack.database.integrity import find_faults
from circtrack.database.open import open_file
from circtrack.database.transaction import perform
from circtrack.errors import N_, BadRowsError, FileError, InputError
from circtrack.progress_bar import steps
from circtrack.store.secrecy import classified_letters
from circtrack.transfer.copy_rows import copy_rows, refuse_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.place import Place


MANIFEST = "manifest.json"
FORMAT = 1
_LONGEST_LINE = 64 * 1024 * 1024

# What is a person's: names, telephone numbers, and the texts in which they stand.
_PERSONAL = {
    "letter": ("signatory", "position", "phones", "email", "text", "enclosures"),
    "finding": ("text", "evidence", "proposal"),
    "obligation": ("note",),
    "deadline_change": ("reason",),
    "letter_link": ("as_written",),
    "register_entry": ("action", "remark"),
}
# Who did what and what others said, with all that was written: it goes whole or not at all.
_WHOLE = ("journal", "journal_head", "said")


class ExportResult(NamedTuple):
    """How many tables and rows were written."""

    tables: int
    rows: int


def export(connection: Connection, folder: Path, *, redact: bool = False, include_secret: bool = False) -> ExportResult:
    """Write every table into a folder, and a manifest of what is in it.

    Args:
        connection: An open database; one read transaction holds it still.
        folder: It is made; files of an earlier export are replaced.
        redact: Without persons, telephone numbers, letters' texts, notes and the journal.
        include_secret: Whether classified letters may be among them. They are not left out: what was exported is
            to make an equal database.

    Raises:
        InputError: there are classified letters, and they may not be.
        FileError: a file cannot be written.
    """
    if not include_secret and (count := classified_letters(connection)):
        raise InputError(
            "{count} letters marked ลับ or higher would be exported; nothing was written.",
            hint=N_("--include-secret exports them too."),
            count=count,
        )
    if not connection.in_transaction:  # a report on a server is in one from the start
        connection.execute("BEGIN")
    unfinished: list[Path] = []
    was_there = folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        files: dict[str, dict[str, Any]] = {}
        tables = [table for table in connection.engine.tables(connection) if not (redact and table in _WHOLE)]
        for table in steps(N_("Writing tables"), tables, len(tables)):
            emptied = _PERSONAL.get(table, ()) if redact else ()
            files |= _write_table(connection, table, folder, emptied, unfinished)
        manifest = {
            "format": FORMAT,
            "circtrack": __version__,
            "schema": schema.VERSION,
            "redacted": redact,
            "files": files,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
        with _for_the_owner(folder / MANIFEST, unfinished) as stream:
            stream.write(text + "\n")
        if redact:  # what an earlier export told of persons must not lie beside this one
            for name in (f"{table}.{kind}" for table in _WHOLE for kind in ("jsonl", "csv")):
                (folder / name).unlink(missing_ok=True)
        for path in unfinished:  # the manifest last
            path.replace(path.with_suffix(""))
    except OSError as error:
        raise FileError(
            "cannot write {file}: {reason}.", file=error.filename or folder, reason=error.strerror or error
        ) from error
    finally:
        for path in unfinished:
            path.unlink(missing_ok=True)
        if not was_there and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        connection.execute("COMMIT")
    return ExportResult(len(tables), sum(file["rows"] for name, file in files.items() if name.endswith(".jsonl")))


def _write_table(
    connection: Connection, table: str, folder: Path, emptied: tuple[str, ...], unfinished: list[Path]
) -> dict[str, dict[str, Any]]:
    engine = connection.engine
    columns = engine.columns(connection, table)
    count = 0
    paths = {kind: folder / f"{table}.{kind}" for kind in ("jsonl", "csv")}
    with (
        _for_the_owner(paths["jsonl"], unfinished) as lines,
        _for_the_owner(paths["csv"], unfinished) as cells,
    ):
        writer = csv.writer(cells, lineterminator="\n")
        writer.writerow(columns)
        for row in steps(table, engine.stream(connection, _in_order(connection, table, columns))):
            kept = [_empty(value) if name in emptied else value for name, value in zip(columns, row, strict=True)]
            lines.write(json.dumps(dict(zip(columns, kept, strict=True)), ensure_ascii=False, separators=(",", ":")))
            lines.write("\n")
            writer.writerow("" if value is None else value for value in kept)
            count += 1
    return {path.name: {"rows": count, "sha256": hash_file(_part(path))} for path in paths.values()}


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def _for_the_owner(path: Path, unfinished: list[Path]) -> IO[str]:
    """A file to write that nobody else may read: letters name persons. It gets its name when all are whole."""
    path = _part(path)
    unfinished.append(path)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="")


def _empty(value: object) -> object:
    return "" if isinstance(value, str) else None


def import_rows(connection: Connection, folder: Path) -> int:
    """Fill an empty file with what an export wrote; return how many rows. In the caller's transaction.

    Raises:
        FileError: a file is missing, is not what the manifest says, or is no export of this program's.
        ConflictError: the database is not empty.
        BadRowsError: lines that are no rows of their table; every one is named.
        DatabaseError: what came in does not hold together.
    """
    files = check_manifest(folder)["files"]
    refuse_rows(connection)
    connection.engine.defer_references(connection)
    bad: list[FileError] = []
    count = 0
    for table in connection.engine.tables(connection):
        if f"{table}.jsonl" in files:
            path = folder / f"{table}.jsonl"
            with path.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
                rows = steps(table, _rows(lines, path, bad), files[path.name].get("rows", 0))
                count += _take_rows(connection, table, path, rows, bad)
    if bad:
        raise BadRowsError("{count} lines cannot be taken; nothing was imported.", details=bad, count=len(bad))
    if found := list(find_faults(connection)):
        raise FileError("{file} does not hold together: {fault}.", file=folder, fault="; ".join(found[:3]))
    return count


def check_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of an export, once every file was found to be what it says.

    Raises:
        FileError: it is missing, no manifest of ours, from a newer program, or a file differs from it.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        files, version = dict(manifest["files"]), int(manifest["schema"])
        _ = files["letter.jsonl"]  # every export has it, be it empty: a manifest without it was cut short
        if version < 1:
            raise ValueError(version)
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise FileError(
            "{file} is no manifest of an export: {reason}.",
            hint=N_("Name the folder that `circtrack export` wrote."),
            file=path,
            reason=getattr(error, "strerror", None) or error,
        ) from error
    if manifest.get("format") != FORMAT or version > schema.VERSION:
        raise FileError("{file} was written by a newer circtrack.", hint=N_("Install the newer circtrack."), file=path)
    for name, said in files.items():
        file = folder / name
        if file.name != name or not file.is_file() or not isinstance(said, dict):
            raise FileError("{file} is missing, though the manifest names it.", file=file)
        if hash_file(file) != said.get("sha256"):
            raise FileError(
                "{file} is not what was exported: its SHA-256 differs from the manifest's.",
                hint=N_("Bring the folder over again, whole and unchanged."),
                file=file,
            )
    return dict(manifest)


def _take_rows(
    connection: Connection,
    table: str,
    path: Path,
    rows: Iterable[tuple[int, Any]],
    bad: list[FileError],
) -> int:
    import sqlite3

    known = set(connection.engine.columns(connection, table))
    count = 0
    for number, row in rows:
        if not isinstance(row, dict) or not row.keys() <= known:
            bad.append(FileError("{file}, line {line}: no row of {table}.", file=path, line=number, table=table))
            continue
        names = ", ".join(row)
        try:
            connection.execute(
                f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values())
            )
        except (sqlite3.Error, OverflowError, UnicodeEncodeError) as error:
            bad.append(FileError("{file}, line {line}: {reason}.", file=path, line=number, reason=error))
        count += 1
    return count


def _rows(lines: IO[str], path: Path, bad: list[FileError]) -> Iterator[tuple[int, Any]]:
    number = 0
    while line := lines.readline(_LONGEST_LINE):
        number += 1
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError) as error:
            bad.append(FileError("{file}, line {line}: {reason}.", file=path, line=number, reason=error))


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _in_order(connection: Connection, table: str, columns: list[str]) -> str:
    order = ", ".join(connection.engine.key(connection, table)) or ", ".join(columns)
    return f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}"


# An export into a database that need not exist yet, be it a file or on a server.


def import_folder(place: Place, folder: Path) -> int:
    """Fill an empty database with what an export wrote; return how many rows.

    A server would give up at the first bad line, and wants rows in the order in which they name each other: there
    every line is first taken into a file that nobody keeps, and comes out of it in order.

    Raises:
        FileError, BadRowsError: as ``import_rows``.
        ConflictError: the database is not empty.
        DatabaseError, LockedError: as ``writing``.
    """
    check_manifest(folder)  # before a database is made
    if isinstance(place, Path):
        return perform(place, "import", lambda transaction: import_rows(transaction.connection, folder))
    with tempfile.TemporaryDirectory(prefix="circtrack-import-") as temporary:
        file = Path(temporary) / "circtrack.db"
        count = import_folder(file, folder)
        with closing(open_file(file)) as source:

            def copy(transaction: Transaction) -> None:
                refuse_rows(transaction.connection)
                copy_rows(source, transaction.connection)

            perform(place, "import", copy)
    return count
