"""Text without tone marks, for finding words that have lost theirs in a scan or a PDF."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from circtrack.thai.late_patterns import compile_late
from circtrack.thai.months import MONTHS
from circtrack.thai.script import repair

if TYPE_CHECKING:
    from collections.abc import Sequence


_MARK = re.compile("[่้๊๋์็]")
_LETTER = re.compile(rf"([^\s{_MARK.pattern[1:-1]}])({_MARK.pattern}*)")


def compile_words(pattern: str) -> re.Pattern[str]:
    """Compile a pattern, written with tone marks, to match text without them."""
    return compile_late(_MARK.sub("", pattern))


class Toneless:
    """``text`` is the original without tone marks; offsets in it map back to the original."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.text = _MARK.sub("", original)

    @cached_property
    def _marks(self) -> Sequence[int]:
        """The offsets of the marks in the original."""
        return [mark.start() for mark in _MARK.finditer(self.original)]

    @cached_property
    def _gaps(self) -> Sequence[int]:
        """Before which letter of the text each mark stood."""
        return [place - before for before, place in enumerate(self._marks)]

    def written(self, start: int, end: int) -> str:
        """Return the original words of ``text[start:end]``."""
        return self.original[self.origin(start) : self.origin(end)]

    def origin(self, place: int) -> int:
        """Return the offset in the original of ``text[place]``."""
        return min(place + bisect_right(self._gaps, place), len(self.original))

    def at(self, place: int) -> int:
        """Return the offset in ``text`` of an offset in the original."""
        return place - bisect_left(self._marks, place)


# Restore the tone marks that OCR loses above a vowel, in words that every letter has.
#
# Tesseract rarely reads the small mark of ``ที่`` and ``ถิ่น``, and confuses ิ ี ึ ื. Only words that no other word resembles
# without its marks are restored: a letter's labels, ``ที่`` before a number, and words in the names of offices and
# addressees. Everything else stays as it was read.

_WORDS = (
    "ท้องถิ่น",
    "ส่งเสริม",
    "ส่วนท้องถิ่น",
    "สถานที่กลาง",
    "ที่ทำการ",
    "ที่ว่าการ",
    "สิ่งที่ส่งมาด้วย",
    "องค์การบริหารส่วนจังหวัด",
    "องค์การบริหารส่วนตำบล",
    "ผู้ว่าราชการจังหวัด",
    "ด่วนที่สุด",
    "เจ้าหน้าที่",
    "ทุกแห่ง",
    "เพื่อ",
    "เพิ่มเติม",
    "พื้นที่",
    "เกี่ยวข้อง",
    "หน่วยงาน",
    "ความมั่นคง",
    "สิ่งแวดล้อม",
    "ต่อเนื่อง",
    "ผู้สูงอายุ",
    "รายชื่อ",
    "ครั้งที่",
    "เลือกตั้ง",
    "ยื่นคำ",
    "เครื่อง",
)
_TONES = "่้๊๋"
_VOWELS = "ิีึื"


def _loosen(word: str) -> str:
    """Make a pattern for the word with or without its tone marks, and with its upper vowels confused."""
    return "".join(
        f"[{_TONES}]?" if letter in _TONES else f"[{_VOWELS}]" if letter in _VOWELS else letter for letter in word
    )


# Words of requests and deadlines, which scans and PDF files tear. A stroke stands where a blank may part two words:
# (ผู้ป่วย ๓) ราย งาน….
_TORN_WORDS = (
    "ราย|งาน",
    "บันทึก",
    "แบบฟอร์ม",
    "ส่ง",
    "ก่อ|น",
    "กรอก",
    "สำรวจ",
    "ตรวจ|สอบ",
    "ลง|ทะเบียน",
    "ขอให้",
    "ภายใน",
    "ดำเนินการ",
)


def _tear(marked: str) -> list[tuple[str, str]]:
    """Return the two parts into which a blank may have torn a word, in every way."""
    word = marked.replace("|", "")
    apart = marked.find("|")
    return [(word[:place], word[place:]) for place in range(1, len(word)) if place != apart]


_PARTS = [parts for marked in _TORN_WORDS for parts in _tear(marked)]
# The possible next letters: rejects most blanks quickly.
_TORN = re.compile(
    f" (?=[{''.join(sorted({part[0] for _, part in _PARTS}))}])"
    f"(?:{'|'.join(f'(?<={before} )(?={behind})' for before, behind in _PARTS)})"
)

_N = "[0-9๐-๙]"
_TORN_MONTH = re.compile(
    rf"(?P<before>{_N}\s{{1,3}})(?P<month>{'|'.join(' ?'.join(name) for name in MONTHS)})"
    rf"(?=\s{{0,3}}(?:พ\.ศ\.\s?)?{_N})"
)
_THI = _loosen("ที่")
_STRAY = "ัิ-ู็-์"
_WORD_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    *((re.compile(_loosen(word)), word) for word in _WORDS),
    (
        re.compile(
            "(?:(?<![ก-๎])|(?<=การ)|(?<=และ)|(?<=แล้ว)|(?<=แลว)|(?<=จัด)|(?<=นำ))สง(?=รายงาน|แบบ|ข้อมูล|สำเนา|เอกสาร|บัญชี|แผน|ผล|งบ)"
        ),
        "ส่ง",
    ),
    (re.compile("ขอม[ุู]ล(?!ค่?า|ฝอย|นิธิ|เหตุ|ฐาน)|ช้อมูล"), "ข้อมูล"),
    (re.compile(r"^(\s*)(?:ดัวย|ค้วย|ต้วย)(?=[ก-ฮเ-ไ])", re.MULTILINE), r"\1ด้วย"),
    (
        re.compile(
            "(?<!ทัน)(?<!นา)(?<!เว)(?<!บาง)(?<!อีก)(?<!สัก)ที(?=ดิน|หลวง|ส่ง|สง|ได้|ไดร|กำหนด|แนบ|อ้าง|อาง|ยัง|มี|เกี|เป|จะ|เสีย|ประสงค์|ไม่|ต้อง|สังกัด|แจ้ง)"
        ),
        "ที่",
    ),
    (
        re.compile("(?:(?<=พร้อม)|(?<=หนังสือ)|(?<=ฉบับ)|(?<=ดัง)|(?<=ในการ)|(?<=ทั้ง)|(?<=ทัง))นี(?![ก-๎])"),
        "นี้",
    ),
    (re.compile("ราย(?<=[ก-๎]ราย) งาน"), "รายงาน"),
    (re.compile(rf"วัน(?<!ทุกวัน) ที่(?=\s?{_N})"), "วันที่"),
)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # The letters of a number, and of a postal line, bear no marks: neither between them, behind ที่, nor behind them.
    (re.compile(rf"((?<![ก-๎]){_THI}\s*[ก-ฮ])[{_STRAY}]([ก-ฮ][{_STRAY}]?\s?)(?={_N}{{4,5}}[./])"), r"\1\2"),
    # Before a number or its prefix it can only be ที่.
    (re.compile(rf"(?<![ก-๎]){_THI}(?=\s*(?:{_N}|[ก-ฮ]{{2,3}}\.?\s*{_N}))"), "ที่"),
    (re.compile(rf"(?<![ก-๎])([ก-ฮ]{{2}})[{_STRAY}]\s?(?={_N}{{4,5}}(?!{_N}))"), r"\1 "),
    # Nor do those of most months' abbreviations.
    (re.compile(r"(?<![ก-๎])([กพสตธ])[ัิ-ู็-๎](?=\.\s?[คพย]\.)"), r"\1"),
    (re.compile("ชักซ้?อม|ซักช้?อม|ชักช้?อม"), "ซักซ้อม"),
    (re.compile(rf"(?<=วัน){_THI}(?=\s*{_N})"), "ที่"),
    (re.compile(rf"(?<=ลงวัน){_THI}(?![ก-๎])"), "ที่"),
    (re.compile(rf"^(\s*){_loosen('เรื่อง')}(?= )", re.MULTILINE), r"\1เรื่อง"),
)


_NUMERALS = re.compile("(?<![A-Za-z๐-๙])[oO]*[๐-๙][๐-๙oO]*(?![A-Za-z])")
_ZEROS = str.maketrans("oO", "๐๐")


def restore_zeros(text: str) -> str:
    """Return a text with ๐ where OCR took it for an o among numerals."""
    return _NUMERALS.sub(lambda found: found.group().translate(_ZEROS), text)


def restore_marks(text: str) -> str:
    """Restore the tone marks of well-known words in a text of OCR, and ๐ where it took it for an o among numerals."""
    text = restore_words(restore_zeros(repair(text)))
    return _apply(_RULES, text)


_AGREE = 8  # letters in a row that must be the same in both texts
_LONGEST = 400  # letters of a text that is a letter's subject
_LONGEST_OTHER = 30_000  # characters of a long letter
_OF = "ของ"  # a word that others begin like without its mark
_MOST = 20  # places of the other text that are compared


def restore_from(text: str, other: str) -> str:
    """Restore the marks that a text has lost in words which another text writes with them, whatever their blanks."""
    if len(text) > _LONGEST:
        return text
    letters, others = _list_letters(text), _list_letters(other[:_LONGEST_OTHER])
    plain, plain_other = ("".join(letter for letter, _ in each) for each in (letters, others))
    marks: list[set[str]] = [set() for _ in letters]
    for begin in range(len(letters) - _AGREE + 1):
        place = -1
        for _ in range(_MOST):
            place = plain_other.find(plain[begin : begin + _AGREE], place + 1)
            if place < 0:
                break
            # The first letter and the last may be another word's: ปีการ and ที่การ have ีการ in common.
            for at in range(1, _AGREE if begin + _AGREE == len(letters) else _AGREE - 1):
                if plain.startswith(_OF, begin + at) and not plain_other.startswith(_OF, place + at):
                    continue  # รายงานของ and รายงานข้อมูล
                marks[begin + at].add(others[place + at][1])
    restored = []
    left = iter(zip(letters, marks, strict=True))
    for sign in text:
        if _MARK.match(sign):
            continue
        restored.append(sign)
        if not sign.isspace():
            (_, own), found = next(left)
            lost = found - {""}
            restored.append(own or (lost.pop() if len(lost) == 1 else ""))
    return "".join(restored)


def _list_letters(text: str) -> list[tuple[str, str]]:
    """Return the letters of a text without blanks, each with the marks that stand on it."""
    return _LETTER.findall(text)


def restore_words(text: str) -> str:
    """Repair a text, join torn words of requests and deadlines, and restore the tone marks of well-known words."""
    joined = _TORN_MONTH.sub(lambda match: match["before"] + match["month"].replace(" ", ""), repair(text))
    return _apply(_WORD_RULES, _TORN.sub("", joined))


def _apply(rules: Sequence[tuple[re.Pattern[str], str]], text: str) -> str:
    for pattern, word in rules:
        text = pattern.sub(word, text)
    return text
