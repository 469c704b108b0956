"""Pages of help: rendered at a terminal, in a pager if long; elsewhere the plain Markdown."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from circtrack.i18n import translate
from circtrack.render.streams import stdout_is_terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

# Longer lines are hard to read, however wide the window is.
_WIDEST = 100


def show_help_page(markdown: str) -> None:
    """Write a page of Markdown to standard output: rendered at a terminal, unchanged elsewhere."""
    if not stdout_is_terminal():
        sys.stdout.write(markdown)
        return
    from circtrack.render.pager import show

    show(_draw(markdown))


def show_topics(entries: Sequence[tuple[str, str]], *, head: str, foot: str) -> None:
    """Write the topics' names, each with a line about it; ``head`` and ``foot`` are messages of the catalogue."""
    widest = max(len(name) for name, _ in entries)
    lines = [f"{translate(head)}:", *(f"  {name:<{widest}}  {about}" for name, about in entries), "", translate(foot)]
    sys.stdout.write("\n".join(lines) + "\n")


def _draw(markdown: str) -> str:
    """Render Markdown for the terminal on standard output."""
    from rich.console import Console

    from circtrack.render.markdown import DrawnMarkdown

    console = Console(file=sys.stdout, highlight=False, emoji=False)
    with console.capture() as captured:
        console.print(DrawnMarkdown(markdown), width=min(console.width, _WIDEST), crop=False)
    text = re.sub(r" +$", "", captured.get(), flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
