"""Find the letter within the text of an e-mail: below the heads that programs print, or quoted line by line.

A program for mail quotes what it passes on with ``>`` or ``|`` before each line. Such lines are a letter only if they
have a letter's fields and its closing words: a few quoted lines in a conversation only speak of one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from circtrack.model import Finding
from circtrack.reading.closing import BARE_NAME
from circtrack.reading.fields import CLOSING, PURPOSE, find_label
from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.torn_heads import LETTERHEAD
from circtrack.thai.deadlines import find_deadlines

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

# The heads of an e-mail as programs print them above the text that was passed on.
_MAIL_HEAD = re.compile(
    r"\s*(?:(?P<sender>จาก|ผู้ส่ง|From|Sender)|(?:ส่ง(?:เมื่อ)?|วันที่(?:ส่ง)?|Sent|Date|ถึง|To|สำเนา(?:ถึง)?|Cc|เรื่อง|หัวเรื่อง|หัวข้อ|Subject"
    r"|สิ่งที่แนบ(?:มา)?|ไฟล์แนบ|เอกสารแนบ|Attachments?|Reply-To|ความสำคัญ|Importance))\s?[:：]",
    re.IGNORECASE,
)
_FEWEST_HEADS = 3
_HEAD_AHEAD = 30  # lines from an e-mail's heads to the letter's number
_QUOTED = re.compile(r"\s*(?:[>|]\s?)+")
# What a mail asks in the words of letters, or in those of a chat.
_ASKS = compile_words(
    r"ขอ(?:ให้|เชิญ|เตือน|ความ(?:ร่วมมือ|กรุณา|อนุเคราะห์))|รบกวน|โปรด|กรุณา|กำชับ|ช่วย[^\n]{2,80}(?:ด้วย|นะ|หน่อย)|อย่าลืม"
)
_SPOKEN = compile_words(
    r"(?:ครับ|ค่ะ|คะ)(?:\s|$)|ขอบคุณ|ขอส่งหนังสือ|(?:ส่ง|แนบ)[^\n]{0,60}มา(?:เพื่อ|ให้|พร้อม)"
    r"|ภายใน\s?(?:วัน|[0-9๐-๙]{1,2}\s?[ก-ฮ])|กำหนดส่ง"
)
# How to reach who says it, below.
_CONTACT = re.compile(r"\s*(?:โทร|มือถือ|อีเมล|[Ee]-?mail|[Ll]ine\s?[:：]|\S+@\S+\s*$)")
_LONGEST_ASKED = 200  # letters
# The line with which a program begins what it passes on, and one that is only drawn.
_PASSES_ON = re.compile(
    r"\s*[-–—_=*>\s]{0,40}(?:ข้อความ(?:ที่)?ส่งต่อ|(?:ข้อความ|จดหมาย|อีเมล)(?:ต้นฉบับ|เดิม)"
    r"|(?:Begin )?[Ff]orwarded [Mm]essage|[Oo]riginal [Mm]essage)\s*[:：]?[-–—_=*\s]*$"
)
_DRAWN = re.compile(r"\s*(?:[-–—_=*]\s?){8,}\s*$")
_TABLE_ROW = re.compile(r"\s*\|.*\S\s*\|")


def blank_mail_heads(lines: list[str], has_number: Callable[[str], bool]) -> list[str]:
    """Return the lines with the heads of e-mails blanked, where a letter with a number of its own follows them."""
    kept = list(lines)
    begin = 0
    while begin < len(lines):
        end = begin
        while end < len(lines) and _MAIL_HEAD.match(lines[end]):
            end += 1
        heads = filter(None, map(_MAIL_HEAD.match, lines[begin:end]))
        follows = map(has_number, lines[end : end + _HEAD_AHEAD])
        if end - begin >= _FEWEST_HEADS and any(head["sender"] for head in heads) and any(follows):
            kept[begin:end] = [""] * (end - begin)
        begin = end + 1
    return kept


def find_spoken_end(lines: list[str]) -> int:
    """Return where the words of a mail, or of a chat, end that stand above a letter; 0 if there are none.

    They end with what a program writes above what it passes on, else with what is asked or said, and with who says it.
    """
    passed_on = next((place for place in range(len(lines) - 1, -1, -1) if _PASSES_ON.match(lines[place])), None)
    if passed_on is not None:
        return passed_on + 1
    end = 0
    for place, line in enumerate(lines):
        if _speaks(line) or (end and _signs(line)):
            end = place + 1
    while 0 < end < len(lines) and lines[end].strip() and not LETTERHEAD.search(lines[end]):
        end += 1
    return end


def _speaks(line: str) -> bool:
    bare = Toneless(line).text
    return bool(_ASKS.search(bare) or _SPOKEN.search(bare))


def _signs(line: str) -> bool:
    """Whether a line says who spoke above it, or is drawn below that."""
    return bool(BARE_NAME.fullmatch(line.strip()) or _CONTACT.match(line) or _DRAWN.match(line))


def is_from_mail(text: str, source: str) -> bool:
    """Whether a text is a mail's: its file is one, or it begins with heads as programs print them, the sender's too."""
    if source.endswith(".eml"):
        return True
    heads = [*filter(None, map(_MAIL_HEAD.match, text.split("\n", _HEAD_AHEAD)))]
    return len(heads) >= _FEWEST_HEADS and any(head["sender"] for head in heads)


def report_asked(cover: str, today: date) -> list[Finding]:
    """Return findings for the lines of a mail, or of a chat, that ask for something or name a day for it."""
    lines = [line.strip() for line in cover.split("\n") if not _MAIL_HEAD.match(line)]
    return [
        Finding("mail_asks", "text", line[:_LONGEST_ASKED])
        for line in lines
        if _ASKS.search(Toneless(line).text)
        or any(each.rule != "open" for each in find_deadlines(line, written_on=today))
    ]


def part_quoted(lines: list[str]) -> tuple[list[str], list[str]]:
    """Part lines into the letters that are quoted, without their marks, and what is written around them.

    Each line keeps its place, so that both have blank lines for the other's. Lines of which none are a quoted letter's
    are all of the first.
    """
    quoted = [place for place, line in enumerate(lines) if _QUOTED.match(line) and not _TABLE_ROW.match(line)]
    if not quoted:
        return lines, []
    # A line that the mail has wrapped has no mark, and stands among those that have.
    begin, end = quoted[0], quoted[-1] + 1
    letter = list(map(remove_marks, lines[begin:end]))
    if not _is_letter(letter):
        return lines, []
    around = [*lines[:begin], *[""] * (end - begin), *lines[end:]]
    return [*[""] * begin, *letter, *[""] * (len(lines) - end)], around


def remove_marks(line: str) -> str:
    """Return a line without the marks of quoting before it."""
    return _QUOTED.sub("", line, count=1) if _QUOTED.match(line) else line


def _is_letter(lines: list[str]) -> bool:
    """Whether lines have a letter's fields, and its closing words or the sentence that says what it is for."""
    fields = {name for line in lines for name, rest in (find_label(line.strip()),) if rest}
    stamped = any(line.lstrip().startswith("ถึง") for line in lines)
    ends = any(CLOSING.match(line) or PURPOSE.match(line) for line in lines)
    return ends and "addressees" in fields and (stamped or "subject" in fields)
