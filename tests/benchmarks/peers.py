"""circtrack beside Taskwarrior, hledger and sqlite-utils, with the same obligations. README.md beside this says more.

``python tests/benchmarks/peers.py [ROUNDS]`` prints the figures and exits with 1 where circtrack is behind on
anything but the start of a compiled program. Taskwarrior and hledger are Debian packages of those names,
sqlite-utils comes with circtrack; what is not installed is named as missing and not counted.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))

from peers_asked import ALL, DUE, LIST, ONE, PEERS, START, WORKS, Owed, Peer, circtrack, owed_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    Times = dict[tuple[str, str], list[float]]

ROUNDS = 7


def main() -> int:
    """Give all of them the same, see that each does what it is asked, measure, print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = as_users_have_it(folder)
        owed = obligations(folder, environment)
        found = [peer(owed) for peer in PEERS]
        peers = [peer for peer in found if shutil.which(peer.commands[START][0])]
        for peer in peers:
            prepare(peer, folder / peer.name, environment)
            hold_to_it(peer, folder / peer.name, environment, len(owed))
        times = measure(peers, folder, environment, rounds)
    print(f"{len(owed):,} obligations, medians of {rounds} rounds; in brackets: how many times what circtrack takes\n")
    behind = show(peers, times)
    print("\n", *[f"missing, not counted: {peer.name}\n" for peer in found if peer not in peers], *behind, sep="")
    return 1 if behind else 0


def as_users_have_it(folder: Path) -> dict[str, str]:
    """An environment without what developers and owners of these programs set, with compiled files of its own."""
    theirs = ("CIRCTRACK", "TASK", "LEDGER", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONDEVMODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(theirs)}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "LC_ALL": "C.UTF-8", "TASKRC": "taskrc"}


def obligations(folder: Path, environment: dict[str, str]) -> list[Owed]:
    """What circtrack finds owed when it has read the letters; all programs get this."""
    reader = circtrack([])
    home = folder / "reading"
    prepare(reader, home, environment)
    return owed_of(called(reader.commands[LIST], home, environment))


def prepare(peer: Peer, home: Path, environment: dict[str, str]) -> None:
    """A folder of the peer's own with its files, in which it has taken in what is owed."""
    home.mkdir()
    for name, text in peer.files.items():
        (home / name).write_text(text, encoding="utf-8", newline="\n")
    for command in peer.taking_in:
        called(command, home, environment)


def hold_to_it(peer: Peer, home: Path, environment: dict[str, str], owed: int) -> None:
    """Who does not list what is left after each writing is not measured: the figure would say nothing."""
    for work, left in ((START, owed), (ONE, owed - 1), (ALL, 0)):
        with copy_of(home) as copy:
            called(peer.commands[work], copy, environment)
            listed = called(peer.commands[LIST], copy, environment).count(DUE.replace("-", peer.between))
        if listed != left:
            sys.exit(f"{peer.name} lists {listed} after '{work}', not {left}")


def measure(peers: list[Peer], folder: Path, environment: dict[str, str], rounds: int) -> Times:
    """Seconds, by work and program: all in turn, round by round, so that a busy moment hits each alike."""
    times: Times = {(work, peer.name): [] for work in WORKS for peer in peers}
    for _ in range(rounds):
        for work in WORKS:
            for peer in peers:
                with copy_of(folder / peer.name) as copy:
                    begun = time.perf_counter()
                    called(peer.commands[work], copy, environment)
                    times[work, peer.name].append(time.perf_counter() - begun)
    return times


@contextmanager
def copy_of(home: Path) -> Iterator[Path]:
    """A fresh copy of a folder, so that no round finds what an earlier one wrote."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(shutil.copytree(home, Path(name) / "copy"))


def called(command: list[str], home: Path, environment: dict[str, str]) -> str:
    """What a command that must succeed printed; there is nobody to answer what it asks."""
    done = subprocess.run(
        command, cwd=home, env=environment, check=False, capture_output=True, stdin=subprocess.DEVNULL, encoding="utf-8"
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def show(peers: list[Peer], times: Times) -> list[str]:
    """Print a line a work, in ms, and each peer's ratio to circtrack; gives back where circtrack is behind."""
    behind = []
    print(f"{'ms':28}" + "".join(f"{peer.name:>20}" for peer in peers))
    for work in WORKS:
        line = f"{work:28}"
        ours = statistics.median(times[work, peers[0].name])
        for peer in peers:
            median = statistics.median(times[work, peer.name])
            line += f"{median * 1000:12,.0f} ({median / ours:5.2f})"
            if median < ours and not (work == START and peer.compiled):
                behind.append(f"behind: {work}, {peer.name} takes {median / ours:.2f} of circtrack's time\n")
        print(line)
    return behind


if __name__ == "__main__":
    sys.exit(main())
