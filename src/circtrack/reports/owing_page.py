"""What a page on who owes shows above the rows: its letter, the overall figure, who stalled, a bar for each place."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from circtrack.errors import N_, Message, join_names
from circtrack.figures import Bar, Bars
from circtrack.reports.owing import build_owing_report
from circtrack.reports.state_counts import build_owing_by_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.database.engine import Connection
    from circtrack.figures import Tone
    from circtrack.reports.state_counts import By
    from circtrack.reports.tracked import ReportScope
    from circtrack.table import Report

_COUNTED = ("done", "total", "overdue", "untold", "owing_earlier")
_TITLES: dict[By, str] = {
    "province": N_("Done in each province"),
    "district": N_("Done in each district"),
    "task": N_("Done of each task"),
    "letter": N_("Done of each letter"),
}


def build_owing_page(connection: Connection, asked: ReportScope, report: Report, by: By | None) -> Report:
    """Return the report with a title, and the facts and bars that a page shows above the rows.

    They count all obligations in scope, done and owing, even if the rows are limited to some states or days. The bars
    are by task or letter if the rows are, else by province, or by district if there is only one province; what is most
    urgent comes first.
    """
    title = Message("Who still owes")
    if asked.letter:
        title = Message("{title}: {letter}", title=title, letter=asked.letter.number)
    whole = asked._replace(within=None, overdue=False, states=())
    groups: tuple[By, ...] = (by,) if by in {"task", "letter"} else ("province", "district")
    rows: list[dict[str, object]] = []
    for group in groups:
        rows, shown = _rows(build_owing_by_report(connection, whole, group, "due").report), group
        if len(rows) > 1:
            break
    figures = (Bars(Message(_TITLES[shown]), [_bar(row, shown) for row in rows]),) if rows else ()
    return report._replace(title=title, facts=list(_facts(connection, whole, rows)), figures=figures)


def _rows(report: Report) -> list[dict[str, object]]:
    names = [column.name for column in report.columns]
    return [dict(zip(names, row, strict=True)) for row in report.rows]


def _facts(
    connection: Connection, asked: ReportScope, rows: Sequence[dict[str, object]]
) -> Iterator[tuple[str, str | Message]]:
    if asked.letter and asked.letter.subject:
        yield N_("subject"), asked.letter.subject
    done, total, overdue, untold, earlier = (sum(int(str(row[each])) for row in rows) for each in _COUNTED)
    if total:
        yield (
            N_("overall"),
            Message(
                "{done} of {total} done ({percent}%), {overdue} overdue, {untold} not told",
                done=f"{done:,}",
                total=f"{total:,}",
                percent=100 * done // total,
                overdue=f"{overdue:,}",
                untold=f"{untold:,}",
            ),
        )
    if earlier:
        yield N_("of earlier rounds"), f"{earlier:,}"
    if untold:
        owing = build_owing_report(connection, asked).report
        place = [column.name for column in owing.columns].index("stalled_at")
        stalled = Counter(str(row[place]) for row in owing.rows if row[place])  # row by row: they may be very many
        if stalled:
            names = join_names(f"{name} ({count:,})" for name, count in stalled.most_common())
            yield N_("stalled at"), names


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
