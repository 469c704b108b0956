"""Every kind of difficulty that letters have shown: what a careful clerk reads in a small input of each.

The kinds were found on letters that the reader had never seen. Of the 50 inputs of ``made.toml`` and the 20 of
``shapes.toml`` 0 and 1 were right at first; of the 204 further ones in ``own.toml``, written before the reader had been
tried on them, 35 were right, and 110 right or with a finding on what was not. Since then the rules have been made from
them, so they measure unseen letters no longer.
"""

from __future__ import annotations

import pytest
from support.cases import FOLDER, TODAY, Case, compare_letters, list_cases, read_case

from circtrack.reading.letters import read_letters

CASES = [case for path in sorted(FOLDER.glob("*.toml")) for case in list_cases(path.name)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_read_as_a_careful_clerk_reads_it(case: Case) -> None:
    assert list(compare_letters(case, read_case(case))) == []


@pytest.mark.parametrize("case", [case for case in CASES if case.order], ids=lambda case: case.name)
def test_an_order_is_told_to_be_one_and_nothing_of_it_is_asked(case: Case) -> None:
    (read,) = read_letters({case.name: case.text}, today=TODAY)
    assert [(each.code, each.text) for each in read.findings] == [("not_a_letter", case.order)]


def test_every_input_has_its_values() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} <= {case.name for case in CASES}
