"""What a PostgreSQL server says, in our words."""

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
    """Turn what the server says into our errors. What it says of our statements stays our failure.

    Raises:
        LockedError: others hold what was to be changed.
        DatabaseError: the server cannot be used, or the role may not do this.
        InputError: a value cannot be kept.
    """
    try:
        yield
    except psycopg.Error as error:
        translated = _translated(error, server)
        if translated is None:
            raise
        raise translated from error


def _translated(error: psycopg.Error, server: Server) -> CirctrackError | None:
    for kinds, made in _KINDS:
        if isinstance(error, kinds):
            return made(error, server)
    return None


def _locked(error: psycopg.Error, server: Server) -> CirctrackError:
    del error
    return LockedError(
        "The database {path} is in use: another program has kept it locked for {seconds} seconds.",
        hint=N_("Wait for it to finish, or end it, and run the command again; nothing was changed."),
        path=server,
        seconds=f"{lock_timeout():g}",
    )


def _collided(error: psycopg.Error, server: Server) -> CirctrackError:
    del error
    return SerialisationError(
        "Others were changing the same in {path}, each time that it was tried; nothing was changed.",
        hint=N_("Run the command again."),
        path=server,
    )


def _denied(error: psycopg.Error, server: Server) -> CirctrackError:
    del server
    return make_denied_error(error.diag.constraint_name or "", read_reason(error))


def _full(error: psycopg.Error, server: Server) -> CirctrackError:
    return DatabaseError(
        "The server of {path} has no room left ({reason}); nothing was changed.", path=server, reason=read_reason(error)
    )


def make_read_only_error(error: psycopg.Error, server: Server) -> CirctrackError:
    """The error of a server that takes no changes."""
    del error
    return DatabaseError(
        "{path} takes no changes: it is a replica, or was made read-only.",
        hint=N_("Name the server that takes changes with --db."),
        path=server,
    )


def make_lost_error(error: psycopg.Error, server: Server) -> CirctrackError:
    """The error of a connection that was lost."""
    if has_committed():  # and what was to be shown of it, or recorded next, was not
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


def _stopped(error: psycopg.Error, server: Server) -> CirctrackError:
    return DatabaseError(
        "The server of {path} stopped the command ({reason}); nothing was changed.",
        hint=N_("Run the command again; whoever runs the server knows what it allows."),
        path=server,
        reason=read_reason(error),
    )


def _unfit(error: psycopg.Error, server: Server) -> CirctrackError:
    return InputError("{path} cannot keep a value: {reason}.", path=server, reason=read_reason(error))


_KINDS = (
    ((errors.LockNotAvailable,), _locked),
    ((errors.SerializationFailure, errors.DeadlockDetected), _collided),
    ((errors.InsufficientPrivilege,), _denied),
    ((errors.ReadOnlySqlTransaction,), make_read_only_error),
    ((errors.DiskFull, errors.OutOfMemory), _full),
    ((errors.QueryCanceled,), _stopped),
    ((psycopg.OperationalError, errors.IdleInTransactionSessionTimeout), make_lost_error),
    ((psycopg.DataError,), _unfit),
)


def read_reason(error: psycopg.Error) -> str:
    """The first line of what the server says, without its full stop."""
    said = error.diag.message_primary or str(error).strip().partition("\n")[0]
    return said.strip().rstrip(".")
