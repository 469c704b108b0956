"""``circtrack admin``: offices for the roles of a server, and what is said where there are none."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from support.server_roles import Register, a_database, connected, some_roles, user_of
from support.servers import needs_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.program import Program


pytestmark = needs_server


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with some_roles("clerk", "other") as roles, a_database() as url:
        yield Register(url, tmp_path, roles)


def test_a_role_is_given_an_office_by_name_another_in_its_place_and_none(register: Register) -> None:
    owner, role = register.program(), register.roles["clerk"]
    assert "now reads and writes as อำเภอเทพสถิต" in owner.ok("admin", "grant", "อ.เทพสถิต", role).err
    assert "already" in owner.ok("admin", "grant", "3609", role).err
    owner.ok("admin", "grant", "จ.ชัยภูมิ", role)
    assert owner.rows("admin", "list") == [
        {
            "role": role,
            "office_code": "36",
            "office_name": "จังหวัดชัยภูมิ",
            "office_kind": "province",
            "can_log_in": "yes",
            "speaks_for": "จังหวัดชัยภูมิ",
            "records_for": "177",
        }
    ]
    assert "nothing any more" in owner.ok("admin", "revoke", role).err
    assert owner.rows("admin", "list") == []
    assert [row["command"] for row in owner.rows("log")] == ["admin"] * 3


def test_many_roles_are_given_their_offices_by_a_list_or_none_is(register: Register) -> None:
    owner, clerk, other = register.program(), register.roles["clerk"], register.roles["other"]
    wrong = f"role,office\n{clerk},3609\nnobody-such,3609\n{other},อำเภอเทพสถิด\n{clerk},36\n"
    owner.ok("admin", "grant", "36", other)
    done = owner.run("admin", "grant", "--csv", "-", given=wrong)
    assert done.status == 4
    assert [part in done.err for part in ("line 3", "line 4", "line 5", "line 2")] == [True, True, True, False]
    assert [row["role"] for row in owner.rows("admin", "list")] == [other]
    done = owner.ok("admin", "grant", "--csv", "-", given=f"office,role\nอ.เทพสถิต,{clerk}\n\n06360903,{other}\n")
    assert "offices: 2." in done.err
    rows = {row["role"]: (row["office_code"], row["records_for"]) for row in owner.rows("admin", "list")}
    assert rows == {clerk: ("3609", "8"), other: ("06360903", "1")}
    assert register.program("clerk").ok("letters").lines[1:] == []
    for given in ("role\nx\n", "role,office\n", ""):
        assert owner.run("admin", "grant", "--csv", "-", given=given).status == 2
    assert owner.run("admin", "list", "--csv", "-", given="").status == 2


def test_a_role_that_the_server_does_not_have_is_named_with_how_to_make_it(register: Register) -> None:
    done = register.program().run("admin", "grant", "3609", "nobody-such")
    assert done.status == 2
    assert 'CREATE ROLE "nobody-such" LOGIN' in done.err


def test_near_names_of_offices_are_proposed(register: Register) -> None:
    done = register.program().run("admin", "grant", "อำเภอเทพสถิด", register.roles["clerk"])
    assert done.status == 2
    assert "อำเภอเทพสถิต" in done.err


def test_who_owns_the_tables_is_given_no_office(register: Register) -> None:
    done = register.program().run("admin", "grant", "3609", user_of(register.url))
    assert done.status == 2
    assert "owns the tables" in done.err


def test_a_name_that_would_be_sql_is_a_name(register: Register) -> None:
    name = f'a"; DROP SCHEMA circtrack CASCADE; -- {secrets.token_hex(3)}'
    quoted = '"' + name.replace('"', '""') + '"'
    server = connected(register.url)
    try:
        server.execute(f"CREATE ROLE {quoted} LOGIN".encode())
        register.program().ok("admin", "grant", "3609", name)
        assert [row["role"] for row in register.program().rows("admin", "list")] == [name]
        register.program().ok("admin", "revoke", name)
        assert register.program().rows("admin", "list") == []
    finally:
        server.execute(f"DROP ROLE IF EXISTS {quoted}".encode())
        server.close()


def test_a_role_without_an_office_cannot_be_revoked(register: Register) -> None:
    register.program().ok("admin", "grant", "3609", register.roles["clerk"])
    done = register.program().run("admin", "revoke", register.roles["other"])
    assert done.status == 2
    assert "has no office" in done.err


@pytest.mark.parametrize("words", [["grant", "3609"], ["grant"], ["revoke"], ["list", "x"], ["grant", "a", "b", "c"]])
def test_too_few_words_or_too_many_are_told_the_form(register: Register, words: list[str]) -> None:
    done = register.program().run("admin", *words)
    assert done.status == 2
    assert "circtrack admin" in done.err


@pytest.mark.parametrize("words", [["grant", "3609", "clerk"], ["revoke", "clerk"], ["list"]])
def test_a_file_has_no_roles(circtrack: Program, words: list[str]) -> None:
    done = circtrack.run("admin", *words)
    assert done.status == 2
    assert "postgresql://" in done.err
    assert not circtrack.database.exists()
