"""The working days that an office counts by: the public holidays, and its own list of days off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.config import settings
from circtrack.errors import FileError

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.thai.workdays import WorkingDays


def working_days(off_days: Path | None = None) -> WorkingDays | None:
    """Working days by the public holidays and the office's own list; loads the ``holidays`` package where it is there.

    Args:
        off_days: The office's own list; None for the one that is set.

    Returns:
        None where there is neither package nor list: nothing to count by.

    Raises:
        FileError: the list cannot be read, or has a line that is no date.
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
