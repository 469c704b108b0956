"""The office's own letters as drafts: lines with their roles, from templates, and the same lines as text.

Each line of a template names its role before a colon, and has its cells between ``||``::

    head: ที่ ชย 0023.14/ || ที่ว่าการอำเภอเทพสถิต
    field: เรื่อง || การบันทึกข้อมูล
    para: ด้วยอำเภอเทพสถิตได้รับแจ้งจากจังหวัดชัยภูมิว่า …

``render.paper_document`` lays the same lines out on A4, so that both always say the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.errors import FileError
from circtrack.render.numerals import thai_numerals
from circtrack.render.paper_words import LISTED
from circtrack.render.templated import rendered
from circtrack.thai.dates import format_thai

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from circtrack.config import OfficeSettings

_HEAD_ROLES = {"secrecy", "emblem", "memo", "head", "right", "day", "line", "field", "item"}
END_ROLES = {"unit", "gap", "centre", "sign", "foot"}
"""The lines below a letter's text."""
ROLES = _HEAD_ROLES | {"para", "number", "list", "place"} | END_ROLES | {"page", "title", "row"}
"""What a line of a letter can be."""

_RIGHT, _MIDDLE, _TAB = 40, 32, 8
"""Where the right half, the middle and a paragraph begin, in characters."""
_WIDTH = 80
BLANK = "␣"
"""Stands in a line for what is filled in by hand: a number, a day."""
_ROOM = " " * 8
_MARKS = ("urgency", "secrecy")


class PaperLine(NamedTuple):
    """One line of a letter: what it is, and its cells."""

    role: str
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        """The first cell."""
        return self.cells[0]


def paper_lines(
    template: str, content: Mapping[str, Any], office: OfficeSettings, own: Path | None = None
) -> list[PaperLine]:
    """Return the lines of a draft, in Thai numerals.

    Args:
        template: Its template's name without its ending: ``forward``, ``reminder``, ``stamped``, ``report``, ``memo``.
        content: What it says (``reports.papers``).
        office: The settings of the office that writes it.
        own: The folder of the office's own templates.

    Raises:
        FileError: a template has an error; the message names the line.
    """
    name = f"draft_{template}.j2"
    urgency, secrecy = (next(filter(None, (each[mark] for each in content["cited"])), "") for mark in _MARKS)
    whole = dict(content) | {
        "office": _of_office(content, office),
        "urgency": urgency,
        "secrecy": secrecy,
        "listed_from": LISTED,
    }
    text = rendered(name, _defuse({"c": whole, "to": content["to"]}), own)
    return [_parse(line, name) for line in text.splitlines() if line.strip()]


def _of_office(content: Mapping[str, Any], office: OfficeSettings) -> dict[str, Any]:
    """Return what the letter says of its office: the settings, else what its earlier letter of this chain said."""
    phones = [office.phone] if office.phone else content.get("phones", [])
    month = format_thai(content["today"]).split(" ", 1)[1]
    given = content.get("on")
    prefix = office.prefix or content.get("prefix") or BLANK
    if prefix.isalpha():  # only the province's or ministry's letters are known
        prefix = f"{prefix} {BLANK}"
    return {
        "number": content.get("number") or f"{prefix}/",
        "day": format_thai(given) if given else f"{BLANK} {month}",
        "address": _lines(office.address),
        "section": _lines(office.section) or _lines(_whole_section(content)),
        "phones": phones,
        "fax": office.fax,
        "email": office.email or content.get("email", ""),
        "signatory": office.signatory,
        "position": office.position,
        "acting": office.acting,
    }


def _whole_section(content: Mapping[str, Any]) -> str:
    """Return the section as the office's earlier letter named it; where that left out of which place, with its name."""
    section, sender = str(content.get("section", "")), str(content["sender"])
    kind = next((each for each in ("จังหวัด", "อำเภอ") if section.endswith(each) and sender.startswith(each)), "")
    return section + sender.removeprefix(kind) if kind else section


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("/") if line.strip()]


def _defuse(value: Any) -> Any:
    """Return the value without what would begin a new cell."""
    if isinstance(value, str):
        return value.replace("||", "| |")
    if isinstance(value, dict):
        return {name: _defuse(each) for name, each in value.items()}
    return [_defuse(each) for each in value] if isinstance(value, (list, tuple)) else value


def _parse(line: str, template: str) -> PaperLine:
    role, colon, rest = line.strip(" ").partition(":")
    if not colon or role not in ROLES:
        raise FileError(
            "The template {file}: the line '{line}' begins with none of {roles}.",
            file=template,
            line=line,
            roles=", ".join(sorted(ROLES)),
        )
    return PaperLine(role, tuple(thai_numerals(cell.strip(" ")) for cell in rest.split("||")))


def paper_text(lines: Sequence[PaperLine]) -> str:
    """Return the draft as text: a paragraph a line, to be pasted into a word processor or a mail."""
    text = "\n".join(line.rstrip() for line in _text_lines(lines)).replace(BLANK, _ROOM)
    return text.strip("\n") + "\n"


def _text_lines(lines: Sequence[PaperLine]) -> Iterator[str]:
    before = ""
    for line in lines:
        if line.role in _SPACED or (line.role in {"foot", "place"} and before != line.role) or _begins(line, before):
            yield ""
        yield from _as_text(line)
        before = line.role


def _begins(line: PaperLine, before: str) -> bool:
    """Whether the line begins something new: a label, the closing words, a list under its title."""
    return (
        (line.role == "item" and bool(line.text))
        or (line.role == "centre" and before in {"para", "number", "list"})
        or (line.role == "row" and before == "title")
    )


# A line of these roles has a blank one before it.
_SPACED = {"day", "field", "para", "unit"}


def _as_text(line: PaperLine) -> Iterator[str]:
    role, first = line.role, line.text
    rest = [cell for cell in line.cells[1:] if cell]
    if role in _INDENTS:
        yield " " * _INDENTS[role] + first
    elif role in {"secrecy", "memo", "title"}:
        yield first.center(_WIDTH).rstrip()
    elif role == "head":
        yield f"{first:<{_RIGHT}}{' '.join(rest)}" if rest else first
    elif role == "line":
        pairs = [f"{label}  {said}" for label, said in zip(line.cells[::2], line.cells[1::2], strict=True)]
        yield "".join(f"{pair:<{_RIGHT}}" for pair in pairs)
    elif role == "sign":
        yield from ("", "", " " * _RIGHT + first)
    elif role in {"field", "item"}:
        yield "  ".join([first or " " * _TAB, *rest])
    elif role in {"number", "list", "row"}:
        name, *remarks = rest
        noted = "".join(f" ({each})" for each in remarks)
        yield " " * (_TAB * 2 if role == "list" else _TAB) + f"{first} {name}{noted}"
    elif role == "page":
        yield from ("", "-" * _WIDTH)
    elif role == "emblem" and first:
        yield first


_INDENTS = {"right": _RIGHT, "centre": _RIGHT, "unit": _RIGHT, "day": _MIDDLE, "para": _TAB, "place": _TAB, "foot": 0}
