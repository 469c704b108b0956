"""Whether a bundle says only what it may: types and lengths, days, offices that exist, and nobody's facts but its own.

Pure but for the list of offices. What is wrong is told by line, all of it, and then nothing is taken in.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NoReturn, get_args

from circtrack.actions.bundles import Bundle, Carried, LetterKey, Told
from circtrack.actions.facts import in_line, may_speak_of
from circtrack.clock import now_utc
from circtrack.errors import N_, BadRowsError, ConflictError, FileError
from circtrack.i18n import translate
from circtrack.model import LetterKind, LinkType, Progress
from circtrack.registry.offices import versions
from circtrack.store.bundle_file import LETTERS, SAID
from circtrack.store.find_letter import compact_number
from circtrack.store.letters import year_be

if TYPE_CHECKING:
    from collections.abc import Callable

    from circtrack.errors import CirctrackError
    from circtrack.store.bundle_file import Raw

_SHORT, _LONG, _TEXT = 500, 20_000, 2_000_000
_MOST_PARTS = 1_000
_MOST_SHOWN = 40
_MOST_RECIPIENTS = 20_000
_STAMP = re.compile(r"(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)? \d{10}", re.ASCII)
_DAY = re.compile(r"[12]\d{3}-\d\d-\d\d", re.ASCII)
_SECRECY = ("", "ลับ", "ลับมาก", "ลับที่สุด")
_LETTER_FIELDS: dict[str, int] = {
    "number_as_written": _SHORT, "date_as_written": _SHORT, "urgency": _SHORT, "subject": _LONG, "addressees": _LONG,
    "enclosures": _LONG, "signatory": _SHORT, "position": _LONG, "section": _LONG, "phones": _LONG, "email": _SHORT,
    "text": _TEXT,
}  # fmt: skip


class _Bad(ValueError):
    """What a row may not say: a short reason, in the reader's language."""


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
        made_by, for_office = _office(head.get("made_by")), _office(head.get("for"))
        letter, stamp = _key(head.get("letter")), _stamp(head.get("stamp"))
    except _Bad as error:
        raise FileError("{file}: its manifest is none of a bundle: {reason}.", file=raw.name, reason=error) from error
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
        except _Bad as error:
            message = N_("{file}, {member}, line {line}: {reason}.")
            bad.append(FileError(message, file=raw.name, member=member, line=number, reason=error))
    return found


def _carried(row: Any) -> Carried:
    _names(row, {"key", "numbers", "parent"})
    key = _key(row["key"])
    numbers = tuple((_text(number, _SHORT), _text(source, _SHORT)) for number, source in _pairs(row["numbers"], 2))
    if any(not compact_number(number) for number, _ in numbers):
        _refuse(N_("an empty number"))
    return Carried(key, numbers, _key(row["parent"]) if row["parent"] is not None else None)


def _told(row: Any, keys: set[LetterKey], today: date) -> Told:
    _names(row, set(Told._fields))
    letter = _key(row["letter"])
    if letter not in keys:
        _refuse(N_("the letter is not in the bundle"))
    task, office = _text(row["task"], _LONG), row["office"]
    if office != "":
        office = _office(office)
    said_by, said_at, value = _office(row["said_by"]), _stamp(row["stamp"]), row["value"]
    if not isinstance(value, dict):
        _refuse(N_("no value"))
    if not task and not office:
        _letter_value(value, letter)
    elif not task:
        _receipt_value(value, today)
    else:
        _task_value(value, keys, today, of_office=bool(office))
    return Told(letter, task, office, said_by, said_at, value)


def _letter_value(value: dict[str, Any], letter: LetterKey) -> None:
    _names(value, {*_LETTER_FIELDS, "date", "kind", "secrecy", "links", "findings", "tasks", "recipients"})
    for name, most in _LETTER_FIELDS.items():
        _text(value[name], most)
    if year_be(date.fromisoformat(_day(value["date"]))) != letter[1]:
        _refuse(N_("the date is of another year than the number"))
    _one_of(value["kind"], get_args(LetterKind))
    _one_of(value["secrecy"], _SECRECY)
    for kind, number, day, issuer, words in _pairs(value["links"], 5):
        _one_of(kind, get_args(LinkType))
        _text(number, _SHORT), _day_or_none(day), _text(issuer, _SHORT), _text(words, _LONG)
    for *texts, taken in _pairs(value["findings"], 6):
        for text in texts:
            _text(text, _LONG)
        _one_of(taken, (0, 1))
    for title, system, audience, due_on, rule, words in _pairs(value["tasks"], 6):
        _text(title, _LONG), _text(system, _SHORT), _text(audience, _LONG), _day_or_none(due_on)
        _text(rule, _SHORT), _text(words, _LONG)
    recipients = value["recipients"]
    if not isinstance(recipients, list) or len(recipients) > _MOST_RECIPIENTS:
        _refuse(N_("no list of recipients"))
    for each in recipients:
        _office(each)
    if recipients != sorted(set(recipients)):
        _refuse(N_("recipients twice or out of order"))


def _receipt_value(value: dict[str, Any], today: date) -> None:
    _names(value, {"received_on", "receive_number"} & value.keys())
    if value:
        _past(value.get("received_on"), today)
        _text(value.get("receive_number", ""), _SHORT)


def _task_value(value: dict[str, Any], keys: set[LetterKey], today: date, *, of_office: bool) -> None:
    own = {"progress", "done_on", "note", "closed_by"} if of_office else set()
    _names(value, ({"moves"} | own) & value.keys())
    progress = value.get("progress", "none")
    _one_of(progress, get_args(Progress))
    if ("done_on" in value) != (progress == "done"):
        _refuse(N_("done without a day, or a day without done"))
    if "done_on" in value:
        _past(value["done_on"], today)
    _text(value.get("note", ""), _LONG)
    if "closed_by" in value and _key(value["closed_by"]) not in keys:
        _refuse(N_("the letter that closed it is not in the bundle"))
    for due_on, previous, reason, key in _pairs(value.get("moves", []), 4):
        _day(due_on), _day_or_none(previous), _text(reason, _LONG)
        if key is not None and _key(key) not in keys:
            _refuse(N_("the letter that moved a deadline is not in the bundle"))


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
        (N_("its letters pass one another on in a circle"), _has_circle(parents)),
    ):
        if is_so:
            raise FileError(
                "{file} cannot be taken in: {why}. Nothing was changed.", file=bundle.name, why=translate(why)
            )


def _has_circle(parents: dict[LetterKey, LetterKey | None]) -> bool:
    for key in parents:
        seen: set[LetterKey | None] = {key}
        above = parents[key]
        while above is not None:
            if above in seen or above not in parents:
                return True
            seen.add(above)
            above = parents[above]
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


def _names(row: Any, names: set[str]) -> None:
    if not isinstance(row, dict) or row.keys() != names:
        _refuse(N_("other fields than those of such a row"))


def _pairs(rows: Any, size: int) -> list[Any]:
    if not isinstance(rows, list) or len(rows) > _MOST_PARTS:
        _refuse(N_("no list, or too long a one"))
    if any(not isinstance(row, list) or len(row) != size for row in rows):
        _refuse(N_("a part that has not {size} values"), size=size)
    return rows


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str) or len(value) > most or "\x00" in value:
        _refuse(N_("no text, too long a one, or one with a NUL"))
    return str(value)


def _key(value: Any) -> LetterKey:
    if not isinstance(value, list) or len(value) != 3 or type(value[1]) is not int or not 2400 <= value[1] <= 2700:
        _refuse(N_("no letter's key (issuer, year, number)"))
    issuer, year, number = value
    if not _text(issuer, _SHORT).strip() or not compact_number(_text(number, _SHORT)):
        _refuse(N_("no letter's key (issuer, year, number)"))
    return issuer, year, number


def _office(value: Any) -> str:
    if not isinstance(value, str) or not versions(value):
        _refuse(N_("no office of the list: {value}"), value=_shown(value))
    return str(value)


def _day(value: Any) -> str:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            date.fromisoformat(value)
            return value
    except ValueError:
        pass
    _refuse(N_("no day: {value}"), value=_shown(value))


def _day_or_none(value: Any) -> None:
    if value is not None:
        _day(value)


def _past(value: Any, today: date) -> None:
    if date.fromisoformat(_day(value)) > today:
        _refuse(N_("after today: {value}"), value=value)


def _stamp(value: Any) -> str:
    if not isinstance(value, str) or not _STAMP.fullmatch(value):
        _refuse(N_("no time at which it was said"))
    tomorrow = date.fromisoformat(now_utc()[:10]) + timedelta(days=1)  # clocks differ
    if value[:10].strip() and value[:10] > tomorrow.isoformat():
        _refuse(N_("said after today: {value}"), value=value[:10])
    return str(value)


def _one_of(value: Any, known: tuple[Any, ...]) -> None:
    if type(value) not in (str, int) or value not in known:
        _refuse(N_("none of the words that may stand here: {value}"), value=_shown(value))


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…"


def _refuse(reason: str, **values: object) -> NoReturn:
    raise _Bad(translate(reason).format(**values))
