"""Marks for the tests that need OCR, and those that print letters in a Thai font."""

from __future__ import annotations

import os

import pytest

from circtrack.reading.ocr import is_installed
from support.sheets import thai_font

_CI = os.environ.get("CI") == "true"

needs_engine = pytest.mark.skipif(
    not is_installed() and not _CI, reason="OCR is not installed: pip install 'circtrack[ocr]'"
)
needs_font = pytest.mark.skipif(
    thai_font() is None and not _CI, reason="no Thai font is installed: apt-get install fonts-tlwg-laksaman-ttf"
)
