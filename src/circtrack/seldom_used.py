"""Modules that libraries import at their head, and that most commands never touch.

To load those of the standard library takes a sixth of the time that Typer takes to start, each morning and in every
pipe.
"""

from __future__ import annotations

import sys
from _thread import RLock  # as `threading` has it, which is not loaded for this
from contextlib import contextmanager
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SELDOM_USED = ("bz2", "ipaddress", "linecache", "lzma", "subprocess", "textwrap", "tokenize")

_loading = RLock()


class LoadedWhenUsed(ModuleType):
    """A module whose code runs when something in it is first asked for; ``import`` alone asks for nothing."""

    def __getattr__(self, name: str) -> object:
        with _loading:  # another thread waits until all of it is there
            spec = self.__dict__.pop("__not_loaded__", None)
            if spec:
                spec.loader.exec_module(self)
        return super().__getattribute__(name)


def load_when_used() -> None:
    """Have the seldom used modules loaded by their first use; those that are loaded already stay as they are."""
    for name in SELDOM_USED:
        spec = None if name in sys.modules else find_spec(name)
        if spec:
            module = LoadedWhenUsed(name)
            module.__dict__.update(
                __spec__=spec, __loader__=spec.loader, __file__=spec.origin, __cached__=spec.cached, __not_loaded__=spec
            )
            sys.modules[name] = module


@contextmanager
def left_out(*names: str) -> Iterator[None]:
    """Within the block modules that are not loaded yet cannot be imported, as where they are not installed."""
    absent = [name for name in names if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]  # the import system's sign for what is not there
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
