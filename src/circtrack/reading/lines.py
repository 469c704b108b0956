"""A letter's text as lines that can be told apart: no table marks, no dot leaders, labels at the start of a line.

Forms fill blanks with dots (``ที่ …………``), tables come with bars, and a head may stand on one line with its labels run
together. What is taken away here carries no meaning; the text itself is kept beside the letter.
"""

from __future__ import annotations

import re

LABELS: dict[str, str] = {
    "เรื่อง": "subject",
    "กราบเรียน": "addressees",
    "เรียน": "addressees",
    "ถึง": "addressees",
    "อ้างถึง": "references",
    "อ้างอิง": "references",
    "สิ่งที่ส่งมาด้วย": "enclosures",
    "สิ่งที่แนบมาด้วย": "enclosures",
}

_TONES = re.compile("[่้๊๋์็]")
_TABLE_MARKS = re.compile(r"^[\s|\-–:•]+|[\s|]+$")
_LEADERS = re.compile(r"(?:\.\s?){3,}|…+(?:\s?[.…])*|_{3,}")
# Words that open a body and nothing else; ตาม alone may stand inside an address.
_OPENERS = r"(?:ด้วย|ตามที่|เนื่องจาก|เนื่องด้วย|อนุสนธิ|โดยที่|สืบเนื่อง)"


def remove_tones(text: str) -> str:
    """The text without tone marks, which a PDF's text layer and OCR lose first."""
    return _TONES.sub("", text)


def loosen(word: str) -> str:
    """A pattern for a word whose tone marks may be lost."""
    return "".join(f"{letter}?" if _TONES.match(letter) else re.escape(letter) for letter in word)


LABEL_PATTERN = "|".join(loosen(label) for label in sorted(LABELS, key=len, reverse=True))
# A dash that a scan puts before a letter's fields or its closing words begins no item.
BULLET = re.compile(rf"^\s*[-–•]\s*(?!{LABEL_PATTERN}|{loosen('ที่')}\s|ขอแสดง|จึงเรียน)(?=[ก-ฮเ-ไ])")
"""What begins an item of a list without numbers."""
LABEL_OF = {remove_tones(label): field for label, field in LABELS.items()}

_RUN_TOGETHER = re.compile(rf"\s+(?=(?:{LABEL_PATTERN})[\s:])")
_BODY_RUN_TOGETHER = re.compile(rf"\s+(?={_OPENERS}[^\s])")
# A head on one line is shorter than this.
_LONGEST_HEAD = 2000
_OPENS_HEAD = re.compile(rf"(?:{loosen('ที่')}\s|(?:{LABEL_PATTERN})[\s:])")


def split_lines(text: str) -> list[str]:
    """The lines of one letter. Blank lines stay: they part what stands between them."""
    lines: list[str] = []
    seen: set[str] = set()
    for line in (clean_line(line) for line in text.split("\n")):
        lines += _taken_apart(line, seen) if len(line) <= _LONGEST_HEAD and _OPENS_HEAD.match(line) else [line]
    return lines


def clean_line(line: str) -> str:
    """One line without table marks and dot leaders; the bullet of a list stays."""
    bare = _LEADERS.sub(" ", line)
    return ("- " if BULLET.match(bare) else "") + _TABLE_MARKS.sub("", bare)


def _taken_apart(line: str, seen: set[str]) -> list[str]:
    """A head's line that holds several fields, one a line. Each label counts once: the second is text of its own."""
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
