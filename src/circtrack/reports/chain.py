"""The tree of a chain: who told whom and when, how many days each hop took, and where it stalled."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from circtrack.errors import N_
from circtrack.record import Record
from circtrack.reports.tiers import GivenDeadlines
from circtrack.reports.tracked import day, find_limits, is_in_part, list_asked_tasks, select_obligations
from circtrack.reports.unassigned import say_what_is_unassigned
from circtrack.store.acting import list_carried_out
from circtrack.store.chain import (
    find_earliest_deadline,
    find_first_letter,
    find_first_letters,
    find_root_issuer_and_date,
    find_standing,
    parse_notification,
)
from circtrack.store.chain_letters import list_chain_letters, list_superiors
from circtrack.store.owing_counts import (
    count_obligations,
    count_of_offices,
    count_under_superiors,
    list_own_deadlines,
)
from circtrack.table import Column, Report
from circtrack.tracking.chain import Arrival, Chain, Standing
from circtrack.tracking.state import count_days_left

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from circtrack.database.engine import Connection
    from circtrack.errors import Message
    from circtrack.reports.tracked import Limits, ReportScope
    from circtrack.store.acting import CarriedOutEffect
    from circtrack.store.chain import Notified
    from circtrack.store.chain_letters import ChainLetter, Superior
    from circtrack.store.owing import Selection
    from circtrack.store.owing_counts import LineCount, OwnDeadline


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
    Column("due_last", N_("due at the latest"), "day"),
    Column("owing_earlier", N_("of earlier rounds"), "count"),
)


class ChainRow(Record):
    """A letter of the chain, or (with an empty number) a silent office: one that was told and has passed nothing on.

    Attributes:
        parent: The number of the letter that this one passes on, or that told the silent office.
        days_lost: Days from when its issuer was told until it wrote; for a silent office, until today. Told is as in
            ``told_on``: by the recorded receipt, else by the date of the letter that came.
        due_on: The earliest deadline that the letter and those above it give the office and those under it; at the
            root, the whole chain. An earlier one that a letter below sets is shown there. For a silent office, the
            earliest in force.
        due_last: The latest such deadline. Deadlines that count from receipt differ from office to office.
        days_left: Days from the letter's date to ``due_on``, or from the day on which the round opened, if that is
            later; for a silent office, from today.
        done: Obligations done, of the office and those under it; at the root, of the whole chain.
        owing: Obligations still owed, counted likewise. Of what comes again and again both are of the open round.
        untold: Those owing whose office was not told.
        stalled: How many offices this letter reached that have passed nothing on.
        owing_earlier: What is still owed of rounds before the open one.
        blocked: Those owing that are blocked. In the text of a chain only, not in its table.
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
    due_last: str
    owing_earlier: int
    blocked: int


class OpenRound(Record):
    """The round of a task that is open: the task's title, the round's place and last day (ISO)."""

    task: str
    place: int
    due_on: str


class LeftOut(Record):
    """An office that wrote to others and not to all under it, and how much those owe whom it left out."""

    name: str
    untold: int


class ChainTree(Record):
    """A chain's rows from the root down: each letter, the silent offices that it told, the letters that pass it on.

    Stalled branches come first. ``acts`` are the effects of letters that extend or cancel others, which no row
    shows; ``hidden`` counts the rows below the requested depth; ``unassigned`` says of what it is not yet said who must
    act; ``left_out`` are the offices that wrote to others but left some out. ``rounds`` are those that are open, of
    tasks that come again and again.
    """

    rows: tuple[ChainRow, ...]
    own_office: str
    acts: tuple[CarriedOutEffect, ...]
    hidden: int
    unassigned: tuple[Message, ...]
    left_out: tuple[LeftOut, ...]
    rounds: tuple[OpenRound, ...]

    def report(self) -> Report:
        """Return the rows as a flat table."""
        return Report(COLUMNS, [row[: len(COLUMNS)] for row in self.rows])


class ChainCounts:
    """Obligations done and owed, and the tasks' first and last deadline: under each office and in the whole chain."""

    def __init__(self) -> None:
        self.done = Counter[str]()
        self.owing = Counter[str]()
        self.untold = Counter[str]()
        self.blocked = Counter[str]()
        self.earlier = Counter[str]()
        self.first: dict[str, str] = {}
        self.last: dict[str, str] = {}

    def add(self, count: LineCount, keys: Iterable[str]) -> None:
        """Add the count to each of these keys."""
        for key in keys:
            self.done[key] += count.done
            self.owing[key] += count.owing - count.earlier
            self.untold[key] += count.untold - count.earlier_untold
            self.blocked[key] += count.blocked
            self.earlier[key] += count.earlier
            if count.first and count.last:
                self.first[key] = min(count.first, self.first.get(key, count.first))
                self.last[key] = max(count.last, self.last.get(key, count.last))


WHOLE = ""
"""The key of the whole chain's counts."""


class _OwnDeadlines:
    """The deadlines of single offices that are not their task's: under each office and in the whole chain."""

    def __init__(self, connection: Connection, own: Iterable[OwnDeadline], chain: Chain) -> None:
        self._under: dict[str, list[OwnDeadline]] = {}
        for each in own:
            for key in (WHOLE, *chain.from_here_up(each.superior), each.office):
                self._under.setdefault(key, []).append(each)
        self._given = GivenDeadlines(connection, {each.task for each in self._under.get(WHOLE, ())})

    def given(self, key: str, line: Collection[int] | None) -> set[str]:
        """Return the deadlines that the letters of a line give; None: those that are in force."""
        under = self._under.get(key, ())
        if line is None:
            return {each.due_on for each in under}
        given = (self._given.find(each.task, each.task_due, each.office, line) for each in under)
        return set(filter(None, given))


def build_chain_tree(connection: Connection, asked: ReportScope, *, depth: int | None = None) -> ChainTree:
    """Build the tree of the chain that ``asked.letter`` belongs to, counted on ``asked.today``.

    With an own office, only obligations under it are counted, and only it and the offices under it can be
    silent. Stalled branches come before the others, both in registry order. ``depth`` keeps this many levels below
    the root.

    Classified letters are left out unless ``asked`` includes them; what is below one stands below the next above it.
    """
    letter = asked.letter
    if letter is None:
        raise TypeError("a tree is of one letter's chain")
    letters = list_chain_letters(connection, letter.root, include_secret=asked.include_secret)
    issuer, on = find_root_issuer_and_date(connection, letter.root)
    heads = {each.code: each for each in list_superiors(connection, on)}
    told: dict[str, Notified | None] = {each.issuer: parse_notification(each.told) for each in letters}
    sent = {each.issuer for each in letters if each.is_delivered}
    chain = _chain(connection, asked, letter.root, issuer, on, told, sent, heads)
    whole = asked._replace(letter=letter._replace(id=letter.root), under="")
    limits = find_limits(connection, whole)
    tasks = list_asked_tasks(connection, whole, settled=True)
    selection = select_obligations(connection, whole, tasks, limits, settled=True)
    found = _counted(connection, limits, selection, chain)
    above_untold = {code for each in found if each.untold for code in chain.from_here_up(each.superior)}
    if missing := sorted(above_untold - told.keys()):
        first = find_first_letters(connection, letter.root, missing, include_secret=asked.include_secret)
        told |= dict.fromkeys(missing) | first
    stalls = chain.stalls(each.superior for each in found if each.untold)
    left_out = chain.count_left_out((each.superior, each.untold) for each in found if each.untold)
    counts = ChainCounts()
    for each in found:
        counts.add(each, (WHOLE, *chain.from_here_up(each.superior)))
    for each in _counted(connection, limits, selection, chain, [*{each.issuer for each in letters}, *stalls]):
        counts.add(each, (each.office,))
    build = _Build(
        asked,
        chain,
        counts,
        stalls,
        find_earliest_deadline(connection, letter.root) or "",
        _OwnDeadlines(connection, _list_own_deadlines(connection, limits, selection, chain), chain),
        _Branches(letters, stalls, heads, include_secret=asked.include_secret),
        {due_on: opens_on for _, _, _, opens_on, due_on, is_open, _ in selection.rounds if is_open},
    )
    rows = [row for top in build.branches.below.get(None, ()) for row in build.branch(top, None, ())]
    kept = tuple(row for row in rows if depth is None or row.depth <= depth)
    acts = tuple(list_carried_out(connection, letter.root, include_secret=asked.include_secret))
    unassigned = tuple(say_what_is_unassigned(connection, whole))
    named = tuple(LeftOut(chain.line(code).name, count) for code, count in left_out.items())
    open_rounds = tuple(
        OpenRound(tasks[task].title, place, due_on)
        for task, _, place, _, due_on, is_open, rule in selection.rounds
        if is_open and not rule and _is_in_force(connection, selection, task, place)
    )
    return ChainTree(kept, asked.own_office, acts, len(rows) - len(kept), unassigned, named, open_rounds)


def _is_in_force(connection: Connection, selection: Selection, task: int, place: int) -> bool:
    """Whether a round is of anybody: not where a letter ended the duty."""
    found = count_obligations(connection, [task], selection, "", late=False)
    return any(each.round == place and each.progress != "exempt" for each in found)


def _chain(
    connection: Connection,
    asked: ReportScope,
    root: int,
    issuer: str,
    on: str,
    told: Mapping[str, Notified | None],
    sent: Collection[str],
    heads: Mapping[str, Superior],
) -> Chain:
    """Build the same chain as ``tracked.load_chain``, with fewer queries.

    ``told`` has all who issued its letters, ``sent`` those of them to whom others were sent.
    """
    issuers = frozenset(told)

    def first(code: str) -> Arrival | None:
        if code in told:
            found = told[code]
        else:
            found = find_first_letter(connection, root, code, include_secret=asked.include_secret)
        return Arrival(code, day(found.on), found.by) if found else None

    def line(code: str) -> Standing | None:
        if head := heads.get(code):
            return Standing(head.name, head.kind, head.superior)
        found = find_standing(connection, code, on)
        return found and Standing(*found)

    return Chain(issuer, first, issuers.__contains__, line, sent.__contains__)


def _counted(
    connection: Connection, limits: Limits, selection: Selection, chain: Chain, offices: Sequence[str] | None = None
) -> list[LineCount]:
    """Count done and owed for each of these offices, or for all offices by superior; only within the report's part."""
    if offices is None and not limits:
        return count_under_superiors(connection, selection)
    found = count_of_offices(connection, selection, offices)
    return [
        each for each in found if is_in_part(chain, each.office, Standing(each.office, "other", each.superior), limits)
    ]


def _list_own_deadlines(
    connection: Connection, limits: Limits, selection: Selection, chain: Chain
) -> Iterator[OwnDeadline]:
    """Yield the deadlines of single offices within the report's part."""
    for each in list_own_deadlines(connection, selection):
        if is_in_part(chain, each.office, Standing(each.office, "other", each.superior), limits):
            yield each


class _Branches:
    """What stands below each letter: the silent offices that it told, and the letters that pass it on."""

    def __init__(
        self,
        letters: Sequence[ChainLetter],
        stalls: Mapping[str, Arrival],
        heads: Mapping[str, Superior],
        *,
        include_secret: bool,
    ) -> None:
        self._by_id = {letter.id: letter for letter in letters}
        shown = [letter for letter in letters if include_secret or not letter.secrecy]
        self._shown = {letter.id for letter in shown}
        self.silent: dict[int, list[str]] = {}
        telling = {letter.number: letter.id for letter in reversed(shown)}
        for code in sorted(stalls, key=lambda code: heads[code].place if code in heads else code):
            # By whom one that is not shown was told is not said; it stands below the first.
            self.silent.setdefault(telling.get(stalls[code].by, shown[0].id), []).append(code)
        stalling = self._stalling()
        self.below: dict[int | None, list[ChainLetter]] = {}
        for letter in sorted(shown, key=lambda each: (each.id not in stalling, each.place, each.date, each.number)):
            self.below.setdefault(self._find_shown_above(letter), []).append(letter)

    def _find_shown_above(self, letter: ChainLetter) -> int | None:
        """Return the next letter above that is shown; the first one where that is not known, None above all."""
        above = letter.parent
        while above and above not in self._shown and above in self._by_id:
            above = self._by_id[above].parent
        return above if above in self._shown else None

    def _stalling(self) -> set[int]:
        """Return the ids of the letters that told a silent office, and of those above them."""
        found = set[int]()
        for row in self.silent:
            each: int | None = row
            while each and each not in found:
                found.add(each)
                each = self._find_shown_above(self._by_id[each])
        return found


class _Build(Record):
    asked: ReportScope
    chain: Chain
    counts: ChainCounts
    stalls: Mapping[str, Arrival]
    due_on: str
    own: _OwnDeadlines
    branches: _Branches
    opened: Mapping[str, str]

    def branch(self, letter: ChainLetter, above: ChainLetter | None, line: tuple[int, ...]) -> Iterator[ChainRow]:
        """Yield a letter and what is below it. ``line`` has the rows of the letters above."""
        silent = self.branches.silent.get(letter.id, [])
        line = (*line, letter.id)
        yield self._letter(letter, above, line, len(silent))
        for code in silent:
            yield self._silent(code, len(line))
        for next_letter in self.branches.below.get(letter.id, ()):
            yield from self.branch(next_letter, letter, line)

    def _letter(
        self, letter: ChainLetter, above: ChainLetter | None, from_root: tuple[int, ...], stalled: int
    ) -> ChainRow:
        line = self.chain.line(letter.issuer)
        key = letter.issuer if above else WHOLE
        told = self.chain.told(letter.issuer, line) if above else None
        due_on, due_last = self._due(key, from_root)
        return ChainRow(
            len(from_root) - 1,
            letter.number,
            letter.date,
            letter.issuer,
            letter.issuer_name,
            letter.issuer_kind,
            above.number if above else "",
            told.on.isoformat() if told else "",
            letter.sent_to,
            self._count_lost(letter, above, told) if above else None,
            due_on,
            count_days_left(day(due_on), day(max(letter.date, self.opened.get(due_on, "")))) if due_on else None,
            self.counts.done[key],
            self.counts.owing[key],
            self.counts.untold[key],
            stalled,
            letter.subject,
            due_last,
            self.counts.earlier[key],
            self.counts.blocked[key],
        )

    @staticmethod
    def _count_lost(letter: ChainLetter, above: ChainLetter, told: Arrival | None) -> int:
        is_known = told is not None and (letter.is_delivered or told.office != letter.issuer)
        since = told.on if told and is_known else day(above.date)
        return max(0, (day(letter.date) - since).days)

    def _silent(self, code: str, depth: int) -> ChainRow:
        line: Standing = self.chain.line(code)
        told = self.stalls[code]
        due_on, due_last = self._due(code, None)
        return ChainRow(
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
            due_on,
            count_days_left(day(due_on), self.asked.today) if due_on else None,
            self.counts.done[code],
            self.counts.owing[code],
            self.counts.untold[code],
            None,
            "",
            due_last,
            self.counts.earlier[code],
            self.counts.blocked[code],
        )

    def _due(self, key: str, line: Collection[int] | None) -> tuple[str, str]:
        """Return the first and last deadline under an office; the chain's if nobody there has one."""
        days = {self.counts.first.get(key, ""), self.counts.last.get(key, ""), *self.own.given(key, line)} - {""}
        return (min(days), max(days)) if days else (self.due_on, self.due_on)


# A chain's rows as people see them: the letters one by one, the silent offices grouped by kind and day.


class SilentGroup(Record):
    """Offices of one kind that one letter told on one day and that have passed nothing on. Never empty."""

    rows: tuple[ChainRow, ...]

    @property
    def first(self) -> ChainRow:
        """The first row, for the values that all rows share."""
        return self.rows[0]


def group_rows(tree: ChainTree) -> Iterator[ChainRow | SilentGroup]:
    """Yield the tree's letters, each followed by the silent offices that it told, in groups."""
    waiting: dict[tuple[str, str], list[ChainRow]] = {}
    for row in tree.rows:
        if row.letter_number:
            yield from (SilentGroup(tuple(rows)) for rows in waiting.values())
            waiting = {}
            yield row
        else:
            waiting.setdefault((row.told_on, row.office_kind), []).append(row)
    yield from (SilentGroup(tuple(rows)) for rows in waiting.values())


def measure_depth(item: ChainRow | SilentGroup) -> int:
    """Return how many levels the item stands below the root."""
    return item.first.depth if isinstance(item, SilentGroup) else item.depth
