"""What is assumed of a date and what speaks against it: English here, in the reader's language where it is shown."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from maintain.catalogue import thai_catalogue

from circtrack.errors import DateError, FileError, Message, together
from circtrack.i18n import set_language
from circtrack.reading.letters import read_letters
from circtrack.render.drafts import finding_lines
from circtrack.render.messages import said
from circtrack.thai.dates import parse_date
from circtrack.thai.expressions import find_expressions
from circtrack.thai.phrases import explain_open, read_phrase
from circtrack.thai.workdays import WorkingDays, read_own_days

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
TODAY = date(2023, 3, 20)
HEAD = """ที่ มท ๐๘๑๐.๗/ว ๙๐๘ กรมส่งเสริมการปกครองท้องถิ่น
๒๗ กุมภาพันธ์ ๒๕๖๖

เรื่อง การบันทึกข้อมูล

เรียน ผู้ว่าราชการจังหวัด ทุกจังหวัด"""

with (HERE / "date_phrases.tsv").open(encoding="utf-8", newline="") as _table:
    PHRASES = [row["phrase"] for row in csv.DictReader(_table, delimiter="\t", quoting=csv.QUOTE_NONE)]


@pytest.fixture
def in_thai() -> Iterator[None]:
    set_language("th")
    yield
    set_language("en")


def messages_of(note: Message) -> Iterator[str]:
    yield note.template
    for value in note.values.values():
        if isinstance(value, Message):
            yield from messages_of(value)


def test_every_note_of_real_phrases_is_in_the_thai_catalogue() -> None:
    known = {message.id for message in thai_catalogue() if message.id and message.string}
    said = {
        message
        for phrase in [*PHRASES, "1/2/25", "3/1/2024", "๒๗๗ กุมภาพันธ์ ๒๕๖๖", "1 - 3, 5 ม.ค. 66", "5 มี.ค. 66 - 1 ก.พ. 66"]
        for written_on in (None, TODAY)
        for found in find_expressions(phrase, written_on=written_on, working_days=WorkingDays)
        for note in found.notes
        for message in messages_of(note)
    }
    assert len(said) > 25
    assert said <= known


def test_notes_are_said_in_order() -> None:
    one, other = Message("{a} and {b}", a=1, b=Message("two")), Message("three")
    assert str(together([one, other, one])) == "1 and two; three; 1 and two"
    assert str(together([])) == ""


@pytest.mark.usefixtures("in_thai")
def test_a_note_is_translated_with_the_notes_in_it() -> None:
    (found,) = find_expressions("ไตรมาสที่ 2 ปี 2566")
    assert said(together(found.notes)) == ("ตามปีงบประมาณคือ ๑ ม.ค. ๖๖ ถึง ๓๑ มี.ค. ๖๖ ตามปีปฏิทินคือ ๑ เม.ย. ๖๖ ถึง ๓๐ มิ.ย. ๖๖")
    (typed,) = find_expressions("1 กรกฏาคม 66")
    assert said(together(typed.notes)) == "กรกฏาคม อ่านเป็น กรกฎาคม; ปี 66 อ่านเป็น พ.ศ. 2566 (ค.ศ. 2023)"
    assert typed.note == "กรกฏาคม read as กรกฎาคม; year 66 read as B.E. 2566 (2023)"


@pytest.mark.usefixtures("in_thai")
def test_an_error_is_translated_with_what_it_holds() -> None:
    with pytest.raises(DateError) as wrong_day:
        parse_date("วันเสาร์ที่ 24 มีนาคม 2566")
    assert "๒๔ มี.ค. ๖๖ เป็นวันศุกร์ ไม่ใช่วันเสาร์" in said(wrong_day.value)
    phrase = "ภายใน 7 วัน"
    reason = explain_open(read_phrase(phrase), phrase)
    assert reason is not None
    assert "นับจากเหตุการณ์" in said(reason)
    with pytest.raises(FileError) as wrong_line:
        read_own_days(["31 ก.พ. 66"], file="days.txt")
    assert "กุมภาพันธ์ 66 ไม่มีวันที่ 31" in said(wrong_line.value)
    assert "กุมภาพันธ์ 66 has no day 31" in str(wrong_line.value)


@pytest.mark.usefixtures("in_thai")
def test_evidence_against_deadlines_is_shown_in_thai_and_kept_in_english() -> None:
    body = "\n\n".join(f"ขอให้อำเภอบันทึกข้อมูลในระบบ INFO {phrase}" for phrase in PHRASES)
    (letter,) = read_letters({"made": f"{HEAD}\n\n{body}\n\nขอแสดงความนับถือ\n"}, today=TODAY)
    shown = dict(zip(letter.findings, finding_lines(letter), strict=True))
    against = [finding for finding in letter.findings if finding.field == "due_on" and finding.evidence]
    in_english = [finding for finding in against if re.search("[a-z]{3}", finding.evidence)]
    assert len(in_english) > 20
    for finding in in_english:
        assert finding.evidence not in shown[finding]
        assert re.search(r"\[.*[ก-๎].*\]$", shown[finding])
