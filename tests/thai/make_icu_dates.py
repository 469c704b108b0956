"""Writes ``icu_dates.toml``: how ICU formats every day from 1941 to 2100 in Thai, as name tables and checksums.

Run by hand where PyICU is installed (on Debian ``apt install libicu-dev pkg-config g++``, then ``pip install PyICU``)::

    python tests/thai/make_icu_dates.py

Nothing is worked out here: names and patterns are what ICU tells, and each checksum is taken over the 58,439 lines
that ICU itself formats.
"""

from __future__ import annotations

import hashlib
import importlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("icu_dates.toml")
FIRST, LAST = date(1941, 1, 1), date(2100, 12, 31)
STYLES = {"full": "kFull", "long": "kLong", "medium": "kMedium", "short": "kShort"}
CALENDARS = {"buddhist": list(STYLES), "gregorian": ["full", "long", "medium"]}

HEAD = """\
# How ICU formats every day from 1941-01-01 to 2100-12-31 in Thai, without the 818,000 lines themselves.
#
# Made by make_icu_dates.py from ICU {icu}. `names` are ICU's own tables; each `form` is one of ICU's date styles,
# with its pattern and the SHA-256 of all days as ICU formats them, each followed by a line feed, in UTF-8. Who puts
# the names into a pattern and meets the checksum has ICU's text to the letter: test_icu_dates.py does, and reads it.
# Thai digits (th_TH@numbers=thai) are checksummed on their own. ICU's short style of the Gregorian calendar is not
# here: its 24/3/66 is 1966, where Thai offices write 2566.
"""


def main() -> None:
    """Write the table."""
    icu: Any = importlib.import_module("icu")
    symbols = icu.DateFormatSymbols(icu.Locale("th_TH"))
    # Weekdays come Sunday first, behind an empty name.
    sunday, *others = symbols.getWeekdays(icu.DateFormatSymbols.FORMAT, icu.DateFormatSymbols.WIDE)[1:]
    wide = symbols.getMonths(icu.DateFormatSymbols.FORMAT, icu.DateFormatSymbols.WIDE)
    short = symbols.getMonths(icu.DateFormatSymbols.FORMAT, icu.DateFormatSymbols.ABBREVIATED)
    eras = {calendar: era_now(icu, calendar) for calendar in CALENDARS}
    lines = [
        HEAD.format(icu=icu.ICU_VERSION),
        "[names]",
        f"months = {listed(wide)}",
        f"short_months = {listed(short)}",
        f"weekdays = {listed([*others, sunday])}",
        *(f'era_{calendar} = "{era}"' for calendar, era in eras.items()),
    ]
    for calendar, styles in CALENDARS.items():
        for style in styles:
            for digits in ("latn", "thai"):
                lines += form(icu, calendar, style, digits)
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def form(icu: Any, calendar: str, style: str, digits: str) -> list[str]:
    """One style as lines of the table."""
    formatter = icu.DateFormat.createDateInstance(
        getattr(icu.DateFormat, STYLES[style]), icu.Locale(f"th_TH@calendar={calendar};numbers={digits}")
    )
    formatter.setTimeZone(icu.TimeZone.getGMT())
    checksum = hashlib.sha256()
    for number in range((LAST - FIRST).days + 1):
        checksum.update(f"{formatter.format(noon(FIRST + timedelta(days=number)))}\n".encode())
    return [
        "\n[[form]]",
        f'calendar = "{calendar}"',
        f'style = "{style}"',
        f'digits = "{digits}"',
        f'pattern = "{formatter.toPattern()}"',
        f'sha256 = "{checksum.hexdigest()}"',
    ]


def era_now(icu: Any, calendar: str) -> str:
    """What ICU writes for the calendar's present era."""
    formatter = icu.SimpleDateFormat("G", icu.Locale(f"th_TH@calendar={calendar}"))
    return str(formatter.format(noon(date(2023, 3, 24))))


def noon(day: date) -> float:
    """A moment of the day in UTC, as ICU takes it: seconds since 1970."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()


def listed(names: list[str]) -> str:
    """The names as a TOML array."""
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


if __name__ == "__main__":
    main()
