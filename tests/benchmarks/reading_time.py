"""How long a megabyte of hostile text takes to read. README.md beside this file says more.

``python tests/benchmarks/reading_time.py`` prints seconds of processor time for each kind of text and each reader,
and exits with 1 where one is over its limit. Each text is one piece over and over, a megabyte in UTF-8: pieces that
are nothing, that begin something and never end it, that are one date or number after the other. Texts of short dates
and nothing else hold up to 143,000 of them; these are only told, with the microseconds that one date takes.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from typing import TYPE_CHECKING

from circtrack.thai.dates import find_dates
from circtrack.thai.deadlines import find_deadlines
from circtrack.thai.expressions import find_expressions
from circtrack.thai.numbers import find_numbers

if TYPE_CHECKING:
    from collections.abc import Callable

MEGABYTE = 1_000_000
LIMIT = 2.0
WRITTEN_ON = date(2024, 2, 29)

READERS: dict[str, Callable[[str], object]] = {
    "dates": lambda text: find_dates(text, written_on=WRITTEN_ON),
    "deadlines": lambda text: find_deadlines(text, written_on=WRITTEN_ON),
    "expressions": lambda text: find_expressions(text, written_on=WRITTEN_ON),
    "numbers": find_numbers,
}
PIECES = [
    " ",
    "1",
    "1 ",
    "1-",
    "1, ",
    "1 - ",
    "1. ",
    "0810.7.7(7",
    "มท 0810.",
    "มท 0810.7/1-",
    "ลับ ด่วน ที่ ",
    "ก",
    "1กกกกกก2566",
    "่",
    "\u200b1",
    "วันศุกร์ที่ ",
    "1 วัน",
    "หนึ่งร้อย",
    "ทุก 1 ",
    "สัปดาห์ที่ 1 และ ",
    "วันที่ 5 ของ",
    "มีนาคม - ",
    "ภายใน 7 วัน นับแต่",
    "7 วัน ก่อน 1 มีนาคม 2566 (",
    "โดยด่วน",
    "มท 0810.7/ว 908 ",
    "ไตรมาสที่ 1 ปี 2566 ",
    "1 มีนาคม 2566 ",
]
ONLY_SHORT_DATES = ["1 ม.ค. ", "1/2/66 ", "1/2/25 "]


def main() -> int:
    """Measure and print; 1 where something is over the limit."""
    for read in READERS.values():
        read("ภายใน 7 วัน นับแต่วันที่ 1 มีนาคม 2566")  # loads what they load when first called
    print("".join(f"{name:>12}" for name in READERS) + "  a megabyte of")
    slowest = max(max(times_of(piece)) for piece in PIECES)
    print(f"\nthe slowest took {slowest:.2f} s (limit {LIMIT:g})\n")
    for piece in ONLY_SHORT_DATES:
        each = max(times_of(piece)) / (MEGABYTE // len(piece.encode())) * 1_000_000
        print(f"{'':48}  {each:.1f} µs a date")
    return 1 if slowest > LIMIT else 0


def times_of(piece: str) -> list[float]:
    """Print and give what each reader takes for a megabyte of a piece."""
    text = piece * (MEGABYTE // len(piece.encode()))
    times = [seconds(read, text) for read in READERS.values()]
    print("".join(f"{each:12.2f}" for each in times) + f"  {piece!r}", flush=True)
    return times


def seconds(read: Callable[[str], object], text: str) -> float:
    """Processor time of one reading."""
    begun = time.process_time()
    read(text)
    return time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())
