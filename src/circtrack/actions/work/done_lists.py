"""Record progress from lists. All lines are checked before anything is written; every bad line is reported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.listed import (
    ApartLine,
    ListOutcome,
    check_lines,
    find_all,
    find_listed,
    make_part,
    reject_all_outside,
)
from circtrack.actions.target import find_target
from circtrack.actions.work.done import ProgressEntry, record_progress, reject_wrong_entry
from circtrack.actions.work.rounds import MeantRounds, read_round, reject_before_opening
from circtrack.clock import parse_past_day
from circtrack.errors import N_, AmbiguousError, InputError, Message
from circtrack.lists.progress import read_said
from circtrack.store.settings import get_own_office
from circtrack.store.tasks import read_task_place
from circtrack.tracking.open_rounds import CURRENT
from circtrack.tracking.state import OWING

if TYPE_CHECKING:
    from collections.abc import Callable

    from circtrack.actions.listed import Part
    from circtrack.actions.results import ChangeResult
    from circtrack.actions.target import Target
    from circtrack.database.transaction import Transaction
    from circtrack.lists.model import ListEntry, ReadList
    from circtrack.model import Progress
    from circtrack.store.obligations import ChainObligation
    from circtrack.tracking.open_rounds import RoundChoice

_APART = {"incomplete", "blocked", "postponed", "not_done", "asks"}


class ListedResult(NamedTuple):
    """What was recorded from a list, and what became of the lines that were not."""

    result: ChangeResult
    outcome: ListOutcome


@dataclass(frozen=True)
class DoneOptions:
    """What the command line says of a list.

    ``what`` is recorded for lines that do not say it, of these ``rounds`` where they name none;
    ``day_given`` whether the clerk named its day. ``under`` is the
    code of the only office under which offices are meant, "" for the database's own. With ``partial``, good lines are
    recorded although others are bad.
    """

    what: ProgressEntry
    today: date
    task: int = 0
    under: str = ""
    partial: bool = False
    day_given: bool = False
    rounds: RoundChoice = CURRENT
    early: bool = False

    @property
    def meant(self) -> MeantRounds:
        """Which rounds are meant, of what comes again and again."""
        return MeantRounds(self.today, self.rounds, self.early)


def record_done_list(transaction: Transaction, read: ReadList, letter: str, options: DoneOptions) -> ListedResult:
    """Record the progress that a list says.

    What a line says of its own counts; what it does not say is as in the options. A row of a listing that circtrack
    wrote changes something only where somebody has changed it.

    Args:
        transaction: The open transaction.
        read: The list.
        letter: The letter for lines that name none.
        options: What the command line says.

    Raises:
        BadListError: lines cannot be used, and not ``partial``; nothing was written.
        InputError: no line names an office of one's own part.
    """
    return _DoneList(transaction, read, letter, options).record()


class _DoneList:
    """A list while it is being checked: the chains that its lines name, and what is to be recorded."""

    def __init__(self, transaction: Transaction, read: ReadList, letter: str, options: DoneOptions) -> None:
        self.transaction, self.read, self.letter, self.options = transaction, read, letter, options
        self.outcome = ListOutcome()
        self.entries: dict[tuple[int, str, str], tuple[ChainObligation, ProgressEntry, int]] = {}
        self.numbers: dict[str, None] = {}
        self.same = 0
        self.chain: Callable[[str, int, MeantRounds], Target] = cache(self._find_chain)
        # By office and day: the chain itself is long, and would be hashed for each line.
        self.part: Callable[..., Part] = cache(make_part)

    def record(self) -> ListedResult:
        """Check all lines, record those that can be taken."""
        check_lines(self.read.entries, self._take, self.outcome, partial=self.options.partial)
        if self.letter or not self.read.entries:
            part = make_part("", date.min)
            if self.letter:
                part = self._part_of(self.chain(self.letter, self.options.task, self.options.meant))
            reject_all_outside(self.read, self.outcome, part)
        found = ((owed, entry) for owed, entry, _ in self.entries.values())
        own = get_own_office(self.transaction.connection)
        result = record_progress(self.transaction, ", ".join(self.numbers), own, found)
        return ListedResult(replace(result, unchanged=result.unchanged + self.same), self.outcome)

    def _find_chain(self, letter: str, task: int, meant: MeantRounds) -> Target:
        return find_target(self.transaction.connection, letter, task, (), meant.find)

    def _part_of(self, chosen: Target) -> Part:
        return self.part(self.options.under or chosen.own_office, chosen.root.date, chosen.day)

    def _take(self, entry: ListEntry) -> None:
        meant = self._rounds_of(entry)
        chosen = self._chain_of(entry, meant)
        self.numbers[chosen.letter.number] = None
        part = self._part_of(chosen)
        office = find_listed(entry, chosen.names, chosen.day, chosen.own_office, part, self.outcome)
        if office is None:
            return
        code, name = office
        owed = chosen.obligations_of(code)
        if entry.mark in _APART and not entry.fields.keys() & {"progress", "state"}:
            self.outcome.apart.append(ApartLine(entry, code, name, chosen.letter.number))
            return
        if entry.mark == "blank" and not self.options.day_given:
            self.outcome.blank.append(name)
            return
        for each in meant.choose(self._tasks_of(entry, owed), chosen.letter.number):
            self._take_one(entry, chosen, each)

    def _rounds_of(self, entry: ListEntry) -> MeantRounds:
        """Return which rounds a line means."""
        text = entry.fields.get("round", "")
        return self.options.meant._replace(choice=read_round(text, self._day)) if text else self.options.meant

    def _take_one(self, entry: ListEntry, chosen: Target, owed: ChainObligation) -> None:
        said = self._entry_of(entry, chosen, owed)
        if said is None:
            self.same += 1
            return
        reject_wrong_entry(said, chosen, self.options.today)
        if not self.options.meant.early:
            reject_before_opening(owed, said.on)
        before = self.entries.setdefault((owed.task, owed.office, owed.round), (owed, said, entry.line))
        if before[1] != said:
            raise InputError("line {other} says something else of {office}.", other=before[2], office=owed.name)

    def _chain_of(self, entry: ListEntry, meant: MeantRounds) -> Target:
        letter = entry.fields.get("letter") or self.letter
        if not letter:
            raise InputError("no letter: name it in a column 'letter' or on the command line.")
        text = entry.fields.get("task", "")
        place = self.options.task
        if text and not self._names_a_title(text):
            place = read_task_place(text) or 0
            if not place:
                raise InputError("'{text}' is not the place of a task: 1, 2, …", text=text)
        try:
            return self.chain(letter, place, meant)
        except AmbiguousError:
            written = entry.fields.get("letter_date", "")
            if not written or letter != entry.fields.get("letter"):
                raise
            return self.chain(f"{letter}/{self._day(written).year + 543}", place, meant)

    def _names_a_title(self, text: str) -> bool:
        return self.read.is_own_export and not text.strip().isdecimal()

    def _tasks_of(self, entry: ListEntry, owed: tuple[ChainObligation, ...]) -> tuple[ChainObligation, ...]:
        """Return the obligations that a row means: those of the task whose title a listing has."""
        from circtrack.thai.number_text import bare_text  # only for circtrack's own listings

        text = entry.fields.get("task", "")
        if not text or not self._names_a_title(text):
            return owed
        wanted = bare_text(text)
        meant = tuple(each for each in owed if bare_text(each.title) == wanted)
        if not meant:
            raise InputError("{office} owes nothing that is called '{text}'.", office=owed[0].name, text=text)
        return meant

    def _day(self, text: str) -> date:
        return parse_past_day(text, self.options.today)

    def _entry_of(self, entry: ListEntry, chosen: Target, owed: ChainObligation) -> ProgressEntry | None:
        """Return what to record of an obligation; None if the line says nothing new of it."""
        progress, state = read_said(entry.fields)
        said: str = progress
        if state:
            said = _choose_edited(progress, state, owed.progress) if progress else state
        day, note = entry.fields.get("on", ""), entry.fields.get("note", "")
        if said in ("none", "open", ""):
            if self.read.is_own_export or state == "open":
                return self._edited_otherwise(entry, chosen, owed, day, note)
            if said:
                self.outcome.apart.append(ApartLine(entry, owed.office, owed.name, chosen.letter.number))
                return None
        if self.read.is_own_export and self._is_stale(entry, said, state, owed):
            return None
        if said == owed.progress and self.read.is_own_export and not day and (not note or note == owed.note):
            return None
        return self._make_entry(said or self.options.what.progress, day, note)

    def _is_stale(self, entry: ListEntry, said: str, state: str, owed: ChainObligation) -> bool:
        """Whether a listing's row says what was so before something else was recorded."""
        if said not in OWING or owed.progress in OWING or state not in ("open", ""):
            return False
        self.outcome.notes.append(
            Message(
                "line {line}: {office} was recorded as done or exempt after the listing was written, and stays so.",
                line=entry.line,
                office=owed.name,
            )
        )
        return True

    def _edited_otherwise(
        self, entry: ListEntry, chosen: Target, owed: ChainObligation, day: str, note: str
    ) -> ProgressEntry | None:
        """Return what to record where a listing's row says by a day alone that it was done."""
        if day:
            return self._make_entry("done", day, note)
        if note and note != owed.note:
            self.outcome.apart.append(ApartLine(entry, owed.office, owed.name, chosen.letter.number))
        return None

    def _make_entry(self, progress: str, day: str, note: str) -> ProgressEntry:
        what = self.options.what
        note = note or what.note
        if progress == "done":
            return ProgressEntry("done", self._day(day) if day else what.on or self.options.today, note)
        if progress == "exempt":
            raise InputError(
                "'{text}' is no progress that a list records.",
                hint=N_("`circtrack exempt --list FILE --reason TEXT` records it."),
                text="exempt",
            )
        if day:
            raise InputError("'{text}': only what is done has a day.", text=day)
        if progress == "blocked" and not note:
            raise InputError("blocked needs a note: what kept the office from entering the data?")
        known: Progress = "blocked" if progress == "blocked" else "incomplete"
        return ProgressEntry(known, None, note)


def _choose_edited(progress: str, state: str, recorded: str) -> str:
    """Return which of two columns of a listing somebody has changed: the one that says other than what is recorded."""
    if progress not in ("none", recorded):
        return progress
    is_same = state == recorded or (state == "open" and recorded in OWING)
    return progress if is_same or state == "open" else state


def record_all_but(transaction: Transaction, letter: str, read: ReadList, options: DoneOptions) -> ListedResult:
    """Record as done all offices of one's own part that owe, except those on a list of offices that have not done it.

    Who has done it has been told, so it does not matter whether a letter to the office is recorded. The listed offices
    stay as they are.

    Args:
        transaction: The open transaction.
        letter: Any unambiguous part of its number; below the root, only offices that it reached are meant.
        read: The list; what it says to be done is not on it.
        options: What the command line says.

    Raises:
        UnknownError, AmbiguousError: no letter fits, or several do.
        InputError: the day is before the root letter's date or after today.
        BadListError: lines name no office that owes on the letter; nothing was written.
    """
    meant = options.meant
    chosen = find_target(transaction.connection, letter, options.task, (), meant.find)
    reject_wrong_entry(options.what, chosen, options.today)
    part = make_part(options.under or chosen.own_office, chosen.root.date, chosen.day)
    not_done = [each for each in read.entries if not _says_done(each)]
    codes, outcome = find_all(
        read._replace(entries=tuple(not_done)),
        chosen.names,
        chosen.day,
        chosen.own_office,
        part,
        check=chosen.obligations_of,
    )
    listed = [each for each in chosen.all_obligations() if part.has(each.office)]
    not_listed = [each for each in listed if each.office not in codes]
    still = [each for each in meant.choose(not_listed, chosen.letter.number) if each.progress in OWING]
    if not meant.early:
        for each in still:
            reject_before_opening(each, options.what.on)
    entries = [(each, options.what) for each in still]
    result = record_progress(transaction, chosen.letter.number, chosen.own_office, entries)
    notes = [
        Message(
            "{office} is on the list, but is recorded as done on {on}: one of them is wrong.",
            office=each.name,
            on=each.done_on or "?",
        )
        for each in listed
        if each.office in codes and each.progress == "done"
    ]
    if said := len(read.entries) - len(not_done):
        notes.append(Message("{count} lines say that it is done, and were not taken for exceptions.", count=said))
    return ListedResult(replace(result, notes=tuple(notes)), outcome)


def _says_done(entry: ListEntry) -> bool:
    return entry.mark == "done" or "done" in read_said(entry.fields)
