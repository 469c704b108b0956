"""Where a database is: a file, or on a PostgreSQL server, whose address is shown without its password."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re

SERVERS = ("postgresql://", "postgres://")
"""So the address of a database on a server begins."""


class Server(NamedTuple):
    """A database on a server. As text it never shows a password.

    ``url`` is the address as it was given (``postgresql://user@host/database``); what it leaves out comes from the
    usual places (``PGHOST``, ``PGPASSWORD``, ``.pgpass``, a service file).
    """

    url: str

    def __str__(self) -> str:
        """The address without a password."""
        import re

        # A password that is not written as an address must be can hold an @, a slash or a question mark: up to the
        # last @ all may be part of it.
        shown = re.sub(r"(?<=//)([^:/?#@]*):.*@", r"\1@", self.url, count=1, flags=re.DOTALL)
        return re.sub(r"(?<=[?&])([^=&]*)=[^&]*", _without_secret, shown)

    def __repr__(self) -> str:
        """As ``str``: a traceback must not show a password either."""
        return f"Server({str(self)!r})"


def _without_secret(parameter: re.Match[str]) -> str:
    from urllib.parse import unquote

    name: str = parameter[1]
    return f"{name}=***" if unquote(name).lower().endswith("password") else parameter[0]


Place = Path | Server


def place_of(text: str) -> Place:
    """The place that a person names: an address of a server, else a file."""
    return Server(text) if text.startswith(SERVERS) else Path(text).expanduser()
