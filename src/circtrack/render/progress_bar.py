"""A progress bar on standard error for long work, only at a terminal."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from circtrack import progress_bar
from circtrack.i18n import translate
from circtrack.render.cells import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from rich.progress import Progress

PATIENCE = 1.0
"""Seconds before a bar appears."""

_BETWEEN = 0.1


class ProgressBar:
    """A bar that appears after a second and leaves a clean line at the end.

    It has no thread of its own: it moves when the work reports its progress.
    """

    def __init__(self) -> None:
        self._work: list[str] = []
        self._progress = (0, 0)
        self._next = 0.0
        self._shown: Progress | None = None

    def begin(self, what: str, *, slow: bool = False) -> None:
        """Begin a piece of work, called ``what``; if ``slow``, the bar appears with the first report."""
        if slow:
            self._next = 0.0
        elif not self._work:
            self._next = time.monotonic() + PATIENCE
        self._work.append(what)
        self._progress = (0, 0)

    def at(self, done: int, total: int) -> None:
        """Report that ``done`` of ``total`` is done."""
        self._progress = (done, total)
        self.alive()

    def alive(self) -> None:
        """Redraw the bar, unless it was drawn just before."""
        now = time.monotonic()
        if self._work and now >= self._next:
            self._next = now + _BETWEEN
            self._draw()

    def end(self) -> None:
        """End a piece of work; after the last, hide the bar."""
        self._work.pop()
        if not self._work:
            self.hide()

    def hide(self) -> None:
        """Remove the bar from the terminal."""
        if self._shown:
            self._shown.stop()
            self._shown = None

    def _draw(self) -> None:
        done, total = self._progress
        shown = self._shown or _rich_bar()
        what = printable(translate(self._work[-1]))
        shown.update(shown.task_ids[0], description=what, completed=done)
        shown.tasks[0].total = total or None  # `update` takes None for "as before"
        if self._shown is None:
            self._shown = shown
            shown.start()
        shown.refresh()


def _rich_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    # No redirection: standard output is data, and messages hide the bar before they are written.
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    bar.add_task("")
    return bar


def shown_at_a_terminal() -> AbstractContextManager[None]:
    """Show the progress of the work in this block, if standard error is a terminal that can erase a line."""
    can_show = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    return progress_bar.watched_by(ProgressBar() if can_show else None)


@contextmanager
def page_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Show the progress of OCR.

    Yields:
        A function to call before each page with the file's name, the page (from 1) and the number of pages.
    """

    def begin(name: str, page: int, pages: int) -> None:
        with progress_bar.counting(name, slow=True) as at:
            at(page - 1, pages)

    yield begin
