"""Words of official Thai, which is written without spaces, so that a line ends where a word does.

Only what letters, registers and our own messages say often: a word that is not here is folded at a syllable.
"""

from __future__ import annotations

import re
from functools import cache

# A hyphen is no part of a word: it stands where word processors cut it, whose dictionaries know its parts only.
_WORDS = """
กรกฎาคม กรม กระทรวง กลาง กลุ่ม-งาน กล่าว กองทุน กันยายน กับ การ กำหนด กำหนดการ กิจการ กุมภาพันธ์ ขยาย ขอ
ขอความ ของ ขออภัย ขอให้ ขั้น-ตอน ขึ้น ข้อ ข้อความ ข้อมูล ข้อ-สังเกต ข้อ-เท็จ-จริง ข้อ-เสนอ คง-ค้าง คณะ
คณะ-กรรมการ ครบ ครบกำหนด ครบ-ถ้วน ครั้ง ควร ความ ความ-ก้าวหน้า ความ-คืบ-หน้า ความ-ช่วย-เหลือ ความ-ร่วม-มือ
ความ-หมาย คอลัมน์ คำ คำ-สั่ง คำ-แนะนำ คิด-เป็น คืน คือ ค่า ค่าเริ่มต้น ค้าง งบ-ประมาณ งาน งานสารบรรณ จองเลข
จองไว้ จะ จังหวัด จัดการ จัด-ทำ จัดสรร จัด-ส่ง จัด-เก็บ จันทร์ จาก จำนวน จึง ฉบับ ชื่อ ชุมชน ช่วย ช่วย-เหลือ
ช่อง ซัก-ซ้อม ซึ่ง ฐาน-ข้อมูล ดัง-กล่าว ดำเนิน-การ ดำเนิน-งาน ด้วย ด้าน ตรวจ ตรวจ-สอบ ตอบ ตัว ตัวแปร
ตัวแปรแวดล้อม ตั้ง ตั้งแต่ ตาม ตาราง ตำบล ติด-ตั้ง ติดตาม ตุลาคม ต่อ ต่อ-ไป ต้อง ถนน ถัด-ไป ถึง ถูก-ต้อง
ถ่าย-โอน ทบทวน ทราบ ทะเบียน ทะเบียนเดิม ทั้ง ทั้ง-สิ้น ทั้งหมด ทาง ทางการ ทำ ทำการ ที่ ที่-ทำการ ทุก ทุกแห่ง
ท้อง-ถิ่น ท้อง-ที่ ธันวาคม นคร นอก นับ นับถือ นั้น นาย นายก นายก-เทศมนตรี นาย-อำเภอ นำ นำ-เข้า นี้ นโยบาย
บรรทัด บริการ บริหาร บริหารส่วน บัญชี บัญชีราย-ชื่อ บันทึก บันทึกข้อความ บันทึกข้อมูล บันทึกแล้ว บาง
บาง-ส่วน บ้าน-เมือง ปกครอง ปกครองส่วน ปฏิบัติ ปฏิบัติ-การ ปฏิบัติ-งาน ปฏิบัติราชการ ประกอบ ประกาศ ประจำ
ประจำปี ประชาชน ประชาสัมพันธ์ ประชุม ประทับ ประมาณ ประสาน ประสาน-งาน ประเภท ประเมิน ปรับปรุง ปรากฏ-ว่า ปลัด
ปลัดอำเภอ ปัญหา ปิด ปี ปีงบ-ประมาณ ป้องกัน ผล ผลการ ผู้ ผู้-บังคับ-บัญชา ผู้-บันทึก ผู้รับ ผู้-รับ-ผิด-ชอบ
ผู้-ว่า-ราชการ ผู้-ว่า-ราชการจังหวัด ผู้-สูง-อายุ ผู้-ส่ง ผ่าน พบ พร้อม พร้อม-นี้ พฤศจิกายน พฤษภาคม พฤหัสบดี
พัฒนา พิจารณา พิมพ์ พื้นที่ พุธ ภัย ภัย-พิบัติ ภาค ภายนอก ภายใน ภาษา มกราคม มอบ-หมาย มา มาตรการ มาตรฐาน
มิถุนายน มี มีนาคม ยกเลิก ยกเว้น ยัง ยังไม่ ยืนยัน รวบรวม รวม รหัส ระดับ ระบบ ระบุ ระหว่าง ระเบียบ รักษา
รักษาราชการ รัฐบาล รับ รับ-ทราบ รับ-ผิด-ชอบ ราชการ ราย รายการ รายงาน รายงานผล ราย-ชื่อ ราย-ละเอียด รูป
รูป-แบบ ร่วม ร่วม-กัน ร่วม-มือ ร้อย-ละ ลง-ทะเบียน ลง-วัน-ที่ ล่วง-หน้า ล่าช้า วัน วัน-จันทร์ วัน-จันทร์-ที่
วัน-ทำการ วัน-ที่ วัน-พฤหัสบดี วัน-พฤหัสบดี-ที่ วัน-พุธ วัน-พุธ-ที่ วัน-ศุกร์ วัน-ศุกร์-ที่ วัน-หยุด
วัน-อังคาร วัน-อังคาร-ที่ วัน-อาทิตย์ วัน-อาทิตย์-ที่ วัน-เสาร์ วัน-เสาร์-ที่ วาระ วิธี วิธี-การ ว่า
ศาลา-กลาง ศุกร์ ศูนย์ ศูนย์ช่วย-เหลือ ศูนย์ปฏิบัติ-การ สถาน สถาน-การณ์ สถาน-ที่ สถานะ สนับสนุน สภา สรุป
สร้าง สวัสดิการ สอดคล้อง สังกัด สั่ง สั่ง-การ สาธารณ สาธารณภัย สามารถ สารบรรณ สำคัญ สำนัก สำนักงาน สำรวจ
สำหรับ สำเนา สิงหาคม สิ่ง สิ่ง-แวดล้อม สิ้น ส่ง ส่ง-ต่อ ส่งถึง ส่ง-เสริม ส่ง-เสริมการปกครอง ส่วน ส่วน-ราชการ
หนังสือ หน่วย หน่วย-งาน หน้า หน้า-ที่ หน้าเอกสาร หมาย หมายเหตุ หมู่บ้าน หรือ หลัก หลัก-เกณฑ์ หลัง หาก องค์กร
องค์การ อธิบดี อบรม อยู่ อย่าง ออก อังคาร อัตรา อาคาร อาจ อาทิตย์ อำนวย-การ อำเภอ อีก อื่น อ้าง-ถึง เกิน
เกี่ยว เกี่ยว-กับ เขต เขียน เข้า เข้า-ร่วม เครือ-ข่าย เครื่อง เจ้าของ เจ้า-หน้า-ที่ เช่น-กัน เช่นเดียวกับ
เดิม เดือน เด็ก เตือน เทศบาล เทศบาลตำบล เทศบาลนคร เทศบาลเมือง เท่านั้น เปิด เป็น เผย-แพร่ เพิ่ม เพิ่ม-เติม
เพื่อ เมษายน เมือง เมื่อ เยี่ยม เริ่ม เรียน เรียบร้อย เรื่อง เร่ง เร่งรัด เลข เลข-ที่ เลข-ไทย เลือก เลื่อน
เวลา เวียน เว้น เสนอ เสร็จ เสร็จ-สิ้น เสาร์ เห็น-ควร เอกสาร เอง แก้ไข แจ้ง แจ้ง-เวียน แต่ แทน แนบ-ท้าย
แนวทาง แผน แผน-งาน แพร่ แฟ้ม แม้ และ แล้ว แล้ว-เสร็จ แวดล้อม แสดง แห่ง แอป โครงการ โดย โดย-ด่วน โดย-เร็ว
โปรด โฟลเดอร์ โอกาส ใช้ ใช้-งาน ใน ให้ ได้ ได้-รับ ไป ไฟล์ ไม่ ไม่มี
"""
_GOES_ON = re.compile(r"[ะ-ฺๅๆ็-๎ฯ]|[ก-ฮ][ิุ]?์")
"""What never begins a word: vowels and marks that follow their letter, marks of repetition, a letter that is silent."""
_OPENS = re.compile(r"[(\[“‘/-]$")
_CLOSES = re.compile(r"[)\]”’.,;:!?/-]")
_STOPS = "()[]“”‘’.,:;!?/-"
_SHORT = 3
"""Words so short are found only behind another word: inside an unknown one they are most often a part of it."""


NO_BREAK = "\N{ZERO WIDTH JOINER}"
"""What no line ends at: word processors know it as the no-width non-break, and fonts of official Thai have it."""


@cache
def _words() -> tuple[frozenset[str], int]:
    words = frozenset(_whole_words())
    return words, max(map(len, words))


@cache
def _whole_words() -> dict[str, str]:
    """Return each word as it is held together."""
    return {word.replace("-", ""): word.replace("-", NO_BREAK) for word in _WORDS.split()}


def known_words() -> frozenset[str]:
    """Return the words that are known."""
    return _words()[0]


def hold_words(text: str) -> str:
    """Return the text with a joiner wherever else a word processor would end a line inside a known word."""
    return " ".join(_hold_run(run) for run in text.split(" "))


def _hold_run(run: str) -> str:
    held = ""
    for piece in split_words(run):
        bare = piece.strip(_STOPS)
        held += piece.replace(bare, _whole_words().get(bare, bare)) if bare else piece
    return held


def is_word(piece: str) -> bool:
    """Whether a piece is a known word, with brackets and stops or without."""
    return piece.strip(_STOPS) in known_words()


def split_words(text: str) -> list[str]:
    """Split Thai without spaces into words; what stands between known words stays one piece."""
    words, longest = _words()
    pieces: list[str] = []
    unknown = place = 0
    while place < len(text):
        end = next(
            (
                place + length
                for length in range(min(longest, len(text) - place), 1, -1)
                if text[place : place + length] in words
                and not _GOES_ON.match(text, place + length)
                and (length > _SHORT or unknown == place)
            ),
            0,
        )
        if not end:
            place += 1
            continue
        if unknown < place:
            pieces.append(text[unknown:place])
        pieces.append(text[place:end])
        unknown = place = end
    if unknown < len(text):
        pieces.append(text[unknown:])
    return _join_marks(pieces)


def _join_marks(pieces: list[str]) -> list[str]:
    """Join brackets and stops to the word that they belong to."""
    joined: list[str] = []
    for piece in pieces:
        if joined and (_OPENS.search(joined[-1]) or _CLOSES.match(piece)):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined
