"""The chain of the example letters as drafts, made without reading the text: for tests of what is recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from circtrack.model import Letter, Link, Task
from circtrack.registry.offices import list_under, offices_on

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT_DAY = date(2023, 2, 27)
LATER = date(2023, 3, 9)
DUE = date(2023, 3, 24)
TODAY = date(2023, 3, 20)

DISTRICT, PROVINCE, DEPARTMENT = "3609", "36", "dla"
HERE = ("05360901", "06360902", "06360903", "06360904", "06360905", "06360906")
"""The six local governments of อำเภอเทพสถิต."""
SOME_PROVINCES = (PROVINCE, "75", "85")
"""ชัยภูมิ, and two of the smallest: to record the whole country takes thirty times as long."""

CENTRE = "ศูนย์ปฏิบัติการร่วมในการช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น (สถานที่กลาง)"
HELP = "ศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น"
TO_OFFICES = Task(CENTRE, "INFO", "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด", DUE, "shared", "ภายในวันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖")
TO_ALL = Task(HELP, "INFO", "องค์กรปกครองส่วนท้องถิ่น", DUE, "on", "ภายในวันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖")


@cache
def provinces(day: date = ROOT_DAY) -> tuple[str, ...]:
    return tuple(office.code for office in offices_on(day) if office.kind == "province")


@cache
def below(code: str, day: date = LATER) -> tuple[str, ...]:
    """Return the offices to which an office writes, as in the example letters."""
    return tuple(
        office.code
        for office in list_under(code, day)
        if office.superior == code and not office.code.startswith("dla-")
    )


def root(**changes: object) -> Letter:
    letter = Letter(
        number="มท 0810.7/ว 908",
        date=ROOT_DAY,
        issuer="กรมส่งเสริมการปกครองท้องถิ่น",
        issuer_code=DEPARTMENT,
        kind="circular",
        subject="การบันทึกข้อมูลศูนย์",
        recipients=SOME_PROVINCES,
        tasks=(TO_OFFICES, TO_ALL),
        text="ที่ มท ๐๘๑๐.๗/ว ๙๐๘",
    )
    return replace(letter, **changes)  # type: ignore[arg-type]  # fields of a letter


def province(**changes: object) -> Letter:
    letter = Letter(
        number="ชย 0023.6/3022",
        date=LATER,
        issuer="จังหวัดชัยภูมิ",
        issuer_code=PROVINCE,
        kind="forward",
        subject="การบันทึกข้อมูลศูนย์",
        recipients=below(PROVINCE),
        parent="มท 0810.7/ว 908",
        links=(
            Link("refers_to", "ชย 0023.3/4318", date(2022, 3, 17), "จังหวัดชัยภูมิ"),
            Link("passes_on", "มท 0810.7/ว 908", ROOT_DAY, "กรมส่งเสริมการปกครองท้องถิ่น"),
        ),
        tasks=(TO_ALL,),
        aliases=("ชย 0023.6/3062",),
    )
    return replace(letter, **changes)  # type: ignore[arg-type]  # fields of a letter


def district(**changes: object) -> Letter:
    letter = Letter(
        number="ชย 0023.14/708",
        date=LATER,
        issuer="อำเภอเทพสถิต",
        issuer_code=DISTRICT,
        kind="forward",
        subject="การบันทึกข้อมูลศูนย์",
        recipients=HERE,
        parent="ชย 0023.6/3062",
        links=(Link("passes_on", "ชย 0023.6/3062", LATER, "จังหวัดชัยภูมิ"),),
        tasks=(TO_ALL,),
    )
    return replace(letter, **changes)  # type: ignore[arg-type]  # fields of a letter


def extension(to: date | None, **changes: object) -> Letter:
    """Return a letter by which the department extends the deadline of its circular for everyone."""
    letter = Letter(
        number="มท 0810.7/ว 1100",
        date=date(2023, 3, 16),
        issuer="กรมส่งเสริมการปกครองท้องถิ่น",
        issuer_code=DEPARTMENT,
        kind="extension",
        subject="ขยายเวลาการบันทึกข้อมูลศูนย์",
        recipients=provinces(),
        links=(Link("extends", "มท 0810.7/ว 908", ROOT_DAY, "กรมส่งเสริมการปกครองท้องถิ่น"),),
        tasks=(Task("ขยายเวลาการบันทึกข้อมูลศูนย์", "INFO", "", to, "on", f"ภายในวันที่ {to}"),) if to else (),
    )
    return replace(letter, **changes)  # type: ignore[arg-type]  # fields of a letter


def cancellation(**changes: object) -> Letter:
    """Return a letter by which the department cancels its circular."""
    letter = Letter(
        number="มท 0810.7/ว 999",
        date=date(2023, 3, 17),
        issuer="กรมส่งเสริมการปกครองท้องถิ่น",
        issuer_code=DEPARTMENT,
        kind="cancellation",
        subject="ยกเลิกการบันทึกข้อมูลศูนย์",
        recipients=provinces(),
        links=(Link("cancels", "มท 0810.7/ว 908", ROOT_DAY, "กรมส่งเสริมการปกครองท้องถิ่น"),),
    )
    return replace(letter, **changes)  # type: ignore[arg-type]  # fields of a letter


def due(task: Task, day: date | None) -> Task:
    """Return the task with another deadline."""
    return replace(task, due_on=day, as_written=f"ภายในวันที่ {day}" if day else "")


def chain() -> Sequence[Letter]:
    """Return the three letters in the order of the scanned text: the lowest first."""
    return [district(), province(), root()]
