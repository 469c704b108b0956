"""Taking bundles in: what they say goes beside what is known, and what counts is worked out anew from all of it.

So the order in which bundles come, and how often, does not matter. One transaction, one journal row.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from circtrack.actions.letters.chains import work_out
from circtrack.actions.letters.link import SURE, link_waiting
from circtrack.actions.offices import keep_issuer, keep_known
from circtrack.actions.sync.apply_precedence import settle_conflicts, settle_letter, settle_receipts
from circtrack.actions.sync.bundles import LetterKey
from circtrack.actions.sync.precedence import Word, judge_of_letter, letter_essence
from circtrack.errors import N_
from circtrack.model import Letter
from circtrack.progress_bar import steps
from circtrack.store.letter_columns import parts_of, text_fields
from circtrack.store.letters import add_number, insert_letter, known_letter, letters_of_year, set_parent
from circtrack.store.statements import (
    Fact,
    Statement,
    as_json,
    join_number,
    keep_statement,
    letter_keys,
    letter_row,
    mark_letter,
    receipts_on_chain,
)
from circtrack.store.tasks import chain_tasks, owed
from circtrack.thai.number_text import compact_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circtrack.actions.sync.bundles import Bundle, BundleStatement, Carried
    from circtrack.actions.sync.precedence import StatementValue
    from circtrack.database.transaction import Transaction
    from circtrack.errors import Message
    from circtrack.store.statements import Conflict


@dataclass(slots=True)
class Merged:
    """What bundles brought.

    Attributes:
        letters: Numbers of new letters.
        new: How many receipts and reports of work were not known.
        updated: How many of those known changed.
        unchanged: How many were so already, or are older than what is known.
        replaced: Numbers of letters of which another office's version now counts.
        conflicts: What contradicts itself in the chains concerned, with the numbers of their letters.
        notes: What to look at.
    """

    letters: list[str] = field(default_factory=list)
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    replaced: list[str] = field(default_factory=list)
    conflicts: list[tuple[str, Conflict]] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)


def merge(transaction: Transaction, bundles: Sequence[Bundle], own_office: str) -> Merged:
    """Take in bundles that were checked (``bundle_check``), all of them or, on an error, none.

    Args:
        transaction: The transaction at work.
        bundles: In any order.
        own_office: Code of the office whose database this is; "" for nobody's.
    """
    merged = Merged()
    letters = [each for bundle in bundles for each in bundle.letters]
    told = [each for bundle in bundles for each in bundle.told]
    of_letters = [each for each in told if not each.task and not each.office]
    versions = {key: _best_version(of_letters, key, own_office) for key in {each.key for each in letters}}
    rows: dict[LetterKey, int] = {}
    fresh: list[int] = []
    for each in steps(N_("Taking letters in"), sorted(letters, key=lambda one: one.key), len(letters)):
        if each.key not in rows:
            row = _known_row(transaction, each, versions[each.key])
            if row is None:
                row = _insert(transaction, each.key, versions[each.key])
                fresh.append(row)
            rows[each.key] = row
        _join_numbers(transaction, rows[each.key], each)
    _hear_all(transaction, told, rows, own_office)
    for row in sorted(set(rows.values())):
        if settle_letter(transaction, row, own_office) and row not in fresh:
            merged.replaced.append(known_letter(transaction.connection, row).number)
    linked = _link(transaction, letters, rows)
    # What fits less surely might fit another letter better that comes with the next file: the order must not matter.
    linked += [each.letter for each in link_waiting(transaction, sorted(set(rows.values())), least=SURE)]
    merged.letters = [known_letter(transaction.connection, row).number for row in fresh]
    before = _facts(transaction, rows.values())
    roots = sorted({known_letter(transaction.connection, row).root for row in rows.values()})
    for root in roots:
        settle_receipts(transaction, root, own_office)
    notes: list[Message] = []
    work_out(transaction, rows.values(), linked, own_office, notes)
    if fresh:
        merged.notes = list({str(note): note for note in notes}.values())
    for root in steps(N_("Comparing what was said"), roots, len(roots)):
        found = settle_conflicts(transaction, root, own_office)
        merged.conflicts += [(known_letter(transaction.connection, each.letter).number, each) for each in found]
    _count(merged, before, _facts(transaction, rows.values()))
    transaction.say(
        N_("took in {files}: {letters} letters, {new} facts new, {updated} changed, {conflicts} conflicts"),
        files=", ".join(dict.fromkeys(bundle.made_by for bundle in bundles)),
        letters=len(merged.letters),
        new=merged.new,
        updated=merged.updated,
        conflicts=len(merged.conflicts),
    )
    return merged


def _best_version(versions: Iterable[BundleStatement], key: LetterKey, own_office: str) -> tuple[str, StatementValue]:
    """Of the versions of a letter that came, the one that counts among them: whose, and what it says."""
    words = [Word(each.said_by, each.value) for each in versions if each.letter == key]
    day = date.fromisoformat(words[0].value["date"])
    verdict = judge_of_letter(key[0], own_office, day).decide(words, letter_essence)
    assert verdict.word is not None  # noqa: S101 - a checked bundle has a version of each of its letters
    return verdict.word


def _known_row(transaction: Transaction, carried: Carried, version: tuple[str, StatementValue]) -> int | None:
    """The row of a letter by its key, or by another number of its on the same day."""
    row = letter_row(transaction.connection, *carried.key)
    if row is not None:
        return row
    issuer, year, number = carried.key
    for known in letters_of_year(transaction.connection, issuer, year, number):
        if compact_number(number) in known.numbers and known.date.isoformat() == version[1]["date"]:
            return known.id
    return None


def _insert(transaction: Transaction, key: LetterKey, version: tuple[str, StatementValue]) -> int:
    issuer, _, number = key
    said_by, content = version
    letter = Letter(
        number=number,
        date=date.fromisoformat(content["date"]),
        issuer=issuer,
        issuer_code=issuer,
        recipients=tuple(content["recipients"]),
        **text_fields(content),
        links=parts_of("links", content["links"]),
        findings=parts_of("findings", content["findings"]),
        tasks=parts_of("tasks", content["tasks"]),
    )
    code = keep_issuer(transaction, letter)
    keep_known(transaction, letter.recipients)
    row = insert_letter(transaction, letter, code, {})
    mark_letter(transaction, row, said_by)
    return row


def _join_numbers(transaction: Transaction, row: int, carried: Carried) -> None:
    for number, source in carried.numbers:
        add_number(transaction, row, number, source)
        join_number(transaction, row, number, source)


def _hear_all(
    transaction: Transaction, told: Iterable[BundleStatement], rows: dict[LetterKey, int], own_office: str
) -> None:
    words = (
        Statement(Fact(rows[each.letter], each.task, each.office), each.said_by, as_json(each.value), each.stamp)
        for each in told
    )
    # What others were told by this office itself, it knows better: what it took back must not come back. A letter is
    # never taken back, so one that this database has lost comes back as its office had it.
    keep_statement(
        transaction, (each for each in words if each.said_by != own_office or each.fact == Fact(each.fact.letter))
    )


def _link(transaction: Transaction, letters: Iterable[Carried], rows: dict[LetterKey, int]) -> list[int]:
    """Hang letters under those that the bundles' makers know them to pass on, where they hang nowhere yet."""
    linked = []
    for each in sorted(letters, key=lambda one: (one.key, one.parent or ())):
        child = known_letter(transaction.connection, rows[each.key])
        if each.parent is None or child.parent is not None:
            continue
        parent = known_letter(transaction.connection, rows[each.parent])
        if parent.root != child.id:  # else the chain would bite its tail
            set_parent(transaction, child.id, parent)
            linked.append(child.id)
    return linked


Facts = dict[tuple[LetterKey, str, str], tuple[object, ...]]


def _facts(transaction: Transaction, rows: Iterable[int]) -> Facts:
    """What is in force of receipts and obligations on the chains of these letters, by letter, task and office."""
    connection = transaction.connection
    facts: Facts = {}
    for root in {known_letter(connection, row).root for row in rows}:
        receipts = [each for each in receipts_on_chain(connection, root) if each.received_on]
        keys = letter_keys(connection, [root, *(each.letter for each in receipts)])
        for each in receipts:
            facts[keys[each.letter], "", each.office] = (each.received_on, each.receive_number)
        for task in chain_tasks(connection, root):
            for office, row in owed(connection, task.id).items():
                if row.progress != "none" or row.note:
                    facts[keys[root], task.title, office] = (row.progress, row.done_on, row.note)
    return facts


def _count(merged: Merged, before: Facts, after: Facts) -> None:
    kinds = Counter(
        "new" if fact not in before else "unchanged" if before[fact] == value else "updated"
        for fact, value in after.items()
    )
    merged.new, merged.unchanged = kinds["new"], kinds["unchanged"]
    merged.updated = kinds["updated"] + len(before.keys() - after.keys())


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
