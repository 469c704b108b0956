"""Disks that are full or read-only, for tests of what the program then reports and leaves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_DROP_FROM_BOUNDING_SET = 24
_OVERRIDES_OF_PERMISSIONS = (1, 2, 3)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER


def no_file_beyond(size: int) -> Callable[[], None]:
    """Return a function that makes writing more than ``size`` bytes to any file fail, as on a full disk."""

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def without_overrides() -> None:
    """Make file permissions apply to root too, by dropping the capabilities that override them."""
    if os.geteuid() == 0:
        import ctypes

        system = ctypes.CDLL(None, use_errno=True)
        for each in _OVERRIDES_OF_PERMISSIONS:
            if system.prctl(_DROP_FROM_BOUNDING_SET, each, 0, 0, 0):
                os._exit(99)


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """Mount a disk in memory; skip the test, with the reason, if this is not possible here."""
    folder.mkdir(exist_ok=True)
    if not sys.platform.startswith("linux") or not shutil.which("mount"):
        pytest.skip("no disk in memory can be mounted here: not Linux")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no disk in memory may be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def filled(disk: Path, but: int) -> Path:
    """Fill a disk, leaving ``but`` bytes free; return the file that fills it."""
    filler = disk / "filler"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    filler.write_bytes(bytes(max(0, free - but)))
    return filler
