"""Fuzzing what reads running text: dates, numbers of letters, whole letters."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import date
from typing import Any

from support.program import CHAIN as CHAIN_FILE

from circtrack.errors import CirctrackError

WRITTEN_ON = date(2024, 2, 29)
WORDS = (
    "ภายใน|ก่อน|ถึง|วันที่ |วันศุกร์ที่ |วันทำการ|สิ้น|เดือน|ปีงบประมาณ |ไตรมาสที่ |ทุก|นี้|นับแต่|นับถัดจาก|ระหว่าง|ตั้งแต่|บัดนี้"
    "| และ |, | - |(|)| เวลา 16.30 น.|1|5|๑๕|31|99|๒๕๖๖|2566|66|25|2023|9999|มีนาคม|ก.พ.|กรกฏาคม|พ.ศ.|ค.ศ.|สามสิบ|วัน"
    "|สัปดาห์|ละ|ครั้ง|ของ|/|-|.| |\u200b|\n|\t|\u0e4d|\u0e32|่|โดยเร็ว|วันทำการสุดท้ายของ|มท |ชย ๐๐๒๓.๖/|0810.7/ว 908|ด่วนที่สุด "
    "|ลับ |(กวจ)|ลงวันที่ |๒๔/๓/๖๖|ผู้ว่าราชการจังหวัด|ทุกจังหวัด|นายอำเภอ|อบต.บ้านไร่|จังหวัดชัยภูมิ|ยกเว้น|ทุกแห่ง|ทราบ|๑. |๒) "
    "|(นายสมชาย ใจดี)|รองผู้ว่าราชการ|ปฏิบัติราชการแทน|ขยายเวลา|ที่ |เรื่อง |เรียน |อ้างถึง |สิ่งที่ส่งมาด้วย |บันทึกข้อความ|ส่วนราชการ "
    "|ของทุกเดือน|ทุกเดือน |เดือนถัดไป|ไตรมาส|ทุกวัน|ของทุกปี|เริ่มตั้งแต่|จนถึง|จำนวน |เป็นเวลา |ภาคเรียน|ต้นเดือน|วันสิ้นเดือน|แรกของ"
    "|ถึง |ขอแสดงความนับถือ|โทร. |ยกเลิกหนังสือ|รายละเอียดตาม"
)
PIECES = [*WORDS.split("|"), "9" * 5000]
CHAIN = CHAIN_FILE.read_text("utf-8")
LONGEST_PART = 1500
LONGEST_CUT = 40


class Texts:
    """A text from the fuzzer's bytes: any characters at all, pieces of letters, or a part of real ones, spoilt."""

    def made(self, data: Any) -> str:
        kind = data.ConsumeIntInRange(0, 2)
        if kind == 0:
            return str(data.ConsumeUnicode(sys.maxsize))
        text = ""
        if kind == 1:
            start = data.ConsumeIntInRange(0, len(CHAIN))
            text = CHAIN[start : start + LONGEST_PART]
        while data.remaining_bytes():
            choice = data.ConsumeIntInRange(0, len(PIECES))
            piece = PIECES[choice] if choice < len(PIECES) else data.ConsumeUnicode(2)
            if kind == 1:
                at = data.ConsumeIntInRange(0, len(text))
                text = text[:at] + piece + text[at + data.ConsumeIntInRange(0, LONGEST_CUT) :]
            else:
                text += piece
        return text


class Dates(Texts):
    """Everything about time, in running text and as a phrase of its own."""

    def read(self, text: str) -> None:
        from circtrack.recurrence import list_days, read_rule
        from circtrack.thai.dates import find_dates, parse_date
        from circtrack.thai.expressions import find_expressions
        from circtrack.thai.phrases import explain_open, read_phrase

        for written_on in (None, WRITTEN_ON):
            for found in find_dates(text, written_on=written_on):
                check(text[found.start : found.end] == found.text and (found.day is None) == bool(found.problem))
            for each in find_expressions(text, written_on=written_on):
                check(text[each.start : each.end] == each.text and (each.last is None or not each.problem))
                if each.kind == "recurring":
                    days = list_days(each.rule, WRITTEN_ON, 20)
                    check(read_rule(each.rule) and days == sorted(set(days)) and (not days or days[0] >= WRITTEN_ON))
            with suppress(CirctrackError):
                parse_date(text, written_on=written_on)
            with suppress(CirctrackError):
                explain_open(read_phrase(text, written_on=written_on, event=written_on), text)


class Numbers(Texts):
    """Letter numbers."""

    def read(self, text: str) -> None:
        from circtrack.thai.numbers import compact, find_numbers, parse_number

        for found in find_numbers(text):
            check(text[found.start : found.end] == found.text)
            check(str(parse_number(str(found.number))) == str(found.number))
        compact(text)
        with suppress(CirctrackError):
            parse_number(text)


class Letters(Texts):
    """Whole letters, as ``circtrack read`` takes them."""

    def read(self, text: str) -> None:
        from circtrack.reading.letters import read_letters

        with suppress(CirctrackError):
            read_letters({"fuzz": text}, today=WRITTEN_ON)


def check(holds: object) -> None:
    """Fail where something that always holds does not."""
    if not holds:
        raise AssertionError
