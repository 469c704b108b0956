"""Bodies of letters composed of parts whose reading is known: who is asked, what, in which system, and by when.

A department writes to all provinces; each sentence, or each item of a list, asks for one or two duties. The parts are
those that real letters have most, joined in all ways that a clerk would understand at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

LETTER = """ที่ มท ๐๘๑๖.๓/ว ๑๒๓๔

กรมส่งเสริมการปกครองท้องถิ่น
ถนนนครราชสีมา กทม. ๑๐๓๐๐

๑๐ ตุลาคม ๒๕๖๘

เรื่อง การสำรวจข้อมูล

เรียน ผู้ว่าราชการจังหวัด ทุกจังหวัด

{body}

จึงเรียนมาเพื่อโปรดพิจารณา

ขอแสดงความนับถือ

(นายสมมติ ใจดี)
อธิบดีกรมส่งเสริมการปกครองท้องถิ่น
"""
OFFICES = (
    "จังหวัด",
    "อำเภอ",
    "ทุกอำเภอ",
    "องค์กรปกครองส่วนท้องถิ่น",
    "เทศบาลทุกแห่ง",
    "องค์การบริหารส่วนตำบล",
    "เทศบาลตำบลและองค์การบริหารส่วนตำบล",
    "องค์กรปกครองส่วนท้องถิ่นที่มีศูนย์พัฒนาเด็กเล็ก",
    "สถานศึกษาในสังกัด",
    "สำนักงานสาธารณสุขจังหวัด",
    "โรงพยาบาลส่งเสริมสุขภาพตำบล",
    "ที่ทำการปกครองอำเภอ",
    "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ",
    "นายอำเภอทุกอำเภอ",
    "กำนัน ผู้ใหญ่บ้าน",
    "ผู้บริหารท้องถิ่น",
    "สำนักงานเขตพื้นที่การศึกษา",
    "โรงเรียนทุกแห่ง",
    "นายกเทศมนตรีและนายกองค์การบริหารส่วนตำบล",
    "หน่วยงานในสังกัด",
    "สำนักงานเกษตรอำเภอ",
)
ENTERED = ("บันทึก", "กรอก", "นำเข้า", "ลงทะเบียน", "ปรับปรุง", "ยืนยัน", "ตอบแบบ", "อัปโหลด")
DUTIES = (
    "รายงานผลการเบิกจ่ายงบประมาณ",
    "สำรวจจำนวนครัวเรือนยากจน",
    "บันทึกข้อมูลผู้สูงอายุ",
    "กรอกแบบสำรวจแหล่งน้ำ",
    "จัดส่งบัญชีครุภัณฑ์",
    "ตรวจสอบรายชื่อผู้มีสิทธิ",
    "ยืนยันจำนวนนักเรียน",
    "จัดทำแผนบริหารจัดการขยะ",
    "แต่งตั้งคณะทำงานระดับพื้นที่",
    "ส่งสำเนาคำสั่ง",
    "แจ้งรายชื่อผู้ประสานงาน",
    "ตอบแบบสอบถามความพึงพอใจ",
    "ปรับปรุงข้อมูลบุคลากร",
    "ทบทวนแผนเผชิญเหตุ",
    "คัดเลือกหมู่บ้านต้นแบบ",
    "นำเข้าข้อมูลโครงการ",
    "สรุปผลการดำเนินโครงการ",
    "เสนอรายชื่อผู้เข้าอบรม",
    "ลงทะเบียนผู้ใช้งาน",
    "รับรองข้อมูลรายได้",
    "รวบรวมคำขอรับการจัดสรรงบประมาณ",
    "ชี้แจงข้อเท็จจริง",
    "จัดเก็บข้อมูลพื้นฐาน",
    "ประเมินความเสี่ยงการทุจริต",
    "จัดส่งแบบรายงานผลการดำเนินงาน",
    "ส่งผลการสอบทาน",
    "เบิกจ่ายเงินอุดหนุนค้างท่อ",
    "จัดประชุมคณะกรรมการ",
    "ปิดประกาศรายชื่อ",
    "ลงพื้นที่ตรวจเยี่ยม",
    "รับสมัครอาสาสมัคร",
    "เตรียมเอกสารรับการตรวจ",
    "จัดซื้อถังขยะ",
    "อัปโหลดไฟล์รายงาน",
    "แจ้งความประสงค์เข้าร่วมโครงการ",
    "ส่งแบบตอบรับ",
    "เสนอโครงการขอรับการสนับสนุน",
    "ปรับแก้แผนพัฒนาท้องถิ่น",
    "คืนเงินเหลือจ่าย",
    "ส่งคืนหลักฐานการจ่าย",
    "ยื่นคำขอรับเงิน",
    "ชำระค่าธรรมเนียม",
    "จัดเก็บภาษีที่ดินค้างชำระ",
    "ขึ้นทะเบียนผู้พิการ",
    "ถอดบทเรียนการดำเนินงาน",
    "เผยแพร่ประกาศบนเว็บไซต์",
    "ปักหมุดจุดเสี่ยง",
    "เยี่ยมบ้านผู้ป่วยติดเตียง",
    "ถ่ายทอดความรู้แก่เกษตรกร",
    "ตั้งงบประมาณรายจ่าย",
    "ออกประกาศหลักเกณฑ์",
)
SYSTEMS = (
    ("", ""),
    (" ในระบบ e-Plan", "e-Plan"),
    (" ผ่านระบบ INFO", "INFO"),
    (" ในระบบ New e-LAAS", "New e-LAAS"),
    (" ทางระบบ CCIS", "CCIS"),
    (" ในระบบฐานข้อมูลขยะ", "ระบบฐานข้อมูลขยะ"),
    (" ทางไปรษณีย์อิเล็กทรอนิกส์ abc@dla.go.th", ""),
)
# In the order of their days, as duties that follow each other have them.
DAYS = (
    ("ก่อนเวลา ๑๒.๐๐ น. ของวันที่ ๒๐ ตุลาคม ๒๕๖๘", "2025-10-20"),
    ("ภายในวันที่ ๒๔ ตุลาคม ๒๕๖๘", "2025-10-24"),
    ("ภายในวันศุกร์ที่ ๓๑ ตุลาคม ๒๕๖๘", "2025-10-31"),
    ("กำหนดส่งวันที่ ๓ พฤศจิกายน ๒๕๖๘", "2025-11-03"),
    ("ตั้งแต่บัดนี้จนถึงวันที่ ๖ พฤศจิกายน ๒๕๖๘", "2025-11-06"),
    ("ก่อนวันที่ ๘ พฤศจิกายน ๒๕๖๘", "2025-11-07"),
    ("ให้แล้วเสร็จภายในวันที่ ๑๔ พฤศจิกายน ๒๕๖๘", "2025-11-14"),
    ("ไม่ช้ากว่าวันที่ ๒๑ พฤศจิกายน ๒๕๖๘", "2025-11-21"),
    ("ไม่เกินวันที่ ๒๘ พ.ย. ๒๕๖๘", "2025-11-28"),
    ("ภายในวันจันทร์ที่ ๑ ธ.ค. ๒๕๖๘ เวลา ๑๒.๐๐ น.", "2025-12-01"),
    ("ภายในวันที่ ๕ ธันวาคม ๒๕๖๘ เวลา ๑๖.๓๐ น.", "2025-12-05"),
    ("ระหว่างวันที่ ๑ - ๑๕ ธันวาคม ๒๕๖๘", "2025-12-15"),
    ("อย่างช้าภายในวันที่ ๑๙ ธันวาคม ๒๕๖๘", "2025-12-19"),
    ("ภายในวันที่ ๒๒ ธันวาคม ๒๕๖๘ เป็นอย่างช้า", "2025-12-22"),
    ("โดยด่วนภายในวันที่ ๒๖ ธันวาคม ๒๕๖๘", "2025-12-26"),
    ("ภายในเดือนธันวาคม ๒๕๖๘", "2025-12-31"),
)
WITHOUT_DAY = (
    "ทุกวันที่ ๕ ของเดือน",
    "ภายในวันที่ ๑๐ ของเดือนถัดไป",
    "ภายใน ๑๕ วันนับแต่วันที่ได้รับหนังสือ",
    "ทุกวันศุกร์",
    "ภายใน ๗ วันทำการ",
)
PURPOSES = (
    "",
    "เพื่อให้การดำเนินการเป็นไปด้วยความเรียบร้อย ",
    "กรมส่งเสริมการปกครองท้องถิ่นพิจารณาแล้ว ",
    "เพื่อประโยชน์ในการจัดทำคำของบประมาณ ",
    "เนื่องจากข้อมูลยังไม่ครบถ้วน ",
)
# What a letter tells before it asks, and what it adds: no duty, and no day of one.
BACKGROUNDS = (
    "",
    "ตามที่กรมส่งเสริมการปกครองท้องถิ่นได้ขอให้จังหวัดรายงานข้อมูลเบื้องต้น ภายในวันที่ ๓๐ กันยายน ๒๕๖๘ นั้น\n\n",
    "ด้วยคณะรัฐมนตรีได้มีมติเมื่อวันที่ ๙ กันยายน ๒๕๖๘ เห็นชอบมาตรการดังกล่าว และให้หน่วยงานของรัฐถือปฏิบัติ\n\n",
    "ด้วยสำนักงานการตรวจเงินแผ่นดินแจ้งว่า องค์กรปกครองส่วนท้องถิ่นบางแห่งยังไม่ส่งรายงานการเงินตามระเบียบ ข้อ ๑๐๐\n\n",
)
ENDS = (
    "",
    " ทั้งนี้ หากพ้นกำหนดถือว่าไม่ประสงค์เข้าร่วม",
    " เพื่อกรมจะได้รวบรวมเสนอกระทรวงมหาดไทยต่อไป",
    "\n\nทั้งนี้ สามารถสอบถามรายละเอียดได้ที่กองพัฒนา โทร. ๐ ๒๒๔๑ ๙๐๐๐",
    " รายละเอียดตามสิ่งที่ส่งมาด้วย",
    " และให้ถือเป็นเรื่องสำคัญ",
)
# To whom, how and how well: behind what is to be done.
HOWS = (
    "",
    " ให้กรมทราบ",
    " ส่งให้กรม",
    " ส่งกรมส่งเสริมการปกครองท้องถิ่น",
    " ตามแบบที่กำหนด",
    " จำนวน ๑ ชุด",
    " พร้อมภาพถ่าย",
    " (แบบ ๑)",
    "ให้ถูกต้องครบถ้วน",
    " ตามสิ่งที่ส่งมาด้วย ๑",
)
ASKS = (
    "ขอให้{office}{duty}",
    "จึงขอให้{office}{duty}",
    "กรมขอความร่วมมือ{office}{duty}",
    "กรมขอความร่วมมือให้{office}{duty}",
    "ในการนี้ ขอให้{office}ดำเนินการ{duty}",
    "ขอให้จังหวัดแจ้ง{office}{duty}",
    "ขอให้จังหวัดกำชับ{office}ให้{duty}",
    "ขอให้จังหวัดประสาน{office}ให้{duty}",
    "จึงขอให้จังหวัดแจ้งให้{office}{duty}",
    "ขอความอนุเคราะห์{office}{duty}",
    "ให้{office}{duty}",
    "โปรดแจ้ง{office}{duty}",
    "ขอให้{office}เร่ง{duty}",
    "ขอให้จังหวัดแจ้งอำเภอเพื่อแจ้ง{office}{duty}",
    "ขอให้จังหวัดแจ้งเวียน{office}เพื่อ{duty}",
    "ขอให้จังหวัดสั่งการให้{office}{duty}",
    "ขอให้จังหวัดมอบหมาย{office}{duty}",
    "ขอให้จังหวัดกำกับติดตามให้{office}{duty}",
    "จึงขอให้จังหวัดเน้นย้ำให้{office}{duty}",
    "ขอความร่วมมือจังหวัดประชาสัมพันธ์ให้{office}{duty}",
    "กรมขอเรียนว่า จึงขอความร่วมมือจาก{office}ในการ{duty}",
    "กรมพิจารณาแล้วเห็นว่า ควรให้{office}{duty}",
    "ดังนั้น จึงขอให้{office}พิจารณา{duty}",
)
JOINTS = (
    " และ{duty}",
    " แล้ว{duty}",
    " พร้อมทั้ง{duty}",
    " และขอให้{office}{duty}",
    " และให้{office}{duty}",
    " และ{office}{duty}",
    " ทั้งนี้ ขอให้{office}{duty}",
    " อนึ่ง ขอให้{office}{duty}",
    " จากนั้นให้{office}{duty}",
    " โดยให้{office}{duty}",
    " รวมทั้งให้{office}{duty}",
    " เพื่อให้{office}{duty}",
    " สำหรับ{office} ให้{duty}",
    " ส่วน{office}ให้{duty}",
    " ในส่วนของ{office} ขอให้{duty}",
    " และมอบหมายให้{office}{duty}",
    " อีกทั้งให้{office}{duty}",
    " ตลอดจน{duty}",
    " และแจ้ง{office}{duty}",
    " เมื่อดำเนินการแล้วให้{office}{duty}",
)
LEADS = (
    "ขอให้{office}ดำเนินการ ดังนี้",
    "จึงขอให้{office} ดังนี้",
    "กรมขอความร่วมมือ{office}ดำเนินการดังต่อไปนี้",
    "ขอให้จังหวัดแจ้ง{office}ดำเนินการ ดังนี้",
    "ขอให้จังหวัดกำชับ{office}ให้ถือปฏิบัติ ดังนี้",
    "เพื่อให้การดำเนินการเป็นไปด้วยความเรียบร้อย ให้{office}ดำเนินการ ดังนี้",
    "จึงขอให้ดำเนินการ ดังนี้",
    "ในการนี้ ขอให้ท่านดำเนินการตามขั้นตอน ดังนี้",
)
MARKS = ("{n}. ", "{n}) ", "({n}) ", "- ", "ข้อ {n} ")
ITEMS = ("{duty}", "ให้{duty}", "{office}{duty}", "ให้{office}{duty}", "{office} {duty}", "ขอให้{office}{duty}")
# The sentence above a table, its headings, and the days in its cells, which need not say that they are last ones.
TABLE_LEADS = ("ขอให้จังหวัดดำเนินการตามปฏิทิน ดังนี้", "จึงขอให้ดำเนินการตามตาราง ดังนี้", "ขอให้จังหวัดแจ้งผู้เกี่ยวข้องดำเนินการ ดังนี้")
WHAT_HEADINGS = ("กิจกรรม", "รายการ", "ขั้นตอน", "การดำเนินการ", "งานที่ต้องดำเนินการ", "เรื่อง")
WHEN_HEADINGS = ("ระยะเวลา", "กำหนดส่ง", "ภายในวันที่", "กำหนดแล้วเสร็จ", "วันที่", "กำหนดเวลา")
WHO_HEADINGS = ("ผู้รับผิดชอบ", "หน่วยงาน", "หน่วยงานที่รับผิดชอบ", "ผู้ดำเนินการ")
CELL_DAYS = (
    ("๒๔ ตุลาคม ๒๕๖๘", "2025-10-24"),
    ("ภายในวันที่ ๓๑ ตุลาคม ๒๕๖๘", "2025-10-31"),
    ("๑๔ พ.ย. ๒๕๖๘", "2025-11-14"),
    ("๑ - ๒๘ พฤศจิกายน ๒๕๖๘", "2025-11-28"),
    ("ภายใน ๕ ธันวาคม ๒๕๖๘", "2025-12-05"),
    ("ภายในวันศุกร์ที่ ๑๙ ธันวาคม ๒๕๖๘", "2025-12-19"),
)
_THAI = "๐๑๒๓๔๕๖๗๘๙"


@dataclass(frozen=True, slots=True)
class Asked:
    """One duty that a body asks for: its words, who is asked ("" for the recipients), its system and its ISO day.

    ``how`` is what stands behind the duty: the task's title may have it.
    """

    duty: str
    office: str
    system: str
    due_on: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A composed body and what it asks, in its order."""

    text: str
    asked: tuple[Asked, ...]


@st.composite
def sentences(draw: st.DrawFn) -> Body:
    """Draw a sentence that asks for one to three duties, each by its own day."""
    duties = draw(st.lists(st.sampled_from(DUTIES), min_size=1, max_size=3, unique=True))
    days = sorted(draw(st.sets(st.integers(0, len(DAYS) - 1), min_size=len(duties), max_size=len(duties))))
    forms = [draw(st.sampled_from(ASKS)), *(draw(st.sampled_from(JOINTS)) for _ in duties[1:])]
    text = draw(st.sampled_from(BACKGROUNDS)) + draw(st.sampled_from(PURPOSES))
    office, asked = "", []
    for form, duty, day in zip(forms, duties, days, strict=True):
        others = [other for other in OFFICES if other != office]
        office = draw(st.sampled_from(others)) if "{office}" in form else office
        words, due_on = DAYS[day]
        where, system = draw(st.sampled_from(SYSTEMS))
        how = draw(st.sampled_from(HOWS))
        behind = draw(st.sampled_from((f"{where}{how}", f"{how}{where}")))
        text += f"{form.format(office=office, duty=duty)}{behind} {words}"
        asked.append(Asked(duty, office, system, due_on, how))
    return Body(text + draw(st.sampled_from(ENDS)), tuple(asked))


@st.composite
def lists(draw: st.DrawFn) -> Body:
    """Draw a sentence with a list of two to four items, each of a duty or two by one day."""
    lead, mark = draw(st.sampled_from(LEADS)), draw(st.sampled_from(MARKS))
    office = draw(st.sampled_from(OFFICES))
    asked_first = office if "{office}" in lead else ""
    gap = draw(st.sampled_from(("\n", "\n\n")))
    duties = draw(st.lists(st.sampled_from(DUTIES), min_size=2, max_size=4, unique=True))
    text, asked = lead.format(office=office), []
    for number, duty in zip(count(1), duties):
        words, due_on = draw(st.sampled_from((*DAYS, *((each, "") for each in WITHOUT_DAY))))
        where, system = draw(st.sampled_from(SYSTEMS))
        form, doer = draw(st.sampled_from(ITEMS)), draw(st.sampled_from(OFFICES))
        text += f"{gap}{mark.format(n=_THAI[number])}{form.format(office=doer, duty=duty)}{where} {words}"
        asked.append(Asked(duty, doer if "{office}" in form else asked_first, system, due_on))
    return Body(text, tuple(asked))


@st.composite
def tables(draw: st.DrawFn) -> Body:
    """Draw a request with a table of two to four rows: what, by whom and by when, in any order of its columns."""
    duties = draw(st.lists(st.sampled_from(DUTIES), min_size=2, max_size=4, unique=True))
    offices = [draw(st.sampled_from(OFFICES)) for _ in duties]
    days = [draw(st.sampled_from(CELL_DAYS)) for _ in duties]
    columns = [
        [draw(st.sampled_from(WHAT_HEADINGS)), *duties],
        [draw(st.sampled_from(WHEN_HEADINGS)), *(words for words, _ in days)],
        [draw(st.sampled_from(WHO_HEADINGS)), *offices],
    ]
    ordered = draw(st.permutations(columns))
    if draw(st.booleans()):
        ordered = [["ลำดับ", *(_THAI[number] for number in range(1, len(duties) + 1))], *ordered]
    rows = list(zip(*ordered, strict=True))
    widths = [max(map(len, column)) + 4 for column in ordered]
    drawn = {
        "lines": ["| " + " | ".join(row) + " |" for row in rows],
        "tabs": ["\t".join(row) for row in rows],
        "blanks": [
            "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        ],
    }
    text = "\n".join([draw(st.sampled_from(TABLE_LEADS)), *drawn[draw(st.sampled_from(sorted(drawn)))]])
    return Body(text, tuple(map(Asked, duties, offices, [""] * len(duties), (due_on for _, due_on in days))))


def may_be_entered_in(asked: Asked, others: Sequence[Asked]) -> set[str]:
    """Return the systems that a duty can be given: its own, or those that the body names for what is entered."""
    named = {other.system for other in others} if asked.duty.startswith(ENTERED) and not asked.system else set()
    return {asked.system, *named}
