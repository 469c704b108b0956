"""Who has been told, by which letter, and where a chain has stalled. Pure: from deliveries and superiors.

An office is told by the letter of the chain (the root or one below it) that was delivered to it, on the day
it received it if that was recorded, else on the letter's date; the earliest counts. An office for local
administration (สถจ., สถอ.) sits in its superior's hall: unless it has a delivery of its own, it is told when
its superior is. Who issues a letter has what it passes on, by that letter's date, even if no delivery says
so.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from circtrack.kinds import HALL_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date


class Arrival(NamedTuple):
    """One letter of the chain reaching one office: on which day, by which letter's number."""

    office: str
    on: date
    by: str


class Standing(NamedTuple):
    """Where an office stands on the letter's date; ``superior`` codes the office that writes to it."""

    name: str
    kind: str
    superior: str


class Chain:
    """One chain as far as it is recorded. What it asks of the records it asks once for each office.

    Args:
        issuer: Code of the root's issuer.
        first: Tells the first letter of the chain that an office had, by its code, and when; None where none
            reached it and it has issued none.
        has_issued: Tells whether an office has issued a letter of the chain.
        where: Tells the line of the office of a code; None where it is not known.
    """

    def __init__(
        self,
        issuer: str,
        first: Callable[[str], Arrival | None],
        has_issued: Callable[[str], bool],
        where: Callable[[str], Standing | None],
    ) -> None:
        self.issuer = issuer
        self.first = cache(first)
        self._has_issued = cache(has_issued)
        self._where = cache(where)
        self._up: dict[str, tuple[str, ...]] = {}
        self._stalled: dict[str, str] = {}

    def told(self, code: str, line: Standing) -> Arrival | None:
        """The letter that told this office, None if none did. ``line`` is the office's own."""
        if arrival := self.first(code):
            return arrival
        return self.first(line.superior) if line.kind in HALL_KINDS else None

    def superiors(self, line: Standing) -> tuple[str, ...]:
        """Codes of the offices up the line, the nearest first."""
        return self.from_here_up(line.superior)

    def from_here_up(self, code: str) -> tuple[str, ...]:
        """An office's own code and those of all up the line from it, the nearest first."""
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
        """Code of the office that has not passed the letter on to an untold one below this superior.

        That is the nearest office up the untold one's line that has the letter; the root's issuer where none
        up the line has it.
        """
        if superior not in self._stalled:
            holders = (code for code in self.from_here_up(superior) if self.first(code))
            self._stalled[superior] = next(holders, self.issuer)
        return self._stalled[superior]

    def line(self, code: str) -> Standing:
        """The line of an office by its code; one that is not known is named by its code."""
        return self._where(code) or Standing(code, "other", "")

    def is_under(self, code: str, line: Standing, top: str) -> bool:
        """Whether an office is ``top`` or stands under it. Under a department stands everyone."""
        return code == top or self.line(top).kind == "department" or top in self.superiors(line)

    def stalls(self, untold: Iterable[str], own_office: str = "") -> dict[str, Arrival]:
        """The offices where the chain has stalled: told, silent, with untold offices below that still owe.

        Silent is who has issued no letter of the chain. Of several up one line it is the nearest.

        Args:
            untold: Code of the superior of every office that still owes and was not told.
            own_office: Code of the office whose database this is: letters issued outside it are not all
                recorded there, so only it and those under it can be called silent. "" where the whole
                country is recorded.

        Returns:
            By code, in the order in which ``untold`` meets them, how each was told.
        """
        found: dict[str, Arrival] = {}
        for superior in dict.fromkeys(untold):
            stalled = self.stalled_at(superior)
            if stalled == self.issuer or stalled in found or self._has_issued(stalled):
                continue
            arrival = self.first(stalled)
            if arrival and (not own_office or self.is_under(stalled, self.line(stalled), own_office)):
                found[stalled] = arrival
        return found
