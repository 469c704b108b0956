from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.program import Program
from support.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMAND = [sys.executable, "-m", "circtrack", "date"]
ENVIRONMENT = {**os.environ, "CIRCTRACK_LANG": "en", "PYTHONIOENCODING": "cp1252"}


def run(arguments: Sequence[str], given: str | bytes = "") -> subprocess.CompletedProcess[bytes]:
    done = Program(Path("none.db").absolute()).run("date", *arguments, given=given)
    return subprocess.CompletedProcess(COMMAND, done.status, done.out.encode(), done.err.encode())


def test_a_process_reads_and_writes_utf8_whatever_python_is_set_to() -> None:
    given = "๙ มี.ค. ๖๖\nมีนา\n".encode()
    done = subprocess.run(COMMAND, input=given, capture_output=True, check=False, env=ENVIRONMENT)
    same = run([], given)
    assert "มีนา" in done.stderr.decode()
    assert (done.stdout, done.stderr, done.returncode) == (same.stdout, same.stderr, same.returncode)


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
    assert "argument 2: '5/25/2569': there is no month 25." in done.stderr.decode()
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


def notes(arguments: Sequence[str]) -> list[str]:
    return [row["note"] for row in csv.DictReader(io.StringIO(run(["--format", "csv", *arguments]).stdout.decode()))]


def test_notes_are_in_the_readers_language() -> None:
    texts = ["๙ มี.ค. ๖๖", "ภายใน ๗ วัน นับแต่วันที่ได้รับหนังสือ", "วันที่ ๕ ของทุกเดือน", "13 และ 17 เมษายน 2567"]
    assert notes(["--on", "2023-03-20", *texts]) == [
        "year 66 read as B.E. 2566 (2023)",
        "counted from วันที่ได้รับหนังสือ, whose day is not known",
        "next: 2023-04-05, 2023-05-05, 2023-06-05",
        "2024-04-13, 2024-04-17",
    ]
    assert notes(["--lang", "th", "--on", "2023-03-20", *texts]) == [
        "ปี 66 อ่านเป็น พ.ศ. 2566 (ค.ศ. 2023)",
        "นับแต่วันที่ได้รับหนังสือ ซึ่งยังไม่ทราบวัน",
        "ครั้งถัดไป: 2023-04-05, 2023-05-05, 2023-06-05",
        "2024-04-13, 2024-04-17",
    ]


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json_has_the_same_keys(form: str) -> None:
    text = run(["--format", form, "๙ มี.ค. ๖๖"]).stdout.decode()
    (row,) = json.loads(text) if form == "json" else map(json.loads, text.splitlines())
    assert (row["line"], row["iso"], row["kind"]) == (1, "2023-03-09", "date")


def test_the_texts_own_day_gives_the_year() -> None:
    assert run(["--on", "๙ มี.ค. ๖๖", "๒๔ มีนาคม"]).stdout == b"2023-03-24\n"
    assert run(["๒๔ มีนาคม"]).returncode == 2


@pytest.mark.parametrize(
    ("options", "head"),
    [([], ""), (["--format", "csv"], ""), (["--format", "jsonl"], ""), (["--column", "day"], "day\n")],
)
def test_the_first_line_is_out_before_the_second_is_in(options: list[str], head: str) -> None:
    with subprocess.Popen(
        [*COMMAND, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        watchdog = threading.Timer(PATIENCE, process.kill)
        watchdog.start()
        process.stdin.write(f"{head}๙ มี.ค. ๖๖\n".encode())
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


def test_deadlines_and_spans_have_their_columns() -> None:
    texts = ["ก่อนวันที่ 15 พ.ย. 64", "ระหว่างวันที่ ๑ - ๑๕ มีนาคม ๒๕๖๖", "ตั้งแต่บัดนี้ถึง 15 เม.ย. 67", "13 และ 17 เมษายน 2567"]
    done = run(["--format", "csv", *texts])
    rows = [
        (row["iso"], row["iso_end"], row["kind"], row["rule"])
        for row in csv.DictReader(io.StringIO(done.stdout.decode()))
    ]
    assert rows == [
        ("2021-11-14", "", "date", "before"),
        ("2023-03-01", "2023-03-15", "range", "range"),
        ("", "2024-04-15", "range", "until"),
        ("2024-04-13", "2024-04-17", "list", ""),
    ]
    plain = run(texts).stdout.decode().splitlines()
    assert plain == ["2021-11-14", "2023-03-01/2023-03-15", "../2024-04-15", "2024-04-13,2024-04-17"]


def test_a_rule_is_told_with_its_next_days() -> None:
    done = run(["--format", "csv", "--on", "2023-03-20", "ภายในวันที่ ๕ ของทุกเดือน"])
    (row,) = csv.DictReader(io.StringIO(done.stdout.decode()))
    assert (row["iso"], row["kind"], row["rule"]) == ("", "recurring", "FREQ=MONTHLY;BYMONTHDAY=5")
    assert "2023-04-05, 2023-05-05" in row["note"]
    assert done.returncode == 2


def test_a_counted_deadline_needs_its_event() -> None:
    text = "ภายใน ๗ วัน นับแต่วันที่ได้รับหนังสือ"
    assert run([text]).returncode == 2
    done = run(["--event", "๙ มี.ค. ๖๖", text])
    assert (done.stdout, done.returncode) == (b"2023-03-15\n", 0)


def test_an_offices_own_days_off_count(tmp_path: Path) -> None:
    days = tmp_path / "days.txt"
    days.write_text("๑๐ มี.ค. ๖๖\n", encoding="utf-8")
    text = "ภายใน ๒ วันทำการ นับถัดจากวันที่ ๙ มีนาคม ๒๕๖๖"
    assert run([text]).stdout == b"2023-03-13\n"
    assert run(["--off-days", str(days), text]).stdout == b"2023-03-14\n"
    missing = run(["--off-days", str(tmp_path / "none.txt"), text])
    assert missing.returncode == 2
    assert "none.txt" in missing.stderr.decode()


def test_prose_gives_all_its_dates() -> None:
    prose = "ตามหนังสือ ลงวันที่ ๙ มีนาคม ๒๕๖๖ ให้บันทึก\nภายในวันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖ โทร ๐-๔๔๘๕-๕๐๖๖\nและวันที่ ๓๑ กุมภาพันธ์ ๒๕๖๖\n"
    done = run(["--from-text", "--format", "csv"], prose)
    rows = [(row["line"], row["text"], row["iso"]) for row in csv.DictReader(io.StringIO(done.stdout.decode()))]
    assert rows == [
        ("1", "๙ มีนาคม ๒๕๖๖", "2023-03-09"),
        ("2", "ภายในวันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖", "2023-03-24"),
        ("3", "๓๑ กุมภาพันธ์ ๒๕๖๖", ""),
    ]
    assert "line 3" in done.stderr.decode()
    assert run(["--from-text"], prose).stdout == b"2023-03-09\n2023-03-24\n"


REGISTER = 'ที่,ลงวันที่,เรื่อง\n"มท ๑/๒",๒๔ มี.ค. ๖๖,"ก, ""ข""\nค"\nx,18/6/24,\ny,,z\n'


def test_a_column_of_a_csv_is_converted_beside_itself() -> None:
    done = run(["--column", "ลงวันที่"], REGISTER)
    before, after = (list(csv.DictReader(io.StringIO(text))) for text in (REGISTER, done.stdout.decode()))
    assert [row["ลงวันที่_iso"] for row in after] == ["2023-03-24", "", ""]
    assert [{name: row[name] for name in before[0]} for row in after] == before
    assert "line 3" in done.stderr.decode()
    assert done.returncode == 2


def test_a_column_in_place_keeps_what_cannot_be_read() -> None:
    done = run(["--column", "ลงวันที่", "--in-place-name"], REGISTER)
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert list(rows[0]) == ["ที่", "ลงวันที่", "เรื่อง"]
    assert [row["ลงวันที่"] for row in rows] == ["2023-03-24", "18/6/24", ""]


def test_columns_stream_and_repeat() -> None:
    done = run(["--column", "a", "--column", "b", "--format", "tsv"], "a\tb\n1 ม.ค. 66\t2/1/66\n")
    assert done.stdout.decode() == "a\ta_iso\tb\tb_iso\n1 ม.ค. 66\t2023-01-01\t2/1/66\t2023-01-02\n"


def test_a_long_column_keeps_every_row_whole() -> None:
    written = io.StringIO()
    rows = [[str(number), f"{1 + number % 28}/3/2566", f"{'ก' * (number % 300)},\n"] for number in range(2_000)]
    rows[1_000][2] = "ข" * 100_000
    csv.writer(written).writerows([["no", "day", "text"], *rows])
    done = run(["--column", "day"], written.getvalue().removesuffix("\r\n"))
    assert done.stderr == b""
    read = list(csv.reader(io.StringIO(done.stdout.decode(), newline="")))
    assert read == [
        ["no", "day", "day_iso", "text"],
        *([no, day, f"2023-03-{1 + int(no) % 28:02}", text] for no, day, text in rows),
    ]


def test_what_comes_again_is_refused_again() -> None:
    done = run(["--column", "d"], "d\nx\n9 มี.ค. 66\nx\n9 มี.ค. 66\n")
    assert done.stdout.decode().splitlines()[1:] == ["x,", "9 มี.ค. 66,2023-03-09"] * 2
    assert [error.split(":")[1].strip() for error in done.stderr.decode().splitlines()] == ["line 2", "line 4"]


def test_refusals_stand_in_their_place_where_all_goes_into_one_file() -> None:
    given = "9 มี.ค. 66\nx\n20/3/2566\n".encode()
    done = subprocess.run(
        COMMAND, input=given, check=False, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    first, refusal, *rest = done.stdout.decode().splitlines()
    assert (first, rest) == ("2023-03-09", ["", "2023-03-20"])
    assert "line 2" in refusal


@pytest.mark.parametrize(
    ("arguments", "given", "named"),
    [
        (["--column", "ไม่มี"], REGISTER, "ไม่มี"),
        (["--column", "ที่"], "", "empty"),
        (["--column", "ที่", "9 มี.ค. 66"], "", "--column"),
        (["--in-place-name"], "", "--column"),
        (["--to-thai", "full", "--from-text"], "", "--from-text"),
        (["--on", "เมื่อวาน"], "", "เมื่อวาน"),
        (["--column", "ที่", "--format", "json"], REGISTER, "json"),
        (["--column", "ที่", "--columns", "date"], REGISTER, "--columns: not together with --column"),
        (["--arabic-digits", "2023-03-24"], "", "--arabic-digits goes with --to-thai"),
    ],
)
def test_wrong_use_is_told_and_nothing_written(arguments: list[str], given: str, named: str) -> None:
    done = run(arguments, given)
    assert (done.stdout, done.returncode) == (b"", 2)
    assert named in done.stderr.decode()


def test_a_file_s_name_is_no_prose(tmp_path: Path) -> None:
    file = tmp_path / "หนังสือ 24 มี.ค. 2566.txt"
    file.write_text("ภายในวันที่ ๒๔ มีนาคม ๒๕๖๖", encoding="utf-8")
    done = run(["--from-text", str(file)])
    assert (done.stdout, done.returncode) == (b"", 2)
    assert f'circtrack date --from-text < "{file}"' in done.stderr.decode()
    assert run(["--from-text", "ภายในวันที่ ๒๔ มีนาคม ๒๕๖๖ " * 20]).returncode == 0


def test_the_other_way_writes_thai() -> None:
    assert run(["--to-thai", "full", "2023-03-24"]).stdout.decode() == "๒๔ มีนาคม ๒๕๖๖\n"
    assert run(["--to-thai", "short", "--arabic-digits", "2023-03-24"]).stdout.decode() == "24 มี.ค. 66\n"
    assert (
        run(["--to-thai", "full", "--column", "d"], "d\n2023-03-24\n").stdout.decode().splitlines()[1].endswith("๒๕๖๖")
    )


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_an_empty_argument_is_no_date_and_an_empty_line_stays_one(text: str) -> None:
    done = run(["๙ มี.ค. ๖๖", text])
    assert (done.stdout, done.returncode) == (b"2023-03-09\n\n", 2)
    assert done.stderr.decode().startswith("error: argument 2: The date is empty. Write it as 24 ")
    assert run(["--format", "csv", text]).returncode == 2
    assert run(["--to-thai", "full", text]).returncode == 2
    assert run(["--lang", "th", text]).stderr.decode().startswith("ผิดพลาด: ข้อมูลที่ 1: วันที่ว่างเปล่า")
    blank = run([], "๙ มี.ค. ๖๖\n \n20/3/2566\n")
    assert (blank.stdout, blank.stderr, blank.returncode) == (b"2023-03-09\n\n2023-03-20\n", b"", 0)


def test_a_list_from_thai_windows_is_read_with_its_encoding(circtrack: Program) -> None:
    table = "d\n๒๐ มี.ค. ๖๖\n".encode("cp874")
    refused = circtrack.run("date", "--column", "d", given=table)
    assert (refused.status, "say --encoding cp874" in refused.err) == (2, True)
    done = circtrack.ok("date", "--column", "d", "--encoding", "cp874", given=table)
    assert done.out == "d,d_iso\n๒๐ มี.ค. ๖๖,2023-03-20\n"
    assert circtrack.ok("date", "--encoding", "cp874", given="๒๐ มี.ค. ๖๖\n".encode("cp874")).out == "2023-03-20\n"
