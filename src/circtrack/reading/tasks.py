"""Find what a letter's body asks to be entered or reported: each task with its audience, its system and its deadline.

A task is found where the text asks an office, or its own recipients, to do something by a day; entering data in a
system is a task even without a day. Its deadline is in the same sentence; another deadline there, after another verb,
is another task. If a numbered list has one deadline, in one of its items or after them all, it applies to the other
items too: their ``rule`` is ``shared``. What the letter reports of earlier letters (``ตามที่ … นั้น``) is no task, and what
another office asks of the writer counts only if the writer sets no deadline. If the words can be read in more than one
way, the finding ``unsure_task`` says so.
"""

from __future__ import annotations

import re
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
    find_condition,
    find_day_before,
    is_how,
    is_nil_report,
    read_ask,
    read_item_numbers,
    split_clauses,
)
from circtrack.reading.deadline_findings import count_from_letter, is_sent_on, is_told, lacks_days, report_deadlines
from circtrack.reading.duties import (
    LONGEST_TITLE,
    NamedDuty,
    find_further,
    find_not_done,
    list_duties,
    name_asked,
    read_duty,
)
from circtrack.reading.extensions import COUNTED, find_corrected, find_new_day, is_old_day, read_quoted
from circtrack.reading.items import (
    is_retelling,
    is_writers_own,
    read_heading,
    read_own_day,
    read_own_round,
    tell_whose,
)
from circtrack.reading.passages import Passage, split_passages
from circtrack.reading.titles import (
    SHORTEST_TITLE,
    is_empty_title,
    make_title,
    name_extended,
    name_round,
    name_said,
)
from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.wording import (
    ENTERING,
    FOUND_OUT,
    GOES_ON,
    ITEM_ASKING,
    LIST_BEGINS,
    REAL_VERB,
    UNREAD_DAY,
    UNREAD_HOUR,
    abbreviate_system,
    choose_system,
    find_background_end,
    find_own_beginnings,
    is_telling,
    read_system,
)
from circtrack.thai.deadlines import FoundDeadline, find_deadlines, find_deadlines_and_days
from circtrack.thai.months import DOTTED_PATTERN
from circtrack.thai.recurring_rules import NO_DAY
from circtrack.thai.script import letter_before

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from circtrack.model import LetterKind


TasksRead = tuple[tuple[Task, ...], tuple[Finding, ...]]

# Of a stamp, or of a note between the lines: what a duty is of has its day behind วันที่.
_STRAY_DAY = re.compile(rf"(?<!ที่)(?<!ณ)\s[0-9๐-๙]{{1,2}}\s(?:{DOTTED_PATTERN})\s?[0-9๐-๙]{{2,4}}(?![0-9๐-๙])")
_SAME_WORDS = 24  # letters by which two titles are of one duty
_FAR_BEFORE = 240  # letters from a deadline back to the duty that it belongs to
# What is done in the system that the sentence before names.
_IN_SYSTEM = compile_words(
    r"(?:ดำเนินการ|เร่ง|เข้า)*\s?(?:ตอบแบบ|บันทึก|กรอก|นำเข้า|ลงทะเบียน|แก้ไข|ปรับปรุง|ยืนยัน|แนบ|อัปโหลด|เพิ่มเติม|ทบทวน|ตรวจสอบข้อมูล)"
)
_SAID_SYSTEM = compile_words(r"(?:ใน|ผ่าน|ทาง)ระบบ(?:เดียวกัน(?!กับ)|ดังกล่าว|ข้างต้น|\s?ฯ)")
# What is asked stands in the list below.
_ENDS_ASKING = compile_words(
    r"(?:(?:ขอ|จึง)ให้|ขอความ(?:ร่วมมือ|อนุเคราะห์|กรุณา)(?:จาก)?(?:ท่าน)?)\s?(?:ดัง(?:ต่อไป)?นี้)?\s?[:：]?\s*$"
)
_TO_LIST = compile_words(
    r"\s?(?:(?:โดย)?(?:ขอ)?(?:ให้)?(?:ดำเนินการ|บันทึก|รายงาน|(?:จัด)?ส่ง))?(?P<days>(?:ตาม|(?:ภาย)?ใน)(?:รอบ|งวด|ครั้ง|กำหนด(?:การ|เวลา|วัน)?)(?:ที่กำหนด)?(?:ใน|ตาม)?(?:ตาราง)?)"
    r"\s?(?:ดัง)?(?:ต่อไป)?นี้\s?[:：]?\s*$"
    r"|\s?(?:ตาม|(?:ภาย)?ใน)?(?:ตาราง|กำหนด(?:การ|เวลา|วัน)?|วัน(?:และ)?เวลา|บัญชี)?\s?ดัง(?:ต่อไป)?นี้\s?[:：]?\s*$"
)
_ASKING = compile_words(r"ขอ(?:ให้|ความร่วมมือ|เชิญ|เตือน)|มอบ(?:หมาย)?|กำชับ|โปรด|จึงให้|ควรให้|สั่งการ|เน้นย้ำ")
_NEXT_DUTY = compile_words(r"(?:และ|แล้ว|พร้อม(?:ทั้ง|กับ)?|จากนั้น|รวมทั้ง|ตลอดจน|โดย|\s)\s?(?:ขอ)?(?:ให้)?\s?")
_REASON = compile_words(r"\s*(?:ด้วย|เนื่อง(?:จาก|ด้วย)|ตาม|โดยที่|อนุสนธิ|สืบเนื่อง)")
# Before a day: of a letter, of what was, or of what a count is of.
_NO_TASK_DAY = compile_words(
    r"(?:(?:ลง|ลว\.?)(?=\s?วัน|\s?$)|เมื่อ|ณ|ตั้งแต่|นับแต่|จาก|ถึง|ระหว่าง|ประจำ|ของ|มีผล(?:ใช้)?บังคับ(?:ใช้)?)\s?(?:ใน)?(?:วัน[ก-๎]{0,12}ที่|วันที่)?\s?$"
)

_BY_NEW_DAY = compile_words(r"(?:ภายใน|ตาม)(?:ระยะ|กำหนด)*เวลา")
# What is asked of the recipients is to be there: the day of the event, in the reasons, is then one to keep.
_INVITES = compile_words(r"ขอ(?:เรียน|กราบเรียน)?เชิญ|เข้าร่วม|เข้ารับ|ร่วม(?:ประชุม|พิธี|งาน|กิจกรรม)")
_CLOSES_ON = compile_words(r"(?:ปิด(?:ระบบ|รับ)|สิ้นสุด(?:การ)?รับ|หมดเขต|หมดเวลา)[^\n]*$")
_ON_DAY = compile_words(r"(?:(?:ใน)?วันที่\s?)?$")
_FAR_FROM_CLOSING = 90  # letters
_CAN = compile_words(r"ได้\s?$")  # a system is open, or the like
# Behind what is asked, until when it can be done: the window's last day is the duty's.
_CAN_DO = compile_words(r"\s?(?:โดย|ซึ่ง|ทั้งนี้)\s?(?:จะ)?(?:สามารถ|(?:ระบบ(?:จะ)?)?เปิด)[^\n]{0,60}ได้\s?$")
# In brackets, of when the data are that are asked for.
_OF_DATA = compile_words(r"\(\s?ข้อมูล\s?$")


@dataclass(frozen=True, slots=True)
class _Found:
    """A task as found; ``reported`` if others ask it of the writer, ``unsure`` if it may be read otherwise.

    ``waits`` means that it is a task only if a sentence after its list sets a deadline; ``nameless`` that its words do
    not say what is to be done; ``retold`` that its passage tells of another office, whose words they may be.
    """

    task: Task
    deadline: FoundDeadline | None
    reported: bool
    unsure: bool
    waits: bool = False
    nameless: bool = False
    retold: bool = False


@dataclass(frozen=True, slots=True)
class _Lead:
    """The sentence before a list: who is asked what, in which system, by when. ``asks`` is whether it is a request."""

    asks: bool = False
    title: str = ""
    audience: str = ""
    deadline: FoundDeadline | None = None
    system: str = ""
    unsure: bool = False


def read_tasks(
    body: list[str],
    *,
    subject: str,
    written_on: date | None,
    kind: LetterKind = "other",
    writer: str = "",
    moves: bool = False,
) -> TasksRead:
    """Return the tasks that a letter's body names, and findings about them and their deadlines.

    Args:
        body: The body's lines.
        subject: เรื่อง, which may name the system.
        written_on: The letter's date, for deadlines without a year.
        kind: What a cancellation takes back is no task; an extension's first task is the new deadline.
        writer: The issuer's name: what an item says that it does itself is no task.
        moves: Whether the writer sets the days: what it asks to put off (ขอเลื่อนกำหนด) is then put off.
    """
    parts = [_split_background(passage) for passage in split_passages(body)]
    whole = " ".join([subject, *(rest.text.original for _, rest in parts)])
    told = " ".join(background.original for background, _ in parts)
    if kind == "extension":
        return _read_extension(parts, told, subject, written_on)
    system = abbreviate_system(choose_system(whole), f"{told} {whole}")
    reader = _Reader(system, subject, written_on, writer=writer, moves=moves)
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


_CANCELS = compile_words(r"ยกเลิก")
_ASKS_BESIDES = compile_words(r"(?:และ|ทั้งนี้|โดย|จึง|พร้อมทั้ง|แต่)\s?(?:ขอ)?ให้(?:ท่าน)?")


def _drop_cancelled(passage: Passage) -> Passage:
    """Return a passage of a cancellation without what is cancelled: what it asks for besides is a duty like others."""
    cancels = _CANCELS.search(passage.text.text)
    if cancels is None:
        return passage
    besides = _ASKS_BESIDES.search(passage.text.text, cancels.end())
    begin = passage.text.origin(besides.start()) if besides else len(passage.text.original)
    return replace(passage, text=Toneless(passage.text.original[begin:].strip()))


class _Reader:
    """Reads one body's passages in order."""

    def __init__(
        self,
        system: str,
        subject: str,
        written_on: date | None,
        settled: Collection[tuple[str, date | None]] = (),
        writer: str = "",
        *,
        moves: bool = False,
    ) -> None:
        """``settled`` are the deadlines, and the days, of which it is known what they are: no task's."""
        self._moves = moves
        self._system = system
        self._subject = subject
        self._written_on = written_on
        self._settled = settled
        self._writer = writer
        self._lead = _Lead()
        self._found: list[_Found] = []
        self._items: list[tuple[int, int]] = []  # the list's items: their numbers, and their indexes in _found
        self._unclaimed: list[tuple[FoundDeadline, bool]] = []
        self._days: list[FoundDeadline] = []  # single days of what the writer says, without a deadline's words
        self._events: list[FoundDeadline] = []  # those of its reasons
        self._closings: list[FoundDeadline] = []  # those on which what is asked for is no more taken
        self._invites = False
        self._unread: list[str] = []
        self._undated: list[tuple[str, str]] = []
        self._named: list[tuple[str, str]] = []  # what may be a duty: its words, and who is asked
        self._window: FoundDeadline | None = None  # until when something can be done, as the text tells
        self._other_day: FoundDeadline | None = None  # which the subject names, and no task of the text has

    def remember(self, text: Toneless) -> None:
        """Remember the duties that a text reports or names: a later request may only say that they be done."""
        self._named += name_asked(text)

    def list_duties(self) -> list[NamedDuty]:
        """Return the duties that the text has named, each once."""
        return list_duties(self._named, self._written_on)

    def read(self, passage: Passage) -> None:
        """Find the tasks of one passage."""
        text = passage.text
        deadlines, days = find_deadlines_and_days(text.original, written_on=self._written_on)
        unread = list(_find_unread(text, deadlines, self._written_on))
        deadlines = [count_from_letter(each, self._written_on) for each in self._drop_settled(deadlines)]
        deadlines = [each for each in deadlines if not _is_of_data(text.original, each)]
        days = self._drop_settled(days)
        for day in [each for each in days if is_sent_on(text, each)]:
            days.remove(day)
            deadlines = sorted([*deadlines, day._replace(rule="on")], key=lambda each: each.start)
        if passage.item and self._read_bare_item(text, deadlines, days):
            return
        if passage.below:
            self._unclaimed += [(each, False) for each in deadlines]
            return
        corrected = find_corrected(text, self._subject, deadlines, days, asks=self._moves and bool(self._named))
        if corrected:
            deadlines, days = self._take_corrected(text, corrected, deadlines, days)
        self._unread += unread
        if corrected and read_quoted(text.original, corrected[0])[0]:  # what is put right, and nothing else
            self._unclaimed += [(each, False) for each in deadlines]
            self._sort_days(text, days)
        else:
            self._read_asked(passage, deadlines, days)

    def _take_corrected(
        self,
        text: Toneless,
        corrected: tuple[FoundDeadline, str],
        deadlines: Sequence[FoundDeadline],
        days: Sequence[FoundDeadline],
    ) -> tuple[list[FoundDeadline], list[FoundDeadline]]:
        """Take the deadline that a text corrects; return the others, and the other days, without the old ones."""
        new, words = corrected
        left = [each for each in deadlines if each is not new and not is_old_day(text.original, each)]
        others = [each for each in days if each is not new and not is_old_day(text.original, each)]
        then = [each for each in left if _is_by_then(each) and not text.original.startswith("เดิม", each.end)]
        if not then:
            self._add_corrected(new, words)
            return left, others
        # ให้แล้วเสร็จภายในกำหนดเวลาที่ขยาย: the request says of what.
        return [new._replace(start=each.start, end=each.end) if each in then else each for each in left], others

    def _read_asked(self, passage: Passage, deadlines: list[FoundDeadline], days: list[FoundDeadline]) -> None:
        """Find the tasks of what a passage asks."""
        text = passage.text
        self._named += find_not_done(text)
        report_end = self._find_report_end(text, deadlines)
        # หากตรงกับวันหยุดราชการ ให้ส่งก่อนวันหยุด is a deadline's own, and asks for nothing more.
        asks = [ask for ask in self._find_asks(passage) if not _is_within_any(text, ask.start, deadlines)]
        closers = list(find_closers(text, asks, deadlines, item=passage.item)) if self._items else []
        asks = drop_closer_asks(asks, closers)
        claimed = {each.deadline.start for each in closers}  # offsets of deadlines that belong to a task
        leads = bool(LIST_BEGINS.search(text.text) or _ENDS_ASKING.search(text.text))
        before = len(self._found)
        day_before = None if closers else find_day_before(text, asks, deadlines)
        for place, ask in enumerate(asks):
            end = asks[place + 1].start if place + 1 < len(asks) else len(text.text)
            end = cut_at_closer(ask.verb, end, closers)
            within = _between(text, ask.verb, end, deadlines)
            if (place or self._found) and not within and is_nil_report(text, ask):
                continue
            # พิมพ์แบบ ให้ผู้อำนวยการลงนาม แล้วส่ง…: this may be how the item's own duty is done.
            how = passage.item and place == 1 and asks[0].start == 0 and not claimed
            asked = replace(ask, unsure=True) if how else ask
            day = day_before if place == 0 else None
            claimed |= self._read_request(passage, asked, end, within, report_end, leads=leads, day_before=day)
        left = [each for each in deadlines if each.start not in claimed]
        if leads:
            self._start_list(text, asks, left, report_end)
        else:
            self._read_rest(passage, left, report_end)
        if passage.item and not leads:
            self._store_item(passage, before)
        for closer in closers:
            self._apply_closer(closer)
        if is_retelling(text, self._writer):
            self._found[before:] = [replace(each, retold=True) for each in self._found[before:]]
        self._sort_days(text, tell_whose(text, days) if passage.item and not asks else days)
        # If the whole passage is a report, it may still be the writer's own request.
        report_end = report_end if report_end < len(text.text) else 0
        self._unclaimed += [
            (each, reported)
            for each in deadlines
            if not (reported := text.at(each.start) < report_end) or each.start not in claimed
        ]

    def _read_bare_item(self, text: Toneless, deadlines: list[FoundDeadline], days: list[FoundDeadline]) -> bool:
        """Read an item that asks nothing itself (the writer's own act, or only who and by when), if it is one."""
        if is_writers_own(text, self._writer):
            self._unclaimed += [(each, False) for each in deadlines]
            self._sort_days(text, days)
            return True
        if not self._lead.title:
            return False
        title, audience = self._lead.title, self._lead.audience
        if own := read_own_day(text, [*deadlines, *days]):
            audience = own[0] or audience
        elif own := read_own_round(text, deadlines or days):
            title = name_round(title, own[0])
        else:
            return False
        # What the lead asks by no day is what its items ask, each by its own.
        self._found = [each for each in self._found if each.deadline or each.task.title != self._lead.title]
        task = Task(title=title, system=self._lead.system, audience=audience)
        self._found.append(_Found(_add_deadline(task, own[1]), own[1], reported=False, unsure=self._lead.unsure))
        return True

    def _drop_settled(self, days: Sequence[FoundDeadline]) -> list[FoundDeadline]:
        return [each for each in days if (each.text, each.due_on) not in self._settled] if self._settled else list(days)

    def _add_corrected(self, deadline: FoundDeadline, words: str) -> None:
        """Add the task whose deadline a text corrects: the one named by the words, else the last that it has named."""
        self._named += name_asked(Toneless(words)) or [(words, "")]
        asked = make_title(self._named[-1][0])  # too little to name a duty, but its verb: รายงาน
        duty = next(reversed(self.list_duties()), NamedDuty(asked or self._subject, "", ""))
        task = Task(title=duty.title, system=duty.system, audience=duty.audience)
        unsure = bool(asked) and duty.title == asked and is_empty_title(asked)
        self._found.append(_Found(_add_deadline(task, deadline), deadline, reported=False, unsure=unsure))

    def _find_asks(self, passage: Passage) -> list[Ask]:
        """Find the requests of a passage: in a list's item also without a request word, after a list what goes on."""
        text = passage.text
        asks = find_asks(text, item=passage.item)
        if passage.item and not (asks and asks[0].start == 0) and (ask := self._read_item(text)):
            asks = [ask, *(other for other in asks if other.verb > ask.verb and not is_how(text, other))]
        if not (asks or passage.item) and self._lead.asks and (goes_on := GOES_ON.match(text.text)):
            more = read_ask(text, goes_on.end(), start=0)
            asks = [replace(more, audience=more.audience or self._lead.audience)] if more else []
        if passage.item:
            asks = [replace(ask, audience=ask.audience or self._lead.audience) for ask in asks]
            self._lead = replace(self._lead, audience=read_heading(text) or self._lead.audience)
        return asks

    def _read_request(
        self,
        passage: Passage,
        ask: Ask,
        end: int,
        deadlines: Sequence[FoundDeadline],
        report_end: int,
        *,
        leads: bool,
        day_before: FoundDeadline | None,
    ) -> set[int]:
        """Add the tasks of one request, or keep its words: a later one may mean them. Return the deadlines claimed."""
        claimed: set[int] = set()
        had, system = len(self._found), ""
        for clause in split_clauses(passage.text, ask, end, deadlines, closing=passage.closing, before=day_before):
            if leads and is_empty_title(make_title(clause.words)):
                continue  # the items say what to do
            by_rounds = leads and _TO_LIST.search(Toneless(clause.words).text)
            if by_rounds and by_rounds["days"] and not clause.deadline:  # the rows say by when
                self._undated.append((Toneless(clause.words).written(0, by_rounds.start()), ask.audience))
                continue
            if leads and clause.deadline and _is_by_then(clause.deadline):
                self._undated.append((clause.words, ask.audience))  # ภายในกำหนด ดังนี้: the items say by when
                claimed.add(clause.deadline.start)
                continue
            if clause.deadline and (duty := _read_what_can_be_done(clause.words)):
                clause = replace(clause, words=duty, tail=f"{clause.words[len(duty) :]} {clause.tail}")  # noqa: PLW2901
            if clause.deadline and _CAN.search(Toneless(clause.words).text) and not is_empty_title(clause.words):
                self._window = clause.deadline
                claimed.add(clause.deadline.start)
                continue
            if clause.deadline and is_empty_title(make_title(clause.words)):
                condition = find_condition(passage.text, ask.start)  # กรณีมีผู้เสียชีวิต ให้รายงานภายใน ๒๔ ชั่วโมง
                begin = passage.text.written(condition, ask.verb) if condition is not None else ""
                clause = replace(clause, words=(begin + clause.words).strip())  # noqa: PLW2901 - with its condition
            system = self._add_task(ask, clause, reported=ask.verb < report_end, item=passage.item, system=system)
            claimed |= {clause.deadline.start} if clause.deadline else set()
            if clause.deadline is None and deadlines and not (passage.closing or leads):
                self._undated.append((clause.words, ask.audience))
            self._note_behind(clause, ask)
        if ask.verb < report_end or len(self._found) == had:
            self._named.append((passage.text.written(ask.verb, max(end, ask.verb)), ask.audience))
            if ask.verb >= report_end and not (passage.closing or leads):
                self._undated.append(self._named[-1])
        return claimed

    def _note_behind(self, clause: Clause, ask: Ask) -> None:
        """Keep a further duty behind a request's last deadline, which has no day itself: ภายในวันที่ … และแต่งตั้ง…."""
        if further := find_further(clause):
            self._undated.append((further, ask.audience))

    def _start_list(self, text: Toneless, asks: Sequence[Ask], left: Sequence[FoundDeadline], report_end: int) -> None:
        """Keep what the sentence before a list says for its items."""
        dated = [each for each in left if each.rule not in {"open", "range"}]
        system = read_system(text.original[text.origin(report_end) :])
        audience = asks[-1].audience if asks else ""
        asks_all = bool(asks or _ENDS_ASKING.search(text.text))
        to_list = _TO_LIST.search(text.text, asks[-1].verb) if asks else None
        asked = text.written(asks[-1].verb, to_list.start()) if to_list else ""
        duty = read_duty(asked, audience, self._written_on)
        unsure = bool(asks and asks[-1].unsure)
        self._lead = _Lead(asks_all, duty.title if duty else "", audience, dated[-1] if dated else None, system, unsure)
        self._items = []

    def result(self) -> TasksRead:
        """Return the tasks, and findings about them."""
        waiting = [each.task for each in self._found if each.waits]
        self._found = [each for each in self._found if not each.waits]
        if not any(read_item_numbers(Toneless(each.task.title).text) for each in self._found):
            self._undated += [(each.title, each.audience) for each in waiting]
        asked_again = self._list_asked_again()
        dropped = {id(each) for each in asked_again}
        self._found = [each for each in self._found if id(each) not in dropped]
        own = [each for each in self._found if not each.reported]
        # What others ask of the writer counts only if the writer sets no deadline.
        found = own if any(each.deadline for each in own) else self._found
        found = self._close_window(self._name_said(self._name_nameless(found)))
        if self._settled:  # what has no day of its own is to be done by the new one: it is what was extended
            found = [each for each in found if each.deadline]
            self._undated = [each for each in self._undated if not _BY_NEW_DAY.search(Toneless(each[0]).text)]
        found = self._take_closing_day(self._take_subjects_day(found))
        unclaimed = [each for each, reported in self._unclaimed if not (reported and found is own)]
        doubts: list[Finding] = []
        for each in found:
            doubts += report_deadlines([each.deadline] if each.deadline else [], self._written_on)
        unsure = [each.task.title for each in found if each.unsure or _STRAY_DAY.search(each.task.title)]
        doubts += [Finding("unsure_task", "tasks", title) for title in unsure]
        words = {each.deadline.text for each in (*found, *asked_again) if each.deadline}
        often = {each.deadline.rule.partition(";")[0] for each in found if each.deadline}
        doubts += [
            Finding("unclaimed_deadline", "due_on" if each is self._other_day else "tasks", each.text)
            for each in unclaimed
            if each.text not in words
            and is_told(each, self._written_on)
            and not (each.rule in often and each.note == NO_DAY)  # ทุกเดือน beside ภายในวันที่ ๕ ของทุกเดือน
        ]
        undated = filter(None, (read_duty(words, audience, self._written_on) for words, audience in self._undated))
        titles = {each.task.title for each in found}
        doubts += [Finding("undated_duty", "tasks", duty.title) for duty in undated if duty.title not in titles]
        vague = [words.strip() for words, _ in self._undated if words.strip()]
        if vague and not (found or doubts or self._settled):  # a letter that says only that it be done in time
            doubts.append(Finding("undated_duty", "tasks", vague[0]))
        due = {each.deadline.due_on for each in found if each.deadline}
        # The reasons' days are told, too, if they are of an invitation, or if no task has a day.
        events = self._events if self._invites or not due - {None} else ()
        days = [each for each in (*self._days, *events) if each.due_on not in due]
        doubts += [Finding("unclaimed_deadline", "tasks", each.text) for each in days if each.due_on]
        doubts += report_deadlines([each for each in days if each.problem], self._written_on)
        doubts += [Finding("unread_deadline", "due_on", each) for each in self._unread]
        return _share_deadline([each.task for each in found]), tuple(dict.fromkeys(doubts))

    def _list_asked_again(self) -> list[_Found]:
        """Return what a passage tells of another office, and the writer then asks for himself by his own day."""
        if not any(each.retold for each in self._found):
            return []
        later: set[tuple[str, str]] = set()
        again: list[_Found] = []
        for each in reversed(self._found):
            same = _list_marks(each.task)
            if each.retold and not later.isdisjoint(same):
                again.append(each)
            elif each.deadline and not each.retold:
                later.update(same)
        return again

    def _close_window(self, found: list[_Found]) -> list[_Found]:
        """Give the last day of what can be done (…ได้ ระหว่างวันที่ …) to the requests without a day; if none, tell it."""
        window = self._window
        if window is None:
            return found
        if all(each.deadline for each in found):
            self._unclaimed.append((window, False))
            return found
        return [
            each if each.deadline else replace(each, task=_add_deadline(each.task, window), deadline=window)
            for each in found
        ]

    def _take_subjects_day(self, found: list[_Found]) -> list[_Found]:
        """Give the day that the subject names to what is asked within that time; if nothing is, tell it."""
        days = find_deadlines(self._subject, written_on=self._written_on)
        dated = [each for each in days if each.rule in {"on", "before"} and each.due_on]
        if len(dated) != 1:
            return found
        day = dated[0]
        if all(each.deadline is None or each.deadline.due_on != day.due_on for each in found):
            self._unclaimed.append((day, False))
            self._other_day = day if any(each.deadline and each.deadline.due_on for each in found) else None
        return _give_day(found, day)

    def _take_closing_day(self, found: list[_Found]) -> list[_Found]:
        """Give the only day on which something closes (ปิดระบบในวันที่ …) to what is asked to be done in time."""
        days = {each.due_on: each for each in self._closings if each.due_on}
        return _give_day(found, *(each._replace(rule="on") for each in days.values())) if len(days) == 1 else found

    def _name_nameless(self, found: Sequence[_Found]) -> list[_Found]:
        """Name the requests that only say "do it by …" after the duty meant, or give their day to the tasks meant."""
        named: list[_Found] = []
        waiting: list[int] = []  # the places of those without a deadline
        duties = self.list_duties() if any(each.nameless for each in found) else []
        for each in found:
            if not each.nameless:
                waiting += [len(named)] if each.deadline is None else []
                named.append(each)
            elif waiting and each.deadline is not None and not each.waits:
                theirs = [
                    place for place in waiting if _is_same_audience(named[place].task.audience, each.task.audience)
                ]
                for place in theirs or waiting:
                    task = _add_deadline(named[place].task, each.deadline)
                    named[place] = replace(named[place], task=task, deadline=each.deadline)
                waiting = [place for place in waiting if theirs and place not in theirs]
            elif duties:
                theirs_named = [duty for duty in duties if _is_same_audience(duty.audience, each.task.audience)]
                meant = (theirs_named or duties)[-1]
                named_in = [duty.system for duty in duties if duty.system and meant.title in duty.title]
                system = each.task.system or (named_in[-1] if named_in else "")
                task = replace(each.task, title=meant.title, system=system)
                points = each.deadline is not None and "เดียวกัน" in each.deadline.text  # at one of several, perhaps
                named.append(replace(each, task=task, unsure=each.unsure or points or len(theirs_named or duties) > 1))
            else:
                named.append(replace(each, unsure=True))
        return named

    def _name_said(self, found: list[_Found]) -> list[_Found]:
        """Name what titles only point at (ข้อมูลดังกล่าว) after the last duty that names it, with its system."""
        duties = self.list_duties()[::-1] if any("ดังก" in each.task.title for each in found) else []
        named = list(found)
        for place, each in enumerate(found):
            for duty in duties:
                if title := name_said(each.task.title, duty.title):
                    system = each.task.system or (duty.system if title == duty.title else "")
                    named[place] = replace(each, task=replace(each.task, title=title, system=system))
                    break
        return named

    def _read_rest(self, passage: Passage, left: Sequence[FoundDeadline], report_end: int) -> None:
        """Read what no request claimed: the last duty before a deadline of a request that was not understood.

        Such a task may always be read otherwise.
        """
        text = passage.text
        if report_end >= len(text.text):
            return  # all of it is a report
        begin = report_end
        asking = _ASKING.search(text.text)
        asked_from = asking.start() if asking else len(text.text)
        for deadline in left:
            stop = text.at(deadline.start)
            asked_for = passage.item and self._lead.asks  # the lead asks for what the item says, whatever its verb
            vague = deadline.rule in ({"open", "until"} if asked_for else {"open", "range", "until"})
            vague = vague or lacks_days(deadline)
            if vague or stop < report_end:
                continue
            first = max(begin, stop - _FAR_BEFORE)
            start = self._find_loose_duty(passage, first, stop) if passage.item or asked_from < stop else None
            begin = text.at(deadline.end)
            if start is None:
                continue
            words = text.written(start, stop)
            audience = self._lead.audience if passage.item else ""
            task = Task(title=make_title(words), system=read_system(words) or self._lead.system, audience=audience)
            if is_empty_title(task.title):
                continue
            self._found.append(_Found(_add_deadline(task, deadline), deadline, reported=False, unsure=True))

    def _find_loose_duty(self, passage: Passage, begin: int, end: int) -> int | None:
        """Return where the last duty before a deadline begins; None if none does."""
        text = passage.text.text
        if passage.item and self._lead.asks and begin == 0 and text[:end].strip():
            return 0  # the sentence before the list asks for each of its items
        duties = [match for match in _NEXT_DUTY.finditer(text, begin, end) if REAL_VERB.match(text, match.end())]
        besides = [match for match in _ASKS_BESIDES.finditer(text, begin, end) if end - match.end() >= SHORTEST_TITLE]
        starts = [match.end() for match in (*duties[-1:], *besides[-1:])]
        return max(starts, default=None)

    def _sort_days(self, text: Toneless, days: Iterable[FoundDeadline]) -> None:
        """Keep the days to come in what the writer says and in its reasons, not those of letters or of what was."""
        begins = find_own_beginnings(text.text) if _REASON.match(text.text) else [0]
        own = begins[0] if begins else len(text.text)
        self._invites = self._invites or bool(_INVITES.search(text.text, own))
        for day in days if self._written_on else ():
            place = text.at(day.start)
            if _CLOSES_ON.search(text.text, max(0, place - _FAR_FROM_CLOSING), place):
                on = _ON_DAY.search(text.text, max(0, place - 12), place)
                begin = text.origin(on.start()) if on else day.start
                self._closings.append(day._replace(start=begin, text=text.original[begin : day.end]))
            if not _is_no_task_day(text.text, place):
                (self._days if place >= own else self._events).append(day)

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
        begin = asking.end() if asking else 0
        ask = None if FOUND_OUT.match(text.text, begin) else read_ask(text, begin, start=0)
        return ask and replace(ask, audience=ask.audience or self._lead.audience)

    def _store_item(self, passage: Passage, before: int) -> None:
        """Keep an item without a deadline of its own, because the text after the list may set one."""
        if len(self._found) == before:
            if not self._lead.asks or read_heading(passage.text):
                return
            task = Task(title=make_title(passage.text.original[:LONGEST_TITLE]), audience=self._lead.audience)
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

    def _add_task(self, ask: Ask, clause: Clause, *, reported: bool, item: bool, system: str) -> str:
        """Add the task of a clause, ``system`` being that of the clause before; return the task's system."""
        deadline, words = clause.deadline, clause.words
        if clause.again and self._found:
            task = self._found[-1].task
            if clause.words:
                task = replace(task, title=name_round(task.title, clause.words))
            else:
                task = replace(task, audience=clause.audience)
            self._found.append(_Found(_add_deadline(task, deadline), deadline, reported, self._found[-1].unsure))
            return task.system
        if deadline is None and ask.start == 0 and item:
            deadline = self._lead.deadline
        enters = bool(ENTERING.match(Toneless(words).text))
        waits = deadline is None and not enters
        if waits and not item:
            return ""
        named = read_system(words if deadline and find_further(clause) else f"{words} {clause.tail}")
        if not named and _SAID_SYSTEM.search(Toneless(words).text):
            named = next((each.task.system for each in reversed(self._found) if each.task.system), self._system)
        if not named and (enters or ((system or item) and _IN_SYSTEM.match(Toneless(words).text))):
            named = system or (self._lead.system if item else "")
        if not named and enters and "แบบ" not in words:
            named = self._system
        audience = clause.audience or ask.audience
        task = _add_deadline(Task(title=make_title(words), system=named, audience=audience), deadline)
        # The lead's deadline probably applies to each item, but it is not certain.
        nameless = is_empty_title(task.title)
        unsure = clause.unsure or deadline is not clause.deadline
        if deadline is None and (unread := UNREAD_DAY.search(Toneless(words).text)):
            task, unsure = replace(task, title=make_title(Toneless(words).written(0, unread.start()))), True
        self._found.append(_Found(task, deadline, reported, unsure, waits, nameless))
        return named


def _list_marks(task: Task) -> list[tuple[str, str]]:
    """Return by what a request is known again: its verb with its system, and with its first words."""
    title = Toneless(task.title).text
    verb = REAL_VERB.match(title)
    return [(verb.group(), mark) for mark in (task.system, title[:_SAME_WORDS]) if mark] if verb else []


def _read_what_can_be_done(words: str) -> str:
    """Return the duty at the beginning of words that end with that it can be done; "" if they do not."""
    written = Toneless(words)
    can = _CAN_DO.search(written.text, SHORTEST_TITLE)
    verb = REAL_VERB.search(written.text, 0, can.start()) if can else None
    same = can and verb and (verb.group() in can.group() or "ดำเนินการ" in can.group())
    return written.written(0, can.start()) if can and same else ""


def _is_no_task_day(text: str, place: int) -> bool:
    """Whether the words before a day say that it is of a letter, of what was, or of what a count is of."""
    near = letter_before(text, place)  # a quick test before the full pattern
    return ("ก" <= near <= "๎" or near == ".") and bool(_NO_TASK_DAY.search(text, max(0, place - 30), place))


def _find_unread(text: Toneless, deadlines: Sequence[FoundDeadline], written_on: date | None) -> Iterator[str]:
    """Yield what begins like a deadline but could not be read as one, nor as a recurring one's first day."""
    ends = [each.end for each in deadlines]
    begun = {each.rule for each in deadlines if "BEGINS=" in each.rule}
    for match in UNREAD_DAY.finditer(text.text):
        place = text.origin(match.start())
        behind = bisect_right(ends, place)
        if behind == len(deadlines) or place < deadlines[behind].start:
            words = text.written(*match.span()).strip()
            days = [each.due_on for each in find_deadlines(words, written_on=written_on)] if begun else []
            if not any(day and f"BEGINS={day:%Y%m%d}" in rule for day in days for rule in begun):
                yield words
    yield from UNREAD_HOUR.findall(text.text)


def _between(text: Toneless, start: int, end: int, deadlines: Sequence[FoundDeadline]) -> Sequence[FoundDeadline]:
    first = bisect_right(deadlines, text.origin(start), key=lambda each: each.start)
    return deadlines[first : bisect_left(deadlines, text.origin(end), key=lambda each: each.start)]


def _is_of_data(text: str, deadline: FoundDeadline) -> bool:
    """Whether a span stands in brackets as that of the data: (ข้อมูลระหว่างเดือน…ถึงเดือน…)."""
    before = text[max(0, deadline.start - 16) : deadline.start]
    return deadline.rule == "range" and bool(_OF_DATA.search(Toneless(before).text))


def _is_within_any(text: Toneless, place: int, deadlines: Sequence[FoundDeadline]) -> bool:
    """Whether a place stands inside one of the deadlines, behind its first letter."""
    before = bisect_left(deadlines, text.origin(place), key=lambda each: each.start)
    return before > 0 and place < text.at(deadlines[before - 1].end)


def _is_by_then(deadline: FoundDeadline) -> bool:
    """Whether a deadline only points at a day that the text names elsewhere: ภายในกำหนด."""
    return deadline.rule == "open" and "กำหนด" in deadline.text


def _give_day(found: Sequence[_Found], day: FoundDeadline) -> list[_Found]:
    """Give a day to the tasks whose deadlines only point at one."""
    return [
        replace(each, task=_add_deadline(each.task, day), deadline=day)
        if each.deadline and _is_by_then(each.deadline)
        else each
        for each in found
    ]


def _add_deadline(task: Task, deadline: FoundDeadline | None) -> Task:
    if deadline is None:
        return task
    return replace(task, due_on=deadline.due_on, rule=deadline.rule, as_written=deadline.text)


def _is_same_audience(asked: str, again: str) -> bool:
    """Whether those who are asked again by kind (องค์กรปกครองส่วนท้องถิ่น) are those asked before, who may be fewer."""
    return bool(again) and asked.startswith(again)


def _read_extension(
    parts: Sequence[tuple[Toneless, Passage]], told: str, subject: str, written_on: date | None
) -> TasksRead:
    """Return the new deadline of an extension, and what the letter asks besides; told is that it has no new day.

    Who owes it, and in which system, the report of the earlier letter says.
    """
    text = " ".join(passage.text.original for _, passage in parts)
    reported, days = find_deadlines_and_days(told, written_on=written_on)
    new, old = find_new_day(text, written_on, {each.due_on for each in (*reported, *days) if each.due_on})
    settled = [*old, new] if new else old
    reader = _Reader("", subject, written_on, frozenset((each.text, each.due_on) for each in settled))
    for _, passage in parts:
        if passage.text.original:
            reader.read(passage)
    further, findings = reader.result()
    if new is None:
        return further, (*findings, Finding("no_new_day", "tasks", subject))
    extended = _name_extended(parts, written_on, {task.title for task in further})
    counted = new.rule == COUNTED and new.due_on is not None
    doubts = [Finding("counted_extension", "due_on", new.text, "", str(new.due_on), taken=True)] if counted else []
    said = choose_system(told) if _SAID_SYSTEM.search(Toneless(text[: new.end]).text) else ""
    system = read_system(f"{subject} {text[: new.end]}") or said or extended.system
    task = _add_deadline(Task(title=name_extended(subject), system=system, audience=extended.audience), new)
    return (task, *further), (*report_deadlines([new], written_on), *doubts, *findings)


def _name_extended(
    parts: Sequence[tuple[Toneless, Passage]], written_on: date | None, further: Collection[str]
) -> NamedDuty:
    """Return the duty whose deadline is extended: the first that the text names and does not ask besides."""
    reader = _Reader("", "", written_on)
    for background, passage in parts:
        reader.remember(background)
        reader.remember(passage.text)
    return next((duty for duty in reader.list_duties() if duty.title not in further), NamedDuty("", "", ""))


def _share_deadline(tasks: list[Task]) -> tuple[Task, ...]:
    dated = {(task.due_on, task.as_written) for task in tasks if task.as_written}
    if len(dated) != 1:
        return tuple(tasks)
    ((due_on, as_written),) = dated
    return tuple(
        task if task.as_written else replace(task, due_on=due_on, rule="shared", as_written=as_written)
        for task in tasks
    )
