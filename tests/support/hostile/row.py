"""One hostile input, and what must come of it."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A command line that must be refused with one clear message, or answered with nothing; nothing is changed.

    ``says`` are parts of the message: the value, the line where there is one, the way out. ``files`` are made in the
    working folder first (None: a folder); ``circtrack.db`` there holds the real chain, as อำเภอเทพสถิต has it, and
    ``{export}`` in an argument stands for the folder of an export made of it, with ``export`` laid over it.
    """

    arguments: tuple[str, ...]
    says: tuple[str, ...]
    status: int = 2
    given: bytes = b""
    files: dict[str, bytes | None] = {}  # noqa: RUF012 - a NamedTuple's default, never changed
    out: str = ""
    environment: dict[str, str] = {}  # noqa: RUF012 - likewise

    @property
    def name(self) -> str:
        """What tests call it."""
        said = " ".join(each if len(each) < 30 else each[:29] + "…" for each in self.arguments)
        return f"{said} {self.given[:20]!r}".encode("unicode_escape").decode()
