"""Tesseract, with the model that this package brings: reads a line from its picture."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DATA = Path(__file__).resolve().parents[1] / "data"
MODEL = "circtrack_thai"

# What the model learnt last, and confuses sooner than Thai letters.
_DOUBTFUL = re.compile("[0-9๐-๙A-Za-z]")
_LETTER = re.compile("[0-9A-Za-zก-๙]")
_MARK = re.compile("[ะาำิ-ฺ็-๎]")
_WORD = re.compile(r"\S+")
_LATIN = re.compile("[A-Za-z]+(?:-[A-Za-z]+)*")
_UNCLOSED = re.compile(r"\([A-Za-z]\S*(?=[^)]*$)(?<!\))")
# Latin words that letters often have; a misread one hardly becomes another of them. Every other is doubted: of those
# read with certainty one in five is wrong.
_KNOWN_WORDS = re.compile(
    "INFO|LPA|ITA|LHR|LTAX|LEC|CCIS|ITAS|PDF|QR|Code|CODE|GFMIS|New|Thai|e-(?:LAAS|Plan|GP|Office|mail)|E-(?:mail|form)"
    "|Google|Forms?|Drive|Excel|Word|Line|LINE|ID|Zoom|Meeting|Application|Website|Facebook|Download|Online|Link"
    "|https?|www|go|th|com"
)
_SURE_SIGN = 95.0  # of 100; a sign below may be another: of those below a third is, of those above one in a thousand
_SURE_LINE = 80.0
_LONG, _BESIDE = 20, 8  # signs of a word that is shown whole; on either side of a doubtful one
_PAPER = 10  # pixels


class Reading(NamedTuple):
    """A line as the model reads it once: how sure it is of the whole and of each sign, of 100."""

    text: str = ""
    sure: float = 0.0
    signs: Sequence[tuple[str, float]] = ()


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as read; ``doubts`` are its words that may be others. ``sure`` is of 100."""

    text: str
    sure: float = 0.0
    doubts: tuple[str, ...] = ()


def is_plain(reading: Reading) -> bool:
    """Whether a line is read with certainty, and has only signs that the model knows well."""
    return reading.sure >= _SURE_LINE and not _DOUBTFUL.search(reading.text)


def decide(readings: Sequence[Reading]) -> ReadLine:
    """Take the surest of a line's readings; what the next one has otherwise, or it is not sure of, is doubted."""
    best, *others = sorted(readings, key=lambda each: -each.sure)
    doubts = _find_unsure(best)
    if others:
        agreed = set(_WORD.findall(others[0].text))
        doubts += [word for word in _WORD.findall(best.text) if _DOUBTFUL.search(word) and word not in agreed]
    doubts += [word for word in _WORD.findall(best.text) if not all(map(_KNOWN_WORDS.fullmatch, _LATIN.findall(word)))]
    # The bracket behind Latin letters is lost most of all.
    doubts += _UNCLOSED.findall(best.text)
    return ReadLine(best.text, best.sure, tuple(dict.fromkeys(doubts)))


def _find_unsure(reading: Reading) -> list[str]:
    """Return the words with a sign that the model is not sure of; of a long one what stands beside that sign."""
    found, place = [], 0
    words = [(word.start(), word.end()) for word in _WORD.finditer(reading.text)]
    for sign, sure in reading.signs:
        at = reading.text.find(sign, place)
        if at < 0:
            continue
        place = at + len(sign)
        if sure < _SURE_SIGN and _LETTER.search(sign):
            start, end = next((start, end) for start, end in words if start <= at < end)
            found.append(_cut_out(reading.text[start:end], at - start))
    return found


def _cut_out(word: str, at: int) -> str:
    """Return a word; of a long one, as Thai has them without blanks, what stands beside one of its signs."""
    if len(word) <= _LONG:
        return word
    start, end = max(0, at - _BESIDE), min(len(word), at + _BESIDE)
    while start > 0 and _MARK.match(word[start]):
        start -= 1
    while end < len(word) and _MARK.match(word[end]):
        end += 1
    return word[start:end]


def _frame(picture: NDArray[np.uint8], paper: int) -> NDArray[np.uint8]:
    return np.pad(picture, paper, constant_values=255)


class Recogniser:
    """Reads lines."""

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

    def read(self, picture: NDArray[np.uint8]) -> ReadLine:
        """Read one line; twice, if it has numerals or Latin letters, or was not read with certainty."""
        single, raw = self._module.PSM.SINGLE_LINE, self._module.PSM.RAW_LINE
        readings = [self._read(picture, single)]
        if not is_plain(readings[0]):
            # More paper around the line moves each sign a little: what is well read stays the same.
            readings.append(self._read(_frame(picture, _PAPER), single))
            if max(each.sure for each in readings) < _SURE_LINE:
                # The line was lost in its picture: taken as it is, or with other edges, it may be found.
                tries = [(_PAPER, raw), (0, raw), (2 * _PAPER, raw), (2 * _PAPER, single), (4 * _PAPER, single)]
                readings += [self._read(_frame(picture, paper), mode) for paper, mode in tries]
        return decide(readings)

    def measure(self, picture: NDArray[np.uint8]) -> float:
        """Return with how much certainty, of 100, a line is read."""
        return self._read(picture, self._module.PSM.SINGLE_LINE).sure

    def _read(self, picture: NDArray[np.uint8], mode: int) -> Reading:
        high, wide = picture.shape
        self._api.SetPageSegMode(mode)
        self._api.SetImageBytes(picture.tobytes(), wide, high, 1, wide)
        self._api.SetSourceResolution(300)
        if not self._api.Recognize():
            return Reading()
        text = " ".join(self._api.GetUTF8Text().split())
        return Reading(text, float(self._api.MeanTextConf()), self._list_signs() if text else ())

    def _list_signs(self) -> list[tuple[str, float]]:
        level = self._module.RIL.SYMBOL
        signs = self._module.iterate_level(self._api.GetIterator(), level)
        return [(each.GetUTF8Text(level), float(each.Confidence(level))) for each in signs]
