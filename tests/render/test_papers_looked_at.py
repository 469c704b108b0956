"""Every form as a word processor prints it: where its parts stand, on how many pages, in which font."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from support.browser import needs_pdf_tools
from support.program import Program
from support.sheets_of_paper import Printed, needs_office, print_letters
from support.tools import needs_thai_font

from circtrack.render.thai_words import NO_BREAK, hold_words, known_words

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, needs_office, needs_pdf_tools, needs_thai_font]

OFFICES = {
    "department": "กรมส่งเสริมการปกครองท้องถิ่น",
    "province": "จังหวัดชัยภูมิ",
    "district": "อำเภอเทพสถิต",
    "local": "06360903",
}
# office, command, pages: a letter on one, and the pages of its lists
LETTERS = {
    "district_forward": ("district", "forward 3022", 1),
    "district_reminder": ("district", "reminder 908", 1),
    "district_stamped": ("district", "reminder 908 --stamped", 1),
    "district_report": ("district", "report 908", 1),
    "district_memo": ("district", "memo 908", 1),
    "province_forward": ("province", "forward ว908", 1),
    "province_reminder": ("province", "reminder 908", 6),
    "province_report": ("province", "report 908", 6),
    "department_reminder": ("department", "reminder 908", 6),
    "department_memo": ("department", "memo 908", 6),
    "local_report": ("local", "report 908", 1),
    "local_memo": ("local", "memo 908", 1),
    "long_reminder": ("long", "reminder 3100", 1),
    "long_stamped": ("long", "reminder 3100 --stamped", 1),
    "long_report": ("long", "report 3100", 1),
    "long_memo": ("long", "memo 3100", 1),
    "long_reminder_of_nine": ("long nine", "reminder 3100", 1),
    "long_report_of_nine": ("long nine", "report 3100", 1),
}
LONG_SUBJECT = (
    "การบันทึกข้อมูลการเตรียมความพร้อมในการป้องกันและแก้ไขปัญหาภัยแล้ง การบริหารจัดการน้ำ (แหล่งน้ำ) "
    "และการช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น (ประจำปีงบประมาณ พ.ศ. ๒๕๖๖) ผ่านระบบข้อมูลกลางองค์กรปกครองส่วนท้องถิ่น "
    "(INFO) และการรายงานผลการดำเนินงานตามแผนปฏิบัติการของศูนย์ปฏิบัติการร่วมในการช่วยเหลือประชาชน"
)


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Printed]:
    folder = tmp_path_factory.mktemp("letters")
    programs = {name: Program(folder / f"{name}.db").with_chain(office) for name, office in OFFICES.items()}
    programs["long"] = with_long_subject(folder, 6)
    programs["long nine"] = with_long_subject(folder, 9)
    drafted = {name: draft(programs[office], command, folder / f"{name}.docx")
               for name, (office, command, _) in LETTERS.items()}  # fmt: skip
    drafted["urgent"] = draft(classified(folder), "reminder 12 --include-secret", folder / "urgent.docx")
    return dict(zip(drafted, print_letters(list(drafted.values())), strict=True))


def draft(program: Program, command: str, file: Path) -> Path:
    program.ok("draft", *command.split(), "--docx", file, today="2023-03-27")
    return file


def with_long_subject(folder: Path, owing: int) -> Program:
    """The database of a district of whose offices so many owe what an urgent letter with a long subject asks."""
    program = Program(folder / f"long {owing}.db")
    program.ok("init", "--office", "อำเภอแก้งคร้อ")
    program.ok("add", "--number", "ด่วนที่สุด ที่ ชย 0023.6/3100", "--date", "2023-03-09", "--from", "จ.ชัยภูมิ",
               "--subject", LONG_SUBJECT, "--to", "อำเภอแก้งคร้อ",
               "--task", "บันทึกข้อมูลศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น",
               "--system", "INFO", "--audience", "องค์กรปกครองส่วนท้องถิ่น", "--due", "2023-03-24")  # fmt: skip
    program.ok("forward", "3100", "--number", "ชย 0023.9/801", "--date", "2023-03-10")
    codes = [row["office_code"] for row in program.rows("owing", "3100")]
    program.ok("done", "3100", *codes[owing:], "--on", "2023-03-15")
    return program


def classified(folder: Path) -> Program:
    """The database of an office with a picture of its emblem, with a letter that is urgent and secret."""
    from PIL import Image

    Image.new("RGB", (300, 300), "black").save(folder / "emblem.png")
    program = Program(folder / "classified.db", environment={"CIRCTRACK_CONFIG": str(folder / "own.toml")})
    program.ok("init", "--office", "อำเภอเทพสถิต")
    program.ok("config", "set", "office.emblem", str(folder / "emblem.png"))
    program.ok("add", "--number", "ลับ ด่วนที่สุด ที่ ชย 0023.14/ว 12", "--date", "2023-03-15", "--from", "อำเภอเทพสถิต",
               "--to", "อบต.ทุกแห่ง", "--task", "รายงานผล", "--due", "2023-03-24")  # fmt: skip
    return program


@pytest.mark.parametrize("name", LETTERS)
def test_pages_and_fonts_are_the_form_s(letters: dict[str, Printed], name: str) -> None:
    letter = letters[name]
    assert letter.pages == LETTERS[name][2]
    assert {font.partition("-")[0] for font in letter.fonts} == {"Laksaman"}


@pytest.mark.parametrize("name", LETTERS)
def test_nothing_leaves_the_sheet_s_margins(letters: dict[str, Printed], name: str) -> None:
    for word in letters[name].words:
        assert word.left >= 2.9, word
        assert word.right <= 19.1, word
        assert word.top >= 1.5, word
        assert word.bottom <= 28.2, word


@pytest.mark.parametrize("name", [name for name in LETTERS if "memo" not in name])
def test_a_letter_s_parts_stand_where_the_regulation_has_them(letters: dict[str, Printed], name: str) -> None:
    letter = letters[name]
    number = letter.find("ที่")
    assert number.left == pytest.approx(3, abs=0.1)
    # At the foot of the emblem, for which 3 cm are free below a margin of 2 cm; large letters beside it draw it lower.
    assert number.top == pytest.approx(5.0 if name.startswith("long_report") else 4.6, abs=0.2)
    last = letter.find({"local": "องค์การบริหารส่วนตำบลบ้านไร่", "long": "อำเภอแก้งคร้อ"}.get(name.partition("_")[0], "โทร."))
    assert last.page == letter.find("ขอแสดงความนับถือ" if "stamped" not in name else "ที่").page
    if "stamped" in name:
        assert letter.find("ถึง").left == pytest.approx(3, abs=0.1)
        return
    assert letter.find("เรื่อง").left == pytest.approx(3, abs=0.1)
    assert letter.find("จึงเรียนมาเพื่อ").left == pytest.approx(5.5, abs=0.1)
    closing = letter.find("ขอแสดงความนับถือ")
    signature = letter.find("(....")
    assert (closing.left + closing.right) / 2 == pytest.approx((signature.left + signature.right) / 2, abs=0.2)
    assert signature.top - closing.bottom > 1.5  # room to sign
    assert closing.page == signature.page == last.page


@pytest.mark.parametrize("name", [name for name in LETTERS if "memo" in name])
def test_a_memo_s_parts_stand_where_the_regulation_has_them(letters: dict[str, Printed], name: str) -> None:
    letter = letters[name]
    title = letter.find("บันทึกข้อความ")
    assert (title.left + title.right) / 2 == pytest.approx(11, abs=0.2)
    assert [letter.find(label).left for label in ("ส่วนราชการ", "ที่", "เรื่อง", "เรียน")] == pytest.approx([3] * 4, abs=0.1)
    assert letter.find("ที่").top == pytest.approx(letter.find("วันที่").top, abs=0.1)


@pytest.mark.parametrize("name", LETTERS)
def test_no_line_ends_inside_a_word(letters: dict[str, Printed], name: str) -> None:
    cut = [(line, word) for line, following in pairwise(letters[name].lines) if (word := find_cut(line, following))]
    assert cut == []


def find_cut(line: str, following: str) -> str:
    """Return the known word of which a line ends in one part, and the following one begins with the other."""
    for word in known_words():
        for place in range(1, len(word)):
            if line.endswith(word[:place]) and following.startswith(word[place:]) and not may_end(word, place):
                return word
    return ""


def may_end(word: str, place: int) -> bool:
    """Whether a known word is made of two that are words by themselves, as บันทึกข้อมูล is, and not held together."""
    parts = (word[:place], word[place:])
    return set(parts) <= known_words() and hold_words(word) == "".join(map(hold_words, parts))


def test_what_holds_words_together_is_not_in_short_lines(letters: dict[str, Printed]) -> None:
    rows = [line for line in letters["province_reminder"].lines if "องค์การบริหารส่วนตำบลบ้านไร่" in line]
    assert rows
    assert NO_BREAK not in "".join(rows)


def test_a_list_begins_on_a_page_of_its_own(letters: dict[str, Printed]) -> None:
    letter = letters["province_reminder"]
    title = next(word for word in letter.words if word.text.startswith("บัญชีรายชื่อ") and word.page > 1)
    assert (title.page, title.top < 3) == (2, True)


def test_urgency_secrecy_and_a_picture_of_the_emblem_have_their_places(letters: dict[str, Printed]) -> None:
    letter = letters["urgent"]
    marks = [word for word in letter.words if word.text == "ลับ" and (word.top < 2.5 or word.bottom > 27)]
    assert [round((word.left + word.right) / 2) for word in marks] == [11, 11]
    urgent = letter.find("ด่วนที่สุด")
    assert (round(urgent.left), urgent.bottom < letter.find("ที่").top + 0.3) == (3, True)
    assert letter.find("ที่").top == pytest.approx(5.5, abs=0.2)
