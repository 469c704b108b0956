"""Whose word on a fact counts, where several offices speak of it. Pure: it depends on what was said alone.

The owner's word goes before what others were told: an office's on its own receipts and completions, the issuer's on
its letter. Among others this database's own word stands, else that of the office nearest above the owner. Where no
owner speaks and the others disagree, that is a conflict: nothing is overwritten, every version is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

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
