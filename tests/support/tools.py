"""Marks for tests that need other programs: if one is not installed, the tests are skipped with that reason.

In CI nothing is skipped: ``.ci/run`` installs the programs.
"""

from __future__ import annotations

import os
import shutil

import pytest

from support.sheets import thai_font

_CI = os.environ.get("CI") == "true"


def needs(program: str, package: str) -> pytest.MarkDecorator:
    """Return a mark for tests that run ``program``, from the Debian package ``package``."""
    missing = shutil.which(program) is None and not _CI
    return pytest.mark.skipif(missing, reason=f"{program} is not installed: apt-get install {package}")


needs_thai_font = pytest.mark.skipif(
    thai_font() is None and not _CI, reason="no Thai font is installed: apt-get install fonts-tlwg-laksaman-ttf"
)
