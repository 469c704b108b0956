"""Tasks as found in a text, before it is known what they mean: their names and days, which other sentences may give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from circtrack.reading.titles import name_said
from circtrack.reading.tone_marks import Toneless
from circtrack.reading.verbs import REAL_VERB
from circtrack.thai.deadlines import is_by_then

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.model import Task
    from circtrack.reading.duties import NamedDuty
    from circtrack.thai.deadlines import FoundDeadline

_SAME_WORDS = 24  # letters by which two titles are of one duty


@dataclass(frozen=True, slots=True)
class FoundTask:
    """A task as found; ``reported`` if others ask it of the writer, ``unsure`` if it may be read otherwise.

    ``waits`` means that it is a task only if a sentence after its list sets a deadline; ``nameless`` that its words do
    not say what is to be done; ``retold`` that its passage tells of another office, whose words they may be; ``item``
    that it is of a list.
    """

    task: Task
    deadline: FoundDeadline | None
    reported: bool
    unsure: bool
    waits: bool = False
    nameless: bool = False
    retold: bool = False
    item: bool = False


def add_deadline(task: Task, deadline: FoundDeadline | None) -> Task:
    """Return a task with a deadline; as it is if there is none."""
    if deadline is None:
        return task
    return replace(task, due_on=deadline.due_on, rule=deadline.rule, as_written=deadline.text)


def give_day(found: Sequence[FoundTask], day: FoundDeadline, *, said: bool = False) -> list[FoundTask]:
    """Give a day to the tasks whose deadlines only point at one; if ``said``, at one named before."""
    return [
        replace(each, task=add_deadline(each.task, day), deadline=day)
        if each.deadline and is_by_then(each.deadline, said=said)
        else each
        for each in found
    ]


def list_asked_again(found: Sequence[FoundTask]) -> list[FoundTask]:
    """Return what a passage tells of another office, and the writer then asks for himself by his own day."""
    if not any(each.retold for each in found):
        return []
    later: set[tuple[str, str]] = set()
    again: list[FoundTask] = []
    for each in reversed(found):
        same = _list_marks(each.task)
        if each.retold and not later.isdisjoint(same):
            again.append(each)
        elif each.deadline and not each.retold:
            later.update(same)
    return again


def name_nameless(found: Sequence[FoundTask], duties: Sequence[NamedDuty]) -> list[FoundTask]:
    """Name the requests that only say "do it by …" after the duty meant, or give their day to the tasks meant.

    ``duties`` are those that the text has named, in its order.
    """
    named: list[FoundTask] = []
    waiting: list[int] = []  # the places of those without a deadline
    for each in found:
        if not each.nameless:
            waiting += [len(named)] if each.deadline is None else []
            named.append(each)
        elif waiting and each.deadline is not None and not each.waits:
            theirs = [place for place in waiting if _is_same_audience(named[place].task.audience, each.task.audience)]
            for place in theirs or waiting:
                task = add_deadline(named[place].task, each.deadline)
                named[place] = replace(named[place], task=task, deadline=each.deadline)
            waiting = [place for place in waiting if theirs and place not in theirs]
        elif duties:
            theirs_named = [duty for duty in duties if _is_same_audience(duty.audience, each.task.audience)]
            if not theirs_named and _collects(each.task, duties):
                named.append(each)
                continue
            meant = (theirs_named or duties)[-1]
            named_in = [duty.system for duty in duties if duty.system and meant.title in duty.title]
            system = each.task.system or (named_in[-1] if named_in else "")
            task = replace(each.task, title=meant.title, system=system)
            points = each.deadline is not None and "เดียวกัน" in each.deadline.text  # at one of several, perhaps
            named.append(replace(each, task=task, unsure=each.unsure or points or len(theirs_named or duties) > 1))
        else:
            named.append(replace(each, unsure=True))
    return named


def name_referring(found: Sequence[FoundTask], duties: Sequence[NamedDuty]) -> list[FoundTask]:
    """Name what titles only point at (ข้อมูลดังกล่าว) after the last duty that names it, with its system."""
    named = list(found)
    for place, each in enumerate(found):
        for duty in reversed(duties):
            if title := name_said(each.task.title, duty.title):
                system = each.task.system or (duty.system if title == duty.title else "")
                named[place] = replace(each, task=replace(each.task, title=title, system=system))
                break
    return named


def share_deadline(found: Sequence[FoundTask]) -> tuple[Task, ...]:
    """Give the only deadline of some tasks to those of a list without one, whose rule is then ``shared``."""
    dated = {(each.task.due_on, each.task.as_written) for each in found if each.task.as_written}
    if len(dated) != 1:
        return tuple(each.task for each in found)
    ((due_on, as_written),) = dated
    return tuple(
        replace(each.task, due_on=due_on, rule="shared", as_written=as_written)
        if each.item and not each.task.as_written
        else each.task
        for each in found
    )


def _collects(task: Task, duties: Sequence[NamedDuty]) -> bool:
    """Whether a request is to collect what others are asked by name (และให้จังหวัดรวบรวมส่งกรม): a duty of its own."""
    return bool(task.audience) and task.title.startswith("รวบรวม") and all(duty.audience for duty in duties)


def _is_same_audience(asked: str, again: str) -> bool:
    """Whether those who are asked again by kind (องค์กรปกครองส่วนท้องถิ่น) are those asked before, who may be fewer."""
    return bool(again) and asked.startswith(again)


def _list_marks(task: Task) -> list[tuple[str, str]]:
    """Return by what a request is known again: its verb with its system, and with its first words."""
    title = Toneless(task.title).text
    verb = REAL_VERB.match(title)
    return [(verb.group(), mark) for mark in (task.system, title[:_SAME_WORDS]) if mark] if verb else []
