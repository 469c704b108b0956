"""Messages inside cells: English for programs, the reader's language or Thai for people."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

from circtrack.errors import N_, Message
from circtrack.i18n import set_language
from circtrack.render.delimited import write_delimited
from circtrack.render.messages import said
from circtrack.render.objects import write_objects
from circtrack.render.tables import table_text
from circtrack.table import Column, Report

SENTENCE = N_("{letter} is dated {date}, after today")
CELL = Message(SENTENCE, letter="ชย 0023.14/708", date=date(2023, 3, 9))


def report() -> Report:
    return Report((Column("text", N_("text")), Column("state", N_("state"), "word")), [(CELL, "done")])


def test_programs_get_english() -> None:
    out, objects = io.StringIO(), io.StringIO()
    set_language("th")
    try:
        write_delimited(report(), out)
        write_objects(report(), objects)
    finally:
        set_language("en")
    english = "ชย 0023.14/708 is dated 2023-03-09, after today"
    assert list(csv.reader(io.StringIO(out.getvalue()))) == [["text", "state"], [english, "done"]]
    assert json.loads(objects.getvalue()) == [{"text": english, "state": "done"}]


def test_thai_print_has_the_sentence_its_dates_and_its_numerals_in_thai() -> None:
    out = io.StringIO()
    write_delimited(report(), out, thai=True)
    assert out.getvalue().splitlines()[1] == "ชย ๐๐๒๓.๑๔/๗๐๘ ลงวันที่ ๙ มีนาคม ๒๕๖๖ ซึ่งยังมาไม่ถึง,บันทึกแล้ว"


@pytest.mark.parametrize(
    ("language", "thai", "line"),
    [
        ("en", False, "ชย 0023.14/708 is dated 2023-03-09, after today  done"),
        ("th", False, "ชย 0023.14/708 ลงวันที่ ๙ มี.ค. ๖๖ ซึ่งยังมาไม่ถึง  บันทึกแล้ว"),
        ("en", True, "ชย ๐๐๒๓.๑๔/๗๐๘ ลงวันที่ ๙ มีนาคม ๒๕๖๖ ซึ่งยังมาไม่ถึง  บันทึกแล้ว"),
    ],
)
def test_a_table_speaks_the_reader_s_language_or_thai_on_request(language: str, thai: bool, line: str) -> None:
    out = io.StringIO()
    set_language(language)
    try:
        out.write(table_text(report(), out, thai=thai))
    finally:
        set_language("en")
    assert out.getvalue().splitlines()[1] == line


def test_what_is_said_cannot_drive_a_terminal() -> None:
    hostile = Report((Column("text", N_("text")),), [(Message("{name}", name="a\x1b[31mb\u202e"),)])
    for write in (
        lambda out: out.write(table_text(hostile, out)),
        lambda out: write_delimited(hostile, out),
        lambda out: write_delimited(hostile, out, thai=True),
        lambda out: write_objects(hostile, out),
    ):
        out = io.StringIO()
        write(out)
        assert "a" in out.getvalue()
        assert not {"\x1b", "\u202e"} & set(out.getvalue())


def test_what_others_wrote_cannot_pass_for_a_message_of_ours() -> None:
    note = Message("{name} is dated {date}", name="ว 1\nerror: all is lost", date="x" * 700)
    assert said(note) == f"ว 1 error: all is lost is dated {'x' * 200}…"
    assert said(Message("{what}", what=note)) == said(note)
    assert said(note, whole=True) == f"ว 1\nerror: all is lost is dated {'x' * 700}"


def test_a_sentence_within_a_sentence_is_said_too() -> None:
    out = io.StringIO()
    write_delimited(
        Report((Column("text", N_("text")),), [(Message("{first}; {then}", first=CELL, then="2"),)]), out, thai=True
    )
    assert out.getvalue().splitlines()[1] == "ชย ๐๐๒๓.๑๔/๗๐๘ ลงวันที่ ๙ มีนาคม ๒๕๖๖ ซึ่งยังมาไม่ถึง; ๒"


@pytest.mark.parametrize("day", [date(2023, 4, 7), "2023-04-07"])
def test_days_in_a_command_to_paste_stay_as_one_types_them(day: date | str) -> None:
    message = Message(
        "{number} states {day} for '{task}' too: `circtrack correct \"{number}\" --task {place} --due {due}`.",
        number="ชย 0023.6/3022",
        day=day,
        task="ศูนย์",
        place=1,
        due=day,
    )
    set_language("th")
    try:
        text = said(message)
    finally:
        set_language("en")
    assert "๗ เม.ย. ๖๖" in text
    assert '`circtrack correct "ชย 0023.6/3022" --task 1 --due 2023-04-07`' in text
