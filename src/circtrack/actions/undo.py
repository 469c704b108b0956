"""Taking back what a command recorded, and taking that back. One command is one step, however much it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.database.journal import who
from circtrack.database.undo import (
    Earlier,
    entry,
    in_force,
    recorded_after,
    recorded_in_force,
    references,
    rests_on,
    turn_back,
    undone_in_force,
)
from circtrack.errors import N_, ConflictError, UnknownError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.database.transaction import Transaction
    from circtrack.database.undo import JournalEntry, Ran
    from circtrack.errors import Message

# What was said to people, only made the tables newer, or is a right on the server, is not taken back.
_STAYS = frozenset({"remind", "migrate", "admin"})


class Undone(NamedTuple):
    """What was taken back: the journal row, its command, and what that recorded."""

    row: int
    command: str
    message: Message


def undo(transaction: Transaction, row: int | None = None) -> Undone:
    """Take back the last command by which this person recorded something, or the one of this journal row.

    Raises:
        UnknownError: there is nothing to take back, or no such row.
        ConflictError: it is taken back already, cannot be, or something later rests on it.
    """
    chosen = _last_of_mine(transaction) if row is None else _asked_for(transaction, row)
    return _take_back(transaction, chosen, N_("took back {entry}: {sentence}"), chosen)


def redo(transaction: Transaction) -> Undone:
    """Do again what this person's last ``undo`` took back.

    Raises:
        UnknownError: nothing was taken back.
        ConflictError: something later rests on it.
    """
    for ran in undone_in_force(transaction.connection, who(transaction.connection)):
        chosen, original = entry(transaction.connection, ran.id), entry(transaction.connection, ran.undoes or 0)
        return _take_back(transaction, chosen, N_("did again {entry}: {sentence}"), original)
    raise UnknownError("Nothing was taken back that could be done again.")


def _last_of_mine(transaction: Transaction) -> JournalEntry:
    mine = _last(recorded_in_force(transaction.connection, who(transaction.connection)))
    if mine is not None:
        return entry(transaction.connection, mine.id)
    other = _last(recorded_in_force(transaction.connection))
    if other is not None:
        raise UnknownError(
            "{who} has recorded nothing that could be taken back; the last entry is {row}, by {other}.",
            hint=N_("`circtrack undo ENTRY` takes back another's."),
            who=who(transaction.connection),
            row=other.id,
            other=other.who,
        )
    raise UnknownError("Nothing is recorded that could be taken back.")


def _last(recorded: Iterable[Ran]) -> Ran | None:
    return next((ran for ran in recorded if ran.command not in _STAYS), None)


def _asked_for(transaction: Transaction, row: int) -> JournalEntry:
    try:
        found = entry(transaction.connection, row)
    except LookupError as error:
        raise UnknownError(
            "The journal has no entry {row}.", hint=N_("`circtrack log` lists them."), row=row
        ) from error
    if found.command in _STAYS or found.undoes is not None:
        raise ConflictError(
            "Entry {row} ({command}) cannot be taken back.",
            hint=N_("`circtrack redo` does again what was taken back."),
            row=row,
            command=found.command,
        )
    if not in_force(transaction.connection, row):
        raise ConflictError("Entry {row} is taken back already: {sentence}", row=row, sentence=found.summary)
    return found


def _take_back(transaction: Transaction, chosen: JournalEntry, message: str, told: JournalEntry) -> Undone:
    _refuse_rested_on(transaction, chosen)
    try:
        turn_back(transaction, chosen.changes)
    except LookupError as error:
        raise ConflictError(
            "Entry {row} cannot be taken back: what it recorded is no longer as it left it ({reason}).",
            hint=N_("`circtrack check` looks for what is wrong."),
            row=chosen.id,
            reason=error,
        ) from error
    transaction.undoes = chosen.id
    transaction.say(message, entry=told.id, sentence=told.summary)
    return Undone(told.id, told.command, told.message)


def _refuse_rested_on(transaction: Transaction, chosen: JournalEntry) -> None:
    """Refuse where a later command that is in force touched the same rows or names new ones."""
    known, touched = references(transaction.connection), Earlier(chosen.changes)
    later = [
        each for each in recorded_after(transaction.connection, chosen.id) if rests_on(each.changes, touched, known)
    ]
    if later:
        raise ConflictError(
            "Entry {row} cannot be taken back: what was recorded later rests on it.",
            hint=N_("Take those back first, the last first: `circtrack undo ENTRY`."),
            details=[f"{each.id}. {each.command}: {each.summary}" for each in later],
            row=chosen.id,
        )
