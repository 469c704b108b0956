"""Where a database is: a file or a server, whose address never shows its password."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.program import Program

from circtrack.errors import InputError
from circtrack.place import Server, parse_place

SECRET = "S3cr3t"
# What stands between the pieces of a password, written as an address must have it or not.
BETWEEN = st.lists(st.sampled_from("@/:?#&%.+ ก'\\"), max_size=3).map("".join)
HIDDEN = st.lists(BETWEEN, min_size=2, max_size=4).map(SECRET.join)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://host/name", "postgresql://host/name"),
        ("postgresql://clerk@host:5433/name", "postgresql://clerk@host:5433/name"),
        ("postgresql://clerk:S3cr3t@host/name", "postgresql://clerk@host/name"),
        ("postgres://clerk:S3cr3t@host/name", "postgres://clerk@host/name"),
        ("postgresql://:S3cr3t@host", "postgresql://@host"),
        ("postgresql://clerk:a@S3cr3t@host/name", "postgresql://clerk@host/name"),
        ("postgresql://clerk:a/S3cr3t@host/name", "postgresql://clerk@host/name"),
        ("postgresql://clerk:a%40S3cr3t@host/name", "postgresql://clerk@host/name"),
        ("postgresql://host/name?password=S3cr3t", "postgresql://host/name?password=***"),
        ("postgresql://host/name?user=a&password=S3cr3t&port=1", "postgresql://host/name?user=a&password=***&port=1"),
        ("postgresql:///name?host=/run&sslpassword=S3cr3t", "postgresql:///name?host=/run&sslpassword=***"),
        ("postgresql:///name?%70assword=S3cr3t", "postgresql:///name?%70assword=***"),
        ("postgresql:///name?passfile=/home/a/.pgpass", "postgresql:///name?passfile=/home/a/.pgpass"),
        ("postgresql://[::1]:5433/name", "postgresql://[::1]:5433/name"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    assert str(Server(url)) == shown
    assert repr(Server(url)) == f"Server({shown!r})"
    assert f"{Server(url)}" == shown


@given(user=st.sampled_from(["", "clerk", "a.b", "ก"]), password=HIDDEN, quoted=st.booleans(), port=st.booleans())
def test_no_password_before_the_host_is_shown(user: str, password: str, quoted: bool, port: bool) -> None:
    written = quote(password, safe="") if quoted else password
    shown = str(Server(f"postgresql://{user}:{written}@host{':5433' if port else ''}/name"))
    assert SECRET not in shown
    assert "host" in shown


@given(password=HIDDEN, name=st.sampled_from(["password", "sslpassword", "%70assword", "PASSWORD"]), port=st.booleans())
def test_no_password_as_a_parameter_is_shown(password: str, name: str, port: bool) -> None:
    written = password.replace("&", "%26")  # an & ends it
    assert SECRET not in str(Server(f"postgresql://host{':5433' if port else ''}/name?user=a&{name}={written}&port=1"))


def test_what_begins_as_a_server_s_address_is_one_and_all_else_a_file() -> None:
    for begin in ("postgresql", "postgres", "POSTGRESQL", "PostgreSQL", "postgresql+psycopg", "postgres+asyncpg"):
        assert parse_place(f"{begin}://clerk@host/name") == Server("postgresql://clerk@host/name")
    for text in ("circtrack.db", "/a/b.db", "postgresql", "./postgresql:/x", "my postgresql://x", "a=b", "./host=a"):
        assert parse_place(text) == Path(text)
    assert parse_place("~/x.db") == Path.home() / "x.db"


@pytest.mark.parametrize(
    "text",
    [
        "postgresql:/clerk:S3cr3t@host/name",
        "postgresql:clerk:S3cr3t@host",
        "Postgres+psycopg:/clerk:S3cr3t@host/name",
        "host=h password=S3cr3t",
        "password = S3cr3t host=h",
        "dbname=name user=clerk password='S3cr3t'",
    ],
)
def test_what_is_like_an_address_and_is_none_is_refused_without_its_password(text: str) -> None:
    with pytest.raises(InputError) as raised:
        parse_place(text)
    assert SECRET not in f"{raised.value!r} {raised.value}"
    assert "postgresql://USER@HOST/DATABASE" in str(raised.value)


@pytest.mark.parametrize(
    "address", ["postgresql://u:sekret@h/d", "POSTGRESQL://u:sekret@h/d", "postgresql+psycopg://h/d?password=sekret"]
)
def test_the_settings_show_no_password(address: str, tmp_path: Path) -> None:
    program = Program(tmp_path / "none.db")
    by_option = program.ok("config", "--db", address).out
    by_variable = replace(program, environment={"CIRCTRACK_DB": address}).ok("config").out
    for shown in (by_option, by_variable):
        assert "postgresql://" in shown
        assert "sekret" not in shown
