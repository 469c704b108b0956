"""The rounds of a duty that comes again and again: which have opened by a day, and until when each is. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Round(NamedTuple):
    """One round: its place (1, 2, …), the day on which it opens, and its last day, inclusive."""

    place: int
    opens_on: date
    due_on: date


def is_recurring(rule: str) -> bool:
    """Whether a rule has rounds that can be worked out."""
    return rule.startswith("FREQ=") and ("BY" in rule or rule == "FREQ=DAILY")


def find_rounds(rule: str, begins_on: date, through: date) -> list[Round]:
    """Return all rounds that opened on or before ``through``."""
    found = []
    for each in _iterate(rule, begins_on):
        if each.opens_on > through:
            break
        found.append(each)
    return found


def find_round(rule: str, begins_on: date, place: int) -> Round | None:
    """Return the round at a place, None where there is none."""
    for each in _iterate(rule, begins_on):
        if each.place == place:
            return each
    return None


def next_rounds(rule: str, begins_on: date, after: date, count: int) -> list[Round]:
    """Return so many rounds that are due after a day."""
    found: list[Round] = []
    for each in _iterate(rule, begins_on):
        if each.due_on > after:
            found.append(each)
        if len(found) == count:
            break
    return found


def _iterate(rule: str, begins_on: date) -> Iterator[Round]:
    from dateutil.rrule import rrulestr

    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    begins = parts.pop("BEGINS", "")
    opens = datetime.strptime(begins, "%Y%m%d").date() if begins else begins_on
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    for place, day in enumerate(rrulestr(text, dtstart=datetime(opens.year, opens.month, opens.day)), 1):
        yield Round(place, opens, day.date())
        opens = day.date() + timedelta(days=1)
