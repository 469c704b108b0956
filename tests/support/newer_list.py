"""A newer list of the country's offices, as it comes with a newer program, and an office that joins by it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import pytest

from circtrack import added_offices
from circtrack.actions import newer_offices
from circtrack.model import Office
from circtrack.registry import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.program import Program

TODAY = "2026-01-02"
JOINS = Office(
    *("09999999", "องค์การบริหารส่วนตำบลใหม่เอี่ยม", "sao", "ชัยภูมิ", "เทพสถิต", "36", "3609", "3609"), date(2025, 11, 3)
)
_DEPARTMENTS = tuple(load._load_departments())


@contextmanager
def changing_list() -> Iterator[pytest.MonkeyPatch]:
    """Let tests change the list, which this process then looks up anew."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch
    _forget()


def have_list(patch: pytest.MonkeyPatch, edition: str, *new: Office, **days: date) -> None:
    """Have a program whose list knows of changes on these days only, and besides the offices of today the new ones."""
    patch.setattr(newer_offices, "EDITION", edition)
    patch.setattr(load, "CHANGE_DAYS", days)
    patch.setattr(load, "_load_departments", lambda: (*_DEPARTMENTS, *new))
    _forget()


def _forget() -> None:
    load._load_listed.cache_clear()
    for forget in added_offices._forget:
        forget()


def ask_every_sao(program: Program, to: str) -> None:
    """Record a letter of ชัยภูมิ that asks every อบต. of those it is sent to for a monthly report."""
    letter = ("add", "--number", "ชย 0023.3/77", "--date", "2025-09-10", "--subject", "รายงาน", "--from", "จ.ชัยภูมิ")
    duty = ("--task", "รายงาน", "--due", "ภายในวันที่ ๕ ของทุกเดือน", "--audience", "องค์การบริหารส่วนตำบลทุกแห่ง")
    program.ok(*letter, "--to", to, *duty, today=TODAY)


def list_due(program: Program) -> list[str]:
    """List the deadlines that the office that joins has not kept."""
    return [row["due_on"] for row in program.rows("owing", "77", today=TODAY) if row["office_name"] == JOINS.name]
