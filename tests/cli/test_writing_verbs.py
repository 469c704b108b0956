"""The verbs that write, as commands: what they say (on standard error), and what the reports then show."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from support.program import CHAIN, Program
from support.servers import contents, place, query

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

VERBS = ("init", "add", "forward", "receive", "done", "exempt", "extend")


@pytest.fixture
def district(circtrack: Program) -> Program:
    circtrack.with_chain("อำเภอเทพสถิต")
    return circtrack


def states(program: Program, today: str = "") -> dict[str, tuple[str, str]]:
    """State and deadline by office code, done ones included."""
    rows = program.rows("owing", "908", "--state", "done,owing,exempt", today=today)
    return {row["office_code"]: (row["state"], row["due_on"]) for row in rows}


@pytest.mark.parametrize("verb", VERBS)
def test_help_shows_the_verb_at_work(circtrack: Program, verb: str) -> None:
    assert f"$ circtrack {verb} " in circtrack.ok(verb, "--help").out


def test_init_says_whose_database_it_now_is(circtrack: Program) -> None:
    first = circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    assert (first.out, first.err) == ("", "This is now the database of อำเภอเทพสถิต.\n")
    again = circtrack.ok("init", "--office", "3609")
    assert again.err == "This is the database of อำเภอเทพสถิต already.\n"


def test_done_confirms_on_standard_error_and_says_what_it_corrects(district: Program) -> None:
    done = district.ok("done", "908", "อบต.บ้านไร่", "ทต.เทพสถิต", "--on", "๒๐ มี.ค. ๖๖")
    assert done.out == ""
    names = "องค์การบริหารส่วนตำบลบ้านไร่, เทศบาลตำบลเทพสถิต"
    assert done.err == f"มท 0810.7/ว 908: 2 now done: {names}; still owing 4\n"
    corrected = district.ok("done", "908", "อบต.บ้านไร่", "--on", "2023-03-17")
    assert "note: องค์การบริหารส่วนตำบลบ้านไร่ was recorded as done 2023-03-20 before." in corrected.err
    again = district.ok("done", "908", "อบต.บ้านไร่", "--on", "2023-03-17")
    assert again.err == "มท 0810.7/ว 908: 1 entry was recorded so already.\n"
    assert len(district.rows("owing", "908")) == 4


def test_done_says_in_thai_how_many_still_owe(district: Program) -> None:
    done = district.run("done", "908", "อบต.บ้านไร่", lang="th")
    assert done.err == "มท 0810.7/ว 908: บันทึกแล้ว 1 แห่ง: องค์การบริหารส่วนตำบลบ้านไร่ คงค้าง 5 แห่ง\n"


def test_the_day_is_today_if_not_said(district: Program) -> None:
    district.ok("done", "908", "06360903", today="2023-03-15")
    assert query(district.database, "SELECT done_on FROM obligation WHERE progress = 'done'") == [("2023-03-15",)]


def test_incomplete_and_blocked_still_owe(district: Program) -> None:
    district.ok("done", "908", "อบต.บ้านไร่", "--incomplete")
    district.ok("done", "908", "อบต.โป่งนก", "--blocked", "ระบบล่ม")
    progress = {row["office_code"]: row["progress"] for row in district.rows("owing", "908")}
    assert (progress["06360903"], progress["06360904"]) == ("incomplete", "blocked")


@pytest.mark.parametrize("marked", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a BOM"])
def test_a_list_comes_through_a_pipe(district: Program, marked: bytes) -> None:
    table = "office,on\r\nอบต.บ้านไร่,๒๐ มี.ค. ๖๖\r\n".encode()
    done = district.ok("done", "908", "--csv", "-", given=marked + table)
    assert "1 now done" in done.err
    assert states(district)["06360903"][0] == "done"


def test_a_list_in_thai_windows_text_is_read_when_said(district: Program, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes("office\nอบต.บ้านไร่\n".encode("cp874"))
    assert "was read as cp874" in district.ok("done", "908", "--csv", file).err
    district.ok("done", "908", "--csv", file, "--encoding", "cp874")
    assert states(district)["06360903"][0] == "done"


def test_every_bad_line_is_told_with_exit_4(district: Program, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("office,on\nอบต.บ้านไร่,31/2/2566\nอบต.โป่งนก,20/3/2566\nอบต.ไม่มี,\n", encoding="utf-8")
    done = district.run("done", "908", "--csv", file)
    assert done.status == 4
    assert done.err.startswith("error: 2 lines cannot be taken; nothing was recorded.")
    assert "\n  line 2: " in done.err
    assert "\n  line 4: " in done.err
    assert len(district.rows("owing", "908")) == 6


def test_all_but_those_that_the_system_lists(district: Program, tmp_path: Path) -> None:
    file = tmp_path / "not-yet.txt"
    file.write_text("อบต.บ้านไร่\nอบต.โป่งนก\n", encoding="utf-8")
    district.ok("done", "908", "--all-but", file)
    assert [row["office_code"] for row in district.rows("owing", "908")] == ["06360903", "06360904"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("done", "908", "06360903", "--csv", "-"), "06360903 is named besides the list -: give either."),
        (("done", "908", "--csv", "-", "--all-but", "-"), "--list and --all-but contradict each other: give one list."),
        (("done", "908", "--all-but", "-", "--incomplete"), "it cannot go with --incomplete or --blocked."),
        (("done",), "Which letter? Name any part of its number."),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    district: Program, arguments: tuple[str, ...], says: str
) -> None:
    done = district.run(*arguments, given="office\nอบต.บ้านไร่\n")
    assert done.status == 2
    assert says in done.err
    assert len(district.rows("owing", "908")) == 6


def test_exempt_and_extend_with_their_reasons(district: Program) -> None:
    exempt = district.ok("exempt", "908", "อบต.บ้านไร่", "--reason", "ไม่มีศูนย์ในพื้นที่")
    assert exempt.err == "มท 0810.7/ว 908: 1 now exempt: องค์การบริหารส่วนตำบลบ้านไร่; still owing 5\n"
    extended = district.ok("extend", "908", "อบต.โป่งนก", "--to", "๗ เม.ย. ๖๖", "--reason", "ระบบล่ม")
    assert "until 2023-04-07 (before: 2023-03-24) for องค์การบริหารส่วนตำบลโป่งนก" in extended.err
    assert states(district)["06360903"][0] == "exempt"
    assert states(district)["06360904"] == ("owing", "2023-04-07")
    district.ok("extend", "908", "--to", "2023-03-31", "--reason", "ขยายให้ทุกแห่ง")
    assert states(district)["06360904"] == ("owing", "2023-04-07")
    assert states(district)["06360905"] == ("owing", "2023-03-31")


@pytest.mark.file_only
def test_what_was_recorded_before_is_said_in_the_clerk_s_words(district: Program) -> None:
    district.ok("done", "908", "อบต.บ้านไร่", "--on", "2023-03-19")
    assert "เป็น บันทึกแล้ว ๑๙ มี.ค. ๖๖" in district.run("done", "908", "อบต.บ้านไร่", lang="th").err
    district.ok("receive", "908", "อบต.บ้านไร่", "--on", "2023-03-13", "--number", "156")
    assert "เป็น ๑๓ มี.ค. ๖๖ 156" in district.run("receive", "908", "อบต.บ้านไร่", "--on", "2023-03-14", lang="th").err


def test_several_offices_receive_a_letter_on_one_day(district: Program) -> None:
    both = ("อบต.บ้านไร่", "อบต.โป่งนก", "06360903")
    received = district.ok("receive", "908", *both, "--on", "๑๓ มี.ค. ๖๖")
    assert received.err == (
        "องค์การบริหารส่วนตำบลบ้านไร่ received ชย 0023.14/708 on 2023-03-13.\n"
        "องค์การบริหารส่วนตำบลโป่งนก received ชย 0023.14/708 on 2023-03-13.\n"
    )
    refused = district.run("receive", "908", *both, "--number", "156")
    assert (refused.status, "--number is of one office" in refused.err) == (2, True)
    unknown = district.run("receive", "908", "อบต.นายางกลัก", "อบต.ไม่มี")
    assert unknown.status == 2
    rows = {row["office_name"]: row["told_on"] for row in district.rows("owing", "908")}
    assert rows["องค์การบริหารส่วนตำบลนายางกลัก"] == "2023-03-09"
    assert rows["องค์การบริหารส่วนตำบลโป่งนก"] == "2023-03-13"
    district.ok("undo")
    assert {row["told_on"] for row in district.rows("owing", "908")} == {"2023-03-09"}


def test_receive_moves_the_day_on_which_the_office_was_told(district: Program) -> None:
    received = district.ok("receive", "908", "อบต.บ้านไร่", "--on", "๑๓ มี.ค. ๖๖", "--number", "156")
    assert received.err == "องค์การบริหารส่วนตำบลบ้านไร่ received ชย 0023.14/708 on 2023-03-13.\n"
    told = {row["office_code"]: row["told_on"] for row in district.rows("owing", "908")}
    assert (told["06360903"], told["06360904"]) == ("2023-03-13", "2023-03-09")
    again = district.ok("receive", "708", "06360903", "--on", "2023-03-14")
    assert "was recorded as 2023-03-13 156 before" in again.err


def test_a_chain_by_options_is_the_chain_of_the_text(circtrack: Program) -> None:
    """What `read` makes of the scans can be recorded without them: the same offices owe, told by the same letters."""
    text = Program(circtrack.database.with_name("text.db"))
    for program in (circtrack, text):
        program.ok("init", "--office", "อำเภอเทพสถิต")
    text.ok("read", CHAIN, "--yes")
    title = json.loads(text.ok("owing", "908", "--columns", "task", "--format", "json").out)[0]["task"]
    subject = json.loads(text.ok("owing", "908", "--columns", "subject", "--format", "json").out)[0]["subject"]
    added = circtrack.ok(
        *("add", "--number", "มท ๐๘๑๐.๗/ว ๙๐๘", "--date", "๒๗ ก.พ. ๖๖", "--from", "สถ.", "--subject", subject),
        *("--to", "ผู้ว่าราชการจังหวัดทุกจังหวัด", "--task", title, "--system", "INFO"),
        *("--audience", "องค์กรปกครองส่วนท้องถิ่น", "--due", "๒๔ มี.ค. ๖๖"),
    )
    assert added.err.splitlines() == [
        "Recorded มท 0810.7/ว 908 of 2023-02-27, to 76 offices.",
        "Its chain has 1 task and 6 obligations.",
    ]
    circtrack.ok("forward", "908", "--number", "ชย 0023.6/3022", "--date", "๙ มี.ค. ๖๖", "--from", "จ.ชัยภูมิ")
    passed_on = circtrack.ok("forward", "3022", "--number", "ชย 0023.14/708", "--date", "๙ มี.ค. ๖๖")
    assert "passes on ชย 0023.6/3022, to 6 offices." in passed_on.err
    assert circtrack.ok("owing", "908", "--format", "csv").out == text.ok("owing", "908", "--format", "csv").out


def test_a_verb_on_letters_makes_no_database(circtrack: Program) -> None:
    for arguments in (
        ("done", "908", "06360903"),
        ("receive", "908", "06360903"),
        ("exempt", "908", "06360903", "--reason", "x"),
        ("extend", "908", "--to", "2023-04-07", "--reason", "x"),
        ("forward", "908", "--number", "ชย 0023.6/3022"),
    ):
        done = circtrack.run(*arguments)
        assert (done.status, "circtrack read FILE" in done.err) == (2, True)
    assert contents(circtrack.database) is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("init", "--office", "อำเภอไม่มีจริง"),
        ("add", "--number", "มท 1234.5/1", "--date", "2023-03-01", "--from", "สถ.", "--to", "อบต.ไม่มีจริง"),
        ("add", "--number", "1", "--date", "2023-03-01", "--from", "สถ."),
    ],
)
def test_a_first_command_that_fails_leaves_no_file(circtrack: Program, arguments: tuple[str, ...]) -> None:
    place(circtrack.database)  # on a server, one without tables
    assert circtrack.run(*arguments).status == 2
    assert list(circtrack.database.parent.iterdir()) == []
    assert contents(circtrack.database) is None


def test_a_task_needs_its_title(circtrack: Program) -> None:
    done = circtrack.run("add", "--number", "มท 1/1", "--date", "2023-03-01", "--from", "สถ.", "--due", "2023-03-24")
    assert (done.status, "--task TITLE" in done.err) == (2, True)


def test_every_command_is_one_line_of_the_log(district: Program) -> None:
    district.ok("done", "908", "อบต.บ้านไร่")
    district.ok("done", "908", "อบต.บ้านไร่")
    district.ok("extend", "908", "--to", "2023-04-07", "--reason", "ขยายเวลา")
    log = district.rows("log")
    assert [(row["command"], row["who"]) for row in log] == [
        ("init", "clerk"),
        ("read", "clerk"),
        ("done", "clerk"),
        ("extend", "clerk"),
    ]
    assert log[2]["summary"] == "มท 0810.7/ว 908: done: องค์การบริหารส่วนตำบลบ้านไร่"


def test_undo_says_in_thai_what_it_took_back(district: Program) -> None:
    district.ok("done", "908", "อบต.บ้านไร่")
    said = district.run("undo", lang="th").err
    assert "มท 0810.7/ว 908: บันทึกแล้ว: องค์การบริหารส่วนตำบลบ้านไร่" in said
    assert "บันทึกแล้ว" in district.run("redo", lang="th").err


def test_only_the_named_office_is_exempt(district: Program) -> None:
    district.ok("exempt", "908", "อบต.โป่งนก", "--reason", "ไม่มีศูนย์")
    assert [office for office, (state, _) in states(district).items() if state == "exempt"] == ["06360904"]
    again = district.ok("exempt", "908", "อบต.โป่งนก", "ทต.เทพสถิต", "--reason", "ไม่มีศูนย์")
    exempt, already = again.err.splitlines()
    assert exempt == "มท 0810.7/ว 908: 1 now exempt: เทศบาลตำบลเทพสถิต; still owing 4"
    assert already == "มท 0810.7/ว 908: 1 entry was recorded so already."


def test_no_letter_exempts_from_itself(district: Program) -> None:
    before = contents(district.database)
    refused = district.run("exempt", "908", "--by", "มท 0810.7/ว 908")
    assert refused.status == 2
    assert "cannot be the letter that says so of itself" in refused.err
    assert contents(district.database) == before


def test_an_extension_to_the_letter_s_own_day_is_recorded_so_already(district: Program) -> None:
    before = states(district)
    same = district.ok("extend", "908", "--to", "2023-03-24", "--reason", "ระบบล่ม")
    assert same.err == "มท 0810.7/ว 908: 1 entry was recorded so already.\n"
    assert states(district) == before
