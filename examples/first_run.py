"""Install circtrack beside this folder and let it do its main job once, on three real letters.

    python3 examples/first_run.py

Makes a virtual environment in ``.venv``, installs circtrack into it, and shows each command before running it. What
it records goes to a temporary database, so that it can be run as often as one likes.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
ENVIRONMENT = PROJECT / ".venv"

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("init", "--office", "อำเภอเทพสถิต"),
    ("read", str(Path("examples", "chain-2566.txt")), "--yes", "--format", "table"),
    ("owing", "908", "--format", "table"),
    ("done", "908", "อบต.บ้านไร่", "ทต.เทพสถิต", "--on", "๒๐ มี.ค. ๖๖"),
    ("owing", "908", "--format", "table"),
)


def install() -> list[str]:
    """Install circtrack into ``.venv``; gives back the command that starts it."""
    if not ENVIRONMENT.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    python = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PROJECT], check=True)
    return [str(python), "-m", "circtrack"]


def main_job(circtrack: list[str]) -> None:
    """Read the chain, record two offices as done, print who owes: on the day the letters were four days from due."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "CIRCTRACK_DB": str(Path(folder, "first-run.db")),
            "CIRCTRACK_TODAY": "2023-03-20",
            "PYTHONUTF8": "1",
        }
        for command in COMMANDS:
            shown = " ".join(f'"{word}"' if " " in word else word for word in command)
            sys.stdout.write(f"\n$ circtrack {shown}\n")
            sys.stdout.flush()
            subprocess.run([*circtrack, *command], check=True, cwd=PROJECT, env=environment)


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    main_job(install())
