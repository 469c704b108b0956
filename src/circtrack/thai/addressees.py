"""Whom a letter is addressed to, and whom a task is given to: phrases as structure, knowing no office.

What stands after เรียน names heads of offices (``นายอำเภอทุกอำเภอ … และนายกเทศมนตรีเมืองชัยภูมิ``); what a task
says names the offices themselves (``องค์กรปกครองส่วนท้องถิ่น``). Scans break lines inside phrases and lose
spaces, so all reading is done on the compact text. The forms are those of the seed letters and their everyday
variants; what has another form comes back as an open phrase, never as a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from circtrack.thai.compact import compact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.thai.compact import Compact


@dataclass(frozen=True, slots=True)
class Addressee:
    """One phrase of an address.

    ``kind`` is an office kind of the model, ``municipality`` (of any class), ``local_government`` (of any
    kind), or ``other`` (a post or office that no list of offices has). ``name`` is the bare name, with its place
    if that is written, "" where none is. ``every`` says that all of the kind are meant: in ``area``
    (``จังหวัดชัยภูมิ``; "" is the issuer's own) but for ``exceptions``; ``count`` of them if the phrase says how
    many, else 0. ``open`` says that the phrase does not tell who is meant: an attached list does, or it was not
    understood. ``as_written`` is the phrase itself on one line.
    """

    kind: str
    name: str = ""
    every: bool = False
    area: str = ""
    count: int = 0
    exceptions: tuple[Addressee, ...] = ()
    open: bool = False
    as_written: str = ""


# The kinds that a word for several kinds takes in.
_CLASSES: Final = ("city_municipality", "town_municipality", "subdistrict_municipality")
_WITHIN: Final = {
    "municipality": _CLASSES,
    "local_government": ("pao", "municipality", *_CLASSES, "sao", "special"),
}

_LOCAL_OFFICE: Final = r"(?:สำนักงาน|สง\.)ส่งเสริมการปกครองท้องถิ่น"
# Posts beside the head's own, which must not be taken for the head.
_NO_DEPUTY: Final = "(?<!รอง)(?<!สำนัก)(?<!เลขานุการ)(?<!ปรึกษา)(?<!ช่วย)"
# Where a bare word of kind may begin a phrase; elsewhere it tells where an office is.
_START: Final = r"(?:^|(?<=และ)|(?<=[,/(;•])|(?<=เว้น)|(?<=\d[.)]))"
_END: Final = "(?=[/,(]|ทุก|ใน|และ|$)"

# Posts: a phrase begins wherever one stands. The first form that fits is taken.
_POSTS: Final = (
    (r"ผู้ว่าราชการ(?:จังหวัด)?(?=กรุงเทพ)|(?:ปลัด|นายก)(?=กรุงเทพมหานคร|เมืองพัทยา)", "special"),
    (r"ผู้ว่าราชการจังหวัด|ผวจ\.", "province"),
    (r"นายอำเภอ", "district"),
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
    (r"ปลัดจังหวัด|ปลัดอำเภอ|อธิบดี|หัวหน้าส่วนราชการ|ผู้อำนวยการ|ผู้บังคับการ|เลขาธิการ|ประธาน", "other"),
)
# Offices: a phrase begins where one follows a space or a joint.
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
)
_FORMS: Final = (*((_NO_DEPUTY + f"(?:{form})", kind) for form, kind in _POSTS), *_OFFICES)
_BEGINNING: Final = re.compile(
    "|".join(["(?P<but>ยกเว้น|เว้นแต่)", *(f"(?P<f{at}>{form})" for at, (form, _) in enumerate(_FORMS))])
)

_HEADING: Final = re.compile(r"\s*(?:กราบ)?(?:เรียน|ถึง)\s*")
_JOINT: Final = re.compile(r"(?:(?:[,;/•(]|\(?\d{1,2}[.)])+|[,;/•(]*และ)$")
_EVERY: Final = (
    r"(?:ทุก(?:จังหวัด|อำเภอ|แห่ง|ตำบล|เทศบาล(?:นคร|เมือง|ตำบล)?|องค์การบริหารส่วน(?:จังหวัด|ตำบล)"
    r"|องค์กร(?:ปกครองส่วนท้องถิ่น)?|ท้องถิ่น|คน|ท่าน)|ทั้ง(?:หมด|สิ้น))"
)
_PLACE: Final = r"(?:ภาย)?ใน(?:เขต|พื้นที่|ท้องที่|(?=จังหวัด|อำเภอ))+(?:ของ)?(?P<{name}>(?:จังหวัด|อำเภอ)\S*?)?"
_ALL: Final = re.compile(
    rf"(?:{_PLACE.format(name='before')})?(?:ทั้ง)?(?:{_EVERY})?"
    r"(?:(?:ทั้ง|จำนวน)?(?P<count>\d+)(?:จังหวัด|อำเภอ|แห่ง))?(?:ทั่วประเทศ|ทั่วราชอาณาจักร)?"
    rf"(?:{_PLACE.format(name='after')})?"
)
_ELSEWHERE: Final = re.compile(r"แนบท้าย|(?:ตาม|ดัง)(?:บัญชี|รายชื่อ|ทะเบียน|เอกสาร|สิ่งที่|ที่)|ที่เกี่ยวข้อง|ในสังกัด")
# "Every one of them", said once after a list, holds for the whole list; ทุกอำเภอ only for the districts.
_SHARED: Final = re.compile("ทุกแห่ง|ในเขต|ในพื้นที่")


def parse_addressees(text: str) -> tuple[Addressee, ...]:
    """Split what stands after เรียน (or ถึง), or a task's audience, into phrases and classify each.

    Args:
        text: The field's text, with or without its heading, on one line or several.

    Returns:
        The phrases in order. What is not understood comes back as an open one, so that nothing is lost.
    """
    heading = _HEADING.match(text)
    field = compact(text[heading.end() :] if heading else text)
    found: list[Addressee] = []
    excepting = False
    for begin, end in _segments(field):
        if begin is None:
            found.append(Addressee("other", open=True, as_written=field.written(0, end)))
        elif begin["but"]:
            excepting = True
            found = found or [Addressee("other", open=True, as_written=field.written(begin.start(), end))]
            if name := _tail(field, begin.end(), end)[0]:
                found[-1] = _but(found[-1], [Addressee(found[-1].kind, name, as_written=name)])
        else:
            phrases = _phrases(field, begin, end)
            if excepting and _belongs(phrases[0].kind, found[-1]):
                found[-1] = _but(found[-1], phrases)
            else:
                excepting = False
                found = [*_widened(field, begin.start(), phrases[0].kind, found), *phrases]
        excepting = excepting and not _closes(field.text[begin.end() if begin else 0 : end])
    return _shared(found)


def _segments(field: Compact) -> Iterator[tuple[re.Match[str] | None, int]]:
    """Where each phrase begins (None: words before the first that are no kind's) and where it ends."""
    begins: list[re.Match[str] | None] = []
    for begin in _BEGINNING.finditer(field.text):
        before = field.text[: begin.start()]
        if not begins and before.strip("()-•.,; 0123456789"):
            begins.append(None)
        if begin["but"] or _is_post(begin) or (_may_begin(field, begin) and not _is_other(begins[-1:])):
            begins.append(begin)
    if not begins and field.text.strip("()-•.,; "):
        begins.append(None)
    starts = [begin.start() if begin else 0 for begin in begins]
    yield from zip(begins, [*starts[1:], len(field.text)][: len(begins)], strict=True)


def _is_post(begin: re.Match[str]) -> bool:
    return int(str(begin.lastgroup)[1:]) < len(_POSTS)


def _is_other(last: list[re.Match[str] | None]) -> bool:
    """Whether the phrase before is of no kind: what follows it may be its owner (``โรงเรียนสังกัดเทศบาล``)."""
    return bool(last) and (last[0] is None or (not last[0]["but"] and _kind(last[0]) == "other"))


def _may_begin(field: Compact, begin: re.Match[str]) -> bool:
    before = field.text[: begin.start()]
    joined = _JOINT.search(before) or re.search(rf"(?:เว้น|เว้นแต่|{_EVERY})$", before)
    return field.parted(begin.start()) or joined is not None


def _kind(begin: re.Match[str]) -> str:
    return _FORMS[int(str(begin.lastgroup)[1:])][1]


def _phrases(field: Compact, begin: re.Match[str], end: int) -> list[Addressee]:
    """One word of kind with what follows it: one phrase, or several where it has several names."""
    kind = _kind(begin)
    tail, end = _tail(field, begin.end(), end)
    written = field.written(begin.start(), end)
    bare = re.sub(r"[\s()]", "", tail)
    if kind == "other" or _ELSEWHERE.search(bare):
        return [Addressee(kind, open=True, as_written=written)]
    if not bare:
        return [Addressee(kind, as_written=written)]
    if whole := _ALL.fullmatch(compact(bare).text):
        area = whole["before"] or whole["after"] or ""
        area = "" if area in ("จังหวัด", "อำเภอ") else area
        return [Addressee(kind, every=True, area=area, count=int(whole["count"] or 0), as_written=written)]
    if "ทุก" in bare:
        return [Addressee(kind, open=True, as_written=written)]
    names = (
        [tail] if kind == "department" else [name for name in re.split(r"[,;/\s]*(?:[,;/]|(?<=.)และ)\s*", tail) if name]
    )
    first = Addressee(
        kind, names[0], as_written=written if len(names) == 1 else written.partition(names[0])[0] + names[0]
    )
    return [first, *(Addressee(kind, name, as_written=name) for name in names[1:])]


def _tail(field: Compact, start: int, end: int) -> tuple[str, int]:
    """What is written from ``start`` to ``end`` but for the joint to the next phrase; and where it ends."""
    if end < len(field.text) and (joint := _JOINT.search(field.text, start, end)):
        end = joint.start()
    while end > start and _closes(field.text[start:end]) and field.text[end - 1] in ").":
        end -= 1
    return field.written(start, end).strip(" ()"), end


def _closes(text: str) -> bool:
    return text.count(")") > text.count("(")


def _but(whole: Addressee, exceptions: list[Addressee]) -> Addressee:
    return replace(whole, exceptions=(*whole.exceptions, *exceptions))


def _belongs(kind: str, whole: Addressee) -> bool:
    """Whether a phrase after ยกเว้น still tells an exception: the first does, more do if of the same kind."""
    return not whole.exceptions or kind == whole.kind or kind in _WITHIN.get(whole.kind, ())


def _widened(field: Compact, start: int, kind: str, found: list[Addressee]) -> list[Addressee]:
    """A narrower kind in brackets after a wide one (``อปท. (เทศบาลและ อบต.)``) leaves the wide one open."""
    if start and field.text[start - 1] == "(" and found and kind in _WITHIN.get(found[-1].kind, ()):
        return [*found[:-1], replace(found[-1], open=True)]
    return found


def _shared(found: list[Addressee]) -> tuple[Addressee, ...]:
    """Let ``ทุกแห่ง`` at the end of a list hold for the bare words before it: ``เทศบาลและ อบต. ทุกแห่ง``."""
    last: Addressee | None = None
    for at in range(len(found) - 1, -1, -1):
        this = found[at]
        if this.every:
            last = this if _SHARED.search(re.sub(r"\s", "", this.as_written)) else None
        elif this.name or this.open or this.exceptions:
            last = None
        elif last:
            found[at] = replace(this, every=True, area=last.area)
    return tuple(found)
