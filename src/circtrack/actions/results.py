"""What the actions give back, for people and programs to be told. Values only: ``render`` makes text of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from circtrack.actions.letters.receipt_deadlines import Count
    from circtrack.errors import Message


@dataclass(frozen=True, slots=True)
class RecordedLetter:
    """One letter after recording. ``is_new`` is False where it was recorded before; then nothing was added."""

    id: int
    number: str
    date: date
    issuer: str
    is_new: bool
    parent: str = ""
    recipients: int = 0


@dataclass(frozen=True, slots=True)
class RecordResult:
    """What recording letters did: them in the order given, the tasks of their chains, who owes, and what to look at."""

    letters: tuple[RecordedLetter, ...]
    tasks: int = 0
    obligations: int = 0
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One obligation or delivery that changed, by office and task; ``before`` and ``after`` in our own words."""

    office: str
    name: str
    task: str
    before: str
    after: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class CountedDue:
    """A deadline counted from an event, for one office or, with ``office`` "", for all who owe the task.

    ``due_on`` is the one in force, which another letter or an extension may have set; ``before`` the one that was, as
    ISO text, "" for none.
    """

    office: str
    task: str
    due_on: date
    before: str
    how: Count


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """What a verb changed, how many were so already, what to look at, and which deadlines it counted."""

    letter: str
    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    notes: tuple[Message, ...] = ()
    counted: tuple[CountedDue, ...] = ()
