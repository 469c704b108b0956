"""The one reader of lists: a table of lists as people send them, each with what must come out."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import pytest

from circtrack.lists.read import read_list
from lists.said_in_chats import CHATS
from lists.said_in_tables import TABLES

if TYPE_CHECKING:
    from circtrack.lists.model import ReadList

CASES = (*CHATS, *TABLES)
SHEET = "หน่วยงาน,วันที่บันทึก,หมายเหตุ\nอบต.บ้านไร่,20/3/2566,โทรแจ้ง\nทต.เทพสถิต,๒๐ มี.ค. ๖๖,\n"
READ = "2 อบต.บ้านไร่ | note=โทรแจ้ง on=20/3/2566\n3 ทต.เทพสถิต | on=๒๐ มี.ค. ๖๖"
ENCODINGS = {
    "utf-8": lambda text: text.encode(),
    "utf-8-sig": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16-be": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "utf-16-le without a mark": lambda text: text.encode("utf-16-le"),
    "cp874": lambda text: text.encode("cp874"),
}


def shown(found: ReadList) -> str:
    """What a list says, one line an entry, as the tables of cases have it."""
    lines = [(each.line, f"{each.line} ~ {each.text}") for each in found.words]
    for each in found.entries:
        fields = dict(each.fields) | ({"mark": each.mark} if each.mark else {})
        order = sorted(fields, key=lambda name: (name != "mark", name))
        said = " ".join(f"{name}={fields[name]}" for name in order).replace("\n", "\\n")
        lines.append((each.line, f"{each.line} {each.name}" + (f" | {said}" if said else "")))
    return "\n".join(text for _, text in sorted(lines, key=lambda line: line[0]))


def test_there_are_lists_enough() -> None:
    assert len(CASES) + len(ENCODINGS) * 4 >= 120
    assert len({name for name, _, _ in CASES}) == len(CASES)


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_a_list_as_people_send_it(text: str, expected: str) -> None:
    assert shown(read_list(text.encode(), "list")) == expected


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_each_encoding_with_each_separator(encoding: str, separator: str) -> None:
    found = read_list(ENCODINGS[encoding](SHEET.replace(",", separator)), "list")
    assert shown(found) == READ
    said = " ".join(map(str, found.notes))
    assert ("was read as" in said) == (not encoding.startswith("utf-8"))
    assert ("columns between" in said) == (separator != ",")
