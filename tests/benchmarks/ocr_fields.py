"""How many fields of a letter are right after OCR: letters printed at their real size, scanned and read back.

``python tests/benchmarks/ocr_fields.py [--shapes] [FONT.ttf ...]`` lays the ten letters of letters.toml, or the five of
shapes.toml (both in tests/reading/scans), out as offices do, in each Thai font: an emblem at the top, the number on the
left, the office on the right, a receipt stamp over the letterhead, a signature. It scans them at 300 and 200 dpi: clean
without the stamp, and stamped with a turn, a shadow, grain and the losses of JPEG. Each field is compared with what is
known to stand there, written by eye. In brackets: how many are wrong and have no finding; these are listed below the
table. Needless is how many fields have a finding though they are right.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.paper import LETTERS, SHAPES, load_letters, text_of
from support.read_back import FIELDS, added, compare, letters_of, read_all_back, row
from support.sheets import thai_font

from circtrack.reading.documents import Document

CONDITIONS = ((300, True), (200, True), (300, False), (200, False))


def main() -> int:
    """Print the table."""
    names = [each for each in sys.argv[1:] if each != "--shapes"]
    fonts = [Path(each) for each in names] or [font for font in [thai_font()] if font]
    if not fonts:
        print("No Thai font is installed: apt-get install fonts-tlwg-laksaman-ttf", file=sys.stderr)
        return 2
    letters = load_letters(SHAPES if "--shapes" in sys.argv else LETTERS)
    print(f"{'':26} " + " ".join(f"{name:>10}" for name in FIELDS) + f" {'right':>12} {'needless':>8} {'s/page':>6}")
    typed = letters_of({each.name: Document(text_of(each), {}) for each in letters})
    own = compare(letters, typed, stamped=False)
    print(f"{'the text as typed':26}", row(own.values()))
    silent = [f"text: {each}" for each in added(own.values()).silent]
    for font in fonts:
        for dpi, scanned in CONDITIONS:
            begun = time.perf_counter()
            read = letters_of(read_all_back(letters, dpi, font, scanned=scanned))
            scores = compare(letters, read, stamped=scanned)
            label = f"{font.stem[:13]:13} {dpi} {'scanned' if scanned else 'clean'}"
            spent = (time.perf_counter() - begun) / len(letters)
            print(f"{label:26}", row(scores.values()), f"{spent:6.1f}", flush=True)
            silent += [f"{label}: {each}" for each in added(scores.values()).silent]
    print("\nWrong without a word:", *(silent or ["none"]), sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
