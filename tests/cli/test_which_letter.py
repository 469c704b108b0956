"""``circtrack read`` of letters whose numbers are alike: each is a letter of its own, under its own parent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.outgoing import DEPARTMENT, DISTRICT, FLOOD, PROVINCE, TAX, write

if TYPE_CHECKING:
    from support.program import Program

pytestmark = pytest.mark.both_engines


def read(circtrack: Program, *texts: str) -> str:
    return circtrack.ok("read", "-", "--yes", given="\n\n".join(texts)).err


def tree(circtrack: Program) -> dict[str, str]:
    """Each letter with its parent."""
    return {row["number"]: row["parent"] for row in circtrack.rows("letters", "--columns", "number,parent")}


OLD, PASSED_ON = "ชย 0023.6/ว 4755", "ชย 0023.14/708"


@pytest.mark.parametrize("subject", [FLOOD, TAX])
@pytest.mark.parametrize("running", ["ว 4756", "ว 4757", "ว 4765", "ว 4855", "4755"])
def test_the_next_letter_of_the_day_is_recorded(circtrack: Program, running: str, subject: str) -> None:
    read(circtrack, write(PROVINCE, "ว 4755"))
    read(circtrack, write(DISTRICT, "708", passes_on=OLD))
    said = read(circtrack, write(PROVINCE, running, subject=subject))
    assert "Recorded 1 letter" in said
    assert tree(circtrack) == {OLD: "", PASSED_ON: OLD, f"ชย 0023.6/{running}": ""}


def test_the_next_letter_is_recorded_though_only_what_passes_the_other_on_is(circtrack: Program) -> None:
    read(circtrack, write(DISTRICT, "708", passes_on=OLD))
    read(circtrack, write(PROVINCE, "ว 4756"))
    assert tree(circtrack) == {PASSED_ON: "", "ชย 0023.6/ว 4756": ""}
    read(circtrack, write(PROVINCE, "ว 4755"))
    assert tree(circtrack) == {PASSED_ON: OLD, OLD: "", "ชย 0023.6/ว 4756": ""}


def test_a_departments_next_letter_is_recorded(circtrack: Program) -> None:
    read(circtrack, write(DEPARTMENT, "ว 5120"))
    read(circtrack, write(PROVINCE, "ว 4755", passes_on="มท 0810.7/ว 5120", above=DEPARTMENT))
    read(circtrack, write(DEPARTMENT, "ว 5121"))
    read(circtrack, write(PROVINCE, "ว 4756", passes_on="มท 0810.7/ว 5121", above=DEPARTMENT))
    assert tree(circtrack) == {
        "มท 0810.7/ว 5120": "",
        "มท 0810.7/ว 5121": "",
        OLD: "มท 0810.7/ว 5120",
        "ชย 0023.6/ว 4756": "มท 0810.7/ว 5121",
    }


def test_in_one_batch_no_letter_is_hung_under_a_neighbour_of_another_matter(circtrack: Program) -> None:
    flood = write(DISTRICT, "708", passes_on="ชย 0023.6/ว 4756", subject=FLOOD)
    read(circtrack, flood, write(PROVINCE, "ว 4755", subject=TAX))
    assert tree(circtrack) == {PASSED_ON: "", OLD: ""}


def test_a_letter_waits_for_the_one_it_cites_beside_a_neighbour_of_one_subject(circtrack: Program) -> None:
    read(circtrack, write(PROVINCE, "ว 4755"))
    said = read(circtrack, write(DISTRICT, "708", passes_on="ชย 0023.6/ว 4756"))
    assert "which is not recorded yet; it will be linked when it is" in said
    assert tree(circtrack) == {OLD: "", PASSED_ON: ""}
    found = circtrack.run("check", "--format", "csv", "--columns", "code,letter_number").out
    assert f"undecided,{PASSED_ON}" in found


def test_a_letter_hung_under_its_enclosure_moves_when_the_cited_one_comes(circtrack: Program) -> None:
    read(circtrack, write(DISTRICT, "708", passes_on="ชย 0023.6/ว 4756"), write(PROVINCE, "ว 4755"))
    assert tree(circtrack) == {OLD: "", PASSED_ON: OLD}
    said = read(circtrack, write(PROVINCE, "ว 4756"))
    assert "ชย 0023.14/708 passes on ชย 0023.6/ว 4756, and is no longer under ชย 0023.6/ว 4755" in said
    assert tree(circtrack) == {OLD: "", "ชย 0023.6/ว 4756": "", PASSED_ON: "ชย 0023.6/ว 4756"}
    circtrack.ok("undo")
    assert tree(circtrack) == {OLD: "", PASSED_ON: OLD}


def undecided(circtrack: Program) -> str:
    found = circtrack.run("check", "--format", "csv", "--columns", "code,letter_number").out
    return "\n".join(line for line in found.splitlines() if line.startswith("undecided"))


def test_a_doubt_is_settled_by_the_letter_that_comes_later(circtrack: Program) -> None:
    read(circtrack, write(PROVINCE, "ว 4755"))
    read(circtrack, write(DISTRICT, "708", passes_on="ชย 0023.6/ว 4756"))
    assert undecided(circtrack) == f"undecided,{PASSED_ON}"
    said = read(circtrack, write(PROVINCE, "ว 4756"))
    assert f"note: {PASSED_ON}: the doubt about" in said
    assert f"undecided,{PASSED_ON}" not in undecided(circtrack)
    circtrack.ok("undo")
    assert undecided(circtrack) == f"undecided,{PASSED_ON}"


def test_a_doubt_on_both_of_a_batch_is_settled_by_the_letter_that_comes_later(circtrack: Program) -> None:
    read(circtrack, write(DISTRICT, "708", passes_on="ชย 0023.6/ว 4756"), write(PROVINCE, "ว 4755"))
    assert undecided(circtrack).splitlines() == [f"undecided,{PASSED_ON}", f"undecided,{OLD}"]
    said = read(circtrack, write(PROVINCE, "ว 4756"))
    assert said.count("is settled") == 2
    assert f"{PASSED_ON}" not in undecided(circtrack)
