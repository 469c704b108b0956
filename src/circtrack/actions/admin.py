"""Give offices to the roles of a server, and take them away."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.database.postgres.roles import find_office_of_role, find_role, give_office, take_office
from circtrack.errors import N_, ConflictError, UnknownError
from circtrack.registry.find import find_office
from circtrack.registry.load import load_versions
from circtrack.store.offices import store_offices

if TYPE_CHECKING:
    from datetime import date

    from circtrack.database.transaction import Transaction
    from circtrack.model import Office


class GrantResult(NamedTuple):
    """The office that a role has now, and the code of the one before; "" for none."""

    office: Office
    before: str


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
    known = find_role(transaction.connection, role)
    if known is None:
        raise UnknownError(
            "The server has no role {role}.",
            hint=N_("Whoever runs it makes one first: CREATE ROLE \"{role}\" LOGIN PASSWORD '…';"),
            role=role,
        )
    if known.is_above:
        raise ConflictError(
            "{role} owns the tables, or can be who owns them, and so may do all: an office would not bind it.",
            hint=N_("Make a role for the clerk alone: CREATE ROLE \"NAME\" LOGIN PASSWORD '…';"),
            role=role,
        )
    if not known.can_log_in:
        raise ConflictError(
            "{role} cannot log in: an office is given to the role by which somebody comes.",
            hint=N_('ALTER ROLE "{role}" LOGIN lets it in.'),
            role=role,
        )
    # The whole list: the role may later record any office, and has no right to add one itself.
    store_offices(transaction, load_versions())
    before = find_office_of_role(transaction.connection, role)
    give_office(transaction, role, chosen.code)
    transaction.say(N_("{role} is given {office}"), role=role, office=chosen.name)
    return GrantResult(chosen, before)


def revoke(transaction: Transaction, role: str) -> str:
    """Take its office from a role; return the office's code.

    Raises:
        UnknownError: the role has no office.
    """
    office = find_office_of_role(transaction.connection, role)
    if not office:
        raise UnknownError("{role} has no office.", hint=N_("`circtrack admin list` shows who has one."), role=role)
    take_office(transaction, role)
    transaction.say(N_("{role} is given no office any more"), role=role)
    return office
