from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.chain_rows import DISTRICTS_LETTER, PROVINCES_LETTER, ROOT, Rows, new_rows

from circtrack.reports.letters import build_letters_report
from circtrack.reports.log import build_log_report
from circtrack.store.log import LogFilter

pytestmark = pytest.mark.both_engines


@pytest.fixture
def rows() -> Rows:
    rows = new_rows()
    rows.office("D", "กรมส่งเสริมการปกครองท้องถิ่น", "department")
    rows.office("P", "จังหวัดชัยภูมิ", "province")
    rows.office("A", "อำเภอเทพสถิต", "district", "P")
    root = rows.letter(ROOT, "2023-02-27", "D", to=["P"], subject="การบันทึกข้อมูล ศูนย์ช่วยเหลือประชาชน (INFO)")
    rows.letter(PROVINCES_LETTER, "2023-03-09", "P", to=["A"], parent=ROOT, aliases=["ชย 0023.6/3062"])
    rows.letter(DISTRICTS_LETTER, "2023-03-10", "A", parent=PROVINCES_LETTER, subject="ปี ๒๕๖๖", kind="forward")
    rows.task(root, due_on="2023-03-24")
    rows.task(root, due_on="2023-03-20")
    rows.connection.execute("INSERT INTO finding VALUES (?, 1, 'date', 'date', '๒๗๗', '', '', 0)", (root,))
    return rows


def numbers(rows: Rows, *words: str, **asked: Any) -> list[object]:
    return [row[0] for row in build_letters_report(rows.connection, words=words, **asked).rows]


def test_a_letter_is_listed_with_what_hangs_on_it(rows: Rows) -> None:
    report = build_letters_report(rows.connection)
    names = [column.name for column in report.columns]
    first, second, third = (dict(zip(names, row, strict=True)) for row in report.rows)
    assert first == {
        "number": ROOT,
        "date": "2023-02-27",
        "kind": "circular",
        "issuer_code": "D",
        "issuer": "กรมส่งเสริมการปกครองท้องถิ่น",
        "subject": "การบันทึกข้อมูล ศูนย์ช่วยเหลือประชาชน (INFO)",
        "parent": None,
        "recipients": 1,
        "tasks": 2,
        "due_on": "2023-03-20",
        "findings": 1,
        "secrecy": "",
    }
    assert (second["parent"], second["tasks"], second["due_on"], second["findings"]) == (ROOT, 0, None, 0)
    assert (third["kind"], third["recipients"]) == ("forward", 0)


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2)])
def test_letters_of_one_day_stand_in_one_order(rows: Rows, order: tuple[int, ...]) -> None:
    for place in order:
        rows.letter(f"ชย 0023.6/90{place}", "2023-03-20", "P")
    assert numbers(rows)[-3:] == ["ชย 0023.6/901", "ชย 0023.6/902", "ชย 0023.6/903"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [ROOT, PROVINCES_LETTER, DISTRICTS_LETTER]),
        ("ข้อมูลศูนย์", [ROOT]),
        ("ศูนย์ ช่วยเหลือ", [ROOT]),
        ("info", [ROOT]),
        ("2566", [DISTRICTS_LETTER]),
        ("๙๐๘", [ROOT]),
        ("3062", [PROVINCES_LETTER]),
        ("ที่ ชย 0023", [PROVINCES_LETTER, DISTRICTS_LETTER]),
        ("เทพสถิต", [DISTRICTS_LETTER]),
        ("ไม่มี", []),
        ("%", []),
    ],
)
def test_text_is_found_in_number_subject_and_issuer_without_word_breaks(
    rows: Rows, text: str, found: list[str]
) -> None:
    assert numbers(rows, text) == found


def test_several_words_must_all_fit_or_fit_as_one(rows: Rows) -> None:
    assert numbers(rows, "เทพสถิต", "708") == [DISTRICTS_LETTER]
    assert numbers(rows, "เทพสถิต", "908") == []
    assert numbers(rows, "ที่", "ชย", "0023.14/708") == [DISTRICTS_LETTER]


def test_letters_by_issuer_and_recipient(rows: Rows) -> None:
    assert numbers(rows, issuer="P") == [PROVINCES_LETTER]
    assert numbers(rows, recipient="P") == [ROOT]
    assert numbers(rows, recipient="A", issuer="P") == [PROVINCES_LETTER]
    assert numbers(rows, recipient="A", issuer="D") == []


def test_a_classified_letter_is_neither_listed_nor_named_as_parent_unless_asked_for(rows: Rows) -> None:
    rows.connection.execute("UPDATE letter SET secrecy = 'ลับมาก' WHERE number = ?", (PROVINCES_LETTER,))
    report = build_letters_report(rows.connection, words=["ไม่มีคำนี้"])
    assert list(report.rows) == []
    # As many as there are, whatever was looked for: the number must not tell what a classified letter says.
    assert list(map(str, report.foot)) == ["1 letter marked ลับ or higher is left out; --include-secret shows it."]
    found = list(build_letters_report(rows.connection).rows)
    assert [(row[0], row[6]) for row in found] == [(ROOT, None), (DISTRICTS_LETTER, None)]
    report = build_letters_report(rows.connection, include_secret=True)
    assert [(row[0], row[6], row[-1]) for row in report.rows] == [
        (ROOT, None, ""),
        (PROVINCES_LETTER, ROOT, "ลับมาก"),
        (DISTRICTS_LETTER, PROVINCES_LETTER, ""),
    ]
    assert list(report.foot) == []


def test_dates_bound_the_list_and_are_inclusive(rows: Rows) -> None:
    assert numbers(rows, since=date(2023, 3, 9)) == [PROVINCES_LETTER, DISTRICTS_LETTER]
    assert numbers(rows, until=date(2023, 3, 9)) == [ROOT, PROVINCES_LETTER]
    assert numbers(rows, since=date(2023, 3, 9), until=date(2023, 3, 9)) == [PROVINCES_LETTER]


def test_the_journal_is_told_in_thai_time_oldest_first(rows: Rows) -> None:
    for row, at, command in ((1, "2023-03-20T02:15:00Z", "read"), (2, "2023-03-20T18:00:00Z", "done")):
        rows.connection.execute(
            "INSERT INTO journal (id, at, who, command, summary, changes, hash)"
            " VALUES (?, ?, 'clerk', ?, 'said', '{}', '')",
            (row, at, command),
        )
    assert list(build_log_report(rows.connection, LogFilter()).rows) == [
        ("2023-03-20T09:15:00+07:00", "clerk", "read", "said", 1),
        ("2023-03-21T01:00:00+07:00", "clerk", "done", "said", 2),
    ]
    assert [row[2] for row in build_log_report(rows.connection, LogFilter(last=1)).rows] == ["done"]


def test_the_days_of_the_journal_are_thai_days(rows: Rows) -> None:
    moments = ("2023-03-19T16:59:59Z", "2023-03-19T17:00:00Z", "2023-03-20T16:59:59Z", "2023-03-20T17:00:00Z")
    for row in enumerate(moments, 1):
        rows.connection.execute(
            "INSERT INTO journal (id, at, who, command, summary, changes, hash)"
            " VALUES (?, ?, 'clerk', 'done', 'said', '{}', '')",
            row,
        )
    day = date(2023, 3, 20)
    assert [row[4] for row in build_log_report(rows.connection, LogFilter(), since=day, until=day).rows] == [2, 3]
    assert [row[4] for row in build_log_report(rows.connection, LogFilter(), since=day).rows] == [2, 3, 4]
    assert [row[4] for row in build_log_report(rows.connection, LogFilter(), until=day).rows] == [1, 2, 3]
