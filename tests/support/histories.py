"""Commands on the recorded chain, to build random histories, for tests of what must hold after any of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from circtrack.actions.work.deadlines import exempt, extend
from circtrack.actions.work.done import ProgressEntry, record_done
from circtrack.actions.work.receive import record_received
from support import made_letters as made
from support.servers import writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from circtrack.database.transaction import Transaction

OFFICES = ["05360901", "06360902", "06360903", "06360904"]
DAY = date(2023, 3, 17)


def run(path: Path, command: str, action: Callable[[Transaction], object]) -> None:
    with writing(path, command) as transaction:
        action(transaction)


def done(path: Path, office: str, what: str = "done") -> None:
    run(path, "done", lambda each: record_done(each, "908", [office], ProgressEntry(what, DAY), made.TODAY))  # type: ignore[arg-type]


def received(path: Path, office: str, on: date = date(2023, 3, 13)) -> None:
    run(path, "receive", lambda each: record_received(each, "708", office, on, made.TODAY))


def extended(path: Path, days: int) -> None:
    to = date(2023, 3, 24) + timedelta(days=days)
    run(path, "extend", lambda each: extend(each, "908", to, [], "ระบบล่ม"))


def exempted(path: Path, office: str) -> None:
    run(path, "exempt", lambda each: exempt(each, "908", [office], reason="ยุบแล้ว"))


OPERATIONS = st.one_of(
    st.tuples(st.just(done), st.sampled_from(OFFICES), st.sampled_from(["done", "incomplete"])),
    st.tuples(st.just(received), st.sampled_from(OFFICES), st.dates(date(2023, 3, 9), date(2023, 3, 20))),
    st.tuples(st.just(extended), st.integers(1, 60)),
    st.tuples(st.just(exempted), st.sampled_from(OFFICES)),
)
