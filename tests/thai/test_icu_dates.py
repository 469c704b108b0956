"""ICU's own Thai formatting of every day from 1941 to 2100 (``icu_dates.toml``), read back."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from circtrack.errors import DateError
from circtrack.thai.dates import parse_date
from circtrack.thai.digits import to_thai

TABLE = tomllib.loads((Path(__file__).parent / "icu_dates.toml").read_text("utf-8"))
NAMES = TABLE["names"]
FORMS = [pytest.param(form, id=f"{form['calendar']}-{form['style']}-{form['digits']}") for form in TABLE["form"]]
FIRST, LAST = date(1941, 1, 1), date(2100, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]

# Two digits that can only be B.E. 2541 to 2583 are read so; ICU writes the same ones for 2641 to 2643 (2098 to 2100).
READ_FROM_TWO_DIGITS = range(1998, 2041)
SAME_TEXT_A_CENTURY_LATER = range(2098, 2101)


def formatted(form: dict[str, str]) -> list[str]:
    """Every day by a form's pattern and ICU's names."""
    template = re.sub("E{4}|M{4}|M{3}|M|d|G|yy?", lambda letters: f"{{0[{letters.group()}]}}", form["pattern"])
    add = 543 if form["calendar"] == "buddhist" else 0
    lines = [
        template.format(
            {
                "EEEE": NAMES["weekdays"][day.weekday()],
                "d": day.day,
                "MMMM": NAMES["months"][day.month - 1],
                "MMM": NAMES["short_months"][day.month - 1],
                "M": day.month,
                "G": NAMES[f"era_{form['calendar']}"],
                "y": day.year + add,
                "yy": f"{(day.year + add) % 100:02}",
            }
        )
        for day in EVERY_DAY
    ]
    return list(map(to_thai, lines)) if form["digits"] == "thai" else lines


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_every_day_as_icu_formats_it_reads_back(form: dict[str, str]) -> None:
    lines = formatted(form)
    assert hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest() == form["sha256"]
    if form["style"] == "short":
        assert_two_digits_are_read_or_refused(lines)
        return
    step = (
        5 if form["calendar"] == "buddhist" else 11
    )  # days of every month and weekday; the Christian era takes longer
    assert [parse_date(line) for line in lines[::step]] == EVERY_DAY[::step]


def assert_two_digits_are_read_or_refused(lines: list[str]) -> None:
    seen: Counter[str] = Counter()
    for line, day in zip(lines, EVERY_DAY, strict=True):
        read = read_or_reason(line)
        if day.year in READ_FROM_TWO_DIGITS:
            assert read == day, line
        elif day.year in SAME_TEXT_A_CENTURY_LATER:
            assert read == day.replace(year=day.year - 100), line
        else:
            assert read == "era", line
        seen["refused" if read == "era" else "read"] += 1
    assert seen == {"read": 15_706 + 1_095, "refused": 58_439 - 15_706 - 1_095}


def read_or_reason(line: str) -> date | str:
    try:
        return parse_date(line)
    except DateError as error:
        return error.reason
