"""Compare every report of two databases that should hold the same."""

from __future__ import annotations

import hashlib
import json
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple, get_args

from circtrack.model import Office
from circtrack.progress_bar import counting
from circtrack.registry.offices import get_office, list_versions
from circtrack.reports.chain import build_chain_tree
from circtrack.reports.check import build_check_report
from circtrack.reports.letter import letter_object, load_whole_letter
from circtrack.reports.letters import build_letters_report
from circtrack.reports.log import build_log_report
from circtrack.reports.owing import build_owing_report
from circtrack.reports.register import build_register_report
from circtrack.reports.state_counts import By, build_owing_by_report
from circtrack.reports.tracked import ReportScope
from circtrack.store.find_letter import load_found_letter
from circtrack.store.letters import list_latest_roots
from circtrack.store.log import LogFilter
from circtrack.store.register import list_registers
from circtrack.store.settings import get_own_office
from circtrack.tracking.state import STATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from circtrack.database.engine import Connection

CHAINS = 100
"""For how many of the latest chains the tree, the first letter and the obligations are compared."""

_ON_A_SHARE = "network_share"
"""The finding of `check` about where a file lies: the only row that may differ."""


class Comparison(NamedTuple):
    """How many reports were compared, and the names of those that differ."""

    reports: int
    different: tuple[str, ...]


def compare_databases(one: Connection, other: Connection, today: date, message: str) -> Comparison:
    """Compare every report of both databases; ``message`` is the text of the progress bar."""
    different = []
    count = 0
    with counting(message, slow=True) as at:
        for here, there in zip_longest(list_reports(one, today), list_reports(other, today)):
            if here is None or there is None:
                different.append((here or there)[0])
                break
            count += 1
            at(count, 0)
            if here != there:
                different.append(here[0])
    return Comparison(count, tuple(different))


def list_reports(connection: Connection, today: date) -> Iterator[tuple[str, str]]:
    """Yield each report's name (the command that shows it) and SHA-256, with and without classified letters."""
    for name, rows in _reports(connection, today):
        found = hashlib.sha256()
        for row in rows:
            found.update(json.dumps(row, ensure_ascii=True, default=str).encode("ascii") + b"\n")
        yield name, found.hexdigest()


def _reports(connection: Connection, today: date) -> Iterator[tuple[str, Iterable[object]]]:
    own = get_own_office(connection)
    for secret in (True, False):
        asked = ReportScope(today, own_office=own, include_secret=secret)
        option = " --include-secret" if secret else ""
        yield f"owing{option}", build_owing_report(connection, asked).report.rows
        for by in get_args(By):
            yield f"owing --by {by}{option}", build_owing_by_report(connection, asked, by).report.rows
        yield f"letters{option}", build_letters_report(connection, include_secret=secret).rows
        yield f"log{option}", build_log_report(connection, LogFilter(include_secret=secret)).rows
    every = ReportScope(today, own_office=own, states=STATES, include_secret=True)
    for by in get_args(By):
        yield f"owing --by {by} --state {','.join(STATES)}", build_owing_by_report(connection, every, by).report.rows
    for row in list_latest_roots(connection, CHAINS):
        letter = load_found_letter(connection, row)
        of_letter = every._replace(letter=letter)
        yield f'chain "{letter.number}"', build_chain_tree(connection, of_letter._replace(states=())).report().rows
        yield (
            f'owing "{letter.number}" --state {",".join(STATES)}',
            build_owing_report(connection, of_letter).report.rows,
        )
        whole = load_whole_letter(connection, row, include_secret=True)
        yield f'letters show "{letter.number}"', letter_object(whole, ()).items()
    for office, direction, year, classified in list_registers(connection):
        kept = build_register_report(connection, _office(office, today), direction, year, classified=bool(classified))
        yield f"register {direction} --office {office} --year {year}", kept.rows
    checked = build_check_report(connection, today, receipt_days=15, near_days=3, include_secret=True).report
    yield "check --include-secret", (row for row in checked.rows if _ON_A_SHARE not in row)


def _office(code: str, today: date) -> Office:
    """Return the office of a register; if the registry does not know the code, one that is named by it."""
    known = get_office(code, today) or next(iter(list_versions(code)[-1:]), None)
    return known or Office(code, code, "department")
