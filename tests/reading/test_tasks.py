"""Who is asked to do what by when: each way of asking with what it must give, and what must be said to be unsure."""

from __future__ import annotations

import time
from datetime import date

import pytest

from circtrack.reading.tasks import read_tasks

WRITTEN_ON = date(2025, 1, 10)
LOCAL = "องค์กรปกครองส่วนท้องถิ่น"
Expected = list[tuple[str, str, str]]


def read(*body: str) -> tuple[Expected, set[tuple[str, str]]]:
    """Title, audience and last day of each task; code and text of each finding."""
    tasks, findings = read_tasks(list(body), subject="การดำเนินงาน", written_on=WRITTEN_ON)
    found = [(each.title, each.audience, each.due_on.isoformat() if each.due_on else each.rule) for each in tasks]
    return found, {(each.code, each.text) for each in findings}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            ["จึงขอให้ท่านรายงานปริมาณขยะ ตามแบบ มฝ.๑ ส่งให้จังหวัดภายในวันที่ ๒๐ มกราคม ๒๕๖๘"],
            [("รายงานปริมาณขยะ ตามแบบ มฝ.๑", "", "2025-01-20")],
            id="the recipients, and where to is no part of the title",
        ),
        pytest.param(
            ["จังหวัดจึงขอให้อำเภอและเทศบาลนครลำปางจัดส่งรายชื่อ จำนวน ๕ คน ก่อนวันที่ ๒๕ มกราคม ๒๕๖๘"],
            [("จัดส่งรายชื่อ จำนวน ๕ คน", "อำเภอและเทศบาลนครลำปาง", "2025-01-24")],
            id="an office by name, which the registry knows",
        ),
        pytest.param(
            [
                f"ขอให้เทศบาลและ{LOCAL}ทุกแห่งสำรวจข้อมูลเสาไฟฟ้า ส่งให้อำเภอภายในวันที่ ๑๕ มกราคม ๒๕๖๘",
                "และให้อำเภอรวบรวมส่งจังหวัดภายในวันที่ ๒๐ มกราคม ๒๕๖๘",
            ],
            [
                ("สำรวจข้อมูลเสาไฟฟ้า", f"เทศบาลและ{LOCAL}ทุกแห่ง", "2025-01-15"),
                ("รวบรวมส่งจังหวัด", "อำเภอ", "2025-01-20"),
            ],
            id="two offices with a day each, not crossed",
        ),
        pytest.param(
            [
                "ขอให้ดำเนินการ ดังนี้",
                "๑. อบจ.ลำปาง และเทศบาลนครลำปาง จัดส่งแผนให้จังหวัด ภายในวันที่ ๑๕ มกราคม ๒๕๖๘",
                "๒. อำเภอ แจ้ง อปท. ในพื้นที่ บันทึกแผนในระบบ e-Plan ให้แล้วเสร็จ ภายในวันที่ ๒๐ มกราคม ๒๕๖๘",
                "๓. กรณีมีปัญหา ให้รายงานจังหวัดทราบโดยด่วน",
            ],
            [
                ("จัดส่งแผน", "อบจ.ลำปาง และเทศบาลนครลำปาง", "2025-01-15"),
                ("บันทึกแผน", "อปท. ในพื้นที่", "2025-01-20"),
            ],
            id="items with those that they are for in front; what is done in a case only is no task",
        ),
        pytest.param(
            [
                f"ขอให้{LOCAL}ที่มีสัญญาจ้างสิ้นสุดภายในวันที่ ๓๑ มีนาคม ๒๕๖๘ ส่งสำเนาสัญญา",
                "ให้จังหวัดภายในวันที่ ๒๔ มกราคม ๒๕๖๘",
            ],
            [("ส่งสำเนาสัญญา", f"{LOCAL}ที่มีสัญญาจ้างสิ้นสุดภายในวันที่ ๓๑ มีนาคม ๒๕๖๘", "2025-01-24")],
            id="a description that holds a day of its own",
        ),
        pytest.param(
            ["ขอให้ท่านเข้ารับการอบรม ระหว่างวันที่ ๓ - ๕ กุมภาพันธ์ ๒๕๖๘ ณ โรงแรม โดยส่งแบบตอบรับภายในวันที่ ๒๔ มกราคม ๒๕๖๘"],
            [("ส่งแบบตอบรับ", "", "2025-01-24")],
            id="the days of what the answer is about",
        ),
        pytest.param(
            [
                "ด้วยกรมขอให้จังหวัดรายงานผลภายในวันที่ ๓๑ มกราคม ๒๕๖๘ จังหวัดลำปางจึงขอให้อำเภอรายงานผลการสำรวจ",
                "ให้จังหวัดทราบภายในวันที่ ๒๔ มกราคม ๒๕๖๘",
            ],
            [("รายงานผลการสำรวจ", "อำเภอ", "2025-01-24")],
            id="what others ask of the writer gives way",
        ),
        pytest.param(
            ["จึงเรียนมาเพื่อโปรดแจ้ง อปท. ในพื้นที่ตอบแบบสอบถามผ่าน Google Forms ภายในวันที่ ๒๒ มกราคม ๒๕๖๘ ด้วย"],
            [("ตอบแบบสอบถาม", "อปท. ในพื้นที่", "2025-01-22")],
            id="a closing that asks",
        ),
        pytest.param(["จึงเรียนมาเพื่อโปรดดำเนินการโดยด่วน"], [], id="a closing that is courtesy"),
        pytest.param(
            [f"ขอให{LOCAL}ดำเนินการสำรวจขอมูลครุภัณฑ แลวรายงานใหอำเภอทราบ ภายในวันที ๑๗ มกราคม ๒๕๖๘"],
            [("สำรวจขอมูลครุภัณฑ แลวรายงาน", LOCAL, "2025-01-17")],
            id="tone marks lost",
        ),
        pytest.param(
            [
                f"ขอให้{LOCAL}ดำเนินการ ดังนี้ (๑) จัดทำแผน ส่งให้อำเภอภายในวันที่ ๑๕ มกราคม ๒๕๖๘",
                "(๒) กรอกแบบสำรวจภายในวันที่ ๑๗ มกราคม ๒๕๖๘",
            ],
            [("จัดทำแผน", LOCAL, "2025-01-15"), ("กรอกแบบสำรวจ", LOCAL, "2025-01-17")],
            id="a list within a line",
        ),
        pytest.param(
            [
                "จังหวัดขอให้",
                "ก. อำเภอจัดลำดับโครงการ ภายในวันที่ ๑๕ มกราคม ๒๕๖๘",
                "ข. เทศบาลเสนอโครงการตามแบบ จ.๑ ภายในวันที่ ๑๗ มกราคม ๒๕๖๘",
            ],
            [("จัดลำดับโครงการ", "อำเภอ", "2025-01-15"), ("เสนอโครงการตามแบบ จ.๑", "เทศบาล", "2025-01-17")],
            id="a list by letters, asked for in the line above",
        ),
        pytest.param(
            ["จึงขอให้อำเภอส่งบัญชีกระสอบทรายให้จังหวัด ภายในวันพรุ่งนี้ (๑๑ มกราคม ๒๕๖๘) เวลา ๑๕.๐๐ น."],
            [("ส่งบัญชีกระสอบทราย", "อำเภอ", "2025-01-11")],
            id="tomorrow, by the letter's day",
        ),
        pytest.param(
            ["ขอให้อำเภอส่งแผนเผชิญเหตุให้จังหวัด ภายในวันพฤหัสบดีที่", "๑๖", "มกราคม ๒๕๖๘"],
            [("ส่งแผนเผชิญเหตุ", "อำเภอ", "2025-01-16")],
            id="a day alone on its line is no page's number",
        ),
        pytest.param(
            ["ขอให้อำเภอกรอกแบบสำรวจ ภายในเวลา", "12.00 น. ของวันพฤหัสบดีที่", "16 มกราคม 2568 หากพ้นกำหนดจะถือว่าไม่มี"],
            [("กรอกแบบสำรวจ", "อำเภอ", "2025-01-16")],
            id="an hour at a line's beginning is no item's number",
        ),
        pytest.param(
            ["จึงขอให้อำเภอรายงานระดับน้ำ ทุก ๖ ชั่วโมง"],
            [("รายงานระดับน้ำ", "อำเภอ", "FREQ=DAILY")],
            id="several times a day",
        ),
        pytest.param(
            ["ขอให้อำเภอส่งรายชื่อกรรมการ ให้ถึงจังหวัดอย่างช้าที่สุดภายในวันที่ ๑๕ มกราคม ๒๕๖๘"],
            [("ส่งรายชื่อกรรมการ", "อำเภอ", "2025-01-15")],
            id="how late is no part of the title",
        ),
        pytest.param(
            [
                f"จึงขอให้{LOCAL}สำรวจข้อมูลตามแบบ ส่งให้",
                "/๒. อำเภอ",
                "- ๒ -",
                "รับที่ ๒๗๗/๖๙",
                "อำเภอภายในวันที่ ๑๕ มกราคม ๒๕๖๘",
            ],
            [("สำรวจข้อมูลตามแบบ", LOCAL, "2025-01-15")],
            id="a page's turn and a stamp in the middle",
        ),
        pytest.param(
            ["จึงขอให้จังหวัดแจ้งอำเภอและองค์กรปกครองส่วนท้องถิ่นในพื้นที่สำรวจจุดเสี่ยง และจัดส่งข้อมูลให้จังหวัด ภายในวันที่ ๒๔ มกราคม ๒๕๖๘"],
            [("สำรวจจุดเสี่ยง และจัดส่งข้อมูล", "อำเภอและองค์กรปกครองส่วนท้องถิ่นในพื้นที่", "2025-01-24")],
            id="who is told does both, for those who tell",
        ),
        pytest.param(
            ["ขอให้จังหวัดกำชับอำเภอทุกอำเภอเร่งรัดการจัดเก็บขยะตกค้าง และรายงานผลให้กรมทราบภายในวันที่ 31 มกราคม 2568"],
            [("รายงานผล", "จังหวัด", "2025-01-31")],
            id="who tells reports to the office above",
        ),
        pytest.param(
            ["ให้อำเภอแจ้งเทศบาลตำบลทุกแห่งแต่งตั้งผู้ดูแลระบบ แล้วรวบรวมรายชื่อส่งจังหวัดภายในวันที่ ๒๒ มกราคม ๒๕๖๘"],
            [("รวบรวมรายชื่อส่งจังหวัด", "อำเภอ", "2025-01-22")],
            id="who tells collects for the office above",
        ),
        pytest.param(
            ["ขอความร่วมมือจังหวัดประสานองค์กรปกครองส่วนท้องถิ่นจัดกิจกรรมปลูกต้นไม้ ภายในวันที่ ๑๒ กุมภาพันธ์ ๒๕๖๘"],
            [("จัดกิจกรรมปลูกต้นไม้", LOCAL, "2025-02-12")],
            id="who is asked through another office",
        ),
        pytest.param(
            ["ขอให้จังหวัดสั่งการให้นายอำเภอทุกแห่งในฐานะผู้อำนวยการอำเภอเปิดศูนย์บัญชาการเหตุการณ์ ภายในวันที่ ๑๕ มกราคม ๒๕๖๘"],
            [("เปิดศูนย์บัญชาการเหตุการณ์", "นายอำเภอทุกแห่งในฐานะผู้อำนวยการอำเภอ", "2025-01-15")],
            id="a capacity behind the office, and any verb",
        ),
        pytest.param(
            [
                "กรมจึงขอให้จังหวัดดำเนินการ ดังนี้",
                "๑. ให้ที่ทำการปกครองอำเภอออกประกาศห้ามเล่นน้ำ ภายในวันที่ ๒๐ มกราคม ๒๕๖๘",
                "๒. ให้องค์กรปกครองส่วนท้องถิ่นในพื้นที่ขึงเชือกและติดป้ายเตือน ภายในวันที่ ๒๕ มกราคม ๒๕๖๘",
                "๓. ให้คณะกรรมการช่วยเหลือผู้ประสบภัยอำเภอพิจารณาคำขอรับเงิน ภายในวันที่ ๒๗ มกราคม ๒๕๖๘",
                "๔. ให้อำเภอเวียงสาขุดบ่อดักขยะ ภายในวันที่ ๔ กุมภาพันธ์ ๒๕๖๘",
            ],
            [
                ("ออกประกาศห้ามเล่นน้ำ", "ที่ทำการปกครองอำเภอ", "2025-01-20"),
                ("ขึงเชือกและติดป้ายเตือน", "องค์กรปกครองส่วนท้องถิ่นในพื้นที่", "2025-01-25"),
                ("พิจารณาคำขอรับเงิน", "คณะกรรมการช่วยเหลือผู้ประสบภัยอำเภอ", "2025-01-27"),
                ("ขุดบ่อดักขยะ", "อำเภอเวียงสา", "2025-02-04"),
            ],
            id="offices below the addressee, each with any verb",
        ),
    ],
)
def test_each_task_has_its_own_office_and_day(body: list[str], expected: Expected) -> None:
    tasks, findings = read(*body)
    assert tasks == expected
    assert not {code for code, _ in findings} & {"unsure_task", "unread_deadline"}


@pytest.mark.parametrize(
    ("body", "finding"),
    [
        pytest.param(
            "ขอให้อำเภอแจ้ง อปท. บันทึกข้อมูลภายในวันที่ ๒๔ มกราคม ๒๕๖๘ และรายงานผลภายในวันที่ ๒๗ มกราคม ๒๕๖๘",
            ("unsure_task", "รายงานผล"),
            id="who reports: the district, or those it tells",
        ),
        pytest.param(
            f"ขอให้{LOCAL}ดำเนินการให้แล้วเสร็จภายในวันที่ ๒๔ มกราคม ๒๕๖๘",
            ("unsure_task", "ดำเนินการ"),
            id="what is to be done stands elsewhere",
        ),
        pytest.param(
            f"๓. {LOCAL} รื้อป้ายโฆษณา ให้แล้วเสร็จภายในวันที่ ๓๑ มกราคม ๒๕๖๘",
            ("unsure_task", "รื้อป้ายโฆษณา"),
            id="a verb that is not known, in an item that does not ask",
        ),
        pytest.param(
            f"ขอให้{LOCAL}งดใช้ระบบ และขอให้สำรองข้อมูลก่อนวันที่ ๑๑ มกราคม ๒๕๖๘",
            ("unsure_task", "สำรองข้อมูล"),
            id="an asking before that was not understood",
        ),
        pytest.param(
            "ขอให้อำเภอกรอกข้อมูลให้ครบถ้วน ภายในวันที่ ๓๐ ก ย ๖๗",
            ("unread_deadline", "ภายในวันที่ ๓๐ ก ย ๖๗"),
            id="a day that could not be read",
        ),
        pytest.param(
            "ขอให้อำเภอส่งบัญชีให้จังหวัดภายในวันที่ ๒๐ มกราคม ๒๕๖๘ พร้อมทั้งแต่งตั้งคณะทำงานระดับตำบล",
            ("undated_duty", "แต่งตั้งคณะทำงานระดับตำบล"),
            id="a further duty behind the day",
        ),
        pytest.param(
            "ขอให้อำเภอรายงานผลการสำรวจ ภายในวันพฤหัสบดีที่ มกราคม ๒๕๖๘",
            ("unread_deadline", "ภายในวันพฤหัสบดีที่ มกราคม ๒๕๖๘"),
            id="a weekday without its day is not the whole month",
        ),
        pytest.param(
            "ขอให้อำเภอรายงานผลการสำรวจ ภายในสัปดาห์นี้",
            ("ambiguous_deadline", "ภายในสัปดาห์นี้"),
            id="the end of a week: Friday or Sunday",
        ),
        pytest.param(
            "ผู้มีสิทธิต้องแจ้งเหตุภายในวันที่ ๒๐ มกราคม ๒๕๖๘",
            ("unclaimed_deadline", "ภายในวันที่ ๒๐ มกราคม ๒๕๖๘"),
            id="a day of no asking",
        ),
    ],
)
def test_what_can_be_read_in_more_than_one_way_is_said(body: str, finding: tuple[str, str]) -> None:
    assert finding in read(body)[1]


def test_items_may_share_the_day_of_the_sentence_before_them_and_that_is_unsure() -> None:
    tasks, findings = read(
        "ขอให้อำเภอดำเนินการให้แล้วเสร็จภายในวันที่ ๒๘ กุมภาพันธ์ ๒๕๖๘ ดังนี้", "๑) สำรวจข้อมูลผู้พิการ", "๒) รายงานผลให้จังหวัดทราบ"
    )
    assert tasks == [("สำรวจข้อมูลผู้พิการ", "อำเภอ", "2025-02-28"), ("รายงานผล", "อำเภอ", "2025-02-28")]
    assert {code for code, _ in findings} == {"unsure_task"}


@pytest.mark.parametrize(
    "body",
    [
        "ขอให้จังหวัดแจ้งสำนักงานสาธารณสุขอำเภอคัดกรองผู้ป่วยกลุ่มเสี่ยง และให้สำนักงานสาธารณสุขจังหวัดบันทึกผล ภายในวันที่ ๓๑ มกราคม ๒๕๖๘",
        "ให้ทุกอำเภอจัดเวรยามเฝ้าระวังระดับน้ำ ตั้งแต่วันที่ ๑ กุมภาพันธ์ ๒๕๖๘",
        "ขอให้จังหวัดกำชับอำเภอทุกอำเภอขนย้ายขยะตกค้าง และรายงานผลให้กรมทราบภายในวันที่ 31 มกราคม 2568",
    ],
)
def test_what_is_asked_without_a_day_is_told(body: str) -> None:
    assert "undated_duty" in {code for code, _ in read(body)[1]}


def test_what_is_no_duty_is_none() -> None:
    assert read("จึงขอให้แจ้งอำเภอทราบ และให้จังหวัดที่เกี่ยวข้องทราบด้วย") == ([], set())


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "ขอให้บันทึก",
        "ขอให้ แจ้ง",
        "ให้ ",
        "ขอให้อบต.กและ",
        "จึงขอให้อำเภอบันทึกข้อมูลภายในวันที่ ๑๒ มกราคม ๒๕๖๘ ",
        "ภายในวันที่ ๑ ",
        "ดังนี้ ๑. ",
    ],
)
def test_twice_the_body_takes_about_twice_the_time(piece: str) -> None:
    assert any(_seconds(piece, 16_000) / _seconds(piece, 8_000) < 3 for _ in range(4))


def _seconds(piece: str, length: int) -> float:
    body = [(piece * (length // len(piece) + 1))[:length]]
    begun = time.process_time()
    read_tasks(body, subject="", written_on=WRITTEN_ON)
    return max(time.process_time() - begun, 1e-3)
