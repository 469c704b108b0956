"""The office's working days: by the public holidays, and by its own list of days off."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from circtrack.config import settings
from circtrack.errors import FileError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from circtrack.thai.workdays import WorkingDays

_LONGEST_REST = 60


def working_days(off_days: Path | None = None) -> WorkingDays | None:
    """Return the working days by the public holidays (if the package ``holidays`` is installed) and the office's list.

    Args:
        off_days: The office's own list; None for the one in the settings.

    Returns:
        None if there is neither the package nor a list.

    Raises:
        FileError: the list cannot be read, or has a line that is not a date.
    """
    from circtrack.thai.workdays import load_working_days, read_own_days

    file = off_days or settings().off_days
    if file is None:
        return load_working_days()
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(
            "{file} cannot be read: {reason}.", file=file, reason=getattr(error, "strerror", None) or error
        ) from error
    return load_working_days(read_own_days(lines, file=str(file)))


def find_worked_from(day: date, *, back: bool = False) -> date:
    """Return the day itself if it is worked, else the next working day; without holidays, weekends are days off.

    With ``back``, the one before it instead.
    """
    worked = _load_or_weekdays(settings().off_days)
    days = (day + timedelta(days=-step if back else step) for step in range(_LONGEST_REST))
    return next((each for each in days if worked(each)), day)


@lru_cache(maxsize=1)
def _load_or_weekdays(off_days: Path | None) -> WorkingDays:
    from circtrack.thai.workdays import WorkingDays

    return working_days(off_days) or WorkingDays()
