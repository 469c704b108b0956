"""Stops circtrack by Ctrl-C at random moments and looks at what is left: ``python tests/benchmarks/interrupts.py [N]``.

So many times each command, 40 unless said otherwise. It exits with 1 where anything was wrong.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.interrupt import INTERRUPTED, interrupt_often


def main() -> int:
    """Interrupt, look, and print a line for each command."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    found: list[str] = []
    for command in INTERRUPTED:
        with tempfile.TemporaryDirectory() as folder:
            stood, wrong = interrupt_often(Path(folder), command, times)
        told = ", ".join(f"{how}: {count}" for how, count in sorted(stood.items()))
        print(f"{command.name:12} wrong: {len(wrong)}; {told}", flush=True)
        found += wrong
    for each in found:
        print(each)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
