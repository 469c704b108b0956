"""Files that should be letters: other encodings, other kinds, broken ones, none."""

from __future__ import annotations

from support.hostile.row import Row
from support.program import CHAIN

_TEXT = CHAIN.read_text(encoding="utf-8")
_WINDOWS = "If it comes from Thai Windows, say --encoding cp874."
_OCR = "not text. Give its text: save it as a text file, or run it through OCR."
_NO_LETTER = "no letter was found in x; nothing was recorded. A letter has a line of its own for ที่, เรื่อง or เรียน."
_PICTURE = "cannot be opened: it is damaged, cut short, or far too large. Scan it anew, or give its text."
_PDF = "x is a PDF that cannot be read"

_BYTES: tuple[tuple[bytes, tuple[str, ...]], ...] = (
    (b"", ("x is empty.",)),
    (b" \n\t\r\n", ("x is empty.",)),
    (b"\xef\xbb\xbf", (_NO_LETTER,)),
    (_TEXT.encode("utf-16"), ("x is not UTF-8 text: byte 0xFF on line 1.", _WINDOWS)),
    (_TEXT.encode("utf-16-le"), ("x is not UTF-8 text: byte",)),
    (_TEXT.encode("utf-32"), ("x is not UTF-8 text: byte 0xFF on line 1.",)),
    ("ที่ มท ๐๘๑๐.๗/ว ๙๐๘".encode("tis-620"), ("byte 0xB7 on line 1.", _WINDOWS)),
    (_TEXT.encode()[:1001] + b"\xe0\xb8", ("x is not UTF-8 text: byte 0xE0 on line",)),
    ("ที่\nมท\0 ๐๘๑๐".encode(), ("x is not text: it has a NUL byte on line 2.",)),
    (b"abc\n\xc0\xaf", ("byte 0xC0 on line 2.",)),
    (b"abc\n\xed\xa0\x80", ("byte 0xED on line 2.",)),
    (b"GIF89a\x01\x00\x01\x00", ("x is a GIF image, " + _OCR,)),
    (b"BM\x00\x00\x00\x00\x00", ("x is a bitmap image, " + _OCR,)),
    (b"SQLite format 3\x00x", ("x is a database, " + _OCR,)),
    (b"{\\rtf1 x}", ("x is an RTF document, " + _OCR,)),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        ("x is an old Word or Excel file, not text. Open it in Word and save it as .docx, or give its text.",),
    ),
    (b"PK\x03\x04xxxx", ("x is a Word, Excel or ZIP file, " + _OCR,)),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", ("x is not text: it has a NUL byte on line 1.",)),
    (b"\x1f\x8b\x08\x00", ("byte 0x8B on line 1.",)),
    (b"MZ\x90\x00\x03", ("byte 0x90 on line 1.",)),
    (b"<html><script>alert(1)</script></html>", (_NO_LETTER,)),
    (b'{"number": "x"}', (_NO_LETTER,)),
    (b"a\rb\rc", (_NO_LETTER,)),
    ("ประชุม\x1b]0;x\x07วันศุกร์".encode(), (_NO_LETTER,)),
    (("ก" * 3_400_000).encode(), (_NO_LETTER,)),
    (("๙" * 200_000).encode(), (_NO_LETTER,)),
    (b"(" * 100_000, (_NO_LETTER,)),
    (b"%PDF-1.4\n", (_PDF, "Open it and save it anew, or give its text.")),
    (b"%PDF-1.7\n" + b"1 0 obj\n<</Type/Catalog>>\nendobj\n" * 10, (_PDF,)),
    (b"%PDF-1.4 trailer<</Root 1 0 R/Size 5>>startxref 9999999 %%EOF", (_PDF,)),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, ("x is a PNG image that " + _PICTURE,)),
    (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\xff" * 8 + b"\x08\x02\0\0\0\0\0\0\0",
        ("x is a PNG image that " + _PICTURE,),
    ),
    (b"\xff\xd8\xff\xe0" + b"\xff" * 200, ("x is a JPEG image that " + _PICTURE,)),
    (b"II*\x00\xff\xff\xff\xff", ("x is a TIFF image that " + _PICTURE,)),
)

ROWS = (
    *(Row(("read", "x", "--yes"), says, files={"x": data}) for data, says in _BYTES),
    Row(("read", "none", "--yes"), ("there is no file none.",)),
    Row(
        ("read", "folder", "--yes"), ("folder has no letters in it: no text, PDF or picture.",), files={"folder": None}
    ),
    Row(("read", "", "--yes"), ("FILE... is given, but empty.",)),
    Row(("read", "n" * 300, "--yes"), ("cannot read nnn", "File name too long.")),
    Row(("read", "\x1b[31mx", "--yes"), ("there is no file [31mx.",)),
    Row(("read", "\udcff", "--yes"), ("there is no file",)),
    Row(("read", "-", "--yes"), ("standard input is empty.",)),
    Row(("read", "-", "--yes"), ("- is not UTF-8 text: byte 0xFF on line 2.",), given=b"x\n\xff"),
    Row(("read", str(CHAIN), "none", "--yes"), ("there is no file none.",)),
    Row(("read", "x", "--yes", "--encoding", "tis-620"), ("'tis-620' is not one of 'utf-8', 'cp874'",)),
    Row(
        ("read", "x", "--yes", "--encoding", "cp874"),
        ("x is not Thai Windows text (cp874): byte 0xFF on line 1. If it is UTF-8, leave --encoding out.",),
        files={"x": b"\xff\xfe"},
    ),
    Row(("read", str(CHAIN), "--yes", "--columns", "x"), ("no column x. There are: number, date",)),
    Row(("read", str(CHAIN), "--yes", "--output", "circtrack.db"), ("circtrack.db is a database, or belongs to one",)),
)
