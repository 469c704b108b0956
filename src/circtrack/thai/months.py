"""Names of months and weekdays: full, short, spoken, and misspelt by one letter."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from circtrack.errors import Message

MONTHS: Final = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
SHORT_MONTHS: Final = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
WEEKDAYS: Final = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")

# Months without คม, ยน or พันธ์, as people say them.
_SPOKEN: Final = (
    "มกรา",
    "กุมภา",
    "มีนา",
    "เมษา",
    "พฤษภา",
    "มิถุนา",
    "กรกฎา",
    "สิงหา",
    "กันยา",
    "ตุลา",
    "พฤศจิกา",
    "ธันวา",
)

# No other month begins with เม, so this misspelt abbreviation is certain.
_MISSPELT_SHORT: Final = {"เมษ": 4}

_SHORT_LETTERS: Final = tuple(name.replace(".", " ") for name in (*SHORT_MONTHS, "เม.ษ."))

ENGLISH_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The first letters of months in English, as systems and bilingual letters write them."""

_BY_NAME: Final = {
    **{name: number for number, name in enumerate(MONTHS, 1)},
    **{name: number for number, name in enumerate(_SPOKEN, 1)},
    **{name.replace(".", ""): number for number, name in enumerate(SHORT_MONTHS, 1)},
    **_MISSPELT_SHORT,
}
_WEEKDAY_NUMBERS: Final = {
    **{name: number for number, name in enumerate(WEEKDAYS)},
    "จันทร": 0,
    "พฤหัส": 3,
    "พฤหัสฯ": 3,
    "ศุกร": 4,
    "เสาร": 5,
    "อาทิตย": 6,
}


def _make_short_pattern(between: str) -> str:
    names = "|".join(first + between + last for first, last in map(str.split, _SHORT_LETTERS))
    return rf"(?:{names})\.{{0,2}}+(?![ก-ฮ]\.)"  # ก.พ.ร. is an office, not February


FULL_PATTERN: Final = "|".join(MONTHS)
SPOKEN_PATTERN: Final = rf"(?:{'|'.join(_SPOKEN)})(?:ฯ|(?=นี้|[^ก-๎]|$))"
DOTTED_PATTERN: Final = _make_short_pattern(r"\.[ ]?")
UNDOTTED_PATTERN: Final = _make_short_pattern("")
ENGLISH_PATTERN: Final = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?(?![A-Za-z])"
)
WEEKDAY_PATTERN: Final = "|".join(sorted(_WEEKDAY_NUMBERS, key=len, reverse=True))


def month_number(name: str) -> int:
    """Return 1 to 12 for a month's name that one of the patterns matches: full, spoken, short or English."""
    if name.isascii():
        return ENGLISH_MONTHS.index(name[:3].lower()) + 1
    return _BY_NAME[name.replace(".", "").replace(" ", "").removesuffix("ฯ")]


@lru_cache(maxsize=1024)
def note_misspelling(name: str) -> Message | None:
    """Return the note for a misspelt short name that :func:`month_number` still reads; None for others."""
    number = _MISSPELT_SHORT.get(name.replace(".", "").replace(" ", ""))
    return note_read_as(name, SHORT_MONTHS[number - 1]) if number else None


def note_read_as(name: str, month: str) -> Message:
    """Return the note that a misspelt month was read as another name."""
    return Message("{name} read as {month}", name=name, month=month)


def weekday_number(name: str) -> int:
    """Return 0 (Monday) to 6 (Sunday) for a weekday's name that the pattern matches, without วัน."""
    return _WEEKDAY_NUMBERS[name]


@lru_cache(maxsize=1024)
def find_misspelt_month(word: str) -> int | None:
    """Return the one month whose full name differs from ``word`` by one letter added, lost or changed.

    None if there is no such month, or more than one: a word can be one letter from both มกราคม and มีนาคม. Official
    news misspells two months in a thousand; a distance of one letter finds 145 of 150 without one wrong month.
    """
    near = [number for number, name in enumerate(MONTHS, 1) if _differ_by_one_letter(word, name)]
    return near[0] if len(near) == 1 else None


def _differ_by_one_letter(one: str, other: str) -> bool:
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or one == other:
        return False
    same = 0
    while same < len(one) and one[same] == other[same]:
        same += 1
    return one[same:] == other[same + 1 :] or one[same + 1 :] == other[same + 1 :]
