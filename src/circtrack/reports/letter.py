"""One recorded letter with all that hangs on it: citations both ways, recipients with receipt, its journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_
from circtrack.i18n import translate
from circtrack.reports.drafts import draft_object
from circtrack.reports.log import thai_time
from circtrack.store.letters import find_recorded_citations, list_citing_letters, list_deliveries, load_letter
from circtrack.store.log import list_journal_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from circtrack.database.engine import Connection
    from circtrack.model import Letter, Link
    from circtrack.store.letters import CitingLetter, Delivery
    from circtrack.store.log import JournalRow

_NAMED = 20
# How a letter stands to one that it cites, and how one stands to it that cites it.
_LINKS = {
    "passes_on": (N_("passes on"), N_("passes it on")),
    "refers_to": (N_("refers to"), N_("refers to it")),
    "extends": (N_("extends"), N_("extends it")),
    "cancels": (N_("cancels"), N_("cancels it")),
    "replaces": (N_("replaces"), N_("replaces it")),
    "reminds": (N_("reminds of"), N_("reminds of it")),
    "replies_to": (N_("replies to"), N_("replies to it")),
}


class WholeLetter(NamedTuple):
    """A letter as recorded; ``recorded`` has the numbers of the recorded letters among its links, by place."""

    letter: Letter
    recorded: Mapping[int, str]
    cited_by: Sequence[CitingLetter]
    deliveries: Sequence[Delivery]
    journal: Sequence[JournalRow]


def load_whole_letter(connection: Connection, letter: int, *, include_secret: bool = False) -> WholeLetter:
    """The letter of this row; of classified letters that are tied to it nothing is told unless ``include_secret``."""
    return WholeLetter(
        load_letter(connection, letter),
        find_recorded_citations(connection, letter, include_secret=include_secret),
        list_citing_letters(connection, letter, include_secret=include_secret),
        list_deliveries(connection, letter),
        tuple(list_journal_of(connection, letter, include_secret=include_secret)),
    )


def letter_object(whole: WholeLetter, acts: Iterable[dict[str, object]]) -> dict[str, object]:
    """The letter as programs get it: the keys of ``read --format json``, then ``acts`` and what hangs on it."""
    links = [
        {"type": link.type, "number": link.number, "date": link.date, "issuer": link.issuer, "recorded": number}
        for link, number in _citations(whole)
    ]
    return draft_object(whole.letter) | {
        "links": links,
        "acts": list(acts),
        "cited_by": [each._asdict() for each in whole.cited_by],
        "deliveries": [each._asdict() for each in whole.deliveries],
        "journal": [
            {"at": thai_time(row.at), "who": row.who, "command": row.command, "summary": row.summary}
            for row in whole.journal
        ],
    }


def ties_text(whole: WholeLetter) -> str:
    """What hangs on the letter, for a person, in their language."""
    sections = (
        (N_("Cites"), _cites(whole)),
        (N_("Cited by"), _citing(whole.cited_by)),
        (N_("Receipt"), _receipt(whole.deliveries)),
        (N_("Journal"), (f"{thai_time(row.at)}  {row.who}  {row.command}  {row.summary}" for row in whole.journal)),
    )
    lines: list[str] = []
    for head, entries in sections:
        found = [f"  {entry}" for entry in entries]
        lines += ["", translate(head), *found] if found else []
    return "\n".join(lines) + "\n"


def _citations(whole: WholeLetter) -> Iterator[tuple[Link, str]]:
    for place, link in enumerate(whole.letter.links, 1):
        yield link, whole.recorded.get(place, "")


def _cites(whole: WholeLetter) -> Iterator[str]:
    for link, number in _citations(whole):
        day = link.date.isoformat() if link.date else ""
        text = f"{translate(_LINKS[link.type][0])}: {_named(link.number, day, link.issuer)}"
        yield f"{text} ({_status(link.number, number)})"


def _status(cited: str, recorded: str) -> str:
    if recorded and recorded != cited:
        return translate(N_("recorded as {number}")).format(number=recorded)
    return translate(N_("recorded") if recorded else N_("not recorded"))


def _citing(found: Iterable[CitingLetter]) -> Iterator[str]:
    for each in found:
        yield f"{_named(each.number, each.date, each.issuer)}: {translate(_LINKS[each.type][1])}"


def _receipt(sent: Sequence[Delivery]) -> Iterator[str]:
    if not sent:
        return
    received = [each for each in sent if each.received_on]
    waiting = [each.office_name for each in sent if not each.received_on]
    yield translate(N_("receipt recorded by {count} of {all}")).format(count=len(received), all=len(sent))
    for each in received:
        yield "  ".join(filter(None, (each.received_on, each.office_name, each.receive_number)))
    if waiting:
        names = ", ".join(waiting[:_NAMED])
        more = len(waiting) - _NAMED
        if more > 0:
            names = translate(N_("{names} and {count} more")).format(names=names, count=more)
        yield translate(N_("no receipt from: {names}")).format(names=names)


def _named(number: str, day: str, issuer: str) -> str:
    return "  ".join(filter(None, (number, day, issuer)))
