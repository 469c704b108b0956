"""Pages as a browser shows and prints them: nothing sticks out, every character is drawn, heads on every sheet."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from support.browser import (
    A4_WIDTH,
    PHONE_WIDTH,
    Measured,
    Printed,
    measure,
    needs_browser,
    needs_pdf_tools,
    printed,
)
from support.program import CHAIN, Program
from support.tools import needs_thai_font

from circtrack.figures import Masthead
from circtrack.i18n import set_language
from circtrack.render.html import write_page
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from pathlib import Path

PAGES = {
    "owing": "owing 3022",
    "by_province": "owing 908 --by province",
    "by_task": "owing 908 --by task",
    "chain": "chain 908",
    "letters": "letters",
    "register": "register out --office dla --year 2566",
    "register_undated": "register out --office 36 --year 2566",
    "remind": "remind 3022 --all",
}
SHORT = ["by_province", "chain"]
LONG = "ผู้อำนวยการสำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดชัยภูมิ ขอเชิญประชุมคณะกรรมการพัฒนาท้องถิ่น ครั้งที่ ๑/๒๕๖๖"

pytestmark = [pytest.mark.slow, needs_browser, needs_pdf_tools, needs_thai_font]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Pages of the whole country's database, all in Thai, which is wider and stands higher than English."""
    program = Program(tmp_path_factory.mktemp("pages") / "circtrack.db")
    program.ok("read", CHAIN, "--yes")
    program.ok("done", "908", "06360903", "05360901", "--on", "๒๐ มี.ค. ๖๖")
    program.ok("register", "out", "908", "--office", "dla")
    for subject in ("ขอเชิญประชุม", "แจ้งเวียนหนังสือ", "ส่งรายงาน"):
        program.ok("register", "out", "--office", "dla", "--subject", subject, "--recipient", "ผู้ว่าราชการจังหวัด")
    program.ok("register", "out", "--office", "36", "--subject", LONG, "--recipient", LONG)
    return {
        name: program.ok(*command.split(), "--format", "html", "--thai", today="2023-03-25").out
        for name, command in PAGES.items()
    }


@pytest.fixture(scope="module")
def measures(pages: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], Measured]:
    wanted = {(name, width): (pages[name], width) for name in PAGES for width in (A4_WIDTH, PHONE_WIDTH)}
    spoilt = pages["chain"].replace("</h1>", '\u0378</h1><div style="width: 3000px">x</div>')
    wanted["spoilt", A4_WIDTH] = (spoilt, A4_WIDTH)
    return dict(zip(wanted, measure(list(wanted.values()), tmp_path_factory.mktemp("measured")), strict=True))


@pytest.fixture(scope="module")
def papers(pages: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Printed]:
    return {
        name: printed(pages[name], tmp_path_factory.mktemp(name)) for name in (*SHORT, "register", "register_undated")
    }


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [A4_WIDTH, PHONE_WIDTH])
def test_nothing_sticks_out_and_every_character_is_drawn(
    measures: dict[tuple[str, int], Measured], name: str, width: int
) -> None:
    seen = measures[name, width]
    assert seen.wide == width
    assert seen.scrolls <= width
    assert seen.beyond == []
    assert seen.unseen == []
    assert seen.characters > 40


def test_the_measure_sees_what_sticks_out_and_what_no_font_has(measures: dict[tuple[str, int], Measured]) -> None:
    seen = measures["spoilt", A4_WIDTH]
    assert seen.scrolls > A4_WIDTH
    assert any("3000px" in each for each in seen.beyond)
    assert seen.unseen == ["\u0378"]


@pytest.mark.parametrize("name", SHORT)
def test_printed_words_keep_to_the_sheet_and_can_be_read_back(papers: dict[str, Printed], name: str) -> None:
    paper = papers[name]
    assert [round(side) for side in paper.size] == [595, 842]
    assert paper.beyond == []
    text = letters("".join(paper.sheets))
    for word in ("มท๐๘๑๐.๗/ว๙๐๘", "ชัยภูมิ", "ข้อมูลณวันที่๒๕มีนาคม๒๕๖๖"):
        assert letters(word) in text
    assert "\ufffd" not in text
    sheets = len(paper.sheets)
    assert letters(f"๑/{'๐๑๒๓๔๕๖๗๘๙'[sheets]}") in letters(paper.sheets[0])


def test_every_sheet_with_rows_has_the_table_s_head(papers: dict[str, Printed]) -> None:
    paper = papers["by_province"]
    with_rows = [sheet for sheet in paper.sheets if "๒๔ มี.ค. ๖๖" in sheet]
    assert len(with_rows) >= 2
    assert all(letters("กำหนดถัด") in letters(sheet) for sheet in with_rows)
    # So that the head is not found in every sheet anyway.
    assert sum(letters("กำหนดถัด") in letters(sheet) for sheet in paper.sheets) == len(with_rows)


def test_no_row_is_broken_over_two_sheets_and_a_register_lies_on_its_side(tmp_path: Path) -> None:
    set_language("en")
    columns = (Column("number", "number", "count"), Column("subject", "subject"), Column("mark", "mark", "code"))
    rows = [(place, f"begin{place} " + "เรื่องหนึ่ง " * 60 + f"end{place}", "x") for place in range(12)]
    stream = StringIO()
    write_page(Report(columns, rows, title="Register", landscape=True), stream, Masthead("", "", date(2023, 3, 25)))
    paper = printed(stream.getvalue(), tmp_path)
    assert [round(side) for side in paper.size] == [842, 595]
    assert len(paper.sheets) > 1
    for place in range(12):
        (sheet,) = [sheet for sheet in paper.sheets if f"begin{place} " in sheet]
        assert f"end{place}" in sheet


def test_the_register_is_printed_for_the_binder(papers: dict[str, Printed]) -> None:
    paper = papers["register"]
    assert [round(side) for side in paper.size] == [842, 595]
    assert paper.beyond == []
    assert letters("ทะเบียนหนังสือส่ง") in letters(paper.sheets[0])


def test_no_column_of_the_register_is_a_sliver_where_nothing_stands_in_it(papers: dict[str, Printed]) -> None:
    for name in ("register", "register_undated"):
        heads = {letters(line) for line in re.split(r"\n|  +", papers[name].sheets[0])}
        assert {letters(head) for head in ("ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "การปฏิบัติ", "หมายเหตุ")} <= heads, name
    assert any(letters("มท ๐๘๑๐.๗/ว ๙๐๘") in letters(line) for line in papers["register"].sheets[0].split("\n"))


def letters(text: str) -> str:
    """The text without spaces and without marks above and below, whose order in a PDF is the font's."""
    plain = unicodedata.normalize("NFKD", text).replace("\u0e33", "\u0e32")
    return "".join(char for char in plain if not char.isspace() and unicodedata.category(char) != "Mn")
