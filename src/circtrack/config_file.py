"""Where the file of settings is, and what it sets that is needed before anything else is loaded."""

from __future__ import annotations

import os
import sys
from pathlib import Path

FILE_VARIABLE = "CIRCTRACK_CONFIG"
FILE_NAME = "circtrack.toml"
LANG_VARIABLE = "CIRCTRACK_LANG"


def config_path() -> Path:
    """Return the path of the settings file: ``CIRCTRACK_CONFIG``, else in the user's folder. It need not exist."""
    if given := os.environ.get(FILE_VARIABLE):
        return Path(given).expanduser()
    if sys.platform == "linux":  # as platformdirs says, which takes as long to load as a short report runs
        base = os.environ.get("XDG_CONFIG_HOME", "").strip()
        return Path(base or "~/.config").expanduser() / "circtrack" / FILE_NAME
    from platformdirs import user_config_path

    return user_config_path("circtrack", appauthor=False) / FILE_NAME


def find_language() -> str:
    """Return the language that the file sets, "" if it sets none."""
    return find_word("lang")


def find_word(setting: str) -> str:
    """Return what the file sets at its top level, "" if nothing; what is wrong in the file is told by ``config``.

    The file is not parsed: a parser takes longer to load than many a command runs.
    """
    try:
        text = config_path().read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, RuntimeError):
        return ""
    for line in text.splitlines():
        name, _, value = line.partition("=")
        if name.strip() == setting:
            return value.partition("#")[0].strip().strip("\"'")
        if line.lstrip().startswith("["):
            break
    return ""
