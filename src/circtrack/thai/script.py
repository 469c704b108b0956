"""Repair Thai text that scanners, PDF files and word processors have damaged, for matching.

Repaired text is for reading only: what people wrote is kept and shown as they wrote it. :func:`repair_with_offsets`
therefore also maps each part of the repaired text to the original.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from circtrack.thai.late_patterns import compile_late

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Private-use code points with which older Thai fonts draw shifted letters; PDF text layers keep them.
_SHIFTED_GLYPHS: Final = (
    "\u0e10\u0e34\u0e35\u0e36\u0e37\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
    "\u0e0d\u0e31\u0e4d\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a"
)  # U+F700 to U+F71A, in order
_SPACES: Final = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_ONE_FOR_ONE: Final = (
    {0xF700 + index: letter for index, letter in enumerate(_SHIFTED_GLYPHS)}
    | dict.fromkeys(map(ord, _SPACES), " ")
    | dict.fromkeys((0x2028, 0x2029, 0x85), "\n")
)
_NEEDS_ONE_FOR_ONE: Final = compile_late(f"[{_SPACES}\u2028\u2029\u0085\uf700-\uf71a]")

_INVISIBLE: Final = compile_late("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")

_TONE: Final = "่้๊๋"
_BROKEN: Final = compile_late(
    rf"""
    (?=[ เัำิ-ฺ็-๎])(?:                          # their first letters: rejects most positions quickly
    (?P<ae>เเ)                                  # two SARA E typed instead of one SARA AE
    | \u0e4d(?P<tone_in>[{_TONE}]?)\u0e32       # NIKHAHIT, perhaps a tone mark, SARA AA: one SARA AM
    | (?P<tone_before>[{_TONE}])\u0e4d\u0e32    # the same with the tone mark first
    | (?<=[ก-ฮ{_TONE}])\ (?P<am>\u0e32)         # no word begins with SARA AA: a PDF's SARA AM in two pieces
    | \u0e33(?P<late>[{_TONE}])                 # tone mark typed behind SARA AM
    | (?P<early>[{_TONE}])(?P<vowel>[ัิ-ู])     # tone mark typed before the vowel it stands on
    | (?P<mark>[ัิ-ฺ็-๎])(?P=mark)+             # the same mark typed twice, which looks like one
    )
    """,
    re.VERBOSE,
)

# A PDF's SARA AM in two pieces with a tone mark between: น ้า. In some texts a space stands before every tone mark:
# there only words that cannot exist without SARA AM are certain.
_TORN: Final = compile_late(r" (?:(?:(?<=[คยลซชถ] )|(?<=(?<!ห)น ))(?P<tone>้)า|(?<=[ตคร] )(?P<low>่)า)")
_TORN_SURE: Final = compile_late(r" (?:(?:(?<=ซ )|(?<=(?<!ห)น ))(?P<tone>้)า|(?<=ต )(?P<low>่)า)")
_SPACED: Final = compile_late(rf"[ก-ฮิ-ู] [{_TONE}](?!\u0e32)")
# No word begins with a vowel that stands on a letter, or with SARA AM: a PDF's pieces.
_SPACE_BEFORE_VOWEL: Final = compile_late(rf" (?<=[ก-ฮ] )(?=[ัิ-ู]|[{_TONE}]?\u0e33)")

# Control characters (except tab and line feed) and bidirectional overrides.
_UNPRINTABLE: Final = compile_late("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SURROGATE: Final = compile_late("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Repaired:
    """Repaired text, and the position of each character in the original.

    ``starts`` and ``ends`` give each character's span in the original; both are empty if no character moved.
    """

    text: str
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that became ``text[start:end]`` (half-open, at least one character)."""
        return (self.starts[start], self.ends[end - 1]) if self.starts else (start, end)


def repair(text: str) -> str:
    """Repair a text: remove invisible characters, correct broken vowels and tone marks, use plain spaces.

    Lines stay lines. For matching only; use :func:`repair_with_offsets` if spans of the original are needed.
    """
    return repair_with_offsets(text).text


def repair_with_offsets(text: str) -> Repaired:
    """Repair like :func:`repair`, and map offsets back to the original."""
    if text.isascii():
        return Repaired(text)
    if _NEEDS_ONE_FOR_ONE.search(text):
        text = text.translate(_ONE_FOR_ONE)
    result = _edit(Repaired(text), _INVISIBLE, lambda _: "")
    result = _edit(result, _BROKEN, _mend)
    if _TORN.search(result.text):
        torn = _TORN_SURE if _SPACED.search(result.text) else _TORN
        result = _edit(result, torn, lambda match: f"{match['tone'] or match['low']}\u0e33")
    return _edit(result, _SPACE_BEFORE_VOWEL, lambda _: "")


def letter_before(text: str, place: int, within: int = 12) -> str:
    """Return the last character before ``place``, ignoring white space; "" if none is near. A quick first test."""
    nearest = text[place - 1 : place]
    return text[place - within if place > within else 0 : place].rstrip()[-1:] if nearest.isspace() else nearest


def is_behind_thai(text: str, place: int) -> bool:
    """Whether the character before ``place``, ignoring white space, is a Thai letter, vowel or mark."""
    return "ก" <= letter_before(text, place) <= "๎"


def search_before(
    pattern: re.Pattern[str], text: str, place: int, *words: str, within: int = 48
) -> re.Match[str] | None:
    """Search for a pattern that ends at ``place``, beginning at most so many characters before it.

    Every match has one of the ``words``, if any are given: to look for them is quick, and most places have none.
    """
    begin = place - within if place > within else 0
    for word in words:
        if text.find(word, begin, place) >= 0:
            break
    else:
        if words:
            return None
    return pattern.search(text, begin, place)


def printable(text: str) -> str:
    """Remove what could control a terminal: control characters (except tab and line feed), bidi overrides."""
    if text.isascii() and text.isprintable():
        return text
    return _SURROGATE.sub("\ufffd", _UNPRINTABLE.sub("", text))


def _mend(match: re.Match[str]) -> str:
    part = match.groupdict()
    if part["ae"]:
        return "แ"
    if part["am"] or part["tone_in"] is not None or part["tone_before"] or part["late"]:
        return (part["tone_in"] or part["tone_before"] or part["late"] or "") + "ำ"
    if part["early"]:
        return part["vowel"] + part["early"]
    return part["mark"]


def _edit(source: Repaired, pattern: re.Pattern[str], new_text: Callable[[re.Match[str]], str]) -> Repaired:
    if not pattern.search(source.text):
        return source
    old_starts = source.starts or range(len(source.text))
    old_ends = source.ends or range(1, len(source.text) + 1)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in pattern.finditer(source.text):
        start, end = match.span()
        new = new_text(match)
        pieces += (source.text[done:start], new)
        starts += (*old_starts[done:start], *[old_starts[start]] * len(new))
        ends += (*old_ends[done:start], *[old_ends[end - 1]] * len(new))
        done = end
    pieces.append(source.text[done:])
    starts += old_starts[done:]
    ends += old_ends[done:]
    return Repaired("".join(pieces), starts, ends)
