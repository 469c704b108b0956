"""One way of writing values in a statement, for both engines."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.database.postgres.driver import for_psycopg


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("SELECT a FROM t WHERE b = ?", "SELECT a FROM t WHERE b = %s"),
        ("INSERT INTO t VALUES (?, ?)", "INSERT INTO t VALUES (%s, %s)"),
        ("WHERE a = :one AND b = :one OR c = :two_more", "WHERE a = %(one)s AND b = %(one)s OR c = %(two_more)s"),
        ("SELECT '?', ':no', 'it''s ?' , ?", "SELECT '?', ':no', 'it''s ?' , %s"),
        ("SELECT a::text, ?::json", "SELECT a::text, %s::json"),
        ("WHERE a LIKE 'x%' AND b % 2 = ?", "WHERE a LIKE 'x%%' AND b %% 2 = %s"),
        ("SELECT 'ว' || :มท", "SELECT 'ว' || :มท"),
    ],
)
def test_marks_become_those_of_psycopg_and_texts_stay(written: str, sent: str) -> None:
    assert for_psycopg(written) == sent.encode()


PIECES = st.lists(
    st.one_of(
        st.just("?"),
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5).map(
            lambda text: "'" + text.replace("'", "''") + "'"
        ),
    ),
    min_size=1,
    max_size=6,
)


@given(PIECES)
def test_as_many_values_are_asked_for_as_sqlite_asks_for_and_texts_are_the_same(pieces: list[str]) -> None:
    query = f"SELECT {', '.join(pieces)}"
    values = [f"value {place}" for place in range(pieces.count("?"))]
    (row,) = sqlite3.connect(":memory:").execute(query, values)
    filled = for_psycopg(query).decode() % tuple(f"'{value}'" for value in values)
    assert sqlite3.connect(":memory:").execute(filled).fetchone() == row
