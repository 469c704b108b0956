"""Letters of a tier below whose numbers are not known yet: recorded as passed on, and replaced when they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.actions.letters.entered import find_passed_on, make_link
from circtrack.actions.letters.record import record_letters
from circtrack.actions.listed import find_all, make_part, reject_all_outside
from circtrack.actions.offices import list_owing_below
from circtrack.errors import N_, InputError, join_offices
from circtrack.model import Letter
from circtrack.registry.find import find_office
from circtrack.registry.offices import list_directly_under
from circtrack.store.chain import has_issued_in_chain
from circtrack.store.letters import UNNUMBERED
from circtrack.store.obligations import list_owed_on_chain
from circtrack.store.settings import get_own_office

if TYPE_CHECKING:
    from datetime import date

    from circtrack.actions.results import RecordResult
    from circtrack.database.transaction import Transaction
    from circtrack.lists.model import ReadList
    from circtrack.model import Office
    from circtrack.store.find_letter import FoundLetter


def record_unnumbered(
    transaction: Transaction,
    letter: str,
    *,
    on: date,
    today: date,
    issuer: str = "",
    listed: ReadList | None = None,
    everyone: bool = False,
) -> RecordResult:
    """Record that offices have passed a letter on, though the numbers of their letters are not known yet.

    Whoever is below them and owes counts as told, on that day. The number can come later, by a correction; or the
    letter itself is recorded, and takes the place.

    Args:
        transaction: The open transaction.
        letter: Any unambiguous part of the number of the letter that is passed on.
        on: The day on which they passed it on.
        today: Today's date in Thailand.
        issuer: Code or name of the office.
        listed: A list of offices.
        everyone: All offices directly below the own one that somebody below owes to, and that have issued no letter.

    Raises:
        InputError: no office is named, the day is before the letter's date, or nobody stands below an office.
        UnknownError, AmbiguousError: no letter or office fits, or several do.
        BadListError: lines of the list name no office.
    """
    own = get_own_office(transaction.connection)
    found = find_passed_on(transaction, letter, own, UNNUMBERED, on)
    owing = {each.office for each in list_owed_on_chain(transaction.connection, found.root)}
    issuers = _choose_issuers(transaction, found, on, own, owing, issuer, listed, everyone=everyone)
    letters = [_make_letter(found, office, on, owing) for office in issuers]
    result = record_letters(transaction, letters, own, today)
    names = join_offices((office.code, office.name) for office in issuers)
    transaction.say(N_("{offices} have passed on {letter}"), offices=names, letter=found.number)
    return result


def _choose_issuers(
    transaction: Transaction,
    found: FoundLetter,
    day: date,
    own: str,
    owing: set[str],
    issuer: str,
    listed: ReadList | None,
    *,
    everyone: bool,
) -> list[Office]:
    if issuer:
        return [find_office(issuer, day, under=own)]
    if listed is not None:
        part = make_part(own, day)
        codes, outcome = find_all(listed, {}, day, own, part)
        reject_all_outside(listed, outcome, part)
        return [find_office(code, day) for code in codes]
    if not everyone:
        raise InputError(
            "Who has passed it on? No office is named.",
            hint=N_("Say --from OFFICE, --from-list FILE or --all."),
        )
    waiting = [
        office
        for office in list_directly_under(own or found.issuer, day)
        if list_owing_below(office.code, day, owing)
        and not has_issued_in_chain(transaction.connection, found.root, office.code)
    ]
    if not waiting:
        raise InputError("All below have passed on {letter} already, or nobody under them owes.", letter=found.number)
    return waiting


def _make_letter(found: FoundLetter, issuer: Office, on: date, owing: set[str]) -> Letter:
    below = list_owing_below(issuer.code, on, owing)
    if not below:
        raise InputError(
            "Nobody under {office} owes anything on {letter}, so there is nobody to be told.",
            office=issuer.name,
            letter=found.number,
        )
    number = f"{UNNUMBERED} {found.number.replace('/', '-')}"
    return Letter(
        number=number,
        number_as_written=number,
        date=on,
        issuer=issuer.name,
        issuer_code=issuer.code,
        kind="forward",
        subject=found.subject,
        recipients=below,
        parent=found.number,
        links=(make_link(found),),
    )
