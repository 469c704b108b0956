"""Where a database is: a file, or on a PostgreSQL server, whose address is shown without its password."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from circtrack.errors import N_, InputError
from circtrack.record import Record

if TYPE_CHECKING:
    import re

# The beginning of a server's address; some programs put their driver's name after a plus sign.
_SERVER = r"postgres(?:ql)?(?:\+\w+)?://"

# Text that is meant as an address but is none: too few slashes, or libpq's other form, ``host=… password=…``.
_LIKE_A_SERVER = (
    r"postgres(?:ql)?(?:\+\w+)?:|\s*(?:host|hostaddr|port|dbname|user|password|passfile|service|sslmode)\s*="
)


class Server(Record):
    """A database on a server. ``str()`` never shows a password.

    ``url`` is the address as given (``postgresql://user@host/database``); what it leaves out comes from the usual
    places (``PGHOST``, ``PGPASSWORD``, ``.pgpass``, a service file).
    """

    url: str

    def __str__(self) -> str:
        """Return the address without a password."""
        import re

        shown = self.url
        # A password that was not percent-encoded can have an @, a slash or a question mark: everything up to the last
        # @ may be part of it. And that @ may itself be in a password given as a parameter.
        if found := re.match(r"[a-z]+://[^:/?#@]*(:.*)@", shown, re.DOTALL):
            begin, end = found.span(1)
            across = [each.end() for each in _parameters(shown) if each.start() < end < each.end() and _is_secret(each)]
            shown = f"{shown[:begin]}@***{shown[across[0] :]}" if across else shown[:begin] + shown[end:]
        for each in reversed([each for each in _parameters(shown) if _is_secret(each)]):
            shown = f"{shown[: each.start(2)]}***{shown[each.end() :]}"
        return shown

    def __repr__(self) -> str:
        """Return the same: a traceback must not show a password either."""
        return f"Server({str(self)!r})"


def _parameters(url: str) -> list[re.Match[str]]:
    import re

    return list(re.finditer(r"(?<=[?&])([^=&]*)=([^&]*)", url))


def _is_secret(parameter: re.Match[str]) -> bool:
    from urllib.parse import unquote

    return unquote(parameter[1]).lower().endswith("password")


Place = Path | Server


def parse_place(text: str) -> Place:
    """Parse what a person names: a server's address, or else a file.

    Raises:
        InputError: the text is like a server's address but is none. The message does not quote it, because it may
            have a password in it.
    """
    if ":" not in text and "=" not in text:  # as most are: a plain path, at every start
        return Path(text).expanduser()
    import re

    if found := re.match(_SERVER, text, re.IGNORECASE):
        return Server("postgresql://" + text[found.end() :])
    if re.match(_LIKE_A_SERVER, text, re.IGNORECASE):
        raise InputError(
            "What names the database is like the address of a server, but is none.",
            hint=N_("An address has this form: postgresql://USER@HOST/DATABASE; a file can be named ./FILE."),
        )
    return Path(text).expanduser()
