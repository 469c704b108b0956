"""The map of the house in CONTRIBUTING is what a walk through the tree shows, and what it names is there."""

from __future__ import annotations

import re

from maintain.__main__ import TOPICS
from support.program import PROJECT
from test_arrows import ARROWS, BASE

TEXT = (PROJECT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
SOURCE = PROJECT / "src" / "circtrack"


def mapped() -> set[str]:
    """The folders of the map, each from the project's root."""
    picture = re.search(r"## The map of the house\n+```\n(.*?)```", TEXT, re.DOTALL)
    assert picture
    above: list[str] = []
    folders = set()
    for line in picture[1].splitlines():
        name = re.match(r"( *)(\S+)/(?: |$)", line)
        assert name, line
        above[len(name[1]) // 2 :] = [name[2]]
        folders.add("/".join(above))
    return folders


def test_the_map_has_every_room_and_no_other() -> None:
    rooms = {
        folder.relative_to(PROJECT).as_posix()
        for folder in (SOURCE, *SOURCE.rglob("*"))
        if folder.is_dir() and "__pycache__" not in folder.parts and folder.parent.name not in {"locale", "man", "th"}
    }
    assert {folder for folder in mapped() if folder.startswith("src/circtrack")} == rooms
    assert [folder for folder in mapped() if not (PROJECT / folder).is_dir()] == []


def test_the_arrows_told_are_those_that_are_held() -> None:
    told = {room: set(others.split(", ")) for room, others in re.findall(r"^(\w+) +-> (.+)$", TEXT, re.MULTILINE)}
    held = {room: arrows - BASE for room, arrows in ARROWS.items() if room not in BASE and not room.startswith("__")}
    assert told == {room: arrows for room, arrows in held.items() if arrows}


def test_what_is_named_is_there() -> None:
    named = re.findall(r"`([\w./-]+\.(?:py|md|po))`", TEXT)
    assert len(named) > 20
    for name in named:
        assert any((PROJECT / folder / name).exists() for folder in (".", "src/circtrack")), name
    files = re.findall(r"`([\w/]+\.py)` \(`(\w+)`\)", TEXT)
    assert len(files) >= 3
    for file, function in files:
        assert f"def {function}(" in (SOURCE / file).read_text(encoding="utf-8")


def test_what_is_maintained_is_maintained_so() -> None:
    for command in re.findall(r"`python tests/maintain( [^`]*)?`", TEXT):
        assert set(command.split()) <= set(TOPICS)
