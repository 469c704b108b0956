"""Find what a letter's body asks to be entered or reported: each task with its audience, its system and its deadline.

A task is found where the text asks an office, or its own recipients, to do something by a day; entering data in a
system is a task even without a day. Its deadline is in the same sentence; another deadline there, after another verb,
is another task. If a numbered list has one deadline, in one of its items or after them all, it applies to the other
items too: their ``rule`` is ``shared``. What the letter reports of earlier letters (``ตามที่ … นั้น``) is no task, and what
another office asks of the writer counts only if the writer sets no deadline. If the words can be read in more than one
way, the finding ``unsure_task`` says so.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from circtrack.model import Finding, Task
from circtrack.reading.asks import (
    Ask,
    Clause,
    Closer,
    cut_at_closer,
    drop_closer_asks,
    find_asks,
    find_closers,
    read_ask,
    split_clauses,
)
from circtrack.reading.passages import Passage, split_passages
from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.wording import (
    ENTERING,
    FOR_WHOM,
    GENERAL,
    GOES_ON,
    ITEM_ASKING,
    LIST_BEGINS,
    NEW_DAY,
    REAL_VERB,
    STEPS,
    UNREAD_DAY,
    choose_system,
    find_background_end,
    find_own_beginnings,
    is_offices_only,
    is_telling,
    read_system,
)
from circtrack.thai.deadlines import FoundDeadline, find_deadlines
from circtrack.thai.years import is_years_after

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence
    from datetime import date

    from circtrack.model import LetterKind


_TITLE = 200  # letters of an item that has no request
TasksRead = tuple[tuple[Task, ...], tuple[Finding, ...]]

_NEW_DAY_WITHIN = 64  # letters; longer than its longest words


@dataclass(frozen=True, slots=True)
class _Found:
    """A task as found; ``reported`` if others ask it of the writer, ``unsure`` if it may be read otherwise.

    ``waits`` means that it is a task only if a sentence after its list sets a deadline.
    """

    task: Task
    deadline: FoundDeadline | None
    reported: bool
    unsure: bool
    waits: bool = False


@dataclass(frozen=True, slots=True)
class _Lead:
    """The sentence before a list: who is asked, and its deadline if it has one. ``asks`` is whether it is a request."""

    asks: bool = False
    audience: str = ""
    deadline: FoundDeadline | None = None


def read_tasks(body: list[str], *, subject: str, written_on: date | None, kind: LetterKind = "other") -> TasksRead:
    """Return the tasks that a letter's body names, and findings about them and their deadlines.

    Args:
        body: The body's lines.
        subject: เรื่อง, which may name the system.
        written_on: The letter's date, for deadlines without a year.
        kind: A cancellation or a reply has no task; an extension's only task is the new deadline.
    """
    if kind in {"cancellation", "reply"}:
        return (), ()
    passages = list(_drop_background(split_passages(body)))
    whole = " ".join([subject, *(passage.text.original for passage in passages)])
    if kind == "extension":
        return _read_extension([passage.text.original for passage in passages], subject, written_on)
    reader = _Reader(choose_system(whole), written_on)
    for passage in passages:
        reader.read(passage)
    return reader.result()


def _drop_background(passages: Sequence[Passage]) -> Iterator[Passage]:
    """Yield the passages without what they report of earlier letters."""
    for passage in passages:
        rest = passage.text.original[passage.text.origin(find_background_end(passage.text.text)) :].strip()
        if rest:
            yield replace(passage, text=Toneless(rest))


class _Reader:
    """Reads one body's passages in order."""

    def __init__(self, system: str, written_on: date | None) -> None:
        self._system = system
        self._written_on = written_on
        self._lead = _Lead()
        self._found: list[_Found] = []
        self._items: list[tuple[int, int]] = []  # the list's items: their numbers, and their indexes in _found
        self._unclaimed: list[tuple[FoundDeadline, bool]] = []
        self._unread: list[str] = []

    def read(self, passage: Passage) -> None:
        """Find the tasks of one passage."""
        text = passage.text
        deadlines = find_deadlines(text.original, written_on=self._written_on)
        report_end = self._find_report_end(text, deadlines)
        asks = find_asks(text)
        if passage.item and not (asks and asks[0].start == 0) and (ask := self._read_item(text)):
            asks = [ask, *(other for other in asks if other.verb > ask.verb)]
        if not (asks or passage.item) and self._lead.asks and (goes_on := GOES_ON.match(text.text)):
            more = read_ask(text, goes_on.end(), start=0)
            asks = [replace(more, audience=more.audience or self._lead.audience)] if more else []
        if passage.item:
            asks = [replace(ask, audience=ask.audience or self._lead.audience) for ask in asks]
            self._read_heading(text)
        closers = list(find_closers(text, asks, deadlines)) if self._items else []
        asks = drop_closer_asks(asks, closers)
        claimed = {each.deadline.start for each in closers}  # offsets of deadlines that belong to a task
        leads = bool(LIST_BEGINS.search(text.text))
        before = len(self._found)
        for place, ask in enumerate(asks):
            end = asks[place + 1].start if place + 1 < len(asks) else len(text.text)
            end = cut_at_closer(ask.verb, end, closers)
            for clause in split_clauses(
                text, ask, end, _between(text, ask.verb, end, deadlines), closing=passage.closing
            ):
                if leads and is_empty_title(make_title(clause.words)):
                    continue  # the items say what to do
                self._add_task(ask, clause, reported=ask.verb < report_end, item=passage.item)
                claimed |= {clause.deadline.start} if clause.deadline else set()
        if leads:
            dated = [each for each in deadlines if each.rule not in {"open", "range"} and each.start not in claimed]
            self._lead = _Lead(bool(asks), asks[-1].audience if asks else "", dated[-1] if dated else None)
            self._items = []
            claimed |= {each.start for each in dated[-1:]}
        elif passage.item:
            self._store_item(passage, before)
        for closer in closers:
            self._apply_closer(closer)
        self._unread += _find_unread(text, deadlines)
        # If the whole passage is a report, it may still be the writer's own request.
        report_end = report_end if report_end < len(text.text) else 0
        self._unclaimed += [
            (each, text.at(each.start) < report_end)
            for each in deadlines
            if each.start not in claimed or not report_end
        ]

    def result(self) -> TasksRead:
        """Return the tasks, and findings about them."""
        self._found = [each for each in self._found if not each.waits]
        own = [each for each in self._found if not each.reported]
        # What others ask of the writer counts only if the writer sets no deadline.
        found = own if any(each.deadline for each in own) else self._found
        unclaimed = [each for each, reported in self._unclaimed if not (reported and found is own)]
        doubts: list[Finding] = []
        for each in found:
            doubts += _report_doubts([each.deadline] if each.deadline else [], self._written_on)
        doubts += [Finding("unsure_task", "tasks", each.task.title) for each in found if each.unsure]
        words = {each.deadline.text for each in found if each.deadline}
        doubts += [
            Finding("unclaimed_deadline", "tasks", each.text)
            for each in unclaimed
            if each.text not in words and each.rule not in {"range", "open"}
        ]
        doubts += [Finding("unread_deadline", "due_on", each) for each in self._unread]
        return _share_deadline([each.task for each in found]), tuple(dict.fromkeys(doubts))

    def _find_report_end(self, text: Toneless, deadlines: Sequence[FoundDeadline]) -> int:
        """Return up to where a passage reports what others ask: its last จึงขอ… before a deadline, or its end."""
        if not is_telling(text.text):
            return 0
        begins = find_own_beginnings(text.text)
        last = text.at(deadlines[-1].start) if deadlines else 0
        with_day = [place for place in begins if place < last]
        return with_day[-1] if with_day else len(text.text) if not begins else begins[-1]

    def _read_item(self, text: Toneless) -> Ask | None:
        """Read what a list item asks, from its first word; the sentence before the list may say who is asked."""
        asking = ITEM_ASKING.match(text.text)
        ask = read_ask(text, asking.end() if asking else 0, start=0)
        return ask and replace(ask, audience=ask.audience or self._lead.audience)

    def _read_heading(self, text: Toneless) -> None:
        """Use an item that only names offices as the audience of the items after it."""
        begin = FOR_WHOM.match(text.text)
        end = len(text.text.rstrip(" :："))
        if begin and begin.end() < end and is_offices_only(text, begin.end(), end):
            self._lead = replace(self._lead, audience=text.written(begin.end(), end).strip())

    def _store_item(self, passage: Passage, before: int) -> None:
        """Keep an item without a deadline of its own, because the text after the list may set one."""
        if len(self._found) == before:
            if not self._lead.asks:
                return
            task = Task(title=make_title(passage.text.original[:_TITLE]), audience=self._lead.audience)
            day = self._lead.deadline
            self._found.append(_Found(_add_deadline(task, day), day, reported=False, unsure=True, waits=day is None))
        if self._found[before].deadline is None:
            self._items.append((passage.number, before))

    def _apply_closer(self, closer: Closer) -> None:
        """Give a deadline to the items that a sentence after the list means."""
        for number, place in self._items:
            if closer.numbers and number not in closer.numbers:
                continue
            item = self._found[place]
            task = replace(_add_deadline(item.task, closer.deadline), rule="shared")
            task = replace(task, audience=task.audience or closer.audience)
            self._found[place] = replace(item, task=task, deadline=closer.deadline, waits=False)
        self._items = []

    def _add_task(self, ask: Ask, clause: Clause, *, reported: bool, item: bool) -> None:
        deadline, words = clause.deadline, clause.words
        if deadline is None and ask.start == 0 and item:
            deadline = self._lead.deadline
        enters = bool(ENTERING.match(Toneless(words).text))
        waits = deadline is None and not enters
        if waits and not item:
            return
        system = read_system(f"{words} {clause.tail}")
        if not system and enters and "แบบ" not in words:
            system = self._system
        task = _add_deadline(Task(title=make_title(words), system=system, audience=ask.audience), deadline)
        # The lead's deadline probably applies to each item, but it is not certain.
        unsure = clause.unsure or deadline is not clause.deadline or is_empty_title(task.title)
        if deadline is None and (unread := UNREAD_DAY.search(Toneless(words).text)):
            task, unsure = replace(task, title=make_title(Toneless(words).written(0, unread.start()))), True
        self._found.append(_Found(task, deadline, reported, unsure, waits))


def _find_unread(text: Toneless, deadlines: Sequence[FoundDeadline]) -> Iterator[str]:
    """Yield what begins like a deadline but could not be read as one."""
    ends = [each.end for each in deadlines]
    for match in UNREAD_DAY.finditer(text.text):
        place = text.origin(match.start())
        behind = bisect_right(ends, place)
        if behind == len(deadlines) or place < deadlines[behind].start:
            yield text.written(*match.span()).strip()


def _between(text: Toneless, start: int, end: int, deadlines: Sequence[FoundDeadline]) -> Sequence[FoundDeadline]:
    first = bisect_right(deadlines, text.origin(start), key=lambda each: each.start)
    return deadlines[first : bisect_left(deadlines, text.origin(end), key=lambda each: each.start)]


def _add_deadline(task: Task, deadline: FoundDeadline | None) -> Task:
    if deadline is None:
        return task
    return replace(task, due_on=deadline.due_on, rule=deadline.rule, as_written=deadline.text)


def _read_extension(passages: list[str], subject: str, written_on: date | None) -> TasksRead:
    """Return the new deadline of an extension: the one after เป็น (จากเดิม … เป็น …), or the last one in the text."""
    text = " ".join(passages)
    dated = [each for each in find_deadlines(text, written_on=written_on) if each.due_on]
    after = [
        each for each in dated if NEW_DAY.search(Toneless(text[max(0, each.start - _NEW_DAY_WITHIN) : each.start]).text)
    ]
    chosen = (after or dated)[-1:]
    task = Task(title=subject, system=read_system(f"{subject} {text}"))
    return tuple(_add_deadline(task, each) for each in chosen), tuple(_report_doubts(chosen, written_on))


def _report_doubts(deadlines: Sequence[FoundDeadline], written_on: date | None) -> list[Finding]:
    doubts = [Finding(f"{each.problem}_deadline", "due_on", each.text, each.note) for each in deadlines if each.problem]
    doubts += [Finding("open_deadline", "due_on", each.text) for each in deadlines if each.rule == "open"]
    for each in deadlines:
        if each.due_on and written_on:
            if each.due_on < written_on:
                doubts.append(Finding("deadline_before_letter", "due_on", each.text, written_on.isoformat()))
            elif is_years_after(each.due_on, written_on):
                doubts.append(Finding("far_deadline", "due_on", each.text, written_on.isoformat()))
    return doubts


def _share_deadline(tasks: list[Task]) -> tuple[Task, ...]:
    dated = {(task.due_on, task.as_written) for task in tasks if task.as_written}
    if len(dated) != 1:
        return tuple(tasks)
    ((due_on, as_written),) = dated
    return tuple(
        task if task.as_written else replace(task, due_on=due_on, rule="shared", as_written=as_written)
        for task in tasks
    )


# The title of a task: the heading that the text tells people to look for, or else the words of the request.
#
# The verb stays (``รายงานผล…`` and ``สำรวจ…`` are two things to do), and so does everything that one request asks. Only
# words that say by when, where to and how well are removed: ``ให้แล้วเสร็จ``, ``ให้จังหวัดทราบ``, ``ในระบบ…``,
# ``ให้ถูกต้อง ครบถ้วน``.

_HEADING = compile_words(r"(?:หัวข้อ|เมนู|รายการ|หมวด|แถบ)\s?[\"“”](?P<title>[^\"“”]{4,300})[\"“”]")
_AGAIN = compile_words(r"\s?(?:ทั้งนี้|โดย(?:ขอ)?ให้|โดยขอ)")
_WHOM = r"(?:จังหวัด|อำเภอ|กรม|กระทรวง|สำนัก|เทศบาล|องค์การบริหาร|กอง|กลุ่ม|ฝ่าย|ท้องถิ่น|ศูนย์|ผู้ว่า|นายอำเภอ|คณะ|ทราบ|อบ[ตจ]|หน่วย)"
_TAILS = (
    compile_words(r"\s?(?:ให้|จน)?(?:แล้ว)?เสร็จ(?:สิ้น|เรียบร้อย)*(?:ทันเวลา|ตามกำหนด|ทัน)?\s?$"),
    compile_words(r"\s?(?:ให้)?(?:(?:ถูกต้อง|ครบถ้วน|เป็นปัจจุบัน|สมบูรณ์|เรียบร้อย)[\s,]*(?:และ)?[\s,]*)+$"),
    compile_words(
        rf"\s?(?:และ|แล้ว|พร้อม(?:ทั้ง)?)?\s?(?:รวบรวม)?(?:แล้ว)?(?:จัด|นำ)?ส่ง(?:มา)?(?:ให้|ถึง|ไปยัง|มายัง|ที่)\s?{_WHOM}[^\s]{{0,70}}(?:\sทราบ)?\s?$"
    ),
    compile_words(rf"\s?(?:ให้|ต่อ|ถึง|ไปยัง|มายัง){_WHOM}[^\s]{{0,70}}(?:\s?ทราบ)?\s?$"),
    compile_words(r"\s?(?:และ|แล้ว|พร้อม(?:ทั้ง|กับ)?|โดย|เพื่อ|,|ทั้งนี้|ต้อง)\s?$"),
)
_WHERE = compile_words(r"\s?(?:ลง)?(?:ใน|ผ่าน|ทาง)(?:ทาง)?(?:ระบบ|เว็บไซต์|โปรแกรม).*$")
_SYSTEM = compile_words(r"\s?(?:ลง)?(?:ใน|ผ่าน|ทาง)(?:ทาง)?(?:ระบบ|เว็บไซต์|โปรแกรม)[^()]*\([^()ก-๎]*\)\s?$")
_SHORTEST = 8


_NOTHING = compile_words(
    r"(?:โปรด|(?:จัด)?ส่ง|รายงาน|ดำเนินการ|พิจารณา|ปฏิบัติ|ถือปฏิบัติ|เร่งรัด|เร่ง|ให้|แล้ว|เสร็จ|ต่อไป|ตาม|ที่|กำหนด|ดังกล่าว|\s)*"
)
_LIKEWISE = compile_words(r"เช่น(?:เดียว)?กัน")


def is_empty_title(title: str) -> bool:
    """Whether a title has only words that any request has: the text says elsewhere what is to be done."""
    bare = Toneless(title).text
    return bool(_NOTHING.fullmatch(bare) or _LIKEWISE.search(bare))


def make_title(written: str) -> str:
    """Make a task's title from the words of a request, which begin with its verb and end before its deadline."""
    asked = Toneless(written)
    if heading := _HEADING.search(asked.text):
        return asked.written(*heading.span("title")).strip()
    begin = 0
    for beginning in (GENERAL, STEPS):
        if match := beginning.match(asked.text, begin):
            begin = match.end()
    end = _find_end(asked.text, begin)
    title = asked.written(begin, end).strip(" ,")
    # Keep the whole text if shortening it would cut a bracket in two.
    return title if title.count("(") == title.count(")") else asked.written(begin, len(asked.text)).strip(" ,")


def _find_end(text: str, begin: int) -> int:
    end = len(text.rstrip())
    if (again := _AGAIN.search(text, begin + _SHORTEST)) and not _has_another_verb(text, begin, again.end()):
        end = again.start()
    shortened = True
    while shortened:
        shortened = False
        for tail in (*_TAILS, _SYSTEM):
            match = _find_tail(tail, text, begin, end)
            if match is not None and match - begin >= _SHORTEST:
                end, shortened = match, True
    where = _WHERE.search(text, begin + 3, end)
    if where and where.start() - begin >= _SHORTEST and not REAL_VERB.search(text, where.start(), end):
        return _find_end(text[: where.start()], begin)
    return end


def _find_tail(tail: re.Pattern[str], text: str, begin: int, end: int) -> int | None:
    """Return the offset of a tail that ends at ``end``; no tail is longer than about two hundred letters."""
    match = tail.search(text, max(begin, end - 200), end)
    return match.start() if match and match.end() == end else None


def _has_another_verb(text: str, begin: int, place: int) -> bool:
    """Whether the text from ``place`` on asks for something other than the words before it."""
    first = REAL_VERB.match(text, begin)
    return any(first is None or verb.group() != first.group() for verb in REAL_VERB.finditer(text, place))
