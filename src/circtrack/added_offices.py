"""Offices that clerks added to the database in use, beside those of the country's list.

Apart from the registry, which takes long to load: a report that needs no list of offices must not wait for one.
Whoever opens a database says which offices it has (``use_added``); what was worked out from the list before is then
forgotten.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from circtrack.model import Office

_Cached = TypeVar("_Cached")

_CODE = r"x-(?:\d\d|th)-[0-9a-f]{8}"

_added: tuple[Office, ...] = ()
_forget: list[Callable[[], object]] = []


def list_added() -> tuple[Office, ...]:
    """Return the offices added to the database in use."""
    return _added


def use_added(offices: Iterable[Office]) -> None:
    """Take these offices for those that were added, instead of any before."""
    global _added  # noqa: PLW0603 - the list of offices is one for the process, as the country's is
    given = tuple(sorted(offices, key=lambda office: office.code))
    if given != _added:
        _added = given
        for forget in _forget:
            forget()


def rests_on_offices(cached: _Cached) -> _Cached:
    """Mark a cached function whose results rest on the list of offices: they are forgotten when the list changes."""
    function: Any = cached
    _forget.append(function.cache_clear)
    return cached


def is_added_code(code: str) -> bool:
    """Whether a code is that of an added office."""
    return re.fullmatch(_CODE, code) is not None


def make_added_code(name: str, superior: str, province_code: str) -> str:
    """Make the code of an added office: the same in every database for one name under one superior."""
    from hashlib import sha256

    key = f"{''.join(name.split())}|{superior}"
    return f"x-{province_code or 'th'}-{sha256(key.encode()).hexdigest()[:8]}"
