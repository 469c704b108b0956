"""How far long work has come, as a bar on standard error: at a terminal only, and only where it takes a while."""

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
    """A bar that comes after a second and leaves the line as it was.

    Without a thread of its own: it moves when the work says how far it is.
    """

    def __init__(self) -> None:
        self._work: list[str] = []
        self._told = (0, 0)
        self._next = 0.0
        self._shown: Progress | None = None

    def begin(self, what: str, *, slow: bool = False) -> None:
        """Work begins; a bar may follow."""
        if slow:
            self._next = 0.0
        elif not self._work:
            self._next = time.monotonic() + PATIENCE
        self._work.append(what)
        self._told = (0, 0)

    def at(self, done: int, total: int) -> None:
        """So much is done."""
        self._told = (done, total)
        self.alive()

    def alive(self) -> None:
        """Show how far it is, unless that was shown just now."""
        now = time.monotonic()
        if self._work and now >= self._next:
            self._next = now + _BETWEEN
            self._draw()

    def end(self) -> None:
        """Work is over; with the last of it the bar goes."""
        self._work.pop()
        if not self._work:
            self.hide()

    def hide(self) -> None:
        """Leave the line clean."""
        if self._shown:
            self._shown.stop()
            self._shown = None

    def _draw(self) -> None:
        done, total = self._told
        shown = self._shown or _rich_bar()
        what = printable(translate(self._work[-1]))
        shown.update(shown.task_ids[0], description=what, completed=done, total=total or None)
        if self._shown is None:
            self._shown = shown
            shown.start()
        shown.refresh()


def _rich_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    # Standard output is data, and messages take the bar away before they are written.
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
    """Show how far the work inside has come, where standard error is a terminal that can take a line back."""
    can_show = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    return progress_bar.watched_by(ProgressBar() if can_show else None)


@contextmanager
def page_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Tell of pages that OCR reads: gives a function to call before each.

    With the file's name, the page (from 1), and how many there are.
    """

    def begin(name: str, page: int, pages: int) -> None:
        with progress_bar.counting(name, slow=True) as at:
            at(page - 1, pages)

    yield begin
