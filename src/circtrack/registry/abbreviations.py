"""The letters before a number's digits: which province or department they stand for, and what they may be misread.

Two independent lists agree on the abbreviations of all 76 provinces; Bangkok is กท in one and กทม in the other.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from circtrack.registry.load import BANGKOK, department_rows, province_abbreviations, provinces
from circtrack.registry.offices import versions
from circtrack.thai.compact import squeezed

if TYPE_CHECKING:
    from circtrack.model import Office

_BANGKOK = ("กท", "กทม")

# Letters that character recognition takes for each other (seed letters: ขย for ชย).
_LOOK_ALIKE = ("ขช", "ฃข", "ดต", "คต", "ถภ", "บป", "พฟ", "ผฝ", "มน", "ลส")


def province_of_abbreviation(abbreviation: str) -> Office | None:
    """The province (or Bangkok) that writes these letters before its numbers; None where none does."""
    letters = squeezed(abbreviation).replace(".", "")
    if letters in _BANGKOK:
        return versions(BANGKOK)[-1]
    code = _codes().get(letters)
    return next((office for office in provinces() if office.code == code), None)


def abbreviation_of(province_code: str) -> str:
    """The letters before a province's numbers: ชย of 36; "" where there is no such province."""
    return province_abbreviations().get(province_code, "")


def look_alikes(abbreviation: str) -> tuple[str, ...]:
    """Every province's abbreviation that differs from this one in one look-alike letter: ชย for ขย."""
    letters = squeezed(abbreviation).replace(".", "")
    found = {
        letters[:place] + pair[1 - side] + letters[place + 1 :]
        for place, letter in enumerate(letters)
        for pair in _LOOK_ALIKE
        for side in (0, 1)
        if pair[side] == letter
    }
    return tuple(sorted(found & _codes().keys()))


def department_of_number(number: str) -> Office | None:
    """The department or ministry whose numbers begin like this one: กรมส่งเสริมการปกครองท้องถิ่น for มท 0810.7/ว 908.

    Evidence, not proof: a ministry and its department write the same code, with registers of their own.
    """
    compact_number = squeezed(number).replace(".", "")
    fitting = [
        (len(prefix), code)
        for code, _, _, prefixes in department_rows()
        for prefix in prefixes
        if compact_number.startswith(prefix.replace(" ", ""))
    ]
    return versions(max(fitting)[1])[-1] if fitting else None


def letters_of_department(code: str) -> str:
    """The letters before a department's numbers, its ministry's: มท of dla; "" where they are not known."""
    letters = {
        prefix.split(" ")[0] for found, _, _, prefixes in department_rows() if found == code for prefix in prefixes
    }
    return letters.pop() if len(letters) == 1 else ""


@cache
def _codes() -> dict[str, str]:
    return {letters: code for code, letters in province_abbreviations().items()}
