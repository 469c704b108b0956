"""Make one of two records of one letter. The second letter stays; what is recorded of the first goes to it.

The numbers of both find it. Receipts, work, notes and numbers in registers of both are kept. Where the two contradict
each other, what the second says holds; every contradiction is listed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.chains import work_out_chains
from circtrack.actions.letters.correct import CorrectionResult, Rework, say_corrected
from circtrack.actions.letters.correction import FieldChange, describe_due, match_tasks
from circtrack.actions.letters.move import Moved, leave_parent
from circtrack.actions.letters.recorded_duties import prefer_record
from circtrack.actions.sync.apply_precedence import load_own_version
from circtrack.errors import N_, ConflictError
from circtrack.store.corrections import (
    find_office_name,
    list_letters_acted_on,
    load_stated_letter,
    rewrite_fields,
    rewrite_parts,
    rewrite_tasks,
)
from circtrack.store.find_letter import find_letter
from circtrack.store.letter_references import (
    delete_letter,
    give_numbers,
    give_recipients,
    give_references,
    list_children,
    merge_tasks,
    rehang_tasks,
)
from circtrack.store.letters import detach_letter, load_known_letter, set_parent
from circtrack.store.settings import get_own_office
from circtrack.store.statements import Fact, keep_own_statement, to_json
from circtrack.store.tasks import load_obligations, load_tasks_stated
from circtrack.thai.number_text import compact_number

if TYPE_CHECKING:
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Finding, Letter, Link
    from circtrack.store.find_letter import FoundLetter


def join_letters(transaction: Transaction, text: str, other: str, reason: str) -> CorrectionResult:
    """Make one letter of two records of it.

    Args:
        transaction: The open transaction.
        text: Any unambiguous part of the number of the record that goes.
        other: The same of the record that stays.
        reason: Why; it is kept.

    Raises:
        UnknownError, AmbiguousError: no letter fits, or several do.
        ConflictError: it is one record already, or one of the two passes the other on through a third letter.
    """
    connection = transaction.connection
    own = get_own_office(connection)
    gone, kept = (find_letter(connection, each, own_office=own) for each in (text, other))
    _reject_impossible(connection, gone, kept)
    return join_found(transaction, gone, kept, own, reason)


def join_found(
    transaction: Transaction, gone: FoundLetter, kept: FoundLetter, own: str, reason: str
) -> CorrectionResult:
    """Make one letter of two records that can be one."""
    connection = transaction.connection
    work = Rework(transaction, own)
    work.look_at(
        [gone.id, kept.id, *(row for each in (gone, kept) for row in list_letters_acted_on(connection, each.id))]
    )
    _stand_apart(work, gone, kept)
    own_version = load_own_version(connection, gone.id) if load_own_version(connection, kept.id) is None else None
    one, two = (load_stated_letter(connection, each.id) for each in (gone, kept))
    contradictions = _list_contradictions(one, two)
    contradictions += _merge_all_tasks(work, gone.id, kept.id, one, two)
    numbers = load_known_letter(connection, gone.id).numbers | load_known_letter(connection, kept.id).numbers
    after = _merge_fields(one, two, numbers)
    if own_version is None:
        rewrite_fields(transaction, kept.id, two, replace(after, aliases=two.aliases), two.issuer_code)
        rewrite_parts(transaction, kept.id, "links", two.links, after.links)
        rewrite_parts(transaction, kept.id, "findings", two.findings, after.findings)
    else:  # what is recorded of the kept one is another office's word, and stays that
        keep_own_statement(transaction, Fact(kept.id), to_json(own_version))
    for office, day, held in give_recipients(transaction, gone.id, kept.id):
        name = find_office_name(connection, office, held)
        contradictions.append(FieldChange("received_on", day, held, name))
    for child in list_children(connection, gone.id):
        detach_letter(transaction, child)
        set_parent(transaction, child, load_known_letter(connection, kept.id))
    give_numbers(transaction, gone.id, kept.id)
    give_references(transaction, gone.id, kept.id)
    transaction.delete_many("stated_task", {"letter": gone.id})
    rehang_tasks(transaction, gone.id)
    delete_letter(transaction, gone.id)
    work.overruled(kept.id)
    work.relink([kept.id])
    consequences = work.work_out([kept.id])
    held = "; ".join(f"{each.before} / {each.after}" for each in contradictions)
    changes = "; ".join(filter(None, (f"= {kept.number}", held)))
    say_corrected(transaction, gone.number, changes, reason, consequences.lost)
    return CorrectionResult(
        kept.number,
        (),
        (),
        consequences,
        (),
        tuple(work.notes),
        joined=gone.number,
        contradictions=tuple(contradictions),
    )


def can_be_one(connection: Connection, gone: FoundLetter, kept: FoundLetter) -> bool:
    """Whether two records can be of one letter: none passes the other on through a third."""
    above = load_known_letter(connection, kept.id)
    while above.parent is not None:
        above = load_known_letter(connection, above.parent)
        if above.id == gone.id and kept.parent != gone.id:
            return False
    return gone.id != kept.id


def _reject_impossible(connection: Connection, gone: FoundLetter, kept: FoundLetter) -> None:
    if gone.id == kept.id:
        raise ConflictError("{letter} is one record: nothing is to be joined.", letter=kept.number)
    if not can_be_one(connection, gone, kept):
        raise ConflictError(
            "{kept} passes {gone} on, through other letters: the two cannot be one.",
            hint=N_(
                '`circtrack chain "{gone}"` shows who passes on what; '
                "`circtrack correct LETTER --parent LETTER2` puts it right."
            ),
            kept=kept.number,
            gone=gone.citation,
        )


def _stand_apart(work: Rework, gone: FoundLetter, kept: FoundLetter) -> None:
    """Take both letters out of each other's chain, so that each has tasks of its own, with what was done."""
    transaction, connection = work.transaction, work.transaction.connection
    for letter, when in ((kept, kept.parent == gone.id), (gone, gone.parent is not None)):
        if when:
            moved = Moved()
            leave_parent(transaction, moved, letter.id, load_known_letter(connection, letter.id).parent)
            work_out_chains(transaction, (), [letter.id], work.own_office, [])
            moved.work_out_former_chains(transaction, work.own_office, [])


class _Compared(NamedTuple):
    field: str
    one: str
    two: str


def _list_contradictions(one: Letter, two: Letter) -> list[FieldChange]:
    """List the fields in which both letters say something, and not the same."""
    fields = [
        _Compared("date", str(one.date), str(two.date)),
        _Compared("issuer", one.issuer, two.issuer),
        _Compared("urgency", one.urgency, two.urgency),
        _Compared("secrecy", one.secrecy, two.secrecy),
        _Compared("subject", one.subject, two.subject),
        _Compared("parent", _cite_parent(one), _cite_parent(two)),
    ]
    return [
        FieldChange(each.field, each.one, each.two) for each in fields if each.one and each.two and each.one != each.two
    ]


def _cite_parent(letter: Letter) -> str:
    return next((link.number for link in letter.links if link.type == "passes_on"), "")


def _merge_fields(one: Letter, two: Letter, numbers: frozenset[str]) -> Letter:
    """Return the second letter with what only the first says."""
    empty = {
        name: getattr(one, name)
        for name in (
            "urgency", "secrecy", "subject", "addressees", "enclosures", "signatory", "position", "section", "phones",
            "email", "text",
        )
        if getattr(one, name) and not getattr(two, name)
    }  # fmt: skip
    cited = {(link.type, compact_number(link.number)) for link in two.links}
    passed_on = any(link.type == "passes_on" for link in two.links)

    def is_new(link: Link) -> bool:
        other_parent = link.type == "passes_on" and passed_on
        return not other_parent and (link.type, compact_number(link.number)) not in cited

    links = tuple(
        link for link in (*two.links, *filter(is_new, one.links)) if compact_number(link.number) not in numbers
    )
    findings = dict.fromkeys(each for each in (*two.findings, *one.findings) if not _is_about_the_two(each, numbers))
    return replace(two, **empty, links=links, findings=tuple(findings))


def _is_about_the_two(finding: Finding, numbers: frozenset[str]) -> bool:
    """Whether a finding asks what is now answered: whether the two are one letter."""
    return not finding.taken and finding.field in {"number", "links"} and compact_number(finding.proposal) in numbers


def _merge_all_tasks(work: Rework, gone: int, kept: int, one: Letter, two: Letter) -> list[FieldChange]:
    """Give the kept letter what the other one states; return contradictions in deadlines and days of work."""
    transaction, connection = work.transaction, work.transaction.connection
    places = match_tasks(two.tasks, one.tasks, by_place=False)
    rows = {place: task for (_, place), task in load_tasks_stated(connection, gone).items()}
    own = {place: task for (_, place), task in load_tasks_stated(connection, kept).items()}
    contradictions = []
    tasks = list(two.tasks)
    new = []
    for at, (task, place) in enumerate(zip(one.tasks, places, strict=True), 1):
        if not place:
            new.append(rows.get(at))
            tasks.append(task)
            continue
        mine = tasks[place - 1]
        if describe_due(mine) and describe_due(task) and describe_due(mine) != describe_due(task):
            contradictions.append(FieldChange("due_on", describe_due(task), describe_due(mine), mine.title))
        elif not describe_due(mine):
            tasks[place - 1] = replace(mine, due_on=task.due_on, rule=task.rule, as_written=task.as_written)
        from_row, into = rows.get(at), own.get(place)
        if from_row and into and from_row != into:
            contradictions += _compare_work(connection, from_row, into, mine.title)
            merge_tasks(transaction, from_row, into, prefer_record)
        elif from_row and not into:
            transaction.update("stated_task", {"letter": kept, "position": place}, {"task": from_row})
    origins = [*range(1, len(two.tasks) + 1), *([0] * len(new))]
    rewrite_tasks(transaction, kept, two.tasks, tasks, origins)
    for position, row in enumerate(new, len(two.tasks) + 1):
        transaction.update("stated_task", {"letter": kept, "position": position}, {"task": row})
    return contradictions


def _compare_work(connection: Connection, task: int, other: int, title: str) -> list[FieldChange]:
    """List the offices of which both records say that they have done it, on different days."""
    mine = load_obligations(connection, other)
    found = []
    for office, row in load_obligations(connection, task).items():
        own = mine.get(office)
        if own and own.done_on and row.done_on and own.done_on != row.done_on:
            name = find_office_name(connection, office, own.done_on)
            found.append(FieldChange("done_on", row.done_on, own.done_on, f"{name}, {title}"))
    return found
