"""Reading time grows in proportion to the text, whatever the text is."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import pytest

from circtrack.errors import NumberError
from circtrack.reading.letters import read_letters
from circtrack.thai.dates import find_dates
from circtrack.thai.deadlines import find_deadlines
from circtrack.thai.expressions import find_expressions
from circtrack.thai.numbers import compact, find_numbers, parse_number

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

WRITTEN_ON = date(2024, 2, 29)
LENGTH = 4_000
ROUNDS = 3
ATTEMPTS = (1, ROUNDS, ROUNDS, ROUNDS, ROUNDS)  # another process on the same core can spoil a few milliseconds
MOST = 3.0  # twice the text takes twice the time; what grows with the square takes four times


def read_whole_number(text: str) -> None:
    with suppress(NumberError):
        parse_number(text)


READERS: dict[str, Callable[[str], object]] = {
    "dates": lambda text: find_dates(text, written_on=WRITTEN_ON),
    "deadlines": lambda text: find_deadlines(text, written_on=WRITTEN_ON),
    "expressions": lambda text: find_expressions(text, written_on=WRITTEN_ON),
    "numbers": find_numbers,
    "compact": compact,
    "one number": read_whole_number,
}
PIECES = [
    " ",
    "1",
    "1 - ",
    "0810.7.7(7",
    "มท 0810.7/1-",
    "ลับ ด่วน ที่ ",
    "1กกกกกก2566",
    "\u200b1",
    "วันศุกร์ที่ ",
    "หนึ่งร้อย",
    "ภายใน 7 วัน นับแต่",
    "7 วัน ก่อน 1 มีนาคม 2566 (",
    "1/2/66 ",
    "1/2/25 ",
    "1, 2, 3 ม.ค. 66 ",
    "1-2 ม.ค.",
    "ก่อน1/2/66",
]


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    assert_in_proportion("", piece)


@pytest.mark.parametrize(
    "head", ["มท 0810", "มท 0810.", "มท 0810(", "ลับ", "ด่วน", "ที่", "มท 0810.7/ว 908-", "1 มีนาคม", "ภายใน"]
)
@pytest.mark.parametrize("tail", [" ", "1", ".1", "ก"])
def test_one_long_run_behind_a_beginning_takes_its_length(head: str, tail: str) -> None:
    """A number or a date that begins and then goes on and on must not be tried again from every place in it."""
    assert_in_proportion(head, tail)


@pytest.mark.parametrize("subject", ["การบันทึกข้อมูล", "ขอขยายระยะเวลาการบันทึกข้อมูล"])
@pytest.mark.parametrize("piece", ["ให้อำเภอบันทึก ภายใน 1/2/25 ", "ขอให้อำเภอรายงาน ภายใน 7 วัน\n", "ก่อน 1/2/66 เป็น "])
def test_twice_the_letter_takes_about_twice_the_time(subject: str, piece: str) -> None:
    head = f"ที่ มท 0810.7/ว 908\n27 กุมภาพันธ์ 2567\n\nเรื่อง {subject}\n\nเรียน นายอำเภอ\n\nด้วย "

    def read(text: str) -> object:
        return read_letters({"made": text}, today=WRITTEN_ON)

    count = 8 * LENGTH // len(piece)  # what grows with the square, though slowly, must show
    assert any(growth(read, head, piece, count, rounds) <= MOST for rounds in ATTEMPTS)


@pytest.mark.parametrize("piece", ["9", "a.", "a-", "โทร. 0 ", "x@"])
def test_twice_the_foot_takes_about_twice_the_time(piece: str) -> None:
    head = "ที่ มท 0810.7/ว 908\n27 กุมภาพันธ์ 2567\nเรื่อง สำรวจ\nเรียน นายอำเภอ\nขอแสดงความนับถือ\n(นายสมมติ ใจดี)\nอธิบดี\n"

    def read(text: str) -> object:
        return read_letters({"made": text}, today=WRITTEN_ON)

    count = 6 * LENGTH // len(piece)
    assert any(growth(read, head, piece, count, rounds) <= MOST for rounds in ATTEMPTS)


def assert_in_proportion(head: str, piece: str) -> None:
    count = LENGTH // len(piece)
    for name, read in READERS.items():
        assert any(growth(read, head, piece, count, rounds) <= MOST for rounds in ATTEMPTS), name


def growth(read: Callable[[str], object], head: str, piece: str, count: int, rounds: int) -> float:
    """How many times longer twice the text takes, read in so many rounds: fewer can only make it look longer."""
    return quickest(read, head + piece * count * 2, rounds) / quickest(read, head + piece * count, ROUNDS)


def quickest(read: Callable[[str], object], text: str, rounds: int) -> float:
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        read(text)
        times.append(time.process_time() - begun)
    return max(min(times), 1e-4)  # a clock's tick
