"""Read a letter's own number, date and issuer from the places that its form gives them.

An external letter (หนังสือภายนอก) has ที่ on the left, the office and its address, and the date alone on a line, with the
month in full and without วันที่. A memo (บันทึกข้อความ) has ส่วนราชการ, and ที่ and วันที่ on one line. A stamped letter
(หนังสือประทับตรา) has the office and the date at its foot. Receipt stamps are mixed in, with วันที่ and abbreviated months:
a date in that style is only proposed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from circtrack.model import LOCAL_GOVERNMENTS, Finding
from circtrack.reading.damage import REMAINS, mend_label
from circtrack.reading.lines import cites_number, find_own_number, loosen
from circtrack.registry.issuers import (
    find_issuer_of_letterhead,
    find_ministrys_office,
    find_near_issuer,
    find_province,
    list_letterhead_names,
)
from circtrack.registry.load import provinces
from circtrack.thai.compact import squeeze
from circtrack.thai.dates import find_dates
from circtrack.thai.digits import restore_digits
from circtrack.thai.months import DOTTED_PATTERN
from circtrack.thai.numbers import PARTIAL, TORN, find_numbers, parse_number

if TYPE_CHECKING:
    from datetime import date

    from circtrack.model import Office
    from circtrack.reading.fields import LetterParts
    from circtrack.thai.dates import FoundDate
    from circtrack.thai.numbers import FoundNumber, LetterNumber

# Scans lose the vowel in บันทึก, as they lose tone marks.
_MEMO_HEADING = loosen("บันทึกข้อความ").replace("ึ", "[ึิืี]?")
_MEMO = re.compile(
    rf"[-–\s]*(?:{loosen('สำเนา')}(?:{loosen('คู่ฉบับ')})?[-–\s]*)?(?:{_MEMO_HEADING}\s*)+(?:\([^()]*\)\s*)?$"
)
# What stands for a stamped letter's seal: (ประทับตรา), (ตราครุฑ), the initials beside it.
_SEAL = re.compile(r"[-–\s(]*(?:ประทับ)?ตรา(?:ครุฑ|ชื่อ|ประจำ|ส่วนราชการ|$|[\s)-])|.{0,30}ลงชื่อย่อ")
_DEPARTMENT = re.compile(rf"\s*{loosen('ส่วนราชการ')}\s*(?P<name>[^0-9๐-๙]*?)\s*(?:โทร(?P<phone>.*))?$")
_SHORT_MONTH = re.compile(rf"(?:{DOTTED_PATTERN})\s?[0-9๐-๙]")
_DAY_LABEL = re.compile(rf"\s*(?:ลง)?{loosen('วันที่')}\s*")
_INSTITUTION = re.compile(
    r"(?:กรม|กระทรวง|สำนักงาน|สำนัก|มหาวิทยาลัย|องค์การ|การ(?:ไฟฟ้า|ประปา)|สถาบัน|โรงเรียน|โรงพยาบาล)\s?[ก-๛]{1,}"
)
# A longer name that has a place's name at its end is never the place: สนง.คลังจังหวัด…, คลังจังหวัด….
_LONGER = re.compile(r"(?!ผู้|ผู|นาย|หัวหน้า|ปลัด|รอง)[ก-ฮเ-ไ][ก-๎.]{2,40}(?:จังหวัด|อำเภอ)[ก-๎]{2}")
# Bodies within a department that write in their own name. After the department's own name they are its address.
_BODY = re.compile(
    r"(?:กองอำนวยการ|ศูนย์(?!ราชการ)|คณะ(?:อนุ)?กรรมการ|กองบัญชาการ|กองทุน|สภา|โครงการ|หน่วย|กองกำลัง|สมาคม|มูลนิธิ|ธนาคาร|บริษัท"
    r"|สถานีตำรวจ|ตำรวจ|เรือนจำ|ที่ทำการปกครอง|แขวงทางหลวง|แขวงการทาง|โครงการ|วิทยาลัย|ศาล(?!ากลาง|าว่าการ))\s?[ก-๛]{2,}"
)
# A fax or a radio message names its issuer as a memo does.
_FROM = re.compile(r"\s*จาก\s+(?P<name>[^0-9๐-๙]{4,120}?)\s*$")
# A longer line is prose, and what it names is not the letter's own. Even a head on one line is shorter.
_LONGEST = 160
_LONGEST_NAME = 60
_PURPOSE = re.compile(r"\s*จึง(?:เรียน|ขอ)")
_SEAT = re.compile(r"^(?:สำนักงาน|ที่ทำการ)(?=เทศบาล|องค์การบริหาร)")
# An office of its own, whose superior's name its own begins with: สำนักงานเศรษฐกิจการเกษตรที่ ๑.
_NUMBERED = r"\s?(?:ที่|ภาค|เขต)\s?[0-9๐-๙]{1,2}(?![0-9๐-๙./])"
_NUMBERED_OFFICE = re.compile(rf"(?:สำนัก|ศูนย์|กรม)[ก-๎]{{4,60}}?{_NUMBERED}")
_HAS_NUMBER = re.compile(_NUMBERED)
_PROVINCES = "|".join(sorted((office.province for office in provinces()), key=len, reverse=True))
# Where a numbered office sits, behind its number: ศูนย์อนามัยที่ ๕ ราชบุรี.
_SEAT_BEHIND = re.compile(rf"\s(?:{_PROVINCES})(?=\s*$|\s{{2,}})")
# The end of a name that the line above began.
_PLACE_BELOW = re.compile(
    rf"\s*(?P<place>(?:ประจำ)?(?:จังหวัด|อำเภอ)[ก-๎]{{2,24}}(?![ก-๎]|\s?(?:[ก-ฮ]{{2}}\s)?[0-9๐-๙])|(?:{_PROVINCES})(?:\s?เขต\s?[0-9๐-๙]{{1,2}})?|เขต\s?[0-9๐-๙]{{1,2}})(?=\s|$)"
)
_HAS_PLACE = re.compile(r"เขต\s?[0-9๐-๙]|.(?:จังหวัด|อำเภอ)[ก-๎]")
_POSTAL = re.compile(r"(?<![ก-ฮ])(?P<letters>[ก-ฮ]{2})\.?\s?[0-9๐-๙]{5}(?![0-9๐-๙])")
_POSTAL_CODE = re.compile(r"(?<![0-9๐-๙])[0-9๐-๙]{5}(?![0-9๐-๙])|ถนน")
_POSTAL_CODE_ALONE = re.compile(r"\s*[0-9๐-๙]{5}\s*$")
_OF_ADDRESS = re.compile(r"\s*(?:ตำบล|แขวง|หมู่|เลขที่|อำเภอ|จังหวัด|[ตอจ]\.)")
_AT_SEAT = re.compile("ศาลากลาง|ที่ว่าการ|ทีว่าการ|ที่ทำการ|สำนักงาน|ศาลาว่าการ")
_NOTE = re.compile(r"สำเนา|ต้นฉบับ|ด่?วน|ลับ|บันทึกข้อความ|เรื่อง|วันที่|ถนน|หมู่|เลขที่|ตำบล|แขวง|โทร|รับ|ที่\s")
_SHORTEST_LETTERHEAD = 8
# A part of a local government, named before it: สำนักปลัด เทศบาลตำบล…
_DIVISION = re.compile(r"สำนัก(?:งาน)?(?:ปลัด|คลัง|ช่าง|การ|ยุทธศาสตร์|สวัสดิการ|สาธารณสุข|เลขานุการ|ประปา|บริหาร)")
_ADDRESS = re.compile(r"\s{2,}|\s+(?=ถนน|เลขที่|หมู่|ตำบล|อำเภอ|จังหวัด|แขวง|เขต\S*\s)|[0-9๐-๙]|โทร")


@dataclass(slots=True)
class Head:
    """What the head says. ``found_date`` may be an invalid date, or only a proposal; ``date`` is then None.

    ``owner`` has a memo's owning section beside ส่วนราชการ: the section and the telephone, one a line.
    """

    number: LetterNumber | None = None
    number_as_written: str = ""
    date: date | None = None
    found_date: FoundDate | None = None
    issuer: Office | None = None
    issuer_text: str = ""
    memo: bool = False
    owner: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_head(parts: LetterParts, today: date) -> Head:
    """Read a letter's number, date and issuer. ``today`` is the day for the registry if no date can be read."""
    head = Head(memo=any(_MEMO.match(line) for line in parts.head))
    _mend_label(parts, head)
    found = find_own_number(parts.head)
    if torn := next(filter(None, map(TORN.match, parts.head)), None):
        head.number_as_written = torn["written"]
        joined = parse_number(re.sub(r"\s(?=\S+$)", "", torn["written"]))
        head.findings.append(Finding("missing_number", "number", torn["written"], "", str(joined)))
    elif found is None:
        partial = next(filter(None, map(PARTIAL.match, parts.head)), None)
        left = next(filter(None, map(_LEFT_OF_NUMBER.match, parts.head)), None)
        written = partial["written"] if partial else left["remains"] if left else ""
        head.number_as_written = re.sub(r"\s+", " ", written.strip())
        likely = find_own_number([restore_digits(line) for line in parts.head]) or _find_bare_number(parts.head)
        proposal = str(likely.number) if likely else ""
        head.findings.append(Finding("missing_number", "number", head.number_as_written, "", proposal))
    else:
        head.number, head.number_as_written = found.number, re.sub(r"\s+", " ", found.bare)
    bare = _remove_numbers(parts.head)
    lines = [line for line in drop_stamps(bare) if len(line) <= _LONGEST]
    if parts.stamped:
        lines += _take_foot(parts)
    # A letter that shortens its months throughout shortens that of its own day, too.
    shortens = not parts.stamps and drop_stamps(bare) == bare and any(map(_SHORT_MONTH.search, parts.body))
    _read_date(head, lines, shortens=shortens)
    _read_issuer(head, lines, head.date or today)
    return head


def _mend_label(parts: LetterParts, head: Head) -> None:
    """Mend a spoilt ที่ before the letter's own number, if no other line has one."""
    if find_own_number(parts.head) is not None:
        return
    for place, line in enumerate(parts.head):
        if (mended := mend_label(line)) != line:
            parts.head[place] = mended
            head.findings.append(Finding("spoilt_label", "number", line.strip(), "", mended.strip(), taken=True))
            return


def _find_bare_number(lines: list[str]) -> FoundNumber | None:
    """Return the number that opens a line without ที่, which a torn edge may have taken."""
    found = ((find_numbers(line), line) for line in lines if not cites_number(line))
    return next((numbers[0] for numbers, line in found if numbers and not line[: numbers[0].start].strip()), None)


# The stamp of an office that received the letter: its name, เลขรับ, the day, the hour, who took it.
_RECEIVED = re.compile(
    rf"\s*(?:{loosen('เลข')}|{loosen('ลำดับ')})?(?:{loosen('ที่')})?\s?รับ(?:{loosen('เลข')})?(?:{loosen('ที่')})?\s*[.:]?\s*[lIoO]?[0-9๐-๙]"
)
_STAMPED = re.compile(
    rf"\s*(?:(?:ลง)?{loosen('วันที่')}|เวลา|ผู้รับ|{loosen('เลข')}|รับวัน)[\s.:-]*(?:[0-9๐-๙]|$|นาย|นาง|น\.ส)|\s*[0-9๐-๙]{{1,2}}[.:][0-9๐-๙]{{2}}\s?น\."
)
_LEFT_OF_NUMBER = re.compile(rf"\s*(?:ด่?วน(?:ที่?สุด|มาก)?\s*)?{loosen('ที่')}(?=\s+[ก-ฮ]){REMAINS}$")
_COLUMNS = re.compile(r"\s{3,}")
# A number that could not be read, with the office behind it.
_UNREAD_NUMBER = re.compile(
    rf"\s*(?:ด่?วน(?:ที่?สุด|มาก)?\s*)?{loosen('ที่')}\s(?:[^\n]{{1,30}}/[^\n]{{0,16}}?(?:\s{{3,}}|\s(?={_INSTITUTION.pattern}))|(?:(?![ก-๎]{{3}})[^\n]){{0,30}}?(?:\s{{2,}}|$))"
)


def drop_stamps(lines: list[str]) -> list[str]:
    """Return the lines without stamps of receipt, and without the receiving offices' names above them."""
    kept = list(lines)
    for place, line in enumerate(lines):
        columns = _COLUMNS.split(line.strip())
        if not any(map(_RECEIVED.match, columns)):
            continue
        kept[place] = "  ".join(
            column for column in columns if not _RECEIVED.match(column) and not _STAMPED.match(column)
        )
        above = place - 1
        if above >= 0 and lines[above].strip():
            others = _COLUMNS.split(lines[above].strip())[:-1]
            kept[above] = "   ".join(others)
        for below in range(place + 1, len(lines)):
            if not lines[below].strip() or not _STAMPED.match(lines[below]):
                break
            kept[below] = ""
    return kept


def _remove_numbers(lines: list[str]) -> list[str]:
    bare = []
    for line in lines:
        for found in reversed(find_numbers(line)):
            line = f"{line[: found.start]} {line[found.end :]}"  # noqa: PLW2901 - the rest of the line
        if unread := _UNREAD_NUMBER.match(line) or PARTIAL.match(line):
            line = line[unread.end() :]  # noqa: PLW2901 - the rest of the line
        bare.append(line.strip())
    return bare


def _take_foot(parts: LetterParts) -> list[str]:
    """Take the foot of a stamped letter: the last date alone on a line after the text, and the two lines above it.

    The lines after it (section, telephone) become the closing.
    """
    lines = drop_stamps(parts.body + parts.closing)
    for place in range(len(lines) - 1, -1, -1):
        dates = find_dates(lines[place])
        if len(dates) == 1 and not _get_rest(lines[place], dates[0]):
            begin = _find_foot(lines, place)
            foot = [line for line in lines[begin : place + 1] if not _SEAL.match(line)]
            parts.body, parts.closing = lines[: min(begin, len(parts.body))], lines[place + 1 :]
            return foot
    return []


def _find_foot(lines: list[str], place: int) -> int:
    """Return the first line of a stamped letter's foot: the office's name above its date, without the seal."""
    begin = place - 1
    while begin > 0 and (not lines[begin].strip() or _SEAL.match(lines[begin])):
        begin -= 1
    above = lines[begin - 1] if begin > 0 else ""
    return begin - 1 if 0 < len(above.strip()) <= _LONGEST_NAME and not _PURPOSE.match(above) else max(0, begin)


def _read_date(head: Head, lines: list[str], *, shortens: bool) -> None:
    """Read the date in the style of the form; one in the style of a stamp becomes a finding, unless the text shortens.

    The best style wins: alone on its line, in full; after วันที่, in full (as in a memo); at the end of a longer line
    (a head on one line); then as in a stamp.
    """
    candidates: list[tuple[int, FoundDate]] = []
    for line in lines:
        for found in find_dates(line):
            stamp = "." in found.text or "/" in found.text or bool(found.weekday)  # a chat's own days have one
            rest = _get_rest(line, found)
            if rest and (stamp or found.end < len(line.rstrip()) or _DAY_LABEL.search(line[: found.start])):
                continue
            labelled = bool(_DAY_LABEL.match(line[: found.start].strip() + " ")) and not head.memo
            candidates.append(((4 if stamp else 0) + (2 if rest else 0) + labelled, found))
    if not candidates:
        return
    rank, head.found_date = min(candidates, key=lambda candidate: candidate[0])
    if head.found_date.problem:
        return
    own = shortens and rank == 4 and len(candidates) == 1 and "/" not in head.found_date.text
    if (rank >= 4 and not own) or (rank == 1 and any(other.day != head.found_date.day for _, other in candidates)):
        day = head.found_date.day
        head.findings.append(Finding("stamped_date", "date", head.found_date.text, "", day.isoformat() if day else ""))
        return
    head.date = head.found_date.day


def _get_rest(line: str, found: FoundDate) -> str:
    """Return the other text on the date's line, without วันที่."""
    return _DAY_LABEL.sub("", f"{line[: found.start]} {line[found.end :]}").strip(" .-")


def _read_issuer(head: Head, lines: list[str], day: date) -> None:
    letters = head.number.prefix if head.number else re.sub(r"[^ก-ฮ].*", "", head.number_as_written)
    # A number's letters may be misread; those of the postal line say the same again.
    province = _find_postal_province(lines) or find_province(letters)
    province_code = province.code if province else ""
    named = next((match for line in lines if (match := _DEPARTMENT.match(line) or _FROM.match(line))), None)
    text = named["name"] if named else "\n".join(lines)
    office = find_issuer_of_letterhead(text, day, province_code=province_code)
    own = [re.split(r"\s{2,}", named["name"])[0]] if named else lines
    unknown = _find_unknown_letterhead(own, day) or (own[0] if named and office is None else "")
    if named and office is not None and office.kind in LOCAL_GOVERNMENTS and _DIVISION.match(own[0]):
        unknown = ""
    near = None
    if unknown and (ministrys := find_ministrys_office(unknown, day, letters)):
        office, unknown = ministrys, ""
    elif not named and (unknown or office is None or _is_address_of(office, lines, day, province_code)):
        first = unknown or next((line for line in lines if _is_letterhead(line)), "")
        near = find_near_issuer(first, day, letters) if first else None
        unknown = unknown or ("" if near else _ADDRESS.split(first)[0].strip() if office else "")
        office = near
    if near is not None:
        head.findings.append(Finding("near_issuer", "issuer", first, "", near.name, taken=True))
        unknown = ""
    if named:
        head.owner = re.split(r"\s{2,}", named["name"].strip())[1:]
        phone = named.groupdict().get("phone")
        head.owner += [f"โทร{phone}"] if phone else []
    if office is not None and not unknown:
        head.issuer, head.issuer_text = office, office.name
    elif unknown:
        # An office of the registry named beside it is only its address.
        head.issuer_text = unknown
        head.findings.append(Finding("unknown_issuer", "issuer", unknown))
    else:
        head.findings.append(Finding("missing_issuer", "issuer", ""))


def _find_postal_province(lines: list[str]) -> Office | None:
    """Return the province of the postal line: ถนนน่าน - พะเยา นน ๕๕๐๐๐."""
    found = next(filter(None, map(_POSTAL.search, lines)), None)
    return find_province(found["letters"]) if found else None


def _is_address_of(office: Office, lines: list[str], day: date, province_code: str) -> bool:
    """Whether an office is named only by the address below a letterhead that names another."""
    first = next((line for line in lines if _is_letterhead(line)), "")
    if squeeze(office.name) in squeeze(first):
        return False
    naming = next((line for line in lines if find_issuer_of_letterhead(line, day, province_code=province_code)), "")
    addresses = _POSTAL_CODE.search(naming) or _OF_ADDRESS.match(naming)
    return bool(first) and first != naming and bool(addresses) and not _AT_SEAT.search(squeeze(naming))


def _is_letterhead(line: str) -> bool:
    """Whether a line of the head may name the office: words, neither an address nor a date, a note or a grade."""
    words = _ADDRESS.split(line.strip())[0]
    return len(words) >= _SHORTEST_LETTERHEAD and "ก" <= words[0] <= "ฮ" and not (find_dates(line) or _NOTE.match(line))


def _find_unknown_letterhead(lines: list[str], day: date) -> str:
    """Return the name of an institution that is not in the registry; its place may stand on the next line."""
    known = False
    for place, line in enumerate(lines):
        office = find_issuer_of_letterhead(line, day)
        own = _is_letterhead_of(office, line) and not _has_branch_below(office, lines[place : place + 3])
        if not own and (_INSTITUTION.match(line) or (not known and (_BODY.match(line) or _is_longer(line)))):
            name, address = _cut_address(line)
            following = next((each for each in lines[place + 1 : place + 2] if each), "")
            if address or _HAS_PLACE.search(name) or not (goes_on := _PLACE_BELOW.match(following)):
                return name
            return f"{name} {goes_on['place']}" if goes_on["place"].startswith("เขต") else name + goes_on["place"]
        known = known or own
    return ""


def _has_branch_below(office: Office | None, lines: list[str]) -> bool:
    """Whether a department's name goes on below it with its province: สำนักงานคณะกรรมการการเลือกตั้ง / ประจำจังหวัดน่าน.

    A province above its postal code alone is an address.
    """
    below = _PLACE_BELOW.match(lines[1]) if len(lines) > 1 else None
    if below is None or office is None or office.kind != "department":
        return False
    addressed = any(map(_POSTAL_CODE_ALONE.match, lines[2:]))
    return below["place"].startswith("ประจำ") or (lines[0].strip().startswith("สำนักงาน") and not addressed)


def _is_longer(line: str) -> bool:
    """Whether a line begins with the name of an office at a place, and neither with its seat's nor with an address."""
    return bool(_LONGER.match(line)) and _is_letterhead(line) and not (_AT_SEAT.match(line) or _OF_ADDRESS.match(line))


def _cut_address(line: str) -> tuple[str, str]:
    """Split a letterhead's line into the name and the address behind it. A numbered one's number is of its name."""
    numbered = _NUMBERED_OFFICE.match(line)
    name = numbered.group() if numbered else _ADDRESS.split(line)[0]
    seat = _SEAT_BEHIND.match(line, len(name)) if numbered else None
    name += seat.group() if seat and seat.group().strip() not in name else ""
    return name.strip(), line[len(name) :].strip()


def _is_letterhead_of(office: Office | None, line: str) -> bool:
    """Whether a line is that office's letterhead, and not that of an institution with the office's name at its end.

    ``สำนักงานเทศบาลตำบล…`` is the municipality itself; ``สำนักงานจังหวัด…`` is not the province.
    """
    if office is None:
        return False
    begin = _SEAT.sub("", squeeze(line))
    name = next(filter(begin.startswith, list_letterhead_names(office)), "")
    return bool(name) and not _HAS_NUMBER.match(begin, len(name))
