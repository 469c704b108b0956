"""Read the text after ขอแสดงความนับถือ: the signatory, the position, the owning section, telephones and e-mail.

Recipients add their own notes, names and stamps to the same sheet. The signatory is the first name in brackets after
the closing words; the position continues as long as lines look like positions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from circtrack.model import Finding
from circtrack.thai.date_scan import allow_lost_tones
from circtrack.thai.digits import restore_digits, to_arabic

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAME = re.compile(r"\((?P<name>[^()0-9๐-๙]{5,60})\)")
_RANK = re.compile(r"(?:ว่าที่ร้อย(?:ตรี|โท|เอก)|(?:พล|พัน|ร้อย|จ่าสิบ|สิบ)(?:ตำรวจ)?(?:ตรี|โท|เอก)|พลตำรวจ\S*|หม่อม\S+)$")
_POSITION = re.compile(
    allow_lost_tones(
        r"(?:รอง|ผู้ช่วย|ผู้ว่าราชการ|ปลัด|นายอำเภอ|อธิบดี|นายก|ผู้อำนวยการ|หัวหน้า|ท้องถิ่นจังหวัด|ท้องถิ่นอำเภอ|เลขาธิการ|เลขานุการ|รัฐมนตรี"
        r"|รักษา(?:ราชการ|การ)แทน|ปฏิบัติ(?:ราชการ|หน้าที่|การ|งาน)|ทำการแทน|ผู้บัญชาการ|ประธาน|เจ้าพนักงาน|นักส่งเสริม|ผู้ตรวจ|ที่ปรึกษา|พนักงาน|กรรมการ|เจ้าหน้าที่งบประมาณ)"
    )
)
BARE_NAME = re.compile(r"(?:นาย|นาง(?:สาว)?|น\.ส\.|ว่าที่\s?\S+|หม่อม\S+)\s?[ก-๎]{2,30}\s+[ก-๎]{2,30}")
"""Matches somebody's name with its title, without brackets."""
# A title stands right below the name. It is neither a unit nor what recipients note there.
_TITLE = re.compile(
    r"(?!(?:สำนัก|กอง|กลุ่ม|ฝ่าย|แผนก|ส่วน|ศูนย์|งาน|ที่|โทร|เรียน|ทราบ|เห็น|แจ้ง|มอบ|ดำเนิน|อนุ|ลง|ขอ|จึง|เพื่อ|เสนอ|สำเนา|ร่าง|พิมพ์|ตรวจ|หมายเหตุ|วัน|เวลา|รับ|พยาน|ผู้(?:ประสาน|รับ(?!ผิด)|พิมพ์|ร่าง|ตรวจ|จด|ขอ|แจ้ง|ติดต่อ)))"
    r"[ก-ฮเ-ไ][ก-๎ ().-]{3,100}$"
)
_ACTING = re.compile(r"(?:ปฏิบัติ(?:ราชการ|หน้าที่|การ|งาน)|รักษา(?:ราชการ|การ)|ทำการ)แทน\s*$")
_UNFINISHED = re.compile(allow_lost_tones(r"(?:เขตพื้นที่|องค์การบริหาร(?:ส่วน)?|ส่งเสริม|ประจำ|และ|ราชการแทน)$"))
# Not นายก alone: นายกมล is a name.
_NO_NAME = re.compile(
    r"(?:นายก(?:เทศมนตรี|องค์การ|รัฐมนตรี|อบ)|นายอำเภอ|ปลัด|ผู้ว่า|ผู้อำนวยการ|อธิบดี|ตำแหน่ง|ลงชื่อ|ประทับตรา|ตรา(?:ครุฑ|ชื่อ|ประจำ|ส่วนราชการ|สำนัก|กรม|กระทรวง|จังหวัด|อำเภอ|เทศบาล|องค์|$))"
)
_SECTION = re.compile(allow_lost_tones(r"(?:สำนักงาน|สนง\.|สำนัก|สถาบัน|วิทยาลัย|กอง|กลุ่ม|ฝ่าย|แผนก|ส่วน|ศูนย์|งาน|ที่ทำการ)[ก-๛]"))
# Units whose names begin as other things do: they are one only right above a telephone.
_UNIT = re.compile(
    allow_lost_tones(
        r"(?:ท้องถิ่น(?:อำเภอ|จังหวัด)|หน่วย|คลินิก|สถานี|โครงการ|ห้อง|ด่าน|แขวง|คณะ|นิคม|สาขา|เรือนจำ|ธนาคาร|มูลนิธิ|สภา)[ก-๛]"
    )
)
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_D = "[0-9๐-๙]"
_START = rf"[0๐](?:(?:\s?-\s?|\s)?{_D}){{7,10}}(?!{_D})"
# A further extension does not begin a telephone number of its own: ต่อ ๑๐๘, ๐๘ ๙๕๖๓ ๒๒๑๗.
_MORE = rf"{_D}{{1,5}}(?:\s?(?:[,-]|และ|หรือ)\s?(?!{_START}){_D}{{1,5}}(?![0-9๐-๙-]))*"
_EXTENSION = rf"(?:\s?(?:[-–]|ถึง)\s?{_MORE})?(?:\s?,?\s?ต่?อ\s?{_MORE})?"
_PHONE = re.compile(rf"(?<!{_D}){_START}(?!\s?[_?…]){_EXTENSION}")
_TORN_PHONE = re.compile(rf"(?<!{_D})[0๐](?:(?:\s?-\s?|\s)?{_D}){{5,9}}\s?[_?…]+")
# A number within the house, the ministry's own alone, or a short one: โทร. ภายใน ๑๓๐๘, โทร. (มท.) ๕๐๒๗๑, สายด่วน ๑๕๖๗.
_SHORT_PHONE = re.compile(
    rf"(?:โทร\.?\s?\(?(?:มท\.?|ภายใน)?\)?|สายด่วน(?:[ก-๎]{{2,16}})?|[Cc]enter)\s?"
    rf"(?P<number>{_D}{{4,5}}(?![0-9๐-๙-]|\s?{_D}){_EXTENSION})"
)
_PHONE_LINE = re.compile(
    r"โทร(?:ศัพท์|สาร|\.|\s|[0-9๐-๙])|สายด่วน|[Cc]enter\s?[0-9๐-๙]|ต่อ\s?[0-9๐-๙]|ผู้ประสาน|ผู้รับผิดชอบ|เจ้าของเรื่อง|มือถือ|ติดต่อ|สอบถาม|เบอร์|โทรฯ"
)
_LINES_TO_PHONE = 3
_BEHIND_SECTION = re.compile(rf"\s*(?:\|\s*)?โทร|\s{{3,}}|\s+(?={_PHONE.pattern}\s*$)")
_SECTION_AND_PHONE = re.compile(rf"{_SECTION.pattern}[^0-9๐-๙]*\s{_PHONE.pattern}\s*$")
# A date stamp alone on its line: the letter's own text continues after it.
_STAMPED_DAY = re.compile(rf"[A-Za-z-]*{_D}{{1,2}}\s*\S{{3,6}}\.?\s*{_D}{{2,4}}")


@dataclass(frozen=True, slots=True)
class Closing:
    """The closing's fields; empty if the text does not say."""

    signatory: str = ""
    position: str = ""
    section: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    findings: tuple[Finding, ...] = ()


def read_closing(lines: list[str]) -> Closing:
    """Read the closing's fields from the lines after ขอแสดงความนับถือ."""
    lines = _bracket_name(lines)
    filled = [line.strip() for line in lines if line.strip()]
    signed = next((place for place, line in enumerate(filled) if _read_name(line)), None)
    signatory, position, after = "", "", filled
    if signed is not None:
        signatory = _read_signatory(filled, signed)
        end = signed + 1
        if beside := _read_beside(filled[signed]):
            filled.insert(end, beside)
        filled[end:] = [_pick_position_column(line) for line in filled[end:]]
        below = _find_below(lines, filled[signed])
        if any(_ACTING.search(line) or (line == below and _TITLE.match(line)) for line in filled[end : end + 1]):
            end += 1  # a position, whatever it is called
        parted = {line.strip() for above, line in pairwise(lines) if not above.strip()}
        while end < len(filled) and _continues(filled[signed + 1 : end], filled[end : end + 2], parted):
            end += 1
        position = " ".join(filled[signed + 1 : end])
        after = filled[end:]
    phones = _find_phones(after)
    findings = tuple(
        Finding("misread_phone", "phones", written, "", phone, taken=True)
        for phone, written in phones.items()
        if restore_digits(written) != written
    )
    torn = [match.group() for line in after for match in _TORN_PHONE.finditer(restore_digits(line))]
    findings += tuple(Finding("misread_phone", "phones", each) for each in torn)
    return Closing(signatory, position, _read_section(after), tuple(phones), _find_email(after), findings)


def is_signed(lines: Sequence[str]) -> bool:
    """Whether somebody's name stands in brackets on one of the lines after ขอแสดงความนับถือ."""
    return any(re.search("[ก-ฮ]", _read_name(line)) for line in lines)


def _bracket_name(lines: list[str]) -> list[str]:
    """Return the lines with the first one's name in brackets, if no other name is and a position stands below it."""
    at = [place for place, line in enumerate(lines) if line.strip()][:2]
    if len(at) < 2 or any(map(_read_name, lines)) or not BARE_NAME.fullmatch(lines[at[0]].strip()):
        return lines
    below = lines[at[1]].strip()
    if not (_POSITION.match(below) or _TITLE.match(below)) or _NO_NAME.match(lines[at[0]].strip()):
        return lines
    return [f"({line.strip()})" if place == at[0] else line for place, line in enumerate(lines)]


def _continues(above: list[str], lines: list[str], parted: set[str]) -> bool:
    """Whether a position goes on with the next line; ``parted`` are the lines with a blank line above them.

    What is set apart from a position without such gaps, right above a telephone, is the section.
    """
    if _is_acting_for(above) or _is_unfinished(above):
        return True
    section = above and lines[0] in parted and not parted.intersection(above) and any(map(_PHONE_LINE.match, lines[1:]))
    return not section and _POSITION.match(lines[0]) is not None


def _is_acting_for(above: list[str]) -> bool:
    """Whether the last line of a position says that somebody acts for whom the next line names."""
    return bool(above) and _ACTING.search(above[-1]) is not None


def _is_unfinished(above: list[str]) -> bool:
    """Whether the last line of a position ends within the name of an office: …สำนักงานเขตพื้นที่."""
    return bool(above) and _UNFINISHED.search(above[-1]) is not None


def _find_below(lines: list[str], name: str) -> str:
    """Return the text right below the line of the name; "" if a blank line is between."""
    at = next(place for place, line in enumerate(lines) if line.strip() == name)
    return _pick_position_column(lines[at + 1].strip()) if at + 1 < len(lines) else ""


def _read_signatory(lines: list[str], place: int) -> str:
    name = _read_name(lines[place])
    before = [lines[place].partition("(")[0].strip(), *lines[max(0, place - 1) : place]]
    rank = next(filter(_RANK.match, before), "")
    return f"{rank} {name}".strip()


def _read_name(line: str) -> str:
    """Return the name in brackets; not a position, which a form may have in the brackets instead."""
    match = _NAME.search(line)
    name = match["name"].strip(" .") if match else ""
    return "" if _NO_NAME.match(name) else name


def _read_beside(line: str) -> str:
    """Return the position that stands on the line of the name, behind it; "" if none does."""
    name = _NAME.search(line)
    behind = line[name.end() :].strip() if name else ""
    return behind if _POSITION.match(behind) or _TITLE.match(behind) else ""


def _pick_position_column(line: str) -> str:
    """Return the position on a line with another's note in a second column; or else the line itself."""
    columns = re.split(r"\s{3,}", line)
    positions = [column for column in columns if _POSITION.match(column) or _ACTING.search(column)]
    return positions[-1] if len(columns) > 1 and positions else line


def _read_section(lines: list[str]) -> str:
    """Return the first run of lines that name a unit: กอง… and กลุ่มงาน… below it belong together."""
    begun = next((place for place in range(len(lines)) if _is_unit(lines, place)), None)
    if begun is None:
        return ""
    end = begun + 1
    while end < len(lines) and _is_unit(lines, end):
        end += 1
    return " ".join(_BEHIND_SECTION.split(line)[0] for line in lines[begun:end])


def _is_unit(lines: list[str], place: int) -> bool:
    """Whether a line names a unit of the office."""
    if _SECTION.match(lines[place]):
        return True
    return bool(_UNIT.match(lines[place])) and any(map(_PHONE_LINE.search, lines[place : place + _LINES_TO_PHONE]))


def _find_phones(lines: list[str]) -> dict[str, str]:
    """Return the telephone numbers, each with how it is written, where letters may stand for digits."""
    found: dict[str, str] = {}
    for line in lines:
        if (_PHONE_LINE.search(line) or _SECTION_AND_PHONE.match(line)) and not _STAMPED_DAY.fullmatch(line):
            digits = restore_digits(line)
            spans = [match.span() for match in _PHONE.finditer(digits)]
            spans += [match.span("number") for match in _SHORT_PHONE.finditer(digits)]
            for begin, end in spans:
                phone = re.sub(r"\s+", " ", to_arabic(digits[begin:end])).replace("ตอ", "ต่อ")
                found[phone] = line[begin:end]
    return found


def _find_email(lines: list[str]) -> str:
    return next((match.group() for line in lines if (match := _EMAIL.search(line))), "")
