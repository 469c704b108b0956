"""Retry commands that failed because others wrote to the same server."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, TypeVar

from circtrack.database.process import lock_timeout
from circtrack.errors import SerialisationError

if TYPE_CHECKING:
    from collections.abc import Callable

Attempted = TypeVar("Attempted")

ATTEMPTS = 6
"""How often a command is tried at most, including the first time."""

_SHARED_ATTEMPTS = 2
"""How many attempts may share the lock."""

_PAUSE = 0.05
"""Seconds before the second attempt; doubled before each later one."""


def retry_on_conflict(attempt: Callable[[str], Attempted], command: str) -> Attempted:
    """Run ``attempt``, retrying conflicts with others; each attempt is a transaction of its own.

    ``attempt`` gets the verb at first, so that it may share the lock (``writing``), then "", so that it has it alone.
    The pauses grow and are random, so that no two clients make the same ones; all end within the lock timeout.

    Raises:
        SerialisationError: every attempt failed because of others.
    """
    end = time.monotonic() + lock_timeout()
    for number in range(1, ATTEMPTS):
        try:
            return attempt(command if number <= _SHARED_ATTEMPTS else "")
        except SerialisationError:
            pause = _PAUSE * 2 ** (number - 1) * random.uniform(0.5, 1.5)  # noqa: S311 - no secret
            if time.monotonic() + pause > end:
                raise
            time.sleep(pause)
    return attempt("")
