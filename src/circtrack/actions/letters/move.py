"""Move letters under the one that they cite, when it comes after they were hung under another with a similar number.

A letter that encloses one whose number differs in a digit is put under that; the number that it writes is then another
reading. If a letter with that very number is recorded later, it is the one that was meant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from circtrack.actions.letters.chains import work_out_chains
from circtrack.actions.letters.link import SURE, compare_citation
from circtrack.actions.offices import list_at_or_under
from circtrack.actions.sync.statements import ChainStatements
from circtrack.errors import Message
from circtrack.store.letters import (
    detach_letter,
    list_linked_citing,
    load_known_letter,
    load_parts,
    set_parent,
)
from circtrack.store.recorded_rounds import load_recorded_rounds, merge_recorded, write_recorded_rounds
from circtrack.store.tasks import (
    forget_shared_tasks,
    list_places_of_task,
    load_members,
    load_obligations,
    load_recipients,
    load_task_rows,
    load_tasks_stated,
)
from circtrack.thai.number_text import compact_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.letters import KnownLetter, WaitingLetter
    from circtrack.store.tasks import RecordedObligation


@dataclass(slots=True)
class Moved:
    """The letters that were moved.

    Attributes:
        letters: Their rows.
        former: The rows of the letters under which they were.
        notes: A note for the clerk for each of them.
        shared: Where they state what letters of the former chain state too, with that chain's task.
        reached: The offices that they reached.
    """

    letters: list[int] = field(default_factory=list)
    former: list[int] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    shared: dict[tuple[int, int], int] = field(default_factory=dict)
    reached: frozenset[str] = frozenset()

    def join(self, other: Moved) -> Moved:
        """Add what was moved otherwise, and return all of it."""
        self.letters += other.letters
        self.former += other.former
        self.notes += other.notes
        self.shared |= other.shared
        self.reached |= other.reached
        return self

    def work_out_former_chains(self, transaction: Transaction, own_office: str, notes: list[Message]) -> None:
        """Work out the chains that letters left; keep in the new ones too what was done."""
        for place, former in self.shared.items():
            task = load_tasks_stated(transaction.connection, place[0])[place]
            if task is not None and task != former:
                _copy_own_progress(transaction, former, task, self.reached, own_office)
        if self.former:
            work_out_chains(transaction, self.former, (), own_office, notes)


def move_to_cited(transaction: Transaction, new: Iterable[int]) -> Moved:
    """Move letters under these letters, if they cite them exactly and their parent only by another reading.

    The chains are worked out afterwards: the new ones first, then those that were left
    (``Moved.work_out_former_chains``).
    """
    moved = Moved()
    for row in sorted(new):
        for citing in list_linked_citing(transaction.connection, row):
            former = _find_wrong_parent(transaction.connection, citing, row)
            if former is not None:
                _move(transaction, moved, citing.letter, former, row)
    return moved


def _find_wrong_parent(connection: Connection, citing: WaitingLetter, row: int) -> KnownLetter | None:
    """Return the parent that a letter has instead of the one that it cites; None if its parent is right."""
    child, cited = load_known_letter(connection, citing.letter), load_known_letter(connection, row)
    if child.parent in {None, row} or compare_citation(citing, cited) < SURE or _is_above(connection, child.id, cited):
        return None
    assert child.parent is not None  # noqa: S101 - just compared
    former = load_known_letter(connection, child.parent)
    return None if _is_cited_in_writing(connection, child, former) else former


def _is_above(connection: Connection, above: int, letter: KnownLetter) -> bool:
    """Whether a letter is one of those above another, or the other itself."""
    while letter.id != above and letter.parent is not None:
        letter = load_known_letter(connection, letter.parent)
    return letter.id == above


def _is_cited_in_writing(connection: Connection, child: KnownLetter, parent: KnownLetter) -> bool:
    """Whether the child itself cites its parent's own number.

    A link with nothing but a number only says under which letter the child was put.
    """
    return any(
        link.type == "passes_on"
        and compact_number(link.number) in parent.own_numbers
        and (link.date is not None or link.issuer or link.as_written)
        for link in load_parts(connection, "links", child.id)
    )


def leave_parent(transaction: Transaction, moved: Moved, letter: int, former: int | None) -> None:
    """Take a letter, with all below it, out of the chain of its parent: it is the root of its own chain then.

    ``former`` is a letter of the chain that it leaves, to work that out anew; None if nothing is left of it.
    """
    connection = transaction.connection
    rows = detach_letter(transaction, letter)
    moved.shared |= forget_shared_tasks(transaction, rows)
    for row in rows:
        day = load_known_letter(connection, row).date
        moved.reached |= {
            code for office in load_recipients(connection, row) for code in (office, *list_at_or_under(office, day))
        }
    moved.letters.append(letter)
    if former is not None:
        moved.former.append(former)


def leave_uncited_parent(transaction: Transaction, moved: Moved, letter: int) -> None:
    """Take a letter out of the chain of its parent, if it does not say that it passes that one on."""
    known = load_known_letter(transaction.connection, letter)
    if known.parent is None:
        return
    parent = load_known_letter(transaction.connection, known.parent)
    links = load_parts(transaction.connection, "links", letter)
    if not any(link.type == "passes_on" and compact_number(link.number) in parent.numbers for link in links):
        leave_parent(transaction, moved, letter, known.parent)


def _move(transaction: Transaction, moved: Moved, letter: int, former: KnownLetter, to: int) -> None:
    leave_parent(transaction, moved, letter, former.id)
    parent = load_known_letter(transaction.connection, to)
    set_parent(transaction, letter, parent)
    child = load_known_letter(transaction.connection, letter)
    moved.notes.append(
        Message(
            "{child} passes on {number}, and is no longer under {former}.",
            child=child.number,
            number=parent.number,
            former=former.number,
        )
    )


def _copy_own_progress(
    transaction: Transaction, former: int, task: int, reached: frozenset[str], own_office: str
) -> None:
    """Write what this database recorded of a task of the former chain into the new chain's task. Both keep it.

    What other offices state stays with the letter of which they state it: whether it came before or after the move must
    not matter.
    """
    connection = transaction.connection
    done = load_obligations(connection, former)
    if not done:
        return
    root = load_known_letter(connection, load_task_rows(connection, {former})[former].letter).root
    statements = ChainStatements(connection, load_members(connection, root), root, own_office)
    places = list_places_of_task(connection, former)
    present = load_obligations(connection, task)
    for office, row in done.items():
        own = statements.own(places, office, row)
        if own is not None and office in reached and office in present and present[office].progress == "none":
            values = own._replace(due_on=present[office].due_on)._asdict()
            transaction.update("obligation", {"task": task, "office": office}, values)
    recorded = load_recorded_rounds(connection, task)
    copied = {
        key: own
        for key, row in load_recorded_rounds(connection, former).items()
        if key[0] in reached and key[0] in present and (own := statements.own(places, key[0], row, key[1])) is not None
    }
    write_recorded_rounds(transaction, task, recorded, merge_recorded(recorded, copied, _prefer_present))


def _prefer_present(present: RecordedObligation, former: RecordedObligation) -> RecordedObligation:
    return former if present.progress == "none" else present
