"""Which role of a server has which office. Only a server has roles; the owner of the tables grants offices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from psycopg import sql

if TYPE_CHECKING:
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction

_TABLE = "role_office"


class Role(NamedTuple):
    """A role of the server.

    ``is_above`` is true where row-level security does not apply to it, or where it is a member of the tables' owner.
    """

    name: str
    can_log_in: bool
    is_above: bool


class RoleOffice(NamedTuple):
    """A role that has an office, the office's current name, and whether the role may log in."""

    role: str
    office: str
    name: str
    kind: str
    can_log_in: bool


def find_role(connection: Connection, name: str) -> Role | None:
    """Return the server's role with this name, None where there is none."""
    row = connection.execute(
        "SELECT r.rolname, r.rolcanlogin, r.rolsuper OR r.rolbypassrls OR pg_has_role(r.oid, c.relowner, 'MEMBER')"
        " FROM pg_roles AS r, pg_class AS c WHERE r.rolname = ? AND c.oid = CAST('circtrack.letter' AS regclass)",
        (name,),
    ).fetchone()
    return Role(*row) if row else None


def find_office_of_role(connection: Connection, role: str) -> str:
    """Return the code of the office that a role has, "" for none."""
    row = connection.execute(f"SELECT office FROM {_TABLE} WHERE role = ?", (role,)).fetchone()
    return row[0] if row else ""


def give_office(transaction: Transaction, role: str, office: str) -> None:
    """Grant a role an office, in place of the one that it has, and access to the tables."""
    if find_office_of_role(transaction.connection, role):
        transaction.update(_TABLE, {"role": role}, {"office": office})
    else:
        transaction.insert(_TABLE, ("role",), {"role": role, "office": office})
    if not transaction.connection.execute("SELECT 1 FROM seat WHERE office = ?", (office,)).fetchone():
        transaction.connection.engine.spread_offices(transaction.connection)  # they came by a move
    _run_for_role(transaction, "GRANT USAGE ON SCHEMA circtrack TO {}", role)


def take_office(transaction: Transaction, role: str) -> None:
    """Revoke a role's office and its access to the tables. The role itself may be dropped already."""
    transaction.delete(_TABLE, {"role": role})
    if find_role(transaction.connection, role):
        _run_for_role(transaction, "REVOKE ALL ON SCHEMA circtrack FROM {}", role)


def list_roles(connection: Connection) -> list[RoleOffice]:
    """Return all roles that have an office, by name."""
    rows = connection.execute(
        "SELECT o.role, o.office, coalesce(v.name, o.office), coalesce(v.kind, 'other'), r.rolcanlogin IS TRUE"
        f" FROM {_TABLE} AS o LEFT JOIN pg_roles AS r ON r.rolname = o.role"
        " LEFT JOIN office_version AS v ON v.code = o.office AND NOT EXISTS"
        " (SELECT 1 FROM office_version AS w WHERE w.code = v.code AND w.since > v.since) ORDER BY o.role"
    )
    return [RoleOffice(*row) for row in rows.fetchall()]


def _run_for_role(transaction: Transaction, statement: str, role: str) -> None:
    connection: Any = transaction.connection
    connection.execute(sql.SQL(statement).format(sql.Identifier(role)).as_string(connection).encode())
