"""Modules of the standard library that Typer imports at its head, and that most commands never touch.

To load them takes a sixth of the time that Typer takes to start, each morning and in every pipe.
"""

from __future__ import annotations

import sys
from _thread import RLock  # as `threading` has it, which is not loaded for this
from importlib.util import find_spec
from types import ModuleType

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
