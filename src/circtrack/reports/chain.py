"""The tree of a chain: who told whom and when, what each hop cost in days, and where it stalled."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_
from circtrack.reports.tracked import day, load_chain, tracked
from circtrack.store.acting import carried_out
from circtrack.store.chain import chain_deadline, chain_letters
from circtrack.table import Column, Report
from circtrack.tracking.state import OWING, days_left

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping

    from circtrack.reports.tracked import Asked, Tracked
    from circtrack.store.acting import CarriedOut
    from circtrack.store.chain import ChainLetter
    from circtrack.tracking.chain import Arrival, Chain, Line

COLUMNS = (
    Column("depth", N_("level"), "count"),
    Column("letter_number", N_("letter"), "number"),
    Column("letter_date", N_("dated"), "day"),
    Column("office_code", N_("office code"), "code"),
    Column("office_name", N_("office"), "office"),
    Column("office_kind", N_("kind"), "word"),
    Column("parent", N_("passes on"), "number"),
    Column("told_on", N_("told on"), "day"),
    Column("sent_to", N_("sent to"), "count"),
    Column("days_lost", N_("days lost"), "count"),
    Column("due_on", N_("due on"), "day"),
    Column("days_left", N_("days left"), "count"),
    Column("done", N_("done"), "count"),
    Column("owing", N_("owing"), "count"),
    Column("untold", N_("not told"), "count"),
    Column("stalled", N_("stalled"), "count"),
    Column("subject", N_("subject")),
)


class Row(NamedTuple):
    """A letter of the chain, or (with an empty number) an office that was told and has passed nothing on.

    ``parent`` is the number of the letter that this one passes on, or that told the silent office.
    ``days_lost`` are the days from the parent's date to this letter's, for a silent office from being told
    to today. ``days_left`` are those that the letter left to the deadline, for a silent office those left
    today. ``done``, ``owing`` and ``untold`` (owing and not told) count obligations of the office and those
    under it, at the root of the whole chain; ``stalled`` the offices that this letter reached and that have
    passed nothing on.
    """

    depth: int
    letter_number: str
    letter_date: str
    office_code: str
    office_name: str
    office_kind: str
    parent: str
    told_on: str
    sent_to: int | None
    days_lost: int | None
    due_on: str
    days_left: int | None
    done: int
    owing: int
    untold: int
    stalled: int | None
    subject: str


@dataclass(frozen=True, slots=True)
class Tree:
    """A chain's rows from the root down: a letter, what passes it on, then the silent that it told.

    ``acts`` are what letters that extend or cancel others did to it, which no row says.
    """

    rows: tuple[Row, ...]
    own_office: str = ""
    acts: tuple[CarriedOut, ...] = ()

    def report(self) -> Report:
        """The rows as a flat table."""
        return Report(COLUMNS, self.rows)


@dataclass(slots=True)
class Counts:
    """What is done and owed under each office, by its code, and in the whole chain."""

    done: Counter[str]
    owing: Counter[str]
    untold: Counter[str]


WHOLE = ""
"""The key of the whole chain's counts."""


def chain_tree(connection: sqlite3.Connection, asked: Asked) -> Tree:
    """The tree of the chain that ``asked.letter`` belongs to, counted on ``asked.today``.

    With an own office only obligations under it are counted, and only it and those under it can be called
    silent.

    Raises:
        InputError: the chain is classified, and such are left out.
    """
    letter = asked.letter
    if letter is None:
        raise TypeError("a tree is of one letter's chain")
    chain = load_chain(connection, letter.root)
    whole = asked._replace(letter=replace(letter, id=letter.root), under="")
    found = list(tracked(connection, whole, settled=True, order="place"))
    stalls = chain.stalls(
        ((each.row.office, each.line) for each in found if each.row.progress in OWING), asked.own_office
    )
    build = _Build(asked, chain, _count(found, chain), stalls, chain_deadline(connection, letter.root) or "")
    letters = chain_letters(connection, letter.root)
    acts = tuple(carried_out(connection, letter.root, include_secret=asked.include_secret))
    return Tree(tuple(build.rows(letters, letter.root)), asked.own_office, acts)


def _count(found: Iterable[Tracked], chain: Chain) -> Counts:
    counts = Counts(Counter(), Counter(), Counter())
    for each in found:
        keys = (WHOLE, each.row.office, *chain.superiors(each.line))
        if each.row.progress in OWING:
            counts.owing.update(keys)
            if each.told is None:
                counts.untold.update(keys)
        elif each.row.progress == "done":
            counts.done.update(keys)
    return counts


@dataclass(frozen=True, slots=True)
class _Build:
    asked: Asked
    chain: Chain
    counts: Counts
    stalls: Mapping[str, Arrival]
    due_on: str

    def rows(self, letters: list[ChainLetter], root: int) -> Iterator[Row]:
        below: dict[int | None, list[ChainLetter]] = {}
        for letter in letters:
            below.setdefault(letter.parent, []).append(letter)
        top = next(letter for letter in letters if letter.id == root)
        yield from self._branch(top, None, 0, below)

    def _branch(
        self,
        letter: ChainLetter,
        above: ChainLetter | None,
        depth: int,
        below: Mapping[int | None, list[ChainLetter]],
    ) -> Iterator[Row]:
        silent = [code for code, told in self.stalls.items() if told.by == letter.number]
        yield self._letter(letter, above, depth, len(silent))
        for next_letter in below.get(letter.id, ()):
            yield from self._branch(next_letter, letter, depth + 1, below)
        for code in silent:
            yield self._silent(code, depth + 1)

    def _letter(self, letter: ChainLetter, above: ChainLetter | None, depth: int, stalled: int) -> Row:
        line = self.chain.line(letter.issuer)
        key = letter.issuer if above else WHOLE
        told = self.chain.told(letter.issuer, line) if above else None
        return Row(
            depth,
            letter.number,
            letter.date,
            letter.issuer,
            letter.issuer_name,
            letter.issuer_kind,
            above.number if above else "",
            told.on.isoformat() if told else "",
            letter.sent_to,
            (day(letter.date) - day(above.date)).days if above else None,
            self.due_on,
            days_left(day(self.due_on), day(letter.date)) if self.due_on else None,
            self.counts.done[key],
            self.counts.owing[key],
            self.counts.untold[key],
            stalled,
            letter.subject,
        )

    def _silent(self, code: str, depth: int) -> Row:
        line: Line = self.chain.line(code)
        told = self.stalls[code]
        return Row(
            depth,
            "",
            "",
            code,
            line.name,
            line.kind,
            told.by,
            told.on.isoformat(),
            None,
            max(0, (self.asked.today - told.on).days),
            self.due_on,
            days_left(day(self.due_on), self.asked.today) if self.due_on else None,
            self.counts.done[code],
            self.counts.owing[code],
            self.counts.untold[code],
            None,
            "",
        )
