"""Days that are a slip, most likely: years from their letter, before it, or after today. Asked or said, and found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from support.program import CHAIN, Done, Program

from circtrack.cli import doubtful_days
from circtrack.render import messages

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines


@pytest.fixture
def district(circtrack: Program) -> Program:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    return circtrack


def added(program: Program, due: str, *, lang: str = "en") -> Done:
    letter = ("--number", "ชย 0023.14/720", "--date", "2023-03-10", "--from", "อำเภอเทพสถิต", "--to", "อบต.บ้านไร่")
    return program.run("add", *letter, "--task", "แผนชุมชน", "--due", due, lang=lang)


def found(program: Program, code: str, today: str = "") -> list[str]:
    done = program.run("check", "--format", "json", today=today)
    return [row["text"] for row in json.loads(done.out) if row["code"] == code]


FAR = "the deadline 2113-04-07 is more than two years after ชย 0023.14/720 of 2023-03-10; is it a slip?"
EARLY = "the deadline 2022-04-07 lies before ชย 0023.14/720 of 2023-03-10; is it a slip?"


@pytest.mark.parametrize(("due", "said"), [("7/4/2656", FAR), ("๗ เม.ย. ๒๕๖๕", EARLY), ("7/4/2566", "")])
def test_add_says_what_is_doubtful_in_a_deadline_and_check_finds_it(district: Program, due: str, said: str) -> None:
    done = added(district, due)
    assert done.status == 0
    assert [line for line in done.err.splitlines() if "slip" in line] == ([f"note: {said}"] if said else [])
    seen = found(district, "far_deadline") + found(district, "early_deadline")
    assert len(seen) == bool(said)


def test_it_is_said_in_the_session_s_language(district: Program) -> None:
    assert (
        "หมายเหตุ: กำหนด ๗ เม.ย. ๒๖๕๖ ห่างจาก ชย 0023.14/720 ลงวันที่ ๑๐ มี.ค. ๖๖ เกินสองปี"
        in added(district, "7/4/2656", lang="th").err
    )


@pytest.mark.parametrize(("due", "far"), [("2025-03-10", False), ("2025-03-11", True), ("7/4/2656", True)])
def test_far_is_more_than_two_years(district: Program, due: str, far: bool) -> None:
    assert ("more than two years" in added(district, due).err) == far
    assert len(found(district, "far_deadline")) == far


@pytest.mark.parametrize("offices", [(), ("อบต.บ้านไร่",)])
def test_extend_says_it_too(district: Program, offices: tuple[str, ...]) -> None:
    added(district, "2023-04-07")
    done = district.ok("extend", "720", *offices, "--to", "7/4/2656", "--reason", "ระบบล่ม")
    assert f"note: {FAR}" in done.err
    assert len(found(district, "far_deadline")) == 1
    district.ok("undo")
    assert found(district, "far_deadline") == []
    assert "slip" not in district.ok("extend", "720", *offices, "--to", "7/4/2566", "--reason", "ระบบล่ม").err


def test_forward_says_it_too(district: Program) -> None:
    district.ok("read", CHAIN, "--yes")
    passed_on = ("--from", "อำเภอเทพสถิต", "--number", "ชย 0023.14/721", "--date", "2023-03-15")
    done = district.ok("forward", "3022", *passed_on, "--due", "2022-03-20")
    assert "note: the deadline 2022-03-20 lies before ชย 0023.14/721 of 2023-03-15; is it a slip?" in done.err


@pytest.mark.parametrize(
    ("written", "code", "said"),
    [
        (
            "๗ เมษายน ๒๖๕๖",
            "far_deadline",
            "๗ เมษายน ๒๖๕๖' lies more than two years after the letter's date",
        ),
        ("๘ เมษายน ๒๕๖๕", "deadline_before_letter", "lies before the letter's own date"),
        ("๕ เมษายน ๒๕๖๗", "", ""),
    ],
)
def test_read_has_a_finding_of_it(district: Program, tmp_path: Path, written: str, code: str, said: str) -> None:
    file = tmp_path / "letter.txt"
    file.write_text(CHAIN.read_text(encoding="utf-8").replace("๒๔ มีนาคม ๒๕๖๖", written), encoding="utf-8")
    done = district.ok("read", file, "--yes")
    for each in ("far_deadline", "deadline_before_letter"):
        assert (each in done.out) == (each == code)
    assert said in done.err
    seen = found(district, "far_deadline") + found(district, "early_deadline")
    assert bool(seen) == bool(code)


def test_at_a_terminal_it_is_asked_and_no_leaves_all_as_it_was(
    district: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(question: str, /, **values: object) -> bool:
        asked.append(question.format_map(values))
        return agreed

    monkeypatch.setattr(doubtful_days, "can_ask", lambda: True)
    monkeypatch.setattr(messages, "confirm", answer)
    agreed = False
    done = added(district, "7/4/2656")
    assert (done.status, done.err, asked) == (0, "Nothing was recorded.\n", [f"{FAR} Record it all the same?"])
    assert district.rows("letters") == []
    agreed = True
    assert added(district, "7/4/2656").status == 0
    agreed = False
    before = district.rows("log")
    assert district.ok("extend", "720", "--to", "7/4/2666", "--reason", "x").err == "Nothing was recorded.\n"
    assert district.rows("log") == before


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("done", "720", "อบต.บ้านไร่", "--on", "2023-03-18"), "future_done"),
        (("receive", "720", "อบต.บ้านไร่", "--on", "2023-03-18"), "future_receipt"),
    ],
)
def test_what_was_recorded_while_the_clock_was_wrong_is_found(
    district: Program, command: tuple[str, ...], code: str
) -> None:
    added(district, "2023-04-07")
    district.ok(*command)
    assert found(district, code) == []
    (text,) = found(district, code, today="2023-03-15")
    assert "องค์การบริหารส่วนตำบลบ้านไร่" in text
    assert "2023-03-18, after today" in text
