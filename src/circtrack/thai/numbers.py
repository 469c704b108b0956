"""Letter numbers: ``ด่วนที่สุด ที่ มท ๐๘๑๐.๗/ว ๙๐๘`` as people and OCR write them, and their canonical form.

A number is two or three consonants for the ministry or province, sometimes a committee in brackets, the agency's code
with its sub-units, a slash, ``ว`` if the letter is numbered in the separate sequence of circulars, the letters of a
unit that counts its own (``/มสร.๒๑๘``: electricity and waterworks), and the running number (or a range of numbers for
one text sent many times).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from circtrack.errors import N_, NumberError
from circtrack.thai.digits import to_arabic
from circtrack.thai.late_patterns import compile_late
from circtrack.thai.script import repair

CIRCULAR_MARK = "ว"
URGENCIES = ("ด่วนที่สุด", "ด่วนมาก", "ด่วน")
SECRECIES = ("ลับที่สุด", "ลับมาก", "ลับ")

# The prefixes of ministries and similar bodies; none is also a province's.
MINISTRIES = frozenset(
    [
        "นร",
        "กค",
        "มท",
        "ศธ",
        "สธ",
        "กษ",
        "คค",
        "ทส",
        "พณ",
        "พม",
        "ยธ",
        "รง",
        "วธ",
        "อก",
        "อว",
        "ดศ",
        "กก",
        "กต",
        "กห",
        "พน",
        "ตช",
    ]
)

# The prefixes of bodies under no ministry: NACC, auditor general, election commission, ombudsman, public
# prosecutors, courts, Buddhism, money laundering, health security.
INDEPENDENT = frozenset(["ปช", "ตผ", "ลต", "ผผ", "อส", "ศย", "พศ", "ปง", "สปสช"])

_D = "[0-9๐-๙]"
_LONG_WORD = 6  # letters
_URGENT = r"ด่?วน\s?ที่?\s?สุด|ด่?วน\s?มาก|ด่?วน"
_GRADES = rf"(?:(?P<secrecy>{'|'.join(SECRECIES)})\s*)?(?:(?P<urgency>{_URGENT})\s*)?"
# Before the running number: the agency's code, sometimes with the letters of a province or region (ตผ ๐๐๖๑ ชพ/๑๕๒).
# Of a university under อว and of health security it is short, with sub-units: อว ๖๙.๒.๑/ว ๙๕, สปสช. ๕.๓๑/ว ๐๔๑๙.
CODE = (
    r"(?:\((?P<committee>[ก-ฮ][ก-๎. ]{1,14})\)\s?)?"
    rf"(?P<agency>(?:{_D}{{3,5}}|(?:(?:(?<=อว)|(?<=อว\s)){_D}{{2}}|(?:(?<=สปสช)|(?<=สปสช[\s.])|(?<=สปสช\.\s)){_D}{{1,2}})(?=\.{_D}))"
    rf"(?:\s?\.\s?{_D}+)*(?:\({_D}[0-9๐-๙.]*\)|\s?\.?\s?\([ก-ฮ]{{1,4}}\)(?:\s?\.?\s?{_D}+(?:\.{_D}+)*)?|\s(?P<region>[ก-ฮ]{{2}})(?=\s?/))?)\.?\s?"
)
# What a scan, or somebody who could not read it, has where a digit stood: ว ๖■■๘, ว ๖??๘.
_HOLE = rf"[\u2580-\u25ff\ufffd]|[?*#_xX~]+(?={_D})|[?*#_xX~]{{2}}"
_AFTER_PREFIX = (
    r"\s?\.?\s?"
    rf"{CODE}"
    rf"/\s?(?:(?P<mark>{CIRCULAR_MARK})\s?\.?\s?)?"
    rf"(?:(?P<unit>[ก-ฮ]{{2,5}})\.\s?)?(?P<running>{_D}{{1,6}})(?:\s?[-–]\s?(?P<last>{_D}{{1,6}})(?!{_D}))?(?!{_D}|[lIOo]|{_HOLE})"
)
# Right after ที่ a scan may have torn the prefix: ช พ, น.น.
_TORN = "[ก-ฮ][. ]{1,2}[ก-ฮ]{1,2}"
_PREFIX = "สปสช|[ก-ฮ]{2,3}"
_WHOLE = compile_late(rf"{_GRADES}(?:ที[่้]?\s*)?(?P<prefix>{_PREFIX}|{_TORN}){_AFTER_PREFIX}")
PARTIAL = compile_late(
    rf"\s*{_GRADES}(?P<label>ที[่้]?)\s*"
    rf"(?P<written>(?P<prefix>{_PREFIX}|{_TORN})\s?\.?\s?{CODE}/\s?(?:{CIRCULAR_MARK}\.?)?(?:\s?(?:[0-9๐-๙lIOo]|{_HOLE}){{1,6}})?)"
)
"""Matches a letter's own number whose serial is still to be written, or cannot be read: ศธ ๐๔๐๒๕/."""
TORN = compile_late(
    rf"\s*{_GRADES}(?P<label>ที[่้]?)\s*(?P<written>(?P<prefix>{_PREFIX}){_AFTER_PREFIX}\s{_D}{{1,4}})\s*$"
)
"""Matches a letter's own number whose serial a scan has torn: ทส ๐๓๐๔/ว ๑๘ ๖๕."""
_IN_TEXT = compile_late(
    rf"(?:{_GRADES}(?P<label>ที[่้]?)\s*)?(?<![ก-ฮ])(?P<prefix>{_PREFIX}|(?(label){_TORN}|(?!))){_AFTER_PREFIX}"
)


@dataclass(frozen=True, slots=True)
class LetterNumber:
    """The parts of a number. ``str()`` gives the canonical form, without urgency and secrecy: ``มท 0810.7/ว 908``."""

    prefix: str
    agency: str
    running: str
    circular: bool = False
    committee: str = ""
    last: str = ""
    unit: str = ""
    urgency: str = ""
    secrecy: str = ""

    def __str__(self) -> str:
        committee = f"({self.committee}) " if self.committee else ""
        mark = f"{CIRCULAR_MARK} " if self.circular else ""
        unit = f"{self.unit}." if self.unit else ""
        until = f"-{self.last}" if self.last else ""
        return f"{self.prefix} {committee}{self.agency}/{mark}{unit}{self.running}{until}"

    def with_prefix(self, prefix: str) -> LetterNumber:
        """Return the same number with another ministry's or province's prefix."""
        return replace(self, prefix=prefix)


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number in running text: its span (offsets in the text as given) and its words."""

    start: int
    end: int
    text: str
    bare: str
    """The number as written, without urgency and ที่."""
    number: LetterNumber
    labelled: bool
    """Whether ที่ stands before it, as before every letter's own number in the regulation's forms."""


def parse_number(text: str) -> LetterNumber:
    """Parse a text that is one letter number, with or without urgency, secrecy and ที่ before it.

    Raises:
        NumberError: the text is not a letter number.
    """
    match = _WHOLE.fullmatch(" ".join(repair(text).split()))
    if match is None:
        raise NumberError(
            "'{text}' is not a letter number.",
            hint=N_("A letter number looks like 'มท 0810.7/ว 908'."),
            text=text,
        )
    return _to_number(match)


def find_numbers(text: str) -> list[FoundNumber]:
    """Find every letter number in the text, in order.

    Numbers of orders and court cases that look the same (``สป 389/2564``: no ที่, no ว, and only a B.E. year after the
    slash) are skipped; so is a number with neither ที่ nor ว nor a sub-code, which in practice is rarely a letter's.
    """
    found = []
    for match in _IN_TEXT.finditer(text):
        number = _to_number(match)
        labelled = match["label"] is not None
        if not labelled and not number.circular and ("." not in number.agency or is_year(number.running)):
            continue
        found.append(
            FoundNumber(
                match.start(), match.end(), match.group(), text[match.start("prefix") : match.end()], number, labelled
            )
        )
    return found


def compact(number: str) -> str:
    """Return a number for looking it up: ASCII digits, no white space, only the dots between sub-codes.

    ``มท. ๐๘๑๐.๗ / ว. ๙๐๘`` gives ``มท0810.7/ว908``.
    """
    bare = re.sub(r"\s", "", to_arabic(repair(number)))
    bare = re.sub(r"(?<=[ก-ฮ])\.", "", bare)
    return re.sub(r"\.(?=/)", "", bare)


def _to_number(match: re.Match[str]) -> LetterNumber:
    return LetterNumber(
        prefix=re.sub(r"[\s.]", "", match["prefix"]),
        agency=_read_agency(match),
        running=to_arabic(match["running"]),
        circular=match["mark"] is not None,
        committee=re.sub(r"\s", "", match["committee"] or ""),
        last=to_arabic(match["last"] or ""),
        unit=match["unit"] or "",
        urgency=read_urgency(match["urgency"] or ""),
        secrecy=match["secrecy"] or "",
    )


def read_urgency(text: str) -> str:
    """Return the urgency that a text is, without the tone marks that a scan loses, or one other letter; "" if none."""
    bare = re.sub(r"\s(?=ที|มาก|สุด)", "", re.sub(r"[่้]", "", text.strip()))
    return next((urgency for urgency in URGENCIES if _is_nearly(bare, urgency.replace("่", ""))), "")


def _is_nearly(text: str, word: str) -> bool:
    """Whether a text is a word but for one letter; of a short word that may only be a hole."""
    if len(text) != len(word):
        return False
    others = [read for read, meant in zip(text, word, strict=True) if read != meant]
    return not others or (len(others) == 1 and (len(word) >= _LONG_WORD or not others[0].isalpha()))


def _read_agency(match: re.Match[str]) -> str:
    agency = re.sub(r"\s", "", to_arabic(match["agency"]))
    region = match["region"]
    return f"{agency.removesuffix(region)} {region}" if region else agency


def is_year(running: str) -> bool:
    """Whether a running number may be a year of the Buddhist era."""
    return len(running) == 4 and running.startswith(("24", "25", "26"))
