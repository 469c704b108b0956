"""What became of each round of a task that comes again and again: a table of offices and rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_, Message, together
from circtrack.reports.tracked import day, track_obligations
from circtrack.table import Column, Report
from circtrack.tracking.open_rounds import RoundChoice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.database.engine import Connection
    from circtrack.model import State
    from circtrack.reports.tracked import ReportScope, TrackedObligation

_COLUMNS = (
    Column("letter_number", N_("letter"), "number"),
    Column("task", N_("task")),
    Column("office_code", N_("office code"), "code"),
    Column("office_name", N_("office"), "office"),
    Column("district", N_("district")),
    Column("province", N_("province")),
    Column("on_time", N_("on time"), "count"),
    Column("late", N_("late"), "count"),
    Column("never", N_("never"), "count"),
)
_TITLE = Message("What became of each round")
_SAID_ONCE = ("letter_number", "task", "district", "province")
_COUNTED: dict[str, State] = {"on_time": "done", "late": "done_late", "never": "overdue"}


class _Line(NamedTuple):
    """One office and one task: its first round, and its states by the rounds' places."""

    first: TrackedObligation
    states: dict[int, State]


def build_round_history(connection: Connection, asked: ReportScope, *, dated: bool = False) -> Report:
    """List for each office the state of every round that has opened, a column a round; who was late comes first.

    Offices are described as in their first round. An office that was not there in a round has nothing in it. With
    ``dated``, the head of each column has the round's last day, and there is a title; else a line below has the days.

    Raises:
        InputError, UnknownError: as ``tracked.list_asked_tasks``, and where nothing recurs.
    """
    lines: dict[tuple[int, str], _Line] = {}
    days: dict[int, dict[str, None]] = {}
    scope = asked._replace(rounds=asked.rounds or RoundChoice(every=True))
    for each in track_obligations(connection, scope, settled=True):
        place = each.row.round or 0
        lines.setdefault((each.row.task, each.row.office), _Line(each, {})).states[place] = each.state
        days.setdefault(place, {})[each.row.due_on or ""] = None
    places = sorted(days)
    named = {place: Message("round {place}, {day}", place=place, day=min(days[place])) for place in places if dated}
    columns = (*_COLUMNS, *(Column(f"round_{place}", named.get(place, str(place)), "word") for place in places))
    shown = ("never", "late", "on_time", *(f"round_{place}" for place in places))
    # On a page many rounds lie beyond the edge: whose they are stands before them.
    shown = ("office_name", *shown) if dated else (*shown, "office_name")
    table = (*shown, "district", "province", "letter_number", "task")
    until = [Message("{place}. until {day}", place=each, day=day(min(days[each]))) for each in places]
    report = Report(columns, list(_rows(lines, places)), table, _SAID_ONCE)
    return report._replace(title=_TITLE) if dated else report._replace(foot=[together(until)])


def _rows(lines: dict[tuple[int, str], _Line], places: list[int]) -> Iterator[tuple[object, ...]]:
    counts = {
        key: tuple(sum(state == of for state in line.states.values()) for of in _COUNTED.values())
        for key, line in lines.items()
    }
    for key in sorted(lines, key=lambda key: (key[0], -counts[key][2], -counts[key][1])):
        first, states = lines[key]
        row = first.row
        names = (first.task.letter_number, first.task.title, row.office, row.name, row.district, row.province)
        yield (*names, *counts[key], *(states.get(place) for place in places))
