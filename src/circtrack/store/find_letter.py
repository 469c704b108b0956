"""Find the letter that a person means: any unambiguous part of any of its numbers is enough."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from circtrack.errors import N_, AmbiguousError, DateError, Message, UnknownError
from circtrack.record import Record
from circtrack.store.secrecy import make_classified_error
from circtrack.thai.digits import to_arabic
from circtrack.thai.number_text import CLASSES, compact_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.database.engine import Connection

_LISTED = 20
"""The most candidates that are listed; the others are only counted."""

_SEARCHED_NUMBERS = 5_000
"""How many of the latest numbers are searched for one similar to the text."""

_LONGEST_NUMBER = 100
"""In characters; longer than any letter's number."""

_YEAR = re.compile(r"^(?P<head>.+)/(?P<year>2[4-6]\d\d)$")
_RUNNING = re.compile(r"^(?P<mark>/?ว|/)?(?P<running>\d+(?:-\d+)?)$")

# Compiled only when needed, which is rare. As a letter cites another, pasted whole: ที่ มท ๐๘๑๐.๗/ว ๙๐๘ ลงวันที่ ๒๗ ก.พ. ๖๖.
_CITATION = r"(?s)\s*(?P<number>.{1,200}?)\s*(?:ลงวันที่|ลว\.?|ลง\s?วันที่)\s*(?P<day>.{4,60})"
_SHORT_YEAR = r"(?s)(?P<head>.*\S)/(?P<year>[4-8๔-๘][0-9๐-๙])"
_AN_OFFICE = r"(?:นายก)?\s*(?:อ\.?บ\.?[ตจ]\.|ท\.?[ตมน]\.|เทศบาล|องค์การบริหาร|อำเภอ|จังหวัด|อ\.|จ\.)"

_BY_NUMBER = "FROM letter_number AS n JOIN letter AS l ON l.id = n.letter"
_BY_ROW = "FROM letter AS l LEFT JOIN letter_number AS n ON n.letter = l.id"
"""A server's role can record a letter without a number to find it by: it is a letter of its chain all the same."""
_ISSUER = "LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until"

# The ways to match, from the strictest to the loosest; a looser one is used only where no stricter one matches.
_EXACT = "(n.compact IN (:whole, :head) AND (n.compact = :whole OR l.year_be = :year))"
# As letters cite one another: the issuer, then the number (two issuers can share a number). All endings of the text
# are compared with the numbers, because that lets the query use the index on numbers. What is before the number is part
# of the issuer's name, or its code.
_BEFORE_NUMBER = """CASE WHEN length(:cited) > length(n.compact)
    THEN substr(:cited, 1, length(:cited) - length(n.compact)) ELSE '' END"""
_AS_CITED = f"""(
    n.compact IN (
        WITH RECURSIVE ends (rest) AS (
            SELECT CAST(:end AS TEXT) UNION ALL SELECT substr(rest, 2) FROM ends WHERE length(rest) > 1
        ) SELECT rest FROM ends
    ) AND (:year = 0 OR l.year_be = :year)
    AND (instr(replace(v.name, ' ', '') || 'ที่', {_BEFORE_NUMBER}) > 0 OR l.issuer = {_BEFORE_NUMBER})
)"""
# With any number of leading zeros.
_BY_RUNNING = """(
    n.running IN (:running, '0' || :running, '00' || :running, '000' || :running, '0000' || :running)
    AND (:year = 0 OR l.year_be = :year)
    AND (:mark = '' OR :mark = CASE WHEN instr(n.compact, '/ว') > 0 THEN 'ว' ELSE '/' END)
)"""
_BY_PART = """(
    instr(n.compact, :whole) > 0 OR (:year > 0 AND instr(n.compact, :head) > 0 AND l.year_be = :year)
)"""


class FoundLetter(Record):
    """A recorded letter: what commands need to know before they act on it.

    ``citation`` is how commands find it (``cite_letter``). ``issuer`` is an office code and ``issuer_name`` its name on
    the letter's date. ``root`` is the row of its chain's root (``id`` itself for a root), ``parent`` the row of the
    letter that it passes on. ``secrecy`` is the letter's own mark, "" where it is not classified.
    """

    id: int
    number: str
    citation: str
    date: date
    issuer: str
    issuer_name: str
    subject: str
    root: int
    parent: int | None
    secrecy: str = ""


def find_letter(connection: Connection, text: str, *, own_office: str = "", include_secret: bool = True) -> FoundLetter:
    """Return the one letter that ``text`` means.

    A letter's own number comes before the others that it goes by.
    A whole number is tried first, with or without its issuer before it, then a running number (``908``; ``ว 908``
    finds only the circular, ``/908`` only the letter without the mark), then any part of a number. A B.E. year may
    follow: ``ว 908/2566``.

    Args:
        connection: An open database.
        text: As people write it: Thai or Arabic digits, any spacing, with or without ที่ and the urgency.
        own_office: Code of the office whose database this is; its own letters are listed first.
        include_secret: Whether a classified letter may be found; reports allow it only on request.

    Raises:
        AmbiguousError: several letters fit equally well; ``details`` lists them.
        UnknownError: no letter fits; ``details`` lists similar ones, if there are any.
        InputError: only classified letters fit, and ``include_secret`` is false.
    """
    cited = re.fullmatch(_CITATION, text) if "ล" in text else None
    if cited and (found := _find_cited(connection, cited, include_secret=include_secret)):
        return _pick_only(text, found, own_office)
    fitting = _find_fitting(connection, text, include_secret=include_secret)
    if not fitting and (short := re.fullmatch(_SHORT_YEAR, text.strip())):
        fitting = _find_fitting(
            connection, f"{short['head']}/25{to_arabic(short['year'])}", include_secret=include_secret
        )
    if fitting:
        return _pick_only(text, fitting, own_office)
    raise _make_unknown_error(connection, text, compact_number(text), include_secret=include_secret)


def _find_cited(connection: Connection, cited: re.Match[str], *, include_secret: bool) -> list[FoundLetter]:
    """Return the letters that a pasted citation means: of its number and its day.

    Raises:
        UnknownError: letters of this number are recorded, but not of this day.
    """
    from circtrack.thai.dates import parse_date  # loading it takes time

    found = _find_fitting(connection, cited["number"], include_secret=include_secret)
    try:
        day = parse_date(cited["day"])
    except DateError:
        return found
    of_day = [letter for letter in found if letter.date == day]
    if found and not of_day:
        raise UnknownError(
            "{number} is recorded, but not of {day}.",
            hint=N_("Leave the date out if it is a slip."),
            details=_list_candidates(found),
            number=cited["number"].strip(),
            day=day,
        )
    return of_day


def _find_fitting(connection: Connection, text: str, *, include_secret: bool) -> list[FoundLetter]:
    """Return the letters that fit a text, by the strictest way in which one does.

    Raises:
        InputError: only classified letters fit, and ``include_secret`` is false.
    """
    whole = compact_number(text)
    if whole:
        parameters = _make_parameters(whole)
        for level in (_EXACT, _BY_RUNNING, _BY_PART) if parameters["running"] else (_EXACT, _AS_CITED, _BY_PART):
            if found := _select(connection, level, parameters):
                if level == _AS_CITED:
                    found = [each for each in found if _is_cited_in_full(each, parameters["cited"])] or found
                allowed = [letter for letter in found if include_secret or not letter.secrecy]
                if not allowed:
                    raise make_classified_error(found[0].number, found[0].secrecy)
                return allowed
    return []


def _is_cited_in_full(letter: FoundLetter, cited: object) -> bool:
    """Whether a text names the whole issuer before the number: no other then whose name only contains that name."""
    issuers = (letter.issuer_name, letter.issuer)
    return cited in {_make_parameters(compact_number(f"{issuer} {letter.number}"))["cited"] for issuer in issuers}


def load_found_letter(connection: Connection, letter: int) -> FoundLetter:
    """Return the letter of this row.

    Raises:
        UnknownError: no letter has this row.
    """
    found = _select(connection, "l.id = :letter", {"letter": letter}, _BY_ROW)
    if not found:
        raise UnknownError("there is no letter in row {row}.", row=letter)
    return found[0]


def load_first_letter(connection: Connection, root: int) -> FoundLetter:
    """Return the first letter of the chain with this root: the root, or the earliest that is seen where that is not."""
    of_root: dict[str, object] = {"root": root}
    found = _select(connection, "l.id = :root", of_root, _BY_ROW)
    return (found or _select(connection, "l.root = :root", of_root, _BY_ROW))[0]


def cite_letter(letter: str) -> str:
    """Return an SQL expression for how commands find a letter of this alias: by its number, where that is its alone.

    Where others have it too, the issuer comes before it and the year behind it; by its code, where an issuer of the
    same name has that number.
    """
    others = f"own.compact = replace({letter}.number, ' ', '') AND own.source = 'own' AND own.letter <> {letter}.id"
    return f"""CASE WHEN EXISTS (SELECT 1 FROM letter_number AS own WHERE {others}) THEN coalesce((
        SELECT max(named.name) FROM office_version AS named
        WHERE named.code = {letter}.issuer AND named.since <= {letter}.date AND {letter}.date < named.until
        AND NOT EXISTS (
            SELECT 1 FROM letter_number AS own JOIN letter AS theirs ON theirs.id = own.letter
            JOIN office_version AS other ON other.code = theirs.issuer AND other.name = named.name
            WHERE {others} AND theirs.issuer <> {letter}.issuer
        )
    ), {letter}.issuer) || ' ' || {letter}.number || '/' || {letter}.year_be ELSE {letter}.number END"""


def describe_letter(letter: FoundLetter) -> str:
    """Describe a letter in one line of a list of candidates: number, date, issuer, and its subject or secrecy mark."""
    about = letter.secrecy or letter.subject
    return ", ".join(part for part in (letter.number, letter.date.isoformat(), letter.issuer_name, about) if part)


def _make_parameters(whole: str) -> dict[str, object]:
    dated = _YEAR.match(whole)
    head = dated["head"] if dated else whole
    running = _RUNNING.match(head)
    return {
        "whole": whole,
        "head": head,
        "cited": re.sub(CLASSES, "", head),
        "end": re.sub(CLASSES, "", head)[-_LONGEST_NUMBER:],
        "year": int(dated["year"]) if dated else 0,
        "running": running["running"].lstrip("0") if running else "",
        "mark": (running["mark"] or "")[-1:] if running else "",
    }


def _select(
    connection: Connection, condition: str, parameters: dict[str, object], letters: str = _BY_NUMBER
) -> list[FoundLetter]:
    """Return the letters that fit by a number of their own; those that others cite by a fitting one where none does."""
    rows = connection.execute(
        f"SELECT DISTINCT l.id, l.number, {cite_letter('l')}, l.date, l.issuer, coalesce(v.name, l.issuer), l.subject,"
        f" l.root, l.parent, l.secrecy, n.source = 'own' {letters} {_ISSUER} WHERE {condition}"
        " ORDER BY l.date, l.number, l.issuer",
        parameters,
    ).fetchall()
    # Others may cite a letter by a number that is another's own: there that one is meant.
    of_own = [row for row in rows if row[-1]] or rows
    return [FoundLetter(row[0], row[1], row[2], date.fromisoformat(row[3]), *row[4:-1]) for row in of_own]


def _pick_only(text: str, found: list[FoundLetter], own_office: str) -> FoundLetter:
    if len(found) == 1:
        return found[0]
    last = found[-1]
    of_number = [letter for letter in found if (letter.number, letter.date.year) == (last.number, last.date.year)]
    same_number = len(of_number) > 1
    raise AmbiguousError(
        "{text} fits {count} letters.",
        hint=N_("Put its issuer before it: {example}.")
        if same_number
        else N_("Give more of the number, or the year after it: {example}."),
        details=_list_candidates(sorted(found, key=lambda letter: letter.issuer != own_office)),
        text=text.strip(),
        count=len(found),
        example=f'"{last.citation}"' if same_number else f'"{last.number}/{last.date.year + 543}"',
    )


def _make_unknown_error(connection: Connection, text: str, whole: str, *, include_secret: bool) -> UnknownError:
    # A mistyped number is mostly that of a letter that has just arrived.
    latest = connection.execute("SELECT compact FROM letter_number ORDER BY letter DESC LIMIT ?", (_SEARCHED_NUMBERS,))
    numbers = list(dict.fromkeys(row[0] for row in latest))
    if not numbers:
        return UnknownError(
            "no letter is recorded in this database, so none fits {text}.",
            hint="`circtrack read FILE` records letters.",
            text=text.strip() or '""',
        )
    if re.match(_AN_OFFICE, text) and "เลข" not in text and not any(letter.isdigit() for letter in text):
        return UnknownError(
            "{text} is an office, not a letter.",
            hint=N_("The letter comes first, then the offices: `circtrack done 908 {text}`"),
            text=text.strip(),
        )
    similar = _find_similar(whole, numbers)
    found = [
        letter
        for number in similar
        for letter in _select(connection, _EXACT, _make_parameters(number))
        if include_secret or not letter.secrecy
    ]
    return UnknownError(
        "no letter fits {text}.",
        hint="`circtrack letters` lists the letters." if not found else "",
        details=_list_candidates(found),
        text=text.strip() or '""',
    )


def _find_similar(whole: str, numbers: list[str]) -> list[str]:
    """Return at most three recorded numbers similar to ``whole``, as a whole or in the part after the slash."""
    from difflib import get_close_matches

    head = str(_make_parameters(whole)["head"])
    tails: dict[str, list[str]] = {}
    for number in numbers:
        tails.setdefault(number.rpartition("/")[2].removeprefix("ว"), []).append(number)
    tail = head.rpartition("/")[2].removeprefix("ว")
    matches = get_close_matches(head, numbers, cutoff=0.75)
    matches += [number for match in get_close_matches(tail, tails, cutoff=0.6) for number in tails[match]]
    return list(dict.fromkeys(matches))[:3]


def _list_candidates(letters: Iterable[FoundLetter]) -> list[str | Message]:
    lines: list[str | Message] = list(dict.fromkeys(describe_letter(letter) for letter in letters))
    more = len(lines) - _LISTED
    return [*lines[:_LISTED], Message("and {count} more", count=more)] if more > 0 else lines
