"""One page of a letter, drawn once for all tests, and what stands on it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from circtrack.reading.documents import make_document
from circtrack.reading.letters import read_letters
from support.paper import load_letters
from support.read_back import FIELDS, TODAY, is_told, known_fields

if TYPE_CHECKING:
    from circtrack.reading.documents import Document

PAGE = Path(__file__).resolve().parents[1] / "reading" / "scans" / "page.png"
"""The letter ``thepsathit``, stamped, at 200 dpi."""


def page() -> Image.Image:
    return _load().copy()  # Pillow keeps with a picture how it was last saved


@cache
def _load() -> Image.Image:
    with Image.open(PAGE) as picture:
        return picture.convert("L")


def read(data: bytes, name: str = "scan") -> Document:
    return make_document(data, name, "utf-8", lambda *_: None)


def wrong_fields(document: Document, name: str = "thepsathit") -> dict[str, Any]:
    """Return what is read otherwise than it stands on the page, by field; findings are below "found".

    A receipt may be wrong if there is a finding on it.
    """
    letters = read_letters({"scan": document.text}, today=TODAY, doubts={"scan": document.doubts})
    truth = known_fields(next(each for each in load_letters() if each.name == name))
    found = next((each for each in letters if each.number == truth["number"]), letters[0])
    wrong = {field: FIELDS[field](found) for field in truth if FIELDS[field](found) != truth[field]}
    if is_told(found, "receipt"):
        wrong.pop("receipt", None)  # the stamp is printed paler than the letter
    return wrong and wrong | {"found": [finding.code for finding in found.findings]}
