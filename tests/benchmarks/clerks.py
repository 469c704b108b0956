"""Clerks at work on one database all at once: ``python tests/benchmarks/clerks.py [CLERKS [COMMANDS]]``.

Eight clerks with five hundred commands each unless said otherwise: done, undo, register, receive, add, and reports
between. It prints how the commands ended and exits with 1 where anything was lost, given twice or not sound.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.many_hands import DONE, LOCKED, at_work


def main() -> int:
    """Let them work and print what became of it."""
    clerks, commands = (int(sys.argv[at]) if len(sys.argv) > at else most for at, most in ((1, 8), (2, 500)))
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        works, wrong = at_work(Path(folder) / "circtrack.db", clerks, commands)
    done, locked = (sum(work.ended[status] for work in works) for status in (DONE, LOCKED))
    numbers = sum(len(work.numbers) for work in works)
    print(f"{clerks} clerks, {clerks * commands} commands in {time.monotonic() - begun:.0f} s")
    print(f"ended well {done}, lock time-outs {locked}, register numbers {numbers}, wrong {len(wrong)}")
    print(f"the longest report took {max(work.longest_read for work in works):.2f} s")
    for each in wrong[:40]:
        print(each)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
