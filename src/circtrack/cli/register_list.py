"""Take in an old register by its list: look at it, ask, enter it, and say what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.cli.list_options import read_bytes_of, tell_bad, write_rejects
from circtrack.errors import N_, join_names
from circtrack.render import messages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from circtrack.actions.register.listed import ListedRegisterResult, RegisterPlace
    from circtrack.actions.results import Differing
    from circtrack.cli.list_options import ListOptions
    from circtrack.cli.session import Session
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Office
    from circtrack.store.register import Direction


def take_in(
    session: Session,
    direction: Direction,
    options: ListOptions,
    *,
    office: str,
    year: int | None,
    day: date | None,
    classified: bool,
    circular: bool,
    update: bool | None,
) -> None:
    """Enter a register's list; at a terminal it is shown first and asked about.

    Raises:
        BadListError: lines cannot be taken; they are in the file of rejects, if one was named.
        BadRowsError: so they are, though the others were entered.
    """
    from circtrack.actions.listed import BadListError
    from circtrack.actions.register.listed import register_list
    from circtrack.actions.register.numbers import NumberRequest, find_register_office
    from circtrack.database.transaction import perform, rehearse
    from circtrack.lists.registers import read_register
    from circtrack.registry.offices import load
    from circtrack.render.streams import can_ask

    read = read_register(
        read_bytes_of(options.file), options.file, encoding=options.encoding or "", sheet=options.sheet
    )
    for note in read.notes:
        messages.warn(note)

    differing: Differing = "refuse" if update is None else "update" if update else "keep"

    def action(transaction: Transaction) -> tuple[ListedRegisterResult, Office]:
        whose = find_register_office(transaction.connection, office, day or session.today)
        place = NumberRequest(whose, direction, session.today, day, classified, circular)

        def show_of(connection: Connection, of_year: int) -> Mapping[RegisterPlace, Mapping[str, frozenset[str]]]:
            return show_entries(connection, whose, direction, of_year, classified=classified)

        return register_list(transaction, place, read.entries, year, differing, show_of, partial=options.partial), whose

    load()
    try:
        if can_ask() and not options.yes:
            expected, whose = rehearse(session.database, "register", action)
            _preview(expected, whose)
            if not messages.confirm(N_("Record it?")):
                messages.say(N_("Nothing was recorded."))
                return
        result, whose = perform(session.database, "register", action, create=False)
    except BadListError as error:
        write_rejects(options.rejects, error.lines, names="number")
        raise
    write_rejects(options.rejects, result.outcome.bad, names="number")
    _tell(result, whose)
    tell_bad(result.outcome)


def show_entries(
    connection: Connection, office: Office, direction: Direction, year: int, *, classified: bool
) -> dict[RegisterPlace, dict[str, frozenset[str]]]:
    """Return the texts by which a register's listing shows each number, by column, as data and as printed Thai."""
    from circtrack.errors import Message
    from circtrack.render.cells import plain
    from circtrack.reports.register import build_register_report

    report = build_register_report(connection, office, direction, year, classified=classified)
    names = [column.name for column in report.columns]
    found: dict[RegisterPlace, dict[str, frozenset[str]]] = {}
    for row in report.rows:
        cells = dict(zip(names, row, strict=True))
        number = str(cells["number"])
        place = (number.startswith("ว"), int(number.removeprefix("ว").strip()))
        found[place] = {
            name: frozenset(
                {messages.said(cell, whole=True), messages.said(cell, thai=True, whole=True)}
                if isinstance(cell, Message)
                else {plain(cell)}
            )
            for name, cell in cells.items()
        }
    return found


def _preview(expected: ListedRegisterResult, office: Office) -> None:
    messages.say(
        N_("Register of {office}, {year}: {count} numbers to be entered, {same} entered so already, {bad} bad lines"),
        office=office.name,
        year=expected.year,
        count=len(expected.entered) + len(expected.corrected),
        same=expected.unchanged,
        bad=len(expected.outcome.bad),
    )
    _tell_left_out(expected)


def _tell(result: ListedRegisterResult, office: Office) -> None:
    from circtrack.actions.register.listed import show_number

    if result.entered:
        messages.say(
            N_("Entered in the register of {office}, {year}: {count} numbers, from {first} to {last}."),
            office=office.name,
            year=result.year,
            count=len(result.entered),
            first=show_number(min(result.entered)),
            last=show_number(max(result.entered)),
        )
    if result.linked:
        messages.say(N_("{count} of them are letters that are recorded."), count=result.linked)
    if result.corrected:
        messages.say(
            N_("Corrected in the register of {office}, {year}: {numbers}."),
            office=office.name,
            year=result.year,
            numbers=join_names([show_number(place) for place in result.corrected], most=20),
        )
    if result.unchanged:
        messages.say(N_("{count} numbers were entered so already."), count=result.unchanged)
    _tell_left_out(result)


def _tell_left_out(result: ListedRegisterResult) -> None:
    from circtrack.actions.register.listed import show_number

    if result.left_out:
        spans = [
            show_number(first) if first == last else f"{show_number(first)}-{last[1]}"
            for first, last in result.left_out
        ]
        messages.warn(
            N_("numbers that the list leaves out, and that are reserved now: {numbers}"),
            numbers=join_names(spans, most=20),
        )
