from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.render.cells import plain
from circtrack.render.delimited import write_delimited
from circtrack.table import Column, ColumnKind, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

values = st.one_of(st.none(), st.text(), st.dates(date(1, 1, 1)), st.integers(-(10**9), 10**9))


@given(st.lists(st.tuples(values, values), max_size=5))
def test_many_rows_at_a_time_are_written_as_one_by_one(rows: list[tuple[object, object]]) -> None:
    columns = (Column("a", "a"), Column("b", "b", "day"))
    written, expected = StringIO(), StringIO()
    write_delimited(Report(columns, rows), written)
    out = csv.writer(expected, lineterminator="\n")
    out.writerow(["a", "b"])
    out.writerows([plain(value) for value in row] for row in rows)
    assert written.getvalue() == expected.getvalue()


def test_what_could_drive_a_terminal_is_taken_out_of_any_chunk() -> None:
    rows = [("fine", "x")] * 1200
    rows[700] = ("re\x1b[31md", "\u202ey")
    written = StringIO()
    write_delimited(Report((Column("a", "a"), Column("b", "b")), rows), written)
    lines = written.getvalue().splitlines()
    assert (len(lines), lines[701], lines[702]) == (1201, "re[31md,y", "fine,x")


def test_flags_are_yes_and_no() -> None:
    written = StringIO()
    write_delimited(Report((Column("a", "a", "flag"),), [(True,), (False,), (None,)]), written)
    assert written.getvalue().splitlines() == ["a", "yes", "no", '""']


ALL_KINDS = tuple(Column(kind, kind, kind) for kind in get_args(ColumnKind))
STARTS = ("=1", "+1", "-1", "@x", "\t=1", "\r=1")


def written_for_excel(row: Sequence[object], *, tabs: bool = False, thai: bool = False) -> list[str]:
    stream = StringIO()
    write_delimited(Report(ALL_KINDS, [row]), stream, tabs=tabs, thai=thai, excel=True)
    rows = stream.getvalue().removeprefix("\ufeff")
    return list(csv.reader(StringIO(rows, newline=""), delimiter="\t" if tabs else ","))[1]


@pytest.mark.parametrize("start", STARTS)
def test_whatever_kind_a_text_is_a_sheet_does_not_run_it(start: str) -> None:
    row = ["" if column.kind in {"day", "count", "flag"} else start for column in ALL_KINDS]
    for cell, text in zip(written_for_excel(row), row, strict=True):
        assert cell == ("'" + text.removeprefix("\r") if text else "")
    for cell in written_for_excel([f" {text}" if text else "" for text in row], tabs=True):
        assert cell == (f"'{start.strip()}" if cell else "")


@pytest.mark.parametrize("thai", [False, True])
def test_numbers_of_our_own_stay_numbers_for_a_sheet(thai: bool) -> None:
    stream = StringIO()
    columns = (Column("days_left", "days left", "count"), Column("due_on", "due on", "day"))
    write_delimited(Report(columns, [(-1, "2023-03-24"), (12, "")]), stream, excel=True, thai=thai)
    day = "๒๔ มีนาคม ๒๕๖๖" if thai else "2023-03-24"
    assert stream.getvalue().splitlines()[1:] == [f"-1,{day}", "12,"]
