"""Find letters whose own number is gone, so that none is taken for a part of the letter above or below it.

What is left tells: an office and a day stand right above ``เรื่อง`` and ``เรียน``; or anything of a head stands between
where two letters end, as no letter does twice: a signed one with its closing words, a stamped one with its day.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING

from circtrack.reading.closing import is_signed
from circtrack.reading.fields import BODY_OPENER, CLOSING, find_label
from circtrack.reading.lines import find_own_number
from circtrack.thai.addressees import BEGINNING, names_another
from circtrack.thai.compact import squeeze
from circtrack.thai.date_scan import allow_lost_tones
from circtrack.thai.dates import find_dates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LETTERHEAD = re.compile(
    allow_lost_tones(
        r"(?:^|\s{2,})\s*(?:ศาลากลาง|ที่ว่าการ|ที่ทำการ|ศาลาว่าการ|สำนัก|กรม|กระทรวง|เทศบาล|องค์การ|จังหวัด|อำเภอ|มหาวิทยาลัย|วิทยาลัย"
        r"|โรงเรียน|โรงพยาบาล|ศูนย์|สถาบัน|สถานี|การไฟฟ้า|การประปา|กอง|คณะ|ส่วนราชการ|บริษัท|ธนาคาร)\s?[ก-๎]"
    )
)
"""Matches where an office's name begins, on a line of its own or in a column, as a letterhead has it."""
_DAY_LABEL = re.compile(allow_lost_tones(r"(?:ลง)?วันที่\s*$"))
# A memo's own heading, which may have a telephone.
_MEMO = re.compile(allow_lost_tones(r"\s*(?:บันทึกข้อความ|ส่วนราชการ\s)"))
# What ends the letter above: its telephone, a name in brackets, a line drawn across the page, a new page.
_ABOVE_IT = re.compile(
    allow_lost_tones(r"โทร|\([^()0-9๐-๙]{5,60}\)\s*$|^[\s.…_=*~–-]{8,}$|^\s*ขอแสดงความ"),
)
# What an office asks, or the day that its sentence breaks off before: no name alone.
_IN_SENTENCE = re.compile(allow_lost_tones(r"ขอ(?:ให้|ความ)|จึง|ภายใน|วันที่|ที่\s*$"))
_TELEPHONE = re.compile(allow_lost_tones("โทร"))
_NUMBER_LEFT = re.compile(r"(?!.*[ก-๎]{3})\s*\S.{0,40}$")
_LABEL_AHEAD = 25  # lines from a letter's number to its fields
_FIELDS_APART = 8  # lines between เรื่อง and เรียน
_LONGEST_HEAD = 14
_LONGEST_LINE = 160
_SIGNATURE = 9  # lines from the closing words to the name


def find_torn_heads(lines: Sequence[str], starts: Sequence[int]) -> list[int]:
    """Return where letters begin that have no number to be known by; ``starts`` are those of the others."""
    owned = {next(_list_fields(lines[: start + _LABEL_AHEAD], start + 1), -1) for start in starts}
    pairs = list(_list_pairs(lines))
    known = sorted({*starts, *pairs})
    heads: list[int] = []
    for pair in pairs:
        if pair in owned:
            continue
        before = max((each for each in known if each < pair), default=-1)
        after = min((each for each in known if each > pair), default=len(lines))
        top, headed = _climb(lines, pair, before + 1)
        closed = _is_closed(lines, pair, after) or _is_stamped(lines, pair, after)
        apart = closed and (_is_closed(lines, before, pair) if before >= 0 else after < len(lines))
        if headed or apart:
            heads.append(top)
    return [*heads, *_list_between_closings(lines, [*starts, *heads])]


def _list_between_closings(lines: Sequence[str], starts: Sequence[int]) -> Iterator[int]:
    """Yield where a letter begins that none of ``starts`` is of: between where two letters end."""
    ends = list(_list_ends(lines))
    ordered = sorted(starts)
    for above, below in pairwise([-1, *ends] if len(ends) > 1 else []):
        if bisect_right(ordered, above) == bisect_left(ordered, below):
            yield from _find_what_is_left(lines, range(above + 1, below))


def _list_ends(lines: Sequence[str]) -> Iterator[int]:
    """Yield the lines on which letters end, a stamped one below its text: the day in a head is above it."""
    opened = False
    for place, line in enumerate(lines):
        opened = opened or bool(BODY_OPENER.match(line.strip()))
        if _ends_letter(lines, place) or (opened and _ends_stamped_letter(lines, place)):
            opened = False
            yield place


def _ends_letter(lines: Sequence[str], place: int) -> bool:
    """Whether a line has the closing words of a letter that somebody signed."""
    return bool(CLOSING.match(lines[place])) and is_signed(lines[place + 1 : place + _SIGNATURE])


def _ends_stamped_letter(lines: Sequence[str], place: int) -> bool:
    """Whether a stamped letter ends at a line: a day alone, its office right above it, and a telephone below."""
    above = [line for line in lines[max(0, place - 3) : place] if line.strip()]
    if not above or not LETTERHEAD.match(above[-1]) or _IN_SENTENCE.search(above[-1]) or not _is_day(lines[place]):
        return False
    below = [line.strip() for line in lines[place + 1 : place + _SIGNATURE] if line.strip()]
    telephone = next((each for each, line in enumerate(below) if _TELEPHONE.search(line)), -1)
    begun = any(find_label(line)[0] or find_own_number([line]) for line in below[: telephone + 1])  # another letter
    return telephone >= 0 and not begun


def _is_day(line: str) -> bool:
    """Whether a line has a day alone."""
    found = find_dates(line)
    return bool(found) and found[0].text == line.strip()


def _find_what_is_left(lines: Sequence[str], between: range) -> Iterator[int]:
    """Yield where the one letter of some lines begins: at its number, or above its last field, its day, its text."""
    numbered = next((place for place in between if find_own_number([lines[place]])), None)
    if numbered is not None:
        yield numbered
        return
    signs = chain(
        (place for place in reversed(between) if _is_field(lines[place])),
        (place for place in reversed(between) if _ends_with_day(lines[place])),
        (place for place in between if BODY_OPENER.match(lines[place].strip())),
    )
    yield from (_climb(lines, sign, between.start)[0] for sign in islice(signs, 1))


def _is_field(line: str) -> bool:
    """Whether a line has a subject or addressees."""
    name, rest = find_label(line.strip())
    return bool(rest) and name in {"subject", "addressees"}


def _list_fields(lines: Sequence[str], begin: int) -> Iterator[int]:
    """Yield the lines from ``begin`` that have a subject or addressees."""
    return (place for place in range(begin, len(lines)) if _is_field(lines[place]))


def _list_pairs(lines: Sequence[str]) -> Iterator[int]:
    """Yield the lines on which a subject and addressees begin, near each other, or a stamped letter's offices."""
    taken = -1
    for place, below in pairwise([*_list_fields(lines, 0), len(lines)]):
        names = {find_label(each.strip())[0] for each in (*lines[place : place + 1], *lines[below : below + 1])}
        if place > taken and len(names) == 2 and below - place <= _FIELDS_APART:
            taken = below
            yield place
        elif place > taken and _names_offices(lines[place]):
            yield place


def _climb(lines: Sequence[str], below: int, floor: int) -> tuple[int, bool]:
    """Return the first line of the head above a line, and whether the head has an office and a day."""
    top, office, dated = below, False, False
    for place in range(below - 1, max(floor, below - _LONGEST_HEAD) - 1, -1):
        line = lines[place]
        if not line.strip():
            whole = office == dated and top < below
            if whole and not any(map(_NUMBER_LEFT.match, lines[max(floor, place - 1) : place])):
                break
            continue
        if _MEMO.match(line):
            return place, True
        if _ABOVE_IT.search(line) or len(line) > _LONGEST_LINE:
            if is_signed([line]):  # what stands right below a name is the position of who signed
                top = max(top, next((gap for gap in range(place, below) if not lines[gap].strip()), top))
            break
        top, office, dated = place, office or bool(LETTERHEAD.search(line)), dated or _ends_with_day(line)
    return top, office and dated


def _ends_with_day(line: str) -> bool:
    """Whether a day stands alone on a line, or ends it in a column of its own."""
    found = find_dates(line)
    if not found or found[-1].end < len(line.rstrip()):
        return False
    before = _DAY_LABEL.sub("", line[: found[-1].start])
    return not before.strip() or before.endswith("  ")


def _names_offices(line: str) -> bool:
    """Whether a line has a stamped letter's addressees: ถึง อำเภอทุกอำเภอ."""
    name, rest = find_label(line.strip())
    begun = BEGINNING.match(squeeze(rest)) if name == "addressees" and line.lstrip().startswith("ถึง") else None
    return begun is not None and not names_another(begun)


def _is_stamped(lines: Sequence[str], begin: int, end: int) -> bool:
    """Whether a stamped letter begins at a line: it ends with a day that stands alone."""
    return _names_offices(lines[begin]) and any(map(_is_day, lines[begin + 1 : end]))


def _is_closed(lines: Sequence[str], begin: int, end: int) -> bool:
    """Whether a letter's closing words stand between two lines."""
    return any(CLOSING.match(line) for line in lines[begin:end])
