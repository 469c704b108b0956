"""Markdown drawn by rich, but nothing is cut off, and lines of code stay whole so that they can be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement, TableElement
from rich.segment import Segment
from rich.table import Table

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult


class _PlainHeading(Heading):
    """A heading, left-aligned and without a frame."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.text


class _WholeCode(CodeBlock):
    """A block of code, unchanged: no line is broken or padded."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        style = console.get_style("cyan")
        for line in str(self.text).rstrip().splitlines():
            yield Segment(line, style)
            yield Segment.line()


class _WholeTable(TableElement):
    """A table that folds long words; rich would cut them off."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for drawn in super().__rich_console__(console, options):
            if isinstance(drawn, Table):
                for column in drawn.columns:
                    column.overflow = "fold"
            yield drawn


class DrawnMarkdown(Markdown):
    """A page of help."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _PlainHeading,
        "fence": _WholeCode,
        "code_block": _WholeCode,
        "table_open": _WholeTable,
    }
