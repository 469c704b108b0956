"""Split one letter's text into its parts, in the regulation's order: head, labelled fields, body, closing.

The regulation's order is ที่, the office, the date, เรื่อง, เรียน, อ้างถึง, สิ่งที่ส่งมาด้วย, the text, ขอแสดงความนับถือ, the name and
the position, the owning section. OCR mixes stamps and notes in between. This module only decides which lines belong to
which part; it does not interpret them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from circtrack.reading.damage import is_speck, mend_fields
from circtrack.reading.lines import (
    BULLET,
    LABEL_OF,
    LABEL_PATTERN,
    MISREAD_LABEL,
    cites_number,
    loosen,
    remove_tones,
    split_lines,
)
from circtrack.reading.receipts import cut_stamp, is_boxed
from circtrack.reading.stamps import take_stamps
from circtrack.thai.date_scan import allow_lost_tones
from circtrack.thai.numbers import find_numbers

_LABEL = re.compile(rf"(?P<label>{LABEL_PATTERN})(?:\s*[:：|]\s*|\s+|$)")
# A label without a space after it counts only if the next letters cannot be the rest of another word.
_GLUED = re.compile(
    rf"(?P<label>{loosen('เรียน')})(?=ผู้|นาย|อธิบดี|ปลัด|ท้องถิ่น|หัวหน้า|เลขา|ประธาน|กำนัน|คณะ|กรรมการ|รอง|ท่าน)"
    rf"|(?P<label1>{loosen('ถึง')})(?=ผู้ว่าราชการ|นายอำเภอ|นายก|อธิบดี|ปลัด|ผู้อำนวยการ|ท้องถิ่น|หัวหน้า|อำเภอ|จังหวัด|เทศบาล|องค์)"
    rf"|(?P<label2>{loosen('เรื่อง')})(?!เดิม|ร้องเรียน|ร้องทุกข์|ดังกล่าว|นี้|นั้น|ราว|ที่|ของ|เสร็จ|ลับ|[ะ-ูเ-๎]*\s)(?=[ก-ฮเ-ไ\"“])"
    rf"|(?P<label3>{loosen('อ้างถึง')})(?=หนังสือ|สำเนา|พระราช|ประกาศ|ระเบียบ|คำสั่ง|บันทึก|[0-9๐-๙]{{1,2}}\s?[.)])"
    rf"|(?P<label4>{loosen('สิ่งที่ส่งมาด้วย')})(?=[ก-ฮเ-ไ]|[0-9๐-๙]{{1,2}}\s?[.)])"
)
BODY_OPENER = re.compile(
    allow_lost_tones(
        "ด้วย|เห็น(?:สม)?ควร|ข้าพเจ้า|เนื่องจาก|เนื่องด้วย|ตาม|อนุสนธิ|โดยที่|สืบเนื่อง|พร้อมหนังสือนี้|พร้อมนี้"
        "|(?:ขอ)?ส่งสำเนา(?:หนังสือ|คำสั่ง|ประกาศ)"
    )
)
"""Matches the words that open a letter's text."""
_CONTINUED = re.compile(r"(?:จำนวน\s|ลงวันที่|ที่\s|[0-9๐-๙]{1,2}\s?[.)]\s?\D)")
# The headings of a memo's text.
_HEADING = re.compile(
    r"(?:[0-9๐-๙]{1,2}\s?[.)]?\s*)?(?:เรื่องเดิม|ต้นเรื่อง|ความเป็นมา|ข้อเท็จจริง|ข้อพิจารณา|ข้อเสนอ|ข้อกฎหมาย|เรื่องราว|ที่มา|สภาพปัญหา|หลักการและเหตุผล)"
)
CLOSING = re.compile(r"\s*(?:ขอแสดงความนับถือ|ขอแสดงความเคารพ|ขอนมัสการด้วยความเคารพ)")
"""Matches the words that close a letter."""
_CLOSED = re.compile(r"\s*(?:ขอแสดงความ(?:นับถือ|เคารพ)|ขอนมัสการด้วยความเคารพ)(?:อย่างยิ่ง)?[\s.]*")
# Longer lines are paragraphs of prose without line breaks, not lines of a field.
_LONGEST = 300
# Request and closing words end a field: the body may open with none of the usual words.
_ENDS_FIELD = re.compile(r"จึงขอ|จึงเรียน|จึงนมัสการ|ขอเรียน|ขอแสดงความนับถือ")
# Those written to do nothing themselves; a subject may ask: เรื่อง ขอให้รายงาน….
_ENDS_ADDRESSEES = re.compile(
    rf"{_ENDS_FIELD.pattern}|จึงให้|ขอให้|ขอความ|ขอแจ้ง|ขอเชิญ|ขอส่ง|ได้รับแจ้ง|ได้รับหนังสือ|ได้กำหนด|ได้แจ้ง|ได้จัด|มีหนังสือ|ภายในวันที่"
)
# Who gets a copy is no addressee; a line that says by when asks for it.
_COPIED = re.compile(r"(?:สำเนา(?:ส่ง|เรียน|ถึง)|ผู้รับทราบ\s)\s*[ก-ฮเ-ไ](?![^\n]*ภายใน)")
# In a text without blank lines a citation or an enclosure is complete with its day or its count; then the text asks.
_COMPLETE = re.compile(r"(?:(?:พ\.ศ\.\s?)?[0-9๐-๙]{4}|[0-9๐-๙]{1,4}\s?(?:ชุด|ฉบับ|แผ่น|เล่ม|หน้า|แฟ้ม))\s*$")
_TEXT_LINE = 100  # letters of a line that is a text's, whatever stands above
_ASKS = re.compile(rf"(?!หนังสือ|สำเนา)(?:ให้|[^\n]*?(?:{_ENDS_ADDRESSEES.pattern}))")
# A name in brackets alone on its line, or with the position behind it, ends a text without blank lines.
_SIGNED = re.compile(
    r"\s*\((?:[^()0-9๐-๙]{5,60}\)\s*$|(?:นาย|นาง|ว่าที่|หม่อม)[^()0-9๐-๙]{4,56}\)\s[ก-ฮเ-ไ][^0-9๐-๙]{3,100}$)"
)
_SIGNATURE = 8  # lines of a signature, at most
PURPOSE = re.compile(r"\s*จึง(?:เรียน|แจ้ง|นมัสการ)มา")
"""Matches the sentence that says what a letter is for."""
POSTSCRIPT = re.compile(r"\s*(?:ป\.?\s?ล\.?|ปัจฉิมลิขิต|หมายเหตุ)\s*[:：]?\s+(?=[ก-ฮเ-ไ])")
"""Matches the beginning of what is added below the signature."""
# A note in a column of its own beside a field's lines.
_BESIDE = re.compile(r"(?<=\S)[ \t]{8,}(?=\S)")
_LISTED = re.compile("อำเภอ|จังหวัด|เทศบาล|องค์การบริหารส่วน")
_COUNT = re.compile(r"[0-9๐-๙]{1,4}\s?(?:ชุด|ฉบับ|แผ่น|เล่ม|หน้า|รายการ|แผ่นพับ|แฟ้ม)\s*$")


@dataclass(slots=True)
class LetterParts:
    """The lines of a letter by part. ``subject`` and ``addressees`` are joined into one text.

    ``closed`` is whether ขอแสดงความนับถือ stands alone on a line. ``specks`` are lone signs left out of a field, with
    the field's name, ``beside`` the notes in a column beside it, ``torn`` what a torn edge left of labels;
    ``stamps`` the lines of stamps that a scan has.
    """

    head: list[str] = field(default_factory=list)
    subject: str = ""
    addressees: str = ""
    references: list[str] = field(default_factory=list)
    enclosures: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    specks: list[tuple[str, str]] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)
    torn: list[tuple[str, str]] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)
    stamped: bool = False
    closed: bool = False

    @property
    def labelled(self) -> bool:
        """Whether any labelled field of a letter was found."""
        return bool(self.subject or self.addressees or self.references or self.enclosures)


def split_parts(text: str) -> LetterParts:
    """Split the lines of one letter into its head, its fields, its body and its closing."""
    text, stamps = take_stamps(text)
    lines = split_lines(text)
    plain = [BULLET.sub("", line) for line in lines]
    whole = any(find_label(line)[0] in {"subject", "addressees"} and not line.startswith("ถึง") for line in plain)
    parts = LetterParts(stamps=stamps, torn=[] if whole else mend_fields(plain))
    place = _read_head(plain, parts)
    place = _read_fields(plain, place, parts)
    _read_body(lines[place:], parts)
    _take_postscript(parts)
    parts.closing = [BULLET.sub("", line) for line in parts.closing]
    return parts


def find_label(line: str) -> tuple[str, str]:
    """Return the field that a line's label opens, and the rest of the line; ("", line) if there is no label."""
    if match := _LABEL.match(line):
        return LABEL_OF[remove_tones(match["label"])], line[match.end() :].strip()
    if match := _GLUED.match(line):
        return LABEL_OF[remove_tones(match[match.lastgroup or 0])], line[match.end() :].strip()
    if match := MISREAD_LABEL.match(line):
        return str(match.lastgroup), line[match.end() :].strip()
    return "", line


def join_lines(lines: list[str]) -> str:
    """Join lines to running text. Thai has no space between words: two Thai letters are joined without one."""
    text = ""
    for line in (line.strip() for line in lines):
        glue = "" if not text or not line or (_is_thai(text[-1]) and _is_thai(line[0])) else " "
        text += glue + line
    return text.strip()


def _read_head(lines: list[str], parts: LetterParts) -> int:
    """Read the lines above the first label, or above the text if no label is left; return the first line behind."""
    labelled = next((place for place, line in enumerate(lines) if find_label(line)[0]), None)
    end = _find_text(lines) if labelled is None else labelled
    parts.head += lines[:end]
    parts.stamped = labelled is None and end < len(lines) and not any(map(CLOSING.match, lines))
    return end


def _find_text(lines: list[str]) -> int:
    """Return where the text of a letter without any label begins; the end if neither number nor closing tell of one."""
    first = next((line for line in lines if line), "")
    numbers = find_numbers(first)
    numbered = bool(numbers) and numbers[0].labelled and not cites_number(first)
    closed = any(map(_CLOSED.fullmatch, lines)) and any(map(PURPOSE.match, lines))
    if not (numbered or closed):
        return len(lines)
    return next((place for place, line in enumerate(lines) if BODY_OPENER.match(line)), len(lines))


def _read_fields(lines: list[str], place: int, parts: LetterParts) -> int:
    """Read labelled fields until the body begins; return the body's first line."""
    seen: set[str] = set()
    while place < len(lines):
        line = lines[place]
        if not line or _COPIED.match(line):
            place += 1
            continue
        name, rest = find_label(line)
        if not name or name in seen:
            break
        seen.add(name)
        parts.stamped = parts.stamped or (line.startswith("ถึง") and "subject" not in seen)
        ends = _ENDS_ADDRESSEES if name == "addressees" else _ENDS_FIELD
        several = name in {"references", "enclosures"}
        taken, place = _read_continuation(lines, place + 1, [rest], ends, several=several)
        if name in {"subject", "addressees"}:
            taken = [each for line in taken if not is_boxed(line) and ((each := cut_stamp(line)) or not line)]
            taken = _leave_out_notes(parts, name, taken)
            taken = _leave_out_specks(parts, name, taken)
        _store(parts, name, taken)
    return place


def _leave_out_notes(parts: LetterParts, name: str, lines: list[str]) -> list[str]:
    """Return a field's lines without what stands in a column beside them, which ``parts`` notes."""
    kept = []
    for line in lines:
        own, *others = _BESIDE.split(line)
        kept.append(own)
        parts.beside += [(name, other) for other in others]
    return kept


def _leave_out_specks(parts: LetterParts, name: str, lines: list[str]) -> list[str]:
    """Return a field's lines without those that are a lone sign, which ``parts`` notes."""
    kept = lines[:1]
    for line in lines[1:]:
        if is_speck(line, kept[-1]):
            parts.specks.append((name, line.strip()))
        else:
            kept.append(line)
    return kept


def _read_continuation(
    lines: list[str], place: int, taken: list[str], ends: re.Pattern[str], *, several: bool
) -> tuple[list[str], int]:
    """Add the further lines of a field. A blank line ends it, except before a clear continuation (จำนวน, ลงวันที่, ๒.)."""
    while place < len(lines):
        line = lines[place]
        if not line and not several and not any(taken):
            place += 1  # the label stands alone
            continue
        if not line:
            following = next((later for later in lines[place + 1 : place + 3] if later), "")
            if several and _CONTINUED.match(following) and not find_label(following)[0]:
                place += 1
                continue
            break
        if find_label(line)[0] or _COPIED.match(line) or BODY_OPENER.match(line):
            break
        if ends.search(line) or len(line) > _LONGEST:
            break
        if _asks_below(line, taken[-1]) if several else _HEADING.match(line):
            break
        taken.append(line)
        place += 1
    return taken, place


def _asks_below(line: str, above: str) -> bool:
    """Whether a line asks for something below a citation or an enclosure that is complete: it is of the text."""
    complete = (
        (_COMPLETE.search(above) or len(line) >= _TEXT_LINE) and not _CONTINUED.match(line) and not _COUNT.search(line)
    )
    return bool(complete and _ASKS.match(line))


def _store(parts: LetterParts, name: str, lines: list[str]) -> None:
    if name == "subject":
        parts.subject = join_lines(lines)
    elif name == "addressees":
        parts.addressees = _join_offices(lines)
    elif name == "references":
        parts.references = _split_items(lines)
    else:
        parts.enclosures = _split_items(lines)


def _join_offices(lines: list[str]) -> str:
    """Join lines of addressees: a line that begins as the last name above it does (อำเภอ…) is one more of a list."""
    runs: list[list[str]] = [[]]
    for above, line in pairwise(["", *lines]):
        last, this = _LISTED.match((above.split() or [""])[-1]), _LISTED.match(line)
        if last and this and last.group() == this.group():
            runs.append([])
        runs[-1].append(line)
    return " ".join(map(join_lines, runs))


def _split_items(lines: list[str]) -> list[str]:
    """Split lines into numbered items; lines without numbers are one item."""
    items: list[list[str]] = []
    for line in (line.replace(" | ", " ") for line in lines if line):
        if re.match(r"\(?[0-9๐-๙]{1,2}\s?[.)]\s?\D", line) or not items:
            items.append([line])
        else:
            items[-1].append(line)
    if len(items) == 1:
        items = _split_counted(items[0])
    return [text for text in (re.sub(r"^\(?[0-9๐-๙]{1,2}\s?[.)]\s*", "", join_lines(item)) for item in items) if text]


def _split_counted(lines: list[str]) -> list[list[str]]:
    """Split lines without numbers where each one ends with its count: แบบรายงาน จำนวน ๑ ชุด."""
    if len(lines) < 2 or not all(map(_COUNT.search, lines)):
        return [lines]
    return [[line] for line in lines]


def _read_body(lines: list[str], parts: LetterParts) -> None:
    ends = next((place for place, line in enumerate(lines) if CLOSING.match(line)), None)
    if ends is None:
        # A memo has no closing words.
        _close_after_purpose(lines, parts)
        return
    parts.closed = bool(_CLOSED.fullmatch(lines[ends]))
    parts.body, parts.closing = lines[:ends], lines[ends + 1 :]
    last = [line for line in parts.body if line][-_SIGNATURE:]
    if not any(map(_SIGNED.match, parts.closing)) and any(map(_SIGNED.match, last)):
        # A PDF's text layer or a scan may put the closing words last, after the signatory.
        after = parts.closing
        _close_after_purpose(parts.body, parts)
        parts.closing += after


def _take_postscript(parts: LetterParts) -> None:
    """Move what is added below the signature to the end of the text: it asks as the text does."""
    lines = parts.closing
    begin = next((place for place, line in enumerate(lines) if POSTSCRIPT.match(line)), len(lines))
    end = next((place for place in range(begin, len(lines)) if not lines[place]), len(lines))
    if begin < end:
        parts.body += ["", *lines[begin:end]]
        parts.closing = lines[:begin] + lines[end:]


def _close_after_purpose(lines: list[str], parts: LetterParts) -> None:
    """Make the lines after the paragraph of จึงเรียนมา… the closing; without one, the signature at the end."""
    last = max(0, len(lines) - _SIGNATURE)
    signed = [place for place in range(last, len(lines)) if _SIGNED.match(lines[place])]
    ends = signed[-1] if signed else len(lines)
    purpose = next((place for place, line in enumerate(lines) if PURPOSE.match(line)), ends)
    end = next(
        (place for place in range(purpose, len(lines)) if not lines[place] or _SIGNED.match(lines[place])), len(lines)
    )
    parts.body, parts.closing = lines[:end], lines[end:]


def _is_thai(letter: str) -> bool:
    return "\u0e01" <= letter <= "\u0e4e"
