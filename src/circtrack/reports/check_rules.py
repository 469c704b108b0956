"""The checks that are a query and a sentence each: what a careful colleague would notice."""

from __future__ import annotations

from typing import Literal, NamedTuple

from circtrack.errors import N_
from circtrack.store import check as queries

Severity = Literal["error", "warning"]


class Check(NamedTuple):
    """One check. ``text`` and ``hint`` are templates, filled with ``letter``, ``office`` and what the query gives."""

    code: str
    severity: Severity
    query: str
    text: str
    hint: str


_CORRECT = N_("Compare it with the sheet: one of the two dates is a slip.")

CHECKS = (
    Check(
        "before_parent",
        "error",
        queries.BEFORE_PARENT,
        N_("{letter} is dated {date}, before {parent} of {parent_date}, which it passes on"),
        _CORRECT,
    ),
    Check(
        "future_letter",
        "error",
        queries.FUTURE,
        N_("{letter} is dated {date}, after today"),
        N_("Compare the date with the sheet."),
    ),
    Check(
        "done_before_letter",
        "error",
        queries.DONE_BEFORE,
        N_("{office} is recorded as done with '{task}' on {done_on}, before {letter} of {date}"),
        N_("`circtrack done --on DATE` corrects the day."),
    ),
    Check(
        "received_before_sent",
        "error",
        queries.RECEIVED_BEFORE_SENT,
        N_("{office} is recorded as having received {letter} on {received_on}, before it was sent on {sent_on}"),
        N_("`circtrack receive --on DATE` corrects the day."),
    ),
    Check(
        "other_chain",
        "error",
        queries.OTHER_ROOT,
        N_("{letter} passes on {parent}, and stands in another chain"),
        N_("The database was changed by another program: restore a copy."),
    ),
    Check(
        "later_deadline",
        "warning",
        queries.LATER_DEADLINE,
        N_("{letter} gives '{task}' until {due_on}, later than {above_on} above it"),
        N_("What is above stays in force; `circtrack extend` moves it."),
    ),
    Check(
        "weekday",
        "warning",
        queries.WEEKDAY,
        N_("{letter}: the weekday of '{written}' does not agree with its date"),
        N_("Ask the office that wrote it which of the two holds."),
    ),
    Check(
        "undecided",
        "warning",
        queries.UNDECIDED,
        N_("{letter}: findings of its reading that are left to be decided: {count}"),
        N_('`circtrack letters --show "{letter}"` shows them with their evidence.'),
    ),
    Check(
        "cites_unrecorded",
        "warning",
        queries.CITES_UNRECORDED,
        N_("{letter} cites {cited}, which is not recorded"),
        N_("`circtrack read` or `circtrack add` records it, if it is still of use."),
    ),
)
