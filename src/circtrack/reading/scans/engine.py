"""Tesseract, with the model that this package brings: reads a line from its picture."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DATA = Path(__file__).resolve().parents[1] / "data"
MODEL = "circtrack_thai"

_NUMERAL = re.compile("[0-9๐-๙]")
_SURE = 85.0  # of 100; a numeral below may be another


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as read; ``doubts`` are places in it whose numerals may be others. ``sure`` is of 100."""

    text: str
    sure: float = 0.0
    doubts: tuple[int, ...] = ()


class Engine:
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
        """Read one line."""
        high, wide = picture.shape
        self._api.SetImageBytes(picture.tobytes(), wide, high, 1, wide)
        self._api.SetSourceResolution(300)
        if not self._api.Recognize():
            return ReadLine("")
        text = " ".join(self._api.GetUTF8Text().split())
        sure = float(self._api.MeanTextConf())
        return ReadLine(text, sure, self._find_doubts(text) if _NUMERAL.search(text) else ())

    def _find_doubts(self, text: str) -> tuple[int, ...]:
        """Return the places of numerals that the model is not sure of."""
        level = self._module.RIL.SYMBOL
        doubts, place = [], 0
        for symbol in self._module.iterate_level(self._api.GetIterator(), level):
            sign = symbol.GetUTF8Text(level)
            at = text.find(sign, place)
            if at < 0:
                continue
            place = at + len(sign)
            if _NUMERAL.fullmatch(sign) and symbol.Confidence(level) < _SURE:
                doubts.append(at)
        return tuple(doubts)
