"""What a recorded letter itself says of where it is registered: sent or received, and the number that it carries."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from circtrack.actions.register_numbers import WrittenNumber, own_number, read_number
from circtrack.actions.results import Note
from circtrack.errors import N_, ConflictError, InputError
from circtrack.kinds import HALL_KINDS
from circtrack.store.register import delivered

if TYPE_CHECKING:
    from circtrack.database.engine import Connection
    from circtrack.model import Office
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.register import Direction


def sitting_in(office: Office) -> tuple[str, ...]:
    """The codes under which an office sends and receives: its own, and that of the hall in which it sits."""
    return (office.code, office.superior) if office.kind in HALL_KINDS else (office.code,)


def refuse_wrong_side(
    connection: Connection, letter: FoundLetter, office: Office, direction: Direction
) -> tuple[Note, ...]:
    """A letter is registered as sent by who wrote it, as received by others.

    Returns:
        What to look at: the letter is not recorded as sent to the office that receives it.

    Raises:
        InputError: it is registered on the wrong side.
    """
    codes = sitting_in(office)
    if direction == "out" and letter.issuer not in (*codes, f"dla-{office.code}"):
        raise InputError(
            "{letter} is a letter of {issuer}: it is not in the send register of {office}.",
            letter=letter.number,
            issuer=letter.issuer_name,
            office=office.name,
        )
    if direction == "in" and letter.issuer == office.code:
        raise InputError(
            "{letter} is a letter of {office} itself: `circtrack register out` enters it.",
            letter=letter.number,
            office=office.name,
        )
    if direction == "in" and all(delivered(connection, letter.id, code) is None for code in codes):
        return (
            Note(
                N_("{letter} is not recorded as sent to {office}."),
                {"letter": letter.number, "office": office.name},
            ),
        )
    return ()


def recorded_day(connection: Connection, letter: FoundLetter, office: Office, direction: Direction) -> date | None:
    """The day on which a letter went out, or came; None where its receipt is not recorded."""
    if direction == "out":
        return letter.date
    present = delivered(connection, letter.id, office.code)
    return date.fromisoformat(present.received_on) if present and present.received_on else None


def carried_number(
    connection: Connection, letter: FoundLetter, office: Office, direction: Direction, year: int
) -> WrittenNumber | None:
    """The register's number that the letter carries already; None where it carries none.

    A letter that was sent has it in its own number, one that was received in its receipt stamp.

    Raises:
        ConflictError: the receive number that is recorded is none, or of another year.
    """
    if direction == "out":
        return own_number(letter.number)
    present = delivered(connection, letter.id, office.code)
    if present is None or not present.receive_number:
        return None
    written = read_number(present.receive_number)
    if written is None or written.circular or written.year_be not in (None, year):
        raise ConflictError(
            "{letter} is recorded as received with the number {number}, which is none of the register of {year}.",
            hint=N_("`circtrack receive` corrects it; --on names the day of registering."),
            letter=letter.number,
            number=present.receive_number,
            year=year,
        )
    return written
