"""Files from the feeder: several letters, blank backs, texts under pictures, a hundred pages, files cut short."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from support import spoilt
from support.made_pdfs import locked, with_hidden_text
from support.ocr_engine import needs_engine, needs_font
from support.one_page import page, read, wrong_fields
from support.paper import lay_out, load_letters
from support.read_back import TODAY
from support.sheets import pdf_of, thai_font

from circtrack.errors import FileError
from circtrack.reading.letters import read_letters

pytestmark = [pytest.mark.slow, needs_engine]
SOURCE = Path(__file__).resolve().parents[3] / "src"
HERE = "ชย 0023.14/ว 2846"


def blank() -> Image.Image:
    return Image.new("L", page().size, 250)


@pytest.fixture(scope="module")
def other() -> Image.Image:
    """The page of a letter that ends with its fax's number."""
    font = thai_font()
    assert font is not None
    return lay_out(next(each for each in load_letters() if each.name == "ddpm"), 200, font)[0]


@needs_font
@pytest.mark.parametrize("turned_round", [False, True])
def test_two_letters_of_one_pdf_are_two_in_either_order(other: Image.Image, turned_round: bool) -> None:
    pages = [other, blank(), page(), blank()]
    document = read(pdf_of(pages[::-1] if turned_round else pages, 200))
    letters = read_letters({"scan": document.text}, today=TODAY)
    assert {(letter.number, len(letter.recipients)) for letter in letters} == {("มท 0619/ว 7348", 76), (HERE, 5)}
    assert wrong_fields(document) == {}
    assert [number for number, each in document.scanned.items() if not each.text] == (
        [1, 3] if turned_round else [2, 4]
    )


@needs_engine
def test_blank_backs_of_a_tiff_are_nothing() -> None:
    document = read(spoilt.tiff([blank(), page(), blank()]))
    assert [bool(each.text) for each in document.scanned.values()] == [False, True, False]
    assert wrong_fields(document) == {}


def test_a_camera_held_on_its_side_says_so_in_the_picture() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned to the right
    data = spoilt.encode(page().rotate(90, expand=True), "JPEG", quality=80, exif=exif)
    assert wrong_fields(read(data)) == {}


@pytest.mark.parametrize("text", ["ที่ ซย ๐๐๒๓.๑๔/ว ๒๖๔๖\nเรื่อง ขอไห้รายงาน", "ที่ ชย ๐๐๒๓.๑๔/ว ๒๘๔๖\nเรื่อง กำรรำยงำน" * 9])
def test_what_a_scanners_program_wrote_under_its_picture_is_read_anew(text: str) -> None:
    document = read(with_hidden_text(pdf_of([page()], 200), f"{text}\n" * 9))
    assert document.reread == (1,)
    assert wrong_fields(document) == {}


def test_a_scan_that_is_only_protected_against_changes_opens() -> None:
    assert wrong_fields(read(locked(pdf_of([page()], 200), ""))) == {}
    with pytest.raises(FileError, match=r"opens with a password only"):
        read(locked(pdf_of([page()], 200), "secret"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "PDF"])
def test_a_file_that_was_cut_short_is_named(kind: str) -> None:
    data = pdf_of([page()], 200) if kind == "PDF" else spoilt.encode(page(), kind)
    with pytest.raises(FileError, match="scan is a"):
        read(data[: len(data) // 3])


@pytest.mark.skipif(sys.platform != "linux", reason="how much memory was taken is asked of Linux")
def test_a_hundred_pages_take_little_memory_and_each_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "hundred.pdf"
    file.write_bytes(pdf_of([page() if number in {0, 50, 99} else blank() for number in range(100)], 200))
    done = subprocess.run(
        [sys.executable, "-c", _HUNDRED, str(file)], capture_output=True, text=True, check=True, cwd=SOURCE
    )
    told, found, megabytes = done.stdout.split()
    assert (told, found) == ("100", "3")
    assert int(megabytes) < 200


_HUNDRED = """
import sys
from pathlib import Path
from circtrack.reading.documents import make_document
told, file = [], Path(sys.argv[1])
document = make_document(file.read_bytes(), file.name, "utf-8", lambda name, page, pages: told.append((page, pages)))
assert told == [(page, 100) for page in range(1, 101)]
# Not the resource module's number: that of a new process begins with its parent's.
most = next(line.split()[1] for line in Path("/proc/self/status").read_text().split("\\n") if "VmHWM" in line)
print(len(told), document.text.count("๒๘๔๖"), int(most) // 1024)
"""
