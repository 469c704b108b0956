"""The columns of a list: the names that circtrack, offices and systems give them, in English and Thai."""

from __future__ import annotations

import re

_NAMES: dict[str, str] = {
    "code": "office_code code officeid office_id รหัส รหัสหน่วยงาน รหัสอปท รหัสองค์กร รหัสอปท(8หลัก)",
    "office": (
        "office office_name organization organisation agency unit localgovernment name หน่วยงาน ชื่อหน่วยงาน อปท ชื่ออปท"
        " ส่วนราชการ ชื่อส่วนราชการ องค์กรปกครองส่วนท้องถิ่น ชื่อองค์กรปกครองส่วนท้องถิ่น ชื่อ หน่วย ผู้รับ เทศบาล/อบต"
        " รายชื่อ รายชื่ออปท รายชื่อหน่วยงาน"
    ),
    "district": "district amphoe อำเภอ ชื่ออำเภอ",
    "province": "province changwat จังหวัด ชื่อจังหวัด",
    "letter": "letter letter_number หนังสือ เลขที่หนังสือ ที่หนังสือ หนังสือที่",
    "letter_date": "letter_date ลงวันที่ dated",
    "task": "task รายการ ภารกิจ",
    "round": "round งวด งวดที่ รอบที่ ครั้งที่",
    "on": (
        "on done_on received_on วันที่บันทึก วันที่บันทึกข้อมูล วันที่แล้วเสร็จ วันที่ดำเนินการ วันที่ส่ง วันที่รายงาน วันที่รับ"
        " วันที่ได้รับ ลงรับวันที่ date day when timestamp ประทับเวลา วันที่ วันเวลา วันที่และเวลา วัน/เดือน/ปี วันเดือนปี"
    ),
    "progress": "progress ความคืบหน้า",
    "state": (
        "state status สถานะ สถานะการบันทึก สถานะการดำเนินการ ผลการดำเนินการ ผลการบันทึก การบันทึก การดำเนินการ ผล"
        " สถานะการบันทึกข้อมูล"
    ),
    "note": "note notes remark remarks comment หมายเหตุ ปัญหา ปัญหาอุปสรรค ปัญหา/อุปสรรค ข้อขัดข้อง",
    "number": "number receive_number เลขรับ เลขที่รับ เลขทะเบียนรับ ทะเบียนรับ เลขรับที่",
    "email": "email e-mail mail อีเมล อีเมล์ ไปรษณีย์อิเล็กทรอนิกส์",
}
# What circtrack, or whoever numbers lines, writes beside these.
_WITHOUT_USE = (
    "subject system due_on dueon days_left daysleft office_kind kind told_on toldon told_by toldby stalled_at stalledat"
    " working_days_left workingdays line problem proposal no no. # ลำดับ ลำดับที่ ที่ เรื่อง ระบบ กำหนด วันที่เหลือ เหลือ(วัน) ประเภท"
    " ได้รับแจ้งเมื่อ แจ้งโดย ค้างที่ วันทำการ เหลือ(วันทำการ) บรรทัด ปัญหาที่พบ ข้อเสนอ since until superior"
)

_RANKS: dict[str, tuple[str, int]] = {
    each: (field, rank) for field, names in _NAMES.items() for rank, each in enumerate(names.split())
}
IGNORED = frozenset(_WITHOUT_USE.split())
OFFICE_FIELDS = frozenset({"code", "office"})
OWN_EXPORT = frozenset({"letter", "letter_date", "progress", "state", "code"})
"""The fields of which a listing of `circtrack owing` has all."""


_OF_NO_MATTER = re.compile(r"[\s\ufeff\u200b\"'*:]+")


def key_of(cell: str) -> str:
    """Return a head in the form in which heads are compared: lower case, without spaces, signs and a stop behind."""
    return _OF_NO_MATTER.sub("", cell).lower().rstrip(".")


def field_of(cell: str) -> str:
    """Return the field that a head names, ``-`` for one without use, "" for an unknown one."""
    key = key_of(cell)
    if key in _RANKS:
        return _RANKS[key][0]
    return "-" if key in IGNORED else ""


def rank_of(cell: str) -> int:
    """Return how plainly a head names its field: of วันที่บันทึก and วันที่, the first is meant."""
    return _RANKS[key_of(cell)][1]


def is_plain_name(cell: str) -> bool:
    """Whether a head is the stable English name that scripts write."""
    return key_of(cell) in {"on", "progress"}
