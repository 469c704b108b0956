"""Find where dates are written in a text, by regular expressions, and split them into parts without judging them.

Every repetition is bounded, so that reading time grows linearly with the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from circtrack.thai.date_model import WrittenDate
from circtrack.thai.late_patterns import compile_late
from circtrack.thai.months import (
    DOTTED_PATTERN,
    ENGLISH_PATTERN,
    FULL_PATTERN,
    MONTHS,
    SPOKEN_PATTERN,
    UNDOTTED_PATTERN,
    WEEKDAY_PATTERN,
    find_misspelt_month,
    month_number,
    note_misspelling,
    note_read_as,
)
from circtrack.thai.script import letter_before, search_before
from circtrack.thai.years import Era, read_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.errors import Message


D: Final = "[0-9๐-๙]"
SP: Final = r"[ \t]{0,8}"
BEFORE: Final = r"ก่อน(?:(?:จะ)?ถึง(?:กำหนด)?|ครบกำหนด)?"
"""Matches the word before a day or an hour that is itself too late: ก่อนวันที่, ก่อนถึงวันที่, ก่อนครบกำหนดวันที่."""
NL: Final = rf"{SP}(?:\r?\n{SP})?"
_LETTER: Final = "[ก-๎]"
_DASH: Final = "[-–—]"
_SLASHED: Final = rf"(?:[ ]?/[ ]?|[.]|{_DASH}|[ ]{_DASH}[ ])"
_ANY_SEPARATOR: Final = rf"{SP}(?:[./]|{_DASH}){SP}"


def allow_lost_tones(pattern: str) -> str:
    """Make a pattern match also where a PDF's text layer has lost tone marks: ระหวาง for ระหว่าง."""
    return re.sub("([่้])(?!\\?)", r"\1?", pattern)


ERA: Final = r"(?:(?P<be>พ\.?[ ]?ศ\.?|พุทธศักราช|[Bb]\.?[Ee]\.?)|(?P<ce>ค\.?[ ]?ศ\.?|คริสต์?ศักราช|[CcAa]\.?[EeDd]\.?))"
_ERA_UNNAMED: Final = re.sub(r"\?P<\w+>", "?:", ERA)
_NAME: Final = f"{FULL_PATTERN}|{SPOKEN_PATTERN}|{DOTTED_PATTERN}|{UNDOTTED_PATTERN}|{ENGLISH_PATTERN}"

ANCHOR: Final = compile_late(
    rf"""
    (?<!{D})(?:
        (?P<iso_year>{D}{{4}})-(?P<iso_month>{D}{{1,2}})-(?P<iso_day>{D}{{1,2}})(?!{D}|-{D})
      | (?<!{D}[./–-])
        (?P<d>{D}{{1,2}})(?P<sep1>{_SLASHED})(?P<m>{D}{{1,2}})(?P<sep2>{_SLASHED})(?P<y>{D}{{4}}|{D}{{2}})
        (?!{D}|[./–-]{D})
      | (?<!{D}[./:])
        (?P<day>{D}{{1,3}})(?P<gap>[./-]|{SP}\({SP}(?:วัน{SP})?(?P<weekday>{WEEKDAY_PATTERN}){SP}\){SP}|{NL})(?P<of_day>เดือน{SP})?
        (?: (?P<name>{_NAME}) | (?=(?P<run>{_LETTER}{{5,13}}){SP}(?:ปี{SP})?(?:{_ERA_UNNAMED}{SP})?{D}{{2}}) )
    )
    | (?P<of>เดือน){SP}(?P<of_name>{FULL_PATTERN}|{SPOKEN_PATTERN}|{DOTTED_PATTERN})
    | (?P<alone>{FULL_PATTERN}|(?<![ก-๎.]){DOTTED_PATTERN})
    """,
    re.VERBOSE,
)
"""Matches where a date may be: the whole date in figures, or its day and month, or only its month."""

NUMERIC: Final = compile_late(
    rf"(?P<d>{D}{{1,2}})(?P<sep1>{_ANY_SEPARATOR})(?P<m>{D}{{1,2}})(?P<sep2>{_ANY_SEPARATOR})(?P<y>{D}{{2,4}})"
)
YEAR_FIRST: Final = compile_late(
    rf"(?P<iso_year>{D}{{4}})(?P<sep1>[-/.])(?P<iso_month>{D}{{1,2}})(?P=sep1)(?P<iso_day>{D}{{1,2}})"
)

_COUNTED = "(?:คน|แห่ง|ราย|บาท|หมู่|อำเภอ|จังหวัด|ตำบล|ชุด|ฉบับ|เรื่อง|ครั้ง|วัน|แผ่น|หน้า)(?!ที่?)"
YEAR: Final = compile_late(
    rf"""
    [.,]? (?:
        {SP}(?:ปี{SP})?(?:{ERA}{SP})?['’‘]?
        (?P<year>{D}{{4}}(?!{D})|{D}{{2,5}}(?!{D}|{SP}(?:{_COUNTED})))
      | {NL}(?:{_ERA_UNNAMED}{NL})?(?P<next_line>{D}{{4}})
    )
    (?!{D}|[.,:/]{D})
    """,
    re.VERBOSE,
)
"""Matches the year after a month's name. Two digits before a counted thing (๒๕ คน) are no year; four digits are."""

_PARTED_YEAR: Final = compile_late(rf"{SP}(?:{_ERA_UNNAMED}{SP})?{D}(?:[ ]{D}){{1,3}}(?![ ]?{D})")
"""Matches a year whose figures a scan has parted: ๒ ๕ ๖ ๗."""

_SPOILT_YEAR: Final = compile_late(
    rf"{SP}(?:ปี{SP})?(?:{_ERA_UNNAMED}{SP})?(?=[0-9๐-๙]{{1,3}}[A-Za-z?_|!])[12๑๒][0-9๐-๙A-Za-z?_|!]{{3}}(?![0-9๐-๙A-Za-z])"
)
"""Matches a year in which a letter, a sign or a hole stands for a digit: ๒๕b๙, 256?."""

YEAR_JOINED: Final = compile_late(rf"[-/](?P<year>{D}{{2,5}})(?!{D})")
"""Matches the year after a month's name that a dash or slash joins to its day: 20-มี.ค.-66."""

MISSPELT: Final = compile_late(rf"{_LETTER}{{5,13}}")
THIS: Final = compile_late(rf"{SP}(?:ศก|ปี)?{SP}นี้")
_NEXT_YEAR: Final = compile_late(rf"{SP}(?:ศก|ปี){SP}หน้?า")

WEEKDAY_AFTER: Final = compile_late(rf"{SP}\({SP}(?:ตรงกับ{SP})?(?:วัน{SP})?(?P<name>{WEEKDAY_PATTERN}){SP}\)")
WEEKDAY_BEFORE: Final = compile_late(
    rf"(?:วัน[ ]?(?P<one>{WEEKDAY_PATTERN})[ ]?(?:ที่?)?|(?<![ก-๎])(?P<two>{WEEKDAY_PATTERN})[ ]?ที่?)\s{{0,3}}$"
)
CUE_BEFORE: Final = compile_late(rf"(?:วัน[ ]?(?:{WEEKDAY_PATTERN})?[ ]?ที่?|ลว\.?|ลง)\s{{0,3}}$")
_NO_WEEKDAY: Final = "".join(rf"(?<!{name})" for name in WEEKDAY_PATTERN.split("|"))
# โครงการที่, ครั้งที่, เนื้อที่, … but not วันที่ and ศุกร์ที่.
NO_DATE_BEFORE: Final = compile_late(
    rf"(?:(?<=[ก-๎])(?<!วัน){_NO_WEEKDAY}ที่?|เลขรับ|ข้อ|มาตรา|หน้า|โทร(?:สาร|ศัพท์)?\.?|ภ\.ง\.ด\.?"
    r"|คดี\S{0,20}|อัตรา|เนื้อที่ประมาณ)\s{0,3}$"
)
"""Matches words before figures that are not a date."""
BY_BEFORE: Final = compile_late(allow_lost_tones(r"(?:ภายใน|ไม่เกิน|ก่อน)\s{0,3}$"))
"""Matches words that make a day of figures with dots and a short year: ภายใน 5.11.68."""
NO_DAY_BEFORE: Final = compile_late(r"(?:COVID|Covid|covid|โควิด)[\s-]{0,3}$")
"""Matches words before a 19 that is not a day."""
NO_DATE_AFTER: Final = compile_late(
    r"\s{0,3}(?:บาท|คน|แห่ง|ราย(?!ละเอียด|งาน|การ|ชื่อ)|คะแนน|ครัวเรือน|%|ร้อยละ|ซม|เมตร|ตร\.|ไร่?(?![ก-ฮ]))"
)

SPOILT_DAY: Final = compile_late(
    rf"(?<![A-Za-z0-9๐-๙./])(?=[lIOo|!?ธ]{{0,2}}{D})(?={D}{{0,2}}[lIOo|!?ธ])[0-9๐-๙lIOo|!?ธ]{{2,3}}{SP}$"
)
"""Matches a day before a month's name in which a letter or a sign stands for a digit: l9, 2O, ๑?."""
_TORN_FAR: Final = 120  # letters; a line's blanks and a word
TORN_DAY: Final = compile_late(r"(?:^|\n|วัน(?:[ก-๎]{3,9})?ที่?)[ \t]{0,99}(?P<tens>[0-3๐-๓])[ \t]{1,2}$")
"""Matches what may be the first digit of a day before its second: ๒ ๔ มีนาคม."""

HEAD: Final = compile_late(
    r"(?:ประกาศ[ ]?)?(?:ณ[ ]?|เมื่อ[ ]?|ตั้งแต่[ ]?)?"
    rf"(?:(?:(?:ลง)?วันที่?|ลว\.?|ที่)[ ]?(?={D}|{FULL_PATTERN})|ลง(?=วัน))"
)
"""Matches the words that may precede a date that is the whole text."""


_FULL_NAMES: Final = frozenset(MONTHS)
_NEAR: Final = 4  # up to three spaces away
_CONFUSED: Final = frozenset("lIOo|!?ธ")  # what stands for a digit where a scan was misread
_CUE_ENDS: Final = frozenset("่ีว.ง")  # of ที่, ที, ลว, ลว. and ลง
_WEEKDAY_ENDS: Final = frozenset("่ี") | {name[-1] for name in WEEKDAY_PATTERN.split("|")}


def scan(text: str) -> Iterator[WrittenDate]:
    """Yield all dates of a repaired text, in order, as they are written."""
    position = 0
    while match := ANCHOR.search(text, position):
        last = letter_before(text, match.start(), _NEAR)
        in_figures = match["d"] or match["iso_year"]
        written = _read_figures(match, text, last) if in_figures else _read_named(match, text)
        if written is None:
            position = match.end()
            continue
        if match["name"] and (spoilt := _find_spoilt_year(text, match.end("name"), written)):
            written = written._replace(end=spoilt, spoilt=True)
        if last in _WEEKDAY_ENDS or written.spoilt:  # it begins before the match
            written = _add_weekday(written, text)
        if not written.weekday:
            written = _add_weekday_behind(written, text)
        position = written.end
        yield written


def read_year_first(match: re.Match[str]) -> WrittenDate:
    """Return the date in a match of figures with the year first."""
    year, month, day = match.group("iso_year", "iso_month", "iso_day")
    return WrittenDate(match.start(), match.end(), int(day), int(month), year)


def read_day_first(match: re.Match[str]) -> WrittenDate:
    """Return the date in a match of figures with the day first."""
    day, month, year = match.group("d", "m", "y")
    start, end = match.span()
    return WrittenDate(start, end, int(day), int(month), year, in_figures=True)


def _read_figures(match: re.Match[str], text: str, last: str) -> WrittenDate | None:
    """Return figures as a date; None if they are more likely a price, a number or the name of a form."""
    written = read_day_first(match) if match["d"] else read_year_first(match)
    if last in _CUE_ENDS and _has_cue(match, text):
        return written
    if _is_other_number(text, written.start, last) or NO_DATE_AFTER.match(text, written.end):
        return None
    one, other = match.group("sep1", "sep2")
    if one == other == "." and len(written.year) == 2 and not search_before(BY_BEFORE, text, written.start, within=24):
        return None
    if not _look_like_a_date(written, one, other):
        return None
    if text[written.start - 1 : written.start] in _CONFUSED:
        return written._replace(start=written.start - 1, spoilt=True)
    return written


def _look_like_a_date(written: WrittenDate, one: str | None, other: str) -> bool:
    """Whether figures with these separators can be a day, a month and a year."""
    if not _is_a_year(written.year):
        return False
    right = (1 <= (written.day or 0) <= 31) + (1 <= written.month <= 12)
    return right == 2 or (right == 1 and one is not None and ("/" in one or "/" in other))


def _read_named(match: re.Match[str], text: str) -> WrittenDate | None:
    day, gap, name = match.group("day", "gap", "name")
    if day is None:
        return _read_month_only(match, "of_name" if match["of_name"] else "alone", text)
    if not _is_day(match, text):
        return _read_month_only(match, "name", text) if name in _FULL_NAMES else None
    name_start = match.start("name") if name else match.end()
    number: int | None = None
    notes: tuple[Message, ...] = ()
    name_end, year = name_start, None
    if name:
        number, name_end = month_number(name), match.end("name")
        if slip := note_misspelling(name):
            notes = (slip,)
        year = _find_year_after(text, name_end, gap)
    if year is None and (fuzzy := _find_misspelt_at(text, name_start)):
        number, name_end, note = fuzzy
        notes = (note,)
        year = _find_year_after(text, name_end, gap)
    if number is None:
        return None
    if year is None and name and ("." not in name or name.isascii()) and name not in _FULL_NAMES:
        return None  # two letters without a dot are a month only with a year
    written = _build(text, (match.start(), name_end), int(day), number, year, notes)
    written = written._replace(weekday=match["weekday"] or "")
    spoilt = _find_more_of_day(text, match.start(), day)
    return written if spoilt is None else written._replace(start=spoilt, day=None, spoilt=True)


def _find_more_of_day(text: str, start: int, day: str) -> int | None:
    """Return where a day begins before its figures, with a letter for a digit or a torn digit; None if it does not."""
    if start and text[start - 1] in _CONFUSED:
        return start - 1
    torn = search_before(TORN_DAY, text, start, within=_TORN_FAR) if len(day) == 1 else None
    return torn.start("tens") if torn else None


def _is_day(match: re.Match[str], text: str) -> bool:
    """Whether figures before a month are its day: doubtful on the line above, and before เดือน (โควิด 19)."""
    if match["day"] in {"19", "๑๙"} and search_before(NO_DAY_BEFORE, text, match.start()):
        return False
    apart = "\n" in match["gap"] or (match["of_day"] and match.start() > 0)
    return not apart or _has_cue(match, text)


def _read_month_only(match: re.Match[str], group: str, text: str) -> WrittenDate | None:
    number, end = month_number(match[group]), match.end(group)
    year = _find_year_after(text, end, "")
    if year is None and group != "of_name":
        return None
    start = match.start() if group != "name" else match.start("of_day" if match["of_day"] else "name")
    spoilt = search_before(SPOILT_DAY, text, start)
    written = _build(text, (start, end), None, number, year)
    return written._replace(start=spoilt.start(), spoilt=True) if spoilt else written


def _build(
    text: str,
    span: tuple[int, int],
    day: int | None,
    month: int,
    year: re.Match[str] | None,
    notes: tuple[Message, ...] = (),
) -> WrittenDate:
    """Build the date from its parts, the year after the month's name, and a นี้ after that."""
    start, end = span
    digits = ""
    era: Era = ""
    if year is not None:
        part = year.groupdict()
        era = "be" if part.get("be") else "ce" if part.get("ce") else ""
        digits, end = part["year"] or part["next_line"], year.end()
    if this := THIS.match(text, end):
        end = this.end()
    beyond = None if digits else _NEXT_YEAR.match(text, end)  # not the year that is assumed
    return WrittenDate(
        start, beyond.end() if beyond else end, day, month, digits, era, "", notes, spoilt=beyond is not None
    )


def _has_cue(match: re.Match[str], text: str) -> bool:
    """Whether วันที่ or the like stands before the match."""
    return bool(search_before(CUE_BEFORE, text, match.start(), within=24))


def _is_other_number(text: str, start: int, last: str) -> bool:
    """Whether the words before figures, whose last letter is ``last``, make them something else."""
    behind_a_word = "ก" <= last <= "๎" or last == "."
    # The number of a court case may have anything before it.
    return bool(search_before(NO_DATE_BEFORE, text, start, *(() if behind_a_word else ("คดี",)), within=32))


def _is_a_year(digits: str) -> bool:
    year = read_year(digits)
    return bool(year.year or year.readings)


def _find_year_after(text: str, end: int, gap: str) -> re.Match[str] | None:
    if gap in ("-", "/") and (joined := YEAR_JOINED.match(text, end)):
        return joined
    return YEAR.match(text, end)


def _find_spoilt_year(text: str, end: int, written: WrittenDate) -> int | None:
    """Return where the year behind a month's name ends, if a scan has parted or spoilt its figures."""
    parted = None if written.year else _PARTED_YEAR.match(text, end)
    spoilt = parted or (None if len(written.year) == 4 else _SPOILT_YEAR.match(text, end))
    return spoilt and spoilt.end()


def _find_misspelt_at(text: str, start: int) -> tuple[int, int, Message] | None:
    run = MISSPELT.match(text, start)
    if run is None:
        return None
    number = find_misspelt_month(run.group())
    if number is None:
        return None
    return number, run.end(), note_read_as(run.group(), MONTHS[number - 1])


def _add_weekday_behind(written: WrittenDate, text: str) -> WrittenDate:
    behind = WEEKDAY_AFTER.match(text, written.end)
    return written._replace(end=behind.end(), weekday=behind["name"]) if behind else written


def _add_weekday(written: WrittenDate, text: str) -> WrittenDate:
    before = search_before(WEEKDAY_BEFORE, text, written.start)
    if before is None:
        return written
    return written._replace(start=before.start(), weekday=before["one"] or before["two"])
