"""Faxes, coloured stamps and papers, and the many forms of pictures: the letter is read all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import spoilt
from support.ocr_engine import needs_engine, needs_font
from support.one_page import page, read, wrong_fields
from support.paper import lay_out, load_letters
from support.read_back import FIELDS, TODAY
from support.sheets import thai_font

from circtrack.reading.letters import read_letters

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES: dict[str, Callable[[], bytes]] = {
    "a fine fax": lambda: spoilt.tiff([spoilt.fax(page(), 200, 196)]),
    "a red stamp over the letterhead": lambda: spoilt.encode(spoilt.stamp(page(), (210, 40, 40)), "JPEG", quality=80),
    "a blue stamp": lambda: spoilt.encode(spoilt.stamp(page(), (40, 60, 200)), "PNG"),
    "yellow paper": lambda: spoilt.encode(spoilt.tint(page(), (255, 240, 150)), "PNG"),
    "green paper": lambda: spoilt.encode(spoilt.tint(page(), (190, 240, 190)), "JPEG", quality=80),
    "a frame around the text": lambda: spoilt.encode(spoilt.rule(page()), "PNG"),
    "much compressed": lambda: spoilt.encode(page(), "JPEG", quality=25),
    "black and white": lambda: spoilt.encode(page().point(lambda value: 255 * (value > 150)).convert("1"), "PNG"),
    "for the printer": lambda: spoilt.encode(page().convert("CMYK"), "JPEG", quality=85),
    "with a palette": lambda: spoilt.encode(page().convert("P"), "PNG"),
    "with transparency": lambda: spoilt.encode(page().convert("LA"), "PNG"),
}


@pytest.mark.slow
@needs_engine
@pytest.mark.parametrize("name", PAGES)
def test_the_letter_is_read(name: str) -> None:
    assert wrong_fields(read(PAGES[name]())) == {}


@pytest.mark.slow
@needs_engine
@needs_font
def test_a_coloured_receipt_stamp_tells_its_number_and_day() -> None:
    font = thai_font()
    assert font is not None
    letter = next(each for each in load_letters() if each.name == "thepsathit")
    (sheet,) = lay_out(letter, 200, font, ink=(150, 40, 60))
    document = read(spoilt.encode(sheet, "JPEG", quality=80))
    (found,) = read_letters({"scan": document.text}, today=TODAY, doubts={"scan": document.doubts})
    assert (found.number, found.issuer_code, FIELDS["receipt"](found)) == (
        "ชย 0023.14/ว 2846",
        "3609",
        "1567 2025-07-29",
    )


@pytest.mark.slow
@needs_engine
def test_what_a_coarse_fax_loses_is_told() -> None:
    wrong = wrong_fields(read(spoilt.tiff([spoilt.fax(page(), 200, 98)])))
    assert set(wrong) <= {"number", "subject", "deadlines", "date", "receipt", "found"}
    assert "number" not in wrong or "doubtful_numeral" in str(wrong["found"])
    assert "receipt" not in wrong or {"doubtful_text", "unread_stamp"} & set(wrong["found"])
