"""The words in which letters ask for something: who is told, to do what, in which system, under what heading."""

from __future__ import annotations

import re

_OFFICE = (
    r"(?:สำนักงานส่งเสริมการปกครองท้องถิ่น(?:จังหวัด|อำเภอ)|องค์กรปกครองส่วนท้องถิ่น|อปท\.?|องค์การบริหารส่วน(?:จังหวัด|ตำบล)"
    r"|เทศบาล(?:นคร|เมือง|ตำบล)?|อบจ\.?|อบต\.?|จังหวัด|อำเภอ|สถานศึกษา|โรงเรียน|หน่วยงาน(?:ของรัฐ)?|ส่วนราชการ"
    r"|ท้องถิ่น(?:จังหวัด|อำเภอ))"
)
_WHICH = r"(?:\s?(?:ในพื้นที่|ทุกแห่ง|ทุกจังหวัด|ทุกอำเภอ|ในสังกัด|ในเขตพื้นที่|ที่เกี่ยวข้อง|ในจังหวัด|ดังกล่าว|ข้างต้น))*"
_AUDIENCE = rf"{_OFFICE}{_WHICH}(?:(?:\s?(?:และ|หรือ|,)\s?|\s){_OFFICE}{_WHICH})*"
# Done on the way to what is asked: these say nothing of their own.
_ON_THE_WAY = r"(?:\s?(?:ดำเนินการ|เร่งรัด|เร่ง|พิจารณา|(?:ตรวจสอบ|สำรวจ|รวบรวม|จัดทำ)(?:ข้อมูล)?(?:และ|แล้ว)|ทำการ|เข้า))*\s?"
_ENTERING_VERB = r"(?:บันทึก|กรอก|นำเข้า|ลงทะเบียน|ปรับปรุง(?=ข้อมูล)|ยืนยัน(?=ข้อมูล))"
_OTHER_VERB = (
    r"(?:รายงาน|จัดส่ง|ส่ง(?=ข้อมูล|แบบ|รายชื่อ|รายงาน|ผล|สำเนา|แผน)|ตอบ(?=แบบ)|แจ้ง(?=รายชื่อ|ผล|ข้อมูล|ยืนยัน)"
    rf"|เสนอ(?=แผน|โครงการ|ราย)|ปรับปรุง|ตรวจสอบ|สำรวจ|รวบรวม|เร่งรัด(?!{_OFFICE})|จัดเก็บข้อมูล|จัดทำ)"
)
_ANY_VERB = rf"(?:{_ENTERING_VERB}|{_OTHER_VERB})"

VERB = re.compile(_ANY_VERB)
ENTERING = re.compile(_ENTERING_VERB)
ASKING = re.compile(
    r"(?:แจ้ง(?:ให้)?|กำชับ(?:ให้)?|เร่งรัด(?:ให้)?|มอบหมาย(?:ให้)?|ขอความร่วมมือ(?:จาก)?|ขอให้|ให้)\s?"
    rf"(?P<audience>{_AUDIENCE}){_ON_THE_WAY}(?P<verb>{_ANY_VERB})"
)
"""An office that is told to do something. The audience is the office's own words."""

DIRECT = re.compile(rf"(?:ขอความร่วมมือ|ขอให้|โปรด|จึงขอให้){_ON_THE_WAY}(?P<verb>{_ANY_VERB})")
"""The same without an office: the letter's own recipients are meant."""

LEAD = re.compile(
    rf"^.*(?:ขอให้|ให้|แจ้ง(?:ให้)?|ขอความร่วมมือ(?:จาก)?)\s?(?P<audience>{_AUDIENCE})?[^\n]{{0,120}}?ดัง(?:ต่อไป)?นี้\s?:?$"
)
"""The sentence before a list, which says who is to do what the items say."""

ITEM_VERB = re.compile(rf"(?:ให้|ขอให้|โปรด)?{_ON_THE_WAY}(?P<verb>{_ANY_VERB})")
ITEM = re.compile(r"^\s*(?:\(?[0-9๐-๙]{1,2}[.)])\s?(?=\D)")
END = re.compile(r"^\s*จึงเรียนมา")
NEW_DAY = re.compile(r"เป็น\s?(?:ให้แล้วเสร็จ|สิ้นสุด|ต้อง\S{0,20})?\s?$")

_BACKGROUND = re.compile(r"^(?:ตามที่|ตามหนังสือ|ตาม|อนุสนธิ|สืบเนื่องจาก).*?(?:\sนั้น(?=\s|$)|$)")
_HEADING = re.compile(r"[\"“”](?P<title>[^\"“”]{4,300})[\"“”]")
# What is entered ends where the text says where, to whom, or how.
_AFTER_TITLE = re.compile(
    r"\s?(?:ในระบบ|ผ่านระบบ|ผ่านทาง|ทางระบบ|ทางเว็บ|ลงในระบบ|ให้(?:แล้วเสร็จ|จังหวัด|อำเภอ|กรม|ถูกต้อง|ครบถ้วน|เป็นปัจจุบัน|สอดคล้อง|\S{0,40}ทราบ)"
    r"|ส่งให้|โดยขอ|โดยให้|ทั้งนี้|รายละเอียด|พร้อม|และ(?:รายงาน|ส่ง|จัดส่ง|สงแบบ)|ในสถาน\S*ในสังกัด|ในพื้นที่|ในความรับผิดชอบ)"
)
_THING = re.compile(r"(?:ข้อมูล|ขอมูล|ผลการ|ผลสำ|รายชื่อ|รายการ|รายงาน|แบบ|การ|แผน|โครงการ|บัญชี|สำเนา|จำนวน|ยอด|แหล่ง|เงิน)\S")
_DROPPED_VERB = re.compile(rf"^(?:{_ENTERING_VERB}|รายงาน|จัดส่ง|ส่ง|ปรับปรุง|สำรวจ(?:และรายงาน)?|รวบรวม|เร่งรัด|จัดเก็บ)")
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


def without_background(passage: str) -> str:
    """The passage without what it tells of earlier letters, which the form closes with นั้น."""
    return _BACKGROUND.sub("", passage).strip()


def title_of(words: str) -> str:
    """The heading in quotation marks, else what is to be entered: the words of the asking without verb and manner."""
    if heading := _HEADING.search(words):
        return heading["title"].strip()
    thing = _DROPPED_VERB.sub("", words)
    if not _THING.match(thing):
        thing = words  # what is left without its verb would say nothing: รายงานผล, ตอบแบบ
    if cut := _AFTER_TITLE.search(thing):
        shorter = thing[: cut.start()].strip()
        if len(shorter) >= 4:
            thing = shorter
    # A bare ข้อมูล says nothing without its verb.
    return thing.strip() if len(thing.strip()) > len("ข้อมูล") + 2 else words.strip()
