"""The content of a reminder letter: from whom, to whom, about which letter, and who owes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.errors import Message
from circtrack.kinds import HALL_KINDS
from circtrack.reports.tracked import day, track_obligations
from circtrack.store.chain import list_chain_letters
from circtrack.store.letters import load_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circtrack.database.engine import Connection
    from circtrack.reports.tracked import ReportScope, TrackedObligation
    from circtrack.tracking.chain import Arrival

LetterContent = dict[str, Any]


class LetterDraft(NamedTuple):
    """The values for the letter's template (None if there is nothing to remind of), and the offices left out.

    ``untold`` names the offices skipped because the letter never reached them; ``at_home`` those that owe and sit
    in the sender's own hall, which does not write letters to itself.
    """

    parts: LetterContent | None
    untold: tuple[str, ...]
    at_home: tuple[str, ...]


def letter_draft(connection: Connection, asked: ReportScope) -> LetterDraft:
    """Draft the reminder of ``asked.letter`` from the database's own office (else the issuer) to those next below it.

    It cites the letter that these received, and names every office at or below them that still owes.

    ``parts`` has ``sender``, ``to`` (names), ``direct`` (whether those addressed are those who owe), ``cited`` (each
    with ``issuer``, ``urgency``, ``secrecy``, ``number``, ``date``), ``subject``, ``offices`` (how many), ``overdue``
    (whether one is), ``in_time`` (whether every deadline is still to come), ``tasks`` (each with ``title``, ``system``,
    ``due_on``, ``places``; a place has ``place`` and ``offices``, these ``name``, ``progress`` and ``told``), ``unit``,
    ``phones`` and ``today``.

    Raises:
        InputError: the letter's chain is classified and ``asked`` does not include classified chains.
    """
    letter = asked.letter
    if letter is None:
        raise TypeError("a reminder is of one letter")
    sender = asked.own_office or letter.issuer
    owing: list[tuple[TrackedObligation, str]] = []
    untold: dict[str, None] = {}
    at_home: dict[str, None] = {}
    arrivals: dict[str, Arrival] = {}
    for each in track_obligations(connection, asked):
        to = _next_below(each, sender)
        if not to or (to == each.row.office and each.line.kind in HALL_KINDS and each.line.superior == sender):
            at_home[each.row.name] = None
            continue
        line = each.line if to == each.row.office else each.chain.line(to)
        if arrival := each.chain.told(to, line):
            arrivals[to] = arrival
            owing.append((each, to))
        else:
            untold[line.name] = None
    if not owing:
        return LetterDraft(None, tuple(untold), tuple(at_home))
    return LetterDraft(_parts(connection, asked, sender, owing, arrivals), tuple(untold), tuple(at_home))


def _next_below(each: TrackedObligation, sender: str) -> str:
    """Return the code of the first office below the sender on the way to the one that owes; "" if the sender owes."""
    way = [each.row.office, *each.chain.superiors(each.line)]
    if sender not in way:
        return way[-1]  # a department is above all, and is in no office's line of superiors
    place = way.index(sender)
    return way[place - 1] if place else ""


def _parts(
    connection: Connection,
    asked: ReportScope,
    sender: str,
    owing: Sequence[tuple[TrackedObligation, str]],
    arrivals: dict[str, Arrival],
) -> LetterContent:
    first = owing[0][0]
    chain = first.chain
    to = sorted(dict.fromkeys(code for _, code in owing))
    recorded = list_chain_letters(connection, first.task.root)
    numbers = {arrival.by for arrival in arrivals.values()}
    cited = [load_letter(connection, each.id) for each in recorded if each.number in numbers]
    own = [load_letter(connection, each.id) for each in recorded if each.issuer == sender]
    names = {each.row.office: each.row.name for each, _ in owing}
    return {
        "sender": chain.line(sender).name,
        "to": [names.get(code) or chain.line(code).name for code in to],
        "direct": all(each.row.office == code for each, code in owing),
        "cited": [
            {
                "issuer": letter.issuer,
                "urgency": letter.urgency,
                "secrecy": letter.secrecy,
                "number": letter.number,
                "date": letter.date,
            }
            for letter in cited
        ],
        "subject": first.task.subject,
        "offices": len(names),
        "overdue": any(each.state == "overdue" for each, _ in owing),
        "in_time": all(each.days_left is not None and each.days_left >= 0 for each, _ in owing),
        "tasks": _tasks(each for each, _ in owing),
        # Only what the sender's own letter of this chain says of the unit in charge: nothing is made up.
        "unit": own[-1].section if own else "",
        "phones": list(own[-1].phones) if own else [],
        "today": asked.today,
    }


def _tasks(owing: Iterable[TrackedObligation]) -> list[LetterContent]:
    tasks: dict[tuple[int, str], list[TrackedObligation]] = {}
    for each in owing:
        tasks.setdefault((each.row.task, each.row.due_on or ""), []).append(each)
    return [
        {
            "title": found[0].task.title,
            "system": found[0].task.system,
            "due_on": day(due_on) if due_on else None,
            "places": _places(found),
        }
        for (_, due_on), found in tasks.items()
    ]


def _places(owing: Sequence[TrackedObligation]) -> list[LetterContent]:
    """Group who owes by district if there are several, and by province if there are several."""
    several = {name: len({getattr(each.row, name) for each in owing}) > 1 for name in ("province", "district")}
    places: dict[str | Message, list[LetterContent]] = {}
    for each in owing:
        row = each.row
        place = _place(row.district if several["district"] else "", row.province if several["province"] else "")
        office = {"name": row.name, "progress": row.progress, "told": each.told is not None}
        places.setdefault(place, []).append(office)
    return [{"place": place, "offices": offices} for place, offices in places.items()]


def _place(district: str, province: str) -> str | Message:
    if district and province:
        return Message("อำเภอ{district} จังหวัด{province}", district=district, province=province)
    if district:
        return Message("อำเภอ{district}", district=district)
    return Message("จังหวัด{province}", province=province) if province else ""
