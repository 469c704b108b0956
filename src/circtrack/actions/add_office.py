"""Add offices that the country's list does not hold: provincial offices, schools, universities, police."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.chains import list_asked
from circtrack.actions.offices import store_known_offices
from circtrack.added_offices import make_added_code
from circtrack.errors import N_, ConflictError, InputError, Message
from circtrack.model import Office
from circtrack.registry.expand import find_kinds_asked
from circtrack.registry.find import find_office
from circtrack.registry.issuers import place_unlisted
from circtrack.registry.names import find_matches
from circtrack.registry.offices import list_versions
from circtrack.store.added_offices import count_letters_of, has_office, insert_added_office, use_offices_of
from circtrack.store.letters import load_known_letter
from circtrack.store.rounds import list_recurring
from circtrack.store.settings import get_own_office
from circtrack.store.tasks import load_task_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from circtrack.database.transaction import Transaction
    from circtrack.model import OfficeKind

LONGEST_NAME = 200
"""In characters; the longest name of the list has a third of that."""


class AddedOffice(NamedTuple):
    """An office that was added, its superior (None for none), and notes."""

    office: Office
    superior: Office | None
    notes: tuple[Message, ...] = ()


def add_office(transaction: Transaction, name: str, kind: OfficeKind, under: str, today: date) -> AddedOffice:
    """Add an office to the database, with a code of its own, which is the same wherever it is added.

    Args:
        transaction: The open transaction.
        name: Its full name.
        kind: Its kind.
        under: Code or name of the office that writes to it; "" if none does: then its name tells where it sits.
        today: Today's date in Thailand.

    Raises:
        InputError: the name is empty, too long or no name, or the database is on a server and in use by a role.
        ConflictError: there is an office of this name already.
        UnknownError, AmbiguousError: no office above it fits, or several do.
    """
    name = " ".join(name.split())
    _refuse_bad_name(name)
    _refuse_role(transaction)
    superior = find_office(under, today, under=get_own_office(transaction.connection)) if under else None
    office = make_office(name, kind, superior)
    _refuse_known(office)
    if superior:
        store_known_offices(transaction, [superior.code])
    insert_added_office(transaction, office)
    use_offices_of(transaction.connection)
    transaction.say(N_("added {office}, {code}"), office=office.name, code=office.code)
    notes = (*_note_letters_under_its_name(transaction, office), *_note_recurring(transaction, office))
    return AddedOffice(office, superior, notes)


def make_office(name: str, kind: OfficeKind, superior: Office | None) -> Office:
    """Make an office that sits where its superior does; without one, where its name says."""
    seat = superior or place_unlisted(name)
    above = superior.code if superior else ""
    return Office(
        make_added_code(name, above, seat.province_code),
        name,
        kind,
        seat.province,
        seat.district,
        seat.province_code,
        seat.district_code,
        above,
    )


def add_carried_offices(transaction: Transaction, offices: Iterable[Office]) -> None:
    """Add the offices that a bundle brings along, as far as they are not known.

    Raises:
        InputError: the database is on a server and in use by a role.
    """
    unknown = [office for office in offices if not has_office(transaction.connection, office.code)]
    if not unknown:
        return
    _refuse_role(transaction)
    for office in unknown:
        if office.superior and list_versions(office.superior):
            store_known_offices(transaction, [office.superior])
        insert_added_office(transaction, office)
    use_offices_of(transaction.connection)


def _refuse_bad_name(name: str) -> None:
    if not any(letter.isalpha() for letter in name):
        raise InputError("'{name}' is no name of an office.", hint=N_("Give its full name."), name=name)
    if len(name) > LONGEST_NAME:
        raise InputError("The name has {count} characters; {most} is the most.", count=len(name), most=LONGEST_NAME)


def _refuse_role(transaction: Transaction) -> None:
    if transaction.connection.engine.granted(transaction.connection).role:
        raise InputError(
            "Offices of the server are added by whoever runs it.",
            hint=N_("Ask for `circtrack offices add` to be run there by its owner."),
        )


def _refuse_known(office: Office) -> None:
    """Reject an office that is in the list, where the new one would sit."""
    for known in find_matches(office.name):
        near = known.province_code == office.province_code and (
            not office.district_code or known.district_code in ("", office.district_code)
        )
        if near or not office.province_code:
            raise ConflictError(
                "{name} is in the list already: {code}, {known}.",
                hint=N_("Use that one; `circtrack offices {code}` shows it."),
                name=office.name,
                code=known.code,
                known=known.name,
            )


def _note_recurring(transaction: Transaction, office: Office) -> Iterator[Message]:
    """Note the letters recorded before that ask every office of its kind for something again and again."""
    connection = transaction.connection
    tasks = load_task_rows(connection, set(list_recurring(connection)))
    roots = {task.letter for task in tasks.values() if office.kind in find_kinds_asked(task.audience)}
    for root in sorted(roots):
        if office.code in {asked for _, asked in list_asked(transaction, root, get_own_office(connection))}:
            yield Message(
                "{letter} asks every office of this kind again and again: "
                '`circtrack correct "{letter}" --add-to {code} --yes` lets it owe the rounds, '
                '`circtrack exempt "{letter}" {code} --round N --reason WHY` takes out one before its time.',
                letter=load_known_letter(connection, root).number,
                code=office.code,
            )


def _note_letters_under_its_name(transaction: Transaction, office: Office) -> list[Message]:
    """Note the letters that were recorded of this office before, under its bare name."""
    count = count_letters_of(transaction.connection, office.name)
    if not count:
        return []
    return [
        Message(
            "{count} letters were recorded before under the bare name: "
            "`circtrack correct LETTER --from {code}` puts each right.",
            count=count,
            code=office.code,
        )
    ]
