"""How far a move is, kept in the database that is being filled."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from circtrack.errors import N_, ConflictError
from circtrack.store.copying import MARKER_TABLE, Position
from circtrack.store.engine import engine_of

if TYPE_CHECKING:
    from circtrack.place import Place
    from circtrack.store.engine import Connection


class MoveTarget(Protocol):
    """A database that is being filled."""

    @property
    def connection(self) -> Any:
        """Open; in no transaction but from a ``begin`` on."""

    def begin(self) -> None:
        """Begin a transaction that writes."""

    def begin_reading(self) -> None:
        """Begin one that reads all that came, and in which reports are written at their usual pace."""

    def finish(self) -> None:
        """Make it a database of ours: what ends the transaction that writes."""


def make(connection: Connection, origin: str) -> None:
    """Say that a move from ``origin`` begins, in the open transaction."""
    connection.execute(
        f"CREATE TABLE {MARKER_TABLE} (only_row bigint PRIMARY KEY CHECK (only_row = 1), origin text NOT NULL,"
        " turn bigint NOT NULL, at_table text NOT NULL, at_key text NOT NULL, at_rows bigint NOT NULL)"
    )
    set_back(connection, origin)


def set_back(connection: Connection, origin: str) -> None:
    """Say that a move from ``origin`` is at its beginning."""
    connection.execute(f"DELETE FROM {MARKER_TABLE}")
    connection.execute(f"INSERT INTO {MARKER_TABLE} VALUES (1, ?, 0, '', '[]', 0)", (origin,))


class MoveMarker:
    """The mark of one move. Each of its transactions counts it up: another move at the same time shows."""

    def __init__(self, target: MoveTarget, place: Place) -> None:
        self._target, self._place = target, place
        self._turn = 0

    def read(self, origin: str, source: Place) -> Position:
        """Where to go on.

        Raises:
            ConflictError: it is another move's, or of the source as it was before it was changed.
        """
        found, self._turn, table, key, rows = self._target.connection.execute(
            f"SELECT origin, turn, at_table, at_key, at_rows FROM {MARKER_TABLE}"
        ).fetchone()
        if found != origin:
            raise ConflictError(
                "{target} holds part of an unfinished move of another database, or of {source} before it was changed.",
                hint=N_("--anew throws that part away and begins again."),
                source=source,
                target=self._place,
            )
        return Position(table, tuple(json.loads(key)), rows)

    def take_turn(self) -> None:
        """Begin a transaction in the target, unless another move is at it.

        Raises:
            ConflictError: there is one.
        """
        self._target.begin()
        connection, held = self._target.connection, None
        if engine_of(connection).columns(connection, MARKER_TABLE):  # else the other has finished
            held = connection.execute(
                f"UPDATE {MARKER_TABLE} SET turn = turn + 1 WHERE turn = ? RETURNING turn", (self._turn,)
            ).fetchone()
        if held is None:
            raise ConflictError(
                "Another `circtrack move` is at work on {target}.",
                hint=N_("Let it finish; or end it, and run this again."),
                target=self._place,
            )
        self._turn = held[0]

    def keep(self, position: Position) -> None:
        """Commit what came, with how far that is, and begin the next transaction."""
        self._keep(position)
        self.take_turn()

    def keep_last(self, position: Position) -> None:
        """Commit what came last."""
        self._keep(position)

    def drop(self) -> None:
        """Forget it: all has come."""
        self._target.connection.execute(f"DROP TABLE {MARKER_TABLE}")

    def _keep(self, position: Position) -> None:
        self._target.connection.execute(
            f"UPDATE {MARKER_TABLE} SET at_table = ?, at_key = ?, at_rows = ?",
            (position.table, json.dumps(position.key), position.rows),
        )
        self._target.connection.execute("COMMIT")
