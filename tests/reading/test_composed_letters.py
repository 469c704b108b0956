"""Letters composed of parts whose reading is known: what is read of them without a finding is right.

Nothing of what they ask is lost: it is a task, or a finding names its words or its day.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given, settings
from support.composed import LETTER, Asked, Body, lists, may_be_entered_in, sentences, tables
from support.truth_files import squeezed

from circtrack.reading.letters import read_letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.model import Letter

TODAY = date(2026, 11, 1)
_NAMED_BY = 10  # letters of a duty by which a finding names it


def list_faults(body: Body) -> list[str]:
    """Return what is read otherwise than it was composed, and of which no finding tells."""
    (letter,) = read_letters({"composed.txt": LETTER.format(body=body.text)}, today=TODAY)
    faults = [fault for asked in body.asked for fault in _compare(asked, body, letter)]
    if len(letter.tasks) > len(body.asked):
        faults.append(f"{len(letter.tasks)} tasks of {len(body.asked)}")
    return faults


def _compare(asked: Asked, body: Body, letter: Letter) -> Iterator[str]:
    told = [each for each in letter.findings if each.field in {"tasks", "due_on"}]
    task = next((each for each in letter.tasks if asked.duty in each.title), None)
    if task is None:
        if not any(asked.duty[:_NAMED_BY] in each.text or each.code == "unclaimed_deadline" for each in told):
            yield f"lost: {asked}"
        return
    if any(each.code == "unsure_task" and each.text == task.title for each in told):
        return
    if str(task.due_on or "") != asked.due_on:
        yield f"due on {task.due_on}: {asked}"
    if task.audience != asked.office:
        yield f"asked of {task.audience!r}: {asked}"
    if task.system not in may_be_entered_in(asked, body.asked):
        yield f"in {task.system!r}: {asked}"
    longest = squeezed(asked.duty + asked.how)
    if not (task.title.startswith(asked.duty) and longest.startswith(squeezed(task.title))):
        yield f"named {task.title!r}: {asked}"


@given(sentences())
@settings(max_examples=300)
def test_a_sentence_is_read_as_it_was_composed(body: Body) -> None:
    assert list_faults(body) == [], body.text


@given(lists())
@settings(max_examples=300)
def test_a_list_is_read_as_it_was_composed(body: Body) -> None:
    assert list_faults(body) == [], body.text


@given(tables())
@settings(max_examples=300)
def test_a_table_is_read_as_it_was_composed(body: Body) -> None:
    assert list_faults(body) == [], body.text
