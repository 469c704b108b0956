"""Two issuers may have given one number: each printed command says which of the two letters it means."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.servers import opened

if TYPE_CHECKING:
    from support.program import Done, Program

pytestmark = pytest.mark.both_engines

ROOT, BELOW, LOWEST = "มท 0810.7/ว 908", "ชย 0023.6/3022", "ชย 0023.14/708"
OF_DEPARTMENT = f"กรมส่งเสริมการปกครองท้องถิ่น {ROOT}/2566"
OF_PROVINCE = f"จังหวัดชัยภูมิ {BELOW}/2566"
OF_DISTRICT = f"อำเภอเทพสถิต {LOWEST}/2566"
OF_OTHER = f"จังหวัดเลย {ROOT}/2566"
BLANKS = {
    "OFFICE": "อบต.บ้านไร่", "DATE": "2023-03-15", "TEXT": "เหตุ", "TITLE": "งาน", "NUMBER": "ชย 1/5", "N": "5",
}  # fmt: skip


@pytest.fixture
def twins(circtrack: Program) -> Program:
    """The real chain of a district's office, and another letter of each of its numbers, which asks for nothing."""
    program = circtrack.with_chain("อำเภอเทพสถิต")
    for number in (ROOT, BELOW, LOWEST):
        program.ok("add", "--number", number, "--date", "2023-03-10", "--from", "จังหวัดเลย", "--to", "อำเภอภูกระดึง")
    return program


def follow(program: Program, *words: str) -> Done:
    """Run a command again with the letter that its refusal proposes."""
    refused = program.run(*words)
    assert re.search(r"fits \d+ letters", refused.err), refused.err
    return program.run(words[0], re.findall(r'"(.*?)"', refused.err)[0], *words[2:])


def paste(program: Program, said: str) -> list[Done]:
    """Run each command that was printed and names a letter, with its blanks filled in."""
    commands = [each for each in re.findall(r"`circtrack ([^`]*)`", said) if '"' in each]
    filled = ([BLANKS.get(word, word) for word in shlex.split(each)] for each in commands)
    return [program.run(*words) for words in filled]


def assert_each_means_one(program: Program, said: str) -> None:
    pasted = paste(program, said)
    assert pasted, said
    for done in pasted:
        assert not re.search(r"fits \d+ letters", done.err), (said, done.err)


@pytest.mark.parametrize("letter", [ROOT, "0810.7/ว 90", LOWEST])
def test_what_an_ambiguous_number_proposes_names_one_letter(twins: Program, letter: str) -> None:
    twins.ok("add", "--number", "มท 0810.7/ว 909", "--date", "2023-01-10", "--from", "จังหวัดเลย", "--to", "อำเภอภูกระดึง")
    done = follow(twins, "receive", letter, "อบต.บ้านไร่", "--on", "2023-03-15")
    assert "fits" not in done.err


@pytest.mark.parametrize(
    "words",
    [
        ("done", OF_DISTRICT, "เทศบาลเมืองชัยภูมิ"),
        ("done", OF_OTHER, "อบต.บ้านไร่"),
        ("receive", OF_DISTRICT, "อบต.บ้านตาล"),
        ("receive", OF_OTHER, "--all", "--on", "2023-03-15", "--under", "3602"),
        ("extend", OF_DEPARTMENT, "--counted-from", "2023-03-15"),
        ("extend", OF_DISTRICT, "--to", "2023-04-30", "--by", OF_OTHER),
        ("correct", OF_DISTRICT, "--keep", "9"),
        ("correct", OF_DISTRICT, "--remove-to", "อบต.บ้านตาล"),
        ("correct", OF_DISTRICT, "--task", "9", "--due", "2023-04-30"),
        ("correct", OF_PROVINCE, "--parent", OF_DISTRICT),
        ("correct", OF_DEPARTMENT, "--same-as", OF_DISTRICT, "--yes"),
    ],
    ids=lambda words: " ".join(word for word in words if word.isascii()),
)
def test_a_refusal_names_the_letter_that_it_refuses(twins: Program, words: tuple[str, ...]) -> None:
    refused = twins.run(*words)
    assert refused.status != 0, refused.err
    assert_each_means_one(twins, refused.err)


OWN = ("--from", "อำเภอเทพสถิต", "--to", "อบต.บ้านไร่", "--date", "2023-03-10", "--number", ROOT)


def note(twins: Program, *words: str, given: str = "") -> str:
    return twins.ok(*words, given=given).err


def test_a_note_on_what_is_asked_of_nobody_names_the_letter(twins: Program) -> None:
    said = note(twins, "add", *OWN, "--subject", "สำรวจ", "--task", "แบบสำรวจ", "--audience", "กองช่าง")
    assert_each_means_one(twins, said)
    listed = twins.run("owing", "--format", "csv").err + twins.run("check", "--format", "csv").out.replace('""', '"')
    assert_each_means_one(twins, listed)


def test_a_note_on_a_later_day_names_the_letter(twins: Program) -> None:
    said = note(twins, "forward", OF_DISTRICT, "--number", BELOW, "--date", "2023-03-15", "--due", "2023-05-01")
    assert_each_means_one(twins, said)


def test_a_note_on_another_letter_of_that_number_is_not_said_of_the_corrected_one(twins: Program) -> None:
    note(twins, "forward", OF_DISTRICT, "--number", BELOW, "--date", "2023-03-15", "--due", "2023-05-01")
    subject = ("--subject", "การบันทึกข้อมูล", "--yes")
    assert "2023-05-01" not in note(twins, "correct", OF_PROVINCE, *subject)
    assert "2023-05-01" in note(twins, "correct", f"อำเภอเทพสถิต {BELOW}", *subject)


def test_a_note_on_a_withdrawn_letter_names_it(twins: Program) -> None:
    said = note(twins, "correct", OF_DISTRICT, "--withdraw", "--yes")
    (pasted,) = paste(twins, said.replace("OFFICE", "จังหวัดชัยภูมิ"))
    assert pasted.status == 0, pasted
    assert "holds 0 letters" in pasted.err


def test_withdrawn_letters_of_one_number_are_told_apart_by_their_issuers(twins: Program) -> None:
    note(twins, "correct", OF_DISTRICT, "--withdraw", "--yes")
    with opened(twins.database) as connection:
        kept = "year_be, number, said_by, date, secrecy, formerly, stamp, statements, numbers, hung"
        connection.execute(f"INSERT INTO withdrawn (issuer, {kept}) SELECT '36', {kept} FROM withdrawn")
    twins.ok("correct", f"จังหวัดเลย {LOWEST}", "--withdraw", "--yes")
    refused = twins.run("bundle", LOWEST, "--for", "จังหวัดชัยภูมิ")
    assert f'Put its issuer before it: "จังหวัดชัยภูมิ {LOWEST}/2566".' in refused.err
    twins.ok("bundle", OF_DISTRICT, "--for", "จังหวัดชัยภูมิ")


def test_a_note_on_a_former_number_names_both(twins: Program) -> None:
    subject = ("--subject", "สำรวจเส้นทาง")
    twins.ok("add", *OWN, *subject)
    twins.ok("correct", f"อำเภอเทพสถิต {ROOT}", "--number", BELOW, "--yes")
    said = note(twins, "add", *OWN, *subject, "--no-update")
    assert "was the number of" in said
    assert_each_means_one(twins, said.replace("`.", " --yes`."))


def test_a_note_names_both_though_another_letter_of_the_number_comes_later_in_the_same_text(circtrack: Program) -> None:
    subject = ("--subject", "สำรวจเส้นทาง")
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok("add", *OWN, *subject)
    circtrack.ok("correct", ROOT, "--number", BELOW, "--yes")
    letter = (
        "ที่ มท ๐๘๑๐.๗/ว ๙๐๘\n\n{issuer}\n\n๑๐ มีนาคม ๒๕๖๖\n\nเรื่อง {subject}\n\nเรียน นายก อบต.บ้านไร่\n\nเพื่อโปรดทราบ\n\n"
    )
    texts = [
        letter.format(issuer="ที่ว่าการอำเภอเทพสถิต", subject="สำรวจเส้นทาง"),
        letter.format(issuer="ศาลากลางจังหวัดเลย", subject="อย่างอื่น"),
    ]
    said = note(circtrack, "read", "-", "--yes", "--no-update", given="\f".join(texts))
    assert "2 letters" in said
    assert "was the number of" in said
    assert_each_means_one(circtrack, said.replace("`.", " --yes`."))


def test_a_letter_of_a_whole_name_comes_before_one_whose_name_only_contains_it(twins: Program) -> None:
    number = ("--number", "ชย 0018/ว 77", "--to", "นายอำเภอทุกอำเภอ", "--date", "2023-03-10")
    for issuer in ("จังหวัดชัยภูมิ", "ที่ทำการปกครองจังหวัดชัยภูมิ"):
        twins.ok("add", *number, "--from", issuer, "--subject", f"ของ{issuer}")
    for issuer in ("จังหวัดชัยภูมิ", "ที่ทำการปกครองจังหวัดชัยภูมิ"):
        assert f"ของ{issuer}" in twins.ok("letters", "--show", f"{issuer} ชย 0018/ว 77").out
    assert "fits 2 letters" in twins.run("letters", "--show", "จังหวัดชัย ชย 0018/ว 77").err


def test_issuers_of_one_name_are_told_apart_by_their_codes(twins: Program) -> None:
    codes = ("3032", "3123")
    for code in codes:
        twins.ok("add", "--number", ROOT, "--from", code, "--to", "จังหวัดชัยภูมิ", "--date", "2023-03-12")
    assert "fits" not in follow(twins, "receive", "908", "อบต.บ้านไร่").err
    for code in codes:
        refused = twins.run("done", f"{code} {ROOT}", "อบต.บ้านไร่").err
        assert f'"{code} {ROOT}/2566"' in refused
        assert_each_means_one(twins, refused)


EXTENDS = """ที่ มท ๐๘๑๐.๗/ว ๑๑๐๐

กรมส่งเสริมการปกครองท้องถิ่น
ถนนนครราชสีมา เขตดุสิต กทม. ๑๐๓๐๐

๑๖ มีนาคม ๒๕๖๖

เรื่อง ขยายเวลาการบันทึกข้อมูล

เรียน ผู้ว่าราชการจังหวัด ทุกจังหวัด

อ้างถึง หนังสือกรมส่งเสริมการปกครองท้องถิ่น ที่ มท ๐๘๑๐.๗/ว ๙๐๘ ลงวันที่ ๒๗ กุมภาพันธ์ ๒๕๖๖

เนื่องจากระบบขัดข้อง จึงขยายระยะเวลาการบันทึกข้อมูลออกไปก่อน จนกว่าจะแจ้งให้ทราบ

จึงเรียนมาเพื่อโปรดทราบ

ขอแสดงความนับถือ

(นางสมศรี ใจดี)
อธิบดีกรมส่งเสริมการปกครองท้องถิ่น
"""


@pytest.mark.parametrize("lang", ["en", "th"])
def test_a_letter_that_acts_names_the_one_on_which_it_acts(twins: Program, lang: str) -> None:
    program = replace(twins, lang=lang)
    assert_each_means_one(program, program.ok("read", "-", "--yes", given=EXTENDS).err)
