"""Short confirmations on standard error of what a verb has recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, Message, join_offices, together
from circtrack.render import messages
from circtrack.render.days import day_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from circtrack.actions.letters.correct import CorrectionResult
    from circtrack.actions.letters.receipt_deadlines import CountedDay
    from circtrack.actions.results import Change, ChangeResult, RecordResult
    from circtrack.actions.undo import UndoResult


def recorded(entry: UndoResult) -> str:
    """Return a journal entry's summary in the reader's language; the command's name if it has none."""
    return say_recorded(entry.message) if entry.message else entry.command


def say_recorded(message: Message) -> str:
    """Return the sentence of a journal entry in the reader's language, whoever recorded it in which."""
    from circtrack.render.words import in_words

    values = {
        name: say_recorded(value) if isinstance(value, Message) else value for name, value in message.values.items()
    }
    if progress := values.get("progress"):
        values["progress"] = ", ".join(in_words(word) for word in str(progress).split(", "))
    return messages.fill(message.template, **values)


def tell_progress(result: ChangeResult) -> None:
    """Say which progress was recorded for which offices, which earlier progress it replaces, and the notes."""
    from circtrack.render.words import in_words

    told = list(dict.fromkeys((change.after, change.round) for change in result.changes))
    for after, place in told:
        changed = [change for change in result.changes if (change.after, change.round) == (after, place)]
        is_last = (after, place) == told[-1] and result.owing is not None
        messages.say(
            N_("{letter}, round {round}: {count} now {progress}: {offices}")
            if place
            else N_("{letter}: {count} now {progress}: {offices}; still owing {owing}")
            if is_last
            else N_("{letter}: {count} now {progress}: {offices}"),
            letter=result.letter,
            round=place,
            count=len({change.office for change in changed}),
            progress=in_words(after),
            offices=join_offices((change.office, change.name) for change in changed),
            owing=result.owing,
        )
    for change in result.changes:
        if change.before != "none":
            word, _, on = change.before.partition(" ")
            messages.warn(
                N_("{office} was recorded as {before} before."),
                office=change.name,
                before=f"{in_words(word)} {day_text(on)}".strip(),
            )
    tell_rest(result)


def tell_rest(result: ChangeResult) -> None:
    """Say how many were recorded so already, and the notes."""
    if result.unchanged:
        messages.say(
            N_("{letter}: {count} entries were recorded so already."), letter=result.letter, count=result.unchanged
        )
    elif not result.changes:
        messages.say(N_("{letter}: nothing to record."), letter=result.letter)
    tell_notes(result.notes)


def tell_recorded(result: RecordResult) -> None:
    """Say which letters were recorded and what they pass on, how many obligations the chain has, and the notes."""
    corrected = {each.letter for each in result.corrections}
    for correction in result.corrections:
        show_correction(correction, notes=False)
        tell_corrected(correction)
    for letter in result.letters:
        if letter.number in corrected:
            continue
        if not letter.is_new:
            messages.say(N_("{number} of {day} was recorded before."), number=letter.number, day=letter.date)
        else:
            message = (
                N_("Recorded {number} of {day}, which passes on {parent}, to {count} offices.")
                if letter.parent
                else N_("Recorded {number} of {day}, to {count} offices.")
            )
            messages.say(message, number=letter.number, day=letter.date, parent=letter.parent, count=letter.recipients)
    if result.tasks:
        messages.say(
            N_("Its chain has {tasks} tasks and {obligations} obligations."),
            tasks=result.tasks,
            obligations=result.obligations,
        )
    tell_notes(result.notes)


def tell_notes(notes: Iterable[Message]) -> None:
    """Write each note, for the clerk to look at."""
    for note in notes:
        messages.warn(note)


def show_correction(result: CorrectionResult, *, notes: bool = True) -> None:
    """Show what a correction changes, field by field, what follows, in one paragraph, and the notes."""
    from circtrack.actions.letters.describe_correction import tell_changes, tell_consequences, tell_contradictions

    if not result.is_change:
        messages.say(N_("{letter} is recorded so already: nothing to correct."), letter=result.letter)
        tell_notes(result.notes)
        return
    if result.joined:
        messages.say(N_("{gone} and {letter} become one letter:"), gone=result.joined, letter=result.letter)
    elif result.withdrawn:
        messages.say(N_("{letter} is taken out:"), letter=result.letter)
    else:
        messages.say(N_("{letter}:"), letter=result.letter)
    for contradiction in tell_contradictions(result.contradictions):
        messages.say(contradiction)
    for change in tell_changes(result.changes):
        messages.say(change)
    for finding in result.decided:
        messages.say(N_("  finding decided: {text}"), text=finding.text)
    messages.say(tell_consequences(result.consequences, result.lost_receipts))
    if notes:
        tell_notes(result.notes)


def tell_corrected(result: CorrectionResult) -> None:
    """Say that a letter was corrected."""
    if result.withdrawn:
        messages.say(N_("Took {letter} out. `circtrack undo` brings it back."), letter=result.letter)
    elif result.is_change:
        messages.say(N_("Corrected {letter}. `circtrack undo` takes it back."), letter=result.letter)


def tell_moved(result: ChangeResult) -> None:
    """Say which deadlines moved, from which day to which."""
    by_days: dict[tuple[str, int, bool, str, str], list[Change]] = {}
    for each in result.changes:
        by_days.setdefault((each.task, each.round, each.onwards, each.before, each.after), []).append(each)
    for (task, place, onwards, before, after), changes in by_days.items():
        offices = [(change.office, change.name) for change in changes if change.name]
        text = N_("{letter}: '{task}' until {after} (before: {before})")
        if offices:
            text = N_("{letter}: '{task}' until {after} (before: {before}) for {offices}")
        if onwards:
            text = N_("{letter}: '{task}' from round {round} on due {after} (before: {before})")
        messages.say(
            text,
            letter=result.letter,
            task=Message("{task}, round {place}", task=task, place=place) if place and not onwards else task,
            round=place,
            after=after,
            before=before or Message("no deadline"),
            offices=join_offices(offices),
        )
    for how in dict.fromkeys(_how(each.how) for each in result.counted):
        messages.say(N_("{letter}: {how}"), letter=result.letter, how=how)
    tell_rest(result)


def tell_counted(result: ChangeResult) -> None:
    """Say which deadlines follow from a receipt, by both ways to count, and if another one stays in force."""
    for each in result.counted:
        messages.say(
            N_("{office}: '{task}' due {due}, {how}")
            if each.due_on == each.how.due_on
            else N_("{office}: '{task}' stays due {due}; by receipt it would be {counted}, {how}"),
            office=each.office,
            task=each.task,
            due=each.due_on,
            counted=each.how.due_on,
            how=_how(each.how),
        )
        if each.before and each.before != each.due_on.isoformat():
            messages.warn(N_("{office} was due {before} before."), office=each.office, before=each.before)
    for due in sorted({each.due_on for each in result.counted}):
        _tell_day_off(due)


def _tell_day_off(due: date) -> None:
    """Say it if a counted deadline falls on a day off: whether it then moves is the law's and the letter's to say."""
    from circtrack.working_days import find_worked_from

    if (works_on := find_worked_from(due)) != due:
        messages.warn(N_("{due} is a day off; the next working day is {works_on}."), due=due, works_on=works_on)


def _how(count: CountedDay) -> str:
    from circtrack.thai.relative import explain_counting

    return messages.said(together(explain_counting(count.relative, count.event, count.readings, count.working_days)))
