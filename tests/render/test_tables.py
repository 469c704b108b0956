"""Tables on narrow terminals, bars, and colours that only repeat what words say."""

from __future__ import annotations

import io
import re

import pytest

from circtrack.errors import InputError, Message
from circtrack.render.folding import count_cells
from circtrack.render.tables import table_text
from circtrack.table import Column, Report

COLUMNS = (
    Column("due_on", "due on", "day"),
    Column("total", "total", "count"),
    Column("percent", "% done", "percent"),
    Column("state", "state", "word"),
    Column("office", "office"),
)
ROWS = [
    ("2023-03-24", 3, 100, "overdue", "อบต.บ้านไร่"),
    ("2023-03-25", 12, 99, "at_risk", "เทศบาลตำบลบ้านค่ายหมื่นแผ้ว"),
    ("2023-03-26", 7, 5, "owing", "อบต.นายางกลัก"),
    ("2023-03-27", 0, None, "done", "อบต.โป่งนก"),
]
REPORT = Report(COLUMNS, ROWS, left_out_first=("total",), foot=["4 in all."])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


def at(width: int, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    return table_text(REPORT, Terminal())


def bare(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_a_bar_is_full_at_100_only_and_has_its_figure_beside_it() -> None:
    lines = table_text(REPORT, io.StringIO()).splitlines()
    assert "██████████ 100%" in lines[1]
    assert "█████████▌  99%" in lines[2]
    assert "▌░░░░░░░░░   5%" in lines[3]
    assert "%" not in lines[4]


def test_a_wide_terminal_shows_all(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = bare(at(100, monkeypatch))
    assert "total" in shown
    assert "100%" in shown
    assert "No room" not in shown


def test_what_has_no_room_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = bare(at(60, monkeypatch))
    assert "total" not in shown.splitlines()[0]
    assert "█████████▌  99%" in shown
    assert shown.splitlines()[-2:] == ["4 in all.", "No room for total; --columns chooses others."]


@pytest.mark.parametrize("rows", [ROWS, []])
def test_where_there_are_no_rows_a_table_says_so(rows: list[tuple[object, ...]]) -> None:
    shown = table_text(REPORT._replace(rows=rows, empty=Message("No letter fits.")), io.StringIO())
    assert ("No letter fits.\n4 in all.\n" in shown) == (not rows)
    assert shown.endswith("4 in all.\n")


def test_what_stands_below_is_folded_but_no_command_to_paste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    command = "Whoever is meant, `circtrack correct 708 --task 1 --audience OFFICE` says it."
    foot = ("จำนวนหนังสือที่ยังไม่ได้แสดงไว้ในรายการนี้เพราะเป็นหนังสือชั้นความลับของหน่วยงานนี้ทั้งหมด", command)
    lines = bare(table_text(REPORT._replace(foot=foot), Terminal())).splitlines()
    assert all(count_cells(line) <= 60 for line in lines if line != command)
    assert command in lines


def test_bars_go_last_and_their_figures_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = bare(at(40, monkeypatch))
    assert "█" not in shown
    assert " 99%" in shown
    assert max(map(len, shown.splitlines()[:-1])) <= 60  # Thai marks take no room


def test_a_file_has_every_column_whatever_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert "total" in table_text(REPORT, io.StringIO())


def test_colours_follow_the_state_and_its_word_is_always_there(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = at(100, monkeypatch)
    assert "\x1b[1;31m2023-03-24\x1b[0m" in shown
    assert "\x1b[1;31moverdue" in shown
    monkeypatch.setenv("NO_COLOR", "1")
    without = at(100, monkeypatch)
    assert not re.search(r"\x1b\[[0-9;]*3\d", without)
    assert bare(without) == bare(shown)


def test_more_rows_than_a_table_takes_are_refused_once_that_shows() -> None:
    rows = iter([("x",)] * 30_000)
    with pytest.raises(InputError, match=r"at most 20,000 rows, and there are more\. .* csv or xlsx"):
        table_text(Report((Column("a", "a"),), rows), io.StringIO())
    assert sum(1 for _ in rows) == 9_999


WIDE = Report(
    (
        Column("number", "letter", "number"),
        Column("date", "dated", "day"),
        Column("count", "offices that have to enter it", "count"),
        Column("subject", "subject"),
        Column("state", "state", "word"),
        Column("office", "office"),
    ),
    [
        (
            "มท 0810.7/ว 908",
            "2023-02-27",
            7,
            "การบันทึกข้อมูลศูนย์ปฏิบัติการร่วมในการช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น",
            "owing",
            "เทศบาลตำบลบ้านค่ายหมื่นแผ้ว",
        )
    ],
    left_out_first=("count", "number"),
)


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 120])
def test_no_column_is_a_sliver_and_no_word_or_date_is_cut(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = bare(table_text(WIDE, Terminal())).splitlines()
    shown = "\n".join(lines)
    assert all(count_cells(line) <= width for line in lines)
    assert "2023-02-27" in shown
    assert "owing" in shown
    for word in ("บันทึก", "ปฏิบัติการ", "ประชาชน", "องค์กร", "ท้องถิ่น", "เทศบาลตำบล"):
        assert word in shown
    assert ("subject:" in shown) == (width <= 40)  # records of lines, which leave nothing out
    assert ("No room for number, count;" in shown) == (width == 60)
