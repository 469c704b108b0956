"""Export every table as text, JSON Lines for importing and CSV for people and spreadsheets; import such an export.

Rows are in key order and JSON has no spaces, so that git shows real changes only.
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
from circtrack.errors import N_, BadRowsError, DatabaseError, FileError, InputError
from circtrack.progress_bar import steps
from circtrack.store.drafts import count_classified_drafts
from circtrack.store.secrecy import count_classified_letters
from circtrack.store.withdrawn import count_classified_withdrawals
from circtrack.transfer.copy_rows import copy_rows, reject_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.place import Place


MANIFEST = "manifest.json"
FORMAT = 1
_LONGEST_LINE = 64 * 1024 * 1024

# Personal data: names, telephone numbers, and texts that can contain them.
_PERSONAL = {
    "letter": ("signatory", "position", "phones", "email", "text", "enclosures"),
    "finding": ("text", "evidence", "proposal"),
    "obligation": ("note",),
    "obligation_round": ("note",),
    "deadline_change": ("reason",),
    "letter_link": ("as_written",),
    "register_entry": ("action", "remark"),
    "file_read": ("name",),
}
# Who did what, statements and drafts with everything that was written: exported completely or not at all.
_NOT_REDACTABLE = ("journal", "journal_head", "said", "withdrawn", "draft")


class ExportResult(NamedTuple):
    """How many tables and rows were exported."""

    tables: int
    rows: int


def export(connection: Connection, folder: Path, *, redact: bool = False, include_secret: bool = False) -> ExportResult:
    """Write every table into a folder, with a manifest of the files.

    Args:
        connection: An open database; all tables are read in one transaction.
        folder: Created if it is missing; files of an earlier export are replaced.
        redact: Leave out persons, telephone numbers, letters' texts, notes and the journal.
        include_secret: Whether classified letters may be exported. Without it they make the export fail: an export
            that left them out would not make an equal database.

    Raises:
        InputError: there are classified letters, and ``include_secret`` is false.
        FileError: a file cannot be written.
    """
    counters = (count_classified_letters, count_classified_drafts, count_classified_withdrawals)
    if not include_secret and (count := sum(each(connection) for each in counters)):
        raise InputError(
            "{count} letters marked ลับ or higher would be exported; nothing was written.",
            hint=N_("--include-secret exports them too."),
            count=count,
        )
    if not connection.in_transaction:  # reading on a server begins with one
        connection.execute("BEGIN")
    unfinished: list[Path] = []
    was_there = folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        files: dict[str, dict[str, Any]] = {}
        tables = [table for table in connection.engine.tables(connection) if not (redact and table in _NOT_REDACTABLE)]
        for table in steps(N_("Writing tables"), tables, len(tables)):
            blank_columns = _PERSONAL.get(table, ()) if redact else ()
            files |= _write_table(connection, table, folder, blank_columns, unfinished)
        manifest = {
            "format": FORMAT,
            "circtrack": __version__,
            "schema": schema.VERSION,
            "redacted": redact,
            "files": files,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
        with _open_private(folder / MANIFEST, unfinished) as stream:
            stream.write(text + "\n")
        if redact:  # personal data of an earlier export must not remain beside this one
            for name in (f"{table}.{kind}" for table in _NOT_REDACTABLE for kind in ("jsonl", "csv")):
                (folder / name).unlink(missing_ok=True)
        for path in unfinished:  # the manifest comes last
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
    connection: Connection, table: str, folder: Path, blank_columns: tuple[str, ...], unfinished: list[Path]
) -> dict[str, dict[str, Any]]:
    engine = connection.engine
    columns = engine.columns(connection, table)
    count = 0
    paths = {kind: folder / f"{table}.{kind}" for kind in ("jsonl", "csv")}
    with (
        _open_private(paths["jsonl"], unfinished) as lines,
        _open_private(paths["csv"], unfinished) as cells,
    ):
        writer = csv.writer(cells, lineterminator="\n")
        writer.writerow(columns)
        for row in steps(table, engine.stream(connection, _make_ordered_query(connection, table, columns))):
            values = [
                _blank(value) if name in blank_columns else value for name, value in zip(columns, row, strict=True)
            ]
            lines.write(json.dumps(dict(zip(columns, values, strict=True)), ensure_ascii=False, separators=(",", ":")))
            lines.write("\n")
            writer.writerow("" if value is None else value for value in values)
            count += 1
    return {path.name: {"rows": count, "sha256": hash_file(_make_part_path(path))} for path in paths.values()}


def _make_part_path(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def _open_private(path: Path, unfinished: list[Path]) -> IO[str]:
    """Open a new file for its owner only, since letters name persons. It is renamed when all files are complete."""
    path = _make_part_path(path)
    unfinished.append(path)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="")


def _blank(value: object) -> object:
    return "" if isinstance(value, str) else None


def import_rows(connection: Connection, folder: Path) -> int:
    """Fill an empty database with an export, in the caller's transaction; return the number of rows.

    Raises:
        FileError: a file is missing or differs from the manifest, it is no export, or the rows contradict each other.
        ConflictError: the database is not empty.
        BadRowsError: some lines are no rows of their table; every one is listed.
    """
    files = check_manifest(folder)["files"]
    reject_rows(connection)
    connection.engine.defer_references(connection)
    bad: list[FileError] = []
    count = 0
    for table in connection.engine.tables(connection):
        if f"{table}.jsonl" in files:
            path = folder / f"{table}.jsonl"
            with path.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
                rows = steps(table, _parse_lines(lines, path, bad), files[path.name].get("rows", 0))
                count += _insert_rows(connection, table, path, rows, bad)
    if bad:
        raise BadRowsError("{count} lines cannot be taken; nothing was imported.", details=bad, count=len(bad))
    if found := list(find_faults(connection)):
        raise FileError("{file} does not hold together: {fault}.", file=folder, fault="; ".join(found[:3]))
    return count


def check_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of an export, after checking every file against it.

    Raises:
        FileError: the manifest is missing, not circtrack's or from a newer program, or a file differs from it.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        files, version = dict(manifest["files"]), int(manifest["schema"])
        _ = files["letter.jsonl"]  # every export has this file, even if empty: else the manifest is incomplete
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
    for name, stated in files.items():
        file = folder / name
        if file.name != name or not file.is_file() or not isinstance(stated, dict):
            raise FileError("{file} is missing, though the manifest names it.", file=file)
        if hash_file(file) != stated.get("sha256"):
            raise FileError(
                "{file} is not what was exported: its SHA-256 differs from the manifest's.",
                hint=N_("Bring the folder over again, whole and unchanged."),
                file=file,
            )
    return dict(manifest)


def _insert_rows(
    connection: Connection,
    table: str,
    path: Path,
    rows: Iterable[tuple[int, Any]],
    bad: list[FileError],
) -> int:
    import sqlite3

    known_columns = set(connection.engine.columns(connection, table))
    count = 0
    for number, row in rows:
        if not isinstance(row, dict) or not row.keys() <= known_columns:
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


def _parse_lines(lines: IO[str], path: Path, bad: list[FileError]) -> Iterator[tuple[int, Any]]:
    number = 0
    while line := lines.readline(_LONGEST_LINE):
        number += 1
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError) as error:
            bad.append(FileError("{file}, line {line}: {reason}.", file=path, line=number, reason=error))


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _make_ordered_query(connection: Connection, table: str, columns: list[str]) -> str:
    order = ", ".join(connection.engine.key(connection, table)) or ", ".join(columns)
    return f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}"


# Import into a database that need not exist yet, a file or on a server.


def import_folder(place: Place, folder: Path) -> int:
    """Fill an empty database with an export; return the number of rows.

    A server stops at the first bad line, and needs rows in the order of their references. For a server the lines are
    therefore imported into a temporary file first, and copied from there in order.

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
                if transaction.connection.engine.granted(transaction.connection).role:
                    raise DatabaseError(
                        "Your role records for its own offices only: it cannot fill {path}.",
                        hint=N_("`circtrack merge` takes a bundle with your rights; whoever owns the tables imports."),
                        path=place,
                    )
                reject_rows(transaction.connection)
                copy_rows(source, transaction.connection)

            perform(place, "import", copy)
    return count
