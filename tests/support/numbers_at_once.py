"""A province's database on a server, and numbers of its register that many take at once."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from circtrack.actions.register.entries import register_untracked
from circtrack.actions.register.numbers import EntryDetails, NumberRequest, find_register_office
from circtrack.clock import parse_day
from support.program import CHAIN
from support.server_own import database, program, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from circtrack.database.transaction import Transaction
    from circtrack.place import Server

TODAY = parse_day("2023-03-20")


@contextmanager
def of_a_province(folder: Path) -> Iterator[Server]:
    """A province's database with the chain in it, to be copied."""
    with database() as server:
        there = program(server, folder)
        there.ok("init", "--office", "จังหวัดชัยภูมิ")
        there.ok("read", CHAIN, "--yes")
        yield server


def give_number(transaction: Transaction, subject: str = "") -> int:
    """Give the next number of letters sent."""
    office = find_register_office(transaction.connection, "", TODAY)
    return register_untracked(
        transaction, NumberRequest(office, "out", TODAY), EntryDetails(subject=subject or "ส่ง", recipient="อำเภอ")
    ).numbers[0]


def numbers(server: Server) -> list[int]:
    """List the numbers given."""
    return [number for (number,) in rows(server, "SELECT number FROM register_entry ORDER BY number")]
