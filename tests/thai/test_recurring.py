"""Recurring deadlines, read to their days: how often, by which day, from when, until when, how many times."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from circtrack.recurrence import has_days, iterate_days, list_days
from circtrack.thai.deadlines import find_deadlines
from circtrack.thai.phrases import read_phrase

LETTER = date(2024, 1, 15)
ROWS = [
    line.rstrip("\n").split("\t")
    for line in (Path(__file__).parent / "recurring_phrases.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    if not line.startswith("#")
]


def show(rule: str) -> str:
    """The first three days, and where they end."""
    if not has_days(rule):
        return "open"
    first = list_days(rule, LETTER, 4)
    text = " ".join(map(str, first[:3]))
    if len(first) < 4:
        return text
    ends = "UNTIL" in rule or "COUNT" in rule
    return f"{text} … {list(iterate_days(rule, LETTER))[-1]}" if ends else f"{text} …"


@pytest.mark.parametrize(("kind", "words", "days"), ROWS, ids=[f"{row[0]}: {row[1]}" for row in ROWS])
def test_words_are_read_to_their_days(kind: str, words: str, days: str) -> None:
    found = find_deadlines(words, written_on=LETTER)
    assert [show(each.rule) for each in found] == [days], kind


@pytest.mark.parametrize("words", [row[1] for row in ROWS if row[2] != "open"])
def test_words_alone_are_one_phrase(words: str) -> None:
    """As ``add --due`` takes them."""
    assert read_phrase(words, written_on=LETTER).kind == "recurring"
