"""Letters that their issuers take out, here or elsewhere: an issuer's last word of its letter counts, in any order.

What was said of such a letter is kept with the withdrawal: if the issuer takes that back, it is in force again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from circtrack.actions.sync.apply_precedence import load_own_receipt
from circtrack.actions.sync.precedence import Claim, make_precedence_of_letter, make_round_key, make_task_keys
from circtrack.actions.sync.statements import ChainStatements, make_progress_value
from circtrack.errors import N_, Message
from circtrack.registry.offices import find_last_name
from circtrack.store.letter_references import list_children
from circtrack.store.letters import load_known_letter, load_parts
from circtrack.store.recorded_rounds import load_recorded_rounds
from circtrack.store.settings import get_own_office
from circtrack.store.statements import (
    ROUND_MARK,
    Fact,
    Statement,
    find_letter_row,
    find_recorder,
    keep_own_statement,
    list_numbers,
    list_receipts_on_chain,
    list_statements,
    list_statements_on_chain,
    list_titles,
    load_content,
    load_letter_keys,
    merge_statements,
    to_json,
)
from circtrack.store.tasks import list_places_of_task, load_deadline_changes, load_members, load_obligations
from circtrack.store.withdrawn import (
    KeptStatement,
    forget_withdrawal,
    is_said_here,
    list_kept,
    list_withdrawals,
    list_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.withdrawn import Key, Withdrawal


def find_withdrawal(
    connection: Connection, letter: int, own_office: str, withdrawals: Sequence[Withdrawal]
) -> Withdrawal | None:
    """Return the word of a letter's issuer that takes it out; None if there is none, or it has said otherwise since.

    A key that the letter had before is the same letter's only if who says so has stated the recorded one.
    """
    known, said = load_known_letter(connection, letter), _list_versions(connection, letter)
    judge = make_precedence_of_letter(known.issuer, own_office, known.date)
    key = load_letter_keys(connection, [letter])[letter]
    fitting = [
        each
        for each in withdrawals
        if judge.is_owner(each.said_by) and (each.key == key or (each.is_of(key) and each.said_by in said))
    ]
    last = max(fitting, key=lambda each: (each.stamp, each.said_by), default=None)
    if last is None:
        return None
    stands = not find_recorder(connection, letter)
    if stands and judge.is_owner(own_office) and (last.said_by != own_office or is_said_here(connection, last)):
        return None
    since = max((stamp for by, stamp in said.items() if judge.is_owner(by)), default="")
    return last if last.stamp >= since else None


def _list_versions(connection: Connection, letter: int) -> dict[str, str]:
    """Return the stamp of each office that states a letter, "" for this database."""
    return {each.said_by: each.stamp for each in list_statements(connection, Fact(letter))}


def _list_said(connection: Connection, letter: int) -> list[Statement]:
    root = load_known_letter(connection, letter).root
    return [each for each in list_statements_on_chain(connection, root) if each.fact.letter == letter]


def collect(connection: Connection, letter: int, withdrawal: Withdrawal, *, own_version: bool) -> Withdrawal:
    """Return a letter's withdrawal with all that is kept of the letter."""
    parent = load_known_letter(connection, letter).parent
    lines = [(letter, parent)] if parent else []
    lines += [(child, letter) for child in list_children(connection, letter)]
    keys = load_letter_keys(connection, [row for line in lines for row in line])
    return withdrawal._replace(
        statements=_collect_said(connection, letter, own_version=own_version),
        numbers=tuple(list_numbers(connection, letter)),
        hung=tuple((keys[below], keys[above]) for below, above in lines),
    )


def _collect_said(connection: Connection, letter: int, *, own_version: bool) -> tuple[KeptStatement, ...]:
    """Collect all that is said of a letter: by other offices, and by this database, in force or not."""
    said = _list_said(connection, letter)
    found = [KeptStatement(each.fact.task, each.fact.office, each.said_by, each.value, each.stamp) for each in said]
    if not find_recorder(connection, letter):
        found.append(KeptStatement("", "", "", to_json(load_content(connection, letter)), ""))
    if not own_version:
        found = [each for each in found if each.said_by or (each.task, each.office) != ("", "")]
    for receipt in list_receipts_on_chain(connection, load_known_letter(connection, letter).root):
        if receipt.letter == letter and (value := load_own_receipt(receipt, [])):
            found.append(KeptStatement("", receipt.office, "", to_json(value), ""))
    return (*found, *_collect_own_work(connection, letter))


def _collect_own_work(connection: Connection, letter: int) -> Iterator[KeptStatement]:
    titles = list_titles(connection, letter)
    root = load_known_letter(connection, letter).root
    statements = ChainStatements(connection, load_members(connection, root), root, get_own_office(connection))
    for (_, task), key in zip(titles, make_task_keys([title for title, _ in titles]), strict=True):
        if task is None:
            continue
        places = list_places_of_task(connection, task)
        moves = _list_own_moves(connection, task)
        work = {(office, ""): row for office, row in load_obligations(connection, task).items()}
        work |= load_recorded_rounds(connection, task)
        values: dict[tuple[str, str], dict[str, Any]] = {("", ""): {}}
        for (office, name), row in work.items():
            own = statements.own(places, office, row, name)
            values[office, name] = make_progress_value(connection, own) if own is not None else {}
        for (office, name), value in values.items():
            moved = {} if name or office not in moves else {"moves": moves[office]}
            if value or moved:
                yield KeptStatement(make_round_key(key, name), office, "", to_json(value | moved), "")


def _list_own_moves(connection: Connection, task: int) -> dict[str, list[list[Any]]]:
    """Return how clerks of this database moved a task's deadline, by office, "" for all, as statements have it."""
    found: dict[str, list[list[Any]]] = {}
    for each in load_deadline_changes(connection, task):
        if each.agreed and not each.recorded_by:
            by = list(load_letter_keys(connection, [each.letter])[each.letter]) if each.letter else None
            row = [each.due_on, each.previous, each.reason, by, each.round, each.rule, each.overtakes]
            found.setdefault(each.office or "", []).append(row)
    return found


def share_statements(transaction: Transaction, letter: int) -> None:
    """Let what is stated of a letter's tasks be stated of the same tasks of letters that stay when it goes.

    Also that an office states nothing (any more): that may be its last word of the task.
    """
    said = _list_said(transaction.connection, letter)
    _state(transaction, list(_list_shared(transaction.connection, letter, said)))


def _state(transaction: Transaction, statements: Sequence[Statement]) -> None:
    """Store statements of other offices, and those of this database, which are without a stamp."""
    merge_statements(transaction, [each for each in statements if each.said_by])
    for each in statements:
        if not each.said_by:
            keep_own_statement(transaction, each.fact, each.value)


def unshare_statements(transaction: Transaction, letter: int, withdrawal: Withdrawal) -> None:
    """Take back what was shared when a letter went, as it is there again; an office may have said otherwise since."""
    said = [each for each in _make_statements(letter, withdrawal) if each.said_by]
    present = list_statements_on_chain(transaction.connection, load_known_letter(transaction.connection, letter).root)
    for shared in set(_list_shared(transaction.connection, letter, said)).intersection(present):
        key = {**shared.fact._asdict(), "said_by": shared.said_by, "value": shared.value}
        transaction.delete("said", key)


def _make_statements(letter: int, withdrawal: Withdrawal) -> list[Statement]:
    """Make statements on a recorded letter from those that are kept with its withdrawal."""
    return [
        Statement(Fact(letter, each.task, each.office), each.said_by, each.value, each.stamp)
        for each in withdrawal.statements
    ]


def _list_shared(connection: Connection, letter: int, said: Sequence[Statement]) -> Iterator[Statement]:
    """List what is stated of a letter's tasks, as stated of each other letter that states the same task."""
    titles = list_titles(connection, letter) if said else []
    for (_, task), key in zip(titles, make_task_keys([title for title, _ in titles]), strict=True):
        of_task = [each for each in said if each.fact.task.partition(ROUND_MARK)[0] == key]
        for other, position in list_places_of_task(connection, task) if task and of_task else ():
            if other != letter:
                theirs = make_task_keys([title for title, _ in list_titles(connection, other)])[position - 1]
                for each in of_task:
                    fact = Fact(other, theirs + each.fact.task.removeprefix(key), each.fact.office)
                    yield each._replace(fact=fact)


def list_withdrawals_of(connection: Connection, letters: Iterable[int]) -> list[tuple[int, Withdrawal]]:
    """List the rows of recorded letters that were taken out, each with that word and what is kept."""
    words = list_words(connection)
    keys = load_letter_keys(connection, letters) if words else {}
    return [
        (row, each)
        for row, key in sorted(keys.items())
        for each in list_kept(connection, [word for word in words if word.is_of(key)])
    ]


def list_out_beside(connection: Connection, letters: Sequence[int]) -> list[tuple[Key, Claim]]:
    """List the versions that are kept of letters taken out that stood beside these in a chain, or would.

    They come back together, as what is said of one may be said of a task of the other.
    """
    if not letters:
        return []
    withdrawals = [each for each in list_withdrawals(connection) if find_letter_row(connection, *each.key) is None]
    keys = set(load_letter_keys(connection, letters).values())
    numbers = {number for row in letters for number, _ in list_numbers(connection, row)}
    cited = {link.number for row in letters for link in load_parts(connection, "links", row)}
    found: list[tuple[Key, Claim]] = []
    for each in withdrawals:
        versions = [said for said in each.statements if not said.task and not said.office]
        claims = [Claim(said.said_by, json.loads(said.value)) for said in versions]
        hung = any(not keys.isdisjoint(line) for line in each.hung)
        cites = any(link[1] in numbers for claim in claims for link in claim.value["links"])
        if hung or cites or any(number in cited for number, _ in each.numbers):
            found += [(each.key, claim) for claim in claims]
    return found


def restore_said(transaction: Transaction, letter: int, *, own_version: bool) -> bool:
    """Say again of a letter recorded anew what was said of it when it was taken out; return whether anything was."""
    withdrawals = list_withdrawals_of(transaction.connection, [letter])
    said = [each for _, withdrawal in withdrawals for each in _make_statements(letter, withdrawal)]
    _state(transaction, [each for each in said if own_version or each.said_by or each.fact != Fact(letter)])
    return bool(said)


def record_in_spite_of_withdrawal(transaction: Transaction, letter: int) -> list[Message]:
    """Say again what was said of a letter that a clerk records after it was taken out.

    Where its issuer's own clerk does, it is taken out no more; where another's, a note says who took it out.
    """
    connection = transaction.connection
    key = load_letter_keys(connection, [letter])[letter]
    withdrawals = [each for each in list_words(connection) if each.key == key]
    if not withdrawals:
        return []
    restore_said(transaction, letter, own_version=False)
    own, last = get_own_office(connection), withdrawals[0]
    for each in withdrawals:
        if each.said_by == own:
            forget_withdrawal(transaction, each)
    if any(each.said_by == own for each in withdrawals):
        return []
    message = N_("{by} has taken {number} out. It is recorded here until a bundle speaks of it again.")
    return [Message(message, by=find_last_name(last.said_by), number=key[2])]
