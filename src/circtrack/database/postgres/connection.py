"""A connection to a PostgreSQL server: how it is made, and how long either side waits for the other.

A command that vanished, or that was stopped in the midst of its turn, must not keep the others waiting for ever: see
``_WATCHFUL`` and ``IDLE_SECONDS``.
"""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING, Any

from circtrack.database.postgres import engine
from circtrack.database.postgres.driver import PostgresConnection, PostgresCursor, conninfo_to_dict, psycopg
from circtrack.database.postgres.errors import make_lost_error, read_reason
from circtrack.database.process import has_committed, lock_timeout
from circtrack.errors import (
    N_,
    DatabaseError,
    InputError,
    LockedError,
)

if TYPE_CHECKING:
    from circtrack.place import Server

_CONNECT_SECONDS = 10
PAUSE = 0.2
"""Seconds between two looks at a server that does not answer."""

# A server that answers no more (a cable is out, a firewall forgot us) is given up within half a minute: what was sent
# and not confirmed after 20 seconds, what we wait for after three questions without an answer.
_WATCHFUL = {
    "keepalives": "1",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}

# The same from the server's side, for its end of our connection; and a command that holds the turn but asks nothing
# for a minute (stopped by Ctrl-Z, on a laptop that was closed) is thrown out. What --db or PGOPTIONS says comes after.
IDLE_SECONDS = 60
_WATCHED = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=20000"

# A report of a nation sorts hundreds of thousands of rows. In the 4 MB that a server gives unless told otherwise it
# would work them all out, then sort them on disk; with this a batch at a time is sorted, and sent while the next is.
ROOM_TO_SORT = (
    b"SELECT set_config('work_mem', '16MB', true) WHERE pg_size_bytes(current_setting('work_mem')) < 16 * 1024 * 1024"
)

# Said before we are in, where no code comes with it; in another language than English it is a plain error.
_NO_ROOM = re.compile(r"too many (?:clients|connections)|remaining connection slots")


def connect(server: Server, idle_seconds: int = 0) -> PostgresConnection:
    """A connection to the server, patient with locks.

    Args:
        server: Where to.
        idle_seconds: For how long it may ask nothing within a transaction; 0 for as long as it likes.

    Raises:
        DatabaseError: there is no such server or database, or it does not let us in.
        LockedError: it had no room for us past the timeout.
        InputError: the address is none.
    """
    try:
        given = conninfo_to_dict(server.url)
        # Part of a password with such a sign would be taken for the host or the port, and cited as not found.
        if "@" in f"{given.get('host')}{given.get('dbname')}":
            raise psycopg.ProgrammingError
    except psycopg.ProgrammingError:
        raise InputError(
            "{place} is no address of a PostgreSQL database.",
            hint=N_("It has this form: postgresql://USER@HOST/DATABASE; in a password @ is written %40, / is %2F."),
            place=server,
        ) from None  # what the library says of it cites the whole address, a password too
    milliseconds = max(1, round(lock_timeout() * 1000))
    options = (
        f"{_WATCHED} -c idle_in_transaction_session_timeout={idle_seconds}s",
        str(given.get("options") or os.environ.get("PGOPTIONS", "")),
        f"-c search_path=circtrack,pg_temp -c lock_timeout={milliseconds} -c cursor_tuple_fraction=1.0 -c jit=off",
    )
    watchful: dict[str, Any] = {name: value for name, value in _WATCHFUL.items() if name not in given}
    end = time.monotonic() + lock_timeout()
    while True:
        try:
            connection = PostgresConnection.connect(
                server.url,
                autocommit=True,
                cursor_factory=PostgresCursor,
                connect_timeout=given.get("connect_timeout") or os.environ.get("PGCONNECT_TIMEOUT") or _CONNECT_SECONDS,
                application_name=given.get("application_name") or "circtrack",
                client_encoding="UTF8",
                options=" ".join(options),
                **watchful,
            )
            connection.engine = engine
        except psycopg.Error as error:
            if has_committed():
                raise make_lost_error(error, server) from error
            if not _NO_ROOM.search(str(error)):
                raise DatabaseError(
                    "{place} cannot be opened: {reason}.",
                    hint=N_("Look at the address and at your rights; the password comes from PGPASSWORD or ~/.pgpass."),
                    place=server,
                    reason=read_reason(error),
                ) from error
            if time.monotonic() > end:
                raise LockedError(
                    "{path} has had no room for another connection for {seconds} seconds.",
                    hint=N_("Run the command again; whoever runs the server can allow more (max_connections)."),
                    path=server,
                    seconds=f"{lock_timeout():g}",
                ) from error
            time.sleep(PAUSE)
        else:
            return connection
