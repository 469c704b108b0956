"""What a page shows besides rows: its heading, and figures, which reports make and ``render`` draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from circtrack.errors import Message

Tone = Literal["plain", "good", "waiting", "bad"]
"""How good or bad something is. Colour is never the only sign: the words beside it say it too."""


class Masthead(NamedTuple):
    """The heading above every report on a page.

    ``office`` is the office whose database it is ("" for the whole country); ``title`` is for a report without its own.
    """

    title: str | Message
    office: str
    day: date


class Node(NamedTuple):
    """A box with lines of text; each line has pieces that stand side by side."""

    id: str
    lines: Sequence[Sequence[str | date]]
    tone: Tone = "plain"


class Edge(NamedTuple):
    """An arrow from one box to another, by their ids."""

    above: str
    below: str
    label: str = ""


class Graph(NamedTuple):
    """Boxes and arrows, in drawing order."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]


class Bar(NamedTuple):
    """A part of a whole, drawn as a bar. ``said`` is the same in words; if ``total`` is 0 the bar is empty."""

    label: str | Message
    value: int
    total: int
    said: str | Message
    tone: Tone = "plain"


class Bars(NamedTuple):
    """Bars one below the other; ``note`` says what a bar means, or what is left out."""

    title: str | Message
    bars: Sequence[Bar]
    note: str | Message = ""
