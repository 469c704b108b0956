"""Say what a correction changes and what follows from it: a message for each field, and one paragraph."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from circtrack.errors import N_, Message, join_names, together

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from circtrack.actions.letters.correction import FieldChange
    from circtrack.actions.letters.follows import Consequences, LostWork
    from circtrack.store.corrections import LostReceipt

_FIELDS = {
    "number": N_("number"),
    "date": N_("date"),
    "issuer": N_("issuer"),
    "urgency": N_("urgency"),
    "secrecy": N_("secrecy"),
    "subject": N_("subject"),
    "kind": N_("kind"),
    "signatory": N_("signatory"),
    "position": N_("position"),
    "section": N_("section"),
    "email": N_("e-mail"),
    "enclosures": N_("enclosures"),
    "phones": N_("telephone"),
    "aliases": N_("other numbers"),
    "parent": N_("passes on"),
    "recipients": N_("recipients"),
    "addressees": N_("addressees"),
    "task": N_("task"),
    "title": N_("task"),
    "system": N_("system"),
    "audience": N_("owed by"),
    "due_on": N_("due on"),
    "extended": N_("extended deadline"),
    "text": N_("text"),
    "received_on": N_("received"),
    "done_on": N_("done"),
    "letter_number": N_("letter no."),
    "letter_date": N_("dated"),
    "registered_on": N_("day of registering"),
    "sender": N_("from"),
    "recipient": N_("to"),
    "action": N_("what was done"),
    "remark": N_("remark"),
}


_PROGRESS = {
    "none": N_("not entered"),
    "incomplete": N_("incomplete"),
    "blocked": N_("blocked"),
    "done": N_("done"),
    "exempt": N_("exempt"),
}


def tell_changes(changes: Iterable[FieldChange]) -> Iterator[Message]:
    """Yield one message for each changed field: what is recorded, and what is given."""
    for each in changes:
        name = Message(_FIELDS[each.field])
        if each.about:
            name = Message("{field} of '{task}'", field=name, task=each.about)
        values = {"field": name, "before": each.before, "after": each.after}
        if each.field == "text":
            yield Message("  {field}: changed", **values)
        elif each.field == "recipients":
            yield from _tell_recipients(name, each)
        elif each.before and each.after:
            yield Message("  {field}: recorded {before}, given {after}", **values)
        elif each.after:
            yield Message("  {field}: not recorded, given {after}", **values)
        else:
            yield Message("  {field}: recorded {before}, given nothing", **values)


def _tell_recipients(name: Message, change: FieldChange) -> Iterator[Message]:
    added, removed = (join_names(offices.split(", "), most=20) for offices in (change.after, change.before))
    if added:
        yield Message("  {field}: {offices} too", field=name, offices=added)
    if removed:
        yield Message("  {field}: without {offices}", field=name, offices=removed)


def tell_contradictions(contradictions: Iterable[FieldChange]) -> Iterator[Message]:
    """Yield one message for each field in which two records of one letter contradict each other."""
    for each in contradictions:
        name = Message(_FIELDS[each.field])
        if each.about:
            name = Message("{field} of '{task}'", field=name, task=each.about)
        yield Message(
            "  {field}: {before} and {after}; the second holds", field=name, before=each.before, after=each.after
        )


def tell_consequences(follows: Consequences, receipts: Iterable[LostReceipt] = ()) -> Message:
    """Say what follows from a correction, in one paragraph."""
    parts = list(_sentences(follows))
    lost = [" ".join(filter(None, (each.office, each.received_on, each.receive_number))) for each in receipts]
    if lost:
        message = N_("Receipts that have no place any more, kept in the log: {receipts}.")
        parts.append(Message(message, receipts="; ".join(lost)))
    nothing = Message("Nothing that is owed changes.")
    return reduce(lambda one, other: Message("{one} {other}", one=one, other=other), parts or [nothing])


def _sentences(follows: Consequences) -> Iterator[Message]:
    if follows.come or follows.go:
        counts = {"stay": f"{follows.stay:,}", "come": f"{follows.come:,}", "go": f"{follows.go:,}"}
        yield Message("Obligations: {stay} stay, {come} come, {go} go.", **counts)
    elif follows.stay:
        yield Message("All obligations stay ({count}).", count=f"{follows.stay:,}")
    if follows.kept:
        yield Message("Not asked any more, with work that is kept: {count}.", count=f"{follows.kept:,}")
    if follows.lost:
        works = together([_describe_work(each) for each in follows.lost])
        yield Message("Work that has no place any more, kept in the log: {works}.", works=works)
    if follows.deadlines:
        before, after = (day or Message("no deadline") for day in follows.first_moved)
        message = N_("Deadlines that move: {count}, the first from {before} to {after}.")
        yield Message(message, count=f"{follows.deadlines:,}", before=before, after=after)
    if follows.told:
        yield Message("Told on another day than before: {count}.", count=f"{follows.told:,}")
    if follows.told_now:
        yield Message("Told now, and not before: {count}.", count=f"{follows.told_now:,}")
    if follows.untold:
        yield Message("Not told any more: {count}.", count=f"{follows.untold:,}")
    if follows.reminders:
        yield Message("Reminders that are void: {count}.", count=f"{follows.reminders:,}")


def _describe_work(work: LostWork) -> Message:
    message = N_("{office}: '{task}' {progress} {day}")
    values: dict[str, object] = {"office": work.office, "task": work.task, "day": work.done_on or work.note or ""}
    return Message(message, progress=Message(_PROGRESS[work.progress]), **values)
