"""Pages of help: Markdown drawn at a terminal, by page where it is long; elsewhere the Markdown as it was written."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from circtrack.i18n import translate
from circtrack.render.streams import stdout_is_terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

# Longer lines are hard to follow, however wide the window is.
_WIDEST = 100


def show_help_page(markdown: str) -> None:
    """Write a page of Markdown to standard output: drawn at a terminal, as it is elsewhere."""
    if not stdout_is_terminal():
        sys.stdout.write(markdown)
        return
    from circtrack.render.pager import show

    show(_drawn(markdown))


def show_topics(entries: Sequence[tuple[str, str]], *, head: str, foot: str) -> None:
    """Write names with a line about each, aligned; ``head`` and ``foot`` are messages of the catalogue."""
    widest = max(len(name) for name, _ in entries)
    lines = [f"{translate(head)}:", *(f"  {name:<{widest}}  {about}" for name, about in entries), "", translate(foot)]
    sys.stdout.write("\n".join(lines) + "\n")


def _drawn(markdown: str) -> str:
    """Draw Markdown for the terminal that standard output is."""
    from rich.console import Console

    from circtrack.render.markdown import DrawnMarkdown

    console = Console(file=sys.stdout, highlight=False, emoji=False)
    with console.capture() as captured:
        console.print(DrawnMarkdown(markdown), width=min(console.width, _WIDEST), crop=False)
    text = re.sub(r" +$", "", captured.get(), flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
