"""How long a megabyte of hostile text takes to read. README.md beside this file says more.

``python tests/benchmarks/reading_time.py`` prints seconds of processor time for each kind of text and each reader,
and exits with 1 where one is over its limit. Each text is pieces over and over, a megabyte in UTF-8: pieces that are
nothing, that begin something and never end it, that are one date, number or task after the other, the shortest dates
up to 143,000 times; and dates that are all different, so that nothing which was concluded before helps.

Then 433 KB of prose (news, minutes, handbooks: the texts of ``tests/truth/letters`` over and over): alone, without line
breaks, and as the text of one letter.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from itertools import chain, cycle, islice, product, repeat
from pathlib import Path
from typing import TYPE_CHECKING

from circtrack.reading.letters import read_letters
from circtrack.thai.dates import find_dates
from circtrack.thai.deadlines import find_deadlines
from circtrack.thai.expressions import find_expressions
from circtrack.thai.months import SHORT_MONTHS
from circtrack.thai.numbers import find_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from circtrack.model import Letter

MEGABYTE = 1_000_000
LIMIT = 2.0
PROSE = 433_000
PROSE_LIMIT = 3.0
TEXTS = Path(__file__).resolve().parents[1] / "truth" / "letters"
WRITTEN_ON = date(2024, 2, 29)
LETTER = """ที่ มท ๐๘๑๐.๗/ว ๙๐๘ กรมส่งเสริมการปกครองท้องถิ่น
๒๗ กุมภาพันธ์ ๒๕๖๗

เรื่อง การบันทึกข้อมูล

เรียน ผู้ว่าราชการจังหวัด ทุกจังหวัด

ด้วย {body}

จึงเรียนมาเพื่อพิจารณา

ขอแสดงความนับถือ
"""

READERS: dict[str, Callable[[str], object]] = {
    "dates": lambda text: find_dates(text, written_on=WRITTEN_ON),
    "deadlines": lambda text: find_deadlines(text, written_on=WRITTEN_ON),
    "expressions": lambda text: find_expressions(text, written_on=WRITTEN_ON),
    "numbers": find_numbers,
    "letters": lambda text: read_letters({"made": LETTER.format(body=text)}, today=WRITTEN_ON),
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
    "วันที่ 5 มกราคม และ",
    "ภาคเรียนที่ 1 ภายในวันที่ 5 มกราคม และ",
    "ทุกวัน จนถึง 5 มกราคม 2567 ",
    "มีนาคม - ",
    "ภายใน 7 วัน นับแต่",
    "7 วัน ก่อน 1 มีนาคม 2566 (",
    "โดยด่วน",
    "มท 0810.7/ว 908 ",
    "ไตรมาสที่ 1 ปี 2566 ",
    "1 มีนาคม 2566 ",
    "1 ม.ค. ",
    "1/2/66 ",
    "1/2/25 ",
    "3/1/2024 ",
    "31/2/66 ",
    "ก่อน1/2/66",
    "1/2/66 เวลา 16.30 น. ",
    "1-2 ม.ค.",
    "1, 2, 3 ม.ค. 66 ",
    "1/2/66 - 2/2/66 ",
    "1/2/66 \u200b",
    "ให้อำเภอบันทึก ภายใน 1/2/25 ",
    "ขอให้อำเภอแจ้งองค์กรปกครองส่วนท้องถิ่นบันทึกข้อมูลในระบบ INFO ภายในวันที่ 24 มีนาคม 2566 ",
]
DAYS = tuple(product(range(100), range(1, 13), range(1, 32)))
ALL_DIFFERENT = {
    "1/1/00 to 31/12/99": [f"{day}/{month}/{year:02} " for year, month, day in DAYS],
    "1 ม.ค. 00 to 31 ธ.ค. 99": [f"{day} {SHORT_MONTHS[month - 1]} {year:02} " for year, month, day in DAYS],
}


def main() -> int:
    """Measure and print; 1 where something is over the limit."""
    for read in READERS.values():
        read("ภายใน 7 วัน นับแต่วันที่ 1 มีนาคม 2566")  # loads what they load when first called
    print("".join(f"{name:>12}" for name in READERS) + "  a megabyte of")
    texts = {repr(piece): [piece] for piece in PIECES} | ALL_DIFFERENT
    slowest = max(max(times_of(name, megabyte(pieces))) for name, pieces in texts.items())
    print(f"\nthe slowest took {slowest:.2f} s (limit {LIMIT:g})\n")
    of_prose = {name: seconds(read_whole, text) for name, text in prose().items()}
    for name, took in of_prose.items():
        print(f"{took:12.2f}  {name}")
    print(f"\nthe slowest took {max(of_prose.values()):.2f} s (limit {PROSE_LIMIT:g})")
    return 1 if slowest > LIMIT or max(of_prose.values()) > PROSE_LIMIT else 0


def read_whole(text: str) -> object:
    """Read letters as ``circtrack read`` does."""
    return read_letters({"prose": text}, today=WRITTEN_ON)


def prose() -> dict[str, str]:
    """Prose of 433 KB, by what it is."""
    texts = [file.read_text("utf-8") for file in sorted(TEXTS.glob("*.txt"))]
    is_prose = [text for text in texts if all(_is_prose(each) for each in read_letters({"": text}, today=WRITTEN_ON))]
    found = {"prose": _of_length(is_prose), "letters and prose": _of_length(texts)}
    body = " ".join(found["prose"].split("\n"))
    return found | {
        "prose without line breaks": body,
        "one letter with that as its text": LETTER.format(body=body),
        "one letter with prose as its text": LETTER.format(body=found["prose"]),
    }


def _is_prose(letter: Letter) -> bool:
    return any(each.code == "not_a_letter" for each in letter.findings)


def _of_length(texts: Sequence[str]) -> str:
    whole: list[str] = []
    length = 0
    for text in cycle(texts):
        if length >= PROSE:
            return "\n".join(whole)
        whole.append(text)
        length += len(text.encode()) + 1
    return ""


def megabyte(pieces: list[str]) -> str:
    """The pieces over and over."""
    length = sum(len(piece.encode()) for piece in pieces) / len(pieces)
    over_and_over: Iterable[str] = chain.from_iterable(repeat(pieces))
    return "".join(islice(over_and_over, int(MEGABYTE / length)))


def times_of(name: str, text: str) -> list[float]:
    """Print and give what each reader takes for a text."""
    times = [seconds(read, text) for read in READERS.values()]
    print("".join(f"{each:12.2f}" for each in times) + f"  {name}", flush=True)
    return times


def seconds(read: Callable[[str], object], text: str) -> float:
    """Processor time of one reading."""
    begun = time.process_time()
    read(text)
    return time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())
