"""Databases and roles on the tests' server (``servers``).

Each test has its own databases and roles, with random names, and drops them at the end.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from support.servers import server_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import psycopg

    from support.program import Program


def of_database(url: str, name: str, user: str = "") -> str:
    """Return the address of another database on the same server, for another role if one is given."""
    head, _, parameters = url.partition("?")
    scheme, _, rest = head.partition("://")
    place = rest.partition("/")[0]
    if user:
        place = f"{user}@{place.rpartition('@')[2]}"
    return f"{scheme}://{place}/{name}" + (f"?{parameters}" if parameters else "")


def name_of(url: str) -> str:
    """Return the name of the database at an address."""
    return url.partition("?")[0].rpartition("/")[2]


def connected(url: str) -> psycopg.Connection:
    """Open a plain connection, as psql does."""
    import psycopg

    return psycopg.connect(url, autocommit=True)


@contextmanager
def a_database(*, like: str = "") -> Iterator[str]:
    """Create an empty database, or a copy of the one at ``like`` (which nobody may use); yield its address.

    Meanwhile the program's sessions are kept (``kept_sessions``).
    """
    from support.kept_sessions import end_sessions, keep_sessions

    url, name, template = server_address(), f"circtrack_test_{secrets.token_hex(6)}", name_of(like)
    end_sessions(template)
    with closing(connected(url)) as server, keep_sessions():
        server.execute(f"CREATE DATABASE {name}{f' TEMPLATE {template}' if like else ''}".encode())
        try:
            yield of_database(url, name)
        finally:
            end_sessions(name)
            server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def some_roles(*names: str) -> Iterator[dict[str, str]]:
    """Create roles that can log in; yield them by the test's names. Drop their databases before this block ends."""
    roles = {name: f"ct_{name}_{secrets.token_hex(4)}" for name in names}
    with closing(connected(server_address())) as server:
        for role in roles.values():
            server.execute(f'CREATE ROLE "{role}" LOGIN'.encode())
        try:
            yield roles
        finally:
            for role in roles.values():
                server.execute(f'DROP ROLE "{role}"'.encode())


def chain_of_two_provinces(folder: Path) -> Path:
    """Write the chain as if the department had sent it to two provinces only: the whole country takes a role long."""
    from support.program import CHAIN

    text = CHAIN.read_text(encoding="utf-8")
    made = folder / "chain.txt"
    made.write_text(text.replace("จังหวัด ทุกจังหวัด", "จังหวัดชัยภูมิ ผู้ว่าราชการจังหวัดยโสธร"), encoding="utf-8")
    return made


def user_of(url: str) -> str:
    """Return the user of this address."""
    found = re.search(r"//([^:/?@]+)[:@]", url)
    return found[1] if found else os.environ.get("PGUSER", "")


class Register:
    """One database on a server, used by several roles."""

    def __init__(self, url: str, folder: Path, roles: dict[str, str]) -> None:
        from support.program import Program as Made

        self.url = url
        self.roles = roles
        self._owner = Made(folder / "none.db")

    def url_of(self, who: str) -> str:
        """Return the address for a role, by the test's name of it; "" for the owner of the tables."""
        return of_database(self.url, name_of(self.url), self.roles[who]) if who else self.url

    def program(self, who: str = "") -> Program:
        """Return the program run by a role."""
        return replace(self._owner, environment={"CIRCTRACK_DB": self.url_of(who)})

    @contextmanager
    def session(self, who: str) -> Iterator[psycopg.Connection]:
        """A session of a role in plain SQL, as new: to begin one takes a server longer than what it is asked."""
        import psycopg

        from support.kept_sessions import KeptConnection

        made = KeptConnection.connect(self.url_of(who), autocommit=True, cursor_factory=psycopg.Cursor)
        with closing(made) as connection:
            connection.execute("SET search_path = circtrack, circtrack_roles, public")
            yield connection

    def sql(self, who: str, statement: str) -> list[tuple[object, ...]]:
        """Run statements as a role in plain SQL; return the rows of the last one."""
        with self.session(who) as connection:
            cursor = connection.execute(statement.encode())
            while cursor.nextset():
                pass
            return cursor.fetchall() if cursor.description else []

    def seen(self, who: str, query: str) -> list[tuple[object, ...]]:
        """Return the rows of a query as a role reads them; "" for the owner."""
        return self.sql(who, reading(query) if who else query)

    def write(self, who: str, *changes: object, command: str = "done") -> str:
        """Make changes through the gate as a role, in one recorded transaction; return what the server says, "" if it
        took them. Texts are statements, everything else is a change."""
        import psycopg

        record = {"command": command, "message": "", "values": {}, "summary": "", "at": "", "who": ""}
        with self.session(who) as connection:
            connection.execute("BEGIN")
            try:
                for change in changes:
                    if isinstance(change, str):
                        connection.execute(change.encode())
                    else:
                        connection.execute("SELECT write(%s)", (json.dumps(change),))
                connection.execute("SELECT write_journal(%s)", (json.dumps(record),))
                connection.execute("COMMIT")
            except psycopg.Error as error:
                return str(error)
        return ""


def reading(statements: str) -> str:
    """The statements as plain SQL has to say them where a role is to read: the last one by the function for that."""
    before, _, query = statements.rpartition("; ")
    return f"{before}; SELECT circtrack_roles.read($query${query}$query$, 'seen'); FETCH ALL FROM seen"


@contextmanager
def a_register(folder: Path, offices: Mapping[str, str]) -> Iterator[Register]:
    """Yield a database of a server with a role for each of these offices, by the names given to them."""
    with some_roles(*offices) as roles, a_database() as url:
        register = Register(url, folder, roles)
        for who, office in offices.items():
            register.program().ok("admin", "grant", office, roles[who])
        yield register


@contextmanager
def a_copy(of: Register, folder: Path) -> Iterator[Register]:
    """Yield a copy of a register, which nobody may use meanwhile, for one test alone; its roles are the same."""
    with a_database(like=of.url) as url:
        yield Register(url, folder, of.roles)


def change(table: str, key: dict[str, object], **cells: object) -> dict[str, object]:
    """A change of one row, for the gate."""
    return {"act": "change", "table": table, "key": key, "cells": cells}


def add(table: str, key: str, **cells: object) -> dict[str, object]:
    """A new row, for the gate; ``key`` names the columns of its key."""
    return {"act": "add", "table": table, "key": key.split(), "rows": [cells]}
