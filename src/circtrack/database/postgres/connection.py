"""Connections to a PostgreSQL server: open one, and limit how long either side waits for the other.

A command that disappears or stops during its turn must not keep the others waiting for ever: see ``_KEEPALIVE`` and
``IDLE_SECONDS``.
"""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING, Any

from circtrack.database.postgres import engine
from circtrack.database.postgres.driver import PostgresConnection, PostgresCursor, conninfo_to_dict, psycopg
from circtrack.database.postgres.errors import LOST, make_error, read_reason
from circtrack.database.process import has_committed, lock_timeout
from circtrack.errors import N_, DatabaseError, InputError, LockedError

if TYPE_CHECKING:
    from circtrack.place import Server

_CONNECT_SECONDS = 10
PAUSE = 0.2
"""Seconds between two attempts to reach a server that does not answer."""

# A server that no longer answers (an unplugged cable, a firewall that dropped the connection) is given up within half a
# minute: 20 seconds after data was sent and not confirmed, or after three unanswered probes while we wait for data.
_PROBES = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "user_timeout": 20_000}
_KEEPALIVE = {"keepalives": 1} | {name.replace("user", "tcp_user"): value for name, value in _PROBES.items()}

# The same for the server's end of the connection. The server also disconnects a command that has the turn but sends
# nothing for a minute (stopped by Ctrl-Z, on a closed laptop). Options in --db or PGOPTIONS override these.
IDLE_SECONDS = 60
_OPTIONS = " ".join(f"-c tcp_{name}={value}" for name, value in _PROBES.items())

# A nationwide report sorts hundreds of thousands of rows. With a server's default of 4 MB it would compute all of them
# and then sort them on disk; with 16 MB it sorts batch by batch, and sends one while it sorts the next.
ROOM_TO_SORT = (
    b"SELECT set_config('work_mem', '16MB', true) WHERE pg_size_bytes(current_setting('work_mem')) < 16 * 1024 * 1024"
)

# A server that takes nobody in now says so before the connection is made, without an error code. In a language other
# than English the message is not recognised, and is reported as any other error.
_BUSY = (
    (
        re.compile(r"too many (?:clients|connections)|remaining connection slots"),
        N_("{path} has had no room for another connection for {seconds} seconds."),
        N_("Run the command again; whoever runs the server can allow more (max_connections)."),
    ),
    (
        re.compile(r"the database system is (?:starting up|shutting down|in recovery|not (?:yet )?accepting)"),
        N_("{path} has not been ready for {seconds} seconds: its server is starting or being shut down."),
        N_("Run the command again in a minute; whoever runs the server knows when it is back."),
    ),
)


def connect(server: Server, idle_seconds: int = 0) -> PostgresConnection:
    """Open a connection to the server; wait for locks, for a free connection, and for a server that starts.

    Args:
        server: The server's address.
        idle_seconds: How long the connection may send nothing within a transaction; 0 for no limit.

    Raises:
        DatabaseError: the server or database does not exist, or refuses the login.
        LockedError: the server had no free connection, or was not ready, past the timeout.
        InputError: the address is not valid.
    """
    try:
        conninfo = conninfo_to_dict(server.url)
        # Part of a password with an @ would be taken for the host or the database, and be shown in an error message.
        if "@" in f"{conninfo.get('host')}{conninfo.get('dbname')}":
            raise psycopg.ProgrammingError
    except psycopg.ProgrammingError:
        raise InputError(
            "{place} is no address of a PostgreSQL database.",
            hint=N_("It has this form: postgresql://USER@HOST/DATABASE; in a password @ is written %40, / is %2F."),
            place=server,
        ) from None  # psycopg's message shows the whole address, even a password
    milliseconds = max(1, round(lock_timeout() * 1000))
    options = (
        f"{_OPTIONS} -c idle_in_transaction_session_timeout={idle_seconds}s",
        str(conninfo.get("options") or os.environ.get("PGOPTIONS", "")),
        f"-c search_path=circtrack,circtrack_roles,pg_temp -c lock_timeout={milliseconds}",
        "-c cursor_tuple_fraction=1.0 -c jit=off",
    )
    ours = {"application_name": "circtrack", "connect_timeout": os.environ.get("PGCONNECT_TIMEOUT") or _CONNECT_SECONDS}
    unless_given: Any = {name: value for name, value in {**_KEEPALIVE, **ours}.items() if not conninfo.get(name)}
    end = time.monotonic() + lock_timeout()
    while True:
        try:
            connection = PostgresConnection.connect(
                server.url,
                autocommit=True,
                cursor_factory=PostgresCursor,
                client_encoding="UTF8",
                options=" ".join(options),
                **unless_given,
            )
            connection.engine = engine
        except psycopg.Error as error:
            if has_committed():
                raise make_error(LOST, error, server) from error
            busy = next((words for pattern, *words in _BUSY if pattern.search(str(error))), None)
            if busy is None:
                raise DatabaseError(
                    "{place} cannot be opened: {reason}.",
                    hint=N_("Look at the address and at your rights; the password comes from PGPASSWORD or ~/.pgpass."),
                    place=server,
                    reason=read_reason(error),
                ) from error
            if time.monotonic() > end:
                message, hint = busy
                raise LockedError(message, hint=hint, path=server, seconds=f"{lock_timeout():g}") from error
            time.sleep(PAUSE)
        else:
            _refuse_without_encoding(connection, server)
            return connection


def _refuse_without_encoding(connection: PostgresConnection, server: Server) -> None:
    """Refuse a database that does not know which letters its bytes are: it compares and cuts them byte by byte.

    Raises:
        DatabaseError: its encoding is SQL_ASCII.
    """
    if connection.info.parameter_status("server_encoding") == "SQL_ASCII":
        connection.close()
        raise DatabaseError(
            "The database {path} has no encoding (SQL_ASCII), so Thai text is not safe in it.",
            hint=N_("Whoever runs the server makes one in UTF-8: `createdb --encoding=UTF8 --template=template0 NAME`"),
            path=server,
        )
