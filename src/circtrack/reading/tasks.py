"""What a letter's body asks to be entered or reported: each task with its audience, its system and its deadline.

A task is named where the text asks an office, or its own recipients, to do something by a day; entering something in a
system is one without a day, too. Its deadline stands in the same sentence; a further deadline there, behind a further
verb, is a further task. Where a numbered list gives one deadline in one of its items only, or below them all, it holds
for the others too: their ``rule`` is ``shared``. What the letter tells of earlier letters (``ตามที่ … นั้น``) asks
nothing anew, and what another office asks of the writer gives way to what the writer asks. Where the words can be read
in more than one way, the finding ``unsure_task`` says so.
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
    find_asks,
    find_closers,
    keep_own_asks,
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
    find_own_beginning,
    is_offices_only,
    is_telling,
    read_system,
)
from circtrack.thai.deadlines import FoundDeadline, find_deadlines

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence
    from datetime import date

    from circtrack.model import LetterKind


_TITLE = 200  # letters of an item that holds no asking
Read = tuple[tuple[Task, ...], tuple[Finding, ...]]

_NEW_DAY_WITHIN = 64  # more than its longest words


@dataclass(frozen=True, slots=True)
class _Found:
    """A task as found; ``told`` where others ask it of the writer, ``unsure`` where it may be read otherwise.

    ``waits`` says that it is a task only if a sentence below its list sets a day.
    """

    task: Task
    deadline: FoundDeadline | None
    told: bool
    unsure: bool
    waits: bool = False


@dataclass(frozen=True, slots=True)
class _Lead:
    """What leads to a list: who is asked, and by when where it says so. ``asks`` is whether it asks at all."""

    asks: bool = False
    audience: str = ""
    deadline: FoundDeadline | None = None


def read_tasks(body: list[str], *, subject: str, written_on: date | None, kind: LetterKind = "other") -> Read:
    """The tasks that a letter's body names, and what is doubtful about them and their deadlines.

    Args:
        body: The body's lines.
        subject: เรื่อง, where the system may be named.
        written_on: The letter's date, for deadlines that give no year.
        kind: A cancellation and a reply ask nothing; an extension's one task is the day that it moves to.
    """
    if kind in {"cancellation", "reply"}:
        return (), ()
    passages = list(_asking(split_passages(body)))
    whole = " ".join([subject, *(passage.text.original for passage in passages)])
    if kind == "extension":
        return _extended([passage.text.original for passage in passages], subject, written_on)
    reader = _Reader(choose_system(whole), written_on)
    for passage in passages:
        reader.read(passage)
    return reader.result()


def _asking(passages: Sequence[Passage]) -> Iterator[Passage]:
    """The passages without what they tell of earlier letters."""
    for passage in passages:
        rest = passage.text.original[passage.text.origin(find_background_end(passage.text.text)) :].strip()
        if rest:
            yield replace(passage, text=Toneless(rest))


class _Reader:
    """Reads one body's passages in their order."""

    def __init__(self, system: str, written_on: date | None) -> None:
        self._system = system
        self._written_on = written_on
        self._lead = _Lead()
        self._found: list[_Found] = []
        self._items: list[tuple[int, int]] = []  # of the list: their numbers, and their places in what was found
        self._unclaimed: list[tuple[FoundDeadline, bool]] = []
        self._unread: list[str] = []

    def read(self, passage: Passage) -> None:
        """Take the tasks of one passage."""
        text = passage.text
        deadlines = find_deadlines(text.original, written_on=self._written_on)
        told_until = self._told_until(text, deadlines)
        asks = find_asks(text)
        if passage.item and not (asks and asks[0].start == 0) and (ask := self._item(text)):
            asks = [ask, *(other for other in asks if other.verb > ask.verb)]
        if not (asks or passage.item) and self._lead.asks and (goes_on := GOES_ON.match(text.text)):
            more = read_ask(text, goes_on.end(), start=0)
            asks = [replace(more, audience=more.audience or self._lead.audience)] if more else []
        if passage.item:
            asks = [replace(ask, audience=ask.audience or self._lead.audience) for ask in asks]
            self._read_heading(text)
        closers = list(find_closers(text, asks, deadlines)) if self._items else []
        asks = keep_own_asks(asks, closers)
        claimed = {each.deadline.start for each in closers}  # where the deadlines begin that are a task's
        leads = bool(LIST_BEGINS.search(text.text))
        before = len(self._found)
        for place, ask in enumerate(asks):
            end = asks[place + 1].start if place + 1 < len(asks) else len(text.text)
            end = cut_at_closer(ask.verb, end, closers)
            for clause in split_clauses(
                text, ask, end, _between(text, ask.verb, end, deadlines), closing=passage.closing
            ):
                if leads and is_empty_title(make_title(clause.words)):
                    continue  # the items say it
                self._take(ask, clause, told=ask.verb < told_until, item=passage.item)
                claimed |= {clause.deadline.start} if clause.deadline else set()
        if leads:
            dated = [each for each in deadlines if each.rule not in {"open", "range"} and each.start not in claimed]
            self._lead = _Lead(bool(asks), asks[-1].audience if asks else "", dated[-1] if dated else None)
            self._items = []
            claimed |= {each.start for each in dated[-1:]}
        elif passage.item:
            self._keep_item(passage, before)
        for closer in closers:
            self._close(closer)
        self._unread += _unread(text, deadlines)
        # What a whole passage tells may be the writer's own after all.
        told_until = told_until if told_until < len(text.text) else 0
        self._unclaimed += [
            (each, text.at(each.start) < told_until)
            for each in deadlines
            if each.start not in claimed or not told_until
        ]

    def result(self) -> Read:
        """The tasks, and what is doubtful about them."""
        self._found = [each for each in self._found if not each.waits]
        own = [each for each in self._found if not each.told]
        # What others ask of the writer counts only where the writer sets no day.
        found = own if any(each.deadline for each in own) else self._found
        unclaimed = [each for each, told in self._unclaimed if not (told and found is own)]
        doubts: list[Finding] = []
        for each in found:
            doubts += _doubts([each.deadline] if each.deadline else [], self._written_on)
        doubts += [Finding("unsure_task", "tasks", each.task.title) for each in found if each.unsure]
        words = {each.deadline.text for each in found if each.deadline}
        doubts += [
            Finding("unclaimed_deadline", "tasks", each.text)
            for each in unclaimed
            if each.text not in words and each.rule not in {"range", "open"}
        ]
        doubts += [Finding("unread_deadline", "due_on", each) for each in self._unread]
        return _shared_deadline([each.task for each in found]), tuple(dict.fromkeys(doubts))

    def _told_until(self, text: Toneless, deadlines: Sequence[FoundDeadline]) -> int:
        """Up to where a passage tells what others ask: to its last จึงขอ… with a day, or to its end."""
        if not is_telling(text.text):
            return 0
        begins = find_own_beginning(text.text)
        last = text.at(deadlines[-1].start) if deadlines else 0
        with_day = [place for place in begins if place < last]
        return with_day[-1] if with_day else len(text.text) if not begins else begins[-1]

    def _item(self, text: Toneless) -> Ask | None:
        """What an item of a list asks, from its first word on; the sentence before the list may say of whom."""
        asking = ITEM_ASKING.match(text.text)
        ask = read_ask(text, asking.end() if asking else 0, start=0)
        return ask and replace(ask, audience=ask.audience or self._lead.audience)

    def _read_heading(self, text: Toneless) -> None:
        """An item that only names offices says for whom the items below it are."""
        begin = FOR_WHOM.match(text.text)
        end = len(text.text.rstrip(" :："))
        if begin and begin.end() < end and is_offices_only(text, begin.end(), end):
            self._lead = replace(self._lead, audience=text.written(begin.end(), end).strip())

    def _keep_item(self, passage: Passage, before: int) -> None:
        """Note an item without a day of its own, where what follows the list may give it one."""
        if len(self._found) == before:
            if not self._lead.asks:
                return
            task = Task(title=make_title(passage.text.original[:_TITLE]), audience=self._lead.audience)
            day = self._lead.deadline
            self._found.append(_Found(_with_deadline(task, day), day, told=False, unsure=True, waits=day is None))
        if self._found[before].deadline is None:
            self._items.append((passage.number, before))

    def _close(self, closer: Closer) -> None:
        """Give the items that a sentence below them means their day."""
        for number, place in self._items:
            if closer.numbers and number not in closer.numbers:
                continue
            item = self._found[place]
            task = replace(_with_deadline(item.task, closer.deadline), rule="shared")
            task = replace(task, audience=task.audience or closer.audience)
            self._found[place] = replace(item, task=task, deadline=closer.deadline, waits=False)
        self._items = []

    def _take(self, ask: Ask, clause: Clause, *, told: bool, item: bool) -> None:
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
        task = _with_deadline(Task(title=make_title(words), system=system, audience=ask.audience), deadline)
        # That the lead's deadline holds for each item is likely, and no more.
        unsure = clause.unsure or deadline is not clause.deadline or is_empty_title(task.title)
        if deadline is None and (unread := UNREAD_DAY.search(Toneless(words).text)):
            task, unsure = replace(task, title=make_title(Toneless(words).written(0, unread.start()))), True
        self._found.append(_Found(task, deadline, told, unsure, waits))


def _unread(text: Toneless, deadlines: Sequence[FoundDeadline]) -> Iterator[str]:
    """What begins as a deadline and is none that could be read."""
    ends = [each.end for each in deadlines]
    for said in UNREAD_DAY.finditer(text.text):
        place = text.origin(said.start())
        behind = bisect_right(ends, place)
        if behind == len(deadlines) or place < deadlines[behind].start:
            yield text.written(*said.span()).strip()


def _between(text: Toneless, start: int, end: int, deadlines: Sequence[FoundDeadline]) -> Sequence[FoundDeadline]:
    first = bisect_right(deadlines, text.origin(start), key=lambda each: each.start)
    return deadlines[first : bisect_left(deadlines, text.origin(end), key=lambda each: each.start)]


def _with_deadline(task: Task, deadline: FoundDeadline | None) -> Task:
    if deadline is None:
        return task
    return replace(task, due_on=deadline.due_on, rule=deadline.rule, as_written=deadline.text)


def _extended(passages: list[str], subject: str, written_on: date | None) -> Read:
    """The new day of an extension: the one after เป็น (จากเดิม … เป็น …), else the last that the text gives."""
    text = " ".join(passages)
    dated = [each for each in find_deadlines(text, written_on=written_on) if each.due_on]
    after = [
        each for each in dated if NEW_DAY.search(Toneless(text[max(0, each.start - _NEW_DAY_WITHIN) : each.start]).text)
    ]
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


# What a task is called: the heading that the text tells to look for, else the asking's own words.
#
# The verb stays (``รายงานผล…`` and ``สำรวจ…`` are two things to do), and so do all that are asked in one breath. What
# is taken away says only by when, where to and how well: ``ให้แล้วเสร็จ``, ``ให้จังหวัดทราบ``, ``ในระบบ…``,
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
    """Whether a title is of words that any asking has: what is to be done stands elsewhere."""
    bare = Toneless(title).text
    return bool(_NOTHING.fullmatch(bare) or _LIKEWISE.search(bare))


def make_title(written: str) -> str:
    """The title of what is asked in some words, which begin with its verb and end before its deadline."""
    asked = Toneless(written)
    if heading := _HEADING.search(asked.text):
        return asked.written(*heading.span("title")).strip()
    begin = 0
    for beginning in (GENERAL, STEPS):
        if match := beginning.match(asked.text, begin):
            begin = match.end()
    end = _end(asked.text, begin)
    title = asked.written(begin, end).strip(" ,")
    # A bracket that was opened stays whole.
    return title if title.count("(") == title.count(")") else asked.written(begin, len(asked.text)).strip(" ,")


def _end(text: str, begin: int) -> int:
    end = len(text.rstrip())
    if (again := _AGAIN.search(text, begin + _SHORTEST)) and not _another_verb(text, begin, again.end()):
        end = again.start()
    shortened = True
    while shortened:
        shortened = False
        for tail in (*_TAILS, _SYSTEM):
            match = _last(tail, text, begin, end)
            if match is not None and match - begin >= _SHORTEST:
                end, shortened = match, True
    where = _WHERE.search(text, begin + 3, end)
    if where and where.start() - begin >= _SHORTEST and not REAL_VERB.search(text, where.start(), end):
        return _end(text[: where.start()], begin)
    return end


def _last(tail: re.Pattern[str], text: str, begin: int, end: int) -> int | None:
    """Where a tail begins that ends at ``end``; no tail is longer than some two hundred letters."""
    match = tail.search(text, max(begin, end - 200), end)
    return match.start() if match and match.end() == end else None


def _another_verb(text: str, begin: int, place: int) -> bool:
    """Whether what follows asks for something else than the words before did."""
    first = REAL_VERB.match(text, begin)
    return any(first is None or verb.group() != first.group() for verb in REAL_VERB.finditer(text, place))
