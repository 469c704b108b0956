"""Whose word on a fact counts, where several offices speak of it. Pure: it depends on what was said alone.

The owner's word goes before what others were told: an office's on its own receipts and completions, the issuer's on
its letter. Among others this database's own word stands, else that of the office nearest above the owner. Where no
owner speaks and the others disagree, that is a conflict: nothing is overwritten, every version is kept.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.actions.letters.duties import title_key
from circtrack.actions.offices import at_or_under
from circtrack.kinds import HALL_KINDS
from circtrack.registry.offices import get, superiors

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from datetime import date

    from circtrack.store.statements import Statement


StatementValue = dict[str, Any]


class Word(NamedTuple):
    """What one office says of a fact; ``said_by`` "" for this database's own. An empty value says nothing."""

    said_by: str
    value: StatementValue


@dataclass(frozen=True, slots=True)
class Verdict:
    """The word that counts (None where nobody said anything), and those that contradict each other, if any do."""

    word: Word | None
    conflict: tuple[Word, ...] = ()


class Judge(NamedTuple):
    """Who is whose, for one fact.

    Attributes:
        is_owner: Whether an office owns the fact.
        distance: How far an office is from the owner.
        own_office: Whose database this is.
    """

    is_owner: Callable[[str], bool]
    distance: Callable[[str], int]
    own_office: str

    def decide(self, words: Iterable[Word], essence: Callable[[StatementValue], Hashable]) -> Verdict:
        """Choose among words; ``essence`` is what of a value must not contradict another's."""
        said = [word for word in words if word.value]
        owner_owes = any(self._owns(word) and not _is_settled(word) for word in said)
        spoken = sorted(said, key=lambda word: self._order(word, owner_owes=owner_owes))
        if not spoken:
            return Verdict(None)
        first = spoken[0]
        if self._owns(first) or owner_owes:
            # Two of one office at once: its database was copied, and the copies disagree.
            rivals = [word for word in spoken if word.said_by == first.said_by]
        else:
            rivals = spoken
        conflict = tuple(rivals) if len({essence(word.value) for word in rivals}) > 1 else ()
        return Verdict(first, conflict)

    def _owns(self, word: Word) -> bool:
        return self.is_owner(word.said_by or self.own_office)

    def _order(self, word: Word, *, owner_owes: bool) -> tuple[Any, ...]:
        """The owner first, then this database's own, then the nearest; equals by what they say.

        An office above may say that another one need not do what that one says is not done yet.
        """
        excused = owner_owes and word.value.get("progress") == "exempt"
        rank = 0 if excused else 1 if self._owns(word) else 2
        return (
            rank,
            bool(word.said_by),
            self.distance(word.said_by),
            word.said_by,
            sorted(map(repr, word.value.items())),
        )


def _is_settled(word: Word) -> bool:
    return word.value.get("progress") in (None, "done", "exempt")


# Facts of a chain as offices speak of them: by what names, who owns them, and whose word on them counts.

_FAR = 99


def task_keys(titles: Sequence[str]) -> list[str]:
    """What each task of a letter is called between offices: its title as titles are compared; alike ones numbered."""
    seen: Counter[str] = Counter()
    keys = []
    for title in titles:
        key = title_key(title) or "-"
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return keys


def house(code: str, day: date) -> str:
    """The office itself; for an office for local administration the province or district in whose hall it sits."""
    office = get(code, day)
    return office.superior if office and office.kind in HALL_KINDS else code


def may_speak_of(speaker: str, office: str, day: date) -> bool:
    """Whether an office may record what another one did: itself, and all under it."""
    return office == speaker or office in at_or_under(house(speaker, day), day)


def in_line(one: str, other: str, day: date) -> bool:
    """Whether one of two offices stands above the other, or they are the same."""
    return may_speak_of(one, other, day) or may_speak_of(other, one, day)


def judge_of_office(office: str, own_office: str, day: date) -> Judge:
    """Who counts on what an office received or did: itself, then who stands nearest above it."""
    line = superiors(office, day)
    nearness = {code: at for at, code in enumerate(line, 1)}

    def distance(speaker: str) -> int:
        return nearness.get(speaker, nearness.get(house(speaker, day), _FAR)) if speaker else 0

    return Judge(lambda speaker: speaker == office, distance, own_office)


def judge_of_letter(issuer: str, own_office: str, day: date) -> Judge:
    """Who counts on what a letter says: its issuer, then who stands highest."""
    own_house = house(issuer, day)

    def is_issuer(speaker: str) -> bool:
        return bool(speaker) and own_house in (speaker, house(speaker, day))

    return Judge(is_issuer, lambda speaker: len(superiors(speaker, day)), own_office)


def heard_words(said: Iterable[Statement]) -> list[Word]:
    """What others say of one fact; where it goes by several names, what each said last."""
    latest: dict[str, str] = {}
    others = [each for each in said if each.said_by]
    for each in others:
        latest[each.said_by] = max(each.stamp, latest.get(each.said_by, ""))
    values = {(each.said_by, each.value): None for each in others if each.stamp == latest[each.said_by]}
    return [Word(said_by, json.loads(value)) for said_by, value in values]


def own_words(said: Iterable[Statement]) -> list[dict[str, Any]]:
    """What this database itself says of a fact on which another's word counts."""
    return [json.loads(each.value) for each in said if not each.said_by]


def progress_essence(value: dict[str, Any]) -> tuple[object, ...]:
    """What two records of one obligation must not differ in."""
    return value.get("progress"), value.get("done_on")


def receipt_essence(value: dict[str, Any]) -> tuple[object, ...]:
    """What two records of one receipt must not differ in."""
    return (value.get("received_on"),)


def letter_essence(content: dict[str, Any]) -> tuple[object, ...]:
    """What two versions of one letter must not differ in: its date, its subject, and what it asks by when."""
    subject = title_key(content.get("subject", ""))
    tasks = tuple((title_key(task[0]), task[3]) for task in content.get("tasks", ()))
    return content.get("date"), subject, tasks
