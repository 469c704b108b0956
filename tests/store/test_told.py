"""By which letter an office was told, asked of the database, beside the same rule in plain Python."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.chain_facts import chain_of, first_told
from support.servers import empty_database

from circtrack.database.integrity import find_faults
from circtrack.store.chain import (
    Notified,
    find_first_letter,
    has_issued_in_chain,
    is_told,
    parse_notification,
    select_told_in_hall,
)
from circtrack.tracking.chain import Arrival, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.both_engines

OFFICES = ("D", "P", "A", "L", "M")
FIRST = date(2023, 2, 27)
LINES = {"A": Standing("A", "provincial_office", "P"), "P": Standing("P", "province", "D")}

days = st.integers(0, 3).map(lambda more: (FIRST + timedelta(more)).isoformat())
letters = st.lists(st.tuples(st.sampled_from(OFFICES), days, st.integers(0, 5)), min_size=1, max_size=6)
deliveries = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(OFFICES), days, st.none() | days),
    max_size=10,
    unique_by=lambda each: each[:2],
)


@pytest.fixture(scope="module")
def empty(engine: str) -> Any:  # noqa: ARG001 - one for each
    """Offices and nothing else; what a test adds is taken back."""
    connection = empty_database()
    for code in OFFICES:
        connection.execute("INSERT INTO office VALUES (?)", (code,))
    return connection


@contextmanager
def taken_back(connection: Any) -> Iterator[Any]:
    connection.execute("SAVEPOINT kept")
    try:
        yield connection
    finally:
        connection.execute("ROLLBACK TO kept")


def insert_letter(connection: Any, row: int, issuer: str, on: str, parent: int | None, root: int) -> None:
    connection.execute(
        "INSERT INTO letter (id, issuer, year_be, number, date, parent, root) VALUES (?, ?, 2566, ?, ?, ?, ?)",
        (row, issuer, f"ว {row}", on, parent, root),
    )


def deliver(connection: Any, letter: int, office: str, **values: Any) -> None:
    row = {"letter": letter, "office": office, "sent_on": "2023-02-27", "root": letter, **values}
    connection.execute(
        f"INSERT INTO delivery ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values())
    )


@given(made=letters, sent=deliveries)
def test_the_database_tells_who_was_told_as_the_rule_does(empty: Any, made: list[Any], sent: list[Any]) -> None:
    with taken_back(empty) as connection:
        insert_letter(connection, 100, "D", FIRST.isoformat(), None, 100)  # another chain, in which nothing counts
        for office in OFFICES:
            deliver(connection, 100, office, sent_on="2000-01-01")
        issued, arrivals = [], []
        for row, (issuer, on, above) in enumerate(made, 1):
            parent = min(above, row - 1) or None
            insert_letter(connection, row, issuer, on, parent if row > 1 else None, 1)
            issued.append(Arrival(issuer, date.fromisoformat(on), f"ว {parent or row}"))
        for letter, office, on, received in sent:
            if letter < len(made):
                deliver(connection, letter + 1, office, sent_on=on, received_on=received, root=1)
                arrivals.append(Arrival(office, date.fromisoformat(received or on), f"ว {letter + 1}"))
        expected = first_told(issued, arrivals)
        told_in_hall = chain_of("D", issued, arrivals, LINES.get).told("A", LINES["A"])
        query = f"SELECT {select_told_in_hall('1', ':office', ':hall')}"
        (found,) = connection.execute(query, {"office": "A", "hall": "P"}).fetchone()
        assert (found and parse_notification(found)) == (
            told_in_hall and Notified(told_in_hall.on.isoformat(), told_in_hall.by)
        )
        for office in OFFICES:
            told = expected.get(office)
            assert find_first_letter(connection, 1, office) == (told and Notified(told.on.isoformat(), told.by))
            (found,) = connection.execute(f"SELECT {is_told('1', ':office')}", {"office": office}).fetchone()
            assert bool(found) == (told is not None)
            assert has_issued_in_chain(connection, 1, office) == any(each.office == office for each in issued)


def roots(connection: Any) -> list[tuple[int, str, int | None]]:
    return list(connection.execute("SELECT letter, office, root FROM delivery ORDER BY letter, office"))


def test_a_delivery_is_in_no_other_chain_than_its_letter(empty: Any) -> None:
    for statement in ("UPDATE delivery SET root = 2", "UPDATE delivery SET root = NULL"):
        with taken_back(empty) as connection:
            insert_letter(connection, 1, "D", "2023-02-27", None, 1)
            insert_letter(connection, 2, "D", "2023-02-28", None, 2)
            deliver(connection, 1, "P")
            with pytest.raises(connection.IntegrityError):
                connection.execute(statement)


def test_a_delivery_follows_its_letter_from_chain_to_chain(empty: Any) -> None:
    with taken_back(empty) as connection:
        connection.engine.defer_references(connection)
        deliver(connection, 1, "P")  # an import writes by table
        deliver(connection, 2, "A", root=1)
        insert_letter(connection, 1, "D", "2023-02-27", None, 1)
        insert_letter(connection, 2, "P", "2023-02-28", 1, 1)
        assert roots(connection) == [(1, "P", 1), (2, "A", 1)]
        connection.execute("UPDATE letter SET parent = NULL, root = 2 WHERE id = 2")
        assert roots(connection) == [(1, "P", 1), (2, "A", 2)]
        assert list(find_faults(connection)) == []
