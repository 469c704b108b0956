"""Split a text that may have several letters: find where each letter begins.

Every letter opens with its own ``ที่ <number>``. A cited number at the start of a line is followed by ``ลงวันที่`` (the
regulation's form of citing); the number of a stamp or register is not followed by a letter's fields. So a letter
begins at a line with a number of its own, without a citation just before it, and with ``เรื่อง``, ``เรียน`` or ``ถึง`` soon
after it. A line whose number lacks its serial, or cannot be read, begins a letter if both ``เรื่อง`` and ``เรียน`` (or
``ถึง``) follow: a letter that cannot be recorded yet must not take its neighbour's fields. Where nothing is left of the
number, the rest of the head tells (see :mod:`circtrack.reading.torn_heads`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from circtrack.reading.damage import REMAINS, join_torn, mend_label, mend_labels
from circtrack.reading.fields import find_label
from circtrack.reading.mails import blank_mail_heads, find_spoken_end, part_quoted, remove_marks
from circtrack.reading.torn_heads import find_torn_heads
from circtrack.thai.dates import find_dates
from circtrack.thai.numbers import find_numbers

_GRADE = r"(?:ลับที่?สุด|ลับมาก|ลับ|ด่?วนที่?สุด|ด่?วนมาก|ด่?วน)"
_OPENING = re.compile(rf"\s*(?:\|\s*)?(?:{_GRADE}\s*)*ที[่้]?\s*[ก-ฮ]")
# A letter's own ที่ with a number that lacks its serial or cannot be read, or with none at all.
_UNREAD = re.compile(
    rf"\s*(?:\|\s*)?(?:{_GRADE}\s*)*ที[่้]?(?:\s*$|{REMAINS}$|"
    r"\s+[ก-ฮ](?:[. ]{0,2}[ก-ฮ]){1,2}\s?\.?\s?(?:\([^)]*\)\s?)?[0-9๐-๙lIOo]{3,5}[^ก-ฮ]{0,14}(?:/\s?ว?|$))"
)
# What stands above a letter's ที่ and belongs to it: urgency, the heads of a memo.
_ABOVE = re.compile(
    rf"\s*(?:(?:{_GRADE}|ชั้นความ(?:เร็ว|ลับ)\s?[:：]?\s?(?:{_GRADE}|-)|(?:[-–]\s?)*สำเนา(?:คู่ฉบับ)?(?:\s?[-–])*)(?:\s+|$))+$"
    rf"|\s*(?:(?:สำเนา(?:คู่ฉบับ)?\s*)?(?:บันทึกข้อความ\s*)+(?:\([^)]*\))?|ส่วนราชการ\s.*)\s*$"
)
_CITED = re.compile(r"\s*ลงวันที่|\s*ลว\.")
# A telephone's โทรสาร ends a letter, it cites none.
_CITING = re.compile(r"(?:หนังสือ|อ้างถึง|สิ่งที่ส่งมาด้วย|โทรสาร(?!\s*[.:]?\s*[0๐])|วิทยุ)[^\n]*$")
# What somebody says of the letter below is no citation: ขอส่งหนังสือ… ครับ.
_SAYS = re.compile(r"(?:ครับ|ค่ะ|คะ|(?<!มา)ด้วย|ตามนี้|ด้านล่าง|ข้างล่าง)[\s.:]*$")
_FIELDS = re.compile(r"^\s*(?:เรื่อง|เรียน|กราบเรียน|นมัสการ|ถึง)(?![่-๋])", re.MULTILINE)


_BROKEN_NUMBER = re.compile(r"\s*(?:ด่?วน\S*\s+)?ที่?\s+[ก-ฮ]{2,3}(?:\s?\([ก-๎. ]{2,16}\))?\s*$")
_REST_OF_NUMBER = re.compile(r"\s*[0-9๐-๙]{3,5}(?:\s?\.\s?[0-9๐-๙]+)*\s?/\s?(?:ว\.?\s?)?[0-9๐-๙]{1,6}(?![0-9๐-๙])")
_FROM = re.compile(r"\s*จาก\s+[ก-ฮเ-ไ]")
_TO = re.compile(r"\s*ถึง\s+[ก-ฮเ-ไ]")
_DAY_BELOW = re.compile(r"\s*(?:ลง)?วันที่?\s*[0-9๐-๙]")
_FIELDS_BELOW = 6  # lines below the number of a letter that a chat copies
_OF_OFFICE = re.compile(r"\s*หนังสือ(?P<name>(?:จังหวัด|อำเภอ|กรม|กระทรวง|สำนัก|เทศบาล|องค์การ|ที่ว่าการ)[^0-9๐-๙]{2,80})$")
_LONGEST = 300  # letters of a line in a letter's head


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one letter, the line of the whole text (from 1) on which it begins, and if its words were torn.

    ``cover`` is whether it is what a mail says of the letter that it brings, which need not be a letter.
    """

    line: int
    text: str
    torn: bool = False
    cover: bool = False


def split_letters(text: str) -> list[Piece]:
    """Split a text into its letters, in order. A text in which no letter begins is one piece.

    What a mail says around a letter that it quotes, or above one that it passes on, is a piece of its own.
    """
    joined = join_torn(mend_labels(text))
    torn = joined != text
    lines, around = part_quoted(blank_mail_heads(joined.split("\n"), _has_number))
    covers = [replace(piece, cover=True) for piece in _split_lines(around, torn)] if any(map(str.strip, around)) else []
    return [*covers, *_split_lines(lines, torn)]


def _split_lines(lines: list[str], torn: bool) -> list[Piece]:
    lines = _raise_numbers(_join_numbers(blank_mail_heads(lines, _has_number)))
    lines, copied = _take_copies(lines)
    mended = [mend_label(line) for line in lines]
    numbered = [index for index in range(len(lines)) if _begins_letter(mended, index)]
    starts = sorted({*numbered, *find_torn_heads(mended, numbered)})
    if not starts:
        return [Piece(_find_first_line(lines, 0), "\n".join(lines), torn)]
    # Text before the first number (a letterhead, urgency) belongs to the first letter; urgency or secrecy on the line
    # above a later number belongs to that letter, and so does a memo's head.
    first = copied.get(starts[0]) or _find_end_of_cover(lines[: _include_head(lines, starts[0])])
    cover = [Piece(_find_first_line(lines, 0), "\n".join(lines[:first]), torn, cover=True)] if first else []
    bounds = [first, *(_include_head(lines, start) for start in starts[1:]), len(lines)]
    pieces = ("\n".join(lines[begin:end]) for begin, end in pairwise(bounds))
    return cover + [Piece(start + 1, piece, torn) for start, piece in zip(starts, pieces, strict=True)]


def _find_end_of_cover(above: list[str]) -> int:
    """Return where a mail ends that stands above a letter's number, with what it passes on; 0 if none does."""
    if spoken := find_spoken_end(above):
        return spoken
    named = [place for place, line in enumerate(above) if find_label(line.strip())[0] == "addressees"]
    if not named:
        return 0
    ends = len(above) if _SAYS.search(above[-1]) else 0  # without a blank line between
    return next((place for place in range(named[-1], len(above)) if not above[place].strip()), ends)


def _take_copies(lines: list[str]) -> tuple[list[str], dict[int, int]]:
    """Return the lines with the number and day of a letter that a chat copies as a letter has them, not as one cites.

    Also for each such number the line on which its letter begins: what stands above was said, and not written in it.
    """
    kept = list(lines)
    copied: dict[int, int] = {}
    for place, line in enumerate(lines):
        numbers = find_numbers(line) if _OPENING.match(line) else []
        cited = _CITED.match(line, numbers[0].end) if numbers else None
        days = find_dates(line[cited.end() :]) if cited else []
        if (
            cited is None
            or len(days) != 1
            or line[cited.end() + days[0].end :].strip()
            or not _has_fields(lines, place)
        ):
            continue
        kept[place] = f"{line[: cited.start()]}   วันที่ {line[cited.end() :].strip()}"
        office = _OF_OFFICE.match(lines[place - 1]) if place else None
        if office:
            kept[place - 1] = office["name"]
        copied[place] = _include_head(lines, place) - bool(office)
    return kept, copied


def _has_fields(lines: list[str], place: int) -> bool:
    """Whether a letter's subject and addressees stand right below a line, before any other number."""
    fields: list[str] = []
    for line in lines[place + 1 : place + _FIELDS_BELOW]:
        if _has_number(line):
            break
        fields.append(find_label(line.strip())[0])
    return "subject" in fields and "addressees" in fields[fields.index("subject") :]


def _join_numbers(lines: list[str]) -> list[str]:
    """Return the lines with a letter's own number on one line, where it was broken behind its letters: ที่ กพ."""
    kept = list(lines)
    for place, (line, below) in enumerate(pairwise(lines)):
        if (
            _BROKEN_NUMBER.match(line)
            and (rest := _REST_OF_NUMBER.match(below))
            and not _CITED.match(below, rest.end())
        ):
            kept[place : place + 2] = [f"{line.rstrip()} {below.lstrip()}", ""]
    return kept


def _raise_numbers(lines: list[str]) -> list[str]:
    """Return the lines with the number of a message, and its day, above จาก and ถึง: there other letters have it."""
    kept = list(lines)
    for place, line in enumerate(lines):
        head = [below for below in range(place + 1, min(place + 6, len(lines))) if lines[below].strip()]
        if not _FROM.match(line) or len(head) < 2 or not _TO.match(lines[head[0]]):
            continue
        number = next((below for below in head[1:] if _has_number(lines[below])), 0)
        if number and not any(map(_has_number, lines[max(0, place - 3) : place])):
            end = number + 2 if _DAY_BELOW.match("".join(lines[number + 1 : number + 2])) else number + 1
            raised = [_CITED.sub("  วันที่", each) for each in lines[number:end]]
            kept[place:end] = [*raised, *lines[place:number]]
    return kept


def _has_number(line: str) -> bool:
    bare = remove_marks(line)
    return bool(_OPENING.match(bare) and find_numbers(bare))


def begins_letter(page: str) -> bool:
    """Whether a letter begins on a page."""
    mended = [mend_label(line) for line in page.split("\n")]
    return any(_begins_letter(mended, index) for index in range(len(mended)))


def _begins_letter(lines: list[str], index: int) -> bool:
    line = lines[index]
    if not _OPENING.match(line):
        return _begins_unnumbered(lines, index)
    numbers = find_numbers(line)
    if not numbers or not re.fullmatch(rf"[\s|-]*{_GRADE}?[\s|-]*", line[: numbers[0].start]):
        return _begins_unnumbered(lines, index)
    after = line[numbers[0].end :].strip()
    if not after:
        after = next((later.strip() for later in lines[index + 1 : index + 3] if later.strip()), "")
    if _CITED.match(after):
        return False
    if _is_cited_above(lines, index):
        return False
    return bool(_FIELDS.search("\n".join(lines[index + 1 : index + 25])))


def _is_cited_above(lines: list[str], index: int) -> bool:
    """Whether the line above ends with whose letter the number on this one is: อ้างถึง หนังสือจังหวัดน่าน."""
    above = next((line for line in reversed(lines[max(0, index - 2) : index]) if line.strip()), "")
    return bool(_CITING.search(above) and (find_label(above.strip())[0] or not _SAYS.search(above)))


def _begins_unnumbered(lines: list[str], index: int) -> bool:
    """Whether a letter begins at a line whose number cannot be read: its fields follow, and none of another letter."""
    if not _UNREAD.match(lines[index]) or _CITED.search(lines[index]) or _is_cited_above(lines, index):
        return False
    fields: set[str] = set()
    for line in lines[index + 1 : index + 25]:
        if _UNREAD.match(line) or _has_number(line) or len(line) > _LONGEST:
            break
        name, rest = find_label(line.strip())
        if name == "addressees" and (line.strip().startswith("ถึง") or "subject" in fields):
            return bool(rest)
        fields.add(name)
    return False


def _include_head(lines: list[str], start: int) -> int:
    """Return the first line above ``start`` that belongs to the letter: blank lines between such lines do too."""
    begin = start
    for place in range(start - 1, max(-1, start - 8), -1):
        if _ABOVE.match(lines[place]):
            begin = place
        elif lines[place].strip():
            break
    return begin


def _find_first_line(lines: list[str], default: int) -> int:
    return next((index for index, line in enumerate(lines, 1) if line.strip()), default)
