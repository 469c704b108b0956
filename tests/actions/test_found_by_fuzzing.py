"""What fuzzing found in lists and letters: each was our own failure once, and is one clear message now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.made_letters import TODAY

from circtrack.cli.register import register_year
from circtrack.errors import BadRowsError, InputError
from circtrack.lists.read import read_list
from circtrack.reading.addresses import find_addresses
from circtrack.thai.addressees import parse_addressees

if TYPE_CHECKING:
    from support.program import Program

LONG_NUMBER = "9" * 5000  # Python makes no number of it
LONG_CELL = "ก" * 200_000  # longer than a cell that Python's CSV takes


@pytest.mark.parametrize(("text", "line"), [(f"office\n{LONG_CELL}\n", 2), (f"office,on\n{LONG_CELL}\n", 2)])
def test_a_cell_beyond_what_csv_takes_is_told_by_its_line(text: str, line: int) -> None:
    with pytest.raises(InputError, match=f"^line {line} is no CSV"):
        read_list(text.encode(), "list")


@pytest.mark.parametrize("text", [f"office,email\n3609,{LONG_CELL}\n"])
def test_so_it_is_in_a_list_of_addresses(text: str) -> None:
    with pytest.raises(InputError, match="is no CSV"):
        find_addresses(text.encode(), "x.csv", ("36", "3609"), TODAY)


def test_an_address_list_names_the_line_that_a_row_begins_on() -> None:
    with pytest.raises(BadRowsError, match="line 4: '' is no e-mail"):
        find_addresses('office,email\n"เทพสถิต\n",x\n3609\n'.encode(), "x.csv", ("3609",), TODAY)


def test_a_place_of_thousands_of_digits_is_none(circtrack: Program) -> None:
    circtrack.ok("add", "--number", "มท 0810.7/ว 908", "--date", "2023-03-09", "--from", "dla", "--to", "36")
    done = circtrack.run("done", "--csv", "-", given=f"office,letter,task\n36,908,{LONG_NUMBER}\n")
    assert (done.status, "is not the place of a task" in done.err) == (4, True), done.err[:300]
    done = circtrack.run("owing", "--task", LONG_NUMBER)
    assert (done.status, done.out.count("\n"), "failed" in done.err) == (0, 1, False), done.err[:300]


def test_a_year_of_thousands_of_digits_is_none() -> None:
    with pytest.raises(InputError, match="is no year"):
        register_year(LONG_NUMBER, TODAY)


def test_an_addressee_with_a_count_of_thousands_of_digits_is_no_addressee_with_a_count() -> None:
    assert all(each.count == 0 for each in parse_addressees(f"นายอำเภอทุกอำเภอทั้ง{LONG_NUMBER}อำเภอ"))
