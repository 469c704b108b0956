"""Find from which day on a cancelling letter ends what comes again: ยกเลิกการรายงาน … ตั้งแต่วันที่ ๑ ตุลาคม ๒๕๖๖ เป็นต้นไป."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from circtrack.thai.expressions import find_expressions

if TYPE_CHECKING:
    from datetime import date

_CANCELS = re.compile("ยกเลิก|ยุติ|สิ้นสุด")
_SINCE = re.compile(r"ตั้งแต่\s*$")
_SINCE_ROUND = re.compile(r"ตั้งแต่\s*(?:งวด|รอบ|ประจำ)")
_NEAR = 300  # letters between the word that ends it and its day


def find_end_days(text: str, written_on: date) -> set[date] | None:
    """Return the days from which on the text ends something; empty if it names none, None if it names a report's month.

    Which round reports on a month, the letter that asks says: it may be due in that month or in the next.
    """
    spans = [(match.start() - _NEAR, match.end() + _NEAR) for match in _CANCELS.finditer(text)]
    if any(first <= match.start() <= last for match in _SINCE_ROUND.finditer(text) for first, last in spans):
        return None
    return {
        each.first
        for each in find_expressions(text, written_on=written_on)
        if each.first
        and (_SINCE.search(text, 0, each.start) or "ตั้งแต่" in text[each.start : each.end])
        and any(first <= each.start <= last for first, last in spans)
    }
