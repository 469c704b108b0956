"""Find what is in force of a chain's obligations, from the statements of other offices and this database's own.

It follows from the statements alone, not from the order in which bundles came. If another office's statement is in
force, this database's own is kept beside it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.actions.sync.precedence import (
    Claim,
    Decision,
    list_claims_of_others,
    list_own_claims,
    make_precedence_of_office,
    make_round_key,
    make_task_keys,
    reduce_progress,
)
from circtrack.store.statements import (
    ROUND_MARK,
    Fact,
    find_letter_row,
    keep_own_statement,
    list_statements_on_chain,
    list_titles,
    load_letter_keys,
    to_json,
)
from circtrack.store.tasks import RecordedObligation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.statements import Statement
    from circtrack.store.tasks import ChainMember

TaskKey = tuple[int, int]
"""A place where a letter states a task: the letter's row, and the task's position in it."""

_PROGRESS_FIELDS = ("progress", "done_on", "note", "closed_by", "exempt_from")


class StatedMove(NamedTuple):
    """A deadline that a clerk of another office moved, or agreed that ``letter`` moves."""

    office: str | None
    due_on: str
    previous: str | None
    reason: str
    letter: int | None
    recorded_by: str
    round: str | None = None
    rule: str = ""
    overtakes: str | None = None


class ChainStatements:
    """All statements on the tasks of one chain; an empty instance is false.

    The methods take the places where letters state one task, and the code of the office that owes it. Of a task that
    comes again and again offices state each round by itself: then also the round's name (``store.rounds``).
    """

    def __init__(self, connection: Connection, members: Sequence[ChainMember], root: int, own_office: str) -> None:
        self._connection = connection
        self._own_office = own_office
        self._day = next(member.date for member in members if member.id == root)
        self._root = root
        self._statements: dict[tuple[int, str], dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
        for each in list_statements_on_chain(connection, root):
            if each.fact.task:
                self._statements[each.fact.letter, each.fact.task][each.fact.office].append(each)
        self._offices = {office for by_office in self._statements.values() for office in by_office}
        self._keys: dict[TaskKey, tuple[int, str]] = {}
        if self._statements:
            for member in members:
                keys = make_task_keys([title for title, _ in list_titles(connection, member.id)])
                self._keys |= {(member.id, position): (member.id, key) for position, key in enumerate(keys, 1)}

    def __bool__(self) -> bool:
        return bool(self._statements)

    def _list_keys(self, places: Iterable[TaskKey], name: str) -> list[tuple[int, str]]:
        keys = dict.fromkeys(self._keys[place] for place in places if place in self._keys)
        return [(letter, make_round_key(key, name)) for letter, key in keys]

    def _list(self, places: Iterable[TaskKey], office: str, name: str = "") -> list[Statement]:
        if office not in self._offices:  # most often: of most offices nobody else has said anything
            return []
        keys = self._list_keys(places, name)
        return [each for key in keys if key in self._statements for each in self._statements[key].get(office, ())]

    def rounds(self, places: Iterable[TaskKey]) -> set[tuple[str, str]]:
        """Return office and name of every round of a task of which something is stated."""
        heads = {(letter, f"{key}{ROUND_MARK}") for letter, key in self._list_keys(places, "")}
        return {
            (office, name)
            for (letter, key), by_office in self._statements.items()
            for head, mark, name in [key.rpartition(ROUND_MARK)]
            if (letter, f"{head}{mark}") in heads
            for office in by_office
            if office and _is_day(name)
        }

    def own(
        self, places: Sequence[TaskKey], office: str, row: RecordedObligation | None, name: str = ""
    ) -> RecordedObligation | None:
        """Return this database's own statement: from the row, else as kept beside another office's; None for none."""
        if row is not None and not row.recorded_by and (row.progress != "none" or row.note):
            return row
        kept = list_own_claims(self._list(places, office, name))
        return self._make_row(Claim("", max(kept, key=to_json))) if kept else None

    def offices(self, places: Sequence[TaskKey]) -> set[str]:
        """Return the offices for which this database keeps its own statement on a task."""
        keys = {self._keys[place] for place in places if place in self._keys}
        return {
            office
            for key in keys
            for office, statements in self._statements.get(key, {}).items()
            if office and any(not each.said_by for each in statements)
        }

    def decide(
        self, places: Sequence[TaskKey], office: str, own: RecordedObligation | None, name: str = ""
    ) -> Decision:
        """Decide which claim on an obligation is in force, and which contradict each other."""
        claims = [
            Claim(claim.said_by, _select_progress(claim.value))
            for claim in list_claims_of_others(self._list(places, office, name))
            if not self._is_void(claim)
        ]
        if own is not None:
            claims.append(Claim("", make_progress_value(self._connection, own)))
        if not claims:
            return Decision(None)
        return make_precedence_of_office(office, self._own_office, self._day).decide(claims, reduce_progress)

    def _is_void(self, claim: Claim) -> bool:
        """Whether the letter by which an obligation was closed is taken out."""
        key = claim.value.get("closed_by")
        return key is not None and find_letter_row(self._connection, *key) is None

    def in_force(
        self, places: Sequence[TaskKey], office: str, own: RecordedObligation | None, name: str = ""
    ) -> RecordedObligation | None:
        """Return the row of an obligation as it is in force, without its deadline; None if nobody states anything."""
        claim = self.decide(places, office, own, name).claim
        if claim is None or not claim.said_by:
            return own
        return self._make_row(claim)

    def keep(
        self,
        transaction: Transaction,
        places: Sequence[TaskKey],
        office: str,
        own: RecordedObligation | None,
        name: str = "",
    ) -> None:
        """Keep this database's own statement beside the one in force; None if it is itself in force, or empty."""
        if own is None and office not in self._offices:
            return
        keys = self._list_keys(places, name)
        stated = make_progress_value(self._connection, own) if own is not None else {}
        value = to_json(stated) if stated else ""
        for at, (letter, key) in enumerate(keys):
            if (at == 0 and value) or any(
                not each.said_by for each in self._statements.get((letter, key), {}).get(office, ())
            ):
                keep_own_statement(transaction, Fact(letter, key, office), value if at == 0 else "")

    def moves(
        self,
        places: Sequence[TaskKey],
        offices: Iterable[str],
        reached: Callable[[int], frozenset[str]],
        *,
        own: bool = False,
    ) -> list[StatedMove]:
        """Return the moves of a task's deadline that other offices state; or those that were kept of this database's.

        If the move was stated for a letter that is no longer the root, it is limited to the offices that the letter
        reached.
        """
        owing = list(offices)
        found: dict[tuple[Any, ...], StatedMove] = {}
        for office in ("", *owing):
            statements = self._list(places, office)
            claims = (
                [Claim("", each) for each in list_own_claims(statements)] if own else list_claims_of_others(statements)
            )
            letters = {(each.said_by, each.value): each.fact.letter for each in statements}
            for claim in claims:
                for due_on, previous, reason, key, name, rule, overtakes in claim.value.get("moves", ()):
                    by = find_letter_row(self._connection, *key) if key else None
                    if key and by is None:
                        continue  # the letter that moved it is taken out
                    top = letters[claim.said_by, to_json(claim.value)]
                    whom: Iterable[str | None] = [office or None]
                    if not office and top != self._root and not rule:
                        whom = (each for each in owing if each in reached(top))
                    for each in whom:
                        move = StatedMove(each, due_on, previous, reason, by, claim.said_by, name, rule, overtakes)
                        fact = (each, due_on, reason, by, name, rule, overtakes)
                        known = found.setdefault(fact, move)
                        found[fact] = min(known, move, key=lambda one: (one.recorded_by, repr(one)))
        return list(found.values())

    def forget_own_moves(self, transaction: Transaction, places: Sequence[TaskKey]) -> None:
        """Forget what was kept of this database's own moves of a task's deadline, as they are recorded again."""
        for letter, key in self._list_keys(places, ""):
            for office, statements in self._statements.get((letter, key), {}).items():
                for at, each in enumerate(statements):
                    value = json.loads(each.value)
                    if not each.said_by and value.pop("moves", None):
                        keep_own_statement(transaction, Fact(letter, key, office), to_json(value) if value else "")
                        statements[at] = each._replace(value=to_json(value))

    def _make_row(self, claim: Claim) -> RecordedObligation:
        value = claim.value
        key = value.get("closed_by")
        return RecordedObligation(
            value.get("progress", "none"),
            value.get("done_on"),
            None,
            value.get("note"),
            find_letter_row(self._connection, *key) if key else None,
            claim.said_by,
            value.get("exempt_from"),
        )


def make_progress_value(connection: Connection, row: RecordedObligation) -> dict[str, Any]:
    """Make the value of a statement from an obligation's row, without its deadline; {} if it states nothing."""
    if row.progress == "none" and not row.note:
        return {}
    closed_by = load_letter_keys(connection, [row.closed_by])[row.closed_by] if row.closed_by else None
    value = {
        "progress": row.progress,
        "done_on": row.done_on,
        "note": row.note,
        "closed_by": list(closed_by) if closed_by else None,
        "exempt_from": row.exempt_from,
    }
    return {name: each for name, each in value.items() if each is not None}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _select_progress(value: dict[str, Any]) -> dict[str, Any]:
    part = {name: value[name] for name in _PROGRESS_FIELDS if name in value}
    return part if part.get("progress", "none") != "none" or part.get("note") else {}
