"""What a page on who owes shows above the rows: a title, and a bar for each province or district."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, Message
from circtrack.figures import Bar, Bars
from circtrack.reports.state_counts import build_owing_by_report

if TYPE_CHECKING:
    from circtrack.database.engine import Connection
    from circtrack.figures import Tone
    from circtrack.reports.state_counts import By
    from circtrack.reports.tracked import ReportScope
    from circtrack.table import Report

_TITLES: dict[By, str] = {
    "province": N_("Done in each province"),
    "district": N_("Done in each district"),
    "task": N_("Done of each task"),
    "letter": N_("Done of each letter"),
}


def build_owing_page(connection: Connection, asked: ReportScope, report: Report, by: By | None) -> Report:
    """Return the report with a title and the bars that a page shows above the rows.

    The bars count all obligations in scope, done and owing, even if the rows are limited to some states or days.
    They are by task or letter if the rows are, else by province, or by district if there is only one province.
    """
    title = Message("Who still owes")
    if asked.letter:
        title = Message("{title}: {letter}", title=title, letter=asked.letter.number)
    whole = asked._replace(within=None, overdue=False, states=())
    groups: tuple[By, ...] = (by,) if by in {"task", "letter"} else ("province", "district")
    bars: list[Bar] = []
    for group in groups:
        bars, shown = _bars(connection, whole, group), group
        if len(bars) > 1:
            break
    figures = (Bars(Message(_TITLES[shown]), bars),) if bars else ()
    return report._replace(title=title, figures=figures)


def _bars(connection: Connection, asked: ReportScope, by: By) -> list[Bar]:
    report = build_owing_by_report(connection, asked, by).report
    names = [column.name for column in report.columns]
    return [_bar(dict(zip(names, row, strict=True)), by) for row in report.rows]


def _bar(row: dict[str, object], by: By) -> Bar:
    done, total, overdue = (int(str(row[name])) for name in ("done", "total", "overdue"))
    said = N_("{done} of {total} done, {overdue} overdue") if overdue else N_("{done} of {total} done")
    tone: Tone = "bad" if overdue else "good" if done == total else "plain"
    text = Message(said, done=f"{done:,}", total=f"{total:,}", overdue=f"{overdue:,}")
    return Bar(_label(row, by), done, total, text, tone)


def _label(row: dict[str, object], by: By) -> str | Message:
    """Return the group's name."""
    if by in {"task", "letter"}:
        return f"{row['letter_number']}  {row.get('task') or row.get('subject')}"
    if by == "district" and row["district"]:
        return str(row["district"])
    # An อบจ. or a สถจ. stands under no district.
    province = str(row["province"] or "–")
    return Message("{province}, the province's own", province=province) if by == "district" else province
