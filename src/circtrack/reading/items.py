"""What an item of a list says without a request: whose the items after it are, whose its day is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from circtrack.reading.asks import is_audience
from circtrack.reading.duties import LONGEST_TITLE
from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.verbs import VERB
from circtrack.reading.wording import FOR_WHOM, ROUNDS, is_institution, is_offices_only

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.thai.deadlines import FoundDeadline

_KIND = compile_words(r"จังหวัด|อำเภอ|กรม|กระทรวง|เทศบาล|สำนักงาน")
_NOT_ALONE = {"กรม", "กระทรวง", "สำนักงาน"}  # the name of another one begins with it, too
# Before any จึง: who has told the writer, or what another office has done.
_RETOLD = compile_words(
    r"(?:(?!จึง|ขอให้)[^\n]){0,160}?(?:ได้รับแจ้ง|ได้รับหนังสือ|แจ้งว่า|มีหนังสือ|(?P<act>ได้(?:เปิด|กำหนด|ขอ(?:ให้|ความ)|มอบ|สั่ง|แจ้ง)))"
)
_DOES = compile_words(rf"\s?(?:จะ\s?)?(?:พิจารณา|{VERB.pattern})")
# A row of a table by round, or by things: ครั้งที่ ๑ (ข้อมูล ณ วันที่ …) ภายใน…, (ข้าวนาปี) ….
_OF_ROUND = compile_words(
    rf"\s*(?P<round>{ROUNDS}(?:ที่\s?[0-9๐-๙]{{1,2}}|แรก|สุดท้าย)|\((?:[^()]|\([^()]*\)){{2,60}}\))\s*(?:\([^()]*\))?"
    r"[\s:：–-]*(?:(?:ให้)?(?:(?:จัด)?ส่ง|รายงาน))?(?:ใน)?(?:วัน[ก-๎]{0,12}ที่)?\s*"
)
_BEFORE_DAY = compile_words(r"[\s:：–-]*(?:ใน)?(?:วัน[ก-๎]{0,12}ที่)?[\s:：–-]*$")
_BLANK = re.compile(r"\s+")
_PLACE = re.compile(r"(?:อำเภอ|จังหวัด)[ก-๎]")
_ABBREVIATED = re.compile(r"[ก-ฮ]{1,4}\.")  # more of a name: กองอำนวยการ ปภ. อำเภอ


def read_heading(text: Toneless) -> str:
    """Return the offices that an item names and nothing else: the items after it are theirs."""
    return _read_offices(text, len(text.text.rstrip(" :：")))


def is_writers_own(text: Toneless, writer: str) -> bool:
    """Whether an item begins with its writer, and goes on with what that does itself: it asks nobody.

    Args:
        text: The item.
        writer: The writer's name, which the item may shorten to its kind (จังหวัด, กรมฯ); "" if it is not known.
    """
    name = next((name for name in list_names(writer) if text.text.startswith(name)), "")
    return bool(name and _DOES.match(text.text, len(name)))


def is_retelling(text: Toneless, writer: str) -> bool:
    """Whether a passage tells of another office than its writer: a request in it may be that one's."""
    told = _RETOLD.match(text.text)
    if told is None:
        return False
    return not told["act"] or not any(name in text.text[: told.start("act")] for name in list_names(writer))


def list_names(writer: str) -> list[str]:
    """Return what a text without tone marks calls its writer: by name, and by its kind."""
    name = Toneless(writer).text
    kind = _KIND.match(name)
    short = kind.group() if kind else ""
    return [each for each in (name, f"{short}ฯ" if short in _NOT_ALONE else short) if each]


def read_own_day(text: Toneless, days: Sequence[FoundDeadline]) -> tuple[str, FoundDeadline] | None:
    """Return the offices, if any, and the day that are all that an item says: what is owed by then, the lead says."""
    day = days[0] if len(days) == 1 and (days[0].rule or len(days[0].readings) < 2) else None  # not of an event
    if day is None or text.original[day.end :].strip(" ."):
        return None
    end = len(_BEFORE_DAY.sub("", text.text[: text.at(day.start)]))
    offices = _read_offices(text, end)
    alone = not (day.rule or text.text[:end].strip())  # a row of a table of rounds
    return (offices, day._replace(rule=day.rule or "on")) if offices or alone else None


def read_own_round(text: Toneless, deadlines: Sequence[FoundDeadline]) -> tuple[str, FoundDeadline] | None:
    """Return the round, or the things in brackets, and the deadline that are all that an item says."""
    day = deadlines[0] if len(deadlines) == 1 else None
    if day is None or text.original[day.end :].strip(" ."):
        return None
    of = _OF_ROUND.fullmatch(text.text[: text.at(day.start)])
    return (text.written(*of.span("round")), day._replace(rule=day.rule or "on")) if of else None


def _read_offices(text: Toneless, end: int) -> str:
    """Return what stands before ``end``, if it is offices and nothing else; else ""."""
    begin = len(text.text) - len(FOR_WHOM.sub("", text.text, count=1))
    named = is_offices_only(text, begin, end) or is_institution(text.text[begin:end].strip())
    return text.written(begin, end).strip() if named else ""


def find_offices_before(text: Toneless, end: int) -> int:
    """Return where a blank ends behind the offices that an item begins with, not places by name; 0 if it has none."""
    blanks = [each.end() for each in _BLANK.finditer(text.text, 0, end)]
    known = [each for each in blanks if is_offices_only(text, 0, each)][-1:]
    # One that is told by its first words only might take in what it does.
    named = next((each for each in known or blanks if is_audience(text, 0, each)), 0)
    return 0 if _PLACE.match(text.text, 0, named) or _ABBREVIATED.match(text.text, named) else named


def tell_whose(text: Toneless, days: Sequence[FoundDeadline]) -> Iterator[FoundDeadline]:
    """Yield the days of an item that asks for nothing with the words before each: they say whose it is."""
    begin = 0
    for day in days:
        words = text.original[begin : day.end].strip(" |,")
        yield day._replace(text=words) if len(words) <= LONGEST_TITLE else day
        begin = day.end
