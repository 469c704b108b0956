"""psycopg, which only a database on a server needs; and what is said where it is not there."""

from __future__ import annotations

from circtrack.errors import N_, DatabaseError

try:
    import psycopg
    from psycopg import errors, pq
    from psycopg.conninfo import conninfo_to_dict
except ImportError as missing:
    raise DatabaseError(
        "A database on a PostgreSQL server needs the package psycopg.",
        hint=N_("Install it: pip install 'circtrack[postgres]'"),
    ) from missing

__all__ = ["conninfo_to_dict", "errors", "pq", "psycopg"]
