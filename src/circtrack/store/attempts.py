"""Trying again what others on the same server got in the way of."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, TypeVar

from circtrack.errors import SerialisationError
from circtrack.store.connection import lock_timeout

if TYPE_CHECKING:
    from collections.abc import Callable

Attempted = TypeVar("Attempted")

ATTEMPTS = 6
"""So often a command is tried at most, the first time included."""

_PAUSE = 0.05
"""Seconds before the second attempt; before each later one twice as long."""


def again_if_others_interfere(attempt: Callable[[], Attempted]) -> Attempted:
    """What an attempt gives. Each is a transaction of its own, so that nothing is left of one that failed.

    The pauses grow, and no two clients make the same ones; all of them end within the time that we wait for locks.

    Raises:
        SerialisationError: others were in the way each time.
    """
    end = time.monotonic() + lock_timeout()
    for tried in range(1, ATTEMPTS):
        try:
            return attempt()
        except SerialisationError:
            pause = _PAUSE * 2 ** (tried - 1) * random.uniform(0.5, 1.5)  # noqa: S311 - no secret
            if time.monotonic() + pause > end:
                raise
            time.sleep(pause)
    return attempt()
