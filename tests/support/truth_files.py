"""What the letters under ``truth/letters`` say, as people read them by eye: one TOML file a text.

Fields are as a careful clerk would fill them: number and dates in the model's own form, words as they stand in the
text with its damage repaired. A list in place of one value holds several that are all right. ``doubtful`` names the
fields that a careful person would not decide: the reader has to say so. A task's ``title`` holds the words that no
title may lack, its ``clause`` those that no title may exceed. Texts that only speak of letters have ``prose`` in place
of letters.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parents[1] / "truth"
FORMS = ("letter", "memo", "stamped", "prose", "register", "mail")


@dataclass(frozen=True, slots=True)
class Truth:
    """One text and what it says; ``links`` and ``deadlines`` are of texts that hold no letter of their own."""

    name: str
    form: str
    source: str
    text: str
    letters: tuple[Mapping[str, Any], ...]
    links: tuple[Mapping[str, Any], ...]
    deadlines: tuple[Mapping[str, Any], ...]

    @property
    def made(self) -> bool:
        """Whether the text was made for the measure."""
        return self.name.startswith("made_")

    @property
    def held_out(self) -> bool:
        """Whether the text was made for the measure and kept from those who tune the reader until its first run."""
        return self.name.startswith(("held_", "fresh_"))


def all_truths() -> list[Truth]:
    """Every text with its truth, by name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.toml"))]


def accepted(value: str | list[str]) -> tuple[str, ...]:
    """The values that are right."""
    return (value,) if isinstance(value, str) else tuple(value)


def squeezed(text: str) -> str:
    """A text without its white space: all that a comparison forgives."""
    return "".join(text.split())


def _read(path: Path) -> Truth:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    prose = told.get("prose", {})
    return Truth(
        name=path.stem,
        form=told["form"],
        source=told["source"],
        text=(FOLDER / told["file"]).read_text(encoding="utf-8"),
        letters=tuple(told.get("letter", ())),
        links=tuple(prose.get("links", ())),
        deadlines=tuple(prose.get("deadlines", ())),
    )
