"""Putting in force what counts of what offices say: letters' versions, receipts, and findings where they disagree."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from circtrack.actions.offices import keep_known
from circtrack.actions.sync.precedence import (
    Verdict,
    Word,
    heard_words,
    judge_of_letter,
    judge_of_office,
    letter_essence,
    own_words,
    receipt_essence,
    task_keys,
)
from circtrack.actions.sync.statements import ChainStatements, progress_value
from circtrack.errors import Message
from circtrack.registry.offices import get
from circtrack.store.letters import known_letter
from circtrack.store.settings import own_office
from circtrack.store.statements import (
    Conflict,
    Fact,
    anything_said,
    as_json,
    content_of,
    drop_task,
    keep_own,
    receipts_on_chain,
    recorded_by,
    replace_content,
    said_of,
    said_on_chain,
    set_conflicts,
    set_receipt,
    stated_elsewhere,
    titles_of,
)
from circtrack.store.tasks import chain_members, chain_tasks, owed, statements_of, task_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from circtrack.actions.sync.precedence import StatementValue
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.obligations import DeliveryOnChain, Owed
    from circtrack.store.statements import Receipt, Statement


_SHOWN = ("date", "subject", "tasks", "received_on", "receive_number", "progress", "done_on", "note")
_IN_THAI = {"done": "บันทึกแล้ว", "incomplete": "บันทึกไม่ครบ", "blocked": "ติดขัด", "exempt": "ยกเว้น", "none": "ยังไม่บันทึก"}


def settle_letter(transaction: Transaction, letter: int, own_office: str) -> bool:
    """Put in force the version of a letter that counts; return whether another one was.

    This database's own version stays where it says the same, and is kept where another counts.
    """
    connection = transaction.connection
    verdict, own = _letter_verdict(connection, letter, own_office)
    assert verdict.word is not None  # noqa: S101 - it is recorded, so somebody says something
    said_by, content = verdict.word
    if own is not None and own == content:
        said_by = ""
    present = recorded_by(connection, letter)
    keep_own(transaction, Fact(letter), as_json(own) if said_by and own is not None else "")
    if said_by == present and content == content_of(connection, letter):
        return False
    keep_known(transaction, content["recipients"])
    old = titles_of(connection, letter)
    known = dict(zip(task_keys([title for title, _ in old]), (task for _, task in old), strict=True))
    keys = task_keys([task[0] for task in content["tasks"]])
    gone = {key: task for key, task in known.items() if task is not None and key not in keys}
    lost = [task for task in gone.values() if not stated_elsewhere(connection, task, letter)]
    for key, task in gone.items():
        if task in lost:
            _keep_own_progress(transaction, task, letter, key)
    replace_content(transaction, letter, content, said_by, [known.get(key) for key in keys])
    for task in dict.fromkeys(lost):
        if task not in {known.get(key) for key in keys}:
            drop_task(transaction, task)
    return True


def settle_receipts(transaction: Transaction, root: int, own_office: str) -> None:
    """Put in force whose word on each receipt counts, on the chain of this root."""
    for receipt, verdict, own in _receipts(transaction.connection, root, own_office):
        word = verdict.word or Word("", {})
        value = word.value
        set_receipt(
            transaction,
            receipt._replace(
                received_on=value.get("received_on"),
                receive_number=value.get("receive_number"),
                recorded_by=word.said_by,
            ),
        )
        fact = Fact(receipt.letter, "", receipt.office)
        keep_own(transaction, fact, as_json(own) if word.said_by and own else "")


def settle_conflicts(transaction: Transaction, root: int, own_office: str) -> list[Conflict]:
    """Keep as findings what contradicts itself on the chain of this root; return all of it."""
    connection = transaction.connection
    members = chain_members(connection, root)
    conflicts: list[Conflict] = []
    for member in members:
        verdict, _ = _letter_verdict(connection, member.id, own_office)
        conflicts += _letter_conflicts(verdict, member.id, own_office, member.date)
    for receipt, verdict, _ in _receipts(connection, root, own_office):
        if verdict.conflict:
            name = _name(receipt.office, own_office, members[0].date)
            conflicts.append(_conflict(receipt.letter, "receipt", verdict, own_office, members[0].date, about=name))
    hearing = ChainStatements(connection, members, root, own_office)
    if hearing:
        for task in chain_tasks(connection, root):
            places = sorted(statements_of(connection, task.id))
            for office, row in sorted(owed(connection, task.id).items()):
                verdict = hearing.verdict(places, office, hearing.own(places, office, row))
                if verdict.conflict:
                    about = f"{task.title}, {_name(office, own_office, members[0].date)}"
                    conflicts.append(_conflict(root, "progress", verdict, own_office, members[0].date, about=about))
    set_conflicts(transaction, [member.id for member in members], conflicts)
    return conflicts


def own_version(connection: Connection, letter: int) -> StatementValue | None:
    """This database's own version of a letter, in force or kept beside another's; None where it has none."""
    if not recorded_by(connection, letter):
        return content_of(connection, letter)
    kept = own_words(said_of(connection, Fact(letter)))
    return kept[0] if kept else None


def own_receipt(receipt: Receipt, said: list[Statement]) -> StatementValue:
    """What this database itself says of a receipt; {} for nothing."""
    if not receipt.recorded_by and receipt.received_on:
        value = {"received_on": receipt.received_on, "receive_number": receipt.receive_number}
        return {name: each for name, each in value.items() if each}
    kept = own_words(said)
    return kept[0] if kept else {}


def _letter_verdict(connection: Connection, letter: int, own_office: str) -> tuple[Verdict, StatementValue | None]:
    known = known_letter(connection, letter)
    words = heard_words(said_of(connection, Fact(letter)))
    own = own_version(connection, letter)
    if own is not None:
        words.append(Word("", own))
    return judge_of_letter(known.issuer, own_office, known.date).decide(words, letter_essence), own


def _receipts(connection: Connection, root: int, own_office: str) -> list[tuple[Receipt, Verdict, StatementValue]]:
    said: dict[tuple[int, str], list[Statement]] = defaultdict(list)
    for each in said_on_chain(connection, root):
        if not each.fact.task and each.fact.office:
            said[each.fact.letter, each.fact.office].append(each)
    if not said:
        return []
    days = {member.id: member.date for member in chain_members(connection, root)}
    found = []
    for receipt in receipts_on_chain(connection, root):
        about = said.get((receipt.letter, receipt.office), [])
        if about:
            own = own_receipt(receipt, about)
            judge = judge_of_office(receipt.office, own_office, days[receipt.letter])
            found.append((receipt, judge.decide([*heard_words(about), Word("", own)], receipt_essence), own))
    return found


def _keep_own_progress(transaction: Transaction, task: int, letter: int, key: str) -> None:
    """Keep what this database recorded of a task that its letter, as it now counts, does not state."""
    for office, row in owed(transaction.connection, task).items():
        value = {} if row.recorded_by else progress_value(transaction.connection, row)
        if value:
            keep_own(transaction, Fact(letter, key, office), as_json(value))


def _letter_conflicts(verdict: Verdict, letter: int, own_office: str, day: date) -> list[Conflict]:
    conflicts = []
    for field, part in (("date", 0), ("subject", 1), ("tasks", 2)):
        if len({letter_essence(word.value)[part] for word in verdict.conflict}) > 1:
            shown = [Word(word.said_by, {field: _shown(word.value, field)}) for word in verdict.conflict]
            conflicts.append(_conflict(letter, field, Verdict(shown[0], tuple(shown)), own_office, day))
    return conflicts


def _shown(content: StatementValue, field: str) -> str:
    if field == "tasks":
        return ", ".join(" ".join(filter(None, (task[0], task[3]))) for task in content["tasks"]) or "-"
    return str(content[field])


def _conflict(letter: int, field: str, verdict: Verdict, own_office: str, day: date, *, about: str = "") -> Conflict:
    """A conflict in words: as findings, the text in force and, as the evidence, who says what."""
    assert verdict.word is not None  # noqa: S101 - where words contradict each other there are some
    versions = (f"{_name(word.said_by, own_office, day)}: {_in_text(word.value)}" for word in verdict.conflict)
    in_force = ": ".join(filter(None, (about, _in_text(verdict.word.value))))
    return Conflict(letter, field, in_force, "; ".join(versions))


def _in_text(value: dict[str, Any]) -> str:
    """A word as findings keep it: in Thai, as the offices that read it write."""
    shown = {name: value[name] for name in _SHOWN if value.get(name)}
    return " ".join(_IN_THAI.get(str(each), str(each)) for each in shown.values())


def _name(code: str, own_office: str, day: date) -> str:
    office = get(code or own_office, day)
    return office.name if office else code or own_office or "-"


# What a clerk records of an office that has spoken itself: its word still counts, and he is told.
#
# Working out anew whose word counts loads all that reads deadlines, a third of what `done` takes: it is imported where
# an office has spoken, not for everyone.


def hold_to_what_was_said(transaction: Transaction, recorded: Iterable[Owed]) -> list[Message]:
    """After a clerk recorded how far offices are: let what counts count again; return where that is another word.

    Costs nothing where no bundle was ever taken in.
    """
    recorded = list(recorded)
    rows = task_rows(transaction.connection, {each.task for each in recorded})
    roots = {row.letter for row in rows.values() if anything_said(transaction.connection, row.letter)}
    if not roots:
        return []
    # Only here: what works chains out reads deadlines, and to load that takes longer than to record a thousand offices.
    from circtrack.actions.letters.chains import work_out_anew

    for root in sorted(roots):
        work_out_anew(transaction, root, own_office(transaction.connection))
        settle_conflicts(transaction, root, own_office(transaction.connection))
    return list(_progress_notes(transaction, [each for each in recorded if rows[each.task].letter in roots]))


def hold_receipt(transaction: Transaction, root: int, sent: DeliveryOnChain) -> list[Message]:
    """The same after a clerk recorded a receipt."""
    if not anything_said(transaction.connection, root):
        return []

    settle_receipts(transaction, root, own_office(transaction.connection))
    settle_conflicts(transaction, root, own_office(transaction.connection))
    return [
        Message(
            "{by} says that {office} received it on {day}: that counts, what you recorded is kept beside it.",
            by=_office_name(each.recorded_by),
            office=sent.name,
            day=each.received_on,
        )
        for each in receipts_on_chain(transaction.connection, root)
        if (each.letter, each.office) == (sent.letter, sent.office) and each.recorded_by
    ]


def _progress_notes(transaction: Transaction, recorded: Iterable[Owed]) -> Iterator[Message]:
    for each in recorded:
        row = owed(transaction.connection, each.task).get(each.office)
        if row is not None and row.recorded_by:
            yield Message(
                "{by} says of {office}: {said}. That counts, what you recorded is kept beside it.",
                by=_office_name(row.recorded_by),
                office=each.name,
                said=" ".join(filter(None, (row.progress, row.done_on))),
            )


def _office_name(code: str) -> str:
    """What an office is called now; its code where the list does not know it."""
    from circtrack.registry.offices import versions

    known = versions(code)
    return known[-1].name if known else code
