"""Mend what a scan spoils: a letter's own ที่, which a number follows, torn labels and words, specks."""

from __future__ import annotations

import re
from itertools import pairwise

from circtrack.reading.lines import loosen_torn
from circtrack.registry.issuers import find_province
from circtrack.thai.numbers import INDEPENDENT, MINISTRIES, find_numbers

_GRADE = r"(?:(?:ลับที่?สุด|ลับมาก|ลับ|ด่?วนที่?สุด|ด่?วนมาก|ด่?วน)\s*)*"
# What remains of ที่: ท, ที, หี่, พี่, ทึ; the number's letters may stick to it.
_SPOILT = re.compile(
    rf"(?P<before>\s*(?:\|\s*)?{_GRADE})(?P<label>[ทหพ][ิีึื]?[่้๊๋]?)\s?(?P<number>[ก-ฮ]{{2,3}}\s?\.?\s?[0-9๐-๙]{{3,5}}\s?[./(].*)$"
)
_TORN = re.compile(
    rf"(?P<before>\s*(?:\|\s*)?{_GRADE})(?P<label>ท)\s+(?P<number>[ก-ฮ]{{2}}\s?\.?\s?[0-9๐-๙]{{3,5}}.*)$"
)
REMAINS = r"\s(?P<remains>(?:(?![ก-๎]{3})[^\n]){0,30}?)(?:\s*|\s{3,}\S[^\n]*)"
"""Matches, behind ที่, what a torn or dirty page leaves of a number, with what stands in a column beside it."""
_BETWEEN_LETTERS = re.compile(r"(?<=[ก-๎]) (?=[ก-๎])")
_TORN_BLANK = re.compile(rf"{_BETWEEN_LETTERS.pattern}|(?<=[0-9๐-๙]) (?=\.? ?[0-9๐-๙])|(?<=[0-9๐-๙]\.) (?=[0-9๐-๙])")
_LETTER = re.compile("[ก-๎]")
_SAMPLE = 20_000  # characters tell how a text is
_LEAST_TORN = 20
_LETTERS_FOR_A_BLANK = 9
_LABEL = "ที่"
# What a torn left edge leaves of เรื่อง, เรียน and อ้างถึง: its end, before the blanks of its column.
_TORN_SUBJECT = re.compile(r"\s*(?:[ิีึื]?่?อ)?ง\s{2,8}(?=[ก-ฮเ-ไ])|\s*รื่?อง\s{1,8}(?=[ก-ฮเ-ไ])")
_TORN_ADDRESSEES = re.compile(
    r"\s*(?:รี?ย|ี?ย)?น\s{1,8}(?=ท่าน|ผู้|นาย|อธิบดี|ปลัด|ท้องถิ่น|หัวหน้า|เลขา|ประธาน|กำนัน|สาธารณสุข|ผอ|คณบดี|อธิการ)"
)
_TORN_REFERENCES = re.compile(r"\s*(?:(?:้?า)?ง)?ถึง\s{1,8}(?=หนังสือ|สำเนา|[0-9๐-๙]{1,2}\s?[.)])")
_FIRST_LINES = 30
# A label with blanks within it, or with specks before it: เรื่อ ง, อ้าง ถึง, |. เรียน.
_LOOSE_LABEL = re.compile(
    rf"^[ \t]*(?P<specks>[|.,:;'\"`~_*^•·-][|.,:;'\"`~_*^•· \t-]{{0,7}})?"
    rf"(?P<label>(?:{'|'.join(map(loosen_torn, ('เรื่อง', 'กราบเรียน', 'เรียน', 'อ้างถึง', 'ถึง', 'สิ่งที่ส่งมาด้วย')))})"
    r"(?=[ \t]*[:：]|[ \t]+[^ \t\n])|ที[่้]?(?=\s[ก-ฮ]{2,3}\s?[0-9๐-๙lIOo]{3,5}))",
    re.MULTILINE,
)
# A lone sign on a line of its own: a speck that was read, unless the line above asks for a numeral.
_SPECK = re.compile(r"\s*[0-9.,:;'\"|!~_*^`-]\s*")
_ASKS_FOR_NUMERAL = re.compile(r"(?:ที่|ปี|พ\.ศ\.|ฉบับ|ระยะ|ภาค|รุ่น|หมู่|ชุด|ข้อ|งวด|ไตรมาส|เขต|จำนวน|ประจำ)\s*$")


def mend_label(line: str) -> str:
    """Return a line that begins with a spoilt ที่ and a letter number with its ที่; other lines as they are."""
    match = _SPOILT.match(line) or _TORN.match(line)
    if match is None or match["label"] in {_LABEL, "ที"}:
        return line
    mended = f"{match['before']}{_LABEL} {match['number']}"
    numbers = find_numbers(mended)
    if not numbers or mended[: numbers[0].start].strip() or not _is_known(numbers[0].number.prefix):
        return line
    return mended


def mend_fields(lines: list[str]) -> list[tuple[str, str]]:
    """Mend, in place, labels of which a torn left edge left only the end; return each field and what was left.

    Only in a letter that has neither เรื่อง nor เรียน, and where what is left of both stands on lines that follow.
    """
    filled = [place for place, line in enumerate(lines) if line.strip()][:_FIRST_LINES]
    for place, below in pairwise(filled):
        subject, addressees = _TORN_SUBJECT.match(lines[place]), _TORN_ADDRESSEES.match(lines[below])
        if not subject or not addressees:
            continue
        torn = [(place, "subject", "เรื่อง", subject), (below, "addressees", "เรียน", addressees)]
        next_line = filled[filled.index(below) + 1 :][:1]
        torn += [
            (each, "links", "อ้างถึง", cited) for each in next_line if (cited := _TORN_REFERENCES.match(lines[each]))
        ]
        for each, _, label, match in torn:
            lines[each] = f"{label} {lines[each][match.end() :]}"
        return [(name, match.group().strip()) for _, name, _, match in torn]
    return []


def mend_labels(text: str) -> str:
    """Return a text without the blanks within its labels, and without the specks before them."""
    return _LOOSE_LABEL.sub(_mend_loose, text)


def _mend_loose(match: re.Match[str]) -> str:
    whole = match["label"].replace(" ", "")
    # Bars and dashes are a table's, a list's, or a mail's that quotes.
    mended = whole != match["label"] or (match["specks"] or "").strip(" \t-|•>")
    return whole if mended else match.group()


def join_torn(text: str) -> str:
    """Return a text without the blanks that tear its words and figures; one whose words are whole as it is.

    Thai has no blanks between words: the texts at hand have twenty letters or more for each.
    """
    sample = text[:_SAMPLE]
    blanks = len(_BETWEEN_LETTERS.findall(sample))
    if blanks < _LEAST_TORN or len(_LETTER.findall(sample)) >= blanks * _LETTERS_FOR_A_BLANK:
        return text
    return _TORN_BLANK.sub("", text)


def is_speck(line: str, above: str) -> bool:
    """Whether a line is a lone sign that is no part of the text above it."""
    return bool(_SPECK.fullmatch(line)) and not _ASKS_FOR_NUMERAL.search(above)


def _is_known(prefix: str) -> bool:
    return prefix in MINISTRIES | INDEPENDENT or find_province(prefix) is not None
