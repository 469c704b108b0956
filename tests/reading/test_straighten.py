from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from circtrack.reading.ocr import measure_slant, straighten


def lines_at(angle: float) -> Image.Image:
    """A sheet of ragged lines, turned."""
    sheet = Image.new("L", (1240, 1754), 255)
    pen = ImageDraw.Draw(sheet)
    for place in range(30):
        for word in range(2 + place * 7 % 9):
            pen.rectangle((150 + 110 * word, 150 + 45 * place, 240 + 110 * word, 168 + 45 * place), fill=0)
    return sheet.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)


@pytest.mark.parametrize("angle", [-2.5, 0.0, 0.4, 3.0])
def test_a_slant_is_measured_and_turned_back(angle: float) -> None:
    sheet = lines_at(angle)
    assert measure_slant(sheet) == pytest.approx(-angle, abs=0.11)
    assert measure_slant(straighten(sheet)) == pytest.approx(0, abs=0.11)


def test_a_level_or_empty_page_is_left_as_it_is() -> None:
    for page in (lines_at(0), Image.new("L", (600, 800), 255), Image.new("L", (600, 800), 0), Image.new("L", (1, 1))):
        assert straighten(page) is page
