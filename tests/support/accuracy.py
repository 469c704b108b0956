"""Measure how well letters are read: compare every field of the truth with the reader's, and give it a mark.

A field is ``right`` or ``wrong`` if the reader fills it without a finding, ``doubtful`` if a finding is about it,
``missed`` if the reader leaves it empty. A field that the truth calls doubtful is wrong if it is filled without a
finding, whatever its value; so is any value that the text does not state. A field that is rightly empty gets no mark.

Texts that only mention letters must give no letter. For these, the fields ``prose.…`` tell whether the numbers and
deadlines in the text are found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from circtrack.reading.letters import read_letters
from circtrack.thai.deadlines import FoundDeadline, find_deadlines
from circtrack.thai.numbers import find_numbers
from support.truth_files import Truth, accepted, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from circtrack.model import Finding, Letter, Link, Task

Outcome = Literal["right", "wrong", "doubtful", "missed"]
OUTCOMES: tuple[Outcome, ...] = ("right", "wrong", "doubtful", "missed")
TODAY = date(2026, 11, 1)

_VALUES = (
    "number", "date", "issuer", "kind", "urgency", "secrecy", "subject", "signatory", "position", "section", "email",
)  # fmt: skip
_LISTS = ("addressees", "phones")
_TASK = ("system", "audience", "due_on", "as_written")


@dataclass(frozen=True, slots=True)
class Mark:
    """The outcome for one field of one text."""

    text: str
    field: str
    outcome: Outcome
    expected: str
    given: str


@dataclass(frozen=True, slots=True)
class Letters:
    """Give marks to the letters of one text."""

    text: str

    def marks(self, expected: Sequence[Mapping[str, Any]], given: Sequence[Letter]) -> list[Mark]:
        """Return the marks of all letters, in the order of the text."""
        found = [letter for letter in given if not _refused(letter)]
        marks = [self._mark("letter", "wrong", "", letter.number) for letter in found[len(expected) :]]
        for place, told in enumerate(expected):
            if place < len(found):
                marks.append(self._mark("letter", "right", "a letter", found[place].number))
                marks += self._letter(told, found[place])
            else:
                marks.append(self._mark("letter", "missed", "a letter", ""))
                marks += self._nothing(told)
        return marks

    def _letter(self, told: Mapping[str, Any], letter: Letter) -> Iterable[Mark]:
        doubtful = told.get("doubtful", ())
        for field in _VALUES:
            questioned = any(finding.field == field for finding in letter.findings)
            yield from self._value(field, told[field], _text(getattr(letter, field)), questioned, field in doubtful)
        for field in _LISTS:
            yield from self._list(field, told[field], getattr(letter, field), letter.findings)
        yield from self._links(told["links"], letter)
        yield from self._tasks(told["tasks"], letter)

    def _nothing(self, told: Mapping[str, Any]) -> Iterable[Mark]:
        """Yield the marks of a letter that was not found: all that it states is missed."""
        for field in _VALUES:
            yield from self._value(field, told[field], "", False, False)  # noqa: FBT003 - two columns of a row
        for field in _LISTS:
            yield from self._list(field, told[field], (), ())
        for link in told["links"]:
            yield self._mark("link", "missed", link["number"], "")
        for task in told["tasks"]:
            yield self._mark("task", "missed", task["title"], "")

    def _value(self, field: str, told: str | list[str], given: str, questioned: bool, doubtful: bool) -> Iterable[Mark]:
        right = {squeezed(value) for value in accepted(told)}
        if questioned:
            yield self._mark(field, "doubtful", told, given)
        elif not given:
            if doubtful or "" not in right:
                yield self._mark(field, "missed", told, given)
        elif doubtful:
            yield self._mark(field, "wrong", f"(doubtful) {told}", given)
        else:
            yield self._mark(field, "right" if squeezed(given) in right else "wrong", told, given)

    def _list(self, field: str, told: list[str], given: Sequence[str], findings: Sequence[Finding]) -> Iterable[Mark]:
        asked = {value for value in given if _questioned(findings, (field,), value)}
        left = {squeezed(value): value for value in told}
        for value in given:
            known = left.pop(squeezed(value), None)
            outcome: Outcome = "doubtful" if value in asked else "wrong" if known is None else "right"
            yield self._mark(field, outcome, known or told, value)
        for value in left.values():
            yield self._mark(field, "missed", value, "")

    def _links(self, told: Sequence[Mapping[str, Any]], letter: Letter) -> Iterable[Mark]:
        left = list(letter.links)
        for expected in told:
            link = _same_link(expected, left)
            if link is None:
                yield self._mark("link", "missed", expected["number"], "")
                continue
            left.remove(link)
            questioned = _questioned(letter.findings, ("links",), link.as_written)
            doubtful = expected.get("doubtful", ())
            for field in ("number", "type", "date", "issuer"):
                given = _text(getattr(link, field))
                asked = questioned and field in {"number", "date"}
                yield from self._value(f"link.{field}", expected[field], given, asked, field in doubtful)
        for link in left:
            yield self._mark("link", "wrong", "", f"{link.type} {link.number}")

    def _tasks(self, told: Sequence[Mapping[str, Any]], letter: Letter) -> Iterable[Mark]:
        left = list(letter.tasks)
        for expected in told:
            task = _same_task(expected, left)
            if task is None:
                yield self._mark("task", "missed", expected["title"], "")
                continue
            left.remove(task)
            yield self._mark("task", "right", expected["title"], task.title)
            clause = expected.get("clause", expected["title"])
            unsure = _unsure(task, letter)
            fits: Outcome = "right" if _title_fits(expected, task.title) else "wrong"
            outcome: Outcome = "doubtful" if unsure else fits
            yield self._mark("task.title", outcome, f"{expected['title']} … {clause}", task.title)
            asked = _questioned(letter.findings, ("tasks", "due_on"), task.as_written)
            of_field = {"due_on": asked, "system": unsure, "audience": unsure, "as_written": False}
            for field in _TASK:
                doubtful = field in expected.get("doubtful", ())
                given = _text(getattr(task, field))
                yield from self._value(f"task.{field}", expected[field], given, of_field[field], doubtful)
        for task in left:
            outcome = "doubtful" if _unsure(task, letter) else "wrong"
            yield self._mark("task", outcome, "", f"{task.title} ({task.as_written})")

    def _mark(self, field: str, outcome: Outcome, expected: str | list[str], given: str) -> Mark:
        return Mark(self.text, field, outcome, expected if isinstance(expected, str) else " / ".join(expected), given)


def measure(truths: Iterable[Truth]) -> list[Mark]:
    """Return the marks of all texts: of their letters, and of the numbers and deadlines in prose."""
    marks: list[Mark] = []
    for truth in truths:
        given = read_letters({truth.name: truth.text}, today=TODAY)
        marks += Letters(truth.name).marks(truth.letters, given)
        if not truth.letters:
            marks += [*_numbers(truth), *_deadlines(truth)]
    return marks


def _refused(letter: Letter) -> bool:
    return any(finding.code == "not_a_letter" for finding in letter.findings)


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _questioned(findings: Sequence[Finding], fields: Sequence[str], words: str) -> bool:
    """Whether a finding on one of the fields is about these words."""
    of = squeezed(words)
    asked = [squeezed(finding.text) for finding in findings if finding.field in fields]
    return any(text in of or (of and of in text) for text in asked)


def _unsure(task: Task, letter: Letter) -> bool:
    return any(finding.code == "unsure_task" and finding.text == task.title for finding in letter.findings)


def _same_link(expected: Mapping[str, Any], given: Sequence[Link]) -> Link | None:
    """Return the citation with the same number, else one with the same running number."""
    running = expected["number"].rpartition("/")[2]
    alike = [link for link in given if link.number.rpartition("/")[2] == running]
    return next((link for link in given if link.number == expected["number"]), next(iter(alike), None))


def _title_fits(expected: Mapping[str, Any], title: str) -> bool:
    clauses = [squeezed(clause) for clause in accepted(expected.get("clause", expected["title"]))]
    return squeezed(expected["title"]) in squeezed(title) and any(squeezed(title) in clause for clause in clauses)


def _same_task(expected: Mapping[str, Any], given: Sequence[Task]) -> Task | None:
    """Return the task with the same title, else with the same deadline's words."""
    words = {squeezed(value) for value in accepted(expected["as_written"])}
    named = [task for task in given if squeezed(expected["title"]) in squeezed(task.title)]
    due = [task for task in given if squeezed(task.as_written) in words]
    return next((task for task in named if task in due), next(iter([*named, *due]), None))


def _numbers(truth: Truth) -> Iterable[Mark]:
    given = dict.fromkeys(str(found.number) for found in find_numbers(truth.text))
    quoted = [link["number"] for link in truth.links]
    for number in quoted:
        yield Mark(truth.name, "prose.number", "right" if number in given else "missed", number, number)
    for number in given:
        if number not in quoted:
            yield Mark(truth.name, "prose.number", "wrong", "", number)


def _deadlines(truth: Truth) -> Iterable[Mark]:
    given = find_deadlines(truth.text, written_on=None)
    spoken_of: set[int] = set()
    for told in truth.deadlines:
        places = _places(told, truth.text)
        same = [each for each in given if any(each.start < end and start < each.end for start, end in places)]
        spoken_of |= {each.start for each in same}
        outcome = _outcome(told["due_on"], same)
        if outcome != "missed" or not told.get("optional"):
            yield Mark(truth.name, "prose.deadline", outcome, f"{told['as_written']} {told['due_on']}", _told(same))
    for each in given:
        if each.start not in spoken_of:
            yield Mark(truth.name, "prose.deadline", "doubtful" if each.problem else "wrong", "", _told([each]))


def _places(told: Mapping[str, Any], text: str) -> list[tuple[int, int]]:
    """Return the positions of a phrase in the text; spaces do not matter."""
    (phrase,) = accepted(told["as_written"])
    spaced = r"\s*".join(re.escape(letter) for letter in phrase if not letter.isspace())
    return [match.span() for match in re.finditer(spaced, text)]


def _outcome(expected: str, given: Sequence[FoundDeadline]) -> Outcome:
    if not given:
        return "missed"
    days = {each.due_on.isoformat() for each in given if each.due_on and not each.problem}
    if days - {expected}:
        return "wrong"
    if not days and any(each.problem for each in given):
        return "doubtful"
    return "right" if days or not expected else "missed"


def _told(given: Sequence[FoundDeadline]) -> str:
    return " / ".join(dict.fromkeys(f"{each.text} {each.due_on or each.rule}" for each in given))
