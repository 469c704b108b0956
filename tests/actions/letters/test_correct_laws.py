"""Laws of corrections: in any order they give the same, and one with its undo leaves an export as it was."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume
from hypothesis import strategies as st
from support import made_letters as made
from support.laws import law
from support.made_letters import HERE
from support.recorded import contents, recorded
from support.servers import copied, open_for_reading, own_folder, writing

from circtrack.actions.letters.correct import correct_letter
from circtrack.actions.letters.correction import Correction, TaskValues
from circtrack.actions.undo import undo
from circtrack.actions.work.done import ProgressEntry, record_done
from circtrack.transfer.export import export

if TYPE_CHECKING:
    import random
    from pathlib import Path

pytestmark = pytest.mark.both_engines

_DAY = st.integers(0, 40).map(lambda days: date(2023, 3, 1) + timedelta(days))
_FIELDS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "number": st.integers(1000, 1009).map(lambda number: {"number": f"ชย 0023.14/{number}"}),
    "date": _DAY.map(lambda day: {"date": day}),
    "subject": st.sampled_from(["ก", "ข", "การบันทึกข้อมูลศูนย์"]).map(lambda text: {"subject": text}),
    "urgency": st.sampled_from(["ด่วน", "ด่วนที่สุด", "none"]).map(lambda word: {"urgency": word}),
    "parent": st.sampled_from(["none", "มท 0810.7/ว 908", "ชย 0023.6/3022"]).map(lambda text: {"parent": text}),
    "add": st.sampled_from(["ทต.หนองบัวแดง", "ทม.ชัยภูมิ"]).map(lambda office: {"add_to": (office,)}),
    "remove": st.sampled_from(["อบต.บ้านไร่", "อบต.วะตะแบก"]).map(lambda office: {"remove_to": (office,)}),
    "due": _DAY.map(lambda day: {"task": 1, "values": TaskValues(due=str(day))}),
    "system": st.sampled_from(["e-Plan", "none"]).map(lambda word: {"task": 1, "values": TaskValues(system=word)}),
}
_SOME = st.lists(st.sampled_from(sorted(_FIELDS)), min_size=2, max_size=5, unique=True).flatmap(
    lambda names: st.tuples(*(_FIELDS[name] for name in names))
)


def begun(folder: Path) -> Path:
    path = recorded(folder / "begun.db")
    for office in HERE[:2]:
        with writing(path, "done") as transaction:
            record_done(transaction, "908", [office], ProgressEntry("done", date(2023, 3, 15)), made.TODAY)
    return path


def correct(path: Path, what: dict[str, Any]) -> None:
    with writing(path, "correct") as transaction:
        # Its number may be another by now: the one that it had finds it too.
        correct_letter(transaction, "ชย 0023.14/708", Correction(**what), made.TODAY)


def exported(path: Path, folder: Path) -> dict[str, bytes]:
    """Return the files of an export, without the journal and the offices, which are public facts and stay."""
    with closing(open_for_reading(path)) as connection:
        export(connection, folder)
    return {
        file.name: file.read_bytes()
        for file in sorted(folder.iterdir())
        if not file.name.startswith(("journal", "manifest", "office"))
    }


@pytest.mark.slow
@law(8, 2, what=_SOME, chance=st.randoms(use_true_random=False))
def test_corrections_of_different_fields_give_the_same_in_any_order(
    what: tuple[dict[str, Any], ...], chance: random.Random
) -> None:
    with own_folder() as folder:
        path = begun(folder)
        one, other = (copied(path, folder / f"{name}.db") for name in ("one", "other"))
        for each in what:
            correct(one, each)
        for each in chance.sample(what, len(what)):
            correct(other, each)
        assert contents(one) == contents(other)


@pytest.mark.slow
@law(8, 2, what=_SOME)
def test_a_correction_and_its_undo_leave_an_export_as_it_was(what: tuple[dict[str, Any], ...]) -> None:
    with own_folder() as folder:
        path = begun(folder)
        before = exported(path, folder / "before")
        together: dict[str, Any] = {}
        for each in what:
            merged = {**together, **each}
            if "values" in together and "values" in each:
                continue  # two corrections of one task are one field here
            together = merged
        correct(path, together)
        assume(exported(path, folder / "corrected") != before)  # the same said again leaves nothing to undo
        with writing(path, "undo") as transaction:
            undo(transaction)
        assert exported(path, folder / "after") == before
