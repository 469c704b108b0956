"""Waiting in tests: for a condition, never for bare seconds, and with one deadline for all of them."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, AnyStr, TypeVar

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

Found = TypeVar("Found")

PATIENCE = 120.0
"""Seconds after which something that tests wait for is taken never to come: a busy machine is slow, not broken."""

FOR_EVER = 10 * PATIENCE
"""Seconds that outlast every wait: for what a test stops before it ends."""

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


@contextmanager
def at_work(*processes: subprocess.Popen[AnyStr]) -> Iterator[tuple[subprocess.Popen[AnyStr], ...]]:
    """Leave no process behind, nor its pipes, whatever becomes of the test meanwhile."""
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def end_of(process: subprocess.Popen[AnyStr]) -> tuple[AnyStr, AnyStr]:
    """Wait for a process's end and return what it wrote to its standard streams."""
    return process.communicate(timeout=PATIENCE)
