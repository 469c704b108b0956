"""Parse the addressees of letters and tasks into kinds, names and areas, without looking up any office.

The words after เรียน name heads of offices (``นายอำเภอทุกอำเภอ … และนายกเทศมนตรีเมืองชัยภูมิ``); a task names the
offices themselves (``องค์กรปกครองส่วนท้องถิ่น``). Scans break lines inside phrases and lose spaces, so all matching
is done on the compact text. The forms are those of the example letters and their everyday variants; a phrase of
any other form is returned as open, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from circtrack.thai.compact import Compact, make_compact, squeeze
from circtrack.thai.late_patterns import compile_late

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Addressee:
    """One addressee named by a phrase.

    ``kind`` is an office kind of the model, ``municipality`` (of any class), ``local_government`` (of any kind), or
    ``other`` (a post or office that is in no list of offices). ``name`` is the bare name, with its place if one is
    written, or "". ``every`` means all offices of the kind in ``area`` (``จังหวัดชัยภูมิ``; "" is the issuer's own
    area) except ``exceptions``; ``count`` is their number if the phrase states it, else 0. ``open`` means that the
    phrase does not say who is meant: an attached list says it, or the phrase was not understood.

    ``as_written`` is the phrase on one line ("" for an exception, whose words are part of the whole phrase).
    Addressees that can only be understood together (several names after one title, several kinds before one
    "every") share one phrase: parsing it again gives the same addressees.
    """

    kind: str
    name: str = ""
    every: bool = False
    area: str = ""
    count: int = 0
    exceptions: tuple[Addressee, ...] = ()
    open: bool = False
    as_written: str = ""


@dataclass(slots=True)
class _Phrase:
    """Addressees that are understood together, and the span of their words in the compact text."""

    addressees: list[Addressee]
    start: int
    end: int


def parse_addressees(text: str) -> tuple[Addressee, ...]:
    """Split the text after เรียน (or ถึง), or a task's audience, into addressees and classify each.

    Args:
        text: The field's text, with or without its heading, on one line or several.

    Returns:
        The addressees in order. A phrase that is not understood is returned as an open one, so that nothing is lost.
    """
    heading = HEADING.match(text)
    field, asides = _take_out_asides(make_compact(text[heading.end() :] if heading else text))
    phrases: list[_Phrase] = []
    excepting = False
    for begin, end in _segments(field):
        if begin is None:
            phrases.append(_Phrase([Addressee("other", open=True)], 0, _cut_tail(field, 0, end)[1]))
            continue
        phrase = _read_exception(field, begin, end) if begin["but"] else _read_phrase(field, begin, end)
        if begin["but"] and not phrases:
            phrases.append(_Phrase([Addressee("other", open=True)], begin.start(), begin.end()))
        excepting = bool(begin["but"]) or (excepting and _is_exception(phrase, phrases[-1].addressees[-1]))
        if excepting:
            _add_exceptions(phrases[-1], phrase)
        elif phrases and _is_inside(field, phrases[-1], phrase):
            _merge(phrases[-1], phrase)
        else:
            phrases.append(phrase)
        excepting = excepting and not _closes_bracket(field.text[begin.end() : end])
    return tuple(
        replace(addressee, as_written=_quote(field, phrase, asides))
        for phrase in _spread_every(field, phrases)
        for addressee in phrase.addressees
    )


def _take_out_asides(field: Compact) -> tuple[Compact, dict[int, int]]:
    """Take out what does not say who is meant: (ผ่าน…), ในฐานะ…, a second title after a stroke.

    Returns:
        The rest, and where in the original each of them ends, by the offset in the rest at which it stood.
    """
    asides: dict[int, int] = {}
    kept: list[int] = []
    done = 0
    for match in ASIDE.finditer(field.text):
        kept += range(done, match.start())
        done = match.end()
        asides[len(kept)] = field.ends[done - 1]
    kept += range(done, len(field.text))
    text = "".join(field.text[place] for place in kept)
    if not any(map(str.isalpha, text)):  # nothing would be left of it
        return field, {}
    rest = Compact(text, field.original, [field.starts[at] for at in kept], [field.ends[at] for at in kept])
    return rest, asides


def _segments(field: Compact) -> Iterator[tuple[re.Match[str] | None, int]]:
    """Yield where each phrase begins and ends; None for a beginning without any word of kind."""
    begins: list[re.Match[str] | None] = []
    for begin in BEGINNING.finditer(field.text):
        before = field.text[: begin.start()]
        if not begins and before.strip("()-•.,;/ 0123456789"):
            begins.append(None)
        if names_another(begin):
            if _is_another(field, begins[-1:], begin):
                begins.append(begin)
        elif begin["but"] or is_post(begin) or (_may_begin(field, begin) and not _is_owner(begins[-1:], begin)):
            begins.append(begin)
    if not begins and field.text.strip("()-•.,;/ "):
        begins.append(None)
    ends = [*(begin.start() for begin in begins[1:] if begin), len(field.text)]
    yield from zip(begins, ends, strict=False)


def _may_begin(field: Compact, begin: re.Match[str]) -> bool:
    return field.parted(begin.start()) or may_begin_after(field.text[: begin.start()])


def _is_another(field: Compact, last: list[re.Match[str] | None], begin: re.Match[str]) -> bool:
    """Whether a district behind the name of a district, or a province behind a province's, is one more of a list."""
    if not last or last[0] is None or last[0]["but"] or last[0].end() == begin.start():
        return False
    if field.text.endswith("ทุก", 0, begin.start()):
        return False  # a line may end within ทุกอำเภอ
    return field.parted(begin.start()) and name_matched_kind(last[0]) == name_matched_kind(begin)


def _is_owner(last: list[re.Match[str] | None], begin: re.Match[str]) -> bool:
    """Whether words may name an owner (``โรงเรียนสังกัดเทศบาล``): the previous phrase, not of all, is of no kind."""
    of_none = bool(last) and (last[0] is None or (not last[0]["but"] and name_matched_kind(last[0]) == "other"))
    return of_none and name_matched_kind(begin) != "other"  # a post owns nothing


def _read_phrase(field: Compact, begin: re.Match[str], end: int) -> _Phrase:
    """Read one word of kind and what follows it: one addressee, or several if several names follow."""
    kind = name_matched_kind(begin)
    tail, end = _cut_tail(field, begin.end(), end)
    bare = re.sub(r"[\s()]", "", tail)
    whole = ALL.fullmatch(squeeze(bare))
    if kind == "other" or ELSEWHERE.search(bare) or (not whole and "ทุก" in bare):
        addressees = [Addressee(kind, open=True)]
    elif not bare:
        addressees = [Addressee(kind)]
    elif whole:
        area = whole["before"] or whole["after"] or whole["before_region"] or whole["after_region"] or ""
        area = "" if area in ("จังหวัด", "อำเภอ") else area
        addressees = [Addressee(kind, every=True, area=area, count=int(whole["count"] or 0))]
    else:
        names = [tail] if kind == "department" else _split_names(field, begin.end(), end)
        addressees = [Addressee(kind, name) for name in names] or [Addressee(kind)]
    return _Phrase(addressees, begin.start(), end)


def _split_names(field: Compact, start: int, end: int) -> list[str]:
    """Split a part of the text into names at slashes, commas and และ; a text that is only และ stays a name."""
    joints = [match.span() for match in BETWEEN_NAMES.finditer(field.text[start:end])]
    starts = [start, *(start + stop for _, stop in joints)]
    ends = [*(start + begin for begin, _ in joints), end]
    names = [field.written(*span).strip(" ()") for span in zip(starts, ends, strict=True)]
    return [name for name in names if name]


def _read_exception(field: Compact, but: re.Match[str], end: int) -> _Phrase:
    """Read what follows ยกเว้น if no word of kind does: a bare name, or nothing yet."""
    name, stop = _cut_tail(field, but.end(), end)
    return _Phrase([Addressee("", name)] if name else [], but.start(), stop)


def _cut_tail(field: Compact, start: int, end: int) -> tuple[str, int]:
    """Return the text from ``start`` to ``end`` without the separators at its ends, and its end."""
    if end < len(field.text) and (joint := JOINT.search(field.text, start, end)):
        end = joint.start()
        # A number in the list is not the name's own: …ที่ ๑๕ ๓. เกษตรจังหวัด.
        end = next((at for at in range(end, joint.end()) if field.parted(at) or not field.text[at].isdecimal()), end)
    return field.written(start, end).strip(" (),;/"), end


def _is_exception(phrase: _Phrase, whole: Addressee) -> bool:
    """Whether a phrase after ยกเว้น is an exception: the first one is, later ones only if of the same kind."""
    kind = phrase.addressees[0].kind
    return not whole.exceptions or kind == whole.kind or kind in WITHIN.get(whole.kind, ())


def _add_exceptions(whole: _Phrase, exceptions: _Phrase) -> None:
    last = whole.addressees[-1]
    new = [replace(each, kind=each.kind or last.kind) for each in exceptions.addressees]
    whole.addressees[-1] = replace(last, exceptions=(*last.exceptions, *new))
    whole.end = exceptions.end


def _is_inside(field: Compact, whole: _Phrase, phrase: _Phrase) -> bool:
    """Whether a phrase continues the previous one: inside its brackets, or after a slash."""
    before = field.text[whole.start : phrase.start]
    if before.count("(") > before.count(")"):
        return True
    begin = BEGINNING.match(field.text, phrase.start)
    apart = field.original[field.starts[phrase.start] - 1].isspace() and begin is not None and is_post(begin)
    return before.endswith("/") and not apart


def _merge(whole: _Phrase, phrase: _Phrase) -> None:
    """Merge a phrase into the previous one. A narrower kind in brackets makes the wider one open: อปท. (เทศบาล)."""
    last = whole.addressees[-1]
    if phrase.addressees[0].kind in WITHIN.get(last.kind, ()):
        whole.addressees[-1] = replace(last, open=True)
    whole.addressees += phrase.addressees
    whole.end = phrase.end


def _closes_bracket(text: str) -> bool:
    return text.count(")") > text.count("(")


def _spread_every(field: Compact, phrases: list[_Phrase]) -> list[_Phrase]:
    """Apply ``ทุกแห่ง`` at the end of a list to the bare kinds before it: ``เทศบาลและ อบต. ทุกแห่ง``."""
    result: list[_Phrase] = []
    every: Addressee | None = None
    for phrase in reversed(phrases):
        shares = False
        for at, this in reversed(list(enumerate(phrase.addressees))):
            if this.every:
                every = this if SHARED.search(field.text, phrase.start, phrase.end) else None
            elif every and this == Addressee(this.kind):
                phrase.addressees[at] = replace(every, kind=this.kind)
                shares = shares or at == len(phrase.addressees) - 1
            else:
                every = None
        if shares:
            phrase.end = result[-1].end
            phrase.addressees = _assign_exceptions([*phrase.addressees, *result.pop().addressees])
        result.append(phrase)
    return result[::-1]


def _assign_exceptions(addressees: list[Addressee]) -> list[Addressee]:
    """Keep an exception that follows a list only at the kinds it fits, or at all if it fits none."""
    kinds = [each.kind for each in addressees]
    return [
        replace(
            each,
            exceptions=tuple(
                but for but in each.exceptions if _fits_kind(but, each.kind) or not _fits_any_kind(but, kinds)
            ),
        )
        for each in addressees
    ]


def _fits_kind(exception: Addressee, kind: str) -> bool:
    return exception.kind == kind or exception.kind in WITHIN.get(kind, ()) or kind in WITHIN.get(exception.kind, ())


def _fits_any_kind(exception: Addressee, kinds: list[str]) -> bool:
    return any(_fits_kind(exception, kind) for kind in kinds)


def _quote(field: Compact, phrase: _Phrase, asides: dict[int, int]) -> str:
    """Return the phrase on one line, including closing brackets of its own and no others, and what was taken out."""
    end = phrase.end
    while end > phrase.start and (field.text[end - 1] in "(,;/" or _closes_bracket(field.text[phrase.start : end])):
        end -= 1
    if end in asides:
        return " ".join(field.original[field.starts[phrase.start] : asides[end]].split())
    return field.written(phrase.start, end)


# The vocabulary of addresses: posts, offices, "every", places, separators. All patterns match compact text.

_MARK: Final = re.compile(r"(?P<behind>\(\?<[=!](?:\(\?<!.\))?[^()]*\))|(?P<mark>[่้๊๋์็])(?!\?)")


def _allow_lost_marks(pattern: str) -> str:
    """Make a pattern match also where a scan has lost the marks above the letters: นายกองคการบริหารสวนตำบล."""
    return _MARK.sub(lambda match: match["behind"] or f"{match['mark']}?", pattern)  # what stands behind has one width


# The kinds that a word for several kinds includes.
_CLASSES: Final = ("city_municipality", "town_municipality", "subdistrict_municipality")
WITHIN: Final = {
    "municipality": _CLASSES,
    "local_government": ("pao", "municipality", *_CLASSES, "sao", "special"),
}

_LOCAL_OFFICE: Final = r"(?:สำนักงาน|สง\.)ส่งเสริมการปกครองท้องถิ่น"
# Words before a title that make it another post than the head's. (รอง is a deputy, but also the end of ปกครอง and of
# นางรอง, a place; สำนัก is whose head the next one is not, but also the end of a head's own title.)
_NO_DEPUTY: Final = "(?<!(?<!ค)(?<!นาง)รอง)(?<!(?<!ผู้อำนวยการ)สำนัก)(?<!เลขานุการ)(?<!ปรึกษา)(?<!ช่วย)"
# Where a bare word of kind may begin a phrase; elsewhere it says where an office is.
_START: Final = r"(?:^|(?<=และ)|(?<=[,/(;•])|(?<=เว้น)|(?<=\d[.)]))"
# A class of municipality after a slash has no name of its own: a separator or the next phrase follows.
_END: Final = "(?=[/,;(]|ทุก|ใน|และ|นาย|ผู้|ปลัด|ท้อง|องค์|เทศบาล|อบ|อปท|อธิบดี|หัวหน้า|ยกเว้น|$)"

# What provincial and district offices of the ministries do, by which they and their heads are named.
_FIELDS: Final = (
    r"ปศุสัตว์|เกษตร(?:และสหกรณ์)?|พัฒนาการ|ประมง|คลัง|สาธารณสุข|(?:สวัสดิการและคุ้มครอง)?แรงงาน|พาณิชย์|อุตสาหกรรม|วัฒนธรรม"
    r"|ศึกษาธิการ|ขนส่ง|จัดหางาน|สถิติ|พลังงาน|ยุติธรรม|ทรัพยากรธรรมชาติและสิ่งแวดล้อม|(?:การ)?ท่องเที่ยวและกีฬา|สัสดี"
    r"|ประชาสัมพันธ์|พัฒนาสังคมและความมั่นคงของมนุษย์|โยธาธิการและผังเมือง"
)
# Posts: each begins a phrase wherever it stands. The first pattern that matches wins.
_POSTS: Final = (
    (r"ผู้(?:ว่าราชการ(?:จังหวัด)?|อำนวยการ)(?=กรุงเทพ)|(?:ปลัด|นายก)(?=กรุงเทพมหานคร|เมืองพัทยา)", "special"),
    (r"ผู้ว่าราชการจังหวัด|ผวจ\.|ผู้อำนวยการจังหวัด", "province"),
    (r"นายอำเภอ|ผู้อำนวยการอำเภอ", "district"),
    (r"(?:นายก|ปลัด)(?:องค์การบริหารส่วนจังหวัด|อบจ\.?)", "pao"),
    (r"(?:นายก|ปลัด)(?:องค์การบริหารส่วนตำบล|อบต\.?)", "sao"),
    (r"นายกเทศมนตรีนคร|ปลัดเทศบาลนคร|(?:นายก|ปลัด)ทน\.?", "city_municipality"),
    (r"นายกเทศมนตรีเมือง|ปลัดเทศบาลเมือง|(?:นายก|ปลัด)ทม\.?", "town_municipality"),
    (r"นายกเทศมนตรีตำบล|ปลัดเทศบาลตำบล|(?:นายก|ปลัด)ทต\.?", "subdistrict_municipality"),
    (r"นายกเทศมนตรี|ปลัดเทศบาล", "municipality"),
    (r"(?:ผู้บริหาร|นายก|ปลัด)(?:องค์กรปกครองส่วนท้องถิ่น|อปท\.?)|ผู้บริหารท้องถิ่น", "local_government"),
    (r"(?:หัวหน้า)?ท้องถิ่นจังหวัด", "provincial_office"),
    (r"(?:หัวหน้า)?ท้องถิ่นอำเภอ", "district_office"),
    (r"อธิบดี(?=กรม)|ปลัด(?=กระทรวง|สำนักนายก)", "department"),
    (r"รัฐมนตรี(?:ช่วย)?ว่าการ|รัฐมนตรีประจำสำนัก|(?:รอง)?(?<!เลขาธิการ)นายกรัฐมนตรี", "other"),
    (r"(?<!สำนักงาน)(?<!ฝ่าย)(?<!ส่วน)(?<!กรรมการและ)เลขานุการ(?=กรม|สำนัก|สภา)|เสมียนตรา(?:จังหวัด|อำเภอ)", "other"),
    (r"ปลัดอำเภอ(?:ผู้เป็น)?หัวหน้า(?=กลุ่มงาน|ฝ่าย|ประจำ)", "other"),
    (r"ปลัดจังหวัด|ปลัดอำเภอ|อธิบดี|ผู้อำนวยการ|ผู้บังคับการ|ผู้บัญชาการ|ผู้กำกับการ|ผู้จัดการ|เลขาธิการ|ประธาน|คณบดี|อธิการบดี", "other"),
    (r"(?<=และ)คณะ(?:กรรมการ|ทำงาน)(?=ทุก)", "other"),
    (
        r"(?:หัวหน้า)?ผู้ตรวจราชการ|หัวหน้า(?:ส่วนราชการ|หน่วย|สำนัก|กลุ่ม|ฝ่าย|กอง|รัฐวิสาหกิจ|ส่วน|ศูนย์|สถานี|หอผู้ป่วย|งาน)|กำนัน|ผู้ใหญ่บ้าน|นายแพทย์สาธารณสุข",
        "other",
    ),
    (
        rf"(?<!งาน)(?<!แพทย์)(?<!สภา)(?:{_FIELDS})(?:จังหวัด|อำเภอ)",
        "other",
    ),
)
# Offices: each begins a phrase only after a space or a separator.
_OFFICES: Final = (
    (r"(?:สำนักงาน|ที่ทำการ)?(?:องค์การบริหารส่วนจังหวัด|อบจ\.?)", "pao"),
    (r"(?:สำนักงาน|ที่ทำการ)?(?:องค์การบริหารส่วนตำบล|อบต\.?)", "sao"),
    (r"(?:สำนักงาน)?เทศบาลนคร|ทน\.", "city_municipality"),
    (r"(?:สำนักงาน)?เทศบาลเมือง|ทม\.", "town_municipality"),
    (r"(?:สำนักงาน)?เทศบาลตำบล|ทต\.", "subdistrict_municipality"),
    (r"(?:สำนักงาน)?เทศบาล", "municipality"),
    (rf"(?<=/)นคร{_END}", "city_municipality"),
    (rf"(?<=/)เมือง{_END}", "town_municipality"),
    (rf"(?<=/)ตำบล{_END}", "subdistrict_municipality"),
    (r"องค์กรปกครองส่วนท้องถิ่น|อปท\.?", "local_government"),
    (rf"{_LOCAL_OFFICE}จังหวัด|สถจ\.?", "provincial_office"),
    (rf"{_LOCAL_OFFICE}อำเภอ|สถอ\.?", "district_office"),
    (rf"{_START}(?=กรม|กระทรวง)", "department"),
    (rf"{_START}(?:จังหวัด|(?=ทุกจังหวัด))", "province"),
    (rf"{_START}(?:อำเภอ|(?=ทุกอำเภอ))", "district"),
    (
        rf"(?<!สังกัด)(?<!ของ)(?<!ผู้อำนวยการ)(?<!หัวหน้า)(?:สำนักงาน|สนง\.)(?:{_FIELDS}|พัฒนาชุมชน|ที่ดิน|สหกรณ์)(?:จังหวัด|อำเภอ)",
        "other",
    ),
    (
        (
            r"(?<!งาน)(?<!เกษตรและ)(?:(?:สหกรณ์|ปฏิรูปที่ดิน|ประกันสังคม|ที่ดิน|ป่าไม้|คุมประพฤติ|บังคับคดี|อัยการ|เจ้าคณะ|สภาเกษตรกร)(?:จังหวัด|อำเภอ|ตำบล)"
            r"|(?:สรรพากร|สรรพสามิต|ธนารักษ์)พื้นที่|นายทะเบียน|เจ้าพนักงาน|เจ้าอาวาส|อัยการ|สารวัตร|ครู(?=ใหญ่|ผู้|โรงเรียน)"
            r"|แพทย์ประจำ|นายกเหล่ากาชาด|ผู้แทน(?=ภาค|องค์กร|ชุมชน|หน่วย)|คณะกรรมการ(?=หมู่บ้าน|ชุมชน))"
        ),
        "other",
    ),
    # Whoever is named behind all of a kind is somebody else: นายอำเภอทุกอำเภอ และเจ้าคณะตำบล….
    (r"(?:(?<=ทุกจังหวัดและ)|(?<=ทุกอำเภอและ)|(?<=ทุกแห่งและ))(?=[ก-ฮเ-ไ])", "other"),
)
# Behind a blank these may also say where the office before them is.
_OTHERS: Final = tuple(
    (rf"(?<!\d){word}(?!ภาค|ที่)(?=[ก-ฮเ-ไ])", kind) for word, kind in (("จังหวัด", "province"), ("อำเภอ", "district"))
)
_FORMS: Final = (*((_NO_DEPUTY + f"(?:{form})", kind) for form, kind in _POSTS), *_OFFICES, *_OTHERS)

BEGINNING: Final = compile_late(
    "|".join(
        [
            _allow_lost_marks("(?P<but>ยกเว้น|เว้นแต่)"),
            *(f"(?P<f{at}>{_allow_lost_marks(form)})" for at, (form, _) in enumerate(_FORMS)),
        ]
    )
)
"""Matches a word of kind, or ยกเว้น (group ``but``)."""

HEADING: Final = compile_late(r"\s*(?:กราบ)?(?:เรียน|ถึง)\s*")
JOINT: Final = compile_late(r"(?:(?:[,;/•(]|\(?\d{1,2}[.)])+|[,;/•(]*และ)$")
"""Matches the separator between two phrases, at the end of a text."""
BETWEEN_NAMES: Final = compile_late(r"[,;/]+(?:และ(?=.))?|(?<=.)และ(?=.)")

_EVERY: Final = _allow_lost_marks(
    r"(?:ทุก(?:จังหวัด|อำเภอ|แห่ง|ตำบล|เทศบาล(?:นคร|เมือง|ตำบล)?|องค์การบริหารส่วน(?:จังหวัด|ตำบล)"
    r"|องค์กร(?:ปกครองส่วนท้องถิ่น)?|ท้องถิ่น|คน|ท่าน)|ทั้ง(?:หมด|สิ้น))"
)
_REGION: Final = "ภาค(?:ตะวันออกเฉียงเหนือ|ตะวันออก|ตะวันตก|เหนือ|กลาง|ใต้)"
_PLACE: Final = (
    r"(?:(?:ภาย)?ใน(?:เขต|พื้นที่|ท้องที่|(?=จังหวัด|อำเภอ|ภาค))+(?:ของ)?(?P<{name}>(?:จังหวัด|อำเภอ)\S*?|"
    rf"{_REGION})?|(?P<{{name}}_region>{_REGION}))"
)
ASIDE: Final = compile_late(
    _allow_lost_marks(
        r"\(ผ่าน[^()]*\)|(?<=.)ผ่าน(?=สำนักงาน|ท้องถิ่น|ปลัด|นาย|ผู้|จังหวัด|อำเภอ).*?(?=ทุก|,|$)"
        r"|(?<=.)ในฐานะ.*?(?=ทุก(?:จังหวัด|อำเภอ|แห่ง|ท่าน|คน)|และ(?:นาย|ผู้ว่า|ปลัด|ท้องถิ่น|หัวหน้า)|,|$)"
        r"|(?<=[ก-๎])/(?:ผู้(?:อำนวยการ|บัญชาการ|บังคับ|กำกับ)|ประธาน|หัวหน้าศูนย์)[^/,()]*?(?=ทุก(?:จังหวัด|อำเภอ|แห่ง)|และ(?:นาย|ผู้ว่า)|,|$)"
    )
)
"""Matches what stands beside an addressee and does not change who is meant."""
ALL: Final = compile_late(
    rf"(?:{_PLACE.format(name='before')})?(?:ทั้ง)?(?:{_EVERY})?"
    r"(?:(?:ทั้ง|จำนวน)?(?P<count>\d{1,5})(?:จังหวัด|อำเภอ|แห่ง))?(?:ทั่วประเทศ|ทั่วราชอาณาจักร)?"
    rf"(?:{_PLACE.format(name='after')})?"
)
"""Matches words that mean all of a kind, with their area (group ``before`` or ``after``) and ``count``."""

ELSEWHERE: Final = compile_late(r"แนบท้าย|(?:ตาม|ดัง)(?:บัญชี|รายชื่อ|ทะเบียน|เอกสาร|สิ่งที่|ที่)|ที่เกี่ยวข้อง|ในสังกัด")
"""Matches words that leave the names to an attached list, or to what the reader knows."""

SHARED: Final = compile_late("ทุกแห่?ง|ในเขต|ในพื้?นที่?")
"""Matches words that, written once after a list, apply to all of it. ทุกอำเภอ applies only to the districts."""

_ENDS_COMPLETE: Final = compile_late(rf"(?:เว้น|เว้นแต่|{_EVERY})$")


def name_matched_kind(begin: re.Match[str]) -> str:
    """Return the kind that a match of ``BEGINNING`` stands for."""
    return _FORMS[int(str(begin.lastgroup)[1:])][1]


def is_post(begin: re.Match[str]) -> bool:
    """Whether a match of ``BEGINNING`` is a post, which begins a phrase wherever it stands."""
    return int(str(begin.lastgroup)[1:]) < len(_POSTS)


def names_another(begin: re.Match[str]) -> bool:
    """Whether a match of ``BEGINNING`` is a word that begins a phrase only where another of its kind precedes it."""
    return not begin["but"] and int(str(begin.lastgroup)[1:]) >= len(_FORMS) - len(_OTHERS)


def may_begin_after(before: str) -> bool:
    """Whether a phrase may begin right after ``before`` without a space."""
    return bool(JOINT.search(before) or _ENDS_COMPLETE.search(before))
