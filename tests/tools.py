"""Programs of other people that tests look through: where one is missing here, its tests say so and are skipped.

In CI nothing is skipped: ``.ci/run`` installs them.
"""

from __future__ import annotations

import os
import shutil

import pytest


def needs(program: str, package: str) -> pytest.MarkDecorator:
    """A mark for tests that run ``program``, of the Debian package ``package``."""
    missing = shutil.which(program) is None and os.environ.get("CI") != "true"
    return pytest.mark.skipif(missing, reason=f"{program} is not installed: apt-get install {package}")
