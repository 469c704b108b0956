r"""Boxes and arrows as Graphviz (dot) and Mermaid read them."""

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
"""Fonts with Thai, as offices have them: the government's own, then those of Linux and Windows."""

MERMAID_EDGES = 500
"""The most arrows that Mermaid draws, if its page does not say otherwise."""

_DOT_WIDTH = 44
"""Letters in a line of a box: Graphviz breaks none by itself, as Mermaid does."""

_MERMAID_SPECIAL = r"[^\w\s.,/+()\-\u0080-\U0010ffff]|_"

_FILLS: Mapping[Tone, str] = {"plain": "#f4f6f9", "good": "#e3f1e6", "waiting": "#fdf1d6", "bad": "#f8dcd8"}
_LINES: Mapping[Tone, str] = {"plain": "#6b7a90", "good": "#3c7a4b", "waiting": "#b07a10", "bad": "#a8322a"}


def dot(graph: Graph, *, thai: bool = False) -> str:
    """The picture for ``dot``; ``thai`` writes dates and numerals as people print them."""
    fonts = ",".join(THAI_FONTS)
    lines = [
        "digraph chain {",
        '  charset="UTF-8"; rankdir=LR;',
        f'  node [shape=box, style="rounded,filled", fontname="{fonts}"];',
        f'  edge [fontname="{fonts}"];',
    ]
    for node in graph.nodes:
        label = r"\n".join(_in_dot(part) for line in _lines(node.lines, thai=thai) for part in _broken(line))
        lines.append(f'  {node.id} [label="{label}", fillcolor="{_FILLS[node.tone]}", color="{_LINES[node.tone]}"];')
    for edge in graph.edges:
        label = f' [label="{_in_dot(_numerals(edge.label, thai=thai))}"]' if edge.label else ""
        lines.append(f"  {edge.above} -> {edge.below}{label};")
    return "\n".join([*lines, "}"]) + "\n"


def mermaid(graph: Graph, *, thai: bool = False) -> str:
    """The picture for Mermaid, as Markdown pages show it; ``thai`` as in :func:`dot`."""
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
    """How bits of text and days are written outside columns."""
    if not thai:
        return plain
    text, day = thai_writer(Column("", "")), thai_writer(Column("", "", "day"))
    return lambda value: day(value) if isinstance(value, date) else text(value)


def _lines(lines: Sequence[Sequence[str | date]], *, thai: bool) -> Iterator[str]:
    write = piece_writer(thai=thai)
    return ("  ".join(map(write, line)) for line in lines)


def _numerals(text: str, *, thai: bool) -> str:
    return piece_writer(thai=thai)(text)


def _broken(line: str) -> list[str]:
    from textwrap import wrap

    return wrap(line, _DOT_WIDTH, break_long_words=False, break_on_hyphens=False)


def _in_dot(text: str) -> str:
    """Text within a quoted label. Graphviz reads escapes with a backslash there, and HTML's entities."""
    return _one_line(text).replace("&", "&amp;").replace("\\", r"\\").replace('"', r"\"")


def _in_mermaid(text: str) -> str:
    """Text within a quoted label, where Mermaid reads HTML, Markdown and entities of its own (``#34;``).

    Colons too: a line with one is mangled where it says "style". And Mermaid makes a line break of a backslash and an
    n even when written as entities, so that something without width must keep them apart.
    """
    coded = re.sub(_MERMAID_SPECIAL, lambda match: f"#{ord(match[0])};", _one_line(text))
    return coded.replace("#92;", "#92;#8203;")


def _one_line(text: str) -> str:
    return " ".join(text.split())
