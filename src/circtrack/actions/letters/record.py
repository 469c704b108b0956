"""Record letters: link each into its chain, its recipients as deliveries, its tasks as obligations of offices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from circtrack.actions.letters.chains import work_out_chains
from circtrack.actions.letters.correction import format_changes
from circtrack.actions.letters.differences import FormerNumber, correct_recorded, make_differs_error, note_given_twice
from circtrack.actions.letters.link import link_waiting_letters
from circtrack.actions.letters.move import move_to_cited
from circtrack.actions.letters.settled_later import settle_by_letters
from circtrack.actions.letters.take_places import take_places
from circtrack.actions.offices import store_issuer, store_known_offices
from circtrack.actions.results import RecordedLetter, RecordResult
from circtrack.actions.sync.apply_precedence import apply_to_receipts
from circtrack.actions.sync.withdrawn import record_in_spite_of_withdrawal
from circtrack.errors import N_, InputError, Message, UnknownError
from circtrack.registry.offices import list_versions
from circtrack.store.corrections import list_formerly
from circtrack.store.drafts import find_recorded_text
from circtrack.store.letters import (
    drop_readings_of_others,
    find_letters_of_year,
    find_year_be,
    insert_letter,
    list_letters_of_day,
    load_known_letter,
)
from circtrack.store.statements import has_statements
from circtrack.thai.number_text import compact_number, differ_in_one_digit
from circtrack.thai.subjects import is_same_subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from circtrack.actions.letters.correct import CorrectionResult
    from circtrack.actions.results import Differing
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Letter
    from circtrack.store.letters import KnownLetter


def record_letters(
    transaction: Transaction,
    letters: Sequence[Letter],
    own_office: str,
    today: date,
    *,
    differing: Differing = "refuse",
    whole: bool = False,
) -> RecordResult:
    """Record letters, link them, and work out who owes what. A letter that is recorded already is not recorded again.

    The order does not matter: a letter recorded before the one it passes on is linked when that one is recorded; then
    the chain's tasks are worked out again from all its letters (``duties``).

    Args:
        transaction: The open transaction.
        letters: With number, date and issuer; recipients as codes.
        own_office: Code of the office whose database this is; obligations are limited to it and all offices under it.
            "" for no limit.
        today: Today's date in Thailand.
        differing: What to do with letters that are recorded otherwise.
        whole: Whether the letters' whole text was given: then it also says what they do not state.

    Raises:
        InputError: a letter has no number, date or issuer.
        UnknownError: a recipient's code is unknown.
        DiffersError: a letter is recorded otherwise, and ``differing`` refuses that.
    """
    for letter in letters:
        _reject_incomplete(letter)
    notes: list[Message] = []
    rows: dict[int, int] = {}
    new: list[int] = []
    again: list[tuple[Letter, int]] = []
    formerly: dict[int, int] = {}
    sources = _map_sources(letters)
    for at in _order_from_root(letters):
        row, is_new = _record_letter(transaction, letters[at], sources, notes, formerly, apart=differing == "keep")
        rows[at] = row
        if is_new:
            new.append(row)
            notes += _note_future_date(letters[at], today)
        elif row in new:
            again.append((letters[at], row))
    notes += [_note_former_number(transaction.connection, row, known) for row, known in formerly.items()]
    moved = move_to_cited(transaction, new)
    notes += moved.notes
    linked = link_waiting_letters(transaction, new) if new else []
    notes += [note for each in linked for note in each.notes]
    changed = [*moved.letters, *(each.letter for each in linked)]
    tasks, obligations = work_out_chains(transaction, new, changed, own_office, notes)
    moved.work_out_former_chains(transaction, own_office, notes)
    recorded = tuple(
        _describe_recorded(transaction, letters[at], row, is_new=row in new) for at, row in sorted(rows.items())
    )
    notes += [
        note for letter, given in zip(recorded, letters, strict=True) for note in _note_missing_parent(letter, given)
    ]
    notes += settle_by_letters(transaction, new, changed)
    notes += take_places(transaction, new, own_office)
    for root in {load_known_letter(transaction.connection, row).root for row in new}:
        if has_statements(transaction.connection, root):
            apply_to_receipts(transaction, root, own_office)
    notes += note_given_twice(transaction, again)
    known = [(letters[at], row) for at, row in sorted(rows.items()) if row not in new]
    renamed = _list_renamed(transaction.connection, known)
    corrections = () if differing == "keep" else correct_recorded(transaction, known, own_office, today, whole=whole)
    doubtful = [each for each in renamed if not each.is_same_text]
    if (doubtful or corrections) and differing == "refuse":
        raise make_differs_error(corrections, doubtful)
    notes += [Message("{former} is recorded as {number}.", former=each.former, number=each.number) for each in renamed]
    _say_recorded(transaction, [letter.number for letter in recorded if letter.is_new], corrections)
    notes += [note for each in corrections for note in each.notes]
    notes = list({str(note): note for note in notes}.values())
    return RecordResult(recorded, tasks, obligations, tuple(notes), corrections)


def _say_recorded(transaction: Transaction, new: Sequence[str], corrections: Sequence[CorrectionResult]) -> None:
    """Set the journal's sentence; that of a single correction stays."""
    if new and corrections:
        message = N_("recorded {numbers}; corrected {letters}")
        letters = ", ".join(each.letter for each in corrections)
        transaction.say(message, numbers=", ".join(new), letters=letters)
    elif new or not corrections:
        transaction.say(N_("recorded {numbers}"), numbers=", ".join(new))
    elif len(corrections) > 1:
        transaction.say(N_("corrected {letter}: {changes}"), letter=", ".join(each.letter for each in corrections),
                        changes="; ".join(format_changes(each.changes) for each in corrections))  # fmt: skip


def _reject_incomplete(letter: Letter) -> None:
    for value, message in (
        (letter.number, N_("A letter without a number cannot be recorded: {letter}.")),
        (letter.date, N_("A letter without a date cannot be recorded: {letter}.")),
        (letter.issuer or letter.issuer_code, N_("A letter without an issuer cannot be recorded: {letter}.")),
    ):
        if not value:
            raise InputError(message, letter=letter.number or letter.subject or letter.source or letter.line)


def _order_from_root(letters: Sequence[Letter]) -> list[int]:
    """Order the batch's indexes, each letter after its parent, so that rows and journal read from the root."""
    by_number = {compact_number(number): at for at, letter in enumerate(letters) for number in letter.aliases}
    by_number |= {compact_number(letter.number): at for at, letter in enumerate(letters)}
    ordered: dict[int, None] = {}

    def visit(at: int, below: frozenset[int]) -> None:
        above = by_number.get(compact_number(letters[at].parent)) if letters[at].parent else None
        if above is not None and above not in ordered and above not in below:
            visit(above, below | {at})
        ordered.setdefault(at)

    for at in range(len(letters)):
        visit(at, frozenset({at}))
    return list(ordered)


def _map_sources(letters: Sequence[Letter]) -> dict[str, str]:
    """Map every number cited in the batch to the number of the letter that cites it."""
    return {link.number: letter.number for letter in letters for link in letter.links}


def _record_letter(
    transaction: Transaction,
    letter: Letter,
    sources: dict[str, str],
    notes: list[Message],
    formerly: dict[int, int],
    *,
    apart: bool,
) -> tuple[int, bool]:
    """Insert one letter unless it is already recorded; return its row, and whether it is new.

    ``formerly`` gets the row of the letter that had the number of a new one before, by the new one's.
    With ``apart``, one whose number another letter had before stays apart from that, unless their texts are one.
    """
    assert letter.date is not None  # noqa: S101 - _reject_incomplete has checked
    issuer = store_issuer(transaction, letter)
    similar: list[Message] = []
    year = find_year_be(letter.date)
    for known in find_letters_of_year(transaction.connection, issuer, year, letter.number):
        if _is_same(letter, known):
            return known.id, False
        similar += _note_similar_number(letter, known)
    known_since = _find_renamed(transaction.connection, letter, issuer)
    if known_since and not (apart and not _has_text(transaction.connection, letter, known_since)):
        return known_since.id, False
    notes += similar
    notes += _note_one_digit(letter, list_letters_of_day(transaction.connection, issuer, letter.date))
    _reject_unknown_recipients(letter)
    store_known_offices(transaction, letter.recipients)
    row = insert_letter(transaction, letter, issuer, sources)
    if known_since:
        formerly[row] = known_since.id
    notes += record_in_spite_of_withdrawal(transaction, row)
    drop_readings_of_others(transaction, row)
    return row, True


def _is_same(letter: Letter, known: KnownLetter) -> bool:
    """Whether a recorded letter of the same issuer and year is this one: by its own number, never by another reading.

    A number stands for one letter a year: another date is a slip in one of the two.
    """
    return compact_number(letter.number) in known.own_numbers


def _find_renamed(connection: Connection, letter: Letter, issuer: str) -> KnownLetter | None:
    """Return the letter of this day and subject that had this one's number until that was corrected, here or elsewhere.

    A subject that is not given says nothing.
    """
    assert letter.date is not None  # noqa: S101 - _reject_incomplete has checked
    key = (issuer, find_year_be(letter.date), letter.number)
    for known in (load_known_letter(connection, row) for row in list_formerly(connection, key)):
        is_like = not letter.subject or is_same_subject(letter.subject, known.subject)
        if known.date == letter.date and is_like:
            return known
    return None


def _list_renamed(connection: Connection, known: Iterable[tuple[Letter, int]]) -> list[FormerNumber]:
    """List those of recorded letters, each with its row, that were given by a number that they have no more."""
    letters = ((letter, load_known_letter(connection, row)) for letter, row in known)
    return [
        FormerNumber(letter.number, each.number, is_same_text=_has_text(connection, letter, each))
        for letter, each in letters
        if not _is_same(letter, each)
    ]


def _has_text(connection: Connection, letter: Letter, known: KnownLetter) -> bool:
    return find_recorded_text(connection, letter.text) == known.number


def _note_former_number(connection: Connection, row: int, known: int) -> Message:
    """Note that a letter has the number that another had; all letters of the command are recorded by now."""
    return Message(
        "{former} was the number of {number}, of the same day and subject, before that was corrected: both are "
        'recorded. If the two are one letter: `circtrack correct "{former}" --same-as "{number}"`.',
        former=load_known_letter(connection, row).citation,
        number=load_known_letter(connection, known).citation,
    )


def find_recorded(transaction: Transaction, letter: Letter, *, apart: bool) -> int | None:
    """Return the row in which a letter with number and date is recorded; None if it is not.

    With ``apart``, a letter that had this number before is another one.
    """
    assert letter.date is not None  # noqa: S101 - the caller gives it
    year = find_year_be(letter.date)
    known = find_letters_of_year(transaction.connection, letter.issuer_code, year, letter.number)
    same = next((each for each in known if _is_same(letter, each)), None)
    if same is None and not apart:
        same = _find_renamed(transaction.connection, letter, letter.issuer_code)
    return same.id if same else None


def _note_one_digit(letter: Letter, same_day: Sequence[KnownLetter]) -> list[Message]:
    """Note a letter of the same issuer, day and subject whose number differs in one digit, unless a finding does."""
    number = compact_number(letter.number)
    told = {each.proposal for each in letter.findings if each.code == "near_number"}
    return [
        Message(
            "{number} differs from the recorded {known} of the same day and subject in one digit: "
            "both are recorded. Is it the same letter?",
            number=letter.number,
            known=known.number,
        )
        for known in same_day
        if known.number not in told
        and any(differ_in_one_digit(number, own) for own in known.own_numbers)
        and is_same_subject(letter.subject, known.subject)
    ]


def _note_similar_number(letter: Letter, known: KnownLetter) -> list[Message]:
    """Note a number that differs only in the sub-code: a typing error, or another unit's register."""
    if _without_sub_code(letter.number) != _without_sub_code(known.number):
        return []
    return [
        Message(
            "{number} differs from the recorded {known} of {date} only in the sub-code: is it the same letter?",
            number=letter.number,
            known=known.number,
            date=known.date,
        )
    ]


def _without_sub_code(number: str) -> str:
    return re.sub(r"(?:\.\d+|\([\d.]*\))+(?=/)", "", compact_number(number))


def _reject_unknown_recipients(letter: Letter) -> None:
    unknown = [code for code in letter.recipients if not list_versions(code)]
    if unknown:
        raise UnknownError(
            "{number} is addressed to {codes}, which the list of offices does not have.",
            hint=N_("`circtrack offices` searches the list by any part of a name."),
            number=letter.number,
            codes=", ".join(unknown),
        )


def _note_future_date(letter: Letter, today: date) -> list[Message]:
    if letter.date is None or letter.date <= today:
        return []
    return [
        Message(
            "{number} is dated {date}, which is after today, {today}.",
            number=letter.number,
            date=letter.date,
            today=today,
        )
    ]


def _describe_recorded(transaction: Transaction, letter: Letter, row: int, *, is_new: bool) -> RecordedLetter:
    known = load_known_letter(transaction.connection, row)
    parent = load_known_letter(transaction.connection, known.parent).number if known.parent else ""
    return RecordedLetter(
        row,
        known.number,
        known.citation,
        known.date,
        letter.issuer or known.issuer,
        is_new,
        parent,
        len(letter.recipients),
    )


def _note_missing_parent(recorded: RecordedLetter, given: Letter) -> list[Message]:
    if not recorded.is_new or recorded.parent or not given.parent:
        return []
    return [
        Message(
            "{number} passes on {parent}, which is not recorded yet; it will be linked when it is.",
            number=recorded.number,
            parent=given.parent,
        )
    ]
