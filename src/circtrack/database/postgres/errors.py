"""Turn a PostgreSQL server's errors into circtrack's."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from circtrack.database.denied import make_denied_error
from circtrack.database.postgres.driver import errors, psycopg
from circtrack.database.process import has_committed, lock_timeout
from circtrack.errors import N_, CirctrackError, DatabaseError, InputError, LockedError, SerialisationError

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
    except psycopg.Error as error:
        translated = _translate(error, server)
        if translated is None:
            raise
        raise translated from error


def _translate(error: psycopg.Error, server: Server) -> CirctrackError | None:
    for kinds, make_error in _KINDS:
        if isinstance(error, kinds):
            return make_error(error, server)
    return None


def _make_locked_error(error: psycopg.Error, server: Server) -> CirctrackError:
    del error
    return LockedError(
        "The database {path} is in use: another program has kept it locked for {seconds} seconds.",
        hint=N_("Wait for it to finish, or end it, and run the command again; nothing was changed."),
        path=server,
        seconds=f"{lock_timeout():g}",
    )


def _make_conflict_error(error: psycopg.Error, server: Server) -> CirctrackError:
    del error
    return SerialisationError(
        "Others were changing the same in {path}, each time that it was tried; nothing was changed.",
        hint=N_("Run the command again."),
        path=server,
    )


def _make_role_error(error: psycopg.Error, server: Server) -> CirctrackError:
    del server
    return make_denied_error(error.diag.constraint_name or "", read_reason(error))


def _make_full_error(error: psycopg.Error, server: Server) -> CirctrackError:
    return DatabaseError(
        "The server of {path} has no room left ({reason}); nothing was changed.", path=server, reason=read_reason(error)
    )


def make_read_only_error(error: psycopg.Error, server: Server) -> CirctrackError:
    """Return the error for a server that accepts no changes."""
    del error
    return DatabaseError(
        "{path} takes no changes: it is a replica, or was made read-only.",
        hint=N_("Name the server that takes changes with --db."),
        path=server,
    )


def make_lost_error(error: psycopg.Error, server: Server) -> CirctrackError:
    """Return the error for a lost connection."""
    if has_committed():  # but the rest of the command was not done
        return CirctrackError(
            "The connection to {path} was lost ({reason}) after something was recorded, which is kept.",
            hint=N_("`circtrack log` shows what."),
            path=server,
            reason=read_reason(error),
        )
    return DatabaseError(
        "The connection to {path} was lost ({reason}); nothing was changed.",
        hint=N_("Run the command again."),
        path=server,
        reason=read_reason(error),
    )


def _make_stopped_error(error: psycopg.Error, server: Server) -> CirctrackError:
    return DatabaseError(
        "The server of {path} stopped the command ({reason}); nothing was changed.",
        hint=N_("Run the command again; whoever runs the server knows what it allows."),
        path=server,
        reason=read_reason(error),
    )


def _make_value_error(error: psycopg.Error, server: Server) -> CirctrackError:
    return InputError("{path} cannot keep a value: {reason}.", path=server, reason=read_reason(error))


_KINDS = (
    ((errors.LockNotAvailable,), _make_locked_error),
    ((errors.SerializationFailure, errors.DeadlockDetected), _make_conflict_error),
    ((errors.InsufficientPrivilege,), _make_role_error),
    ((errors.ReadOnlySqlTransaction,), make_read_only_error),
    ((errors.DiskFull, errors.OutOfMemory), _make_full_error),
    ((errors.QueryCanceled,), _make_stopped_error),
    ((psycopg.OperationalError, errors.IdleInTransactionSessionTimeout), make_lost_error),
    ((psycopg.DataError,), _make_value_error),
)


def read_reason(error: psycopg.Error) -> str:
    """Return the first line of the server's message, without its full stop."""
    message = error.diag.message_primary or str(error).strip().partition("\n")[0]
    return message.strip().rstrip(".")
