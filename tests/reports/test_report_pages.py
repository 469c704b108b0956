"""What the pages of who owes and of a chain say besides their rows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from support.chain_rows import DISTRICTS_LETTER, PROVINCES_LETTER, ROOT, Rows, new_rows, real_chain

from circtrack.i18n import set_language
from circtrack.render.chain_page import HOPS, chain_page
from circtrack.render.chain_text import tree_text
from circtrack.render.folding import count_cells
from circtrack.reports.chain import build_chain_tree
from circtrack.reports.owing import build_owing_report
from circtrack.reports.owing_page import build_owing_page
from circtrack.reports.tracked import ReportScope
from circtrack.store.find_letter import find_letter

if TYPE_CHECKING:
    from circtrack.figures import Bars
    from circtrack.reports.state_counts import By
    from circtrack.table import Report

pytestmark = pytest.mark.both_engines

DAY = date(2023, 3, 25)


@pytest.fixture(scope="module")
def country(engine: str) -> Rows:  # noqa: ARG001 - one for each
    set_language("en")
    rows = new_rows()
    real_chain(rows)
    rows.connection.execute("UPDATE obligation SET progress = 'done' WHERE office IN ('06360903', '05360901')")
    return rows


def page(rows: Rows, letter: str = "908", by: By | None = None, **more: object) -> Report:
    asked = ReportScope(DAY, find_letter(rows.connection, letter) if letter else None)._replace(**more)
    return build_owing_page(rows.connection, asked, build_owing_report(rows.connection, asked).report, by)


def bars_of(report: Report) -> Bars:
    (bars,) = report.figures
    return bars


def test_a_bar_for_each_province_counts_done_and_owing(country: Rows) -> None:
    report = page(country)
    bars = bars_of(report)
    assert str(report.title) == f"Who still owes: {ROOT}"
    assert (str(bars.title), len(bars.bars)) == ("Done in each province", 76)
    (chaiyaphum,) = [bar for bar in bars.bars if bar.label == "ชัยภูมิ"]
    assert (chaiyaphum.value, chaiyaphum.total, chaiyaphum.tone) == (2, 144, "bad")
    assert str(chaiyaphum.said) == "2 of 144 done, 142 overdue"


def test_in_one_province_bars_are_of_its_districts_and_of_what_is_in_none(country: Rows) -> None:
    bars = bars_of(page(country, "3022"))
    assert str(bars.title) == "Done in each district"
    assert [str(bar.label) for bar in bars.bars][:2] == ["ชัยภูมิ, the province's own", "เมืองชัยภูมิ"]
    assert sum(bar.total for bar in bars.bars) == 143  # not the province's own office in its hall
    (district,) = bars_of(page(country, "708")).bars
    assert (district.label, district.value, district.total) == ("เทพสถิต", 2, 6)


def test_bars_count_all_that_was_asked_though_the_rows_are_fewer(country: Rows) -> None:
    report = page(country, "708", overdue=False, states=("done",))
    assert len(list(report.rows)) == 2
    assert bars_of(report).bars[0].total == 6
    assert bars_of(page(country, "708", within=0)).bars[0].value == 2


def test_bars_are_of_tasks_or_letters_where_the_rows_are(country: Rows) -> None:
    assert [bar.total for bar in bars_of(page(country, by="task")).bars] == [76, 7849]
    (letter,) = bars_of(page(country, "", by="letter")).bars
    assert str(letter.label).startswith(ROOT)
    assert str(page(country, "").title) == "Who still owes"


def test_where_nothing_was_asked_there_are_no_bars() -> None:
    assert page(new_rows(), "").figures == ()


def chain(rows: Rows, today: date = date(2023, 3, 20)) -> Report:
    return chain_page(build_chain_tree(rows.connection, ReportScope(today, find_letter(rows.connection, "908"))))


def test_a_chain_s_bars_are_days_of_those_that_there_were(country: Rows) -> None:
    report = chain(country)
    bars = bars_of(report)
    assert report.title == f"The way of letter {ROOT}"
    assert [(bar.label, bar.value, bar.total, bar.tone) for bar in bars.bars] == [
        ("75 provinces", 21, 25, "bad"),
        ("จังหวัดชัยภูมิ", 10, 25, "plain"),
        ("15 districts", 11, 25, "bad"),
        ("อำเภอเทพสถิต", 0, 25, "plain"),
    ]
    assert bars.bars[0].said == "21 days, nothing passed on yet"
    assert bars.note == "A full bar is 25 days, from the first letter to the deadline."


def test_a_chain_s_silent_offices_share_a_row_and_are_named_below(country: Rows) -> None:
    report = chain(country)
    names = [column.name for column in report.columns]
    rows = [dict(zip(names, row, strict=True)) for row in report.rows]
    assert [(row["office_name"], row["state"]) for row in rows] == [
        ("กรมส่งเสริมการปกครองท้องถิ่น", "stalled"),
        ("├─ 75 provinces", "silent"),
        ("└─ จังหวัดชัยภูมิ", "stalled"),
        ("   ├─ 15 districts", "silent"),
        ("   └─ อำเภอเทพสถิต", ""),
    ]
    assert [row["letter_number"] for row in rows] == [ROOT, "", PROVINCES_LETTER, "", DISTRICTS_LETTER]
    assert [row["owing"] for row in rows] == [7923, 7781, 142, 135, 4]
    assert {row["due_on"] for row in rows} == {"2023-03-24"}
    assert str(report.foot[0]).startswith("75 provinces, told on 2023-02-27, passed nothing on, days lost 21: จังหวัด")
    assert str(report.foot[0]).count("จังหวัด") == 75


def test_of_many_hops_the_longest_have_a_bar_and_it_says_so() -> None:
    rows = new_rows()
    rows.office("D", kind="department")
    root = rows.letter("ก 1/ว 908", "2023-02-01", "D", to=[])
    for place in range(30):
        rows.office(f"P{place:02}", f"จังหวัด {place}", kind="province", superior="D", province_code=f"{place:02}")
        rows.letter(f"ข {place}/1", f"2023-02-{1 + place % 28:02}", f"P{place:02}", parent="ก 1/ว 908")
    rows.task(root)
    bars = bars_of(chain(rows))
    assert len(bars.bars) == HOPS
    assert [bar.label for bar in bars.bars] == [f"จังหวัด {place}" for place in range(4, 28)]
    assert bars.note == "A full bar is 27 days, the longest. The longest 24 of 30 are shown."


def test_a_page_says_the_subject_the_overall_figure_and_who_stalled(country: Rows) -> None:
    assert dict(page(country).facts)["subject"] == "การบันทึกข้อมูลศูนย์ (INFO)"
    facts = {name: str(text) for name, text in page(country, "3022", "district").facts}
    assert "subject" not in facts
    assert facts["overall"] == "2 of 143 done (1%), 141 overdue, 135 not told"
    assert facts["stalled at"].startswith("อำเภอเมืองชัยภูมิ (20), อำเภอ")
    assert facts["stalled at"].endswith("… (+10)")


def test_bars_begin_with_what_is_worst(country: Rows) -> None:
    shares = [bar.value / bar.total for bar in bars_of(page(country, "3022")).bars]
    assert shares == sorted(shares)
    assert shares[-1] > 0


def test_a_chain_is_folded_behind_its_branches(country: Rows) -> None:
    asked = ReportScope(DAY, find_letter(country.connection, "908"), own_office="36")
    tree = build_chain_tree(country.connection, asked)
    lines = tree_text(tree, 60).splitlines()
    assert max(map(count_cells, lines)) <= 60
    at = next(place for place, line in enumerate(lines) if "├─" in line)
    inside = lines[at + 1 : next(place for place, line in enumerate(lines) if "└─" in line and place > at)]
    assert len(inside) > 2
    assert all(line.lstrip(" ").startswith("│") for line in inside)
    assert "".join("".join(lines).split()).replace("│", "") == "".join(tree_text(tree).split()).replace("│", "")
