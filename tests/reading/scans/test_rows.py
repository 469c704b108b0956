"""Lines are found on a page: rows with their marks, columns apart, stamps apart, emblems and specks left out."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
from PIL import Image, ImageDraw  # noqa: E402 - comes with numpy, in the same extra

from circtrack.reading.scans.rows import Layout, find_layout  # noqa: E402 - as above

UNIT = 20


class Sheet:
    """A sheet on which letters are boxes."""

    def __init__(self) -> None:
        self.picture = Image.new("L", (1000, 1400), 255)
        self.pen = ImageDraw.Draw(self.picture)

    def word(self, left: int, top: int, letters: int) -> None:
        for place in range(letters):
            at = left + place * 16
            self.pen.rectangle((at, top, at + 10, top + UNIT - 1), fill=0)

    def mark(self, left: int, top: int) -> None:
        self.pen.rectangle((left, top, left + 8, top + 7), fill=0)

    def layout(self) -> Layout:
        flat = np.asarray(self.picture)
        return find_layout(flat, flat < 128)


def places(layout: Layout) -> list[list[tuple[int, int]]]:
    return [[(piece.left, round(piece.foot)) for piece in row] for row in layout.rows]


def test_rows_come_from_above_and_words_of_a_row_together() -> None:
    sheet = Sheet()
    for place in range(4):
        sheet.word(100, 100 + 60 * place, 10)
        sheet.word(300, 100 + 60 * place, 10)
    layout = sheet.layout()
    assert places(layout) == [[(100, 120)], [(100, 180)], [(100, 240)], [(100, 300)]]
    assert (layout.unit, layout.pitch) == (UNIT, 60)


def test_columns_stay_apart() -> None:
    sheet = Sheet()
    sheet.word(100, 100, 10)
    sheet.word(600, 100, 10)
    sheet.word(600, 150, 10)
    assert places(sheet.layout()) == [[(100, 120), (600, 120)], [(600, 170)]]


def test_marks_above_belong_to_the_letters_below_them() -> None:
    sheet = Sheet()
    sheet.word(100, 100, 12)
    sheet.word(100, 150, 12)
    for place in range(12):
        sheet.mark(101 + 16 * place, 137)  # nearer to the row above
    first, second = [piece for row in sheet.layout().rows for piece in row]
    assert first.picture.shape[0] < second.picture.shape[0]
    assert (second.picture < 128).sum() == 12 * (11 * 20 + 9 * 8)


def test_an_emblem_a_speck_and_a_line_of_marks_are_no_rows() -> None:
    sheet = Sheet()
    sheet.pen.polygon(((450, 50), (350, 200), (550, 200)), fill=0)
    sheet.word(100, 300, 12)
    sheet.pen.point((700, 700), fill=0)
    sheet.mark(800, 800)
    assert places(sheet.layout()) == [[(100, 320)]]


def test_what_stands_in_a_frame_is_a_stamp_and_letters_that_the_frame_touches_stay() -> None:
    sheet = Sheet()
    sheet.word(100, 300, 30)
    sheet.pen.rectangle((560, 180, 860, 310), outline=0, width=4)
    sheet.word(600, 200, 10)
    sheet.word(600, 250, 10)
    sheet.word(400, 360, 12)
    layout = sheet.layout()
    assert [(piece.left, round(piece.foot)) for row in layout.stamps for piece in row] == [(600, 220), (600, 270)]
    assert places(layout) == [[(100, 320)], [(400, 380)]]
    assert layout.rows[0][0].right == 100 + 29 * 16 + 11


def test_of_a_tables_rules_nothing_is_left_where_they_cross() -> None:
    sheet = Sheet()
    for place in range(4):
        sheet.pen.line((60, 180 + 60 * place, 940, 180 + 60 * place), fill=0, width=4)
        sheet.pen.line((60 + 290 * place, 180, 60 + 290 * place, 360), fill=0, width=4)
    for row in range(3):
        for column in range(3):
            sheet.word(80 + 290 * column, 200 + 60 * row, 6)
    layout = sheet.layout()
    assert places(layout) == [[(80 + 290 * column, 220 + 60 * row) for column in range(3)] for row in range(3)]
    assert {piece.picture.shape[0] for row in layout.rows for piece in row} == {UNIT + 2 * 4}


def test_a_frame_around_the_whole_text_is_no_stamp() -> None:
    sheet = Sheet()
    sheet.pen.rectangle((60, 60, 940, 1340), outline=0, width=3)
    for place in range(4):
        sheet.word(100, 100 + 60 * place, 20)
    layout = sheet.layout()
    assert (len(layout.rows), layout.stamps) == (4, [])


def test_a_page_with_hardly_anything_has_no_rows() -> None:
    sheet = Sheet()
    sheet.word(100, 100, 3)
    assert places(sheet.layout()) == []
