"""Report how far long work has come: the worker calls these functions, and a watcher shows the progress.

Only a terminal has a watcher (``render.progress_bar``); without one, reporting costs almost nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")


class Watch(Protocol):
    """Receives progress reports. Work may contain other work: the last begun is the one in progress."""

    def begin(self, what: str, *, slow: bool = False) -> None:
        """Begin the work ``what`` (a message of the catalogue, or a file's name); ``slow`` if it surely takes long."""

    def at(self, done: int, total: int) -> None:
        """Receive how much is done; ``total`` is 0 if it is not known."""

    def alive(self) -> None:
        """Receive that the work goes on."""

    def end(self) -> None:
        """Receive that the work has ended, finished or not."""

    def hide(self) -> None:
        """Remove the display, because something else is about to be written to the terminal."""


_watch: Watch | None = None


@contextmanager
def watched_by(watch: Watch | None) -> Iterator[None]:
    """Report everything inside the block to ``watch``; None for nobody."""
    global _watch  # noqa: PLW0603 - one process has one terminal
    before, _watch = _watch, watch
    try:
        yield
    finally:
        _watch = before
        if watch:
            watch.hide()


def steps(what: str, items: Iterable[Item], total: int = 0) -> Iterable[Item]:
    """Yield the items, reporting each before it is worked on."""
    return _report_each(_watch, what, items, total) if _watch else items


def _report_each(watch: Watch, what: str, items: Iterable[Item], total: int) -> Iterator[Item]:
    watch.begin(what)
    try:
        for done, item in enumerate(items):
            watch.at(done, total)
            yield item
    finally:
        watch.end()


@contextmanager
def counting(what: str, *, slow: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Yield a callback for work that counts its own steps; it takes how much is done, and of how much."""
    watch = _watch
    if watch is None:
        yield _ignore
        return
    watch.begin(what, slow=slow)
    try:
        yield watch.at
    finally:
        watch.end()


def _ignore(_done: int, _total: int) -> None:
    pass


def alive() -> None:
    """Report that work goes on which cannot say how far it is."""
    if _watch:
        _watch.alive()


def hide() -> None:
    """Remove the bar from the terminal, because something else is to be written there. It comes back by itself."""
    if _watch:
        _watch.hide()
