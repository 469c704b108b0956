"""Digests as text for people: for a chat group, as Markdown, and the single lines of mails and calendars."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from circtrack.i18n import language
from circtrack.render.numerals import thai_numerals
from circtrack.render.templated import rendered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    Parts = Mapping[str, Any]

_BETWEEN = "\n---\n\n"


def digests_text(
    digests: Iterable[Parts], form: Literal["txt", "md", "html"], own: Path | None = None
) -> Iterator[str]:
    """Yield the digests in the reader's language, separated by rules; in Thai with Thai numerals.

    Raises:
        FileError: as ``rendered``.
    """
    between = ""
    for digest in digests:
        text = rendered(f"digest.{language()}.{form}.j2", digest, own)
        text = re.sub(r"\n{3,}", "\n\n", text)
        yield between + (thai_numerals(text) if language() == "th" else text)
        between = _BETWEEN


def one_line(name: str, parts: Parts, own: Path | None = None) -> str:
    """Render a short template on one line: the subject of a mail, the title of a deadline."""
    text = " ".join(rendered(f"{name}.{language()}.txt.j2", parts, own).split())
    return thai_numerals(text) if language() == "th" else text
