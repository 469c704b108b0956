"""Bundles: what one office tells another of a letter, its chain and what is owed there. Natural keys only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.actions.offices import at_or_under
from circtrack.actions.sync.apply_precedence import own_receipt, own_version
from circtrack.actions.sync.precedence import in_line, may_speak_of, task_keys
from circtrack.actions.sync.statements import ChainStatements, progress_value
from circtrack.actions.target import office_among
from circtrack.errors import N_, InputError
from circtrack.store.find_letter import find_letter
from circtrack.store.settings import own_office
from circtrack.store.statements import (
    Fact,
    as_json,
    first_classified,
    letter_keys,
    letter_row,
    numbers_of,
    parents_of,
    receipts_on_chain,
    said_of,
    said_on_chain,
    stamp_now,
    titles_of,
)
from circtrack.store.tasks import chain_members, chain_tasks, moved, owed, statements_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from circtrack.database.engine import Connection
    from circtrack.store.tasks import Member, MovedRow, RecordedTask

LetterKey = tuple[str, int, str]
"""Issuer's code, Buddhist year, number."""


class Carried(NamedTuple):
    """One letter of a bundle: its key, every number it goes by with its source, and the letter that it passes on."""

    key: LetterKey
    numbers: tuple[tuple[str, str], ...]
    parent: LetterKey | None


class BundleStatement(NamedTuple):
    """One office's word in a bundle, on a fact of a letter (``store.statements``). An empty ``value`` says nothing."""

    letter: LetterKey
    task: str
    office: str
    said_by: str
    stamp: str
    value: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds. ``made_by`` and ``for_office`` are codes, ``name`` is what messages call it."""

    name: str
    made_by: str
    for_office: str
    letter: LetterKey
    stamp: str
    letters: tuple[Carried, ...]
    told: tuple[BundleStatement, ...]

    @property
    def manifest(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {
            "made_by": self.made_by,
            "for": self.for_office,
            "letter": list(self.letter),
            "stamp": self.stamp,
            "counts": self.counts,
        }

    @property
    def counts(self) -> dict[str, int]:
        """How many letters, receipts and obligations it speaks of."""
        spoken = {(each.letter, each.task, each.office) for each in self.told if each.office and each.value}
        return {
            "letters": len(self.letters),
            "receipts": sum(not task for _, task, _ in spoken),
            "obligations": sum(bool(task) for _, task, _ in spoken),
        }

    @property
    def lines(self) -> tuple[list[str], list[str]]:
        """Its letters, and what is said of them, each a line of JSON."""
        return (
            [as_json({"key": each.key, "numbers": each.numbers, "parent": each.parent}) for each in self.letters],
            [as_json(each._asdict()) for each in self.told],
        )


def make_bundle(connection: Connection, letter: str, office: str, *, include_secret: bool) -> Bundle:
    """What this database knows of a letter's chain as far as an office is concerned. Reads only.

    Args:
        connection: An open database, of an office.
        letter: Any unambiguous part of the letter's number.
        office: Code or name of the office; one above this database's own means all that this one answers for.
        include_secret: Whether a classified chain may go.

    Raises:
        InputError: it is nobody's database, the office is neither under nor above its own, or the chain is classified.
        UnknownError, AmbiguousError: no letter or office fits, or several do.
    """
    own = own_office(connection)
    if not own:
        raise InputError(
            "It is not said whose database this is, so nobody can be named who says what the bundle holds.",
            hint=N_("`circtrack init --office OFFICE` says it."),
        )
    found = find_letter(connection, letter, own_office=own)
    code, name = office_among(office, {}, found.date, own)
    if not in_line(own, code, found.date):
        raise InputError(
            "{office} is neither under the office whose database this is nor above it.",
            hint=N_("A bundle is for an office below or above: name that one with --for."),
            office=name,
        )
    maker = _Maker(connection, own, code, chain_members(connection, found.root), found.root)
    letters = maker.letters(found.id)
    told = tuple(sorted(maker.told(letters), key=lambda each: each[:5]))
    acting = [row for row in maker.named if row not in letters]
    told += tuple(each for row in acting for each in maker.versions(row))
    if not include_secret and (secret := first_classified(connection, [*letters, *acting])):
        raise InputError(
            "{number} is marked {mark}, so its chain stays here.",
            hint=N_("--include-secret takes it along: see to it that the file goes by a way that may carry it."),
            number=secret[0],
            mark=secret[1],
        )
    carried = maker.carried([*letters, *acting])
    return Bundle("", own, code, maker.keys[found.id], maker.stamp, carried, told)


class _Maker:
    """Takes one chain's facts out of the database."""

    def __init__(self, connection: Connection, own: str, office: str, members: list[Member], root: int) -> None:
        self._connection = connection
        self._own = own
        self._office = office
        self._members = {member.id: member for member in members}
        self._root = root
        self.stamp = stamp_now(connection)
        self.keys: dict[int, LetterKey] = letter_keys(connection, self._members)
        self.named: dict[int, None] = {}
        """Letters of other chains on whose word a deadline moved or an obligation was closed."""

    def letters(self, letter: int) -> dict[int, None]:
        """The letter, those that the office or one under it wrote or was sent, and all above them; from the top."""
        wanted: set[int] = set()
        for row, member in self._members.items():
            under = at_or_under(self._office, member.date)
            if row == letter or member.issuer in under or not under.isdisjoint(member.recipients):
                above: int | None = row
                while above is not None and above not in wanted:
                    wanted.add(above)
                    above = self._members[above].parent
        depth = {row: len(self._line(row)) for row in wanted}
        return dict.fromkeys(sorted(wanted, key=lambda row: (depth[row], self._members[row].date, self.keys[row])))

    def carried(self, rows: list[int]) -> tuple[Carried, ...]:
        """These letters, each after the one that it passes on."""
        parents = parents_of(self._connection, rows)
        self.keys |= letter_keys(self._connection, rows)
        return tuple(
            Carried(
                self.keys[row],
                tuple(numbers_of(self._connection, row)),
                self.keys[parent] if (parent := parents[row]) in rows and parent is not None else None,
            )
            for row in rows
        )

    def told(self, letters: dict[int, None]) -> Iterator[BundleStatement]:
        """What this office says of these letters, and what it was told by others in its line."""
        for row in letters:
            yield from self.versions(row)
        said = said_on_chain(self._connection, self._root)
        for receipt in receipts_on_chain(self._connection, self._root):
            if receipt.letter in letters and self._concerns(receipt.office):
                about = [each for each in said if each.fact == Fact(receipt.letter, "", receipt.office)]
                yield self._own_word(Fact(receipt.letter, "", receipt.office), own_receipt(receipt, about))
        for each in said:
            fact = each.fact
            known = fact.letter in letters and (fact.task or fact.office) and each.said_by not in ("", self._own)
            if known and self._may_relay(each.said_by) and (not fact.office or self._is_of_office(fact.office)):
                yield self._told(each.fact, each.said_by, each.stamp, each.value)
        hearing = ChainStatements(self._connection, list(self._members.values()), self._root, self._own)
        for task in chain_tasks(self._connection, self._root):
            yield from self._task(task, letters, hearing)

    def versions(self, row: int) -> Iterator[BundleStatement]:
        """The versions of a letter: this office's own, and those that it was told."""
        self.keys |= letter_keys(self._connection, [row])
        own = own_version(self._connection, row)
        if own is not None:
            yield self._own_word(Fact(row), own)
        for each in said_of(self._connection, Fact(row)):
            known_better = own is not None and each.said_by == self._own
            if each.said_by and not known_better and self._may_relay(each.said_by):
                yield self._told(each.fact, each.said_by, each.stamp, each.value)

    def _task(
        self, task: RecordedTask, letters: dict[int, None], hearing: ChainStatements
    ) -> Iterator[BundleStatement]:
        places = statements_of(self._connection, task.id)
        order = {row: at for at, row in enumerate(letters)}
        stated = sorted((order[row], position, row) for row, position in places if row in order)
        if not stated:
            return
        _, position, row = stated[0]
        key = task_keys([title for title, _ in titles_of(self._connection, row)])[position - 1]
        moves: dict[str | None, list[MovedRow]] = {}
        for change in moved(self._connection, task.id):
            if change.agreed and not change.recorded_by:
                moves.setdefault(change.office, []).append(change)
        yield self._own_word(Fact(row, key), self._with_moves({}, moves.get(None, [])))
        for office, record in sorted(owed(self._connection, task.id).items()):
            if self._concerns(office):
                own = hearing.own(places, office, record)
                if own is not None and own.closed_by is not None:
                    self.named.setdefault(own.closed_by)
                value = progress_value(self._connection, own) if own is not None else {}
                yield self._own_word(Fact(row, key, office), self._with_moves(value, moves.get(office, [])))

    def _with_moves(self, value: dict[str, Any], moves: list[MovedRow]) -> dict[str, Any]:
        rows = []
        for move in moves:
            if move.letter is not None:
                self.named.setdefault(move.letter)
            by = letter_keys(self._connection, [move.letter])[move.letter] if move.letter else None
            rows.append([move.due_on, move.previous, move.reason, list(by) if by else None])
        return {**value, "moves": sorted(rows, key=repr)} if rows else value

    def _own_word(self, fact: Fact, value: dict[str, Any]) -> BundleStatement:
        return BundleStatement(self.keys[fact.letter], fact.task, fact.office, self._own, self.stamp, value)

    def _told(self, fact: Fact, said_by: str, stamp: str, value: str) -> BundleStatement:
        parsed = json.loads(value)
        for key in (parsed.get("closed_by"), *(move[3] for move in parsed.get("moves", ()))):
            if key:
                row = letter_row(self._connection, *key)
                if row is not None:
                    self.named.setdefault(row)
        return BundleStatement(self.keys[fact.letter], fact.task, fact.office, said_by, stamp, parsed)

    def _line(self, row: int) -> list[int]:
        line = [row]
        while (above := self._members[line[-1]].parent) is not None:
            line.append(above)
        return line

    @property
    def _day(self) -> date:
        return self._members[self._root].date

    def _is_of_office(self, office: str) -> bool:
        return may_speak_of(self._office, office, self._day)

    def _concerns(self, office: str) -> bool:
        return self._is_of_office(office) and may_speak_of(self._own, office, self._day)

    def _may_relay(self, said_by: str) -> bool:
        return in_line(self._own, said_by, self._day)
