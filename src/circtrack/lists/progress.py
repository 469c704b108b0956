"""What a cell says of an office's progress, in the words of registers, systems and circtrack's own listings."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from circtrack.errors import InputError
from circtrack.lists.sayings import clean, find_mark

if TYPE_CHECKING:
    from collections.abc import Mapping

Said = Literal["", "open", "none", "incomplete", "blocked", "done", "exempt"]
"""What is said: a progress; ``open`` for a state of what is not done; "" for nothing."""

_WORDS: Final[dict[Said, str]] = {
    "done": (
        "done|done late|yes|y|true|100%|/|✓|✔|✅|☑|ครบ|บันทึกครบ|บันทึกแล้ว|บันทึกช้า|บันทึกหลังกำหนด|เรียบร้อย|เสร็จ|เสร็จสิ้น|แล้ว|ใช่"
        "|ส่งแล้ว|ดำเนินการแล้ว|1"
    ),
    "incomplete": "incomplete|ไม่ครบ|บันทึกไม่ครบ|ยังไม่ครบ|บางส่วน",
    "blocked": "blocked|ติดขัด|ติดขัดระบบ|ติดปัญหา|มีปัญหา",
    "none": "none|no|n|false|0%|0|x|✗|✘|❌|-|ยังไม่บันทึก|ไม่|ยัง|ยังไม่ได้บันทึก|ยังไม่ส่ง|รอ|not entered",
    "open": (
        "overdue|due today|at risk|untold|not told|owing|open|no deadline"
        "|เกินกำหนด|เลยกำหนด|ครบกำหนดวันนี้|ใกล้ครบกำหนด|ยังไม่ได้รับแจ้ง|ค้าง|ไม่มีกำหนด"
    ),
    "exempt": "exempt|ยกเว้น",
}
_SAID: Final[dict[str, Said]] = {word: said for said, words in _WORDS.items() for word in words.split("|")}
_MARKED: Final[dict[str, Said]] = {
    "done": "done",
    "incomplete": "incomplete",
    "blocked": "blocked",
    "postponed": "none",
    "not_done": "none",
}
_PROPOSED: Final = "done, incomplete, blocked, ครบ, บันทึกแล้ว, ไม่ครบ, ติดขัด, ยังไม่บันทึก"


@lru_cache(maxsize=1000)  # a column says the same few things in thousands of rows
def read_progress(text: str, *, freely: bool = False) -> Said:
    """Return what a cell says of an office's progress; "" for an empty one.

    The words of scripts are a fixed list; what a system or a person writes as a state is read ``freely``, as in a chat.

    Raises:
        InputError: the words are not known.
    """
    word = clean(text).lower().replace("_", " ")
    if not word:
        return ""
    if word in _SAID:
        return _SAID[word]
    if freely and (said := _MARKED.get(find_mark(word))):
        return said
    raise InputError("'{text}' is no progress; expected is one of {words}.", text=text, words=_PROPOSED)


def read_said(fields: Mapping[str, str]) -> tuple[Said, Said]:
    """Return what the columns for progress and for the state say of an office.

    Raises:
        InputError: the words are not known.
    """
    return read_progress(fields.get("progress", "")), read_progress(fields.get("state", ""), freely=True)
