"""Split a letter's body into passages (paragraphs and list items), without page turns and stamps."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from circtrack.reading.fields import POSTSCRIPT, join_lines
from circtrack.reading.items import list_names, read_heading
from circtrack.reading.lines import BULLET
from circtrack.reading.receipts import cut_stamp
from circtrack.reading.tables import list_rows
from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.verbs import VERB
from circtrack.reading.wording import (
    CLOSES,
    DUTIES_INSIDE,
    ENDS_ASKING,
    INLINE_ITEM,
    ITEM,
    LIST_BEGINS,
    LIST_INSIDE,
    ROUNDS,
    find_offices_end,
    may_report,
)
from circtrack.thai.months import FULL_PATTERN

if TYPE_CHECKING:
    from collections.abc import Sequence

_D = "[0-9๐-๙]"
# The next page's first words at a page's foot, and the page number at its head.
_PAGE_TURN = re.compile(rf"\s*(?:/\s?\S.{{0,40}}|[-–]?\s*{_D}{{1,2}}\s*[-–]?)\s*$")
_STAMP = compile_words(
    rf"\s*(?:(?:เลข)?(?:ที่)?รับ(?:ที่|เลขที่)?|เวลา|วันที่)\s*[.:]?\s*{_D}[^ก-ฮ]{{0,12}}(?:[ก-ฮ.]{{1,5}})?[^ก-ฮ]{{0,12}}(?:เวลา[^ก-ฮ]*)?(?:น\.)?\s*$"
)
_STAMPED_DAY = re.compile(rf"\s*{_D}{{1,2}}\s+[ก-ฮ]\.[ก-ฮ]\.\s*{_D}{{2,4}}(?:\s*เวลา\s*[0-9๐-๙.:]+\s*(?:น\.?)?)?\s*$")
# A sentence's number, day or hour that has a line to itself: วันที่ / ๒๑, จำนวน / ๑ / ชุด, ๑ / ธันวาคม.
# ``_MEASURE_BEGINS`` has no วันที่: a number above it is a page's, and the day that follows stands by itself.
_NUMBER_AWAITED = compile_words(r"(?:วัน(?:[ก-๎]{3,12})?\s?ที่|จำนวน)\s*$")
_ENDS_IN_NUMBER = re.compile(rf"{_D}\s*$")
_SPAN_BROKEN = compile_words(rf"(?:ระหว่าง|ตั้งแต่)\s?วันที่\s?{_D}{{1,2}}\s*$")
_LAST_OF_SPAN = compile_words(rf"\s*{_D}{{1,2}}\s*(?:{FULL_PATTERN}|[ก-ฮ]\.[ก-ฮ]\.|$)")
_MEASURE_BEGINS = compile_words(rf"\s*(?:{FULL_PATTERN}|วัน(?!ที่)|เดือน|ชั่วโมง|สัปดาห์)")
_DAY_BEGINS = compile_words(rf"\s*(?:วันที่\s*)?{_D}")
_YEAR_ENDS = compile_words(rf"(?:{FULL_PATTERN}|[ก-ฮ]\.[ก-ฮ]\.)\s*(?:พ\.ศ\.\s*)?{_D}{{2,4}}\s*$")
_HOUR = compile_words(r"\s*เวลา")
# A page's last words whose sentence the next page ends.
_BREAKS_OFF = compile_words(
    r"(?:ภายใน|ไม่เกิน|ไม่ช้ากว่า|ก่อน|ตั้งแต่|ถึง|ที่|และ|หรือ|ของ|ให้|โดย|เพื่อ|ใน|ตาม|กับ|ต่อ|จาก|ทาง|ผ่าน|เดือน)\s*$"
)
_NUMBER_ALONE = re.compile(rf"\s*{_D}{{1,2}}\s*$")
# Words with which a clause ends at a line's end: what the next line begins with is not joined to them.
_ENDS_CLAUSE = compile_words(r"(?:กำนัน|เรียบร้อย|ครบถ้วน|ถูกต้อง|ประสิทธิภาพ|เดียวกัน|ต่อเนื่อง|ทันท่วงที|เป็นอย่างช้า|เป็นต้นไป)\s*$")
# Words that begin a paragraph even without a blank line.
_OPENS = compile_words(r"\s*(?:ในการนี้|ทั้งนี้|ดังนั้น|บัดนี้|กรุณา)")
_OWN_OPENS = compile_words(r"\s?(?:พิจารณาแล้ว|จึง|ขอ(?:ให้|ความ(?:ร่วมมือ|อนุเคราะห์|กรุณา)))")
# A sentence about the whole list is not part of its last item.
_OF_LIST = compile_words(r"\s*(?:โดย|จึง)?(?:ขอ)?ให้\S{0,40}?(?:ดำเนินการ|ปฏิบัติ)(?:ตาม)?(?:ข้อ|ดังกล่าว|ข้างต้น)")
# Items of a list without numbers or bullets: ครั้งที่ ๑ ….
_ROUND = compile_words(rf"\s*{ROUNDS}ที่\s?[0-9๐-๙]{{1,2}}(?![0-9๐-๙/])")
_WORDED_ITEM = re.compile(rf"\s*(?:ข้?อ|ขั้?น(?:ตอน)?)(?:ที่?)?\s*(?P<number>{_D}{{1,2}})(?:\s?[:：.)]\s*|\s+)(?=[ก-ฮเ-ไ])")
_MARK_ALONE = re.compile(rf"\s*(?:\(?{_D}{{1,2}}\s?[.)]|(?:ข้?อ|ขั้?น(?:ตอน)?)(?:ที่?)?(?:\s*{_D}{{1,2}}\s?[:：.)]?)?)\s*$")
_CLOSES_BRACKET = re.compile(rf"\s*{_D}{{1,2}}\s?\)")
_BACKGROUND_ENDS = compile_words(r"\sนั?้น\s*$")
# Letters in a full printed line; a paragraph's last line is usually shorter.
_FULL = 60
_CLOSING_LINES = 5


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or list item as running text. ``closing`` is whether it is the sentence that begins with จึงเรียนมา.

    ``number`` is the item's number, for sub-items (``๒.๑``) its first part; 0 if none is written. ``below`` means that
    it stands below the closing sentence, where others may have written it; ``leads``, that its list is in its own line.
    """

    text: Toneless
    item: bool = False
    closing: bool = False
    number: int = 0
    below: bool = False
    leads: bool = False


def split_passages(body: list[str], writer: str = "") -> list[Passage]:
    """Split a body into passages, up to the end of its จึงเรียนมา, and a postscript.

    A line that begins with the ``writer`` and what that asks begins one, where paragraphs are not set apart.
    """
    names = list_names(writer)
    passages: list[Passage] = []
    lines: list[str] = []
    item, number = False, 0
    announced = False  # whether paragraphs may follow that say who is asked
    bulleted = False  # whether a list was announced whose items no number begins

    def end() -> None:
        if lines:
            passages.extend(_split_list(Passage(_run_on(lines), item, number=number)))
            lines.clear()

    body = _number_items(_join_marks(body))
    body = [each for line in body if (each := cut_stamp(line)) or not line]
    kept = list_rows(_turn_pages(body))
    several = sum(1 for line in kept if BULLET.match(line)) > 1

    for place, line in enumerate(kept):
        bare = Toneless(BULLET.sub("", line)).text
        if CLOSES.match(bare):
            end()
            closing = _take_closing(kept[place:])
            passages.append(Passage(_run_on(closing), closing=True))
            return passages + _split_postscript(kept[place + len(closing) :])
        begins = ITEM.match(line)
        begun = announced and not lines and bool(line.strip()) and not begins and _begins_item(BULLET.sub("", line))
        bullet = bool(BULLET.match(line))
        bulleted = bulleted and not begins and (bullet or item or not line.strip())
        if not line.strip() or begins:
            end()
            item, number = begins is not None, _read_number(begins.group()) if begins else 0
        elif _OPENS.match(bare) or (item and _OF_LIST.match(bare)) or _opens_own(bare, names, lines):
            end()
            item, number = False, 0
        elif item and lines and _heads_items(kept, place):
            end()
            number = 0
        elif (bullet and (bulleted or several or (item and not number))) or (item and _ROUND.match(bare)):
            end()
            item = True
        if line.strip():
            item = item or begun
            goes_on = announced and (item or bool(lines))
            announced = goes_on or bool(LIST_BEGINS.search(bare) or ENDS_ASKING.search(bare))
            lines.append(BULLET.sub("", ITEM.sub("", line)))
            if _BACKGROUND_ENDS.search(bare):
                end()
            if LIST_BEGINS.search(bare):
                end()
                item, number = True, 0  # the next line is an item, numbered or not
                bulleted = True
    end()
    return passages


def _run_on(lines: Sequence[str]) -> Toneless:
    """Return lines as running text, in which one blank is as good as two."""
    runs: list[list[str]] = [[]]
    for line in lines:
        runs[-1].append(line)
        if _ENDS_CLAUSE.search(Toneless(line).text):
            runs.append([])
    return Toneless(" ".join(" ".join(map(join_lines, runs)).split()))


def _opens_own(line: str, names: Sequence[str], above: Sequence[str]) -> bool:
    """Whether a line begins with its writer and what that asks, below a sentence that reports no earlier letter."""
    if not above or may_report(Toneless(above[0]).text.lstrip()) or _BREAKS_OFF.search(Toneless(above[-1]).text):
        return False
    return any(line.startswith(name) and _OWN_OPENS.match(line, len(name)) for name in names)


def _join_marks(lines: list[str]) -> list[str]:
    """Return lines with each mark of an item that has a line to itself before the item: ๑. / สำรวจ….

    What only closes a bracket (แบบ / ๑) is no mark.
    """
    joined: list[str] = []
    for line in lines:
        bracket = joined and joined[-1].rfind("(") > joined[-1].rfind(")") and _CLOSES_BRACKET.match(line)
        marked = joined and _MARK_ALONE.match(joined[-1]) and line.strip() and not _MARK_ALONE.match(line)
        if bracket or marked:
            joined[-1] += f" {line.strip()}"
        else:
            joined.append(line)
    return joined


def _number_items(lines: list[str]) -> list[str]:
    """Return lines with a list's items by their numbers alone, where a word stands before them: ข้อ ๑, ขั้นที่ ๑.

    They count up from one behind the sentence that announces them: ข้อ ๑๒ of a rule is none.
    """
    if not any(map(_WORDED_ITEM.match, lines)):
        return lines
    numbered = []
    awaited = 0
    for line in lines:
        item = _WORDED_ITEM.match(line) if awaited else None
        if item and int(item["number"]) == awaited:
            awaited += 1
            numbered.append(f"{item['number']}. {line[item.end() :]}")
            continue
        numbered.append(line)
        if LIST_BEGINS.search(Toneless(line).text):
            awaited = 1
    return numbered


def _heads_items(lines: Sequence[str], place: int) -> bool:
    """Whether the line at ``place``, below an item, has offices alone, whose own items begin in the next line."""
    line = Toneless(BULLET.sub("", lines[place]))
    behind = lines[place + 1] if place + 1 < len(lines) else ""
    item = ITEM.match(behind)
    begins = _read_number(item.group()) == 1 if item else bool(BULLET.match(behind))
    follows = begins or (item is not None and line.text.rstrip().endswith((":", "：")))
    broken_off = _BREAKS_OFF.search(Toneless(lines[place - 1]).text)
    return follows and not broken_off and bool(read_heading(line))


def _begins_item(line: str) -> bool:
    """Whether a paragraph begins with a round or with offices and what they do (อำเภอทุกอำเภอ จัดส่ง…), or names these."""
    text = Toneless(line)
    if _ROUND.match(text.text) or read_heading(text):
        return True
    end = find_offices_end(text, len(text.text) - len(text.text.lstrip()))
    return end is not None and bool(VERB.match(text.text[end:].lstrip()))


def _split_postscript(lines: list[str]) -> list[Passage]:
    """Return what stands below the closing sentence: what is written there, as one passage, and a postscript's."""
    begin = next((place for place, line in enumerate(lines) if POSTSCRIPT.match(line)), len(lines))
    below = _run_on([line for line in lines[:begin] if line.strip()])
    others = [Passage(below, below=True)] if below.text else []
    return [*others, *split_passages([POSTSCRIPT.sub("", line) for line in lines[begin:]])]


def _turn_pages(body: list[str]) -> list[str]:
    """Return a body without page turns and stamps: a sentence that the next page ends goes on at once."""
    read: list[str] = []
    turned = False
    before = ""  # the sentence's words right above
    for line, below in pairwise([*body, ""]):
        if _is_noise(line) and not _is_of_sentence(before, line, below):
            turned = turned or bool(_PAGE_TURN.match(line))
            before = ""
            continue
        if turned and line.strip():
            turned = False
            end = next((place for place in range(len(read), 0, -1) if read[place - 1].strip()), 0)
            if end and _BREAKS_OFF.search(Toneless(read[end - 1]).text):
                del read[end:]
        ends_span = _SPAN_BROKEN.search(before) and _LAST_OF_SPAN.match(Toneless(line).text)
        read.append(f"- {line}" if ends_span else line)
        before = f"{before[-_FULL:]} {Toneless(line).text}" if line.strip() else ""
    return read


def _is_noise(line: str) -> bool:
    return bool(line.strip()) and bool(
        _PAGE_TURN.match(line) or _STAMP.match(Toneless(line).text) or _STAMPED_DAY.match(line)
    )


def _is_of_sentence(before: str, line: str, below: str) -> bool:
    """Whether what looks like a page's number or a stamp's line is the sentence's own: the words around it tell."""
    if _NUMBER_ALONE.match(line):
        named = bool(_MEASURE_BEGINS.match(Toneless(below).text))
        return bool(_NUMBER_AWAITED.search(before)) or (
            named and (not _ENDS_IN_NUMBER.search(before) or bool(_SPAN_BROKEN.search(before)))
        )
    own = Toneless(line).text
    if _HOUR.match(own):
        return bool(_YEAR_ENDS.search(before))
    return bool(_DAY_BEGINS.match(own) and _BREAKS_OFF.search(before))


def _take_closing(lines: list[str]) -> list[str]:
    """Return the lines of the closing sentence, without what others wrote below it."""
    taken = lines[:1]
    for before, line in pairwise(lines[:_CLOSING_LINES]):
        if not line.strip() or len(before) < _FULL:
            break
        taken.append(line)
    return taken


def _read_number(text: str) -> int:
    """Return the number at an item's beginning, or 0."""
    found = re.search(f"{_D}+", text)
    return int(found.group()) if found else 0


def _split_list(whole: Passage) -> list[Passage]:
    """Split a passage that has a whole list in one line into its lead and the items."""
    text = whole.text
    inside = LIST_INSIDE.search(text.text) or DUTIES_INSIDE.search(text.text)
    if inside is None:
        return [whole]
    begin = text.origin(inside.end())
    starts = [match.span() for match in INLINE_ITEM.finditer(text.original, begin)] or [(begin, begin)]
    ends = [start for start, _ in starts[1:]] + [len(text.original)]
    items = [
        Passage(Toneless(text.original[start:stop].strip()), item=True, number=_read_number(text.original[begun:start]))
        for (begun, start), stop in zip(starts, ends, strict=True)
    ]
    return [replace(whole, text=Toneless(text.original[: starts[0][0]].strip()), leads=True), *items]
