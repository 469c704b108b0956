from __future__ import annotations

import csv
from datetime import date
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from circtrack.render.cells import plain
from circtrack.render.delimited import write_delimited
from circtrack.table import Column, Report

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
