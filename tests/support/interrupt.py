"""Interrupt commands at random moments by Ctrl-C (SIGINT) and check what must hold.

The command is recorded completely or not at all, and its last message says which; no file is half-written under its
final name, no temporary file is left over, and no traceback is shown.
"""

from __future__ import annotations

import random
import shutil
import signal
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from support.crash import COMMANDS, Command, State, _chain, circtrack, run, state

if TYPE_CHECKING:
    from pathlib import Path

# Python itself, before the first line of ours, answers Ctrl-C in its own way: the program says when it begins. (So does
# its `tempfile`, which tries a file in the folder and deletes it at once: that is over by then.) What runs behind a
# shell's back is deaf to Ctrl-C unless it asks.
_BEGINS = """
import signal, sys, tempfile
tempfile.gettempdir()
signal.signal(signal.SIGINT, signal.default_int_handler)
from circtrack.__main__ import run
print("begins", flush=True)
run()
"""
_LAUNCHED = (sys.executable, "-c", _BEGINS)
NOTHING_CHANGED = "Interrupted; nothing was changed."
KEPT = "Interrupted. What was recorded until then is kept"

INTERRUPTED = (
    *(command for command in COMMANDS if command.name != "migration"),
    Command("export", ("export", "out"), "rows of", _chain),
    Command("report", ("owing", "--format", "csv", "--output", "owing.csv"), "", _chain),
    Command("workbook", ("owing", "--format", "xlsx", "--output", "owing.xlsx"), "", _chain),
)


@dataclass(frozen=True)
class Whole:
    """What the command leaves if it is not interrupted, and the seconds it takes."""

    state: State
    files: dict[str, bytes]
    seconds: float


def files(folder: Path) -> dict[str, bytes]:
    """Return every file except the database's own, by its name in the folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("circtrack.db")
    }


def whole(base: Path, command: Command) -> Whole:
    """Run the command to its end on a copy of ``base``; return what it leaves."""
    folder = base.with_name(f"{base.name}-whole")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder)
    begun = time.monotonic()
    out = run(folder, *command.arguments)
    assert command.said in out, out
    return Whole(state(folder), files(folder), time.monotonic() - begun)


def interrupt_once(base: Path, command: Command, after: Whole, folder: Path, delay: float) -> tuple[str, list[str]]:
    """Interrupt the command ``delay`` seconds after it begins; return how it ended, and the faults."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder)
    before, kept = state(folder), files(folder)
    process = circtrack(folder, *command.arguments, program=_LAUNCHED)
    assert process.stdout is not None
    assert process.stdout.readline() == b"begins\n"
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    out = process.communicate()[0].decode()
    wrong = [f"it shows {word!r}: {out}" for word in ("Traceback", "Exception ignored") if word in out]
    if process.returncode not in {0, 130}:
        wrong.append(f"exit status {process.returncode}: {out}")
    found = state(folder)
    if found not in (before, after.state, (0, ())):
        wrong.append("half of it happened")
    changed = found == after.state != before
    if NOTHING_CHANGED in out and changed:
        wrong.append("it says that nothing was changed, and it was")
    if KEPT in out and not changed:
        wrong.append("it says that something is kept, and nothing is")
    if process.returncode == 130 and not (NOTHING_CHANGED in out or KEPT in out) and command.said not in out:
        wrong.append(f"it ended without a word: {out!r}")
    if process.returncode == 0 and before != after.state and not changed:
        wrong.append("it was content, and nothing is there")
    wrong += _wrong_files(files(folder), kept, after.files)
    return ("interrupted" if process.returncode == 130 else "done") + (", changed" if changed else ""), wrong


def _wrong_files(found: dict[str, bytes], before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """Return a fault for each file that is neither as before nor as after. (Names of copies have the time in them.)"""
    return [
        f"{name} is left over, or is not whole"
        for name, content in found.items()
        if content not in (before.get(name), after.get(name))
        and not (name.endswith(".db") and content in after.values())
        and not name.endswith(("manifest.json", ".xlsx"))
    ] + [f"{name} is left over" for name in found if ".part" in name]


def interrupt_often(work: Path, command: Command, count: int, seed: int = 2566) -> tuple[dict[str, int], list[str]]:
    """Interrupt a command ``count`` times at random moments; return how often it ended in each way, and all faults."""
    base = work / "base"
    command.prepare(base)
    after = whole(base, command)
    choose = random.Random(seed)
    stood: dict[str, int] = {}
    wrong: list[str] = []
    for _ in range(count):
        delay = choose.uniform(0, after.seconds)
        how, found = interrupt_once(base, command, after, work / "interrupted", delay)
        stood[how] = stood.get(how, 0) + 1
        wrong += (f"{command.name} interrupted after {delay:.3f} s: {each}" for each in found)
    return stood, wrong
