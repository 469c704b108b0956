"""How many fields of a letter are right after OCR: the example letters, printed, scanned and read back.

``python tests/benchmarks/ocr_fields.py [FONT.ttf]`` sets each letter of examples/chain-2566.txt in a Thai font, scans
it at 200 and 300 dpi, with and without grain and a slight turn, reads the scans with Tesseract and compares each field
with what the reader makes of the text itself. In brackets: how many are wrong and have neither a finding nor a doubt.
"""

from __future__ import annotations

import sys
import time
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.read_back import FIELDS, Score, added, compare, letter_texts, letters_of, read_all_back, row
from support.sheets import thai_font

from circtrack.reading.documents import Document


def main() -> int:
    """Print the table."""
    font = Path(sys.argv[1]) if len(sys.argv) > 1 else thai_font()
    if font is None:
        print("No Thai font is installed: apt-get install fonts-tlwg-laksaman-ttf", file=sys.stderr)
        return 2
    texts = letter_texts()
    truth = letters_of({name: Document(text, {}) for name, text in texts.items()})
    print(f"{font.stem}; each field right in so many of {len(texts)} letters, and in brackets wrong without a word\n")
    print(
        f"{'dpi':>4} {'grain':5} {'turn':4} " + " ".join(f"{name:>10}" for name in FIELDS) + f" {'right':>9} {'s':>5}"
    )
    total: dict[str, list[Score]] = {name: [] for name in FIELDS}
    for dpi, noise, turned in product((300, 200), (False, True), (False, True)):
        begun = time.perf_counter()
        documents = read_all_back(texts, dpi, font, noise=noise, turned=turned)
        scores = compare(truth, letters_of(documents), documents)
        for name, score in scores.items():
            total[name].append(score)
        label = f"{dpi:4} {'yes' if noise else 'no':5} {'yes' if turned else 'no':4}"
        print(label, row(scores.values()), f"{time.perf_counter() - begun:5.0f}", flush=True)
    print(f"{'all':15}", row(added(scores) for scores in total.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
