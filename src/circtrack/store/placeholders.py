"""Values in statements: written as SQLite has it (``?``, ``:name``), and as psycopg wants it (``%s``, ``%(name)s``)."""

from __future__ import annotations

import re
from functools import lru_cache

# A literal text is passed over whole; a colon doubled is a cast.
_MEANT = re.compile(r"'[^']*'|::|\?|:[a-z_]+|%")


@lru_cache(maxsize=1000)
def for_psycopg(query: str) -> bytes:
    """A statement with psycopg's marks in place of SQLite's; the same in bytes, as it is sent."""
    return _MEANT.sub(_mark, query).encode()


def _mark(found: re.Match[str]) -> str:
    text = found[0]
    if text == "?":
        return "%s"
    if text[0] == ":" and text != "::":
        return f"%({text[1:]})s"
    return text.replace("%", "%%")
