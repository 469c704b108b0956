r"""Boxes and arrows in the languages of Graphviz (dot) and Mermaid."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from circtrack.render.cells import Write, plain
from circtrack.render.thai_cells import thai_writer
from circtrack.table import Column

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from circtrack.figures import Graph, Tone

THAI_FONTS = ("TH Sarabun New", "Sarabun", "Laksaman", "Noto Sans Thai", "Leelawadee UI", "Tahoma")
"""Fonts with Thai that offices have: the government's own, then those of Linux and Windows."""

MERMAID_EDGES = 500
"""The most arrows that Mermaid draws, unless its page is set up otherwise."""

_DOT_WIDTH = 44
"""Characters in a line of a box: Graphviz does not break lines, Mermaid does."""

_MERMAID_SPECIAL = r"[^\w\s.,/+()\-\u0080-\U0010ffff]|_"

_FILLS: Mapping[Tone, str] = {"plain": "#f4f6f9", "good": "#e3f1e6", "waiting": "#fdf1d6", "bad": "#f8dcd8"}
_LINES: Mapping[Tone, str] = {"plain": "#6b7a90", "good": "#3c7a4b", "waiting": "#b07a10", "bad": "#a8322a"}


def dot(graph: Graph, *, thai: bool = False) -> str:
    """Return the picture for ``dot``; ``thai`` writes Thai dates and numerals."""
    fonts = ",".join(THAI_FONTS)
    lines = [
        "digraph chain {",
        '  charset="UTF-8"; rankdir=LR;',
        f'  node [shape=box, style="rounded,filled", fontname="{fonts}"];',
        f'  edge [fontname="{fonts}"];',
    ]
    for node in graph.nodes:
        label = r"\n".join(_in_dot(part) for line in _lines(node.lines, thai=thai) for part in _wrap(line))
        lines.append(f'  {node.id} [label="{label}", fillcolor="{_FILLS[node.tone]}", color="{_LINES[node.tone]}"];')
    for edge in graph.edges:
        label = f' [label="{_in_dot(_numerals(edge.label, thai=thai))}"]' if edge.label else ""
        lines.append(f"  {edge.above} -> {edge.below}{label};")
    return "\n".join([*lines, "}"]) + "\n"


def mermaid(graph: Graph, *, thai: bool = False) -> str:
    """Return the picture for Mermaid, as Markdown pages show it; ``thai`` as in :func:`dot`."""
    lines = ["flowchart LR"]
    for node in graph.nodes:
        label = "<br/>".join(map(_in_mermaid, _lines(node.lines, thai=thai)))
        lines.append(f'  {node.id}["{label}"]:::{node.tone}')
    for edge in graph.edges:
        label = f'|"{_in_mermaid(_numerals(edge.label, thai=thai))}"|' if edge.label else ""
        lines.append(f"  {edge.above} -->{label} {edge.below}")
    lines += [
        f"  classDef {tone} fill:{_FILLS[tone]},stroke:{_LINES[tone]},color:#1b2430"
        for tone in sorted({node.tone for node in graph.nodes})
    ]
    return "\n".join(lines) + "\n"


def piece_writer(*, thai: bool) -> Write:
    """Return the function that writes pieces of text and days outside columns."""
    if not thai:
        return plain
    text, day = thai_writer(Column("", "")), thai_writer(Column("", "", "day"))
    return lambda value: day(value) if isinstance(value, date) else text(value)


def _lines(lines: Sequence[Sequence[str | date]], *, thai: bool) -> Iterator[str]:
    write = piece_writer(thai=thai)
    return ("  ".join(map(write, line)) for line in lines)


def _numerals(text: str, *, thai: bool) -> str:
    return piece_writer(thai=thai)(text)


def _wrap(line: str) -> list[str]:
    from textwrap import wrap

    return wrap(line, _DOT_WIDTH, break_long_words=False, break_on_hyphens=False)


def _in_dot(text: str) -> str:
    """Escape text for a quoted label, in which Graphviz reads backslash escapes and HTML entities."""
    return _one_line(text).replace("&", "&amp;").replace("\\", r"\\").replace('"', r"\"")


def _in_mermaid(text: str) -> str:
    """Escape text for a quoted label, in which Mermaid reads HTML, Markdown and its own entities (``#34;``).

    Colons are escaped too: Mermaid mangles a line that has a colon and the word "style". A backslash is followed by a
    zero-width space, because Mermaid makes a line break of a backslash and an n even if they are written as entities.
    """
    coded = re.sub(_MERMAID_SPECIAL, lambda match: f"#{ord(match[0])};", _one_line(text))
    return coded.replace("#92;", "#92;#8203;")


def _one_line(text: str) -> str:
    return " ".join(text.split())
