"""The Thai message catalogue: ``python tests/catalogue.py`` brings it up to date with the source and compiles it.

New messages come in empty and must be translated by hand; messages that the source no longer has go out.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parent.parent / "src" / "circtrack"
PO = SOURCE / "locale" / "th" / "LC_MESSAGES" / "circtrack.po"
MO = PO.with_suffix(".mo")

# Functions whose first text argument is a message: the markers, what prints, and every class of error.
_MARKERS = ("N_", "translate", "fill", "say", "warn", "confirm")
_ERRORS = (
    "CirctrackError", "InputError", "DateError", "NumberError", "FileError", "UnknownError", "AmbiguousError",
    "ConflictError", "DatabaseError", "BadRowsError", "LockedError",
)  # fmt: skip
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


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as gettext loads it."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def bring_up_to_date() -> int:
    """Take in new messages, drop old ones, compile; gives back how many have no translation."""
    catalog = thai_catalogue() if PO.exists() else Catalog(locale="th", project="circtrack")
    catalog.update(messages_in_source(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with PO.open("wb") as stream:
        write_po(
            stream, catalog, omit_header=False, sort_output=True, no_location=True, ignore_obsolete=True, width=110
        )
    MO.write_bytes(compiled(thai_catalogue()))
    return sum(1 for message in catalog if message.id and not message.string)


if __name__ == "__main__":
    sys.stdout.write(f"{bring_up_to_date()} messages without a translation\n")
