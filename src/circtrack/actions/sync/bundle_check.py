"""Check a bundle: types, lengths, days and offices, and that offices state only facts that they may state.

Pure except for the list of offices, which takes in those that the bundle brings along. Every bad line is reported, and
then nothing is merged.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NoReturn, cast, get_args

from circtrack.actions.add_office import LONGEST_NAME, make_office
from circtrack.actions.sync.bundles import Bundle, BundleLetter, BundleStatement, LetterKey
from circtrack.actions.sync.precedence import is_in_line, make_precedence_of_letter, may_state_for
from circtrack.added_offices import list_added, use_added
from circtrack.clock import now_utc
from circtrack.errors import N_, BadRowsError, ConflictError, FileError, Message
from circtrack.model import LetterKind, LinkType, OfficeKind, Progress
from circtrack.recurrence import has_days
from circtrack.registry.offices import find_last_name, list_versions
from circtrack.store.added_offices import StatedOffice
from circtrack.store.kept_json import is_stamp
from circtrack.store.letter_columns import PARTS, TEXT_COLUMNS
from circtrack.store.letters import find_year_be
from circtrack.store.withdrawn import Withdrawal
from circtrack.thai.number_text import compact_number
from circtrack.transfer.bundle_file import LETTERS, SAID

if TYPE_CHECKING:
    from collections.abc import Callable

    from circtrack.actions.sync.bundles import LetterKey
    from circtrack.errors import CirctrackError
    from circtrack.transfer.bundle_file import RawBundle


SHORT, LONG = 500, 20_000
"""The maximum length of a name or number, and of a text of several lines, in characters."""
_MOST_PARTS = 1_000
_MOST_WITHDRAWN = 20_000
_MOST_SHOWN = 40
_BAD_CHARACTERS = re.compile(r"[\x00\ud800-\udfff]")
_DAY = re.compile(r"(?:19|2[0-2])\d\d-\d\d-\d\d", re.ASCII)

_LONGEST_TEXT = 500_000
_MOST_RECIPIENTS = 20_000
_MOST_OFFICES = 2_000
_OFFICE_VALUES = 7
_SECRECY = ("", "ลับ", "ลับมาก", "ลับที่สุด")
_LONG_TEXTS = {"subject", "addressees", "enclosures", "position", "section", "phones"}


def check_bundle(raw: RawBundle, today: date) -> Bundle:
    """Check every row of a bundle and return the bundle.

    Args:
        raw: The bundle as read from its file.
        today: Today's date in Thailand; later days are rejected.

    Raises:
        FileError: the manifest is not valid, or rows contradict each other.
        ConflictError: it states facts of an office for which its maker may not speak.
        BadRowsError: rows are not valid, or say what happened before their letters were written; all are named.
    """
    head = raw.manifest
    try:
        offices = _read_offices(head.get("offices", []))
        made_by, for_office = read_office(head.get("made_by")), read_office(head.get("for"))
        letter, stamp = read_key(head.get("letter")), read_stamp(head.get("stamp"))
        withdrawn = _read_withdrawals(head.get("withdrawn", []))
    except RowError as error:
        raise FileError(
            "{file}: its manifest is none of a bundle: {reason}.", file=raw.name, reason=error.reason
        ) from error
    bad: list[CirctrackError] = []
    letters = _check_rows(raw, LETTERS, _check_letter, bad)
    keys = {each.key for each in letters}
    known = {*keys, *(each.key for each in withdrawn)}
    statements = _check_rows(raw, SAID, lambda row: _check_statement(row, keys, known, today), bad)
    if bad:
        raise BadRowsError("{count} lines cannot be taken; nothing was changed.", details=bad, count=len(bad))
    bundle = Bundle(raw.name, made_by, for_office, letter, stamp, tuple(letters), tuple(statements), offices, withdrawn)
    _reject_inconsistent(bundle)
    _reject_foreign_statements(bundle)
    _reject_before_letters(bundle)
    return bundle


def _read_offices(rows: Any) -> tuple[StatedOffice, ...]:
    """Check the offices that the bundle brings along, and know them from now on.

    Each must have the code that its name and its superior make: so it can be no other office than the one it says.
    """
    offices: list[StatedOffice] = []
    for row in read_parts(rows, _OFFICE_VALUES, _MOST_OFFICES):
        code, name, kind, superior, since, until, stamp = (read_text(value, LONGEST_NAME) for value in row)
        check_one_of(kind, get_args(OfficeKind))
        above = list_versions(read_office(superior))[-1] if superior else None
        office = make_office(name, cast("OfficeKind", kind), above)
        if office.code != code or name != " ".join(name.split()):
            reject(N_("no office of the list: {value}"), value=_shorten(code))
        first, end = (date.fromisoformat(read_day(day)) if day else None for day in (since, until))
        if first and end and first >= end:
            reject(N_("no day: {value}"), value=until)
        office = replace(office, since=first, until=end)
        offices.append(StatedOffice(office, read_stamp(stamp)))
        use_added({each.code: each for each in (*list_added(), office)}.values())
    return tuple(offices)


def _read_withdrawals(rows: Any) -> tuple[Withdrawal, ...]:
    """Check the letters that bundles say are taken out: only their issuers can say so."""
    found = []
    for key, said_by, day, secrecy, formerly, stamp in read_parts(rows, 6, _MOST_WITHDRAWN):
        check_one_of(secrecy, _SECRECY)
        each = Withdrawal(
            read_key(key), read_office(said_by), read_day(day), secrecy,
            tuple(map(read_key, read_parts(formerly, 3))), read_stamp(stamp),
        )  # fmt: skip
        if not make_precedence_of_letter(each.key[0], "", date.fromisoformat(day)).is_owner(said_by):
            reject(N_("a letter taken out by who did not issue it"))
        found.append(each)
    return tuple(found)


def _check_rows(raw: RawBundle, member: str, check: Callable[[Any], Any], bad: list[CirctrackError]) -> list[Any]:
    found = []
    for number, row in enumerate(raw.rows[member], 1):
        try:
            found.append(check(row))
        except RowError as error:
            message = N_("{file}, {member}, line {line}: {reason}.")
            # Only its text: the error itself keeps a reference to the row, and a thousand rows can be large.
            bad.append(FileError(message, file=raw.name, member=member, line=number, reason=str(error)))
    return found


def _check_letter(row: Any) -> BundleLetter:
    reject_other_fields(row, {"key", "numbers", "parent", "formerly", "others"})
    key = read_key(row["key"])
    numbers = tuple(
        (read_text(number, SHORT), read_text(source, SHORT)) for number, source in read_parts(row["numbers"], 2)
    )
    if any(not compact_number(number) for number, _ in numbers):
        reject(N_("an empty number"))
    formerly, others = (tuple(map(read_key, read_parts(row[name], 3))) for name in ("formerly", "others"))
    return BundleLetter(key, numbers, read_key(row["parent"]) if row["parent"] is not None else None, formerly, others)


def _check_statement(row: Any, keys: set[LetterKey], known: set[LetterKey], today: date) -> BundleStatement:
    reject_other_fields(row, set(BundleStatement._fields))
    letter = read_key(row["letter"])
    if letter not in keys:
        reject(N_("the letter is not in the bundle"))
    task, office = read_text(row["task"], LONG), row["office"]
    if office != "":
        office = read_office(office)
    said_by, stamp, value = read_office(row["said_by"]), read_stamp(row["stamp"]), row["value"]
    if not isinstance(value, dict):
        reject(N_("no value"))
    if not task and not office:
        _check_letter_value(value, letter)
    elif not task:
        _check_receipt_value(value, today)
    else:
        _check_task_value(value, known, today, of_office=bool(office))
    return BundleStatement(letter, task, office, said_by, stamp, value)


def _check_letter_value(value: dict[str, Any], letter: LetterKey) -> None:
    reject_other_fields(value, {"date", *TEXT_COLUMNS, *PARTS, "recipients"})
    for name in TEXT_COLUMNS:
        read_text(value[name], _LONGEST_TEXT if name == "text" else LONG if name in _LONG_TEXTS else SHORT)
    if find_year_be(date.fromisoformat(read_day(value["date"]))) != letter[1]:
        reject(N_("the date is of another year than the number"))
    check_one_of(value["kind"], get_args(LetterKind))
    check_one_of(value["secrecy"], _SECRECY)
    for kind, number, day, issuer, as_written in read_parts(value["links"], 5):
        check_one_of(kind, get_args(LinkType))
        check_texts(SHORT, number, issuer)
        read_text(as_written, LONG)
        check_day_or_none(day)
    for *texts, taken in read_parts(value["findings"], 6):
        check_texts(LONG, *texts)
        check_one_of(taken, (0, 1))
    for title, system, audience, due_on, rule, as_written in read_parts(value["tasks"], 6):
        check_texts(LONG, title, audience, as_written)
        check_texts(SHORT, system, rule)
        check_day_or_none(due_on)
    recipients = value["recipients"]
    if not isinstance(recipients, list) or len(recipients) > _MOST_RECIPIENTS:
        reject(N_("no list of recipients"))
    for each in recipients:
        read_office(each)
    if recipients != sorted(set(recipients)):
        reject(N_("recipients twice or out of order"))


def _check_receipt_value(value: dict[str, Any], today: date) -> None:
    reject_other_fields(value, {"received_on", "receive_number"} & value.keys())
    if value:
        check_past_day(value.get("received_on"), today)
        read_text(value.get("receive_number", ""), SHORT)


def _check_task_value(value: dict[str, Any], keys: set[LetterKey], today: date, *, of_office: bool) -> None:
    own = {"progress", "done_on", "note", "closed_by", "exempt_from"} if of_office else set()
    reject_other_fields(value, ({"moves"} | own) & value.keys())
    progress = value.get("progress", "none")
    check_one_of(progress, get_args(Progress))
    if ("done_on" in value) != (progress == "done"):
        reject(N_("done without a day, or a day without done"))
    if "done_on" in value:
        check_past_day(value["done_on"], today)
    check_day_or_none(value.get("exempt_from"))
    read_text(value.get("note", ""), LONG)
    if "closed_by" in value and read_key(value["closed_by"]) not in keys:
        reject(N_("the letter that closed it is not in the bundle"))
    for due_on, previous, reason, key, name, rule, overtakes in read_parts(value.get("moves", []), 7):
        read_day(due_on)
        check_day_or_none(previous)
        check_day_or_none(name)
        check_day_or_none(overtakes)
        if rule and (name is None or not has_days(read_text(rule, SHORT))):
            reject(N_("a rule without days, or without the round from which it holds"))
        read_text(reason, LONG)
        if key is not None and read_key(key) not in keys:
            reject(N_("the letter that moved a deadline is not in the bundle"))


def leave_out_refused(bundle: Bundle, today: date) -> tuple[Bundle, list[Message]]:
    """Return a bundle without what others say in it that :func:`check_bundle` would refuse; say what that is.

    A server's roles and imports can bring anything, and a letter's day may be corrected after the work: one such row
    would keep the receiver from all others.
    """
    keys = {each.key for each in bundle.letters}
    known = {*keys, *(each.key for each in bundle.withdrawn)}
    starts = _list_starts(bundle)
    kept, notes = [], []
    for each in bundle.statements:
        try:
            if each.said_by != bundle.made_by:
                _check_statement(each._asdict() | {"letter": list(each.letter)}, keys, known, today)
            _check_start(each, starts)
            kept.append(each)
        except RowError as error:
            message = N_("Left out, as nobody would take it: what {office} says of {letter} ({reason}).")
            notes.append(Message(message, office=each.said_by, letter=each.letter[2], reason=str(error)))
    return replace(bundle, statements=tuple(kept)), notes


def _reject_inconsistent(bundle: Bundle) -> None:
    """Reject rows that contradict each other: a letter twice or without content, a missing parent, equal statements."""
    keys = [each.key for each in bundle.letters]
    versions_of = {each.letter for each in bundle.statements if not each.task and not each.office}
    facts = [(*each[:4], repr(sorted(each.value.items()))) for each in bundle.statements]
    parents = {each.key: each.parent for each in bundle.letters}
    for why, is_so in (
        (N_("a letter stands in it twice"), len(set(keys)) < len(keys)),
        (N_("a letter is in it without what it says"), not versions_of.issuperset(keys)),
        (N_("its letter is not in it"), bundle.letter not in {*parents, *(each.key for each in bundle.withdrawn)}),
        (N_("the same is said in it twice"), len(set(facts)) < len(facts)),
        (N_("its letters pass on one that is not in it, or one another in a circle"), _has_broken_line(parents)),
    ):
        if is_so:
            raise FileError(
                "{file} cannot be taken in: {why}. Nothing was changed.", file=bundle.name, why=Message(why)
            )


def _reject_before_letters(bundle: Bundle) -> None:
    """Reject what is said to have happened before the letter was written, as `done` and `receive` do."""
    starts = _list_starts(bundle)
    bad = []
    for line, each in enumerate(bundle.statements, 1):
        try:
            _check_start(each, starts)
        except RowError as error:
            message = N_("{file}, {member}, line {line}: {reason}.")
            bad.append(FileError(message, file=bundle.name, member=SAID, line=line, reason=error.reason))
    if bad:
        raise BadRowsError(
            "{count} lines cannot be taken; nothing was changed.",
            hint=N_(
                "{maker} compares the days with the sheet, corrects them with `circtrack done` or `circtrack receive`, "
                "or the letter's with `circtrack correct --date`, and writes the bundle again."
            ),
            details=bad,
            count=len(bad),
            maker=find_last_name(bundle.made_by),
        )


def _list_starts(bundle: Bundle) -> dict[LetterKey, tuple[str, LetterKey, str]]:
    """Return for each letter its day, and the first letter of its chain with its day.

    Where versions differ in the day, the earliest counts: which of them holds is for the receiver to find out.
    """
    days: dict[LetterKey, str] = {}
    for each in bundle.statements:
        if not each.task and not each.office:
            day = str(each.value["date"])
            days[each.letter] = min(day, days.get(each.letter, day))
    parents = {each.key: each.parent for each in bundle.letters}
    starts = {}
    for key, day in days.items():
        first = key
        while (above := parents.get(first)) is not None:
            first = above
        starts[key] = (day, first, days[first])
    return starts


def _check_start(said: BundleStatement, starts: dict[LetterKey, tuple[str, LetterKey, str]]) -> None:
    """Reject a receipt before its letter, or work done before the first letter of the chain."""
    sent_on, first, asked_on = starts[said.letter]
    received_on, done_on = said.value.get("received_on"), said.value.get("done_on")
    if received_on and received_on < sent_on:
        text = N_("{office} is said to have received {letter} on {on}, before its date, {since}")
        reject(text, office=find_last_name(said.office), letter=said.letter[2], on=received_on, since=sent_on)
    if done_on and done_on < asked_on:
        text = N_("{office} is said to have done what {letter} asks on {on}, before its date, {since}")
        reject(text, office=find_last_name(said.office), letter=first[2], on=done_on, since=asked_on)


def _has_broken_line(parents: dict[LetterKey, LetterKey | None]) -> bool:
    for key, above in parents.items():
        seen: set[LetterKey | None] = {key}
        while above is not None:
            if above in seen or above not in parents:
                return True
            seen.add(above)
            above = parents[above]  # noqa: PLW2901 - follow the line upwards
    return False


def _reject_foreign_statements(bundle: Bundle) -> None:
    """Reject statements by an office outside the maker's line, or on one that author or receiver may not speak of."""
    days = {
        each.letter: date.fromisoformat(each.value["date"])
        for each in bundle.statements
        if not each.task and not each.office
    }
    for each in bundle.statements:
        day = days[each.letter]
        if not is_in_line(bundle.made_by, each.said_by, day):
            raise _make_foreign_error(bundle, each.said_by)
        if each.office and not may_state_for(each.said_by, each.office, day):
            raise _make_foreign_error(bundle, each.office)
        if each.office and not may_state_for(bundle.for_office, each.office, day):
            raise _make_foreign_error(bundle, each.office)
    for withdrawn in bundle.withdrawn:
        days.setdefault(withdrawn.key, date.fromisoformat(withdrawn.date))
        if not is_in_line(bundle.made_by, withdrawn.said_by, date.fromisoformat(withdrawn.date)):
            raise _make_foreign_error(bundle, withdrawn.said_by)
    if not is_in_line(bundle.made_by, bundle.for_office, days[bundle.letter]):
        raise _make_foreign_error(bundle, bundle.for_office)


def reject_strangers(bundle: Bundle, own_office: str, today: date) -> None:
    """Reject a bundle that is made by or for an office outside the own office's line.

    Raises:
        ConflictError: that office is neither above nor under the own office.
    """
    for office in (bundle.made_by, bundle.for_office):
        if own_office and not is_in_line(own_office, office, today):
            raise _make_foreign_error(bundle, office)


def _make_foreign_error(bundle: Bundle, office: str) -> ConflictError:
    return ConflictError(
        "{file} speaks for someone else's office, {office}: it was made by {maker} for {about}. Nothing was changed.",
        hint=N_("An office speaks for itself and those under it; a bundle goes up or down, never across."),
        file=bundle.name,
        office=office,
        maker=bundle.made_by,
        about=bundle.for_office,
    )


# Checks of single fields: types, lengths, days, offices that exist. Pure except for the list of offices.


class RowError(ValueError):
    """A row is not valid; ``reason`` says why, in short."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


def reject_other_fields(row: Any, names: set[str]) -> None:
    """Reject a row that does not have exactly these fields."""
    if not isinstance(row, dict) or row.keys() != names:
        reject(N_("other fields than those of such a row"))


def read_parts(rows: Any, size: int, most: int = _MOST_PARTS) -> list[Any]:
    """Check and return a list of at most so many lists of ``size`` values each."""
    if not isinstance(rows, list) or len(rows) > most:
        reject(N_("no list, or too long a one"))
    if any(not isinstance(row, list) or len(row) != size for row in rows):
        reject(N_("a part that has not {size} values"), size=size)
    return rows


def read_text(value: Any, most: int) -> str:
    """Check and return text of at most ``most`` characters, without NUL and without lone surrogates."""
    if not isinstance(value, str) or len(value) > most or _BAD_CHARACTERS.search(value):
        reject(N_("no text, too long a one, or one with a NUL"))
    return str(value)


def check_texts(most: int, *values: Any) -> None:
    """Reject a value that ``read_text`` rejects."""
    for value in values:
        read_text(value, most)


def read_key(value: Any) -> LetterKey:
    """Check and return a letter's key: issuer, Buddhist year, number."""
    if not isinstance(value, list) or len(value) != 3 or type(value[1]) is not int or not 2400 <= value[1] <= 2700:
        reject(N_("no letter's key (issuer, year, number)"))
    issuer, year, number = value
    if not read_text(issuer, SHORT).strip() or not compact_number(read_text(number, SHORT)):
        reject(N_("no letter's key (issuer, year, number)"))
    return issuer, year, number


def read_office(value: Any) -> str:
    """Check and return the code of an office of the list."""
    if not isinstance(value, str) or not list_versions(value):
        reject(N_("no office of the list: {value}"), value=_shorten(value))
    return str(value)


def read_day(value: Any) -> str:
    """Check and return an ISO day."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value).isoformat()
    return reject(N_("no day: {value}"), value=_shorten(value))


def check_day_or_none(value: Any) -> None:
    """Reject what is neither an ISO day nor None."""
    if value is not None:
        read_day(value)


def check_past_day(value: Any, today: date) -> None:
    """Reject what is not an ISO day, or is after today."""
    if date.fromisoformat(read_day(value)) > today:
        reject(N_("after today: {value}"), value=value)


def read_stamp(value: Any) -> str:
    """Check and return the stamp of a statement (``store.statements.make_stamp``): not in the future."""
    if not is_stamp(value):
        reject(N_("no time at which it was said"))
    tomorrow = date.fromisoformat(now_utc()[:10]) + timedelta(days=1)  # one day of tolerance: clocks differ
    if value[:10].strip() and value[:10] > tomorrow.isoformat():
        reject(N_("said after today: {value}"), value=value[:10])
    return str(value)


def check_one_of(value: Any, known: tuple[Any, ...]) -> None:
    """Reject a value that is not one of these."""
    if type(value) not in (str, int) or value not in known:
        reject(N_("none of the words that may stand here: {value}"), value=_shorten(value))


def _shorten(value: object) -> str:
    text = str(value)
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…"


def reject(reason: str, **values: object) -> NoReturn:
    """Raise RowError with a template of the catalogue (in English) and its values."""
    raise RowError(Message(reason, **values))
