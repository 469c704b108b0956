"""The Thai message catalogue: ``python tests/maintain catalogue`` brings it up to date with the source and compiles it.

New messages come in empty and must be translated by hand; messages that the source no longer has go out.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parents[2] / "src" / "circtrack"
PO = SOURCE / "locale" / "th" / "LC_MESSAGES" / "circtrack.po"
MO = PO.with_suffix(".mo")

# Functions whose first text argument is a message: the markers, what prints, and every class of error.
_MARKERS = ("N_", "translate", "fill", "say", "warn", "confirm")
_ERRORS = (
    "CirctrackError", "InputError", "DateError", "NumberError", "FileError", "UnknownError", "AmbiguousError",
    "ConflictError", "DatabaseError", "BadRowsError", "LockedError", "SendError", "SerialisationError",
    "UncertainError",
)  # fmt: skip
# Babel's own head has the time of day in it, which would change the file when nothing else did.
_HEAD = rb"""# The Thai messages of circtrack.
msgid ""
msgstr ""
"Language: th\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
_KEYWORDS: dict[str, None] = dict.fromkeys((*_MARKERS, *_ERRORS))


def messages_in_source() -> Catalog:
    """Every message of the source, untranslated."""
    catalog = Catalog()
    for file, _line, message, _comments, _context in extract_from_dir(
        SOURCE, method_map=[("**.py", "python")], keywords=_KEYWORDS, comment_tags=()
    ):
        text = message[0] if isinstance(message, tuple) else message
        if text:
            catalog.add(text, locations=[(file, 0)])
    return catalog


def thai_catalogue() -> Catalog:
    """The Thai catalogue as it is kept."""
    with PO.open("rb") as stream:
        return read_po(stream, locale="th")


def bring_up_to_date() -> int:
    """Take in new messages, drop old ones, compile; gives back how many have no translation."""
    catalog = thai_catalogue() if PO.exists() else Catalog(locale="th")
    catalog.update(messages_in_source(), no_fuzzy_matching=True)
    write_catalogue(catalog)
    return sum(1 for message in catalog if message.id and not message.string)


def write_catalogue(catalog: Catalog) -> None:
    """Write the catalogue as it is kept, sorted so that changes read well, and compile it."""
    with PO.open("wb") as stream:
        stream.write(_HEAD)
        write_po(stream, catalog, omit_header=True, sort_output=True, no_location=True, ignore_obsolete=True, width=110)
    kept = thai_catalogue()
    kept.creation_date = datetime(2026, 1, 1, tzinfo=UTC)
    with MO.open("wb") as stream:
        write_mo(stream, kept)


def main() -> None:
    """Bring the catalogue up to date; say how many messages still lack a translation."""
    sys.stdout.write(f"{bring_up_to_date()} messages without a translation\n")
