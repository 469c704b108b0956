"""A table in a letter's text as the items of a list: each row says who does what by when, or only who by when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.wording import LIST_BEGINS

if TYPE_CHECKING:
    from collections.abc import Sequence

_BORDER = re.compile(r"[\s=–-]*[+|][\s+|=–-]*")
_RULE = re.compile(r"\s*[-–=_]{8,}\s*")  # below the headings, or a table
_BETWEEN_CELLS = re.compile(r"\s*\|\s*|\t+|\s{3,}")
_HEADINGS = {
    "round": compile_words(r"(?:รอบ|งวด|ครั้ง|ไตรมาส|ระยะ)(?:ที่)?(?:รายงาน)?"),
    "data": compile_words(r"(?:รายงาน|ใช้)?ข้อมูล\s?(?:ณ|ตั้งแต่|ระหว่าง|ถึง|ประจำ|(?:ของ)?เดือน|ช่วง).{0,20}|ณ\s?วันที่.{0,12}"),
    "number": compile_words(r"(?:ลำดับ|ขั้น(?:ตอน)?)?(?:ที่)?|ข้อ"),
    "what": compile_words(
        r"งาน.{0,20}|กิจกรรม.{0,20}|(?:การ|สิ่งที่ต้อง)ดำเนิน(?:การ|งาน).{0,20}|รายการ.{0,20}|ขั้นตอน.{0,20}|ภารกิจ"
    ),
    "which": compile_words(r"(?:ชนิด|ประเภท|กลุ่ม|ลักษณะ)[ก-๎]{0,24}"),
    "who": compile_words(
        r"ผู้รับผิดชอบ.{0,12}|หน่วยงาน.{0,20}|ผู้ดำเนินการ|ผู้ปฏิบัติ|ส่วนราชการ|อำเภอ|จังหวัด|อปท\.?|องค์กรปกครองส่วนท้องถิ่น|เทศบาล/อบต\."
    ),
    "event": compile_words(r"วัน(?:ประชุม|จัด|อบรม|ตรวจ|ออก|แข่งขัน|ฝึก|สอบ).{0,24}"),
    "before": compile_words(r"(?:กำหนด|วัน|เวลา|ระยะ|ครบ|ส่ง|การ|ที่|ข้อ|ความ)*เดิม|(?:ข้อความ)?ที่ผิด"),
    "after": compile_words(
        r"(?:ขอ|ให้)?แก้(?:ไข)?(?:ใหม่)?(?:เป็น)?|(?:ข้อ)?ความ(?:ที่แก้ไข)?(?:ใหม่)?|(?:ข้อความ)?ที่ถูก(?:ต้อง)?|เป็น"
    ),
    "when": compile_words(
        r"กำหนด.{0,20}|วัน(?:สิ้นสุด|ครบกำหนด|สุดท้าย).{0,20}|ระยะเวลา.{0,20}|(?:ภายใน)?วันที่.{0,12}|แล้วเสร็จ.{0,12}|[^\s]{0,24}ภายใน(?:วันที่)?"
    ),
}
# A column of last days, whose cells need not say so; and what begins a day.
_LAST_DAYS = compile_words(r"กำหนด(?!การ).{0,20}|ระยะเวลา.{0,20}|ภายใน.{0,20}|.{0,12}แล้วเสร็จ.{0,12}")
# A calendar without headings: by when, then who does what, which may go on below.
_BY_DAY = re.compile(r"(?:ภายใน|ก่อน|ไม่เกิน|ระหว่าง)[ก-๎]{0,16}\s?[0-9๐-๙][^|]{2,60}")
_DAY = re.compile(r"[0-9๐-๙]|วัน")
BY = "ภายใน\u2060"
"""What a heading says of the days below it, put before each; not as in the text: the invisible letter marks it."""
_PLACES = ("อำเภอ", "จังหวัด")  # as a heading, what the names below it leave out


def list_rows(lines: Sequence[str]) -> list[str]:
    """Return lines with the rows of a table as numbered items, ``๑. who what when``; its headings are left out.

    Rows that only say who by when become one, as long as the day is the same. Which things a row is of stands in
    brackets. Of a round only the day by which it is due is kept: the other one is that of its data. Of a new day
    and an old one the new one is kept; an event's day is left out. Of a correction each row says what becomes what.
    """
    listed: list[str] = []
    columns: list[str] = []
    place = shared = by = ""
    calendar = ""  # the day of a calendar's row, whose words the next line may go on with
    for line in lines:
        if _BORDER.fullmatch(line) or (columns and _RULE.fullmatch(line)):
            continue
        cells = _BETWEEN_CELLS.split(line.strip(" |"))
        if heads := _read_headings(cells):
            columns, shared = heads, ""
            place = next((cell for cell in cells if cell in _PLACES), "")
            by = BY if "when" in heads and _LAST_DAYS.fullmatch(Toneless(cells[heads.index("when")]).text) else ""
        elif columns and len(cells) == len(columns) and cells[0]:
            row = dict(zip(columns, cells, strict=True))
            if "after" in row:
                listed.append(f"ความเดิม {row['before']} แก้ไขเป็น {row['after']}")
                continue
            number = row.get("number") or str(len(listed))
            which = f"({row['which']})" if "which" in row else ""
            who, what, when = row.get("who", ""), row.get("what", ""), row["when"]
            who = who if who.startswith(place) else place + who
            if what and by and _DAY.match(when):
                when = by + when
            if who and not what and when == shared:
                listed[-1] = f"{listed[-1].removesuffix(when).rstrip()} และ{who} {when}"
            else:
                listed.append(f"{number.rstrip('.)')}. {which}{who}{' ' if who and what else ''}{what} {when}")
            shared = "" if what else when
        elif len(cells) == 2 and _BY_DAY.fullmatch(cells[0]) and (calendar or _announces(listed)):
            calendar = cells[0]
            listed.append(f"{len(listed)}. {cells[1]} {calendar}")
        elif calendar and len(cells) == 1 and line.strip() and listed[-1].endswith(calendar):
            listed[-1] = f"{listed[-1].removesuffix(calendar).rstrip()} {cells[0]} {calendar}"
        else:
            columns = columns if line.strip() == "" else []
            calendar = calendar if line.strip() == "" else ""
            listed.append(line)
    return listed


def _announces(lines: Sequence[str]) -> bool:
    """Whether the last of some lines says that a list follows."""
    last = next((line for line in reversed(lines) if line.strip()), "")
    return bool(LIST_BEGINS.search(Toneless(last).text))


def _read_headings(cells: Sequence[str]) -> list[str]:
    """Return what each column of a table has, by its headings; none if the cells are no headings of such a table."""
    names = [
        next((name for name, words in _HEADINGS.items() if words.fullmatch(Toneless(cell).text)), "") for cell in cells
    ]
    of_duties = "when" in names and "after" not in names and not {"what", "who", "round", "which"}.isdisjoint(names)
    corrects = {"before", "after"} == {*names} - {"number"}  # with more columns, whom it is for would be left out
    return names if all(names) and (of_duties or corrects) and len(set(names)) == len(names) else []
