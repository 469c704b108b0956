"""Every kind of difficulty that letters have shown: what a careful clerk reads in a small input of each.

The kinds were found on letters that the reader had never seen. Of the 50 inputs of ``made.toml`` and the 20 of
``shapes.toml`` 0 and 1 were right at first; of the 204 further ones in ``own.toml``, written before the reader had been
tried on them, 35 were right, and 110 right or with a finding on what was not. Since then the rules have been made from
them, so they measure unseen letters no longer.
"""

from __future__ import annotations

import pytest
from support.cases import FOLDER, Case, compare_letters, list_cases, read_case

CASES = [
    case
    for file in (
        "made.toml",
        "shapes.toml",
        "own.toml",
        "later.toml",
        "further.toml",
        "again.toml",
        "clerks.toml",
        "blind.toml",
        "untried.toml",
        "left.toml",
        "beside.toml",
        "strangers.toml",
        "ordinary.toml",
        "parted.toml",
    )
    for case in list_cases(file)
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_read_as_a_careful_clerk_reads_it(case: Case) -> None:
    assert list(compare_letters(case, read_case(case))) == []


def test_every_input_has_its_values() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} <= {case.name for case in CASES}
