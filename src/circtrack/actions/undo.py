"""Undo and redo what a command recorded. One command is one step, however many rows it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.database.journal import find_user
from circtrack.database.undo import (
    TouchedRows,
    depends_on,
    find_entry,
    find_references,
    is_in_force,
    list_recorded_after,
    list_recorded_in_force,
    list_undone_in_force,
    take_back,
)
from circtrack.errors import N_, ConflictError, Message, UnknownError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.database.transaction import Transaction
    from circtrack.database.undo import CommandRun, JournalEntry

# Not undone: messages sent to people, and rights on the server.
_NOT_UNDONE = frozenset({"remind", "admin"})
# What the program did before a command: taken back only where its entry is named.
_OF_ITSELF = frozenset({"update"})


class UndoResult(NamedTuple):
    """The journal entry that was undone or redone: its row, its command, and what that recorded."""

    row: int
    command: str
    message: Message


def undo(transaction: Transaction, row: int | None = None) -> UndoResult:
    """Undo this user's last command that recorded something, or the journal entry ``row``.

    Raises:
        UnknownError: nothing can be undone, or the journal has no such row.
        ConflictError: the entry is undone already, cannot be undone, or a later entry depends on it.
    """
    chosen = _find_own_last_entry(transaction) if row is None else _find_asked_entry(transaction, row)
    return _revert(transaction, chosen, N_("took back {entry}: {sentence}"), chosen)


def redo(transaction: Transaction) -> UndoResult:
    """Redo what this user's last ``undo`` took back.

    Raises:
        UnknownError: nothing was undone.
        ConflictError: a later entry depends on it.
    """
    for ran in list_undone_in_force(transaction.connection, find_user(transaction.connection)):
        chosen, original = (
            find_entry(transaction.connection, ran.id),
            find_entry(transaction.connection, ran.undoes or 0),
        )
        return _revert(transaction, chosen, N_("did again {entry}: {sentence}"), original)
    raise UnknownError(
        "Nothing was taken back that could be done again.",
        hint=N_("`circtrack log` shows what was recorded and taken back."),
    )


def _find_own_last_entry(transaction: Transaction) -> JournalEntry:
    mine = _first_undoable(list_recorded_in_force(transaction.connection, find_user(transaction.connection)))
    if mine is not None:
        return find_entry(transaction.connection, mine.id)
    other = _first_undoable(list_recorded_in_force(transaction.connection))
    if other is not None:
        raise UnknownError(
            "{who} has recorded nothing that could be taken back; the last entry is {row}, by {other}.",
            hint=N_("`circtrack undo ENTRY` takes back another's."),
            who=find_user(transaction.connection),
            row=other.id,
            other=other.who,
        )
    raise UnknownError("Nothing is recorded that could be taken back.")


def _first_undoable(recorded: Iterable[CommandRun]) -> CommandRun | None:
    return next((ran for ran in recorded if ran.command not in _NOT_UNDONE | _OF_ITSELF), None)


def _find_asked_entry(transaction: Transaction, row: int) -> JournalEntry:
    try:
        found = find_entry(transaction.connection, row)
    except LookupError as error:
        raise UnknownError(
            "The journal has no entry {row}.", hint=N_("`circtrack log` lists them."), row=row
        ) from error
    if found.command in _NOT_UNDONE or found.undoes is not None:
        raise ConflictError(
            "Entry {row} ({command}) cannot be taken back.",
            hint=N_("`circtrack redo` does again what was taken back."),
            row=row,
            command=found.command,
        )
    if not is_in_force(transaction.connection, row):
        raise ConflictError("Entry {row} is taken back already: {sentence}", row=row, sentence=_sentence_of(found))
    return found


def _revert(transaction: Transaction, chosen: JournalEntry, message: str, named: JournalEntry) -> UndoResult:
    _reject_needed_later(transaction, chosen)
    try:
        take_back(transaction, chosen)
    except LookupError as error:
        raise ConflictError(
            "Entry {row} cannot be taken back: what it recorded is no longer as it left it ({reason}).",
            hint=N_("`circtrack check` looks for what is wrong."),
            row=chosen.id,
            reason=error,
        ) from error
    transaction.say(message, entry=named.id, sentence=_sentence_of(named))
    return UndoResult(named.id, named.command, named.message)


def _sentence_of(entry: JournalEntry) -> Message | str:
    """Return what an entry recorded, to be said in any language; an imported one may have only its recorder's words."""
    return entry.message if entry.message.template else entry.summary


def _reject_needed_later(transaction: Transaction, chosen: JournalEntry) -> None:
    """Reject if a later entry that is in force changed the same rows, or refers to rows that this one created."""
    known, touched = find_references(transaction.connection), TouchedRows(chosen.changes)
    later = [
        each
        for each in list_recorded_after(transaction.connection, chosen.id)
        if depends_on(each.changes, touched, known)
    ]
    if later:
        raise ConflictError(
            "Entry {row} cannot be taken back: what was recorded later rests on it.",
            hint=N_("Take those back first, the last first: `circtrack undo ENTRY`."),
            details=[
                Message(
                    "{entry}. {command}: {sentence}", entry=each.id, command=each.command, sentence=_sentence_of(each)
                )
                for each in later
            ],
            row=chosen.id,
        )
