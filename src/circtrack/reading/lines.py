"""Split a letter's text into clean lines: no table marks, no dot leaders, labels at the start of a line.

Forms fill blanks with dots (``ที่ …………``), tables have bars, and a head may be on one line with all its labels. What is
removed here carries no meaning; the original text is kept with the letter.
"""

from __future__ import annotations

import re

from circtrack.thai.counts import read_count
from circtrack.thai.numbers import FoundNumber, find_numbers

LABELS: dict[str, str] = {
    "เรื่อง": "subject",
    "กราบเรียน": "addressees",
    "กราบเรียน/เรียน": "addressees",
    "กราบเรียน / เรียน": "addressees",
    "เรียน/กราบเรียน": "addressees",
    "เรียน": "addressees",
    "นมัสการ": "addressees",
    "ถึง": "addressees",
    "ผู้รับปฏิบัติ": "addressees",
    "อ้างถึง": "references",
    "อ้างอิง": "references",
    "สิ่งที่ส่งมาด้วย": "enclosures",
    "สิ่งที่แนบมาด้วย": "enclosures",
}

_TONES = re.compile("[่้๊๋์็]")
_LETTERS = re.compile("([^่้๊๋์็])([่้๊๋์็])?")
_TABLE_MARKS = " \t|"
_BULLETS = "-–:•"
# The dots behind พ.ศ. are the year of an Act that is still a bill: พ.ศ. ....
_LEADERS = re.compile(r"(?P<kept>พ\.ศ\.\s?\.{3,5}(?![.\s]*\.))|(?:\.\s?){3,}|…+(?:\s?[.…])*|_{3,}")
# Set phrases into which a scan or a sheet of text put blanks: ขอแสดงความนับ ถือ.
_TORN = re.compile("|".join(" ?".join(phrase) for phrase in ("ขอแสดงความนับถือ", "จึงเรียนมาเพื่อ", "จึงขอให้", "ภายใน")))
# A message marks its stops, and counts in words: (.) หนึ่ง (.) ….
_STOP = r"\s?\(\.\)\s?"
_COUNTED = re.compile(rf"(?:^|(?<=\)))\s*(?P<count>หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ){_STOP}")
_STOPS = re.compile(_STOP)
# Words that open only a body; ตาม alone may be part of an address.
_OPENERS = r"(?:ด้วย|ตามที่|เนื่องจาก|เนื่องด้วย|อนุสนธิ|โดยที่|สืบเนื่อง)"


def remove_tones(text: str) -> str:
    """Remove tone marks, the first characters that a PDF's text layer or OCR loses."""
    return _TONES.sub("", text)


def loosen(word: str) -> str:
    """Make a pattern for a word that may have lost its tone marks."""
    return "".join(f"{letter}?" if _TONES.match(letter) else re.escape(letter) for letter in word)


def loosen_torn(word: str) -> str:
    """Make a pattern for a word that may have lost its tone marks, and that a blank may part anywhere."""
    return " ?".join(f"{letter}{mark}?" if mark else letter for letter, mark in _LETTERS.findall(word))


LABEL_PATTERN = "|".join(loosen(label) for label in sorted(LABELS, key=len, reverse=True))
# A dash that a scan puts before a letter's fields or its closing words is not a bullet.
BULLET = re.compile(rf"^\s*[-–•]\s*(?!{LABEL_PATTERN}|{loosen('ที่')}\s|ขอแสดง|จึงเรียน)(?=[ก-ฮเ-ไ])")
"""Matches the bullet of a list item without number."""
# A bullet that has a line to itself, above its item.
_BULLET_ALONE = re.compile(r"^([^\S\n]*[-–•])[^\S\n]*\n[^\S\n]*(?=[ก-ฮเ-ไ0-9๐-๙])", re.MULTILINE)
LABEL_OF = {remove_tones(label): field for label, field in LABELS.items()}
# Labels with a letter misread, each before what only that field has: เรยน, เรียบ นายอำเภอ…
MISREAD_LABEL = re.compile(
    r"(?:(?P<addressees>เร[ิีึื]?ย[นบมฉ])\s*(?=ท่าน|ผู้|นาย|อธิบดี|ปลัด|ท้องถิ่น|หัวหน้า|เลขา|ประธาน|กำนัน|สาธารณสุข|อำเภอ|จังหวัด)"
    r"|(?P<subject>(?:เรอ|เรือ|เรีอ|เริอ|เรึอ)[่้]?[งฺ]|เร[ิีึื]่?อฺ?ง)\s+(?=[ก-ฮเ-ไ\"“])"
    r"|(?P<references>อ[ัา]?[่้]?[างำ]?งถ[ึิีื]?ง)\s+(?=หนังสือ|สำเนา|[0-9๐-๙]{1,2}\s?[.)]))"
)

_RUN_TOGETHER = re.compile(rf"\s+(?=(?:{LABEL_PATTERN})[\s:])")
_BODY_RUN_TOGETHER = re.compile(rf"\s+(?={_OPENERS}[^\s])")
# A head on one line is shorter than this.
_LONGEST_HEAD = 2000
# Closing words within a line that has lost its breaks: … ขอแสดงความนับถือ (นาย…) ….
_CLOSED_WITHIN = re.compile(
    r"(?P<before>.*\S)\s+(?P<closing>ขอแสดงความนับถือ)\s+(?P<after>\((?:นาย|นาง|ว่าที่|หม่อม)[^()0-9๐-๙]{4,56}\).*)"
)
_OPENS_HEAD = re.compile(rf"(?:{loosen('ที่')}\s|(?:{LABEL_PATTERN})[\s:])")


_DATED = re.compile(r"\s*(?:ลง\s?วันที่?|ลว\.)")


def cites_number(line: str) -> bool:
    """Whether a line begins with another letter's number: its day follows after ลงวันที่."""
    numbers = find_numbers(line)
    return bool(numbers) and not line[: numbers[0].start].strip() and bool(_DATED.match(line, numbers[0].end))


def find_own_number(lines: list[str]) -> FoundNumber | None:
    """Return the number that opens a line: ``ที่ …``, with or without urgency and secrecy before it."""
    for line in lines:
        numbers = find_numbers(line)
        if numbers and numbers[0].labelled and not line[: numbers[0].start].strip() and not cites_number(line):
            return numbers[0]
    return None


def split_lines(text: str) -> list[str]:
    """Split one letter into clean lines. Blank lines stay, because they separate parts."""
    lines: list[str] = []
    seen: set[str] = set()
    for line in (clean_line(line) for line in _BULLET_ALONE.sub(r"\1 ", text).split("\n")):
        if (within := _CLOSED_WITHIN.fullmatch(line)) and len(line) <= _LONGEST_HEAD:
            lines += [within["before"], "", within["closing"], "", within["after"]]
            continue
        lines += _split_fields(line, seen) if len(line) <= _LONGEST_HEAD and _OPENS_HEAD.match(line) else [line]
    return lines


def clean_line(line: str) -> str:
    """Remove table marks and dot leaders from one line; a list's bullet stays."""
    bare = _TORN.sub(lambda match: match.group().replace(" ", ""), line)
    if "(.)" in bare:
        bare = _COUNTED.sub(lambda match: f" {read_count(match['count'])}. ", bare)
        bare = _STOPS.sub(" ", bare)
    bare = _LEADERS.sub(lambda match: match["kept"] or " ", bare)
    return ("- " if BULLET.match(bare) else "") + bare.strip(_TABLE_MARKS).lstrip(_TABLE_MARKS + _BULLETS)


def _split_fields(line: str, seen: set[str]) -> list[str]:
    """Split a head's line into its fields, one a line. Each label counts once: the second is ordinary text."""
    pieces: list[str] = []
    for piece in _RUN_TOGETHER.split(line):
        match = re.match(LABEL_PATTERN, piece)
        name = LABEL_OF[remove_tones(match.group())] if match else ""
        if pieces and (not name or name in seen):
            pieces[-1] += f" {piece}"
            continue
        seen.add(name)
        pieces.append(piece)
    if "addressees" in seen and not pieces[-1].startswith("เรื่อง"):
        *before, last = pieces
        return [*before, *_BODY_RUN_TOGETHER.split(last, maxsplit=1)]
    return pieces
