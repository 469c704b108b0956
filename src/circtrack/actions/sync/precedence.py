"""Decide whose statement on a fact is in force, when several offices state it. Pure: it depends on statements alone.

The owner's statement goes first: an office owns its receipts and completions, the issuer owns its letter. Among others
this database's own statement goes first, then that of the office that reports to it: the highest below it (for a
letter: of the highest office). So what a tier reports is what the tier above shows. If the owner states nothing and
others disagree, that is a conflict: nothing is overwritten, every version is kept.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.actions.letters.duties import make_title_key
from circtrack.actions.offices import list_at_or_under
from circtrack.added_offices import rests_on_offices
from circtrack.registry.offices import find_house, find_superiors
from circtrack.store.statements import ROUND_MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from datetime import date

    from circtrack.model import Task
    from circtrack.store.statements import Statement


StatementValue = dict[str, Any]


class Claim(NamedTuple):
    """What one office states of a fact; ``said_by`` is "" for this database itself. An empty value states nothing."""

    said_by: str
    value: StatementValue


@dataclass(frozen=True, slots=True)
class Decision:
    """The claim in force (None if there is none), and the claims that contradict each other, if any do."""

    claim: Claim | None
    conflict: tuple[Claim, ...] = ()


class Precedence(NamedTuple):
    """Which office goes before which, for one fact.

    Attributes:
        is_owner: Whether an office owns the fact.
        distance: How far an office is from the one whose word goes first among those who are not the owner.
        own_office: Code of the office whose database this is.
    """

    is_owner: Callable[[str], bool]
    distance: Callable[[str], int]
    own_office: str

    def decide(self, claims: Iterable[Claim], essence: Callable[[StatementValue], Hashable]) -> Decision:
        """Choose the claim in force; ``essence`` reduces a value to what must not contradict another value."""
        nonempty = [claim for claim in claims if claim.value]
        owner_owes = any(self._is_by_owner(claim) and not _is_settled(claim) for claim in nonempty)
        ordered = sorted(nonempty, key=lambda claim: self._order(claim, owner_owes=owner_owes))
        if not ordered:
            return Decision(None)
        first = ordered[0]
        if self._is_by_owner(first) or owner_owes:
            # Two claims by one office: its database was copied, and the copies disagree.
            rivals = [claim for claim in ordered if claim.said_by == first.said_by]
        else:
            rivals = ordered
        conflict = tuple(rivals) if len({essence(claim.value) for claim in rivals}) > 1 else ()
        return Decision(first, conflict)

    def _is_by_owner(self, claim: Claim) -> bool:
        return self.is_owner(claim.said_by or self.own_office)

    def _order(self, claim: Claim, *, owner_owes: bool) -> tuple[Any, ...]:
        """Sort key: the owner first, then this database, then the nearest office; equal ones by value.

        An exemption goes even before the owner's claim that the task is not done yet.
        """
        excused = owner_owes and claim.value.get("progress") == "exempt"
        rank = 0 if excused else 1 if self._is_by_owner(claim) else 2
        return (
            rank,
            bool(claim.said_by),
            self.distance(claim.said_by),
            claim.said_by,
            sorted(map(repr, claim.value.items())),
        )


def _is_settled(claim: Claim) -> bool:
    return claim.value.get("progress") in (None, "done", "exempt")


# The facts of a chain in statements: their keys, their owners, and the order of precedence.

_FARTHEST = 99


def make_task_keys(titles: Sequence[str]) -> list[str]:
    """Make the keys that name a letter's tasks between offices: reduced titles, equal ones numbered."""
    seen: Counter[str] = Counter()
    keys = []
    for title in titles:
        key = make_title_key(title) or "-"
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return keys


def make_round_key(key: str, name: str) -> str:
    """Make the key of a task's round from the task's key and the round's name; the task's own key for ""."""
    return f"{key}{ROUND_MARK}{name}" if name else key


def name_anew(before: Sequence[Task], after: Sequence[Task], origins: Sequence[int]) -> dict[str, str]:
    """Return the keys of a letter's tasks that change with their titles: each old one with the new one.

    ``origins`` has for each new task its place among the old ones, 0 for none.
    """
    old, new = (make_task_keys([task.title for task in tasks]) for tasks in (before, after))
    renamed = {old[origin - 1]: key for key, origin in zip(new, origins, strict=True) if origin}
    return {one: other for one, other in renamed.items() if one != other}


def may_state_for(speaker: str, office: str, day: date) -> bool:
    """Whether an office may state what another office did: only for itself and for offices under it."""
    return office == speaker or office in list_at_or_under(find_house(speaker, day), day)


def is_in_line(one: str, other: str, day: date) -> bool:
    """Whether one of two offices is above the other, or they are the same."""
    return may_state_for(one, other, day) or may_state_for(other, one, day)


@rests_on_offices
@lru_cache(maxsize=16_384)  # each office of the country is asked of for each of its tasks, twice a merge
def make_precedence_of_office(office: str, own_office: str, day: date) -> Precedence:
    """Make the precedence for what an office received or did: itself, then who reports to this database's office.

    Of several above the office, those below this database's own go first, the highest of them before the others.
    """
    levels = {code: at for at, code in enumerate(find_superiors(office, day), 1)}

    def level(code: str) -> int:
        return levels.get(code, levels.get(find_house(code, day), _FARTHEST)) if code else _FARTHEST

    own = level(own_office)

    def distance(speaker: str) -> int:
        if not speaker:
            return 0
        at = level(speaker)
        return own - at if at < own else _FARTHEST + at

    return Precedence(lambda speaker: speaker == office, distance, own_office)


def make_precedence_of_letter(issuer: str, own_office: str, day: date) -> Precedence:
    """Make the precedence for a letter's content: its issuer, then the highest office."""
    own_house = find_house(issuer, day)

    def is_issuer(speaker: str) -> bool:
        return bool(speaker) and own_house in (speaker, find_house(speaker, day))

    return Precedence(is_issuer, lambda speaker: len(find_superiors(speaker, day)), own_office)


def list_claims_of_others(statements: Iterable[Statement]) -> list[Claim]:
    """List what other offices claim of one fact; if it has several keys, the last claim of each office."""
    latest: dict[str, str] = {}
    others = [each for each in statements if each.said_by]
    for each in others:
        latest[each.said_by] = max(each.stamp, latest.get(each.said_by, ""))
    values = {(each.said_by, each.value): None for each in others if each.stamp == latest[each.said_by]}
    return [Claim(said_by, json.loads(value)) for said_by, value in values]


def list_own_claims(statements: Iterable[Statement]) -> list[dict[str, Any]]:
    """List the values that this database itself keeps for a fact on which another office's statement is in force."""
    return [json.loads(each.value) for each in statements if not each.said_by]


def reduce_progress(value: dict[str, Any]) -> tuple[object, ...]:
    """Reduce a record of an obligation to what two records must agree in."""
    return value.get("progress"), value.get("done_on")


def reduce_receipt(value: dict[str, Any]) -> tuple[object, ...]:
    """Reduce a record of a receipt to what two records must agree in."""
    return (value.get("received_on"),)


def reduce_letter(content: dict[str, Any]) -> tuple[object, ...]:
    """Reduce a version of a letter to what two versions must agree in: date, subject, tasks with their deadlines."""
    subject = make_title_key(content.get("subject", ""))
    tasks = tuple((make_title_key(task[0]), task[3]) for task in content.get("tasks", ()))
    return content.get("date"), subject, tasks
