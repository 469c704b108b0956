"""How well letters are read, field by field, over the texts and truths in ``tests/truth``.

``python tests/benchmarks/reading_accuracy.py [--missed] [--only PREFIX]`` prints the figures, then every field that is
wrong (and every one that is missed), of the texts whose names begin with PREFIX. README.md beside this file says what
they mean.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.accuracy import OUTCOMES, Mark, measure
from support.truth_files import all_truths

if TYPE_CHECKING:
    from collections.abc import Sequence


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--missed", action="store_true", help="list the missed fields too")
    parser.add_argument("--only", metavar="PREFIX", default="", help="only texts whose names begin so")
    options = parser.parse_args()
    truths = [truth for truth in all_truths() if truth.name.startswith(options.only)]
    if not truths:
        parser.error(f"no text's name begins with {options.only}")
    made = {truth.name for truth in truths if truth.made}
    held_out = {truth.name for truth in truths if truth.held_out}
    marks = measure(truths)
    _table(marks)
    print()
    letters = [mark for mark in marks if not mark.field.startswith("prose.")]
    _total("real letters", [mark for mark in letters if mark.text not in made | held_out])
    _total("made letters", [mark for mark in letters if mark.text in made])
    _total("held-out letters", [mark for mark in letters if mark.text in held_out])
    _total("all letters", letters)
    _total("quoted in prose", [mark for mark in marks if mark.field.startswith("prose.")])
    for outcome in ("wrong", "missed") if options.missed else ("wrong",):
        print(f"\n{outcome}:")
        for mark in marks:
            if mark.outcome == outcome:
                print(f"  {mark.text}: {mark.field}\n    expected {mark.expected!r}\n    given    {mark.given!r}")
    return 0


def _table(marks: Sequence[Mark]) -> None:
    count = Counter((mark.field, mark.outcome) for mark in marks)
    print(f"{'field':<16} {'right':>7} {'wrong':>7} {'found doubtful':>15} {'missed':>7}")
    for field in dict.fromkeys(mark.field for mark in marks):
        right, wrong, doubtful, missed = (count[field, outcome] for outcome in OUTCOMES)
        print(f"{field:<16} {right:>7} {wrong:>7} {doubtful:>15} {missed:>7}")


def _total(name: str, marks: Sequence[Mark]) -> None:
    if not marks:
        return
    count = Counter(mark.outcome for mark in marks)
    given = count["right"] + count["wrong"]
    share = f"{100 * count['right'] / given:.1f} %" if given else "none"
    print(
        f"{name}: of the fields given without a finding, right: {count['right']} of {given} ({share});"
        f" found doubtful {count['doubtful']}, missed {count['missed']}"
    )


if __name__ == "__main__":
    sys.exit(main())
