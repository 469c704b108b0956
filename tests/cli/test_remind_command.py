"""`circtrack remind` at work: what it says, what it remembers, and that it is silent."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from support.program import Program, contents
from support.recorded import query
from support.servers import address, opened, place, writing
from support.waiting import at_work, end_of

from circtrack.actions import remind
from circtrack.database.transaction import perform
from circtrack.errors import LockedError
from circtrack.store.reminders import ReminderRecord

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

QUIET, THREE_BEFORE, TWO_BEFORE, ON_DAY, SATURDAY, MONDAY = (
    f"2023-03-{day}" for day in ("20", "21", "22", "24", "25", "27")
)


@pytest.fixture
def district(circtrack: Program) -> Program:
    circtrack.with_chain("อำเภอเทพสถิต")
    return circtrack


def settings(program: Program, text: str) -> Program:
    file = program.database.parent / "circtrack.toml"
    file.write_text(text, encoding="utf-8")
    return Program(program.database, environment=program.environment | {"CIRCTRACK_CONFIG": str(file)})


def test_it_says_nothing_at_all_when_nothing_is_to_be_said(district: Program) -> None:
    for format_ in ("text", "markdown", "csv", "json"):
        done = district.ok("remind", "--format", format_, today=QUIET)
        assert (done.out, done.err) == ("", "")
    assert district.run("remind", "--exit-code", today=QUIET).status == 0


def test_it_says_who_owes_what_and_until_when(district: Program) -> None:
    district.ok("done", "908", "อบต.บ้านไร่")
    district.ok("done", "908", "อบต.โป่งนก", "--incomplete")
    district.ok("done", "908", "อบต.วะตะแบก", "--blocked", "ระบบล่ม")
    done = district.run("remind", "--lang", "th", "--exit-code", today=THREE_BEFORE)
    assert done.status == 3
    assert done.lines == [
        "ขอให้หน่วยงานต่อไปนี้เร่งบันทึกข้อมูล",
        "",
        "บันทึกข้อมูลศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น ในระบบ INFO",
        "ครบกำหนดวันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖ เหลือ ๓ วัน",
        "ตามหนังสืออำเภอเทพสถิต ที่ ชย ๐๐๒๓.๑๔/๗๐๘ ลงวันที่ ๙ มีนาคม ๒๕๖๖",
        "",
        "ยังไม่บันทึก ๓ แห่ง",
        "๑. ทต.เทพสถิต",
        "๒. อบต.นายางกลัก",
        "๓. อบต.ห้วยยายจิ๋ว",
        "",
        "บันทึกไม่ครบ ๑ แห่ง",
        "๑. อบต.โป่งนก",
        "",
        "ติดขัด ๑ แห่ง",
        "๑. อบต.วะตะแบก (ระบบล่ม)",
        "",
        "ข้อมูล ณ วันที่ ๒๑ มีนาคม ๒๕๖๖ หากบันทึกแล้วขออภัยมา ณ ที่นี้",
        "ขอขอบคุณทุกหน่วยงานที่ให้ความร่วมมือ",
    ]


def test_thai_is_the_same_text_and_no_list(district: Program) -> None:
    text = district.run("remind", "--lang", "th", today=THREE_BEFORE).out
    assert district.run("remind", "--thai", today=THREE_BEFORE).out == text


def test_a_deadline_on_a_day_off_is_said_before_it_with_the_next_working_day(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok("add", "--number", "ชย 0023.14/ว 9", "--date", "2023-03-01", "--from", "อำเภอเทพสถิต",
                 "--to", "อบต.บ้านไร่", "--task", "แผน", "--due", "2023-03-25")  # fmt: skip
    text = circtrack.run("remind", "--lang", "th", today=ON_DAY).out
    assert "ครบกำหนดวันเสาร์ที่ ๒๕ มีนาคม ๒๕๖๖ (วันหยุด วันทำการถัดไปคือวันจันทร์ที่ ๒๗ มีนาคม ๒๕๖๖) เหลือ ๑ วัน" in text
    assert circtrack.ok("remind", today=SATURDAY).out == ""
    assert "เกินกำหนด ๒ วัน" in circtrack.run("remind", "--lang", "th", today=MONDAY).out


def test_each_office_is_spoken_to_itself(district: Program) -> None:
    district.ok("done", "908", "อบต.โป่งนก", "--incomplete", "--note", "ขาดภาพ")
    text = district.run("remind", "--each", "--under", "อบต.โป่งนก", "--lang", "th", today=ON_DAY).out
    assert text.startswith("ขอให้เร่งบันทึกข้อมูล\nเรียน องค์การบริหารส่วนตำบลโป่งนก\n")
    assert "ครบกำหนดวันนี้ วันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖" in text
    assert "สถานะ: บันทึกไม่ครบ (ขาดภาพ)" in text


@pytest.mark.file_only
def test_what_the_office_owes_itself_is_asked_by_the_letter_that_it_has(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    asked = ("--number", "ชย 0023.6/ว 3466", "--date", "2023-03-14", "--from", "จังหวัดชัยภูมิ", "--to", "นายอำเภอทุกอำเภอ")
    circtrack.ok("add", *asked, "--task", "แบบอำเภอ", "--audience", "อำเภอ", "--due", "2023-03-24")
    second = ("--add-task", "แบบท้องถิ่น", "--audience", "องค์กรปกครองส่วนท้องถิ่น", "--due", "2023-03-24")
    circtrack.ok("correct", "3466", *second, "--yes")
    circtrack.ok("forward", "3466", "--number", "ชย 0023.14/721", "--date", "2023-03-16")
    shown = circtrack.ok("remind", "--all", "--lang", "th", today=THREE_BEFORE).out
    above, below = "ตามหนังสือจังหวัดชัยภูมิ ที่ ชย ๐๐๒๓.๖/ว ๓๔๖๖", "ตามหนังสืออำเภอเทพสถิต ที่ ชย ๐๐๒๓.๑๔/๗๒๑"
    assert shown.index("แบบอำเภอ") < shown.index(above) < shown.index("๑. อำเภอเทพสถิต")
    assert shown.index("แบบท้องถิ่น") < shown.index(below) < shown.index("๑. ทต.เทพสถิต")
    assert (shown.count(above), shown.count(below)) == (1, 1)


def test_a_long_list_says_how_many_are_where(circtrack: Program) -> None:
    circtrack.with_chain("")
    text = circtrack.run("remind", "--all", "--under", "จังหวัดภูเก็ต", "--lang", "th").out
    assert "เรียน กรมส่งเสริมการปกครองท้องถิ่น" not in text
    whole = circtrack.run("remind", "--all", "--lang", "th").out
    assert max(len(each.splitlines()) for each in whole.split("\n---\n")) < 100


def test_of_an_urgent_letter_more_is_said(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok("add", "--number", "ด่วนที่สุด ที่ ชย 0023.14/ว 9", "--date", "2023-03-01", "--from", "อำเภอเทพสถิต",
                 "--to", "อบต.บ้านไร่", "--task", "แผน", "--due", "2023-03-24")  # fmt: skip
    assert [row["level"] for row in circtrack.rows("remind", today=TWO_BEFORE)] == ["before 2"]


def test_once_says_it_once_and_catches_up(district: Program) -> None:
    before = contents(district.database)
    assert district.ok("remind", "--once", "--dry-run", today=TWO_BEFORE).out
    assert contents(district.database) == before
    assert district.ok("remind", today=TWO_BEFORE).out == ""
    assert "6\n1. ทต.เทพสถิต" in district.ok("remind", "--once", today=TWO_BEFORE).out
    assert district.ok("remind", "--once", today=TWO_BEFORE).out == ""
    assert district.ok("remind", "--once", "--dry-run", today=TWO_BEFORE).out == ""
    assert district.ok("remind", "--once", today=ON_DAY).out
    said = "SELECT level, said_to, channel, count(*) FROM reminder GROUP BY 1, 2, 3 ORDER BY 1"
    assert query(district.database, said) == [
        ("before 3", "3609", "text", 6),
        ("due", "3609", "text", 6),
    ]
    assert "reminded อำเภอเทพสถิต of 6 obligations (text)" in district.ok("log").out


def test_a_day_off_is_left_to_the_next_working_day(district: Program) -> None:
    assert district.ok("remind", "--once", today=SATURDAY).out == ""
    assert district.ok("remind", "--once", today=MONDAY).out


def test_the_office_s_own_days_off_count(district: Program) -> None:
    (district.database.parent / "off.txt").write_text("24 มีนาคม 2566\n", encoding="utf-8")
    program = settings(district, "off_days = 'off.txt'\n")
    assert program.ok("remind", today=ON_DAY).out == ""
    assert program.ok("remind", today=MONDAY).out


@pytest.mark.parametrize("known", [True, False])
def test_public_holidays_count_where_they_are_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, known: bool
) -> None:
    from circtrack.cli.remind_settings import reminders_as_set

    monkeypatch.setenv("CIRCTRACK_CONFIG", str(tmp_path / "none.toml"))
    monkeypatch.delenv("CIRCTRACK_OFF_DAYS", raising=False)
    if not known:
        monkeypatch.setitem(sys.modules, "holidays.countries.thailand", None)
    reminders = reminders_as_set()
    chakri_day, saturday = date(2023, 4, 6), date(2023, 4, 8)
    assert (reminders.is_quiet(chakri_day), reminders.is_quiet(saturday)) == (known, True)


def test_the_settings_that_help_shows_are_taken(district: Program) -> None:
    page = district.ok("help", "settings").out
    (shown,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    rows = settings(district, shown).rows("config")
    from_file = {row["setting"] for row in rows if row["source"] == "file"}
    assert {"off_days", "remind.days_before", "remind.addresses", "remind.templates", "smtp.from"} <= from_file


def test_levels_are_set_in_the_settings(district: Program) -> None:
    program = settings(district, "[remind]\ndays_before = [4]\non_day = false\nevery_overdue = 0\n")
    assert program.ok("remind", today=QUIET).out
    for day in (THREE_BEFORE, ON_DAY, MONDAY):
        assert program.ok("remind", today=day).out == ""


def test_a_deadline_that_moves_begins_anew(district: Program) -> None:
    district.ok("remind", "--once", today=ON_DAY)
    district.ok("extend", "908", "--to", "2023-03-31", "--reason", "ระบบล่ม", today=ON_DAY)
    assert "2023-03-31" in district.ok("remind", "--once", today=ON_DAY).out


def test_what_a_reader_did_not_get_is_not_recorded(district: Program) -> None:
    missing = district.database.parent / "no" / "such" / "folder" / "out.txt"
    done = district.run("remind", "--once", "--output", missing, today=ON_DAY)
    assert done.status == 2
    assert query(district.database, "SELECT count(*) FROM reminder") == [(0,)]


def test_a_file_of_yesterday_is_emptied_when_nothing_is_to_be_said(district: Program) -> None:
    file = district.database.parent / "reminder.txt"
    district.ok("remind", "--once", "--output", file, today=ON_DAY)
    assert file.read_text(encoding="utf-8").startswith("Please enter the data")
    district.ok("remind", "--once", "--output", file, today=ON_DAY)
    assert file.read_text(encoding="utf-8") == ""


def test_rows_for_programs(district: Program) -> None:
    rows = district.rows("remind", today=ON_DAY)
    assert {(row["to_code"], row["level"], row["days_left"]) for row in rows} == {("3609", "due", "0")}
    objects = json.loads(district.ok("remind", "--format", "json", today=ON_DAY).out)
    assert [each["office_code"] for each in objects] == [row["office_code"] for row in rows]
    assert list(objects[0]) == list(rows[0])
    assert {(row["told_on"], row["told_by"]) for row in rows} == {("2023-03-09", "ชย 0023.14/708")}
    assert district.ok("remind", "--columns", "to_name", today=ON_DAY).lines[:2] == ["to_name", "อำเภอเทพสถิต"]


def test_one_to_each_who_owes(district: Program) -> None:
    text = district.ok("remind", "--each", today=ON_DAY).out
    assert text.count("Please enter the data\nTo ") == 6
    assert text.count("\n---\n") == 5
    assert district.rows("remind", "--each", "--under", "อบต.บ้านไร่", today=ON_DAY)[0]["to_code"] == "06360903"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--smtp", "--eml", "here"], "--eml, --smtp do not go together"),
        (["--ics", "x.ics", "--output", "y"], "--ics, --output do not go together"),
        (["--format", "pdf"], "is not one of"),
        (["no-such-letter"], "no-such-letter"),
    ],
)
def test_wrong_usage_is_told(district: Program, options: list[str], message: str) -> None:
    done = district.run("remind", *options, today=ON_DAY)
    assert done.status == 2
    assert message in done.err
    assert done.out == ""


@pytest.mark.slow
def test_of_two_runs_at_once_only_one_says_it(district: Program) -> None:
    command = [
        sys.executable,
        "-m",
        "circtrack",
        "remind",
        "--once",
        "--db",
        address(district.database),
        "--today",
        ON_DAY,
    ]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    with at_work(*runs):
        ends = [end_of(run) for run in runs]
    assert [run.returncode for run in runs] == [0] * 4, ends
    assert sorted(bool(out) for out, _ in ends) == [False, False, False, True]


def test_a_run_that_meets_another_one_sending_waits_and_says_so(district: Program) -> None:
    from circtrack.database.sending import lock_sending

    program = Program(district.database, environment={"CIRCTRACK_LOCK_TIMEOUT": "0.1"})
    with lock_sending(place(district.database)):
        done = program.run("remind", "--once", today=ON_DAY)
        assert program.ok("remind", today=ON_DAY).out
    assert done.status == 5
    assert "has been sending reminders" in done.err


@pytest.mark.file_only
def test_where_nothing_can_be_recorded_nothing_is_said(district: Program) -> None:
    program = Program(district.database, environment={"CIRCTRACK_LOCK_TIMEOUT": "0.1"})
    with writing(district.database, "done"):
        done = program.run("remind", "--once", today=ON_DAY)
    assert (done.status, done.out) == (5, "")
    assert program.ok("remind", "--once", today=ON_DAY).out


class Said(NamedTuple):
    """What is said to one office, as the action sees it."""

    name: str
    sayings: list[ReminderRecord]


ASKED = Said("อำเภอเทพสถิต", [ReminderRecord(1, "06360903", "2023-03-24", "due", "3609")])


@pytest.mark.parametrize("times", [3, 1000])
def test_to_record_what_was_said_others_are_waited_for(
    district: Program, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    busy = iter(range(times))

    def while_others_write(*given: Any, **options: Any) -> None:
        if next(busy, None) is not None:
            raise LockedError("in use")
        perform(*given, **options)

    monkeypatch.setattr(remind, "perform", while_others_write)
    told: list[list[Said]] = []
    not_recorded = pytest.raises(LockedError, match="What was said to อำเภอเทพสถิต is not recorded")
    with not_recorded if times > 3 else nullcontext():
        remind.say_and_record(place(district.database), date(2023, 3, 24), "text", lambda _: [ASKED], told.append)
    assert told == [[ASKED]]
    recorded = query(district.database, "SELECT office FROM reminder")
    assert recorded == ([] if times > 3 else [("06360903",)])


def test_a_classified_letter_stays_out(district: Program) -> None:
    with opened(district.database) as connection:
        connection.execute("UPDATE letter SET secrecy = 'ลับ' WHERE number = 'ชย 0023.14/708'")
    for asked in ((), ("908",)):
        text = district.ok("remind", *asked, "--all").out
        assert "not entered: 6" in text
        assert "708" not in text
    assert "ชย 0023.14/708" in district.ok("remind", "--all", "--include-secret").out
    assert "marked ลับ" in district.run("remind", "708").err


def test_what_could_drive_a_terminal_does_not_reach_it(district: Program) -> None:
    district.ok("done", "908", "อบต.โป่งนก", "--blocked", "ระบบ\x1b[31mล่ม\nสองบรรทัด")
    text = district.ok("remind", "--all").out
    assert "\x1b" not in text
    assert "อบต.โป่งนก (ระบบ[31mล่ม สองบรรทัด)" in text


def test_without_a_database_it_says_how_to_begin(circtrack: Program) -> None:
    for options in ([], ["--once"]):
        done = circtrack.run("remind", *options)
        assert done.status == 2
        assert "Nothing is recorded yet" in done.err
    assert list(circtrack.database.parent.iterdir()) == []
    assert contents(circtrack.database) is None


def own_texts(program: Program, name: str, text: str) -> Program:
    folder: Path = program.database.parent / "texts"
    folder.mkdir()
    (folder / name).write_text(text, encoding="utf-8")
    return settings(program, "[remind]\ntemplates = 'texts'\n")


def test_an_office_s_own_text_wins(district: Program) -> None:
    program = own_texts(district, "digest.en.txt.j2", "{{ to | short }}: {{ offices }}\n")
    assert program.ok("remind", today=ON_DAY).out == "อำเภอเทพสถิต: 6\n"
    assert program.ok("remind", "--format", "markdown", today=ON_DAY).out.startswith("## ")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a\n{{ nobody }}\n", 2, "'nobody' is undefined"),
        ("a\nb\n{% if %}\n", 3, "Expected an expression"),
        ("{{ 1 / 0 }}\n", 1, "division by zero"),
        ("a\n{{ to.__class__.__mro__ }}\n", 2, "unsafe"),
    ],
)
def test_what_is_wrong_in_a_text_is_told_with_its_line(district: Program, text: str, line: int, reason: str) -> None:
    program = own_texts(district, "digest.en.txt.j2", text)
    done = program.run("remind", "--once", today=ON_DAY)
    assert done.status == 2
    assert f"digest.en.txt.j2, line {line}: " in done.err
    assert reason in done.err
    assert query(district.database, "SELECT count(*) FROM reminder") == [(0,)]


def test_every_text_of_ours_is_there_in_both_languages() -> None:
    from circtrack.render.templated import FOLDER

    names = {file.name for file in FOLDER.glob("*.j2")}
    for thai, english in ((".th.", ".en."), (".en.", ".th.")):
        assert {name.replace(thai, english) for name in names if thai in name} <= names
    assert len(names) > 8


def test_a_folder_of_texts_that_is_not_there_is_told(district: Program) -> None:
    program = settings(district, "[remind]\ntemplates = 'nowhere'\n")
    assert "nowhere, the folder of templates, is not there" in program.run("remind", today=ON_DAY).err


def test_what_is_not_entered_in_a_system_is_asked_for_in_its_own_words(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok("add", "--number", "ชย 0023.14/ว 77", "--date", "2023-03-15", "--from", "อำเภอเทพสถิต",
                 "--to", "อบต.บ้านไร่", "--task", "ตอบแบบสำรวจ", "--due", "2023-03-24")  # fmt: skip
    for form in ("text", "markdown"):
        text = circtrack.ok("remind", "--all", "--lang", "th", "--format", form, today=QUIET).out
        assert "ขอให้หน่วยงานต่อไปนี้เร่งดำเนินการ" in text
        assert "ยังไม่ดำเนินการ ๑ แห่ง" in text
        assert "หากดำเนินการแล้วขออภัย" in text
        assert "บันทึก" not in text
