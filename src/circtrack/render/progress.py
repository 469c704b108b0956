"""How far OCR has come, by page, on standard error and at a terminal only."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def page_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar that appears with the first page and is gone at the end.

    Gives a function to call before each page: with the file's name, the page (from 1), and how many there are.
    """
    with ExitStack() as stack:
        yield _Bar(stack).begin if sys.stderr.isatty() else _nothing


def _nothing(_name: str, _page: int, _pages: int) -> None:
    pass


class _Bar:
    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._move: Callable[[str, int, int], None] | None = None

    def begin(self, name: str, page: int, pages: int) -> None:
        if self._move is None:
            self._move = _bar(self._stack)
        self._move(name, page, pages)


def _bar(stack: ExitStack) -> Callable[[str, int, int], None]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    progress = stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
    task = progress.add_task("")

    def move(name: str, page: int, pages: int) -> None:
        progress.update(task, description=name, completed=page - 1, total=pages)

    return move
