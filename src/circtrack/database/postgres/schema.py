"""The scripts that make the tables on a PostgreSQL server: the ``.sql`` files beside this one, in plain SQL.

``psql`` runs them too, those of one version in this order.
"""

from __future__ import annotations

from circtrack.database import schema

_SCRIPTS: tuple[tuple[str, ...], ...] = (
    ("tables.sql", "triggers.sql", "offices.sql", "rules.sql", "gate.sql", "security.sql"),
)
"""The files that lead from version n to n + 1, by n. Never edited once released; only added to."""

VERSION = schema.VERSION


def read_scripts(version: int) -> list[str]:
    """Read the scripts that lead from tables of a version (0: from none) to those of this program, in order."""
    from importlib.resources import files  # it takes a tenth of what all the rest of a connection takes to load

    folder = files("circtrack.database.postgres")
    return [(folder / name).read_text(encoding="utf-8") for names in _SCRIPTS[version:] for name in names]
