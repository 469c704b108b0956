"""A database on the tests' server (``servers``), and roles of it.

Each test has databases and roles of its own, with names of chance, and takes them away again.
"""

from __future__ import annotations

import os
import re
import secrets
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from support.servers import server_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import psycopg

    from support.program import Program


def of_database(url: str, name: str, user: str = "") -> str:
    """The address of another database on the same server, for another role if one is named."""
    head, _, parameters = url.partition("?")
    scheme, _, rest = head.partition("://")
    place = rest.partition("/")[0]
    if user:
        place = f"{user}@{place.rpartition('@')[2]}"
    return f"{scheme}://{place}/{name}" + (f"?{parameters}" if parameters else "")


def connected(url: str) -> psycopg.Connection:
    """A plain connection, as anybody's psql has it."""
    import psycopg

    return psycopg.connect(url, autocommit=True)


@contextmanager
def a_database(*, like: str = "") -> Iterator[str]:
    """The address of a new database: empty, or a copy of the one at another address, which nobody then uses."""
    url, name = server_address(), f"circtrack_test_{secrets.token_hex(6)}"
    with closing(connected(url)) as server:
        template = f" TEMPLATE {like.partition('?')[0].rpartition('/')[2]}" if like else ""
        server.execute(f"CREATE DATABASE {name}{template}".encode())
        try:
            yield of_database(url, name)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def some_roles(*names: str) -> Iterator[dict[str, str]]:
    """New roles that can log in, by what a test calls them. Their databases go first."""
    roles = {name: f"ct_{name}_{secrets.token_hex(4)}" for name in names}
    with closing(connected(server_address())) as server:
        for role in roles.values():
            server.execute(f'CREATE ROLE "{role}" LOGIN'.encode())
        try:
            yield roles
        finally:
            for role in roles.values():
                server.execute(f'DROP ROLE "{role}"'.encode())


def user_of(url: str) -> str:
    """Who comes by this address."""
    found = re.search(r"//([^:/?@]+)[:@]", url)
    return found[1] if found else os.environ.get("PGUSER", "")


class Register:
    """One database on a server, and circtrack as its roles run it."""

    def __init__(self, url: str, folder: Path, roles: dict[str, str]) -> None:
        from support.program import Program as Made

        self.url = url
        self.roles = roles
        self._owner = Made(folder / "none.db")

    def url_of(self, who: str) -> str:
        """The address for a role, by what the test calls it; "" for who owns the tables."""
        return (
            of_database(self.url, self.url.partition("?")[0].rpartition("/")[2], self.roles[who]) if who else self.url
        )

    def program(self, who: str = "") -> Program:
        """Circtrack as a role runs it."""
        return replace(self._owner, environment={"CIRCTRACK_DB": self.url_of(who)})

    def sql(self, who: str, statement: str) -> list[tuple[object, ...]]:
        """What a statement gives a role by plain SQL."""
        with closing(connected(self.url_of(who))) as connection:
            connection.execute("SET search_path = circtrack, public")
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []
