"""Find the tasks in the passages of a body: each request with whom it asks, what, in which system, and by when."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from circtrack.model import Finding, Task
from circtrack.reading.asks import (
    Ask,
    find_asks,
    find_named_verb,
    is_audience,
    is_how,
    is_set_apart,
    read_ask,
    read_unknown,
    read_whom,
)
from circtrack.reading.clauses import (
    Clause,
    drop_described,
    find_condition,
    find_days_before,
    is_announced,
    is_nil_report,
    split_clauses,
)
from circtrack.reading.closers import Closer, cut_at_closer, drop_closer_asks, find_closers, read_item_numbers
from circtrack.reading.deadline_findings import count_from_letter, find_unread, is_sent_on, lacks_days, report_deadlines
from circtrack.reading.duties import (
    HANDS_ON,
    LONGEST_TITLE,
    NamedDuty,
    find_further,
    find_not_done,
    list_duties,
    name_asked,
    read_duty,
)
from circtrack.reading.extensions import find_corrected, is_old_day, join_new_days, read_quoted
from circtrack.reading.found_tasks import (
    FoundTask,
    add_deadline,
    give_day,
    list_asked_again,
    name_nameless,
    name_referring,
    share_deadline,
)
from circtrack.reading.items import (
    find_offices_before,
    is_retelling,
    is_writers_own,
    read_heading,
    read_own_day,
    read_own_round,
    tell_whose,
)
from circtrack.reading.other_days import OtherDays
from circtrack.reading.tables import SAID_ABOVE
from circtrack.reading.titles import (
    SHORTEST_TITLE,
    drop_round,
    is_empty_title,
    make_title,
    name_round,
    names_a_duty,
)
from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.verbs import ENTERING, REAL_VERB
from circtrack.reading.windows import cut_window, is_window
from circtrack.reading.wording import (
    ASKS_BESIDES,
    ENDS_ASKING,
    FOUND_OUT,
    GOES_ON,
    ITEM_ASKING,
    LIST_BEGINS,
    POLITE,
    UNREAD_DAY,
    find_own_beginnings,
    find_quotation,
    is_telling,
    pass_offices,
    read_system,
)
from circtrack.thai.deadlines import FoundDeadline, find_deadlines, find_deadlines_and_days, is_by_then
from circtrack.thai.months import DOTTED_PATTERN, FULL_PATTERN

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from circtrack.reading.passages import Passage


TasksRead = tuple[tuple[Task, ...], tuple[Finding, ...]]

# Of a stamp, or of a note between the lines: what a duty is of has its day behind วันที่.
_STRAY_DAY = re.compile(
    rf"(?<!ที่)(?<!ณ)\s[0-9๐-๙]{{1,2}}\s(?:{DOTTED_PATTERN}|{FULL_PATTERN})\s?[0-9๐-๙]{{2,4}}(?![0-9๐-๙])"
)
_FAR_BEFORE = 240  # letters from a deadline back to the duty that it belongs to
# What is done in the system that the sentence before names.
_IN_SYSTEM = compile_words(
    r"(?:ดำเนินการ|เร่ง|เข้า)*\s?(?:ตอบแบบ|บันทึก|กรอก|นำเข้า|ลงทะเบียน|แก้ไข|ปรับปรุง|ยืนยัน|แนบ|อัปโหลด|เพิ่มเติม|ทบทวน(?=ข้อมูล|ราย|บัญชี)|ตรวจสอบข้อมูล)"
)
SAID_SYSTEM = compile_words(r"(?:ใน|ผ่าน|ทาง)ระบบ(?:เดียวกัน(?!กับ)|ดังกล่าว|ข้างต้น|\s?ฯ)")
# A sentence before a list whose items are all done there: …ดำเนินการในระบบ ITAS ดังนี้.
_ALL_IN_SYSTEM = compile_words(r"ดำเนินการ\s?(?:ใน|ผ่าน|ทาง)ระบบ[^\n]{2,80}(?:ดัง(?:ต่อไป)?นี้|คือ|ได้แก่)\s?[:：]?\s*$")
# A sentence before a list that asks for what its items say: …ขยายเวลา ดังนี้, ขั้นตอนที่ท่านต้องดำเนินการ ตามตารางนี้.
_LIST_ASKS = compile_words(
    r"(?:(?:ขยาย|เลื่อน|ปรับ)[ก-๎]{0,40}\s?ดัง(?:ต่อไป)?|ต้อง(?:ดำเนินการ|ปฏิบัติ)[^\n]{0,80}?(?:ดัง(?:ต่อไป)?|ตาม(?:ตาราง|ปฏิทิน|กำหนดการ))"
    r"|(?:ขอ|จึง|กำหนดเวลา)(?:ให้|ความร่วมมือ)[^\n]{0,80}?(?:ดำเนินการ|ปฏิบัติ)[^\n]{0,40}?ดัง(?:ต่อไป)?)นี้\s?[:：]?\s*$"
)
_TO_LIST = compile_words(
    r"\s?(?:(?:โดย)?(?:ขอ)?(?:ให้)?(?:ดำเนินการ|บันทึก|รายงาน|(?:จัด)?ส่ง))?(?P<days>(?:ตาม|(?:ภาย)?ใน)(?:รอบ|งวด|ครั้ง|กำหนด(?:การ|เวลา|วัน)?)(?:ที่กำหนด)?(?:ใน|ตาม)?(?:ตาราง)?)"
    r"\s?(?:ดัง)?(?:ต่อไป)?นี้\s?[:：]?\s*$"
    r"|\s?(?:ตาม|(?:ภาย)?ใน)?(?:ตาราง|ปฏิทิน|แผน|ลำดับ|กลุ่ม|ประเภท|ชนิด|กำหนด(?:การ|เวลา|วัน)?|วัน(?:และ)?เวลา|วันที่|บัญชี)?\s?ดัง(?:ต่อไป)?นี้\s?[:：]?\s*$"
)
_ASKING = compile_words(r"ขอ(?:ให้|ความร่วมมือ|เชิญ|เตือน)|มอบ(?:หมาย)?|กำชับ|โปรด|จึงให้|ควรให้|สั่งการ|เน้นย้ำ")
_NEXT_DUTY = compile_words(r"(?:และ|แล้ว|พร้อม(?:ทั้ง|กับ)?|จากนั้น|รวมทั้ง|ตลอดจน|โดย|\s)\s?(?:ขอ)?(?:ให้)?\s?")
_BY_NEW_DAY = compile_words(r"(?:ภายใน|ตาม)(?:ระยะ|กำหนด)*เวลา")
# Plain words of asking, and what stays asked for; a sentence ends at a blank that a further one begins behind.
_PLAIN_CUE = compile_words(
    r"(?P<further>(?:และ|แล้ว)(?:ขอ)?ให้)|ขอให้|^ให้(?=(?:แจ้ง|กำชับ|เน้นย้ำ|ประชาสัมพันธ์)(?!ให้ทราบ|เพื่อ))|จึงให้|โปรด(?!เกล้า)|(?<![ก-๎])กรุณา|ขอความ(?:ร่วมมือ|อนุเคราะห์|กรุณา)|(?P<still>(?:ส่วน|สำหรับ)[^\n]{3,120}?ยังคง(?:ต้อง|ให้))"
    r"|(?P<found>(?:^|(?<=\s)|(?<=และ))(?:หาก|กรณี(?:ที่)?|ถ้า|เมื่อ(?!วัน))(?!ไม่(?:มี|พบ|แล้วเสร็จ))"
    r"(?:(?!จะ|ต้อง|ย่อม|จึง|วันหยุด)[ก-๎0-9๐-๙ ]){3,80}?(?<!แจ้ง)ให้(?![มญ]))(?=[ก-๎])"
)
# Somebody is told of it, and not only for their information.
_TELLS = compile_words(r"แจ้ง(?![^\n]*ทราบ)")
# Behind a request: only some are meant. Who that is, is asked.
_ONLY_SOME = compile_words(r"\sทั้งนี้\s?(?:ให้)?เฉพาะ(?=[ก-๎])")
# What goes on with the name of offices.
_OF_WHICH = compile_words(r"\s?(?:ของ|ที่|ซึ่ง|ใน|ตาม|และ|หรือ|$)")
_KNOWN_BY = 12  # letters of a title
_SENTENCE = compile_words(r".{12,160}?(?=\s(?:ทั้งนี้|และ|พร้อม|โดย|หาก|เพื่อ|ซึ่ง|กรณี|สำหรับ|จึง|ใน)|\s{2}|$)")
# In brackets, of when the data are that are asked for.
_OF_DATA = compile_words(r"\(\s?ข้อมูล\s?$")


@dataclass(frozen=True, slots=True)
class _Lead:
    """The sentence before a list: who is asked what, in which system, by when. ``asks`` is whether it is a request."""

    asks: bool = False
    title: str = ""
    audience: str = ""
    deadline: FoundDeadline | None = None
    system: str = ""
    unsure: bool = False
    all_there: bool = False  # whether all is done in that system


class TaskReader:
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
        self._found: list[FoundTask] = []
        self._items: list[tuple[int, int]] = []  # the list's items: their numbers, and their indexes in _found
        self._others = OtherDays(written_on)
        self._unread: list[str] = []
        self._undated: list[tuple[str, str]] = []
        self._told_of: list[tuple[str, str]] = []  # what a passage asks that may all be a report
        self._unread_asks: list[str] = []  # words of asking behind which no request was understood
        self._named: list[tuple[str, str]] = []  # what may be a duty: its words, and who is asked
        self._reported: list[Toneless] = []  # what others ask of the writer
        self._window: FoundDeadline | None = None  # until when something can be done, as the text tells

    def remember(self, text: Toneless) -> None:
        """Remember the duties that a text reports or names: a later request may only say that they be done."""
        self._named += name_asked(text)
        self._reported.append(text)

    def list_duties(self) -> list[NamedDuty]:
        """Return the duties that the text has named, each once."""
        return list_duties(self._named, self._written_on)

    def read(self, passage: Passage) -> None:
        """Find the tasks of one passage."""
        text = passage.text
        deadlines, days = find_deadlines_and_days(text.original, written_on=self._written_on)
        deadlines = [
            each._replace(text=each.text.rpartition(SAID_ABOVE)[2]) for each in deadlines
        ]  # as the letter has it
        unread = list(find_unread(text, deadlines, self._written_on))
        deadlines = [count_from_letter(each, self._written_on) for each in self._drop_settled(deadlines)]
        deadlines = drop_described(text, [each for each in deadlines if not _is_of_data(text.original, each)])
        days = self._drop_settled(days)
        for day in [each for each in days if is_sent_on(text, each)]:
            days.remove(day)
            deadlines = sorted([*deadlines, day._replace(rule="on")], key=lambda each: each.start)
        deadlines = join_new_days(text.original, deadlines) if passage.item else deadlines
        if passage.item and self._read_bare_item(text, deadlines, days):
            return
        if passage.below:
            self._others.keep(deadlines)
            return
        corrected = find_corrected(text, self._subject, deadlines, days, asks=self._moves and bool(self._named))
        if corrected:
            deadlines, days = self._take_corrected(text, corrected, deadlines, days)
        else:
            deadlines = join_new_days(text.original, deadlines)
        self._unread += unread
        if corrected and read_quoted(text.original, corrected[0])[0]:  # what is put right, and nothing else
            self._others.keep(deadlines)
            self._others.sort(text, days)
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
        then = [each for each in left if is_by_then(each) and not text.original.startswith("เดิม", each.end)]
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
        if report_end:
            self._reported.append(Toneless(text.written(0, report_end)))
        asks = [ask for ask in self._find_asks(passage) if not _is_within_any(text, ask.start, deadlines)]
        closers = list(find_closers(text, asks, deadlines, item=passage.item)) if self._items else []
        asks = drop_closer_asks(asks, closers)
        claimed = {each.deadline.start for each in closers}  # offsets of deadlines that belong to a task
        leads = passage.leads or bool(
            read_whom(text) or any(words.search(text.text) for words in (LIST_BEGINS, ENDS_ASKING, _ALL_IN_SYSTEM))
        )
        before = len(self._found)
        days_before = {} if closers else find_days_before(text, asks, deadlines)
        left = [each for each in deadlines if each not in days_before.values()]
        for place, ask in enumerate(asks):
            end = asks[place + 1].start if place + 1 < len(asks) else len(text.text)
            end = cut_at_closer(ask.verb, end, closers)
            within = _between(text, ask.verb, end, left)
            if (place or self._found) and not within and is_nil_report(text, ask):
                continue
            # พิมพ์แบบ ให้ผู้อำนวยการลงนาม แล้วส่ง…: this may be how the item's own duty is done.
            how = passage.item and place == 1 and asks[0].start == 0 and not claimed
            asked = replace(ask, unsure=True) if how else ask
            day = days_before.get(place)
            claimed |= self._read_request(passage, asked, end, within, report_end, leads=leads, day_before=day)
        left = [each for each in deadlines if each.start not in claimed]
        if leads:
            self._start_list(text, asks, left, report_end)
        else:
            self._read_rest(passage, deadlines, left, report_end)
        if passage.item and not leads:
            self._store_item(passage, before)
        for closer in closers:
            self._apply_closer(closer)
        if not leads:
            self._note_unread(passage, asks, deadlines, report_end, self._found[before:])
        if _ONLY_SOME.search(text.text, report_end):
            self._found[before:] = [replace(each, unsure=True) for each in self._found[before:]]
        if is_retelling(text, self._writer):
            self._found[before:] = [replace(each, retold=True) for each in self._found[before:]]
        self._others.sort(text, tell_whose(text, days) if passage.item and not asks else days)
        # If the whole passage is a report, it may still be the writer's own request.
        report_end = report_end if report_end < len(text.text) else 0
        self._others.keep(each for each in deadlines if text.at(each.start) >= report_end or each.start not in claimed)

    def _read_bare_item(self, text: Toneless, deadlines: list[FoundDeadline], days: list[FoundDeadline]) -> bool:
        """Read an item that asks nothing itself (the writer's own act, or only who and by when), if it is one."""
        if is_writers_own(text, self._writer):
            self._others.keep(deadlines)
            self._others.sort(text, days)
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
        self._found.append(FoundTask(add_deadline(task, own[1]), own[1], reported=False, unsure=self._lead.unsure))
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
        self._found.append(FoundTask(add_deadline(task, deadline), deadline, reported=False, unsure=unsure))

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
            if leads and clause.deadline and is_by_then(clause.deadline):
                self._undated.append((clause.words, ask.audience))  # ภายในกำหนด ดังนี้: the items say by when
                claimed.add(clause.deadline.start)
                continue
            clause = cut_window(passage.text, ask, clause)  # noqa: PLW2901 - without what says when it can be done
            if clause.deadline and is_window(clause.words) and not is_empty_title(clause.words):
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
        if report_end == len(passage.text.text):
            self._told_of.append((passage.text.written(ask.verb, max(end, ask.verb)), ask.audience))
        if ask.verb < report_end or len(self._found) == had:
            self._named.append((passage.text.written(ask.verb, max(end, ask.verb)), ask.audience))
            if ask.verb >= report_end and not leads:
                self._note_undated(passage, ask, end)
        return claimed

    def _note_unread(
        self,
        passage: Passage,
        asks: Sequence[Ask],
        deadlines: Sequence[FoundDeadline],
        report_end: int,
        made: Sequence[FoundTask],
    ) -> None:
        """Keep what stands behind a plain word of asking where no request was understood, and is more than polite.

        Beside the tasks ``made`` of the passage only what has a verb of its own, and is none of their titles.
        """
        text = passage.text
        titles = [Toneless(each.task.title).text for each in made]
        cues = [] if passage.closing or self._settled else list(_PLAIN_CUE.finditer(text.text, report_end))
        for place, cue in enumerate(cues):
            end = cues[place + 1].start() if place + 1 < len(cues) else len(text.text)
            if any(cue.start() <= ask.verb <= end or ask.start == cue.start() for ask in asks):
                continue
            words = _SENTENCE.match(text.text, cue.end(), end)
            days = _between(text, cue.start(), words.end(), deadlines) if words else ()
            dated = any(each.rule != "open" for each in days)  # told of by its day
            if words is None or dated or POLITE.match(words.group()) or is_audience(text, *words.span()):
                continue
            known = any(title[:_KNOWN_BY] in words.group() for title in titles)
            asks_more = _asks_others(text.text, words) or REAL_VERB.search(words.group()) or _TELLS.match(words.group())
            if not known and (asks_more or cue["found"] or not (cue["further"] or made)):
                begin = cue.start() if cue["still"] or cue["found"] else cue.end()
                self._unread_asks.append(text.written(begin, words.end()).strip())

    def _note_undated(self, passage: Passage, ask: Ask, end: int) -> None:
        """Keep a request without a day; of the closing sentence only if it names a duty, or those whom it asks."""
        words, audience = self._named[-1]
        if HANDS_ON.fullmatch(Toneless(words).text):
            return
        names, apart = names_a_duty(words), is_set_apart(passage.text, ask)
        if apart and not (names or is_empty_title(make_title(words))):
            words = passage.text.written(ask.start, end)  # แจ้ง…ดำเนินการด้วย: the verb alone says too little
        if names or apart or not passage.closing:
            self._undated.append((words, audience))

    def _note_behind(self, clause: Clause, ask: Ask) -> None:
        """Keep a further duty behind a request's last deadline, which has no day itself: ภายในวันที่ … และแต่งตั้ง…."""
        if further := find_further(clause):
            self._undated.append((further, ask.audience))

    def _start_list(self, text: Toneless, asks: Sequence[Ask], left: Sequence[FoundDeadline], report_end: int) -> None:
        """Keep what the sentence before a list says for its items."""
        dated = [each for each in left if each.rule not in {"open", "range"}]
        # If the whole passage is a report, it may still be the writer's own request.
        system = read_system(text.original[text.origin(report_end) if report_end < len(text.text) else 0 :])
        whom = read_whom(text)
        audience = whom or (asks[-1].audience if asks else read_unknown(text))
        asks_all = bool(asks or whom or ENDS_ASKING.search(text.text) or _LIST_ASKS.search(text.text))
        to_list = _TO_LIST.search(text.text, asks[-1].verb) if asks else None
        asked = text.written(asks[-1].verb, to_list.start()) if to_list else ""
        duty = read_duty(asked, audience, self._written_on)
        unsure = bool(asks and asks[-1].unsure)
        there = bool(system and _ALL_IN_SYSTEM.search(text.text))
        day = dated[-1] if dated else None
        self._lead = _Lead(asks_all, duty.title if duty else "", audience, day, system, unsure, there)
        self._items = []

    def result(self) -> TasksRead:
        """Return the tasks, and findings about them."""
        self._drop_waiting()
        again = list_asked_again(self._found)
        dropped = {id(each) for each in again}
        everything = [each for each in self._found if id(each) not in dropped]
        own = [each for each in everything if not each.reported]
        # What others ask of the writer counts only if the writer sets no deadline.
        found = self._close_window(self._name(own if any(each.deadline for each in own) else everything))
        if self._settled:  # what has no day of its own is to be done by the new one: it is what was extended
            found = [each for each in found if each.deadline]
            self._undated = [each for each in self._undated if not _BY_NEW_DAY.search(Toneless(each[0]).text)]
        found = self._take_subjects_day(found)
        closing = self._others.find_closing()
        found = give_day(found, closing) if closing else found
        found = self._take_reported_day(found)
        days = [each.deadline for each in found if each.deadline]
        known = [each.deadline.text for each in again if each.deadline]
        doubts = report_deadlines(days, self._written_on)
        unsure = [each.task.title for each in found if each.unsure or _STRAY_DAY.search(each.task.title)]
        doubts += [Finding("unsure_task", "tasks", title) for title in unsure]
        doubts += self._others.report(days, known)
        titles = {each.task.title for each in found}
        doubts += self._report_undated(titles | set(map(drop_round, titles)), told=bool(found or doubts))
        doubts += self._others.report_days(days)
        doubts += [Finding("unread_deadline", "due_on", each) for each in self._unread]
        return share_deadline(found), tuple(dict.fromkeys(doubts))

    def _drop_waiting(self) -> None:
        """Take out what is a task only by a day behind its list, which did not come: its duties are then undated."""
        waiting = [each.task for each in self._found if each.waits]
        self._found = [each for each in self._found if not each.waits]
        if not any(read_item_numbers(Toneless(each.task.title).text) for each in self._found):
            self._undated += [(each.title, each.audience) for each in waiting]

    def _name(self, found: list[FoundTask]) -> list[FoundTask]:
        """Name the tasks whose words only point at a duty that the text names elsewhere."""
        if any(each.nameless for each in found):
            found = name_nameless(found, self.list_duties())
        if any("ดังก" in each.task.title for each in found):
            found = name_referring(found, self.list_duties())
        return found

    def _report_undated(self, titles: Collection[str], *, told: bool) -> list[Finding]:
        """Return the findings about duties without a day; ``told`` is whether the body has tasks or other findings."""
        if not (told or self._undated or self._unread_asks):
            self._undated += self._told_of
        named = (self._name_undated(words, audience) for words, audience in self._undated)
        doubts = [Finding("undated_duty", "tasks", each) for each in named if each and each not in titles]
        doubts += [Finding("undated_duty", "tasks", words) for words in self._unread_asks]
        vague = [words.strip() for words, _ in self._undated if words.strip()]
        if vague and not (told or doubts or self._settled):  # a letter that says only that it be done in time
            doubts.append(Finding("undated_duty", "tasks", vague[0]))
        return doubts

    def _name_undated(self, words: str, audience: str) -> str:
        """Return what words without a day ask for; a verb alone (ดำเนินการสำรวจ) as the text has it."""
        duty = read_duty(words, audience, self._written_on)
        if duty:
            return duty.title
        title = make_title(words)
        return words.strip() if len(title) < SHORTEST_TITLE and names_a_duty(words) else ""

    def _close_window(self, found: list[FoundTask]) -> list[FoundTask]:
        """Give the last day of what can be done (…ได้ ระหว่างวันที่ …) to the requests without a day; if none, tell it."""
        window = self._window
        if window is None:
            return found
        waits = [each.deadline is None or is_by_then(each.deadline, said=True) for each in found]
        if not any(waits):
            self._others.keep([window])
        return [
            replace(each, task=add_deadline(each.task, window), deadline=window) if waiting else each
            for each, waiting in zip(found, waits, strict=True)
        ]

    def _take_subjects_day(self, found: list[FoundTask]) -> list[FoundTask]:
        """Give the day that the subject names to what is asked within that time; if nothing is, tell it."""
        days = find_deadlines(self._subject, written_on=self._written_on)
        dated = [each for each in days if each.rule in {"on", "before"} and each.due_on]
        if len(dated) != 1:
            return found
        day = dated[0]
        if all(each.deadline is None or each.deadline.due_on != day.due_on for each in found):
            beside = any(each.deadline and each.deadline.due_on for each in found)
            self._others.keep_subjects_day(day, beside_others=beside)
        return give_day(found, day)

    def _take_reported_day(self, found: list[FoundTask]) -> list[FoundTask]:
        """Give the only day that others have set to what is asked in time for it (ให้ทันกำหนดดังกล่าว)."""
        if not any(each.deadline and is_by_then(each.deadline, said=True) for each in found):
            return found
        told = [day for text in self._reported for day in find_deadlines(text.original, written_on=self._written_on)]
        days = {each.due_on: each for each in told if each.due_on and each.rule in {"on", "before"}}
        return give_day(found, *days.values(), said=True) if len(days) == 1 else found

    def _read_rest(
        self, passage: Passage, deadlines: Sequence[FoundDeadline], left: Sequence[FoundDeadline], report_end: int
    ) -> None:
        """Read what no request claimed: the last duty before a deadline (``left``) of what was not understood.

        Such a task may always be read otherwise.
        """
        text = passage.text
        if report_end >= len(text.text):
            return  # all of it is a report
        begin = report_end
        taken = [text.at(each.end) for each in deadlines if each not in left]
        asking = _ASKING.search(text.text)
        asked_from = asking.start() if asking else len(text.text)
        for deadline in left:
            stop = text.at(deadline.start)
            asked_for = passage.item and self._lead.asks  # the lead asks for what the item says, whatever its verb
            vague = deadline.rule in ({"open", "until"} if asked_for else {"open", "range", "until"})
            vague = vague or lacks_days(deadline)
            if vague or stop < report_end:
                continue
            first = max(begin, stop - _FAR_BEFORE, *(each for each in taken if each < stop))
            start = self._find_loose_duty(passage, first, stop) if passage.item or asked_from < stop else None
            begin = text.at(deadline.end)
            if start is None or is_announced(text, start, deadline):
                continue
            audience = self._lead.audience if passage.item else ""
            if start == 0 and (named := find_offices_before(text, stop)):
                start, audience = named, text.written(0, named).strip()
            words = text.written(start, stop)
            task = Task(title=make_title(words), system=read_system(words) or self._lead.system, audience=audience)
            if is_empty_title(task.title):
                continue
            self._found.append(FoundTask(add_deadline(task, deadline), deadline, reported=False, unsure=True))

    def _find_loose_duty(self, passage: Passage, begin: int, end: int) -> int | None:
        """Return where the last duty before a deadline begins; None if none does."""
        text = passage.text.text
        if passage.item and self._lead.asks and begin == 0 and text[:end].strip():
            return 0  # the sentence before the list asks for each of its items
        duties = [match for match in _NEXT_DUTY.finditer(text, begin, end) if REAL_VERB.match(text, match.end())]
        besides = [match for match in ASKS_BESIDES.finditer(text, begin, end) if end - match.end() >= SHORTEST_TITLE]
        starts = [match.end() for match in (*duties[-1:], *besides[-1:])]
        return max(starts, default=None)

    def _find_report_end(self, text: Toneless, deadlines: Sequence[FoundDeadline]) -> int:
        """Return up to where a passage reports what others ask: a quotation's end, its last จึงขอ… before a deadline."""
        if quotation := find_quotation(text.original):
            return text.at(quotation[1])
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
        named = Ask(0, verb, any_verb=True) if (verb := find_named_verb(text)) else None
        ask = None if FOUND_OUT.match(text.text, begin) else named or read_ask(text, begin, start=0)
        return ask and replace(ask, audience=ask.audience or self._lead.audience)

    def _store_item(self, passage: Passage, before: int) -> None:
        """Keep an item without a deadline of its own, because the text after the list may set one."""
        if len(self._found) == before:
            if not self._lead.asks or read_heading(passage.text):
                return
            task = Task(title=make_title(passage.text.original[:LONGEST_TITLE]), audience=self._lead.audience)
            day = self._lead.deadline
            self._found.append(FoundTask(add_deadline(task, day), day, reported=False, unsure=True, waits=day is None))
        if self._found[before].deadline is None:
            self._items.append((passage.number, before))

    def _apply_closer(self, closer: Closer) -> None:
        """Give a deadline to the items that a sentence after the list means."""
        for number, place in self._items:
            if closer.numbers and number not in closer.numbers:
                continue
            item = self._found[place]
            task = replace(add_deadline(item.task, closer.deadline), rule="shared")
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
            self._found.append(FoundTask(add_deadline(task, deadline), deadline, reported, self._found[-1].unsure))
            return task.system
        if deadline is None and ask.start == 0 and item:
            deadline = self._lead.deadline
        enters = bool(ENTERING.match(Toneless(words).text))
        waits = deadline is None and not enters
        if waits and not item:
            return ""
        goes_on = deadline is not None and GOES_ON.match(Toneless(clause.tail).text)  # with another duty
        named = read_system(words if goes_on else f"{words} {clause.tail}")
        if not named and SAID_SYSTEM.search(Toneless(words).text):
            named = next((each.task.system for each in reversed(self._found) if each.task.system), self._system)
        there = item and self._lead.all_there
        if not named and (there or enters or ((system or item) and _IN_SYSTEM.match(Toneless(words).text))):
            named = system or (self._lead.system if item else "")
        if not named and enters and "แบบ" not in words:
            named = self._system
        audience = clause.audience or ask.audience
        task = add_deadline(Task(title=make_title(words), system=named, audience=audience), deadline)
        # The lead's deadline probably applies to each item, but it is not certain.
        nameless = is_empty_title(task.title)
        unsure = clause.unsure or deadline is not clause.deadline
        if deadline is None and (unread := UNREAD_DAY.search(Toneless(words).text)):
            task, unsure = replace(task, title=make_title(Toneless(words).written(0, unread.start()))), True
        self._found.append(FoundTask(task, deadline, reported, unsure, waits, nameless, item=item))
        return named


def _between(text: Toneless, start: int, end: int, deadlines: Sequence[FoundDeadline]) -> Sequence[FoundDeadline]:
    first = bisect_right(deadlines, text.origin(start), key=lambda each: each.start)
    return deadlines[first : bisect_left(deadlines, text.origin(end), key=lambda each: each.start)]


def _asks_others(text: str, words: re.Match[str]) -> bool:
    """Whether the words behind a word of asking begin with offices and what they are asked, whatever its verb."""
    others = pass_offices(text, words.start())
    return others > 0 and not (_OF_WHICH.match(text, others) or POLITE.match(text, others, words.end()))


def _is_of_data(text: str, deadline: FoundDeadline) -> bool:
    """Whether a span stands in brackets as that of the data: (ข้อมูลระหว่างเดือน…ถึงเดือน…)."""
    before = text[max(0, deadline.start - 16) : deadline.start]
    return deadline.rule == "range" and bool(_OF_DATA.search(Toneless(before).text))


def _is_within_any(text: Toneless, place: int, deadlines: Sequence[FoundDeadline]) -> bool:
    """Whether a place stands inside one of the deadlines, behind its first letter."""
    before = bisect_left(deadlines, text.origin(place), key=lambda each: each.start)
    return before > 0 and place < text.at(deadlines[before - 1].end)
