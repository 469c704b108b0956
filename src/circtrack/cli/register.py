"""``circtrack register``: list the registers of letters received and sent, or make entries in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from typer import Argument, Option

from circtrack.cli.confirmations import tell_notes
from circtrack.cli.database import reading
from circtrack.cli.differing import Update, record
from circtrack.cli.list_options import ListEncoding, ListOptions, Partial, Rejects, Sheet, Yes
from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError
from circtrack.render import messages
from circtrack.render.output import Output

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.actions.register.numbers import Registered
    from circtrack.actions.results import Differing
    from circtrack.database.transaction import Transaction
    from circtrack.model import Office
    from circtrack.store.register import Direction


app = new_app()

_Direction = Annotated[
    Literal["in", "out", "รับ", "ส่ง"],
    Argument(metavar="in|out", help=N_("The register of letters received (in, รับ), or of letters sent (out, ส่ง).")),
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
    'circtrack register out --void 12 --reason "เขียนผิด"\n'
    "circtrack register in --list old-register.csv --year 2565",
    listing=True,
)
def register(
    session: Session,
    output: Output,
    *,
    book: _Direction,
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
    listed: Annotated[
        str,
        Option(
            "--list",
            metavar="FILE",
            help=N_(
                "An old register of one year, as a table or a workbook with the regulation's columns "
                "(`circtrack help registers`); - for standard input. No number is given anew."
            ),
        ),
    ] = "",
    sheet: Sheet = "",
    encoding: ListEncoding = None,
    rejects: Rejects = None,
    partial: Partial = False,
    yes: Yes = False,
    update: Update = None,
) -> None:
    """List the register, or make entries and show them."""
    from circtrack.actions.register.numbers import choose_number
    from circtrack.cli.days import past_day

    direction: Direction = "in" if book in ("in", "รับ") else "out"
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
        listed,
    )
    of_list = ListOptions(listed, encoding, sheet, rejects, partial, yes)
    of_list.reject_without_list()
    act = act_asked(options, direction)
    if begin is not None:
        choose_number(str(begin))
    day = past_day(session, on) if on else None
    of_year = register_year(year, day or session.today)
    if act == "old":
        from circtrack.cli.register_list import take_in

        meant = of_year if year else None
        take_in(
            session,
            direction,
            of_list,
            office=office,
            year=meant,
            day=day,
            classified=classified,
            circular=circular,
            update=update,
        )
        return
    if act == "list":
        _list(session, output, direction, office, of_year, classified=classified)
        return
    if day and year and of_year != day.year + 543:
        raise InputError("--year {year} is not the year of {on}.", year=of_year, on=day)

    def write(differing: Differing) -> tuple[Registered, Office]:
        return _write(session, act, options, direction, office, day, of_year, differing, classified=classified)

    result, whose = record(write, update)
    _tell(result, whose)
    _show(session, output, result, whose)


def _list(session: Session, output: Output, direction: Direction, office: str, year: int, *, classified: bool) -> None:
    from circtrack.actions.register.numbers import find_register_office
    from circtrack.reports.register import build_register_report

    # The office as it was in that year: its name or kind may have changed since.
    day = min(session.today, date(year - 543, 12, 31))
    with reading(session) as connection:
        found = find_register_office(connection, office, day)
        output.write(build_register_report(connection, found, direction, year, classified=classified))


def _write(
    session: Session,
    act: Act,
    options: Options,
    direction: Direction,
    office: str,
    day: date | None,
    year: int,
    differing: Differing,
    *,
    classified: bool,
) -> tuple[Registered, Office]:
    """Make the entries in one transaction; return them and the office of the register."""
    from circtrack.actions.register.entries import register_letter, register_untracked, reserve_numbers, void_number
    from circtrack.actions.register.numbers import EntryDetails, NumberRequest, canonical_number, find_register_office
    from circtrack.cli.days import past_day
    from circtrack.database.transaction import perform
    from circtrack.registry.offices import load

    details = EntryDetails(
        canonical_number(options.letter_number),
        past_day(session, options.letter_date) if options.letter_date else None,
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
            result = register_letter(transaction, place, options.letter, details, differing)
        elif act == "untracked":
            result = register_untracked(transaction, place, details, differing)
        elif act == "reserve":
            result = reserve_numbers(transaction, place, options.reserve or 0, options.remark)
        else:
            result = void_number(transaction, place, year, options.void, options.reason)
        return result, whose

    load()
    return perform(session.database, "register", action, create=False)


_OUTCOMES = {
    "entered": N_("Entered in the register of {office} as number {number} of {year}."),
    "reserved": N_("Reserved in the register of {office}: {number} of {year}."),
    "void": N_("Number {number} of {year} in the register of {office} is void."),
    "linked": N_("{letter} is number {number} of {year}: it was entered before it was recorded here."),
    "corrected": N_("Number {number} of {year} in the register of {office} is corrected: {letter}."),
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
    """Show the new entries as the register lists them, so that a script can read the number."""
    from circtrack.reports.register import build_register_report

    book = result.book
    with reading(session) as connection:
        output.write(
            build_register_report(
                connection,
                whose,
                book.direction,
                book.year_be,
                classified=book.classified,
                only=result.numbers,
                circular=book.circular,
            )
        )


# What a command line of ``circtrack register`` asks for: to list, or one of five kinds of entry.

Act = Literal["list", "letter", "untracked", "reserve", "void", "old"]


class Options(NamedTuple):
    """The options for an entry, as given."""

    letter: str = ""
    circular: bool = False
    on: str = ""
    number: str = ""
    begin: int | None = None
    reserve: int | None = None
    void: str = ""
    reason: str = ""
    letter_number: str = ""
    letter_date: str = ""
    sender: str = ""
    recipient: str = ""
    subject: str = ""
    action: str = ""
    remark: str = ""
    old: str = ""


_NAMES = {field: "--" + field.replace("_", "-") for field in Options._fields} | {
    "letter": "LETTER",
    "begin": "--from",
    "old": "--list",
}
# The options that each act allows.
_FIELDS = {"letter_number", "letter_date", "sender", "recipient", "subject", "action", "remark"}
_GOES_WITH: dict[Act, set[str]] = {
    "letter": {"letter", "on", "number", "begin", "sender", "recipient", "action", "remark"},
    "untracked": {"circular", "on", "number", "begin", *_FIELDS},
    "reserve": {"reserve", "circular", "on", "number", "begin", "remark"},
    "void": {"void", "circular", "reason"},
    "old": {"old", "circular", "on"},
    "list": set(),
}


def act_asked(options: Options, direction: Literal["in", "out"]) -> Act:
    """Return the act that the options ask for.

    Raises:
        InputError: the options do not go together.
    """
    given = [field for field, value in options._asdict().items() if value or (value == 0 and value is not False)]
    acts: tuple[tuple[str, Act], ...] = (
        ("old", "old"),
        ("letter", "letter"),
        ("reserve", "reserve"),
        ("void", "void"),
        ("subject", "untracked"),
    )
    act: Act = next((act for field, act in acts if field in given), "list")
    stray = [field for field in given if field not in _GOES_WITH[act]]
    if stray and act == "list":
        raise InputError(
            "{options}: for what? Name a LETTER, or --subject, --reserve, --void or --list.", options=_join_names(stray)
        )
    if stray and act == "letter":
        raise InputError("{options}: not with a LETTER that is recorded.", options=_join_names(stray))
    if stray:
        raise InputError(
            "{options}: not together with {act}.",
            options=_join_names(stray),
            act=_NAMES[act if act != "untracked" else "subject"],
        )
    if options.circular and direction == "in":
        raise InputError("--circular is for letters sent: letters received have one sequence of numbers.")
    return act


def register_year(text: str, day: date) -> int:
    """Return the Buddhist year in ``--year``, else that of the day.

    Raises:
        InputError: the text is not a Buddhist year from 2450 to 2699.
    """
    from circtrack.thai.digits import to_arabic

    if not text:
        return day.year + 543
    written = to_arabic(text.strip())
    year = int(written) if len(written) == 4 and written.isascii() and written.isdigit() else 0
    if 2450 <= year < 2700:
        return year
    if 1907 <= year < 2157:
        raise InputError("--year {year} is of the Christian era: write {buddhist}.", year=text, buddhist=year + 543)
    raise InputError("--year {year} is no year: write it in full, as 2566.", year=text)


def _join_names(fields: Iterable[str]) -> str:
    return ", ".join(_NAMES[field] for field in fields)
