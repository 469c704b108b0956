"""`circtrack draft`: the regulation's forms, what stays open, and that circtrack itself reads what it writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from support.program import Program
from support.recorded import query

if TYPE_CHECKING:
    from pathlib import Path

    from docx.shared import Length

pytestmark = pytest.mark.both_engines

LATE = "2023-03-29"


@pytest.fixture
def district(circtrack: Program) -> Program:
    circtrack.with_chain("อำเภอเทพสถิต")
    circtrack.ok("done", "908", "อบต.บ้านไร่", "ทต.เทพสถิต", "--on", "2023-03-20")
    circtrack.ok("done", "908", "อบต.โป่งนก", "--incomplete")
    return circtrack


def own(program: Program, **settings: str) -> Program:
    """The program with an office's own settings."""
    file = program.database.parent / "circtrack.toml"
    told = Program(program.database, environment=program.environment | {"CIRCTRACK_CONFIG": str(file)})
    for name, value in settings.items():
        told.ok("config", "set", f"office.{name}", value)
    return told


def assert_in_order(text: str, *parts: str) -> None:
    place = 0
    for part in parts:
        place = text.find(part, place)
        assert place >= 0, part


def test_a_letter_that_passes_on_has_the_form_s_parts_in_order(district: Program) -> None:
    text = district.ok("draft", "forward", "3022").out
    assert_in_order(
        text,
        "ที่ ชย ๐๐๒๓.๑๔/",
        "ที่ว่าการอำเภอเทพสถิต",
        "มีนาคม ๒๕๖๖",
        "เรื่อง  การบันทึกข้อมูล",
        "เรียน  นายกเทศมนตรีตำบลเทพสถิต และนายกองค์การบริหารส่วนตำบล ทุกแห่ง",
        "สิ่งที่ส่งมาด้วย  สำเนาหนังสือจังหวัดชัยภูมิ ที่ ชย ๐๐๒๓.๖/๓๐๒๒ ลงวันที่ ๙ มีนาคม ๒๕๖๖  จำนวน ๑ ชุด",
        "ด้วยอำเภอเทพสถิต ได้รับแจ้งจากจังหวัดชัยภูมิว่า ขอให้องค์กรปกครองส่วนท้องถิ่นบันทึกข้อมูลศูนย์ช่วยเหลือประชาชน",
        "ภายในวันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖",
        "จึงเรียนมาเพื่อทราบและพิจารณาดำเนินการต่อไป",
        "ขอแสดงความนับถือ",
        "นายอำเภอเทพสถิต",
        "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอเทพสถิต",
        "โทร. ๐-๔๔๘๕-๕๐๖๖",
    )
    assert not set("0123456789") & set(text)


def test_a_letter_is_passed_on_though_some_have_done_it(district: Program) -> None:
    assert query(district.database, "SELECT count(*) FROM obligation WHERE progress = 'done'") == [(2,)]
    district.ok("done", "908", "อบต.วะตะแบก", "--blocked", "ระบบล่ม")
    assert "ขอให้องค์กรปกครองส่วนท้องถิ่นบันทึกข้อมูล" in district.ok("draft", "forward", "3022").out
    assert "(ติดขัด ระบบล่ม)" in district.ok("draft", "report", "908").out


def test_an_earlier_day_and_the_office_s_own_settings_are_in_it(district: Program) -> None:
    program = own(
        district, prefix="ชย 0023.14", address="ถนนสุรนารายณ์ / ชย ๓๖๒๓๐", signatory="นายอดิศร แก้วมณี",
        position="ปลัดอำเภอ", acting="รักษาราชการแทน", section="กลุ่มงานมาตรฐาน", phone="0 4485 5066 ต่อ 12",
        fax="0 4485 5067", email="saraban14@chaiyaphum.go.th",
    )  # fmt: skip
    text = program.ok("draft", "forward", "3022", "--due", "22 มี.ค. 66").out
    assert_in_order(
        text,
        "ถนนสุรนารายณ์\n",
        "ชย ๓๖๒๓๐\n",
        "ครบถ้วน ภายในวันพุธที่ ๒๒ มีนาคม ๒๕๖๖",
        "เร็วกว่าที่จังหวัดชัยภูมิกำหนด",
        "(นายอดิศร แก้วมณี)",
        "ปลัดอำเภอ รักษาราชการแทน",
        "นายอำเภอเทพสถิต",
        "กลุ่มงานมาตรฐาน",
        "โทร. ๐ ๔๔๘๕ ๕๐๖๖ ต่อ ๑๒ โทรสาร ๐ ๔๔๘๕ ๕๐๖๗",
        "ไปรษณีย์อิเล็กทรอนิกส์ saraban14@chaiyaphum.go.th",
    )


def test_what_was_asked_is_said_once_whatever_earlier_day_the_office_gave_some(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "จ.ชัยภูมิ")
    circtrack.ok("add", "--number", "มท 0810.7/ว 908", "--date", "2023-02-27", "--from", "สถ.", "--to", "จ.ชัยภูมิ",
                 "--task", "บันทึกข้อมูลศูนย์", "--audience", "องค์กรปกครองส่วนท้องถิ่น",
                 "--due", "2023-03-24")  # fmt: skip
    circtrack.ok(
        "forward", "908", "--to", "อ.เทพสถิต", "--due", "2023-03-20", "--number", "ชย 0023/11", "--date", "2023-03-09"
    )
    for kind in ("forward", "memo", "report"):
        text = circtrack.ok("draft", kind, "908").out
        assert "บันทึกข้อมูลศูนย์ ให้ถูกต้อง ครบถ้วน ภายในวันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖" in text
        assert "ครบถ้วน ภายในวันจันทร์ที่ ๒๐ มีนาคม" not in text
    assert [line.strip() for line in circtrack.ok("draft", "memo", "908").out.splitlines() if "รายการที่" in line] == [
        "รายการที่ ๑ บันทึกข้อมูลศูนย์ ภายในวันจันทร์ที่ ๒๐ มีนาคม ๒๕๖๖",
        "รายการที่ ๒ บันทึกข้อมูลศูนย์ ภายในวันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖",
    ]
    passed_on = circtrack.ok("draft", "forward", "ชย 0023/11", "--from", "อ.เทพสถิต").out
    assert "ภายในวันจันทร์ที่ ๒๐ มีนาคม ๒๕๖๖" in passed_on


def test_a_number_s_own_part_is_enough(district: Program) -> None:
    assert "ที่ ชย ๐๐๒๓.๑๔/๗๐๙ " in own(district).ok("draft", "forward", "3022", "--number", "709").out
    wide = own(district, prefix="ชย 0023.9", serial_width="4")
    assert "ที่ ชย ๐๐๒๓.๙/๐๗๐๙ " in wide.ok("draft", "forward", "3022", "--number", "๗๐๙").out
    assert "ที่ ชย ๐๐๒๓.๙/ว ๐๐๑๒ " in wide.ok("draft", "forward", "3022", "--number", "ว 12").out
    assert "ที่ ชย ๐๐๒๓.๑/๗ " in wide.ok("draft", "forward", "3022", "--number", "ชย 0023.1/7").out


def test_what_is_drafted_may_be_recorded_at_once(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok("add", "--number", "มท 0810.7/ว 908", "--date", "2023-02-27", "--from", "สถ.", "--to", "จ.ชัยภูมิ",
                 "--task", "บันทึกข้อมูลศูนย์", "--due", "2023-03-24")  # fmt: skip
    circtrack.ok("forward", "908", "--number", "ชย 0023.6/3022", "--date", "2023-03-09", "--from", "จ.ชัยภูมิ")
    done = circtrack.ok("draft", "forward", "3022", "--number", "ชย 0023.14/708", "--date", "2023-03-10", "--record")
    assert "ที่ ชย ๐๐๒๓.๑๔/๗๐๘" in done.out
    assert "๑๐ มีนาคม ๒๕๖๖" in done.out
    assert ("ชย 0023.14/708", "2023-03-10") in query(circtrack.database, "SELECT number, date FROM letter")


def test_what_is_drafted_may_be_recorded_before_its_number_is_known(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok("add", "--number", "มท 0810.7/ว 908", "--date", "2023-02-27", "--from", "สถ.", "--to", "จ.ชัยภูมิ",
                 "--task", "บันทึกข้อมูลศูนย์", "--audience", "องค์กรปกครองส่วนท้องถิ่น",
                 "--due", "2023-03-24")  # fmt: skip
    circtrack.ok("forward", "908", "--number", "ชย 0023.6/3022", "--date", "2023-03-09", "--from", "จ.ชัยภูมิ")
    text = circtrack.ok("draft", "forward", "3022", "--record").out
    assert "ที่ ชย         /" in text
    assert query(circtrack.database, "SELECT count(*) FROM letter WHERE issuer = '3609'") == [(1,)]


def test_a_stamped_letter_has_the_form_s_parts_in_order(district: Program) -> None:
    text = district.ok("draft", "reminder", "908", "--stamped").out
    assert_in_order(
        text,
        "ที่ ชย ๐๐๒๓.๑๔/",
        "ถึง  องค์การบริหารส่วนตำบลนายางกลัก ",
        "ตามหนังสืออำเภอเทพสถิต ที่ ชย ๐๐๒๓.๑๔/๗๐๘ ลงวันที่ ๙ มีนาคม ๒๕๖๖ แจ้งให้บันทึกข้อมูล",
        "ภายในวันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖ นั้น",
        "จำนวน ๔ แห่ง",
        "๒. องค์การบริหารส่วนตำบลโป่งนก (บันทึกไม่ครบถ้วน)",
        "จึงขอเร่งรัดให้บันทึกข้อมูลให้ถูกต้อง ครบถ้วน ภายในกำหนดเวลาดังกล่าว",
        "อำเภอเทพสถิต\n",
        "มีนาคม ๒๕๖๖",
        "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอเทพสถิต",
    )
    assert not {"เรื่อง  ", "เรียน  "} & set(text.split("\n"))
    assert "ขอแสดงความนับถือ" not in text


def test_a_reminder_that_comes_late_says_so(district: Program) -> None:
    text = district.ok("draft", "reminder", "908", today=LATE).out
    assert_in_order(
        text,
        "เรื่อง  เร่งรัดการบันทึกข้อมูล",
        "เรียน  นายกองค์การบริหารส่วนตำบลนายางกลัก ",
        "อ้างถึง  หนังสืออำเภอเทพสถิต ที่ ชย ๐๐๒๓.๑๔/๗๐๘ ลงวันที่ ๙ มีนาคม ๒๕๖๖",
        "บัดนี้ พ้นกำหนดเวลาดังกล่าวแล้ว",
        "โดยด่วน",
        "ขอแสดงความนับถือ",
    )
    assert "ภายในวันศุกร์ที่ ๓๑ มีนาคม ๒๕๖๖ หาก" in district.ok(
        "draft", "reminder", "908", "--due", "31 มี.ค. 66", today=LATE
    ).out  # fmt: skip


@pytest.mark.parametrize(("options", "kind"), [(["--stamped"], "stamped"), ([], "reminder")])
def test_circtrack_reads_its_own_draft_as_a_reminder(district: Program, options: list[str], kind: str) -> None:
    number = ["--number", "ชย 0023.14/901", "--date", LATE]
    text = district.ok("draft", "reminder", "908", *options, *number, today=LATE).out
    (letter,) = json.loads(district.ok("read", "-", "--dry-run", "--format", "json", given=text, today=LATE).out)
    assert (letter["number"], letter["date"], letter["issuer_code"]) == ("ชย 0023.14/901", LATE, "3609")
    assert letter["kind"] == kind
    assert [(link["type"], link["number"]) for link in letter["links"]] == [("reminds", "ชย 0023.14/708")]
    assert len(letter["recipients"]) == 4


def test_circtrack_reads_its_own_letter_that_passes_on(district: Program) -> None:
    number = ["--number", "ชย 0023.14/709", "--date", "2023-03-10"]
    text = district.ok("draft", "forward", "3022", *number).out
    (letter,) = json.loads(district.ok("read", "-", "--dry-run", "--format", "json", given=text).out)
    assert (letter["number"], letter["date"], letter["issuer_code"]) == ("ชย 0023.14/709", "2023-03-10", "3609")
    assert (letter["parent"], len(letter["recipients"])) == ("ชย 0023.6/3022", 6)
    assert [task["due_on"] for task in letter["tasks"]] == ["2023-03-24"]
    text = district.ok("draft", "forward", "3022", *number, "--due", "22/3/66").out
    (letter,) = json.loads(district.ok("read", "-", "--dry-run", "--format", "json", given=text).out)
    assert ([task["due_on"] for task in letter["tasks"]], letter["findings"]) == (["2023-03-22"], [])


def test_a_province_writes_to_its_districts_and_encloses_who_owes(circtrack: Program) -> None:
    circtrack.with_chain("จังหวัดชัยภูมิ")
    done = circtrack.ok("draft", "reminder", "908")
    letter, _, enclosure = done.out.partition("-" * 80)
    assert "เรียน  นายอำเภอ ทุกอำเภอ นายกองค์การบริหารส่วนจังหวัดชัยภูมิ และนายกเทศมนตรีเมืองชัยภูมิ\n" in letter
    assert "สิ่งที่ส่งมาด้วย  บัญชีรายชื่อหน่วยงานที่ยังดำเนินการไม่แล้วเสร็จ  จำนวน ๑ ชุด" in letter
    assert "จึงขอเร่งรัดให้แจ้งหน่วยงานดังกล่าวบันทึกข้อมูล" in letter
    assert "องค์การบริหารส่วนตำบลบ้านไร่" not in letter
    assert "        อำเภอบ้านเขว้า\n" in enclosure
    assert "องค์การบริหารส่วนตำบลบ้านไร่\n" in enclosure
    assert "(ยังไม่ได้รับแจ้งหนังสือ)" in enclosure
    assert "sender's own house: สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดชัยภูมิ" in done.err
    assert "ถึง  อำเภอทุกอำเภอ " in circtrack.ok("draft", "reminder", "908", "--stamped").out


def test_a_department_asks_provinces_to_tell_those_who_owe(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "สถ.")
    circtrack.ok("add", "--number", "มท 0201.2/ว 500", "--date", "2023-03-01", "--from", "กระทรวงมหาดไทย",
                 "--to", "สถ.", "--task", "แผนพัฒนา", "--audience", "อบต.ทุกแห่ง")  # fmt: skip
    text = circtrack.ok("draft", "forward", "500").out
    assert "เรียน  ผู้ว่าราชการจังหวัด ทุกจังหวัด\n" in text
    assert "ขอให้องค์การบริหารส่วนตำบลทุกแห่งบันทึกข้อมูลแผนพัฒนา" in text
    assert "จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการ และแจ้งองค์กรปกครองส่วนท้องถิ่นในพื้นที่ดำเนินการต่อไป" in text


def test_who_was_told_past_the_district_is_reminded_itself(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "จังหวัดชัยภูมิ")
    circtrack.ok("add", "--number", "ชย 0023.3/ว 77", "--date", "2023-03-09", "--from", "จ.ชัยภูมิ",
                 "--to", "อบต.โป่งนก", "--to", "อบต.วะตะแบก", "--task", "แผนพัฒนา", "--due", "2023-03-24")  # fmt: skip
    done = circtrack.ok("draft", "reminder", "77")
    assert "เรียน  นายกองค์การบริหารส่วนตำบลโป่งนก และนายกองค์การบริหารส่วนตำบลวะตะแบก\n" in done.out
    assert "จังหวัดชัยภูมิจึงขอเร่งรัดให้บันทึกข้อมูล" in done.out
    assert done.err == ""


def test_each_task_is_asked_of_those_who_owe_it(circtrack: Program) -> None:
    circtrack.with_chain("จังหวัดชัยภูมิ")
    forward = circtrack.ok("draft", "forward", "908").out  # the province's own office in its hall owes the second task
    assert "ขอให้องค์กรปกครองส่วนท้องถิ่นบันทึกข้อมูลศูนย์ช่วยเหลือประชาชน" in forward
    assert "(สถานที่กลาง) ในระบบ" not in forward
    report = circtrack.ok("draft", "report", "908").out
    assert_in_order(report, "ขอให้องค์กรปกครองส่วนท้องถิ่น (๑) บันทึก", "และสำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด (๒) บันทึก")
    assert "รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย" in report


def test_a_report_says_how_many_who_not_and_why(district: Program) -> None:
    district.ok("done", "908", "อบต.วะตะแบก", "--blocked", "ระบบ INFO ขัดข้อง")
    text = district.ok("draft", "report", "908").out
    assert_in_order(
        text,
        "เรื่อง  รายงานผลการบันทึกข้อมูล",
        "เรียน  ผู้ว่าราชการจังหวัดชัยภูมิ",
        "อ้างถึง  หนังสือจังหวัดชัยภูมิ ที่ ชย ๐๐๒๓.๖/๓๐๒๒",
        "จำนวน ๖ แห่ง",
        "จำนวน ๒ แห่ง คิดเป็นร้อยละ ๓๓.๓๓",
        "จำนวน ๔ แห่ง ได้แก่",
        "(บันทึกไม่ครบถ้วน)",
        "(ติดขัด ระบบ INFO ขัดข้อง)",
        "จึงเรียนมาเพื่อโปรดทราบ",
    )


def test_an_office_reports_of_itself(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "06360903")
    circtrack.ok("read", "-", "--yes", given=(circtrack_chain()))
    assert "อยู่ระหว่างดำเนินการ และจะเร่งดำเนินการให้แล้วเสร็จภายในกำหนด" in circtrack.ok("draft", "report", "908").out
    circtrack.ok("done", "908", "06360903", "--on", "2023-03-17")
    done = circtrack.ok("draft", "report", "908").out
    assert "องค์การบริหารส่วนตำบลบ้านไร่ได้ดำเนินการเรียบร้อยแล้ว เมื่อวันที่ ๑๗ มีนาคม ๒๕๖๖" in done
    assert "ที่ทำการองค์การบริหารส่วนตำบลบ้านไร่" in done
    assert "ยังดำเนินการไม่แล้วเสร็จ" not in circtrack.ok("draft", "memo", "908").out


def circtrack_chain() -> str:
    from support.program import CHAIN

    return CHAIN.read_text(encoding="utf-8")


def test_a_memo_says_what_is_proposed(district: Program) -> None:
    text = district.ok("draft", "memo", "908").out
    assert_in_order(text, "บันทึกข้อความ", "ส่วนราชการ  ", "ที่  ชย ๐๐๒๓.๑๔/", "วันที่  ", "เรื่อง  รายงานผล",
                    "เรียน  นายอำเภอเทพสถิต", "เห็นควรมีหนังสือเร่งรัด", "จึงเรียนมาเพื่อโปรดพิจารณา")  # fmt: skip
    for row in district.rows("owing", "908"):
        district.ok("done", "908", row["office_code"])
    assert "เห็นควรรายงานผลการดำเนินการให้จังหวัดชัยภูมิทราบ" in district.ok("draft", "memo", "908").out


def test_the_extension_that_they_have_is_cited_too(district: Program) -> None:
    district.ok("add", "--number", "ชย 0023.14/750", "--date", "2023-03-17", "--from", "อำเภอเทพสถิต",
                "--to", "อบต.ทุกแห่ง", "--to", "ทต.เทพสถิต", "--subject", "ขยายเวลาการบันทึกข้อมูล")  # fmt: skip
    district.ok("extend", "908", "--to", "2023-03-31", "--by", "750")
    text = district.ok("draft", "reminder", "908").out
    assert "อ้างถึง  ๑. หนังสืออำเภอเทพสถิต ที่ ชย ๐๐๒๓.๑๔/๗๐๘" in text
    assert "๒. หนังสืออำเภอเทพสถิต ที่ ชย ๐๐๒๓.๑๔/๗๕๐ ลงวันที่ ๑๗ มีนาคม ๒๕๖๖" in text
    assert "ภายในวันศุกร์ที่ ๓๑ มีนาคม ๒๕๖๖ นั้น" in text


def test_urgency_and_secrecy_are_carried_on(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok("add", "--number", "ลับ ด่วนที่สุด ที่ ชย 0023.14/ว 12", "--date", "2023-03-15",
                 "--from", "อำเภอเทพสถิต", "--to", "อบต.ทุกแห่ง", "--task", "รายงานผลการสืบสวน",
                 "--due", "2023-03-24")  # fmt: skip
    assert "marked ลับ" in circtrack.run("draft", "reminder", "12").err
    text = circtrack.ok("draft", "reminder", "12", "--include-secret").out
    assert text.lstrip().startswith("ลับ\nด่วนที่สุด\nที่ ชย ๐๐๒๓.๑๔/")
    assert "อ้างถึง  หนังสืออำเภอเทพสถิต ลับ ด่วนที่สุด ที่ ชย ๐๐๒๓.๑๔/ว ๑๒" in text
    assert "เรียน  นายกองค์การบริหารส่วนตำบล ทุกแห่ง" in text
    assert "แจ้งให้รายงานผลการสืบสวน ให้ถูกต้อง" in text


def test_who_was_never_told_is_not_reminded_but_named(circtrack: Program) -> None:
    circtrack.with_chain("อำเภอบ้านเขว้า")
    done = circtrack.ok("draft", "reminder", "908")
    assert done.out == ""
    assert "not told by any letter" in done.err
    assert "Pass the letter on first" in done.err


def test_the_document_says_what_the_text_says(district: Program) -> None:
    file = district.database.parent / "draft.docx"
    for kind in (["forward", "3022"], ["reminder", "908"], ["reminder", "908", "--stamped"], ["report", "908"]):
        text = district.ok("draft", *kind).out
        district.ok("draft", *kind, "--docx", file)
        paragraphs = " ".join(paragraph.text for paragraph in docx.Document(str(file)).paragraphs)
        unheld = paragraphs.replace("\N{NO-BREAK SPACE}", " ").replace("\N{ZERO WIDTH JOINER}", "")
        assert unheld.split() == text.split(), kind


def centimetres(length: Length | None) -> float:
    return round((length or 0) / Cm(1), 1)


def test_the_document_is_a4_in_sarabun_for_all_scripts(district: Program) -> None:
    file: Path = district.database.parent / "draft.docx"
    district.ok("draft", "reminder", "908", "--docx", file)
    document = docx.Document(str(file))
    style = document.styles["Normal"]
    assert (style.font.name, style.font.size) == ("TH Sarabun New", Pt(16))
    fonts = style.element.rPr.rFonts
    assert {fonts.get(qn(name)) for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")} == {"TH Sarabun New"}
    assert style.element.rPr.find(qn("w:szCs")).get(qn("w:val")) == "32"
    section = document.sections[0]
    assert (centimetres(section.page_width), centimetres(section.page_height)) == (21.0, 29.7)
    assert (centimetres(section.left_margin), centimetres(section.right_margin)) == (3.0, 2.0)
    by_text = {paragraph.text: paragraph for paragraph in document.paragraphs}
    assert centimetres(by_text["จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการ"].paragraph_format.first_line_indent) == 2.5


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["reminder"], "Missing argument"),
        (["letter", "908"], "is not one of"),
        (["forward", "3022", "--stamped"], "--stamped is for a reminder"),
        (["report", "908", "--due", "2023-03-30"], "--due is not for a report"),
        (["report", "908", "--record"], "--record is for a letter that passes a circular on"),
        (["forward", "3022", "--record", "--due", "2023-03-22"], "--record with --due needs --number"),
        (["reminder", "908", "--docx", "a.docx", "--output", "b"], "--docx, --output do not go together"),
        (["reminder", "908", "--due", "1 ม.ค. 66"], "is over"),
        (["reminder", "908", "--docx", "x.pdf"], "Write x.docx, and make the PDF from it"),
        (["reminder", "908", "--output", "x.pdf"], "--docx FILE.docx writes a document"),
        (["forward", "708"], "is the office's own letter"),
        (["report", "908", "--from", "สถ."], "Nobody stands above"),
    ],
)
def test_wrong_usage_is_told(district: Program, command: list[str], message: str) -> None:
    done = district.run("draft", *command)
    assert (done.status, done.out) == (2, "")
    assert message in done.err


def test_an_office_s_own_text_wins_and_what_is_wrong_in_it_is_told(district: Program) -> None:
    folder = district.database.parent / "texts"
    folder.mkdir()
    (folder / "draft_memo.j2").write_text("para: {{ c.sender }} || x\nno such role\n", encoding="utf-8")
    program = own(district)
    program.ok("config", "set", "remind.templates", str(folder))
    done = program.run("draft", "memo", "908")
    assert (done.status, done.out) == (2, "")
    assert "draft_memo.j2: the line 'no such role' begins with none of" in done.err


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ระบบ e-Plan2 https://a.go.th/eplan68 ที่ 0023.14/708 ลงวันที่ 9",
         "ระบบ e-Plan2 https://a.go.th/eplan68 ที่ ๐๐๒๓.๑๔/๗๐๘ ลงวันที่ ๙"),
        ("https://forms.gle/abcd1234 และ saraban14@dla.go.th", "https://forms.gle/abcd1234 และ saraban14@dla.go.th"),
        ("ตาม https://data.go.th/ชุด12/ก3 ข้อ 4", "ตาม https://data.go.th/ชุด12/ก3 ข้อ ๔"),
        ("http://1.2.3.4:80/9 (2 ชุด)", "http://1.2.3.4:80/9 (๒ ชุด)"),
        ("ฝุ่น PM 2.5 จำนวน 3 จุด", "ฝุ่น PM 2.5 จำนวน ๓ จุด"),
        ("โควิด COVID 19", "โควิด COVID 19"),
        ("ระบบ INFO 3 แห่ง", "ระบบ INFO ๓ แห่ง"),
        ("แบบ.docx ขนาด A4 2 ชุด form2.xlsx", "แบบ.docx ขนาด A4 ๒ ชุด form2.xlsx"),
    ],
)  # fmt: skip
def test_figures_in_latin_names_stay(text: str, shown: str) -> None:
    from circtrack.render.numerals import thai_numerals

    assert thai_numerals(text) == shown
