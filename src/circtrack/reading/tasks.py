"""Find what a letter's body asks to be entered or reported: each task with its audience, its system and its deadline.

A task is found where the text asks an office, or its own recipients, to do something by a day; entering data in a
system is a task even without a day. Its deadline is in the same sentence; another deadline there, after another verb,
is another task. If a numbered list has one deadline, in one of its items or after them all, it applies to the other
items too: their ``rule`` is ``shared``. What the letter reports of earlier letters (``ตามที่ … นั้น``) is no task, and what
another office asks of the writer counts only if the writer sets no deadline. If the words can be read in more than one
way, the finding ``unsure_task`` says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from circtrack.model import Finding, Task
from circtrack.reading.deadline_findings import report_deadlines
from circtrack.reading.duties import NamedDuty
from circtrack.reading.extensions import (
    COUNTED,
    extends,
    find_new_day,
    is_moved_by_another,
    read_extended,
    read_for_whom,
)
from circtrack.reading.found_tasks import add_deadline
from circtrack.reading.memos import part_memo
from circtrack.reading.passages import Passage, split_passages
from circtrack.reading.task_reader import SAID_SYSTEM, TaskReader
from circtrack.reading.titles import is_empty_title, make_title, name_extended, name_extended_in, names_a_duty
from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.wording import ASKS_BESIDES, abbreviate_system, choose_system, find_background_end, read_system
from circtrack.thai.deadlines import find_deadlines, find_deadlines_and_days

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from circtrack.model import LetterKind
    from circtrack.reading.task_reader import TasksRead
    from circtrack.thai.deadlines import FoundDeadline


def read_memo(
    body: list[str], *, subject: str, written_on: date | None, kind: LetterKind = "other", writer: str = ""
) -> TasksRead:
    """Return the tasks that a memo proposes; if it proposes none, those that it reports to be asked of its office."""
    reported, proposed = part_memo(body)
    if not reported or not proposed:
        return read_tasks(reported or proposed, subject=subject, written_on=written_on, kind=kind, writer=writer)
    known = [passage.text for passage in split_passages(reported)]
    read = read_tasks(proposed, subject=subject, written_on=written_on, kind=kind, writer=writer, known=known)
    if read[0]:
        return read
    whole = [*reported, "", *proposed]
    return read_tasks(whole, subject=subject, written_on=written_on, kind=kind, writer=writer)


def read_tasks(
    body: list[str],
    *,
    subject: str,
    written_on: date | None,
    kind: LetterKind = "other",
    writer: str = "",
    moves: bool = False,
    known: Sequence[Toneless] = (),
) -> TasksRead:
    """Return the tasks that a letter's body names, and findings about them and their deadlines.

    Args:
        body: The body's lines.
        subject: เรื่อง, which may name the system.
        written_on: The letter's date, for deadlines without a year.
        kind: What a cancellation takes back is no task; an extension's first task is the new deadline.
        writer: The issuer's name: what an item says that it does itself is no task.
        moves: Whether the writer sets the days: what it asks to put off (ขอเลื่อนกำหนด) is then put off.
        known: Reports of what was asked before, which a request may mean.
    """
    parts = [_split_background(passage) for passage in split_passages(body, writer)]
    whole = " ".join([subject, *(rest.text.original for _, rest in parts)])
    told = " ".join([*(report.original for report in known), *(background.original for background, _ in parts)])
    if kind == "extension":
        return _read_extension(parts, told, subject, written_on, writer)
    system = abbreviate_system(choose_system(whole), f"{told} {whole}")
    reader = TaskReader(system, subject, written_on, writer=writer, moves=moves)
    for report in known:
        reader.remember(report)
    for background, passage in parts:
        reader.remember(background)
        rest = _drop_cancelled(passage) if kind == "cancellation" else passage
        if rest.text.original:
            reader.read(rest)
    return reader.result()


def _split_background(passage: Passage) -> tuple[Toneless, Passage]:
    """Split a passage into what it reports of earlier letters, and the rest."""
    end = passage.text.origin(find_background_end(passage.text.text))
    original = passage.text.original
    return Toneless(original[:end]), replace(passage, text=Toneless(original[end:].strip()))


# Where the new time begins behind what is extended: …ออกไป, …จากเดิม.
_FURTHER_OUT = compile_words(r"\s?(?:ออกไป|จาก(?:เดิม|กำหนด|วันที่)|ต่อไปอีก|เป็น(?=ภายใน|วันที่|$)|จนถึง|ไปจนถึง)")
_SAME_WORDS = 8  # letters by which an item's duty is the one extended
_CANCELS = compile_words(r"ยกเลิก")
# Behind what is cancelled: a request for the time between, or a sentence of its own.
_ASKS_THEN = compile_words(
    r"\s?(?:และ|แต่|โดย|ทั้งนี้)?\s?(?:ใน)?(?:ระหว่าง|ช่วง|ระยะ|ชั้น)[ก-๎]{0,24}นี้\s?(?:ขอ)?ให้|\s(?:ทั้งนี้|ส่วน|กรณี|หาก|ถ้า|สำหรับ|อนึ่ง)|(?<![0-9๐-๙])\sขอ(?:ให้|ความ(?:ร่วมมือ|อนุเคราะห์))"
)


def _drop_cancelled(passage: Passage) -> Passage:
    """Return a passage of a cancellation without what is cancelled: what it asks for besides is a duty like others."""
    cancels = _CANCELS.search(passage.text.text)
    if cancels is None:
        return passage
    asked = (words.search(passage.text.text, cancels.end()) for words in (ASKS_BESIDES, _ASKS_THEN))
    begin = min((passage.text.origin(each.start()) for each in asked if each), default=len(passage.text.original))
    return replace(passage, text=Toneless(passage.text.original[begin:].strip()))


def _read_extension(
    parts: Sequence[tuple[Toneless, Passage]], told: str, subject: str, written_on: date | None, writer: str
) -> TasksRead:
    """Return the new deadline of an extension, and what the letter asks besides; told is that it has no new day.

    Who owes it, and in which system, the report of the earlier letter says.
    """
    own = [passage for _, passage in parts if not is_moved_by_another(passage.text, writer)]
    if not any(extends(passage.text) for passage in own):
        own = [passage for _, passage in parts]  # the other's day is passed on
    text = " ".join(passage.text.original for passage in own)
    reported, days = find_deadlines_and_days(told, written_on=written_on)
    rows = [
        passage for _, passage in parts if passage.item and find_deadlines(passage.text.original, written_on=written_on)
    ]
    if len(rows) > 1:  # each may have a new day of its own
        text = " ".join(passage.text.original for passage in own if passage not in rows)
    new, old = find_new_day(text, written_on, {each.due_on for each in (*reported, *days) if each.due_on})
    settled = [*old, new] if new else old
    reader = TaskReader("", subject, written_on, frozenset((each.text, each.due_on) for each in settled))
    for _, passage in parts:
        if passage.text.original:
            reader.read(passage)
    further, findings = reader.result()
    if new is None and len(rows) > 1 and further:
        return further, findings
    if new is None:
        return further, (*findings, Finding("no_new_day", "tasks", subject))
    if len(rows) > 1 and _share_extended(further, text, new):
        return further, (*report_deadlines([new], written_on), *findings)
    extended = _name_extended(parts, written_on, {task.title for task in further})
    counted = new.rule == COUNTED and new.due_on is not None
    doubts = [Finding("counted_extension", "due_on", new.text, "", str(new.due_on), taken=True)] if counted else []
    said = choose_system(told) if SAID_SYSTEM.search(Toneless(text[: new.end]).text) else ""
    system = read_system(f"{subject} {read_extended(text[: new.start])}") or said or extended.system
    task = add_deadline(
        Task(
            title=_title_extended(subject, text[: new.start]),
            system=system,
            audience=read_for_whom(text, new) or extended.audience,
        ),
        new,
    )
    return (task, *further), (*report_deadlines([new], written_on), *doubts, *findings)


def _title_extended(subject: str, text: str) -> str:
    """Return the duty that is extended: as the text before the new day names it, else as the subject does."""
    said = Toneless(name_extended_in(text))
    further = _FURTHER_OUT.search(said.text)
    named = make_title(said.written(0, further.start())) if further else ""
    whole = names_a_duty(named) and not is_empty_title(named) and "ดังก" not in named
    return named if whole else make_title(name_extended(subject))


def _share_extended(tasks: Sequence[Task], text: str, new: FoundDeadline) -> bool:
    """Whether the items of a list say who does what is extended by when, the last of them by the new day."""
    named = Toneless(name_extended_in(text)).text
    same = any(Toneless(task.title).text.startswith(named[:_SAME_WORDS]) for task in tasks if task.due_on)
    return len(named) >= _SAME_WORDS and same and any(task.due_on == new.due_on for task in tasks)


def _name_extended(
    parts: Sequence[tuple[Toneless, Passage]], written_on: date | None, further: Collection[str]
) -> NamedDuty:
    """Return the duty whose deadline is extended: the first that the text names and does not ask besides."""
    reader = TaskReader("", "", written_on)
    for background, passage in parts:
        reader.remember(background)
        reader.remember(passage.text)
    return next((duty for duty in reader.list_duties() if duty.title not in further), NamedDuty("", "", ""))
