"""The reader's language, Thai or English: from ``--lang``, ``CIRCTRACK_LANG``, the file of settings, or the locale.

Messages are English in the source and Thai in ``locale/th/LC_MESSAGES/circtrack.po``.
"""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from circtrack.config_file import LANG_VARIABLE, find_language

if TYPE_CHECKING:
    from collections.abc import Sequence

DOMAIN = "circtrack"
LANGUAGES = ("th", "en")
LOCALE_DIR = Path(__file__).parent / "locale"

_translation: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def translate(message: str | None, language: str = "") -> str:
    """Translate the message into the reader's language, or the one given; unchanged if the catalogue has none."""
    if not message:
        return ""
    return (_catalogue(language) if language else _translation).gettext(message)


def language() -> str:
    """Return the reader's language: "th" or "en"."""
    return _language


def choose_language(arguments: Sequence[str] = ()) -> str:
    """Return the language that the command line, the environment, the settings or the locale ask for: "th" or "en"."""
    for asked in (_find_lang_option(arguments), os.environ.get(LANG_VARIABLE, "")):
        if asked in LANGUAGES:
            return asked
    if (asked := find_language()) in LANGUAGES:
        return asked
    return "th" if _locale_name().lower().startswith("th") else "en"


def set_language(language: str) -> None:
    """Set the reader's language, also for Typer's own texts (they use gettext's global domain)."""
    global _translation, _language  # noqa: PLW0603 - the process has one reader
    _translation = _catalogue(language)
    _language = language
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    # Not gettext.translation(): to find the file it loads `locale` and tries variants of the language.
    file = LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    if not file.exists():
        return gettext.NullTranslations()
    with file.open("rb") as stream:
        return gettext.GNUTranslations(stream)


def _find_lang_option(arguments: Sequence[str]) -> str:
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and index + 1 < len(arguments):
            return arguments[index + 1]
    return ""


def _locale_name() -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if name := os.environ.get(variable):
            return name
    if os.name == "nt":
        import locale

        return locale.getlocale()[0] or ""
    return ""
