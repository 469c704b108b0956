"""What a verb acts on: the chain that a clerk's words for a letter mean, and the offices meant in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from circtrack.errors import N_, InputError, UnknownError
from circtrack.store.find_letter import find_letter, letter_by_id
from circtrack.store.obligations import owed_by_those_called, owed_on_chain
from circtrack.store.settings import own_office
from circtrack.store.tasks import chain_tasks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from circtrack.database.engine import Connection
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.obligations import Owed


_IN_FULL = {
    "อบจ": "องค์การบริหารส่วนจังหวัด",
    "ทน": "เทศบาลนคร",
    "ทม": "เทศบาลเมือง",
    "ทต": "เทศบาลตำบล",
    "อบต": "องค์การบริหารส่วนตำบล",
}


@dataclass(frozen=True)
class Target:
    """A letter, the root of its chain, what is owed on the chain, and whose database this is ("": everyone's)."""

    letter: FoundLetter
    root: FoundLetter
    owed: tuple[Owed, ...]
    own_office: str

    @cached_property
    def _by_office(self) -> dict[str, tuple[Owed, ...]]:
        owed: dict[str, tuple[Owed, ...]] = {}
        for each in self.owed:
            owed[each.office] = (*owed.get(each.office, ()), each)
        return owed

    @cached_property
    def _by_name(self) -> dict[str, list[Owed]]:
        owed: dict[str, list[Owed]] = {}
        for each, *_ in self._by_office.values():
            owed.setdefault(each.name, []).append(each)
        return owed

    @cached_property
    def _names(self) -> dict[str, str]:
        return {code: owed[0].name for code, owed in self._by_office.items()}

    def one(self, text: str) -> tuple[Owed, ...]:
        """What the office that a clerk names owes.

        Raises:
            UnknownError: there is no such office, or it owes nothing here.
            AmbiguousError: several offices are called so.
        """
        code = self._named_in_full(text)
        name = self._names.get(code, "")
        if not code:
            code, name = office_among(text, self._names, self.root.date, self.own_office)
        found = self._by_office.get(code, ())
        if not found:
            raise UnknownError(
                "{office} owes nothing on {letter}.",
                hint=N_('`circtrack owing "{letter}"` lists who does.'),
                office=name,
                letter=self.letter.number,
            )
        return found

    def has_each(self, texts: Sequence[str]) -> bool:
        """Whether each text is the code or the full name of one who owes, so that nobody else could be meant."""
        return all(self._named_in_full(text) or text.strip() in self._by_office for text in texts)

    def _named_in_full(self, text: str) -> str:
        """The code of the one who owes and is called just so on the root's date, as a list of thousands names it.

        "" for everything else: what it is must be looked up in the list of all offices, and that takes longer.
        """
        place = " ".join(_short(word) for word in text.split()[1:])
        named = self._by_name.get(_name_in_full(text), ())
        fitting = [each.office for each in named if not place or place in _places(each)]
        return fitting[0] if len(fitting) == 1 else ""

    def all(self) -> tuple[Owed, ...]:
        """Everything owed under this letter: on the whole chain for its root, else by those under its issuer."""
        if self.letter.id == self.root.id:
            return self.owed
        from circtrack.actions.offices import at_or_under

        below = at_or_under(self.letter.issuer, self.root.date)
        return tuple(each for each in self.owed if each.office in below)


def _name_in_full(text: str) -> str:
    """The name at the head of what a list writes, its kind in full."""
    name, *_ = text.split() or [""]
    abbreviation, _, bare = name.partition(".")
    return _IN_FULL[abbreviation] + bare if abbreviation in _IN_FULL else name


def _short(word: str) -> str:
    for full, short in (("อำเภอ", "อ."), ("จังหวัด", "จ.")):
        if word.startswith(full):
            return short + word.removeprefix(full)
    return word


def _places(owed: Owed) -> tuple[str, ...]:
    """How a list says where an office is, behind its name."""
    province = f"จ.{owed.province}" if owed.province else ""
    return (province, f"อ.{owed.district}", f"อ.{owed.district} {province}") if owed.district else (province,)


def target(connection: Connection, letter: str, task: int = 0, named: Sequence[str] = ()) -> Target:
    """What a clerk's words for a letter mean.

    Where only :meth:`Target.one` is asked, of ``named``, what the country owes need not be read for a few offices.

    Args:
        connection: An open database.
        letter: Any unambiguous part of its number.
        task: Only the chain's task of this place (1, 2, ...); 0 for all.
        named: Codes or names of the only offices that are meant; none for all.

    Raises:
        UnknownError: no letter fits, it has no tasks, or none of that place.
        AmbiguousError: several letters fit.
    """
    found = find_letter(connection, letter, own_office=own_office(connection))
    tasks = chain_tasks(connection, found.root)
    titles = [f"{each.position}. {each.title}" for each in tasks]
    if not tasks:
        raise UnknownError(
            "{letter} asks for nothing to be entered, so nobody owes anything on it.",
            hint=N_("Tasks are read from the letter's text, or given with `circtrack add --task`."),
            letter=found.number,
        )
    if task and task not in {each.position for each in tasks}:
        raise UnknownError("{letter} has no task {task}.", details=titles, letter=found.number, task=task)
    if named:
        called = [*map(str.strip, named), *map(_name_in_full, named)]
        few = _of_task(_target(connection, found, owed_by_those_called(connection, found.root, called)), task)
        if few.has_each(named):
            return few
    return _of_task(target_of(connection, found), task)


def target_of(connection: Connection, letter: FoundLetter) -> Target:
    """All that is owed on a letter's chain, be it nothing."""
    return _target(connection, letter, owed_on_chain(connection, letter.root))


def _target(connection: Connection, letter: FoundLetter, owed: Sequence[Owed]) -> Target:
    return Target(letter, letter_by_id(connection, letter.root), tuple(owed), own_office(connection))


def _of_task(whole: Target, task: int) -> Target:
    return replace(whole, owed=tuple(each for each in whole.owed if task in (0, each.position)))


def office_among(text: str, names: dict[str, str], day: date, own_office: str) -> tuple[str, str]:
    """Code and name of the office that a clerk names, of these first. ``names`` has the names by code."""
    written = text.strip()
    if written in names:
        return written, names[written]
    from circtrack.registry.find import find_office  # the registry's names are loaded where they are looked through

    office = find_office(text, day, among=names.keys(), under=own_office)
    return office.code, names.get(office.code, office.name)


def refuse_wrong_day(on: date, since: date, today: date, number: str) -> None:
    """Something was done on a day: not before the letter was written, and not in the future.

    Raises:
        InputError: it was.
    """
    if on < since:
        raise InputError(
            "{on} is before the date of {letter}, {since}: is it a slip?", on=on, letter=number, since=since
        )
    if on > today:
        raise InputError("{on} is after today, {today}: record it when it has happened.", on=on, today=today)
