from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.chain_rows import new_rows

from circtrack.errors import AmbiguousError, InputError, UnknownError
from circtrack.store.find_letter import find_letter, load_first_letter, load_found_letter
from circtrack.thai.number_text import compact_number

if TYPE_CHECKING:
    from circtrack.database.engine import Connection

pytestmark = pytest.mark.both_engines

EMPTY = '""'
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@pytest.fixture(scope="module")
def connection(engine: str) -> Connection:  # noqa: ARG001 - one for each
    rows = new_rows()
    rows.office("D", "กรมส่งเสริมการปกครองท้องถิ่น", "department")
    rows.office("P", "จังหวัดชัยภูมิ", "province")
    rows.office("A", "อำเภอเทพสถิต", "district", until="2025-01-01")
    rows.office("A", "อำเภอใหม่", "district", since="2025-01-01")
    rows.letter("มท 0810.7/ว 908", "2023-02-27", "D", subject="การบันทึกข้อมูล")
    rows.letter("ชย 0023.6/3022", "2023-03-09", "P", parent="มท 0810.7/ว 908", aliases=["ชย 0023.6/3062"])
    rows.letter("ชย 0023.14/708", "2023-03-09", "A", parent="ชย 0023.6/3022")
    rows.letter("มท 0810.4/ว 679", "2022-03-10", "D")
    rows.letter("มท 0810.4/ว 680", "2022-03-11", "D")
    rows.letter("มท 0810.4/ว 679", "2023-03-10", "D", subject="อีกปี")
    rows.letter("มท 0810.2/55", "2023-04-01", "D")
    rows.letter("มท 0810.2/ว 55", "2023-04-01", "D")
    rows.letter("กษ 1205/ว 0412", "2023-04-01", "D")
    rows.office("L", "กรมที่ดิน", "department")
    rows.office("M", "กระทรวงมหาดไทย", "department")
    rows.letter("มท 0511.3/ว 7575", "2021-12-30", "L")
    rows.letter("มท 0511.3/ว 7575", "2021-11-30", "M")
    rows.letter("มท 0511.3/ว 7575", "2020-12-30", "M")
    made: Connection = rows.connection
    return made


@pytest.mark.parametrize(
    ("text", "number", "year"),
    [
        ("908", "มท 0810.7/ว 908", 2023),
        ("ว908", "มท 0810.7/ว 908", 2023),
        ("ว 908", "มท 0810.7/ว 908", 2023),
        ("ว. ๙๐๘", "มท 0810.7/ว 908", 2023),
        ("/ว 908", "มท 0810.7/ว 908", 2023),
        ("มท ๐๘๑๐.๗/ว ๙๐๘", "มท 0810.7/ว 908", 2023),
        ("มท0810.7 / ว 908", "มท 0810.7/ว 908", 2023),
        ("ที่ มท. 0810.7/ว908", "มท 0810.7/ว 908", 2023),
        ("ด่วนที่สุด ที่ มท 0810.7/ว 908", "มท 0810.7/ว 908", 2023),
        ("มท\u00a00810.7/\u200bว 908", "มท 0810.7/ว 908", 2023),
        ("ว 908/2566", "มท 0810.7/ว 908", 2023),
        ("๙๐๘/๒๕๖๖", "มท 0810.7/ว 908", 2023),
        ("0810.7", "มท 0810.7/ว 908", 2023),
        ("3022", "ชย 0023.6/3022", 2023),
        ("3062", "ชย 0023.6/3022", 2023),
        ("ชย 0023.6/3062", "ชย 0023.6/3022", 2023),
        ("23.14/708", "ชย 0023.14/708", 2023),
        ("ว 679/2565", "มท 0810.4/ว 679", 2022),
        ("ว 679/2566", "มท 0810.4/ว 679", 2023),
        ("มท 0810.4/ว 679/2566", "มท 0810.4/ว 679", 2023),
        ("/55", "มท 0810.2/55", 2023),
        ("ว 55", "มท 0810.2/ว 55", 2023),
        ("ว 412", "กษ 1205/ว 0412", 2023),
        ("0412", "กษ 1205/ว 0412", 2023),
    ],
)
def test_any_unambiguous_part_finds_the_letter(connection: Connection, text: str, number: str, year: int) -> None:
    found = find_letter(connection, text)
    assert (found.number, found.date.year) == (number, year)


def test_it_says_where_the_letter_stands_in_its_chain(connection: Connection) -> None:
    root = find_letter(connection, "908")
    province = find_letter(connection, "3022")
    district = find_letter(connection, "708")
    assert (root.root, root.parent) == (root.id, None)
    assert (province.root, province.parent) == (root.id, root.id)
    assert (district.root, district.parent) == (root.id, province.id)
    assert load_found_letter(connection, district.id) == district


def test_the_issuer_is_named_as_it_was_on_the_letters_date(connection: Connection) -> None:
    assert find_letter(connection, "708").issuer_name == "อำเภอเทพสถิต"


@pytest.mark.parametrize(
    ("text", "count"), [("ว 679", 2), ("55", 2), ("0810", 6), ("มท 0810.4/ว 679", 2), ("/2566", 0), ("7", 7)]
)
def test_several_are_listed_with_number_date_issuer_and_subject(connection: Connection, text: str, count: int) -> None:
    if not count:
        with pytest.raises(UnknownError):
            find_letter(connection, text)
        return
    with pytest.raises(AmbiguousError) as caught:
        find_letter(connection, text)
    assert len(caught.value.details) == count


def test_the_list_of_candidates_tells_them_apart(connection: Connection) -> None:
    with pytest.raises(AmbiguousError) as caught:
        find_letter(connection, "ว 679")
    assert list(caught.value.details) == [
        "มท 0810.4/ว 679, 2022-03-10, กรมส่งเสริมการปกครองท้องถิ่น",
        "มท 0810.4/ว 679, 2023-03-10, กรมส่งเสริมการปกครองท้องถิ่น, อีกปี",
    ]
    assert str(caught.value.hint) == 'Give more of the number, or the year after it: "มท 0810.4/ว 679/2566".'


def test_the_own_offices_letters_are_listed_first(connection: Connection) -> None:
    with pytest.raises(AmbiguousError) as caught:
        find_letter(connection, "7", own_office="A")
    assert str(caught.value.details[0]).startswith("ชย 0023.14/708")


@pytest.mark.parametrize(
    ("text", "near"),
    [("909", "มท 0810.7/ว 908"), ("มท 0810.7/ว 988", "มท 0810.7/ว 908"), ("908/2565", "มท 0810.7/ว 908")],
)
def test_an_unknown_one_names_near_ones(connection: Connection, text: str, near: str) -> None:
    with pytest.raises(UnknownError) as caught:
        find_letter(connection, text)
    assert any(str(detail).startswith(near) for detail in caught.value.details)
    assert not str(caught.value.hint)


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("กรมที่ดิน มท 0511.3/ว 7575", "L"),
        ("หนังสือกรมที่ดิน ที่ มท ๐๕๑๑.๓/ว ๗๕๗๕", "L"),
        ("ที่ดิน มท 0511.3/ว 7575", "L"),
        ("กระทรวงมหาดไทย มท 0511.3/ว 7575/2564", "M"),
        ("หนังสือกระทรวงมหาดไทย ลับมาก ด่วนที่สุด ที่ มท 0511.3/ว 7575/2563", "M"),
        ("กรมส่งเสริมการปกครองท้องถิ่น ที่ มท 0810.7/ว 908", "D"),
    ],
)
def test_the_issuer_before_the_number_tells_those_apart_that_share_it(
    connection: Connection, text: str, issuer: str
) -> None:
    assert find_letter(connection, text).issuer == issuer


def test_the_way_out_is_the_issuer_where_number_and_year_are_the_same(connection: Connection) -> None:
    with pytest.raises(AmbiguousError) as caught:
        find_letter(connection, "ว 7575/2564")
    assert str(caught.value).count("มท 0511.3/ว 7575") == 3
    assert str(caught.value.hint) == 'Put its issuer before it: "กรมที่ดิน มท 0511.3/ว 7575/2564".'
    with pytest.raises(UnknownError):
        find_letter(connection, "กรมการปกครอง มท 0511.3/ว 7575")


@pytest.mark.parametrize(("count", "last"), [(20, "มท 0810.7/ว 20"), (21, "and 1 more"), (25, "and 5 more")])
def test_a_long_list_of_candidates_is_cut(count: int, last: str) -> None:
    rows = new_rows()
    rows.office("D", "กรม", "department")
    for number in range(count):
        rows.letter(f"มท 0810.7/ว {number + 1}", f"2023-01-{number + 1:02}", "D")
    with pytest.raises(AmbiguousError) as caught:
        find_letter(rows.connection, "0810")
    assert len(caught.value.details) == min(count, 21)
    assert str(caught.value.details[-1]).startswith(last)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("ที่ มท ๐๘๑๐.๔/ว ๖๗๙ ลงวันที่ ๑๐ มีนาคม ๒๕๖๕", 2022),
        ("มท 0810.4/ว 679 ลว. 10 มี.ค. 66", 2023),
        ("ว 679 ลง วันที่ ๑๐ มีนาคม ๒๕๖๖", 2023),
        ("มท 0810.7/ว 908 ลงวันที่ กุมภาพันธ์", 2023),  # no day is read: the number counts
    ],
)
def test_as_a_letter_cites_another_its_day_counts_too(connection: Connection, text: str, year: int) -> None:
    assert find_letter(connection, text).date.year == year


def test_a_citation_with_the_day_of_no_such_letter_says_of_which_days_they_are(connection: Connection) -> None:
    with pytest.raises(UnknownError, match="ว 679 is recorded, but not of 2023-03-11") as caught:
        find_letter(connection, "มท 0810.4/ว 679 ลงวันที่ ๑๑ มีนาคม ๒๕๖๖")
    assert len(caught.value.details) == 2
    with pytest.raises(UnknownError, match="no letter fits"):
        find_letter(connection, "มท 0999/ว 6 ลงวันที่ ๑๑ มีนาคม ๒๕๖๖")


@pytest.mark.parametrize(("text", "year"), [("ว 679/65", 2022), ("มท ๐๘๑๐.๔/ว ๖๗๙/๖๖", 2023)])
def test_a_year_may_have_two_digits(connection: Connection, text: str, year: int) -> None:
    assert find_letter(connection, text).date.year == year


def test_a_number_that_ends_like_a_short_year_is_that_number_first() -> None:
    rows = new_rows()
    rows.office("D", "กรม", "department")
    rows.letter("มท 0810/65", "2023-02-27", "D")
    rows.letter("มท 0810/7", "2022-02-27", "D")
    assert find_letter(rows.connection, "มท 0810/65").number == "มท 0810/65"


@pytest.mark.parametrize("text", ["908", "ว 908", "/ว 908"])
def test_a_running_number_is_the_whole_one(text: str) -> None:
    rows = new_rows()
    rows.office("D", "กรม", "department")
    for number in ("มท 0810.7/ว 908", "มท 0810.7/ว 9081"):
        rows.letter(number, "2023-02-27", "D")
    assert find_letter(rows.connection, text).number == "มท 0810.7/ว 908"


def test_the_first_letter_of_a_chain_is_its_root_whatever_its_date_and_else_the_earliest_that_is_seen() -> None:
    rows = new_rows()
    rows.office("D", "กรม", "department")
    root = rows.letter("มท 0810.7/ว 908", "2023-02-27", "D")
    for number, day in (("ชย 0023.6/3022", "2023-02-26"), ("ชย 0023.6/3021", "2023-02-25")):
        rows.letter(number, day, "D", parent="มท 0810.7/ว 908")
    assert load_first_letter(rows.connection, root).id == root
    rows.connection.execute("UPDATE letter SET root = 99 WHERE parent = :root", {"root": root})
    assert load_first_letter(rows.connection, 99).number == "ชย 0023.6/3021"


def test_of_an_office_given_in_place_of_a_letter_it_is_said_that_the_letter_comes_first(connection: Connection) -> None:
    for office in ("อบต.ลาดหญ้า", "เทศบาลตำบลปัว"):
        with pytest.raises(UnknownError, match=f"{office} is an office, not a letter"):
            find_letter(connection, office)
    for other in ("เลขรับของเทศบาล", "อำเภอ 12345", "เทศบาลเลขรับ"):
        with pytest.raises(UnknownError, match="no letter fits"):
            find_letter(connection, other)


def test_where_a_number_is_a_letters_own_no_other_that_is_cited_by_it_is_meant() -> None:
    rows = new_rows()
    rows.office("D", "กรม", "department")
    rows.letter("มท 0810.7/ว 908", "2023-02-27", "D")
    rows.letter("มท 0810.7/ว 909", "2023-02-28", "D", aliases=["มท 0810.7/ว 908", "มท 0810.7/ว 77"])
    assert find_letter(rows.connection, "ว 908").number == "มท 0810.7/ว 908"
    assert find_letter(rows.connection, "ว 77").number == "มท 0810.7/ว 909"


def test_an_issuer_named_in_full_is_not_another_whose_name_has_that_in_it() -> None:
    rows = new_rows()
    rows.office("A", "อำเภอเมือง", "district")
    rows.office("B", "อำเภอเมืองน่าน", "district")
    rows.letter("นน 0018/5", "2023-02-27", "A")
    rows.letter("นน 0018/5", "2023-02-27", "B")
    assert find_letter(rows.connection, "อำเภอเมือง นน 0018/5").issuer == "A"
    assert find_letter(rows.connection, "B นน 0018/5").issuer == "B"
    with pytest.raises(AmbiguousError, match="fits 2 letters"):
        find_letter(rows.connection, "เมือง นน 0018/5")


def test_an_unknown_number_names_at_most_three_near_ones_the_nearest_first() -> None:
    rows = new_rows()
    rows.office("D", "กรม", "department")
    for number in (9081, 9082, 9083, 9084, 5555):
        rows.letter(f"มท 0810.7/ว {number}", "2023-01-01", "D")
    rows.letter("กษ 1205/ว 9088", "2023-01-01", "D")
    with pytest.raises(UnknownError) as caught:
        find_letter(rows.connection, "มท 0810.7/ว 9088")
    assert len(caught.value.details) == 3
    assert all("0810.7/ว 908" in str(each) for each in caught.value.details)
    with pytest.raises(UnknownError) as nothing:
        find_letter(rows.connection, "xyz")
    assert (nothing.value.details, str(nothing.value.hint)) == ((), "`circtrack letters` lists the letters.")


def test_there_is_no_letter_in_another_row(connection: Connection) -> None:
    with pytest.raises(UnknownError, match="no letter in row 999"):
        load_found_letter(connection, 999)


@pytest.mark.parametrize("text", ["", "  ", "ที่", "99999999", "%", "' OR 1=1 --", "_"])
def test_what_fits_nothing_is_unknown(connection: Connection, text: str) -> None:
    with pytest.raises(UnknownError, match=re.escape(f"no letter fits {text.strip() or EMPTY}")):
        find_letter(connection, text)


@pytest.mark.parametrize(("text", "named"), [(" 908 ", "908"), (" ", '""')])
def test_an_empty_database_says_so(text: str, named: str) -> None:
    with pytest.raises(UnknownError, match=f"no letter is recorded in this database, so none fits {named}"):
        find_letter(new_rows().connection, text)


@given(
    st.from_regex(r"[ก-ฮ]{2} [0-9]{4}(\.[0-9]{1,2})?/(ว )?[1-9][0-9]{0,4}", fullmatch=True),
    st.booleans(),
    st.sampled_from(["", " ", "\u00a0", "\u200b", "  "]),
    st.sampled_from(["", "ที่ ", "ที่", "ด่วนที่สุด ที่ ", "ด่วนมากที่"]),
)
@settings(max_examples=40)
def test_compact_numbers_do_not_depend_on_how_they_are_written(number: str, thai: bool, blank: str, lead: str) -> None:
    written = lead + number.replace(" ", blank)
    assert compact_number(written.translate(THAI) if thai else written) == number.replace(" ", "")


@pytest.fixture
def marked() -> Connection:
    rows = new_rows()
    rows.office("D", "กรม", "department")
    rows.letter("มท 0810.7/ว 908", "2023-02-27", "D", subject="ความลับ", secrecy="ลับมาก")
    rows.letter("มท 0810.4/ว 908", "2023-02-27", "D", subject="เปิดเผย")
    rows.letter("มท 0810.7/ว 77", "2023-02-27", "D", subject="ความลับ", secrecy="ลับ")
    made: Connection = rows.connection
    return made


def test_a_classified_letter_is_found_where_such_count(marked: Connection) -> None:
    assert find_letter(marked, "77").secrecy == "ลับ"
    assert find_letter(marked, "มท 0810.4/ว 908").secrecy == ""
    with pytest.raises(AmbiguousError) as caught:
        find_letter(marked, "908")
    assert any("ลับมาก" in str(line) for line in caught.value.details)
    assert not any("ความลับ" in str(line) for line in caught.value.details)


def test_where_classified_letters_do_not_count_only_naming_one_tells_of_it(marked: Connection) -> None:
    assert find_letter(marked, "908", include_secret=False).number == "มท 0810.4/ว 908"
    with pytest.raises(InputError) as refused:
        find_letter(marked, "77", include_secret=False)
    assert str(refused.value) == "มท 0810.7/ว 77 is marked ลับ, so it is left out. --include-secret shows it."
    with pytest.raises(UnknownError) as unknown:
        find_letter(marked, "มท 0810.7/ว 79", include_secret=False)
    assert not any("0810.7" in str(line) for line in unknown.value.details)
    for include_secret, near in ((True, ["0810.4", "0810.7"]), (False, ["0810.4"])):
        with pytest.raises(UnknownError) as unknown:
            find_letter(marked, "ว 907", include_secret=include_secret)
        assert [number for number in ("0810.4", "0810.7") if number in str(unknown.value.details)] == near
