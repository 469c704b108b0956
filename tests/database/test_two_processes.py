from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.servers import address, open_for_reading, opened, writing
from support.waiting import PATIENCE, at_work, end_of

from circtrack.database.integrity import list_damage

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.both_engines]

# Each process waits for the starting shot, a file, so that they meet at the door.
_START = """
import sys, time
from pathlib import Path
from circtrack.database.transaction import writing
from circtrack.place import parse_place

path, shot, name = parse_place(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
print("ready", flush=True)
while not shot.exists():
    time.sleep(0.0005)
with writing(path, "init") as transaction:
    transaction.insert("setting", ("name",), {"name": name, "value": name})
"""


@pytest.mark.parametrize("trial", range(2))
def test_first_starts_at_once_all_succeed(tmp_path: Path, trial: int) -> None:
    path, shot = tmp_path / f"{trial}" / "circtrack.db", tmp_path / "shot"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _START, address(path), str(shot), f"p{number}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"CIRCTRACK_LOCK_TIMEOUT": str(PATIENCE)},
            text=True,
        )
        for number in range(3)
    ]
    with at_work(*started):
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        shot.touch()
        ends = [end_of(process) for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], ends
    connection = open_for_reading(path)
    assert connection.execute("SELECT name FROM setting ORDER BY name").fetchall() == [("p0",), ("p1",), ("p2",)]
    assert connection.execute("SELECT count(*) FROM journal").fetchone() == (3,)
    connection.close()


_KILLED = """
import os, signal, sys
from circtrack.database.transaction import writing
from circtrack.place import parse_place

with writing(parse_place(sys.argv[1]), "init") as transaction:
    transaction.insert("setting", ("name",), {"name": "half", "value": "done"})
    os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
"""


def test_a_process_killed_half_way_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "circtrack.db"
    with writing(path, "init") as transaction:
        transaction.insert("setting", ("name",), {"name": "whole", "value": "x"})
    done = subprocess.run([sys.executable, "-c", _KILLED, address(path)], check=False, timeout=PATIENCE)
    assert done.returncode != 0
    with writing(path, "init") as transaction:
        assert transaction.connection.execute("SELECT name FROM setting").fetchall() == [("whole",)]
    with opened(path) as connection:
        assert list_damage(connection) == []
