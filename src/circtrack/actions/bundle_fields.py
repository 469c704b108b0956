"""What a field of a bundle may be: types, lengths, days, offices that exist. Pure but for the list of offices."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from circtrack.clock import now_utc
from circtrack.errors import N_
from circtrack.i18n import translate
from circtrack.registry.offices import versions
from circtrack.thai.number_text import compact_number

if TYPE_CHECKING:
    from circtrack.actions.bundles import LetterKey

SHORT, LONG = 500, 20_000
"""So many characters may a name or number have, and a text of several lines."""
_MOST_PARTS = 1_000
_MOST_SHOWN = 40
_STAMP = re.compile(r"(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)? \d{10}", re.ASCII)
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
_DAY = re.compile(r"[12]\d{3}-\d\d-\d\d", re.ASCII)


class RowError(ValueError):
    """What a row may not say: a short reason, in the reader's language."""


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
    """Text of at most so many characters, without NUL or half of a surrogate pair."""
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
    raise RowError(translate(reason).format(**values))
