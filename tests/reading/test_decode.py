from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from circtrack.errors import FileError
from circtrack.reading.decode import decode, read_text_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "letter.txt is empty."),
        (b" \n\r\n ", "letter.txt is empty."),
        (b"%PDF-1.7\n...", "letter.txt is a PDF, not text."),
        (b"\x89PNG\r\n\x1a\n", "letter.txt is a PNG image, not text."),
        (b"\xff\xd8\xff\xe0..", "letter.txt is a JPEG image, not text."),
        (b"PK\x03\x04...", "letter.txt is a Word, Excel or ZIP file, not text."),
        (b"one\ntwo\n\xc1\xb7", "letter.txt is not UTF-8 text: byte 0xC1 on line 3. If it comes from Thai Windows"),
        (b"one\ntw\x00o", "letter.txt is not text: it has a NUL byte on line 2."),
    ],
)
def test_what_is_not_text_is_refused_by_name_and_line(data: bytes, said: str) -> None:
    with pytest.raises(FileError) as caught:
        decode(data, "letter.txt")
    assert said in str(caught.value)


def test_thai_windows_text_is_read_when_it_is_named_and_only_then() -> None:
    data = "ที่ มท ๐๘๑๐.๗/ว ๙๐๘".encode("cp874")
    assert decode(data, "x", "cp874") == "ที่ มท ๐๘๑๐.๗/ว ๙๐๘"
    with pytest.raises(FileError, match="--encoding cp874"):
        decode(data, "x")


def test_bytes_that_are_neither_are_refused_in_both() -> None:
    for encoding in ("utf-8", "cp874"):
        with pytest.raises(FileError, match=r"0x(FF|DB)"):
            decode(b"a\n\xdb\xff", "x", encoding)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"there is no file .*nowhere\.txt"):
        read_text_file(tmp_path / "nowhere.txt")
    with pytest.raises(FileError, match="cannot read"):
        read_text_file(tmp_path)


@given(st.text(st.characters(exclude_characters="\x00\r", exclude_categories=["Cs"]), min_size=1))
def test_text_comes_back_as_it_was(text: str) -> None:
    assume(text.strip() and not text.startswith(("\ufeff", "%PDF", "GIF8", "PK\x03\x04", "{\\rtf", "SQLite format")))
    assert decode(text.encode("utf-8"), "x") == text
    assert decode(b"\xef\xbb\xbf" + text.encode("utf-8"), "x") == text
