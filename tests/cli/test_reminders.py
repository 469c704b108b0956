"""A reminder of a tracked letter asks nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from support.program import Program

pytestmark = pytest.mark.both_engines

REMINDER = """ที่ ชย 0023.14/802

ที่ว่าการอำเภอเทพสถิต
ถนนสุนทรารายณ์ ชย 36230

20 มีนาคม 2566

เรื่อง เร่งรัดการบันทึกข้อมูลศูนย์ช่วยเหลือประชาชนผ่านระบบข้อมูลกลางองค์กรปกครองส่วนท้องถิ่น (INFO)

เรียน นายกเทศมนตรีตำบลเทพสถิต และนายกองค์การบริหารส่วนตำบลทุกแห่ง

อ้างถึง หนังสืออำเภอเทพสถิต ที่ ชย 0023.14/708 ลงวันที่ 9 มีนาคม 2566

ตามหนังสือที่อ้างถึง อำเภอเทพสถิตได้แจ้งให้ทราบแล้ว นั้น

อำเภอเทพสถิตขอให้องค์กรปกครองส่วนท้องถิ่นบันทึกข้อมูลศูนย์ช่วยเหลือประชาชนให้แล้วเสร็จภายในวันที่ 24 มีนาคม 2566

จึงเรียนมาเพื่อดำเนินการ

ขอแสดงความนับถือ

(นายสมชาย ใจดี)
นายอำเภอเทพสถิต
"""


def test_what_a_reminder_asks_is_owed_once(circtrack: Program, tmp_path: Path) -> None:
    file = tmp_path / "reminder.txt"
    file.write_text(REMINDER, encoding="utf-8")
    circtrack.with_chain("อำเภอเทพสถิต")
    done = circtrack.ok("read", file, "--yes")
    assert "ชย 0023.14/802 reminds of ชย 0023.14/708: what it asks is tracked there already." in done.err
    assert len(circtrack.rows("owing")) == 6


def test_a_reminder_whose_letter_is_not_recorded_asks_for_itself(circtrack: Program, tmp_path: Path) -> None:
    file = tmp_path / "reminder.txt"
    file.write_text(REMINDER, encoding="utf-8")
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok("read", file, "--yes")
    assert len(circtrack.rows("owing")) == 6
