"""What follows ขอแสดงความนับถือ: who signed, in what position, the owning section, telephones and e-mail.

Offices below write their notes, names and stamps on the same sheet. The signatory is the first name in brackets after
the closing; the position goes on as long as its lines read like positions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from circtrack.thai.digits import to_arabic

_NAME = re.compile(r"\((?P<name>[^()0-9๐-๙]{5,60})\)")
_RANK = re.compile(r"(?:ว่าที่ร้อย(?:ตรี|โท|เอก)|(?:พล|พัน|ร้อย|จ่าสิบ|สิบ)(?:ตำรวจ)?(?:ตรี|โท|เอก)|พลตำรวจ\S*|หม่อม\S+)$")
_POSITION = re.compile(
    r"(?:รอง|ผู้ช่วย|ผู้ว่าราชการ|ปลัด|นายอำเภอ|อธิบดี|นายก|ผู้อำนวยการ|หัวหน้า|ท้องถิ่นจังหวัด|ท้องถิ่นอำเภอ|เลขาธิการ|เลขานุการ|รัฐมนตรี"
    r"|รักษา(?:ราชการ|การ)แทน|ปฏิบัติ(?:ราชการ|หน้าที่)|ทำการแทน|ผู้บัญชาการ|ประธาน|เจ้าพนักงาน|นักส่งเสริม|ผู้ตรวจ)"
)
_ACTING = re.compile(r"(?:ปฏิบัติ(?:ราชการ|หน้าที่)|รักษา(?:ราชการ|การ)|ทำการ)แทน\s*$")
# Not นายก alone: นายกมล is a name.
_NO_NAME = re.compile(r"(?:นายก(?:เทศมนตรี|องค์การ|รัฐมนตรี|อบ)|นายอำเภอ|ปลัด|ผู้ว่า|ผู้อำนวยการ|อธิบดี|ประทับตรา|ตำแหน่ง|ลงชื่อ)")
_SECTION = re.compile(r"(?:สำนักงาน|สนง\.|สำนัก|กอง(?!ทุน)|กลุ่ม|ฝ่าย|ส่วน|ศูนย์|งาน|ที่ทำการ)[ก-๛]")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_D = "[0-9๐-๙]"
_MORE = rf"{_D}{{1,5}}(?:\s?[,-]\s?{_D}{{1,5}}(?![0-9๐-๙-]))*"
_EXTENSION = rf"(?:\s?[-–]\s?{_MORE})?(?:\s?,?\s?ต่อ\s?{_MORE})?"
_PHONE = re.compile(rf"(?<!{_D})[0๐](?:[\s-]?{_D}){{7,10}}(?!{_D}){_EXTENSION}")
_PHONE_LINE = re.compile(r"โทร(?:ศัพท์|สาร|\.|\s|[0-9๐-๙])|ต่อ\s?[0-9๐-๙]|ผู้ประสานงาน|มือถือ|ติดต่อ|สอบถาม|เบอร์|โทรฯ")
# A stamp of the day, alone on its line: the sheet's own content goes on after it.
_STAMPED_DAY = re.compile(rf"[A-Za-z-]*{_D}{{1,2}}\s*\S{{3,6}}\.?\s*{_D}{{2,4}}")


@dataclass(frozen=True, slots=True)
class Closing:
    """The closing's fields, empty where the text does not say."""

    signatory: str = ""
    position: str = ""
    section: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""


def read_closing(lines: list[str]) -> Closing:
    """The closing's fields from the lines after ขอแสดงความนับถือ."""
    filled = [line.strip() for line in lines if line.strip()]
    signed = next((place for place, line in enumerate(filled) if _name_in(line)), None)
    signatory, position, after = "", "", filled
    if signed is not None:
        signatory = _signatory(filled, signed)
        end = signed + 1
        filled[end:] = [_beside(line) for line in filled[end:]]
        if any(_ACTING.search(line) for line in filled[end : end + 1]):
            end += 1  # whatever the office is called
        while end < len(filled) and _POSITION.match(filled[end]):
            end += 1
        position = " ".join(filled[signed + 1 : end])
        after = filled[end:]
    return Closing(signatory, position, _section(after), _phones(after), _email(after))


def _signatory(lines: list[str], place: int) -> str:
    name = _name_in(lines[place])
    rank = lines[place - 1] if place and _RANK.match(lines[place - 1]) else ""
    return f"{rank} {name}".strip()


def _name_in(line: str) -> str:
    """The name in brackets; a form's blank may hold the position there, which is no name."""
    match = _NAME.search(line)
    name = match["name"].strip(" .") if match else ""
    return "" if _NO_NAME.match(name) else name


def _beside(line: str) -> str:
    """The position on a line that has another's note in a column beside it; the line itself where it is all one."""
    columns = re.split(r"\s{3,}", line)
    positions = [column for column in columns if _POSITION.match(column) or _ACTING.search(column)]
    return positions[-1] if len(columns) > 1 and positions else line


def _section(lines: list[str]) -> str:
    """The first run of lines that name a unit: กอง… and below it กลุ่มงาน… belong together."""
    begun = next((place for place, line in enumerate(lines) if _SECTION.match(line)), None)
    if begun is None:
        return ""
    end = begun + 1
    while end < len(lines) and _SECTION.match(lines[end]):
        end += 1
    return " ".join(re.split(r"\s*โทร|\s{3,}", line)[0] for line in lines[begun:end])


def _phones(lines: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for line in lines:
        if _PHONE_LINE.search(line) and not _STAMPED_DAY.fullmatch(line):
            found += [re.sub(r"\s+", " ", to_arabic(match.group())) for match in _PHONE.finditer(line)]
    return tuple(dict.fromkeys(found))


def _email(lines: list[str]) -> str:
    return next((match.group() for line in lines if (match := _EMAIL.search(line))), "")
