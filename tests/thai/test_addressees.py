"""Phrases of an address as structure."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from circtrack.thai.addressees import Addressee, parse_addressees


def read(text: str) -> list[Addressee]:
    """The addressees without their words, which have tests of their own."""
    return [replace(each, as_written="") for each in parse_addressees(text)]


def every(kind: str, area: str = "", count: int = 0, *exceptions: Addressee) -> Addressee:
    return Addressee(kind, every=True, area=area, count=count, exceptions=exceptions)


def named(kind: str, name: str) -> Addressee:
    return Addressee(kind, name)


def left_open(kind: str = "other") -> Addressee:
    return Addressee(kind, open=True)


EVERY_DISTRICT_BUT_ONE = [every("district", "", 0, named("district", "เทพสถิต"))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the three seed letters
        ("เรียน ผู้ว่าราชการจังหวัด ทุกจังหวัด", [every("province")]),
        (
            "เรียน นายอำเภอทุกอำเภอ นายกองค์การบริหารส่วนจังหวัดชัยภูมิ และนายกเทศมนตรีเมืองชัยภูมิ",
            [every("district"), named("pao", "ชัยภูมิ"), named("town_municipality", "ชัยภูมิ")],
        ),
        (
            "เรียน นายกเทศมนตรีตำบลเทพสถิต และนายกองค์การบริหารส่วนตำบลทุกแห่ง",
            [named("subdistrict_municipality", "เทพสถิต"), every("sao")],
        ),
        # the same with the damage of scans
        (
            "เรียนนายอำเภอทุกอำเภอนายกองค์การบริหารส่วน\nจังหวัดชัยภูมิและนายกเทศมนตรีเมืองชัยภูมิ",
            [every("district"), named("pao", "ชัยภูมิ"), named("town_municipality", "ชัยภูมิ")],
        ),
        ("ผู้ว่าราชการ จังหวัด\nทุก จังหวัด", [every("province")]),
        ("นายกองค์การบริหารส่วนตําบลทุกแห่ง", [every("sao")]),
        ("นายอำเภอ\u200bทุกอำเภอ", [every("district")]),
        # every
        ("ท้องถิ่นจังหวัด ทุกจังหวัด", [every("provincial_office")]),
        ("ท้องถิ่นอำเภอทุกอำเภอ", [every("district_office")]),
        ("ถึง สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด ทุกจังหวัด", [every("provincial_office")]),
        ("ผู้บริหารองค์กรปกครองส่วนท้องถิ่นทุกแห่ง", [every("local_government")]),
        ("นายก อปท. ทุกแห่ง", [every("local_government")]),
        ("นายกเทศมนตรีทุกแห่ง", [every("municipality")]),
        ("นายก อบต.ทุกแห่ง", [every("sao")]),
        ("ผวจ. ทุกจังหวัด", [every("province")]),
        ("ทุกจังหวัด", [every("province")]),
        ("อำเภอทุกอำเภอ", [every("district")]),
        ("ผู้ว่าราชการจังหวัด ๗๖ จังหวัด", [every("province", count=76)]),
        ("ผู้ว่าราชการจังหวัดทั้ง 76 จังหวัด", [every("province", count=76)]),
        # where
        ("องค์กรปกครองส่วนท้องถิ่นในพื้นที่", [every("local_government")]),
        ("องค์กรปกครองส่วนท้องถิ่นทุกแห่งในเขตจังหวัด", [every("local_government")]),
        ("นายกเทศมนตรีทุกแห่งในเขตพื้นที่จังหวัดชัยภูมิ", [every("municipality", "จังหวัดชัยภูมิ")]),
        ("องค์การบริหารส่วนตำบลในพื้นที่อำเภอเทพสถิตทุกแห่ง", [every("sao", "อำเภอเทพสถิต")]),
        ("องค์กรปกครองส่วนท้องถิ่นทุกแห่ง ภาคเหนือ", [every("local_government", "ภาคเหนือ")]),
        ("องค์กรปกครองส่วนท้องถิ่น ภาคใต้ ทุกแห่ง", [every("local_government", "ภาคใต้")]),
        # but
        (
            "ผู้ว่าราชการจังหวัดทุกจังหวัด (ยกเว้นกรุงเทพมหานคร)",
            [every("province", "", 0, named("province", "กรุงเทพมหานคร"))],
        ),
        (
            "นายอำเภอทุกอำเภอ ยกเว้นอำเภอเมืองชัยภูมิ และอำเภอเทพสถิต และนายกเทศมนตรีเมืองชัยภูมิ",
            [
                every("district", "", 0, named("district", "เมืองชัยภูมิ"), named("district", "เทพสถิต")),
                named("town_municipality", "ชัยภูมิ"),
            ],
        ),
        (
            "นายอำเภอทุกอำเภอ (ยกเว้นนายอำเภอเทพสถิต) นายอำเภอเมืองเลย",
            [every("district", "", 0, named("district", "เทพสถิต")), named("district", "เมืองเลย")],
        ),
        (
            "องค์กรปกครองส่วนท้องถิ่นทุกแห่ง ยกเว้น อบจ. และเทศบาล",
            [every("local_government", "", 0, Addressee("pao"), Addressee("municipality"))],
        ),
        (
            "เทศบาล และ อบต. ทุกแห่ง ยกเว้น ทต.เทพสถิต",
            [every("municipality", "", 0, named("subdistrict_municipality", "เทพสถิต")), every("sao")],
        ),
        ("เทศบาล และ อบต. ทุกแห่ง ยกเว้น อบต.บ้านไร่", [every("municipality"), every("sao", "", 0, named("sao", "บ้านไร่"))]),
        (
            "เทศบาลตำบล และ อบต. ทุกแห่ง ยกเว้นเทศบาลเทพสถิต",
            [every("subdistrict_municipality", "", 0, named("municipality", "เทพสถิต")), every("sao")],
        ),
        (
            "เทศบาล และ อบต. ทุกแห่ง ยกเว้นอำเภอเทพสถิต",
            [every(kind, "", 0, named("district", "เทพสถิต")) for kind in ("municipality", "sao")],
        ),
        # one "every" for a list
        ("อบจ. เทศบาล และ อบต. ทุกแห่ง", [every("pao"), every("municipality"), every("sao")]),
        (
            "นายกเทศมนตรีเมือง/ตำบล และนายกองค์การบริหารส่วนตำบลทุกแห่ง",
            [every("town_municipality"), every("subdistrict_municipality"), every("sao")],
        ),
        ("ผู้ว่าราชการจังหวัด และนายอำเภอทุกอำเภอ", [Addressee("province"), every("district")]),
        # names
        ("นายอำเภอเทพสถิต", [named("district", "เทพสถิต")]),
        ("นายอำเภอเทพสถิต, จัตุรัส และบำเหน็จณรงค์", [named("district", n) for n in ("เทพสถิต", "จัตุรัส", "บำเหน็จณรงค์")]),
        (
            "นายกเทศมนตรีตำบลเทพสถิต อำเภอเทพสถิต จังหวัดชัยภูมิ",
            [named("subdistrict_municipality", "เทพสถิต อำเภอเทพสถิต จังหวัดชัยภูมิ")],
        ),
        ("นายกองค์การบริหารส่วนตำบลในเมือง", [named("sao", "ในเมือง")]),
        ("นายกองค์การบริหารส่วนตำบลและ", [named("sao", "และ")]),
        ("นายกองค์การบริหารส่วนตำบลสามตำบล", [named("sao", "สามตำบล")]),
        ("นายกองค์การบริหารส่วนตำบลหนองเทศบาล", [named("sao", "หนองเทศบาล")]),
        ("อธิบดีกรมป้องกันและบรรเทาสาธารณภัย", [named("department", "กรมป้องกันและบรรเทาสาธารณภัย")]),
        ("ปลัดกระทรวงมหาดไทย", [named("department", "กระทรวงมหาดไทย")]),
        ("ผู้ว่าราชการกรุงเทพมหานคร", [named("special", "กรุงเทพมหานคร")]),
        ("นายกเมืองพัทยา", [named("special", "เมืองพัทยา")]),
        ("๑. นายอำเภอทุกอำเภอ\n๒. นายกเทศมนตรีเมืองชัยภูมิ", [every("district"), named("town_municipality", "ชัยภูมิ")]),
        # bare kinds, as tasks name their audience
        ("สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด", [Addressee("provincial_office")]),
        ("องค์กรปกครองส่วนท้องถิ่น", [Addressee("local_government")]),
        ("เทศบาลและองค์การบริหารส่วนตำบล", [Addressee("municipality"), Addressee("sao")]),
        ("อำเภอ", [Addressee("district")]),
        ("จังหวัด", [Addressee("province")]),
        ("นายอำเภอ", [Addressee("district")]),
        # a separator behind which nothing follows
        ("นายอำเภอ,", [Addressee("district")]),
        ("นายอำเภอทุกอำเภอ, นายก อบต./", [every("district"), Addressee("sao")]),
        ("นายอำเภอเทพสถิต;", [named("district", "เทพสถิต")]),
        ("นายอำเภอทุกอำเภอ ยกเว้น,", [every("district")]),
        ("นายอำเภอทุกอำเภอ ยกเว้นอำเภอเทพสถิต นายก อบต.,", [*EVERY_DISTRICT_BUT_ONE, Addressee("sao")]),
        ("นายอำเภอ(เทศบาล)และ(", [Addressee("district"), Addressee("municipality")]),
        ("/ นายอำเภอ", [Addressee("district")]),
        (" / ", []),
        ("(ผ่านอำเภอ)", [left_open()]),
        # but from nobody
        ("ยกเว้นอำเภอเทพสถิต", [replace(left_open(), exceptions=(named("district", "เทพสถิต"),))]),
        # open: on a list, or not understood
        ("ผู้บริหารองค์กรปกครองส่วนท้องถิ่น (ตามบัญชีแนบท้าย)", [left_open("local_government")]),
        ("นายอำเภอ ตามรายชื่อแนบท้าย", [left_open("district")]),
        ("นายกองค์การบริหารส่วนตำบลทุกแห่งที่เกี่ยวข้อง", [left_open("sao")]),
        ("นายก อบต. ทุกแห่งที่ได้รับงบประมาณ", [left_open("sao")]),
        ("องค์กรปกครองส่วนท้องถิ่น (เทศบาล)", [left_open("local_government"), Addressee("municipality")]),
        ("ปลัดจังหวัดชัยภูมิ", [left_open()]),
        ("เกษตรอำเภอ ทุกอำเภอ", [left_open()]),
        ("รองนายก อบต. ทุกแห่ง", [left_open()]),
        ("ผู้อำนวยการโรงเรียนสังกัดองค์การบริหารส่วนตำบลทุกแห่ง", [left_open()]),
        ("โรงเรียนสังกัดเทศบาล และองค์การบริหารส่วนตำบลทุกแห่ง", [left_open()]),
        ("หัวหน้าสำนักปลัด อบจ.", [left_open()]),
        ("ผู้จัดการ …", [left_open()]),
        ("", []),
        ("เรียน", []),
        (" - ", []),
    ],
)
def test_phrases(text: str, expected: list[Addressee]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            "เรียน นายอำเภอทุกอำเภอ  นายกองค์การบริหารส่วนจังหวัดชัยภูมิ\nและนายกเทศมนตรีเมืองชัยภูมิ",
            ["นายอำเภอทุกอำเภอ", "นายกองค์การบริหารส่วนจังหวัดชัยภูมิ", "นายกเทศมนตรีเมืองชัยภูมิ"],
        ),
        ("ผู้ว่าราชการจังหวัด ๗๖  จังหวัด", ["ผู้ว่าราชการจังหวัด ๗๖ จังหวัด"]),
        # นางรอง is a place, and no deputy stands there
        (
            "นายกเทศมนตรีเมืองนางรอง นายกเทศมนตรีตำบลทุกแห่ง",
            ["นายกเทศมนตรีเมืองนางรอง", "นายกเทศมนตรีตำบลทุกแห่ง"],
        ),
        ("นายอำเภอนางรอง ปลัดอำเภอนางรอง", ["นายอำเภอนางรอง", "ปลัดอำเภอนางรอง"]),
        ("รองนายกเทศมนตรีเมืองน่าน", ["รองนายกเทศมนตรีเมืองน่าน"]),
        # all of one kind of no list, and all of another
        (
            "สำนักงานสาธารณสุขอำเภอทุกอำเภอ และโรงพยาบาลชุมชนทุกแห่ง",
            ["สำนักงานสาธารณสุขอำเภอทุกอำเภอ", "โรงพยาบาลชุมชนทุกแห่ง"],
        ),
        ("ธนาคารออมสินทุกแห่ง และสหกรณ์การเกษตรทุกแห่ง", ["ธนาคารออมสินทุกแห่ง", "สหกรณ์การเกษตรทุกแห่ง"]),
        # heads, one below the other
        ("ผู้อำนวยการสำนักผู้อำนวยการกอง เลขานุการกรม", ["ผู้อำนวยการสำนัก", "ผู้อำนวยการกอง", "เลขานุการกรม"]),
        ("หัวหน้ากลุ่มงานทุกกลุ่มงานหัวหน้าหอผู้ป่วยทุกหอ", ["หัวหน้ากลุ่มงานทุกกลุ่มงาน", "หัวหน้าหอผู้ป่วยทุกหอ"]),
        ("เลขานุการสำนักผู้อำนวยการใหญ่", ["เลขานุการสำนักผู้อำนวยการใหญ่"]),
        (
            "นายอำเภอทุกอำเภอ (ยกเว้นนายอำเภอเทพสถิต) และปลัดจังหวัด",
            ["นายอำเภอทุกอำเภอ (ยกเว้นนายอำเภอเทพสถิต)", "ปลัดจังหวัด"],
        ),
        ("นายอำเภอเทพสถิต และจัตุรัส", ["นายอำเภอเทพสถิต และจัตุรัส"] * 2),
        ("นายกเทศมนตรี และนายก อบต. ทุกแห่ง", ["นายกเทศมนตรี และนายก อบต. ทุกแห่ง"] * 2),
        ("เทศบาลเมือง/ตำบล ทุกแห่ง", ["เทศบาลเมือง/ตำบล ทุกแห่ง"] * 2),
        ("ผู้จัดการ …", ["ผู้จัดการ …"]),
        ("นายอำเภอ/ นายกเทศมนตรี", ["นายอำเภอ", "นายกเทศมนตรี"]),
        ("นายอำเภอ/นายกเทศมนตรี", ["นายอำเภอ/นายกเทศมนตรี"] * 2),
        ("อบจ./ เทศบาล", ["อบจ./ เทศบาล"] * 2),
        ("(นายอำเภอเทพสถิต) และนายก อบต.ทุกแห่ง", ["นายอำเภอเทพสถิต", "นายก อบต.ทุกแห่ง"]),
        ("นายอำเภอ,", ["นายอำเภอ"]),
        (
            "ผู้ว่าราชการจังหวัด หัวหน้ารัฐวิสาหกิจ และหัวหน้าหน่วยงานอื่นของรัฐ",
            ["ผู้ว่าราชการจังหวัด", "หัวหน้ารัฐวิสาหกิจ", "หัวหน้าหน่วยงานอื่นของรัฐ"],
        ),
        ("กำนันทุกตำบล และผู้ใหญ่บ้านทุกหมู่บ้าน", ["กำนันทุกตำบล", "ผู้ใหญ่บ้านทุกหมู่บ้าน"]),
        ("หัวหน้าสำนักงานคลังจังหวัด และเกษตรจังหวัดขอนแก่น", ["หัวหน้าสำนักงานคลังจังหวัด", "เกษตรจังหวัดขอนแก่น"]),
        # officials of an office's own, in its memos
        ("ผู้อำนวยการกองทุกกอง และเลขานุการกรม", ["ผู้อำนวยการกองทุกกอง", "เลขานุการกรม"]),
        ("เลขานุการกรม หัวหน้าผู้ตรวจราชการกรม", ["เลขานุการกรม", "หัวหน้าผู้ตรวจราชการกรม"]),
        ("ผู้อำนวยการสำนักงานเลขานุการกรม", ["ผู้อำนวยการสำนักงานเลขานุการกรม"]),
        ("อนุกรรมการและเลขานุการกรมการปกครอง", ["อนุกรรมการและเลขานุการกรมการปกครอง"]),
        (
            "ปลัดอำเภอผู้เป็นหัวหน้ากลุ่มงาน ปลัดอำเภอประจำตำบล และเสมียนตราอำเภอ",
            ["ปลัดอำเภอผู้เป็นหัวหน้ากลุ่มงาน", "ปลัดอำเภอประจำตำบล", "เสมียนตราอำเภอ"],
        ),
        ("ปลัดอำเภอหัวหน้าฝ่ายความมั่นคง เสมียนตราอำเภอ", ["ปลัดอำเภอหัวหน้าฝ่ายความมั่นคง", "เสมียนตราอำเภอ"]),
        ("เสมียนตราจังหวัด และหัวหน้าสำนักงานจังหวัด", ["เสมียนตราจังหวัด", "หัวหน้าสำนักงานจังหวัด"]),
    ],
)
def test_words_are_kept(text: str, written: list[str]) -> None:
    assert [each.as_written for each in parse_addressees(text)] == written


PHRASES = (
    "ผู้ว่าราชการจังหวัด ทุกจังหวัด",
    "นายอำเภอทุกอำเภอ",
    "นายอำเภอทุกอำเภอ ยกเว้นอำเภอเทพสถิต",
    "นายอำเภอทุกอำเภอ (ยกเว้นอำเภอเทพสถิต และอำเภอจัตุรัส)",
    "นายอำเภอเทพสถิต จัตุรัส และบำเหน็จณรงค์",
    "นายกเทศมนตรีเมืองชัยภูมิ",
    "นายกเทศมนตรีตำบล",
    "นายกเทศมนตรีเมือง/ตำบล",
    "นายกองค์การบริหารส่วนตำบลทุกแห่ง",
    "นายกองค์การบริหารส่วนตำบลในพื้นที่จังหวัดชัยภูมิ",
    "เทศบาล",
    "อบต. ทุกแห่ง",
    "ปลัดจังหวัดชัยภูมิ",
    "ผู้บริหารท้องถิ่น (ตามบัญชีแนบท้าย)",
    "อธิบดีกรมการปกครอง",
    "คำที่ไม่รู้จัก",
)
JOINTS = (" ", " และ", ", ", "\n")


@st.composite
def addresses(draw: st.DrawFn) -> str:
    phrases = draw(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=5))
    text = phrases[0]
    for phrase in phrases[1:]:
        text += draw(st.sampled_from(JOINTS)) + phrase
    return text


@given(addresses())
def test_a_phrase_read_again_says_the_same(text: str) -> None:
    read_once = parse_addressees(text)
    phrases = dict.fromkeys(each.as_written for each in read_once)
    again = [addressee for phrase in phrases for addressee in parse_addressees(phrase)]
    assert set(again) == set(read_once)


@given(addresses())
def test_no_word_is_lost(text: str) -> None:
    kept = "".join(dict.fromkeys(each.as_written for each in parse_addressees(text)))
    for word in text.replace("และ", " ").replace(",", " ").split():
        assert word in kept


@given(addresses(), st.integers(0, 200))
@example("นายกเทศมนตรีเมืองชัยภูมิ, อธิบดีกรมการปกครอง นายกองค์การบริหารส่วนตำบลทุกแห่ง", 49)
@example("นายอำเภอทุกอำเภอ นายกองค์การบริหารส่วนตำบลในพื้นที่จังหวัดชัยภูมิ", 11)
def test_a_line_end_anywhere_changes_nothing(text: str, place: int) -> None:
    broken = text[: place % len(text)] + "\n" + text[place % len(text) :]
    assert [(each.kind, each.every, each.open) for each in parse_addressees(broken)] == [
        (each.kind, each.every, each.open) for each in parse_addressees(text)
    ]


_PIECES = st.sampled_from(
    [*"กขนาย.,;()/๑ 1\n", "นายอำเภอ", "ทุกอำเภอ", "ยกเว้น", "และ", "อบต.", "(ผ่านอำเภอ)", "ในฐานะประธาน"]
)


@given(st.lists(_PIECES, max_size=20).map("".join))
@example(")๑./")
def test_any_words_name_somebody_in_these_words(text: str) -> None:
    found = parse_addressees(text)
    assert found or not any(letter.isalnum() for letter in text)
    for each in found:
        assert "".join(each.as_written.split()) in "".join(text.split())
        assert not (each.name and each.every)
