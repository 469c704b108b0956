"""One recorded letter with its citations in both directions, its recipients with receipts, and its journal entries."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from circtrack.reports.drafts import draft_object
from circtrack.reports.log import thai_time
from circtrack.reports.state_counts import count_states
from circtrack.reports.tracked import list_asked_tasks
from circtrack.store.findings import mark_answered
from circtrack.store.letters import find_recorded_citations, list_citing_letters, list_deliveries, load_letter
from circtrack.store.log import list_journal_of
from circtrack.tracking.state import OWING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from circtrack.database.engine import Connection
    from circtrack.model import Letter, Link
    from circtrack.reports.tracked import ReportScope
    from circtrack.store.letters import CitingLetter, Delivery
    from circtrack.store.log import JournalRow


class WholeLetter(NamedTuple):
    """A letter as recorded. ``recorded`` maps the place of a link (from 1) to the number of the recorded letter."""

    letter: Letter
    recorded: Mapping[int, str]
    cited_by: Sequence[CitingLetter]
    deliveries: Sequence[Delivery]
    journal: Sequence[JournalRow]


class RoundSoFar(NamedTuple):
    """The open round of a task: how many have done it, owe it, and owe earlier ones. ``due_on`` is ISO text."""

    task: str
    place: int
    due_on: str
    done: int
    owing: int
    earlier: int


def list_open_rounds(connection: Connection, asked: ReportScope) -> list[RoundSoFar]:
    """Return how far the open rounds are of what the chain of ``asked.letter`` asks for again and again."""
    known = list_asked_tasks(connection, asked, settled=True)
    rounds: dict[int, RoundSoFar] = {}
    earlier = Counter[int]()
    for each in count_states(connection, asked, known, ""):
        if each.row.round is None:
            continue
        done, owing = each.row.number * (each.row.progress == "done"), each.row.number * (each.row.progress in OWING)
        if each.is_earlier:
            earlier[each.place] += owing
        else:
            new = RoundSoFar(each.task.title, each.row.round, each.round_due, 0, 0, 0)
            before = rounds.get(each.place, new)
            rounds[each.place] = before._replace(done=before.done + done, owing=before.owing + owing)
    return [found._replace(earlier=earlier[place]) for place, found in sorted(rounds.items())]


def load_whole_letter(connection: Connection, letter: int, *, include_secret: bool = False) -> WholeLetter:
    """Load the letter of this row; without ``include_secret``, omit the classified letters that are linked to it."""
    return WholeLetter(
        mark_answered(connection, letter, load_letter(connection, letter)),
        find_recorded_citations(connection, letter, include_secret=include_secret),
        list_citing_letters(connection, letter, include_secret=include_secret),
        list_deliveries(connection, letter),
        tuple(list_journal_of(connection, letter, include_secret=include_secret)),
    )


def letter_object(whole: WholeLetter, acts: Iterable[dict[str, object]]) -> dict[str, object]:
    """Return the letter as an object for programs: the keys of ``read --format json``, then those of ``show``."""
    links = [
        {"type": link.type, "number": link.number, "date": link.date, "issuer": link.issuer, "recorded": number}
        for link, number in citations(whole)
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


def citations(whole: WholeLetter) -> Iterator[tuple[Link, str]]:
    """Yield the letter's links, each with the number of the letter that it cites, "" if that is not recorded."""
    for place, link in enumerate(whole.letter.links, 1):
        yield link, whole.recorded.get(place, "")
