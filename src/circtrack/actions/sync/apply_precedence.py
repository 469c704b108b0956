"""Apply precedence: put letters' versions and receipts in force, and record conflicts as findings."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from circtrack.actions.offices import store_known_offices
from circtrack.actions.sync.precedence import (
    Claim,
    Decision,
    list_claims_of_others,
    list_own_claims,
    make_precedence_of_letter,
    make_precedence_of_office,
    make_round_key,
    make_task_keys,
    reduce_letter,
    reduce_receipt,
)
from circtrack.actions.sync.statements import ChainStatements, make_progress_value
from circtrack.errors import N_, Message
from circtrack.registry.offices import get_office
from circtrack.store.corrections import rename_tasks
from circtrack.store.letters import load_known_letter
from circtrack.store.recorded_rounds import load_recorded_rounds
from circtrack.store.settings import get_own_office
from circtrack.store.statements import (
    Conflict,
    Fact,
    drop_task,
    find_recorder,
    has_statements,
    is_stated_elsewhere,
    keep_own_statement,
    list_receipts_on_chain,
    list_statements,
    list_statements_on_chain,
    list_titles,
    load_content,
    replace_content,
    set_conflicts,
    set_receipt,
    to_json,
)
from circtrack.store.tasks import list_places_of_task, load_chain_tasks, load_members, load_obligations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from circtrack.actions.sync.precedence import StatementValue
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.obligations import ChainObligation, DeliveryOnChain
    from circtrack.store.statements import Receipt, Statement
    from circtrack.store.tasks import RecordedObligation


_SHOWN = ("date", "subject", "tasks", "received_on", "receive_number", "progress", "done_on", "note")


def apply_to_letter(transaction: Transaction, letter: int, own_office: str) -> bool:
    """Put the version of a letter that goes first in force; return whether it was not in force before.

    This database's own version stays in force if it is equal; otherwise it is kept beside the other.
    """
    connection = transaction.connection
    decision, own = _decide_letter(connection, letter, own_office)
    assert decision.claim is not None  # noqa: S101 - it is recorded, so somebody states it
    said_by, content = decision.claim
    if own is not None and _without_findings(own) == _without_findings(content):
        # What either of the two has settled is settled.
        content = {**own, "findings": [each for each in own["findings"] if each in content["findings"]]}
        said_by = ""
    present = find_recorder(connection, letter)
    keep_own_statement(transaction, Fact(letter), to_json(own) if said_by and own is not None else "")
    if said_by == present and content == load_content(connection, letter):
        return False
    store_known_offices(transaction, content["recipients"])
    old = list_titles(connection, letter)
    known = dict(zip(make_task_keys([title for title, _ in old]), (task for _, task in old), strict=True))
    keys = make_task_keys([task[0] for task in content["tasks"]])
    renamed = _find_renamed(list(known), keys)
    rename_tasks(transaction, letter, renamed)
    known = {renamed.get(key, key): task for key, task in known.items()}
    gone = {key: task for key, task in known.items() if task is not None and key not in keys}
    lost = [task for task in gone.values() if not is_stated_elsewhere(connection, task, letter)]
    for key, task in gone.items():
        if task in lost:
            _keep_own_progress(transaction, task, letter, key)
    replace_content(transaction, letter, content, said_by, [known.get(key) for key in keys])
    for task in dict.fromkeys(lost):
        if task not in {known.get(key) for key in keys}:
            drop_task(transaction, task)
    return True


def _without_findings(content: StatementValue) -> StatementValue:
    return {name: value for name, value in content.items() if name != "findings"}


def _find_renamed(old: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """Find the tasks whose titles only were corrected: as many tasks as before, and in the same places other names."""
    if len(old) != len(new):
        return {}
    return {
        one: other for one, other in zip(old, new, strict=True) if one != other and one not in new and other not in old
    }


def apply_to_receipts(transaction: Transaction, root: int, own_office: str) -> None:
    """Put in force the claim on each receipt that goes first, on the chain of this root."""
    for receipt, decision, own in _decide_receipts(transaction.connection, root, own_office):
        claim = decision.claim or Claim("", {})
        value = claim.value
        set_receipt(
            transaction,
            receipt._replace(
                received_on=value.get("received_on"),
                receive_number=value.get("receive_number"),
                recorded_by=claim.said_by,
            ),
        )
        fact = Fact(receipt.letter, "", receipt.office)
        keep_own_statement(transaction, fact, to_json(own) if claim.said_by and own else "")


def record_conflicts(transaction: Transaction, root: int, own_office: str) -> list[Conflict]:
    """Record the conflicts on the chain of this root as findings, and return them."""
    connection = transaction.connection
    members = load_members(connection, root)
    conflicts: list[Conflict] = []
    for member in members:
        decision, _ = _decide_letter(connection, member.id, own_office)
        conflicts += _list_letter_conflicts(decision, member.id, own_office, member.date)
    for receipt, decision, _ in _decide_receipts(connection, root, own_office):
        if decision.conflict:
            name = _name(receipt.office, own_office, members[0].date)
            conflicts.append(
                _describe_conflict(receipt.letter, "receipt", decision, own_office, members[0].date, about=name)
            )
    chain_statements = ChainStatements(connection, members, root, own_office)
    if chain_statements:
        for task in load_chain_tasks(connection, root):
            places = sorted(list_places_of_task(connection, task.id))
            for office, row in sorted(load_obligations(connection, task.id).items()):
                decision = chain_statements.decide(places, office, chain_statements.own(places, office, row))
                if decision.conflict:
                    about = f"{task.title}, {_name(office, own_office, members[0].date)}"
                    conflicts.append(
                        _describe_conflict(root, "progress", decision, own_office, members[0].date, about=about)
                    )
            for office, name in sorted(chain_statements.rounds(places)):
                recorded = load_recorded_rounds(connection, task.id).get((office, name))
                own = chain_statements.own(places, office, recorded, name)
                decision = chain_statements.decide(places, office, own, name)
                if decision.conflict:
                    about = f"{task.title} {name}, {_name(office, own_office, members[0].date)}"
                    conflicts.append(
                        _describe_conflict(root, "progress", decision, own_office, members[0].date, about=about)
                    )
    set_conflicts(transaction, [member.id for member in members], conflicts)
    return conflicts


def load_own_version(connection: Connection, letter: int) -> StatementValue | None:
    """Load this database's own version of a letter, in force or kept beside another's; None if it has none."""
    if not find_recorder(connection, letter):
        return load_content(connection, letter)
    kept = list_own_claims(list_statements(connection, Fact(letter)))
    return kept[0] if kept else None


def load_own_receipt(receipt: Receipt, statements: list[Statement]) -> StatementValue:
    """Return this database's own value of a receipt; {} if it has none."""
    if not receipt.recorded_by and receipt.received_on:
        value = {"received_on": receipt.received_on, "receive_number": receipt.receive_number}
        return {name: each for name, each in value.items() if each}
    kept = list_own_claims(statements)
    return kept[0] if kept else {}


def _decide_letter(connection: Connection, letter: int, own_office: str) -> tuple[Decision, StatementValue | None]:
    known = load_known_letter(connection, letter)
    claims = list_claims_of_others(list_statements(connection, Fact(letter)))
    own = load_own_version(connection, letter)
    if own is not None:
        claims.append(Claim("", own))
    return make_precedence_of_letter(known.issuer, own_office, known.date).decide(claims, reduce_letter), own


def _decide_receipts(
    connection: Connection, root: int, own_office: str
) -> list[tuple[Receipt, Decision, StatementValue]]:
    statements: dict[tuple[int, str], list[Statement]] = defaultdict(list)
    for each in list_statements_on_chain(connection, root):
        if not each.fact.task and each.fact.office:
            statements[each.fact.letter, each.fact.office].append(each)
    if not statements:
        return []
    days = {member.id: member.date for member in load_members(connection, root)}
    found = []
    for receipt in list_receipts_on_chain(connection, root):
        about = statements.get((receipt.letter, receipt.office), [])
        if about:
            own = load_own_receipt(receipt, about)
            judge = make_precedence_of_office(receipt.office, own_office, days[receipt.letter])
            found.append((receipt, judge.decide([*list_claims_of_others(about), Claim("", own)], reduce_receipt), own))
    return found


def _keep_own_progress(transaction: Transaction, task: int, letter: int, key: str) -> None:
    """Keep the progress that this database recorded of a task that the letter's version in force no longer states."""
    for office, row in load_obligations(transaction.connection, task).items():
        value = {} if row.recorded_by else make_progress_value(transaction.connection, row)
        if value:
            keep_own_statement(transaction, Fact(letter, key, office), to_json(value))
    for (office, name), row in load_recorded_rounds(transaction.connection, task).items():
        value = {} if row.recorded_by else make_progress_value(transaction.connection, row)
        if value:
            keep_own_statement(transaction, Fact(letter, make_round_key(key, name), office), to_json(value))


def _list_letter_conflicts(decision: Decision, letter: int, own_office: str, day: date) -> list[Conflict]:
    conflicts = []
    for field, part in (("date", 0), ("subject", 1), ("tasks", 2)):
        if len({reduce_letter(claim.value)[part] for claim in decision.conflict}) > 1:
            shown = [Claim(claim.said_by, {field: _format_field(claim.value, field)}) for claim in decision.conflict]
            conflicts.append(_describe_conflict(letter, field, Decision(shown[0], tuple(shown)), own_office, day))
    return conflicts


def _format_field(content: StatementValue, field: str) -> str:
    if field == "tasks":
        return ", ".join(" ".join(filter(None, (task[0], task[3]))) for task in content["tasks"]) or "-"
    return str(content[field])


def _describe_conflict(
    letter: int, field: str, decision: Decision, own_office: str, day: date, *, about: str = ""
) -> Conflict:
    """Describe a conflict as findings are: the text in force and, as evidence, which office states what."""
    assert decision.claim is not None  # noqa: S101 - a conflict has claims
    versions = (f"{_name(claim.said_by, own_office, day)}: {_format_value(claim.value)}" for claim in decision.conflict)
    in_force = ": ".join(filter(None, (about, _format_value(decision.claim.value))))
    return Conflict(letter, field, in_force, "; ".join(versions))


def _format_value(value: dict[str, Any]) -> str:
    """Format a claim's value for a finding, in no language: who reads it gets the words (``render.words``)."""
    return " ".join(str(value[name]) for name in _SHOWN if value.get(name))


def _name(code: str, own_office: str, day: date) -> str:
    office = get_office(code or own_office, day)
    return office.name if office else code or own_office or "-"


# When a clerk records what another office has stated itself, that office's statement stays in force, with a note.
#
# Deciding again imports all that parses deadlines, which takes a third of the time of `done`. So it is imported only if
# an office has stated something.


def reapply_statements(transaction: Transaction, recorded: Iterable[ChainObligation]) -> list[Message]:
    """Re-apply other offices' statements after a local change; return a note for each that wins.

    Costs almost nothing if no bundle was ever merged.
    """
    recorded = list(recorded)
    roots = {root for root in {each.root for each in recorded} if has_statements(transaction.connection, root)}
    if not roots:
        return []
    # Imported here: chains imports all that parses deadlines, which takes longer than recording a thousand offices.
    from circtrack.actions.letters.chains import rework_chain

    for root in sorted(roots):
        rework_chain(transaction, root, get_own_office(transaction.connection))
        record_conflicts(transaction, root, get_own_office(transaction.connection))
    return list(_note_overruled(transaction, [each for each in recorded if each.root in roots]))


def reapply_receipt(transaction: Transaction, root: int, sent: DeliveryOnChain) -> list[Message]:
    """Re-apply other offices' statements of a receipt after a local change; return a note if one of them wins."""
    if not has_statements(transaction.connection, root):
        return []

    apply_to_receipts(transaction, root, get_own_office(transaction.connection))
    record_conflicts(transaction, root, get_own_office(transaction.connection))
    return [
        Message(
            "{by} says that {office} received it on {day}: that counts, what you recorded is kept beside it.",
            by=_office_name(each.recorded_by),
            office=sent.name,
            day=each.received_on,
        )
        for each in list_receipts_on_chain(transaction.connection, root)
        if (each.letter, each.office) == (sent.letter, sent.office) and each.recorded_by
    ]


def _note_overruled(transaction: Transaction, recorded: Iterable[ChainObligation]) -> Iterator[Message]:
    for each in recorded:
        if each.round:
            row = load_recorded_rounds(transaction.connection, each.task).get((each.office, each.round))
        else:
            row = load_obligations(transaction.connection, each.task).get(each.office)
        if row is not None and row.recorded_by:
            yield Message(
                "{by} says of {office}: {said}. That counts, what you recorded is kept beside it.",
                by=_office_name(row.recorded_by),
                office=each.name,
                said=_say_progress(row),
            )


# In words that are translated: a note is read by whoever records, in his language.
_IN_WORDS = {
    "done": N_("done"),
    "incomplete": N_("incomplete"),
    "blocked": N_("blocked"),
    "exempt": N_("exempt"),
    "none": N_("not entered"),
}


def _say_progress(row: RecordedObligation) -> Message:
    word = Message(_IN_WORDS[row.progress])
    return Message("{progress} {on}", progress=word, on=row.done_on) if row.done_on else word


def _office_name(code: str) -> str:
    """Return an office's present name; its code if the list does not have it."""
    from circtrack.registry.offices import list_versions

    known = list_versions(code)
    return known[-1].name if known else code
