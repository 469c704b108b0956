"""The new day in a letter that extends or corrects a deadline, and the other days that its text gives."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from circtrack.reading.asks import find_asks, is_audience
from circtrack.reading.items import list_names
from circtrack.reading.titles import find_extended_verb, is_empty_title, make_title
from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.wording import NEW_DAY
from circtrack.recurrence import has_days
from circtrack.thai.counts import COUNT_PATTERN, read_count
from circtrack.thai.dates import find_dates
from circtrack.thai.deadlines import FoundDeadline, find_deadlines_and_days

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from circtrack.thai.date_model import FoundDate

COUNTED: Final = "extension"
"""The rule of a new day that is counted from the old one."""
_FAR_IN_QUOTES = 400  # letters
_JUST_BEFORE = 96  # letters; longer than the longest words that tell a new day or an old one
_QUOTE = r"\s{0,3}[\"“”'‘]?\s?"
_VERB = r"(?:ให้)?(?:(?:จัด|นำ)?ส่ง|รายงาน|แจ้ง)?"
_NEW_PLAIN_DAY = compile_words(
    rf"(?:เป็น|ข้อความ(?:ใหม่|ที่ถูกต้อง)(?:คือ)?\s?[:：]?){_QUOTE}{_VERB}(?:ภายใน|สิ้นสุด|ครบกำหนด)?(?:ใน)?(?:วันที่)?\s?$"
)
_OLD_DAY = compile_words(
    rf"(?:เดิม\s?[:：]?(?:{_QUOTE}{_VERB})?|จาก|แทน|ครบกำหนด|สิ้นสุด|ที่กำหนด){_QUOTE}(?:ไว้|ใน|ภายใน)?(?:วัน(?:[ก-๎]{{0,12}})?ที่)?\s?$"
)
# Between an old day and the new one.
_INSTEAD = compile_words(r"\s?(?:ให้)?(?:เป็น|เลื่อนเป็น|ขยายเป็น)\s?(?:ให้แล้วเสร็จ)?\s?")
_UP_TO_DAY = re.compile(r"(?:ออกไป|(?:ให้)?เร็วขึ้น)?\s?(?:จากเดิม|จาก|เดิม|เป็น|ให้เป็น)(?:[\s\"“ภว].*)?$")
_DAYS_MORE = compile_words(rf"(?:ออก)?ไป\s?อีก\s?(?P<count>{COUNT_PATTERN})\s?วัน(?!ทำ|ราชการ)")
_EXTENDING_WORD = compile_words(r"ขยาย(?:ระยะ)?(?:กำหนด)?เวลา|ขยายกำหนด|เลื่อน")
_EXTENDING = compile_words(rf"{_EXTENDING_WORD.pattern}|ออกไป")
_LET = compile_words(r"(?:การ)?ให้")  # before who does what is extended
_FOR_SOME = compile_words(
    r"สำหรับ(?P<offices>[^\n]{4,160}?)\s?(?:ออกไป|จากเดิม|(?:ให้)?เป็น(?=\s|ภายใน|วันที่|$)|(?:ไป)?(?:จน)?ถึง(?=\s?วันที่)|$)"
)
_MOVES = compile_words(
    r"(?P<office>(?:กรม|กระทรวง|จังหวัด|อำเภอ|สำนักงาน|เทศบาล|องค์การบริหาร)[ก-๎]{0,60}?)\s?(?:จึง|ได้)\s?(?:ขอ)?(?:ขยาย|เลื่อน)"
)
# What an office says that it will do itself: ทั้งนี้ กรมฯ จะเสนอสำนักงบประมาณภายในวันที่….
_WILL_DO = compile_words(r"(?<![ก-๎])(?:กรม|กระทรวง|จังหวัด|อำเภอ|สำนัก|เทศบาล|องค์การ)[^\s]{0,60}\s?จะ[^\n]*$")
_DAY_BEGINS = compile_words(r"(?:ถึง|เป็น|ภายใน|ไม่เกิน)\s?(?:ใน)?(?:วัน[ก-๎]{0,12}ที่)\s?[0-9๐-๙oOlI]")
# A sentence quoted to be put right: what stands before its quotation mark, and how far from it its day is.
_QUOTED = re.compile(r"[\"“][^\"“”\n]{0,200}$")
_AS_QUOTED = r"(?:คือ|ความ)?(?:ว่า|ดังนี้)?\s*[:：]?\s*$"
_NEW_WORDS = compile_words(rf"(?:เป็น|ข้อความใหม่|ที่ถูกต้อง){_AS_QUOTED}")
_OLD_WORDS = compile_words(rf"(?:เดิม|ที่ผิด|จาก){_AS_QUOTED}")
# A text that corrects, but not one that asks for time (ขอขยายเวลา); and the deadline's own words, with the duty behind
# them. A meeting's day is none.
_CORRECTS = compile_words(
    r"(?<!เพื่อ)(?<!ให้)(?:แก้ไข|เปลี่ยนแปลง|เปลี่ยน|ปรับ)(?=เป็น|จาก|กำหนด|ข้อ|ระยะเวลา|วัน|ดังนี้|[\s\"“])|ข้อความใหม่|ที่ถูกต้อง"
    r"|(?<!ขอ)(?:ขยาย(?:ระยะ|กำหนด)*เวลา|(?:ขยาย|เลื่อน)กำหนด)"
)
_ASKS_FOR_TIME = compile_words(r"ขอ(?:ขยาย(?:ระยะ|กำหนด)*เวลา|(?:ขยาย|เลื่อน)กำหนด)")
_DUE = compile_words(r"(?:กำหนด|ขยาย(?:ระยะ)?เวลา)(?:วัน|เวลา|การ|ให้)*(?=(?:จัด|นำ)?ส่ง|รายงาน|แจ้ง|ยื่น|ตอบ|บันทึก|เสนอ)")


def find_corrected(
    text: Toneless, subject: str, deadlines: Sequence[FoundDeadline], days: Sequence[FoundDeadline], *, asks: bool
) -> tuple[FoundDeadline, str] | None:
    """Return the deadline that a text puts in place of another, and the words for its duty, if they are there.

    Args:
        text: A passage of the letter's own words.
        subject: เรื่อง, which may say that the day is a deadline.
        deadlines: The passage's deadlines.
        days: Its other days.
        asks: Whether what the writer asks to put off is put off: it asked for it itself.
    """
    corrects = _CORRECTS.search(text.text) or (_ASKS_FOR_TIME.search(text.text) if asks else None)
    if corrects is None:
        return None
    due = _DUE.search(text.text, corrects.start())
    plain = days if due or _DUE.search(Toneless(subject).text) else ()
    words = text.original
    new = [each for each in (*deadlines, *plain) if each.rule != "open" and _is_new_day(words, each)]
    if not new:
        return None
    quoted = read_quoted(words, new[-1])
    title = text.written(due.end(), text.at(new[-1].start)) if due else quoted[1]
    return new[-1], _UP_TO_DAY.sub("", title)


def join_new_days(text: str, deadlines: Sequence[FoundDeadline]) -> list[FoundDeadline]:
    """Return deadlines without an old day right before the new one, which then begins with it: จากเดิม… เป็น…."""
    joined: list[FoundDeadline] = []
    for each in deadlines:
        old = joined[-1] if joined and _INSTEAD.fullmatch(Toneless(text[joined[-1].end : each.start]).text) else None
        if old and is_old_day(text, old):
            joined[-1] = each._replace(start=old.start)
        else:
            joined.append(each)
    return joined


def read_quoted(text: str, day: FoundDeadline) -> tuple[str, str]:
    """Return what stands before the quotation in which a day is, and in it before the day; twice "" if in none."""
    before = text[max(0, day.start - _FAR_IN_QUOTES) : day.start]
    inside = before.count('"') % 2 or before.rfind("“") > before.rfind("”")
    begun = _QUOTED.search(before) if inside else None
    return (before[: begun.start()], before[begun.start() + 1 :].strip(" .…")) if begun else ("", "")


def is_old_day(text: str, deadline: FoundDeadline) -> bool:
    """Whether a text says that another day holds in place of this one."""
    return _stands_behind(text, deadline, _OLD_DAY) or bool(
        _OLD_WORDS.search(Toneless(read_quoted(text, deadline)[0]).text)
    )


def _is_new_day(text: str, deadline: FoundDeadline) -> bool:
    return _stands_behind(text, deadline, NEW_DAY, _NEW_PLAIN_DAY) or bool(
        _NEW_WORDS.search(Toneless(read_quoted(text, deadline)[0]).text)
    )


def find_new_day(
    text: str, written_on: date | None, old_days: Collection[date]
) -> tuple[FoundDeadline | None, list[FoundDeadline]]:
    """Return the new deadline of an extension, and the deadlines and days that are the old one or mean the new one.

    The new one stands after เป็น (จากเดิม … เป็น …), else behind the word that extends with no request between, else it is
    counted from the old one (ออกไปอีก ๑๔ วัน), else the last. Of a new day that cannot be read no other takes the place.

    Args:
        text: The letter's own words, without what it reports of earlier letters.
        written_on: The letter's date.
        old_days: The days that it reports of earlier letters.
    """
    deadlines, days = find_deadlines_and_days(text, written_on=written_on)
    asked = [each for each in deadlines if not _stands_behind(text, each, _WILL_DO)]
    dated = [each for each in asked if each.due_on or each.problem or has_days(each.rule)]
    named = [each for each in (*dated, *days) if _is_new_day(text, each)]
    extended = _list_extended(text, dated)
    unread = [each for each in extended[:1] if each.problem == "unreadable"]
    with_day = [each for each in extended if each.due_on]
    counted = _count_days(text, written_on, old_days)
    others = [] if _has_unread_day(text, written_on) else dated
    new = (named or unread or with_day or counted or extended or others)[-1:]
    old = [
        each
        for each in (*deadlines, *days)
        if each.due_on in old_days
        or is_old_day(text, each)
        or (each.rule == "open" and "กำหนด" in each.text)
        or any(one.start < each.end and each.start < one.end for one in new)
    ]
    return (new[0] if new else None), old


def _has_unread_day(text: str, written_on: date | None) -> bool:
    """Whether a day stands behind the word that extends of which no date can be read."""
    words = Toneless(text)
    extending = _EXTENDING.search(words.text)
    dates = find_dates(text, written_on=written_on) if extending else []
    return extending is not None and any(
        not any(each.start <= words.origin(day.end() - 1) < each.end for each in dates)
        for day in _DAY_BEGINS.finditer(words.text, extending.end())
    )


def _count_days(text: str, written_on: date | None, old_days: Collection[date]) -> list[FoundDeadline]:
    """Return the day that is so many days after the old one, if the text says how many and there is one old day."""
    words = Toneless(text)
    more = _DAYS_MORE.search(words.text)
    count = read_count(more["count"]) if more else None
    named = {
        each.day
        for each in find_dates(text, written_on=written_on)
        if each.day and _stands_behind(text, each, _OLD_DAY)
    }
    old = [*(named or old_days)]
    if more is None or count is None or len(old) != 1:
        return []
    start, end = words.origin(more.start()), words.origin(more.end())
    return [FoundDeadline(start, end, text[start:end], old[0] + timedelta(days=count), COUNTED)]


def _list_extended(text: str, deadlines: Sequence[FoundDeadline]) -> list[FoundDeadline]:
    """Return the deadlines to which a word extends: no request stands between the two."""
    words = Toneless(text)
    extended = [words.origin(each.end()) for each in _EXTENDING.finditer(words.text)]
    asked = [each.verb for each in find_asks(words)]
    return [
        each
        for each in deadlines
        if (by := max((place for place in extended if place <= each.start), default=None)) is not None
        and not any(by < words.origin(verb) <= each.start and _names_more(words, verb, each) for verb in asked)
    ]


def _names_more(words: Toneless, verb: int, day: FoundDeadline) -> bool:
    """Whether a request names a duty, and not only that what is extended be done by a day."""
    return not is_empty_title(make_title(words.written(verb, words.at(day.start))))


def is_moved_by_another(text: Toneless, writer: str) -> bool:
    """Whether a text tells that another office than its writer has moved its day: กรม…จึงเลื่อนการปิดระบบ…."""
    movers = [each["office"] for each in _MOVES.finditer(text.text)]
    names = list_names(writer)
    return bool(movers and names) and not any(mover.startswith(name) for mover in movers for name in names)


def extends(text: Toneless) -> bool:
    """Whether a text has a word that extends a day."""
    return bool(_EXTENDING_WORD.search(text.text))


def _find_extending(words: Toneless) -> int | None:
    """Return where the last word that extends a day ends; None if none does."""
    return max((each.end() for each in _EXTENDING_WORD.finditer(words.text)), default=None)


def read_extended(text: str) -> str:
    """Return the words behind the last one that extends a day: what stands before says why; all if none extends."""
    words = Toneless(text)
    return words.written(_find_extending(words) or 0, len(words.text))


def read_for_whom(text: str, new: FoundDeadline) -> str:
    """Return the offices for which alone a text extends a day, else "": ขยายเวลาให้อำเภอ…, …สำหรับเทศบาล… ออกไปถึง…."""
    words = Toneless(text[: new.start])
    extending = _find_extending(words)
    let = _LET.match(words.text, extending) if extending is not None else None
    doer = words.written(let.end(), find_extended_verb(words, let.end()) or let.end()).strip() if let else ""
    if doer:
        return doer
    some = _FOR_SOME.search(words.text, extending) if extending is not None else None
    offices = words.written(*some.span("offices")).strip() if some else ""
    named = Toneless(f"{offices} ")
    return offices if offices and is_audience(named, 0, len(named.text)) else ""


def _stands_behind(text: str, day: FoundDeadline | FoundDate, *words: re.Pattern[str]) -> bool:
    before = Toneless(text[max(0, day.start - _JUST_BEFORE) : day.start]).text
    return any(each.search(before) for each in words)
