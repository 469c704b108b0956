"""The text below a recorded letter: citations in both directions, receipts, journal entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_
from circtrack.render.days import day_text, moment_text
from circtrack.render.messages import fill
from circtrack.reports.letter import citations
from circtrack.reports.log import thai_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from circtrack.errors import Message
    from circtrack.reports.letter import RoundSoFar, WholeLetter

_NAMED = 20
# For each link: the word for the letter that this one cites, and for a letter that cites this one.
_LINKS = {
    "passes_on": (N_("passes on"), N_("passes it on")),
    "refers_to": (N_("refers to"), N_("refers to it")),
    "extends": (N_("extends"), N_("extends it")),
    "cancels": (N_("cancels"), N_("cancels it")),
    "replaces": (N_("replaces"), N_("replaces it")),
    "reminds": (N_("reminds of"), N_("reminds of it")),
    "replies_to": (N_("replies to"), N_("replies to it")),
}


def ties_text(whole: WholeLetter, say: Callable[[Message], str], rounds: Sequence[RoundSoFar] = ()) -> str:
    """Return the letter's open rounds, citations, receipts and journal entries as text in the reader's language.

    ``say`` returns a sentence of the journal in it, whoever recorded it in which.
    """
    sections = (
        (N_("Rounds"), map(_round, rounds)),
        (N_("Cites"), _cites(whole)),
        (N_("Cited by"), _citing(whole)),
        (N_("Receipt"), _receipt(whole)),
        (N_("Journal"), _journal(whole, say)),
    )
    lines: list[str] = []
    for head, entries in sections:
        found = [f"  {entry}" for entry in entries]
        lines += ["", fill(head), *found] if found else []
    return "\n".join(lines) + "\n"


def _journal(whole: WholeLetter, say: Callable[[Message], str]) -> Iterator[str]:
    for row in whole.journal:
        summary = say(row.message) if row.message else row.summary
        yield f"{moment_text(thai_time(row.at))}  {row.who}  {row.command}  {summary}"


def _round(each: RoundSoFar) -> str:
    text = fill(
        N_("{task}: round {place} is open, due {day}: done {done}, owing {owing}"),
        task=each.task,
        place=each.place,
        day=day_text(each.due_on),
        done=each.done,
        owing=each.owing,
    )
    return text + ("; " + fill(N_("of earlier rounds owing {count}"), count=each.earlier) if each.earlier else "")


def _cites(whole: WholeLetter) -> Iterator[str]:
    for link, number in citations(whole):
        day = day_text(link.date)
        text = f"{fill(_LINKS[link.type][0])}: {_join(link.number, day, link.issuer)}"
        yield f"{text} ({_status(link.number, number)})"


def _status(cited: str, recorded: str) -> str:
    if recorded and recorded != cited:
        return fill(N_("recorded as {number}"), number=recorded)
    return fill(N_("recorded") if recorded else N_("not recorded"))


def _citing(whole: WholeLetter) -> Iterator[str]:
    for each in whole.cited_by:
        yield f"{_join(each.number, day_text(each.date), each.issuer)}: {fill(_LINKS[each.type][1])}"


def _receipt(whole: WholeLetter) -> Iterator[str]:
    sent = whole.deliveries
    if not sent:
        return
    received = [each for each in sent if each.received_on]
    waiting = [each.office_name for each in sent if not each.received_on]
    yield fill(N_("receipt recorded by {count} of {all}"), count=len(received), all=len(sent))
    for each in received:
        yield "  ".join(filter(None, (day_text(each.received_on), each.office_name, each.receive_number)))
    if waiting:
        names = ", ".join(waiting[:_NAMED])
        more = len(waiting) - _NAMED
        if more > 0:
            names = fill(N_("{names} and {count} more"), names=names, count=more)
        yield fill(N_("no receipt from: {names}"), names=names)


def _join(number: str, day: str, issuer: str) -> str:
    return "  ".join(filter(None, (number, day, issuer)))
