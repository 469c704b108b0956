"""The words that addresses are made of: posts, offices, "every", where, and what joins phrases. All compact text."""

from __future__ import annotations

import re
from typing import Final

# The kinds that a word for several kinds takes in.
_CLASSES: Final = ("city_municipality", "town_municipality", "subdistrict_municipality")
WITHIN: Final = {
    "municipality": _CLASSES,
    "local_government": ("pao", "municipality", *_CLASSES, "sao", "special"),
}

_LOCAL_OFFICE: Final = r"(?:สำนักงาน|สง\.)ส่งเสริมการปกครองท้องถิ่น"
# Posts beside the head's own, which must not be taken for the head (รอง, a deputy, also ends ปกครอง).
_NO_DEPUTY: Final = "(?<!(?<!ค)รอง)(?<!สำนัก)(?<!เลขานุการ)(?<!ปรึกษา)(?<!ช่วย)"
# Where a bare word of kind may begin a phrase; elsewhere it tells where an office is.
_START: Final = r"(?:^|(?<=และ)|(?<=[,/(;•])|(?<=เว้น)|(?<=\d[.)]))"
# A class of municipality after a stroke has no name of its own: what follows is a joint or the next phrase.
_END: Final = "(?=[/,;(]|ทุก|ใน|และ|นาย|ผู้|ปลัด|ท้อง|องค์|เทศบาล|อบ|อปท|อธิบดี|หัวหน้า|ยกเว้น|$)"

# Posts: a phrase begins wherever one stands. The first form that fits is taken.
_POSTS: Final = (
    (r"ผู้ว่าราชการ(?:จังหวัด)?(?=กรุงเทพ)|(?:ปลัด|นายก)(?=กรุงเทพมหานคร|เมืองพัทยา)", "special"),
    (r"ผู้ว่าราชการจังหวัด|ผวจ\.", "province"),
    (r"นายอำเภอ", "district"),
    (r"(?:นายก|ปลัด)(?:องค์การบริหารส่วนจังหวัด|อบจ\.?)", "pao"),
    (r"(?:นายก|ปลัด)(?:องค์การบริหารส่วนตำบล|อบต\.?)", "sao"),
    (r"นายกเทศมนตรีนคร|ปลัดเทศบาลนคร|(?:นายก|ปลัด)ทน\.?", "city_municipality"),
    (r"นายกเทศมนตรีเมือง|ปลัดเทศบาลเมือง|(?:นายก|ปลัด)ทม\.?", "town_municipality"),
    (r"นายกเทศมนตรีตำบล|ปลัดเทศบาลตำบล|(?:นายก|ปลัด)ทต\.?", "subdistrict_municipality"),
    (r"นายกเทศมนตรี|ปลัดเทศบาล", "municipality"),
    (r"(?:ผู้บริหาร|นายก|ปลัด)(?:องค์กรปกครองส่วนท้องถิ่น|อปท\.?)|ผู้บริหารท้องถิ่น", "local_government"),
    (r"(?:หัวหน้า)?ท้องถิ่นจังหวัด", "provincial_office"),
    (r"(?:หัวหน้า)?ท้องถิ่นอำเภอ", "district_office"),
    (r"อธิบดี(?=กรม)|ปลัด(?=กระทรวง|สำนักนายก)", "department"),
    (r"ปลัดจังหวัด|ปลัดอำเภอ|อธิบดี|ผู้อำนวยการ|ผู้บังคับการ|ผู้บัญชาการ|ผู้กำกับการ|ผู้จัดการ|เลขาธิการ|ประธาน|คณบดี|อธิการบดี", "other"),
    (r"หัวหน้า(?:ส่วนราชการ|หน่วย|สำนัก|กลุ่ม|ฝ่าย|กอง|รัฐวิสาหกิจ|ส่วน|ศูนย์|สถานี)|กำนัน|ผู้ใหญ่บ้าน|นายแพทย์สาธารณสุข", "other"),
    (
        (
            r"(?<!งาน)(?<!แพทย์)(?:ปศุสัตว์|เกษตร(?:และสหกรณ์)?|พัฒนาการ|ประมง|คลัง|สาธารณสุข|แรงงาน|พาณิชย์|อุตสาหกรรม|วัฒนธรรม|ศึกษาธิการ|ขนส่ง"
            r"|สัสดี|ประชาสัมพันธ์|พัฒนาสังคมและความมั่นคงของมนุษย์|โยธาธิการและผังเมือง)(?:จังหวัด|อำเภอ)"
        ),
        "other",
    ),
)
# Offices: a phrase begins where one follows a space or a joint.
_OFFICES: Final = (
    (r"(?:สำนักงาน|ที่ทำการ)?(?:องค์การบริหารส่วนจังหวัด|อบจ\.?)", "pao"),
    (r"(?:สำนักงาน|ที่ทำการ)?(?:องค์การบริหารส่วนตำบล|อบต\.?)", "sao"),
    (r"(?:สำนักงาน)?เทศบาลนคร|ทน\.", "city_municipality"),
    (r"(?:สำนักงาน)?เทศบาลเมือง|ทม\.", "town_municipality"),
    (r"(?:สำนักงาน)?เทศบาลตำบล|ทต\.", "subdistrict_municipality"),
    (r"(?:สำนักงาน)?เทศบาล", "municipality"),
    (rf"(?<=/)นคร{_END}", "city_municipality"),
    (rf"(?<=/)เมือง{_END}", "town_municipality"),
    (rf"(?<=/)ตำบล{_END}", "subdistrict_municipality"),
    (r"องค์กรปกครองส่วนท้องถิ่น|อปท\.?", "local_government"),
    (rf"{_LOCAL_OFFICE}จังหวัด|สถจ\.?", "provincial_office"),
    (rf"{_LOCAL_OFFICE}อำเภอ|สถอ\.?", "district_office"),
    (rf"{_START}(?=กรม|กระทรวง)", "department"),
    (rf"{_START}(?:จังหวัด|(?=ทุกจังหวัด))", "province"),
    (rf"{_START}(?:อำเภอ|(?=ทุกอำเภอ))", "district"),
)
_FORMS: Final = (*((_NO_DEPUTY + f"(?:{form})", kind) for form, kind in _POSTS), *_OFFICES)

BEGINNING: Final = re.compile(
    "|".join(["(?P<but>ยกเว้น|เว้นแต่)", *(f"(?P<f{at}>{form})" for at, (form, _) in enumerate(_FORMS))])
)
"""A word of kind, or the ``but`` of an exception."""

HEADING: Final = re.compile(r"\s*(?:กราบ)?(?:เรียน|ถึง)\s*")
JOINT: Final = re.compile(r"(?:(?:[,;/•(]|\(?\d{1,2}[.)])+|[,;/•(]*และ)$")
"""What joins a phrase to the next, at the end of a text."""
BETWEEN_NAMES: Final = re.compile(r"[,;/]+(?:และ(?=.))?|(?<=.)และ(?=.)")

_EVERY: Final = (
    r"(?:ทุก(?:จังหวัด|อำเภอ|แห่ง|ตำบล|เทศบาล(?:นคร|เมือง|ตำบล)?|องค์การบริหารส่วน(?:จังหวัด|ตำบล)"
    r"|องค์กร(?:ปกครองส่วนท้องถิ่น)?|ท้องถิ่น|คน|ท่าน)|ทั้ง(?:หมด|สิ้น))"
)
_PLACE: Final = r"(?:ภาย)?ใน(?:เขต|พื้นที่|ท้องที่|(?=จังหวัด|อำเภอ))+(?:ของ)?(?P<{name}>(?:จังหวัด|อำเภอ)\S*?)?"
ALL: Final = re.compile(
    rf"(?:{_PLACE.format(name='before')})?(?:ทั้ง)?(?:{_EVERY})?"
    r"(?:(?:ทั้ง|จำนวน)?(?P<count>\d{1,5})(?:จังหวัด|อำเภอ|แห่ง))?(?:ทั่วประเทศ|ทั่วราชอาณาจักร)?"
    rf"(?:{_PLACE.format(name='after')})?"
)
"""That all of a kind are meant, with their area (``before`` or ``after``) and their ``count``."""

ELSEWHERE: Final = re.compile(r"แนบท้าย|(?:ตาม|ดัง)(?:บัญชี|รายชื่อ|ทะเบียน|เอกสาร|สิ่งที่|ที่)|ที่เกี่ยวข้อง|ในสังกัด")
"""That who is meant does not stand here: on an attached list, or in what the reader knows."""

SHARED: Final = re.compile("ทุกแห่ง|ในเขต|ในพื้นที่")
"""What, said once after a list, holds for the whole list. ทุกอำเภอ holds only for the districts."""

_ENDS_COMPLETE: Final = re.compile(rf"(?:เว้น|เว้นแต่|{_EVERY})$")


def kind_begun(begin: re.Match[str]) -> str:
    """The kind that a match of ``BEGINNING`` means."""
    return _FORMS[int(str(begin.lastgroup)[1:])][1]


def is_post(begin: re.Match[str]) -> bool:
    """Whether a match of ``BEGINNING`` is a post, which begins a phrase wherever it stands."""
    return int(str(begin.lastgroup)[1:]) < len(_POSTS)


def joins(before: str) -> bool:
    """Whether a phrase may begin right after ``before``, though no space stands between."""
    return bool(JOINT.search(before) or _ENDS_COMPLETE.search(before))
