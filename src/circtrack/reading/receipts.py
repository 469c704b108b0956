"""Read what an office's receipt stamp says: the receive number and the day, above or beside a letterhead.

รับที่ ๑๒๓/๒๕๖๖          เลขรับ 123              เลขที่รับ.....๑๒๓.....
วันที่ ๑๐ มี.ค. ๖๖       วันที่ 10 มี.ค. 2566     วันที่.....๑๐ มี.ค. ๖๖....เวลา.....๐๙.๑๕ น.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from circtrack.model import Finding, ReceiptStamp
from circtrack.reading.lines import loosen
from circtrack.thai.dates import find_dates
from circtrack.thai.digits import to_arabic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_THI = loosen("ที่")
# A stamp has the word by itself; "ได้รับ", "ผู้รับ" and "รับทราบ" are no stamp's.
_NUMBER = re.compile(
    rf"(?<![ก-๛])(?:เลข{_THI}รับ|เลขรับ(?:{_THI})?|รับเลข{_THI}|รับ{_THI}|ลำดับ(?:{_THI})?รับ|ทะเบียนรับ(?:เลข)?(?:{_THI})?)"
    r"[\s.:…_-]*(?P<number>[0-9๐-๙]{1,6}(?:\s*/\s*[0-9๐-๙]{2,4})?)(?![0-9๐-๙])"
)
_DAY = re.compile(rf"(?<![ก-๛])(?:วัน{_THI}(?:รับ)?|ลงรับ(?:วัน{_THI})?|รับ(?:เมื่อ)?วัน{_THI})" r"[\s.:…_-]*(?=[0-9๐-๙])")
# A stamp that a scan's text has at a line's end, or below the name of the office that received the letter.
_BESIDE = re.compile(
    rf"(?:^\s*|(?<=\s\s))(?:เลข(?:{_THI})?รับ(?:{_THI})?|รับ(?:เลข)?(?:{_THI}|{loosen('แล้ว')}))\s?[.:]?\s?[0-9๐-๙][^ก-๎]{{0,60}}"
    rf"(?:(?:วัน{_THI}|เวลา|[ก-ฮ]\.\s?[คพยก]\.|น\.)[^ก-๎]{{0,60}}){{0,5}}$"
)
_BOX = re.compile(r"\s*[│┃║┌└├╔╚╠┏┗]")
_RECEIVER = re.compile(
    rf"\s*(?:{loosen('ที่')}(?:ทำการ|ว่าการ)|สำนัก|เทศบาล|องค์การ|อบ[ตจ]|อำเภอ|จังหวัด|กรม|กอง|โรงเรียน)\S*$"
)
_NUMERAL = re.compile("[0-9๐-๙]")
_LINES = 4


def read_receipt(lines: Sequence[str], written_on: date | None, today: date) -> ReceiptStamp:
    """Return what the first stamp in a letter's head says; an empty receipt if there is none.

    Its day stands on the line of its number or on the next ones. A day before the letter's own, or after today, is
    no day of receipt: it is left out.
    """
    for at, line in enumerate(lines):
        if found := _NUMBER.search(line):
            number = "".join(to_arabic(found["number"]).split())
            on, dated = _find_day([line[found.end() :], *lines[at + 1 : at + _LINES]], written_on, today)
            written = line[found.start() :].strip()
            return ReceiptStamp(number, on, written if dated in written else f"{written} {dated}")
    return ReceiptStamp()


def cut_stamp(line: str) -> str:
    """Return a line without a receipt stamp at its end; "" if nothing but the receiving office's name is left."""
    stamp = _BESIDE.search(line)
    if stamp is None:
        return line
    left = line[: stamp.start()].rstrip()
    return "" if _RECEIVER.match(left) else left


def is_boxed(line: str) -> bool:
    """Whether a line is that of a box, as a stamp within a field is drawn."""
    return bool(_BOX.match(line))


def report_stamp(receipt: ReceiptStamp, stamps: Sequence[str]) -> list[Finding]:
    """Return a finding if a scan's stamp is there, but not its number or its day."""
    if not _NUMERAL.search(" ".join(stamps)) or (receipt.number and receipt.on):
        return []
    return [Finding("unread_stamp", "receipt", " ".join(stamps))]


def _find_day(lines: Sequence[str], written_on: date | None, today: date) -> tuple[date | None, str]:
    """Return the day of receipt and its line."""
    for line in lines:
        if label := _DAY.search(line):
            text = re.sub(r"[.…_]{2,}", " ", line[label.end() :])
            days = [each.day for each in find_dates(text) if each.day and not each.problem]
            if days and (written_on is None or days[0] >= written_on) and days[0] <= today:
                return days[0], line[label.start() :].strip()
    return None, ""
