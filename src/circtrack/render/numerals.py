"""Thai numerals in prose, where they belong: never inside names in Latin letters, addresses, codes and file names."""

from __future__ import annotations

import re

from circtrack.thai.digits import to_thai

# What holds together in Latin letters: a system's name, a web or e-mail address, a file's name. A figure after a space
# belongs to such a name (PM 2.5, COVID 19), unless something is counted by it (INFO 3 แห่ง).
_TOGETHER = r"[A-Za-z0-9](?:[A-Za-z0-9:/._?=&%#@~+-]*[A-Za-z0-9])?"
_COUNTED = "แห่ง|วัน|รายการ|ราย|ฉบับ|ชุด|หน่วย|คน|หัวข้อ|เดือน|ปี|ครั้ง|ด้าน|เรื่อง|ข้อ"
# A web address goes on to the next space: its path may be Thai.
_ADDRESS = r"[A-Za-z]+://[^\s<>\"]+"
_PIECES = re.compile(rf"{_ADDRESS}|{_TOGETHER}(?: [0-9]+(?:\.[0-9]+)?(?![0-9./]| ?(?:{_COUNTED})))?")
_LATIN = re.compile(r"[A-Za-z]")


def thai_numerals(text: str) -> str:
    """Convert the text to Thai numerals, except in Latin names, addresses, and figures that belong to such a name."""
    return _PIECES.sub(_convert, text)


def _convert(match: re.Match[str]) -> str:
    first, space, figure = match[0].partition(" ")
    return match[0] if _LATIN.search(first) else to_thai(first) + space + to_thai(figure)
