"""What the same questions cost without circtrack: the bare SQL, as the ``sqlite3`` shell or ``psql`` answers it."""

from __future__ import annotations

from datetime import timedelta

from nation import TODAY

_OBLIGATIONS = """
FROM obligation AS o
JOIN task AS t ON t.id = o.task
JOIN letter AS r ON r.id = t.letter
JOIN office_version AS v ON v.code = o.office AND v.since <= r.date AND r.date < v.until
LEFT JOIN delivery AS d ON d.root = r.id AND d.office = o.office
"""
_OPEN = "o.progress IN ('none', 'incomplete', 'blocked')"
_DUE = "coalesce(o.due_on, t.due_on)"

_SOON, _MONTH = TODAY + timedelta(days=3), TODAY + timedelta(days=30)

_WITHIN_30_DAYS = f"""
SELECT r.number, r.date, r.subject, t.title, t.system, {_DUE} AS due_on,
    DAYS_LEFT AS days_left,
    CASE WHEN {_DUE} = '{TODAY}' THEN 'due_today' WHEN {_DUE} <= '{_SOON}' THEN 'at_risk'
        WHEN d.letter IS NULL THEN 'untold' ELSE 'owing' END AS state,
    o.progress, o.office, v.name, v.kind, v.district, v.province, coalesce(d.received_on, d.sent_on) AS told_on,
    m.number AS told_by, CASE WHEN d.letter IS NULL THEN v.superior END AS stalled_at
{_OBLIGATIONS} LEFT JOIN letter AS m ON m.id = d.letter
WHERE {_OPEN} AND {_DUE} BETWEEN '{TODAY}' AND '{_MONTH}'
ORDER BY due_on, v.province_code, v.district_code, o.office, r.date, r.number, t.position;
"""
WITHIN_30_DAYS = _WITHIN_30_DAYS.replace("DAYS_LEFT", f"julianday({_DUE}) - julianday('{TODAY}')")
WITHIN_30_DAYS_ON_A_SERVER = _WITHIN_30_DAYS.replace("DAYS_LEFT", f"CAST({_DUE} AS date) - DATE '{TODAY}'")
"""Every column of `owing --within 30`; the office above stands for the one at which an untold letter stalled."""

BY_PROVINCE = f"""
WITH RECURSIVE open (task) AS (
    SELECT min(o.task) FROM obligation AS o WHERE {_OPEN}
    UNION ALL
    SELECT (SELECT min(o.task) FROM obligation AS o WHERE {_OPEN} AND o.task > open.task)
    FROM open WHERE open.task IS NOT NULL
)
SELECT v.province, count(*) FILTER (WHERE {_OPEN}) AS owing,
    count(*) FILTER (WHERE {_OPEN} AND {_DUE} < '{TODAY}') AS overdue,
    count(*) FILTER (WHERE {_OPEN} AND d.letter IS NULL) AS untold,
    count(*) FILTER (WHERE o.progress = 'done') AS done,
    count(*) FILTER (WHERE o.progress <> 'exempt') AS total,
    min({_DUE}) FILTER (WHERE {_OPEN}) AS next_due
{_OBLIGATIONS} WHERE o.task IN (SELECT task FROM open)
GROUP BY v.province ORDER BY min(v.province_code);
"""
"""The counts of `owing --by province`, over every circular that somebody still owes."""
