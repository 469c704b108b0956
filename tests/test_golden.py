"""Whole outputs of reports on the real chain, compared byte for byte with the kept ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from maintain.golden_cases import CASES, DRAWN, FOLDER, NOTED, live, of_any_run
from support.servers import place

if TYPE_CHECKING:
    from support.program import Program

pytestmark = pytest.mark.both_engines


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Program]:
    return live(tmp_path_factory.mktemp("golden"))


@pytest.mark.parametrize(
    ("file", "database", "command", "today"),
    [pytest.param(*case, id=case[0], marks=[pytest.mark.file_only] if case[0] in DRAWN else []) for case in CASES],
)
def test_the_whole_output_is_as_kept(
    programs: dict[str, Program], file: str, database: str, command: str, today: str
) -> None:
    program = programs[database]
    done = program.ok(*command.split(), today=today)
    out = done.out.replace(str(place(program.database)), str(program.database))  # where it is, is of this run too
    out = of_any_run(out, program.database.parent)
    assert out == (FOLDER / file).read_text(encoding="utf-8")
    if not command.startswith(NOTED):
        assert done.err == ""
    for line in done.err.splitlines():
        assert line.startswith(("note: ", "หมายเหตุ: ")), line


def test_every_kept_file_belongs_to_a_case() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {case[0] for case in CASES}
