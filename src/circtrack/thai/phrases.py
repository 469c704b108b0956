"""Read a phrase that is one time expression, such as a line of a register or a command's argument."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from circtrack.errors import N_, DateError, together
from circtrack.thai.date_model import make_refusal, quote
from circtrack.thai.date_scan import allow_lost_tones
from circtrack.thai.dates import parse_noted
from circtrack.thai.expression_model import Expression
from circtrack.thai.expressions import find_expressions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from circtrack.thai.expressions import WorkingDaysSource

# The rest of a phrase may be a few words, but nothing that could change the day.
_TELLING: Final = re.compile(r"[0-9๐-๙]|เดือน|ปี|ไตรมาส|สัปดาห์|ทุก|เลื่อน|ยกเลิก|มิใช่|ไม่ใช่|หรือ")
_HOW_OFTEN: Final = re.compile("ราย(?:เดือน|ไตรมาส|สัปดาห์|วัน|ปี)")
_LONGEST_REST: Final = 40
# The day that another replaces: ขยายจากวันที่ ๑๔ เป็นวันที่ ๒๔ พฤศจิกายน.
_REPLACED: Final = re.compile(
    allow_lost_tones(
        r"(?:(?:ขยาย|เลื่อน|เปลี่ยน)[ก-๎]{0,24}\s{0,3})?(?<!นับ)(?<!ถัด)จาก(?:เดิม)?\s{0,3}(?:ภายใน|ไม่เกิน)?วัน[^\n]{1,40}?"
        r"เป็น(?=(?:ภายใน|ไม่เกิน)?วัน)"
    )
)

REASONS: Final = {
    "ambiguous": N_("'{text}' can be read in more than one way: {note}."),
    "relative": N_("'{text}' is counted from an event whose day is not known."),
    "holidays": N_("'{text}' needs the public holidays."),
    "recurring": N_("'{text}' comes again and again: it is a rule, not a date."),
    "open": N_("'{text}' names no day."),
}
_HINTS: Final = {
    "ambiguous": N_("Write the day itself."),
    "relative": N_("Give the day of the event, or write the day itself."),
    "holidays": N_("Install circtrack[holidays], or write the day itself."),
    "recurring": N_("--format csv shows the rule and its next dates."),
    "open": N_("Set the day yourself."),
}


def read_phrase(
    text: str,
    *,
    written_on: date | None = None,
    event: date | None = None,
    working_days: WorkingDaysSource | None = None,
) -> Expression:
    """Read a phrase that is one time expression.

    Args:
        text: A date, a span of days or a deadline; a few other words are ignored.
        written_on: The day the text was written.
        event: The day of the event from which a relative deadline counts.
        working_days: Returns the working days.

    Returns:
        The expression. Its ``last`` is None if it has no day of its own: see :func:`explain_open`.

    Raises:
        DateError: the phrase is no time expression, or several, or contradicts itself.
    """
    try:
        day, notes = parse_noted(text, written_on=written_on)
    except DateError as error:
        if error.reason == "encoding":
            raise
        return _read_only_expression(text, error, written_on, event, working_days)
    return Expression(0, len(text), "date", day, day, told=notes, text=text)


def explain_open(found: Expression, text: str, next_days: Sequence[date] = ()) -> DateError | None:
    """Return why an expression has no day, as an error to show; None if it has one.

    Args:
        found: The expression.
        text: The text that it was read from.
        next_days: The next days of a recurring deadline, for the hint.
    """
    if found.first or found.last:
        return None
    reason = found.problem or found.kind
    if found.kind in {"relative", "recurring", "open"}:
        reason = found.kind if found.problem in {"", "incomplete"} else found.problem
    note = together(found.notes)
    if reason in REASONS:
        hint = N_("Its next days: {days} …") if next_days else _HINTS[reason]
        days = ", ".join(map(str, next_days))
        return DateError(REASONS[reason], reason=reason, hint=hint, text=quote(text), note=note, days=days)
    if found.date is not None and found.date.problem:
        return make_refusal(text, found.date)
    return DateError(N_("'{text}': {note}."), reason=reason, text=quote(text), note=note)


def _read_only_expression(
    text: str,
    error: DateError,
    written_on: date | None,
    event: date | None,
    working_days: WorkingDaysSource | None,
) -> Expression:
    text = _REPLACED.sub(lambda replaced: " " * len(replaced[0]), text)
    found = find_expressions(text, written_on=written_on, working_days=working_days)
    bounds = _find_bounds(found)
    if len(found) - len(bounds) != 1:
        raise _make_several_error(text, len(found)) if found else error
    only = found[-1]
    begin = bounds[0].end if bounds else 0
    rest = (text[begin : only.start] + " " + text[only.end :]).strip()
    if only.kind == "recurring":
        rest = _HOW_OFTEN.sub("", rest)
    if len(rest) > _LONGEST_REST or _TELLING.search(rest):
        raise error
    if only.kind == "date" and only.problem and only.date is not None and not only.rule:
        raise make_refusal(text, only.date)
    if event is not None and only.last is None:
        from circtrack.thai.relative import resolve

        return resolve(only, event, working_days=working_days() if working_days else None)
    return only


def _find_bounds(found: list[Expression]) -> list[Expression]:
    """Return the span that stands before a recurring deadline and bounds it: ระหว่างวันที่ … ให้รายงานทุกวัน."""
    if len(found) != 2:
        return []
    return found[:1] if str(found[0].first or found[0].last).replace("-", "") in found[1].rule else []


def _make_several_error(text: str, count: int) -> DateError:
    return DateError(
        N_("'{text}' holds {count} dates."),
        reason="several",
        hint=N_("Use --from-text to list them all."),
        text=quote(text),
        count=count,
    )
