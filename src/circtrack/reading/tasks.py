"""What a letter's body asks to be entered: each task with its audience, its system and its deadline.

A task is named where the text tells an office (``แจ้งองค์กรปกครองส่วนท้องถิ่น``, ``ให้อำเภอ``) to enter
something (``บันทึก``, ``กรอก``, ``รายงาน`` …). Its title is the heading in quotation marks that follows,
or the words of the asking. Its deadline stands in the same item; where a numbered list gives one deadline in one of
its items only, that one holds for the others too, and the task's ``rule`` says ``shared``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from circtrack.model import Finding, Task
from circtrack.reading.fields import join_lines
from circtrack.thai.deadlines import FoundDeadline, find_deadlines

if TYPE_CHECKING:
    from datetime import date

_OFFICE = (
    r"(?:สำนักงานส่งเสริมการปกครองท้องถิ่น(?:จังหวัด|อำเภอ)|องค์กรปกครองส่วนท้องถิ่น|อปท\.?|องค์การบริหารส่วน(?:จังหวัด|ตำบล)"
    r"|เทศบาล(?:นคร|เมือง|ตำบล)?|อบจ\.?|อบต\.?|จังหวัด|อำเภอ|สถานศึกษา|โรงเรียน|หน่วยงาน|ส่วนราชการ|ท้องถิ่น(?:จังหวัด|อำเภอ))"
)
_VERB = r"(?:บันทึก|กรอก|รายงาน|นำเข้า|จัดส่ง|ส่งข้อมูล|ปรับปรุงข้อมูล|ตรวจสอบข้อมูล|ยืนยันข้อมูล|ลงทะเบียน|สำรวจ)"
# Between the office and the verb may stand which of them ("ในพื้นที่", "ทุกแห่ง") or a further office.
_ASKING = re.compile(
    r"(?:แจ้ง(?:ให้)?|ขอให้|ให้|ขอความร่วมมือ(?:จาก)?)\s?(?P<audience>"
    + _OFFICE
    + r"[^\s\"“”.:;()]{0,60}?(?:\s?ในพื้นที่|\s?ทุกแห่ง)?)"
    r"\s?(?:ดำเนินการ|เร่งรัด)?\s?(?P<verb>" + _VERB + ")"
)
_DIRECT = re.compile(r"(?:ขอความร่วมมือ|ขอให้|โปรด|จึงขอให้)\s?(?:ดำเนินการ|เร่ง(?:รัด)?)?(?P<verb>" + _VERB + ")")
_HEADING = re.compile(r"[\"“”](?P<title>[^\"“”]{4,300})[\"“”]")
_SYSTEM = re.compile(r"ระบบ[^()\n\"“”]{0,120}\(\s?(?:ระบบ\s?)?(?P<name>[A-Za-z][A-Za-z0-9 .-]{1,30})\)")
_KNOWN_SYSTEM = re.compile(
    r"(?<![A-Za-z])(?P<name>INFO|New e-LAAS|e-LAAS|e-Plan|LHR|CCIS|SIS|LEC"
    r"|LTAX(?: ?3000| ?Online)?|e-GP|ITAS|E-form)(?![A-Za-z])"
)
_ITEM = re.compile(r"^\s*(?:\(?[0-9๐-๙]{1,2}[.)])\s?(?=\D)")
_NEW_DAY = re.compile(r"เป็น\s?(?:ให้แล้วเสร็จ|สิ้นสุด|ต้อง\S{0,20})?\s?$")
_END = re.compile(r"^\s*จึงเรียนมา")


def read_tasks(
    body: list[str], *, subject: str, written_on: date | None, extension: bool = False
) -> tuple[tuple[Task, ...], tuple[Finding, ...]]:
    """The tasks that a letter's body names, and what is doubtful about their deadlines.

    Args:
        body: The body's lines.
        subject: เรื่อง, where the system may be named.
        written_on: The letter's date, for deadlines that give no year.
        extension: Whether the letter moves another one's deadline: its one task is then that day.
    """
    passages = [text for text in _passages(body) if text]
    if extension:
        return _extended(passages, subject, written_on)
    everything = f"{subject} {' '.join(passages)}"
    tasks: list[Task] = []
    doubts: list[Finding] = []
    for passage in passages:
        for task, deadlines in _tasks_of(passage, everything, written_on):
            tasks.append(_with_deadline(task, deadlines))
            doubts += _doubts(deadlines, written_on)
    return _shared_deadline(tasks), tuple(dict.fromkeys(doubts))


def _extended(
    passages: list[str], subject: str, written_on: date | None
) -> tuple[tuple[Task, ...], tuple[Finding, ...]]:
    """The new day of an extension: the one after เป็น (จากเดิม … เป็น …), else the last that the text gives."""
    text = " ".join(passages)
    deadlines = find_deadlines(text, written_on=written_on)
    dated = [each for each in deadlines if each.due_on]
    after = [each for each in dated if _NEW_DAY.search(text[: each.start])]
    chosen = (after or dated)[-1:]
    task = Task(title=subject, system=read_system(f"{subject} {text}"))
    tasks = tuple(replace(task, due_on=each.due_on, rule=each.rule, as_written=each.text) for each in chosen)
    return tasks, tuple(_doubts(chosen, written_on))


def read_system(text: str) -> str:
    """The name of the system that a text tells people to use: what stands in brackets after ระบบ…, or a known name."""
    match = _SYSTEM.search(text) or _KNOWN_SYSTEM.search(text)
    return match["name"].strip() if match else ""


def _passages(body: list[str]) -> list[str]:
    """Paragraphs and numbered items as running text, up to จึงเรียนมา."""
    passages: list[list[str]] = [[]]
    for line in body:
        if _END.match(line):
            break
        if not line.strip() or _ITEM.match(line):
            passages.append([])
        if line.strip():
            passages[-1].append(_ITEM.sub("", line))
    return [join_lines(lines) for lines in passages]


def _tasks_of(passage: str, everything: str, written_on: date | None) -> list[tuple[Task, list[FoundDeadline]]]:
    asked = list(_ASKING.finditer(passage))
    ends = [match.start() for match in asked[1:]] + [len(passage)]
    tasks = []
    for match, end in zip(asked, ends, strict=False):
        own = passage[match.start() : end]
        task = Task(
            title=_title(passage[match.start("verb") : end]),
            system=read_system(own) or read_system(everything),
            audience=match["audience"].strip(),
        )
        tasks.append((task, find_deadlines(own, written_on=written_on)))
    return tasks or _addressees_task(passage, everything, written_on)


def _addressees_task(passage: str, everything: str, written_on: date | None) -> list[tuple[Task, list[FoundDeadline]]]:
    """A task that names no office (ขอให้บันทึก…): the recipients owe it. Only with both a deadline and a system."""
    match = _DIRECT.search(passage)
    deadlines = find_deadlines(passage[match.start() :], written_on=written_on) if match else []
    system = read_system(everything)
    if match is None or not deadlines or not system:
        return []
    return [(Task(title=_title(passage[match.start("verb") :]), system=system), deadlines)]


def _title(words: str) -> str:
    """The heading in quotation marks, else the words of the asking up to its deadline or end."""
    if heading := _HEADING.search(words):
        return heading["title"].strip()
    return re.split(r"\s?(?:ภายใน|โดยขอ|ทั้งนี้|ให้แล้วเสร็จ|ไม่เกิน|ก่อนวันที่|รายละเอียด)", words)[0].strip()


def _with_deadline(task: Task, deadlines: list[FoundDeadline]) -> Task:
    if not deadlines:
        return task
    chosen = next((each for each in deadlines if each.due_on), deadlines[0])
    return replace(task, due_on=chosen.due_on, rule=chosen.rule, as_written=chosen.text)


def _doubts(deadlines: list[FoundDeadline], written_on: date | None) -> list[Finding]:
    doubts = [Finding(f"{each.problem}_deadline", "due_on", each.text, each.note) for each in deadlines if each.problem]
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
