"""What a letter's body asks to be entered or reported: each task with its audience, its system and its deadline.

A task is named where the text tells an office (``แจ้งองค์กรปกครองส่วนท้องถิ่น``, ``ให้อำเภอ``) to enter or report something
(``บันทึก``, ``กรอก``, ``รายงาน`` …). Its title is the heading in quotation marks that follows, or what is to be entered.
Its deadline stands in the same sentence; a further deadline there, behind a further verb, is a further task. Where a
numbered list gives one deadline in one of its items only, it holds for the others too: their ``rule`` is ``shared``.
What the letter tells of earlier letters (``ตามที่ … นั้น``) asks nothing anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from circtrack.model import Finding, Task
from circtrack.reading.fields import join_lines
from circtrack.reading.wording import (
    ASKING,
    DIRECT,
    END,
    ENTERING,
    ITEM,
    ITEM_VERB,
    LEAD,
    NEW_DAY,
    VERB,
    read_system,
    title_of,
    without_background,
)
from circtrack.thai.deadlines import FoundDeadline, find_deadlines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from circtrack.model import LetterKind

Read = tuple[tuple[Task, ...], tuple[Finding, ...]]

_NEW_DAY_WITHIN = 64  # more than its longest words


def read_tasks(body: list[str], *, subject: str, written_on: date | None, kind: LetterKind = "other") -> Read:
    """The tasks that a letter's body names, and what is doubtful about their deadlines.

    Args:
        body: The body's lines.
        subject: เรื่อง, where the system may be named.
        written_on: The letter's date, for deadlines that give no year.
        kind: A cancellation and a reply ask nothing; an extension's one task is the day that it moves to.
    """
    if kind in {"cancellation", "reply"}:
        return (), ()
    passages = [text for text in map(without_background, _passages(body)) if text]
    # The letter's one system, for what is entered without saying where.
    system = read_system(f"{subject} {' '.join(passages)}")
    if kind == "extension":
        return _extended(passages, subject, written_on)
    tasks: list[Task] = []
    doubts: list[Finding] = []
    lead = ""
    for passage in passages:
        found = _tasks_of(passage, system, written_on) or _listed(passage, lead, system, written_on)
        for task, deadline in found:
            tasks.append(_with_deadline(task, deadline))
            doubts += _doubts([deadline] if deadline else [], written_on)
        if (led := LEAD.search(passage)) is not None:
            lead = (led["audience"] or "").strip()
        doubts += _unclaimed(passage, [deadline for _, deadline in found if deadline], written_on)
    return _shared_deadline(tasks), tuple(dict.fromkeys(doubts))


def _listed(passage: str, lead: str, system: str, written_on: date | None) -> list[tuple[Task, FoundDeadline | None]]:
    """An item of a list that begins with what is to be done: the sentence before the list (… ดังนี้) says by whom."""
    verb = ITEM_VERB.match(passage)
    return _clauses(passage[verb.start("verb") :], lead, system, written_on) if verb else []


def _unclaimed(passage: str, claimed: Sequence[FoundDeadline], written_on: date | None) -> list[Finding]:
    """Deadlines of the passage that no task took: somebody is asked something, and who or what was not understood."""
    words = {each.text for each in claimed}
    return [
        Finding("unclaimed_deadline", "tasks", each.text)
        for each in find_deadlines(passage, written_on=written_on)
        if each.text not in words and each.rule not in {"range", "open"}
    ]


def _passages(body: list[str]) -> list[str]:
    """Paragraphs and numbered items as running text, up to จึงเรียนมา."""
    passages: list[list[str]] = [[]]
    for line in body:
        if END.match(line):
            break
        if not line.strip() or ITEM.match(line):
            passages.append([])
        if line.strip():
            passages[-1].append(ITEM.sub("", line))
    return [join_lines(lines) for lines in passages]


def _tasks_of(passage: str, system: str, written_on: date | None) -> list[tuple[Task, FoundDeadline | None]]:
    asked = list(ASKING.finditer(passage))
    audiences = [match["audience"].strip() for match in asked]
    if not asked and (direct := DIRECT.search(passage)):
        asked, audiences = [direct], [""]
    ends = [match.start() for match in asked[1:]] + [len(passage)]
    found: list[tuple[Task, FoundDeadline | None]] = []
    for match, audience, end in zip(asked, audiences, ends, strict=False):
        own = passage[match.start("verb") : end]
        found += _clauses(own, audience, system, written_on)
    return found


def _clauses(own: str, audience: str, system: str, written_on: date | None) -> list[tuple[Task, FoundDeadline | None]]:
    """What one office is asked in one breath: a task up to each deadline, or one without.

    Entering is a task whenever it is asked; checking, sending and the like only with a deadline, since letters are
    full of them.
    """
    deadlines = find_deadlines(own, written_on=written_on)
    # Words without a day (โดยด่วน) are a deadline only where no day is given.
    deadlines = [each for each in deadlines if each.rule != "open"] or deadlines[:1]
    found: list[tuple[Task, FoundDeadline | None]] = []
    begin = 0
    for place, deadline in enumerate(deadlines):
        words = own[begin : deadline.start]
        verb = VERB.search(words)
        if verb is None:
            if place == 0:
                break
            continue
        last = place == len(deadlines) - 1
        rest = words[verb.start() :]
        found.append((_task(rest, rest + (own[deadline.end :] if last else ""), audience, system), deadline))
        begin = deadline.end
    if not found and ENTERING.match(own):
        found.append((_task(own, own, audience, system), None))
    return found


def _task(words: str, own: str, audience: str, system: str) -> Task:
    named = read_system(own) or (system if ENTERING.match(words) else "")
    return Task(title=title_of(words), system=named, audience=audience)


def _with_deadline(task: Task, deadline: FoundDeadline | None) -> Task:
    if deadline is None:
        return task
    return replace(task, due_on=deadline.due_on, rule=deadline.rule, as_written=deadline.text)


def _extended(passages: list[str], subject: str, written_on: date | None) -> Read:
    """The new day of an extension: the one after เป็น (จากเดิม … เป็น …), else the last that the text gives."""
    text = " ".join(passages)
    dated = [each for each in find_deadlines(text, written_on=written_on) if each.due_on]
    after = [each for each in dated if NEW_DAY.search(text, max(0, each.start - _NEW_DAY_WITHIN), each.start)]
    chosen = (after or dated)[-1:]
    task = Task(title=subject, system=read_system(f"{subject} {text}"))
    return tuple(_with_deadline(task, each) for each in chosen), tuple(_doubts(chosen, written_on))


def _doubts(deadlines: Sequence[FoundDeadline], written_on: date | None) -> list[Finding]:
    doubts = [Finding(f"{each.problem}_deadline", "due_on", each.text, each.note) for each in deadlines if each.problem]
    doubts += [Finding("open_deadline", "due_on", each.text) for each in deadlines if each.rule == "open"]
    return doubts + [
        Finding("deadline_before_letter", "due_on", each.text, written_on.isoformat())
        for each in deadlines
        if each.due_on and written_on and each.due_on < written_on
    ]


def _shared_deadline(tasks: list[Task]) -> tuple[Task, ...]:
    dated = {(task.due_on, task.as_written) for task in tasks if task.as_written}
    if len(dated) != 1:
        return tuple(tasks)
    ((due_on, as_written),) = dated
    return tuple(
        task if task.as_written else replace(task, due_on=due_on, rule="shared", as_written=as_written)
        for task in tasks
    )
