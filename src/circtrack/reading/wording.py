"""The words with which letters ask for something: offices, systems, lists, and reports of earlier letters.

All patterns, except those for systems, match text without tone marks (see :mod:`circtrack.reading.tone_marks`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from circtrack.added_offices import rests_on_offices
from circtrack.reading.tone_marks import compile_words
from circtrack.reading.verbs import REAL_VERB, STEP
from circtrack.registry.names import find_called, find_matches

if TYPE_CHECKING:
    from circtrack.reading.tone_marks import Toneless


ROUNDS = r"(?:ครั้ง|รอบ|งวด|ระยะ|ช่วง|รุ่น|ไตรมาส|ภาคเรียน)"
"""What is done several times is counted by: ครั้งที่ ๑, ไตรมาสที่ ๒."""
LIST_BEGINS = compile_words(
    r"(?:ดัง(?:ต่อไป)?นี้|(?:ตาราง|ปฏิทิน|กำหนดการ)ต่อไปนี้|ดังตาราง(?:ข้างล่าง|ต่อไป)?(?:นี้)?|ตาม(?:ตาราง|ปฏิทิน|กำหนดการ|ขั้นตอน)(?:ข้างล่าง|ด้านล่าง)?นี้"
    r"|(?:ดำเนินการ|ปฏิบัติ)[ก-๎]{0,40}\s?(?:(?:กล่าว)?คือ|ได้แก่))\s?[:：]?\s*$"
)
ENDS_ASKING = compile_words(
    r"(?:(?:ขอ|จึง)ให้|ขอความ(?:ร่วมมือ|อนุเคราะห์|กรุณา)(?:จาก)?)(?:ท่าน)?\s?(?:ดัง(?:ต่อไป)?นี้)?\s?[:：]?\s*$"
)
"""Matches the end of a request whose list, or whose paragraphs, say what is asked."""
_COUNTED_OFF = r"ประการ(?:แรก|สุดท้าย|ที่?\s?(?:[0-9๐-๙]{1,2}|หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด))\s+"
LIST_INSIDE = compile_words(
    r"ดัง(?:ต่อไป)?นี้\s?[:：]?\s*(?=ประการ(?:แรก|ที่\s?(?:[1๑]|หนึ่ง)))|(?:ดัง(?:ต่อไป)?นี้\s?[:：]?\s*(?=\(?[1๑]\s?[.)])|(?:ดัง(?:ต่อไป)?นี้|จึง(?:ขอ)?ให้)\s?[:：]?\s*(?=\(ก\)))"
)
_DUTY = rf"\s?(?:{STEP})?{REAL_VERB.pattern}"
DUTIES_INSIDE = compile_words(
    rf"ขอ(?:ให้|ความ(?:ร่วมมือ|อนุเคราะห์|กรุณา))(?:(?!{REAL_VERB.pattern})[ก-๎ ]){{0,60}}?(?<!ข้อ)\s+"
    rf"(?=\(?[1๑]\s?[.)]{_DUTY}[^\n]{{2,400}}?\s\(?[2๒]\s?[.)]{_DUTY})"
)
"""Matches a request without what it asks for, before the duties counted off behind it: ขอให้อำเภอ ๑) … ๒) …."""
INLINE_ITEM = re.compile(
    rf"(?<![^\s])(?:{_COUNTED_OFF}"
    r"|\(?[0-9๐-๙]{1,2}\s?[.)]|\([กขคงจฉช]\))\s?(?=[^\s0-9๐-๙])"
)
ITEM = re.compile(
    rf"^\s*{_COUNTED_OFF}(?=[ก-ฮเ-ไ])"
    r"|^\s*(?:[กขคงจฉชซ]\s?[.)]\s+|\([กขคงจฉชซ]\)\s*)(?=[ก-ฮเ-ไ])"
    r"|^\s*\(?[0-9๐-๙]{1,2}(?:(?:\.[0-9๐-๙]{1,2}){0,2}[.)]\s?(?=\D)|(?:\.[0-9๐-๙]{1,2}){1,2}\s+(?!น\.|นาฬิกา)(?=[ก-๎]))"
)
ITEM_ASKING = compile_words(r"(?:ขอให้|ให้|โปรด|ขอความร่วมมือ)?\s?")
FOUND_OUT = compile_words(r"[ก-๎]{2,16}แล้ว\s?(?:ยังไม่|ยังมี|พบ|ปรากฏ|เห็นว่า|ไม่)")
"""Matches a list item that tells what was found out: ตรวจแล้ว ยังไม่ส่ง ๑๔ แห่ง."""
FOR_WHOM = compile_words(r"\s*(?:สำหรับ|(?:ใน)?ส่วนของ|ระดับ)?\s?")
"""Matches the words before the offices in a list item that is a heading."""
GOES_ON = compile_words(r"\s*(?:แล้ว|และ|พร้อม(?:ทั้ง|กับ)?|จากนั้น|รวมทั้ง|ตลอดจน)\s?(?:ขอ)?(?:ให้)?\s?")
"""Matches the beginning of a paragraph after a list that continues its request."""
ASKS_BESIDES = compile_words(r"(?:และ|ทั้งนี้|โดย|จึง|พร้อมทั้ง|แต่)\s?(?:ขอ)?ให้(?:ท่าน)?")
"""Matches the beginning of a request beside what a sentence says."""
POLITE = compile_words(
    r"\s?(?:ให้|ได้|ท่าน|ทุกท่าน)*(?:ทราบ|พิจารณา|ถือว่า|ติดต่อ|สอบถาม|ประสาน|อภัย|ดู|ศึกษา\s?(?:คู่มือ|รายละเอียด|แนวทาง|วิธี)|เป็นไป|อนุเคราะห์|ความ(?!เห็น(?!ชอบ))|จะ|[^\n]{0,60}?แจ้ง[^\n]{3,120}?ทราบ|จาก[ก-๎]{2,20}ท่าน\s*$|ดัง|ใช้หนังสือ|[^ก-๎]*$)"
)
"""Matches behind a word of asking what asks for no duty: ให้ติดต่อ…, โปรดพิจารณา…."""
CLOSES = compile_words(r"\s*จึง(?:เรียน(?:มา)?|แจ้งมา|นมัสการ)")
NEW_DAY = compile_words(r"เป็น\s?[\"“”'‘]?\s?(?:ให้แล้วเสร็จ|สิ้นสุด|ต้อง\S{0,20})?\s?$")

UNREAD_DAY = compile_words(
    r"(?:ภายใน|ไม่เกิน|ก่อน)(?:วัน[ก-๎]{0,12})?ที่\s{0,3}(?:[0-9๐-๙oOlI._…]|(?=[ก-๎]{3,9}(?:คม|ยน|พันธ)|[ก-ฮ]{1,2}\.[ก-ฮ]))[^\n]{0,24}"
)
"""Matches the words of a deadline even if its date is misread."""
UNREAD_HOUR = re.compile(r"เวลา\s?(?=[0-9๐-๙.:]{0,4}[oOlI])[0-9๐-๙oOlI]{1,2}[.:][0-9๐-๙oOlI]{2}\s?น\.?")
"""Matches an hour with letters for digits: เวลา l๖.๓O น."""

_BACKGROUND = compile_words(r"(?:ตามที่|ตามหนังสือ|ตาม|อนุสนธิ|สืบเนื่องจาก)")
_BACKGROUND_ENDS = compile_words(
    r"(?<=\s)น้น(?=\s|$)(?!\s?[0-9๐-๙])|(?<!เท่า)(?<!ดัง)(?<!เช่น)(?<!ฉะ)(?<!ขณะ)(?<!กรณี)(?<!การ)(?<!เวลา)นั้น(?=\s|$)"
)
_OWN_BEGINS = compile_words(r"จึง(?=ขอ|ใคร่ขอ|ให้|แจ้ง|กำชับ|เร่งรัด|มอบ|เรียน)")
_TOLD = compile_words(
    r"(?:ด้วย|เนื่องจาก|เนื่องด้วย|ตามที่|โดยที่|อนุสนธิ).{0,160}?(?:ได้รับแจ้ง|ได้รับหนังสือ|แจ้งว่า|แจ้งให้|มีหนังสือ|(?:ขอให้|ขอความร่วมมือ)(?!ท่าน)|กำหนดให้|สั่งการ)"
)


def may_report(toneless: str) -> bool:
    """Whether a passage begins as a report of earlier letters does: ตามหนังสือที่อ้างถึง…."""
    return _BACKGROUND.match(toneless) is not None


def find_background_end(toneless: str) -> int:
    """Return where a passage's report of earlier letters ends: after นั้น, or where the writer's own request begins.

    0 if it reports none, or if nothing separates the report from a request: the passage may then itself be one.
    """
    if not may_report(toneless):
        return 0
    if ends := _BACKGROUND_ENDS.search(toneless):
        return ends.end()
    own = _OWN_BEGINS.search(toneless)
    return own.start() if own else 0


def find_own_beginnings(toneless: str) -> list[int]:
    """Return the offsets where the writer's own request may begin: จึงขอ …, after what others asked of the writer."""
    return [match.start() for match in _OWN_BEGINS.finditer(toneless)]


def is_telling(toneless: str) -> bool:
    """Whether a passage begins by reporting what another office asks."""
    return bool(_TOLD.match(toneless))


# What somebody else has written, word by word: a paragraph in quotation marks, or what stands in them behind ว่า.
_QUOTATION = re.compile(r"(?:^|ว่า)\s*(?P<words>[\"“][^\"“”\n]{40,900}(?:[\"”]|$))")


def find_quotation(text: str) -> tuple[int, int] | None:
    """Return where another one's words begin and end that a text quotes; None if it quotes none."""
    quoted = _QUOTATION.search(text)
    return quoted.span("words") if quoted else None


_SYSTEM = re.compile(
    r"(?:(?<!ดูแล)(?<!ผู้ใช้)ระบบ|โปรแกรม|แพลตฟอร์ม)(?!\s?[A-Za-z][^()\n]{0,120}[ก-๎])(?:(?!ระบบ|โปรแกรม)[^()\n\"“”]){0,120}"
    r"\(\s?(?:ระบบ\s?)?(?:[A-Za-z -]{3,60}\s?[:：]\s?)?"
    r"(?P<name>(?!www\.|[a-z0-9-]{2,30}\.[a-z])[A-Za-z][A-Za-z0-9 .-]{1,30})\)"
)
_LATIN_SYSTEM = re.compile(
    r"(?:ระบบ|โปรแกรม|แอปพลิเคชัน|แพลตฟอร์ม)\s?"
    r"(?P<name>[A-Za-z][A-Za-z0-9-]*(?:\s[A-Za-z0-9-]+(?:\.[0-9]+)?){0,3})"
)
_KNOWN_SYSTEM = re.compile(
    r"(?<![A-Za-z])(?<!คลินิก )(?<!ทีม )(?<!ศูนย์ )(?P<name>INFO|New e-LAAS|e-LAAS|e-Plan|LHR|CCIS|SIS|LEC"
    r"|LTAX(?: ?3000| ?Online)?|e-GP|ITAS|E-form)(?![A-Za-z])"
)

# What a text is delivered by, which it does not call a system.
_DELIVERIES = (
    r"(?:Google\s(?:Forms?|Sheets?|Drive)|Microsoft\sForms?|MS\sForms?|OneDrive"
    r"|(?i:line)\s(?:OA|Official(?:\sAccount)?))(?![A-Za-z])"
)
_DELIVERY = re.compile(rf"(?:(?:ใน|ผ่าน|ทาง|ที่|ลง)(?:ไฟล์)?\s?|ออนไลน์\s?\(\s?)(?P<name>{_DELIVERIES})")

# A site by its address, after a word that something is entered there; a form is none.
_SITE = re.compile(
    r"(?:ใน|ผ่าน|ทาง|ที่)(?:ทาง)?\s?(?:เว็บไซต์|เว็บไซด์|เวบไซต์|[Ww]ebsite)?\s?"
    r"(?P<name>(?:https?://)?(?!forms?\.)(?:[A-Za-z0-9-]{1,40}\.){1,4}(?:th|com|org|net)(?![A-Za-z.@-])(?:/[\w./?=&%#-]*[\w/])?)",
    re.ASCII,
)

# A form that is filled in online, where no site or system is named.
_FORM = re.compile(r"(?:ใน|ผ่าน|ทาง)(?:ทาง)?\s?(?P<name>แบบ(?:ฟอร์ม|สำรวจ|สอบถาม|ตอบรับ|รายงาน)ออนไลน์)(?!\s?\()")

# A system that has only a Thai name: it ends at a blank, or where the text says how and by when.
_THAI_NAME = (
    r"(?P<name>(?:ระบบ|โปรแกรม|แอปพลิเคชัน|แพลตฟอร์ม)(?!ดังกล่าว|เดียวกัน|นี้|นั้น|ที่|ของ|ราชการ|(?:การ)?ประชุม|อิเล็กทรอนิกส์|ออนไลน์|ต่าง|ใหม่|ให้|ต่อไป|ตั้งแต่|ภายใน|ก่อน|แล้ว|และ|หรือ|ตาม|ได้|จะ|ทุก|โดย|เพื่อ|ออกไป|จนถึง|ซึ่?ง|เดิม|ไว้|อีก|ด้วย|เป็น)"
    r"[ก-๎]{5,70}?(?:(?<=กำนัน)\sผู้ใหญ่บ้าน)?(?:(?:(?<=ด้าน)|(?<=ดาน)|(?<=เพื่อ)|(?<=การ)|(?<=และ)|(?<=ของ))\s[ก-๎]{3,60}?)?(?:\s(?:(?:[ก-ฮ]{1,4}\.){1,4}(?![ก-๎])|[A-Z][A-Za-z0-9-]{1,20}(?!\s?[A-Za-z])))?)(?=[\s(]|ให้(?:แล้ว|เป็น|ครบ|ถูก|เสร็จ)|ภายใน|ในวันที่?|ก่อน|ออกไป(?:อีก|เป็น|จน|\s|$)|จนถึง|ทุก(?:วัน|เดือน)|ตาม(?:แบบ|สิ่งที่ส่ง)"
    r"|พร้อม(?:ภาพ|เอกสาร|แนบ|ส่ง|ทั้ง|กับ|หลักฐาน)|ส่ง(?:ให้)?(?:กรม|จังหวัด|อำเภอ|สำนัก)|ให้(?:กรม|จังหวัด|อำเภอ)|จำนวน\s?[0-9๐-๙]|อย่างช้า|โดยด่วน|กำหนดส่ง"
    r"|(?:ตั้งแต่|ระหว่าง)(?:วันที่|บัดนี้)|ไม่(?:ช้ากว่า|เกิน)|$)(?<!ด้าน)(?<!ดาน)"
)
_THAI_SYSTEM = re.compile(rf"(?:ใน|ผ่าน|ทาง|เข้า(?:สู่)?)(?:ทาง)?{_THAI_NAME}")


# A further system behind one, for the same duty: e-Plan และระบบ INFO.
_FURTHER = re.compile(
    r"\s?(?P<joint>และ|หรือ|,)\s?(?:ใน|ผ่าน|ทาง)?(?:(?=ระบบ|โปรแกรม|แอปพลิเคชัน|แพลตฟอร์ม)"
    rf"(?:{_LATIN_SYSTEM.pattern.replace('<name>', '<latin>')}|{_THAI_NAME.replace('<name>', '<thai>')})"
    rf"|{_KNOWN_SYSTEM.pattern.replace('<name>', '<known>')}|(?P<delivery>{_DELIVERIES}))"
)


def read_system(text: str) -> str:
    """Return the name of the system that a text tells people to use: in brackets after ระบบ…, a known one, a site.

    Several for one duty are named together: ``e-Plan และ INFO``.
    """
    match = (
        _SYSTEM.search(text)
        or _LATIN_SYSTEM.search(text)
        or _KNOWN_SYSTEM.search(text)
        or _DELIVERY.search(text)
        or _THAI_SYSTEM.search(text)
        or _SITE.search(text)
        or _FORM.search(text)
    )
    named = match["name"].strip() if match else ""
    further = _FURTHER.match(text, match.end()) if match else None
    while further:
        name = further["latin"] or further["thai"] or further["known"] or further["delivery"]
        named += f" {'หรือ' if further['joint'] == 'หรือ' else 'และ'} {name.strip()}"
        further = _FURTHER.match(text, further.end())
    return named


def choose_system(text: str) -> str:
    """Return the system that a whole letter is about; "" if it names several."""
    named = {
        match["name"].strip()
        for pattern in (_SYSTEM, _LATIN_SYSTEM, _KNOWN_SYSTEM, _THAI_SYSTEM)
        for match in pattern.finditer(text)
    }
    first = read_system(text)
    short = (abbreviate_system(name, text) for name in named)  # the text is long: only up to the first other one
    return first if all(name in first or first in name for name in short) else ""


def abbreviate_system(name: str, text: str) -> str:
    """Return what a text writes in brackets behind a system's Thai name: ระบบสารสนเทศทางการศึกษาท้องถิ่น (LEC)."""
    behind = re.search(rf"{re.escape(name)}\s?\(\s?(?P<name>[A-Za-z][A-Za-z0-9 .-]{{1,30}})\)", text) if name else None
    return behind["name"].strip() if behind else name


# The words for those whom a letter asks: offices of every kind, their heads, divisions, village heads.
#
# A phrase means offices only if all of it does: by words of kind with words that say which, or by the registry. All
# patterns match text without tone marks, which scans lose.

_LOCAL = (
    r"องค์กรปกครองส่วนท้องถิ่น|อปท\.?|องค์การบริหารส่วน(?:จังหวัด|ตำบล)|เทศบาล(?:นคร|เมือง|ตำบล)?|อบจ\.?|อบต\.?|ทต\.?|ทม\.?|ทน\.?"
    r"|ผู้บริหารท้องถิ่น|(?:นายก|ปลัด)(?:องค์การบริหารส่วน(?:จังหวัด|ตำบล)|เทศบาล|เทศมนตรี(?:นคร|เมือง|ตำบล)?|อบต\.?|อบจ\.?)"
)
_STATE = (
    r"(?:สำนักงาน)?ส่งเสริมการปกครองท้องถิ่น(?:จังหวัด|อำเภอ)|สถจ\.?|สถอ\.?|จังหวัด|อำเภอ|หน่วยงาน(?:ของรัฐ|ภาครัฐ|ภาคเอกชน|ราชการ|อื่นของรัฐ)?|หน่วย(?:ดำเนินการ|ปฏิบัติ|เบิกจ่าย|บริการ|เลือกตั้ง|รับตรวจ|รับงบประมาณ)|ส่วนราชการ(?:ผู้เบิก)?(?:ประจำ(?:จังหวัด|อำเภอ)|ในส่วน(?:ภูมิภาค|กลาง))?"
    r"|(?:ผู้ว่าราชการ)จังหวัด|นายอำเภอ|รัฐวิสาหกิจ|กรุงเทพมหานคร|เมืองพัทยา"
)
_BODIES = (
    r"(?:ผู้บริหาร|ผู้อำนวยการ)?(?:สถานศึกษา|โรงเรียน(?:อนุบาล)?|โรงพยาบาล(?:ส่งเสริมสุขภาพตำบล)?)|ศูนย์พัฒนาเด็กเล็ก|รพ\.?สต\.?|สถานพัฒนาเด็กปฐมวัย"
    r"|ผู้อำนวยการการเลือกตั้งประจำ(?:จังหวัด|อำเภอ|เทศบาล|องค์การบริหารส่วน(?:จังหวัด|ตำบล)|องค์กรปกครองส่วนท้องถิ่น)"
    r"|เจ้าพนักงานท้องถิ่น|นายทะเบียน(?:จังหวัด|อำเภอ|ท้องถิ่น|ของส่วนราชการ(?:เดิม|ใหม่|เจ้าสังกัด)?)?|ผู้บริหาร(?:สูงสุด)?ของ(?:หน่วยงาน|ส่วนราชการ|องค์กร)|ผู้สมัคร|ผู้เข้ารับการ(?:ฝึก)?อบรม|สำนักทะเบียน(?:จังหวัด|อำเภอ|ท้องถิ่น)|ปลัดอำเภอประจำตำบล|เสมียนตรา(?:จังหวัด|อำเภอ)|ผู้(?:ที่)?ได้รับมอบหมาย"
    r"|หัวหน้ากลุ่มงาน|หอผู้ป่วย|กำนัน|ผู้ใหญ่บ้าน|สารวัตรกำนัน|แพทย์ประจำตำบล|ผู้นำชุมชน|ประธานชุมชน|ตำบล|หมู่บ้าน|ชุมชน"
    r"|เกษตรกร|ประชาชน|ผู้ประกอบการ(?:ประมง|โรงงาน|โรงแรม|ร้านอาหาร|ขนส่ง)?(?:พื้นบ้าน|พาณิชย์)?|ผู้ปกครอง|นักเรียน|ราษฎร|สถานประกอบ(?:กิจ)?การ"
)
# A field office of any ministry, or its head: สำนักงานสาธารณสุขจังหวัด, ปศุสัตว์อำเภอ.
_NO_NAME = (
    r"(?!ขอ(?=ให|ความ|เช|เร|ส่ง|แจ้ง|ทราบ)|ให|เพิ่ม(?!พูน)|ยืนยัน|ลงทะเบียน|ทบทวน|แจ้ง|บันทึก|กรอก|รายงาน|สำรวจ|ตรวจ|จัดส่ง|จัดทำ|ดำเนิน"
    r"|ใน|และให|แล้ว)"
)
_FIELD = (
    rf"(?:สำนักงาน|ที่ทำการ)(?:{_NO_NAME}[ก-๎]){{2,50}}?(?:จังหวัด|อำเภอ|เขต|ภาค|สาขา|พื้นที่(?:การศึกษา(?:ประถมศึกษา|มัธยมศึกษา)?)?)"
    r"|(?:หัวหน้าสำนักงาน)?(?:ท้องถิ่น|ปลัด|พัฒนาการ|เกษตร|สาธารณสุข|ปศุสัตว์|ประมง|คลัง|ศึกษาธิการ|วัฒนธรรม|แรงงาน|พาณิชย์|อุตสาหกรรม"
    r"|ประชาสัมพันธ์|สัสดี|ขนส่ง|สรรพากร|ที่ดิน|โยธาธิการและผังเมือง|ป้องกันและบรรเทาสาธารณภัย|พัฒนาสังคมและความมั่นคงของมนุษย์)(?:จังหวัด|อำเภอ)"
)
# The divisions of a local government, as its memos name them.
_DIVISION = (
    r"(?:ผู้อำนวยการ|หัวหน้า)?(?:กอง|สำนัก(?!งาน)|ส่วน|ฝ่าย|(?<!ราย)งาน)(?:การ)?(?:คลัง|ช่าง|ศึกษา|โยธา|ประปา|สาธารณสุข|สวัสดิการสังคม|ยุทธศาสตร์|เจ้าหน้าที่|วิชาการ"
    r"|ส่งเสริมการเกษตร|สารสนเทศ|อาคารสถานที่|กลาง|กิจการนักศึกษา|แผนงาน|อำนวยการ|บริหาร|พัสดุ|ปลัด|ทะเบียน|ป้องกันและบรรเทา|กีฬา|ท่องเที่ยว)"
    rf"(?:{_NO_NAME}[ก-๎]){{0,30}}?|(?:หัวหน้า)?หน่วย(?:งาน)?ตรวจสอบภายใน"
    rf"|(?:หัวหน้า)?กลุ่มงาน(?:{_NO_NAME}[ก-๎]){{3,40}}?|สำนักงาน(?:อำเภอ|จังหวัด)"
)
# Institutions with their own names, which the registry does not have.
_INSTITUTION = compile_words(
    r"(?:แขวง(?:ทางหลวง|การทาง)|โครงการชลประทาน|สำนักงาน|ศูนย์|สถานี|กรม|วิทยาลัย|มหาวิทยาลัย|การไฟฟ้า|การประปา|บริษัท|ธนาคาร|โรงพยาบาล"
    r"|โรงเรียน|เรือนจำ|ด่าน|สถาบัน|มณฑลทหารบก|ตำรวจ|กองบังคับการ|คณะกรรมการ|คณะทำงาน|หอการค้า|สภา|สมาคม|มูลนิธิ|วัด"
    r"|กองทุน|ชมรม|กลุ่ม(?=ผู้|เกษตรกร|อาชีพ|แม่บ้าน|สตรี|วิสาหกิจ)|วิสาหกิจชุมชน|สหกรณ์|อาสาสมัคร)"
    rf"(?:{_NO_NAME}[ก-๎0-9๐-๙ .]){{3,70}}"
)
# What they do, that they are told, and by when, are no part of their names.
_DOES = compile_words(
    rf"(?:\s|(?<=จังหวัด)|(?<=อำเภอ)|(?<=ตำบล)|(?<=ศึกษา)|(?<=แห่ง)){REAL_VERB.pattern}|ทราบ(?:\s|$)|วัน(?:[ก-๎]{{2,9}})?ที่\s?[0-9๐-๙]"
)
_KIND = rf"(?:{_LOCAL}|{_STATE}|{_BODIES}|{_FIELD}|{_DIVISION})"
_ONE = r"(?:แห่ง|จังหวัด|อำเภอ|ตำบล|หมู่บ้าน|หมู่|โรง(?:เรียน)?|หน่วย(?:งาน)?|กอง|ฝ่าย|ชุมชน|เขต|สำนัก|คน)"
_WHICH = (
    r"(?:\s?(?:ใน(?:เขต)?พื้นที่(?:รับผิดชอบ|ประสบ[ก-๎]{2,12}|เสี่ยง(?:ภัย)?|เป้าหมาย|นำร่อง|ของ(?:ตน|ท่าน))?|(?:ใน)?สังกัด|ที่เกี่ยวข้อง|ดังกล่าว|ข้างต้น"
    rf"|(?:ใน)?สังกัด(?:{_LOCAL})|ทุก{_ONE}|ทั้ง\s?[0-9๐-๙]{{1,4}}\s?{_ONE}|เป้าหมาย|นำร่อง|ตามบัญชี(?:รายชื่อ)?(?:แนบท้าย|ที่แนบ)?"
    r"|(?:ภาย)?ใน(?:เขต)?(?:จังหวัด|อำเภอ)[ก-๎]{0,24}))*"
)
_ALL = (
    r"(?:ทุก|แต่ละ)(?:สำนัก/กอง|กอง|สำนัก|ส่วนราชการ|หน่วย(?:งาน|บริการ|เลือกตั้ง|รับตรวจ|รับงบประมาณ)|อำเภอ|จังหวัด|ฝ่าย|โรงเรียน|สถานศึกษา|แห่ง|กลุ่มงาน|กลุ่ม|งาน|ส่วน|ตำบล|หมู่บ้าน"
    r"|ชุมชน|เทศบาล)"
)
_PIECE_OF = rf"(?:{_KIND}{_WHICH}|{_ALL}{_WHICH})"
_PIECE = compile_words(_PIECE_OF)
_SEVERAL = compile_words(rf"{_PIECE_OF}(?:(?:\s?(?:และ|หรือ|,|รวมทั้ง|ตลอดจน)\s?|\s){_PIECE_OF}){{1,5}}")
_NAMED = compile_words(
    r"(?:องค์การบริหารส่วน|เทศบาล|จังหวัด|อำเภอ|อบต\.?|อบจ\.?|ทต\.?|ทม\.?|ทน\.?|เมืองพัทยา|นาย(?:ก(?:เทศมนตรี|องค์การ|เมือง|อบ)|อำเภอ)"
    r"|ผู้ว่าราชการ)"
)
# A field office before the name of its place.
_OF_PLACE = compile_words(rf"{_FIELD}(?=[ก-๎])")
_PLACE = compile_words(r"(?:จังหวัด|อำเภอ)$")
_JOINT = re.compile(r"\s?(?:และ|หรือ|,|รวมทัง|ตลอดจน)\s?|\s")
_WRITTEN_JOINT = re.compile(r"\s?(?:และ|หรือ|,|รวมทั้ง|ตลอดจน)\s?|\s")


# Where, after a name: ในพื้นที่, ทุกแห่ง.
_WHERE = compile_words(rf"{_WHICH}$")
_ANOTHER = compile_words(
    r"\s?(?:และ|หรือ|,)\s?(?=กองทุน|ชมรม|กลุ่ม|สภา|ศูนย์|โรงพยาบาล|โรงเรียน|สมาคม|คณะกรรมการ|วิทยาลัย|สหกรณ์)"
)
# Words after the offices' names that restrict who is meant.
EXCEPT = compile_words(r"\s?\(?\s?(?:ยกเว้น|เว้นแต่)\s?")
NAMELY = compile_words(r"\s?(?:กล่าวคือ|ได้แก่|คือ)\s?$|\s?กล่าวคือ\s?")


# Offices, up to where another word than one of theirs begins; and the kinds of those whose names may follow.
_OFFICES = compile_words(rf"{_PIECE_OF}(?:(?:\s?(?:และ|หรือ|,|รวมทั้ง|ตลอดจน)\s?|\s){_PIECE_OF}){{0,5}}")
_NAME_MAY_FOLLOW: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (compile_words(r"(?:องค์การบริหารส่วนจังหวัด|อบจ\.?)$"), ("pao",)),
    (compile_words(r"จังหวัด$"), ("province",)),
    (compile_words(r"อำเภอ$"), ("district",)),
    # Of what kind it was before counts too, or its name would end within another's: อบต.ดู่ใต้, now a municipality.
    (
        compile_words(r"(?:องค์การบริหารส่วนตำบล|อบต\.?|เทศบาล(?:ตำบล|เมือง|นคร)|ท[ตมน]\.?)$"),
        ("sao", "subdistrict_municipality", "town_municipality", "city_municipality"),
    ),
    (
        compile_words(
            r"(?:ทุก[ก-๎]{3,10}|พื้นที่|สังกัด|เกี่ยวข้อง|องค์กรปกครองส่วนท้องถิ่น|อปท\.?|ส่วนราชการ|หน่วยงาน|เทศบาล|กำนัน|ผู้ใหญ่บ้าน)$"
        ),
        (),
    ),
)
_CAPACITY = compile_words(r"\s?ในฐานะ(?:ผู้อำนวยการ|นายทะเบียน|เจ้าพนักงาน)(?:จังหวัด|อำเภอ|ท้องถิ่น|กลาง)?")
_LONGEST_NAME = 24
# What may stand behind offices and begins no duty.
_NO_DUTY = compile_words(
    r"\s?+(?:ทราบ|ที่|ซึ่ง|และ|หรือ|ใน|ของ|โดย|เพื่อ|ตาม|ภาย|ก่อน|เมื่อ|ตั้ง|ทุก|ทั้ง|ได้|จะ|ต้อง|เป็น|นั้น|นี้|ดัง|ต่อ|ละ|อื่น|เอกชน|ภาค|แล้ว|ด้วย|แต่|ว่า|ถึง"
    r"|จาก|กับ|เท่า|ไม่|มิ|ยัง|หาก|กรณี|ไว้|มา|ไป|ให้|ขอ|แจ้ง|กำชับ|สั่ง|มอบ|ประสาน|เร่ง|พร้อม|รวม|ตลอด|สาขา|ผู้|แห่ง|คือ|มี|ใด|จำนวน|[ก-๎]{2,10}ละ\s|ทาง|ผ่าน|อย่าง|ทันที|ล่วงหน้า|(?![ก-๎]{3}))"
)


def find_offices_end(passage: Toneless, start: int) -> int | None:
    """Return where the offices end that are named here, if another word follows, whatever it is, that may be a duty."""
    named = _OFFICES.match(passage.text, start)
    kinds = next((kinds for end, kinds in _NAME_MAY_FOLLOW if end.search(named.group())), None) if named else None
    if named is None or kinds is None:
        return None
    capacity = _CAPACITY.match(passage.text, named.end())
    end = capacity.end() if capacity else named.end()
    if _NO_DUTY.match(passage.text, end):
        return None
    names = range(min(end + _LONGEST_NAME, len(passage.text)), end, -1) if kinds else ()
    if behind := next((each for each in names if _is_called(passage.written(end, each), kinds)), None):
        return None if _NO_DUTY.match(passage.text, behind) else behind
    return end


def pass_offices(text: str, start: int) -> int:
    """Return where the offices end that are named here by the words for them; 0 if none is."""
    named = _OFFICES.match(text, start)
    return named.end() if named else 0


@rests_on_offices
@lru_cache(maxsize=4096)
def _is_called(name: str, kinds: tuple[str, ...]) -> bool:
    return bool(find_called(name, kinds))


def is_institution(toneless: str) -> bool:
    """Whether the words are the names of institutions, recognised only by their first words."""
    bare = _WHERE.sub("", toneless).strip()
    return bool(bare) and all(map(_INSTITUTION.fullmatch, _ANOTHER.split(bare))) and not _DOES.search(bare)


def is_offices_only(passage: Toneless, start: int, end: int) -> bool:
    """Whether the words between are offices and nothing else, by the words for offices or by the registry."""
    return _are_offices(passage.text[start:end].strip(), passage.written(start, end))


@rests_on_offices
@lru_cache(maxsize=4096)  # a letter names the same few offices again and again
def _are_offices(text: str, as_written: str) -> bool:
    pieces = [piece for piece in _JOINT.split(text) if piece]
    if _PIECE.fullmatch(text) or (pieces and all(_PIECE.fullmatch(piece) for piece in pieces)):
        return True
    if len(pieces) > 1 and _SEVERAL.fullmatch(text):
        return True  # a name may have a conjunction of its own: พัฒนาสังคมและความมั่นคง…
    written = [piece for piece in _WRITTEN_JOINT.split(as_written) if piece]
    return bool(pieces) and len(written) == len(pieces) and all(map(_is_office, written, pieces))


def _is_office(written: str, toneless: str) -> bool:
    if _PIECE.fullmatch(toneless) or (_NAMED.match(toneless) and _is_known(written)):
        return True
    field = _OF_PLACE.match(toneless)
    place = _PLACE.search(field.group()) if field else None
    return place is not None and _is_known(written[written.rfind(place.group()) :])


@rests_on_offices
@lru_cache(maxsize=256)
def _is_known(name: str) -> bool:
    return len(name) <= 60 and bool(find_matches(name))
