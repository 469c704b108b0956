"""The gate through which commands write to a server: functions there make each change and note it (``gate.sql``)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from circtrack.database.journal import describe_command, find_user, write_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circtrack.database.postgres.driver import PostgresConnection
    from circtrack.errors import Message


class ServerGate:
    """The gate of a server (``database.engine.Gate``). The server finds what each row was, and who may change it."""

    def __init__(self, connection: PostgresConnection) -> None:
        self.connection = connection

    def write(self, change: Mapping[str, Any]) -> Any:
        """Make a change and note it."""
        (answer,) = self.connection.execute("SELECT write(?)", (_encode(change),)).fetchone() or (None,)
        self.connection.total_changes += answer != []
        return answer

    def take_back(self, entry: int) -> bool:
        """Have the server reverse what it finds in its journal; return True."""
        self.write({"act": "undo", "entry": entry})
        return True

    def record(self, command: str, message: Message, undoes: int | None) -> None:
        """Have the server append the command's journal row, if anything changed."""
        del undoes  # the server knows what was taken back
        told = {"message": message.template, "values": write_values(message)}
        given = {**describe_command(command, message, find_user(self.connection)), **told}
        query = "SELECT id, hash FROM write_journal(?) AS j WHERE j.id IS NOT NULL"
        self.connection.journalled = self.connection.execute(query, (_encode(given),)).fetchone()


def _encode(given: Mapping[str, Any]) -> str:
    """Return JSON.

    Raises:
        UnicodeEncodeError: a text in it cannot be written in UTF-8; the error has that text alone.
    """
    text = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
    for found in re.findall('"([^"]*[\ud800-\udfff][^"]*)"', text):
        found.encode("utf-8")
    return text
