"""Which room may import which, held by walking every import of the source, those inside functions and for types too."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SOURCE = Path(__file__).resolve().parent.parent / "src" / "circtrack"

# What every room may import.
BASE = {
    "__version__", "errors", "i18n", "clock", "config", "config_file", "kinds", "model", "newfile", "place", "table",
    "figures", "progress_bar", "record", "thai", "working_days", "added_offices", "recurrence", "seldom_used",
}  # fmt: skip

# The language of letters is the lowest room: who converts a date or a number may ask it directly.
ARROWS: dict[str, set[str]] = {
    "errors": {"plurals"},
    "plurals": set(),
    "i18n": {"config_file"},
    "kinds": {"model"},
    "added_offices": {"model"},
    "record": set(),
    "seldom_used": set(),
    "recurrence": {"working_days"},
    "model": set(),
    "newfile": {"errors"},
    "place": {"errors", "record"},
    "table": {"errors", "figures", "record"},
    "figures": {"errors"},
    "progress_bar": set(),
    "clock": {"errors", "thai"},
    "config": {"config_file", "errors", "place"},
    "config_file": set(),
    "thai": {"errors"},
    "working_days": {"config", "errors", "thai"},
    "lists": {"errors", "thai"},
    "registry": BASE,
    "reading": {"registry", "lists"} | BASE,
    "tracking": BASE - {"thai"},
    "database": BASE - {"thai"},
    "store": {"database"} | BASE,
    "transfer": {"store", "database"} | BASE,
    "actions": {"transfer", "store", "database", "tracking", "registry", "reading", "lists"} | BASE,
    "reports": {"store", "database", "tracking", "registry"} | BASE,
    "render": {"reports"} | BASE,
    "cli": {"lists", "reading", "reports", "actions", "transfer", "store", "database", "render", "registry", "tracking"}
    | BASE,
    "__main__": {"cli", "render"} | BASE,
    "__init__": set(),
}

FILES = sorted(SOURCE.rglob("*.py"))


@cache
def _parse(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def module_of(file: Path) -> str:
    """``circtrack.store.letters`` of its file; a package is the module of its ``__init__.py``."""
    return ".".join(("circtrack", *file.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")


MODULES = {module_of(file): file for file in FILES}


def room_of(file: Path) -> str:
    return file.relative_to(SOURCE).with_suffix("").parts[0]


@cache
def imported(file: Path) -> frozenset[str]:
    """Every module that a file imports, or names of it: ours as far as they are modules, others by their own name."""
    return frozenset(_imported(file))


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(_parse(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import"
            module = node.module or ""
            for alias in node.names:
                whole = f"{module}.{alias.name}"
                yield whole if module == "circtrack" or whole in MODULES else module


def ours(file: Path) -> set[str]:
    return {name.split(".")[1] for name in imported(file) if name.startswith("circtrack.")}


def others(file: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(file)} - {"circtrack"}


def circles(imports: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The groups of modules that import each other, over however many steps (Tarjan's components)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        number[module] = lowest[module] = len(number)
        open_.append(module)
        for other in imports.get(module, ()):
            if other not in number:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in open_:
                lowest[module] = min(lowest[module], number[other])
        if lowest[module] == number[module]:
            group = open_[open_.index(module) :]
            del open_[open_.index(module) :]
            if len(group) > 1 or module in imports.get(module, ()):
                found.append(sorted(group))

    for module in imports:
        if module not in number:
            visit(module)
    return found


def test_no_two_files_import_each_other() -> None:
    assert circles({module: imported(file) & MODULES.keys() for module, file in MODULES.items()}) == []


def test_a_circle_is_found_over_however_many_steps() -> None:
    line = {"a": ["b"], "b": ["c"], "c": []}
    assert circles(line) == []
    assert circles({**line, "c": ["a"], "d": ["a"]}) == [["a", "b", "c"]]
    assert circles({"a": ["a"]}) == [["a"]]


def named_in(file: Path) -> Iterator[str]:
    """The classes and the aliases of types that a file makes for others, and its type variables."""
    for node in _parse(file).body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name):
            yield from [target.id] if target.id[0].isupper() and not target.id.isupper() else []


def test_no_name_of_a_class_or_an_alias_stands_for_two_things() -> None:
    places = defaultdict(list)
    for module, file in MODULES.items():
        for name in named_in(file):
            places[name].append(module)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


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
        ("sqlite_utils", {"database"}),
        ("psycopg", {"database", "transfer"}),
        ("platformdirs", {"database", "config_file"}),
        ("icalendar", {"render"}),
        ("docx", {"render"}),
        ("smtplib", {"render"}),
    ],
)
def test_a_library_is_known_in_its_room_only(library: str, rooms: set[str]) -> None:
    assert {room_of(file) for file in FILES if library in others(file)} <= rooms


def test_only_three_rooms_speak_to_the_database() -> None:
    speaking = {
        room_of(file)
        for file in FILES
        for node in ast.walk(_parse(file))
        if isinstance(node, ast.Attribute) and node.attr in {"execute", "executemany", "executescript"}
    }
    assert speaking == {"database", "store", "transfer"}


def test_what_is_recorded_is_asked_for_without_an_engine_s_name() -> None:
    naming = {
        name
        for file in FILES
        if room_of(file) == "store"
        for name in imported(file)
        if name.split(".")[0] in {"sqlite3", "sqlite_utils", "psycopg"}
        or name.startswith(("circtrack.database.sqlite", "circtrack.database.postgres"))
    }
    assert naming == set()


def test_only_the_door_ends_the_program() -> None:
    ending = {
        room_of(file)
        for file in FILES
        for node in ast.walk(_parse(file))
        if (isinstance(node, ast.Attribute) and node.attr in {"exit", "_exit"})
        or (isinstance(node, ast.Name) and node.id == "SystemExit")
    }
    assert ending == {"__main__"}


def test_text_for_people_is_made_where_it_is_shown() -> None:
    """Messages are translated in render, and in cli where Typer asks for text; other rooms carry them untranslated."""
    translating = {
        str(file.relative_to(SOURCE))
        for file in FILES
        for node in ast.walk(_parse(file))
        if isinstance(node, ast.ImportFrom)
        and {f"{node.module}.{alias.name}" for alias in node.names} & {"circtrack.i18n.translate", "circtrack.i18n"}
    }
    of_typer = {f"cli/{name}.py" for name in ("__init__", "options", "spoken", "usage")}
    assert {name for name in translating if not name.startswith("render/")} == of_typer


def test_no_file_cites_a_document_that_the_repository_does_not_have() -> None:
    tests = [file for file in Path(__file__).parent.rglob("*.py") if file != Path(__file__)]
    cites = re.compile(r"\bdesign[, ]+section|\bsections? \d")
    assert [file for file in (*FILES, *tests) if cites.search(file.read_text(encoding="utf-8"))] == []
