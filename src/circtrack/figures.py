"""What a page shows besides rows: its head, and pictures, which reports make and ``render`` draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from circtrack.errors import Message

Tone = Literal["plain", "good", "waiting", "bad"]
"""How something stands. A colour never says it alone: the words beside it do too."""


class Masthead(NamedTuple):
    """What stands above every report on a page.

    ``office`` is whose database it is ("" for the whole country's), ``title`` that of a report without its own.
    """

    title: str | Message
    office: str
    day: date


class Node(NamedTuple):
    """A box with some lines of text, each of pieces that stand beside one another."""

    id: str
    lines: Sequence[Sequence[str | date]]
    tone: Tone = "plain"


class Edge(NamedTuple):
    """An arrow from one box to another, by their ids."""

    above: str
    below: str
    label: str = ""


class Graph(NamedTuple):
    """Boxes and arrows, in the order in which they are drawn."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]


class Bar(NamedTuple):
    """A part of a whole, as a bar. ``said`` puts it in words; where ``total`` is 0 there is nothing to fill."""

    label: str | Message
    value: int
    total: int
    said: str | Message
    tone: Tone = "plain"


class Bars(NamedTuple):
    """Bars below one another; ``note`` says what a bar means, or what is left out."""

    title: str | Message
    bars: Sequence[Bar]
    note: str | Message = ""
