"""Read the text of a Word file (``.docx``): paragraphs, tables and text boxes, in their order, as lines.

Only the standard library is used. What Word keeps twice (a text box, once for old programs) is read once; what was
struck out in revision is left out; the numbers of numbered paragraphs, which are not in their text, are counted.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from circtrack.errors import N_, FileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_BODY = "word/document.xml"
_NUMBERING = "word/numbering.xml"
_LARGEST = 64_000_000  # bytes of XML; a letter has a hundredth of it
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BETWEEN_COLUMNS = "    "
# Everything that zipfile raises for a damaged file.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, KeyError, ValueError,
)  # fmt: skip


def is_word(data: bytes) -> bool:
    """Whether bytes are a Word file: a ZIP file that holds a document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _BODY in package.namelist()
    except _DAMAGED:
        return False


def read_word(data: bytes, name: str) -> str:
    """Return the text of a Word file.

    Args:
        data: The file's bytes.
        name: The file's name in messages.

    Raises:
        FileError: it is damaged, locked, or unpacks to more than any letter has.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            document = _parse(package, _BODY)
            numbering = _parse(package, _NUMBERING) if _NUMBERING in package.namelist() else None
    except _DAMAGED as error:
        raise _make_damaged_error(name, error) from error
    except ET.ParseError as error:
        raise _make_damaged_error(name, error) from error
    body = document.find(f"{_W}body")
    numbers = _Numbers(numbering)
    return "\n".join(_list_lines(body, numbers)) if body is not None else ""


def _make_damaged_error(name: str, error: Exception) -> FileError:
    return FileError(
        N_("{file} is a damaged Word file: {reason}."),
        hint=N_("Open it in Word and save it again, or save it as a text file."),
        file=name,
        reason=str(error) or type(error).__name__,
    )


def _parse(package: zipfile.ZipFile, member: str) -> Element:
    """Parse one part of the package; one that declares entities or unpacks to far too much is refused as damaged."""
    if package.getinfo(member).file_size > _LARGEST:
        reason = f"{member} unpacks to more than {_LARGEST // 1_000_000} MB"
        raise zipfile.BadZipFile(reason)
    with package.open(member) as part:
        xml = part.read(_LARGEST + 1)
    if len(xml) > _LARGEST or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        reason = f"{member} is not as Word writes it"
        raise zipfile.BadZipFile(reason)
    return ET.fromstring(xml)  # noqa: S314 - without a document type there is nothing to expand


class _Numbers:
    """Counts the paragraphs of each numbered list, by list and level."""

    def __init__(self, numbering: Element | None) -> None:
        self._bulleted = set(_find_bullets(numbering)) if numbering is not None else set()
        self._counts: dict[tuple[str, str], int] = {}

    def count(self, paragraph: Element) -> str:
        """Return what stands before a paragraph: its number, a bullet, or nothing."""
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        if properties is None:
            return ""
        values = [properties.find(f"{_W}{tag}") for tag in ("numId", "ilvl")]
        numbered, level = ("0" if each is None else each.get(f"{_W}val", "0") for each in values)
        if numbered == "0":
            return ""
        if (numbered, level) in self._bulleted:
            return "- "
        self._counts[numbered, level] = self._counts.get((numbered, level), 0) + 1
        return f"{self._counts[numbered, level]}. "


def _find_bullets(numbering: Element) -> Iterator[tuple[str, str]]:
    """Yield the list and the level of every list that has bullets instead of numbers."""
    levels = {
        (kind.get(f"{_W}abstractNumId", ""), level.get(f"{_W}ilvl", "0"))
        for kind in numbering.findall(f"{_W}abstractNum")
        for level in kind.findall(f"{_W}lvl")
        if (form := level.find(f"{_W}numFmt")) is not None and form.get(f"{_W}val") == "bullet"
    }
    for each in numbering.findall(f"{_W}num"):
        kind = each.find(f"{_W}abstractNumId")
        number = kind.get(f"{_W}val", "") if kind is not None else ""
        yield from ((each.get(f"{_W}numId", ""), level) for of, level in levels if of == number)


def _list_lines(block: Element, numbers: _Numbers) -> Iterator[str]:
    """Yield the lines of a body, a cell or a text box; a table's row is one line."""
    for child in block:
        if child.tag == f"{_W}p":
            yield from _read_paragraph(child, numbers)
        elif child.tag == f"{_W}tbl":
            for row in child.iter(f"{_W}tr"):
                cells = (" ".join(filter(None, _list_lines(cell, numbers))) for cell in row.findall(f"{_W}tc"))
                yield _BETWEEN_COLUMNS.join(cells)
        elif child.tag != _FALLBACK:
            yield from _list_lines(child, numbers)


def _read_paragraph(paragraph: Element, numbers: _Numbers) -> Iterator[str]:
    """Yield a paragraph's lines, those of the text boxes at it first."""
    boxes: list[Element] = []
    text = numbers.count(paragraph) + "".join(_list_pieces(paragraph, boxes))
    for box in boxes:
        yield from _list_lines(box, numbers)
    yield from text.split("\n")


def _list_pieces(element: Element, boxes: list[Element]) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in {f"{_W}tab", f"{_W}ptab"}:
            yield _BETWEEN_COLUMNS
        elif child.tag in {f"{_W}br", f"{_W}cr"}:
            yield "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif child.tag == f"{_W}txbxContent":
            boxes.append(child)
        elif child.tag not in {_FALLBACK, f"{_W}pPr", f"{_W}del", f"{_W}moveFrom"}:
            yield from _list_pieces(child, boxes)
