"""A report as a page: everything escaped, nothing asked of the network, Thai where it is asked for."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from circtrack.errors import InputError
from circtrack.figures import Bar, Bars, Masthead
from circtrack.i18n import set_language
from circtrack.render.html import write_page
from circtrack.render.output import Output
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COLUMNS = (
    Column("due_on", "due on", "day"),
    Column("days_left", "days left", "count"),
    Column("state", "state", "word"),
    Column("office_code", "office code", "code"),
    Column("office_name", "office", "office"),
    Column("told_by", "told by", "number"),
    Column("province", "province"),
)
ROWS = [
    ("2023-03-24", -1, "overdue", "06360903", "องค์การบริหารส่วนตำบลบ้านไร่", "ชย 0023.14/708", "ชัยภูมิ"),
    (date(2023, 3, 31), 6, "owing", "05360901", "เทศบาลตำบลเทพสถิต", "", "ชัยภูมิ"),
]
HEAD = Masthead("Who owes", "อำเภอเทพสถิต", date(2023, 3, 25))
HOSTILE = "</style></title><script>alert(1)</script><img src=x onerror='x'>\"'&lt; {{ 7 * 7 }} \\\x1b[31m"

# The elements of a page; what a browser would fetch or run is not among them.
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "p", "span", "dl", "dt", "dd", "section",
    "ul", "li", "div", "svg", "rect", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


class Read(HTMLParser):
    """The elements of a page with their attributes, and its text by element."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.elements[-1][0], data))

    def text_of(self, tag: str) -> list[str]:
        return [text for element, text in self.texts if element == tag]


def page_of(report: Report, head: Masthead = HEAD, *, thai: bool = False) -> str:
    stream = StringIO()
    write_page(report, stream, head, thai=thai)
    return stream.getvalue()


def test_a_page_has_its_head_its_facts_and_its_rows() -> None:
    page = page_of(Report(COLUMNS, iter(ROWS), said_once=("province",), title="Owing", foot=["2 owing."]))
    read = Read(page)
    assert read.elements[0] == ("html", {"lang": "en"})
    assert read.text_of("title") == read.text_of("h1") == ["Owing"]
    assert "อำเภอเทพสถิต" in page
    assert "as on 2023-03-25" in page
    assert (read.text_of("dt"), read.text_of("dd")) == (["province"], ["ชัยภูมิ"])
    assert read.text_of("th") == ["due on", "days left", "state", "office code", "office", "told by"]
    assert read.text_of("td")[:4] == ["2023-03-24", "-1", "06360903", "อบต.บ้านไร่"]
    assert page.count("<tr>") == 3
    assert "2 owing." in read.text_of("p")
    assert "<thead><tr><th" in page


def test_a_state_is_a_word_beside_its_colour() -> None:
    page = page_of(Report(COLUMNS, ROWS))
    assert '<span class="tone bad">overdue</span>' in page
    assert '<span class="tone plain">owing</span>' in page


def test_a_report_without_rows_has_no_table_and_one_without_a_title_that_of_its_head() -> None:
    page = page_of(Report(COLUMNS, [], foot=["Nobody owes."]))
    assert "<table" not in page
    assert "Nobody owes." in page
    assert Read(page).text_of("h1") == ["Who owes"]


def test_thai_prints_numerals_days_and_words_as_people_do_and_leaves_codes() -> None:
    set_language("th")
    bars = Bars("ความคืบหน้า", [Bar("ชัยภูมิ", 1, 4, "1 จาก 4")])
    page = page_of(Report(COLUMNS, ROWS, figures=[bars], foot=["ขยายจาก 2023-03-24"]), thai=True)
    read = Read(page)
    assert read.elements[0] == ("html", {"lang": "th"})
    assert read.text_of("td")[:3] == ["๒๔ มี.ค. ๖๖", "เกินกำหนด ๑ วัน", "06360903"]
    assert "ชย ๐๐๒๓.๑๔/๗๐๘" in read.text_of("td")
    assert "เกินกำหนด" in page
    assert "ข้อมูล ณ วันที่ ๒๕ มีนาคม ๒๕๖๖" in page
    assert "๑ จาก ๔" in page
    assert "ขยายจาก ๒๔ มีนาคม ๒๕๖๖" in page
    assert "counter(page, thai)" in page


def test_bars_are_filled_by_their_share_and_never_beyond() -> None:
    bars = [Bar("a", 1, 3, "1 of 3"), Bar("b", 9, 3, "9", "bad"), Bar("c", 0, 0, "none", "good")]
    page = page_of(Report(COLUMNS, [], figures=[Bars("Done", bars, "note")]))
    assert re.findall(r'<rect class="fill" width="([\d.]+)"', page) == ["33.3", "100", "0"]
    assert [attrs["class"] for tag, attrs in Read(page).elements if tag == "li"] == ["plain", "bad", "good"]


def test_nothing_that_someone_wrote_can_leave_its_place() -> None:
    shown = HOSTILE.replace("\x1b", "")
    columns = (Column("a", shown), Column("b", shown, "word"), Column("c", "c", "number"))
    bars = Bars(HOSTILE, [Bar(HOSTILE, 1, 2, HOSTILE)], HOSTILE)
    report = Report(
        columns, [(HOSTILE, HOSTILE, HOSTILE)], said_once=("c",), title=HOSTILE, foot=[HOSTILE], figures=[bars]
    )
    page = page_of(report, Masthead(HOSTILE, HOSTILE, HEAD.day))
    read = Read(page)
    assert {tag for tag, _ in read.elements} <= ELEMENTS
    assert not any(name.startswith("on") or name in {"src", "href"} for _, attrs in read.elements for name in attrs)
    assert "\x1b" not in page
    for tag, times in {"title": 1, "h1": 1, "h2": 1, "dd": 1, "td": 2, "th": 2}.items():
        assert read.text_of(tag) == [shown] * times, tag
    style = page[page.index("<style>") : page.index("</style>")]
    assert "<" not in style.removeprefix("<style>")
    assert page.count("</style>") == 1


def test_a_page_asks_nothing_of_the_network() -> None:
    page = page_of(Report(COLUMNS, ROWS, figures=[Bars("x", [Bar("a", 1, 3, "1 of 3")])]))
    assert re.findall(r"http[^\"]*", page) == ["http-equiv="]
    assert not re.search(r"url\(|@import|src=|href=|<link|<script|<base|<form", page)
    assert "default-src 'none'" in page


def test_a_page_lies_on_its_side_where_the_report_says_so() -> None:
    assert "size: A4 portrait" in page_of(Report(COLUMNS, ROWS))
    assert "size: A4 landscape" in page_of(Report(COLUMNS, ROWS, landscape=True))


def test_more_rows_than_a_page_takes_are_refused_once_that_shows_and_nothing_is_written(tmp_path: Path) -> None:
    rows = iter([("x",)] * 30_000)
    output = Output("html", tmp_path / "x.html", masthead=lambda: HEAD)
    with pytest.raises(InputError, match=r"at most 20,000 rows, and there are more\. .* csv or xlsx"):
        output.write(Report((Column("a", "a"),), rows))
    assert sum(1 for _ in rows) == 9_999
    assert list(tmp_path.iterdir()) == []
    output.write(Report((Column("a", "a"),), [("x",)] * 20_000))
    assert (tmp_path / "x.html").read_text(encoding="utf-8").count("<td") == 20_000
