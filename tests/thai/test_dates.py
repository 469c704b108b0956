from __future__ import annotations

import csv
import re
import time
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.errors import DateError, together
from circtrack.thai.date_rules import read_whole
from circtrack.thai.dates import MONTHS, find_dates, format_thai, parse_date, parse_noted, weekday_name
from circtrack.thai.digits import to_thai
from circtrack.thai.months import SHORT_MONTHS, find_misspelt_month, weekday_number
from circtrack.thai.years import correct_year, is_years_after

FIRST, LAST = date(1941, 1, 1), date(2100, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
WRITTEN = ["{day} {name} {year}", "{day} {short} {year}", "{day}/{month}/{year}", "{day:02}/{month:02}/{year}"]
WRITTEN += ["{year}-{month:02}-{day:02}", "วันศุกร์ที่ {day} {name} {year}"]
MARCH_24 = date(2023, 3, 24)
with (Path(__file__).parent / "month_misspellings.tsv").open(encoding="utf-8", newline="") as _table:
    MISSPELT = list(csv.DictReader(_table, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("thai_digits", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_every_day_written_in_full_or_short_reads_back(thai_digits: bool) -> None:
    for day in EVERY_DAY:
        assert parse_date(format_thai(day, thai_digits=thai_digits)) == day
        assert parse_date(format_thai(day, style="short", thai_digits=thai_digits)) == day


@pytest.mark.slow
def test_every_day_in_the_usual_patterns_reads_back() -> None:
    for day in EVERY_DAY:
        month, year = MONTHS[day.month - 1], day.year + 543
        assert parse_date(f"วัน{weekday_name(day)}ที่ {day.day} {month} พุทธศักราช {year}") == day
        assert parse_date(f"{day.day} {month} พุทธศักราช {year}") == day
        assert parse_date(f"{day.day} {SHORT_MONTHS[day.month - 1]} {year}") == day
        assert parse_date(f"{day.day}/{day.month}/{year}") == day
        assert parse_date(day.isoformat()) == day
        assert parse_date(f"{year}-{day.month:02}-{day.day:02}") == day


_YEARS = st.one_of(st.integers(2480, 2488), st.integers(2560, 2570), st.integers(2640, 2646), st.integers(1938, 2103))


@given(st.integers(0, 32), st.integers(0, 13), _YEARS, st.sampled_from(WRITTEN), st.booleans())
def test_the_quick_way_reads_what_the_careful_way_reads(day: int, month: int, year: int, form: str, thai: bool) -> None:
    name, short = (names[month - 1] if 1 <= month <= 12 else names[0] for names in (MONTHS, SHORT_MONTHS))
    text = form.format(day=day, month=month, year=year, name=name, short=short)
    careful = read_whole(to_thai(text) if thai else text, None)
    assert careful is not None
    try:
        quick = parse_noted(to_thai(text) if thai else text)
    except DateError:
        assert careful.day is None
    else:
        assert quick == (careful.day, careful.notes)


_NOISE = st.text(alphabet=st.sampled_from(" \u200b\u00a0\u00ad\ufeff\n"), max_size=3)


@given(st.dates(FIRST, LAST), st.lists(_NOISE, min_size=4, max_size=4), st.booleans(), st.booleans())
def test_spaces_and_invisible_characters_do_not_matter(day: date, noise: list[str], short: bool, thai: bool) -> None:
    text = format_thai(day, style="short" if short else "full", thai_digits=thai)
    number, month, year = text.split(" ")
    noisy = noise[0] + number + noise[1] + month + noise[2] + year + noise[3]
    assert parse_date(noisy) == day


@given(st.dates(FIRST, LAST), st.integers(0, 6), st.sampled_from(["\u200b", "\ufeff", "\u00ad"]))
def test_invisible_characters_inside_a_word_do_not_matter(day: date, at: int, mark: str) -> None:
    text = format_thai(day)
    assert parse_date(text[:at] + mark + text[at:]) == day


@given(st.dates(FIRST, LAST), st.sampled_from("/-."), st.booleans())
def test_day_month_year_with_any_separator_reads_back(day: date, separator: str, thai: bool) -> None:
    text = separator.join(map(str, (day.day, day.month, day.year + 543)))
    assert parse_date(to_thai(text) if thai else text) == day


@given(st.dates(FIRST, LAST), st.integers(0, 6))
def test_a_weekday_is_a_checksum(day: date, written: int) -> None:
    text = f"วัน{weekday_name(FIRST + timedelta(days=written))}ที่ {format_thai(day)}"
    if weekday_name(day) in text:
        assert parse_date(text) == day
    else:
        with pytest.raises(DateError) as error:
            parse_date(text)
        assert error.value.reason == "weekday"


@pytest.mark.parametrize(
    "text",
    [
        "๒๔ มีนาคม ๒๕๖๖",
        "วันศุกร์ที่ ๒๔ มีนาคม พ.ศ. ๒๕๖๖",
        "วันศุกร์ ที่ 24 มี.ค.66",
        "ศุกร์ที่ 24 มี.ค.66",
        "วันศุกร์ที่ 24/3/2566",
        "๒๔ มี.ค. ๖๖",
        "๒๔ มี.ค.๖๖",
        "24มีค66",
        "24 มีนา 66",
        "24/3/2566",
        "24/03/66",
        "24-3-66",
        "24.3.2566",
        "24/3-66",
        "24 / 3 / 2566",
        "24 . 3 . 2566",
        "2023-03-24",
        "2566-03-24",
        "๒๕๖๖-๐๓-๒๔",
        "2566/3/24",
        "24/3/2023",
        "24 มีนาคม ค.ศ. 2023",
        "24 มีนาคม พ.ศ.2566",
        "24 มีนาคม พ.ศ 2566",
        "24 มีนาคม 2023",
        "24 มีนาคม ๒๕66",
        "24-มี.ค.-66",
        "24.มี.ค.2566",
        "24 มี.ค.. 2566",
        "24 มี.ค 2566",
        "วันที่ ๒๔ มีนาคม ๒๕๖๖",
        "ที่ ๒๔ มีนาคม ๒๕๖๖",
        "ลงวันที่\u00a0๒๔ มีนาคม ๒๕๖๖",
        "ลว. 24 มี.ค. 66",
        "ณ วันที่ 24 มีนาคม พ.ศ. 2566",
        "วันที่ ๒๔ เดือน มีนาคม พ.ศ. ๒๕๖๖",
        "๒๔\nมีนาคม\n๒๕๖๖",
        " 24  มีนาคม  2566 ",
        "24 มีนาคม 2566 นี้",
        "วันที 24 มีนาคม 2566",
    ],
)
def test_one_day_in_many_forms(text: str) -> None:
    assert parse_date(text) == MARCH_24


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "unreadable"),
        ("๓๐๒๒", "unreadable"),
        ("๓๐๑/๖๖", "unreadable"),
        ("ระยะที่ 1 พ.ศ. 2563", "unreadable"),
        ("ฉบับที่ 28 พ.ศ 2564", "unreadable"),
        ("24 มกนาคม 2566", "unreadable"),  # one letter from มกราคม, and one from มีนาคม
        ("28 กรฎกาคม 2567", "unreadable"),  # two letters off
        ("24 มีนาคม 2566 และ 25 มีนาคม 2566", "unreadable"),
        ("24 มีนาคม 2566 ๗", "unreadable"),
        ("5 ก.พ.ร. 2566", "unreadable"),
        ("๓๑ กุมภาพันธ์ ๒๕๖๖", "impossible"),
        ("29/2/2566", "impossible"),
        ("๒๗๗ กุมภาพันธ์ ๒๕๖๖", "impossible"),
        ("๑/๑๓/๖๖", "impossible"),
        ("5/25/2569", "impossible"),
        ("0 มีนาคม 2566", "impossible"),
        ("2566-13-01", "impossible"),
        ("วันจันทร์ที่ ๒๙ พฤษภาคม ๒๕๖๕", "weekday"),
        ("พุธที่ ๒๔ มีนาคม ๒๕๖๖", "weekday"),
        ("18/6/24", "era"),
        ("19/5/25", "era"),
        ("1 ม.ค. 90", "era"),
        ("24 มีนาคม 256", "era"),
        ("24/3/256", "era"),
        ("24 มีนาคม 25666", "era"),
        ("24 มีนาคม 3566", "era"),
        ("24 มีนาคม 2266", "era"),
        ("24 มีนาคม พ.ศ. 2023", "era"),
        ("24 มีนาคม ค.ศ. 2566", "era"),
        ("3/1/2024", "order"),
        ("31 ธันวาคม 2483", "too_early"),
        ("26 กุมภาพันธ์ พ.ศ. 2427", "too_early"),
        ("1940-12-31", "too_early"),
        ("มีนาคม ๒๕๖๖", "incomplete"),
        ("24 มีนาคม", "incomplete"),
    ],
)
def test_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(DateError) as error:
        parse_date(text)
    assert error.value.reason == reason
    assert text[:20] in str(error.value)
    assert error.value.hint


def test_where_years_begin_and_end_to_be_readable() -> None:
    assert [parse_date(f"1 ม.ค. {year}").year for year in ("41", "83", "2484", "2700", "1941", "2100")] == [
        1998, 2040, 1941, 2157, 1941, 2100,
    ]  # fmt: skip
    assert [parse_date(f"1 ม.ค. ค.ศ. {year}").year for year in ("50", "51")] == [2050, 1951]
    for year in ("40", "84", "2483", "2701", "1940", "2101"):
        with pytest.raises(DateError):
            parse_date(f"1 ม.ค. {year}")


def test_a_day_as_letters_write_it() -> None:
    assert [format_thai(MARCH_24), format_thai(MARCH_24, style="short")] == ["๒๔ มีนาคม ๒๕๖๖", "๒๔ มี.ค. ๖๖"]
    assert format_thai(date(2050, 1, 2), style="short", thai_digits=False) == "2 ม.ค. 2593"


def test_a_deadline_is_far_off_when_it_is_more_than_two_years_behind_its_letter() -> None:
    assert [is_years_after(date(2025, 3, day), MARCH_24) for day in (23, 24, 25)] == [False, False, True]


def test_only_a_day_that_could_be_a_month_leaves_the_order_open() -> None:
    assert [parse_date(text) for text in ("13/5/2023", "12/12/2023", "12/5/2566")] == [
        date(2023, 5, 13), date(2023, 12, 12), date(2023, 5, 12),
    ]  # fmt: skip
    for text in ("12/5/2023", "1/12/2100"):
        with pytest.raises(DateError, match="day/month or month/day"):
            parse_date(text)


def test_two_digits_with_their_era_are_read() -> None:
    assert parse_date("1 มกราคม พ.ศ. 25") == date(1982, 1, 1)
    assert parse_date("1 มกราคม ค.ศ. 25") == date(2025, 1, 1)


def test_a_weekday_settles_the_order_of_figures() -> None:
    assert parse_date("วันพุธที่ 3/1/2024") == date(2024, 1, 3)


def test_a_refused_weekday_proposes_the_year_that_fits() -> None:
    (found,) = find_dates("วันอังคารที่ 17 มกราคม 2565")
    assert found.day is None
    assert found.readings == (date(2022, 1, 17), date(2023, 1, 17))
    assert "2022-01-17 is วันจันทร์" in found.note


def test_no_year_is_the_letters_own_or_the_next() -> None:
    letter = date(2023, 3, 9)
    assert parse_date("24 มีนาคม", written_on=letter) == MARCH_24
    assert parse_date("9 มีนาคมนี้", written_on=letter) == letter
    assert parse_date("8 มี.ค. นี้", written_on=letter) == date(2024, 3, 8)
    with pytest.raises(DateError) as error:
        parse_date("29 กุมภาพันธ์ นี้", written_on=date(2023, 1, 5))
    assert error.value.reason == "impossible"


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("กรกฏาคม", 7),
        ("พฤสจิกายน", 11),
        ("เมยายน", 4),
        ("กรฎาคม", 7),
        ("กุมภาพันธุ์", 2),
        ("กันยาน", 9),
        ("มกราคมท", 1),
        ("กุมภาพันธ", 2),
        ("กรฎกาคม", None),
        ("กฎาคม", None),
        ("กุลาคน", None),
        ("มีนาคม", None),  # not misspelt
        ("มกนาคม", None),
    ],
)
def test_a_month_one_letter_off(word: str, month: int | None) -> None:
    assert find_misspelt_month(word) == month


_THAI_LETTER = st.sampled_from([chr(code) for code in range(0x0E01, 0x0E3A)])


@given(st.sampled_from(MONTHS), st.integers(0, 9), _THAI_LETTER, st.sampled_from(["change", "lose", "add"]))
def test_one_wrong_letter_never_gives_another_month(month: str, at: int, letter: str, slip: str) -> None:
    at = min(at, len(month) - 1)
    wrong = month[:at] + ("" if slip == "lose" else letter) + month[at + (slip != "add") :]
    assert find_misspelt_month(wrong) in {MONTHS.index(month) + 1, None}


# One slip further than a letter: letters exchanged, one letter in two, two letters lost (กฎาคม, from กรกฎาคม).
TOO_FAR = {"ค.ต.", "กรฎกาคม", "กฎาคม"}


@pytest.mark.parametrize("row", MISSPELT, ids=[row["form"] for row in MISSPELT])
def test_each_misspelt_month_of_official_news_is_read_or_refused(row: dict[str, str]) -> None:
    """``month_misspellings.tsv``: 80 forms with the date they stood in."""
    if row["form"] in TOO_FAR:
        with pytest.raises(DateError):
            parse_date(row["example"])
        assert find_dates(f"เมื่อวันที่ {row['example']} นั้น") == []
        return
    day, _, year = re.fullmatch(r"\D*(\d+)(\D+)(\d{4})", row["example"]).groups()  # type: ignore[union-attr] # all match
    read, notes = parse_noted(row["example"])
    assert read == date(int(year) - 543, int(row["month"]), int(day))
    (found,) = find_dates(f"เมื่อวันที่ {row['example']} นั้น")
    assert (found.day, found.notes) == (read, notes)
    note = str(together(notes))
    assert note == "" if as_is(row["form"]) else note.startswith(f"{row['form']} read as ")


def as_is(form: str) -> bool:
    """Whether a form needs no note: a usual short or spoken one, or a mark typed twice, which looks like once."""
    spoken = any(month.startswith(form) for month in MONTHS)
    return form == "กุุมภาพันธ์" or spoken or form.replace(".", "") in {short.replace(".", "") for short in SHORT_MONTHS}


def test_a_misspelt_month_is_said_so() -> None:
    (found,) = find_dates("เมื่อวันที่ 28 กรกฏาคม 2567 นั้น")
    assert found.day == date(2024, 7, 28)
    assert found.note == "กรกฏาคม read as กรกฎาคม"
    (short,) = find_dates("เมื่อวันที่ 5 เม.ษ.2567 นั้น")
    assert (short.day, short.note) == (date(2024, 4, 5), "เม.ษ. read as เม.ย.")


def test_dates_in_running_text_keep_their_place() -> None:
    text = "ตามหนังสือ ลงวันที่\u200b ๑๗ มีนา\u00adคม ๒๕๖๕ ให้บันทึกภายในวันศุกร์ที่ ๒๔\nมีนาคม ๒๕๖๖ ณ ที่ว่าการ"
    first, second = find_dates(text)
    assert (first.text, first.day) == ("๑๗ มีนา\u00adคม ๒๕๖๕", date(2022, 3, 17))
    assert (second.text, second.day) == ("วันศุกร์ที่ ๒๔\nมีนาคม ๒๕๖๖", MARCH_24)
    assert all(text[found.start : found.end] == found.text for found in (first, second))


def test_what_is_missing_or_impossible_is_shown() -> None:
    (blank,) = find_dates("ถนนปรีดี ๓๐๑/๖๖\n\nมีนาคม ๒๕๖๖\n")
    assert (blank.day, blank.parts, blank.problem, blank.year) == (None, (None, 3, 2566), "incomplete", 2023)
    (impossible,) = find_dates("๒๗๗ กุมภาพันธ์ ๒๕๖๖")
    assert (impossible.parts, impossible.problem) == ((277, 2, 2566), "impossible")
    (stamp,) = find_dates("F-9 มี.ค. ๒๕๖๖")
    assert (stamp.text, stamp.day) == ("9 มี.ค. ๒๕๖๖", date(2023, 3, 9))


@pytest.mark.parametrize(
    "text",
    [
        "ที่ ขย ๐๐๒๓.๖/๓๐๒๒",
        "เลขรับ ๓๐๑/๖๖",
        "โทร ๐-๔๔๘๕-๕๐๖๖ โทรสาร ๐๔๔-๘๒๒๒๐๓",
        "โทร. ๐ ๒๒๔๑ ๙๐๐๐ ต่อ ๒๓๑๒",
        "โทร. 081-234-5678",
        "ถนนสุนทรารายณ์ ขย ๓๖๒๓๐",
        "อัตรา 40/60/80 บาท",
        "แบบ ภ.ง.ด. 90/91/94",
        "ครั้งที่ 1/1/2559",
        "ข้อ 1.2.34 และข้อ 3.1.2",
        "จำนวน 1/2 ไร่",
        "เลขประจำตัว 1-2345-67890-12-3",
        "พระราชบัญญัติ (ฉบับที่ 28) พ.ศ. 2564",
        "ที่ กค 0402.5/ว 318",
        "ข้อ ๑ กค 0405.2/ว 414",
        "มติ 3 ก.พ.ร. ที่ 5/2566",
        "ประชุม ๑ แห่ง มีนาคม",
        "มาตรา 12 มีน้ำ 2566",
        "ราคา 10/11/65 บาท",
        "192.168.12.10",
    ],
)
def test_what_only_looks_like_a_date_is_left_alone(text: str) -> None:
    assert find_dates(text) == []


def test_a_year_may_stand_on_the_next_line() -> None:
    (found,) = find_dates("ภายในวันที่ 24 มีนาคม\n2566 นั้น")
    assert (found.text, found.day) == ("24 มีนาคม\n2566", MARCH_24)


def test_a_number_alone_on_the_line_above_is_no_day() -> None:
    (found,) = find_dates("เลขที่ 12\nมีนาคม 2566")
    assert found.parts == (None, 3, 2566)


@pytest.mark.parametrize("before", ["โควิด 19 เดือน", "โควิด-19 ", "COVID-19 เดือน", "เลขที่ 19 เดือน"])
def test_a_number_that_stands_before_a_month_by_chance_is_no_day(before: str) -> None:
    (found,) = find_dates(f"สถานการณ์ {before}พฤศจิกายน 2564")
    assert found.parts == (None, 11, 2564)
    assert found.text == ("เดือน" if "เดือน" in before else "") + "พฤศจิกายน 2564"
    assert found.problem == "incomplete"


def test_a_count_behind_a_month_is_no_year() -> None:
    (found,) = find_dates("ภายในวันที่ 24 มีนาคม 66 แห่ง", written_on=date(2023, 3, 9))
    assert (found.text, found.day) == ("24 มีนาคม", MARCH_24)


_WORDS = st.lists(
    st.sampled_from(["วันที่", "วันศุกร์ที่", "เดือน", "นั้น", "ภายใน", "กำหนด", "ศุกร์", ",", "..", "(ก)", "\n"]), max_size=8
)


@given(_WORDS, st.sampled_from(["๒๔ มีนาคม ๒๕๖๖", "24 มี.ค. 66", "24/3/2566", "2023-03-24"]), _WORDS)
def test_a_day_is_found_among_any_words_and_spans_are_the_text(
    before: list[str], written: str, after: list[str]
) -> None:
    text = " ".join([*before, written, *after])
    found = find_dates(text, written_on=MARCH_24)
    assert MARCH_24 in [each.day for each in found]
    for each in found:
        assert text[each.start : each.end] == each.text
        assert (each.day is None) == bool(each.problem)


_PIECES = st.sampled_from(
    ["24 มีนาคม", "๓๑/2", "2", "13", "/", "-", ".", " ", "กุมภาพันธ์", "ก.พ. ", "2566", "๖๖", "ศุกร์", "เดือน", "\n", "\u200b"]
)


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_any_text_is_read_without_a_failure_of_our_own(text: str) -> None:
    for found in find_dates(text, written_on=MARCH_24):
        assert text[found.start : found.end] == found.text
        assert (found.day is None) == bool(found.problem)
    with suppress(DateError):
        parse_date(text)


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "1 มีนาคม 2566 ", "1กกกกกก2566", " ", "1/", "1/2/66", "เ", "วันศุกร์ที่ ", "\u0e4d", "มี.ค"]
)
def test_reading_time_grows_with_the_text(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    find_dates(text)
    assert time.process_time() - began < 1.5


def test_the_first_days_of_a_month_are_no_months() -> None:
    assert parse_date("2023-03-05") == date(2023, 3, 5)
    assert parse_date("2023-12-01") == date(2023, 12, 1)
    assert parse_date("5/6/66") == date(2023, 6, 5)
    with pytest.raises(DateError):
        parse_date("5/6/2023")  # a spreadsheet may mean 6 May


def test_the_year_that_was_not_written_is_said_in_the_buddhist_era() -> None:
    for text, day in (("5 มกราคม", date(2023, 1, 5)), ("25 ธันวาคม", date(2022, 12, 25))):
        (found,) = find_dates(text, written_on=date(2022, 12, 20))
        assert found.day == day
        assert f"no year written: {day.year + 543}," in str(found.notes[0])


@pytest.mark.parametrize(
    "figures",
    [
        *("24.3.2566", "31-12-2566", "1-3-2566", "24-1-2566", "24.3-66", "24-3.66"),
        *("32/3/2566", "32-3/2566", "32/3-2566", "24/3/2400", "l4/3/2566"),  # doubtful, and shown
    ],
)
def test_figures_among_words_are_a_date_where_they_can_be_one_or_a_slash_says_so(figures: str) -> None:
    (found,) = find_dates(f"ตามที่แจ้ง {figures} นั้น")
    assert found.text == figures
    assert bool(found.problem) == (figures in {"32/3/2566", "32-3/2566", "32/3-2566", "24/3/2400", "l4/3/2566"})


@pytest.mark.parametrize(
    "figures",
    [
        *("24/3/9999", "1.2.66", "32-3-2566", "24-13-2566", "0-3-2566", "32/13/2566", "2566-13-05"),
        "คดีแพ่ง(พ)1/2/2566 ของศาลจังหวัดชัยภูมิ",
    ],
)
def test_figures_among_words_that_can_be_no_date_are_left_alone(figures: str) -> None:
    assert find_dates(figures) == find_dates(f"ตามที่แจ้ง {figures} นั้น") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("32 ธันวาคม 2566", "ธันวาคม 2566 has no day 32"),
        ("32/1/2566", "มกราคม 2566 has no day 32"),
        ("30 กุมภาพันธ์", "กุมภาพันธ์ has no day 30"),
        ("1/13/2566", "there is no month 13"),
        ("1/0/2566", "there is no month 0"),
        ("2O มีนาคม 2566", "a letter or blank stands among its digits"),
        ("มีนาคม 2566", "the day is missing"),
        ("เดือนมีนาคม", "the day is missing"),
        ("วันเสาร์ที่ 24 มีนาคม 2566", "2023-03-24 is วันศุกร์, not วันเสาร์"),
        ("3/1/2024", r"day/month or month/day\? It could be 2024-01-03 or 2024-03-01"),
        ("31 ธันวาคม 2483", "before B.E. 2484 the Thai year began on 1 April"),
        ("18/6/24", r"the year 24 could be 2024 \(พ.ศ. 2567\), 1981 \(พ.ศ. 2524\)"),
        ("29/2/24", r"the year 24 could be 2024 \(พ.ศ. 2567\)\."),
        ("24 มีนาคม 3566", "the year 3566 is neither B.E."),
    ],
)
def test_what_is_refused_says_why(text: str, says: str) -> None:
    with pytest.raises(DateError, match=f": {says}"):
        parse_date(text, written_on=MARCH_24)


def test_a_long_text_is_quoted_up_to_sixty_letters() -> None:
    for text, quoted in (("ก" * 60, "ก" * 60), ("ก" * 61, "ก" * 59 + "…")):
        with pytest.raises(DateError, match=f"'{quoted}' cannot be read"):
            parse_date(text)


def test_a_year_or_a_weekday_behind_a_whole_date_is_not_its_own() -> None:
    (found,) = find_dates("24 มีนาคม 2566 1 2 3")
    assert (found.text, found.day) == ("24 มีนาคม 2566", MARCH_24)


def test_a_weekday_behind_a_date_in_brackets_is_a_checksum() -> None:
    (found,) = find_dates("24 มีนาคม 2566  ( ตรงกับวันเสาร์ )")
    assert (found.day, found.weekday) == (None, "เสาร์")


def test_a_misspelt_month_needs_no_year_before_a_count() -> None:
    (found,) = find_dates("วันที่ 28 กรกฏาคม 66 แห่ง", written_on=MARCH_24)
    assert (found.day, found.notes[0].values["name"]) == (date(2023, 7, 28), "กรกฏาคม")


def test_a_month_written_together_with_its_era_is_not_misspelt() -> None:
    (found,) = find_dates("24 มีนาคมพ.ศ. 2566")
    assert (found.day, found.notes) == (MARCH_24, ())


def test_only_next_year_without_figures_is_another_year_than_assumed() -> None:
    (found,) = find_dates("24 มีนาคม 2566 ปีหน้า")
    assert (found.text, found.day) == ("24 มีนาคม 2566", MARCH_24)
    (beyond,) = find_dates("24 มีนาคม ปีหน้า", written_on=MARCH_24)
    assert (beyond.text, beyond.day) == ("24 มีนาคม ปีหน้า", None)


def test_of_two_weekdays_the_one_before_belongs_to_the_date() -> None:
    (found,) = find_dates("วันศุกร์ที่ 24 มีนาคม 2566 (วันศุกร์)")
    assert found.text == "วันศุกร์ที่ 24 มีนาคม 2566"


def test_two_digits_with_an_era_that_leaves_two_centuries() -> None:
    (found,) = find_dates("1 ม.ค. พ.ศ. 90")
    assert [day.year for day in found.readings] == [1947, 2047]


def test_a_far_year_with_its_era_is_meant() -> None:
    assert parse_noted("1 มกราคม พ.ศ. 2650") == (date(2107, 1, 1), ())
    assert parse_noted("1 มกราคม 2650")[1]


def test_without_a_year_each_month_has_its_longest_length() -> None:
    for name, length in zip(MONTHS, (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True):
        (last,), (beyond,) = find_dates(f"{length} {name}"), find_dates(f"{length + 1} {name}")
        assert (last.problem, beyond.problem) == ("incomplete", "impossible")


def test_a_weekday_may_have_lost_its_last_mark_or_be_short() -> None:
    names = ("จันทร", "พฤหัส", "พฤหัสฯ", "ศุกร", "เสาร", "อาทิตย", "จันทร์", "อาทิตย์")
    assert [weekday_number(name) for name in names] == [0, 3, 3, 4, 5, 6, 0, 6]


@pytest.mark.parametrize(
    ("text", "found", "day"),
    [
        ("กำหนด l9 มีนาคม 2566", "l9 มีนาคม 2566", None),
        ("2 4 มีนาคม 2566", "2 4 มีนาคม 2566", None),
        ("9 มีนาคม 2566!", "9 มีนาคม 2566", date(2023, 3, 9)),
        ("\n2 14 มีนาคม 2566", "14 มีนาคม 2566", date(2023, 3, 14)),
        ("โควิด 20 มีนาคม 2566", "20 มีนาคม 2566", date(2023, 3, 20)),
        ("(5 เดือนมีนาคม 2566)", "เดือนมีนาคม 2566", None),
        ("ลงวันที่ 1.2.66", "1.2.66", date(2023, 2, 1)),
        ("ภ.ง.ด. 1/3/2566 วันที่ 1/3/2566", "1/3/2566", date(2023, 3, 1)),
    ],
)
def test_what_stands_beside_a_day_is_told_from_its_figures(text: str, found: str, day: date | None) -> None:
    assert [(each.text, each.day) for each in find_dates(text)] == [(found, day)]


def test_a_year_of_another_age_may_stand_for_a_near_one() -> None:
    likely = {2040: None, 2041: 1998, 2099: 2056, 2600: None, 2650: 2017, 2660: None}
    assert {written: correct_year(written) for written in likely} == likely


def test_what_a_year_may_be_is_told_the_likeliest_first() -> None:
    assert [day.year for day in find_dates("1 ม.ค. 90")[0].readings] == [1990, 2047, 1947]
    assert find_dates("1 มกราคม 2599")[0].notes == ()
