"""Record a clerk's exemptions and extensions, each with its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.acting_reach import find_reached, is_addressed_upwards, list_under_issuer
from circtrack.actions.letters.chains import follow_later_letters
from circtrack.actions.letters.extended_tasks import ExtendedTask, have_one_deadline, list_tasks_to_choose
from circtrack.actions.letters.letter_effects import find_named_by, leave_set_later, list_behind
from circtrack.actions.letters.reasons import say_according_to, say_extended_by
from circtrack.actions.letters.receipt_deadlines import CountedDay, count_from_day, is_counted_from_receipt
from circtrack.actions.results import Change, ChangeResult, CountedDue
from circtrack.actions.target import find_target
from circtrack.actions.work.done import ProgressEntry, record_progress
from circtrack.actions.work.round_deadlines import Why, extend_rounds, reject_earlier
from circtrack.actions.work.rounds import make_without_rounds
from circtrack.errors import N_, ConflictError, InputError, Message, UndecidedError, join_offices
from circtrack.store.find_letter import find_letter
from circtrack.store.settings import get_own_office
from circtrack.store.tasks import (
    find_last_overtaken,
    list_words_stated_by,
    load_task_rows,
    move_for_office,
    move_for_task,
)
from circtrack.thai.deadlines import count_deadline
from circtrack.tracking.open_rounds import has_rounds
from circtrack.tracking.state import OWING
from circtrack.working_days import working_days

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from circtrack.actions.target import Target
    from circtrack.actions.work.rounds import MeantRounds
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.obligations import ChainObligation
    from circtrack.store.tasks import RecordedTask
    from circtrack.thai.expression_model import Relative


def exempt(
    transaction: Transaction,
    letter: str,
    offices: Sequence[str],
    reason: str,
    *,
    task: int = 0,
    by: str = "",
    rounds: MeantRounds | None = None,
    since: date | None = None,
) -> ChangeResult:
    """Exempt offices from entering the data. The reason is kept with the obligation.

    Args:
        transaction: The open transaction.
        letter: Any unambiguous part of its number.
        offices: Codes or names; with ``by`` or ``since``, empty for all that still owe.
        reason: Why; may be "" with ``by``.
        task: Position of the only task meant; 0 for all.
        by: Part of the number of the recorded letter that exempts them; "" for none.
        rounds: From which rounds only, of what comes again and again; None for good.
        since: From which day on, of what comes again and again: rounds that end before it are owed all the same.

    Raises:
        InputError: no office is named, no reason is given, or a day, and nothing comes again.
        UnknownError: no such letter, task or office, or an office that owes nothing on the letter.
        AmbiguousError: several letters or offices fit.
    """
    if not (offices or by or since):
        raise InputError("Which offices? None is named.")
    saying = find_reason_letter(transaction, by)
    if saying is None:
        reject_no_reason(reason)
    chosen = find_target(transaction.connection, letter, task, offices, rounds.find if rounds else None)
    _reject_same_letter(chosen, saying)
    named = [each for text in offices for each in chosen.obligations_of(text)]
    meant = named or [each for each in _list_meant_by(transaction.connection, chosen, saying) if each.progress in OWING]
    if rounds:
        meant = rounds.choose(dict.fromkeys(meant), chosen.letter.number)
    if since:
        recurring = {
            row.id for row in _load_rows(transaction.connection, {each.task for each in meant}) if has_rounds(row.rule)
        }
        meant = [each for each in meant if each.task in recurring]
        if not meant:
            raise make_without_rounds(chosen.letter.number)
    why = say_according_to(saying, reason) if saying else reason
    what = ProgressEntry("exempt", None, why, saying.id if saying else None, since)
    entries = [(each, what) for each in dict.fromkeys(meant)]
    return record_progress(transaction, chosen.letter.number, chosen.own_office, entries)


def extend(
    transaction: Transaction,
    letter: str,
    to: date,
    offices: Sequence[str],
    reason: str,
    *,
    tasks: Collection[int] = (),
    by: str = "",
    rounds: MeantRounds | None = None,
) -> ChangeResult:
    """Move the deadline of a letter's tasks to a later day, or set a deadline where there is none.

    The previous deadline stays in the history. If no task is named, those move that the letter ``by`` names, else all,
    where they have one deadline.

    If the letter is the root and no office is named, the task's own deadline moves, and with it every office's deadline
    that is earlier; later ones stay. If the letter is below the root, the deadlines of the offices that it reached
    move. If ``by`` names a letter and no office is named, they move for those whom that letter reached.

    Args:
        transaction: The open transaction.
        letter: Any unambiguous part of its number.
        to: The new last day, inclusive.
        offices: Codes or names; empty for all.
        reason: Why; may be "" with ``by``.
        tasks: Positions of the tasks meant, 0 for all; empty if it is not said which.
        by: Part of the number of the recorded letter that extends the deadline; "" for none.
        rounds: Which rounds' deadline moves, of what comes again and again; None where nothing does.

    Raises:
        InputError: no reason is given, or the day is before a deadline in force.
        UnknownError: no such letter, task or office, or an office that owes nothing on the letter.
        AmbiguousError: several letters or offices fit.
        UndecidedError: the tasks have different deadlines, or several rounds are owed, and it is not said which is
            meant.
    """
    saying = find_reason_letter(transaction, by)
    if saying is None:
        reject_no_reason(reason)
    else:
        reason = "; ".join(filter(None, (say_extended_by(saying), reason.strip())))
    chosen = find_tasks_to_move(transaction.connection, letter, to, offices, tasks, saying, rounds)
    if rounds:
        about = [each for text in offices for each in chosen.obligations_of(text)] or chosen.owed
        chosen = replace(chosen, owed=tuple(rounds.choose_to_move(chosen.owed, about, chosen.letter.number)))
    today = rounds.today if rounds else None
    return move_deadline(transaction, chosen, offices, [DeadlineMove(to, reason, chosen.owed)], saying, today)


def find_tasks_to_move(
    connection: Connection,
    letter: str,
    to: date,
    offices: Sequence[str],
    tasks: Collection[int],
    saying: FoundLetter | None,
    rounds: MeantRounds | None = None,
) -> Target:
    """Find the obligations whose deadline ``extend`` moves, in all rounds that may be meant; raise what it raises."""
    chosen = _find_target_of_tasks(connection, letter, tasks, offices, rounds)
    if tasks:
        return chosen
    meant = [each for text in offices for each in chosen.obligations_of(text)]
    meant = meant or list(_list_meant_by(connection, chosen, saying))
    rows = _load_rows(connection, {each.task for each in meant})
    named = find_named_by(connection, saying, chosen.letter, rows, to) if saying else None
    if named is None and not have_one_deadline(ExtendedTask(row, row.due_on) for row in rows):
        raise UndecidedError(
            "{letter} asks for {count} things with different deadlines, and it is not said which is extended.",
            places=(row.position for row in rows),
            hint=N_("Say which with --task, more than one with more of it: --task 1 --task 2."),
            details=list_tasks_to_choose(rows),
            letter=chosen.letter.number,
            count=len(rows),
        )
    moving = {row.id for row in named or rows}
    return replace(chosen, owed=tuple(each for each in chosen.owed if each.task in moving))


def _find_target_of_tasks(
    connection: Connection,
    letter: str,
    tasks: Collection[int],
    offices: Sequence[str] = (),
    rounds: MeantRounds | None = None,
) -> Target:
    """Find the obligations of the tasks at these positions, of all tasks for 0 or none."""
    find_rounds = rounds.find if rounds else None
    targets = [find_target(connection, letter, place, offices, find_rounds) for place in dict.fromkeys(tasks) or (0,)]
    return replace(targets[0], owed=tuple(dict.fromkeys(each for target in targets for each in target.owed)))


def _load_rows(connection: Connection, tasks: set[int]) -> list[RecordedTask]:
    return sorted(load_task_rows(connection, tasks).values(), key=lambda row: row.position)


class DeadlineMove(NamedTuple):
    """A new last day (inclusive) for some obligations of a chain, with the reason."""

    to: date
    reason: str
    owed: tuple[ChainObligation, ...]


def move_deadline(
    transaction: Transaction,
    chosen: Target,
    offices: Sequence[str],
    moves: Sequence[DeadlineMove],
    saying: FoundLetter | None,
    today: date | None = None,
) -> ChangeResult:
    """Move deadlines: the tasks' own if the letter is the root and no office is named, else those of single offices.

    Args:
        transaction: The open transaction.
        chosen: The letter and its chain.
        offices: Codes or names; empty for all.
        moves: The new days.
        saying: The recorded letter that is the reason; None for the clerk's own decision.
        today: Today's date in Thailand; a clerk's own decision overtakes what letters set up to now. None for all.

    Raises:
        InputError: a day is before the deadline in force.
        UnknownError, AmbiguousError: no office fits, several do, or an office owes nothing on the letter.
    """
    changes: list[Change] = []
    unchanged = 0
    connection, root = transaction.connection, chosen.root.id
    overtakes = find_last_overtaken(connection, root, today) if today and not saying else None
    for to, reason, owed in moves:
        part, why = replace(chosen, owed=owed), Why(reason, saying.id if saying else None, overtakes)
        meant = [each for text in offices for each in chosen.obligations_of(text) if each in owed]
        if not offices:
            meant = list(_list_meant_by(connection, part, saying))
        whole = not offices and chosen.letter.id == chosen.root.id and len(meant) == len(owed)
        rounds = [each for each in dict.fromkeys(meant) if each.round]
        once = [each for each in dict.fromkeys(meant) if not each.round]
        for moved, same in (
            extend_rounds(transaction, rounds, to, why, whole=whole),
            _extend_tasks(transaction, replace(part, owed=tuple(once)), to, why, saying)
            if whole
            else _extend_offices(transaction, once, to, why, saying),
        ):
            changes += moved
            unchanged += same
    places = dict.fromkeys(change.round for change in changes if change.round)
    transaction.say(
        N_("{letter}, round {round}: until {to} for {offices} ({reason})")
        if places
        else N_("{letter}: until {to} for {offices} ({reason})"),
        letter=chosen.letter.number,
        round=", ".join(map(str, places)),
        to=", ".join(dict.fromkeys(str(each.to) for each in moves)),
        offices=join_offices((change.office or change.task, change.name or change.task) for change in changes),
        reason="; ".join(dict.fromkeys(each.reason for each in moves)),
    )
    notes = follow_later_letters(transaction, root, saying.id, get_own_office(connection)) if saying else ()
    return ChangeResult(chosen.letter.number, tuple(changes), unchanged, tuple(notes))


def find_reason_letter(transaction: Transaction, by: str) -> FoundLetter | None:
    """Return the recorded letter that a clerk names as the reason; None if none is named."""
    return find_letter(transaction.connection, by, own_office=get_own_office(transaction.connection)) if by else None


def _list_meant_by(connection: Connection, chosen: Target, saying: FoundLetter | None) -> tuple[ChainObligation, ...]:
    """List what a letter means where no office is named: of those whom it and the letter that says so reached.

    A request to those above reaches nobody; where a clerk says that it counts, it counts for all under who asked.

    Raises:
        ConflictError: nobody whom the letter reached owes anything there.
    """
    if saying is None:
        return chosen.all_obligations()
    reached = find_reached(connection, saying, chosen)
    if not isinstance(reached, Message):
        return reached
    if is_addressed_upwards(connection, saying) and (asking := list_under_issuer(saying, chosen)):
        return asking
    raise ConflictError(
        "{by} acts on {on}, but nobody whom it reaches owes anything there: it changes nothing.",
        hint=N_('`circtrack chain "{on}"` shows whom each letter reached; OFFICE names them.'),
        by=saying.number,
        on=chosen.letter.citation,
    )


def _extend_tasks(
    transaction: Transaction, chosen: Target, to: date, why: Why, saying: FoundLetter | None
) -> tuple[list[Change], int]:
    rows = load_task_rows(transaction.connection, {each.task for each in chosen.owed}).values()
    for row in rows:
        reject_earlier(to.isoformat(), row.due_on, f"{row.position}. {row.title}")
    owed = leave_set_later(transaction.connection, saying, chosen.owed) if saying else chosen.owed
    changes = []
    unchanged = 0
    for row in rows:
        behind = list_behind(row, owed, to)
        if row.due_on != to.isoformat():
            changes.append(Change("", "", row.title, row.due_on or "", to.isoformat(), to))
        elif behind:
            changes += (
                Change(each.office, each.name, each.title, each.due_on or "", to.isoformat(), to) for each in behind
            )
        else:
            unchanged += 1
            continue
        move_for_task(transaction, row, to, why.reason, letter=why.letter, overtakes=why.overtakes)
    return changes, unchanged


def _extend_offices(
    transaction: Transaction, meant: Iterable[ChainObligation], to: date, why: Why, saying: FoundLetter | None
) -> tuple[list[Change], int]:
    owed = leave_set_later(transaction.connection, saying, meant) if saying else tuple(meant)
    for each in owed:
        reject_earlier(to.isoformat(), each.due_on, each.name)
    changes = []
    for each in owed:
        if each.due_on != to.isoformat():
            move_for_office(transaction, each, to, why.reason, letter=why.letter, overtakes=why.overtakes)
            changes.append(Change(each.office, each.name, each.title, each.due_on or "", to.isoformat(), to))
    return changes, len(owed) - len(changes)


def _reject_same_letter(chosen: Target, saying: FoundLetter | None) -> None:
    if saying and saying.id == chosen.letter.id:
        raise ConflictError(
            "{letter} cannot be the letter that says so of itself.",
            hint=N_("--by names another letter; without one, say why with --reason."),
            letter=saying.number,
        )


def reject_no_reason(reason: str) -> None:
    """Reject that no reason is given.

    Raises:
        InputError: none is.
    """
    if not reason.strip():
        raise InputError(
            "No reason is given.",
            hint=N_("Say why with --reason, or --by which letter: whoever asks later reads it there."),
        )


# Deadlines that count from an event whose day is known only later: a proclamation, an approval, a meeting.


def count_from_event(
    transaction: Transaction,
    letter: str,
    event: date,
    offices: Sequence[str],
    reason: str,
    *,
    tasks: Collection[int] = (),
    by: str = "",
    today: date | None = None,
) -> ChangeResult:
    """Set the deadline of tasks that count it from an event, now that its day is known. The earlier reading is used.

    Which deadlines move is as in ``extend``.

    Args:
        transaction: The open transaction.
        letter: Any unambiguous part of its number.
        event: The event's day.
        offices: Codes or names; empty for all.
        reason: A remark to keep with the reason; "" for none.
        tasks: Positions of the tasks meant; empty for all that count from one event.
        by: Part of the number of the recorded letter that names the event's day; "" for none.
        today: As in ``move_deadline``.

    Raises:
        InputError: no task counts from an event, the deadline counts from each office's receipt, it cannot be counted,
            or the deadline in force is later.
        UnknownError: no such letter, task or office, or an office that owes nothing on the letter.
        AmbiguousError: several letters or offices fit.
        UndecidedError: tasks count from different events, and it is not said which is meant.
    """
    saying = find_reason_letter(transaction, by)
    chosen = _find_target_of_tasks(transaction.connection, letter, tasks)
    moves: list[DeadlineMove] = []
    counts: list[CountedDue] = []
    for row, words, relative in choose_event_tasks(transaction.connection, chosen, said=bool(tasks)):
        count = _count_event_deadline(words, relative, event)
        why = say_according_to(saying, reason) if saying else reason.strip()
        owed = tuple(each for each in chosen.owed if each.task == row.id)
        moves.append(DeadlineMove(count.due_on, "; ".join(filter(None, (count.reason, why))), owed))
        counts.append(CountedDue("", row.title, count.due_on, row.due_on or "", count))
    moved = move_deadline(transaction, chosen, offices, moves, saying, today)
    return replace(moved, counted=tuple(counts) if moved.changes else ())


class _EventTask(NamedTuple):
    task: RecordedTask
    words: str
    relative: Relative


def find_tasks_of_event(connection: Connection, letter: str, tasks: Collection[int]) -> None:
    """Find the tasks whose deadline ``count_from_event`` sets; raise what it raises."""
    choose_event_tasks(connection, _find_target_of_tasks(connection, letter, tasks), said=bool(tasks))


def _list_event_tasks(connection: Connection, chosen: Target) -> list[_EventTask]:
    """Return the tasks whose deadline counts from an event, with the letter's own words or else the first letter's."""
    stated = list_words_stated_by(connection, chosen.letter.id)
    found = []
    for row in _load_rows(connection, {each.task for each in chosen.owed}):
        words = stated.get(row.id, row.as_written)
        if relative := count_deadline(words, written_on=chosen.letter.date):
            found.append(_EventTask(row, words, relative))
    return found


def choose_event_tasks(connection: Connection, chosen: Target, *, said: bool) -> list[_EventTask]:
    """Return the tasks that count from an event other than the letter's receipt; ``said`` if a clerk named them.

    Raises:
        InputError: there are none.
        UndecidedError: they count from different events, and no one has said which is meant.
    """
    number, counting = chosen.letter.citation, _list_event_tasks(connection, chosen)
    meant = [each for each in counting if not is_counted_from_receipt(each.relative)]
    if counting and not meant:
        raise InputError(
            "{number}: '{task}' counts from each office's own receipt of the letter.",
            hint=N_('`circtrack receive "{number}" OFFICE --on DATE` records the day; the deadline follows.'),
            number=number,
            task=counting[0].task.title,
        )
    if not meant:
        raise InputError(
            "{number}: no task counts its deadline from an event.",
            hint=N_('`circtrack extend "{number}" --to DATE --reason TEXT` sets a day.'),
            number=number,
        )
    if not said and len({each.relative.event or each.words for each in meant}) > 1:
        raise UndecidedError(
            "{number}: {count} tasks count from different events.",
            places=(each.task.position for each in meant),
            hint=N_("Say which with --task, more than one with more of it: --task 1 --task 2."),
            details=[f"{each.task.position}. {each.task.title}: {each.words}" for each in meant],
            number=number,
            count=len(meant),
        )
    return meant


def _count_event_deadline(words: str, relative: Relative, event: date) -> CountedDay:
    count = count_from_day(words, relative, event, working_days)
    if count.readings:
        return count
    if relative.unit == "working_day":
        raise InputError(
            "'{words}' counts working days, which cannot be told without the public holidays.",
            hint=N_("`pip install 'circtrack[holidays]'`, or set the day with --to."),
            words=words,
        )
    raise InputError("'{words}' cannot be counted in days.", hint=N_("Set the day with --to."), words=words)
