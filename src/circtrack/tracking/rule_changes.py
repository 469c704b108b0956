"""A rule that becomes another from one round on: which rounds follow, and which of them is which of those before. Pure.

A round is named by its last day under the rule (``open_rounds``). Where both rules have one round in each week, month,
quarter or year, the round of a month stays that of the month, whatever its day is; else a day belongs to the round
within which it lies.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from circtrack.recurrence import find_begin, find_parts_on, iterate_days, read_rule, write_rule
from circtrack.tracking.rounds import Round, iterate_rounds

if TYPE_CHECKING:
    from collections.abc import Iterable

_ONE_DAY = timedelta(days=1)
_MONTHS = 12
_WORKING_WEEK = "MO,TU,WE,TH,FR"
"""The days of a rule of working days, which leaves no day off to give way (``thai.recurring_rules``)."""


class RuleChange(NamedTuple):
    """From the round of this name on, rounds are due by another rule, the first on ``due_on``; days are ISO text."""

    round: str
    due_on: str
    rule: str


class Period(NamedTuple):
    """A week, month, quarter, half or whole year: its first and last day."""

    first: date
    last: date


def change_rule(rule: str, begins_on: date, changes: Iterable[RuleChange]) -> str:
    """Return a rule with these changes; in which order they were made does not matter.

    A change that names no end has that of the rule before it, unless it begins after that; one that says nothing of
    days off has what that says of them.

    Args:
        rule: The rule as the letters state it.
        begins_on: As in ``rounds.find_rounds``.
        changes: Each names its first round by the rule that held when it was made.
    """
    for each in sorted(changes, key=lambda change: (change.due_on, change.round, change.rule)):
        since = _find_first_replaced(rule, begins_on, each)
        last = (since or date.fromisoformat(each.round)) - _ONE_DAY
        then = _keep_end(rule, _begin(each.rule, date.fromisoformat(each.due_on)), begins_on)
        if days_off := find_days_off_kept(rule, then):
            then = f"{then};HOLIDAYS={days_off}"
        rule = " ".join((*_end(rule, last), then))
    return rule


def find_change(
    rule: str, other: str, begins_on: date, today: date, place: int = 0, recorded: date | None = None
) -> tuple[Round, RuleChange] | None:
    """Find from which round on another rule holds; None if that has no day then.

    Where both rules have one round in each month (week, quarter, …), a round keeps its month, be its new day past or
    not; else its new day is the first that is to come, and it replaces no round that is past, recorded, or due before
    the day on which the other rule begins.

    Args:
        rule: The rule so far.
        other: The rule from then on; its own beginning and end, if it states them, are kept, else the end of the rule
            so far.
        begins_on: As in ``rounds.find_rounds``.
        today: The day of the letter or of the clerk's command.
        place: That of the first round with the new days; 0 for the first of which neither the old nor the new day has
            passed. Where there is none, the duty goes on after its last round and the month (week, …) of that, if the
            other rule says until when, or begins after the end, or else has a day to come before the end; from once a
            quarter or year to another kind of rule, with the first day to come of a later month.
        recorded: The name of the last round of which something is recorded.
    """
    last = None
    ending = _keep_end(rule, other, begins_on)
    days = _without(ending, "REPORTS")
    begin = find_begin(other, date.min)
    to_come = max(begin, today)
    free = max(to_come, recorded + _ONE_DAY) if recorded else to_come
    for since in iterate_rounds(rule, begins_on):
        last = since
        period = _find_common_period(rule, other, since.due_on)
        if since.place < place or since.due_on < (free if period is None else date.min if place else to_come):
            continue
        earliest = max(period.first if period else since.opens_on if place else to_come, since.opens_on)
        first = next(iterate_days(days, earliest - _ONE_DAY), None)
        if first is None:
            return None
        if (place or first >= to_come) and (period is None or first <= period.last):
            return since, RuleChange(since.due_on.isoformat(), first.isoformat(), other)
    if last is None or place:
        return None
    if _is_long(find_period(rule, last.due_on)) and _find_common_period(rule, other, last.due_on) is None:
        month_after = _find_months(last.due_on, 1).last + _ONE_DAY
        after = iterate_days(days, max(month_after, today if begin == date.min else begin) - _ONE_DAY)
    else:
        after = (day for day in iterate_days(days, last.due_on) if find_round_of(rule, begins_on, day) is None)
    since_when = date.min if ending == other else to_come
    if (first := next((day for day in after if day >= since_when), None)) is None:
        return None
    return Round(last.place + 1, last.due_on + _ONE_DAY, first), RuleChange(first.isoformat(), first.isoformat(), other)


def _find_first_replaced(rule: str, begins_on: date, change: RuleChange) -> date | None:
    """Return the last day of the first round that a change replaces; None if it only goes on after the last."""
    named = date.fromisoformat(change.round)
    found = find_round_of(rule, begins_on, named)
    goes_on = (
        found is not None
        and change.round == change.due_on
        and _is_long(find_period(rule, named))
        and _find_common_period(rule, change.rule, named) is None
        and next((each for each in iterate_rounds(rule, begins_on) if each.due_on > found), None) is None
    )
    return None if goes_on else found


def _is_long(period: Period | None) -> bool:
    """Whether it is a quarter, half or whole year."""
    return period is not None and period.last > _find_months(period.first, 1).last


def _find_common_period(rule: str, other: str, day: date) -> Period | None:
    """Return the week, month, quarter, half or whole year of a day, if each of two rules has one round in it."""
    period = find_period(other, day)
    return period if period == find_period(rule, day) else None


def find_end(rule: str, begins_on: date) -> date | None:
    """Return the last day on which a round of a rule may be due; None if the rule has no end.

    Of a number of rounds it is the end of the month (week, quarter, …) in which the last is due.
    """
    parts = read_rule(rule.rpartition(" ")[2]) or {}
    until = date.fromisoformat(parts["UNTIL"]) if "UNTIL" in parts else None
    if "COUNT" not in parts:
        return until
    last = max(iterate_days(rule, begins_on), default=begins_on)
    period = find_period(rule, last)
    return min(filter(None, (until, period.last if period else last)))


def find_days_off_kept(rule: str, other: str) -> str:
    """Return what a rule says of days off (``HOLIDAYS``), where another after it says nothing of them; else ""."""
    last, parts = (read_rule(each.rpartition(" ")[2]) or {} for each in (rule, other))
    says = "HOLIDAYS" in parts or parts.get("BYDAY") == _WORKING_WEEK
    return "" if says else last.get("HOLIDAYS", "")


def find_day_instead(rule: str, due_on: date) -> date | None:
    """Return the day of a rule in the month (week, quarter, …) of another day; else the first from that day on."""
    period = find_period(rule, due_on)
    return next(iterate_days(_without(rule, "REPORTS"), (period.first if period else due_on) - _ONE_DAY), None)


def find_own_day(rule: str, own: str, each: Round) -> date | None:
    """Return the day that another letter's rule gives in a round, where it gives one and that is not later; else None.

    That rule states its beginning (``BEGINS``).
    A day of the month in which the round is due; or any within the round, where it is the only one of the rule, or only
    the round's rule says that it reports on a month that is over.
    """
    if "COUNT=1" in own.split(";") or ("REPORTS=" in rule) != ("REPORTS=" in own):
        period: Period | None = Period(each.opens_on, each.due_on)
    else:
        period = find_period(own, each.due_on)
        if period != find_period(rule, each.due_on):
            return None
    if period is None:
        return None
    first = max(period.first, each.opens_on)
    inside: list[date] = []
    for day in iterate_days(_without(own, "REPORTS"), date.min):
        if day > period.last:
            break
        if day >= first:
            inside.append(day)
    return inside[0] if len(inside) == 1 and inside[0] <= each.due_on else None


def find_round_of(rule: str, begins_on: date, named: date) -> date | None:
    """Return the last day of the round of a rule that is the one which another rule let end on ``named``; else None."""
    period = find_period(rule, named) or Period(named, named)
    inside: list[date] = []
    belongs = None
    for each in iterate_rounds(rule, begins_on):
        if each.due_on == named:
            return named
        if belongs is None and each.opens_on <= named <= each.due_on:
            belongs = each.due_on
        if period.first <= each.due_on <= period.last:
            inside.append(each.due_on)
        if each.due_on > max(period.last, named):
            break
    return inside[0] if len(inside) == 1 else belongs


def find_period(rule: str, day: date) -> Period | None:
    """Return the week, month, quarter, half or whole year of a day, if a rule has one round in each; else None."""
    parts = find_parts_on(rule, day)
    frequency, months = parts.get("FREQ"), parts.get("BYMONTH", "").split(",")
    if "INTERVAL" in parts:
        return None
    if frequency == "WEEKLY":
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    if frequency == "MONTHLY":
        return _find_months(day, 1)
    if frequency == "YEARLY" and _MONTHS % len(months) == 0:
        return _find_months(day, _MONTHS // len(months))
    return None


def _find_months(day: date, count: int) -> Period:
    """Return the month, or the quarter, half or whole of the calendar year, of a day."""
    month = (day.month - 1) // count * count
    after = month + count
    return Period(date(day.year, month + 1, 1), date(day.year + after // _MONTHS, after % _MONTHS + 1, 1) - _ONE_DAY)


def _end(rule: str, last: date) -> list[str]:
    """Let a rule end on a day; what of it would begin later is left out."""
    kept = []
    for at, each in enumerate(rule.split(" ")):
        parts = read_rule(each) or {}
        if at == 0 or parts.get("BEGINS", "") <= f"{last:%Y%m%d}":
            kept.append(write_rule(parts | {"UNTIL": min(parts.get("UNTIL", "9"), f"{last:%Y%m%d}")}))
    return kept


def _keep_end(rule: str, other: str, begins_on: date) -> str:
    """Let another rule end when a rule does, unless it names an end itself or begins after that."""
    parts = read_rule(other) or {}
    end = None if parts.keys() & {"UNTIL", "COUNT"} else find_end(rule, begins_on)
    if end is None or parts.get("BEGINS", "") > f"{end:%Y%m%d}":
        return other
    return write_rule(parts | {"UNTIL": f"{end:%Y%m%d}"})


def _begin(rule: str, due_on: date) -> str:
    """Let a rule begin with a round that is due on a day."""
    parts = read_rule(_without(rule, "REPORTS")) or {}
    return write_rule(parts | {"BEGINS": f"{due_on:%Y%m%d}"})


def _without(rule: str, name: str) -> str:
    return write_rule({key: value for key, value in (read_rule(rule) or {}).items() if key != name})
