"""Report numerals and Latin words that OCR is not sure of, as findings on the fields that have them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from circtrack.model import Finding

_NUMERAL = re.compile("[0-9๐-๙]")

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from circtrack.model import Letter


def report_doubts(letter: Letter, words: Collection[str]) -> Letter:
    """Return the letter with a finding for each of these words that stands in one of its fields."""
    if not words:
        return letter
    found = dict.fromkeys(
        (field, word) for field, written in _list_written(letter) for word in written.split() if word in words
    )
    doubts = tuple(
        Finding("doubtful_numeral" if _NUMERAL.search(word) else "doubtful_word", field, word) for field, word in found
    )
    return replace(letter, findings=(*letter.findings, *doubts))


def _list_written(letter: Letter) -> Iterator[tuple[str, str]]:
    """Yield the fields that have numerals, with their words as the letter writes them."""
    yield "number", letter.number_as_written
    yield "date", letter.date_as_written
    yield "subject", letter.subject
    for phrase in letter.addressees:
        yield "addressees", phrase
    for link in letter.links:
        yield "links", link.as_written
    for task in letter.tasks:
        yield "tasks", task.as_written
