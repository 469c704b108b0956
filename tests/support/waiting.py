"""Waiting in tests: for a condition, never for bare seconds, and with one deadline for all of them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Found = TypeVar("Found")

PATIENCE = 120.0
"""Seconds after which something that tests wait for is taken never to come; a busy machine is slow, not broken."""

_PAUSE = 0.01


def wait_until(condition: Callable[[], Found], what: str) -> Found:
    """Ask until the answer is true, and return it.

    Raises:
        AssertionError: it did not come to pass; ``what`` names it.
    """
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, f"after {PATIENCE:g} s still not: {what}"
        time.sleep(_PAUSE)
    return found
