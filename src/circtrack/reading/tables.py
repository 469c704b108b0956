"""A table in a letter's text as the items of a list: each row says who does what by when, or only who by when."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from circtrack.reading.fields import join_lines
from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.wording import LIST_BEGINS, is_offices_only
from circtrack.thai.months import FULL_PATTERN

if TYPE_CHECKING:
    from collections.abc import Sequence

_BORDER = re.compile(r"[\s=–-]*[+|][\s+|=–-]*")
_RULE = re.compile(r"\s*[-–=_]{8,}\s*")  # below the headings, or a table
_BETWEEN_CELLS = re.compile(r"\s*\|\s*|\t+|\s{3,}")
_NEAR_CELLS = re.compile(r"\s*\|\s*|\t+|\s{2,}")  # of a table whose headings stand so near
_STROKES = str.maketrans("│┃║─━═" + "┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝", "|||---" + "+" * 18)
_HEADINGS = {
    "round": compile_words(r"(?:รอบ|งวด|ครั้ง|ไตรมาส|ระยะ)(?:ที่)?(?:รายงาน)?"),
    "data": compile_words(r"(?:รายงาน|ใช้)?ข้อมูล\s?(?:ณ|ตั้งแต่|ระหว่าง|ถึง|ประจำ|(?:ของ)?เดือน|ช่วง).{0,20}|ณ\s?วันที่.{0,12}"),
    "step": compile_words(r"ขั้น(?:ตอน)?"),  # what is done, or its number: the cells tell
    "number": compile_words(r"ลำดับ(?:ที่)?|(?:ขั้น(?:ตอน)?)?ที่|ข้อ|"),
    "what": compile_words(
        r"งาน.{0,20}|กิจกรรม.{0,20}|(?:การ|สิ่งที่ต้อง)ดำเนิน(?:การ|งาน).{0,20}|รายการ.{0,20}|ขั้นตอน.{0,20}|ภารกิจ|(?:เรื่อง|สิ่ง|เอกสาร|ข้อมูล|รายงาน)ที่ต้อง.{2,20}"
    ),
    "matter": compile_words(r"เรื่อง"),  # what is done, where a request announces the table
    "which": compile_words(r"(?:ชนิด|ประเภท|กลุ่ม|ลักษณะ)[ก-๎]{0,24}"),
    "who": compile_words(
        r"ผู้รับผิดชอบ.{0,12}|หน่วยงาน.{0,20}|ผู้ดำเนินการ|ผู้ปฏิบัติ|ส่วนราชการ|อำเภอ|จังหวัด|ตำบล|อปท\.?|องค์กรปกครองส่วนท้องถิ่น|เทศบาล/อบต\."
    ),
    "event": compile_words(r"วัน(?:ประชุม|จัด|อบรม|ตรวจ|ออก|แข่งขัน|ฝึก|สอบ).{0,24}"),
    "before": compile_words(r"(?:กำหนด|วัน|เวลา|ระยะ|ครบ|ส่ง|การ|ที่|ข้อ|ความ)*เดิม|(?:ข้อความ)?ที่ผิด"),
    "after": compile_words(
        r"(?:ขอ|ให้)?แก้(?:ไข)?(?:ใหม่)?(?:เป็น)?|(?:ข้อ)?ความ(?:ที่แก้ไข)?(?:ใหม่)?|(?:ข้อความ)?ที่ถูก(?:ต้อง)?|เป็น"
    ),
    "how": compile_words(r"(?:ช่องทาง|(?:จัด)?(?:ส่ง|รายงาน)(?:ทาง|ผ่าน|ที่)|วิธีการ?(?:จัด)?(?:ส่ง|รายงาน)).{0,20}|หมายเหตุ"),
    "when": compile_words(
        r"กำหนด.{0,20}|วัน(?:สิ้นสุด|ครบกำหนด|สุดท้าย).{0,20}|ระยะเวลา.{0,20}|(?:ภายใน)?วันที่.{0,12}|แล้วเสร็จ.{0,12}|[^\s]{0,24}ภายใน(?:วันที่)?"
    ),
}
# A column of last days, whose cells need not say so; and what begins a day.
_LAST_DAYS = compile_words(r"(?:กำหนด(?!การ)|วัน(?:สิ้นสุด|ครบกำหนด|สุดท้าย)|ระยะเวลา|ภายใน).{0,20}|.{0,12}แล้วเสร็จ.{0,12}")
# A calendar without headings: by when, then who does what, which may go on below.
_BY_DAY = re.compile(r"(?:ภายใน|ก่อน|ไม่เกิน|ระหว่าง)[ก-๎]{0,16}\s?[0-9๐-๙][^|]{2,60}")
_OWN_NUMBER = re.compile(r"\(?(?P<number>[0-9๐-๙]{1,2})[.)]\s*(?=[ก-ฮเ-ไ])")  # of a row, before what it says
_NUMBER = re.compile(r"[^0-9๐-๙]{0,12}[0-9๐-๙]{1,2}[.)]?|")
_DAY = re.compile(r"[0-9๐-๙]|วัน")
_GOES_ON = re.compile(rf"เวลา|\(|{FULL_PATTERN}")  # in the line below: the hour, or the month, of a day
SAID_ABOVE = "\u2060"
"""The invisible letter behind what a heading says of the days below it: put before each, it is not in the text."""
_BY, _BY_DAY_OF, _BETWEEN = f"ภายใน{SAID_ABOVE}", f"ภายในวันที่{SAID_ABOVE}", f"ระหว่าง{SAID_ABOVE}"
_NAME_OF_PLACE = re.compile(r"(?P<joint>(?:และ|หรือ)?)(?P<name>(?!และ|หรือ|กับ|ทุก|ที่|ยกเว้น)[ก-๎]+,?)")
# A request that announces a table: its rows say what is done, and its days are the last ones.
_ASKS_ROWS = compile_words(
    r"(?:ขอ|จึง|โดย)(?:ให้|ความร่วมมือ)[^\n]*(?:ดำเนินการ|ปฏิบัติ|ส่ง|รายงาน)[^\n]*ดัง(?:ต่อไป)?นี้\s?[:：]?\s*$"
)
_DAY_OF = re.compile(r"[0-9๐-๙]{1,2}\s?ของ")  # ๕ ของทุกเดือน
_SPAN = compile_words(
    r"[0-9๐-๙]{1,2}[^0-9๐-๙]{0,24}(?:[0-9๐-๙]{2,4}\s?)?(?:[-–]|ถึง)\s?(?:วันที่)?\s?[0-9๐-๙]{1,2}(?![0-9๐-๙]|\s?[-–/])"
)
_PLACES = ("อำเภอ", "จังหวัด", "ตำบล")  # as a heading, what the names below it leave out


def list_rows(lines: Sequence[str]) -> list[str]:
    """Return lines with the rows of a table as numbered items, ``๑. who what when``; its headings are left out.

    Rows that only say who by when become one, as long as the day is the same. Which things a row is of stands in
    brackets. Of a round only the day by which it is due is kept: the other one is that of its data. Of a new day
    and an old one the new one is kept; an event's day is left out. Of a correction each row says what becomes what.
    How it is sent stands behind the day.
    """
    listed: list[str] = []
    table = _HeadedTable()
    shared = ""
    calendar = ""  # the day of a calendar's row, whose words the next line may go on with
    for line in lines:
        drawn = line.translate(_STROKES)
        if _BORDER.fullmatch(drawn) or (table.columns and _RULE.fullmatch(line)):
            continue
        if heads := _read_table(drawn, asked=_ASKS_ROWS.search(_find_last(listed)) is not None):
            table, shared = heads, ""
        elif (cells := table.split(drawn)) and cells[0]:
            table.take(cells, len(listed))
            if "after" in table.row:
                listed.append(f"ความเดิม {table.row['before']} แก้ไขเป็น {table.row['after']}")
                continue
            who, what, when = table.row.get("who", ""), table.row.get("what", ""), table.row["when"]
            if who and not what and when == shared:
                listed[-1] = f"{listed[-1].removesuffix(when).rstrip()} และ{table.name(who)} {when}"
                table.row = {}
            else:
                listed.append(table.write_row())
            shared = "" if what else when
        elif cells and table.goes_on(cells):
            table.add(cells)
            listed[-1] = table.write_row()
        elif len(cells := _BETWEEN_CELLS.split(line.strip(" |"))) == 2 and (
            _BY_DAY.fullmatch(cells[0]) and (calendar or _announces(listed))
        ):
            calendar = cells[0]
            listed.append(f"{len(listed)}. {cells[1]} {calendar}")
        elif calendar and len(cells) == 1 and line.strip() and listed[-1].endswith(calendar):
            listed[-1] = f"{listed[-1].removesuffix(calendar).rstrip()} {cells[0]} {calendar}"
        else:
            table = table if line.strip() == "" else _HeadedTable()
            calendar = calendar if line.strip() == "" else ""
            listed.append(line)
    return listed


@dataclass(slots=True)
class _HeadedTable:
    """A table by its headings: what each column has, ``between`` its cells, and the ``row`` read last from ``cells``.

    ``at`` is its place among the lines, ``place`` what the names in a column leave out, ``last_days`` is whether a day
    below its heading is one.
    """

    columns: Sequence[str] = ()
    between: re.Pattern[str] = _BETWEEN_CELLS
    place: str = ""
    last_days: bool = False
    cells: Sequence[str] = ()
    at: int = 0
    row: dict[str, str] = field(default_factory=dict)

    def split(self, line: str) -> list[str]:
        """Return the cells of a row, some of which may be empty; none if the line is no row of the table."""
        bare = line.strip()
        if not self.columns or not bare:
            return []
        framed = bare.startswith("|") and bare.endswith("|")
        ways = [re.split(r"\|", bare[1:-1])] if framed else []
        ways += [between.split(line.strip(" |")) for between in (_BETWEEN_CELLS, self.between)]
        if self.columns[-1] == "how":  # which may be left out
            ways += [[*cells, ""] for cells in ways]
        fitting = (cells for cells in ways if len(cells) == len(self.columns))
        return [cell.strip() for cell in next(fitting, ())]

    def take(self, cells: Sequence[str], place: int) -> None:
        """Take cells as a row, numbered by its column, or before what it says, or else by its ``place``.

        A step without a number is what is done; a kind of offices, or a group of them, is who.
        """
        row = dict(zip(self.columns, cells, strict=True))
        step = row.pop("step", "")
        if step and _NUMBER.fullmatch(step):
            row.setdefault("number", step)
        elif step:
            row["what"] = f"{step} {row.get('what', '')}".strip()
        if "which" in row and _NUMBER.fullmatch(row["which"]):  # of a group
            row.setdefault("number", row.pop("which"))
        which = Toneless(row.get("which", ""))
        if "who" not in row and is_offices_only(which, 0, len(which.text)):
            row["who"] = row.pop("which")
        if own := _OWN_NUMBER.match(row.get("what", "")):
            row["what"] = own.string[own.end() :]
        row.setdefault("number", own["number"] if own else str(place))
        self.cells, self.at, self.row = cells, place, row

    def name(self, who: str) -> str:
        """Return the names of a column of places as they are in full, also several that blanks part."""
        several = [_NAME_OF_PLACE.fullmatch(each) for each in who.split()] if self.place else []
        if not several or None in several:
            return who if who.startswith(self.place) else self.place + who
        parted = ((each["joint"], each["name"]) for each in several if each)
        return " ".join(
            f"{joint}{name if name.startswith(self.place) else self.place + name}" for joint, name in parted
        )

    def goes_on(self, cells: Sequence[str]) -> bool:
        """Whether a line's cells only go on with those of the row above: they name no day of their own."""
        row = dict(zip(self.columns, cells, strict=True))
        return bool(self.row) and "after" not in row and (not row["when"] or bool(_GOES_ON.match(row["when"])))

    def add(self, cells: Sequence[str]) -> None:
        """Add a line's cells to those of the row above."""
        self.take([join_lines([above, cell]) for above, cell in zip(self.cells, cells, strict=True)], self.at)

    def write_row(self) -> str:
        """Return the row as an item of a list."""
        row = self.row
        which = f"({row['which']})" if "which" in row else ""
        who, what, when = self.name(row.get("who", "")), row.get("what", ""), row["when"]
        if what and self.last_days and _DAY.match(when):
            by = _BY_DAY_OF if _DAY_OF.match(when) else _BY
            when = (_BETWEEN if _SPAN.match(Toneless(when).text) else by) + when
        words = " ".join(filter(None, (which + who, what, when, row.get("how", ""))))
        return f"{row['number'].rstrip('.)')}. {words}"


def _read_table(line: str, *, asked: bool) -> _HeadedTable | None:
    """Return the table whose headings a line has, None if it has none; ``asked`` is whether a request announces it."""
    for between in (_BETWEEN_CELLS, _NEAR_CELLS):
        cells = between.split(line.strip(" |"))
        if columns := _read_headings(cells, asked=asked):
            place = next((cell for cell in cells if cell in _PLACES), "")
            heading = Toneless(cells[columns.index("when")]).text if "when" in columns else ""
            last = (asked and not {"what", "step"}.isdisjoint(columns)) or _LAST_DAYS.fullmatch(heading)
            return _HeadedTable(columns, between, place, bool(last))
    return None


def _announces(lines: Sequence[str]) -> bool:
    """Whether the last of some lines says that a list follows."""
    return bool(LIST_BEGINS.search(_find_last(lines)))


def _find_last(lines: Sequence[str]) -> str:
    """Return the last of some lines that is not blank, without tone marks."""
    return Toneless(next((line for line in reversed(lines) if line.strip()), "")).text


def _read_headings(cells: Sequence[str], *, asked: bool) -> list[str]:
    """Return what each column of a table has, by its headings; none if the cells are no headings of such a table."""
    names = [
        next((name for name, words in _HEADINGS.items() if words.fullmatch(Toneless(cell).text)), "") for cell in cells
    ]
    if asked and "what" not in names:
        names = ["what" if name == "matter" else name for name in names]
    of_duties = (
        "when" in names and "after" not in names and not {"what", "who", "round", "which", "step"}.isdisjoint(names)
    )
    corrects = {"before", "after"} == {*names} - {"number"}  # with more columns, whom it is for would be left out
    return names if all(names) and (of_duties or corrects) and len(set(names)) == len(names) else []
