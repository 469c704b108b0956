"""How far long work has come: whoever does it says so here, and whoever shows it listens.

Nobody listens but at a terminal (``render.progress_bar``); what is said then costs nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")


class Watch(Protocol):
    """Who is told. Work may have work inside it: what began last is what goes on."""

    def begin(self, what: str, *, slow: bool = False) -> None:
        """Work of this name (a message of the catalogue, or a file's name) begins; ``slow`` is sure to take a while."""

    def at(self, done: int, total: int) -> None:
        """Hear how much is done; ``total`` is 0 where nobody knows how much there is."""

    def alive(self) -> None:
        """It goes on."""

    def end(self) -> None:
        """It is over, done or not."""

    def hide(self) -> None:
        """Something else is about to be written to the terminal."""


_watch: Watch | None = None


@contextmanager
def watched_by(watch: Watch | None) -> Iterator[None]:
    """Let ``watch`` be told of everything inside; None for nobody."""
    global _watch  # noqa: PLW0603 - one process has one terminal
    before, _watch = _watch, watch
    try:
        yield
    finally:
        _watch = before
        if watch:
            watch.hide()


def steps(what: str, items: Iterable[Item], total: int = 0) -> Iterable[Item]:
    """The items, each told of before it is worked on."""
    return _told(_watch, what, items, total) if _watch else items


def _told(watch: Watch, what: str, items: Iterable[Item], total: int) -> Iterator[Item]:
    watch.begin(what)
    try:
        for done, item in enumerate(items):
            watch.at(done, total)
            yield item
    finally:
        watch.end()


@contextmanager
def counting(what: str, *, slow: bool = False) -> Iterator[Callable[[int, int], None]]:
    """For work that counts itself: gives what it is to call with how much is done, and of how much."""
    watch = _watch
    if watch is None:
        yield _nobody
        return
    watch.begin(what, slow=slow)
    try:
        yield watch.at
    finally:
        watch.end()


def _nobody(_done: int, _total: int) -> None:
    pass


def alive() -> None:
    """Work goes on that cannot say how far it is."""
    if _watch:
        _watch.alive()


def hide() -> None:
    """Take the bar off the terminal, for something else is to be written there. It comes back by itself."""
    if _watch:
        _watch.hide()
