"""Pages that lie otherwise than they should, and faint, dark or dirty ones: the letter is read all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import spoilt
from support.ocr_engine import needs_engine
from support.one_page import page, read, wrong_fields

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES: dict[str, Callable[[], bytes]] = {
    "turned to the left": lambda: spoilt.encode(spoilt.turn(page(), 1.5), "PNG"),
    "turned to the right": lambda: spoilt.encode(spoilt.turn(page(), -3), "PNG"),
    "turned by four degrees": lambda: spoilt.encode(spoilt.turn(page(), 4), "PNG"),
    "upside down": lambda: spoilt.encode(page().rotate(180), "PNG"),
    "on its left side": lambda: spoilt.encode(page().rotate(90, expand=True), "PNG"),
    "on its right side": lambda: spoilt.encode(page().rotate(270, expand=True), "PNG"),
    "white on black": lambda: spoilt.encode(page().point(lambda value: 255 - value), "PNG"),
    "faint ink on grey paper": lambda: spoilt.encode(spoilt.fade(page(), 150, 225), "PNG"),
    "beside a window": lambda: spoilt.encode(spoilt.shade(page()), "JPEG", quality=60),
    "the lid open": lambda: spoilt.encode(spoilt.edge(page()), "PNG"),
    "out of focus": lambda: spoilt.encode(spoilt.blur(page(), 0.9), "PNG"),
    "dirty glass": lambda: spoilt.encode(spoilt.speckle(page()), "PNG"),
}


@pytest.mark.slow
@needs_engine
@pytest.mark.parametrize("name", PAGES)
def test_the_letter_is_read(name: str) -> None:
    assert wrong_fields(read(PAGES[name]())) == {}
