"""Large patterns are compiled when they are first used; then they are what ``re.compile`` makes of them."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from circtrack.thai.late_patterns import LatePattern, compile_late

_LOAD_ALL = """
import importlib, pkgutil, circtrack.reading, circtrack.thai
from circtrack.thai.late_patterns import LatePattern
found = {}
for room in (circtrack.thai, circtrack.reading):
    for each in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
        for name, value in vars(importlib.import_module(each.name)).items():
            if isinstance(value, LatePattern):
                found[id(value)] = (f"{each.name}.{name}", value)
for name, pattern in found.values():
    if "search" in vars(pattern):
        print("compiled while it was loaded:", name)
    pattern.groups
"""


def test_all_of_them_are_patterns_and_none_is_compiled_while_it_is_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", _LOAD_ALL], capture_output=True, encoding="utf-8", check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_it_does_what_the_compiled_pattern_does() -> None:
    late, soon = compile_late("(?P<first>[a-c])(x)?", re.IGNORECASE), re.compile("(?P<first>[a-c])(x)?", re.IGNORECASE)
    text = "Ax b cX"
    for _ in range(2):  # the first time, and when it is compiled
        assert (late.pattern, late.flags, late.groups) == (soon.pattern, soon.flags, soon.groups)
        assert late.groupindex == soon.groupindex
        assert [each.span() for each in late.finditer(text)] == [each.span() for each in soon.finditer(text)]
        for name in ("search", "match", "fullmatch", "findall", "split"):
            mine, its = (getattr(each, name)(text) for each in (late, soon))
            assert mine == its or mine.span() == its.span(), name
        assert late.sub("-", text) == soon.sub("-", text)
        assert late.subn("-", text) == soon.subn("-", text)


def test_what_it_has_not_is_no_attribute_of_it_either() -> None:
    assert not hasattr(compile_late("a"), "look_for")


def test_what_is_no_pattern_is_said_when_it_is_first_used() -> None:
    wrong = compile_late("(")
    assert isinstance(wrong, LatePattern)
    with pytest.raises(re.error):
        wrong.search("a")
