"""The roles of a server and their offices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.database.postgres.roles import list_roles
from circtrack.errors import N_
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from circtrack.database.engine import Connection

COLUMNS = (
    Column("role", N_("role")),
    Column("office_code", N_("office code"), "code"),
    Column("office_name", N_("office")),
    Column("office_kind", N_("kind"), "word"),
    Column("can_log_in", N_("can log in"), "flag"),
    Column("speaks_for", N_("speaks for")),
    Column("records_for", N_("records for so many offices"), "number"),
)


def build_roles_report(connection: Connection) -> Report:
    """List the roles that have an office, by name."""
    rows = list(list_roles(connection))
    return Report(COLUMNS, iter(rows), tuple(column.name for column in COLUMNS))
