"""Enter an old register by its list, a year at a time: every number as it stands, none given anew.

Numbers that the list leaves out are reserved, so that the register has no gap, and are named. A number that stands
twice, or is entered already and otherwise, is a line that cannot be taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.correction import FieldChange
from circtrack.actions.letters.describe_correction import tell_changes
from circtrack.actions.listed import BadLine, BadListError, ListOutcome, check_lines
from circtrack.actions.offices import store_known_offices
from circtrack.actions.register.entries import record_receipt, reject_wrong_side
from circtrack.actions.register.numbers import (
    EntryDetails,
    canonical_number,
    choose_number,
    make_entry_row,
    read_number,
)
from circtrack.actions.target import reject_wrong_day
from circtrack.clock import parse_past_day
from circtrack.errors import N_, ConflictError, InputError, Message, together
from circtrack.store.find_letter import load_found_letter
from circtrack.store.register import (
    Book,
    change_entry,
    find_letters_of_day,
    find_number_of_letter,
    find_secrecy,
    insert_numbers,
    list_entries,
)
from circtrack.thai.digits import to_arabic
from circtrack.thai.number_text import compact_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from circtrack.actions.register.numbers import NumberRequest
    from circtrack.actions.results import Differing
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.lists.model import ListEntry
    from circtrack.store.register import RegisterRow, Status

_MOST_LEFT_OUT = 1000
"""How many numbers a list may leave out before one: more are a typing error."""

_STATUSES: dict[str, Status] = {
    "registered": "registered",
    "ลงทะเบียนแล้ว": "registered",
    "reserved": "reserved",
    "จองเลข": "reserved",
    "void": "void",
    "ยกเลิก": "void",
}
_NOT_IN_LIST = "ไม่มีในบัญชีทะเบียนเดิม"
"""What is remarked beside a number that the list leaves out. The register is a Thai document, whoever reads it."""

RegisterPlace = tuple[bool, int]
"""A number and whether it is one of circulars (ว)."""


class RegisterLine(NamedTuple):
    """A line of the list, parsed. ``letter`` is the recorded letter that it is, None for none."""

    place: RegisterPlace
    on: date
    status: Status
    details: EntryDetails
    says_day: bool
    letter: int | None = None


@dataclass
class ListedRegisterResult:
    """What became of a register's list.

    Attributes:
        year: The Buddhist year.
        entered: The numbers entered.
        corrected: The numbers that were entered otherwise.
        unchanged: How many lines were entered so already.
        linked: How many of the entered are letters that are recorded.
        left_out: The numbers that the list leaves out, and that are reserved now, as first and last.
        outcome: The lines that could not be taken, and notes.
    """

    year: int
    entered: list[RegisterPlace] = field(default_factory=list)
    corrected: list[RegisterPlace] = field(default_factory=list)
    unchanged: int = 0
    linked: int = 0
    left_out: list[tuple[RegisterPlace, RegisterPlace]] = field(default_factory=list)
    outcome: ListOutcome = field(default_factory=ListOutcome)


def register_list(
    transaction: Transaction,
    book: NumberRequest,
    entries: Sequence[ListEntry],
    year: int | None,
    differing: Differing,
    shown: Callable[[Connection, int], Mapping[RegisterPlace, Mapping[str, frozenset[str]]]],
    *,
    partial: bool = False,
) -> ListedRegisterResult:
    """Enter the lines of an old register.

    Args:
        transaction: The open transaction.
        book: Whose register it is, and which; ``on`` is the day of lines that name none.
        entries: The lines, each named by its number.
        year: The Buddhist year; None for that of the days in the list.
        differing: What to do with a line that is entered otherwise already.
        shown: Tells how the register lists its numbers, so that its own listing changes nothing.
        partial: Whether to enter the good lines although others are bad.

    Raises:
        BadListError: lines cannot be taken; nothing was entered.
        InputError: the list is of several years, or says no year.
    """
    connection = transaction.connection
    result = ListedRegisterResult(year or find_year(entries, book))
    lines = _parse_lines(entries, book, result, partial=partial)
    of_year = list_entries(connection, book.office.code, book.direction, result.year, classified=book.classified)
    present = {(bool(row.circular), row.number): row for row in of_year}
    texts = shown(connection, result.year)
    new: dict[RegisterPlace, RegisterLine] = {}
    for entry, line in lines:
        try:
            row = present.get(line.place)
            if row is None or (row.status == "reserved" and line.status != "reserved"):
                new[line.place] = replace_letter(line, _find_recorded(connection, book, line))
            else:
                _enter_again(transaction, book, line, row, texts.get(line.place, {}), differing, result)
        except InputError as error:
            result.outcome.bad.append(BadLine(entry, error))
    if result.outcome.bad and not (partial and (new or result.corrected)):
        raise BadListError(sorted(result.outcome.bad, key=lambda each: each.entry.line))
    _note_days_out_of_order([line for _, line in lines], result)
    _enter(transaction, book, new, present, result)
    return result


def replace_letter(line: RegisterLine, letter: int | None) -> RegisterLine:
    """Return the line as one of a recorded letter, whose own number and date then stand there."""
    if letter is None:
        return line
    return line._replace(letter=letter, details=replace(line.details, letter_number="", letter_date=None))


def find_year(entries: Sequence[ListEntry], book: NumberRequest) -> int:
    """Return the Buddhist year of which a list is: that of its full days and numbers.

    Raises:
        InputError: it is of several years, or says none.
    """
    years: dict[int, int] = {}
    for entry in entries:
        year = _year_said(entry, book)
        if year:
            years.setdefault(year, entry.line)
    if len(years) > 1:
        raise InputError(
            "The list has several years: {years}. A register is taken in a year at a time.",
            hint=N_("--year YEAR says which; lines of another year are then named."),
            years=together([Message("{year} (line {line})", year=year, line=line) for year, line in years.items()]),
        )
    if not years:
        raise InputError("Of which year is the list? No line says it.", hint=N_("Say --year YEAR."))
    return next(iter(years))


def _year_said(entry: ListEntry, book: NumberRequest) -> int | None:
    """Return the year that a line says: of its day, else of its number; a sent letter's day is that of its date."""
    from circtrack.clock import parse_day
    from circtrack.errors import DateError

    text = entry.fields.get("on") or (entry.fields.get("letter_date", "") if book.direction == "out" else "")
    try:
        if text:
            return parse_day(text).year + 543
    except DateError:
        pass  # the line says so when it is taken
    number = read_number(entry.name)
    if number is not None and number.year_be:
        return number.year_be
    return book.on.year + 543 if book.on and not text else None


def _parse_lines(
    entries: Sequence[ListEntry], book: NumberRequest, result: ListedRegisterResult, *, partial: bool
) -> list[tuple[ListEntry, RegisterLine]]:
    """Parse the lines; those whose number stands twice, with something else beside it, are bad."""
    found: dict[RegisterPlace, list[tuple[ListEntry, RegisterLine]]] = {}

    def take(entry: ListEntry) -> None:
        line = parse_line(entry, book, result.year)
        found.setdefault(line.place, []).append((entry, line))

    if not entries:
        raise InputError(
            "The list has no line of a register.", hint=N_("`circtrack help registers` shows the columns.")
        )
    check_lines(entries, take, result.outcome, partial=True, nameless=N_("no number is named."))
    for place, same in found.items():
        if any(line != same[0][1] for _, line in same):
            others = ", ".join(str(entry.line) for entry, _ in same)
            error = InputError(
                "the number {number} stands on several lines: {lines}.", number=show_number(place), lines=others
            )
            result.outcome.bad += [BadLine(entry, error) for entry, _ in same]
    if result.outcome.bad and not partial:
        raise BadListError(sorted(result.outcome.bad, key=lambda each: each.entry.line))
    bad = {each.entry.line for each in result.outcome.bad}
    return [same[0] for _, same in sorted(found.items()) if same[0][0].line not in bad]


def parse_line(entry: ListEntry, book: NumberRequest, year: int) -> RegisterLine:
    """Parse a line of a register of this Buddhist year.

    Raises:
        InputError: it is no entry of this register and year, or lacks what an entry must have.
        DateError: a day cannot be read.
    """
    said = entry.fields
    number = choose_number(entry.name)
    circular = number.circular or book.circular
    if circular and book.direction == "in":
        raise InputError("--circular is for letters sent: letters received have one sequence of numbers.")
    if bool(said.get("secrecy")) and not book.classified:
        raise InputError("it is {secrecy}: such letters are kept apart, with --classified.", secrecy=said["secrecy"])
    status = _read_status(said)
    if status == "registered" and not said.get("subject"):
        raise InputError("the number {number} has no subject.", number=entry.name)
    text = said.get("on") or (said.get("letter_date", "") if book.direction == "out" else "")
    end = min(date(year - 543, 12, 31), book.today)
    day = parse_past_day(text, end) if text else book.on
    if day is None:
        raise InputError(
            "the day of registering is not said.",
            hint=N_("It stands in a column วันที่รับ (or วันที่ส่ง), in a row above, or in --on for all such lines."),
        )
    if day.year + 543 != year or number.year_be not in (None, year):
        raise InputError("{number} of {on} is not of {year}.", number=entry.name, on=day, year=year)
    dated = parse_past_day(said["letter_date"], day) if said.get("letter_date") else None
    letter_number = canonical_number(said.get("letter_number", ""))
    reject_wrong_day(day, dated or day, book.today, letter_number or said.get("subject", ""))
    details = EntryDetails(
        letter_number,
        dated,
        said.get("sender", ""),
        said.get("recipient", ""),
        said.get("subject", ""),
        said.get("action", ""),
        said.get("remark", ""),
    )
    return RegisterLine((circular, number.number), day, status, details, bool(text))


def _read_status(said: Mapping[str, str]) -> Status:
    """Return whether a number is of a letter, void or reserved: its column says so, else ยกเลิก in place of a letter."""
    if word := said.get("status", "").lower():
        if word not in _STATUSES:
            raise InputError(
                "'{text}' is no status of a number; expected is one of {words}.", text=word, words=", ".join(_STATUSES)
            )
        return _STATUSES[word]
    subject = said.get("subject", "")
    if subject.strip("()- ") in {"ยกเลิก", "ยกเลิกเลข", "void"} or (
        not subject and any("ยกเลิก" in said.get(name, "") for name in ("action", "remark"))
    ):
        return "void"
    return "registered"


def show_number(place: RegisterPlace) -> str:
    """Return a number as the register lists it."""
    return f"ว {place[1]}" if place[0] else str(place[1])


def _find_recorded(connection: Connection, book: NumberRequest, line: RegisterLine) -> int | None:
    """Return the recorded letter that a line is: the only one with its number and date, on the right side."""
    details = line.details
    if line.status != "registered" or not details.letter_number or details.letter_date is None:
        return None
    compact = compact_number(details.letter_number)
    found = find_letters_of_day(connection, compact, details.letter_date.isoformat())
    if len(found) != 1 or bool(find_secrecy(connection, found[0])) != book.classified:
        return None
    if find_number_of_letter(connection, book.office.code, book.direction, found[0]) is not None:
        return None
    try:
        reject_wrong_side(connection, load_found_letter(connection, found[0]), book.office, book.direction)
    except InputError:
        return None
    return found[0]


def _enter_again(
    transaction: Transaction,
    book: NumberRequest,
    line: RegisterLine,
    row: RegisterRow,
    texts: Mapping[str, frozenset[str]],
    differing: Differing,
    result: ListedRegisterResult,
) -> None:
    """Look whether a number is entered as the line says; correct it if that is wanted.

    Raises:
        ConflictError: it is another letter's, or void, or is entered otherwise and ``differing`` refuses that.
    """
    if line.status == "reserved" or (row.status == line.status == "void"):
        result.unchanged += 1
        return
    if row.status != line.status:
        raise ConflictError(
            "the number {number} is {status} in the register.",
            number=show_number(line.place),
            status=Message(row.status),
        )
    changes = list_differences(line, row, texts)
    if not changes or differing == "keep":
        result.unchanged += 1
        return
    fixed = {"letter_number", "letter_date", "subject"} if row.letter is not None else set[str]()
    if differing == "refuse" or any(each.field in fixed for each in changes):
        raise ConflictError(
            "the number {number} is entered otherwise:{changes}",
            hint="" if fixed else N_("--update takes what the list says, --no-update keeps what is entered."),
            number=show_number(line.place),
            changes=together(list(tell_changes(changes))),
        )
    change_entry(
        transaction,
        _book_of(book, line.place, result.year),
        line.place[1],
        {each.field: each.after for each in changes},
    )
    result.corrected.append(line.place)


def list_differences(line: RegisterLine, row: RegisterRow, texts: Mapping[str, frozenset[str]]) -> list[FieldChange]:
    """List what a line says otherwise than the register; what it leaves out stays."""
    details = line.details
    given = {
        "registered_on": line.on.isoformat() if line.says_day else "",
        "letter_number": details.letter_number,
        "letter_date": details.letter_date.isoformat() if details.letter_date else "",
        "sender": details.sender,
        "recipient": details.recipient,
        "subject": details.subject,
        "action": details.action,
        "remark": details.remark,
    }
    own = {"letter_number": row.own_number, "letter_date": row.own_date, "subject": row.own_subject}
    changes = []
    for name, value in given.items():
        written = str(getattr(row, name) or own.get(name) or "")
        known = {_plain(written), *map(_plain, texts.get(name, ()))}
        if value and _plain(value) not in known:
            changes.append(FieldChange(name, written, value))
    return changes


def _plain(text: str) -> str:
    """Return a text as texts are compared: Thai or Arabic numerals and spaces make no difference."""
    return "".join(to_arabic(text).split())


def _book_of(book: NumberRequest, place: RegisterPlace, year: int) -> Book:
    return Book(book.office.code, book.direction, book.classified, place[0], year)


def _note_days_out_of_order(lines: Sequence[RegisterLine], result: ListedRegisterResult) -> None:
    """Note numbers whose day is before that of the number above: one of the two days is often a slip."""
    slips = [
        Message("{number} ({on})", number=show_number(line.place), on=line.on)
        for above, line in pairwise(lines)
        if above.place[0] == line.place[0] and line.on < above.on
    ]
    if slips:
        more = f" … (+{len(slips) - 5})" if len(slips) > 5 else ""
        result.outcome.notes.append(
            Message(
                "numbers whose day is before that of the number above them, look at both: {numbers}{more}",
                numbers=together(slips[:5]),
                more=more,
            )
        )


def _enter(
    transaction: Transaction,
    book: NumberRequest,
    new: Mapping[RegisterPlace, RegisterLine],
    present: Mapping[RegisterPlace, RegisterRow],
    result: ListedRegisterResult,
) -> None:
    """Enter the new numbers, and reserve those that they leave out."""
    if new:
        store_known_offices(transaction, [book.office.code])
    for circular in (False, True):
        rows = {
            line.place[1]: make_entry_row(line.details, line.on, line.status, line.letter)
            for line in new.values()
            if line.place[0] == circular
        }
        if not rows:
            continue
        of_book = _book_of(book, (circular, 0), result.year)
        taken = {number for sequence, number in present if sequence == circular}
        for first, last in find_left_out({*rows, *taken}):
            _reject_slip(first, last)
            result.left_out.append(((circular, first), (circular, last)))
            day = next(
                row["registered_on"] for number, row in sorted(rows.items()) if number > last or number == max(rows)
            )
            blank = make_entry_row(EntryDetails(remark=_NOT_IN_LIST), date.fromisoformat(day), "reserved", None)
            rows |= dict.fromkeys(range(first, last + 1), blank)
        for number in sorted(taken & rows.keys()):  # reserved until now
            change_entry(transaction, of_book, number, rows.pop(number))
        insert_numbers(transaction, of_book, dict(sorted(rows.items())))
    for line in new.values():
        result.entered.append(line.place)
        if line.letter is not None:
            result.linked += 1
            if book.direction == "in":
                found = load_found_letter(transaction.connection, line.letter)
                record_receipt(transaction, found, _book_of(book, line.place, result.year), line.place[1], line.on)
    if result.entered or result.corrected:
        transaction.say(
            N_("{count} numbers of {year} entered in the register of {office} from a list"),
            count=len(result.entered) + len(result.corrected),
            year=result.year,
            office=book.office.name,
        )


def find_left_out(numbers: set[int]) -> list[tuple[int, int]]:
    """Return the first and last number of each gap."""
    return [(one + 1, other - 1) for one, other in pairwise(sorted(numbers)) if other > one + 1]


def _reject_slip(first: int, last: int) -> None:
    if last - first >= _MOST_LEFT_OUT:
        raise InputError(
            "The list leaves out {count} numbers, from {first} to {last}: is {number} a slip?",
            hint=N_("Correct the number, or give the lines between first."),
            count=f"{last - first + 1:,}",
            first=first,
            last=last,
            number=last + 1,
        )
