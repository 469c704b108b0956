"""The table of hostile inputs (``tests/hostile``): each refused with one clear message, and nothing changed."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from support.hostile import ROWS, Row
from support.program import Program, contents
from support.servers import address, copied, on_server

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

# What could drive a terminal or turn a line about: C0 (but newline and tab), C1, bidi marks, lone surrogates.
DRIVERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
SECONDS = 10


@dataclass
class Made:
    """A folder with the real chain in the database of อำเภอเทพสถิต, and an export of it."""

    folder: Path
    before: bytes | None
    changed: bool = False
    """Whether a row has changed the database after all: on a server all share it until then."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    program = Program(tmp_path_factory.mktemp("made") / "circtrack.db").with_chain("อำเภอเทพสถิต")
    program.ok("export", "export")
    return Made(program.database.parent, contents(program.database))


def laid_out(row: Row, made: Made, folder: Path) -> tuple[Program, list[str]]:
    """The row's files in a folder of its own, and its arguments."""
    environment = row.environment
    if on_server() and not made.changed:
        environment = {"CIRCTRACK_DB": address(made.folder / "circtrack.db")} | environment
    else:
        copied(made.folder / "circtrack.db", folder / "circtrack.db")
    for name, data in row.files.items():
        if data is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(data)
    arguments = list(row.arguments)
    if "{export}" in arguments:
        _with_letters(shutil.copytree(made.folder / "export", folder / "x"), row.given)
        arguments[arguments.index("{export}")] = "x"
    elif "{whole}" in arguments:
        arguments[arguments.index("{whole}")] = str(made.folder / "export")
    return Program(folder / "circtrack.db", environment=environment), arguments


def _with_letters(export: Path, lines: bytes) -> None:
    """Put lines in the place of an export's letters, and their hash in its manifest."""
    (export / "letter.jsonl").write_bytes(lines)
    manifest = json.loads((export / "manifest.json").read_bytes())
    manifest["files"]["letter.jsonl"]["sha256"] = hashlib.sha256(lines).hexdigest()
    (export / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def others(folder: Path) -> dict[str, bytes | None]:
    """What stands beside the database; what is kept there to lock it is no change."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
        if not re.search(r"circtrack\.db(-wal|-shm|-sending)?$|\.db-(wal|shm)$|^x-(wal|shm)$", path.name)
    }


def _is_of_a_file(row: Row) -> bool:
    """Whether it is refused for what the file of the database is, or for its copies: a server has neither."""
    return row.arguments[0] in {"backup", "restore"} or any("circtrack.db" in each for each in row.arguments)


def _is_long(row: Row) -> bool:
    """Whether to read it takes a second or more; on a server it would take the same, for nothing is asked of it yet."""
    return len(row.given) + sum(len(data or b"") for data in row.files.values()) >= 1_000_000


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(
            row, id=f"{number}: {row.name}", marks=[pytest.mark.slow, pytest.mark.file_only] if _is_long(row) else []
        )
        for number, row in enumerate(ROWS)
        if not _is_of_a_file(row)
    ],
)
def test_it_is_refused_and_nothing_is_changed(row: Row, made: Made, tmp_path: Path) -> None:
    _refused(row, made, tmp_path)


@pytest.mark.file_only
@pytest.mark.parametrize(
    "row",
    [pytest.param(row, id=f"{number}: {row.name}") for number, row in enumerate(ROWS) if _is_of_a_file(row)],
)
def test_so_it_is_of_what_would_touch_the_file(row: Row, made: Made, tmp_path: Path) -> None:
    _refused(row, made, tmp_path)


def _refused(row: Row, made: Made, tmp_path: Path) -> None:
    program, arguments = laid_out(row, made, tmp_path)
    before = others(tmp_path)
    begun = time.process_time()  # of the clock on the wall other processes have their share
    done = program.run(*arguments, given=row.given)
    assert time.process_time() - begun < SECONDS
    assert done.status == row.status, (done.status, done.out[:500], done.err[:2000])
    for words in row.says:
        assert words in done.err, done.err[:2000]
    assert done.out == row.out
    assert [line[:7] for line in done.err.splitlines()].count("error: ") == 1, done.err[:2000]
    assert done.err.startswith("error: " if not row.out else ("error: ", "argument 1: ")), done.err[:2000]
    assert "Traceback" not in done.err
    assert "circtrack itself failed" not in done.err
    assert not DRIVERS.search(done.out + done.err)
    assert max(map(len, done.err.splitlines())) < 3000
    assert others(tmp_path) == before
    is_of_all = on_server() and not made.changed
    is_kept = contents(made.folder / "circtrack.db" if is_of_all else program.database) == made.before
    made.changed |= is_of_all and not is_kept
    assert is_kept


def test_the_table_is_as_large_as_was_promised_and_leaves_out_no_verb() -> None:
    from circtrack.cli import SUMMARIES

    assert len(ROWS) >= 220
    assert len({(row.arguments, row.given, repr(row.files), repr(row.environment)) for row in ROWS}) == len(ROWS)
    verbs = {verb for verbs in SUMMARIES.values() for verb in verbs}
    assert {row.arguments[0] for row in ROWS} >= verbs
