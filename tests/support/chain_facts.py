"""A chain from lists of what its letters prove: the rules of ``store.chain`` in plain Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.tracking.chain import Arrival, Chain, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def first_told(issued: Iterable[Arrival], arrivals: Iterable[Arrival]) -> dict[str, Arrival]:
    """The first delivery of each office; where it has none, what it passed on proves that it had the letter."""
    return earliest(issued) | earliest(arrivals)


def earliest(arrivals: Iterable[Arrival]) -> dict[str, Arrival]:
    first: dict[str, Arrival] = {}
    for arrival in sorted(arrivals, key=lambda each: (each.on, each.by)):
        first.setdefault(arrival.office, arrival)
    return first


def chain_of(
    issuer: str, issued: Iterable[Arrival], arrivals: Iterable[Arrival], where: Callable[[str], Standing | None]
) -> Chain:
    """A chain.

    Args:
        issuer: Code of the root's issuer.
        issued: What each letter of the chain proves: on its day its issuer had the letter that it passes on (the
            root passes nothing on and stands for itself).
        arrivals: Every delivery of a letter of the chain.
        where: Tells the line of the office of a code.
    """
    issued = list(issued)
    issuers = {arrival.office for arrival in issued}
    return Chain(issuer, first_told(issued, arrivals).get, issuers.__contains__, where)
