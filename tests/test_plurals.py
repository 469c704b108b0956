"""English sentences that count one thing."""

from __future__ import annotations

import pytest

from circtrack.errors import Message
from circtrack.i18n import set_language
from circtrack.render.messages import said

SENTENCES = [
    ("{count} letters were recorded before", {"count": 1}, "1 letter was recorded before"),
    ("{count} letters were recorded before", {"count": 2}, "2 letters were recorded before"),
    ("{count} letters were recorded before", {"count": "11"}, "11 letters were recorded before"),
    ("{count} entries of the journal are dated after now", {"count": "1"}, "1 entry of the journal is dated after now"),
    ("{count} lines that cannot be taken were written", {"count": 1}, "1 line that cannot be taken was written"),
    ("{count} lines name others, and were left out: they are kept", {"count": 1},
     "1 line names others, and was left out: they are kept"),
    ("{count} letters were recorded under the bare name", {"count": 1}, "1 letter was recorded under the bare name"),
    ("{count} offices that are not under it owe data", {"count": 1}, "1 office that is not under it owes data"),
    ("Its chain has {tasks} tasks and {obligations} obligations.", {"tasks": 1, "obligations": 6},
     "Its chain has 1 task and 6 obligations."),
    ("{number} asks {count} more offices", {"number": "1", "count": 1}, "1 asks 1 more office"),
    ("{file} is read, {days} days late", {"file": "1", "days": 1}, "1 is read, 1 day late"),
]  # fmt: skip


@pytest.mark.parametrize(("template", "values", "sentence"), SENTENCES)
def test_one_is_singular(template: str, values: dict[str, object], sentence: str) -> None:
    set_language("en")
    message = Message(template, **values)
    assert str(message) == sentence
    assert said(message) == sentence
    assert said(Message("{one}; {other}", one=message, other="x")) == f"{sentence}; x"
