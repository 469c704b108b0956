"""Pages are cleaned before they are read: coloured ink, shadows, turns, unequal pixels, white on black."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
from PIL import Image, ImageDraw  # noqa: E402 - comes with numpy, in the same extra

from circtrack.reading.scans.sheet import (  # noqa: E402 - as above
    find_ink,
    flatten,
    is_blank,
    lies_sideways,
    measure_slant,
    part_inks,
    square_pixels,
    straighten,
    turn_black_on_white,
)


def lines_at(angle: float) -> Image.Image:
    """A sheet of ragged lines, turned."""
    sheet = Image.new("L", (620, 877), 255)
    pen = ImageDraw.Draw(sheet)
    for place in range(30):
        for word in range(2 + place * 7 % 9):
            pen.rectangle((75 + 55 * word, 75 + 22 * place, 120 + 55 * word, 84 + 22 * place), fill=0)
    return sheet.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)


@pytest.mark.parametrize("angle", [-5.5, -2.5, -0.7, 0.0, 0.4, 1.2, 4.0])
def test_a_slant_is_measured_and_turned_back(angle: float) -> None:
    sheet = lines_at(angle)
    slant = measure_slant(find_ink(flatten(sheet)))
    assert slant == pytest.approx(-angle, abs=0.11)
    assert measure_slant(find_ink(flatten(straighten(sheet, slant)))) == pytest.approx(0, abs=0.11)


def test_a_level_page_is_left_as_it_is() -> None:
    sheet = lines_at(0)
    assert straighten(sheet, measure_slant(find_ink(flatten(sheet)))) is sheet


@pytest.mark.parametrize(("turned", "sideways"), [(0, False), (90, True), (180, False), (270, True)])
def test_a_page_that_lies_sideways_is_seen(turned: int, sideways: bool) -> None:
    assert lies_sideways(find_ink(flatten(lines_at(0.5).rotate(turned, expand=True)))) is sideways


@pytest.mark.parametrize("colour", [(200, 30, 40), (40, 60, 200), (130, 40, 180), (20, 130, 60)])
def test_coloured_ink_goes_and_black_stays(colour: tuple[int, int, int]) -> None:
    sheet = lines_at(0).convert("RGB")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((300, 20, 600, 60), fill=colour)
    black, coloured = (np.asarray(each) for each in part_inks(sheet))
    assert black[20:60, 300:600].min() > 180
    assert black[79, 80] == 0
    assert coloured[20:60, 300:600].max() < 180
    assert coloured[79, 80] == 255


def test_a_page_in_one_colour_keeps_it() -> None:
    sheet = Image.merge("RGB", (lines_at(0), lines_at(0), Image.new("L", (620, 877), 255)))
    assert np.asarray(part_inks(sheet).black)[79, 80] < 100


def test_coloured_paper_becomes_white() -> None:
    sheet = Image.new("RGB", (620, 877), (255, 240, 150))
    ImageDraw.Draw(sheet).rectangle((100, 100, 200, 120), fill=(0, 0, 0))
    grey = np.asarray(part_inks(sheet).black)
    assert (grey[0, 0], grey[110, 150]) == (255, 0)


@pytest.mark.parametrize(("resolution", "high"), [((204.0, 98.0), 104), ((200.0, 200.0), 50), (None, 50)])
def test_a_fax_gets_square_pixels(resolution: tuple[float, float] | None, high: int) -> None:
    assert square_pixels(Image.new("L", (100, 50), 255), resolution).size == (100, high)


def test_white_on_black_is_turned_round() -> None:
    assert turn_black_on_white(Image.new("L", (10, 10), 0)).getpixel((0, 0)) == 255
    assert turn_black_on_white(Image.new("L", (10, 10), 255)).getpixel((0, 0)) == 255


def test_a_shadow_is_no_ink() -> None:
    shadow = Image.linear_gradient("L").rotate(90).resize((620, 877)).point(lambda value: 90 + value * 165 // 255)
    from PIL import ImageChops

    ink = find_ink(flatten(ImageChops.multiply(lines_at(0), shadow)))
    assert abs(int(ink.sum()) - int((np.asarray(lines_at(0)) < 128).sum())) < 0.1 * ink.sum()


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_blank_pages_are_seen(grey: int) -> None:
    assert is_blank(Image.new("L", (300, 400), grey))
    assert not is_blank(lines_at(0).reduce(2))
