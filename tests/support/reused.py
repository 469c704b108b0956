"""Databases on the tests' server that are used again: what lies in them is replaced, and their tables stay.

To create one costs the server twenty times as much. A database is used again only if its structure (tables, functions,
triggers, policies, privileges, settings) is that of the database whose content it is to get; who alters it gets no
other test into trouble. Only the years of obligations may differ, because circtrack itself adds them.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from typing import LiteralString

    import psycopg

    from circtrack.place import Server

    Session: TypeAlias = psycopg.Connection[tuple[Any, ...]]

_TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('circtrack') AND relkind IN ('r', 'p')"
    " AND NOT relispartition ORDER BY 1"
)
_YEARS = (
    "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = to_regclass('circtrack.obligation')"
    " AND inhrelid IS DISTINCT FROM to_regclass('circtrack.obligation_before') ORDER BY 1"  # which is always there
)
_SEQUENCES = "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('circtrack') AND relkind = 'S'"
# Each part names an object and all of its definition; partitions, their indexes and the triggers of their references
# come and go with the years.
_STRUCTURE = """
WITH years AS (SELECT inhrelid AS id FROM pg_inherits WHERE inhparent = to_regclass('circtrack.obligation')),
ours AS (SELECT c.* FROM pg_class AS c WHERE NOT relispartition
    AND relnamespace IN (to_regnamespace('circtrack'), to_regnamespace('circtrack_roles'))),
parts (part) AS (
    SELECT concat_ws(' ', 'database', datacl, datallowconn, datconnlimit, datcollate, datctype, datlocprovider,
        to_jsonb(d) ->> 'datlocale', encoding) FROM pg_database AS d WHERE datname = current_database()
    UNION ALL SELECT concat_ws(' ', 'setting', setrole, setconfig) FROM pg_db_role_setting
        WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
    UNION ALL SELECT concat_ws(' ', 'schema', nspname, nspowner, nspacl) FROM pg_namespace
        WHERE nspname !~ '^pg_(temp|toast)'
    UNION ALL SELECT concat_ws(' ', 'elsewhere', relname, relnamespace) FROM pg_class
        WHERE oid >= 16384 AND relnamespace <> 'pg_toast'::regnamespace
            AND relnamespace NOT IN (to_regnamespace('circtrack'), to_regnamespace('circtrack_roles'))
    UNION ALL SELECT concat_ws(' ', 'extension', extname) FROM pg_extension
    UNION ALL SELECT concat_ws(' ', 'default', to_jsonb(d) - 'oid') FROM pg_default_acl AS d
    UNION ALL SELECT concat_ws(' ', 'event', to_jsonb(e) - 'oid') FROM pg_event_trigger AS e
    UNION ALL SELECT concat_ws(' ', 'type', typname, typtype, typbasetype::regtype, typnotnull, typacl) FROM pg_type
        WHERE typnamespace = to_regnamespace('circtrack') AND typrelid = 0 AND typelem = 0
    UNION ALL SELECT concat_ws(' ', 'table', relname, relkind, relowner, relpersistence, relrowsecurity,
        relforcerowsecurity, relacl, reloptions, CASE WHEN relkind = 'v' THEN pg_get_viewdef(oid) END) FROM ours
    UNION ALL SELECT concat_ws(' ', 'column', c.relname, attnum, attname, atttypid::regtype, attnotnull, attcollation,
        attacl, pg_get_expr(adbin, adrelid)) FROM pg_attribute JOIN ours AS c ON c.oid = attrelid
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attnum > 0 AND c.relkind <> 'i'
    UNION ALL SELECT concat_ws(' ', 'constraint', c.relname, conname, condeferrable, convalidated,
        pg_get_constraintdef(k.oid)) FROM pg_constraint AS k JOIN ours AS c ON c.oid = conrelid
        WHERE confrelid NOT IN (SELECT id FROM years)
    UNION ALL SELECT concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid), indisvalid) FROM pg_index AS i
        JOIN ours AS c ON c.oid = i.indexrelid
    UNION ALL SELECT concat_ws(' ', 'trigger', tgenabled, pg_get_triggerdef(t.oid)) FROM pg_trigger AS t
        JOIN ours AS c ON c.oid = tgrelid WHERE NOT tgisinternal
    UNION ALL SELECT concat_ws(' ', 'reference', c.relname, tgenabled, tgfoid::regproc, conname) FROM pg_trigger AS t
        JOIN ours AS c ON c.oid = tgrelid JOIN pg_constraint AS k ON k.oid = tgconstraint
        WHERE tgisinternal AND tgconstrrelid NOT IN (SELECT id FROM years)
    UNION ALL SELECT concat_ws(' ', 'rule', c.relname, polname, polcmd, polpermissive, polroles,
        pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) FROM pg_policy AS p
        JOIN ours AS c ON c.oid = polrelid
    UNION ALL SELECT concat_ws(' ', 'function', proowner, proacl,
        CASE WHEN prokind <> 'a' THEN pg_get_functiondef(oid) ELSE proname::text END) FROM pg_proc
        WHERE pronamespace IN (to_regnamespace('circtrack'), to_regnamespace('circtrack_roles'))
)
SELECT md5(string_agg(part, E'\\n' ORDER BY part COLLATE "C")) FROM parts
"""
# What changes whenever an object or a setting of the database is made, altered or dropped.
_CATALOGUES = (
    *("pg_attrdef", "pg_attribute", "pg_class", "pg_constraint", "pg_default_acl", "pg_event_trigger", "pg_extension"),
    *("pg_index", "pg_inherits", "pg_namespace", "pg_policy", "pg_proc", "pg_rewrite", "pg_trigger", "pg_type"),
)
_CHANGED = " UNION ALL ".join(
    (
        *(f"SELECT count(*), max(xmin::text::bigint) FROM {catalogue}" for catalogue in _CATALOGUES),
        "SELECT 1, xmin::text::bigint FROM pg_database WHERE datname = current_database()",
        "SELECT count(*), max(xmin::text::bigint) FROM pg_db_role_setting",
    )
)
_NO_ROWS = b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"\xff\xff"
"""What COPY has of an empty table."""
_known_structures: dict[tuple[object, ...], str] = {}
"""The structures of databases by their names and by when their objects last changed: to describe them takes long."""


class Content(NamedTuple):
    """What lies in a database: its structure, the tables of its years, and by table its rows as COPY has them."""

    structure: str
    years: tuple[str, ...]
    rows: dict[str, bytes]


class Idle(NamedTuple):
    """A database that nobody uses."""

    server: Server
    structure: str


def take_content(server: Server) -> Content:
    """Return what lies in a database."""
    with closing(_connected(server)) as session:
        rows = {}
        for table in _names(session, _TABLES):
            with session.cursor().copy(
                f"COPY (SELECT * FROM circtrack.{table}) TO STDOUT (FORMAT binary)".encode()
            ) as copy:
                rows[table] = b"".join(map(bytes, copy))
        assert not _names(session, _SEQUENCES), "what a sequence gives next must be replaced too"
        return Content(_structure(session), _names(session, _YEARS), rows)


def reclaim(server: Server) -> Idle | None:
    """End all sessions on a database but those kept for it; return it, or None if it cannot be used again."""
    from support.kept_sessions import kept_on

    with closing(_connected(server)) as session:
        session.execute(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL (%s)",
            (kept_on(server.url),),
        )
        # Who is no superuser cannot switch triggers off.
        may_be_filled = session.execute("SHOW is_superuser").fetchone() == ("on",) and _names(session, _TABLES)
        return Idle(server, _structure(session)) if may_be_filled else None


def fill(idle: Idle, content: Content) -> Server:
    """Replace what lies in an idle database, which has the same structure."""
    with closing(_connected(idle.server)) as session, session.transaction():
        session.execute("SET LOCAL session_replication_role = replica")  # no triggers, no references
        years = _names(session, _YEARS)
        unwanted = [f"DROP TABLE {year};" for year in years if year not in content.years]
        emptied = [f"DELETE FROM circtrack.{table};" for table in content.rows]
        session.execute(" ".join([*unwanted, *emptied]).encode())
        for table, rows in sorted(content.rows.items(), key=lambda each: each[0] == "obligation"):  # after its years
            if table == "obligation":
                for year in content.years:
                    letters = f'[{{"year_be":{year.rpartition("_")[2]}}}]'
                    session.execute("SET LOCAL search_path = circtrack, circtrack_roles")
                    session.execute("SELECT make_years(%s)", (letters,))
            if rows != _NO_ROWS:
                with session.cursor().copy(f"COPY circtrack.{table} FROM STDIN (FORMAT binary)".encode()) as copy:
                    copy.write(rows)
    return idle.server


def _connected(server: Server) -> Session:
    import psycopg

    from support.kept_sessions import KeptConnection

    return KeptConnection.connect(server.url, autocommit=True, cursor_factory=psycopg.Cursor)


def _names(session: Session, query: LiteralString) -> tuple[str, ...]:
    return tuple(name for (name,) in session.execute(query).fetchall())


def _structure(session: Session) -> str:
    changed = (session.info.dbname, *session.execute(_CHANGED.encode()).fetchall())
    if changed not in _known_structures:
        found = session.execute(_STRUCTURE).fetchone()
        assert found
        _known_structures[changed] = str(found[0])
    return _known_structures[changed]
