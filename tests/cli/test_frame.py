"""What all verbs share: help, languages, output options, the way of errors."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.program import Done, Program

from circtrack import __version__
from circtrack.cli import SUMMARIES, run_command_line
from circtrack.i18n import set_language

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.both_engines

VERBS = {verb: summary for verbs in SUMMARIES.values() for verb, summary in verbs.items()}
THAI = re.compile("[ก-๛]")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = Program(tmp_path_factory.mktemp("recorded") / "circtrack.db")
    program.with_chain("อำเภอเทพสถิต")
    return program


@pytest.fixture
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.usefixtures("english")
def test_help_opens_with_what_the_list_of_verbs_says_and_an_example(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line([verb, "--help"]) == 0
    shown = capsys.readouterr().out
    assert squeezed(shown).startswith(squeezed(VERBS[verb]))
    assert shown.index(f"$ circtrack {verb}") < shown.index("Usage: ")
    for option in ("--db", "--today", "--lang", "--help"):
        assert option in shown


@pytest.mark.parametrize("verb", VERBS)
def test_help_speaks_thai(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_language("th")
    try:
        assert run_command_line([verb, "--help"]) == 0
    finally:
        set_language("en")
    shown = capsys.readouterr().out
    assert THAI.match(shown)
    assert "วิธีใช้: " in shown
    for english_text in ("Usage:", "Options:", "Arguments:", "Show this message"):
        assert english_text not in shown


def test_no_command_shows_the_help(circtrack: Program) -> None:
    assert circtrack.ok().out == circtrack.ok("--help").out
    assert all(verb in circtrack.ok().out for verb in VERBS)


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_help_fits_a_screen_with_a_line_for_each_verb(circtrack: Program, language: str) -> None:
    lines = circtrack.run("--help", lang=language).out.splitlines()
    assert len(lines) == len(VERBS) + 14
    assert len([line for line in lines if line.startswith("  ") and not line.startswith("   ")]) == len(VERBS) + 4


def test_version(circtrack: Program) -> None:
    assert circtrack.ok("--version").out == circtrack.ok("-V").out == f"circtrack {__version__}\n"
    assert circtrack.ok("--lang", "th", "--version").out == f"circtrack {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "environment", "thai"),
    [
        (("owing", "nothing"), {"CIRCTRACK_LANG": "th"}, True),
        (("owing", "nothing", "--lang", "en"), {"CIRCTRACK_LANG": "th"}, False),
        (("--lang", "th", "owing", "nothing"), {"CIRCTRACK_LANG": "en"}, True),
        (("owing", "nothing", "--lang=th"), {"CIRCTRACK_LANG": ""}, True),
        (("owing", "nothing"), {"CIRCTRACK_LANG": "", "LC_ALL": "th_TH.UTF-8"}, True),
        (("owing", "nothing"), {"CIRCTRACK_LANG": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "th_TH"}, True),
        (("owing", "nothing"), {"CIRCTRACK_LANG": "", "LC_ALL": "de_DE.UTF-8", "LANG": "th_TH"}, False),
        (("owing", "nothing"), {"CIRCTRACK_LANG": "", "LC_ALL": "C"}, False),
        (("owing", "nothing"), {"CIRCTRACK_LANG": "xx", "LC_ALL": "C"}, False),
    ],
)
def test_the_language_is_the_option_s_else_the_variable_s_else_the_locale_s(
    recorded: Program, arguments: tuple[str, ...], environment: dict[str, str], thai: bool
) -> None:
    program = Program(recorded.database, environment=environment)
    message = program.run(*arguments).err
    assert message.startswith("ผิดพลาด: " if thai else "error: "), message


@pytest.mark.parametrize(
    ("arguments", "english_text", "thai_text"),
    [
        (("chain",), "Missing argument", "ยังไม่ได้ระบุ"),
        (("chian",), "No such command 'chian'. Did you mean 'chain'?", "ไม่มีคำสั่ง “chian” หมายถึง “chain” หรือไม่"),
        (
            ("owing", "--formt", "csv"),
            "No such option: --formt (possible options: --format, --sort)",
            "ไม่มีตัวเลือก --formt",
        ),
        (("owing", "--format"), "Option '--format' requires an argument.", "ตัวเลือก “--format” ต้องมีค่า"),
        (("owing", "--exit-code=1"), "Option '--exit-code' does not take a value.", "ตัวเลือก “--exit-code” ไม่รับค่า"),
        (("owing", "--format", "pdf"), "'pdf' is not one of", "“pdf” ใช้ไม่ได้ ใช้ได้คือ “table”"),
        (("owing", "--within", "-1"), "-1 is not in the range x>=0.", "-1 อยู่นอกช่วง x>=0"),
        (("owing", "--within", "x"), "'x' is not a whole number.", "“x” ไม่ใช่จำนวนเต็ม"),
        (("chain", "a", "b"), "Unexpected extra argument: b", "ระบุข้อมูลเกิน: b"),
        (("owing", "--lang", "de"), "'de' is not one of 'th', 'en'", "“de” ใช้ไม่ได้ ใช้ได้คือ “th”, “en”"),
    ],
)
def test_typer_s_own_complaints_are_translated(
    circtrack: Program, arguments: tuple[str, ...], english_text: str, thai_text: str
) -> None:
    for lang, text in (("en", english_text), ("th", thai_text)):
        done = circtrack.run(*arguments, lang=lang)
        assert done.status == 2
        assert text in done.err


def test_formats_say_the_same(recorded: Program) -> None:
    csv = recorded.rows("owing", "908")
    assert json.loads(recorded.ok("owing", "908", "--format", "json").out) == [
        row | {"days_left": int(row["days_left"])} for row in csv
    ]
    lines = recorded.ok("owing", "908", "--format", "jsonl").lines
    assert [json.loads(line)["office_code"] for line in lines] == [row["office_code"] for row in csv]
    tsv = [line.split("\t") for line in recorded.ok("owing", "908", "--format", "tsv").lines]
    assert [dict(zip(tsv[0], row, strict=True)) for row in tsv[1:]] == csv


def test_an_output_file_holds_what_standard_output_would_and_excel_gets_a_bom(recorded: Program) -> None:
    file = recorded.database.parent / "out.csv"
    plain = recorded.ok("owing", "908")
    assert recorded.ok("owing", "908", "--output", file).out == ""
    assert file.read_bytes() == plain.out.encode()
    recorded.ok("owing", "908", "--excel", "--output", file)
    assert file.read_bytes() == b"\xef\xbb\xbf" + plain.out.encode()
    assert recorded.ok("owing", "908", "--excel").out == "\ufeff" + plain.out
    assert not list(recorded.database.parent.glob("*.part"))


def test_columns_are_those_asked_for_in_that_order(recorded: Program) -> None:
    done = recorded.ok("owing", "908", "--columns", "due_on, office_code")
    assert done.lines[:2] == ["due_on,office_code", "2023-03-24,05360901"]
    refused = recorded.run("owing", "908", "--columns", "due_on,due")
    assert (refused.status, refused.out) == (2, "")
    assert "no column due." in refused.err


def test_excel_defuses_what_it_would_run_and_plain_csv_does_not(circtrack: Program) -> None:
    circtrack.ok(
        "add", "--number", "มท 0810.7/ว 1", "--date", "1 มี.ค. 66", "--from", "สถ.", "--subject", '=HYPERLINK("x")',
        "--to", "ผู้ว่าราชการจังหวัดชัยภูมิ",
    )  # fmt: skip
    assert circtrack.rows("letters")[0]["subject"] == '=HYPERLINK("x")'
    assert "'=HYPERLINK" in circtrack.ok("letters", "--excel").out


def test_thai_csv_has_thai_heads_digits_years_and_words(recorded: Program) -> None:
    done = recorded.ok("owing", "908", "--thai", "--columns", "letter_number,due_on,days_left,state,office_code")
    assert done.lines[:2] == ["หนังสือ,กำหนด,เหลือ (วัน),สถานะ,รหัส", "มท ๐๘๑๐.๗/ว ๙๐๘,๒๔ มีนาคม ๒๕๖๖,๔,ค้าง,05360901"]


def test_a_failure_of_our_own_is_a_sentence_and_exit_1() -> None:
    slip = """
import sys
import circtrack.cli
from circtrack.__main__ import main
def slip(arguments):
    raise RuntimeError("a slip of ours")
circtrack.cli.run_command_line = slip
sys.exit(main(["owing"]))
"""
    run = subprocess.run([sys.executable, "-c", slip], capture_output=True, check=False)
    done = Done(run.returncode, run.stdout.decode(), run.stderr.decode())
    assert done.status == 1
    assert "circtrack itself failed" in done.err
    assert "Traceback" not in done.err
