"""Which role of a server has which office. Only a server has roles; the owner of the tables grants offices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction

_TABLE = "role_office"


class Role(NamedTuple):
    """A role of the server.

    ``is_above`` is true where row-level security does not apply to it, or where it is a member of the tables' owner.
    """

    can_log_in: bool
    is_above: bool


class RoleOffice(NamedTuple):
    """A role that has an office, the office's current name, and whether the role may log in.

    ``house`` is the name of the office for which it speaks, ``offices`` for how many it records: that and those under
    it.
    """

    role: str
    office: str
    name: str
    kind: str
    can_log_in: bool
    house: str
    offices: int


def find_roles(connection: Connection, names: Sequence[str]) -> dict[str, Role]:
    """Return those of these roles that the server has, by name."""
    rows = connection.execute(
        "SELECT r.rolname, r.rolcanlogin, r.rolsuper OR r.rolbypassrls OR pg_has_role(r.oid, c.relowner, 'MEMBER')"
        " FROM pg_roles AS r, pg_class AS c WHERE r.rolname = ANY(?) AND c.oid = CAST('circtrack.letter' AS regclass)",
        (list(names),),
    )
    return {name: Role(*rights) for name, *rights in rows}


def find_offices_of_roles(connection: Connection, roles: Sequence[str]) -> dict[str, str]:
    """Return the codes of the offices that these roles have, by role; a role without one is left out."""
    return dict(connection.execute(f"SELECT role, office FROM {_TABLE} WHERE role = ANY(?)", (list(roles),)).fetchall())


def make_reader(connection: Connection) -> bool:
    """Let roles read by the server's role for that; return False where that must be made by an administrator first."""
    return bool((connection.execute("SELECT make_reader()").fetchone() or (False,))[0])


def give_offices(transaction: Transaction, offices: Mapping[str, str]) -> None:
    """Grant each role an office, in place of the one that it has, and access to the tables."""
    before = find_offices_of_roles(transaction.connection, list(offices))
    for role in offices.keys() & before.keys():
        transaction.update(_TABLE, {"role": role}, {"office": offices[role]})
    new = [{"role": role, "office": office} for role, office in offices.items() if role not in before]
    transaction.insert_all(_TABLE, ("role",), new)
    _run_for_roles(transaction, "GRANT USAGE ON SCHEMA circtrack_roles TO {}", list(offices))


def take_office(transaction: Transaction, role: str) -> None:
    """Revoke a role's office and its access to the tables. The role itself may be dropped already."""
    transaction.delete(_TABLE, {"role": role})
    if find_roles(transaction.connection, [role]):
        _run_for_roles(transaction, "REVOKE ALL ON SCHEMA circtrack_roles FROM {}", [role])


def list_roles(connection: Connection) -> list[RoleOffice]:
    """Return all roles that have an office, by name."""
    rows = connection.execute(
        "SELECT o.role, o.office, coalesce(v.name, o.office), coalesce(v.kind, 'other'), r.rolcanlogin IS TRUE,"
        " coalesce(h.name, s.house), (SELECT count(DISTINCT c.office) FROM reach AS c WHERE c.realm = ANY(s.realms))"
        f" FROM {_TABLE} AS o LEFT JOIN pg_roles AS r ON r.rolname = o.role LEFT JOIN seat AS s ON s.office = o.office"
        " LEFT JOIN latest_office AS v ON v.code = o.office LEFT JOIN latest_office AS h ON h.code = s.house"
        " ORDER BY o.role"
    )
    return [RoleOffice(*row) for row in rows.fetchall()]


def _run_for_roles(transaction: Transaction, statement: str, roles: Sequence[str]) -> None:
    connection: Any = transaction.connection
    names = sql.SQL(", ").join(map(sql.Identifier, roles))
    connection.execute(sql.SQL(statement).format(names).as_string(connection).encode())
