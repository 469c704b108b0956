"""Turn a PostgreSQL server's errors into circtrack's."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from circtrack.database.denied import name_denied
from circtrack.database.locked import make_in_use_error
from circtrack.database.postgres.driver import errors, psycopg
from circtrack.database.process import has_committed
from circtrack.errors import N_, CirctrackError, DatabaseError, InputError, SerialisationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.place import Server


@contextmanager
def translated_errors(server: Server) -> Iterator[None]:
    """Turn the server's errors into circtrack's; errors in our statements stay as they are.

    Raises:
        LockedError: others keep locked what was to be changed.
        DatabaseError: the server cannot be used, or the role may not do this.
        InputError: a value cannot be stored.
    """
    try:
        yield
    except errors.LockNotAvailable as error:
        raise make_in_use_error(server) from error
    except psycopg.Error as error:
        meaning = next((each for each in _MEANINGS if isinstance(error, each.kinds)), None)
        if meaning is None:
            raise
        raise make_error(meaning, error, server) from error


class _Meaning(NamedTuple):
    """What errors of some kinds mean: our class of error, its message, and what to do next.

    ``after_commit`` is the message where the command had recorded something before: the rest of it was not done.
    """

    kinds: tuple[type[psycopg.Error], ...]
    ours: type[CirctrackError]
    message: str
    hint: str = ""
    after_commit: str = ""


LOST = _Meaning(
    (psycopg.OperationalError, errors.IdleInTransactionSessionTimeout),
    DatabaseError,
    N_("The connection to {path} was lost ({reason}); nothing was changed."),
    N_("Run the command again."),
    N_("The connection to {path} was lost ({reason}) after something was recorded, which is kept."),
)
_MEANINGS = (
    _Meaning(
        (errors.InsufficientPrivilege,),
        DatabaseError,
        N_("Your role may not touch this: {what}. Nothing was changed."),
        N_("`circtrack undo` takes your own entries back; `circtrack admin grant OFFICE USER` gives an office."),
        N_("Your role may not touch this: {what}. What was recorded before is kept."),
    ),
    _Meaning(
        (errors.SerializationFailure, errors.DeadlockDetected),
        SerialisationError,
        N_("Others were changing the same in {path}, each time that it was tried; nothing was changed."),
        N_("Run the command again."),
        N_("Others were changing the same in {path}, each time that it was tried; what was recorded before is kept."),
    ),
    _Meaning(
        (errors.ReadOnlySqlTransaction,),
        DatabaseError,
        N_("{path} takes no changes: it is a replica, or was made read-only."),
        N_("Name the server that takes changes with --db."),
    ),
    _Meaning(
        (errors.DiskFull,),
        DatabaseError,
        N_("There is no room left on the disk of {path}."),
        N_("Let whoever runs the server free some, and run the command again; nothing was changed."),
        N_("There is no room left on the disk of {path}, after something was recorded, which is kept."),
    ),
    _Meaning(
        (errors.OutOfMemory,),
        DatabaseError,
        N_("The server of {path} has no memory left for this ({reason}); nothing was changed."),
        N_("Run the command again when fewer work with it; whoever runs the server can give it more."),
        N_("The server of {path} has no memory left for the rest ({reason}); what was recorded before is kept."),
    ),
    _Meaning(
        (errors.QueryCanceled,),
        DatabaseError,
        N_("The server of {path} stopped the command ({reason}); nothing was changed."),
        N_("Run the command again; whoever runs the server knows what it allows."),
        N_("The server of {path} stopped the command ({reason}) after something was recorded, which is kept."),
    ),
    LOST,
    _Meaning((psycopg.DataError,), InputError, N_("{path} cannot keep a value: {reason}.")),
)


def make_error(meaning: _Meaning, error: psycopg.Error, server: Server) -> CirctrackError:
    """Return our error for a server's."""
    if meaning.after_commit and has_committed():
        # The exit status of a DatabaseError says that nothing was changed.
        ours = CirctrackError if meaning.ours is DatabaseError else meaning.ours
        meaning = meaning._replace(ours=ours, message=meaning.after_commit, hint=N_("`circtrack log` shows what."))
    reason, of = read_reason(error), error.diag.constraint_name or ""
    return meaning.ours(meaning.message, hint=meaning.hint, path=server, reason=reason, what=name_denied(of, reason))


def read_reason(error: psycopg.Error) -> str:
    """Return the first line of the server's message, without its full stop."""
    message = error.diag.message_primary or str(error).strip().partition("\n")[0]
    return message.strip().rstrip(".")
