"""The title of a task: the heading that the text tells people to look for, or else the words of the request.

The verb stays (``รายงานผล…`` and ``สำรวจ…`` are two things to do), and so does everything that one request asks. Only
words that say by when, where to and how well are removed: ``ให้แล้วเสร็จ``, ``ให้จังหวัดทราบ``, ``ในระบบ…``,
``ให้ถูกต้อง ครบถ้วน``.
"""

from __future__ import annotations

import re

from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.verbs import GENERAL, REAL_VERB, STEPS
from circtrack.reading.wording import ROUNDS, is_offices_only

_HEADING = compile_words(r"(?:หัวข้อ|เมนู|รายการ|หมวด|แถบ)\s?[\"“”](?P<title>[^\"“”]{4,300})[\"“”]")
# What follows is no part of the duty: รายละเอียดตามสิ่งที่ส่งมาด้วย จึงแจ้งมาเพื่อ….
_ASIDE = compile_words(
    r"\s(?:รายละเอียด(?:ปรากฏ)?ตาม|(?:ดัง)?มีรายละเอียด|จึง(?:แจ้ง|เรียน)มา)"
    r"|(?<=[ก-๎])(?<!ส่ง)(?<!แจ้ง)รายละเอียด(?:ปรากฏ)?ตาม(?=หนังสือ|สิ่งที่|เอกสาร|สำเนา)"
)
_AGAIN = compile_words(r"\s?(?:ทั้งนี้|โดย(?:ขอ)?ให้|โดยขอ)")
_WHOM = (
    r"(?:จังหวัด|อำเภอ|กรม|กระทรวง|สำนัก|เทศบาล|องค์การบริหาร|กอง|กลุ่ม|ฝ่าย|ท้องถิ่น|ศูนย์|ผู้ว่า|นายอำเภอ|คณะ|ทราบ|อบ[ตจ]|หน่วย"
    r"|ที่(?:ทำ|ว่า)การ)"
)
_TAILS = (
    compile_words(r"\s?(?:ให้|จน)?(?:แล้ว)?เสร็จ(?:สิ้น|เรียบร้อย)*(?:ทันเวลา|ตามกำหนด|ทัน)?\s?$"),
    compile_words(
        r"\s?(?:ให้)?(?:(?:(?<!ความ)(?:ถูกต้อง|ครบถ้วน|เรียบร้อย)|เป็นปัจจุบัน|(?<!ฉบับ)(?<!ความ)สมบูรณ์)[\s,]*(?:และ)?[\s,]*)+$"
    ),
    compile_words(
        rf"\s?(?:และ|แล้ว|พร้อม(?:ทั้ง)?)?\s?(?:รวบรวม)?(?:แล้ว)?(?:จัด|(?<!แหล่ง)นำ)?ส่ง(?:มา)?(?:ให้|ถึง|ไปยัง|มายัง|ที่)\s?{_WHOM}[^\s]{{0,70}}(?:\sทราบ)?\s?$"
    ),
    compile_words(rf"\s?(?:แล้ว)?แจ้ง(?:ให้|ต่อ)\s?{_WHOM}[^\s]{{0,70}}(?:\s?ทราบ)?\s?$"),
    compile_words(rf"\s?(?:(?<!กำกับ)(?<!ดูแล)(?<!ติดตาม)ให้|(?<!ติด)ต่อ|ถึง|ไปยัง|มายัง){_WHOM}[^\s]{{0,70}}(?:\s?ทราบ)?\s?$"),
    compile_words(
        r"\s?(?:และ|แล้ว|(?<!ความ)พร้อม(?:ทั้ง|กับ)?|โดย|เพื่อ|,|ทั้งนี้|(?<!ถูก)ต้อง|ให้|อย่างช้า(?:ที่สุด)?|ล่วงหน้า|กำหนด(?:ส่ง|แล้วเสร็จ))\s?$"
    ),
    compile_words(r"(?:(?<=\s)|โดย|ให้|และ|ตาม)กำหนด\s?$"),
    compile_words(r"\s?(?:ให้)?ทัน\s?$"),
    compile_words(r"\s(?:ไป|มา)\s?$"),  # แล้ว follows
    compile_words(r"\s?(?:จังหวัด|อำเภอ|กรม|กระทรวง|สำนักงาน|เทศบาล)[ก-๎]{2,50}\s?(?:จึง)?ขอ\s?$"),  # who asks next
    compile_words(r"\s?(?:ล่วงหน้า\s?)?(?:ไม่น้อยกว่า|อย่างน้อย)\s?$"),
    compile_words(rf"\s?(?:มา)?ได้ที่\s?{_WHOM}[^\s]{{0,70}}\s?$"),
    compile_words(r"\s?ให้ถึง\s?$"),
    compile_words(r"\s(?:และ|แล้ว|โดย)?(?:บันทึก|(?:จัด|นำ)?ส่ง(?:กลับ|คืน)?(?:มา)?)\s?$"),
    compile_words(r"\s?(?:ใน)?วัน(?:[ก-๎]{3,9})?ที่\s?$"),
    compile_words(r"\s?\(\s?$"),  # the deadline stands in brackets
    compile_words(r"\s?(?:ออกไป)?(?:จาก|\s)เดิม\s?$"),  # likewise
    compile_words(r"\s(?:ให้)?ขยาย(?:ระยะ)?(?:เวลา)?(?:ออกไป)?(?:จน)?\s?$"),  # its new day follows
)
_WHERE = compile_words(
    r"\s?(?:(?<!แ)ลง)?(?:ใน|ผ่าน|ทาง)(?:ทาง)?(?:ระบบ|เว็บไซต์|โปรแกรม|แอปพลิเคชัน|แพลตฟอร์ม|แบบ[ก-๎]{3,8}ออนไลน์|ไปรษณีย์|อีเมล|โทรสาร|โทรศัพท์|e-?mail|E-?mail|(?:กลุ่ม)?ไลน์|\s?(?:(?i:line)|Google|Microsoft|OneDrive)(?![A-Za-z])|\s?(?:https?://|www\.|[A-Za-z0-9-]{2,40}\.[A-Za-z0-9.-]{2,60}(?:/|\s|$))).*$"
)
_SYSTEM = compile_words(r"\s?(?:(?<!แ)ลง)?(?:ใน|ผ่าน|ทาง)(?:ทาง)?(?:ระบบ|เว็บไซต์|โปรแกรม|แพลตฟอร์ม)[^()]*\([^()ก-๎]*\)\s?$")
# A further duty behind a system's name, which may have a verb in it itself: ระบบเฝ้าระวังโรค.
_AND_VERB = compile_words(rf"(?:\s|และ|แล้ว|พร้อม(?:ทั้ง|กับ)?|รวมทั้ง|ตลอดจน|จากนั้น|โดย)\s?(?:ให้)?{REAL_VERB.pattern}")
SHORTEST_TITLE = 8
_LONGEST_WHOM = 80  # letters
_COLUMNS = re.compile(r"[ \t]{2,}")  # blanks that a page's layout has put there


_NOTHING = compile_words(
    r"(?:โปรด|(?:จัด)?ส่ง|รายงาน|แก้ไข(?=ให้)|เรียบร้อย|ดำเนินการ|พิจารณา|ปฏิบัติ|ถือปฏิบัติ|เร่งรัด|เร่ง|ให้|แล้ว|เสร็จ|ต่อไป|ตาม(?:ลำดับ)?(?:ขั้นตอน)?|ที่|กำหนด|ดังกล่าว|ดัง(?:ต่อไป)?นี้|ได้|รวบรวม"
    r"|ผู้(?:ที่)?เกี่ยวข้อง|ผู้รับผิดชอบ|เจ้าหน้าที่|ในส่วนที่(?:เกี่ยวข้อง|รับผิดชอบ)|ในพื้นที่|โดย(?:เคร่งครัด|เร็ว|ด่วน)"
    rf"|ตามแบบ\s?[ก-ฮ]{{0,4}}\.?[^\sก-๎]{{0,6}}(?=\s|$)|(?:ถึง|(?<=ส่ง)ให้){_WHOM}[^\s]{{0,40}}|\s)*"
)
MADE_NOUN = compile_words(rf"\s?การ(?={REAL_VERB.pattern})")
"""Matches what makes a noun of a duty, as items may name it: การรายงานผล…."""
_SAID = compile_words(r"ดังกล่าว")
_SHORTEST_NOUN = 4  # letters
_ROUND = compile_words(rf"\s?{ROUNDS}(?:ที่\s?(?:[0-9๐-๙]{{1,2}}|หนึ่ง|สอง|สาม|สี่|ห้า|หก)|แรก|สุดท้าย)$")
_EXTENDS = compile_words(
    r"(?:ขอ|แจ้ง|การ)*(?:ขยาย(?:ระยะ|กำหนด)*(?:เวลา)?|เลื่อน(?:กำหนด|วัน|ระยะเวลา)+)(?:ของ)?(?:การ|ให้)?(?:ดำเนินการ|แจ้ง(?=ขึ้นทะเบียน))?"
)
_TAKES_BACK = compile_words(r"\s?(?:และ|พร้อม(?:ทั้ง)?|รวมทั้ง)(?:ขอ)?ยกเลิก(?:แบบ|หนังสือ|แนวทาง|หลักเกณฑ์)[^\n]*$")
# How many rounds or stages there are, before the first: รวม ๒ ครั้ง คือ ครั้งที่ ๑.
_ROUNDS_COUNTED = compile_words(
    r"\s?(?:(?:โดย)?(?:ให้)?ดำเนินการ\s?)?(?:แบ่ง)?(?:ออก)?(?:รวม|จำนวน|ทั้งสิ้น|เป็น)?\s?[0-9๐-๙]{1,2}\s?(?P<round>ครั้ง|รอบ|งวด|ระยะ|ช่วง|ขั้นตอน)"
    r"\s?(?:คือ|ได้แก่|ดัง(?:ต่อไป)?นี้)\s?[:：]?(?=\s?(?P=round)ที่)"
)
_LIKEWISE = compile_words(r"เช่น(?:เดียว)?กัน")


def is_empty_title(title: str) -> bool:
    """Whether a title has only words that any request has: the text says elsewhere what is to be done."""
    bare = Toneless(title).text
    return bool(_NOTHING.fullmatch(bare) or _LIKEWISE.search(bare))


def names_a_duty(words: str) -> bool:
    """Whether the words of a request begin with what is to be done, and not with what is only polite."""
    written = Toneless(words)
    again = _AGAIN.search(written.text, 1)
    title = make_title(written.written(0, again.start()) if again else words)
    return bool(REAL_VERB.match(Toneless(title).text)) and not is_empty_title(title)


def make_title(written: str) -> str:
    """Make a task's title from the words of a request, which begin with its verb and end before its deadline."""
    asked = Toneless(written)
    if counted := _ROUNDS_COUNTED.search(asked.text):
        asked = Toneless(asked.written(0, counted.start()) + asked.written(counted.end(), len(asked.text)))
    heading = _HEADING.search(asked.text)
    if heading and not _AND_VERB.search(asked.text, heading.end()):
        return asked.written(*heading.span("title")).strip()
    begin = 0
    for beginning in (GENERAL, STEPS, MADE_NOUN):
        if match := beginning.match(asked.text, begin):
            begin = match.end()
    end = _find_end(asked.text, begin)
    title = asked.written(begin, end).strip(" ,")
    # Keep the whole text if shortening it would cut a bracket in two.
    whole = title if title.count("(") == title.count(")") else asked.written(begin, len(asked.text)).strip(" ,")
    return _COLUMNS.sub(" ", whole)


def name_extended(subject: str) -> str:
    """Return the duty that the subject of an extension names (ขยายเวลาการส่ง…), without the word that extends."""
    written = Toneless(subject)
    extends = _EXTENDS.match(written.text)
    named = extends is not None and REAL_VERB.match(written.text, extends.end())
    if not (extends and named):
        return subject
    besides = _TAKES_BACK.search(written.text, extends.end())
    return written.written(extends.end(), besides.start() if besides else len(written.text))


def name_extended_in(text: str) -> str:
    """Return the words behind the word by which a text extends something, which name it; "" if nothing is extended."""
    written = Toneless(text)
    verbs = (find_extended_verb(written, each.end()) for each in _EXTENDS.finditer(written.text))
    begin = next((verb for verb in verbs if verb is not None), None)
    return "" if begin is None else written.written(begin, len(written.text))


def find_extended_verb(written: Toneless, begin: int) -> int | None:
    """Return where the verb begins of what is extended from ``begin`` on, behind who does it: ขยายเวลาให้อำเภอส่ง…."""
    if REAL_VERB.match(written.text, begin):
        return begin
    verb = REAL_VERB.search(written.text, begin, begin + _LONGEST_WHOM)
    return verb.start() if verb and is_offices_only(written, begin, verb.start()) else None


def name_round(title: str, words: str) -> str:
    """Return a duty's title with the further round that the words name: … ครั้งที่ ๒."""
    return f"{drop_round(title)} {words}".strip()


def drop_round(title: str) -> str:
    """Return a duty's title without the round at its end: … ครั้งที่ ๑."""
    written = Toneless(title)
    of = _ROUND.search(written.text)
    return written.written(0, of.start()) if of else title


def name_said(title: str, named: str) -> str:
    """Return a title with what it only points at (ข้อมูลดังกล่าว) as another duty's title names it; "" if that does not."""
    written = Toneless(title)
    said = _SAID.search(written.text)
    verb = REAL_VERB.match(written.text)
    if said is None or _SAID.search(Toneless(named).text):
        return ""
    for begin in (0, verb.end() if verb else 0):
        words = written.written(begin, said.start()).strip()
        _, found, rest = named.partition(words)
        if len(words) >= _SHORTEST_NOUN and found and rest:
            return f"{written.written(0, said.start())}{rest}{written.written(said.end(), len(written.text))}"
    return ""


def _find_end(text: str, begin: int) -> int:
    end = len(text.rstrip())
    if aside := _ASIDE.search(text, begin + SHORTEST_TITLE):
        end = aside.start()
    if (again := _AGAIN.search(text, begin + SHORTEST_TITLE)) and not _has_another_verb(text, begin, again):
        end = again.start()
    shortened = True
    while shortened:
        shortened = False
        for tail in (*_TAILS, _SYSTEM):
            match = _find_tail(tail, text, begin, end)
            if match is not None and match - begin >= SHORTEST_TITLE:
                end, shortened = match, True
    where = _WHERE.search(text, begin + 3, end)
    if where and where.start() - begin >= SHORTEST_TITLE and not _AND_VERB.search(text, where.start(), end):
        return _find_end(text[: where.start()], begin)
    return end


def _find_tail(tail: re.Pattern[str], text: str, begin: int, end: int) -> int | None:
    """Return the offset of a tail that ends at ``end``; no tail is longer than about two hundred letters."""
    match = tail.search(text, max(begin, end - 200), end)
    return match.start() if match and match.end() == end else None


def _has_another_verb(text: str, begin: int, again: re.Match[str]) -> bool:
    """Whether the text behind ทั้งนี้ or the like asks for something other than the words before it."""
    before = {verb.group() for verb in REAL_VERB.finditer(text, begin, again.start())}
    return any(verb.group() not in before for verb in REAL_VERB.finditer(text, again.end()))
