"""Any history of a circular in a province, beside what its clerk would keep on paper (``support.plain_office``)."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from support.plain_office import AUDIENCE, DISTRICTS, PROVINCE, SUPERIOR, Paper, PlainOffice, begin
from support.program import Done, Program
from support.servers import copied_once_made, databases_dropped, on_server

pytestmark = pytest.mark.both_engines

ROOT, FIRST = "มท 0810.7/ว 908", date(2023, 2, 27)
DUE = date(2023, 3, 24)
STATES = "exempt,done,done_late,overdue,due_today,at_risk,untold,owing,open"
OFFICES = st.sampled_from(sorted(AUDIENCE))
COLUMNS = ("due_on", "days_left", "state", "progress", "told_on", "told_by", "stalled_at")
NAMES = {DISTRICTS[0]: "อำเภอเทพสถิต", DISTRICTS[1]: "อำเภอภูเขียว", PROVINCE: "จังหวัดชัยภูมิ"}


class Province(RuleBasedStateMachine):
    """The verbs of a morning, in any order, and what the reports say after each."""

    def __init__(self) -> None:
        super().__init__()
        self.closing = ExitStack()
        self.closing.enter_context(databases_dropped())
        folder = Path(self.closing.enter_context(tempfile.TemporaryDirectory()))
        self.program = Program(folder / "province.db")
        self.today = FIRST
        self.book = begin(ROOT, FIRST, DUE)
        self.past: list[PlainOffice] = []
        self.future: list[PlainOffice] = []
        self.numbers = iter(range(11, 99))

    def teardown(self) -> None:
        self.closing.close()

    def run(self, *arguments: str) -> Done:
        return self.program.run(*arguments, today=str(self.today))

    @initialize()
    def receive_the_circular(self) -> None:
        def make(path: Path) -> None:
            program = Program(path, today=str(FIRST))
            program.ok("init", "--office", PROVINCE)
            letter = ("--number", ROOT, "--date", str(FIRST), "--from", "สถ.", "--to", PROVINCE)
            program.ok("add", *letter, "--task", "แผน", "--audience", ",".join(AUDIENCE), "--due", str(DUE))

        copied_once_made(self.program.database, "the circular of a plain office", make)

    def change(self, *arguments: str) -> PlainOffice:
        """Run a command that records something; return the book for the same to be written into."""
        done = self.run(*arguments)
        assert done.status == 0, (arguments, done.err)
        self.past.append(self.book.copy())
        self.future.clear()
        return self.book

    @rule(days=st.integers(1, 12))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days)

    @rule(issuer=st.sampled_from([PROVINCE, *DISTRICTS]), chosen=st.sets(st.integers(0, 9), min_size=1),
          due=st.none() | st.integers(-30, 10))  # fmt: skip
    def forward(self, issuer: str, chosen: set[int], due: int | None) -> None:
        below = sorted(code for code, above in SUPERIOR.items() if above == issuer)
        received = [paper for paper in self.book.papers if issuer in paper.recipients]
        if not received:
            return
        recipients = tuple(code for place, code in enumerate(below) if place in chosen) or (below[0],)
        number = f"ชย 0023/{next(self.numbers)}"
        parent = received[0]
        latest = max((duty.due for office, duty in self.book.duties.items()
                      if office in recipients or SUPERIOR[office] in recipients), default=DUE)  # fmt: skip
        day = max(DUE + timedelta(due), self.today) if due is not None else None
        if day is not None and day >= latest:
            day = None  # what is no earlier day is another verb's
        book = self.change("forward", parent.number, "--number", number, "--date", str(self.today), "--from", issuer,
                           *(part for code in recipients for part in ("--to", code)),
                           *(("--due", str(day)) if day else ()))  # fmt: skip
        book.forward(Paper(number, self.today, issuer, recipients, parent.number, day))

    @rule(place=st.integers(0, 20), who=st.integers(0, 9), ago=st.integers(0, 5))
    def receive(self, place: int, who: int, ago: int) -> None:
        paper = self.book.papers[place % len(self.book.papers)]
        office = paper.recipients[who % len(paper.recipients)]
        day = max(paper.day, self.today - timedelta(ago))
        if paper.received.get(office) == day:
            return
        self.change("receive", paper.number, office, "--on", str(day)).receive(paper.number, office, day)

    @rule(office=OFFICES, what=st.sampled_from(["done", "done", "incomplete", "blocked"]), ago=st.integers(0, 5))
    def enter(self, office: str, what: str, ago: int) -> None:
        duty = self.book.duties[office]
        day = max(FIRST, self.today - timedelta(ago)) if what == "done" else None
        if duty.progress == "exempt" or (duty.progress, duty.done_on) == (what, day):
            return
        if duty.progress == "done" and what != "done":
            return  # it has entered the data: that it has not is a correction
        options = {"done": ["--on", str(day)], "incomplete": ["--incomplete"], "blocked": ["--blocked", "ระบบล่ม"]}[what]
        self.change("done", ROOT, office, *options).enter(office, what, day)

    @rule(office=OFFICES)
    def exempt(self, office: str) -> None:
        if self.book.duties[office].progress in {"exempt", "done"}:
            return
        self.change("exempt", ROOT, office, "--reason", "ไม่มีศูนย์").enter(office, "exempt", None)

    @rule(offices=st.lists(OFFICES, max_size=2, unique=True), days=st.integers(1, 20))
    def extend(self, offices: list[str], days: int) -> None:
        chosen = offices or list(self.book.duties)
        to = max(self.book.duties[office].due for office in chosen) + timedelta(days)
        book = self.change("extend", ROOT, *offices, "--to", str(to), "--reason", "ระบบล่ม")
        book.extend(tuple(offices), to, self.today)

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        assert self.run("undo").status == 0
        self.future.append(self.book)
        self.book = self.past.pop()

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        assert self.run("redo").status == 0
        self.past.append(self.book)
        self.book = self.future.pop()

    @invariant()
    def the_list_is_the_book(self) -> None:
        done = self.run("owing", ROOT, "--state", STATES, "--format", "json")
        assert done.status == 0, done.err
        found = {row["office_code"]: tuple(row[column] for column in COLUMNS) for row in json.loads(done.out)}
        wanted = {office: tuple(map(_written, self.book.row(office, self.today))) for office in self.book.duties}
        assert found == wanted

    @rule()
    def count_by_state(self) -> None:
        done = self.run("owing", ROOT, "--by", "state", "--format", "json")
        counted = {row["state"]: row["total"] for row in json.loads(done.out)}
        wanted = Counter(self.book.state(office, self.today) for office in self.book.duties)
        assert counted == wanted


def _written(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return NAMES.get(value, value) if isinstance(value, str) else value


def _try(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Province,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],  # to shrink takes hours; the steps that failed are told
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


def test_histories_beside_a_plain_office() -> None:
    _try(*((4, 10) if on_server() else (50, 6)))


@pytest.mark.slow
@pytest.mark.file_only
def test_many_histories_beside_a_plain_office() -> None:
    _try(25, 25)
