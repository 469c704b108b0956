"""What a district records, corrects, takes back and takes in, beside a plain model of it: nothing recorded is lost.

The model knows of each letter its number, date, subject and deadline, and who has done what: no chains, no rows. The
district's own letter and the department's are corrected in the district's database, the province's in the province's;
that correction comes in a bundle, and is the issuer's word. The province takes its letter out too, and takes that back.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from support import made_letters as made
from support.made_letters import HERE
from support.offices import begun, bundled, merged
from support.recorded import contents, query
from support.servers import databases_dropped, on_server, writing

from circtrack.actions.letters.correct import correct_letter
from circtrack.actions.letters.correction import Correction, TaskValues
from circtrack.actions.letters.manual_letters import record_forward
from circtrack.actions.letters.record import record_letters
from circtrack.actions.letters.withdraw import withdraw_letter
from circtrack.actions.undo import redo, undo
from circtrack.actions.work.done import ProgressEntry, record_done
from circtrack.errors import DiffersError, UnknownError

if TYPE_CHECKING:
    from circtrack.actions.results import Differing

pytestmark = pytest.mark.both_engines

GIVEN = {
    "root": made.root(recipients=(made.PROVINCE,), tasks=(made.TO_ALL,), text=""),
    "province": made.province(recipients=(made.DISTRICT,), aliases=("ชย 0023.6/3062",)),
    "district": made.district(),
}
DAYS = st.integers(0, 9).map(lambda days: made.LATER - timedelta(days))
DUE = st.integers(0, 20).map(lambda days: date(2023, 3, 15) + timedelta(days))
SUBJECTS = st.sampled_from(["เรื่องที่หนึ่ง", "เรื่องที่สอง", "เรื่องที่สาม"])
FORWARDED = "ชย 0023.14/710"


@dataclass
class Said:
    """What the model knows of one letter."""

    number: str
    day: date
    subject: str
    due: date | None
    former: frozenset[str] = field(default=frozenset(), compare=False)

    def renumbered(self, number: str) -> Said:
        return replace(self, number=number, former=self.former | {self.number})


@dataclass
class Model:
    """What is recorded in the district's database."""

    letters: dict[str, Said] = field(default_factory=dict)
    done: dict[str, set[date]] = field(default_factory=dict)
    by_issuer: bool = False


def said(which: str) -> Said:
    letter = GIVEN[which]
    assert letter.date
    return Said(letter.number, letter.date, letter.subject, letter.tasks[0].due_on)


class District(RuleBasedStateMachine):
    """The histories, and what holds after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.closing = ExitStack()
        self.closing.enter_context(databases_dropped())
        self.folder = Path(self.closing.enter_context(tempfile.TemporaryDirectory()))
        self.path, self.province = begun(self.folder, "district"), begun(self.folder, "province")
        for which in ("root", "province"):
            self._record(self.province, which)
        self.provinces = said("province")
        self.withdrawn = False
        self.model = Model()
        self.past: list[tuple[Model, Any]] = []
        self.future: list[tuple[Model, Any]] = []
        self.numbers = iter(range(800, 900))
        self.files = iter(range(1000))

    def teardown(self) -> None:
        self.closing.close()

    def _record(self, path: Path, which: str, differing: Differing = "refuse") -> bool:
        with writing(path, "read") as transaction:
            office = made.DISTRICT if path == self.__dict__.get("path") else made.PROVINCE
            result = record_letters(transaction, [GIVEN[which]], office, made.TODAY, differing=differing)
        return result.letters[0].is_new

    def _remember(self) -> None:
        self.past.append((deepcopy(self.model), contents(self.path)))
        self.future.clear()

    @rule(which=st.sampled_from(sorted(GIVEN)))
    def read(self, which: str) -> None:
        given = said(which)
        known = next((each for each in self.model.letters.values() if each.number == given.number), None)
        if known is not None:
            differs = known != given
            try:
                self._record(self.path, which)
            except DiffersError:
                assert differs
            else:
                assert not differs
            return
        renamed = any(
            given.number in each.former and (each.day, each.subject) == (given.day, given.subject)
            for each in self.model.letters.values()
        )
        if renamed:  # is it that letter? It is said to be another one
            with pytest.raises(DiffersError):
                self._record(self.path, which)
        self._remember()
        self._record(self.path, which, "keep" if renamed else "refuse")
        name = which if which not in self.model.letters else f"{which} {next(self.numbers)}"
        self.model.letters[name] = given

    @precondition(lambda self: "province" in self.model.letters and "forwarded" not in self.model.letters)
    @rule(day=DAYS.filter(lambda day: day >= made.LATER), due=DUE)
    def forward(self, day: date, due: date) -> None:
        self._remember()
        letter = self.model.letters["province"]
        if day < letter.day:
            self.past.pop()
            return
        with writing(self.path, "forward") as transaction:
            record_forward(
                transaction, letter.number, number=FORWARDED, on=day, today=made.TODAY, to=[HERE[0]], due=due
            )
        owed = query(self.path, f"SELECT count(*) FROM stated_task AS s JOIN letter AS l ON l.id = s.letter"
                                f" WHERE l.number = '{FORWARDED}'")[0][0]  # fmt: skip
        self.model.letters["forwarded"] = Said(FORWARDED, day, letter.subject, due if owed else None)

    @precondition(lambda self: self.model.letters)
    @rule(which=st.integers(0, 9), office=st.sampled_from(HERE), days=st.integers(0, 10))
    def done(self, which: int, office: str, days: int) -> None:
        letter = list(self.model.letters.values())[which % len(self.model.letters)]
        day = date(2023, 3, 10) + timedelta(days)
        self._remember()
        try:
            with writing(self.path, "done") as transaction:
                result = record_done(transaction, letter.number, [office], ProgressEntry("done", day), made.TODAY)
        except UnknownError:  # it owes nothing there
            self.past.pop()
            return
        if not result.changes:
            self.past.pop()
        self.model.done.setdefault(office, set()).add(day)
        assert (office, str(day)) in self._done()

    @precondition(lambda self: self.model.letters)
    @rule(which=st.integers(0, 9), what=st.sampled_from(["number", "date", "subject", "due"]), day=DAYS, due=DUE,
          subject=SUBJECTS)  # fmt: skip
    def correct(self, which: int, what: str, day: date, due: date, subject: str) -> None:
        name = list(self.model.letters)[which % len(self.model.letters)]
        letter = self.model.letters[name]
        if name == "province" and self.model.by_issuer:
            return
        if what == "due" and letter.due is None:
            return
        changed = {
            "number": letter.renumbered(f"{letter.number.partition('/')[0]}/{next(self.numbers)}"),
            "date": replace(letter, day=day),
            "subject": replace(letter, subject=subject),
            "due": replace(letter, due=due),
        }[what]
        self._remember()
        assert self._correct(self.path, letter, changed) == (changed != letter)
        if changed == letter:
            self.past.pop()
        self.model.letters[name] = changed

    def _correct(self, path: Path, letter: Said, changed: Said) -> bool:
        correction = Correction(
            number=changed.number if changed.number != letter.number else None,
            date=changed.day if changed.day != letter.day else None,
            subject=changed.subject if changed.subject != letter.subject else None,
            task=1 if changed.due != letter.due else 0,
            values=TaskValues(due=str(changed.due)) if changed.due != letter.due else TaskValues(),
        )
        if changed == letter:
            return False
        with writing(path, "correct") as transaction:
            return correct_letter(transaction, letter.number, correction, made.TODAY).is_change

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        model, before = self.past.pop()
        self.future.append((self.model, contents(self.path)))
        with writing(self.path, "undo") as transaction:
            undo(transaction)
        self.model = model
        assert contents(self.path) == before

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        model, after = self.future.pop()
        self.past.append((self.model, contents(self.path)))
        with writing(self.path, "redo") as transaction:
            redo(transaction)
        self.model = model
        assert contents(self.path) == after

    @precondition(lambda self: not self.withdrawn)
    @rule(what=st.sampled_from(["date", "subject", "due", "number"]), day=DAYS, due=DUE, subject=SUBJECTS)
    def correct_in_the_province(self, what: str, day: date, due: date, subject: str) -> None:
        letter = self.provinces
        changed = {
            "number": letter.renumbered(f"ชย 0023.6/{next(self.numbers)}"),
            "date": replace(letter, day=day),
            "subject": replace(letter, subject=subject),
            "due": replace(letter, due=due),
        }[what]
        self._correct(self.province, letter, changed)
        self.provinces = changed

    @precondition(lambda self: not self.withdrawn)
    @rule()
    def withdraw_in_the_province(self) -> None:
        with writing(self.province, "correct") as transaction:
            withdraw_letter(transaction, self.provinces.number, "")
        self.withdrawn = True

    @precondition(lambda self: self.withdrawn)
    @rule()
    def undo_the_withdrawal_in_the_province(self) -> None:
        with writing(self.province, "undo") as transaction:
            undo(transaction)
        self.withdrawn = False

    @rule()
    def take_in(self) -> None:
        number = self.provinces.number
        if any(name.startswith("province ") for name in self.model.letters):
            return  # another letter has the number that the province's had at first
        file = bundled(self.province, made.DISTRICT, self.folder / f"{next(self.files)}.circtrack", letter=number)
        taken = [name for name, each in self.model.letters.items() if name != "province" and each.number == number]
        own = self.model.letters.get("province")
        if taken or (own and own.number != number and not self.model.by_issuer):
            # The district has another number for it, from paper or of its own: two words, and none is the model's to
            # weigh. ``test_corrections_travel`` says when they are one letter, and when that is only noted.
            return
        self._remember()
        before = self._entries()
        merged(self.path, [file])
        # What is said again, after it was taken back, changes when it was said, and that alone can be an entry.
        if self._entries() == before:
            self.past.pop()
        if self.withdrawn:
            self.model.letters.pop("province", None)
            # What was done of what only this letter asked is kept with the withdrawal, and is in force no more.
            rows = self._done()
            done = {
                office: {day for day in days if (office, str(day)) in rows} for office, days in self.model.done.items()
            }
            self.model.done = {office: days for office, days in done.items() if days}
            self.model.by_issuer = False
            return
        former = self.provinces.former | (own.former if own else frozenset())
        self.model.letters["province"] = replace(self.provinces, former=former)
        self.model.letters.setdefault("root", said("root"))
        self.model.by_issuer = True

    def _entries(self) -> int:
        return int(query(self.path, "SELECT count(*) FROM journal")[0][0])

    @invariant()
    def letters_are_those_of_the_model(self) -> None:
        rows = query(
            self.path,
            "SELECT l.number, l.date, l.subject, (SELECT s.due_on FROM stated_task AS s WHERE s.letter = l.id"
            " AND s.position = 1) FROM letter AS l ORDER BY 1",
        )
        wanted = [
            (each.number, str(each.day), each.subject, str(each.due) if each.due else None)
            for each in self.model.letters.values()
        ]
        assert rows == sorted(wanted)

    @invariant()
    def what_was_done_is_recorded(self) -> None:
        # Of two letters that turn out to ask for the same thing, one of the days that were told stays.
        rows = self._done()
        for office, days in self.model.done.items():
            assert any((office, str(day)) in rows for day in days), office

    def _done(self) -> set[tuple[str, str]]:
        return set(query(self.path, "SELECT office, done_on FROM obligation WHERE progress = 'done'"))

    @invariant()
    def no_row_hangs_loose(self) -> None:
        assert query(self.path, "SELECT count(*) FROM letter AS l JOIN letter AS p ON p.id = l.parent"
                                " WHERE l.root <> p.root") == [(0,)]  # fmt: skip
        assert query(self.path, "SELECT count(*) FROM task AS t WHERE NOT EXISTS (SELECT 1 FROM stated_task AS s"
                                " WHERE s.task = t.id)") == [(0,)]  # fmt: skip


@pytest.mark.slow
def test_histories_beside_a_plain_model() -> None:
    examples, steps = (2, 12) if on_server() else (15, 20)
    run_state_machine_as_test(
        District,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            phases=[Phase.generate],  # shrinking would take hours; the steps that failed are told
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
