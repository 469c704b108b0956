"""Make bundles: what one office states to another of a letter, its chain and obligations. Natural keys only."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.actions.offices import list_at_or_under
from circtrack.actions.sync.apply_precedence import load_own_receipt, load_own_version
from circtrack.actions.sync.precedence import is_in_line, make_round_key, make_task_keys, may_state_for
from circtrack.actions.sync.statements import ChainStatements, make_progress_value
from circtrack.actions.target import choose_office
from circtrack.errors import N_, InputError, UnknownError
from circtrack.store.added_offices import list_added_offices
from circtrack.store.chain import list_ever_under
from circtrack.store.corrections import list_formerly, load_former_keys
from circtrack.store.find_letter import find_letter, load_found_letter
from circtrack.store.obligations import list_chains_of
from circtrack.store.owing import Selection, list_obligations, list_tasks
from circtrack.store.recorded_rounds import load_recorded_rounds
from circtrack.store.settings import get_own_office
from circtrack.store.statements import (
    Fact,
    find_classified,
    find_letter_row,
    list_numbers,
    list_receipts_on_chain,
    list_statements,
    list_statements_on_chain,
    list_titles,
    load_letter_keys,
    load_parents,
    make_stamp,
    to_json,
)
from circtrack.store.tasks import (
    list_places_of_task,
    load_chain_tasks,
    load_deadline_changes,
    load_members,
    load_obligations,
)
from circtrack.store.withdrawn import find_withdrawn, list_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.database.engine import Connection
    from circtrack.store.added_offices import StatedOffice
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.tasks import ChainMember, DeadlineChange, RecordedTask
    from circtrack.store.withdrawn import Withdrawal

LetterKey = tuple[str, int, str]
"""The issuer's code, the Buddhist year and the number."""


class BundleLetter(NamedTuple):
    """One letter of a bundle: its key, all its numbers, each with its source, and the key of its parent.

    ``formerly`` are the keys that it had before it was corrected, and no letter has now; ``others`` those of letters
    that had its key before they were corrected, and are other letters.
    """

    key: LetterKey
    numbers: tuple[tuple[str, str], ...]
    parent: LetterKey | None
    formerly: tuple[LetterKey, ...] = ()
    others: tuple[LetterKey, ...] = ()


class BundleStatement(NamedTuple):
    """One office's statement on a fact of a letter (``store.statements``). An empty ``value`` states nothing."""

    letter: LetterKey
    task: str
    office: str
    said_by: str
    stamp: str
    value: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle. ``made_by`` and ``for_office`` are office codes; ``name`` is its name in messages.

    ``offices`` are those that it names and the country's list does not hold, superiors first. ``withdrawn`` are letters
    that their issuers have taken out, without what was said of them. ``left_out`` are the numbers of classified letters
    of these chains that are not in it.
    """

    name: str
    made_by: str
    for_office: str
    letter: LetterKey
    stamp: str
    letters: tuple[BundleLetter, ...]
    statements: tuple[BundleStatement, ...]
    offices: tuple[StatedOffice, ...] = ()
    withdrawn: tuple[Withdrawal, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def manifest(self) -> dict[str, Any]:
        """The bundle's manifest."""
        return {
            "made_by": self.made_by,
            "for": self.for_office,
            "letter": list(self.letter),
            "stamp": self.stamp,
            "counts": self.counts,
            **({"offices": [_write_office(each) for each in self.offices]} if self.offices else {}),
            **({"withdrawn": [_write_withdrawal(each) for each in self.withdrawn]} if self.withdrawn else {}),
        }

    @property
    def counts(self) -> dict[str, int]:
        """How many letters, receipts and obligations it holds."""
        facts = {(each.letter, each.task, each.office) for each in self.statements if each.office and each.value}
        return {
            "letters": len(self.letters),
            "receipts": sum(not task for _, task, _ in facts),
            "obligations": sum(bool(task) for _, task, _ in facts),
        }

    @property
    def lines(self) -> tuple[list[str], list[str]]:
        """Its letters and its statements, each as a line of JSON."""
        return (
            [to_json(each._asdict()) for each in self.letters],
            [to_json(each._asdict()) for each in self.statements],
        )


def _write_office(each: StatedOffice) -> list[str]:
    office, days = each.office, (each.office.since, each.office.until)
    return [office.code, office.name, office.kind, office.superior, *(str(day or "") for day in days), each.stamp]


def _write_withdrawal(each: Withdrawal) -> list[Any]:
    return [list(each.key), each.said_by, each.date, each.secrecy, [list(key) for key in each.formerly], each.stamp]


def make_bundle(connection: Connection, letter: str, office: str, *, include_secret: bool) -> Bundle:
    """Make the bundle of a letter's chain for an office, from what concerns that office. Reads only.

    Args:
        connection: An open database that belongs to an office.
        letter: Any unambiguous part of the letter's number.
        office: Code or name of the office. For an office above, all facts of this office and those under it go along.
        include_secret: Whether classified letters may be included; else the chain goes without them.

    Raises:
        InputError: the database has no own office, the office is not above or under it, or the letter is classified.
        UnknownError, AmbiguousError: no letter or office fits, or several do.
    """
    own = _find_own_office(connection)
    try:
        found = find_letter(connection, letter, own_office=own)
    except UnknownError:
        withdrawal = find_withdrawn(connection, letter, include_secret=include_secret)
        if withdrawal is None:
            raise
        return _make_bundle_of_withdrawal(connection, withdrawal, office, own, include_secret=include_secret)
    return _make_bundle_of(connection, found, office, own, include_secret=include_secret)


def _make_bundle_of_withdrawal(
    connection: Connection, withdrawal: Withdrawal, office: str, own: str, *, include_secret: bool
) -> Bundle:
    """Make the bundle that only says that letters are taken out."""
    day = date.fromisoformat(withdrawal.date)
    code, name = choose_office(office, {}, day, own)
    _reject_office_out_of_line(own, code, name, day)
    if withdrawal.secrecy and not include_secret:
        raise _make_classified_error(withdrawal.key[2], withdrawal.secrecy)
    withdrawn = _list_withdrawals_for(connection, code, own, include_secret=include_secret)
    return Bundle("", own, code, withdrawal.key, make_stamp(connection), (), (), withdrawn=withdrawn)


def _list_withdrawals_for(
    connection: Connection, office: str, own: str, *, include_secret: bool
) -> tuple[Withdrawal, ...]:
    """Return what issuers have taken out and an office above or below them may have."""
    return tuple(
        each
        for each in list_words(connection)
        if (include_secret or not each.secrecy)
        and is_in_line(own, each.said_by, date.fromisoformat(each.date))
        and is_in_line(office, each.said_by, date.fromisoformat(each.date))
    )


def make_bundle_of_all(connection: Connection, office: str, today: date, *, include_secret: bool) -> Bundle:
    """Make one bundle of all open circulars that concern an office. Reads only.

    Args:
        connection: An open database that belongs to an office.
        office: Code or name of the office.
        today: The day whose names count.
        include_secret: Whether classified letters are included; else they stay here.

    Raises:
        InputError: the database has no own office, or no open circular concerns the office.
        UnknownError, AmbiguousError: no office fits, or several do.
    """
    own = _find_own_office(connection)
    code, name = choose_office(office, {}, today, own)
    offices = list_ever_under(connection, (own if own in list_at_or_under(code, today) else code,))
    tasks = list_tasks(connection, settled=False, include_secret=include_secret)
    concerned = {
        tasks[row.task].root
        for row in list_obligations(connection, Selection(include_secret=include_secret, offices=[offices]))
    }
    roots = dict.fromkeys(task.letter for task in tasks.values() if task.root in concerned)
    withdrawn = _list_withdrawals_for(connection, code, own, include_secret=include_secret)
    if not roots and withdrawn:
        return Bundle("", own, code, withdrawn[0].key, make_stamp(connection), (), (), withdrawn=withdrawn)
    if not roots:
        raise InputError("No open circular concerns {office}.", office=name)
    parts = [
        _make_bundle_of(connection, load_found_letter(connection, root), code, own, include_secret=include_secret)
        for root in roots
    ]
    letters = {each.key: each for part in parts for each in part.letters}
    statements = {each[:4]: each for part in parts for each in part.statements}
    first = parts[0]
    made = Bundle("", own, code, first.letter, first.stamp, tuple(letters.values()), tuple(statements.values()))
    left_out = tuple(dict.fromkeys(number for part in parts for number in part.left_out))
    return replace(
        made, withdrawn=withdrawn, offices=_list_added_offices(connection, made, concerned), left_out=left_out
    )


def _find_own_office(connection: Connection) -> str:
    """Return the database's own office.

    Raises:
        InputError: it has none.
    """
    own = get_own_office(connection)
    if not own:
        raise InputError(
            "It is not said whose database this is, so nobody can be named who says what the bundle holds.",
            hint=N_("`circtrack init --office OFFICE` says it."),
        )
    return own


def _make_bundle_of(
    connection: Connection, found: FoundLetter, office: str, own: str, *, include_secret: bool
) -> Bundle:
    """Make the bundle of one letter's chain."""
    code, name = choose_office(office, {}, found.date, own)
    _reject_office_out_of_line(own, code, name, found.date)
    maker = _Maker(connection, own, code, load_members(connection, found.root), found.root)
    chosen = maker.choose_letters(found.id)
    classified = {} if include_secret else find_classified(connection, chosen)
    if found.id in classified:
        raise _make_classified_error(*classified[found.id])
    letters = {row: None for row in chosen if row not in classified}
    statements = tuple(sorted(maker.make_statements(letters), key=lambda each: each[:5]))
    acting = [row for row in maker.named if row not in letters]
    statements += tuple(each for row in acting for each in maker.make_versions(row))
    if not include_secret:  # what a classified letter closed or moved cannot be told without it
        for number, mark in find_classified(connection, acting).values():
            raise _make_classified_error(number, mark)
    bundle_letters = maker.make_letters([*letters, *acting])
    bundle = Bundle("", own, code, maker.keys[found.id], maker.stamp, bundle_letters, statements)
    withdrawn = _list_withdrawals_for(connection, code, own, include_secret=include_secret)
    left_out = tuple(number for number, _ in classified.values())
    return replace(
        bundle, withdrawn=withdrawn, offices=_list_added_offices(connection, bundle, {found.root}), left_out=left_out
    )


def _reject_office_out_of_line(own: str, code: str, name: str, day: date) -> None:
    if not is_in_line(own, code, day):
        raise InputError(
            "{office} is neither under the office whose database this is nor above it.",
            hint=N_("A bundle is for an office below or above: name that one with --for."),
            office=name,
        )


def _make_classified_error(number: str, mark: str) -> InputError:
    return InputError(
        "{number} is marked {mark}, so it stays here, with what rests on it.",
        hint=N_("--include-secret takes it along: see to it that the file goes by a way that may carry it."),
        number=number,
        mark=mark,
    )


def _list_added_offices(connection: Connection, bundle: Bundle, roots: set[int]) -> tuple[StatedOffice, ...]:
    """Return the added offices that a bundle names or its chains ask, superiors first."""
    added = {each.office.code: each for each in list_added_offices(connection)}
    if not added:
        return ()
    text = "\n".join((json.dumps(bundle.manifest), *(line for lines in bundle.lines for line in lines)))
    asked = {office for root, office in list_chains_of(connection, added) if root in roots}
    named = [code for code in added if code in asked or f'"{code}"' in text]
    found: dict[str, StatedOffice] = {}
    while named:
        code = named.pop()
        if code in added:
            found = {code: added[code], **{each: known for each, known in found.items() if each != code}}
            named.append(added[code].office.superior)
    return tuple(found.values())


class _Maker:
    """Makes the letters and statements of one chain's bundle from the database."""

    def __init__(self, connection: Connection, own: str, office: str, members: list[ChainMember], root: int) -> None:
        self._connection = connection
        self._own = own
        self._office = office
        self._members = {member.id: member for member in members}
        self._root = root
        self.stamp = make_stamp(connection)
        self.keys: dict[int, LetterKey] = load_letter_keys(connection, self._members)
        self._withdrawn = {each.key for each in list_words(connection)}
        self.named: dict[int, None] = {}
        """Letters that are the reason for a moved deadline or a closed obligation; they may be of other chains."""

    def choose_letters(self, letter: int) -> dict[int, None]:
        """Choose the letter, those from or to the office or one under it, and all above these; the root first."""
        wanted: set[int] = set()
        for row, member in self._members.items():
            under = list_at_or_under(self._office, member.date)
            if row == letter or member.issuer in under or not under.isdisjoint(member.recipients):
                above: int | None = row
                while above is not None and above not in wanted:
                    wanted.add(above)
                    above = self._members[above].parent
        depth = {row: len(self._list_line(row)) for row in wanted}
        return dict.fromkeys(sorted(wanted, key=lambda row: (depth[row], self._members[row].date, self.keys[row])))

    def make_letters(self, rows: list[int]) -> tuple[BundleLetter, ...]:
        """Make the bundle's letters from these rows, in this order."""
        parents = load_parents(self._connection, rows)
        self.keys |= load_letter_keys(self._connection, rows)
        return tuple(
            BundleLetter(
                self.keys[row],
                tuple(list_numbers(self._connection, row)),
                self.keys[parent] if (parent := parents[row]) in rows and parent is not None else None,
                tuple(key for key in load_former_keys(self._connection, row) if not self._find(key)),
                self._list_others(row),
            )
            for row in rows
        )

    def _find(self, key: LetterKey) -> int | None:
        return find_letter_row(self._connection, *key)

    def _list_others(self, row: int) -> tuple[LetterKey, ...]:
        others = [other for other in list_formerly(self._connection, self.keys[row]) if other != row]
        return tuple(sorted(load_letter_keys(self._connection, others).values()))

    def make_statements(self, letters: dict[int, None]) -> Iterator[BundleStatement]:
        """Make this office's statements on these letters, and relay those of offices above and under it."""
        for row in letters:
            yield from self.make_versions(row)
        statements = list_statements_on_chain(self._connection, self._root)
        for receipt in list_receipts_on_chain(self._connection, self._root):
            if receipt.letter in letters and self._concerns(receipt.office):
                about = [each for each in statements if each.fact == Fact(receipt.letter, "", receipt.office)]
                yield self._make_own(Fact(receipt.letter, "", receipt.office), load_own_receipt(receipt, about))
        for each in statements:
            fact = each.fact
            known = fact.letter in letters and (fact.task or fact.office) and each.said_by not in ("", self._own)
            if known and self._may_relay(each.said_by) and (not fact.office or self._is_of_office(fact.office)):
                yield self._relay(each.fact, each.said_by, each.stamp, each.value)
        chain_statements = ChainStatements(self._connection, list(self._members.values()), self._root, self._own)
        for task in load_chain_tasks(self._connection, self._root):
            yield from self._make_task_statements(task, letters, chain_statements)

    def make_versions(self, row: int) -> Iterator[BundleStatement]:
        """Make the statements on a letter's content: this office's own version, and those of others."""
        self.keys |= load_letter_keys(self._connection, [row])
        own = load_own_version(self._connection, row)
        if own is not None:
            yield self._make_own(Fact(row), own)
        for each in list_statements(self._connection, Fact(row)):
            outdated = own is not None and each.said_by == self._own
            if each.said_by and not outdated and self._may_relay(each.said_by):
                yield self._relay(each.fact, each.said_by, each.stamp, each.value)

    def _make_task_statements(
        self, task: RecordedTask, letters: dict[int, None], statements: ChainStatements
    ) -> Iterator[BundleStatement]:
        places = list_places_of_task(self._connection, task.id)
        order = {row: at for at, row in enumerate(letters)}
        stated = sorted((order[row], position, row) for row, position in places if row in order)
        if not stated:
            return
        _, position, row = stated[0]
        key = make_task_keys([title for title, _ in list_titles(self._connection, row)])[position - 1]
        moves: dict[str | None, list[DeadlineChange]] = {}
        for change in load_deadline_changes(self._connection, task.id):
            if change.agreed and not change.recorded_by:
                moves.setdefault(change.office, []).append(change)
        yield self._make_own(Fact(row, key), self._add_moves({}, moves.get(None, [])))
        for office, record in sorted(load_obligations(self._connection, task.id).items()):
            if self._concerns(office):
                own = statements.own(places, office, record)
                if own is not None and own.closed_by is not None:
                    self.named.setdefault(own.closed_by)
                value = make_progress_value(self._connection, own) if own is not None else {}
                yield self._make_own(Fact(row, key, office), self._add_moves(value, moves.get(office, [])))
        for (office, name), record in load_recorded_rounds(self._connection, task.id).items():
            if self._concerns(office):
                own = statements.own(places, office, record, name)
                if own is not None and own.closed_by is not None:
                    self.named.setdefault(own.closed_by)
                value = make_progress_value(self._connection, own) if own is not None else {}
                yield self._make_own(Fact(row, make_round_key(key, name), office), value)

    def _add_moves(self, value: dict[str, Any], moves: list[DeadlineChange]) -> dict[str, Any]:
        rows = []
        for move in moves:
            if move.letter is not None:
                self.named.setdefault(move.letter)
            by = load_letter_keys(self._connection, [move.letter])[move.letter] if move.letter else None
            key = list(by) if by else None
            rows.append([move.due_on, move.previous, move.reason, key, move.round, move.rule, move.overtakes])
        return {**value, "moves": sorted(rows, key=repr)} if rows else value

    def _make_own(self, fact: Fact, value: dict[str, Any]) -> BundleStatement:
        return BundleStatement(self.keys[fact.letter], fact.task, fact.office, self._own, self.stamp, value)

    def _relay(self, fact: Fact, said_by: str, stamp: str, value: str) -> BundleStatement:
        parsed = self._leave_out_void(json.loads(value))
        for key in (parsed.get("closed_by"), *(move[3] for move in parsed.get("moves", ()))):
            if key and (row := self._find(tuple(key))) is not None:
                self.named.setdefault(row)
        return BundleStatement(self.keys[fact.letter], fact.task, fact.office, said_by, stamp, parsed)

    def _leave_out_void(self, value: dict[str, Any]) -> dict[str, Any]:
        """Leave out what rests on a letter that is taken out here, unless the bundle says so of it."""

        def is_void(key: list[Any] | None) -> bool:
            return key is not None and self._find(tuple(key)) is None and tuple(key) not in self._withdrawn

        if is_void(value.get("closed_by")):
            value = {name: each for name, each in value.items() if name == "moves"}
        if any(is_void(move[3]) for move in value.get("moves", ())):
            value["moves"] = [move for move in value["moves"] if not is_void(move[3])]
        return {name: each for name, each in value.items() if each or name != "moves"}

    def _list_line(self, row: int) -> list[int]:
        line = [row]
        while (above := self._members[line[-1]].parent) is not None:
            line.append(above)
        return line

    @property
    def _day(self) -> date:
        return self._members[self._root].date

    def _is_of_office(self, office: str) -> bool:
        return may_state_for(self._office, office, self._day)

    def _concerns(self, office: str) -> bool:
        return self._is_of_office(office) and may_state_for(self._own, office, self._day)

    def _may_relay(self, said_by: str) -> bool:
        return is_in_line(self._own, said_by, self._day)
