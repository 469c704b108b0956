"""Find the offices that a list names: under one's own office first, then among those who owe; else say why not.

All lines are checked before anything is written. Each one that cannot be taken is kept with its reason, so that it can
be shown, saved, corrected and given again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.offices import list_at_or_under
from circtrack.actions.target import choose_office
from circtrack.errors import (
    N_,
    AmbiguousError,
    BadRowsError,
    CirctrackError,
    InputError,
    Message,
    UnknownError,
    join_names,
)
from circtrack.progress_bar import steps
from circtrack.reading.csv_rows import make_line_error
from circtrack.registry.offices import get_office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from circtrack.lists.model import ListEntry, ReadList
    from circtrack.model import Office


class BadLine(NamedTuple):
    """A line that cannot be taken, and why."""

    entry: ListEntry
    error: CirctrackError

    def as_message(self) -> Message:
        """Return the reason with the line's number and any proposals."""
        return make_line_error(self.entry.line, self.error)


class BadListError(BadRowsError):
    """Lines of a list cannot be taken, so nothing was recorded; ``lines`` has them.

    ``whole`` says that the list is taken whole or not at all.
    """

    def __init__(self, lines: Sequence[BadLine], *, whole: bool = False) -> None:
        super().__init__(
            N_("{count} lines cannot be taken; nothing was recorded."),
            hint=N_("Correct them and give the list again.")
            if whole
            else N_("Correct them and give the list again; --rejects saves them, --partial records the others."),
            details=[each.as_message() for each in lines],
            count=len(lines),
        )
        self.lines = tuple(lines)


@dataclass
class ListOutcome:
    """What became of a list's lines.

    Attributes:
        bad: The lines that cannot be taken.
        outside: The names of offices outside one's own part, whose lines were left out.
        apart: The lines that say that it is not done, each with its office's code and name.
        blank: The names of the offices of which the list says nothing.
        notes: Lines that were left as they are, each with the reason.
    """

    bad: list[BadLine] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    apart: list[ApartLine] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)


class ApartLine(NamedTuple):
    """A line that is understood, but says something other than what is being recorded."""

    entry: ListEntry
    code: str
    name: str
    letter: str


class Part(NamedTuple):
    """The part of the country that a list is cut to: an office and all under it, on a day; everything for ""."""

    top: Office | None
    codes: frozenset[str]

    def has(self, code: str) -> bool:
        """Whether an office is in it."""
        return self.top is None or code in self.codes


def make_part(office: str, *days: date) -> Part:
    """Return what was under an office's code on one of these days; everything for "" or a department."""
    top = get_office(office, days[0]) if office else None
    if top is None or top.kind == "department":
        return Part(None, frozenset())
    return Part(top, frozenset().union(*(list_at_or_under(office, day) for day in days)))


def check_lines(
    entries: Iterable[ListEntry],
    take: Callable[[ListEntry], object],
    outcome: ListOutcome,
    *,
    partial: bool,
    nameless: str = N_("no office is named."),
) -> None:
    """Take each line; keep those that cannot be taken. ``nameless`` says what is wrong with one that names nothing.

    Raises:
        BadListError: lines cannot be taken, and not ``partial``; or none can.
    """
    lines = list(entries)
    for entry in steps(N_("Checking lines"), lines, len(lines)):
        try:
            if "beyond" in entry.fields:
                raise InputError("more cells than columns: '{text}'.", text=entry.fields["beyond"])
            if not entry.name:
                raise InputError(nameless)
            take(entry)
        except CirctrackError as error:
            outcome.bad.append(BadLine(entry, error))
    if outcome.bad and not (partial and len(outcome.bad) < len(lines)):
        raise BadListError(outcome.bad)


def reject_all_outside(read: ReadList, outcome: ListOutcome, part: Part) -> None:
    """Reject a list that names nobody of one's own part of the country.

    Raises:
        InputError: all of its entries are outside, or it has none.
    """
    if not read.entries:
        raise InputError(
            "The list names no office.",
            hint=N_("Each line has a code or a name: `circtrack help lists` shows what is read."),
        )
    if part.top is not None and len(outcome.outside) == len(read.entries):
        raise InputError(
            "None of the {count} lines names an office under {office}: {offices}.",
            hint=N_("`circtrack offices --list FILE` shows whom it names."),
            count=len(read.entries),
            office=part.top.name,
            offices=join_names(outcome.outside),
        )


def name_with_place(entry: ListEntry) -> str:
    """Return the name of an entry, with the place that its other columns say."""
    name = entry.name
    for column, mark, words in (("district", "อ.", ("อำเภอ", "อ.")), ("province", "จ.", ("จังหวัด", "จ."))):
        if place := entry.fields.get(column, ""):
            for word in words:
                place = place.removeprefix(word).strip()
            if place not in name.partition(" ")[2]:
                name += f" {mark}{place}"
    return name


def is_plainly_outside(entry: ListEntry, part: Part) -> bool:
    """Whether an entry's columns say another province or district than one's own."""
    if part.top is None:
        return False
    for column, own in (("province", part.top.province), ("district", part.top.district)):
        said = entry.fields.get(column, "")
        if said and own and own not in said and said not in own:
            return True
    return False


def find_listed(
    entry: ListEntry, names: Mapping[str, str], day: date, own: str, part: Part, outcome: ListOutcome
) -> tuple[str, str] | None:
    """Return code and name of the office that an entry names; None for one outside the part of the country.

    Args:
        entry: The entry.
        names: The names by code of those who are looked for first: who owe, or to whom it was sent.
        day: The day whose names count.
        own: The database's own office.
        part: The part of the country that the list is cut to.
        outcome: Takes the names of offices outside.

    Raises:
        UnknownError, AmbiguousError: no office fits, or several do.
        InputError: code and name mean different offices.
    """
    if is_plainly_outside(entry, part):
        outcome.outside.append(entry.fields.get("office") or entry.name)
        return None
    try:
        code, name = _find_code(entry, names, day, own)
    except AmbiguousError:
        if part.top is not None and _all_outside(entry, part):
            outcome.outside.append(entry.name)
            return None
        raise
    if not part.has(code):
        outcome.outside.append(name)
        return None
    return code, name


def _find_code(entry: ListEntry, names: Mapping[str, str], day: date, own: str) -> tuple[str, str]:
    known = dict(names) if not isinstance(names, dict) else names
    called = entry.fields.get("office", "")
    if called and entry.name in known:
        if known[entry.name] != called:
            _reject_another_name(entry, entry.name, known, day, own)
        return entry.name, known[entry.name]
    text = entry.name if entry.name in known or entry.name.isdecimal() else name_with_place(entry)
    try:
        code, name = choose_office(text, known, day, own)
    except UnknownError as error:
        raise _explain_words_behind(entry, known, day, own) or error from None
    if called and name != called:
        _reject_another_name(entry, code, known, day, own)
    return code, name


def _reject_another_name(entry: ListEntry, code: str, names: dict[str, str], day: date, own: str) -> None:
    """Reject a row whose code and name mean different offices: a column was sorted without the other."""
    called = name_with_place(entry._replace(name=entry.fields["office"]))
    try:
        other, name = choose_office(called, {code: names.get(code, ""), **names}, day, own)
    except AmbiguousError as error:
        if any(str(detail).startswith(code) for detail in error.details):
            return
        raise
    if other != code:
        raise InputError(
            "the code {code} is not {name}'s, which is {other}.",
            hint=N_("Correct the one that is wrong."),
            code=entry.name,
            name=name,
            other=other,
        )


def _explain_words_behind(entry: ListEntry, names: dict[str, str], day: date, own: str) -> InputError | None:
    """Return an error that names the words behind an office's name that are not understood; None if there are none."""
    first, _, rest = entry.name.partition(" ")
    if not rest or rest.startswith(("อ.", "อำเภอ", "จ.", "จังหวัด", "(")):
        return None
    try:
        _, name = choose_office(first, names, day, own)
    except CirctrackError:
        return None
    return InputError(
        "'{words}' behind {office} is not understood.",
        hint=N_("Say whether it is done, or leave the words out."),
        words=rest,
        office=name,
    )


def _all_outside(entry: ListEntry, part: Part) -> bool:
    from circtrack.registry.names import find_matches  # loading all names of the registry takes time

    return all(office.code not in part.codes for office in find_matches(name_with_place(entry)))


def find_all(
    read: ReadList,
    names: Mapping[str, str],
    day: date,
    own: str,
    part: Part,
    *,
    partial: bool = False,
    check: Callable[[str], object] = str,
) -> tuple[dict[str, ListEntry], ListOutcome]:
    """Return the entries of a list by their offices' codes, in order, and what became of the others.

    Args:
        read: The list.
        names: As for ``find_listed``; so are the next three.
        day: The day whose names count.
        own: The database's own office.
        part: The part of the country that the list is cut to.
        partial: Whether lines that cannot be taken are only kept.
        check: Called with each office's code; its error is that of the line.

    Raises:
        BadListError: lines cannot be taken, and not ``partial``.
    """
    outcome = ListOutcome()
    found: dict[str, ListEntry] = {}

    def take(entry: ListEntry) -> None:
        if office := find_listed(entry, names, day, own, part, outcome):
            check(office[0])
            found.setdefault(office[0], entry)

    check_lines(read.entries, take, outcome, partial=partial)
    return found, outcome
