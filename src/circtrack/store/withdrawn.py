"""Letters that their issuers have taken out: what is kept of each, so that no older word brings it back."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.errors import N_, AmbiguousError, Message
from circtrack.store.corrections import find_office_name
from circtrack.store.kept_json import (
    KEY,
    KEYS,
    RowName,
    has_form,
    has_form_of_statement,
    is_stamp,
    is_text,
    list_of,
    make_row_error,
    row_of,
)
from circtrack.store.statements import to_json
from circtrack.thai.number_text import compact_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.kept_json import Form

Key = tuple[str, int, str]
"""The issuer's code, the Buddhist year and the number."""


_LISTED = 10


class KeptStatement(NamedTuple):
    """One statement on a letter that is taken out (``store.statements``); ``said_by`` is "" for this database's own."""

    task: str
    office: str
    said_by: str
    value: str
    stamp: str


class Withdrawal(NamedTuple):
    """One office's word that a letter is taken out.

    Attributes:
        key: The letter's.
        said_by: Whose word it is, an office's code.
        date: The letter's date, ISO text.
        secrecy: The letter's mark.
        formerly: Keys by which the letter was known before it was corrected.
        stamp: When it was said, as of statements: what the office said until then it says no more.
        statements: What was said of the letter until then.
        numbers: All numbers by which it was found, each with its source.
        hung: It with the letter that it passed on, and those that passed it on with it: two keys each.
    """

    key: Key
    said_by: str
    date: str
    secrecy: str
    formerly: tuple[Key, ...]
    stamp: str
    statements: tuple[KeptStatement, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    hung: tuple[tuple[Key, Key], ...] = ()

    @property
    def number_and_year(self) -> str:
        """The letter's number with its Buddhist year, as people write it to say which of several is meant."""
        return f"{self.key[2]}/{self.key[1]}"

    def is_of(self, key: Key) -> bool:
        """Whether it is of the letter that has, or had, this key."""
        return key == self.key or key in self.formerly


_KEY = ("issuer", "year_be", "number", "said_by")


def list_withdrawals(connection: Connection) -> list[Withdrawal]:
    """Return all letters taken out, the last first, each with what is kept of it: of a large letter that is much.

    Raises:
        DatabaseError: something stands in a row that circtrack does not write.
    """
    return list(map(_read_row, _list_rows(connection)))


def list_words(connection: Connection) -> list[Withdrawal]:
    """Return all letters taken out, the last first, without what is kept of them.

    Raises:
        DatabaseError: something stands in a row that circtrack does not write.
    """
    return list(map(_read_row, _list_rows(connection, kept=f"{_NOTHING}, {_NOTHING}, {_NOTHING}")))


def list_kept(connection: Connection, words: Iterable[Withdrawal]) -> list[Withdrawal]:
    """Return those of these words that stand here, with what is kept of their letters.

    Raises:
        DatabaseError: something stands in a row that circtrack does not write.
    """
    where = "WHERE issuer = ? AND year_be = ? AND number = ? AND said_by = ?"
    return [_read_row(row) for word in words for row in _list_rows(connection, where, (*word.key, word.said_by))]


def list_malformed_withdrawals(connection: Connection) -> Iterator[RowName]:
    """Yield which columns of which letters taken out are none that circtrack writes."""
    return chain.from_iterable(map(_find_malformed, _list_rows(connection)))


class _Row(NamedTuple):
    """A row of the table, as it stands there."""

    issuer: str
    year_be: int
    number: str
    said_by: str
    date: str
    secrecy: str
    formerly: str
    stamp: str
    statements: str
    numbers: str
    hung: str


_KEPT = "statements, numbers, hung"
_NOTHING = "'[]'"


def _list_rows(
    connection: Connection, where: str = "", values: tuple[object, ...] = (), *, kept: str = _KEPT
) -> list[_Row]:
    query = (
        f"SELECT issuer, year_be, number, said_by, date, secrecy, formerly, stamp, {kept} FROM withdrawn {where}"
        " ORDER BY stamp DESC, issuer, year_be, number, said_by"
    )
    rows = map(_Row._make, connection.execute(query, values).fetchall())
    return [row._replace(formerly=row.formerly or "[]") for row in rows]


def _read_row(row: _Row) -> Withdrawal:
    for malformed in _find_malformed(row):
        raise make_row_error(malformed)
    formerly, statements, numbers, hung = (json.loads(getattr(row, column)) for column in _FORMS)
    return Withdrawal(
        (row.issuer, row.year_be, row.number),
        row.said_by,
        row.date,
        row.secrecy,
        tuple(map(_read_key, formerly)),
        row.stamp,
        tuple(map(KeptStatement._make, statements)),
        tuple((text, source) for text, source in numbers),
        tuple((_read_key(below), _read_key(above)) for below, above in hung),
    )


def _find_malformed(row: _Row) -> Iterator[RowName]:
    columns = [column for column, form in _FORMS.items() if not has_form(getattr(row, column), form)]
    for column in (*columns, *([] if is_stamp(row.stamp) else ["stamp"])):
        yield RowName("withdrawn", column, row.number, row.secrecy, row.said_by)


def _is_statement(value: list[Any]) -> bool:
    return row_of(*[is_text] * 5)(value) and has_form_of_statement(value[0], value[1], value[3])


_FORMS: dict[str, Form] = {
    "formerly": KEYS,
    "statements": list_of(_is_statement),
    "numbers": list_of(row_of(is_text, is_text)),
    "hung": list_of(row_of(KEY, KEY)),
}


def _read_key(parts: list[Any]) -> Key:
    issuer, year, number = parts
    return issuer, year, number


def find_withdrawn(connection: Connection, text: str, *, include_secret: bool = True) -> Withdrawal | None:
    """Return the withdrawal of the one letter in whose number, with its year after it, this text is; None if none is.

    The issuer may come before the number, as ``find_letter.cite_letter`` has it.

    Raises:
        AmbiguousError: several letters fit. Classified ones are not listed unless ``include_secret``.
    """
    part = compact_number(text)
    found = {
        each.key: each
        for each in reversed(list_words(connection))
        if part and (part in compact_number(each.number_and_year) or part in _list_citations(connection, each))
    }
    exact = [
        each
        for each in found.values()
        if any(compact_number(number).endswith(part) for number in (each.key[2], each.number_and_year))
    ]
    fitting = exact if len(exact) == 1 else list(found.values())
    shown = [each for each in fitting if include_secret or not each.secrecy]
    if len(shown) > 1:
        same_number = len({each.number_and_year for each in shown}) == 1
        issuers = [f"{find_office_name(connection, each.key[0], each.date)} " if same_number else "" for each in shown]
        named = sorted(zip(issuers, shown, strict=True), key=lambda each: (each[1].number_and_year, each[0]))
        raise AmbiguousError(
            "{text} fits {count} letters, all of them taken out.",
            hint=N_("Put its issuer before it: {example}.")
            if same_number
            else N_("Give more of the number, or the year after it: {example}."),
            details=_list_some([f"{issuer}{each.key[2]} ({each.date})" for issuer, each in named]),
            text=text.strip(),
            count=len(shown),
            example=f'"{named[0][0]}{named[0][1].number_and_year}"',
        )
    return next(iter([*shown, *fitting]), None)


def _list_citations(connection: Connection, withdrawn: Withdrawal) -> list[str]:
    issuers = (withdrawn.key[0], find_office_name(connection, withdrawn.key[0], withdrawn.date))
    return [compact_number(f"{issuer} {withdrawn.number_and_year}") for issuer in issuers]


def _list_some(lines: list[str]) -> list[str | Message]:
    more = len(lines) - _LISTED
    return [*lines[:_LISTED], Message("and {count} more", count=more)] if more > 0 else [*lines]


def keep_withdrawal(transaction: Transaction, withdrawal: Withdrawal) -> None:
    """Keep that a letter is taken out, with all that was said of it; of one office what it said last."""
    key = dict(zip(_KEY, (*withdrawal.key, withdrawal.said_by), strict=True))
    present = next(iter(list_kept(transaction.connection, [withdrawal])), None)
    said = merge_said((*(present.statements if present else ()), *withdrawal.statements))
    formerly = sorted({*withdrawal.formerly, *(present.formerly if present else ())})
    values = {
        "date": withdrawal.date,
        "secrecy": withdrawal.secrecy,
        "formerly": to_json(formerly) if formerly else "",
        "stamp": max(withdrawal.stamp, present.stamp if present else ""),
        "statements": to_json(said),
        "numbers": to_json(sorted({*withdrawal.numbers, *(present.numbers if present else ())})),
        "hung": to_json(sorted({*withdrawal.hung, *(present.hung if present else ())})),
    }
    if present:
        transaction.update("withdrawn", key, values)
    else:
        transaction.insert("withdrawn", _KEY, {**key, **values})


def is_said_here(connection: Connection, withdrawal: Withdrawal) -> bool:
    """Whether this database itself said so, undone since or not: its journal has the row after the stamp."""
    at, _, row = withdrawal.stamp.rpartition(" ")
    said = connection.execute(
        "SELECT at, changes FROM journal WHERE id > ? ORDER BY id LIMIT 1", (int(row),)
    ).fetchone()
    return said is not None and said[0] >= at and '"table":"withdrawn"' in said[1]


def count_classified_withdrawals(connection: Connection) -> int:
    """Return how many classified letters were taken out: what was said of them is kept."""
    return int(connection.execute("SELECT count(*) FROM withdrawn WHERE secrecy <> ''").fetchone()[0])


def forget_withdrawal(transaction: Transaction, withdrawal: Withdrawal) -> None:
    """Forget that a letter was taken out."""
    transaction.delete("withdrawn", dict(zip(_KEY, (*withdrawal.key, withdrawal.said_by), strict=True)))


def merge_said(said: Iterable[KeptStatement]) -> list[KeptStatement]:
    """Merge statements on one letter: of each office on each fact those with the latest stamp, of this one the last."""
    latest: dict[tuple[str, str, str], dict[KeptStatement, None]] = {}
    for each in said:
        fact = (each.task, each.office, each.said_by)
        known = latest.get(fact, {})
        stamp = max((one.stamp for one in known), default="")
        if not each.said_by or each.stamp > stamp:
            latest[fact] = {each: None}
        elif each.stamp == stamp:
            latest[fact] = {**known, each: None}
    return sorted(each for known in latest.values() for each in known)
