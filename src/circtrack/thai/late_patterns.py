"""Patterns that are compiled when they are first used: a large one takes longer than most commands have to do."""

from __future__ import annotations

import re
from typing import Any, cast

_OF_A_PATTERN = (
    *("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn"),
    *("flags", "groups", "groupindex"),
)


class LatePattern:
    """A pattern by its text; from its first use on what is asked of it is the compiled pattern's own."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._given = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self._given)
        vars(self).update({each: getattr(compiled, each) for each in _OF_A_PATTERN})
        return getattr(compiled, name)


def compile_late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that is compiled when it is first used, not while its module is loaded."""
    return cast("re.Pattern[str]", LatePattern(pattern, flags))
