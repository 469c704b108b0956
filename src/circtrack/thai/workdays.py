"""Working days in Thailand: not Saturdays, Sundays or public holidays, with an office's own exceptions.

The cabinet adds and cancels holidays at short notice, so a count is only as good as the lists of holidays: the last
day that they cover is reported with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from circtrack.errors import N_, DateError, FileError, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

# Government offices work on these days, unless another holiday falls on the same day.
_WORKED_BY_OFFICES = ("National Labor Day", "National Children's Day")


@dataclass(frozen=True)
class WorkingDays:
    """Tells working days from days off.

    Attributes:
        holidays_of: Returns the public holidays of a year; None if they are not known.
        own: The office's own list: for a day, whether it is worked.
        known_until: The last day for which the public holidays are completely known.
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
        """Return the last working day of a span of days, or None."""
        for back in range((last - first).days + 1):
            if self(last - timedelta(days=back)):
                return last - timedelta(days=back)
        return None

    @property
    def caution(self) -> Message:
        """The note to show beside a day counted in working days."""
        if self.known_until is None:
            return Message("no public holidays but the office's own list")
        return Message("public holidays known until {day}", day=self.known_until)


def load_working_days(own: Mapping[date, bool] | None = None) -> WorkingDays | None:
    """Load the working days of government offices from the ``holidays`` package and the office's own list.

    Labour Day is no holiday of government offices. After ``known_until`` the cabinet's additions are missing. Without
    the package only the own list is used; without either, return None.
    """
    try:
        from holidays.countries.thailand import Thailand
    except ImportError:
        return WorkingDays(own=own) if own else None
    years: dict[int, frozenset[date]] = {}

    def holidays_of(year: int) -> frozenset[date]:
        if year not in years:
            calendar = Thailand(  # type: ignore[no-untyped-call]  # the package does not type its constructor
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
    """Read an office's own list: one date a line, in any form, followed by ``work`` if it is a working day.

    Empty lines and text after ``#`` are ignored.

    Returns:
        For each day, whether it is worked.

    Raises:
        FileError: a line is not a date; the message names the line.
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
