"""Tesseract, with the model that this package brings: reads a line from its picture."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DATA = Path(__file__).resolve().parents[1] / "data"
MODEL = "circtrack_thai"

_NUMERAL = re.compile("[0-9๐-๙]")
# What the model learnt last, and confuses sooner than Thai letters.
_DOUBTFUL = re.compile("[0-9๐-๙A-Za-z]")
_WORD = re.compile(r"\S+")
_UNCLOSED = re.compile(r"\([A-Za-z]\S*(?=[^)]*$)(?<!\))")
_SURE_SIGN = 85.0  # of 100; a numeral below may be another
_SURE_LINE = 80.0
_PAPER = 10  # pixels


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as read; ``doubts`` are its words with a numeral or Latin letter that may be another.

    ``sure`` is of 100.
    """

    text: str
    sure: float = 0.0
    doubts: tuple[str, ...] = ()


def _frame(picture: NDArray[np.uint8], paper: int) -> NDArray[np.uint8]:
    return np.pad(picture, paper, constant_values=255)


class Recogniser:
    """Reads lines. To be closed."""

    def __init__(self) -> None:
        """Load the model.

        Raises:
            ImportError: OCR is not installed.
        """
        # Its threads mostly wait for each other: with one thread a page takes a third of the time.
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        import tesserocr  # type: ignore[import-untyped]  # its hints are not marked as such

        self._module: Any = tesserocr
        # Tesseract cannot open a folder with Thai letters in its name on Windows: it opens where it stands.
        with contextlib.chdir(DATA):
            self._api: Any = tesserocr.PyTessBaseAPI(
                path="./", lang=MODEL, psm=tesserocr.PSM.SINGLE_LINE, oem=tesserocr.OEM.LSTM_ONLY
            )
        self._api.SetVariable("tessedit_do_invert", "0")

    def close(self) -> None:
        """Free the model."""
        self._api.End()

    def read(self, picture: NDArray[np.uint8]) -> ReadLine:
        """Read one line; twice, if it has numerals or Latin letters, or was not read with certainty."""
        single, raw = self._module.PSM.SINGLE_LINE, self._module.PSM.RAW_LINE
        line = self._read(picture, single)
        if line.sure >= _SURE_LINE and not _DOUBTFUL.search(line.text):
            return line
        # More paper around the line moves each sign a little: what is well read stays the same.
        other = self._read(_frame(picture, _PAPER), single)
        better, worse = (other, line) if other.sure > line.sure else (line, other)
        if better.sure < _SURE_LINE:
            # The line was lost in its picture: taken as it is, or with other edges, it may be found.
            tries = [(_PAPER, raw), (0, raw), (2 * _PAPER, raw), (2 * _PAPER, single), (4 * _PAPER, single)]
            others = [self._read(_frame(picture, paper), mode) for paper, mode in tries]
            worse, better = sorted((line, other, *others), key=lambda each: each.sure)[-2:]
        agreed = set(_WORD.findall(worse.text))
        differing = [word for word in _WORD.findall(better.text) if _DOUBTFUL.search(word) and word not in agreed]
        # The bracket behind Latin letters is lost most of all.
        unclosed = _UNCLOSED.findall(better.text)
        return ReadLine(better.text, better.sure, tuple(dict.fromkeys((*better.doubts, *differing, *unclosed))))

    def measure(self, picture: NDArray[np.uint8]) -> float:
        """Return with how much certainty, of 100, a line is read."""
        return self._read(picture, self._module.PSM.SINGLE_LINE).sure

    def _read(self, picture: NDArray[np.uint8], mode: int) -> ReadLine:
        high, wide = picture.shape
        self._api.SetPageSegMode(mode)
        self._api.SetImageBytes(picture.tobytes(), wide, high, 1, wide)
        self._api.SetSourceResolution(300)
        if not self._api.Recognize():
            return ReadLine("")
        text = " ".join(self._api.GetUTF8Text().split())
        sure = float(self._api.MeanTextConf())
        return ReadLine(text, sure, self._find_doubts(text) if _NUMERAL.search(text) else ())

    def _find_doubts(self, text: str) -> tuple[str, ...]:
        """Return the words with a numeral that the model is not sure of."""
        level = self._module.RIL.SYMBOL
        doubts, place = [], 0
        for symbol in self._module.iterate_level(self._api.GetIterator(), level):
            sign = symbol.GetUTF8Text(level)
            at = text.find(sign, place)
            if at < 0:
                continue
            place = at + len(sign)
            if _NUMERAL.fullmatch(sign) and symbol.Confidence(level) < _SURE_SIGN:
                doubts.append(at)
        return tuple(
            word.group() for word in _WORD.finditer(text) if any(word.start() <= at < word.end() for at in doubts)
        )
