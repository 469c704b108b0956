"""Give offices to the roles of a server, and take them away."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.database.postgres.roles import find_offices_of_roles, find_roles, give_offices, make_reader, take_office
from circtrack.errors import N_, BadRowsError, CirctrackError, ConflictError, InputError, UnknownError
from circtrack.reading.csv_rows import make_line_error, read_csv_rows
from circtrack.registry.find import find_office
from circtrack.registry.load import load_versions
from circtrack.store.offices import store_offices

if TYPE_CHECKING:
    from datetime import date

    from circtrack.database.postgres.roles import Role
    from circtrack.database.transaction import Transaction
    from circtrack.errors import Message
    from circtrack.model import Office


class GrantResult(NamedTuple):
    """The office that a role has now, and the code of the one before; "" for none."""

    office: Office
    before: str


_COLUMNS = ("role", "office")


def grant(transaction: Transaction, office: str, role: str, today: date) -> GrantResult:
    """Give an office to a role of the server, and update the server's list of offices.

    Args:
        transaction: The open transaction.
        office: Its code or name.
        role: The role's name.
        today: Today's date in Thailand.

    Raises:
        UnknownError: no such office or role.
        AmbiguousError: several offices have this name.
        ConflictError: the role cannot log in, or may do more than an office may.
    """
    chosen = find_office(office, today)
    _reject_role(role, find_roles(transaction.connection, [role]).get(role))
    before = find_offices_of_roles(transaction.connection, [role]).get(role, "")
    _give(transaction, {role: chosen.code})
    transaction.say(N_("{role} is given {office}"), role=role, office=chosen.name)
    return GrantResult(chosen, before)


def grant_listed(transaction: Transaction, text: str, today: date) -> int:
    """Give each role of a list its office; return how many roles that are. The list is checked whole before.

    Args:
        transaction: The open transaction.
        text: The list: CSV with the columns role and office.
        today: Today's date in Thailand.

    Raises:
        InputError: it lacks one of its columns, or has no line.
        BadRowsError: lines cannot be taken, each is in ``details``; nothing was changed.
    """
    rows = read_csv_rows(text)
    header = next(rows, (0, []))[1]
    if missing := set(_COLUMNS) - set(header):
        raise InputError(
            "The list has no column {column}.",
            hint=N_("Its first line must name the columns: role,office"),
            column=", ".join(sorted(missing)),
        )
    lines = [(number, dict(zip(header, cells, strict=False))) for number, cells in rows if cells]
    known = find_roles(transaction.connection, [line.get("role", "").strip() for _, line in lines])
    given: dict[str, str] = {}
    bad: list[Message] = []
    for number, line in lines:
        role, office = (line.get(column, "").strip() for column in _COLUMNS)
        try:
            _reject_role(role, known.get(role))
            code = find_office(office, today).code
            if given.setdefault(role, code) != code:
                raise InputError("{role} is given another office by an earlier line.", role=role)
        except CirctrackError as error:
            bad.append(make_line_error(number, error))
    if bad:
        raise BadRowsError(
            "{count} lines cannot be taken; nothing was recorded.",
            hint=N_("Correct them and give the file again."),
            details=bad,
            count=len(bad),
        )
    if not given:
        raise InputError("The list names no role.", hint=N_("Its first line must name the columns: role,office"))
    _give(transaction, given)
    transaction.say(N_("roles given their offices: {count}"), count=len(given))
    return len(given)


def _give(transaction: Transaction, offices: dict[str, str]) -> None:
    if not make_reader(transaction.connection):
        raise UnknownError(
            "The server has no role circtrack_reader of which yours is a member; as that one all others read.",
            hint=N_(
                "Whoever runs it makes it first: `CREATE ROLE circtrack_reader; GRANT circtrack_reader TO OWNER;` with "
                "the owner's name."
            ),
        )
    # The whole list of offices: a role may later record any of them, and has no right to add one itself.
    store_offices(transaction, load_versions())
    give_offices(transaction, offices)


def _reject_role(name: str, known: Role | None) -> None:
    """Reject a role that can have no office.

    Raises:
        UnknownError: the server has no such role.
        ConflictError: the role cannot log in, or may do more than an office may.
    """
    if known is None:
        raise UnknownError(
            "The server has no role {role}.",
            hint=N_("Whoever runs it makes one first: `CREATE ROLE \"{role}\" LOGIN PASSWORD '…';`"),
            role=name,
        )
    if known.is_above:
        raise ConflictError(
            "{role} owns the tables, or can be who owns them, and so may do all: an office would not bind it.",
            hint=N_("Make a role for the clerk alone: `CREATE ROLE \"NAME\" LOGIN PASSWORD '…';`"),
            role=name,
        )
    if not known.can_log_in:
        raise ConflictError(
            "{role} cannot log in: an office is given to the role by which somebody comes.",
            hint=N_('`ALTER ROLE "{role}" LOGIN` lets it in.'),
            role=name,
        )


def revoke(transaction: Transaction, role: str) -> str:
    """Take its office from a role; return the office's code.

    Raises:
        UnknownError: the role has no office.
    """
    office = find_offices_of_roles(transaction.connection, [role]).get(role, "")
    if not office:
        raise UnknownError("{role} has no office.", hint=N_("`circtrack admin list` shows who has one."), role=role)
    take_office(transaction, role)
    transaction.say(N_("{role} is given no office any more"), role=role)
    return office
