"""An export into a database that need not exist yet, be it a file or on a server."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from circtrack.store.connection import open_file
from circtrack.store.copying import copy_rows, refuse_rows
from circtrack.store.exchange import checked_manifest, take_in
from circtrack.store.writing import perform

if TYPE_CHECKING:
    from circtrack.place import Place
    from circtrack.store.write import Transaction


def import_folder(place: Place, folder: Path) -> int:
    """Fill an empty database with what an export wrote; gives back how many rows.

    A server would give up at the first bad line, and wants rows in the order in which they name each other: there
    every line is first taken into a file that nobody keeps, and comes out of it in order.

    Raises:
        FileError, BadRowsError: as ``take_in``.
        ConflictError: the database is not empty.
        DatabaseError, LockedError: as ``writing``.
    """
    checked_manifest(folder)  # before a database is made
    if isinstance(place, Path):
        return perform(place, "import", lambda transaction: take_in(transaction.connection, folder))
    with tempfile.TemporaryDirectory(prefix="circtrack-import-") as temporary:
        file = Path(temporary) / "circtrack.db"
        count = import_folder(file, folder)
        with closing(open_file(file)) as source:

            def copy(transaction: Transaction) -> None:
                refuse_rows(transaction.connection)
                copy_rows(source, transaction.connection)

            perform(place, "import", copy)
    return count
