"""In which order things are recorded of rounds does not matter; what is taken back leaves no trace. A plain model."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.program import Program

if TYPE_CHECKING:
    from pathlib import Path

TODAY = "2024-03-20"  # in round 3
OFFICES = ("อบต.บ้านไร่", "อบต.โป่งนก")
DUE = {1: "2024-02-05", 2: "2024-03-05", 3: "2024-04-05"}
Cell = tuple[int, int]


class Act(NamedTuple):
    """One command: its verb, the office (-1 for all) and the round of which it is recorded, and its day."""

    verb: str
    office: int
    place: int
    day: str = ""

    def words(self) -> list[str]:
        """Return the command line."""
        offices = [OFFICES[self.office]] if self.office >= 0 else []
        days = {"done": ["--on", self.day], "extend": ["--to", self.day, "--reason", "x"], "exempt": ["--reason", "x"]}
        return [self.verb, "12", *offices, "--round", str(self.place), *days[self.verb]]


def choose_acts() -> st.SearchStrategy[list[Act]]:
    """At most one thing is done of a cell, and one deadline moves: two that contradict each other do not commute."""
    cells = [(office, place) for office in (0, 1) for place in (1, 2)]
    settled = st.lists(st.tuples(st.sampled_from(cells), st.booleans()), unique_by=lambda each: each[0], max_size=4)
    moved = st.lists(st.tuples(st.sampled_from((-1, 0, 1)), st.sampled_from((1, 2))), unique_by=lambda each: each[1])
    acts = st.tuples(settled, moved).map(
        lambda both: [
            *(Act("exempt", *cell) if free else Act("done", *cell, "2024-03-15") for cell, free in both[0]),
            *(Act("extend", office, place, f"2024-03-1{3 + place}") for office, place in both[1]),
        ]
    )
    return acts.flatmap(st.permutations).map(list)


def expect(acts: list[Act]) -> dict[Cell, tuple[str, str]]:
    """Work the states and deadlines out: the plain model."""
    states = {}
    for office in (0, 1):
        for place, usual in DUE.items():
            of_cell = [each for each in acts if each.place == place and each.office in (office, -1)]
            due = max([usual, *(each.day for each in of_cell if each.verb == "extend")])
            done = next((each for each in of_cell if each.verb == "done"), None)
            state = "overdue" if due < TODAY else "owing"
            if done:
                state = "done_late" if done.day > due else "done"
            elif any(each.verb == "exempt" for each in of_cell):
                state = "exempt"
            states[office, place] = (state, due)
    return states


def find(program: Program) -> dict[Cell, tuple[str, str]]:
    """Return the states and deadlines that the program shows."""
    named = "overdue,at_risk,owing,untold,due_today,done,done_late,exempt"
    rows = program.rows("owing", "12", "--round", "all", "--state", named, today=TODAY)
    codes = sorted({row["office_code"] for row in rows})
    return {(codes.index(row["office_code"]), int(row["round"])): (row["state"], row["due_on"]) for row in rows}


@pytest.mark.slow
def test_orders_and_undo(tmp_path: Path) -> None:
    numbers = count()

    @settings(max_examples=40, deadline=None)
    @given(choose_acts(), st.data())
    def law(acts: list[Act], data: st.DataObject) -> None:
        program = Program(tmp_path / f"{next(numbers)}.db")
        program.ok("init", "--office", "อำเภอเทพสถิต")
        letter = ["--number", "ชย 0023.14/ว 12", "--date", "2024-01-10", "--from", "อำเภอเทพสถิต", "--subject", "x"]
        to = [word for office in OFFICES for word in ("--to", office)]
        program.ok("add", *letter, *to, "--task", "ขยะ", "--due", "ภายในวันที่ ๕ ของทุกเดือน", today="2024-01-10")
        held: list[Act] = []
        for act in acts:
            program.ok(*act.words(), today=TODAY)
            taken_back = data.draw(st.sampled_from(("", "undo", "redo")))
            if taken_back:
                program.ok("undo", today=TODAY)
                assert find(program) == expect(held)
            if taken_back == "redo":
                program.ok("redo", today=TODAY)
            held += [act] if taken_back != "undo" else []
            assert find(program) == expect(held)

    law()
