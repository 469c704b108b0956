"""What the letters under ``truth/letters`` say, as read by people: one TOML file for each text.

Fields are as a careful clerk would fill them: numbers and dates in the model's form, words as in the text with OCR
damage repaired. A list instead of one value holds several values that are all right. ``doubtful`` names the fields that
a careful person would leave open: the reader must report them. A task's ``title`` has the words that every title must
contain, its ``clause`` the longest text that a title may be. Texts that only mention letters have ``prose`` instead of
letters.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parents[1] / "truth"
HELD_OUT = ("held_", "fresh_", "unseen_", "unmet_", "novel_", "strange_", "blind_", "untried_")
FORMS = ("letter", "memo", "stamped", "prose", "register", "mail")


@dataclass(frozen=True, slots=True)
class Truth:
    """One text and what it says; ``links`` and ``deadlines`` are for texts without a letter of their own."""

    name: str
    form: str
    source: str
    text: str
    letters: tuple[Mapping[str, Any], ...]
    links: tuple[Mapping[str, Any], ...]
    deadlines: tuple[Mapping[str, Any], ...]

    @property
    def made(self) -> bool:
        """Whether the text was written for this measurement."""
        return self.name.startswith("made_")

    @property
    def held_out(self) -> bool:
        """Whether the text was written for this measurement, and the reader was tuned without knowledge of it."""
        return self.name.startswith(HELD_OUT)


def all_truths() -> list[Truth]:
    """Return every text with its truth, sorted by name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.toml"))]


def accepted(value: str | list[str]) -> tuple[str, ...]:
    """Return the values that are right."""
    return (value,) if isinstance(value, str) else tuple(value)


def squeezed(text: str) -> str:
    """Return a text without white space, the only difference that a comparison ignores."""
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
