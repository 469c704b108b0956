"""What the actions return. Values only: ``render`` turns them into text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from circtrack.actions.letters.correct import CorrectionResult
    from circtrack.actions.letters.receipt_deadlines import CountedDay
    from circtrack.errors import Message


@dataclass(frozen=True, slots=True)
class RecordedLetter:
    """One letter after recording. ``is_new`` is False if it was recorded before; then nothing was added.

    ``citation`` is how commands find it (``find_letter.cite_letter``).
    """

    id: int
    number: str
    citation: str
    date: date
    issuer: str
    is_new: bool
    parent: str = ""
    recipients: int = 0


@dataclass(frozen=True, slots=True)
class RecordResult:
    """The result of recording.

    Attributes:
        letters: The letters in the order given.
        tasks: How many tasks their chains have.
        obligations: How many obligations.
        notes: For the clerk.
        corrections: What was recorded otherwise, and is now as it was given.
    """

    letters: tuple[RecordedLetter, ...]
    tasks: int = 0
    obligations: int = 0
    notes: tuple[Message, ...] = ()
    corrections: tuple[CorrectionResult, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether a letter is new, or one was corrected."""
        return bool(self.corrections) or any(each.is_new for each in self.letters)


Differing = Literal["refuse", "update", "keep"]
"""What to do with what is recorded and given otherwise now: refuse it, take what is given, or keep what is recorded."""


@dataclass(frozen=True, slots=True)
class Change:
    """One obligation or delivery that changed; ``before`` and ``after`` are values for programs, not translated.

    ``round`` is the place of the round that changed, 0 where the task does not recur; with ``onwards`` all after it
    have changed too.
    """

    office: str
    name: str
    task: str
    before: str
    after: str
    on: date | None = None
    round: int = 0
    onwards: bool = False


@dataclass(frozen=True, slots=True)
class CountedDue:
    """A deadline counted from an event, for one office or, with ``office`` "", for all who owe the task.

    ``due_on`` is the deadline in force, which another letter or an extension may have set. ``before`` is the previous
    one as ISO text; "" for none.
    """

    office: str
    task: str
    due_on: date
    before: str
    how: CountedDay


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """The result of a verb: what changed, how many did not need to, notes, and the deadlines that it counted.

    ``owing`` is how many offices of one's own part still owe on the letter's chain; None if that was not asked.
    """

    letter: str
    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    notes: tuple[Message, ...] = ()
    counted: tuple[CountedDue, ...] = ()
    owing: int | None = None
