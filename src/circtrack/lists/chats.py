"""Lists without a head: a chat message or a whole exported chat, line by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from circtrack.lists.model import ListEntry, Words
from circtrack.lists.sayings import CODE, DAY, clean, is_total, read_saying

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.lists.model import Mark

_WEEKDAY: Final = (
    r"(?:วัน)?(?:จ|อ|พ|พฤ|ศ|ส|อา|จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*"
)
_DAY_LINE: Final = re.compile(rf"(?:{_WEEKDAY}(?:ที่)?[.,]* ?)?(?P<day>{DAY})(?: ?\(?{_WEEKDAY}\.?\)?)?$")
_CLOCK: Final = r"(?P<time>\d{1,2}[:.]\d{2})(?::\d{2})?(?: ?[AaPp][Mm])?"
_WITH_TABS: Final = re.compile(rf"{_CLOCK}\t(?P<who>[^\t]*)\t(?P<text>.*)")
_WITH_SPACES: Final = re.compile(rf"{_CLOCK} +(?P<who>\S+) +(?P<text>.*)")
_WITH_DAY: Final = re.compile(
    rf"\[?(?P<day>{DAY}),? {_CLOCK}(?: ?น\.)?(?:\] ?| ?- )(?P<who>[^:]+): (?P<text>.*)", re.IGNORECASE
)
_ATTACHMENT: Final = re.compile(r"\[(?:สติ๊?กเกอร์|รูป(?:ภาพ)?|วิดีโอ|ไฟล์|โลเคชั่น|Sticker|Photo|Video|File|Location)\]")
_TOLD_BY_CHAT: Final = re.compile(r"\[LINE\]|บันทึกเมื่อ|Saved on")


class Lines(NamedTuple):
    """The entries of some lines, and the lines that name no office."""

    entries: list[ListEntry]
    words: list[Words]


def is_chat_export(text: str) -> bool:
    """Whether a text is a chat that was exported with days and senders."""
    lines = text.split("\n", 400)[:400]
    messages = sum(bool(_WITH_TABS.match(line) or _WITH_DAY.match(line)) for line in lines)
    return messages > 0 or any(line.startswith("[LINE]") for line in lines)


def read_lines(lines: Iterable[tuple[int, str]]) -> Lines:
    """Read numbered lines, each for itself, under the day and the heading that stand above it."""
    found = Lines([], [])
    day, heading = "", ""
    for number, raw in lines:
        if _TOLD_BY_CHAT.match(raw):
            found.words.append(Words(number, clean(raw)))
            continue
        if (dated := _DAY_LINE.fullmatch(clean(raw))) and not CODE.match(clean(raw)):
            day = dated["day"].strip()
            continue
        said_on, sender, text = _take_sender(raw, known_day=bool(day))
        day = said_on or day
        heading = "" if sender else heading
        text = clean(text).strip('"') if sender or day else clean(text)
        if not text or not re.search(r"[\w]", text) or _ATTACHMENT.fullmatch(text):
            continue
        said = _read_line(number, text, day, sender, heading, found)
        heading = heading if said is None else said
    return found


def _read_line(number: int, text: str, day: str, sender: str, heading: str, found: Lines) -> str | None:
    """Add what a line says; return what it says of those below it, None if nothing."""
    saying = read_saying(text)
    if not saying.names or is_total(text):
        found.words.append(Words(number, text))
        return {"not_done": text, "blocked": text, "incomplete": text, "postponed": text, "done": ""}.get(saying.mark)
    mark: Mark = "not_done" if heading and saying.mark in ("", "done") else saying.mark
    shown = heading if heading and not saying.mark else saying.note
    note = "; ".join(filter(None, (shown, sender)))
    on = saying.on or (day if mark in ("", "done") else "")
    fields = {name: value for name, value in (("note", note), ("on", on)) if value}
    found.entries.extend(ListEntry(number, text, *_name_and_office(name, fields), mark) for name in saying.names)
    return None


def _name_and_office(name: str, fields: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Split a code from the name that stands behind it."""
    code = CODE.match(name)
    if code and name[code.end() :].strip():
        return code[0].removesuffix(".0"), fields | {"office": name[code.end() :].strip(" -:")}
    return (code[0].removesuffix(".0") if code else name), fields


def _take_sender(raw: str, *, known_day: bool) -> tuple[str, str, str]:
    """Split a line of an exported chat into its day, who says it and when, and what is said."""
    if match := _WITH_TABS.match(raw):
        return "", f"{match['who'].strip()} {match['time']}", match["text"]
    if match := _WITH_DAY.match(raw):
        return match["day"].strip(), f"{match['who'].strip()} {match['time']}", match["text"]
    if known_day and (match := _WITH_SPACES.match(raw)):
        return "", f"{match['who']} {match['time']}", match["text"]
    return "", "", raw
