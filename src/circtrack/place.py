"""Where a database is: a file, or on a PostgreSQL server, whose address is shown without its password."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_, InputError

if TYPE_CHECKING:
    import re

# As people write the address of a database on a server; other programs put their driver's name after a plus sign.
_SERVER = r"postgres(?:ql)?(?:\+\w+)?://"

# What is meant as one and is none: too few slashes, or libpq's other form, ``host=… password=…``.
_LIKE_A_SERVER = (
    r"postgres(?:ql)?(?:\+\w+)?:|\s*(?:host|hostaddr|port|dbname|user|password|passfile|service|sslmode)\s*="
)


class Server(NamedTuple):
    """A database on a server. As text it never shows a password.

    ``url`` is the address as it was given (``postgresql://user@host/database``); what it leaves out comes from the
    usual places (``PGHOST``, ``PGPASSWORD``, ``.pgpass``, a service file).
    """

    url: str

    def __str__(self) -> str:
        """The address without a password."""
        import re

        shown = self.url
        # A password that is not written as an address must be can hold an @, a slash or a question mark: up to the
        # last @ all may be part of it. And that @ may be in a password that is a parameter.
        if found := re.match(r"[a-z]+://[^:/?#@]*(:.*)@", shown, re.DOTALL):
            begin, end = found.span(1)
            across = [each.end() for each in _parameters(shown) if each.start() < end < each.end() and _is_secret(each)]
            shown = f"{shown[:begin]}@***{shown[across[0] :]}" if across else shown[:begin] + shown[end:]
        for each in reversed([each for each in _parameters(shown) if _is_secret(each)]):
            shown = f"{shown[: each.start(2)]}***{shown[each.end() :]}"
        return shown

    def __repr__(self) -> str:
        """As ``str``: a traceback must not show a password either."""
        return f"Server({str(self)!r})"


def _parameters(url: str) -> list[re.Match[str]]:
    import re

    return list(re.finditer(r"(?<=[?&])([^=&]*)=([^&]*)", url))


def _is_secret(parameter: re.Match[str]) -> bool:
    from urllib.parse import unquote

    return unquote(parameter[1]).lower().endswith("password")


Place = Path | Server


def parse_place(text: str) -> Place:
    """Read where a database is: an address of a server, else a file.

    Raises:
        InputError: the text is like an address of a server but is none. The message leaves it out: it may have a
            password in it.
    """
    import re

    if found := re.match(_SERVER, text, re.IGNORECASE):
        return Server("postgresql://" + text[found.end() :])
    if re.match(_LIKE_A_SERVER, text, re.IGNORECASE):
        raise InputError(
            "What names the database is like the address of a server, but is none.",
            hint=N_("An address has this form: postgresql://USER@HOST/DATABASE; a file can be named ./FILE."),
        )
    return Path(text).expanduser()
