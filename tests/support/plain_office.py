"""What a province's clerk would keep on paper of one circular: who was told, who owes, by when. A model for tests.

Written from the help topics (owing, dates, between-offices) and not from the program, with plain loops over plain
lists, so that the two do not share a mistake. Days are dates, deadlines are inclusive.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta

DEPARTMENT, PROVINCE = "dla", "36"
DISTRICTS = ("3609", "3610")
SUPERIOR = {
    PROVINCE: DEPARTMENT,
    "3609": PROVINCE,
    "3610": PROVINCE,
    "02360101": PROVINCE,
    "dla-36": PROVINCE,
    "05360901": "3609",
    "06360903": "3609",
    "06360904": "3609",
    "05361003": "3610",
    "06361004": "3610",
}
"""Who writes to whom; the province and its districts are not asked to enter anything."""
IN_THE_HALL = {"dla-36"}
"""Offices that sit in their superior's hall: they are told when it is."""
AUDIENCE = tuple(code for code in SUPERIOR if code not in {PROVINCE, *DISTRICTS})


@dataclass
class Paper:
    """One letter of the chain: to whom, and who stamped it when."""

    number: str
    day: date
    issuer: str
    recipients: tuple[str, ...]
    parent: str
    due: date | None = None
    received: dict[str, date] = field(default_factory=dict)


@dataclass
class Duty:
    """What one office has entered of the one task, and by when it is to.

    What letters set until the day ``moved_past``, which includes it, is older than the last move of its deadline.
    """

    due: date
    progress: str = "none"
    done_on: date | None = None
    moved_past: date | None = None


@dataclass
class PlainOffice:
    """The circular as the province knows it."""

    papers: list[Paper]
    duties: dict[str, Duty]

    def told(self, office: str) -> tuple[date, str] | None:
        """The first day on which a letter of the chain reached an office, and the lowest number of that day.

        The stamp's day counts where it is known, else the letter's. Whoever wrote a letter of the chain had the one
        that it passes on, on that day at the latest; but what says when a letter came comes before that.
        """
        came = [
            (paper.received.get(office, paper.day), paper.number) for paper in self.papers if office in paper.recipients
        ]
        if not came:
            came = [(paper.day, paper.parent or paper.number) for paper in self.papers if paper.issuer == office]
            hall = self.told(SUPERIOR[office]) if office in IN_THE_HALL else None
            came += [hall] if hall else []
        return min(came) if came else None

    def stalled_at(self, office: str) -> str:
        """The nearest office above an untold one that has the letter."""
        above = SUPERIOR[office]
        while above != DEPARTMENT and self.told(above) is None:
            above = SUPERIOR[above]
        return above

    def state(self, office: str, today: date) -> str:
        """The first state of the table in the help topic that fits."""
        duty = self.duties[office]
        if duty.progress == "exempt":
            return "exempt"
        if duty.progress == "done":
            return "done_late" if duty.done_on and duty.done_on > duty.due else "done"
        left = (duty.due - today).days
        if left < 0:
            return "overdue"
        if left == 0:
            return "due_today"
        if left <= 3:
            return "at_risk"
        return "owing" if self.told(office) else "untold"

    def row(self, office: str, today: date) -> tuple[object, ...]:
        """The office's line in the list of who owes: due, days left, state, progress, told on and by, stalled at."""
        duty, told = self.duties[office], self.told(office)
        owes = duty.progress in {"none", "incomplete", "blocked"}
        return (
            duty.due,
            (duty.due - today).days if owes else None,
            self.state(office, today),
            duty.progress,
            told[0] if told else None,
            told[1] if told else None,
            None if told else self.stalled_at(office),
        )

    # What is recorded.

    def forward(self, paper: Paper) -> None:
        """Pass the letter on; an earlier day holds for those who are written to and for all under them.

        It holds after an extension too: what is passed on today is not older than what was moved before, unless a
        letter of today was moved past: letters of one day have no order.
        """
        self.papers.append(paper)
        for office, duty in self.duties.items():
            reached = office in paper.recipients or SUPERIOR[office] in paper.recipients
            if paper.due and reached and not (duty.moved_past and paper.day <= duty.moved_past):
                duty.due = min(duty.due, paper.due)

    def receive(self, number: str, office: str, day: date) -> None:
        """Write down the day of a letter's stamp."""
        next(paper for paper in self.papers if paper.number == number).received[office] = day

    def enter(self, office: str, progress: str, day: date | None) -> None:
        """Write down what an office has entered."""
        self.duties[office].progress, self.duties[office].done_on = progress, day

    def extend(self, offices: tuple[str, ...], to: date, today: date) -> None:
        """Move the deadline of these offices on, of all if there are none, past whatever letters have set by now."""
        past = max([today - timedelta(1), *(paper.day for paper in self.papers if paper.due)])
        for office in offices or self.duties:
            duty = self.duties[office]
            duty.due, duty.moved_past = max(duty.due, to), max(duty.moved_past or past, past)

    def copy(self) -> PlainOffice:
        """The book as it is now, to come back to."""
        return deepcopy(self)


def begin(number: str, day: date, due: date) -> PlainOffice:
    """The department's letter has come to the province."""
    return PlainOffice(
        [Paper(number, day, DEPARTMENT, (PROVINCE,), "")], {office: Duty(due) for office in sorted(AUDIENCE)}
    )
