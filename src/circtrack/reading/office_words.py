"""The words that name whom a letter asks: offices of every kind, those at their head, divisions, village heads.

A phrase is taken for offices only as a whole: by words of kind with what says which of them, or by the registry.
All is found in text without tone marks, which scans lose.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from circtrack.reading.toneless import words
from circtrack.registry.names import matches

if TYPE_CHECKING:
    from circtrack.reading.toneless import Toneless

_LOCAL = (
    r"องค์กรปกครองส่วนท้องถิ่น|อปท\.?|องค์การบริหารส่วน(?:จังหวัด|ตำบล)|เทศบาล(?:นคร|เมือง|ตำบล)?|อบจ\.?|อบต\.?|ทต\.?|ทม\.?|ทน\.?"
    r"|ผู้บริหารท้องถิ่น|(?:นายก|ปลัด)(?:องค์การบริหารส่วน(?:จังหวัด|ตำบล)|เทศบาล|เทศมนตรี(?:นคร|เมือง|ตำบล)?|อบต\.?|อบจ\.?)"
)
_STATE = (
    r"(?:สำนักงาน)?ส่งเสริมการปกครองท้องถิ่น(?:จังหวัด|อำเภอ)|สถจ\.?|สถอ\.?|จังหวัด|อำเภอ|หน่วยงาน(?:ของรัฐ|ราชการ|อื่นของรัฐ)?|ส่วนราชการ"
    r"|(?:ผู้ว่าราชการ)จังหวัด|นายอำเภอ|รัฐวิสาหกิจ|กรุงเทพมหานคร|เมืองพัทยา"
)
_BODIES = (
    r"(?:ผู้บริหาร|ผู้อำนวยการ)?(?:สถานศึกษา|โรงเรียน)|ศูนย์พัฒนาเด็กเล็ก|โรงพยาบาล(?:ส่งเสริมสุขภาพตำบล)?|รพ\.?สต\.?|สถานพัฒนาเด็กปฐมวัย"
    r"|กำนัน|ผู้ใหญ่บ้าน|สารวัตรกำนัน|แพทย์ประจำตำบล|ผู้นำชุมชน|ประธานชุมชน|ตำบล|หมู่บ้าน|ชุมชน"
)
# A field office of any ministry, and who is at its head: สำนักงานสาธารณสุขจังหวัด, ปศุสัตว์อำเภอ.
_NO_NAME = r"(?!ขอ(?=ให|ความ|เช|เร|ส่ง|แจ้ง|ทราบ)|ให|แจ้ง|บันทึก|กรอก|รายงาน|สำรวจ|ตรวจ|จัดส่ง|จัดทำ|ดำเนิน|ใน|และให|แล้ว)"
_FIELD = (
    rf"(?:สำนักงาน|ที่ทำการ)(?:{_NO_NAME}[ก-๎]){{2,50}}?(?:จังหวัด|อำเภอ|เขต|ภาค|สาขา|พื้นที่)"
    r"|(?:หัวหน้าสำนักงาน)?(?:ท้องถิ่น|ปลัด|พัฒนาการ|เกษตร|สาธารณสุข|ปศุสัตว์|ประมง|คลัง|ศึกษาธิการ|วัฒนธรรม|แรงงาน|พาณิชย์|อุตสาหกรรม"
    r"|ประชาสัมพันธ์|สัสดี|ขนส่ง|สรรพากร|ที่ดิน|โยธาธิการและผังเมือง|ป้องกันและบรรเทาสาธารณภัย|พัฒนาสังคมและความมั่นคงของมนุษย์)(?:จังหวัด|อำเภอ)"
)
# The divisions of a local government, as its memos name them.
_DIVISION = (
    r"(?:ผู้อำนวยการ|หัวหน้า)?(?:กอง|สำนัก(?!งาน)|ส่วน|ฝ่าย)(?:การ)?(?:คลัง|ช่าง|ศึกษา|โยธา|ประปา|สาธารณสุข|สวัสดิการสังคม|ยุทธศาสตร์|เจ้าหน้าที่|วิชาการ"
    r"|ส่งเสริมการเกษตร|สารสนเทศ|แผนงาน|อำนวยการ|บริหาร|พัสดุ|ปลัด|ทะเบียน|ป้องกันและบรรเทา|กีฬา|ท่องเที่ยว)"
    rf"(?:{_NO_NAME}[ก-๎]){{0,30}}?|(?:หัวหน้า)?หน่วย(?:งาน)?ตรวจสอบภายใน"
)
# What the registry has none of, with a name of its own.
_INSTITUTION = words(
    r"(?:แขวง(?:ทางหลวง|การทาง)|โครงการชลประทาน|สำนักงาน|ศูนย์|สถานี|กรม|วิทยาลัย|มหาวิทยาลัย|การไฟฟ้า|การประปา|บริษัท|ธนาคาร|โรงพยาบาล"
    r"|โรงเรียน|เรือนจำ|ด่าน|สถาบัน|มณฑลทหารบก|ตำรวจ|กองบังคับการ|คณะกรรมการ|คณะทำงาน|หอการค้า|สภา|สมาคม|มูลนิธิ|วัด)"
    rf"(?:{_NO_NAME}[ก-๎0-9๐-๙ .]){{3,70}}"
)
_KIND = rf"(?:{_LOCAL}|{_STATE}|{_BODIES}|{_FIELD}|{_DIVISION})"
_ONE = r"(?:แห่ง|จังหวัด|อำเภอ|ตำบล|หมู่บ้าน|หมู่|โรง(?:เรียน)?|หน่วย(?:งาน)?|กอง|ฝ่าย|ชุมชน|เขต|สำนัก|คน)"
_WHICH = (
    r"(?:\s?(?:ใน(?:เขต)?พื้นที่(?:รับผิดชอบ|ประสบ[ก-๎]{2,12}|เสี่ยง(?:ภัย)?|เป้าหมาย|นำร่อง|ของ(?:ตน|ท่าน))?|(?:ใน)?สังกัด|ที่เกี่ยวข้อง|ดังกล่าว|ข้างต้น"
    rf"|ทุก{_ONE}|ทั้ง\s?[0-9๐-๙]{{1,4}}\s?{_ONE}|เป้าหมาย|นำร่อง|ตามบัญชี(?:รายชื่อ)?(?:แนบท้าย|ที่แนบ)?"
    r"|(?:ภาย)?ใน(?:เขต)?(?:จังหวัด|อำเภอ)[ก-๎]{0,24}))*"
)
_ALL = (
    r"ทุก(?:สำนัก/กอง|กอง|สำนัก|ส่วนราชการ|หน่วยงาน|อำเภอ|จังหวัด|ฝ่าย|โรงเรียน|สถานศึกษา|แห่ง|กลุ่มงาน|กลุ่ม|งาน|ส่วน|ตำบล|หมู่บ้าน"
    r"|ชุมชน|เทศบาล)"
)
_PIECE_OF = rf"(?:{_KIND}{_WHICH}|{_ALL}{_WHICH})"
_PIECE = words(_PIECE_OF)
_SEVERAL = words(rf"{_PIECE_OF}(?:(?:\s?(?:และ|หรือ|,|รวมทั้ง|ตลอดจน)\s?|\s){_PIECE_OF}){{1,5}}")
_NAMED = words(
    r"(?:องค์การบริหารส่วน|เทศบาล|จังหวัด|อำเภอ|อบต\.?|อบจ\.?|ทต\.?|ทม\.?|ทน\.?|เมืองพัทยา|นาย(?:ก(?:เทศมนตรี|องค์การ|เมือง|อบ)|อำเภอ)"
    r"|ผู้ว่าราชการ)"
)
# Before a place's name: of which place a field office is.
_OF_PLACE = words(rf"{_FIELD}(?=[ก-๎])")
_PLACE = words(r"(?:จังหวัด|อำเภอ)$")
_JOINT = re.compile(r"\s?(?:และ|หรือ|,|รวมทัง|ตลอดจน)\s?|\s")
_WRITTEN_JOINT = re.compile(r"\s?(?:และ|หรือ|,|รวมทั้ง|ตลอดจน)\s?|\s")


def is_institution(toneless: str) -> bool:
    """Whether the words are the name of an institution that only its first word tells."""
    return bool(_INSTITUTION.fullmatch(toneless))


def are_offices(passage: Toneless, start: int, end: int) -> bool:
    """Whether the words between are offices and nothing else, by the words for offices or by the registry."""
    return _are_offices(passage.text[start:end].strip(), passage.written(start, end))


@lru_cache(maxsize=4096)  # a letter asks of the same few offices over and over
def _are_offices(text: str, as_written: str) -> bool:
    pieces = [piece for piece in _JOINT.split(text) if piece]
    if _PIECE.fullmatch(text) or (pieces and all(_PIECE.fullmatch(piece) for piece in pieces)):
        return True
    if len(pieces) > 1 and _SEVERAL.fullmatch(text):
        return True  # where a name has a joint of its own: พัฒนาสังคมและความมั่นคง…
    written = [piece for piece in _WRITTEN_JOINT.split(as_written) if piece]
    return bool(pieces) and len(written) == len(pieces) and all(map(_is_office, written, pieces))


def _is_office(written: str, toneless: str) -> bool:
    if _PIECE.fullmatch(toneless) or (_NAMED.match(toneless) and _is_known(written)):
        return True
    field = _OF_PLACE.match(toneless)
    place = _PLACE.search(field.group()) if field else None
    return place is not None and _is_known(written[written.rfind(place.group()) :])


@lru_cache(maxsize=256)
def _is_known(name: str) -> bool:
    return len(name) <= 60 and bool(matches(name))
