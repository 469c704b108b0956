"""Boxes and arrows for Graphviz and Mermaid: nothing that a label says can end it or be run."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tools import needs

from circtrack.figures import Edge, Graph, Node
from circtrack.render.pictures import dot, mermaid

NASTY = 'a "q" \\n b] [c] {d} <b>x</b> & &amp; # ; `tick` **bold** | end % @ style x:#a; 1. \\'

_DOT_LABEL = re.compile(r'label="((?:[^"\\]|\\.)*)"')
_MERMAID_NODE = re.compile(r'^  (n\d+)\["([^"]*)"\]:::(plain|good|waiting|bad)$')
_MERMAID_EDGE = re.compile(r'^  (n\d+) -->(?:\|"([^"]*)"\|)? (n\d+)$')

labels = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: text.strip() != "")


def one(*lines: str, label: str = "") -> Graph:
    return Graph([Node("n0", [[line] for line in lines], "bad"), Node("n1", [["z"]])], [Edge("n0", "n1", label)])


def words(text: str) -> list[str]:
    return text.split()


def dot_labels(text: str) -> list[str]:
    """What Graphviz shows of each label: lines end in \\n, a backslash escapes, entities are HTML's."""
    read = re.compile(r"\\(.)")
    return [
        unescape(read.sub(lambda match: "\n" if match[1] == "n" else match[1], label))
        for label in _DOT_LABEL.findall(text)
    ]


def mermaid_text(label: str) -> str:
    assert not re.search(r'["\[\]{}|`<>\\&_*]', label.replace("<br/>", ""))
    shown = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), label.replace("<br/>", "\n"))
    return shown.replace("\\\u200b", "\\")


@given(labels)
def test_dot_shows_any_label_as_it_is(text: str) -> None:
    shown, _, arrow = dot_labels(dot(one(text, label=text)))
    assert words(shown) == words(text)
    assert words(arrow) == words(text)


@given(labels)
def test_mermaid_shows_any_label_as_it_is(text: str) -> None:
    lines = mermaid(one(text, label=text)).removesuffix("\n").split("\n")
    node, other, arrow = (
        re.match(form, line)
        for form, line in zip((_MERMAID_NODE, _MERMAID_NODE, _MERMAID_EDGE), lines[1:4], strict=True)
    )
    assert node is not None
    assert other is not None
    assert arrow is not None
    assert words(mermaid_text(node[2])) == words(text)
    assert words(mermaid_text(arrow[2])) == words(text)
    assert lines[0] == "flowchart LR"
    assert [line.split()[:2] for line in lines[4:]] == [["classDef", "bad"], ["classDef", "plain"]]


def test_mermaid_makes_no_line_break_of_a_backslash_and_an_n() -> None:
    # It would, even of the two as entities; and it spoils a line in which "style" is followed by a colon and an entity.
    (line,) = [line for line in mermaid(one(NASTY)).splitlines() if '"]:::bad' in line]
    assert "#92;#8203;n" in line
    assert not re.search(r"style.*:\S*#.*;", line)


def test_lines_of_a_box_stay_lines_and_long_ones_are_broken_for_graphviz() -> None:
    graph = one("first", "จังหวัด " * 12, "third\x1b[31m")
    first, *middle, last = dot_labels(dot(graph))[0].split("\n")
    assert (first, last) == ("first", "third[31m")
    assert words(" ".join(middle)) == ["จังหวัด"] * 12
    assert 1 < len(middle) <= 3
    assert max(map(len, middle)) <= 44
    assert mermaid(graph).count("<br/>") == 2


def test_thai_writes_days_and_numerals_as_people_print_them() -> None:
    graph = Graph([Node("n0", [["ว 908", date(2023, 3, 9)]]), Node("n1", [["x"]])], [Edge("n0", "n1", "10 วัน")])
    for written in (dot(graph, thai=True), mermaid(graph, thai=True)):
        assert "ว ๙๐๘ ๙ มีนาคม ๒๕๖๖" in written
        assert '"๑๐ วัน"' in written
    assert "ว 908 2023-03-09" in dot(graph)


@needs("dot", "graphviz")
@pytest.mark.parametrize("text", [NASTY, "ชย 0023.6/3022", "line\nbreak", '"', "\\"])
def test_graphviz_itself_shows_the_label(text: str) -> None:
    drawn = subprocess.run(["dot", "-Tsvg"], input=dot(one(text)), capture_output=True, check=True, encoding="utf-8")
    assert drawn.stderr == ""
    first, *_ = ET.fromstring(drawn.stdout).iterfind(".//{*}g[@class='node']")
    assert words(" ".join(each.text or "" for each in first.iterfind("{*}text"))) == words(text)
