"""Strikes commands on a server at random moments: ``python tests/benchmarks/server_crashes.py [BLOWS [CUTS]]``.

Forty blows of each kind on each command unless said otherwise: the client is killed, the server ends its session,
Ctrl-C, the server crashes; and eight times the cable is pulled out, with the patience that circtrack has unless told
otherwise. On servers of its own, of which it makes one; it exits with 1 where anything was wrong. README.md beside
this file has the figures.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.server_crash import COMMANDS, Way, crash_of, interrupt, kill, network, strike_often, terminate
from support.server_own import cluster

_UNPLUGGED = 45.0
"""Seconds that the cable is out: longer than a client waits."""


def main() -> int:
    """Strike, look, and print a line for each command and kind of blow."""
    blows, cuts = (int(sys.argv[at]) if len(sys.argv) > at else most for at, most in ((1, 40), (2, 8)))
    found: list[str] = []
    print(
        f"{'blow':12} {'command':12} {'blows':>6} {'before':>7} {'after':>6} {'untold':>7} {'wrong':>6} {'longest':>8}"
    )
    with cluster("listen_addresses = '*'") as own, network(2, _UNPLUGGED) as cable, tempfile.TemporaryDirectory() as to:
        ways = {
            "killed": Way(kill),
            "ended": Way(terminate),
            "Ctrl-C": Way(interrupt),
            "crashed": Way(crash_of(own)),
            "cable out": Way(cable.pull, cable.address, cable.within),
        }
        for kind, way in ways.items():
            for command in COMMANDS if kind != "cable out" else COMMANDS[2:3]:
                count = blows if kind != "cable out" else cuts
                stood, wrong, longest = strike_often(own.address, Path(to), command, [way], count)
                untold = sum(times for how, times in stood.items() if how.endswith("untold"))
                before, after = (sum(n for how, n in stood.items() if how.startswith(at)) for at in ("before", "after"))
                print(
                    f"{kind:12} {command.name:12} {count:6} {before:7} {after:6} {untold:7} {len(wrong):6}"
                    f" {longest:7.1f}s",
                    flush=True,
                )
                found += wrong
    for each in found:
        print(each)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
