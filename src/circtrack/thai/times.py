"""Times beside a date: เวลา ๑๖.๓๐ น., 16:30, 24.00 น. (the end of that day)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from circtrack.errors import N_
from circtrack.thai.date_scan import BEFORE, NL, SP, D, allow_lost_tones
from circtrack.thai.late_patterns import compile_late
from circtrack.thai.script import search_before

if TYPE_CHECKING:
    import re

SEVERAL_HOURS: Final = N_("several hours of one day, of which the last counts")

_CLOCK: Final = rf"(?P<hour>{D}{{1,2}})[.:](?P<minute>{D}{{2}})(?!{D})"

_AFTER: Final = compile_late(
    allow_lost_tones(
        rf"{NL}(?P<bracket>\({SP})?(?:ภายใน|ไม่เกิน|(?P<before>{BEFORE}))?{SP}(?:(?:เวลา|ตั้งแต่เวลา)\s{{0,3}}{_CLOCK}(?:\s{{0,3}}(?:นาฬิกา|น\.?))?"
        rf"|{_CLOCK.replace('hour', 'hour2').replace('minute', 'minute2')}\s{{0,3}}"
        rf"(?:น\.|นาฬิกา|(?(bracket)(?=\))|(?!))))(?(bracket){SP}\))"
    )
)
# A further hour of the same day: ๑๐.๐๐ น. และ ๑๕.๐๐ น.
_AND_AT: Final = rf"{SP}(?:,|และ){SP}(?:(?:ภายใน|ไม่เกิน|ก่อน)?เวลา{SP})?"
_PLAIN_CLOCK: Final = rf"{D}{{1,2}}[.:]{D}{{2}}(?!{D})"
_UNIT: Final = rf"{SP}(?:นาฬิกา|น\.?)"
_MORE: Final = compile_late(allow_lost_tones(rf"(?:{_AND_AT}{_CLOCK}{_UNIT}){{1,4}}"))
_FAR: Final = 96  # letters from the words before an hour to the day behind it
_OF_DAY: Final = r"\s{0,3}(?:ของ|ใน)?\s{0,3}(?:วันที่?)?\s{0,3}$"
_BEFORE: Final = compile_late(
    allow_lost_tones(
        rf"(?:(?:ภายใน|ไม่เกิน|(?P<before3>{BEFORE})){SP}(?:เวลา{SP})?(?P<noon>เที่ยง(?P<night>คืน)?(?:วัน)?)"
        rf"|(?:(?:ภายใน|ไม่เกิน|(?P<before>{BEFORE}))?{SP}เวลา|(?:ภายใน|ไม่เกิน|(?P<before2>{BEFORE})){SP}(?=[0-9๐-๙.:]{{4,5}}\s{{0,3}}น))"
        rf"\s{{0,3}}(?P<others>(?:{_PLAIN_CLOCK}(?:{_UNIT})?{_AND_AT}){{0,4}}){_CLOCK}(?:\s{{0,3}}(?:นาฬิกา|น\.?))?){_OF_DAY}"
    )
)


class Time(NamedTuple):
    """A time beside a date: ``16:30``, the last of ``several``, whether ก่อน stands before it, and its span."""

    clock: str
    exclusive: bool
    start: int
    end: int
    several: bool = False


def read_time_after(text: str, position: int) -> Time | None:
    """Return the time directly after a date."""
    first = _make_time(_AFTER.match(text, position))
    last = _make_time(_MORE.match(text, first.end)) if first else None
    return last._replace(start=first.start, exclusive=first.exclusive, several=True) if first and last else first


def read_time_before(text: str, position: int) -> Time | None:
    """Return the time directly before a date."""
    begin = max(0, position - _FAR)
    if text.find("น", begin, position) < 0 and text.find("วลา", begin, position) < 0:
        return None  # neither ภายใน, ไม่เกิน, ก่อน nor เวลา: a quick test
    match = search_before(_BEFORE, text, position, ".", ":", "ยง", within=_FAR)
    if match and match["noon"]:
        return Time("24:00" if match["night"] else "12:00", bool(match["before3"]), *match.span())
    return _make_time(match)


def _make_time(match: re.Match[str] | None) -> Time | None:
    if match is None:
        return None
    part = match.groupdict()
    hour, minute = int(part["hour"] or part["hour2"]), int(part["minute"] or part["minute2"])
    if not is_clock(hour, minute):
        return None
    exclusive = bool(part.get("before") or part.get("before2"))
    return Time(f"{hour:02}:{minute:02}", exclusive, *match.span(), bool(part.get("others")))


def is_clock(hour: int, minute: int) -> bool:
    """Whether there is this time of a day; 24.00 is its end."""
    return minute <= 59 and (hour, minute) <= (24, 0)
