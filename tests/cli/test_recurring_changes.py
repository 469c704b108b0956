"""A later letter gives what comes again and again other days, or ends it. What was done before stays."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from support.program import Program
from support.servers import copied, copied_once_made

if TYPE_CHECKING:
    from collections.abc import Callable
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


def asked(path: Path, office: str) -> Program:
    """The database of an office that was asked on 10 March 2023 for a monthly report, due on the fifth."""

    def make(database: Path) -> None:
        program = Program(database)
        program.ok("init", "--office", office)
        program.ok("read", "-", "--yes", given=ASKED, today="2023-03-11")

    return Program(copied_once_made(path, f"a monthly report asked of {office}", make))


@pytest.fixture
def monthly(circtrack: Program) -> Program:
    return asked(circtrack.database, "อำเภอเทพสถิต")


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


UNTIL_APRIL = "ภายในวันที่ ๕ ของทุกเดือน จนถึงวันที่ ๓๐ เมษายน ๒๕๖๗"


@pytest.mark.file_only
def test_new_days_that_name_no_end_have_that_of_the_duty(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok("read", "-", "--yes", given=ASKED.replace("ภายในวันที่ ๕ ของทุกเดือน", UNTIL_APRIL), today="2023-03-11")
    new = ("extend", "1200", "--reason", "ระบบล่ม", "--to")
    said = circtrack.ok(*new, "ภายในวันที่ ๑๐ ของทุกเดือน", today="2023-05-21").err
    assert "from round 3 on due 2023-06-10, 2023-07-10, 2023-08-10 … 2024-04-10 (before: 2023-06-05, " in said
    assert "… 2024-04-05)" in said
    assert states(circtrack, LATE, "2024-12-01")[-2:] == ["03-10 overdue", "04-10 overdue"]
    longer = circtrack.ok(*new, "ภายในวันที่ ๑๐ ของทุกเดือน จนถึงวันที่ ๓๐ กันยายน ๒๕๖๗", today="2023-05-21").err
    assert "from round 3 on due 2023-06-10, 2023-07-10, 2023-08-10 … 2024-09-10 (before: 2023-06-10, " in longer
    assert states(circtrack, LATE, "2024-12-01")[-1] == "09-10 overdue"
    refused = circtrack.run(*new, "ทุกวันศุกร์", today="2024-12-01")
    assert (refused.status, "end before the round" in refused.err) == (2, True)
    assert "แจ้งวันสิ้นสุด" in circtrack.run(*new, "ทุกวันศุกร์", today="2024-12-01", lang="th").err


@pytest.mark.file_only
def test_a_letter_with_new_days_keeps_the_end_of_the_duty(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok("read", "-", "--yes", given=ASKED.replace("ภายในวันที่ ๕ ของทุกเดือน", UNTIL_APRIL), today="2023-03-11")
    said = circtrack.ok("read", "-", "--yes", given=CHANGED, today="2023-05-21").err
    assert "round 3 on: 2023-06-10, 2023-07-10, 2023-08-10 … 2024-04-10, not 2023-06-05, " in said
    assert states(circtrack, LATE, "2024-12-01")[-1] == "04-10 overdue"


@pytest.mark.parametrize(
    ("clause", "day", "said"),
    [
        ("หากตรงกับวันหยุดราชการ ให้ส่งวันทำการถัดไป", "2023-06-12", "gives way to the next working day"),
        ("หากตรงกับวันหยุดราชการ ให้ส่งวันทำการก่อนวันหยุด", "2023-06-09", "gives way to the working day before"),
    ],
    ids=["next", "before"],
)
def test_new_days_that_say_nothing_of_days_off_keep_what_was_said(
    circtrack: Program, clause: str, day: str, said: str
) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    asked = ASKED.replace("ภายในวันที่ ๕ ของทุกเดือน", f"ภายในวันที่ ๕ ของทุกเดือน {clause}")
    circtrack.ok("read", "-", "--yes", given=asked, today="2023-03-11")
    carried_out = circtrack.ok("read", "-", "--yes", given=CHANGED, today="2023-05-21").err
    assert f"from round 3 on: {day}, 2023-07-10, 2023-08-10 …" in carried_out
    assert f"note: The new days say nothing of days off: as before, a day off {said}." in carried_out
    circtrack.ok("undo", today="2023-05-21")
    new = ("extend", "1200", "--reason", "ระบบล่ม", "--to")
    moved = circtrack.ok(*new, "ภายในวันที่ ๑๐ ของทุกเดือน", today="2023-05-21").err
    assert f"from round 3 on due {day}, 2023-07-10, " in moved
    assert said in moved
    of_working_days = circtrack.ok(*new, "ภายในวันทำการสุดท้ายของทุกเดือน", today="2023-05-21").err
    assert "2023-06-30" in of_working_days
    assert said not in of_working_days


@pytest.mark.file_only
@pytest.mark.parametrize("lang", ["en", "th"])
def test_rounds_before_the_stated_beginning_of_other_days_stay(monthly: Program, lang: str) -> None:
    fridays = "ทุกวันศุกร์ เริ่มตั้งแต่วันที่ ๑ กรกฎาคม ๒๕๖๖"
    new = ("extend", "1200", "--round", "2", "--to", fridays, "--reason", "สั่งใหม่")
    moved = monthly.run(*new, today="2023-03-21", lang=lang)
    assert moved.status == 0
    assert ("from round 4 on due 2023-07-07, " if lang == "en" else "ตั้งแต่งวดที่ 4") in moved.err
    days = [each.split()[0] for each in states(monthly, LATE, "2023-07-08")]
    assert days == ["04-05", "05-05", "06-05", "07-07", "07-14"]


YEARLY = "ภายในวันที่ ๓๐ กันยายน ของทุกปี"


@pytest.mark.file_only
@pytest.mark.parametrize(
    ("named", "done", "stay"),
    [
        ((), {}, ["04-05", "05-05"]),
        (("--round", "3"), {}, ["04-05", "05-05"]),
        (("--round", "1"), {}, ["04-05", "05-05"]),  # both are past
        (("--round", "2"), {"3": "2023-05-20"}, ["04-05", "05-05", "06-05"]),
        ((), {"3": "2023-05-20"}, ["04-05", "05-05", "06-05"]),
        (("--round", "5"), {}, ["04-05", "05-05", "06-05", "07-05"]),
    ],
)
def test_a_yearly_report_takes_the_place_of_no_month_that_is_past_or_done(
    monthly: Program, named: tuple[str, ...], done: dict[str, str], stay: list[str]
) -> None:
    monthly.ok("done", "1200", GOOD, "--round", "1", "--on", "2023-04-04", today="2023-05-21")
    for place, day in done.items():
        monthly.ok("done", "1200", GOOD, "--round", place, "--on", day, today="2023-05-21")
    said = monthly.ok("extend", "1200", *named, "--to", YEARLY, "--reason", "สั่งใหม่", today="2023-05-21").err
    first = len(stay) + 1
    assert f"from round {first} on due 2023-09-30, 2024-09-30, " in said
    asked = int(named[1]) if named else 0
    assert (f"Before round {first} the days stay as they were, also of round {asked}: " in said) == (0 < asked < first)
    found = states(monthly, GOOD, "2023-12-01")
    assert [each.split()[0] for each in found] == [*stay, "09-30", "09-30"]
    assert [each.split()[1] for each in found[: len(stay) + 1]] == [
        "done" if str(place) in {"1", *done} else "overdue" for place in range(1, first + 1)
    ]


@pytest.mark.file_only
def test_what_a_letter_said_in_time_ends_the_months_after_it_however_late_it_is_recorded(monthly: Program) -> None:
    letter = ("--number", "มท 0810.9/ว 2400", "--date", "2023-05-20", "--from", "กรมส่งเสริมการปกครองท้องถิ่น")
    monthly.ok("add", *letter, "--to", "จังหวัดชัยภูมิ", "--subject", "แจ้ง", today="2023-12-01")
    change = ("extend", "1200", "--round", "3", "--to", YEARLY)
    late = monthly.ok(*change, "--by", "2400", today="2023-12-01").err
    assert "from round 3 on due 2023-09-30, " in late
    assert "Before round" not in late
    monthly.ok("undo", today="2023-12-01")
    unsaid = monthly.ok(*change, "--reason", "สั่งใหม่", today="2023-12-01").err
    assert "from round 9 on due 2024-09-30, " in unsaid
    assert "Before round 9 the days stay as they were, also of round 3: it is past, " in unsaid


@pytest.mark.file_only
@pytest.mark.parametrize("lang", ["en", "th"])
def test_a_duty_that_ended_goes_on_months_later(circtrack: Program, lang: str) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    over = "ภายในวันที่ ๕ ของทุกเดือน จนถึงวันที่ ๓๐ เมษายน ๒๕๖๖"
    circtrack.ok("read", "-", "--yes", given=ASKED.replace("ภายในวันที่ ๕ ของทุกเดือน", over), today="2023-03-11")
    again = "ภายในวันที่ ๕ ของทุกเดือน ตั้งแต่เดือนมิถุนายน ๒๕๖๖ เป็นต้นไป"
    done = circtrack.run("extend", "1200", "--to", again, "--reason", "ต่ออีก", today="2023-05-21", lang=lang)
    assert done.status == 0, done.err
    said = "from round 2 on due 2023-06-05, 2023-07-05, 2023-08-05 …" if lang == "en" else "ตั้งแต่งวดที่ 2 กำหนด "
    assert said in done.err
    assert ("(before: no deadline)" if lang == "en" else "(เดิม ไม่มีกำหนด)") in done.err
    assert states(circtrack, LATE, "2023-06-06") == ["04-05 overdue", "06-05 overdue", "07-05 untold"]


@pytest.mark.file_only
def test_a_letter_with_new_days_for_what_is_over_changes_nothing_and_says_so(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    over = "ภายในวันที่ ๕ ของทุกเดือน จนถึงวันที่ ๓๐ เมษายน ๒๕๖๖"
    circtrack.ok("read", "-", "--yes", given=ASKED.replace("ภายในวันที่ ๕ ของทุกเดือน", over), today="2023-03-11")
    said = circtrack.ok("read", "-", "--yes", given=CHANGED, today="2023-05-21").err
    assert "but no round is to come there" in said
    assert states(circtrack, LATE, "2023-12-01") == ["04-05 overdue"]


@pytest.mark.file_only
def test_a_letter_lets_what_is_over_go_on_from_a_later_month(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    over = "ภายในวันที่ ๕ ของทุกเดือน จนถึงวันที่ ๓๐ เมษายน ๒๕๖๖"
    circtrack.ok("read", "-", "--yes", given=ASKED.replace("ภายในวันที่ ๕ ของทุกเดือน", over), today="2023-03-11")
    again = "เป็นภายในวันที่ ๑๐ ของทุกเดือน ตั้งแต่เดือนมิถุนายน ๒๕๖๖ เป็นต้นไป"
    letter = CHANGED.replace("เป็นภายในวันที่ ๑๐ ของทุกเดือน", again)
    said = circtrack.ok("read", "-", "--yes", given=letter, today="2023-05-21").err
    assert (
        "lets มท 0810.9/ว 1200 go on: round 2 and those after it are due 2023-06-10, 2023-07-10, 2023-08-10 …" in said
    )
    assert states(circtrack, LATE, "2023-06-11") == ["04-05 overdue", "06-10 overdue", "07-10 untold"]
    assert "go on" not in circtrack.ok("read", "-", "--yes", given=letter, today="2023-05-21").err


@pytest.mark.file_only
def test_a_corrected_deadline_that_names_no_end_says_that_it_has_none(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok("read", "-", "--yes", given=ASKED.replace("ภายในวันที่ ๕ ของทุกเดือน", UNTIL_APRIL), today="2023-03-11")
    correct = ("correct", "1200", "--yes", "--task", "1", "--due")
    said = circtrack.ok(*correct, "ภายในวันที่ ๑๐ ของทุกเดือน จนถึงวันที่ ๓๑ พฤษภาคม ๒๕๖๗", today="2023-03-12").err
    assert "until 2024-05-31" in said
    assert "no end" not in said
    said = circtrack.ok(*correct, "ภายในวันที่ ๑๐ ของทุกเดือน", today="2023-03-12").err
    assert "names no end; before, rounds ended on 2024-05-31." in said
    assert states(circtrack, LATE, "2024-07-01")[-1] == "07-10 untold"


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
    said = monthly.ok("exempt", "1200", LATE, "--from", "2023-06-01", "--reason", "ยุบรวม", today="2023-05-20")
    assert "rounds that end before 2023-06-01 are owed all the same" in said.err
    assert states(monthly, LATE, "2023-07-01") == ["04-05 overdue", "05-05 overdue", "06-05 exempt", "07-05 exempt"]
    assert states(monthly, GOOD, "2023-06-01")[-1] == "06-05 untold"
    rows = monthly.rows("owing", "1200", "--under", LATE, "--round", "all", "--state", ALL, today="2023-07-01")
    assert [row["note"] for row in rows] == ["", "", "ยุบรวม", "ยุบรวม"]
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
    above = asked(tmp_path / "province.db", "จ.ชัยภูมิ")
    above.ok("merge", file, today="2023-05-20")
    assert states(above, LATE, "2023-07-01") == states(monthly, LATE, "2023-07-01")


# A letter below the first sets earlier days for those that it writes to.


@pytest.fixture
def province(circtrack: Program) -> Program:
    return asked(circtrack.database, "จ.ชัยภูมิ")


def pass_on(program: Program, due: str, number: str = "ชย 0023.6/3022", date: str = "2023-03-15") -> str:
    return program.ok(
        *("forward", "1200", "--number", number, "--date", date, "--from", "จ.ชัยภูมิ", "--to", "อำเภอเทพสถิต"),
        *("--due", due),
        today=date,
    ).err


OTHER = "อบต.ดงบัง"  # of another district


def test_earlier_days_hold_in_each_round_for_those_whom_the_letter_reaches(province: Program) -> None:
    pass_on(province, "ภายในวันที่ ๓ ของทุกเดือน")
    assert states(province, LATE, "2023-05-04") == ["04-03 overdue", "05-03 overdue"]
    assert states(province, OTHER, "2023-05-04") == ["04-05 overdue", "05-05 at_risk"]
    province.ok("done", "1200", LATE, "--round", "2", "--on", "2023-05-04", today="2023-05-04")
    assert states(province, LATE, "2023-05-04")[-1] == "05-03 done_late"
    within = province.rows("owing", "1200", "--within", "3", today="2023-04-02")
    assert sorted({row["due_on"] for row in within}) == ["2023-04-03", "2023-04-05"]
    counted = province.rows("owing", "1200", "--by", "letter", "--round", "2", today="2023-05-04")
    assert [row["overdue"] for row in counted] == ["5"]  # all of the district but the one that is done


def test_the_round_that_is_open_is_the_task_s_and_said_once(province: Program) -> None:
    pass_on(province, "ภายในวันที่ ๓ ของทุกเดือน")
    shown = province.ok("chain", "1200", "--format", "table", today="2023-05-01").out
    (said,) = [line.strip() for line in shown.splitlines() if "is open" in line]
    assert said.startswith("round 2 of 'รายงานขยะ' is open, due 2023-05-05")


@pytest.mark.file_only
def test_earlier_days_below_end_with_the_duty(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "จ.ชัยภูมิ")
    until_may = "ภายในวันที่ ๕ ของทุกเดือน จนถึงวันที่ ๓๑ พฤษภาคม ๒๕๖๖"
    circtrack.ok("read", "-", "--yes", given=ASKED.replace("ภายในวันที่ ๕ ของทุกเดือน", until_may), today="2023-03-11")
    pass_on(circtrack, "ภายในวันที่ ๓ ของทุกเดือน")
    assert states(circtrack, LATE, "2023-09-01") == ["04-03 overdue", "05-03 overdue"]
    pass_on(circtrack, "ภายในวันที่ ๑ ของทุกเดือน จนถึงวันที่ ๓๐ เมษายน ๒๕๖๖", "ชย 0023.6/3023")
    assert states(circtrack, LATE, "2023-09-01") == ["04-01 overdue", "05-03 overdue"]


def test_a_round_that_is_extended_for_all_is_so_below_too(province: Program) -> None:
    pass_on(province, "ภายในวันที่ ๓ ของทุกเดือน")
    province.ok("extend", "1200", "--round", "1", "--to", "2023-04-07", "--reason", "ระบบล่ม", today="2023-04-01")
    assert states(province, LATE, "2023-04-07") == ["04-07 due_today", "05-03 untold"]
    province.ok("extend", "1200", "--round", "3", "--to", "ทุกวันที่ ๑๐", "--reason", "ว 99", today="2023-04-01")
    assert states(province, LATE, "2023-05-12") == ["04-07 overdue", "05-03 overdue", "06-10 untold"]


def test_days_that_are_not_earlier_are_said_and_change_nothing(province: Program) -> None:
    assert "earlier in no round: 'ภายในวันที่ ๕ ของทุกเดือน' from above" in pass_on(province, "ทุกวันที่ ๑๐")
    assert "earlier in no round" in pass_on(province, "ทุกวันศุกร์", "ชย 0023.6/3023")
    assert states(province, LATE, "2023-04-04") == ["04-05 at_risk"]


def test_one_earlier_day_holds_in_its_round_only(province: Program) -> None:
    pass_on(province, "2023-05-02")
    assert states(province, LATE, "2023-06-02") == ["04-05 overdue", "05-02 overdue", "06-05 at_risk"]


def test_the_earliest_of_several_letters_holds_in_whatever_order_they_came(province: Program) -> None:
    pass_on(province, "ภายในวันที่ ๓ ของทุกเดือน")
    pass_on(province, "ทุกวันที่ ๑", "ชย 0023.6/3023", "2023-04-10")
    assert states(province, LATE, "2023-05-04") == ["04-03 overdue", "05-01 overdue"]
    province.ok("undo", today="2023-04-10")
    province.ok("undo", today="2023-04-10")
    pass_on(province, "ทุกวันที่ ๑", "ชย 0023.6/3023", "2023-04-10")
    pass_on(province, "ภายในวันที่ ๓ ของทุกเดือน")
    assert states(province, LATE, "2023-05-04") == ["04-03 overdue", "05-01 overdue"]
    province.ok("correct", "3023", "--withdraw", "--reason", "ซ้ำ", "--yes", today="2023-05-04")
    assert states(province, LATE, "2023-05-04") == ["04-03 overdue", "05-03 overdue"]


def test_days_for_each_round_need_something_that_comes_again(province: Program) -> None:
    province.ok("correct", "1200", "--task", "1", "--due", "2023-04-05", "--yes", today="2023-03-12")
    refused = province.run(
        *(
            "forward",
            "1200",
            "--number",
            "ชย 0023.6/3024",
            "--date",
            "2023-03-15",
            "--from",
            "จ.ชัยภูมิ",
            "--due",
            "ทุกวันที่ ๓",
        ),
        today="2023-03-15",
    )
    assert (refused.status, "has no rounds" in refused.err) == (2, True)


@pytest.mark.slow
@pytest.mark.file_only
def test_the_order_in_which_things_were_recorded_does_not_matter(tmp_path: Path) -> None:
    """What was done is named by a day of its round; the letters keep their own dates."""
    steps: dict[str, Callable[[Program], object]] = {
        "passed on": lambda program: pass_on(program, "ภายในวันที่ ๓ ของทุกเดือน"),
        "other days": lambda program: program.ok("read", "-", "--yes", given=CHANGED, today="2023-05-21"),
        "moved": lambda program: program.ok(
            *("extend", "1200", "--round", "2023-05-04", "--to", "2023-05-08", "--reason", "ระบบล่ม"), today="2023-05-21"
        ),
        "done": lambda program: program.ok(
            *("done", "1200", LATE, "--round", "2023-06-02", "--on", "2023-06-02"), today="2023-06-11"
        ),
    }
    found = set()

    def record(program: Program, left: frozenset[str]) -> None:
        """Record what is left in each order; those that begin alike share what they begin with."""
        if not left:
            found.add((*states(program, LATE, "2023-07-12"), *states(program, GOOD, "2023-07-12")))
        for step in left:
            after = Program(program.database.with_name(f"{program.database.name}, {step}"))
            copied(program.database, after.database)
            steps[step](after)
            record(after, left - {step})

    record(asked(tmp_path / "asked", "อำเภอเทพสถิต"), frozenset(steps))
    assert found == {
        (
            *("04-03 overdue", "05-08 overdue", "06-10 done", "07-10 overdue", "08-10 untold"),
            *("04-03 overdue", "05-08 overdue", "06-10 overdue", "07-10 overdue", "08-10 untold"),
        )
    }


def test_all_of_it_travels_in_an_export(province: Program, tmp_path: Path) -> None:
    pass_on(province, "ภายในวันที่ ๓ ของทุกเดือน")
    province.ok("exempt", "1200", GOOD, "--from", "2023-06-01", "--reason", "ยุบรวม", today="2023-04-01")
    province.ok("extend", "1200", "--round", "2", "--to", "2023-05-09", "--reason", "ระบบล่ม", today="2023-04-01")
    province.ok("extend", "1200", "--round", "3", "--to", "ทุกวันที่ ๑๐", "--reason", "ว 99", today="2023-04-01")
    province.ok("done", "1200", LATE, "--round", "1", "--on", "2023-04-04", today="2023-04-04")
    province.ok("export", tmp_path / "out")
    other = Program(tmp_path / "other.db")
    other.ok("import", tmp_path / "out")
    for office in (GOOD, LATE, OTHER):
        assert states(other, office, "2023-06-12") == states(province, office, "2023-06-12")
    assert states(other, LATE, "2023-06-12") == ["04-03 done_late", "05-09 overdue", "06-10 overdue", "07-10 untold"]


@pytest.mark.file_only
@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminal")
def test_the_rounds_to_choose_from_are_said_in_the_clerk_s_language(monthly: Program) -> None:
    from maintain.sessions import environment
    from support.inside import run_at_terminal

    folder = monthly.database.parent
    settings = environment(folder, "th") | {"CIRCTRACK_DB": str(monthly.database), "CIRCTRACK_TODAY": "2023-05-02"}
    shown = run_at_terminal(["done", "1200", GOOD], folder, settings, answer="1\n")
    assert "1. ภายใน ๕ เม.ย. ๖๖\n2. ภายใน ๕ พ.ค. ๖๖\n" in shown
    assert "บันทึกแล้ว 1 แห่ง" in shown
