"""Small inputs that each show one kind of difficulty, with what a careful clerk reads there, and how to compare.

``reading/cases/*.toml`` have the values that are right. A case states only the fields that its kind is about: of a
letter ``number``, ``date``, ``recipients`` (how many, or their codes), ``tasks`` and so on, and ``findings``, the codes
that must be there, or what they tell of (``told``). Its text is the file of the same name, or of ``parts``: an ordinary
letter, some lines replaced.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circtrack.reading.letters import read_letters
from support.truth_files import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from circtrack.model import Letter, Task

FOLDER = Path(__file__).parents[1] / "reading" / "cases"
TODAY = date(2026, 11, 1)

_LETTER = """{above}ที่ {number}

{office}
{address}

{date}

เรื่อง {subject}

เรียน {to}

{cites}{body}

จึงเรียนมาเพื่อพิจารณาดำเนินการ

ขอแสดงความนับถือ

(นายสมมติ ใจดี)
{position}

{section}
โทร. {phone}
"""
_ORDINARY: dict[str, dict[str, str]] = {
    "department": {
        "number": "มท ๐๘๐๘.๓/ว ๔๔๑",
        "office": "กรมส่งเสริมการปกครองท้องถิ่น",
        "address": "ถนนนครราชสีมา กทม. ๑๐๓๐๐",
        "date": "๖ สิงหาคม ๒๕๖๗",
        "to": "ผู้ว่าราชการจังหวัด ทุกจังหวัด",
        "position": "อธิบดีกรมส่งเสริมการปกครองท้องถิ่น",
        "section": "กองพัฒนาระบบ",
        "phone": "๐ ๒๐๐๐ ๐๐๐๐",
    },
    "province": {
        "number": "นน ๐๐๒๓.๓/ว ๓๑๒๐",
        "office": "ศาลากลางจังหวัดน่าน",
        "address": "ถนนน่าน - พะเยา นน ๕๕๐๐๐",
        "date": "๑๓ สิงหาคม ๒๕๖๗",
        "to": "นายอำเภอทุกอำเภอ",
        "position": "ผู้ว่าราชการจังหวัดน่าน",
        "section": "กลุ่มงานบริการสาธารณะท้องถิ่น",
        "phone": "๐ ๕๔๗๑ ๑๑๑๑",
    },
    "district": {
        "number": "นน ๐๐๒๓.๑๐/ว ๖๑๗",
        "office": "ที่ว่าการอำเภอปัว",
        "address": "ถนนวรนคร นน ๕๕๑๒๐",
        "date": "๑๙ สิงหาคม ๒๕๖๗",
        "to": "นายกองค์การบริหารส่วนตำบลทุกแห่ง",
        "position": "นายอำเภอปัว",
        "section": "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอปัว",
        "phone": "๐ ๕๔๗๙ ๒๒๒๒",
    },
}
_SAME = {
    "above": "",
    "subject": "การสำรวจบ่อขยะของท้องถิ่น",
    "cites": "",
    "body": "จึงขอให้ท่านรายงานจำนวนบ่อขยะ ภายในวันที่ ๓๐ สิงหาคม ๒๕๖๗",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One text, and its letters as they should be read; ``order`` is the heading of one that is an order instead."""

    name: str
    text: str
    letters: tuple[Mapping[str, Any], ...]
    order: str = ""


def list_cases(file: str) -> list[Case]:
    """Return the cases of one file, in its order."""
    told = tomllib.loads((FOLDER / file).read_text(encoding="utf-8"))
    return [
        Case(name, _make_text(name, case), tuple(case.get("letter", ())), case.get("order", ""))
        for name, case in told.items()
    ]


def read_case(case: Case) -> list[Letter]:
    """Return the letters that can be recorded or completed; prose gives none."""
    letters = read_letters({case.name: case.text}, today=TODAY)
    return [letter for letter in letters if all(each.code != "not_a_letter" for each in letter.findings)]


def _make_text(name: str, case: Mapping[str, Any]) -> str:
    if "text" in case:
        return str(case["text"])
    if "parts" in case:
        return "\n\n".join(_make_letter(parts) for parts in case["parts"])
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def _make_letter(parts: Mapping[str, str]) -> str:
    """Return an ordinary letter of the kind ``like``, with some lines replaced; or the text ``whole`` as it is."""
    if "whole" in parts:
        return parts["whole"]
    return _LETTER.format(**(_SAME | _ORDINARY[parts["like"]] | dict(parts)))


def compare_letters(case: Case, letters: Sequence[Letter]) -> Iterator[str]:
    """Yield one line for each value that is not as it should be."""
    if len(letters) != len(case.letters):
        yield f"letters: {len(case.letters)} expected, {[each.number or '?' for each in letters]} given"
        return
    for place, (told, letter) in enumerate(zip(case.letters, letters, strict=True), 1):
        for field, expected in told.items():
            for fault in _compare_field(field, expected, letter):
                yield f"letter {place}, {field}: {fault}"


def _compare_field(field: str, expected: Any, letter: Letter) -> Iterator[str]:
    if field in {"findings", "told", "without", "count", "proposals"}:
        yield from _compare_findings(field, expected, letter)
    elif field == "recipients":
        given_codes = letter.recipients
        same = len(given_codes) == expected if isinstance(expected, int) else sorted(given_codes) == sorted(expected)
        if not same:
            yield f"{expected} expected, {len(given_codes)} given {given_codes[:12]}"
    elif field == "links":
        given_links = [[link.type, link.number, str(link.date or "")] for link in letter.links]
        yield from (f"no {link} in {given_links}" for link in expected if link not in given_links)
    elif field == "cited":  # the numbers of all that it cites, and no others
        if sorted(expected) != sorted(link.number for link in letter.links):
            yield f"{expected} expected, {[link.number for link in letter.links]} given"
    elif field == "tasks":
        yield from _compare_tasks(expected, letter.tasks)
    elif field in {"addressees", "phones", "enclosures"}:
        given_list = getattr(letter, field)
        if list(map(squeezed, given_list)) != list(map(squeezed, expected)):
            yield f"{expected} expected, {list(given_list)} given"
    else:
        value = getattr(letter, field)
        text = "" if value is None else str(value)
        if squeezed(text) not in {squeezed(str(each)) for each in _list_right(expected)}:
            yield f"{expected!r} expected, {text!r} given"


def _compare_findings(field: str, expected: Any, letter: Letter) -> Iterator[str]:
    if field == "findings":
        given = {each.code for each in letter.findings}
        yield from (f"no {code} among {sorted(given)}" for code in expected if code not in given)
    elif field == "told":
        texts = [each.text for each in letter.findings]
        yield from (f"no {text!r} among {texts}" for text in expected if text not in texts)
    elif field == "without":
        yield from (f"{each}" for each in letter.findings if each.code in expected or "all" in expected)
    elif field == "count":
        codes = [each.code for each in letter.findings]
        yield from (f"{code} {codes.count(code)} times" for code in expected if codes.count(code) != expected[code])
    elif field == "proposals":
        given_proposals = [(each.code, each.proposal) for each in letter.findings]
        yield from (f"no {pair} in {given_proposals}" for pair in expected.items() if pair not in given_proposals)


def _compare_tasks(expected: Sequence[Mapping[str, Any]], given: Sequence[Task]) -> Iterator[str]:
    if len(expected) != len(given):
        yield f"{len(expected)} expected, given {[(each.title, str(each.due_on or each.rule)) for each in given]}"
        return
    for told, task in zip(expected, given, strict=True):
        for field, right in told.items():
            value = getattr(task, field)
            text = "" if value is None else str(value)
            if squeezed(text) not in {squeezed(str(each)) for each in _list_right(right)}:
                yield f"{field} {right!r} expected, {text!r} given"


def _list_right(expected: Any) -> Sequence[Any]:
    """Return the values that are right: a list holds several."""
    return expected if isinstance(expected, list) else (expected,)
