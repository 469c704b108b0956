"""The Thai message catalogue: ``python tests/maintain catalogue`` updates it from the source and compiles it.

New messages are added without a translation, to be translated by hand; messages no longer in the source are removed.
"""

from __future__ import annotations

import ast
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from circtrack import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).parents[2] / "src" / "circtrack"
PO = SOURCE / "locale" / "th" / "LC_MESSAGES" / "circtrack.po"
MO = PO.with_suffix(".mo")

# Names whose first argument is a message: the functions that mark or show one, and the classes of errors.
_MARKERS = {"N_", "Message", "translate", "fill", "say", "warn", "confirm"}
_ERRORS = {
    name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, errors.CirctrackError)
}
# Babel's own header has the time in it, which would change the file even if nothing else changed.
_HEAD = rb"""# The Thai messages of circtrack.
msgid ""
msgstr ""
"Language: th\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""


def messages_in_source() -> Catalog:
    """Return every message of the source, without translations."""
    catalog = Catalog()
    for file in sorted(SOURCE.rglob("*.py")):
        for text in messages_in(file.read_text(encoding="utf-8")):
            catalog.add(text)
    return catalog


def messages_in(source: str) -> Iterator[str]:
    """Yield the messages of a file: the first argument of each function that has one, and an error's hint."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from (text for argument in _find_message_arguments(node) for text in _texts(argument) if text)


def _find_message_arguments(call: ast.Call) -> Iterator[ast.expr]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in _MARKERS | _ERRORS:
        yield from call.args[:1]
    if name in _ERRORS:
        yield from (keyword.value for keyword in call.keywords if keyword.arg == "hint")


def _texts(argument: ast.expr) -> Iterator[str]:
    """Yield the literal texts of an argument: one, or one in each branch of a condition."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from (*_texts(argument.body), *_texts(argument.orelse))
    elif isinstance(argument, ast.BoolOp):
        yield from (text for value in argument.values for text in _texts(value))


def thai_catalogue() -> Catalog:
    """Load the Thai catalogue."""
    with PO.open("rb") as stream:
        return read_po(stream, locale="th")


def bring_up_to_date() -> int:
    """Add new messages, remove old ones, compile; return how many have no translation."""
    catalog = thai_catalogue() if PO.exists() else Catalog(locale="th")
    catalog.update(messages_in_source(), no_fuzzy_matching=True)
    write_catalogue(catalog)
    return sum(1 for message in catalog if message.id and not message.string)


def write_catalogue(catalog: Catalog) -> None:
    """Write the catalogue, sorted so that diffs are easy to read, and compile it."""
    with PO.open("wb") as stream:
        stream.write(_HEAD)
        write_po(stream, catalog, omit_header=True, sort_output=True, no_location=True, ignore_obsolete=True, width=110)
    kept = thai_catalogue()
    kept.creation_date = datetime(2026, 1, 1, tzinfo=UTC)
    with MO.open("wb") as stream:
        write_mo(stream, kept)


def main() -> None:
    """Update the catalogue; say how many messages have no translation."""
    sys.stdout.write(f"{bring_up_to_date()} messages without a translation\n")
