"""What the office's own letters say: from whom, to whom, about which letter, who owes what, and how far it is done.

A letter that passes a circular on, a reminder, a report upwards and a memo to the office's own head say different
things of the same facts. The words are the templates' (``render/templates/draft_*.j2``).
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from circtrack.errors import N_, InputError
from circtrack.kinds import HALL_KINDS
from circtrack.recurrence import find_begin
from circtrack.registry.issuers import find_abbreviation, find_department_letters
from circtrack.registry.offices import get_office, list_directly_under
from circtrack.reports.tiers import GivenDeadlines
from circtrack.reports.tracked import day, load_chain, track_obligations
from circtrack.store.chain import find_first_letter
from circtrack.store.chain_letters import list_chain_letters
from circtrack.store.letters import UNNUMBERED, load_known_letter, load_letter
from circtrack.store.reminders import load_details
from circtrack.store.rounds import list_rules
from circtrack.store.tasks import load_chain_tasks, load_deadline_changes
from circtrack.tracking.open_rounds import RoundChoice, has_rounds
from circtrack.tracking.rounds import iterate_rounds
from circtrack.tracking.state import OWING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from circtrack.database.engine import Connection
    from circtrack.model import Letter
    from circtrack.reports.tracked import ReportScope, TrackedObligation
    from circtrack.store.chain_letters import ChainLetter
    from circtrack.store.find_letter import FoundLetter
    from circtrack.tracking.chain import Chain

PaperKind = Literal["forward", "reminder", "report", "memo"]
PaperContent = dict[str, Any]


class PaperDraft(NamedTuple):
    """The values for a letter's template (None if there is nothing to write of), and the offices left out.

    ``untold`` names the offices skipped because the letter never reached them; ``at_home`` those that owe and sit
    in the sender's own hall, which does not write letters to itself.
    """

    content: PaperContent | None
    untold: tuple[str, ...] = ()
    at_home: tuple[str, ...] = ()


def draft_paper(
    connection: Connection, asked: ReportScope, kind: PaperKind, *, sender: str = "", due: date | None = None
) -> PaperDraft:
    """Return what a letter of this kind says of ``asked.letter``.

    Args:
        connection: An open database.
        asked: The letter, the day, and the database's own office.
        kind: Which letter.
        sender: The code of the office that writes it; "" for the database's own, else the letter's issuer.
        due: An earlier last day that the sender sets.

    The content has ``sender``, ``kind`` (of office), ``prefix``, ``to`` (see :func:`_addressees`), ``letter`` and
    ``cited`` (letters: ``issuer``, ``urgency``, ``secrecy``, ``number``, ``date``, ``subject``), ``tasks`` (each with
    ``title``, ``system``, ``audience``, ``due_on``, ``round`` (its place, None where the task does not recur),
    ``recurs`` (how the text says that it does, in a letter that passes it on), ``changed`` (from which rounds on it has
    other days: each with ``round`` and ``due_on``), ``until`` (its last day, else what tells how it recurs),
    ``places``, and how many have it to do: ``all``, ``done``, ``late``, ``offices`` that owe; a place has
    ``place`` and ``offices``, these ``name``, ``progress``, ``note`` and ``told``), ``asked`` (the same as the letter
    asks it: what comes again and again once), ``by_rounds`` (whether each round has its figures), ``offices`` (how many
    owe), ``all``, ``done``, ``late`` (how many), ``last``
    (the latest day of those done), ``overdue``, ``in_time``, ``direct`` (whether those addressed are those who owe),
    ``due`` and ``today``.

    Raises:
        InputError: nobody stands below or above the sender.
    """
    letter = asked.letter
    if letter is None:
        raise TypeError("a letter is about a letter")
    sender = sender or asked.own_office or letter.issuer
    rows = _load_rows(connection, asked._replace(own_office="", under=sender), kind)
    chain = rows[0].chain if rows else load_chain(connection, letter.root, include_secret=asked.include_secret)
    facts = _Facts(connection, asked, letter, sender, chain, rows, due)
    return {"forward": _forward, "reminder": _reminder, "report": _report, "memo": _memo}[kind](facts)


def _load_rows(connection: Connection, asked: ReportScope, kind: PaperKind) -> Sequence[TrackedObligation]:
    """Return the obligations of which a letter speaks: of what comes again and again, those of certain rounds.

    A reminder is of the rounds that are late, or of those that are open where none is; reports and memos are of the
    late ones and the last that is over, or the open one where none is over or all have done it. ``asked.rounds`` says
    others.
    """
    rows = list(track_obligations(connection, asked, settled=True))
    rounds: dict[tuple[int, int], list[TrackedObligation]] = {}
    for each in rows:
        if each.row.round:
            rounds.setdefault((each.row.task, each.row.round), []).append(each)
    if kind == "forward" or asked.rounds or not rounds:
        return rows
    once = [each for each in rows if not each.row.round]
    late = {key for key, found in rounds.items() if any(each.state == "overdue" for each in found)}
    if kind == "reminder":
        return [*once, *(each for key in sorted(late or rounds) for each in rounds[key])]
    last = {task: max(place for of_task, place in rounds if of_task == task) for task, _ in rounds}
    wanted = late | {(task, _find_last_over(place, rounds[task, place], asked.today)) for task, place in last.items()}
    for place in sorted({place for _, place in wanted}):
        of_round = track_obligations(connection, asked._replace(rounds=RoundChoice(place)), settled=True)
        once += [each for each in of_round if (each.row.task, each.row.round) in wanted]
    return once


def _find_last_over(place: int, last: Sequence[TrackedObligation], today: date) -> int:
    """Return the place of the last round that is over, given the last that has opened; or of that where all did it."""
    over = all(each.row.progress not in OWING or (each.row.due_on or "") < today.isoformat() for each in last)
    return place if over or place == 1 else place - 1


class _Facts(NamedTuple):
    """What all letters are made of."""

    connection: Connection
    asked: ReportScope
    letter: FoundLetter
    sender: str
    chain: Chain
    rows: Sequence[TrackedObligation]
    due: date | None

    @property
    def owing(self) -> list[TrackedObligation]:
        return [each for each in self.rows if each.row.progress in OWING]


def _forward(facts: _Facts) -> PaperDraft:
    if facts.letter.issuer == facts.sender:
        raise InputError(
            "{number} is the office's own letter: it passes on what it has received.",
            hint=N_("Name a letter from above, or another office with --from."),
            number=facts.letter.number,
        )
    below = [each for each in facts.rows if not _is_at_home(each, facts.sender)]
    facts = facts._replace(rows=below or facts.rows)
    direct = _list_below(facts)
    reached = {_next_below(each, facts.sender) for each in facts.rows}
    to = [code for code in direct if code in reached] or direct
    if not to:
        raise InputError(
            "To whom? Nobody stands directly below {office} in the list of offices.",
            hint=N_("`circtrack draft report` and `draft memo` write upwards and to the office's own head."),
            office=facts.chain.line(facts.sender).name,
        )
    passed_on = load_letter(facts.connection, facts.letter.id)
    tasks = _list_passed_on(facts)
    content = _content(facts, facts.rows, to, [passed_on]) | {"tasks": tasks, "asked": tasks}
    return PaperDraft(content | {"direct": {each.row.office for each in facts.rows} <= set(to)})


def _reminder(facts: _Facts) -> PaperDraft:
    owing: list[tuple[TrackedObligation, str]] = []
    untold: dict[str, None] = {}
    at_home: dict[str, None] = {}
    arrived: dict[str, str] = {}
    own = {each.number for each in _list_own_letters(facts)}
    for each in facts.owing:
        if _is_at_home(each, facts.sender):
            at_home[each.row.name] = None
            continue
        to = _next_below(each, facts.sender)
        line = each.line if to == each.row.office else each.chain.line(to)
        arrival = each.chain.told(to, line)
        if arrival is None and each.told and each.told.by in own:  # sent to the office past the one between
            to, arrival = each.row.office, each.told
        if arrival:
            arrived[to] = arrival.by
            owing.append((each, to))
        else:
            untold[line.name] = None
    left = (tuple(untold), tuple(at_home))
    if not owing:
        return PaperDraft(None, *left)
    offices = sorted(arrived)
    rows = [each for each, _ in owing]
    cited = [*_load_of_chain(facts, arrived.values()), *_find_extensions(facts, offices)]
    return PaperDraft(
        _content(facts, rows, offices, cited) | {"direct": all(each.row.office == code for each, code in owing)}, *left
    )


def _report(facts: _Facts) -> PaperDraft:
    above = _find_above(facts)
    if not above:
        raise InputError(
            "To whom? Nobody stands above {office}.",
            hint=N_('`circtrack draft memo "{letter}"` writes to the head of the office.'),
            letter=facts.letter.citation,
            office=facts.chain.line(facts.sender).name,
        )
    content = _content(facts, facts.owing, [above], _received(facts)) | {"asked": _list_passed_on(facts)}
    return PaperDraft(content | _of_rounds(facts))


def _memo(facts: _Facts) -> PaperDraft:
    below = sorted({code for each in facts.owing if (code := _next_below(each, facts.sender))})
    content = _content(facts, facts.owing, below, _received(facts)) | {"asked": _list_passed_on(facts)}
    above = _find_above(facts)
    return PaperDraft(content | _of_rounds(facts) | {"above": _name_and_kind(facts, above)[0] if above else ""})


def _find_above(facts: _Facts) -> str:
    """Return the office to which the sender reports: the one above it, for a province the chain's first issuer."""
    office = get_office(facts.sender, facts.asked.today)
    if office and office.superior:
        return office.superior
    return facts.chain.issuer if facts.chain.issuer != facts.sender else ""


def _next_below(each: TrackedObligation, sender: str) -> str:
    """Return the code of the first office below the sender on the way to the one that owes; "" if the sender owes."""
    way = [each.row.office, *each.chain.superiors(each.line)]
    if sender not in way:
        return way[-1]  # a department is above all, and is in no office's line of superiors
    place = way.index(sender)
    return way[place - 1] if place else ""


def _is_at_home(each: TrackedObligation, sender: str) -> bool:
    """Whether the sender itself owes it, or an office in its own hall, to which it does not write."""
    in_hall = each.line.kind in HALL_KINDS and each.line.superior == sender
    return in_hall or not _next_below(each, sender)


def _list_below(facts: _Facts) -> list[str]:
    return [office.code for office in list_directly_under(facts.sender, facts.letter.date)]


def _received(facts: _Facts) -> list[Letter]:
    """Return the letter by which the sender itself was told; if it is above all, the chain's first letter."""
    told = facts.chain.told(facts.sender, facts.chain.line(facts.sender))
    if told:
        return [*_load_of_chain(facts, [told.by]), *_find_extensions(facts, [facts.sender])]
    return _load_of_chain(facts, ())


def _load_of_chain(facts: _Facts, numbers: Iterable[str]) -> list[Letter]:
    """Return the letters of these numbers, without classified ones; the first one to be seen where none is left."""
    wanted = set(numbers)
    recorded = list_chain_letters(facts.connection, facts.letter.root)
    seen = [each for each in recorded if facts.asked.include_secret or not each.secrecy]
    first = next((each for each in seen if each.id == facts.letter.root), seen[0])
    return [load_letter(facts.connection, each.id) for each in seen if each.number in wanted] or [
        load_letter(facts.connection, first.id)
    ]


def _find_extensions(facts: _Facts, to: Sequence[str]) -> list[Letter]:
    """Return the letters that moved the deadline and reached these offices."""
    found: dict[int, Letter] = {}
    for task in load_chain_tasks(facts.connection, facts.letter.root):
        for change in load_deadline_changes(facts.connection, task.id):
            if not (change.letter and change.agreed):
                continue
            root = load_known_letter(facts.connection, change.letter).root
            if root == facts.letter.root:
                continue
            told = (find_first_letter(facts.connection, root, code, include_secret=True) for code in to)
            numbers = {each.by for each in told if each}
            for row in list_chain_letters(facts.connection, root):
                letter = load_letter(facts.connection, row.id)
                if row.number in numbers and (facts.asked.include_secret or not letter.secrecy):
                    found.setdefault(row.id, letter)
    return sorted(found.values(), key=lambda letter: (str(letter.date), letter.number))


def _content(
    facts: _Facts, listed: Sequence[TrackedObligation], to: Sequence[str], cited: Sequence[Letter]
) -> PaperContent:
    line = facts.chain.line(facts.sender)
    owing = {each.row.office for each in facts.owing}
    concerned = [each for each in facts.rows if each.row.progress != "exempt"]
    done = {each.row.office for each in concerned} - owing
    tasks = _tasks(facts, listed)
    days = [day(each.row.done_on) for each in concerned if each.row.office in done and each.row.done_on]
    return {
        "sender": line.name,
        "kind": line.kind,
        "prefix": _find_prefix(facts),
        "to": _addressees(facts, to),
        "letter": _letter(load_letter(facts.connection, facts.letter.id)),
        "cited": [_letter(each) for each in cited],
        "subject": (cited[0].subject if cited else "") or facts.letter.subject,
        "tasks": tasks,
        "asked": tasks,
        "by_rounds": False,
        "offices": len({each.row.office for each in listed if each.row.office in owing}),
        "own": {each.row.office for each in concerned} == {facts.sender},
        "all": len(done | owing),
        "done": len(done),
        "late": len({each.row.office for each in concerned if each.state == "done_late"} & done),
        "last": max(days, default=None),
        "overdue": any(each.state == "overdue" for each in listed),
        "in_time": all(each.days_left is not None and each.days_left >= 0 for each in listed),
        "due": facts.due,
        "today": facts.asked.today,
        **_of_own_letters(facts),
    }


def _letter(letter: Letter) -> PaperContent:
    """Return what is said of a letter; its number is "" where that is not known yet."""
    content = {name: getattr(letter, name) for name in ("issuer", "urgency", "secrecy", "date", "subject", "kind")}
    return content | {"number": "" if letter.number.startswith(UNNUMBERED) else letter.number}


def _find_prefix(facts: _Facts) -> str:
    """Return how the sender's numbers begin: as those of its letter in this chain, else what its province's do."""
    if own := [each.number for each in _list_own_letters(facts) if "/" in each.number]:
        return own[-1].rpartition("/")[0]
    office = get_office(facts.sender, facts.asked.today)
    if office is None:
        return ""
    if office.kind == "department":
        return find_department_letters(office.code)
    return find_abbreviation(office.province_code)


def _list_own_letters(facts: _Facts) -> list[ChainLetter]:
    return [each for each in list_chain_letters(facts.connection, facts.letter.root) if each.issuer == facts.sender]


def _of_own_letters(facts: _Facts) -> PaperContent:
    """Return what the sender's own letter of this chain says of the unit in charge: nothing is made up."""
    own = _list_own_letters(facts)
    last = load_letter(facts.connection, own[-1].id) if own else None
    return {
        "section": last.section if last else "",
        "phones": list(last.phones) if last else [],
        "email": last.email if last else "",
    }


def _addressees(facts: _Facts, codes: Sequence[str]) -> list[PaperContent]:
    """Return the offices written to, by kind: ``kind``, ``names``, and ``every`` where they are all below the sender.

    Of one office alone ``every`` is false: it is named.
    """
    found: dict[str, list[str]] = {}
    for code in codes:
        name, kind = _name_and_kind(facts, code)
        found.setdefault(kind, []).append(name)
    counts = Counter(_name_and_kind(facts, code)[1] for code in _list_below(facts))
    return [
        {"kind": kind, "names": of_kind, "every": len(of_kind) > 1 and counts.get(kind) == len(of_kind)}
        for kind, of_kind in sorted(found.items(), key=lambda each: _RANKS.get(each[0], len(_RANKS)))
    ]


_RANKS = {
    kind: rank
    for rank, kind in enumerate(
        ("province", "district", "pao", "city_municipality", "town_municipality", "subdistrict_municipality", "sao")
    )
}
"""In which order an address names them."""


def _name_and_kind(facts: _Facts, code: str) -> tuple[str, str]:
    if office := get_office(code, facts.letter.date):
        return office.name, office.kind
    line = facts.chain.line(code)
    return line.name, line.kind


def _list_passed_on(facts: _Facts) -> list[PaperContent]:
    """Return the tasks as they were asked of the sender: what comes again and again once, as its text says it.

    Others have the days that no letter of the sender's, or of an office under it, made earlier.
    """
    tasks = load_chain_tasks(facts.connection, facts.letter.root)
    changed = _list_changed_rounds(facts, [task.id for task in tasks])
    recurring: dict[int, PaperContent] = {
        task.id: {
            "title": task.title,
            "system": task.system,
            "audience": task.audience,
            "places": [],
            "due_on": None,
            "round": None,
            "recurs": task.as_written,
            "until": f"{task.as_written} {changed.get(task.id, '')}",
            "changed": changed.get(task.id, []),
        }
        for task in tasks
        if has_rounds(task.rule)
    }
    given = GivenDeadlines(facts.connection, [task.id for task in tasks])
    due = {task.id: task.due_on for task in tasks}
    line = {
        each.id
        for each in list_chain_letters(facts.connection, facts.letter.root)
        if facts.sender not in facts.chain.from_here_up(each.issuer)
    }
    once = [
        each._replace(row=each.row._replace(due_on=given.find(task, due[task], each.row.office, line)))
        for each in facts.rows
        if (task := each.row.task) not in recurring
    ]
    return [*(_tasks(facts._replace(rows=once), once) if once else ()), *recurring.values()]


def _list_changed_rounds(facts: _Facts, tasks: Collection[int]) -> dict[int, list[PaperContent]]:
    """Return for each task from which rounds on other days hold: the ``round`` (its place) and its ``due_on``."""
    found: dict[int, list[PaperContent]] = {}
    for each in list_rules(facts.connection, tasks):
        first_days = {find_begin(part, date.min) for part in each.rule.split(" ")[1:]}
        if not first_days:
            continue
        for round_ in iterate_rounds(each.rule, date.fromisoformat(each.begins_on)):
            if round_.due_on in first_days:
                found.setdefault(each.task, []).append({"round": round_.place, "due_on": round_.due_on})
            if round_.due_on >= max(first_days):
                break
    return found


def _of_rounds(facts: _Facts) -> PaperContent:
    """Return the tasks with all their rounds, where there are rounds: each has figures of its own."""
    if not any(each.row.round for each in facts.rows):
        return {}
    return {"by_rounds": True, "tasks": _tasks(facts, facts.owing, facts.rows)}


def _tasks(
    facts: _Facts, rows: Sequence[TrackedObligation], whole: Sequence[TrackedObligation] = ()
) -> list[PaperContent]:
    """Return the tasks of these rows, or of all where there are none; with ``whole``, of those, and these are named."""
    audiences = {task.id: task.audience for task in load_chain_tasks(facts.connection, facts.letter.root)}
    tasks: dict[tuple[int, int | None, str], list[TrackedObligation]] = {}
    for each in whole or rows or facts.rows:
        tasks.setdefault((each.row.task, each.row.round, each.row.due_on or ""), []).append(each)
    listed = set(map(id, rows))
    return [
        {
            "title": found[0].task.title,
            "system": found[0].task.system,
            "audience": audiences.get(task, ""),
            "due_on": day(due_on) if due_on else None,
            "round": place,
            "recurs": "",
            "until": due_on,
            "changed": [],
            "places": _places(facts, [each for each in found if id(each) in listed]),
            "all": sum(each.row.progress != "exempt" for each in found),
            "done": sum(each.row.progress == "done" for each in found),
            "late": sum(each.state == "done_late" for each in found),
            "offices": sum(each.row.progress in OWING for each in found),
        }
        for (task, place, due_on), found in tasks.items()
    ]


_MOST_NAMED = 500
"""So many offices a list names; of more it says how many each province has."""


def _places(facts: _Facts, rows: Sequence[TrackedObligation]) -> list[PaperContent]:
    """Group the offices by district, and by province, where there are several."""
    if len(rows) > _MOST_NAMED:
        counted = Counter(f"จังหวัด{each.row.province}" for each in rows)
        return [{"place": place, "count": count, "offices": []} for place, count in counted.items()]
    several = {name: len({getattr(each.row, name) for each in rows}) > 1 for name in ("province", "district")}
    meant = {(each.row.task, each.row.office) for each in rows}
    details = load_details(facts.connection, meant, settled=True) if rows else {}
    places: dict[str, list[PaperContent]] = {}
    for each in rows:
        row = each.row
        district = f"อำเภอ{row.district}" if several["district"] and row.district else ""
        province = f"จังหวัด{row.province}" if several["province"] and row.province else ""
        noted = details.get((row.task, row.office))  # what is done has none; a letter that passes on names it too
        note = noted.note if noted else ""
        office = {"name": row.name, "progress": row.progress, "note": note, "told": each.told is not None}
        places.setdefault(f"{district} {province}".strip(), []).append(office)
    if all(len(found) == 1 for found in places.values()):  # heads over each name would say nothing
        places = {"": [office for found in places.values() for office in found]}
    return [{"place": place, "count": len(found), "offices": found} for place, found in places.items()]
