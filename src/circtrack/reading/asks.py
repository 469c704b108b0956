"""Find where a text asks an office to do something: who is asked, and where the words of the request begin.

A request word (``ขอให้``, ``แจ้ง``, ``กำชับ`` …) is followed by an office, or by none if the letter's own recipients are
meant, and then by a verb. All the text between the two must be an office, by the words for offices or by the registry;
otherwise the text is not taken as a request. If offices pass an order on (``ขอให้จังหวัดแจ้ง อปท. บันทึก``), the last one is
asked. All patterns match text without tone marks, which scans lose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from circtrack.reading.titles import MADE_NOUN
from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.verbs import ON_THE_WAY, REAL_VERB, VERB
from circtrack.reading.wording import EXCEPT, POLITE, find_offices_end, is_institution, is_offices_only

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


_CUE = compile_words(
    # The possible first letters: rejects most positions quickly.
    r"(?=[ขแกสเมโใป])"
    r"(?P<cue>กำกับ(?:\s?(?:ดูแล|ติดตาม))*ให้|ขอความ(?:ร่วมมือ|กรุณา|อนุเคราะห์)(?:จาก|ไปยัง|มายัง|ในการ|ให้)?|ขอให้|(?<!ชี้)(?<!ได้)(?<!รับ)(?<!(?<!หน้า)ที่)แจ้ง(?:เวียน)?(?:ให้)?"
    r"|กำชับ(?:ให้)?|(?<!คำ)สั่ง(?:การ)?(?:ให้)?|(?<!การ)(?<!เพื่อ)เร่งรัด(?:ให้)?|(?<!ได้รับ)มอบ(?:หมาย)?(?:ให้)?|เน้นย้ำ(?:ให้)?"
    r"|(?<=ขอ)เตือน(?:มา)?(?:เพื่อ)?(?:ให้)?|ขอ(?:เรียน)?เชิญ(?:ชวน)?(?![^\n]{0,60}?(?:ร่วม|ประชุม|อบรม|พิธี))(?=[^\n]{0,60}?(?:ส่ง|เสนอ|ตอบ|แจ้ง|ลงทะเบียน))"
    r"|(?<!ผู้)(?<!การ)ประสาน(?:งาน)?(?:ไปยัง)?(?:ให้)?(?=\s?(?:องค์ก|อปท|อบ[ตจ]|เทศบาล|อำเภอ|จังหวัด|หน่วย|ส่วน|สำนัก|ที่ทำการ|นาย|กำนัน|ผู้(?:บริหาร|อำนวยการ|ใหญ่)|โรง|สถาน|ศูนย์|ทุก))"
    r"|ประชาสัมพันธ์ให้(?=\s?(?:องค์ก|อปท|อบ[ตจ]|เทศบาล|อำเภอ|จังหวัด|หน่วย|ส่วนราช|สำนัก|ที่ทำการ|โรง|สถาน|นาย|กำนัน|ผู้(?:บริหาร|อำนวยการ|ใหญ่)|ทุก))"
    r"|โปรด|(?<![ก-๎])กรุณา|(?:^|(?<=\s)|(?<=จึง)|(?<=และ)|(?<=แล้ว)|(?<=โดย)|(?<=ว่า)|(?<=อำเภอ)|(?<=จังหวัด)|(?<=ท้องถิ่น)"
    r"|(?<=เทศบาล)|(?<=ตำบล)|(?<=เมือง)|(?<=นคร)|(?<=แห่ง)|(?<=หน่วยงาน)|(?<=อบ[ตจ])|(?<=อบ[ตจ]\.)|(?<=อปท\.)|(?<=พื้นที่)|(?<=เลื่อนกำหนด)|(?<=กำหนด)|(?<=จากนั้น)|(?<=ระหว่างนี้)|(?<=เห็นควร)|(?<=เห็นสมควร)|(?<=พร้อมทั้ง)|(?<=รวมทั้ง)|(?<=อีกทั้ง)|(?<=ตลอดจน))ให้)\s?"
)
# Whom somebody oversees is asked, where that is understood; else overseeing is the duty: กำกับดูแลให้โรงเรียน….
_OVERSEES = compile_words(r"กำกับ(?:\s?(?:ดูแล|ติดตาม))*ให้")
# Who checks what is handed in has it by that day, and owes nothing by it: ส่งแบบ… ให้คลังจังหวัดตรวจสอบ ภายใน….
_HANDED_TO = compile_words(
    r"(?:(?:จัด|นำ)?ส่ง|เสนอ|ยื่น)(?:(?!ภายใน|ให้|และ|แล้ว)[^\n]){3,120}\s(?P<let>ให้)[ก-๎ ]{4,60}?"
    r"(?:ตรวจสอบ|ตรวจทาน|พิจารณา|อนุมัติ|ลงนาม|รับรอง)\s?(?:ภายใน|ก่อน|ไม่เกิน|ไม่ช้า)"
)
# Before whom a lead asks, at its end; its items say what: โดยให้อำเภอ.
_ASKS_WHOM = compile_words(
    r"(?:(?:ขอให้|ขอความร่วมมือ)[ก-๎ ]{3,40}(?:แจ้ง|ประชาสัมพันธ์|กำชับ)(?:ให้)?"
    r"|(?:โดย|จึง|ขอ)ให้|ขอความ(?:ร่วมมือ|อนุเคราะห์|กรุณา)(?:จาก)?)"
    r"(?P<whom>(?!ให้)[ก-๎ .]{3,60}?)"
    r"(?:\s?(?:(?:ให้)?(?:พิจารณา|เร่ง|ถือ)?(?:ดำเนินการ|ปฏิบัติ)[ก-๎]{0,24})?\s?ดัง(?:ต่อไป)?นี้)?\s?[:：]?\s*$"
)
# In words that are not those of somebody who is asked; and behind those that are.
_NOBODY = compile_words(r"ขอ(?!งแก่น)|ขยาย|กำหนด|แจ้ง|จะ|ตาม|ท่าน|เพื่อ|ใน(?:การ|ส่วน)|^\s*$")
_ACTS = compile_words(r"ดำเนินการ|ปฏิบัติ")
_OUGHT = compile_words(r"(?:พึง|ควร|ต้อง)\s?$")
# After โดย the same request is repeated: how it is to be done.
_SAME_AGAIN = compile_words(r"(?:โดย|ทั้งนี้\s?|พร้อม(?:ทั้ง)?|และ)$")
_BESIDES = compile_words(r"ทั้งนี้\s?$")
# What is set up has no day; what is sent of it has: แต่งตั้งคณะทำงาน โดยให้ส่งสำเนาคำสั่งภายใน….
_SETS_UP = compile_words(r"แต่งตั้ง|จัดตั้ง|(?:จัด)?ประชุม|จัดอบรม")
_SENDS = compile_words(r"(?:จัด|นำ)?ส่ง|รายงาน")
# To whom it is sent, before a blank: ส่งบัญชีรายชื่อให้อำเภอ จำนวน….
_SENT_TO = compile_words(r"(?:(?:จัด|นำ)?ส่ง|เสนอ|ยื่น|มอบ)(?:(?!ภายใน|ให้|และ|แล้ว)[^\n]){3,120}(?<!ขอ)ให้\s?$")
# Before what those are to do who are told of it: แจ้งเวียนเทศบาลเพื่อสำรวจ….
_TO_DO = compile_words(rf"\s?เพื่อ(?:ให้)?(?={REAL_VERB.pattern})")
# What a rule has set, or somebody before, asks for nothing now: ข้อ ๕ กำหนดให้….
_SET_BEFORE = compile_words(
    r"(?:(?:ระเบียบ|กฎ|กฎหมาย|พระราชบัญญัติ|พ\.ร\.บ\.|มาตรา|ข้อ\s?[0-9๐-๙(]|ประกาศ|ข้อบังคับ|หลักเกณฑ์|มติ|สัญญา)[^\n]{0,80}|ได้|ที่|ซึ่ง|ตาม|เดิม)กำหนด$"
)
_ENDS_REQUEST = ("ภายใน ", "ภายในวัน")  # what stands before them belongs to another request
_LONGEST_STEPS = 48  # letters of verbs that only lead to what is asked
_FAR = 200  # letters from a request word to its verb
_MOST_VERBS = 6
_FAR_BACK = 600  # letters from a request besides to the one before it

# Verbs that rarely occur in a description.
_STRONG = compile_words(
    r"(?:ดำเนินการ)?(?:รายงาน|บันทึก|กรอก|จัดส่ง|ส่ง|จัดทำ|สำรวจ|ตรวจ(?:สอบ|สภาพ|นับ|วัด)|ลงทะเบียน|นำเข้า|ตอบ|ยืนยัน|แก้ไข|ทบทวน|ชี้แจง"
    r"|เพิ่ม(?=ข้อมูล|ราย)|ก่อหนี้|ปรับปรุง(?=ข้อมูล|แผน|ทะเบียน|บัญชี)|แต่งตั้ง(?=คณะ|เจ้าหน้าที่|ผู้)|คัดเลือก(?=หมู่|โครงการ|ผู้)"
    r"|แจ้ง(?=รายชื่อ|ชื่อ|ผล)|เสนอ(?=รายชื่อ|ชื่อ|แผน)|สรุป(?=ผล|ข้อมูล)|รับรอง(?=ข้อมูล|ผล)|ประเมิน(?=ความ|ตน)|จัดเก็บ(?=ข้อมูล)|รวบรวม|ยื่น(?=แบบ|คำ|เอกสาร)"
    r"|จัด(?=ยานพาหนะ|รถ|เจ้าหน้าที่|กำลัง|บุคลากร|อาสา|ผู้แทน)|ขึ้นทะเบียน(?=ผู้)|คืน(?=เงิน)|ถอดบทเรียน|ปรับแก้|เบิกจ่าย|ตั้งงบ|ชำระ|อัปโหลด"
    r"|(?:ปิด|ออก)ประกาศ|ลงพื้นที่|ปักหมุด|เยี่ยมบ้าน|(?<!ประกาศ)เผยแพร่|เตรียม(?=เอกสาร|สถานที่)|จัด(?=ประชุม|เก็บ(?=ภาษี)|ซื้อ))|ดำเนินการ(?=\s?(?:ดัง|ให้|ตาม|$))"
)
# A description after the words for offices, which says which of them are meant: ที่ประสงค์จะเสนอโครงการ.
_DESCRIBES = compile_words(r"(?:ที่|ซึ่ง)(?=[ก-๎])")
# A committee whose name ends with its place, its rank or the body that it is of, whatever verb follows.
_COMMITTEE = compile_words(
    r"\s?คณะ(?:อนุ)?(?:กรรมการ|ทำงาน)[ก-๎]{0,60}"
    r"(?:จังหวัด|อำเภอ|ตำบล|ท้องถิ่น|หมู่บ้าน|ชุมชน|โรงเรียน|สถานศึกษา|ขั้นพื้นฐาน|ศูนย์พัฒนาเด็กเล็ก|สหกรณ์|เขตพื้นที่)\s?"
)
# A description that needs no more words: what stands behind is what they do.
_READY = compile_words(r"(?:ที่|ซึ่ง)(?:มีความพร้อม|(?:มีความ)?สนใจ)\s?$")
_ONLY = compile_words(r"\s?เฉพาะ\s?")
_TOGETHER = compile_words(r"\s?ร่วมกับ\s?")
_CAPACITY = compile_words(r"\s?ในฐานะ[ก-๎]{3,60}\s?$")
_LONGEST_DESCRIPTION = 70
_ALREADY_WITHIN = 12  # letters
_ANY_OF = "แหง"  # of the offices named before: ส่วนแห่งที่มีศูนย์พัฒนาเด็กเล็ก ขอให้…
# What somebody has not done yet is said of them, and not asked: ที่ยังบันทึกข้อมูลไม่ครบถ้วน.
_STILL = compile_words(r"(?:ที่|ซึ่ง)ยัง(?:[ก-๎]{0,20}(?:ไม่|มิ))?$")
# What some have done already, before what they are asked: ที่ได้รับจัดสรรงบประมาณแล้ว ขอให้….
_ALREADY = compile_words(r"(?:ไป|มา)?แล้ว(?=\s(?:ขอ|ให้|โปรด|กรุณา))")
# The same right before a verb: …ที่ชำระค่าลงทะเบียนแล้วยื่นแบบ….
_DONE = compile_words(
    r"(?:ที่|ซึ่ง)(?:ได้)?(?:ชำระ|(?:จัด)?ส่ง|ได้รับ|(?:ลง|ขึ้น)ทะเบียน|รายงาน|บันทึก|ยื่น|สมัคร)[ก-๎]{0,40}?(?:ไป)?(?P<done>แล้ว)$"
)
_NO_DESCRIPTION = compile_words(
    r"แล้วเสร็จ|ขอให้|(?:และ|(?<!ความ)พร้อม(?:ทั้ง)?|โดย|แล้ว|จึง|ประสงค์|ต้องการ|(?<!เสนอ)(?<!คำ)ขอ|สามารถ|ที่|ซึ่ง|พิจารณา|เพื่อ)\s?$"
)
# The letter's own recipients.
_STAFF_OF = (
    r"(?:เจ้าหน้าที่|ผู้ประสานงาน|ผู้ดูแลระบบ|ผู้รับผิดชอบ|ผู้แทน|บุคลากร|พนักงาน|ผู้ที่เกี่ยวข้อง)"
    r"(?:(?:งาน|ฝ่าย|กอง|ด้าน)[ก-๎]{2,40}|ที่เกี่ยวข้อง|ผู้รับผิดชอบ|ในสังกัด|ของท่าน|ทุก(?:คน|ท่าน|ระดับ))*"
)
_YOUR = (
    r"(?:หน่วยงาน|ส่วนราชการ|หน่วยบริการ|จังหวัด|อำเภอ|เทศบาล|โรงเรียน|สถานศึกษา|โรงพยาบาล"
    r"|องค์กร(?:ปกครองส่วนท้องถิ่น)?|องค์การบริหารส่วน(?:ตำบล|จังหวัด)|สำนักงาน|กอง|สำนัก)ของ"
)
_YOU = compile_words(rf"(?:หน่วยงาน|{_YOUR})?ท่าน(?:(?:หรือ|และ){_STAFF_OF})?")
# Staff of an office: the office owes what they are asked.
_STAFF = compile_words(_STAFF_OF)
_AGENCY = "หน่วยงาน"  # whose staff you are to have do it: yours
_STAFF_BEFORE = compile_words(rf"\s?{_STAFF_OF}ของ")
# The office before these words is told; who tells it has the duty behind them: แจ้ง อปท. และรายงานผล.
_AND_ALSO = compile_words(r"(?:และ|แล้ว|(?<!ความ)พร้อม(?:ทั้ง|กับ)?|จากนั้น|รวมทั้ง)\s?$")
# Who is only told of it, before a duty besides: แจ้ง อปท. ทราบและปิดประกาศ….
_INFORMED = compile_words(r"\s?(?:เพื่อ)?ทราบ\s?(?:และ|แล้ว|พร้อม(?:ทั้ง|กับ)?|รวมทั้ง)\s?$")
# What who tells does himself: to report it, or to see that it is done.
_REPORTS = compile_words(r"รายงาน|รวบรวม|สรุป|(?:จัด)?ส่ง|แจ้ง|ติดตาม|กำกับ|ตรวจสอบ|ประชาสัมพันธ์|ปิดประกาศ|คัดเลือก|เสนอ")
_BLANK = re.compile(r"^|\s")
_BEFORE_SOME = compile_words(r"^|\s|ติดตาม|ทวงถาม|เร่งรัด(?!ติดตาม)|ตักเตือน")  # …ติดตามเทศบาลที่ยังไม่ส่งคืน ให้…
# Offices of which only some are meant, and nothing else that is joined to what stands before.
_SOME = compile_words(r"(?!และ|หรือ|โดย|เพื่อ|ตาม|ให้|ขอ|จึง)[ก-๎ ]{4,60}?(?:ที่|ซึ่ง)(?=[ก-๎])")
_AND_LET = compile_words(r"\s?(?:ขอ)?ให้\s?$")
_LET_JUST_BEFORE = compile_words(r"ให้\s?$")
# How they do it is not who they are: …ที่ยังไม่ได้รายงาน เร่งจัดส่ง….
_HURRIED = re.compile(r"\s?(?:เร่?ง(?:รัด|ดำเนินการ)?|(?<!หน่วย)(?<!ได้)(?<!ได)ดำเนินการ)\s*$")
_FOR = "สำหรับ"
_APART_WORDS = r"(?:สำหรับ|ส่วน(?!ราชการ|กลาง|ภูมิภาค|ท้องถิ่น|ใหญ่|รวม|ตัว|บุคคล|ต่าง|หนึ่ง|งาน))"
_APART = compile_words(rf"\s{_APART_WORDS}")
# Before offices of which a sentence of its own says what they are to do: ทั้งนี้ เทศบาลนคร ให้จัดส่ง….
_NAMED_FIRST = compile_words(rf"(?:^|\s|ใน){_APART_WORDS}(?:ของ)?|\s(?:ทั้งนี้|อนึ่ง)\s")
# Behind ให้, of those who are set apart: by when, or how well, and not what.
_NO_VERB = compile_words(r"\s?(?:แจ้ง|แล้ว|เสร็จ|ได้|ไม่|มี|เป็น|ถึง|ทัน|ครบ|ถูกต้อง|ภายใน|ก่อน|[^ก-๎])")
_ONLY_DUE = r"(?:ขอ)?ให้(?:(?:จัด)?ส่ง|รายงาน|ดำเนินการ|แจ้ง|บันทึก)(?:ได้|ให้)?(?:แล้ว|เสร็จ)*\s?"
_SAYS_WHEN = compile_words(rf"{_ONLY_DUE}(?=ภายใน|ถึง|ไม่|ก่อน|อย่างช้า)")
SAID_DUE = compile_words(rf"\s{_ONLY_DUE}$")
"""Matches a request, before a day, that says no more than that what was named is due: การส่งบัญชี… ให้ส่งได้ถึงวันที่…."""
_LET = compile_words(r"(?:ขอ)?ให้")
# What is to be done where something is found, or by whoever has it, behind any word: หากพบการเผาในที่โล่งให้รายงาน….
_WHERE_THEN = compile_words(
    r"(?:^|\s|และ|ทั้งนี้)(?:(?:หาก|กรณี(?:ที่)?|ถ้า|เมื่อ(?!วัน)|ใน(?:ช่วง|ระหว่าง|ห้วง)(?!วัน|เดือน|ที่|นี้))(?!ไม่(?:มี|พบ))|[ก-๎]{3,30}ใด(?=มี|ยัง|ไม่|ที่|ซึ่ง|ประสงค์|จะ)|(?:รายการ|โครงการ|สัญญา)ที่(?=มี|ยัง|ไม่))"
    r"[ก-๎A-Za-z0-9๐-๙ ]{3,80}?(?P<then>(?P<apart>(?<=\s))?ให้)\s?(?=[ก-๎])"
)
# What a check finds wrong is to be put right by the check's own day: ตรวจสอบ… หากไม่ถูกต้องให้แก้ไขภายใน….
_WHERE_MENDED = compile_words(
    r"(?:ตรวจ(?:สอบ|ทาน|นับ)|ทบทวน|สอบทาน)(?:(?!ภายใน|ก่อนวัน|ไม่เกิน)[^\n]){3,160}"
    r"\s(?:หาก|กรณี(?:ที่)?|ถ้า)(?!ไม่(?:มี|พบ))[ก-๎A-Za-z0-9๐-๙ ]{3,60}?"
    r"(?P<then>ให้)\s?(?:ดำเนินการ)?(?:แก้ไข|ปรับปรุง)(?:เพิ่มเติม)?"
    r"(?:ให้(?:ถูกต้อง|ครบถ้วน|แล้วเสร็จ|เสร็จ|เป็นปัจจุบัน|\s|และ)*)*(?=\s?(?:ภายใน|ก่อน|ไม่เกิน|ใน|ทันที|โดย|และ|แล้ว|$))"
)
# Between a request and what is to be done besides: และในช่วงควบคุมเข้มข้นให้รายงาน….
_IN_A_SPAN = compile_words(r"และ\s?ใน(?:ช่วง|ระหว่าง|ห้วง)[^\n]{3,80}$")
# What offices must do; but what a rule says that they must is told of, and not asked.
_MUST = compile_words(r"(?:จะ|จึง|ยัง)?(?<!ที่)(?<!ซึ่ง)ต้อง\s?")
_BEFORE_OFFICES = compile_words(r"ว่า|ดังนั้น|ทั้งนี้|โดย|และ|ซึ่ง")
_BY_A_RULE = compile_words(
    r"(?:ระเบียบ|กฎ|พระราชบัญญัติ|พ\.ร\.บ\.|มาตรา|ข้อ\s?[0-9๐-๙(]|ประกาศ|ข้อบังคับ|หลักเกณฑ์|มติ|สัญญา)[^\n]{0,90}$"
)
# To let somebody know is itself asked for: โปรดแจ้งให้อำเภอทราบภายใน….
_LETS_KNOW = compile_words(r"แจ้ง(?:ให้)?[ก-๎][ก-๎ ]{2,80}?(?<!ให้)ทราบ(?!\s?(?:และ|แล้ว|พร้อม|เพื่อ|รวม|ตลอด|จากนั้น))")
_ASKED_OF = compile_words(r"\s?(?:(?:ขอ)?ให้|ขอความ(?:ร่วมมือ|อนุเคราะห์|กรุณา)|โปรด)\s?")
SHORTEST_DUTY = 6  # letters
_LONGEST_APART = 90
_LONGEST_END = 200  # of a lead: whom it asks
_LONGEST_BEHALF = 120


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: its words begin at ``start`` (of the toneless text), its verb at ``verb``.

    ``audience`` is the office as written, "" for the letter's recipients; ``outer`` is the office that passes the
    request on, ``delegated`` if it is to have the audience do it; ``unsure`` means that it continues a request that was
    not understood; ``any_verb`` that its verb is none of those that are known.
    """

    start: int
    verb: int
    audience: str = ""
    outer: str = ""
    unsure: bool = False
    delegated: bool = False
    any_verb: bool = False


def find_asks(passage: Toneless, *, item: bool = False) -> list[Ask]:
    """Find the requests in a passage, in order. A list's item may begin with those whom it asks (เทศบาลทุกแห่ง ให้ …)."""
    by_verb: dict[int, Ask] = {}
    found = (
        _find_set_apart(passage),
        _find_cued(passage, item=item),
        _find_conditional(passage),
        _find_obliged(passage),
        _find_let(passage),
    )
    for ask in chain.from_iterable(found):  # who is named by the first of these is asked
        by_verb.setdefault(ask.verb, ask)
    handed_in = (each for each in _HANDED_TO.finditer(passage.text) if item or each.start() in by_verb)
    handed_to = {each.start("let") for each in handed_in}  # what the writer sends is nobody's duty
    overseen = {ask.start for ask in by_verb.values() if _OVERSEES.match(passage.text, ask.start)}
    checked = 0 if item else min(by_verb, default=0)
    mended = {each.start("then") for each in _WHERE_MENDED.finditer(passage.text, checked)}  # part of the check
    left = (
        ask
        for ask in by_verb.values()
        if ask.verb not in overseen and ask.start not in handed_to and ask.start not in mended
    )
    return list(_ask_besides(passage, sorted(left, key=lambda ask: ask.verb)))


def _ask_besides(passage: Toneless, asks: Sequence[Ask]) -> Iterator[Ask]:
    """Yield requests; what is to be done besides in a span (และในช่วง… ให้รายงาน…) is asked of those asked before."""
    former = None
    for ask in asks:
        besides = former and not ask.audience and _IN_A_SPAN.search(passage.text, former.verb, ask.start)
        former = replace(ask, audience=former.audience, outer=former.outer) if former and besides else ask
        yield former


def _find_cued(passage: Toneless, *, item: bool) -> Iterable[Ask]:
    """Return the requests that begin with a word of asking (ขอให้, แจ้ง, กำชับ …)."""
    by_verb: dict[int, Ask] = {}
    lost = False  # an earlier request was not understood
    for cue in _CUE.finditer(passage.text):
        ask = _read_told_to_do(passage, cue) or read_ask(passage, cue.end(), start=cue.start())
        if ask is None:
            lost = lost or cue["cue"].startswith("ขอ")
            continue
        overseen_unnamed = not ask.audience and _OVERSEES.match(passage.text, cue.start())
        if overseen_unnamed or _is_only_told(passage, ask, cue.start()):
            continue
        if ask.verb == cue.end() and not ask.audience and VERB.match(passage.text, cue.start()):
            ask = replace(ask, verb=cue.start())  # แจ้งยืนยัน: the word of asking is what is asked
        lost = lost or ask.any_verb
        if not ask.audience and _SAME_AGAIN.search(passage.text, max(0, cue.start() - 12), cue.start()):
            if by_verb and not _is_besides(passage, ask, cue, max(by_verb)):
                continue
            ask = replace(ask, unsure=lost)
        ask = _name_asked(passage, ask, cue, item=item)
        before = by_verb.get(ask.verb)
        # The office named last is asked; a bare ขอให้ before it names none.
        if before is None or ask.audience or not before.audience:
            by_verb[ask.verb] = ask
    return by_verb.values()


def _read_told_to_do(passage: Toneless, cue: re.Match[str]) -> Ask | None:
    """Return what those are to do who are told of it for that: แจ้งเวียนเทศบาลเพื่อสำรวจ…; None if nothing."""
    to_do = _TO_DO.search(passage.text, cue.end(), cue.end() + _LONGEST_APART) if cue["cue"].startswith("แจง") else None
    named = (cue.end(), to_do.start()) if to_do else (0, 0)
    if to_do is None or not (is_audience(passage, *named) or _is_described(passage, *named)):
        return None
    audience = passage.written(*named).strip()
    return Ask(cue.start(), to_do.end(), audience, _find_outer(passage, cue.start()))


def _is_besides(passage: Toneless, ask: Ask, cue: re.Match[str], before: int) -> bool:
    """Whether a request behind และ or ทั้งนี้ asks for more than the one whose verb is ``before``: not how, or by when.

    Behind โดยให้ only what is sent of something set up.
    """
    if not cue["cue"].startswith("ขอให"):
        return bool(_SETS_UP.match(passage.text, before) and _SENDS.match(passage.text, ask.verb))
    if passage.text.endswith("และ", 0, cue.start()):
        return True
    apart = _BESIDES.search(passage.text, max(0, cue.start() - 12), cue.start())
    if not apart or POLITE.match(passage.text, ask.verb):
        return False
    verb = REAL_VERB.match(passage.text, ask.verb)
    asked = {
        each.group() for each in REAL_VERB.finditer(passage.text, max(before, cue.start() - _FAR_BACK), cue.start())
    }
    return verb is not None and verb.group() not in asked


def _is_only_told(passage: Toneless, ask: Ask, place: int) -> bool:
    """Whether a word of asking at ``place`` proposes, and asks nobody by name (เห็นควรให้…), or tells what a rule set."""
    proposes = not ask.audience and passage.text.endswith("ควร", 0, place)
    return proposes or bool(_SET_BEFORE.search(passage.text, max(0, place - _FAR), place))


def _name_asked(passage: Toneless, ask: Ask, cue: re.Match[str], *, item: bool) -> Ask:
    """Return a request with those whom the words before its word of asking name, if none stand behind it."""
    if ask.audience:
        return replace(ask, delegated=True) if cue["cue"].startswith("มอบ") else ask
    if cue["cue"] == "ให" and ask.outer:  # กำชับอำเภอให้รายงาน: who is told is to do it
        told = _find_asked_before(passage, cue.start())
        return replace(ask, audience=told[0], outer=_find_outer(passage, told[1]))
    if item and cue["cue"] in {"ให", "ให้"} and is_audience(passage, 0, cue.start()):
        return replace(ask, start=0, audience=passage.written(0, cue.start()).strip())
    your_own = _YOU.fullmatch(passage.text, cue.end(), ask.verb)  # ขอให้ท่าน…: the writer stands before it
    described = None if your_own else _find_described(passage, cue.start())
    return replace(ask, start=described[0], audience=described[1]) if described else ask


def _find_conditional(passage: Toneless) -> Iterator[Ask]:
    """Yield what is to be done where something is found, whatever word stands before ให้."""
    for condition in _WHERE_THEN.finditer(passage.text):
        begin, verb = condition.start("then"), condition.end()
        ask = read_ask(passage, verb, start=begin)
        if ask and not ask.any_verb:
            yield ask
        elif ask is None and condition["apart"] is not None and not POLITE.match(passage.text, verb):
            yield Ask(begin, verb, any_verb=True)


def _find_let(passage: Toneless) -> Iterator[Ask]:
    """Yield what some offices are to do, whatever stands before ให้: เทศบาลที่มีลูกจ้างให้ยื่นแบบ…."""
    for let in _LET.finditer(passage.text):
        verb = VERB.match(passage.text, let.end())
        if verb and (described := _find_described(passage, let.start())):
            yield Ask(described[0], let.end(), described[1])


def _find_obliged(passage: Toneless) -> Iterator[Ask]:
    """Yield what offices must do, by whatever day: อำเภอต้องยื่นคำขอ…."""
    for must in _MUST.finditer(passage.text):
        if _BY_A_RULE.search(passage.text, max(0, must.start() - _FAR), must.start()):
            continue
        for begin in _list_beginnings(passage.text, must.start()):
            audience = passage.text[begin : must.start()].strip()
            you = _YOU.fullmatch(audience)
            if audience and (you or is_audience(passage, begin, must.start())):
                ask = read_ask(passage, must.end(), start=begin)
                if ask and not ask.audience:
                    yield replace(ask, audience="" if you else passage.written(begin, must.start()).strip())
                break


def _list_beginnings(text: str, end: int) -> Iterator[int]:
    """Yield where the words before a place may begin that name who is meant, the longest first."""
    begin = max(0, end - _LONGEST_APART)
    yield from (blank.end() for blank in _BLANK.finditer(text, begin, end))
    yield from (joint.end() for joint in _BEFORE_OFFICES.finditer(text, begin, end))


def is_set_apart(passage: Toneless, ask: Ask) -> bool:
    """Whether a request is of some who are set apart from the others before it: สำหรับอำเภอให้แจ้ง…."""
    return _APART.search(passage.text, 0, ask.verb) is not None


def _find_described(passage: Toneless, end: int) -> tuple[int, str] | None:
    """Return where the offices begin, and their words, that a request is meant for: โรงเรียนที่ไม่ประสงค์… กรุณาแจ้ง…."""
    begin = max(0, end - _LONGEST_APART)
    let = _AND_LET.search(passage.text, begin, end)
    stop = len(passage.text[begin : let.start() if let else end].rstrip()) + begin
    for before in _BEFORE_SOME.finditer(passage.text, begin, stop):
        place = before.end()
        if _SOME.match(passage.text, place, stop) and _is_described(passage, place, stop):
            return place, passage.written(place, stop).strip()
    return None


def _find_set_apart(passage: Toneless) -> Iterator[Ask]:
    """Yield what those are asked who are set apart from the others: ส่วนเทศบาลเมือง…ให้ส่ง…."""
    for apart in _NAMED_FIRST.finditer(passage.text):
        for let in _LET.finditer(passage.text, apart.end(), apart.end() + _LONGEST_APART):
            named = (apart.end(), let.start())
            if not (is_audience(passage, *named) or _is_described(passage, *named)):
                continue
            ask = read_ask(passage, let.end(), start=apart.start())
            if ask is None and not (_NO_VERB.match(passage.text, let.end()) or POLITE.match(passage.text, let.end())):
                ask = Ask(apart.start(), let.end(), any_verb=True)
            if ask:
                yield replace(ask, audience=ask.audience or passage.written(*named).strip())
                break


def read_ask(passage: Toneless, place: int, *, start: int | None = None) -> Ask | None:
    """Read the request whose office, or else whose verb, begins at ``place``; None if there is none."""
    begun = place if start is None else start
    for verb in list_verbs(passage.text, place):
        if _STILL.search(passage.text, place, verb):
            continue
        if (audience := _read_audience(passage, place, verb)) is None:
            continue
        outer = _find_outer(passage, begun) or _read_before_cue(passage, begun)
        unsure = False
        if audience and _AND_ALSO.search(passage.text, place, verb) and not _DONE.search(passage.text, place, verb):
            # …ทราบและจัดทำแผน may be for those who are told.
            unsure = bool(_INFORMED.search(passage.text, place, verb)) and not _REPORTS.match(passage.text, verb)
            audience = outer or _read_on_behalf(passage, begun)
        elif audience == "" and (behalf := _read_on_behalf(passage, begun)):
            audience = behalf
        elif _is_staff(passage, place, verb) or (audience == _AGENCY and passage.text.endswith("ทาน", 0, begun)):
            audience = outer
        return Ask(begun, verb, _HURRIED.sub("", audience).strip(), outer, unsure=unsure)
    if _LETS_KNOW.match(passage.text, place):
        return Ask(begun, place, outer=_find_outer(passage, begun), any_verb=True)
    if (end := find_offices_end(passage, place)) is None:
        return None
    # Another verb than the known ones; after ให้ it can only be what the offices are to do.
    asked = bool(_LET_JUST_BEFORE.search(passage.text, max(0, place - 4), place))
    verb = end + len(passage.text[end:]) - len(passage.text[end:].lstrip())
    sent_to = verb > end and _SENT_TO.search(passage.text, max(0, begun - _FAR), place)
    asked = asked and not sent_to  # else it may only be to whom it is sent
    audience = passage.written(place, end).strip()
    return Ask(begun, verb, audience, _find_outer(passage, begun), unsure=not asked, any_verb=True)


def list_verbs(text: str, place: int) -> Iterator[int]:
    """Yield where the next verbs begin for what can be asked."""
    for seen, verb in enumerate(VERB.finditer(text, place, place + _FAR)):
        if seen == _MOST_VERBS:
            return
        yield verb.start()


def _read_audience(passage: Toneless, start: int, end: int) -> str | None:
    """Return the office named between, "" if none is or the recipients are; None if it is not understood."""
    informed = _INFORMED.search(passage.text, start, end)
    end = informed.start() if informed else end
    text = passage.text[start:end].strip()
    if not text or _YOU.fullmatch(_CAPACITY.sub("", text)) or _STAFF.fullmatch(text):
        return ""
    staff = _STAFF_BEFORE.match(passage.text, start, end)
    start = staff.end() if staff else start
    if not is_audience(passage, start, end):
        return None
    let = _AND_LET.search(passage.text, start, end)
    return passage.written(start, let.start() if let else end)


def is_audience(passage: Toneless, start: int, end: int) -> bool:
    """Whether the words between name who is asked: offices, some of which may be described or excepted."""
    only = _ONLY.match(passage.text, start, end)
    start = only.end() if only else start
    if is_offices_only(passage, start, end):
        return True
    if capacity := _CAPACITY.search(passage.text, start, end):
        return is_audience(passage, start, capacity.start())
    if _COMMITTEE.fullmatch(passage.text, start, end):
        return True
    if together := _TOGETHER.search(passage.text, start, end):
        one, other = (start, together.start()), (together.end(), end)
        alone = " " not in passage.text[together.end() : end].strip()  # else it may be what they do
        return is_audience(passage, *one) and (
            is_offices_only(passage, *other) or (alone and is_audience(passage, *other))
        )
    apart = passage.text[end - 1 : end].isspace()
    ends = apart or _STRONG.match(passage.text, end) or _READY.search(passage.text, start, end)
    if ends and (_is_described(passage, start, end) or is_institution(passage.text[start:end].strip())):
        return True
    but = EXCEPT.search(passage.text, start, end) if passage.text.find("เวน", start, end) >= 0 else None
    close = len(passage.text[start:end].rstrip(" )")) + start
    return but is not None and all(
        is_offices_only(passage, *span) for span in ((start, but.start()), (but.end(), close))
    )


def _is_described(passage: Toneless, start: int, end: int) -> bool:
    """Whether the words are offices and a description that restricts them: เทศบาลที่ประสบอุทกภัย."""
    already = _ALREADY.search(passage.text, max(start, end - _ALREADY_WITHIN), end + _ALREADY_WITHIN)
    end = already.start() if already and already.end() <= end else end
    done = _DONE.search(passage.text, start, end)
    end = done.start("done") if done else end
    return any(
        end - each.start() <= _LONGEST_DESCRIPTION
        and not _NO_DESCRIPTION.search(passage.text, each.start(), end)
        and (is_offices_only(passage, start, each.start()) or passage.text[start : each.start()].strip() == _ANY_OF)
        for each in _DESCRIBES.finditer(passage.text, start, end)
    )


def _read_on_behalf(passage: Toneless, end: int) -> str:
    """Return the office for which the request that begins at ``end`` is meant (สำหรับเทศบาลให้ …)."""
    begin = passage.text.rfind(_FOR, max(0, end - _LONGEST_BEHALF), end)
    offices = begin + len(_FOR)
    if begin < 0 or not (is_offices_only(passage, offices, end) or _is_described(passage, offices, end)):
        return ""
    return passage.written(offices, end)


def _read_before_cue(passage: Toneless, end: int) -> str:
    """Return the office for which the request word is meant that ends at ``end`` (สำหรับอำเภอขอให้ แจ้ง…)."""
    cue = next((each for each in _CUE.finditer(passage.text, max(0, end - 12), end) if each.end() == end), None)
    return _read_on_behalf(passage, cue.start()) if cue else ""


def _is_staff(passage: Toneless, start: int, end: int) -> bool:
    return bool(_STAFF.fullmatch(passage.text[start:end].strip()))


def _find_outer(passage: Toneless, end: int) -> str:
    """Return the office that is asked to pass the request on, if its words end right before the request."""
    return _find_asked_before(passage, end)[0]


def _find_asked_before(passage: Toneless, end: int) -> tuple[str, int]:
    """Return the office whose words end right before a request, and where the word begins that asks it."""
    begin = max(0, end - 120)
    begin = max(begin, *(passage.text.rfind(word, begin, end) for word in _ENDS_REQUEST))
    for cue in reversed(list(_CUE.finditer(passage.text, begin, end))):
        steps = ON_THE_WAY.search(passage.text, max(cue.end(), end - _LONGEST_STEPS), end)
        stop = steps.start() if steps else end
        if (audience := _read_audience(passage, cue.end(), stop)) is not None:
            return audience.strip(), cue.start()
    # An item that begins with the office: อำเภอ แจ้ง อปท. …
    # Before ขอ… the writer names itself.
    begins = 0 < end <= _FAR and not passage.text.startswith("ขอ", end) and is_offices_only(passage, 0, end)
    return (passage.written(0, end).strip() if begins else "", 0)


def find_others_part(passage: Toneless, begin: int, end: int) -> tuple[int, str, int] | None:
    """Return where words turn to other offices (… ส่วนสำนักงานปศุสัตว์จังหวัดขอ…), those offices, and where theirs begin."""
    for apart in _APART.finditer(passage.text, begin, end):
        asked = _ASKED_OF.search(passage.text, apart.end(), min(end, apart.end() + _LONGEST_APART))
        others = asked is not None and is_audience(passage, apart.end(), asked.start())
        if asked and others and end - asked.end() >= SHORTEST_DUTY:
            return apart.start(), passage.written(apart.end(), asked.start()).strip(), asked.end()
    return None


def find_named_verb(passage: Toneless) -> int:
    """Return where the verb is of a duty named by a noun and due by a day (การส่งบัญชี ให้ส่งได้ถึงวันที่ …); 0 if none is."""
    named = MADE_NOUN.match(passage.text)
    return named.end() if named and _SAYS_WHEN.search(passage.text, named.end()) else 0


def is_how(passage: Toneless, ask: Ask) -> bool:
    """Whether a request goes on with the one before it: … และให้ลงนามรับทราบ, (การส่งบัญชี) ให้ส่งได้ถึงวันที่ …."""
    if _SAYS_WHEN.match(passage.text, ask.start):
        return not ask.audience
    begun = bool(_LET.match(passage.text, ask.start)) and not passage.text.startswith("ขอ", ask.start)
    return begun and not ask.audience and passage.text.endswith("และ", 0, ask.start)


def read_unknown(text: Toneless) -> str:
    """Return who a lead asks at its end, whom no words for offices name: …แจ้งผู้เกี่ยวข้องดำเนินการ ดังนี้; "" if nobody."""
    asks = _ASKS_WHOM.search(text.text, max(0, len(text.text) - _LONGEST_END))
    begin, end = asks.span("whom") if asks and _ACTS.search(text.text, asks.end("whom")) else (0, 0)
    other = _YOU.match(text.text, begin, end) or VERB.match(text.text, begin) or POLITE.match(text.text, begin)
    if other or _NOBODY.search(text.text, begin, end) or is_audience(text, begin, end):
        return ""
    must = _OUGHT.search(text.text, begin, end)
    return text.written(begin, must.start() if must else end).strip()


def read_whom(text: Toneless) -> str:
    """Return the offices that a lead ends with, of which it asks what its items say; "" if it ends with none."""
    asks = _ASKS_WHOM.search(text.text, max(0, len(text.text) - _LONGEST_END))
    if asks is None or not (is_offices_only(text, *asks.span("whom")) or _is_described(text, *asks.span("whom"))):
        return ""
    return text.written(*asks.span("whom")).strip()
