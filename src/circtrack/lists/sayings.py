"""One line of a chat message: which offices it names, and what it says of them.

A line is ``1. อบต.บ้านไร่ ✅``, ``๔) ทต.เทพสถิต เรียบร้อยค่ะ``, ``อบต.ก, อบต.ข 20 มี.ค. 66``. The name ends where the
first word begins that says something else. What is not understood stays with the name, and is then no office's name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from circtrack.thai.months import MONTHS, SHORT_MONTHS

if TYPE_CHECKING:
    from circtrack.lists.model import Mark

D: Final = "[0-9๐-๙]"
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff\u00ad\u2066-\u2069\u202a-\u202e]")
_MONTH: Final = (
    "|".join(re.escape(name) for name in (*MONTHS, *SHORT_MONTHS))
    + "|"
    + "|".join(re.escape(name.replace(".", "")) for name in SHORT_MONTHS)
)
DAY: Final = (
    rf"{D}{{1,2}}[ ]?(?:{_MONTH})[ ]?(?:(?:พ\.?ศ\.?)[ ]?)?(?:{D}{{4}}|{D}{{2}})?(?!{D})"
    rf"|{D}{{4}}[-/.]{D}{{1,2}}[-/.]{D}{{1,2}}|{D}{{1,2}}[/.-]{D}{{1,2}}[/.-](?:{D}{{4}}|{D}{{2}})(?!{D})"
    r"|เมื่อวานนี้|เมื่อวาน|วันนี้|(?<![a-z])(?:today|yesterday)(?![a-z])"
)
_DAY: Final = re.compile(rf"(?:(?:เมื่อ|ลง|ณ[ ]?)?วันที่[ ]?|เมื่อ[ ]?(?={D})|ลว\.?[ ]?)?(?P<day>{DAY})", re.IGNORECASE)
_TIME: Final = re.compile(
    rf"(?:เวลา[ ]?)?{D}{{1,2}}[.:]{D}{{2}}[ ]?(?:นาฬิกา|น\.|น(?![ก-๛]))|(?:เวลา[ ]?){D}{{1,2}}[.:]{D}{{2}}"
    rf"|(?<!{D}){D}{{1,2}}:{D}{{2}}(?::{D}{{2}})?"
)
_LOCAL: Final = r"(?:องค์การบริหารส่วน(?:ตำบล|จังหวัด)|เทศบาล(?:นคร|เมือง|ตำบล)?|อ\.?บ\.?[ตจ]\.?|ท\.?[ตมน]\.)"
_KIND: Final = re.compile(rf"(?:(?:ที่ทำการ|สำนักงาน|นายก[ ]?)?{_LOCAL}|อ\.|จ\.|อำเภอ|จังหวัด|สถ[อจ]\.)[ ]?")
_LOCAL_KIND: Final = re.compile(rf"{_LOCAL}[ ]?")
CODE: Final = re.compile(r"(?:0?[2-6]\d{6})(?:\.0)?(?!\d)")
_NAMES_START: Final = re.compile(rf"(?<!นายก)[ ]+(?=(?:{_LOCAL}|0?[2-6]\d{{6}}(?!\d)))")
_PLACE: Final = re.compile(r"(?:อ\.|อำเภอ|จ\.|จังหวัด|ต\.|ตำบล)")

_BULLET: Final = re.compile(
    r"(?:[-–—•●○▪◾◆◦·*+>»➤→✦★☆]+[ ]*|(?:ลำดับ(?:ที่)?|ข้อ(?:ที่)?|ที่)[ ]?[0-9๐-๙]{1,4}[.):]?[ ]*"
    r"|[(\[][0-9๐-๙]{1,4}[)\]][ ]*|[0-9๐-๙]{1,4}(?:[ ]?[).\]:/–,;-](?![0-9๐-๙])|\u20e3)[ ]*"
    r"|[0-9๐-๙]{1,4}[ ]+(?=[ก-ฮเ-ไ])(?!(?:" + _MONTH + r"))|[ก-ฮ][.)][ ]+)"
)
_TICKS: Final = frozenset("✅✔☑✓👍👌🆗")
_CROSSES: Final = frozenset("❌✖✗✘☒⛔🚫⏳⌛🕐☐🔴")
_SYMBOL: Final = re.compile(r"[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
_BOX: Final = re.compile(r"^\[(?P<tick>[xX✓✔/]?)[ ]?\][ ]*")

# What is said of an office, the stronger first: a question about what is done is a question.
_SAYINGS: Final[tuple[tuple[Mark, str], ...]] = (
    ("asks", r"\?|？|หรือยัง|รึยัง|หรือเปล่า|หรือไม่|ใช่ไหม|ได้ไหม|แล้วไหม"),
    ("postponed", r"ขอ(?:อนุญาต)?(?:เลื่อน|ขยาย|เวลา|ผ่อน)"),
    ("incomplete", r"(?:ยัง)?ไม่ครบ(?:ถ้วน)?|บางส่วน"),
    (
        "blocked",
        r"ติด(?:ปัญหา|ขัด)|(?:มี|พบ)ปัญหา|ระบบ(?:ล่ม|ขัดข้อง|ไม่|เข้าไม่)|เข้า(?:ระบบ)?ไม่ได้|บันทึกไม่ได้|ลืมรหัส|ส่งไม่ได้",
    ),
    (
        "not_done",
        (
            r"ยังไม่|ยังมิ|ไม่(?:เสร็จ|ทัน|ได้|เรียบร้อย|บันทึก|ส่ง|ผ่าน)|กำลัง(?=ดำเนิน|บันทึก|ทำ|จัด|รวบ|เร่ง|กรอก|ส่ง|แก้|ประสาน|จะ)"
            r"|(?<![ก-๛])จะ(?=บันทึก|ส่ง|ดำเนิน|เสร็จ|ทำ|เร่ง|รีบ|แจ้ง)|พรุ่งนี้|มะรืน|อยู่ระหว่าง|ระหว่างดำเนิน|ภายใน"
            r"|(?:^|(?<=[ ]))รอ(?![บยด])"
            r"|(?<![a-z])(?:not|pending|wait(?:ing)?)(?![a-z])|คงค้าง|ค้างส่ง|ตกค้าง"
        ),
    ),
    (
        "done",
        (
            r"ดำเนินการ|เรียบร้อย|บันทึก|เสร็จ(?:สิ้น|สมบูรณ์)?|ครบถ้วน|(?:^|(?<=[ (]))ครบ(?!ุรี)|ส่ง(?:ข้อมูล)?แล้ว|รายงาน(?:ผล)?แล้ว"
            r"|ทำแล้ว"
            r"|กรอก(?:ข้อมูล)?(?:แล้ว|ครบ)|แล้ว|โอเค|(?<![a-z])(?:ok|okay|done|completed?|finished)(?![a-z])"
        ),
    ),
)
_STOP: Final = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _SAYINGS), re.IGNORECASE)
_POLITE: Final = re.compile(
    r"(?:นะ)?(?:ครับผม|ครับ|คร้าบ|คับ|ค่ะ|จ้ะ)|(?:^|(?<=[ ]))(?:คะ|ค่า|จ้า|จ๊ะ|ฮะ|นะ|ขอบคุณ|ขอบพระคุณ"
    r"|ข้อมูล|ระบบ|ใน|ตาม|ผล|การ|พร้อม|ทั้งหมด)"
    r"(?=$|[ ])|นะคะ$|(?:^|(?<=[ ]))(?:ขอบคุณ|ขอบพระคุณ)"
)
_PERSON: Final = re.compile(
    r"(?<=[ ])(?:นางสาว|น\.ส\.|คุณ(?=[ก-๛])|โทร|ผู้(?:รายงาน|บันทึก|ประสาน)|นาย(?!ก|อำเภอ)(?=[ก-๛])"
    r"|นาง(?=[ก-๛]+[ ]+(?!อ\.|จ\.|อำเภอ|จังหวัด)[ก-๛])|0\d{1,2}[- ]?\d{3}[- ]?\d{4}(?!\d))"
)
_SEPARATOR: Final = re.compile(r"[ ]+[-–—:=|>/]+[ ]*|[:=]+[ ]*|[ ]*\.{2,}[ ]*|[ ]*…[ ]*")
_BRACKETS: Final = re.compile(r"[(（\[]([^()（）\[\]]*)[)）\]]")

_WORDS_START: Final = re.compile(
    r"(?:เรียน|สวัสดี|ขอบคุณ|ขอบพระคุณ|รายชื่อ|รวม(?!ใจ|ไทย)|สรุป|ยอดรวม|หมายเหตุ|ประกาศ|ด่วน|ฝาก|รบกวน|กรุณา|โปรด|ขอความ|ขอให้|ข้อมูล"
    r"|ณ[ ]?วันที่"
    r"|หน่วยงาน|อปท|ลำดับ|ชื่อ|ทั้งหมด|ทั้งสิ้น|จำนวน|หัวข้อ|เรื่อง|รับทราบ|ทราบ|ตามที่|ตามหนังสือ"
    r"|ที่เหลือ|แจ้ง(?!ห่ม)|ส่งรายชื่อ|ระบบ|วันนี้|\[LINE\]|บันทึกเมื่อ"
    r"|@|\#|https?:|(?:total|sum|dear|hello|hi|thanks|thank|list|the|note)(?![a-z]))",
    re.IGNORECASE,
)
_TOTAL: Final = re.compile(
    r"(?:ยอด)?รวม(?:ทั้งสิ้น|ทั้งหมด|จำนวน|[ 0-9๐-๙:.]|$)|(?:grand )?totals?(?![a-z])|ผลรวม", re.IGNORECASE
)


class Saying(NamedTuple):
    """What a line says: the names, and of all of them a mark, a day as written and a note."""

    names: tuple[str, ...]
    mark: Mark = ""
    on: str = ""
    note: str = ""


def clean(text: str) -> str:
    """Return a line without what cannot be seen, and with plain single spaces."""
    return " ".join(_INVISIBLE.sub("", text).split())


def find_day(text: str) -> str:
    """Return the first day that words name, as written; "" if they name none."""
    day = _DAY.search(text)
    return day["day"].strip() if day else ""


def is_total(text: str) -> bool:
    """Whether a line is the total below a list."""
    return bool(_TOTAL.match(text))


def find_mark(text: str) -> Mark:
    """Return what words say of an office."""
    found: dict[str, None] = dict.fromkeys(str(each.lastgroup) for each in _STOP.finditer(text))
    return next((name for name, _ in _SAYINGS if name in found), "")


def without_bullet(text: str) -> str:
    """Return a line without numbering and bullets before it."""
    for _ in range(3):
        if _date_at_start(text):
            return text
        rest = text[bullet.end() :] if (bullet := _BULLET.match(text)) else text
        if not rest or rest == text or (CODE.match(text) and not CODE.match(rest)):
            return text
        text = rest
    return text


def read_saying(line: str) -> Saying:
    """Read a clean line; without names it is words."""
    text = line
    if text.startswith("="):  # a formula, and no bullet
        return Saying((text,))
    box = _BOX.match(without_bullet(text))
    mark: Mark = ""
    if box and "]" in text[:8]:
        text = without_bullet(text)[box.end() :]
        mark = "done" if box["tick"] else "not_done"
    text, drawn = _take_symbols(text)
    text = without_bullet(text)
    if _WORDS_START.match(text) and not CODE.match(text) and not _LOCAL_KIND.match(text):
        return Saying((), find_mark(text))
    return _read_parts(text, mark or drawn)


def _read_parts(text: str, drawn: Mark) -> Saying:
    """Split a line into its names and what is said of them."""
    text, on = _take_before_name(text)
    note: list[str] = []
    text, bracketed = _take_brackets(text, note)
    name, tail = _split_name(text)
    if not name:
        return Saying((), find_mark(f"{text} {bracketed}"))
    said = find_mark(tail) or find_mark(bracketed) or ("done" if _said_before(text, name) else "")
    mark: Mark = drawn if drawn == "not_done" and said in ("", "done") else said or drawn
    if mark not in ("", "done"):
        return Saying(_split_names(name), mark, "", " ".join([tail.strip(" -–—:=."), *note]).strip())
    if day := _DAY.search(tail):
        on = day["day"].strip()
    if person := _PERSON.search(f" {tail}"):
        note.append(f" {tail}"[person.start() :].strip())
    return Saying(_split_names(name), mark, on, "; ".join(note))


def _said_before(text: str, name: str) -> bool:
    return bool(name) and text.find(name) > 0 and find_mark(text[: text.find(name)]) == "done"


def _take_before_name(text: str) -> tuple[str, str]:
    """Take a day and a time off the beginning of a line."""
    on = ""
    for _ in range(2):
        if day := _DAY.match(text):
            on, text = day["day"].strip(), text[day.end() :].lstrip(" ,-–:")
        if clock := _TIME.match(text):
            text = text[clock.end() :].lstrip(" ,-–:")
    return text, on


def _take_brackets(text: str, note: list[str]) -> tuple[str, str]:
    """Take remarks in brackets off a line: what they say of the office is returned, the rest are notes."""
    said: list[str] = []

    def take(match: re.Match[str]) -> str:
        inside = match[1].strip()
        if _PLACE.match(inside):
            return match[0]
        if find_mark(inside):
            said.append(inside)
            if find_mark(inside) != "done":
                note.append(inside)
        elif inside:
            note.append(inside)
        return " "

    return clean(_BRACKETS.sub(take, text)), " ".join(said)


def _split_name(text: str) -> tuple[str, str]:
    """Split a line where the first word stands that is no name; words before the name go to the rest."""
    for _ in range(4):
        ends = [
            found.start()
            for pattern in (_STOP, _DAY, _TIME, _POLITE, _PERSON)
            if (found := pattern.search(text)) is not None
        ]
        if (parted := _SEPARATOR.search(text)) is not None:
            ends.append(parted.start())
        end = min(ends, default=len(text))
        name = text[:end].strip(" ,;.-–—:=/|")
        if name or end == len(text):
            return name, text[end:]
        text = _skip_first(text).lstrip(" ,;.-–—:=/|")
    return "", text


def _skip_first(text: str) -> str:
    """Skip the words at the beginning that are no name."""
    for pattern in (_DAY, _TIME, _STOP, _POLITE, _SEPARATOR):
        if (found := pattern.match(text)) is not None and found.end():
            return text[found.end() :]
    return text[1:]


def _split_names(text: str) -> tuple[str, ...]:
    """Split several names in a line; one without its own word of kind has that of the name before it."""
    names: list[str] = []
    kind = ""
    for part in re.split(rf"[ ]*[,;、，/][ ]*|[ ]*(?:และ|กับ)[ ]*(?={_LOCAL})|[ ]+(?:และ|กับ)[ ]*", text):
        for place, name in enumerate(_split_at_kinds(part)):
            own = _KIND.match(name)
            if not own and kind and not place and not CODE.match(name):
                name = kind + name  # noqa: PLW2901 - the name with its kind
            elif own and (local := _LOCAL_KIND.match(name)):
                kind = local[0].rstrip()
            if names and CODE.fullmatch(names[-1]) and not CODE.match(name):
                names[-1] += f" {name}"  # a code and the name of the same office
            else:
                names.append(name)
    return tuple(name for name in names if name)


def _split_at_kinds(text: str) -> list[str]:
    """Split where a new name begins behind a space; a place behind a name stays with it."""
    parts = [part.strip(" .") if not part.endswith(("อ.", "จ.")) else part.strip() for part in _NAMES_START.split(text)]
    if len(parts) == 1 and re.fullmatch(r"(?:(?:อ\.|อำเภอ)[ ]?[ก-๛]+[ ]+)+(?:อ\.|อำเภอ)[ ]?[ก-๛]+", text):
        return re.split(r"[ ]+(?=อ\.|อำเภอ)", text)
    return [part for part in parts if part]


def _take_symbols(text: str) -> tuple[str, Mark]:
    """Take ticks, crosses and pictures off a line; a cross counts more than a tick."""
    symbols = set(_SYMBOL.findall(text))
    mark: Mark = "not_done" if symbols & _CROSSES else "done" if symbols & _TICKS else ""
    return clean(_SYMBOL.sub(" ", text)) if symbols else text, mark


def _date_at_start(text: str) -> bool:
    return _DAY.match(text) is not None
