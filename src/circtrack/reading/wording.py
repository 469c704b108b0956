"""The words in which letters ask for something: verbs, systems, lists, and what they only tell of earlier letters.

All patterns but those of systems are for text without tone marks (see ``toneless``).
"""

from __future__ import annotations

import re

from circtrack.reading.toneless import words

_ENTERING = r"(?:บันทึก(?!ข้อความ)|กรอก|นำเข้า|ลงทะเบียน|ปรับปรุง(?=ข้อมูล)|ยืนยัน(?=ข้อมูล))"
_STEPS = r"(?:ดำเนินการ|เร่งรัด|เร่ง|พิจารณา|ทำการ|เข้า(?:ไป)?)"
_OTHER = (
    r"(?:รายงาน|จัดส่ง|นำส่ง|นำ(?=เงิน|เสนอ|ข้อมูล|ราย)|(?<![แเ])(?<!ขน)(?<!ประ)(?<!พระ)(?<!จัด)ส่ง(?!เสริม|ให้|มา|ไป|ถึง|ต่อ|ผลให้|ผลกระทบ|ตัว|มอบ|ออก|ขลา|สัย|กรานต์|เคราะห์|วน|บ(?!ัญชี|ันทึก|ุคลากร)|คราม|จังหวัด|อำเภอ|กรม|$|\s)"
    r"|ตอบ(?=แบบ|กลับ|รับ)|แจ้ง(?=เตือน|รายชื่อ|ผล|ข้อมูล|ยืนยัน|ความ|จำนวน|ชื่อ|เวียน|ประชาสัมพันธ์|การ|ยอด)|เสนอ(?=แผน|โครงการ|ราย|ความ|คำ)"
    r"|ปรับปรุง|ยืนยัน|ตรวจสอบ|ตรวจ(?=ทาน|นับ|วัด|ประเมิน)|ตรวจ(?!ราชการ|สอบ)|สำรวจ|รวบรวม|สรุป(?=ผล|ข้อมูล|ราย|จำนวน|ยอด)|จัดเก็บ|จัดทำ|สำรอง|ก่อหนี้"
    r"|จัดตั้ง|จัดเตรียม|จัดกิจกรรม|จัดประชุม|จัดให้|จัดหา|จัดอบรม|จัดสรร|ประเมิน|ทบทวน|แต่งตั้ง|คัดเลือก|ชั่ง(?=น้ำหนัก)|ประชาสัมพันธ์|เผยแพร่"
    r"|ติดตั้ง|ติดตาม|ควบคุม|กำกับ|สนับสนุน|เบิกจ่าย|เบิก|ขอรับ|ยื่น|อบรม|เข้าร่วม|ศึกษา|วิเคราะห์|แก้ไข|ชี้แจง|โอน|คืน(?=เงิน)|ชำระ|ซ่อมแซม"
    r"|ประกาศ|ปิดประกาศ|รับสมัคร|จำหน่าย|สอบทาน|ปฏิบัติ|ถือปฏิบัติ|สมัคร|ทำลาย|เตรียม|ทดสอบ|ฝึก|รณรงค์|อัปโหลด|ดาวน์โหลด|เชิญชวน"
    r"|จองห้อง|ขุดลอก|กำจัด|รื้อถอน|ซักซ้อม|เฝ้าระวัง|ทำความสะอาด|ปลูก|ฉีด|พ่น|แจกจ่าย|กวดขัน|รับรอง(?=ข้อมูล|ผล|ราย)|ลงนาม|จัดงาน|จัดพิธี|ประดับ|ก่อสร้าง|ดูแล"
    r"|จัด(?=การ)|ออก(?=หนังสือ|คำสั่ง)|ขึ้นทะเบียน|เรียกเก็บ|ยกเลิก|ปิดบัญชี|สแกน)"
)
# A noun made of a verb, someone else's doing, or what is not done, asks nothing.
_NO_NOUN = (
    r"(?<!(?<!ราช)การ)(?<!ความ)(?<!จะ)(?<!ได้)(?<!รับ)(?<!ไม่)(?<!เคย)(?<!ผู้)(?<!ผล)(?<!ส่ง)(?<!(?<!หน่วย)งาน)(?<!หน่วย)"
    r"(?<!แบบ)(?<!เพื่อ)(?<!สมุด)(?<!ฉบับ)"
)
_AFTER_STEP = r"(?:(?<=ดำเนินการ)|(?<=ทำการ)|(?<=รายงาน)(?=จัดส่ง))"

VERB = words(rf"(?:(?:{_NO_NOUN}|{_AFTER_STEP})(?:{_ENTERING}|{_OTHER})|{_NO_NOUN}{_STEPS})")
"""What an office can be asked to do, where the words for it are a verb."""
ENTERING = words(rf"(?:\s?{_STEPS})*\s?(?:(?:{_OTHER})(?:ข้อมูล)?(?:และ|แล้ว|หรือ|/)\s?){{0,3}}{_ENTERING}")
REAL_VERB = words(rf"(?:{_ENTERING}|{_OTHER})")
STEPS = words(rf"(?:\s?{_STEPS})+\s?(?={_ENTERING}|{_OTHER})")
"""Done on the way to what is asked: these say nothing of their own."""
ON_THE_WAY = words(rf"(?:\s?{_STEPS})*\s?$")
GENERAL = words(
    rf"(?:โปรด)?(?:ทราบ|พิจารณา|ดำเนินการ|สั่งการ|และ|\s)+(?:ในส่วนที่เกี่ยวข้อง|ต่อไป|ให้ความร่วมมือ)?\s?(?:และ|แล้ว|พร้อม(?:ทั้ง|กับ)?)\s?(?={_ENTERING}|{_OTHER})"
)
"""A beginning that says nothing of what is asked: ทราบและดำเนินการ และ…"""

LIST_BEGINS = words(r"ดัง(?:ต่อไป)?นี้\s?[:：]?\s*$")
LIST_INSIDE = words(r"ดัง(?:ต่อไป)?นี้\s?[:：]?\s*(?=\(?[1๑]\s?[.)])")
INLINE_ITEM = re.compile(r"(?<![^\s])\(?[0-9๐-๙]{1,2}\s?[.)]\s?(?=[^\s0-9๐-๙])")
ITEM = re.compile(r"^\s*\(?[0-9๐-๙]{1,2}(?:(?:\.[0-9๐-๙]{1,2}){0,2}[.)]\s?(?=\D)|(?:\.[0-9๐-๙]{1,2}){1,2}\s+(?=[ก-๎]))")
ITEM_ASKING = words(r"(?:ขอให้|ให้|โปรด|ขอความร่วมมือ)?\s?")
FOR_WHOM = words(r"\s*(?:สำหรับ|(?:ใน)?ส่วนของ|ระดับ)?\s?")
"""What may stand before the offices that an item of a list has for its heading."""
GOES_ON = words(r"\s*(?:แล้ว|และ|พร้อม(?:ทั้ง|กับ)?|จากนั้น|รวมทั้ง|ตลอดจน)\s?(?:ขอ)?(?:ให้)?\s?")
"""What begins a paragraph below a list that goes on with its asking."""
CLOSES = words(r"\s*จึงเรียน(?:มา)?")
NEW_DAY = words(r"เป็น\s?(?:ให้แล้วเสร็จ|สิ้นสุด|ต้อง\S{0,20})?\s?$")

UNREAD_DAY = words(r"(?:ภายใน|ไม่เกิน|ก่อน)(?:วัน[ก-๎]{0,12})?ที่\s?[0-9๐-๙oOlI][^\n]{0,24}")
"""A day that something is to be done by, however its date is spoilt."""

_BACKGROUND = words(r"(?:ตามที่|ตามหนังสือ|ตาม|อนุสนธิ|สืบเนื่องจาก)")
_BACKGROUND_ENDS = words(r"(?<!เท่า)(?<!ดัง)(?<!เช่น)(?<!ฉะ)(?<!ขณะ)(?<!กรณี)(?<!การ)(?<!เวลา)นั้น(?=\s|$)")
_OWN_BEGINS = words(r"จึง(?=ขอ|ให้|แจ้ง|กำชับ|เร่งรัด|มอบ|เรียน)")
_TOLD = words(
    r"(?:ด้วย|เนื่องจาก|เนื่องด้วย|ตามที่|โดยที่|อนุสนธิ).{0,160}?(?:ได้รับแจ้ง|ได้รับหนังสือ|แจ้งว่า|แจ้งให้|มีหนังสือ|ขอให้|ขอความร่วมมือ|กำหนดให้|สั่งการ)"
)


def background_end(toneless: str) -> int:
    """Where a passage's telling of earlier letters ends: with นั้น, or where the writer begins to ask.

    0 where it tells of none, and where nothing parts the telling from the asking: then it may ask itself.
    """
    if not _BACKGROUND.match(toneless):
        return 0
    if ends := _BACKGROUND_ENDS.search(toneless):
        return ends.end()
    own = _OWN_BEGINS.search(toneless)
    return own.start() if own else 0


def own_begins(toneless: str) -> list[int]:
    """Where the writer begins to ask: จึงขอ …; after what others asked of the writer."""
    return [match.start() for match in _OWN_BEGINS.finditer(toneless)]


def tells(toneless: str) -> bool:
    """Whether a passage opens by telling what another office asks."""
    return bool(_TOLD.match(toneless))


_SYSTEM = re.compile(r"ระบบ[^()\n\"“”]{0,120}\(\s?(?:ระบบ\s?)?(?P<name>[A-Za-z][A-Za-z0-9 .-]{1,30})\)")
_LATIN_SYSTEM = re.compile(r"ระบบ\s?(?P<name>[A-Za-z][A-Za-z0-9-]*(?:\s[A-Za-z0-9-]+){0,3})")
_KNOWN_SYSTEM = re.compile(
    r"(?<![A-Za-z])(?P<name>INFO|New e-LAAS|e-LAAS|e-Plan|LHR|CCIS|SIS|LEC"
    r"|LTAX(?: ?3000| ?Online)?|e-GP|ITAS|E-form)(?![A-Za-z])"
)


def read_system(text: str) -> str:
    """The name of the system that a text tells people to use: what stands in brackets after ระบบ…, or a known name."""
    match = _SYSTEM.search(text) or _LATIN_SYSTEM.search(text) or _KNOWN_SYSTEM.search(text)
    return match["name"].strip() if match else ""


def one_system(text: str) -> str:
    """The system that a whole letter is about, "" where it names several."""
    named = {
        match["name"].strip() for pattern in (_SYSTEM, _LATIN_SYSTEM, _KNOWN_SYSTEM) for match in pattern.finditer(text)
    }
    first = read_system(text)
    return first if all(name in first or first in name for name in named) else ""
