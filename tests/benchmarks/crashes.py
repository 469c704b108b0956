"""Kills circtrack at random moments and looks at what is left: ``python tests/benchmarks/crashes.py [KILLS]``.

A thousand kills unless said otherwise, spread over read, done --csv, import, a migration and backup. It exits with 1
where anything was wrong. README.md beside this file has the figures.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.crash import COMMANDS, kill_often


def main() -> int:
    """Kill, look, and print a line for each command."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    found: list[str] = []
    print(f"{'command':12} {'kills':>6} {'before':>7} {'after':>6} {'same':>5} {'wrong':>6} {'s':>6}")
    for command in COMMANDS:
        with tempfile.TemporaryDirectory() as folder:
            stood, wrong, seconds = kill_often(Path(folder), command, kills // len(COMMANDS))
        counts = [stood.get(each, 0) for each in ("before", "after", "same")]
        print(
            f"{command.name:12} {sum(stood.values()):6} {counts[0]:7} {counts[1]:6} {counts[2]:5} {len(wrong):6}"
            f" {seconds:6.2f}",
            flush=True,
        )
        found += wrong
    for each in found:
        print(each)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
