"""A later letter gives what comes again and again other days, or ends it. What was done before stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.program import Program

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

NUMBER = "ที่ มท ๐๘๑๐.๙/ว {number}"
HEAD = """{number}

กรมส่งเสริมการปกครองท้องถิ่น
ถนนนครราชสีมา เขตดุสิต กทม. ๑๐๓๐๐

{date}

เรื่อง {subject}

เรียน ผู้ว่าราชการจังหวัด ทุกจังหวัด

{body}

จึงเรียนมาเพื่อโปรดพิจารณา

ขอแสดงความนับถือ
"""
CITED = "อ้างถึง หนังสือกรมส่งเสริมการปกครองท้องถิ่น ที่ มท ๐๘๑๐.๙/ว ๑๒๐๐ ลงวันที่ ๑๐ มีนาคม ๒๕๖๖"
EARLIER = "ตามหนังสือที่อ้างถึง ขอให้องค์กรปกครองส่วนท้องถิ่นรายงานขยะในระบบ INFO ภายในวันที่ ๕ ของทุกเดือน นั้น"
GOOD, LATE = "อบต.บ้านไร่", "อบต.โป่งนก"


def write(number: str, date: str, subject: str, *body: str) -> str:
    return HEAD.format(number=NUMBER.format(number=number), date=date, subject=subject, body="\n\n".join(body))


ASKED = write(
    "๑๒๐๐",
    "๑๐ มีนาคม ๒๕๖๖",
    "การรายงานขยะขององค์กรปกครองส่วนท้องถิ่น",
    "ขอให้จังหวัดแจ้งองค์กรปกครองส่วนท้องถิ่นรายงานขยะในระบบ INFO ภายในวันที่ ๕ ของทุกเดือน",
)
CHANGED = write(
    "๒๔๐๐",
    "๒๐ พฤษภาคม ๒๕๖๖",
    "ขยายกำหนดเวลาการรายงานขยะขององค์กรปกครองส่วนท้องถิ่น",
    CITED,
    EARLIER,
    "ขอขยายกำหนดเวลาการรายงานขยะ จากเดิมภายในวันที่ ๕ ของทุกเดือน เป็นภายในวันที่ ๑๐ ของทุกเดือน",
)


@pytest.fixture
def monthly(circtrack: Program) -> Program:
    """A monthly report, due on the fifth, asked for on 10 March 2023."""
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok("read", "-", "--yes", given=ASKED, today="2023-03-11")
    return circtrack


def states(program: Program, office: str, today: str) -> list[str]:
    """The states of an office's rounds, each after its deadline."""
    rows = program.rows("owing", "1200", "--round", "all", "--state", ALL, today=today)
    name = office.replace("อบต.", "องค์การบริหารส่วนตำบล")
    return [f"{row['due_on'][5:]} {row['state']}" for row in rows if row["office_name"] == name]


ALL = "done,done_late,overdue,due_today,at_risk,owing,untold,exempt"


def test_a_letter_gives_the_rounds_that_are_to_come_another_day(monthly: Program) -> None:
    monthly.ok("done", "1200", GOOD, "--round", "2", "--on", "2023-04-20", today="2023-05-11")
    monthly.ok("done", "1200", GOOD, "--round", "3", "--on", "2023-05-10", today="2023-05-11")
    said = monthly.ok("read", "-", "--yes", given=CHANGED, today="2023-05-21").err
    assert "changes the days of มท 0810.9/ว 1200 from round 3 on: 2023-06-10, 2023-07-10, 2023-08-10 …, not" in said
    assert states(monthly, GOOD, "2023-06-11") == ["04-05 overdue", "05-05 done", "06-10 done", "07-10 untold"]
    assert "Carried out" not in monthly.ok("read", "-", "--yes", given=CHANGED, today="2023-05-21").err
    monthly.ok("undo", today="2023-05-21")
    assert states(monthly, GOOD, "2023-06-05") == ["04-05 overdue", "05-05 done", "06-05 done"]


def test_it_does_not_matter_which_letter_was_recorded_first(monthly: Program, circtrack: Program) -> None:
    monthly.ok("undo", today="2023-03-11")
    monthly.ok("read", "-", "--yes", given=CHANGED, today="2023-05-21")
    monthly.ok("read", "-", "--yes", given=ASKED, today="2023-05-21")
    assert states(circtrack, LATE, "2023-06-11") == [
        "04-05 overdue",
        "05-05 overdue",
        "06-10 overdue",
        "07-10 untold",
    ]


def test_a_withdrawn_letter_takes_its_days_back(monthly: Program) -> None:
    monthly.ok("read", "-", "--yes", given=CHANGED, today="2023-05-21")
    monthly.ok("correct", "2400", "--withdraw", "--reason", "ซ้ำ", "--yes", today="2023-05-22")
    assert states(monthly, LATE, "2023-05-22") == ["04-05 overdue", "05-05 overdue", "06-05 untold"]


def test_what_the_letter_says_is_corrected_and_followed(monthly: Program) -> None:
    monthly.ok("read", "-", "--yes", given=CHANGED, today="2023-05-21")
    monthly.ok("correct", "2400", "--task", "1", "--due", "ภายในวันที่ ๑๒ ของทุกเดือน", "--yes", today="2023-05-22")
    assert states(monthly, LATE, "2023-06-11")[-1] == "06-12 at_risk"


def end(*more: str) -> str:
    said = "ขอยกเลิกการรายงานขยะตามหนังสือที่อ้างถึง"
    subject = "ยกเลิกการรายงานขยะขององค์กรปกครองส่วนท้องถิ่น"
    return write("๓๖๐๐", "๒๐ สิงหาคม ๒๕๖๖", subject, CITED, EARLIER, " ".join((said, *more)))


@pytest.mark.parametrize(
    ("words", "owed", "said"),
    [
        ((), ["07-05", "08-05"], "what it asked is no longer owed"),
        (
            ("ตั้งแต่วันที่ ๑ ตุลาคม ๒๕๖๖ เป็นต้นไป",),
            ["07-05", "08-05", "09-05"],
            "rounds that end on 2023-10-01 or later are no longer owed",
        ),
        (
            ("ตั้งแต่งวดเดือนตุลาคม ๒๕๖๖ เป็นต้นไป",),
            ["07-05", "08-05", "09-05", "10-05", "11-05"],
            "does not say by a day which",
        ),
    ],
)
def test_a_letter_ends_it_from_its_own_day_or_the_day_that_it_names(
    monthly: Program, words: tuple[str, ...], owed: list[str], said: str
) -> None:
    assert said in monthly.ok("read", "-", "--yes", given=end(*words), today="2023-08-21").err
    found = [each for each in states(monthly, LATE, "2023-11-01") if not each.endswith("exempt")]
    assert [each.partition(" ")[0] for each in found] == ["04-05", "05-05", "06-05", *owed]


def test_an_office_is_exempt_from_a_day_on(monthly: Program) -> None:
    monthly.ok("exempt", "1200", LATE, "--from", "2023-06-01", "--reason", "ยุบรวม", today="2023-05-20")
    assert states(monthly, LATE, "2023-07-01") == ["04-05 overdue", "05-05 overdue", "06-05 exempt", "07-05 exempt"]
    assert states(monthly, GOOD, "2023-06-01")[-1] == "06-05 untold"
    monthly.ok("undo", today="2023-05-20")
    monthly.ok("exempt", "1200", "--from", "2023-06-01", "--reason", "สิ้นสุดโครงการ", today="2023-05-20")
    assert [row["due_on"] for row in monthly.rows("owing", "1200", "--under", LATE, today="2023-08-01")] == [
        "2023-04-05",
        "2023-05-05",
    ]
    refused = monthly.run("exempt", "1200", LATE, "--from", "2023-06-01", "--round", "2", "--reason", "x")
    assert (refused.status, "which of the two" in refused.err) == (2, True)


def test_the_day_from_which_an_office_is_exempt_travels(monthly: Program, tmp_path: Path) -> None:
    monthly.ok("exempt", "1200", LATE, "--from", "2023-06-01", "--reason", "ยุบรวม", today="2023-05-20")
    file = tmp_path / "x.circtrack"
    monthly.ok("bundle", "1200", "--for", "จ.ชัยภูมิ", "--output", file, today="2023-05-20")
    above = Program(tmp_path / "province.db")
    above.ok("init", "--office", "จ.ชัยภูมิ")
    above.ok("read", "-", "--yes", given=ASKED, today="2023-03-11")
    above.ok("merge", file, today="2023-05-20")
    assert states(above, LATE, "2023-07-01") == states(monthly, LATE, "2023-07-01")
