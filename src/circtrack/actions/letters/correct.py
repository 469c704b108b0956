"""Correct a recorded letter: whatever rests on it is worked out anew. One transaction, one entry of the journal.

Work that offices have done is never dropped. Where nobody asks an office any more, its record stays; where a task goes
altogether, what was done of it is named in the journal's sentence, and in what the command says.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.chains import has_receipt_deadlines, work_out_again, work_out_chains
from circtrack.actions.letters.correct_extension import (
    NO_EXTENSIONS,
    keep_deadline,
    note_other_moves,
    plan_extensions,
    write_extensions,
)
from circtrack.actions.letters.correction import FieldChange, format_changes, list_changes, revise
from circtrack.actions.letters.findings import decide_findings, list_settled
from circtrack.actions.letters.follows import Consequences, LostWork, compare, look
from circtrack.actions.letters.link import OTHER_DATE, link_waiting_letters
from circtrack.actions.letters.move import Moved, leave_parent, leave_uncited_parent, move_to_cited
from circtrack.actions.letters.rule_changes import correct_carried_out_rule
from circtrack.actions.letters.settled_later import settle_by_letters
from circtrack.actions.letters.stated_deadline import describe_deadline
from circtrack.actions.offices import store_issuer, store_known_offices
from circtrack.actions.sync.apply_precedence import apply_to_letter, record_conflicts
from circtrack.actions.sync.precedence import make_precedence_of_letter, name_anew
from circtrack.errors import N_, ConflictError, InputError, Message
from circtrack.registry.offices import list_versions
from circtrack.store.corrections import (
    LostReceipt,
    count_reminders,
    find_day_of_task,
    find_office_name,
    is_recorded,
    list_letters_acted_on,
    list_owed_of_task,
    list_roots,
    list_stating,
    list_unstated_tasks,
    load_stated_letter,
    move_carried_out,
    rename_tasks,
    rewrite_fields,
    rewrite_parts,
    rewrite_recipients,
    rewrite_tasks,
)
from circtrack.store.find_letter import find_letter
from circtrack.store.letters import (
    drop_readings_of_others,
    find_year_be,
    load_known_letter,
    set_parent,
)
from circtrack.store.settings import get_own_office
from circtrack.store.statements import drop_task, find_letter_row, find_recorder, has_statements
from circtrack.thai.years import is_years_after
from circtrack.tracking.open_rounds import has_rounds
from circtrack.tracking.rule_changes import find_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from circtrack.actions.letters.correct_extension import CorrectedExtensions
    from circtrack.actions.letters.correction import Correction, Revision
    from circtrack.actions.letters.follows import Situation
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Finding, Letter
    from circtrack.store.find_letter import FoundLetter


class CorrectionResult(NamedTuple):
    """The result of a correction.

    Attributes:
        letter: The letter's number after it.
        changes: What changed in the letter, field by field.
        decided: Findings that are settled by it.
        consequences: What follows.
        lost_receipts: Receipts of recipients that were taken away.
        notes: For the clerk.
        is_change: Whether anything changed at all.
        withdrawn: Whether the letter was taken out.
        joined: The number of the record that is now one with this letter; "" for none.
        contradictions: Where the two records said different things: what goes, and what holds.
    """

    letter: str
    changes: tuple[FieldChange, ...] = ()
    decided: tuple[Finding, ...] = ()
    consequences: Consequences = Consequences()
    lost_receipts: tuple[LostReceipt, ...] = ()
    notes: tuple[Message, ...] = ()
    is_change: bool = True
    withdrawn: bool = False
    joined: str = ""
    contradictions: tuple[FieldChange, ...] = ()


def correct_letter(transaction: Transaction, text: str, correction: Correction, today: date) -> CorrectionResult:
    """Correct a recorded letter.

    Args:
        transaction: The open transaction.
        text: Any unambiguous part of its number.
        correction: What is wrong in it.
        today: Today's date in Thailand.

    Raises:
        UnknownError, AmbiguousError: no letter, task or office fits, or several do.
        InputError: nothing is said, or it is no correction that the letter can have.
        ConflictError: another letter has the corrected number, or the chain would be a circle.
    """
    own = get_own_office(transaction.connection)
    found = find_letter(transaction.connection, text, own_office=own)
    before = load_stated_letter(transaction.connection, found.id)
    notes: list[Message] = []
    settled = decide_findings(before, found.citation, correction.take, correction.keep)
    revision = revise(transaction, settled, found.citation, correction, own, notes)
    extensions = plan_extensions(transaction.connection, found, before, correction, own)
    if extensions.letter_stays:
        revision = keep_deadline(before, revision, correction.task)
    result = apply_revision(transaction, found, revision, own, today, reason=correction.reason, extensions=extensions)
    notes += result.notes
    notes += note_other_moves(transaction.connection, found.id, correction)
    return result._replace(notes=tuple(notes))


def apply_revision(
    transaction: Transaction,
    found: FoundLetter,
    revision: Revision,
    own_office: str,
    today: date,
    *,
    reason: str = "",
    extensions: CorrectedExtensions = NO_EXTENSIONS,
) -> CorrectionResult:
    """Record a letter as a revision has it, and work out anew what rests on it."""
    connection = transaction.connection
    before = load_stated_letter(connection, found.id)
    revision = revision._replace(letter=_drop_settled_findings(before, revision))
    wanted = revision.letter
    if has_issuers_word(connection, found.id, own_office):
        revision = revision._replace(letter=_keep_key(before, revision.letter))
    stated = list_changes(before, revision)
    changes = (*stated, *extensions.changes)
    if not changes and before.findings == revision.letter.findings:
        notes = () if wanted == revision.letter else (_note_issuers_word(connection, found.id),)
        return CorrectionResult(found.number, is_change=False, notes=notes)
    work = Rework(transaction, own_office)
    named = [] if revision.parent is None else [revision.parent]
    work.look_at([found.id, *named, *list_letters_acted_on(connection, found.id)])
    is_letters = bool(stated) or before.findings != revision.letter.findings
    receipts = _write(work, found.id, before, revision) if is_letters else []
    write_extensions(transaction, extensions.rows)
    work.notes += _note_doubtful_deadlines(before, revision.letter)
    work.notes += _note_new_rules(before, revision)
    work.notes += _note_same_deadlines(connection, found.id, before, revision)
    if is_letters and work.overruled(found.id):
        revision = revision._replace(parent=None)
    _place_in_chain(work, found.id, revision)
    consequences = work.work_out([found.id])
    if {each.field for each in changes} & {"date", "parent"}:
        work.notes += _note_dates(connection, found.id, revision.letter, today)
    number = load_known_letter(connection, found.id).number
    decided = tuple(each for each in before.findings if each not in revision.letter.findings)
    say_corrected(transaction, found.number, _summarise(changes, decided), reason, consequences.lost, receipts)
    lost = name_offices(connection, receipts)
    return CorrectionResult(number, changes, decided, consequences, lost, tuple(work.notes))


def has_issuers_word(connection: Connection, row: int, own_office: str) -> bool:
    """Whether the version of a letter that is in force came from its issuer, whose word counts more than any other."""
    by, known = find_recorder(connection, row), load_known_letter(connection, row)
    return bool(by) and make_precedence_of_letter(known.issuer, own_office, known.date).is_owner(by)


def _keep_key(before: Letter, after: Letter) -> Letter:
    """Return the letter with the number and issuer that it has, and its date if that is of another year."""
    after = replace(after, number=before.number, issuer=before.issuer, issuer_code=before.issuer_code)
    assert before.date is not None  # noqa: S101 - it is recorded
    if after.date is None or after.date.year != before.date.year:
        after = replace(after, date=before.date)
    return after


def _summarise(changes: Sequence[FieldChange], decided: Sequence[Finding]) -> str:
    return format_changes(changes) or "; ".join(f"'{each.text}'" for each in decided)


def name_offices(connection: Connection, receipts: Iterable[LostReceipt]) -> tuple[LostReceipt, ...]:
    """Return receipts with the names of their offices instead of the codes."""
    return tuple(each._replace(office=find_office_name(connection, each.office, each.received_on)) for each in receipts)


@dataclass(slots=True)
class Rework:
    """The chains that a correction concerns: looked at before, and worked out anew after the letters changed.

    Attributes:
        transaction: The open transaction.
        own_office: Code of the office whose database this is; "" for none.
        notes: For the clerk.
        moved: Letters that left the chain of their parent.
        linked: Letters that got a parent.
        lost: Work that has no place any more.
        voided: How many reminders went with tasks.
        least: How well a citation must fit to link a letter.
    """

    transaction: Transaction
    own_office: str
    notes: list[Message] = field(default_factory=list)
    moved: Moved = field(default_factory=Moved)
    linked: list[int] = field(default_factory=list)
    lost: list[LostWork] = field(default_factory=list)
    voided: int = 0
    least: int = OTHER_DATE
    _before: Situation | None = None

    def look_at(self, letters: Iterable[int]) -> None:
        """Look at the chains of these letters before anything changes."""
        self._before = look(self.transaction, letters, self.own_office)

    def overruled(self, letter: int) -> bool:
        """Put another office's version of the letter in force again, if its word counts more than this one's."""
        connection = self.transaction.connection
        if not has_statements(connection, load_known_letter(connection, letter).root):
            return False
        apply_to_letter(self.transaction, letter, self.own_office)
        by = find_recorder(connection, letter)
        if by:
            self.notes.append(_note_issuers_word(connection, letter))
        return bool(by)

    def relink(self, letters: Sequence[int]) -> None:
        """Link these letters, and those that cite them, as if they had just been recorded."""
        for row in letters:
            drop_readings_of_others(self.transaction, row)
        moved = move_to_cited(self.transaction, letters)
        self.moved.join(moved)
        linked = link_waiting_letters(self.transaction, letters, least=self.least)
        self.notes += [*moved.notes, *(note for each in linked for note in each.notes)]
        self.linked += [*moved.letters, *(each.letter for each in linked)]
        self.notes += settle_by_letters(self.transaction, letters, self.linked)

    def work_out(self, letters: Sequence[int]) -> Consequences:
        """Work out all chains concerned, and say what followed."""
        assert self._before is not None  # noqa: S101 - look_at comes first
        connection = self.transaction.connection
        concerned = [row for row in dict.fromkeys([*self._before.letters, *letters]) if is_recorded(connection, row)]
        self.drop_unstated_tasks(concerned)
        roots = list_roots(connection, concerned)
        notes: list[Message] = []
        left = [*dict.fromkeys(self.moved.letters), *dict.fromkeys(self.linked)]
        first = [row for row in left if is_recorded(connection, row)]
        others = [root for root in roots if root not in list_roots(connection, first)]
        work_out_chains(self.transaction, (), first, self.own_office, notes)
        work_out_chains(self.transaction, (), others, self.own_office, notes)
        self.moved.work_out_former_chains(self.transaction, self.own_office, notes)
        for root in roots:
            if has_receipt_deadlines(connection, root):
                work_out_again(self.transaction, root, self.own_office)
            if has_statements(connection, root):
                record_conflicts(self.transaction, root, self.own_office)
        about = {str(note): note for note in notes if any(_names(note, connection, row) for row in letters)}
        self.notes += about.values()
        after = look(self.transaction, concerned, self.own_office)
        return compare(connection, self._before, after, self.lost, self.voided)

    def drop_unstated_tasks(self, letters: Iterable[int]) -> None:
        """Drop the tasks that no letter states any more; what was done of them has no place any more."""
        connection = self.transaction.connection
        for task in list_unstated_tasks(connection, letters):
            self.drop_task(task)

    def drop_task(self, task: int) -> None:
        """Drop a task; what was done of it is lost work."""
        connection = self.transaction.connection
        owed = list_owed_of_task(connection, task)
        day = find_day_of_task(connection, task)
        self.lost += [
            LostWork(find_office_name(connection, row.office, day), row.title, row.progress, row.done_on, row.note)
            for row in owed
            if row.progress != "none" or row.note
        ]
        self.voided += count_reminders(connection, owed)
        drop_task(self.transaction, task)


def _note_issuers_word(connection: Connection, letter: int) -> Message:
    by = find_recorder(connection, letter)
    known = list_versions(by)
    message = N_("{by} says otherwise of {number}. That counts, what you recorded is kept beside it.")
    number = load_known_letter(connection, letter).number
    return Message(message, by=known[-1].name if known else by, number=number)


def _names(note: Message, connection: Connection, row: int) -> bool:
    """Whether a note is about this letter."""
    values = map(str, note.values.values())
    return is_recorded(connection, row) and load_known_letter(connection, row).citation in values


def _write(work: Rework, row: int, before: Letter, revision: Revision) -> list[LostReceipt]:
    """Write what differs of the letter's own rows; return the receipts of recipients taken away."""
    transaction, after = work.transaction, revision.letter
    if not (after.number and after.date and (after.issuer or after.issuer_code)):
        raise InputError("a letter without number, date or issuer cannot be recorded; nothing was.")
    issuer = before.issuer_code if after.issuer_code == before.issuer_code else store_issuer(transaction, after)
    year = find_year_be(after.date)
    other = find_letter_row(transaction.connection, issuer, year, after.number)
    if other not in (None, row):
        raise ConflictError(
            "{number} is recorded already, as another letter of the same issuer and year.",
            hint=N_('If the two are one letter: `circtrack correct "{before}" --same-as "{number}"`.'),
            number=after.number,
            before=load_known_letter(transaction.connection, row).citation,
        )
    store_known_offices(transaction, after.recipients)
    rewrite_fields(transaction, row, before, after, issuer)
    rewrite_parts(transaction, row, "links", before.links, after.links)
    rewrite_parts(transaction, row, "findings", before.findings, after.findings)
    rewrite_tasks(transaction, row, before.tasks, after.tasks, revision.origins)
    rename_tasks(transaction, row, name_anew(before.tasks, after.tasks, revision.origins))
    if after.kind == "extension":
        _move_what_it_extended(transaction, row, before, revision)
    return rewrite_recipients(transaction, row, before.recipients, after.recipients, after.date.isoformat())


def _move_what_it_extended(transaction: Transaction, row: int, before: Letter, revision: Revision) -> None:
    """Move on the deadlines that an extension moved, where the day to which it moves them was corrected."""
    kept = dict(zip(revision.origins, revision.letter.tasks, strict=True))
    days = {
        task.due_on: kept[place].due_on if place in kept else None
        for place, task in enumerate(before.tasks, 1)
        if task.due_on
    }
    for old, new in days.items():
        if old != new:
            move_carried_out(transaction, row, old.isoformat(), new.isoformat() if new else None)
    for place, task in enumerate(before.tasks, 1):
        rule = kept[place].rule if place in kept else ""
        if has_rounds(task.rule) and rule != task.rule:
            correct_carried_out_rule(transaction, row, task.rule, rule if has_rounds(rule) else "")


def _place_in_chain(work: Rework, row: int, revision: Revision) -> None:
    """Put the letter under the one that it now passes on, and under it those that pass it on."""
    connection = work.transaction.connection
    known = load_known_letter(connection, row)
    named = revision.parent
    links = [link for link in load_stated_letter(connection, row).links if link.type == "passes_on"]
    if named is None:
        leave_uncited_parent(work.transaction, work.moved, row)
    elif known.parent not in (None, named):
        leave_parent(work.transaction, work.moved, row, known.parent)
    known = load_known_letter(connection, row)
    if named is not None and known.parent != named and links:
        parent = load_known_letter(connection, named)
        if row in (parent.root, named):
            raise ConflictError(
                "{number} cannot pass on {parent}, which passes it on: the chain would be a circle.",
                hint=N_('`circtrack chain "{number}"` shows who passes on what.'),
                number=known.citation,
                parent=parent.citation,
            )
        set_parent(work.transaction, row, parent)
        work.linked.append(row)
    work.relink([row])


def _drop_settled_findings(before: Letter, revision: Revision) -> Letter:
    """Settle the open findings on what the revision changes."""
    after = revision.letter
    settled = set(list_settled(before, list_changes(before, revision)))
    kept = tuple(each for each in after.findings if each.taken or each not in settled)
    return replace(after, findings=kept)


def _note_same_deadlines(connection: Connection, row: int, before: Letter, revision: Revision) -> Iterator[Message]:
    """Note the other letters that give a task the day that was corrected: they are not corrected with it."""
    for place, (task, origin) in enumerate(zip(revision.letter.tasks, revision.origins, strict=True), 1):
        old = before.tasks[origin - 1].due_on if origin else None
        if old is None or old == task.due_on:
            continue
        for number, position, title in list_stating(connection, row, place, old.isoformat()):
            yield Message(
                "{number} states {day} for '{task}' too: `circtrack correct \"{number}\" --task {place} --due {due}`.",
                number=number,
                day=old,
                task=title,
                place=position,
                due=task.due_on or "none",
            )


def _note_doubtful_deadlines(before: Letter, after: Letter) -> Iterator[Message]:
    """Note a corrected deadline that lies before the letter, or years after it."""
    assert after.date is not None  # noqa: S101 - checked when it was written
    old = {task.due_on for task in before.tasks} if before.date == after.date else set()
    for due in dict.fromkeys(task.due_on for task in after.tasks if task.due_on and task.due_on not in old):
        values = {"due": due, "letter": after.number, "date": after.date}
        if due < after.date:
            yield Message("the deadline {due} lies before {letter} of {date}; is it a slip?", **values)
        elif is_years_after(due, after.date):
            yield Message("the deadline {due} is more than two years after {letter} of {date}; is it a slip?", **values)


def _note_new_rules(before: Letter, revision: Revision) -> Iterator[Message]:
    """Say what a new deadline without one day means, and that it has no end where it had one."""
    after = revision.letter
    assert before.date is not None  # noqa: S101 - a recorded letter has one
    assert after.date is not None  # noqa: S101 - checked when it was written
    known = {(task.rule, task.as_written) for task in before.tasks}
    for task, origin in zip(after.tasks, revision.origins, strict=True):
        if (task.rule, task.as_written) in known or not (
            said := describe_deadline(task.as_written, task.due_on, task.rule, after.date)
        ):
            continue
        yield said
        end = find_end(before.tasks[origin - 1].rule, before.date) if origin else None
        if end and find_end(task.rule, after.date) is None:
            message = N_("'{text}' names no end; before, rounds ended on {end}.")
            yield Message(message, text=task.as_written, end=end)


def _note_dates(connection: Connection, row: int, letter: Letter, today: date) -> list[Message]:
    """Note a date that cannot be: after today, or before that of the letter that it passes on."""
    assert letter.date is not None  # noqa: S101 - checked when it was written
    notes = []
    if letter.date > today:
        message = N_("{number} is dated {date}, which is after today, {today}.")
        notes.append(Message(message, number=letter.number, date=letter.date, today=today))
    known = load_known_letter(connection, row)
    if known.parent is not None and known.date < (parent := load_known_letter(connection, known.parent)).date:
        message = N_("{number} is dated {date}, before {parent} of {parent_date}, which it passes on.")
        values = {"number": known.number, "date": known.date, "parent": parent.number, "parent_date": parent.date}
        notes.append(Message(message, **values))
    return notes


# The sentence of the journal: it keeps the reason, and the work that has no place any more. In Thai, as other records.

_IN_THAI = {"done": "บันทึกแล้ว", "incomplete": "บันทึกไม่ครบ", "blocked": "ติดขัด", "exempt": "ยกเว้น", "none": ""}


def say_corrected(
    transaction: Transaction,
    number: str,
    changes: str,
    reason: str,
    lost: Sequence[LostWork],
    receipts: Sequence[LostReceipt] = (),
    message: str = N_("corrected {letter}: {changes}"),
) -> None:
    """Set the journal's sentence of a correction."""
    parts = [f"{changes} ({reason.strip()})" if reason.strip() else changes]
    parts += [format_lost(each) for each in lost]
    parts += map(format_lost_receipt, name_offices(transaction.connection, receipts))
    transaction.say(message, letter=number, changes="; ".join(filter(None, parts)))


def format_lost_receipt(receipt: LostReceipt) -> str:
    """Format a receipt that has no place any more, with its office's name: ``อบต.บ้านไร่: รับเมื่อ 2023-03-10 45``."""
    return " ".join(filter(None, (f"{receipt.office}: รับเมื่อ {receipt.received_on}", receipt.receive_number)))


def format_lost(work: LostWork) -> str:
    """Format work that has no place any more: ``อบต.บ้านไร่: ศูนย์ช่วยเหลือประชาชน บันทึกแล้ว 2023-03-20 (…)``."""
    words = " ".join(filter(None, (work.task, _IN_THAI[work.progress], work.done_on)))
    return f"{work.office}: {words}" + (f" ({work.note})" if work.note else "")
