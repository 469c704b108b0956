"""Offices' outgoing series: as many letters are recorded as were read, each under the letter that it cites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st
from support import made_letters as made
from support.laws import law
from support.outgoing import DEPARTMENT, DISTRICT, FLOOD, PROVINCE, TAX, Office, write
from support.recorded import owned, query
from support.servers import own_folder, writing

from circtrack.actions.letters.record import record_letters
from circtrack.reading.letters import read_letters
from circtrack.store.letters import load_known_letters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.both_engines

Series = list[tuple[str, str, str]]
"""Each letter's number, its parent's number, and its text."""


@st.composite
def series(draw: st.DrawFn) -> Series:
    """What a department, a province under it and a district under that send on one day, with numbers one by one."""
    found: Series = []
    above: list[tuple[str, str]] = []
    for office, over, most in ((DEPARTMENT, PROVINCE, 2), (PROVINCE, DEPARTMENT, 4), (DISTRICT, PROVINCE, 4)):
        own = draw(numbers(office, most))
        for sub_code, running in own:
            number = f"{office.prefix}{sub_code}/{running}"
            parent, subject = draw(st.sampled_from(above)) if above else ("", "")
            # A letter keeps the subject of the one that it passes on.
            subject = subject or draw(st.sampled_from([FLOOD, TAX, f"{FLOOD} ครั้งที่ ๒"]))
            if office is PROVINCE and draw(st.booleans()):
                parent = ""
            text = write(office, running, sub_code=sub_code, subject=subject, passes_on=parent, above=over)
            found.append((number, parent, text))
        above = [(number, subject_of(text)) for number, _, text in found[-len(own) :]]
    return found


def subject_of(text: str) -> str:
    return text.partition("เรื่อง ")[2].partition("\n")[0]


def numbers(office: Office, most: int) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Consecutive numbers from one register, some as circulars, some with a sub-code."""
    first = st.sampled_from([7, 98, 708, 4755, 5119])
    kinds = st.lists(
        st.tuples(st.sampled_from(["", "", ".1"] if office is PROVINCE else [""]), st.sampled_from(["ว ", "ว ", ""])),
        min_size=1,
        max_size=most,
    )
    return st.builds(
        lambda start, marks: [(sub, f"{mark}{start + at}") for at, (sub, mark) in enumerate(marks)], first, kinds
    )


def read(path: Path, texts: Sequence[str], *, in_one: bool) -> None:
    """Read and record texts, in one file or each in its own."""
    files = {"all": "\n\n".join(texts)} if in_one else {str(at): text for at, text in enumerate(texts)}
    with writing(path, "read") as transaction:
        letters = read_letters(
            files, today=made.TODAY, known=lambda wanted: load_known_letters(transaction.connection, wanted)
        )
        assert len(letters) == len(texts)
        record_letters(transaction, letters, made.DISTRICT, made.TODAY)


def recorded(path: Path) -> list[tuple[str, str]]:
    return query(
        path,
        "SELECT l.number, coalesce(p.number, '') FROM letter AS l LEFT JOIN letter AS p ON p.id = l.parent ORDER BY 1",
    )


def owed(path: Path) -> list[tuple[str, str]]:
    """Who owes, by the first letter of the chain."""
    return query(
        path,
        "SELECT l.number, o.office FROM obligation AS o JOIN task AS t ON t.id = o.task"
        " JOIN letter AS l ON l.id = t.letter ORDER BY 1, 2",
    )


@pytest.mark.slow
@law(10, 2, letters=series(), data=st.data())
def test_as_many_letters_are_recorded_as_were_read_each_under_its_own_parent(
    letters: Series, data: st.DataObject
) -> None:
    wanted = sorted((number, parent) for number, parent, _ in letters)
    order = data.draw(st.permutations(letters))
    with own_folder() as folder:
        at_once, in_turn = owned(folder / "a.db", made.DISTRICT), owned(folder / "b.db", made.DISTRICT)
        read(at_once, [text for *_, text in letters], in_one=False)
        assert recorded(at_once) == wanted
        rest = [text for *_, text in order]
        while rest:
            count = data.draw(st.integers(1, len(rest)))
            read(in_turn, rest[:count], in_one=data.draw(st.booleans()))
            rest = rest[count:]
        assert recorded(in_turn) == wanted
        assert owed(in_turn) == owed(at_once)
        numbers = query(in_turn, "SELECT number FROM letter_number WHERE letter_number.source <> 'own'")
        assert numbers == []
        read(in_turn, [text for *_, text in order], in_one=True)
        assert recorded(in_turn) == wanted
