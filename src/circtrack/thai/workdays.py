"""Working days in Thailand: not Saturdays and Sundays, not public holidays, and an office's own exceptions.

The cabinet adds and cancels holidays at short notice, so every answer is only as good as the lists: the last day that
they know is told with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from circtrack.errors import N_, DateError, FileError, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

# Official offices work on these, unless another holiday falls on the same day.
_WORKED_BY_OFFICES = ("National Labor Day", "National Children's Day")


@dataclass(frozen=True)
class WorkingDays:
    """Tells working days.

    Attributes:
        holidays_of: The public holidays of a year; None where they are not known.
        own: The office's own list: day to whether it is worked.
        known_until: The last day up to which the public holidays are known whole.
    """

    holidays_of: Callable[[int], Collection[date]] | None = None
    own: Mapping[date, bool] = field(default_factory=dict)
    known_until: date | None = None

    def __call__(self, day: date) -> bool:
        """Whether the day is a working day."""
        if day in self.own:
            return self.own[day]
        return day.weekday() < 5 and not (self.holidays_of and day in self.holidays_of(day.year))

    def last_of(self, first: date, last: date) -> date | None:
        """The last working day of a span of days."""
        for back in range((last - first).days + 1):
            if self(last - timedelta(days=back)):
                return last - timedelta(days=back)
        return None

    @property
    def caution(self) -> Message:
        """What to say beside a day that was counted."""
        if self.known_until is None:
            return Message("no public holidays but the office's own list")
        return Message("public holidays known until {day}", day=self.known_until)


def load_working_days(own: Mapping[date, bool] | None = None) -> WorkingDays | None:
    """Working days of official offices by the ``holidays`` package and the office's own list.

    Labour Day is no holiday of official offices. Behind ``known_until`` the cabinet's additions are missing. Without
    the package the own list stands alone; without either there is nothing to count by, and None.
    """
    try:
        from holidays.countries.thailand import Thailand
    except ImportError:
        return WorkingDays(own=own) if own else None
    years: dict[int, frozenset[date]] = {}

    def holidays_of(year: int) -> frozenset[date]:
        if year not in years:
            calendar = Thailand(  # type: ignore[no-untyped-call]  # the package leaves its constructor untyped
                years=year, categories=("public", "government"), language="en_US"
            )
            years[year] = frozenset(
                day
                for day, names in calendar.items()
                if not all(name.startswith(_WORKED_BY_OFFICES) for name in names.split("; "))
            )
        return years[year]

    declared: dict[int, object] = Thailand().special_public_holidays  # type: ignore[no-untyped-call]  # as above
    return WorkingDays(holidays_of, own or {}, date(max(declared), 12, 31))


def read_own_days(lines: Iterable[str], *, file: str = "") -> dict[date, bool]:
    """An office's own list: a date a line, in any form that is read; ``work`` behind it where it is worked after all.

    Empty lines and what follows a ``#`` are passed over.

    Returns:
        Day to whether it is worked.

    Raises:
        FileError: a line that is not a date; the message names the line.
    """
    from circtrack.thai.dates import parse_date

    days: dict[date, bool] = {}
    for number, line in enumerate(lines, 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        worked = text.endswith((" work", "\twork", " ทำการ", "\tทำการ"))
        try:
            days[parse_date(text.rsplit(None, 1)[0] if worked else text)] = worked
        except DateError as error:
            raise FileError(N_("{file}, line {line}: {reason}"), file=file, line=number, reason=error) from error
    return days
