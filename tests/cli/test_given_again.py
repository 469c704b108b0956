"""What is given is recorded, and otherwise: it is said field by field, and corrected if that is wanted."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING

import pytest
from support.program import CHAIN, Program, contents
from support.recorded import contents as recorded

from circtrack.cli import differing
from circtrack.reading.split import split_letters
from circtrack.render import messages
from circtrack.thai.digits import to_thai

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

HELP = "ศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น"
DIFFERS = "What is given differs from what is recorded:"
WAYS = "--update takes what is given now, --no-update keeps what is recorded."


@pytest.fixture
def district(circtrack: Program) -> Program:
    return circtrack.with_chain("อำเภอเทพสถิต")


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    """The district's letter, as it was sent again: another subject, and an earlier deadline."""
    file = tmp_path / "again.txt"
    text = split_letters(CHAIN.read_text(encoding="utf-8"))[0].text
    file.write_text(text.replace("วันศุกร์ที่ ๒๔ มีนาคม", "วันจันทร์ที่ ๒๐ มีนาคม").replace("การบันทึกข้อมูลศูนย์", "การรายงานข้อมูลศูนย์"))
    return file


def answer(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setattr(differing, "can_ask", lambda: True)
    monkeypatch.setattr(messages, "confirm", lambda *_, **__: word == "yes")


def test_the_same_file_again_is_nothing_new(district: Program) -> None:
    before = contents(district.database)
    done = district.ok("read", CHAIN, "--yes")
    assert "Nothing new was recorded." in done.err
    assert contents(district.database) == before


def test_another_telephone_is_shown_too(district: Program, tmp_path: Path) -> None:
    kept = tmp_path / "kept.toml"
    kept.write_text(district.ok("read", CHAIN, "--dry-run", "--format", "json").out, encoding="utf-8")
    (before, *_) = [each for each in json.loads(kept.read_text(encoding="utf-8")) if each["phones"]]
    text = CHAIN.read_text(encoding="utf-8")
    changed = tmp_path / "changed.txt"
    phone = before["phones"][0]
    written = next(each for each in (phone, to_thai(phone)) if each in text)
    changed.write_text(text.replace(written, written[:-1] + ("๙" if written != phone else "9")), encoding="utf-8")
    done = district.run("read", changed, "--yes")
    assert done.status == 4, done.err
    assert "telephone: recorded" in done.err
    district.ok("read", changed, "--yes", "--update")
    assert "Nothing new was recorded." in district.ok("read", changed, "--yes").err


def test_a_letter_read_again_otherwise_is_kept_as_a_draft_and_shown(district: Program, corrected: Path) -> None:
    rows = recorded(district.database)
    done = district.run("read", corrected, "--yes")
    assert done.status == 4
    lines = [line.strip() for line in done.err.splitlines()]
    assert lines[lines.index(DIFFERS) + 1 :] == [
        "ชย 0023.14/708:",
        *(line for line in lines if line.startswith("subject: recorded การบันทึกข้อมูลศูนย์ปฏิบัติการ")),
        f"due on of '{HELP}': recorded 2023-03-24, given 2023-03-20",
        "text: changed",
        "All obligations stay (6). Deadlines that move: 6, the first from 2023-03-24 to 2023-03-20.",
        WAYS,
        *(line for line in lines if "Kept as draft 1; `circtrack drafts edit 1` completes it." in line),
    ]
    assert "Kept as draft 1" in done.err
    assert {row["due_on"] for row in district.rows("owing", "708")} == {"2023-03-24"}
    district.ok("undo")
    assert recorded(district.database) == rows
    shown = district.ok("read", corrected, "--dry-run")
    assert "due on of" in shown.err
    assert recorded(district.database) == rows


def test_the_other_letters_of_its_file_are_recorded(circtrack: Program, corrected: Path, tmp_path: Path) -> None:
    one, other, *_ = split_letters(CHAIN.read_text(encoding="utf-8"))
    known = tmp_path / "known.txt"
    known.write_text(one.text, encoding="utf-8")
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok("read", known, "--yes")
    both = tmp_path / "both.txt"
    both.write_text(f"{corrected.read_text(encoding='utf-8')}\n{other.text}", encoding="utf-8")
    done = circtrack.run("read", both, "--yes")
    assert done.status == 4
    assert "Recorded 1 letter" in done.err
    assert {row["due_on"] for row in circtrack.rows("owing", "708")} == {"2023-03-24"}
    assert [row["draft"] for row in circtrack.rows("drafts")] == ["1"]
    assert "Deadlines that move: 6" in circtrack.ok("read", both, "--yes", "--update").err
    assert circtrack.rows("drafts") == []


def test_it_is_corrected_by_an_option_and_taken_back_whole(district: Program, corrected: Path) -> None:
    rows = recorded(district.database)
    done = district.ok("read", corrected, "--yes", "--update")
    assert "Deadlines that move: 6" in done.err
    assert "Nothing new" not in done.err
    assert {row["due_on"] for row in district.rows("owing", "708")} == {"2023-03-20"}
    assert "Nothing new was recorded." in district.ok("read", corrected, "--yes").err
    district.ok("undo")
    assert recorded(district.database) == rows
    assert "was recorded before" in district.ok("read", corrected, "--yes", "--no-update").err
    assert recorded(district.database) == rows


@pytest.mark.parametrize("word", ["yes", "no"])
def test_at_a_terminal_it_is_asked(
    district: Program, corrected: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setattr("circtrack.cli.recording.can_ask", lambda: True)
    answer(monkeypatch, word)
    if word == "no":
        monkeypatch.setattr(messages, "confirm", lambda question, **_: "Record" in question)
    done = district.ok("read", corrected)
    assert "What is given differs from what is recorded:" in done.err
    assert ("What is recorded stays." in done.err) == (word == "no")
    assert {row["due_on"] for row in district.rows("owing", "708")} == {"2023-03-20" if word == "yes" else "2023-03-24"}


FORMER, NUMBER = "ชย 0023.14/708", "ชย 0023.14/718"
WAS = (
    f"{FORMER} was the number of {NUMBER}, of the same day and subject, before that was corrected: "
    "--update takes it as that letter, --no-update records it as another."
)


@pytest.fixture
def renumbered(district: Program) -> Program:
    """The district's database, where its own letter's number was corrected after it was read."""
    district.ok("correct", FORMER, "--number", NUMBER, "--yes")
    return district


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The district's letter as another scan of it reads."""
    file = tmp_path / "copy.txt"
    file.write_text(split_letters(CHAIN.read_text(encoding="utf-8"))[0].text.replace("จึงเรียนมา", "จึง เรียนมา"))
    return file


def numbers(program: Program) -> list[str]:
    return sorted(row["number"] for row in program.rows("letters", "--columns", "number"))


def test_a_letter_read_again_by_its_former_number_is_the_one_that_has_another_now(renumbered: Program) -> None:
    before = numbers(renumbered)
    for option in ((), ("--update",), ("--no-update",)):  # its text is the same, so nobody need be asked
        done = renumbered.ok("read", CHAIN, "--yes", *option)
        assert f"{FORMER} is recorded as {NUMBER}." in done.err
        assert "Nothing new was recorded." in done.err
        assert (numbers(renumbered), renumbered.rows("drafts")) == (before, [])


def test_another_copy_of_it_is_kept_as_a_draft_until_it_is_said(renumbered: Program, copy: Path) -> None:
    before = numbers(renumbered)
    done = renumbered.run("read", copy, "--yes")
    assert (done.status, numbers(renumbered)) == (4, before)
    assert WAS in done.err
    assert "Kept as draft 1" in done.err
    done = renumbered.ok("read", copy, "--yes", "--update")
    assert f"{FORMER} is recorded as {NUMBER}." in done.err
    assert (numbers(renumbered), renumbered.rows("drafts")) == (before, [])


def test_what_else_differs_in_it_is_said_with_it(renumbered: Program, corrected: Path) -> None:
    done = renumbered.run("read", corrected, "--yes")
    assert WAS in done.err
    assert f"due on of '{HELP}': recorded 2023-03-24, given 2023-03-20" in done.err
    renumbered.ok("read", corrected, "--yes", "--update")
    assert {row["due_on"] for row in renumbered.rows("owing", NUMBER)} == {"2023-03-20"}


def test_it_may_be_another_letter_all_the_same(renumbered: Program, copy: Path) -> None:
    before = numbers(renumbered)
    done = renumbered.ok("read", copy, "--yes", "--no-update")
    assert numbers(renumbered) == sorted([FORMER, *before])
    (command,) = re.findall("`circtrack (correct .*?)`", done.err)
    renumbered.ok(*shlex.split(command), "--yes")
    assert numbers(renumbered) == before
    assert "Nothing new was recorded." in renumbered.ok("read", copy, "--yes").err


@pytest.mark.parametrize("word", ["yes", "no"])
def test_whether_it_is_the_same_letter_is_asked(
    renumbered: Program, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setattr(differing, "can_ask", lambda: True)
    asked: list[str] = []

    def confirm(question: str, **_: object) -> bool:
        asked.append(question)
        return word == "yes"

    monkeypatch.setattr(messages, "confirm", confirm)
    before = numbers(renumbered)
    given = ("add", "--number", FORMER, "--date", "2023-03-09", "--from", "อำเภอเทพสถิต")
    done = renumbered.ok(*given)
    assert WAS in done.err
    assert asked == ["Is it the same letter? Then what differs is corrected too."]
    assert numbers(renumbered) == (before if word == "yes" else sorted([FORMER, *before]))


def test_another_subject_or_day_makes_it_another_letter(renumbered: Program) -> None:
    given = ("add", "--number", FORMER, "--from", "อำเภอเทพสถิต", "--date")
    renumbered.ok(*given, "2023-03-09", "--subject", "การเลือกตั้ง")
    renumbered.ok("undo")
    renumbered.ok(*given, "2023-03-10")


def test_a_letter_passed_on_again_by_its_former_number(district: Program) -> None:
    district.ok(*FORWARD, "--to", "อบต.บ้านไร่")
    district.ok("correct", "800", "--number", "ชย 0023.14/801", "--yes")
    done = district.run(*FORWARD)
    assert done.status == 4
    assert "ชย 0023.14/800 was the number of ชย 0023.14/801" in done.err
    assert "recipients" not in done.err
    district.ok(*FORWARD, "--no-update")
    assert {row["number"] for row in district.rows("letters", "--columns", "number")} >= {
        "ชย 0023.14/800",
        "ชย 0023.14/801",
    }


FORWARD = ("forward", "3022", "--number", "ชย 0023.14/800", "--date", "2023-03-10")


def test_a_forgotten_recipient_of_a_letter_passed_on(district: Program) -> None:
    district.ok(*FORWARD, "--to", "อบต.บ้านไร่")
    before = contents(district.database)
    assert district.ok(*FORWARD).err.startswith("ชย 0023.14/800 of 2023-03-10 was recorded before.")
    assert district.ok(*FORWARD, "--to", "อบต.บ้านไร่").err.startswith(
        "ชย 0023.14/800 of 2023-03-10 was recorded before."
    )
    done = district.run(*FORWARD, "--to", "อบต.วะตะแบก")
    assert (done.status, contents(district.database)) == (4, before)
    assert "    recipients: องค์การบริหารส่วนตำบลวะตะแบก too" in done.err.splitlines()
    district.ok(*FORWARD, "--to", "อบต.วะตะแบก", "--update")
    (row,) = district.rows("letters", "--columns", "number,recipients", "800")
    assert row["recipients"] == "2"


ADD = ("add", "--number", "ชย 0023.14/900", "--date", "2023-03-15", "--from", "อำเภอเทพสถิต", "--to", "อบต.บ้านไร่")


def test_one_more_task(district: Program) -> None:
    district.ok(*ADD, "--subject", "สำรวจ", "--task", "แบบ ก", "--due", "2023-03-31")
    before = contents(district.database)
    assert "was recorded before" in district.ok(*ADD).err
    done = district.run(*ADD, "--task", "แบบ ข", "--due", "2023-04-01")
    assert (done.status, contents(district.database)) == (4, before)
    assert "    task: not recorded, given แบบ ข 2023-04-01" in done.err.splitlines()
    assert "    Obligations: 1 stay, 1 come, 0 go." in done.err.splitlines()
    district.ok(*ADD, "--task", "แบบ ข", "--due", "2023-04-01", "--update")
    assert [row["task"] for row in district.rows("owing", "900")] == ["แบบ ก", "แบบ ข"]
    kept = district.ok(*ADD, "--task", "แบบ ค", "--due", "ทุกวันที่ ๕", "--no-update")
    assert kept.err == "ชย 0023.14/900 of 2023-03-15 was recorded before.\n"  # nothing of what was not taken
    done = district.run(*ADD, "--task", "แบบ ก", "--due", "2023-03-30", "--subject", "การสำรวจ", "--urgency", "ด่วน")
    assert [line for line in done.err.splitlines() if ", given " in line] == [
        "    urgency: not recorded, given ด่วน",
        "    subject: recorded สำรวจ, given การสำรวจ",
        "    due on of 'แบบ ก': recorded 2023-03-31, given 2023-03-30",
    ]


def test_what_was_done_is_filled_in_a_register_later(district: Program) -> None:
    district.ok("register", "in", "3022", "--on", "2023-03-10")
    before = contents(district.database)
    again = ("register", "in", "3022", "--action", "แจ้งทุกแห่งแล้ว", "--remark", "ด่วน")
    done = district.run(*again)
    assert (done.status, contents(district.database)) == (4, before)
    assert done.err.splitlines()[1:] == [
        "  ชย 0023.6/3022:",
        "    what was done: not recorded, given แจ้งทุกแห่งแล้ว",
        "    remark: not recorded, given ด่วน",
    ]
    done = district.ok(*again, "--update")
    assert "Number 1 of 2566 in the register of อำเภอเทพสถิต is corrected: ชย 0023.6/3022." in done.err
    (row,) = district.rows("register", "in", "--year", "2566")
    assert (row["number"], row["remark"]) == ("1", "ด่วน")
    assert row["action"].startswith("แจ้งทุกแห่งแล้ว; ")
    assert "already; nothing was changed" in district.ok("register", "in", "3022").err
    assert "already; nothing was changed" in district.ok(*again).err
    district.ok("undo")
    (row,) = district.rows("register", "in", "--year", "2566")
    assert "แจ้ง" not in row["action"]


def test_a_number_that_was_given_stays(district: Program) -> None:
    district.ok("register", "in", "3022", "--on", "2023-03-10")
    before = contents(district.database)
    for wrong in (("--number", "7"), ("--on", "2022-12-30")):
        done = district.run("register", "in", "3022", *wrong, "--update")
        assert (done.status, contents(district.database)) == (2, before), done.err


def test_an_untracked_letter_entered_again(district: Program) -> None:
    letter = (
        "--letter-number",
        "กข 1234/5",
        "--letter-date",
        "2023-03-01",
        "--sender",
        "ธนาคาร",
        "--subject",
        "แจ้งยอด",
    )
    district.ok("register", "in", *letter)
    done = district.run("register", "in", *letter, "--action", "เก็บ")
    assert done.status == 4
    district.ok("register", "in", *letter, "--action", "เก็บ", "--update")
    (row,) = district.rows("register", "in", "--year", "2566")
    assert row["action"] == "เก็บ"
