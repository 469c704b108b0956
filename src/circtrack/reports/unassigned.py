"""Lines of reports on what letters ask of nobody who is known: "nobody owes" would not be true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.store.unassigned import list_unassigned
from circtrack.tracking.state import OWING_STATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from circtrack.database.engine import Connection
    from circtrack.errors import Message
    from circtrack.reports.tracked import ReportScope
    from circtrack.store.unassigned import UnassignedTask


def say_what_is_unassigned(
    connection: Connection, asked: ReportScope, is_wanted: Callable[[UnassignedTask], bool] = lambda _: True
) -> list[Message]:
    """Return a sentence for each task and addressee in a report's scope for which no office could be determined.

    Limits to offices or kinds leave them in: whose they are is not known. Limits to states that are settled leave them
    out.
    """
    if asked.states and not set(asked.states).intersection(OWING_STATES):
        return []
    found = list_unassigned(connection, asked.letter.root if asked.letter else None)
    said = [say(each) for each in found if _is_in_scope(each, asked) and is_wanted(each)]
    return list(dict.fromkeys(said))


def say(each: UnassignedTask) -> Message:
    """Say of one task or addressee that it is not yet said who must act."""
    from circtrack.tracking.unassigned import say_unassigned, say_unknown_addressee  # mostly there is none

    if each.phrase:
        return say_unknown_addressee(each.citation, each.phrase)
    return say_unassigned(each.citation, each.place, each.title, each.audience)


def _is_in_scope(each: UnassignedTask, asked: ReportScope) -> bool:
    if each.secret and not asked.include_secret:
        return False
    if asked.task and each.chain_place != asked.task:
        return False
    return _has(each.title, asked.title) and _has(each.system, asked.system)


def _has(text: str, part: str) -> bool:
    from circtrack.thai.number_text import bare_text  # mostly there is none

    return bare_text(part).casefold() in bare_text(text).casefold()
