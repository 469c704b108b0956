"""A database on a PostgreSQL server: its address, as it may be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

SERVERS = ("postgresql://", "postgres://")
"""So the address of a database on a server begins."""

# What stands between the first colon after the scheme and the last @ of the authority, and a password as parameter.
_PASSWORD = re.compile(r"(?<=//)(?P<user>[^:/?#@]*):(?P<secret>[^/?#]*)@|(?<=[?&])(?P<named>(?:ssl)?password=)[^&#]*")


@dataclass(frozen=True)
class Server:
    """A database on a server. As text it never shows a password.

    Attributes:
        url: The address as it was given (``postgresql://user@host/database``); what it leaves out comes from the
            usual places (``PGHOST``, ``PGPASSWORD``, ``.pgpass``, a service file).
    """

    url: str

    def __str__(self) -> str:
        """The address without a password."""
        return _PASSWORD.sub(_hidden, self.url)

    def __repr__(self) -> str:
        """As ``str``: a traceback must not show a password either."""
        return f"Server({str(self)!r})"


Place = Path | Server
"""Where a database is: a file, or on a server."""


def place_of(text: str) -> Place:
    """The place that a person names: an address of a server, else a file."""
    return Server(text) if text.startswith(SERVERS) else Path(text).expanduser()


def _hidden(found: re.Match[str]) -> str:
    return f"{found['user']}@" if found["named"] is None else f"{found['named']}***"
