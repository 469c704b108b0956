"""Find what a verb acts on: the chain of the letter that a clerk names, and the offices named in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from circtrack.errors import N_, InputError, UnknownError
from circtrack.store.chain import list_reached_by
from circtrack.store.find_letter import find_letter, load_first_letter
from circtrack.store.obligations import list_owed_by_name, list_owed_on_chain
from circtrack.store.settings import get_own_office
from circtrack.store.tasks import load_chain_tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from circtrack.database.engine import Connection
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.obligations import ChainObligation, ChainRounds
    from circtrack.store.tasks import RecordedTask


_IN_FULL = {
    "อบจ": "องค์การบริหารส่วนจังหวัด",
    "ทน": "เทศบาลนคร",
    "ทม": "เทศบาลเมือง",
    "ทต": "เทศบาลตำบล",
    "อบต": "องค์การบริหารส่วนตำบล",
}


@dataclass(frozen=True)
class Target:
    """A letter, the root of its chain, the obligations of the chain, and the database's own office ("" for none).

    ``reached`` are the offices to which a letter below the root came down. ``day`` is the one of which offices are
    looked for by name: that on which the last round ends that is meant, or else the root's date.
    """

    letter: FoundLetter
    root: FoundLetter
    owed: tuple[ChainObligation, ...]
    own_office: str
    day: date
    reached: tuple[str, ...] = ()

    @cached_property
    def _by_office(self) -> dict[str, tuple[ChainObligation, ...]]:
        owed: dict[str, tuple[ChainObligation, ...]] = {}
        for each in self.owed:
            owed[each.office] = (*owed.get(each.office, ()), each)
        return owed

    @cached_property
    def _by_name(self) -> dict[str, list[ChainObligation]]:
        owed: dict[str, list[ChainObligation]] = {}
        for each, *_ in self._by_office.values():
            owed.setdefault(each.name, []).append(each)
        return owed

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of the offices that owe, by code."""
        return {code: owed[0].name for code, owed in self._by_office.items()}

    def obligations_of(self, text: str) -> tuple[ChainObligation, ...]:
        """Return the obligations of the office that a clerk names.

        Raises:
            UnknownError: no office has this name, or it owes nothing on the chain.
            AmbiguousError: several offices have this name.
        """
        code = text if text in self._by_office else self._named_in_full(text)
        name = self.names.get(code, "")
        if not code:
            code, name = choose_office(text, self.names, self.day, self.own_office)
        found = self._by_office.get(code, ())
        if not found:
            raise UnknownError(
                "{office} owes nothing on {letter}.",
                hint=N_('`circtrack owing "{letter}"` lists who does.'),
                office=name,
                letter=self.letter.citation,
            )
        return found

    def has_each(self, texts: Sequence[str]) -> bool:
        """Whether each text is the code or full name of an office that owes, so that no other office can be meant."""
        return all(self._named_in_full(text) or text.strip() in self._by_office for text in texts)

    def _named_in_full(self, text: str) -> str:
        """Return the code of the only office that owes and has exactly this name on the root's date; else "".

        This is fast enough for lists of thousands of names. For "" the caller searches the list of all offices, which
        takes longer.
        """
        place = " ".join(_abbreviate(word) for word in text.split()[1:])
        named = self._by_name.get(_write_kind_in_full(text), ())
        fitting = [each.office for each in named if not place or place in _list_places(each)]
        return fitting[0] if len(fitting) == 1 else ""

    def all_obligations(self) -> tuple[ChainObligation, ...]:
        """Return all obligations under this letter: the whole chain's for the root, else of those whom it reached."""
        if self.letter.id == self.root.id:
            return self.owed
        from circtrack.actions.offices import list_at_or_under

        below = frozenset().union(
            *(list_at_or_under(code, day) for code in self.reached for day in (self.root.date, self.day))
        )
        return tuple(each for each in self.owed if each.office in below)


def _write_kind_in_full(text: str) -> str:
    """Return the first word of a list's line, with its abbreviation of the office's kind written out."""
    name, *_ = text.split() or [""]
    abbreviation, _, bare = name.partition(".")
    return _IN_FULL[abbreviation] + bare if abbreviation in _IN_FULL else name


def _abbreviate(word: str) -> str:
    for full, short in (("อำเภอ", "อ."), ("จังหวัด", "จ.")):
        if word.startswith(full):
            return short + word.removeprefix(full)
    return word


def _list_places(owed: ChainObligation) -> tuple[str, ...]:
    """Return the ways to write, after an office's name, where it is."""
    province = f"จ.{owed.province}" if owed.province else ""
    return (province, f"อ.{owed.district}", f"อ.{owed.district} {province}") if owed.district else (province,)


def find_target(
    connection: Connection,
    letter: str,
    task: int = 0,
    named: Sequence[str] = (),
    find_rounds: Callable[[Connection, Sequence[RecordedTask]], ChainRounds] | None = None,
) -> Target:
    """Find the chain of the letter that a clerk names.

    If only ``named`` offices are needed, load just those: loading the obligations of the whole country takes long.

    Args:
        connection: An open database.
        letter: Any unambiguous part of its number.
        task: Position of the only task wanted (1, 2, ...); 0 for all.
        named: Codes or names of the only offices wanted; empty for all.
        find_rounds: Finds which rounds are meant of tasks that recur (``work.rounds``); None to find their obligations
            as a whole.

    Raises:
        UnknownError: no letter fits, it has no tasks, or no task at that position.
        AmbiguousError: several letters fit.
    """
    own = get_own_office(connection)
    found = find_letter(connection, letter, own_office=own)
    tasks = load_chain_tasks(connection, found.root)
    titles = [f"{each.position}. {each.title}" for each in tasks]
    if not tasks:
        raise UnknownError(
            "{letter} asks for nothing to be entered, so nobody owes anything on it.",
            hint=N_('If the letter asks for something: `circtrack correct "{letter}" --add-task TITLE` records it.'),
            letter=found.citation,
        )
    if task and task not in {each.position for each in tasks}:
        raise UnknownError("{letter} has no task {task}.", details=titles, letter=found.number, task=task)
    rounds = None
    if find_rounds and any("=" in each.rule for each in tasks):
        rounds = find_rounds(connection, [each for each in tasks if task in (0, each.position)])
    if named:
        called = [*map(str.strip, named), *map(_write_kind_in_full, named)]
        owed = list_owed_by_name(connection, found.root, called, rounds)
        target = _keep_task(_make_target(connection, found, owed, own, rounds), task)
        if target.has_each(named):
            return target
    return _keep_task(load_target(connection, found, rounds), task)


def load_target(connection: Connection, letter: FoundLetter, rounds: ChainRounds | None = None) -> Target:
    """Load the obligations of a letter's chain; possibly none."""
    owed = list_owed_on_chain(connection, letter.root, rounds)
    return _make_target(connection, letter, owed, get_own_office(connection), rounds)


def _make_target(
    connection: Connection, letter: FoundLetter, owed: Sequence[ChainObligation], own: str, rounds: ChainRounds | None
) -> Target:
    reached = list_reached_by(connection, letter.id) if letter.id != letter.root else ()
    root = letter if letter.id == letter.root else load_first_letter(connection, letter.root)
    day = date.fromisoformat(rounds.last) if rounds and rounds.last else root.date
    return Target(letter, root, tuple(owed), own, day, reached)


def _keep_task(whole: Target, task: int) -> Target:
    return replace(whole, owed=tuple(each for each in whole.owed if task in (0, each.position)))


def choose_office(text: str, names: dict[str, str], day: date, own_office: str) -> tuple[str, str]:
    """Return code and name of the office that a clerk names; offices in ``names`` (names by code) are preferred."""
    written = text.strip()
    if written in names:
        return written, names[written]
    from circtrack.registry.find import find_office  # loading all names of the registry takes time

    office = find_office(text, day, among=names.keys(), under=own_office)
    return office.code, names.get(office.code, office.name)


def reject_wrong_day(on: date, since: date, today: date, number: str) -> None:
    """Reject a day before the letter's date or after today.

    Raises:
        InputError: the day is outside these limits.
    """
    if on < since:
        raise InputError(
            "{on} is before the date of {letter}, {since}: is it a slip?", on=on, letter=number, since=since
        )
    if on > today:
        raise InputError("{on} is after today, {today}: record it when it has happened.", on=on, today=today)
