"""Report words that OCR is not sure of, as findings on the fields that have them.

Not of what other evidence makes sure: a number and its day that one letter bears and another cites; a letterhead near
the name of the office that the signer heads, and whose letters the number has.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from circtrack.model import Finding
from circtrack.registry.issuers import find_near_issuer, find_office_of_signer
from circtrack.thai.compact import squeeze

_NUMERAL = re.compile("[0-9๐-๙]")
_OFFICE = re.compile(r"(?:กรม|กระทรวง|สำนัก|ศาลา|ที่ว่าการ|ที่ทำการ|องค์การ|เทศบาล|จังหวัด|อำเภอ)")
_BELOW_HEAD = re.compile(r"^\s*(?:เรื่อง|เรียน|ถึง)\s", re.MULTILINE)
_BESIDE = 8  # signs on either side of a word that tell it from the same word elsewhere
_MANY = 0.5  # of a letter's lines
_LEAST = 4  # signs that must agree in all: a lone letter stands in every field

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from circtrack.model import Letter

    Stated = tuple[str, date]


class Doubt(NamedTuple):
    """A word that OCR is not sure of, and the line on which it stands."""

    word: str
    line: str


def report_doubts(letter: Letter, doubts: Collection[Doubt], stated: Collection[Stated] = ()) -> Letter:
    """Return the letter with a finding for each of these words that stands in one of its fields.

    Args:
        letter: The letter.
        doubts: The words that OCR is not sure of.
        stated: The numbers with their days that one letter of the same reading bears and another cites.
    """
    if not doubts:
        return letter
    sure_of_issuer = _is_signers_office(letter)
    if sure_of_issuer:
        letter = replace(letter, findings=tuple(each for each in letter.findings if each.code != "near_issuer"))
    found = dict.fromkeys(
        (field, doubt.word)
        for field, written in _list_written(letter, stated)
        for doubt in doubts
        if _has(written, doubt)
    )
    if not any(each.field == "issuer" for each in letter.findings):
        found |= dict.fromkeys(
            ("issuer", doubt.word)
            for doubt in doubts
            if _is_letterhead(letter, doubt.line) and not (sure_of_issuer and _names_issuer(letter, doubt.line))
        )
    reported = _report_poor_text(letter, doubts) + tuple(
        Finding("doubtful_numeral" if _NUMERAL.search(word) else "doubtful_word", field, word) for field, word in found
    )
    return replace(letter, findings=(*letter.findings, *reported)) if reported else letter


def _is_signers_office(letter: Letter) -> bool:
    """Whether the issuer is the office that the signer heads, and whose letters the number has."""
    letters = letter.number.partition(" ")[0]
    if not letter.issuer_code or not letters or letter.date is None:
        return False
    office = find_office_of_signer(letter.position, letter.date, letters) if letter.position else None
    return office is not None and office.code == letter.issuer_code


def _names_issuer(letter: Letter, line: str) -> bool:
    """Whether a line is the issuer's letterhead, but for some letters, and not that of a part of it."""
    letters = letter.number.partition(" ")[0]
    office = find_near_issuer(line, letter.date, letters) if letter.date else None
    return office is not None and office.code == letter.issuer_code


def report_page_order(letter: Letter, pages: Collection[int]) -> Letter:
    """Return a letter of a file with a finding that it is not clear behind which of its pages these belong."""
    if not pages:
        return letter
    return replace(letter, findings=(*letter.findings, Finding("unclear_pages", "text", ", ".join(map(str, pages)))))


def _report_poor_text(letter: Letter, doubts: Collection[Doubt]) -> tuple[Finding, ...]:
    """Return a finding if OCR doubts most lines of a letter: what it is sure of may be wrong, too."""
    lines = [squeeze(line) for line in letter.text.split("\n") if line.strip()]
    doubtful = [line for line in {squeeze(each.line) for each in doubts} if any(line in every for every in lines)]
    if len(doubtful) <= _MANY * len(lines):
        return ()
    return (Finding("doubtful_text", "text", f"{len(doubtful)}/{len(lines)}"),)


def _is_letterhead(letter: Letter, line: str) -> bool:
    """Whether a line names an office in the letter's head: the issuer is given by its name in the registry."""
    return bool(_OFFICE.match(line)) and line in _BELOW_HEAD.split(letter.text, maxsplit=1)[0]


def _has(written: str, doubt: Doubt) -> bool:
    """Whether a field has the doubtful word, with what stands beside it on its line, as far as both go."""
    field, line, word = squeeze(written), squeeze(doubt.line), squeeze(doubt.word)
    return any(
        _agree((field[:place], field[place + len(word) :]), (line[:origin], line[origin + len(word) :]), len(word))
        for place in _find_all(field, word)
        for origin in _find_all(line, word)
    )


def _agree(one: tuple[str, str], other: tuple[str, str], count: int) -> bool:
    """Whether what stands before and behind a word is the same in two places; ``count`` signs are the word's own."""
    before = min(len(one[0]), len(other[0]), _BESIDE)
    behind = min(len(one[1]), len(other[1]), _BESIDE)
    return (
        count + before + behind >= _LEAST
        and one[0][len(one[0]) - before :] == other[0][len(other[0]) - before :]
        and one[1][:behind] == other[1][:behind]
    )


def _find_all(text: str, word: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _list_written(letter: Letter, stated: Collection[Stated]) -> Iterator[tuple[str, str]]:
    """Yield the fields that OCR may have misread, as the letter writes them, but those that two letters state."""
    if letter.date is None or (letter.number, letter.date) not in stated:
        yield "number", letter.number_as_written
        yield "date", letter.date_as_written
    yield "subject", letter.subject
    for phrase in letter.addressees:
        yield "addressees", phrase
    for link in letter.links:
        if link.date is not None and (link.number, link.date) in stated:
            continue
        yield "links", link.as_written
    for task in letter.tasks:
        yield "tasks", task.as_written
        yield "tasks", task.system
    yield "receipt", letter.receipt.as_written
