"""Who was told, by which letter, and where a chain has stalled. Pure: computed from deliveries and superiors.

An office is told by a letter of the chain (the root or one below it) that was delivered to it: on the day it received
the letter if that was recorded, else on the letter's date; the earliest counts. An office for local administration
(สถจ., สถอ.) shares its superior's building: if it has no delivery of its own, it is told when its superior is, at the
latest. An office that issues a letter of the chain has the letter that it passes on, from that date, even if no
delivery is recorded.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from circtrack.kinds import HALL_KINDS
from circtrack.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import date


class Arrival(Record):
    """The arrival of a letter of the chain at an office: the day, and the letter's number."""

    office: str
    on: date
    by: str


class Standing(Record):
    """An office on the letter's date; ``superior`` is the code of the office that writes to it."""

    name: str
    kind: str
    superior: str


class Chain:
    """One chain as far as it is recorded. Each record is looked up once for each office, then cached.

    Args:
        issuer: Code of the root's issuer.
        first: Returns the first letter of the chain that reached an office, by its code; None if none reached it and it
            has issued none.
        has_issued: Returns whether an office has issued a letter of the chain.
        where: Returns the office with a code; None if it is not known.
        was_sent: Returns whether a letter of the chain was sent to an office.
    """

    def __init__(
        self,
        issuer: str,
        first: Callable[[str], Arrival | None],
        has_issued: Callable[[str], bool],
        where: Callable[[str], Standing | None],
        was_sent: Callable[[str], bool],
    ) -> None:
        self.issuer = issuer
        self.first = cache(first)
        self._has_issued = cache(has_issued)
        self._where = cache(where)
        self._was_sent = cache(was_sent)
        self._up: dict[str, tuple[str, ...]] = {}
        self._stalled: dict[str, str] = {}

    def told(self, code: str, line: Standing) -> Arrival | None:
        """Return the letter that told this office; None if none did. ``line`` is the office's own standing."""
        own = self.first(code)
        if line.kind not in HALL_KINDS or (own and self._was_sent(code)):
            return own
        known = (each for each in (own, self.first(line.superior)) if each)
        return min(known, key=lambda each: (each.on, each.by), default=None)

    def superiors(self, line: Standing) -> tuple[str, ...]:
        """Return the codes of the offices above, the nearest first."""
        return self.from_here_up(line.superior)

    def from_here_up(self, code: str) -> tuple[str, ...]:
        """Return the codes of an office and of all offices above it, the nearest first."""
        if code not in self._up:
            self._up[code] = tuple(self._climb(code))
        return self._up[code]

    def _climb(self, code: str) -> Iterator[str]:
        seen = set[str]()
        while code and code not in seen:
            yield code
            seen.add(code)
            code = self.line(code).superior

    def stalled_at(self, superior: str) -> str:
        """Return the code of the office that has not passed the letter on to an untold office under ``superior``.

        That is the nearest office above the untold one that has the letter; if none above has it, the root's issuer.
        """
        if superior not in self._stalled:
            holders = (code for code in self.from_here_up(superior) if self.first(code))
            self._stalled[superior] = next(holders, self.issuer)
        return self._stalled[superior]

    def line(self, code: str) -> Standing:
        """Return the standing of an office by its code; an unknown office has its code as its name."""
        return self._where(code) or Standing(code, "other", "")

    def is_under(self, code: str, line: Standing, tops: Collection[str]) -> bool:
        """Whether an office is one of ``tops`` or is under one. Every office is under a department."""
        return (
            code in tops
            or any(each in tops for each in self.superiors(line))
            or any(self.line(top).kind == "department" for top in tops)
        )

    def stalls(self, untold: Iterable[str]) -> dict[str, Arrival]:
        """Return the offices where the chain has stalled: told, silent, with untold offices under them that still owe.

        An office is silent if it has issued no letter of the chain. If several above one untold office qualify, it
        is the nearest. That is the office that ``stalled_at`` names, in the database of one office too: a letter from
        above that is not recorded there has not reached it.

        Args:
            untold: Code of the superior of every office that still owes and was not told.

        Returns:
            By code, in the order of ``untold``, how each was told.
        """
        found: dict[str, Arrival] = {}
        for superior in dict.fromkeys(untold):
            stalled = self.stalled_at(superior)
            if not self._has_written(stalled) and (arrival := self.first(stalled)):
                found[stalled] = arrival
        return found

    def count_left_out(self, untold: Iterable[tuple[str, int]]) -> dict[str, int]:
        """Count by office what is owed by untold offices whom its letters, or those it sent on, have left out.

        Args:
            untold: Code of the superior of offices that still owe and were not told, and how much they owe.
        """
        found: dict[str, int] = {}
        for superior, count in untold:
            stalled = self.stalled_at(superior)
            if self._has_written(stalled):
                found[stalled] = found.get(stalled, 0) + count
        return found

    def _has_written(self, code: str) -> bool:
        return code == self.issuer or self._has_issued(code)
