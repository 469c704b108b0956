from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMAND = [sys.executable, "-m", "circtrack", "date"]
ENVIRONMENT = {**os.environ, "CIRCTRACK_LANG": "en", "PYTHONIOENCODING": "cp1252"}


def run(arguments: Sequence[str], given: str | bytes = "") -> subprocess.CompletedProcess[bytes]:
    data = given.encode() if isinstance(given, str) else given
    return subprocess.run([*COMMAND, *arguments], input=data, capture_output=True, check=False, env=ENVIRONMENT)


def test_arguments_are_one_text_each() -> None:
    done = run(["วันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖", "๙ มี.ค. ๖๖", "20/3/2566"])
    assert (done.stdout, done.stderr, done.returncode) == (b"2023-03-24\n2023-03-09\n2023-03-20\n", b"", 0)


def test_lines_stay_aligned_where_one_is_refused() -> None:
    done = run([], "๙ มี.ค. ๖๖\n\n๒๗๗ กุมภาพันธ์ ๒๕๖๖\r\n18/6/24\nวันเสาร์ที่ 24 มีนาคม 2566\n20/3/2566")
    assert done.stdout.decode().split("\n") == ["2023-03-09", "", "", "", "", "2023-03-20", ""]
    errors = done.stderr.decode().splitlines()
    assert [error.split(":")[1].strip() for error in errors] == ["line 3", "line 4", "line 5"]
    assert "๒๗๗" in errors[0]
    assert "2024" in errors[1]
    assert "ศุกร์" in errors[2]
    assert done.returncode == 2


def test_a_refused_argument_is_named() -> None:
    done = run(["๙ มี.ค. ๖๖", "5/25/2569"])
    assert done.stdout == b"2023-03-09\n\n"
    assert "argument 2: “5/25/2569”: there is no month 25." in done.stderr.decode()
    assert done.returncode == 2


def test_csv_has_every_column_and_every_line() -> None:
    done = run(["--format", "csv"], "๙ มี.ค. ๖๖\n\n3/1/2024\n")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert list(rows[0]) == ["line", "text", "iso", "iso_end", "kind", "rule", "note"]
    assert [(row["line"], row["text"], row["iso"]) for row in rows] == [
        ("1", "๙ มี.ค. ๖๖", "2023-03-09"),
        ("2", "", ""),
        ("3", "3/1/2024", ""),
    ]
    assert "2024-01-03 or 2024-03-01" in rows[2]["note"]
    assert done.returncode == 2


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json_has_the_same_keys(form: str) -> None:
    text = run(["--format", form, "๙ มี.ค. ๖๖"]).stdout.decode()
    (row,) = json.loads(text) if form == "json" else map(json.loads, text.splitlines())
    assert (row["line"], row["iso"], row["kind"]) == (1, "2023-03-09", "date")


def test_the_texts_own_day_gives_the_year() -> None:
    assert run(["--on", "๙ มี.ค. ๖๖", "๒๔ มีนาคม"]).stdout == b"2023-03-24\n"
    assert run(["๒๔ มีนาคม"]).returncode == 2


@pytest.mark.parametrize("options", [[], ["--format", "csv"], ["--format", "jsonl"]])
def test_the_first_line_is_out_before_the_second_is_in(options: list[str]) -> None:
    with subprocess.Popen(
        [*COMMAND, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        watchdog = threading.Timer(20, process.kill)
        watchdog.start()
        process.stdin.write("๙ มี.ค. ๖๖\n".encode())
        process.stdin.flush()
        seen = b""
        while b"2023-03-09" not in seen:
            line = process.stdout.readline()
            assert line, "nothing came before the input ended"
            seen += line
        watchdog.cancel()
        process.stdin.close()
        assert process.wait() == 0


def test_what_is_not_text_is_refused_on_its_line() -> None:
    done = run([], "๙ มี.ค. ๖๖\n".encode() + "๙ มี.ค. ๖๖\n".encode("cp874") + "๙ มี.ค. ๖๖\n".encode())
    assert done.stdout == b"2023-03-09\n\n2023-03-09\n"
    assert "line 2" in done.stderr.decode()
    assert "UTF-8" in done.stderr.decode()
    assert done.returncode == 2


def test_a_text_cannot_steer_the_terminal() -> None:
    done = run([], "\x1b[31mแดง\x07\n")
    assert b"\x1b" not in done.stderr
    assert done.returncode == 2


def test_nothing_in_nothing_out() -> None:
    done = run([], "")
    assert (done.stdout, done.stderr, done.returncode) == (b"", b"", 0)
