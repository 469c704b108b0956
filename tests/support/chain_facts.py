"""Build a chain from lists of arrivals: the rules of ``store.chain`` in plain Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.tracking.chain import Arrival, Chain, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def first_told(issued: Iterable[Arrival], arrivals: Iterable[Arrival]) -> dict[str, Arrival]:
    """Return each office's first delivery; if it has none, the letter that it issued proves that it was told."""
    return earliest(issued) | earliest(arrivals)


def earliest(arrivals: Iterable[Arrival]) -> dict[str, Arrival]:
    first: dict[str, Arrival] = {}
    for arrival in sorted(arrivals, key=lambda each: (each.on, each.by)):
        first.setdefault(arrival.office, arrival)
    return first


def chain_of(
    issuer: str, issued: Iterable[Arrival], arrivals: Iterable[Arrival], where: Callable[[str], Standing | None]
) -> Chain:
    """Build a chain.

    Args:
        issuer: Code of the root's issuer.
        issued: One arrival for each letter of the chain: on its date, its issuer had the letter that it passes on (for
            the root, the root itself).
        arrivals: Every delivery of a letter of the chain.
        where: Returns an office's standing by its code.
    """
    issued, arrivals = list(issued), list(arrivals)
    issuers, recipients = ({arrival.office for arrival in each} for each in (issued, arrivals))
    return Chain(issuer, first_told(issued, arrivals).get, issuers.__contains__, where, recipients.__contains__)
