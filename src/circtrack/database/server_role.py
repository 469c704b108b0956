"""The role of a server in which a command works."""

from __future__ import annotations

from circtrack.record import Record


class ServerRole(Record):
    """A role of a server, and the code of the office granted to it; "" for a file, and for the owner of the tables."""

    role: str = ""
    office: str = ""
