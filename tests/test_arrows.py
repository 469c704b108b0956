"""Which room may import which, held by walking every import of the source, those inside functions too."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).resolve().parent.parent / "src" / "circtrack"

# What every room may import, but for `thai`, which stands by itself.
BASE = {
    "__version__", "errors", "i18n", "clock", "config", "kinds", "model", "newfile", "place", "table", "figures",
    "progress",
}  # fmt: skip

# The language of letters is the lowest room: who converts a date or a number for people may ask it directly.
ARROWS: dict[str, set[str]] = {
    "errors": set(),
    "i18n": set(),
    "kinds": {"model"},
    "model": set(),
    "newfile": {"errors"},
    "place": set(),
    "table": {"figures"},
    "figures": set(),
    "progress": set(),
    "clock": {"thai"},
    "config": {"errors", "place"},
    "thai": {"errors"},
    "registry": {"thai"} | BASE,
    "reading": {"thai", "registry"} | BASE,
    "tracking": BASE,
    "store": BASE,
    "actions": {"store", "tracking", "registry", "reading", "thai"} | BASE,
    "reports": {"store", "tracking", "registry"} | BASE,
    "render": {"thai"} | BASE,
    "cli": {"reading", "reports", "actions", "store", "render", "registry", "tracking", "thai"} | BASE,
    "__main__": {"cli", "render"} | BASE,
    "__init__": set(),
}

FILES = sorted(SOURCE.rglob("*.py"))


def room_of(file: Path) -> str:
    return file.relative_to(SOURCE).with_suffix("").parts[0]


def imported(file: Path) -> Iterator[str]:
    """Every module that a file imports, ours by room, others by their top-level name."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names) if module == "circtrack" else [module]


def ours(file: Path) -> set[str]:
    return {name.split(".")[1] for name in imported(file) if name.startswith("circtrack.")}


def others(file: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(file)} - {"circtrack"}


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(SOURCE)) for file in FILES])
def test_a_room_imports_only_what_its_arrows_allow(file: Path) -> None:
    room = room_of(file)
    assert ours(file) - {room} <= ARROWS[room]


def test_every_room_has_its_arrows_and_every_arrow_its_room() -> None:
    assert {room_of(file) for file in FILES} == set(ARROWS)


def test_nothing_but_the_door_imports_the_command_line() -> None:
    assert [file for file in FILES if room_of(file) not in {"cli", "__main__"} and "cli" in ours(file)] == []


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("typer", {"cli"}),
        ("rich", {"render"}),
        ("jinja2", {"render"}),
        ("sqlite_utils", {"store"}),
        ("psycopg", {"store"}),
        ("platformdirs", {"store", "config"}),
        ("icalendar", {"render"}),
        ("docx", {"render"}),
        ("smtplib", {"actions"}),
    ],
)
def test_a_library_is_known_in_its_room_only(library: str, rooms: set[str]) -> None:
    assert {room_of(file) for file in FILES if library in others(file)} <= rooms


def test_only_the_store_speaks_to_the_database() -> None:
    speaking = {
        room_of(file)
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"execute", "executemany", "executescript"}
    }
    assert speaking == {"store"}


def test_only_the_door_ends_the_program() -> None:
    ending = {
        room_of(file)
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in {"exit", "_exit"})
        or (isinstance(node, ast.Name) and node.id == "SystemExit")
    }
    assert ending == {"__main__"}


def test_no_file_outgrows_its_topic() -> None:
    assert [str(file) for file in FILES if len(file.read_text(encoding="utf-8").splitlines()) > 300] == []
