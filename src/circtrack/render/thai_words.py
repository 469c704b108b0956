"""Words of official Thai, which is written without spaces, so that a folded line ends where a word does.

Only what letters, registers and our own messages say often: a word that is not here is folded at a syllable.
"""

from __future__ import annotations

import re
from functools import cache

_WORDS = """
กรกฎาคม กรม กระทรวง กลาง กันยายน การ กำหนด กำหนดการ กิจการ กุมภาพันธ์ ขยาย ขอ ขอความ ของ ขอให้ ขั้นตอน
ขึ้น ข้อ ข้อความ ข้อมูล ข้อสังเกต คงค้าง คณะ คณะกรรมการ ครบ ครบกำหนด ครั้ง ความ ความก้าวหน้า ความคืบหน้า
ความช่วยเหลือ ความร่วมมือ ความหมาย คอลัมน์ คำ คำสั่ง คำแนะนำ คืน คือ ค่า ค่าเริ่มต้น ค้าง งบประมาณ งาน
งานสารบรรณ จองเลข จองไว้ จะ จังหวัด จัดการ จัดทำ จัดสรร จัดส่ง จันทร์ จาก จำนวน ฉบับ ชื่อ ชุมชน ช่วย
ช่วยเหลือ ช่อง ซักซ้อม ฐานข้อมูล ดำเนินการ ดำเนินงาน ด้วย ด้าน ตรวจ ตรวจสอบ ตอบ ตัว ตัวแปร ตัวแปรแวดล้อม
ตั้ง ตั้งแต่ ตาม ตาราง ตำบล ติดตั้ง ติดตาม ตุลาคม ต่อ ต้อง ถนน ถัดไป ถึง ถ่ายโอน ทบทวน ทราบ ทะเบียน
ทะเบียนเดิม ทั้ง ทั้งสิ้น ทั้งหมด ทาง ทางการ ทำ ทำการ ที่ ที่ทำการ ทุก ทุกแห่ง ท้องถิ่น ท้องที่ ธันวาคม
นคร นอก นับ นั้น นาย นายก นายกเทศมนตรี นายอำเภอ นำ นี้ นโยบาย บรรทัด บริการ บริหาร บริหารส่วน บัญชี
บัญชีรายชื่อ บันทึก บันทึกข้อความ บันทึกข้อมูล บันทึกแล้ว บาง ปกครอง ปกครองส่วน ปฏิบัติ ปฏิบัติการ
ปฏิบัติงาน ปฏิบัติราชการ ประกอบ ประกาศ ประจำ ประจำปี ประชาชน ประชาสัมพันธ์ ประชุม ประมาณ ประสาน ประสานงาน
ประเภท ประเมิน ปรับปรุง ปลัด ปลัดอำเภอ ปัญหา ปิด ปี ปีงบประมาณ ป้องกัน ผล ผลการ ผู้ ผู้บันทึก ผู้รับ
ผู้ว่าราชการ ผู้ว่าราชการจังหวัด ผู้สูงอายุ ผู้ส่ง ผ่าน พบ พร้อม พร้อมนี้ พฤศจิกายน พฤษภาคม พฤหัสบดี
พัฒนา พิจารณา พิมพ์ พื้นที่ พุธ ภัย ภัยพิบัติ ภาค ภายใน ภาษา มกราคม มอบหมาย มา มาตรการ มาตรฐาน มิถุนายน
มี มีนาคม ยกเลิก ยกเว้น ยัง ยังไม่ ยืนยัน รวม รหัส ระดับ ระบบ ระบุ ระหว่าง ระเบียบ รักษา รักษาราชการ
รัฐบาล รับ รับทราบ รับผิดชอบ ราชการ ราย รายการ รายงาน รายงานผล รายชื่อ รายละเอียด รูป รูปแบบ ร่วม ร่วมกัน
ร่วมมือ ลงทะเบียน ลงวันที่ ล่วงหน้า ล่าช้า วัน วันทำการ วันที่ วันหยุด วาระ วิธี วิธีการ ศุกร์ ศูนย์
ศูนย์ช่วยเหลือ ศูนย์ปฏิบัติการ สถาน สถานการณ์ สถานที่ สถานะ สนับสนุน สภา สรุป สร้าง สวัสดิการ สอดคล้อง
สังกัด สั่ง สั่งการ สาธารณ สาธารณภัย สามารถ สารบรรณ สำคัญ สำนัก สำนักงาน สำรวจ สำหรับ สำเนา สิงหาคม สิ่ง
สิ่งแวดล้อม สิ้น ส่ง ส่งต่อ ส่งถึง ส่งเสริม ส่งเสริมการปกครอง ส่วน ส่วนราชการ หนังสือ หน่วย หน่วยงาน หน้า
หน้าที่ หน้าเอกสาร หมาย หมายเหตุ หมู่บ้าน หรือ หลัก หลักเกณฑ์ หลัง หาก องค์กร องค์การ อบรม อยู่ อย่าง ออก
อังคาร อัตรา อาคาร อาจ อาทิตย์ อำนวยการ อำเภอ อีก อื่น เกิน เกี่ยว เกี่ยวกับ เขต เขียน เข้า เข้าร่วม
เครือข่าย เครื่อง เจ้าของ เจ้าหน้าที่ เช่นเดียวกับ เดิม เดือน เด็ก เตือน เทศบาล เทศบาลตำบล เทศบาลนคร
เทศบาลเมือง เท่านั้น เปิด เป็น เพิ่ม เพิ่มเติม เพื่อ เมษายน เมือง เมื่อ เยี่ยม เริ่ม เรียน เรียบร้อย
เรื่อง เร่งรัด เลข เลขที่ เลขไทย เลือก เลื่อน เวลา เวียน เว้น เสนอ เสร็จ เสร็จสิ้น เสาร์ เอกสาร เอง แก้ไข
แจ้ง แจ้งเวียน แต่ แทน แนวทาง แผน แผนงาน แพร่ แฟ้ม แม้ และ แล้ว แล้วเสร็จ แวดล้อม แสดง แห่ง แอป โครงการ
โดย โฟลเดอร์ ใช้ ใช้งาน ใน ให้ ได้ ได้รับ ไป ไฟล์ ไม่ ไม่มี
"""
_GOES_ON = re.compile(r"[ะ-ฺๅๆ็-๎ฯ]|[ก-ฮ][ิุ]?์")
"""What never begins a word: vowels and marks that follow their letter, marks of repetition, a letter that is silent."""
_OPENS = re.compile(r"[(\[“‘/-]$")
_CLOSES = re.compile(r"[)\]”’.,;:!?/-]")
_SHORT = 3
"""Words so short are found only behind another word: inside an unknown one they are most often a part of it."""


@cache
def _words() -> tuple[frozenset[str], int]:
    words = frozenset(_WORDS.split())
    return words, max(map(len, words))


def is_word(piece: str) -> bool:
    """Whether a piece is a known word, with brackets and stops or without."""
    return piece.strip("()[]“”‘’.,:;!?/-") in _words()[0]


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
