"""Find who wrote a letter, from its letterhead or from a citation in another letter."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from circtrack.model import Office
from circtrack.registry.load import BANGKOK, department_rows, province_abbreviations, provinces
from circtrack.registry.names import find_added_within, find_called, find_forms
from circtrack.registry.offices import get_office, list_under, list_versions, office_exists
from circtrack.thai.compact import make_compact, squeeze
from circtrack.thai.numbers import MINISTRIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from circtrack.thai.compact import Compact

    _Form = tuple[str, tuple[str, ...]]


_MUNICIPALITY: dict[str, tuple[str, ...]] = {
    "นคร": ("city_municipality",),
    "เมือง": ("town_municipality",),
    "ตำบล": ("subdistrict_municipality",),
}
# What a letterhead calls an office, the most certain first: its seat, which stamps and other offices' addresses do not
# name; a department; a bare name, which may be from the stamp of a recipient.
_SEATS: tuple[_Form, ...] = (
    ("ศาลากลางจังหวัด", ("province",)),
    ("ที่ว่าการอำเภอ", ("district",)),
    *((f"สำนักงานเทศบาล{word}", kinds) for word, kinds in _MUNICIPALITY.items()),
    ("(?:ที่ทำการ|สำนักงาน)องค์การบริหารส่วนตำบล", ("sao",)),
    ("(?:ที่ทำการ|สำนักงาน)องค์การบริหารส่วนจังหวัด", ("pao",)),
    ("ศาลาว่าการ(?=เมืองพัทยา)", ("special",)),
)
_FIELD_OFFICES: tuple[_Form, ...] = (
    (r"(?:สำนักงาน|สง\.)ส่งเสริมการปกครองท้องถิ่นจังหวัด", ("provincial_office",)),
    (r"(?:สำนักงาน|สง\.)ส่งเสริมการปกครองท้องถิ่นอำเภอ", ("district_office",)),
)
_LOCAL_GOVERNMENTS: tuple[_Form, ...] = (
    *((f"เทศบาล{word}", kinds) for word, kinds in _MUNICIPALITY.items()),
    (r"องค์การบริหารส่วนตำบล|อบต\.?", ("sao",)),
    (r"องค์การบริหารส่วนจังหวัด|อบจ\.?", ("pao",)),
)
# What ministries call their offices in each province and district, which no list holds.
_IN_DISTRICTS = ("สาธารณสุข", "เกษตร", "ปศุสัตว์", "ประมง", "พัฒนาชุมชน", "สัสดี")
_IN_PROVINCES = (
    "สาธารณสุข", "เกษตร", "เกษตรและสหกรณ์", "ปศุสัตว์", "ประมง", "สหกรณ์", "พัฒนาชุมชน", "สัสดี", "ที่ดิน", "โยธาธิการและผังเมือง",
    "ป้องกันและบรรเทาสาธารณภัย", "พัฒนาสังคมและความมั่นคงของมนุษย์", "วัฒนธรรม", "พระพุทธศาสนา", "ศึกษาธิการ", "แรงงาน", "จัดหางาน",
    "สวัสดิการและคุ้มครองแรงงาน", "ประกันสังคม", "พาณิชย์", "อุตสาหกรรม", "พลังงาน", "ขนส่ง", "คลัง", "สถิติ", "ประชาสัมพันธ์",
    "ทรัพยากรธรรมชาติและสิ่งแวดล้อม", "ท่องเที่ยวและกีฬา", "การท่องเที่ยวและกีฬา", "ยุติธรรม", "คุมประพฤติ", "บังคับคดี", "การปฏิรูปที่ดิน",
    "ส่งเสริมการเรียนรู้", "ตรวจบัญชีสหกรณ์", "",
)  # fmt: skip
_MINISTRYS_OFFICE = re.compile(
    rf"(?:(?:สำนักงาน|สนง\.|สง\.)(?:(?P<province>{'|'.join(_IN_PROVINCES)})จังหวัด|(?P<district>{'|'.join(_IN_DISTRICTS)})อำเภอ)"
    r"|ที่ทำการปกครอง(?:จังหวัด|(?P<seat>อำเภอ)))"
)
_PLACES: tuple[tuple[_Form, ...], ...] = ((("อำเภอ", ("district",)),), (("จังหวัด", ("province",)),))

_SEATS_OF: dict[str, tuple[str, ...]] = {
    "province": ("ศาลากลาง",),
    "district": ("ที่ว่าการ",),
    **dict.fromkeys(("city_municipality", "town_municipality", "subdistrict_municipality"), ("สำนักงาน",)),
    **dict.fromkeys(("sao", "pao"), ("ที่ทำการ", "สำนักงาน")),
}
_MARKS = re.compile("[ัิ-ฺ็-๎]")
_NO_NAME = re.compile(r"\s{2,}|\s+(?=ถนน|เลขที่|หมู่|ตำบล|แขวง)|[0-9๐-๙]")
_SHORTEST_NEAR = 8
_LONGEST_NAME = 40
# What may follow a name if the space between was lost.
_NEXT_WORD = re.compile(r"[^ก-๎]|อำเภอ|จังหวัด|ตำบล|ถนน|เขต|หมู่|แขวง|ที่|ด่วน|ลับ|ลงวันที่|วันที่|โทร|เลขที่|รับ|จำนวน")
_FIELD_OFFICE = re.compile(r"ประจำ|จังหวัด[ก-๎]|(?:ภาค|เขต)\d|สาขา")
_NUMBERED = re.compile(r"(?:ภาค|เขต|ที่)\d")
_COPY_OF_A_LETTER = re.compile(r"(?:สำเนา)?(?:หนังสือ|บันทึกข้อความ|บันทึก|วิทยุ|โทรสาร)?(?:ของ)?")


def find_issuer_of_letterhead(text: str, day: date, *, province_code: str = "") -> Office | None:
    """Return the office that a letterhead names; None if it names none, or several equally well.

    Args:
        text: The lines of the letterhead, including stamps and the address.
        day: The letter's date.
        province_code: The province of the number's prefix: decides between offices of the same name.
    """
    head = make_compact(text)
    if added := find_added_within(head.text):
        return added[0][2]
    seats = _find_named(head, _SEATS, day, province_code)
    if len(seats) == 1:
        # A field office writes its own name above its superior's seat; a stamp there names another place.
        field_offices = _find_named(head, _FIELD_OFFICES, day, province_code)
        return next((office for office in field_offices if office.superior == seats[0].code), seats[0])
    if not seats and (departments := _find_departments(head)):
        return departments[0][1]
    for forms in () if seats else (_LOCAL_GOVERNMENTS, _FIELD_OFFICES, *_PLACES):
        if named := _find_named(head, forms, day, province_code):
            return named[0] if len(named) == 1 else None
    return None


def find_near_issuer(line: str, day: date, letters: str) -> Office | None:
    """Return the one office whose letterhead a line is but for a few misread letters; None if none or several are.

    Args:
        line: The letterhead's first line.
        day: The letter's date.
        letters: The letters of the letter's own number: only offices that number their letters so are thought of.
    """
    from rapidfuzz.distance import Levenshtein

    wanted = _make_skeleton(_NO_NAME.split(line)[0])
    if len(wanted) < _SHORTEST_NEAR or _NUMBERED.search(squeeze(line)):
        return None
    limit = 1 + len(wanted) // 16
    near: dict[str, tuple[int, Office]] = {}
    for name, office in _list_letterheads(letters, day):
        most = 1 if office.kind == "other" else limit  # there may be others of nearly that name
        distance = Levenshtein.distance(wanted, _make_skeleton(name), score_cutoff=most)
        if distance <= most and distance < near.get(office.code, (limit + 1, office))[0]:
            near[office.code] = (distance, office)
    ranked = sorted(near.values(), key=lambda each: each[0])
    return ranked[0][1] if ranked and (len(ranked) == 1 or ranked[0][0] < ranked[1][0]) else None


def _list_letterheads(letters: str, day: date) -> Iterator[tuple[str, Office]]:
    """Yield the names with which the offices that have these letters in their numbers head their letters."""
    for code, name, _, _ in department_rows():
        if find_department_letters(code) in {"", letters}:
            yield name, list_versions(code)[-1]
    province = find_province(letters)
    offices = (province, *list_under(province.code, day)) if province and province.code != BANGKOK else ()
    for office in offices:
        yield office.name, office
        yield from ((f"{seat}{office.name}", office) for seat in _SEATS_OF.get(office.kind, ()))
        for name in _list_ministries_names(office):
            yield name, place_unlisted(name, letters)


def find_ministrys_office(text: str, day: date, letters: str = "") -> Office | None:
    """Return the office of a ministry in a province or district that a text begins with; None if it names none of them.

    Such offices are in no list: every province and every district has them, by the same names.

    Args:
        text: A letterhead, or a citation of a letter.
        day: The letter's date.
        letters: The letters of the letter's own number: only an office of that province is returned.
    """
    province = find_province(letters) if letters else None
    office = _find_ministrys_office(make_compact(text), 0, day, province.code if province else "")
    if office is None or (letters and find_abbreviation(office.province_code) != letters):
        return None
    return office


def _find_ministrys_office(field: Compact, start: int, day: date, province_code: str) -> Office | None:
    named = _MINISTRYS_OFFICE.match(field.text, start)
    if named is None:
        return None
    kind = "province" if named["district"] is None and named["seat"] is None else "district"
    seats = _narrow(_find_name_at(field, named.end(), (kind,)), field.text, day, province_code)
    if len(seats) != 1:
        return None
    of = named["district"] or named["province"]
    name = f"ที่ทำการปกครอง{seats[0].name}" if of is None else f"สำนักงาน{of}{seats[0].name}"
    return place_unlisted(_tell_apart(name, seats[0]), find_abbreviation(seats[0].province_code))


def _list_ministries_names(seat: Office) -> Iterator[str]:
    """Yield the names of the ministries' offices in a province or district."""
    words = {"province": _IN_PROVINCES, "district": _IN_DISTRICTS}.get(seat.kind, ())
    names = [f"สำนักงาน{word}{seat.name}" for word in words] + ([f"ที่ทำการปกครอง{seat.name}"] if words else [])
    yield from (_tell_apart(name, seat) for name in names)


def _tell_apart(name: str, seat: Office) -> str:
    """Return an office's name, with its province if there are several districts of its district's name."""
    if seat.kind != "district" or len({each.code for each in find_called(seat.district, ("district",))}) == 1:
        return name
    return f"{name} จังหวัด{seat.province}"


def _make_skeleton(text: str) -> str:
    """Return a text without the marks above and below its letters, which scans misread first, and without blanks."""
    return _MARKS.sub("", squeeze(text)).replace("ำ", "า")


def find_issuer_of_citation(text: str, day: date, *, province_code: str = "") -> Office | None:
    """Return the office that a citation names: ``สำเนาหนังสือจังหวัดชัยภูมิ``, with or without more text after it.

    Args:
        text: The citation from its beginning, or only the issuer's name.
        day: The cited letter's date, or the citing letter's.
        province_code: The province of the cited number's prefix: decides between offices of the same name.
    """
    cited = make_compact(text)
    prefix = _COPY_OF_A_LETTER.match(cited.text)
    start = prefix.end() if prefix else 0
    for at, _, added in find_added_within(cited.text):
        if at == start:
            return added
    for at, department in _find_departments(cited):
        if at == start:
            return department
    if office := _find_ministrys_office(cited, start, day, province_code):
        return office
    for end_of_word, kinds in find_forms(cited.text, start):
        if found := _find_name_at(cited, end_of_word, kinds):
            fitting = _narrow(found, cited.text, day, province_code)
            return fitting[0] if len(fitting) == 1 else None
    return None


# Who signs for an office, and what the office is called: ผู้ว่าราชการจังหวัดแพร่ signs for จังหวัดแพร่.
_HEADS = re.compile(
    r"(?:ผู้ว่าราชการ(?=จังหวัด)|นาย(?=อำเภอ)|นายก(?=องค์การบริหารส่วน)|อธิบดี(?=กรม)|เลขาธิการ|ผู้อำนวยการ(?=สำนักงาน|ศูนย์|สถาบัน))"
)
# For these, too, heads of departments sign; the registry does not tell which.
_ABOVE_HEADS = re.compile(r"ปลัดกระทรวง|ปลัดสำนัก|รัฐมนตรี")
_MAYOR = re.compile(r"นายกเทศมนตรี(?P<kind>นคร|เมือง|ตำบล)")


def find_office_of_signer(position: str, day: date, letters: str) -> Office | None:
    """Return the office that a position heads, if it numbers its letters so; None if it cannot be told.

    Args:
        position: The signer's position, with that of whom he stands in for: รองอธิบดี ปฏิบัติราชการแทน อธิบดีกรม….
        day: The letter's date.
        letters: The letters of the letter's own number.
    """
    written = squeeze(position)
    heads = [*_HEADS.finditer(written), *_MAYOR.finditer(written)]
    if not heads:
        return None
    last = max(heads, key=lambda match: match.start())
    if _ABOVE_HEADS.search(written, last.end()) or _NUMBERED.search(written, last.end()):
        return None
    kind = last.groupdict().get("kind")
    name = f"เทศบาล{kind}{written[last.end() :]}" if kind else written[last.end() :]
    province = find_province(letters)
    office = find_issuer_of_citation(name, day, province_code=province.code if province else "")
    if office is None:
        return None
    own = (
        find_department_letters(office.code) if office.kind == "department" else find_abbreviation(office.province_code)
    )
    return office if own == letters else None


def _find_named(head: Compact, forms: Iterable[_Form], day: date, province_code: str) -> list[Office]:
    """Return the offices named after one of these words, each once, in the order of the text."""
    found: dict[str, Office] = {}
    places = sorted((match.end(), kinds) for form, kinds in forms for match in re.finditer(form, head.text))
    for place, kinds in places:
        for office in _narrow(_find_name_at(head, place, kinds), head.text, day, province_code):
            found.setdefault(office.code, office)
    return list(found.values())


def _find_name_at(field: Compact, start: int, kinds: Collection[str]) -> tuple[Office, ...]:
    """Return the office versions of these kinds whose bare name begins here: the longest that ends at a word's end."""
    for end in range(min(start + _LONGEST_NAME, len(field.text)), start, -1):
        if not (field.parted(end) or _NEXT_WORD.match(field.text, end)):
            continue
        if found := find_called(field.text[start:end], kinds):
            return found
    return ()


def _find_departments(field: Compact) -> list[tuple[int, Office]]:
    """Return the departments named, with their offsets, in order; a name inside a longer name does not count."""
    found: list[tuple[int, int, str]] = []
    for written, code in _list_department_names():
        start = field.text.find(written)
        end = start + len(written)
        if start < 0 or not (field.parted(end) or _NEXT_WORD.match(field.text, end)):
            continue
        if written.startswith("กรม") or not _is_field_office(field, end):  # behind กรม… it is an address
            found.append((start, end, code))
    whole = [
        (start, code)
        for start, end, code in found
        if not any(other != code and first <= start and end <= last for first, last, other in found)
    ]
    return [(start, list_versions(code)[-1]) for start, code in sorted(whole)]


def _is_field_office(field: Compact, end: int) -> bool:
    """Whether an agency's name goes on, on the same line, as that of one of its field offices: …ประจำจังหวัดน่าน."""
    goes_on = _FIELD_OFFICE.match(field.text, end)
    return goes_on is not None and "\n" not in field.original[field.ends[end - 1] : field.starts[end]]


def list_letterhead_names(office: Office) -> tuple[str, ...]:
    """Return the names, without white space, with which an office heads its letters."""
    return tuple(name for name, code in _list_department_names() if code == office.code) or (squeeze(office.name),)


@cache
def _list_department_names() -> tuple[tuple[str, str], ...]:
    """List the names of departments without white space, each with its code."""
    return tuple(
        (squeeze(written), code)
        for code, name, short, _ in department_rows()
        for written in (name, *(each for each in short if each.startswith("สำนักงาน")))
    )


def _narrow(found: Iterable[Office], text: str, day: date, province_code: str) -> list[Office]:
    """Keep those that existed then; if several, those of the province, then those whose place is in the text."""
    found = tuple(found)
    then = [office for office in found if office_exists(office, day)]
    fitting = list({each.code: each for office in then or found if (each := get_office(office.code, day))}.values())
    for fits in (
        lambda office: office.province_code == province_code,
        lambda office: office.province in text and office.district in text,
    ):
        if len(fitting) > 1 and (fewer := [office for office in fitting if fits(office)]):
            fitting = fewer
    return fitting


# The prefix of a number: which province or department it stands for, and which other prefixes OCR may confuse it with.
#
# Two independent lists agree on the abbreviations of all 76 provinces; Bangkok is กท in one and กทม in the other.

_BANGKOK = ("กท", "กทม")

# Letters that OCR confuses (in the example letters: ขย for ชย).
_LOOK_ALIKE = ("ขช", "ฃข", "ดต", "คต", "ถภ", "บป", "พฟ", "ผฝ", "มน", "ลส")


def find_province(abbreviation: str) -> Office | None:
    """Return the province (or Bangkok) whose numbers have this prefix; None if no province has it."""
    letters = squeeze(abbreviation).replace(".", "")
    if letters in _BANGKOK:
        return list_versions(BANGKOK)[-1]
    code = _codes_by_prefix().get(letters)
    return next((office for office in provinces() if office.code == code), None)


def find_abbreviation(province_code: str) -> str:
    """Return the prefix of a province's numbers: ชย for 36; "" if there is no such province."""
    return province_abbreviations().get(province_code, "")


def list_look_alikes(abbreviation: str) -> tuple[str, ...]:
    """List the prefixes of provinces that differ from this one in one confusable letter: ชย for ขย."""
    letters = squeeze(abbreviation).replace(".", "")
    found = {
        letters[:place] + pair[1 - side] + letters[place + 1 :]
        for place, letter in enumerate(letters)
        for pair in _LOOK_ALIKE
        for side in (0, 1)
        if pair[side] == letter
    }
    return tuple(sorted(found & _codes_by_prefix().keys()))


def find_department_letters(code: str) -> str:
    """Return the prefix of a department's numbers, which is its ministry's: มท for dla; "" if it is not known."""
    letters = {
        prefix.split(" ")[0] for found, _, _, prefixes in department_rows() if found == code for prefix in prefixes
    }
    return letters.pop() if len(letters) == 1 else ""


def place_unlisted(name: str, prefix: str = "", near: Office | None = None) -> Office:
    """Return an office that the list does not hold, with the province or district in which it sits, if that is known.

    Args:
        name: Its name; a province's or a district's name in it tells where it sits.
        prefix: The prefix of its letter's number, which may be a province's.
        near: The office whose database it is: a body that is none of a ministry's sits in its province.
    """
    written = squeeze(name)
    districts = {each.code: each for each in _find_districts_in(written)}
    if len(districts) == 1:
        (found,) = districts.values()
        return Office(name, name, "other", found.province, found.district, found.province_code, found.code, found.code)
    named = [
        each for each in provinces() if re.search(rf"{each.province}(?:$|เขต|\()", written) or each.name in written
    ]
    province = named[0] if len(named) == 1 else find_province(prefix) if prefix else None
    if province is None and near and prefix not in MINISTRIES and not _CENTRAL.match(written):
        province = next((each for each in provinces() if each.code == near.province_code), None)
    if province is None or province.kind != "province":
        return Office(name, name, "other")
    return Office(name, name, "other", province.province, "", province.code, "", province.code)


def _find_districts_in(written: str) -> tuple[Office, ...]:
    _, word, name = written.rpartition("อำเภอ")
    return find_called(name, ("district",)) if word and name else ()


_CENTRAL = re.compile(r"กระทรวง|กรม|สำนักงานปลัด|สำนักนายก|สำนักงานคณะกรรมการ|ทบวง")


@cache
def _codes_by_prefix() -> dict[str, str]:
    return {letters: code for code, letters in province_abbreviations().items()}
