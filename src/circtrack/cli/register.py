"""``circtrack register``: the regulation's registers of letters received and sent, listed and written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Argument, Option

from circtrack.cli.database import reading
from circtrack.cli.options import command, new_app
from circtrack.cli.register_act import Options, act_asked, register_year
from circtrack.cli.session import Session
from circtrack.cli.told import tell_notes
from circtrack.errors import N_, InputError
from circtrack.render import messages
from circtrack.render.output import Output

if TYPE_CHECKING:
    from circtrack.actions.register_place import Registered
    from circtrack.cli.register_act import Act
    from circtrack.database.transaction import Transaction
    from circtrack.model import Office
    from circtrack.store.register import Direction

app = new_app()

_Direction = Annotated[
    Literal["in", "out"], Argument(metavar="in|out", help=N_("The register of letters received, or of letters sent."))
]
_Letter = Annotated[
    str, Argument(metavar="[LETTER]", help=N_("Enter this letter, by part of its number; without it, list."))
]


@command(
    app,
    help=N_("The registers of letters received and sent; gives numbers."),
    example="circtrack register in --year 2566 --thai\n"
    'circtrack register in 3022 --on "๑๐ มี.ค. ๖๖"\n'
    'circtrack register out --recipient ผู้ว่าราชการจังหวัดชัยภูมิ --subject "รายงานผล"\n'
    "circtrack register out --reserve 5\n"
    'circtrack register out --void 12 --reason "เขียนผิด"',
    listing=True,
)
def register(
    session: Session,
    output: Output,
    *,
    direction: _Direction,
    letter: _Letter = "",
    office: Annotated[
        str, Option("--office", metavar="OFFICE", help=N_("Whose register; the database's own office if not said."))
    ] = "",
    year: Annotated[
        str, Option("--year", metavar="YEAR", help=N_("The year (พ.ศ.) of the register; this year if not said."))
    ] = "",
    classified: Annotated[
        bool, Option("--classified", help=N_("The register of letters marked ลับ or higher, which is kept apart."))
    ] = False,
    circular: Annotated[
        bool, Option("--circular", help=N_("Numbers of circulars (ว), which have a sequence of their own when sent."))
    ] = False,
    on: Annotated[
        str, Option("--on", metavar="DATE", help=N_("The day of registering; when it went or came, else today."))
    ] = "",
    number: Annotated[
        str, Option("--number", metavar="N", help=N_("This number: a reserved one, or the next; the next if not said."))
    ] = "",
    begin: Annotated[
        int | None,
        Option("--from", metavar="N", min=1, help=N_("Begin an empty register here, to continue a paper book.")),
    ] = None,
    reserve: Annotated[
        int | None, Option("--reserve", metavar="COUNT", help=N_("Give so many numbers ahead, without letters."))
    ] = None,
    void: Annotated[
        str, Option("--void", metavar="N", help=N_("Void this number: it stays, with the reason, and is not reused."))
    ] = "",
    reason: Annotated[str, Option("--reason", metavar="TEXT", help=N_("Why the number is void."))] = "",
    letter_number: Annotated[
        str, Option("--letter-number", metavar="NUMBER", help=N_("ที่, of a letter that is not recorded."))
    ] = "",
    letter_date: Annotated[
        str, Option("--letter-date", metavar="DATE", help=N_("ลงวันที่, of a letter that is not recorded."))
    ] = "",
    sender: Annotated[str, Option("--sender", metavar="TEXT", help=N_("จาก, as it is to stand there."))] = "",
    recipient: Annotated[str, Option("--recipient", metavar="TEXT", help=N_("ถึง, as it is to stand there."))] = "",
    subject: Annotated[
        str, Option("--subject", metavar="TEXT", help=N_("เรื่อง, of a letter that is not recorded."))
    ] = "",
    action: Annotated[str, Option("--action", metavar="TEXT", help=N_("การปฏิบัติ: what was done."))] = "",
    remark: Annotated[str, Option("--remark", metavar="TEXT", help=N_("หมายเหตุ: anything else."))] = "",
) -> None:
    """List the register, or write in it and show what was written."""
    from circtrack.actions.register_numbers import wanted_number
    from circtrack.clock import parse_day

    options = Options(
        letter,
        circular,
        on,
        number,
        begin,
        reserve,
        void,
        reason,
        letter_number,
        letter_date,
        sender,
        recipient,
        subject,
        action,
        remark,
    )
    act = act_asked(options, direction)
    if begin is not None:
        wanted_number(str(begin))
    day = parse_day(on) if on else None
    of_year = register_year(year, day or session.today)
    if act == "list":
        _list(session, output, direction, office, of_year, classified=classified)
        return
    if day and year and of_year != day.year + 543:
        raise InputError("--year {year} is not the year of {on}.", year=of_year, on=day)
    result, whose = _write(session, act, options, direction, office, day, of_year, classified=classified)
    _tell(result, whose)
    _show(session, output, result, whose)


def _list(session: Session, output: Output, direction: Direction, office: str, year: int, *, classified: bool) -> None:
    from circtrack.actions.register_place import find_register_office
    from circtrack.reports.register import register_report

    # The office as it was in that year: it may be another one by now.
    day = min(session.today, date(year - 543, 12, 31))
    with reading(session) as connection:
        found = find_register_office(connection, office, day)
        output.write(register_report(connection, found, direction, year, classified=classified))


def _write(
    session: Session,
    act: Act,
    options: Options,
    direction: Direction,
    office: str,
    day: date | None,
    year: int,
    *,
    classified: bool,
) -> tuple[Registered, Office]:
    """Do what is asked in one transaction."""
    from circtrack.actions.register import register_letter, register_untracked
    from circtrack.actions.register_ahead import reserve, void
    from circtrack.actions.register_place import Details, NumberRequest, find_register_office
    from circtrack.clock import parse_day
    from circtrack.database.transaction import perform
    from circtrack.registry.offices import load

    details = Details(
        _canonical(options.letter_number),
        parse_day(options.letter_date) if options.letter_date else None,
        options.sender,
        options.recipient,
        options.subject,
        options.action,
        options.remark,
    )

    def action(transaction: Transaction) -> tuple[Registered, Office]:
        whose = find_register_office(transaction.connection, office, day or session.today)
        place = NumberRequest(
            whose, direction, session.today, day, classified, options.circular, options.number, options.begin
        )
        if act == "letter":
            result = register_letter(transaction, place, options.letter, details)
        elif act == "untracked":
            result = register_untracked(transaction, place, details)
        elif act == "reserve":
            result = reserve(transaction, place, options.reserve or 0, options.remark)
        else:
            result = void(transaction, place, year, options.void, options.reason)
        return result, whose

    load()
    return perform(session.database, "register", action, create=False)


def _canonical(number: str) -> str:
    """A letter's number in its canonical form; as written where it is none of ours."""
    from circtrack.errors import NumberError
    from circtrack.thai.numbers import parse_number

    if not number.strip():
        return ""
    try:
        return str(parse_number(number))
    except NumberError:
        # Banks and companies number their letters as they like; the register takes that as it stands.
        return " ".join(number.split())


_OUTCOMES = {
    "entered": N_("Entered in the register of {office} as number {number} of {year}."),
    "reserved": N_("Reserved in the register of {office}: {number} of {year}."),
    "void": N_("Number {number} of {year} in the register of {office} is void."),
    "linked": N_("{letter} is number {number} of {year}: it was entered before it was recorded here."),
    "known": N_("{letter} has the number {number} of {year} already; nothing was changed."),
}


def _tell(result: Registered, whose: Office) -> None:
    message = _OUTCOMES[result.outcome]
    if result.outcome == "known" and not result.letter:
        message = N_("Number {number} of {year} was void already; nothing was changed.")
    first, last = result.numbers[0], result.numbers[-1]
    number = f"{first}-{last}" if last > first else str(first)
    messages.say(
        message,
        office=whose.name,
        letter=result.letter,
        number=f"ว {number}" if result.book.circular else number,
        year=result.book.year_be,
    )
    tell_notes(result.notes)


def _show(session: Session, output: Output, result: Registered, whose: Office) -> None:
    """The rows that were written, as the register lists them: a script reads its number there."""
    from circtrack.reports.register import register_report

    book = result.book
    with reading(session) as connection:
        output.write(
            register_report(
                connection,
                whose,
                book.direction,
                book.year_be,
                classified=book.classified,
                only=result.numbers,
                circular=book.circular,
            )
        )
