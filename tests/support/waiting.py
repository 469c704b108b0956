"""Wait in tests for a condition, never for a fixed time, with one timeout for all."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Found = TypeVar("Found")

PATIENCE = 120.0
"""The timeout in seconds; long, because a busy machine is slow but not broken."""

_PAUSE = 0.01


def wait_until(condition: Callable[[], Found], what: str) -> Found:
    """Call ``condition`` until its result is true, and return the result.

    Raises:
        AssertionError: the timeout has passed; ``what`` names the condition in the message.
    """
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, f"after {PATIENCE:g} s still not: {what}"
        time.sleep(_PAUSE)
    return found
