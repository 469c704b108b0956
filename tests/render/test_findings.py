"""Findings in words: what is wrong, and how it is read instead, where it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from circtrack.model import Finding, Letter
from circtrack.render.drafts import drafts_text, finding_lines


def test_what_is_read_instead_is_named_only_where_there_is_something() -> None:
    left_out = Finding("speck", "subject", "~", taken=True)
    proposed = Finding("near_issuer", "issuer", "จังหวัดชัยภูม", "", "จังหวัดชัยภูมิ")
    assert finding_lines(Letter(findings=(left_out, proposed, replace(proposed, taken=True)))) == [
        "'~' alone on a line is left out: it seems to be a speck",
        "the letterhead 'จังหวัดชัยภูม' is an office's name but for a few letters; perhaps จังหวัดชัยภูมิ: to be decided",
        "the letterhead 'จังหวัดชัยภูม' is an office's name but for a few letters; read as จังหวัดชัยภูมิ",
    ]


@pytest.mark.parametrize(
    ("addressees", "line"),
    [(("นายอำเภอทุกอำเภอ", "อบจ.ชัยภูมิ"), "  to 2 offices: นายอำเภอทุกอำเภอ / อบจ.ชัยภูมิ"), ((), "  to 2 offices")],
)
def test_addressees_are_named_where_there_are_words_for_them(addressees: tuple[str, ...], line: str) -> None:
    assert line in drafts_text([Letter(recipients=("3601", "3602"), addressees=addressees)]).splitlines()


def test_who_is_left_open_is_named_in_a_draft_and_in_a_recorded_letter() -> None:
    (line,) = finding_lines(Letter(findings=(Finding("open_addressee", "addressees", "ผู้จัดการ"),)))
    assert "--edit" in line
    assert "--add-to" in line


def test_addressees_that_are_left_open_are_told_in_one_line_where_nobody_names_findings_by_number() -> None:
    opened = [Finding("open_addressee", "addressees", text) for text in ("ปลัดกระทรวง", "อธิบดี", "ผู้บัญชาการ")]
    near = Finding("open_addressee", "addressees", "นายอำเภอเมือน", proposal="อำเภอเมือง")
    other = Finding("no_new_day", "due_on", "ขยาย")
    letter = Letter(findings=(near, opened[0], other, *opened[1:], replace(opened[1], taken=True)))
    lines = finding_lines(letter, one_by_one=False)
    assert [line.split(" means")[0] for line in lines] == [
        "whom 'นายอำเภอเมือน'",
        "whom 'ปลัดกระทรวง / อธิบดี / ผู้บัญชาการ'",
        "'ขยาย': the letter extends a deadline, and its new day could not be read",
        "whom 'อธิบดี'",
    ]
    assert len(finding_lines(letter)) == len(letter.findings)
    assert f"    - {lines[1]}" in drafts_text([letter]).splitlines()
    assert "    4. whom 'อธิบดี' means" in drafts_text([letter], numbered=True)
