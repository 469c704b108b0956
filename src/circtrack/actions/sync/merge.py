"""Merge bundles: their statements are stored beside those already known, and what is in force is decided again.

So it does not matter in which order bundles come, or how often. One transaction, one journal row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from circtrack.actions.letters.chains import work_out_chains
from circtrack.actions.letters.link import SURE, link_waiting_letters
from circtrack.actions.letters.move import Moved, leave_uncited_parent, move_to_cited
from circtrack.actions.letters.take_places import take_places
from circtrack.actions.offices import store_issuer, store_known_offices
from circtrack.actions.sync.apply_precedence import apply_to_letter, apply_to_receipts, record_conflicts
from circtrack.actions.sync.bundles import LetterKey
from circtrack.actions.sync.precedence import Claim, make_precedence_of_letter, make_round_key, reduce_letter
from circtrack.actions.sync.renamed import Placing, list_carried
from circtrack.actions.sync.taken_out import carry_out_withdrawals, list_named, set_aside
from circtrack.actions.sync.withdrawn import list_out_beside, list_withdrawals_of, restore_said
from circtrack.errors import N_, Message
from circtrack.model import Letter
from circtrack.progress_bar import steps
from circtrack.registry.offices import find_last_name
from circtrack.store.corrections import FORMER, is_own_elsewhere, is_recorded
from circtrack.store.letter_columns import read_parts, read_texts
from circtrack.store.letters import (
    add_number,
    drop_readings_of_others,
    insert_letter,
    list_cited_by,
    load_known_letter,
    load_parts,
    set_parent,
)
from circtrack.store.recorded_rounds import load_recorded_rounds
from circtrack.store.rounds import list_rules
from circtrack.store.statements import (
    ROUND_MARK,
    Fact,
    Statement,
    find_letter_row,
    list_receipts_on_chain,
    load_letter_keys,
    merge_number_source,
    merge_statements,
    set_recorder,
    to_json,
)
from circtrack.store.tasks import load_chain_tasks, load_obligations
from circtrack.tracking.rounds import iterate_rounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from circtrack.actions.sync.bundles import Bundle, BundleStatement
    from circtrack.actions.sync.taken_out import TakenOutElsewhere
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.statements import Conflict


@dataclass(slots=True)
class MergeResult:
    """The result of merging bundles.

    Attributes:
        letters: Numbers of new letters.
        new: How many receipts and progress records are new.
        updated: How many known ones changed.
        unchanged: How many known ones did not change.
        replaced: Numbers of letters whose version in force changed.
        conflicts: Conflicts in the chains concerned, each with its letter's number.
        notes: Notes for the clerk.
        withdrawn: The letters that their issuers have taken out.
    """

    letters: list[str] = field(default_factory=list)
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    replaced: list[str] = field(default_factory=list)
    conflicts: list[tuple[str, Conflict]] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    withdrawn: list[TakenOutElsewhere] = field(default_factory=list)


def merge_bundles(transaction: Transaction, bundles: Sequence[Bundle], own_office: str) -> MergeResult:
    """Merge bundles that were checked (``bundle_check``): all of them or, on an error, none.

    Args:
        transaction: The open transaction.
        bundles: In any order.
        own_office: Code of the office whose database this is; "" for none.
    """
    merged = MergeResult()
    bundles = set_aside(transaction, bundles, own_office)
    letters = [each for bundle in bundles for each in bundle.letters]
    statements = [each for bundle in bundles for each in bundle.statements]
    said = ((each.letter, Claim(each.said_by, each.value)) for each in statements if not each.task and not each.office)
    versions = _choose_versions(said, own_office)
    placing = Placing(transaction, own_office, lambda key: _insert_letter(transaction, key, versions[key]))
    for carried in steps(N_("Taking letters in"), list_carried(bundles), len(letters)):
        placing.place(carried)
    rows, fresh = placing.rows, placing.fresh
    _bring_back_beside(transaction, placing, list_named(transaction.connection, bundles), own_office)
    for each in sorted(letters, key=lambda one: one.key):
        _join_numbers(transaction, rows[each.key], each.numbers)
    back = list_withdrawals_of(transaction.connection, fresh)
    for row, withdrawal in back:
        _join_numbers(transaction, row, withdrawal.numbers)
    _merge_all_statements(transaction, statements, rows, own_office)
    left = Moved()
    for row in sorted(set(rows.values())):
        cited = _list_parents_cited(transaction, row)
        if apply_to_letter(transaction, row, own_office) and row not in fresh:
            merged.replaced.append(load_known_letter(transaction.connection, row).number)
            if cited != _list_parents_cited(transaction, row):
                leave_uncited_parent(transaction, left, row)
    lines = {(each.key, each.parent) for each in letters if each.parent}
    linked = _link_to_parents(transaction, lines.union(*(withdrawal.hung for _, withdrawal in back)), rows)
    # Only sure links: a letter in the next file might fit better, and the order of files must not matter.
    merged_rows = sorted(set(rows.values()))
    linked += [each.letter for each in link_waiting_letters(transaction, merged_rows, least=SURE)]
    for row in merged_rows:
        drop_readings_of_others(transaction, row)
    moved = left.join(move_to_cited(transaction, {*merged_rows, *list_cited_by(transaction.connection, merged_rows)}))
    linked += moved.letters
    before = _load_facts(transaction, rows.values())
    roots = sorted({load_known_letter(transaction.connection, row).root for row in rows.values()})
    for root in roots:
        apply_to_receipts(transaction, root, own_office)
    notes: list[Message] = list(placing.notes)
    work_out_chains(transaction, rows.values(), linked, own_office, notes)
    moved.work_out_former_chains(transaction, own_office, notes)
    notes += take_places(transaction, fresh, own_office)
    if fresh:
        merged.notes = list({str(note): note for note in notes}.values())
    for root in steps(N_("Comparing what was said"), roots, len(roots)):
        found = record_conflicts(transaction, root, own_office)
        merged.conflicts += [(load_known_letter(transaction.connection, each.letter).number, each) for each in found]
    merged.withdrawn = carry_out_withdrawals(transaction, bundles, rows.values(), own_office)
    kept = [row for row in rows.values() if is_recorded(transaction.connection, row)]
    merged.letters = [load_known_letter(transaction.connection, row).number for row in fresh if row in kept]
    after = _load_facts(transaction, kept)
    _count(merged, before, after)
    changed = {fact for fact in after if before.get(fact) != after[fact]}
    merged.notes += _note_before_letters(transaction, changed, after)
    merged.notes += _note_before_rounds(transaction, changed, after)
    _say_merged(transaction, merged, bundles)
    return merged


def _say_merged(transaction: Transaction, merged: MergeResult, bundles: Iterable[Bundle]) -> None:
    """Set the journal's sentence."""
    lost = "; ".join(each.in_short for each in merged.withdrawn)
    transaction.say(
        N_("took in {files}: {letters} letters, {new} facts new, {updated} changed, {conflicts} conflicts; {withdrawn}")
        if lost
        else N_("took in {files}: {letters} letters, {new} facts new, {updated} changed, {conflicts} conflicts"),
        **({"withdrawn": lost} if lost else {}),
        files=", ".join(dict.fromkeys(bundle.made_by for bundle in bundles)),
        letters=len(merged.letters),
        new=merged.new,
        updated=merged.updated,
        conflicts=len(merged.conflicts),
    )


def _choose_versions(said: Iterable[tuple[LetterKey, Claim]], own_office: str) -> dict[LetterKey, Claim]:
    """Return for each letter the claim that goes first among its versions."""
    versions: dict[LetterKey, list[Claim]] = defaultdict(list)
    for key, claim in said:
        versions[key].append(claim)
    found = {}
    for key, claims in versions.items():
        day = date.fromisoformat(claims[0].value["date"])
        decision = make_precedence_of_letter(key[0], own_office, day).decide(claims, reduce_letter)
        assert decision.claim is not None  # noqa: S101 - there is at least one
        found[key] = decision.claim
    return found


def _bring_back_beside(transaction: Transaction, placing: Placing, named: set[int], own_office: str) -> None:
    """Bring back letters taken out that stand beside new ones, or beside those to be taken out, for this merge."""
    while beside := list_out_beside(transaction.connection, [*placing.fresh, *sorted(named)]):
        for key, version in _choose_versions(beside, own_office).items():
            placing.rows[key] = _insert_letter(transaction, key, version)
            placing.fresh.append(placing.rows[key])


def _insert_letter(transaction: Transaction, key: LetterKey, version: Claim) -> int:
    issuer, _, number = key
    said_by, content = version
    letter = Letter(
        number=number,
        date=date.fromisoformat(content["date"]),
        issuer=issuer,
        issuer_code=issuer,
        recipients=tuple(content["recipients"]),
        **read_texts(content),
        links=read_parts("links", content["links"]),
        findings=read_parts("findings", content["findings"]),
        tasks=read_parts("tasks", content["tasks"]),
    )
    code = store_issuer(transaction, letter)
    store_known_offices(transaction, letter.recipients)
    row = insert_letter(transaction, letter, code, {})
    set_recorder(transaction, row, said_by)
    restore_said(transaction, row, own_version=True)
    return row


def _list_parents_cited(transaction: Transaction, row: int) -> set[str]:
    return {link.number for link in load_parts(transaction.connection, "links", row) if link.type == "passes_on"}


def _join_numbers(transaction: Transaction, row: int, numbers: Iterable[tuple[str, str]]) -> None:
    own = load_known_letter(transaction.connection, row).number
    for number, source in numbers:
        taken = source == FORMER and is_own_elsewhere(transaction.connection, row, number)
        if number != own and not taken:
            add_number(transaction, row, number, source)
            merge_number_source(transaction, row, number, source)


def _merge_all_statements(
    transaction: Transaction, carried: Iterable[BundleStatement], rows: dict[LetterKey, int], own_office: str
) -> None:
    statements = (
        Statement(Fact(rows[each.letter], each.task, each.office), each.said_by, to_json(each.value), each.stamp)
        for each in carried
    )
    # Skip this office's own statements that come back from others: what was undone here must stay undone. Its versions
    # of letters are merged all the same, so that a letter that this database has lost is restored.
    merge_statements(
        transaction, (each for each in statements if each.said_by != own_office or each.fact == Fact(each.fact.letter))
    )


def _link_to_parents(
    transaction: Transaction, lines: Iterable[tuple[LetterKey, LetterKey]], rows: dict[LetterKey, int]
) -> list[int]:
    """Link letters without a parent to those that bundles name, or that they had; return the rows linked."""
    connection = transaction.connection
    linked = []
    for line in sorted(lines):
        below, above = (rows.get(key) or find_letter_row(connection, *key) for key in line)
        if below is None or above is None:
            continue  # one of the two is taken out
        child, parent = load_known_letter(connection, below), load_known_letter(connection, above)
        if child.parent is None and parent.root != child.id:  # else the chain would be a circle
            set_parent(transaction, child.id, parent)
            linked.append(child.id)
    return linked


FactKey = tuple[LetterKey, str, str]
Facts = dict[FactKey, tuple[object, ...]]


def _load_facts(transaction: Transaction, rows: Iterable[int]) -> Facts:
    """Load the receipts and obligations in force on the chains of these letters, by letter, task and office."""
    connection = transaction.connection
    facts: Facts = {}
    for root in {load_known_letter(connection, row).root for row in rows}:
        receipts = [each for each in list_receipts_on_chain(connection, root) if each.received_on]
        keys = load_letter_keys(connection, [root, *(each.letter for each in receipts)])
        for each in receipts:
            facts[keys[each.letter], "", each.office] = (each.received_on, each.receive_number)
        for task in load_chain_tasks(connection, root):
            for office, row in load_obligations(connection, task.id).items():
                if row.progress != "none" or row.note:
                    facts[keys[root], task.title, office] = (row.progress, row.done_on, row.note)
            for (office, name), row in load_recorded_rounds(connection, task.id).items():
                if row.progress != "none" or row.note:
                    facts[keys[root], make_round_key(task.title, name), office] = (row.progress, row.done_on, row.note)
    return facts


def _note_before_letters(transaction: Transaction, changed: Iterable[FactKey], facts: Facts) -> Iterator[Message]:
    """Note what is now recorded before its letter's day: the offices differ in that day, else it would be refused."""
    for fact in sorted(changed):
        key, task, office = fact
        on = facts[fact][1 if task else 0]
        row = find_letter_row(transaction.connection, *key)
        since = load_known_letter(transaction.connection, row).date if row is not None else None
        if on and since and str(on) < since.isoformat():
            message = N_(
                "{office}: {on} is before the date of {letter}, {since}; `circtrack check` says how to correct it."
            )
            yield Message(message, office=find_last_name(office), on=on, letter=key[2], since=since)


def _note_before_rounds(transaction: Transaction, changed: Iterable[FactKey], facts: Facts) -> Iterator[Message]:
    """Note what is now recorded before its round opened: it may be a slip, or was said to be early."""
    of_rounds = sorted(fact for fact in changed if ROUND_MARK in fact[1] and facts[fact][1])
    for (key, task), of_round in groupby(of_rounds, key=lambda fact: fact[:2]):
        opens_on = _find_opening(transaction.connection, key, task)
        for fact in of_round:
            on = str(facts[fact][1])
            if on < opens_on:
                message = N_(
                    "{office}: {on} is before the round of {round} of {letter} opens, {since}: was it done early?"
                )
                values = {"round": task.rpartition(ROUND_MARK)[2], "letter": key[2], "since": opens_on}
                yield Message(message, office=find_last_name(fact[2]), on=on, **values)


def _find_opening(connection: Connection, root: LetterKey, task: str) -> str:
    """Return the day on which a round of a task opens, both named as in a fact; "" where there is no such round."""
    title, _, name = task.rpartition(ROUND_MARK)
    row = find_letter_row(connection, *root)
    tasks = [each.id for each in load_chain_tasks(connection, row) if each.title == title] if row is not None else []
    for each in list_rules(connection, tasks):
        rounds = iterate_rounds(each.rule, date.fromisoformat(each.begins_on))
        found = next((one for one in rounds if one.due_on.isoformat() >= name), None)
        if found is not None and found.due_on.isoformat() == name:
            return found.opens_on.isoformat()
    return ""


def _count(merged: MergeResult, before: Facts, after: Facts) -> None:
    kinds = Counter(
        "new" if fact not in before else "unchanged" if before[fact] == value else "updated"
        for fact, value in after.items()
    )
    merged.new, merged.unchanged = kinds["new"], kinds["unchanged"]
    merged.updated = kinds["updated"] + len(before.keys() - after.keys())
