"""E-mails and ZIP files: what is packed in them is read, wherever it came from and however it is named."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from circtrack.errors import FileError
from circtrack.model import ReceiptStamp
from circtrack.reading import packages
from circtrack.reading.letters import read_letters
from circtrack.reading.packages import Envelope, is_packed, unpack

if TYPE_CHECKING:
    from collections.abc import Mapping

LETTER = """ที่ ชย ๐๐๒๓.๖/๓๐๖๓
ศาลากลางจังหวัดชัยภูมิ
๑๐ มีนาคม ๒๕๖๖
เรื่อง การสำรวจข้อมูล
เรียน นายอำเภอทุกอำเภอ
  ด้วยจังหวัดชัยภูมิขอให้รายงานผลการสำรวจ ภายในวันที่ ๒๔ มีนาคม ๒๕๖๖
ขอแสดงความนับถือ
(นายสมชาย ใจดี)
ผู้ว่าราชการจังหวัดชัยภูมิ
"""
SENT = "Fri, 10 Mar 2023 20:30:00 +0000"  # which is the 11th in Thailand


def mail(text: str, files: Mapping[str, bytes], *, sent: str = SENT, kind: str = "plain") -> bytes:
    """An e-mail with a text and attachments."""
    message = EmailMessage()
    message["From"] = "จังหวัดชัยภูมิ <saraban@chaiyaphum.example>"
    message["Date"] = sent
    message["Subject"] = "หนังสือ"
    message.set_content(text, subtype=kind)
    for name, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def test_an_e_mail_s_text_and_attachments_come_with_its_day_and_sender() -> None:
    data = mail("เรียน ทุกท่าน\n", {"หนังสือ.txt": LETTER.encode(), "../../b.txt": b"x"})
    cover, letter, other = unpack(data, "a.eml")
    assert (cover.name, cover.is_cover, cover.data.decode().strip()) == ("a.eml", True, "เรียน ทุกท่าน")
    assert (letter.name, letter.data.decode()) == ("a.eml/หนังสือ.txt", LETTER)
    assert other.name == "a.eml/b.txt"
    assert letter.envelope == Envelope(date(2023, 3, 11), "จังหวัดชัยภูมิ <saraban@chaiyaphum.example>")


@pytest.mark.parametrize("charset", ["tis-620", "windows-874", "utf-8", "cp874"])
def test_a_text_in_any_thai_encoding_is_read(charset: str) -> None:
    heads = f"From: a@example.go.th\nDate: {SENT}\nContent-Type: text/plain; charset={charset}\n\n"
    data = heads.encode() + LETTER.encode("utf-8" if charset == "utf-8" else "cp874")
    assert [each.data.decode() for each in unpack(data, "a.eml")] == [LETTER]


def test_a_text_that_is_html_alone_is_read_as_lines() -> None:
    page = "<html><head><style>p {}</style></head><body><p>ที่ ชย 1/2</p><div>เรื่อง ก<br>เรียน ข</div></body></html>"
    (only,) = unpack(mail(page, {}, kind="html"), "a.eml")
    assert [line.strip() for line in only.data.decode().split("\n") if line.strip()] == ["ที่ ชย 1/2", "เรื่อง ก", "เรียน ข"]
    assert not only.is_cover


def test_a_message_passed_on_and_a_zip_in_it_are_opened_and_a_signature_s_picture_is_not() -> None:
    inner = mail("ดังแนบ", {"letters.zip": zipped({"a.txt": LETTER.encode()})}, sent="Thu, 9 Mar 2023 10:00:00 +0700")
    outer = EmailMessage()
    outer["From"], outer["Date"] = "b@example.go.th", SENT
    outer.set_content("ส่งต่อ")
    outer.add_attachment(b"\x89PNG", maintype="image", subtype="png", cid="<logo>", disposition="inline")
    outer.add_attachment(inner, maintype="application", subtype="octet-stream", filename="inner.eml")
    found = unpack(outer.as_bytes(), "o.eml")
    assert [each.name for each in found] == ["o.eml", "o.eml/inner.eml", "o.eml/inner.eml/letters.zip/a.txt"]
    assert found[2].envelope == Envelope(date(2023, 3, 9), "จังหวัดชัยภูมิ <saraban@chaiyaphum.example>")


def test_what_is_no_package_is_left_as_it_is() -> None:
    for data in (
        LETTER.encode(),
        b"Date: 10 Mar 2023\n\nno mail",
        b"",
        b"PK\x03\x04\x14\x00",
        "From: ก\nเรื่อง ข".encode(),
    ):
        assert not is_packed(data)
        assert [each.data for each in unpack(data, "a")] == [data]


@pytest.mark.parametrize("encoding", ["utf-8", "cp874"])
def test_names_in_a_zip_are_thai_whatever_made_it(encoding: str) -> None:
    name = "หนังสือ/ที่ ๑.txt"
    plain = zipped({"x" * len(name.encode(encoding)): b"a", "__MACOSX/._a": b"", ".DS_Store": b"", "d/Thumbs.db": b""})
    data = plain.replace(b"x" * len(name.encode(encoding)), name.encode(encoding))
    assert [each.name for each in unpack(data, "a.zip")] == [f"a.zip/{name}"]


def test_a_file_without_a_name_in_a_zip_is_read() -> None:
    nameless = zipped({"xyz": LETTER.encode(), "folder/": b""}).replace(b"xyz", b"\0yz")
    assert [each.data for each in unpack(nameless, "a.zip")] == [LETTER.encode()]


def test_a_zip_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_BYTES", 1_000_000)
    bomb = zipped({"a.txt": b"0" * 900_000, "b.txt": b"0" * 900_000})
    assert len(bomb) < 5_000
    with pytest.raises(FileError, match=r"a\.zip unpacks to more than 1 MB or 500 files; nothing of it was read"):
        unpack(bomb, "a.zip")
    with pytest.raises(FileError, match="unpacks to more than"):
        unpack(zipped({f"{place}.txt": b"" for place in range(501)}), "a.zip")
    nest = LETTER.encode()
    for _ in range(4):
        nest = zipped({"in.zip": nest})
    with pytest.raises(FileError, match="is packed 4 deep"):
        unpack(nest, "a.zip")
    assert len(unpack(zipped({"in.zip": zipped({"a.txt": b"x"})}), "a.zip")) == 1


def test_a_locked_and_a_damaged_zip_are_refused() -> None:
    data = bytearray(zipped({"a.txt": b"x"}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    with pytest.raises(FileError, match=r"a\.zip is locked with a password"):
        unpack(bytes(data), "a.zip")
    spoilt = bytearray(zipped({"a.txt": LETTER.encode() * 9}))
    spoilt[60:70] = b"\xff" * 10
    with pytest.raises(FileError, match=r"a\.zip is a damaged ZIP file"):
        unpack(bytes(spoilt), "a.zip")


@pytest.mark.parametrize(
    ("text", "code", "evidence", "proposal", "receipt"),
    [
        (LETTER, "", "", "", date(2023, 3, 11)),
        (LETTER.replace("๑๐ มีนาคม ๒๕๖๖\n", ""), "missing_date", "e-mail 2023-03-11 จังหวัดชัยภูมิ <a@b>", "",
         date(2023, 3, 11)),
        (LETTER.replace("ศาลากลางจังหวัดชัยภูมิ\n", "").replace("(นายสมชาย ใจดี)\nผู้ว่าราชการจังหวัดชัยภูมิ\n", "").replace(
            "ชย ๐๐๒๓.๖/๓๐๖๓", "๓๐๖๓/๒๕๖๖"), "missing_issuer", "e-mail 2023-03-11 จังหวัดชัยภูมิ <a@b>", "จังหวัดชัยภูมิ",
         date(2023, 3, 11)),
        (LETTER.replace("๑๐ มีนาคม", "๑๓ มีนาคม"), "after_message", "e-mail 2023-03-11 จังหวัดชัยภูมิ <a@b>", "", None),
    ],
)  # fmt: skip
def test_the_message_is_evidence(text: str, code: str, evidence: str, proposal: str, receipt: date | None) -> None:
    envelope = Envelope(date(2023, 3, 11), "จังหวัดชัยภูมิ <a@b>")
    (letter,) = read_letters({"a.eml/a.txt": text}, today=date(2023, 3, 20), envelopes={"a.eml/a.txt": envelope})
    found = [(each.code, each.evidence, each.proposal) for each in letter.findings if each.code == code]
    assert found == ([(code, evidence, proposal)] if code else [])
    assert letter.receipt.on == receipt


STAMPS = {
    "สำนักงานจังหวัด\nรับที่ ๑๒๓/๒๕๖๖\nวันที่ ๑๓ มี.ค. ๖๖ เวลา ๐๙.๑๕ น.": ("123/2566", date(2023, 3, 13)),
    "ที่ทำการปกครองอำเภอเทพสถิต\nเลขรับ.....๔๕๖.....\nวันที่....๑๓ มี.ค. ๒๕๖๖....\nเวลา....๑๐.๓๐ น.": (
        "456",
        date(2023, 3, 13),
    ),
    "เลขที่รับ 789 วันที่ 14/3/2566": ("789", date(2023, 3, 14)),
    "ทะเบียนรับที่ ๑๒ / ๖๖\nลงวันที่": ("12/66", None),
    "รับเลขที่ ๘๙\nวันที่ ๙ มี.ค. ๖๖": ("89", None),  # before the letter's own day
    "เลขรับ ๙๐\nวันที่ ๑ เม.ย. ๖๖": ("90", None),  # after today
    "เลขรับ\nวันที่": ("", None),
    "ผู้รับ 12": ("", None),
    "ได้รับที่ 12 แห่ง": ("", None),
}


@pytest.mark.parametrize("stamp", STAMPS)
def test_what_a_receipt_stamp_says_is_read(stamp: str) -> None:
    (letter,) = read_letters({"a": f"{stamp}\n{LETTER}"}, today=date(2023, 3, 20))
    number, on = STAMPS[stamp]
    assert (letter.receipt.number, letter.receipt.on) == (number, on)
    assert (letter.number, letter.date, letter.issuer) == ("ชย 0023.6/3063", date(2023, 3, 10), "จังหวัดชัยภูมิ")


def test_a_letter_without_a_stamp_has_no_receipt() -> None:
    (letter,) = read_letters(
        {"a": LETTER.replace("ขอให้รายงาน", "ได้รับที่ ๑๒ แล้ว เลขรับ ๑๓ ขอให้รายงาน")}, today=date(2023, 3, 20)
    )
    assert letter.receipt == ReceiptStamp()
