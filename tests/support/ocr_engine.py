"""A mark for the tests that need Tesseract, its Thai data and a Thai font."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from support.sheets import thai_font


def missing() -> str:
    """Say which part of OCR is not installed here; "" if all of it is."""
    if not shutil.which("tesseract"):
        return "the OCR engine is not installed: apt-get install tesseract-ocr tesseract-ocr-tha"
    known = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False).stdout.split()
    if "tha" not in known:
        return "the OCR engine has no Thai data: apt-get install tesseract-ocr-tha"
    return "" if thai_font() else "no Thai font is installed: apt-get install fonts-tlwg-laksaman-ttf"


MISSING = missing()
needs_engine = pytest.mark.skipif(bool(MISSING) and os.environ.get("CI") != "true", reason=MISSING)
