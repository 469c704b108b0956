"""Every command that ``check`` advises works when it is pasted, and mends what it is said to."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING

import pytest
from support.program import Program
from support.servers import opened

from circtrack.cli import correct as module
from circtrack.render import messages
from circtrack.reports import check

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.both_engines

TASK = ("--task", "แบบสำรวจ")
LETTER = ("add", "--number", "ชย 0023.14/900", "--date", "2023-03-15", "--from", "อำเภอเทพสถิต", "--to", "อบต.บ้านไร่")


def spoil(*statements: str) -> Callable[[Program], None]:
    def act(program: Program) -> None:
        with opened(program.database) as connection:
            for statement in statements:
                connection.execute(statement)

    return act


def run(*commands: tuple[str, ...]) -> Callable[[Program], None]:
    def act(program: Program) -> None:
        for command in commands:
            program.ok(*command)

    return act


def twice_in_the_register(program: Program) -> None:
    program.ok("register", "in", "3022")
    spoil(
        "INSERT INTO register_entry SELECT office, direction, classified, circular, year_be, 2, registered_on, status,"
        " letter, letter_number, letter_date, sender, recipient, subject, action, remark FROM register_entry"
    )(program)


def then(*acts: Callable[[Program], None]) -> Callable[[Program], None]:
    def act(program: Program) -> None:
        for each in acts:
            each(program)

    return act


def finding(code: str, field: str) -> str:
    return (
        f"INSERT INTO finding SELECT id, 9, '{code}', '{field}', 'วันเสาร์ที่ ๒๔ มีนาคม ๒๕๖๖', '', '', 0 FROM letter"
        " WHERE number = 'ชย 0023.14/708'"
    )


# How each comes about, from which day it is found, and whether its first command mends it.
SITUATIONS: dict[str, tuple[Callable[[Program], None], str, bool]] = {
    "before_parent": (run(("correct", "708", "--date", "2023-03-08", "--yes")), "", True),
    "future_letter": (run(), "2023-03-08", False),
    "done_before_letter": (
        spoil("UPDATE obligation SET progress = 'done', done_on = '2022-03-20' WHERE office = '06360903'"), "", True,
    ),
    "received_before_sent": (
        spoil("UPDATE delivery SET received_on = '2023-01-13' WHERE office = '06360904'"), "", True,
    ),
    "future_done": (
        spoil("UPDATE obligation SET progress = 'done', done_on = '2024-03-20' WHERE office = '06360903'"), "", True,
    ),
    "future_receipt": (spoil("UPDATE delivery SET received_on = '2024-01-13' WHERE office = '06360904'"), "", True),
    "future_reminder": (
        spoil("INSERT INTO reminder SELECT task, office, '2023-03-24', 'due', '2024-01-13', '', '' FROM obligation"),
        "", False,
    ),
    "later_deadline": (
        run(
            ("correct", "708", "--add-task", "แบบสำรวจถนน", "--due", "2023-03-20", "--yes"),
            ("correct", "708", "--task", "1", "--due", "2023-03-31", "--yes"),
        ), "", True,
    ),
    "early_deadline": (run((*LETTER, *TASK, "--due", "2022-03-20")), "", False),
    "far_deadline": (run((*LETTER, *TASK, "--due", "7/4/2656")), "", False),
    "called_otherwise": (
        then(
            run(LETTER, tuple(each.replace("/900", "/901") for each in LETTER)),
            spoil("UPDATE letter SET formerly = '[[\"3609\", 2566, \"ชย 0023.14/900\"]]' WHERE number LIKE '%/901'"),
        ), "", True,
    ),
    "passes_on_withdrawn": (
        then(
            run(("correct", "3022", "--withdraw", "--yes")),
            spoil(
                "INSERT INTO withdrawn VALUES ('36', 2566, 'ชย 0023.6/3022', '36', '2023-03-02', '', '', ' 0000000001',"
                " '[]', '[]', '[]')"
            ),
        ), "", True,
    ),
    "weekday": (spoil(finding("weekday_deadline", "due_on")), "", True),
    "undecided": (run(), "", True),
    "contradicted": (spoil(finding("conflict", "subject")), "", False),
    "cites_unrecorded": (run(), "", True),
    "no_receipt": (
        run(("done", "908", "อบต.บ้านไร่", "ทต.เทพสถิต", "อบต.โป่งนก", "อบต.วะตะแบก", "อบต.นายางกลัก")),
        "2023-03-24", True,
    ),
    "untold_near": (run(), "", False),
    "office_gone": (run(), "2025-01-01", True),
    "nobody_owes": (run((*LETTER, *TASK, "--audience", "คณะทำงานตามบัญชีแนบท้าย")), "", True),
    "registered_twice": (twice_in_the_register, "", True),
    "reserved_unused": (run(("register", "out", "--reserve", "1", "--on", "2022-12-29")), "", True),
}  # fmt: skip
OWN = {"untold_near": "36", "office_gone": "31"}
NO_COMMAND = {
    "other_chain", "network_share", "damaged", "lost_rows", "register_gap",
    "journal_altered", "journal_missing", "journal_unhashed", "malformed_row",
}  # fmt: skip
"""What only a copy mends, or nothing."""


def advised(program: Program, code: str, today: str, *, thai: bool) -> list[str]:
    """Return the commands in the hints of all findings of a code."""
    if thai:
        done = program.run("check", "--format", "csv", "--thai", today=today)
        lines = [line for line in done.lines if f",{code}," in line]
    else:
        done = program.run("check", "--format", "json", today=today)
        lines = [row["hint"] for row in json.loads(done.out) if row["code"] == code]
    found = [command for line in lines for command in re.findall(r"`circtrack ([^`]+)`", line.replace('""', '"'))]
    # OFFICE is for the clerk to name.
    return [command.replace("OFFICE", "อบต.บ้านไร่") for command in found if "FILE" not in command]


def situation(circtrack: Program, code: str) -> tuple[Program, str]:
    act, today, _ = SITUATIONS[code]
    program = Program(circtrack.database, environment={"EDITOR": "true", "VISUAL": ""})
    program.with_chain(OWN.get(code, "อำเภอเทพสถิต"))
    act(program)
    return program, today


@pytest.fixture(autouse=True)
def _at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "can_ask", lambda: True)
    monkeypatch.setattr(messages, "confirm", lambda *_, **__: True)


def test_every_check_has_its_situation_here() -> None:
    known = {each.code for each in check.CHECKS} | {"cites_unrecorded", "no_receipt", "untold_near", "office_gone"}
    known |= {"nobody_owes", "registered_twice", "reserved_unused"}
    assert known - NO_COMMAND == set(SITUATIONS)
    for each in check.CHECKS:
        assert each.code in NO_COMMAND or "`circtrack " in each.hint, each.code


@pytest.mark.parametrize("code", sorted(SITUATIONS))
def test_its_commands_work_when_they_are_pasted(circtrack: Program, code: str) -> None:
    program, today = situation(circtrack, code)
    commands = advised(program, code, today, thai=False)
    assert commands
    for command in dict.fromkeys(commands):
        if code == "before_parent" and command != commands[0]:
            continue  # the other of the two ways: the first has mended it
        done = program.run(*shlex.split(command), today=today)
        assert done.status == 0, (command, done.err)
    if SITUATIONS[code][2]:
        left = advised(program, code, today, thai=False)
        assert not set(commands) & set(left), left


def test_they_name_whose_letter_is_meant_where_others_have_its_number(circtrack: Program) -> None:
    program = circtrack.with_chain("จังหวัดชัยภูมิ")
    program.ok("forward", "3022", "--unnumbered", "--all")
    commands = advised(program, "no_receipt", "2023-04-10", thai=False)
    of_nobody = [command for command in commands if "ยังไม่ทราบเลข" in command]
    assert len(of_nobody) > 10
    for command in of_nobody[:2]:
        program.ok(*shlex.split(command))


@pytest.mark.parametrize("code", ["before_parent", "done_before_letter", "received_before_sent", "later_deadline"])
def test_they_work_in_thai_too(circtrack: Program, code: str) -> None:
    program, today = situation(circtrack, code)
    commands = advised(program, code, today, thai=True)
    assert commands
    done = program.run(*shlex.split(commands[0]), today=today)
    assert done.status == 0, (commands[0], done.err)
    assert advised(program, code, today, thai=True) == []
