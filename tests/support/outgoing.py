"""Texts of an office's outgoing letters: a province's or a department's, and those by which others pass them on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from circtrack.thai.dates import format_thai

DAY = date(2023, 3, 9)
FLOOD, TAX = "การรายงานสถานการณ์อุทกภัย", "การจัดเก็บภาษีที่ดินและสิ่งปลูกสร้าง"

_TEXT = """ที่ {number}

{office}
{street}

{day}

เรื่อง {subject}

เรียน {to}

{enclosure}
ด้วย{issuer}ขอแจ้งเรื่อง{subject} ขอให้องค์กรปกครองส่วนท้องถิ่นรายงานในระบบ INFO ภายในวันที่ {due}

จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการ

ขอแสดงความนับถือ

(นายสมชาย ใจดี)
{head}
"""


@dataclass(frozen=True)
class Office:
    """An office as its letters name it."""

    code: str
    issuer: str
    hall: str
    street: str
    head: str
    prefix: str
    to: str


DEPARTMENT = Office(
    "dla",
    "กรมส่งเสริมการปกครองท้องถิ่น",
    "กรมส่งเสริมการปกครองท้องถิ่น",
    "ถนนนครราชสีมา เขตดุสิต กทม. ๑๐๓๐๐",
    "อธิบดีกรมส่งเสริมการปกครองท้องถิ่น",
    "มท 0810.7",
    "ผู้ว่าราชการจังหวัด ทุกจังหวัด",
)
PROVINCE = Office(
    "36",
    "จังหวัดชัยภูมิ",
    "ศาลากลางจังหวัดชัยภูมิ",
    "ถนนบรรณาการ ชย ๓๖๐๐๐",
    "ผู้ว่าราชการจังหวัดชัยภูมิ",
    "ชย 0023.6",
    "นายอำเภอทุกอำเภอ",
)
DISTRICT = Office(
    "3609",
    "อำเภอเทพสถิต",
    "ที่ว่าการอำเภอเทพสถิต",
    "ถนนสุรนารายณ์ ชย ๓๖๒๓๐",
    "นายอำเภอเทพสถิต",
    "ชย 0023.14",
    "นายกเทศมนตรีตำบลเทพสถิต และนายกองค์การบริหารส่วนตำบลทุกแห่ง",
)


def write(
    office: Office,
    running: str,
    *,
    subject: str = FLOOD,
    passes_on: str = "",
    above: Office = PROVINCE,
    day: date = DAY,
    of: date = DAY,
    sub_code: str = "",
) -> str:
    """The text of a letter; ``passes_on`` is the whole number of the letter of ``above`` that it encloses."""
    enclosure = ""
    if passes_on:
        enclosure = f"สิ่งที่ส่งมาด้วย สำเนาหนังสือ{above.issuer} ที่ {passes_on} ลงวันที่ {format_thai(of)} จำนวน ๑ ชุด\n"
    return _TEXT.format(
        number=f"{office.prefix}{sub_code}/{running}",
        office=office.hall,
        street=office.street,
        day=format_thai(day),
        subject=subject,
        to=office.to,
        enclosure=enclosure,
        issuer=office.issuer,
        due=format_thai(date(2023, 3, 24)),
        head=office.head,
    )
