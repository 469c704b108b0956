"""The turns of phrase of the office's own letters: whom they address, what is asked, which letter is cited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circtrack.thai.dates import format_thai, weekday_name
from circtrack.thai.office_names import name_head

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

NAMED = 6
"""So many offices an address names one by one; more are in the list at the end."""
LISTED = 10
"""From so many names on, a list stands on a page of its own."""

# Words by which what is to be done says so itself: before these no verb is put.
_VERBS = (
    "บันทึก", "รายงาน", "จัดทำ", "จัดส่ง", "จัดเก็บ", "ส่ง", "ตรวจสอบ", "ปรับปรุง", "กรอก", "แก้ไข", "สำรวจ", "ดำเนินการ",
    "นำเข้า", "ลงทะเบียน", "ติดตั้ง", "ติดตาม", "แจ้ง", "ตอบ", "ยืนยัน", "เร่งรัด", "ประเมิน", "เผยแพร่", "ให้ข้อมูล", "เพิ่ม",
)  # fmt: skip

# By kind of office: how the heads of all of them are addressed, how the heads of some, and what the offices are called.
_KINDS = {
    "department": ("อธิบดีทุกกรม", "อธิบดี", "กรม"),
    "province": ("ผู้ว่าราชการจังหวัด ทุกจังหวัด", "ผู้ว่าราชการจังหวัด", "จังหวัด"),
    "provincial_office": ("ท้องถิ่นจังหวัด ทุกจังหวัด", "ท้องถิ่นจังหวัด", "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด"),
    "district": ("นายอำเภอ ทุกอำเภอ", "นายอำเภอ", "อำเภอ"),
    "district_office": ("ท้องถิ่นอำเภอ ทุกอำเภอ", "ท้องถิ่นอำเภอ", "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ"),
    "pao": (
        "นายกองค์การบริหารส่วนจังหวัด ทุกแห่ง", "นายกองค์การบริหารส่วนจังหวัด", "องค์การบริหารส่วนจังหวัด",
    ),
    "city_municipality": ("นายกเทศมนตรีนคร ทุกแห่ง", "นายกเทศมนตรีนคร", "เทศบาลนคร"),
    "town_municipality": ("นายกเทศมนตรีเมือง ทุกแห่ง", "นายกเทศมนตรีเมือง", "เทศบาลเมือง"),
    "subdistrict_municipality": ("นายกเทศมนตรีตำบล ทุกแห่ง", "นายกเทศมนตรีตำบล", "เทศบาลตำบล"),
    "sao": ("นายกองค์การบริหารส่วนตำบล ทุกแห่ง", "นายกองค์การบริหารส่วนตำบล", "องค์การบริหารส่วนตำบล"),
}  # fmt: skip
_ATTACHED = "ตามบัญชีแนบท้าย"


def task_to_do(task: Mapping[str, Any]) -> str:
    """Return what is to be done, with its verb once: ``บันทึกข้อมูลศูนย์ช่วยเหลือประชาชน ในระบบ INFO``."""
    title, system = str(task["title"]).strip(), str(task["system"]).strip()
    bare = title.removeprefix("การ")
    if bare.startswith(_VERBS):
        title = bare
    elif title.startswith("ข้อมูล"):
        title = f"บันทึก{title}"
    else:
        title = f"บันทึกข้อมูล{title}"
    if not system or system in title:
        return title
    return f"{title} {'ใน' if system.startswith('ระบบ') else 'ในระบบ '}{system}"


def do_it(tasks: Sequence[Mapping[str, Any]]) -> str:
    """Return what is urged, after the tasks were named: ``บันทึกข้อมูล``."""
    entries = all(task_to_do(task).startswith("บันทึกข้อมูล") for task in tasks)
    return "บันทึกข้อมูล" if entries else "ดำเนินการ"


def urge_subject(subject: str, tasks: Sequence[Mapping[str, Any]]) -> str:
    """Return the subject of a reminder: that of the letter that it reminds of, which a continuing letter keeps."""
    if subject.startswith(("เร่งรัด", "ติดตาม")):
        return subject
    if subject.startswith("การ"):
        return f"เร่งรัด{subject}"
    if subject:
        return f"เร่งรัดการดำเนินการตามหนังสือ เรื่อง {subject}"
    return f"เร่งรัดการ{_name_work(tasks)}" if tasks else "เร่งรัดการดำเนินการ"


def report_subject(subject: str, tasks: Sequence[Mapping[str, Any]]) -> str:
    """Return the subject of a report on a letter of this subject; what asks for a report has it already."""
    own = subject.removeprefix("การ")
    if own.startswith("รายงาน"):
        return own
    if subject.startswith("การ"):
        return f"รายงานผล{subject}"
    if subject:
        return f"รายงานผลการดำเนินการ เรื่อง {subject}"
    return f"รายงานผลการ{_name_work(tasks)}" if tasks else "รายงานผลการดำเนินการ"


def _name_work(tasks: Sequence[Mapping[str, Any]]) -> str:
    """Return what the first task asks to do, with its round where that is the only one."""
    place = tasks[0].get("round") if len(tasks) == 1 else None
    return task_to_do(tasks[0]) + (f" งวดที่ {place}" if place else "")


def address_heads(to: Sequence[Mapping[str, Any]]) -> str:
    """Return whom a letter addresses: ``นายอำเภอ ทุกอำเภอ และนายกเทศมนตรีเมืองชัยภูมิ``."""
    return _address(to, head=True)


def address_offices(to: Sequence[Mapping[str, Any]]) -> str:
    """Return the offices to which a stamped letter goes."""
    return _address(to, head=False)


def is_listed(to: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the offices written to are in a list at the end, because they are too many to name."""
    return sum(len(each["names"]) for each in to if not each["every"]) > NAMED


def _address(to: Sequence[Mapping[str, Any]], *, head: bool) -> str:
    listed = is_listed(to)
    parts: list[str] = []
    for each in to:
        every, heads, offices = _KINDS.get(each["kind"], ("", "หัวหน้าหน่วยงาน", "หน่วยงาน"))
        if each["every"] and every:
            parts.append(every if head else f"{offices}{every.rpartition(' ')[2]}")
        elif listed and len(each["names"]) > 1:
            parts.append(heads if head else offices)
        else:
            parts += [name_head(name) if head else name for name in each["names"]]
    return join_thai(parts) + (f" {_ATTACHED}" if listed else "")


def join_thai(names: Sequence[str]) -> str:
    """Join names as a sentence does: with spaces, and ``และ`` before the last."""
    return " ".join(names[:-1]) + (f" และ{names[-1]}" if len(names) > 1 else "".join(names))


def cite_letter(letter: Mapping[str, Any]) -> str:
    """Return how a letter is cited: secrecy before urgency, then its number and day."""
    marks = " ".join(filter(None, (letter.get("secrecy"), letter["urgency"])))
    number = f"ที่ {letter['number']}" if letter["number"] else ""  # a letter whose number is not known yet has its day
    parts = (f"หนังสือ{letter['issuer']}", marks, number, f"ลงวันที่ {format_thai(letter['date'])}")
    return " ".join(filter(None, parts))


def day_with_weekday(day: date) -> str:
    """Return ``วันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖``."""
    return f"วัน{weekday_name(day)}ที่ {format_thai(day)}"


def in_figures(count: int) -> str:
    """Return a count as figures: ``7,925``."""
    return f"{count:,}"


def in_percent(part: int, whole: int) -> str:
    """Return ``ร้อยละ 33.33``, without decimals where there are none."""
    return f"ร้อยละ {100 * part / whole:.2f}".removesuffix(".00") if whole else ""
