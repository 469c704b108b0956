"""Read a deadline as a clerk enters it for a letter's task."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from circtrack.errors import N_, DateError, Message, together
from circtrack.recurrence import has_days, iterate_deadlines, list_days
from circtrack.thai.phrases import explain_open, read_phrase
from circtrack.thai.recurring_rules import NO_HOLIDAYS
from circtrack.working_days import working_days

if TYPE_CHECKING:
    from datetime import date

_SHOWN = 3
_BY_RECEIPT = N_("'{text}' counts from each office's receipt: its day is known when `circtrack receive` records that")
_BY_EVENT = N_(
    "'{text}' counts from an event: there is no deadline until `circtrack extend LETTER --counted-from DATE` "
    "says its day"
)


def read_deadline(text: str, written_on: date) -> tuple[date | None, str]:
    """Return the last day (None if it recurs or counts from an event) and the rule by which it was read.

    Raises:
        DateError: the text is not a date or deadline, or does not say how to find the day; or it recurs, and ends
            before the letter.
    """
    found = read_phrase(text, written_on=written_on)
    reason = explain_open(found, text)
    if reason and found.kind not in {"relative", "recurring"}:
        raise reason
    if found.kind == "recurring" and has_days(found.rule) and not list_days(found.rule, written_on, 1):
        raise DateError(
            N_("'{text}' has no day after {date}, the letter's own."), reason="past", text=text, date=written_on
        )
    return found.last, found.rule or "on"


def read_recurrence(text: str, written_on: date) -> str:
    """Return the rule of a deadline that recurs; "" for a day, and for what is no deadline at all.

    Raises:
        DateError: it recurs, and names no days or none after the letter.
    """
    try:
        found = read_phrase(text, written_on=written_on)
    except DateError:
        return ""
    if found.kind != "recurring":
        return ""
    if not has_days(found.rule):
        raise DateError(N_("'{text}' recurs and names no days."), reason="recurring", text=text)
    return read_deadline(text, written_on)[1]


def describe_deadline(text: str, due_on: date | None, rule: str, written_on: date) -> Message:
    """Say what a deadline means, as a clerk entered it, that has no one day; nothing of one that has.

    One that recurs has its first days, and what was assumed; one that is counted has an event that it waits for.
    """
    if due_on is not None or not rule:
        return Message("")
    if not rule.startswith("FREQ="):
        relative = read_phrase(text, written_on=written_on).relative
        by_receipt = relative is not None and relative.anchor == "receipt"
        return Message(_BY_RECEIPT if by_receipt else _BY_EVENT, text=text)
    if not has_days(rule):
        message = N_("'{text}' recurs and names no days: as it stands it is one open duty, without rounds")
        return Message(message, text=text)
    found = list(islice(iterate_deadlines(rule, written_on), _SHOWN + 1))
    shown = found[:_SHOWN]
    text_of_due = N_("due {days} …") if len(found) > _SHOWN else N_("due {days}, then no more")
    notes = [
        Message(text_of_due, days=", ".join(str(due_on) for _, due_on in shown)),
        *read_phrase(text, written_on=written_on).notes,
    ]
    if off := [str(day) for day, due_on in shown if due_on != day]:
        notes.append(Message("instead of {days}", days=", ".join(off)))
    if "HOLIDAYS=" in rule:
        known = working_days()
        notes.append(known.caution if known else Message(NO_HOLIDAYS))
    return Message("{text}: {due}", text=text, due=together(notes))
