"""Whether a bundle says only what it may: types and lengths, days, offices that exist, and nobody's facts but its own.

Pure but for the list of offices. What is wrong is told by line, all of it, and then nothing is taken in.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NoReturn, get_args

from circtrack.actions.sync.bundles import Bundle, BundleStatement, Carried, LetterKey
from circtrack.actions.sync.precedence import in_line, may_speak_of
from circtrack.clock import now_utc
from circtrack.errors import N_, BadRowsError, ConflictError, FileError, Message
from circtrack.model import LetterKind, LinkType, Progress
from circtrack.registry.offices import versions
from circtrack.store.letter_columns import PARTS, TEXT_COLUMNS
from circtrack.store.letters import year_be
from circtrack.thai.number_text import compact_number
from circtrack.transfer.bundle_file import LETTERS, SAID

if TYPE_CHECKING:
    from collections.abc import Callable

    from circtrack.actions.sync.bundles import LetterKey
    from circtrack.errors import CirctrackError
    from circtrack.transfer.bundle_file import Raw


SHORT, LONG = 500, 20_000
"""The most characters of a name or number, and of a text of several lines."""
_MOST_PARTS = 1_000
_MOST_SHOWN = 40
_STAMP = re.compile(r"(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)? \d{10}", re.ASCII)
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
_DAY = re.compile(r"[12]\d{3}-\d\d-\d\d", re.ASCII)

_TEXT = 500_000
_MOST_RECIPIENTS = 20_000
_SECRECY = ("", "ลับ", "ลับมาก", "ลับที่สุด")
_LONG_TEXTS = {"subject", "addressees", "enclosures", "position", "section", "phones"}


def checked(raw: Raw, today: date) -> Bundle:
    """A bundle whose every row says what it may.

    Args:
        raw: As read.
        today: The day in Thailand: nothing is taken from the future.

    Raises:
        FileError: its manifest does not fit.
        ConflictError: it speaks for someone else's office.
        BadRowsError: rows that cannot be taken; every one is named.
    """
    head = raw.manifest
    try:
        made_by, for_office = office_of(head.get("made_by")), office_of(head.get("for"))
        letter, stamp = key_of(head.get("letter")), stamp_of(head.get("stamp"))
    except RowError as error:
        raise FileError(
            "{file}: its manifest is none of a bundle: {reason}.", file=raw.name, reason=error.reason
        ) from error
    bad: list[CirctrackError] = []
    letters = _each(raw, LETTERS, _carried, bad)
    keys = {each.key for each in letters}
    told = _each(raw, SAID, lambda row: _told(row, keys, today), bad)
    if bad:
        raise BadRowsError("{count} lines cannot be taken; nothing was changed.", details=bad, count=len(bad))
    bundle = Bundle(raw.name, made_by, for_office, letter, stamp, tuple(letters), tuple(told))
    _refuse_unfit(bundle)
    _refuse_anothers(bundle)
    return bundle


def _each(raw: Raw, member: str, check: Callable[[Any], Any], bad: list[CirctrackError]) -> list[Any]:
    found = []
    for number, row in enumerate(raw.rows[member], 1):
        try:
            found.append(check(row))
        except RowError as error:
            message = N_("{file}, {member}, line {line}: {reason}.")
            # Its text only: the error itself would hold on to the row, and a thousand rows can be large.
            bad.append(FileError(message, file=raw.name, member=member, line=number, reason=str(error)))
    return found


def _carried(row: Any) -> Carried:
    refuse_other_fields(row, {"key", "numbers", "parent"})
    key = key_of(row["key"])
    numbers = tuple((text_of(number, SHORT), text_of(source, SHORT)) for number, source in parts(row["numbers"], 2))
    if any(not compact_number(number) for number, _ in numbers):
        refuse(N_("an empty number"))
    return Carried(key, numbers, key_of(row["parent"]) if row["parent"] is not None else None)


def _told(row: Any, keys: set[LetterKey], today: date) -> BundleStatement:
    refuse_other_fields(row, set(BundleStatement._fields))
    letter = key_of(row["letter"])
    if letter not in keys:
        refuse(N_("the letter is not in the bundle"))
    task, office = text_of(row["task"], LONG), row["office"]
    if office != "":
        office = office_of(office)
    said_by, said_at, value = office_of(row["said_by"]), stamp_of(row["stamp"]), row["value"]
    if not isinstance(value, dict):
        refuse(N_("no value"))
    if not task and not office:
        _letter_value(value, letter)
    elif not task:
        _receipt_value(value, today)
    else:
        _task_value(value, keys, today, of_office=bool(office))
    return BundleStatement(letter, task, office, said_by, said_at, value)


def _letter_value(value: dict[str, Any], letter: LetterKey) -> None:
    refuse_other_fields(value, {"date", *TEXT_COLUMNS, *PARTS, "recipients"})
    for name in TEXT_COLUMNS:
        text_of(value[name], _TEXT if name == "text" else LONG if name in _LONG_TEXTS else SHORT)
    if year_be(date.fromisoformat(day_of(value["date"]))) != letter[1]:
        refuse(N_("the date is of another year than the number"))
    one_of(value["kind"], get_args(LetterKind))
    one_of(value["secrecy"], _SECRECY)
    for kind, number, day, issuer, words in parts(value["links"], 5):
        one_of(kind, get_args(LinkType))
        texts_of(SHORT, number, issuer)
        text_of(words, LONG)
        day_or_none(day)
    for *texts, taken in parts(value["findings"], 6):
        texts_of(LONG, *texts)
        one_of(taken, (0, 1))
    for title, system, audience, due_on, rule, words in parts(value["tasks"], 6):
        texts_of(LONG, title, audience, words)
        texts_of(SHORT, system, rule)
        day_or_none(due_on)
    recipients = value["recipients"]
    if not isinstance(recipients, list) or len(recipients) > _MOST_RECIPIENTS:
        refuse(N_("no list of recipients"))
    for each in recipients:
        office_of(each)
    if recipients != sorted(set(recipients)):
        refuse(N_("recipients twice or out of order"))


def _receipt_value(value: dict[str, Any], today: date) -> None:
    refuse_other_fields(value, {"received_on", "receive_number"} & value.keys())
    if value:
        past_day(value.get("received_on"), today)
        text_of(value.get("receive_number", ""), SHORT)


def _task_value(value: dict[str, Any], keys: set[LetterKey], today: date, *, of_office: bool) -> None:
    own = {"progress", "done_on", "note", "closed_by"} if of_office else set()
    refuse_other_fields(value, ({"moves"} | own) & value.keys())
    progress = value.get("progress", "none")
    one_of(progress, get_args(Progress))
    if ("done_on" in value) != (progress == "done"):
        refuse(N_("done without a day, or a day without done"))
    if "done_on" in value:
        past_day(value["done_on"], today)
    text_of(value.get("note", ""), LONG)
    if "closed_by" in value and key_of(value["closed_by"]) not in keys:
        refuse(N_("the letter that closed it is not in the bundle"))
    for due_on, previous, reason, key in parts(value.get("moves", []), 4):
        day_of(due_on)
        day_or_none(previous)
        text_of(reason, LONG)
        if key is not None and key_of(key) not in keys:
            refuse(N_("the letter that moved a deadline is not in the bundle"))


def _refuse_unfit(bundle: Bundle) -> None:
    """Rows that do not fit together: a letter twice or without content, a parent that is none, the same word twice."""
    keys = [each.key for each in bundle.letters]
    versions_of = {each.letter for each in bundle.told if not each.task and not each.office}
    facts = [(*each[:4], repr(sorted(each.value.items()))) for each in bundle.told]
    parents = {each.key: each.parent for each in bundle.letters}
    for why, is_so in (
        (N_("a letter stands in it twice"), len(set(keys)) < len(keys)),
        (N_("a letter is in it without what it says"), not versions_of.issuperset(keys)),
        (N_("its letter is not in it"), bundle.letter not in parents),
        (N_("the same is said in it twice"), len(set(facts)) < len(facts)),
        (N_("its letters pass on one that is not in it, or one another in a circle"), _leads_nowhere(parents)),
    ):
        if is_so:
            raise FileError(
                "{file} cannot be taken in: {why}. Nothing was changed.", file=bundle.name, why=Message(why)
            )


def _leads_nowhere(parents: dict[LetterKey, LetterKey | None]) -> bool:
    for key, above in parents.items():
        seen: set[LetterKey | None] = {key}
        while above is not None:
            if above in seen or above not in parents:
                return True
            seen.add(above)
            above = parents[above]  # noqa: PLW2901 - up the line
    return False


def _refuse_anothers(bundle: Bundle) -> None:
    """Whoever speaks must be in the maker's line, and may speak of himself and of those under him; so of the office."""
    days = {
        each.letter: date.fromisoformat(each.value["date"]) for each in bundle.told if not each.task and not each.office
    }
    for each in bundle.told:
        day = days[each.letter]
        if not in_line(bundle.made_by, each.said_by, day):
            raise _anothers(bundle, each.said_by)
        if each.office and not may_speak_of(each.said_by, each.office, day):
            raise _anothers(bundle, each.office)
        if each.office and not may_speak_of(bundle.for_office, each.office, day):
            raise _anothers(bundle, each.office)
    if not in_line(bundle.made_by, bundle.for_office, days[bundle.letter]):
        raise _anothers(bundle, bundle.for_office)


def refuse_strangers(bundle: Bundle, own_office: str, today: date) -> None:
    """Refuse what is made by, or is about, offices beside the one whose database this is.

    Raises:
        ConflictError: neither of the two stands above the other.
    """
    for office in (bundle.made_by, bundle.for_office):
        if own_office and not in_line(own_office, office, today):
            raise _anothers(bundle, office)


def _anothers(bundle: Bundle, office: str) -> ConflictError:
    return ConflictError(
        "{file} speaks for someone else's office, {office}: it was made by {maker} for {about}. Nothing was changed.",
        hint=N_("An office speaks for itself and those under it; a bundle goes up or down, never across."),
        file=bundle.name,
        office=office,
        maker=bundle.made_by,
        about=bundle.for_office,
    )


# What a field of a bundle may be: types, lengths, days, offices that exist. Pure but for the list of offices.


class RowError(ValueError):
    """What a row may not say, and a short reason."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


def refuse_other_fields(row: Any, names: set[str]) -> None:
    """Refuse a row that has not exactly these names."""
    if not isinstance(row, dict) or row.keys() != names:
        refuse(N_("other fields than those of such a row"))


def parts(rows: Any, size: int) -> list[Any]:
    """A list of lists of this many values."""
    if not isinstance(rows, list) or len(rows) > _MOST_PARTS:
        refuse(N_("no list, or too long a one"))
    if any(not isinstance(row, list) or len(row) != size for row in rows):
        refuse(N_("a part that has not {size} values"), size=size)
    return rows


def text_of(value: Any, most: int) -> str:
    """Text of at most ``most`` characters, without NUL or half of a surrogate pair."""
    if not isinstance(value, str) or len(value) > most or _NO_TEXT.search(value):
        refuse(N_("no text, too long a one, or one with a NUL"))
    return str(value)


def texts_of(most: int, *values: Any) -> None:
    """Refuse any that is no such text."""
    for value in values:
        text_of(value, most)


def key_of(value: Any) -> LetterKey:
    """A letter's key: issuer, Buddhist year, number."""
    if not isinstance(value, list) or len(value) != 3 or type(value[1]) is not int or not 2400 <= value[1] <= 2700:
        refuse(N_("no letter's key (issuer, year, number)"))
    issuer, year, number = value
    if not text_of(issuer, SHORT).strip() or not compact_number(text_of(number, SHORT)):
        refuse(N_("no letter's key (issuer, year, number)"))
    return issuer, year, number


def office_of(value: Any) -> str:
    """The code of an office of the list."""
    if not isinstance(value, str) or not versions(value):
        refuse(N_("no office of the list: {value}"), value=_shown(value))
    return str(value)


def day_of(value: Any) -> str:
    """An ISO day."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value).isoformat()
    return refuse(N_("no day: {value}"), value=_shown(value))


def day_or_none(value: Any) -> None:
    """Refuse what is neither an ISO day nor nothing."""
    if value is not None:
        day_of(value)


def past_day(value: Any, today: date) -> None:
    """Refuse what is no day, or one after today."""
    if date.fromisoformat(day_of(value)) > today:
        refuse(N_("after today: {value}"), value=value)


def stamp_of(value: Any) -> str:
    """When it was said (``store.statements.stamp_now``): not in the future."""
    if not isinstance(value, str) or not _STAMP.fullmatch(value):
        refuse(N_("no time at which it was said"))
    tomorrow = date.fromisoformat(now_utc()[:10]) + timedelta(days=1)  # clocks differ
    if value[:10].strip() and value[:10] > tomorrow.isoformat():
        refuse(N_("said after today: {value}"), value=value[:10])
    return str(value)


def one_of(value: Any, known: tuple[Any, ...]) -> None:
    """Refuse what is none of these."""
    if type(value) not in (str, int) or value not in known:
        refuse(N_("none of the words that may stand here: {value}"), value=_shown(value))


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…"


def refuse(reason: str, **values: object) -> NoReturn:
    """Refuse the row: an English template of the catalogue, and its values."""
    raise RowError(Message(reason, **values))
