"""What a date looks like on paper, as regular expressions.

Every repetition is bounded, so that reading time grows with the text and no faster.
"""

from __future__ import annotations

import re
from typing import Final

from circtrack.thai.months import (
    DOTTED_PATTERN,
    FULL_PATTERN,
    SPOKEN_PATTERN,
    UNDOTTED_PATTERN,
    WEEKDAY_PATTERN,
)

D: Final = "[0-9๐-๙]"
SP: Final = r"[ \t]{0,8}"
NL: Final = rf"{SP}(?:\r?\n{SP})?"
_LETTER: Final = "[ก-๎]"
_DASH: Final = "[-–—]"
_SLASHED: Final = rf"(?:[ ]?/[ ]?|[.]|{_DASH}|[ ]{_DASH}[ ])"
_ANY_SEPARATOR: Final = rf"{SP}(?:[./]|{_DASH}){SP}"


def without_tones(pattern: str) -> str:
    """The pattern, matching also where a PDF's text layer has lost the tone marks: ระหวาง for ระหว่าง."""
    return re.sub("([่้])(?!\\?)", r"\1?", pattern)


ERA: Final = r"(?:(?P<be>พ\.?[ ]?ศ\.?|พุทธศักราช|[Bb]\.?[Ee]\.?)|(?P<ce>ค\.?[ ]?ศ\.?|คริสต์?ศักราช|[CcAa]\.?[EeDd]\.?))"
_ERA_UNNAMED: Final = re.sub(r"\?P<\w+>", "?:", ERA)
_NAME: Final = f"{FULL_PATTERN}|{SPOKEN_PATTERN}|{DOTTED_PATTERN}|{UNDOTTED_PATTERN}"

ANCHOR: Final = re.compile(
    rf"""
    (?<!{D})(?:
        (?P<iso_year>{D}{{4}})-(?P<iso_month>{D}{{1,2}})-(?P<iso_day>{D}{{1,2}})(?!{D}|-{D})
      | (?<!{D}[./–-])
        (?P<d>{D}{{1,2}})(?P<sep1>{_SLASHED})(?P<m>{D}{{1,2}})(?P<sep2>{_SLASHED})(?P<y>{D}{{4}}|{D}{{2}})
        (?!{D}|[./–-]{D})
      | (?<!{D}[./:])
        (?P<day>{D}{{1,3}})(?P<gap>[./-]|{NL})(?P<of_day>เดือน{SP})?
        (?: (?P<name>{_NAME}) | (?=(?P<run>{_LETTER}{{5,13}}){SP}(?:ปี{SP})?(?:{_ERA_UNNAMED}{SP})?{D}{{2}}) )
    )
    | (?P<of>เดือน){SP}(?P<of_name>{FULL_PATTERN}|{SPOKEN_PATTERN}|{DOTTED_PATTERN})
    | (?P<alone>{FULL_PATTERN}|(?<![ก-๎.]){DOTTED_PATTERN})
    """,
    re.VERBOSE,
)
"""Where a date may stand: all of it in figures, or its day and month, or its month alone."""

NUMERIC: Final = re.compile(
    rf"(?P<d>{D}{{1,2}})(?P<sep1>{_ANY_SEPARATOR})(?P<m>{D}{{1,2}})(?P<sep2>{_ANY_SEPARATOR})(?P<y>{D}{{2,4}})"
)
YEAR_FIRST: Final = re.compile(
    rf"(?P<iso_year>{D}{{4}})(?P<sep1>[-/.])(?P<iso_month>{D}{{1,2}})(?P=sep1)(?P<iso_day>{D}{{1,2}})"
)

_COUNTED = "คน|แห่ง|ราย|บาท|หมู่|อำเภอ|จังหวัด|ตำบล|ชุด|ฉบับ|เรื่อง|ครั้ง|วัน|แผ่น|หน้า"
YEAR: Final = re.compile(
    rf"""
    [.,]? (?:
        {SP}(?:ปี{SP})?(?:{ERA}{SP})?
        (?P<year>{D}{{4}}(?!{D})|{D}{{2,5}}(?!{D}|{SP}(?:{_COUNTED})))
      | {NL}(?:{_ERA_UNNAMED}{NL})?(?P<next_line>{D}{{4}})
    )
    (?!{D}|[.,:/]{D})
    """,
    re.VERBOSE,
)
"""The year behind a month's name. Two figures with what is counted behind them are no year; four are one."""

YEAR_JOINED: Final = re.compile(rf"[-/](?P<year>{D}{{2,5}})(?!{D})")
"""The year behind a month's name that a dash or slash joins to its day: 20-มี.ค.-66."""

MISSPELT: Final = re.compile(rf"{_LETTER}{{5,13}}")
THIS: Final = re.compile(rf"{SP}(?:ศก|ปี)?{SP}นี้")

WEEKDAY_BEFORE: Final = re.compile(
    rf"(?:วัน[ ]?(?P<one>{WEEKDAY_PATTERN})[ ]?(?:ที่?)?|(?<![ก-๎])(?P<two>{WEEKDAY_PATTERN})[ ]?ที่?)\s{{0,3}}$"
)
CUE_BEFORE: Final = re.compile(rf"(?:วัน[ ]?(?:{WEEKDAY_PATTERN})?[ ]?ที่?|ลว\.?|ลง)\s{{0,3}}$")
NO_DATE_BEFORE: Final = re.compile(
    r"(?:ครั้งที่|เลขที่|ฉบับที่|เลขรับ(?:ที่)?|ข้อ(?:ที่)?|มาตรา|หน้า(?:ที่)?|โทร(?:สาร|ศัพท์)?\.?|ภ\.ง\.ด\.?"
    r"|คดี\S{0,20}|อัตรา)\s{0,3}$"
)
"""Before figures that are no date. But for คดี, looked for only behind a Thai letter or a dot."""
NO_DAY_BEFORE: Final = re.compile(r"(?:COVID|Covid|covid|โควิด)[\s-]{0,3}$")
"""Before a 19 that is no day."""
NO_DATE_AFTER: Final = re.compile(r"\s{0,3}(?:บาท|คน|แห่ง|ราย(?!ละเอียด|งาน|การ|ชื่อ)|คะแนน|ครัวเรือน|%|ร้อยละ|ซม|เมตร|ตร\.)")

HEAD: Final = re.compile(
    r"(?:ประกาศ[ ]?)?(?:ณ[ ]?|เมื่อ[ ]?|ตั้งแต่[ ]?)?"
    rf"(?:(?:(?:ลง)?วันที่?|ลว\.?|ที่)[ ]?(?={D}|{FULL_PATTERN})|ลง(?=วัน))"
)
"""What may stand before a date that is all of a text."""
