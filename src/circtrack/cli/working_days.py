"""Working days as this machine can count them: public holidays, and the office's own list of days off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from circtrack.errors import FileError

if TYPE_CHECKING:
    from circtrack.thai.workdays import WorkingDays


def working_days(own_list: Path | None = None) -> WorkingDays | None:
    """The working days; None where neither the ``holidays`` extra nor an own list is there to count by.

    Args:
        own_list: The file of the office's own days; None for the one in the settings, if any.

    Raises:
        FileError: the file cannot be read, or has a line that is no date.
    """
    from circtrack.config import setting
    from circtrack.thai.workdays import read_own_days, thai_working_days

    file = own_list or setting("off_days")
    if not isinstance(file, Path):
        return thai_working_days()
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(
            "{file} cannot be read: {reason}.", file=file, reason=getattr(error, "strerror", None) or error
        ) from error
    return thai_working_days(read_own_days(lines, file=str(file)))
