"""Recurring deadlines, read to their days: how often, by which day, from when, until when, how many times."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from circtrack.recurrence import has_days, iterate_days, list_days
from circtrack.thai.deadlines import find_deadlines
from circtrack.thai.phrases import read_phrase

LETTER = date(2024, 1, 15)
ROWS = [
    line.rstrip("\n").split("\t")
    for line in (Path(__file__).parent / "recurring_phrases.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    if not line.startswith("#")
]


def show(rule: str) -> str:
    """The first three days, and where they end."""
    if not has_days(rule):
        return "open"
    first = list_days(rule, LETTER, 4)
    text = " ".join(map(str, first[:3]))
    if len(first) < 4:
        return text
    ends = "UNTIL" in rule or "COUNT" in rule
    return f"{text} … {list(iterate_days(rule, LETTER))[-1]}" if ends else f"{text} …"


@pytest.mark.parametrize(("kind", "words", "days"), ROWS, ids=[f"{row[0]}: {row[1]}" for row in ROWS])
def test_words_are_read_to_their_days(kind: str, words: str, days: str) -> None:
    found = find_deadlines(words, written_on=LETTER)
    assert [show(each.rule) for each in found] == [days], kind


@pytest.mark.parametrize("words", [row[1] for row in ROWS if row[2] != "open"])
def test_words_alone_are_one_phrase(words: str) -> None:
    """As ``add --due`` takes them."""
    assert read_phrase(words, written_on=LETTER).kind == "recurring"


@pytest.mark.parametrize(
    ("words", "rules"),
    [
        ("ทุกวันศุกร์ ทุก ๒ สัปดาห์", ["FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"]),
        ("ทุก ๒ สัปดาห์ ทุกวันศุกร์", ["FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"]),
        ("ทุกสัปดาห์ ทุกวันศุกร์", ["FREQ=WEEKLY;BYDAY=FR"]),
        ("ทุก ๒ เดือน ทุกวันศุกร์", ["FREQ=MONTHLY;INTERVAL=2", "FREQ=WEEKLY;BYDAY=FR"]),
        ("ทุก ๑๐ วัน ทุกวันศุกร์", ["FREQ=DAILY;INTERVAL=10", "FREQ=WEEKLY;BYDAY=FR"]),
        ("ทุก ๒ สัปดาห์ ภายในวันที่ ๕ มกราคมของทุกปี", ["FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=5"]),
    ],
)
def test_how_often_and_on_which_day_are_one_rule_where_they_fit(words: str, rules: list[str]) -> None:
    found = find_deadlines(words, written_on=LETTER)
    assert [each.rule for each in found] == rules
    assert [("no first day named" in each.note) for each in found] == ["INTERVAL" in each for each in rules]


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("ทุก ๒ สัปดาห์ เริ่มวันที่ ๕ กุมภาพันธ์ ๒๕๖๗", "20240205"),
        ("ทุก ๒ สัปดาห์ นับแต่วันที่ ๕ กุมภาพันธ์ ๒๕๖๗", "20240219"),  # on the day itself no week has gone by
        ("ทุก ๒ สัปดาห์ นับแต่เดือนกุมภาพันธ์ ๒๕๖๗", "20240201"),
        ("ทุกวันศุกร์ นับแต่วันที่ ๕ กุมภาพันธ์ ๒๕๖๗", "20240205"),
        ("ทุกวันที่ ๕ ของเดือน เริ่มรายงานครั้งแรกภายในวันที่ ๕ มีนาคม ๒๕๖๗", "20240305"),
        ("ทุกวันที่ ๕ ของเดือน เริ่มรายงานเดือนมีนาคม ๒๕๖๗", "20240301"),
        ("ทุกวันที่ ๓๐ ของเดือน เริ่มรายงานเดือนเมษายน ๒๕๖๗", "20240401"),
        ("ทุกวันศุกร์ เริ่มวันที่ ๑ กุมภาพันธ์ ๒๕๖๗ เริ่มวันที่ ๑ มีนาคม ๒๕๖๗", "20240201"),  # the second is of something else
        ("ทุก ๒ สัปดาห์ นับแต่ภายในวันที่ ๕ กุมภาพันธ์ ๒๕๖๗", ""),  # a last day, and no first
        ("ทุก ๙๙๙ ปี นับแต่วันที่ ๕ กุมภาพันธ์ ๒๕๖๗", ""),  # beyond all years
        ("ทุกวันที่ ๕ ของเดือน เริ่มรายงานระหว่างวันที่ ๑ ถึง ๕ มีนาคม ๒๕๖๗", "20240301;UNTIL=20240305"),
        ("ทุกวันศุกร์ เริ่ม ผู้เข้าประชุม วันที่ ๕ กุมภาพันธ์ ๒๕๖๗", ""),
    ],
)
def test_from_when_a_rule_holds(words: str, begins: str) -> None:
    found = find_deadlines(words, written_on=LETTER)[0]
    assert found.rule.partition("BEGINS=")[2] == begins
    assert ("from " in found.note) is bool(begins)
