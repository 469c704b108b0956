"""Programs of other people that tests look through: where one is missing here, its tests say so and are skipped.

In CI nothing is skipped: ``.ci/run`` installs them.
"""

from __future__ import annotations

import os
import shutil

import pytest

from support.sheets import thai_font

_CI = os.environ.get("CI") == "true"


def needs(program: str, package: str) -> pytest.MarkDecorator:
    """A mark for tests that run ``program``, of the Debian package ``package``."""
    missing = shutil.which(program) is None and not _CI
    return pytest.mark.skipif(missing, reason=f"{program} is not installed: apt-get install {package}")


needs_thai_font = pytest.mark.skipif(
    thai_font() is None and not _CI, reason="no Thai font is installed: apt-get install fonts-tlwg-laksaman-ttf"
)
