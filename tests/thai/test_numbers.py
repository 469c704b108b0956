from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.errors import NumberError
from circtrack.thai.digits import to_thai
from circtrack.thai.number_text import differ_in_one_digit
from circtrack.thai.numbers import LetterNumber, compact, find_numbers, parse_number


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("มท ๐๘๑๐.๗/ว ๙๐๘", "มท 0810.7/ว 908"),
        ("ขย ๐๐๒๓.๑๔/๗๐๘", "ขย 0023.14/708"),
        ("ด่วนที่สุด ที่ มท ๐๘๑๐.๗/ว ๖๗๙", "มท 0810.7/ว 679"),
        ("ด่วนที่สุดที่ มท 0810.4/ว 3969", "มท 0810.4/ว 3969"),
        ("ที่ศธ 04170./2117", "ศธ 04170/2117"),
        ("นร 0503/ว61", "นร 0503/ว 61"),
        ("สธ 0202.3.7/ว79", "สธ 0202.3.7/ว 79"),
        ("กค 0416.4 /ว 150", "กค 0416.4/ว 150"),
        ("กค 0402.5/ ว 318", "กค 0402.5/ว 318"),
        ("สร. 0101/ว. 1982", "สร 0101/ว 1982"),
        ("กค (กวจ) 0405.2/ว 414", "กค (กวจ) 0405.2/ว 414"),
        ("สธ 0315.3(2.7.1)/ว 5", "สธ 0315.3(2.7.1)/ว 5"),
        ("นร 1208/686-723", "นร 1208/686-723"),
        ("ทน1234/2345", "ทน 1234/2345"),
        ("ปจ ๕๑๐๒๑/ว ๕๑๖๐", "ปจ 51021/ว 5160"),
        ("กค.0402.4/19207", "กค 0402.4/19207"),
        ("อว ๖๙.๒.๑/ว ๙๕", "อว 69.2.1/ว 95"),
        ("อว 69.6/123", "อว 69.6/123"),
        ("สปสช. ๕.๓๑/ว ๐๔๑๙", "สปสช 5.31/ว 0419"),
        ("สปสช ๔.๓๓ / ว. ๒๑๙", "สปสช 4.33/ว 219"),
        ("ด่วนที่สุด ที่ สปสช.5.1.2/0077", "สปสช 5.1.2/0077"),
        ("ตช 0019(พล)8.1/ว 450", "ตช 0019(พล)8.1/ว 450"),
        ("ตช ๐๐๑๘.(ลป).๖/๑๒๓", "ตช 0018.(ลป).6/123"),
        ("ชย\u00a0๐๐๒๓.๖/๓๐\u200b๖๒", "ชย 0023.6/3062"),
    ],
)
def test_a_number_as_people_write_it_has_one_canonical_form(written: str, canonical: str) -> None:
    assert str(parse_number(written)) == canonical


def test_urgency_and_secrecy_are_kept_beside_the_number() -> None:
    number = parse_number("ลับมาก ด่วนที่สุด ที่ พณ 0201/4575")
    assert (number.secrecy, number.urgency, str(number)) == ("ลับมาก", "ด่วนที่สุด", "พณ 0201/4575")


@pytest.mark.parametrize(
    "text", ["", "908", "ว 908", "๓๐๑/๖๖", "ที่.....ม.", "ที่ ๑๑๑ ๑๕๖๐", "มท 0810.7/", "มท 0810.7/ว 9080000"]
)
def test_what_is_not_a_letter_number_is_refused_with_the_text(text: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse_number(text)
    assert text in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "คำสั่ง สป 389/2564",
        "คดี ผบ.1040/2559",
        "แบบ ภ.ง.ด. 90/91/94",
        "ราคา 40/60/80 บาท",
        "ครั้งที่ 1/1/2559",
        "โทร ๐-๔๔๘๕-๕๐๖๖",
    ],
)
def test_orders_cases_forms_and_telephones_are_not_letter_numbers(text: str) -> None:
    assert find_numbers(text) == []


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("มท 0810.7/908", True),
        ("มท 0810.7/9080", True),
        ("มท 0810.7/25661", True),
        ("มท 0810.7/2566", False),
        ("มท 0810/908", False),
        ("มท 0810/ว 908", True),
        ("ที่ มท 0810/2566", True),
    ],
)
def test_what_stands_without_its_label_is_a_number_where_it_can_be_nothing_else(text: str, is_found: bool) -> None:
    assert bool(find_numbers(f"ตาม {text} นั้น")) == is_found


def test_a_misread_digit_is_one_digit_for_another() -> None:
    assert differ_in_one_digit("มท0810.7/ว908", "มท0810.7/ว906")
    others = "มท0810.7/ว908", "มท0810.7/ว916", "มท0810.7/1908", "มท0810.7/ว9080", "มท0810.8/ว908", "มท0810.8/ว906"
    assert not any(differ_in_one_digit("มท0810.7/ว908", other) for other in others)


def test_numbers_are_found_in_running_text_with_their_span() -> None:
    text = "อ้างถึง หนังสือจังหวัดชัยภูมิ ด่วนที่สุด ที่ มท ๐๐๒๓.๓/๔๓๑๘ ลงวันที่ ๑๗ มีนาคม ๒๕๖๕ และ มท 0810.7/ว 908"
    first, second = find_numbers(text)
    assert text[first.start : first.end] == first.text == "ด่วนที่สุด ที่ มท ๐๐๒๓.๓/๔๓๑๘"
    assert (first.number.urgency, first.labelled) == ("ด่วนที่สุด", True)
    assert (str(second.number), second.labelled) == ("มท 0810.7/ว 908", False)


_prefixes = st.sampled_from(["มท", "ชย", "กค", "ศธ", "กทม"])
_agencies = st.from_regex(r"[0-9]{4,5}(\.[0-9]{1,2}){0,2}", fullmatch=True)
_running = st.integers(1, 999_999).map(str)


@given(_prefixes, _agencies, st.booleans(), _running, st.booleans())
def test_the_canonical_form_reads_back_in_either_kind_of_digits(
    prefix: str, agency: str, circular: bool, running: str, thai: bool
) -> None:
    canonical = f"{prefix} {agency}/{'ว ' if circular else ''}{running}"
    written = to_thai(canonical) if thai else canonical
    assert str(parse_number(written)) == canonical
    assert [str(found.number) for found in find_numbers(f"ตามหนังสือ ที่ {written} นั้น")] == [canonical]
    assert compact(written) == canonical.replace(" ", "")


_WORDS = st.lists(
    st.sampled_from(["ตามหนังสือ", "นั้น", "ที่", "ด่วนที่สุด", "และ", "(ก)", "จังหวัด", "..", "/", "-", "ว", "๙๐๘", "\n"]),
    max_size=8,
)


@given(_WORDS, st.sampled_from(["มท ๐๘๑๐.๗/ว ๙๐๘", "ชย 0023.14/708", "สธ 0315.3(2.7.1)/ว 5"]), _WORDS)
def test_a_number_is_found_among_any_words_and_spans_are_the_text(
    before: list[str], written: str, after: list[str]
) -> None:
    text = " ".join([*before, "ที่", written, "ลงวันที่", *after])
    found = find_numbers(text)
    assert str(parse_number(written)) in [str(each.number) for each in found]
    for each in found:
        assert text[each.start : each.end] == each.text


_PIECES = st.sampled_from(
    ["ที่ มท ๐๘๑๐.๗/ว ๙๐๘", "ที่ ", "มท 0810", "ชย 0023.14", "/", "708", "ว ", "(", ")", "๗", ".", " ", "\n", "ก"]
)


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_no_text_makes_the_finder_fail(text: str) -> None:
    for found in find_numbers(text):
        assert text[found.start : found.end] == found.text


def test_a_number_is_that_of_a_circular_only_where_it_says_so() -> None:
    assert str(LetterNumber("มท", "0810.7", "908")) == "มท 0810.7/908"
