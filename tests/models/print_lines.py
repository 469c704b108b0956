"""Print lines of letters as a scanner gives them, with what stands on them: what Tesseract learns from.

The texts are the project's own: letters of ``tests/truth`` (but not those that measure the reader, nor the example),
the pages of help, the program's messages, and the registry's names of offices. Numbers, dates and names of people are
made up. The same seed makes the same lines.
"""

from __future__ import annotations

import csv
import io
import random
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "src" / "circtrack"

NUMERALS = "๐๑๒๓๔๕๖๗๘๙"
_CONSONANTS = "กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
_THAI = _CONSONANTS + "ฤฯะัาิีึืุูเแโใไๆ็่้๊๋์ํ"
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_MARKS = ".,/()[]-:;'\"“”’!?%&@#+=<>*_»«|~$"
SIGNS = frozenset(" 0123456789" + NUMERALS + _THAI + _LATIN + _MARKS)
"""What the model is to know: ำ is written as two, as Tesseract's own Thai model has it."""

# Font, how often, and its size beside Laksaman's for letters equally tall.
_FONTS = (
    ("Laksaman", 45, 1.0),
    ("Laksaman-Bold", 8, 1.0),
    ("Laksaman-Italic", 1, 1.0),
    ("Norasi", 8, 1.06),
    ("Norasi-Bold", 2, 1.06),
    ("Loma", 4, 1.06),
    ("Garuda", 5, 1.0),
    ("Umpush", 4, 1.0),
    ("Waree", 3, 1.0),
    ("Sawasdee", 2, 1.0),
    ("TlwgTypo", 2, 1.0),
    ("TlwgTypewriter", 1, 1.0),
    ("ArundinaSerif", 2, 1.06),
    ("ArundinaSans", 2, 1.06),
    ("NotoSerifThai-Regular", 4, 1.06),
    ("NotoSansThai-Regular", 2, 1.06),
)
HELD_OUT = (("Kinnari", 1, 1.06), ("NotoLoopedThai-Regular", 1, 1.06))
"""Fonts that are measured with and never learnt from; Sarabun, too, is none of the list."""

# 16 points of TH Sarabun, in which offices write, are 10.64 points of Laksaman.
_PIXELS_AT_300_DPI = 44.3
_LONGEST = 88


def _parse(words: str, separator: str | None = None) -> list[str]:
    return [word.strip() for word in words.split(separator)]


_MONTHS = _parse(
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม "
    "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค."
)
_DAYS = _parse("จันทร์ อังคาร พุธ พฤหัสบดี ศุกร์ เสาร์ อาทิตย์")
_TITLES = _parse("นาย นาง นางสาว ว่าที่ร้อยตรี ร้อยตำรวจโท ดร.")
# Syllables of names: enough for names that no list has.
_SYLLABLES = _parse(
    "กิตติ ชัย สุ รัตน์ วิ ศรี พงษ์ สม ประ เสริฐ มา นะ ทอง คำ บุญ เรือง แสง จันทร์ เพ็ญ พิ มล อรุณ ณ ฐ วัฒ นา ธน กร ศักดิ์ สิทธิ์ "
    "ไพ ศาล เกียรติ ภู มิ ปรีชา วงศ์ สกุล ธรรม รักษ์ เดช อุดม ฤทธิ์ ฌาน เฌอ ใจ ดี ไชย พรหม เทพ อินทร์ มณี ลักษณ์ นิล"
)
_SYSTEMS = _parse(
    "INFO, (INFO), e-LAAS, e-Plan, LHR, QR Code, PDF, LPA, ITA, e-GP, SBMS, DPM Reporter, Google Form, Excel, Line, "
    "http://www.dla.go.th, https://info.dla.go.th/, saraban@dla.go.th, Local Performance Assessment, Application, "
    "Download, Thai QM, GFMIS, New GFMIS Thai, e-Office, ID Line, Username, Password, Zoom Meeting, Web Conference, "
    "TPMAP, COVID - 19, PM2.5, SMART, Facebook Live, E-mail, www.moi.go.th, ccis.dla.go.th, Smart Farmer, "
    "Video Conference, Cisco Webex",
    ",",
)


class Line(NamedTuple):
    """A printed line, and its text as the model is to read it."""

    picture: Image
    text: str


def as_learnt(text: str) -> str:
    """Return a text in the model's signs."""
    return unicodedata.normalize("NFC", text).replace("ำ", "ํา")


def print_lines(seed: int, count: int, fonts: Path, *, held_out: bool = False) -> Iterator[Line]:
    """Yield so many lines."""
    author, printer = _Author(seed), _Printer(seed, fonts, held_out=held_out)
    made = 0
    while made < count:
        text = as_learnt(author.write())
        if len(text) < 3 or set(text) - SIGNS:
            continue
        picture = printer.scan(text)
        if picture is not None and picture.width >= 30 and picture.height >= 15:
            yield Line(picture, text)
            made += 1


@cache
def _load_texts() -> list[str]:
    """Return the lines of the project's Thai texts that do not measure the reader."""
    letters = [
        file
        for file in sorted((PROJECT / "tests" / "truth" / "letters").glob("*.txt"))
        if not file.name.startswith(("held_", "fresh_", "chain-"))
    ]
    pages = sorted((PACKAGE / "help" / "th").glob("*.md"))
    catalogue = PACKAGE / "locale" / "th" / "LC_MESSAGES" / "circtrack.po"
    lines = []
    for file in (*letters, *pages, catalogue):
        for line in file.read_text(encoding="utf-8").split("\n"):
            plain = " ".join(re.sub(r'[`"\\{}|]|^msgstr', " ", line).split())
            if len(re.findall("[ก-๙]", plain)) > 8:
                lines.append(plain)
    return lines


@cache
def _load_names() -> list[str]:
    names = []
    for file in ("districts", "departments", "provinces", "local_governments"):
        with (PACKAGE / "registry" / "data" / f"{file}.csv").open(encoding="utf-8", newline="") as stream:
            names += [row["name_th"] for row in csv.DictReader(stream)]
    return names


@cache
def _load_english() -> list[str]:
    pages = sorted((PACKAGE / "help" / "en").glob("*.md"))
    found = {word for page in pages for word in re.findall("[A-Za-z]{2,12}", page.read_text(encoding="utf-8"))}
    return sorted({form for word in found for form in (word, word.capitalize())})


class _Author:
    """Writes lines as letters have them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.texts, self.names = _load_texts(), _load_names()
        self.english = _load_english()
        self.words = sorted(
            {word for line in self.texts for word in re.findall("(?<![ก-๎])[ก-ฮเ-ไ][ก-๎]{1,14}(?![ก-๎])", line)}
        )

    def write(self) -> str:
        chance, pick = self.random.random(), self.random.choice
        if chance < 0.4:
            line = self._quote()
            line += f" {self._system()}" if self.random.random() < 0.15 else ""
        elif chance < 0.65:
            parts = (self._number, self._number, self._name, self._system)
            line = " ".join(pick(parts)() for _ in range(self.random.randint(1, 4)))
        elif chance < 0.82:
            line = "".join(
                pick(self.words) + (" " if self.random.random() < 0.18 else "")
                for _ in range(self.random.randint(2, 10))
            )
            line += f" {self._number()}" if self.random.random() < 0.5 else ""
        elif chance < 0.9:
            line = f"({pick(_TITLES)}{self._person()} {self._person()})"
        else:
            kinds = (self._system, self._system, self._name, self._syllables, self._number)
            line = " ".join(pick(kinds)() for _ in range(self.random.randint(1, 5)))
        if self.random.random() < 0.15:
            line = line.translate(str.maketrans(NUMERALS, "0123456789"))
        return self._shorten(line)

    def _quote(self) -> str:
        line = self.random.choice(self.texts)
        if len(line) > 85:
            line = line[self.random.randint(0, len(line) - 60) :]
        if self.random.random() < 0.7:  # letters have Thai numerals, pages of news have not
            line = line.translate(str.maketrans("0123456789", NUMERALS))
        return re.sub(
            f"[{NUMERALS}]",
            lambda found: self.random.choice(NUMERALS) if self.random.random() < 0.75 else found.group(),
            line,
        )

    def _shorten(self, line: str) -> str:
        limit = self.random.choice((self.random.randint(8, 30), self.random.randint(30, 85), _LONGEST))
        if len(line) > limit:
            while limit > 4 and (re.match("[ะ-ฺ็-๎]", line[limit]) or line[limit - 1] in "เแโใไ"):
                limit -= 1
            line = line[:limit]
        line = re.sub("^[ัิ-ฺ็-๎ะาำ]+", "", line)
        for sign, plain in (("–", "-"), ("—", "-"), ("‘", "'"), ("\u200b", ""), ("…", "")):
            line = line.replace(sign, plain)
        return " ".join(line.split())

    def _digits(self, least: int, most: int) -> str:
        return "".join(self.random.choice(NUMERALS) for _ in range(self.random.randint(least, most)))

    def _name(self) -> str:
        return self.random.choice(self.names)

    def _system(self) -> str:
        chance, pick = self.random.random(), self.random.choice
        if chance < 0.4:
            word = pick(_SYSTEMS)
        elif chance < 0.7:
            word = " ".join(pick(self.english) for _ in range(self.random.randint(1, 3)))
        else:
            word = "".join(pick(_LATIN[:26]) for _ in range(self.random.randint(2, 6)))
        return f"({word})" if self.random.random() < 0.4 and "(" not in word else word

    def _person(self) -> str:
        return "".join(self.random.choice(_SYLLABLES) for _ in range(self.random.randint(2, 3)))

    def _syllables(self) -> str:
        """Letters that few words have, in syllables that no word has."""
        pick = self.random.choice
        return "".join(
            pick(("", "", "เ", "แ", "โ", "ไ"))
            + pick(_CONSONANTS)
            + pick(("", "า", "ี", "ิ", "ุ", "ู", "ั", "ื"))
            + pick(("", "", "่", "้", "์"))
            for _ in range(self.random.randint(2, 5))
        )

    def _number(self) -> str:
        digits, pick = self._digits, self.random.choice
        prefix = pick(("มท", "ชย", "".join(pick(_CONSONANTS) for _ in range(2))))
        return pick(
            (
                f"ที่ {prefix} {digits(4, 4)}{pick(('', '.' + digits(1, 2)))}/{pick(('', 'ว', 'ว '))}{digits(1, 5)}",
                f"{prefix} {digits(5, 5)}/{pick(('', 'ว'))}{digits(1, 4)}",
                f"{digits(1, 2)} {pick(_MONTHS)} {pick(('๒๕' + digits(2, 2), digits(4, 4), digits(2, 2)))}",
                f"ภายในวัน{pick(_DAYS)}ที่ {digits(1, 2)} {pick(_MONTHS)} ๒๕{digits(2, 2)}",
                f"โทร. ๐-{digits(4, 4)}-{digits(4, 4)}",
                f"โทร. ๐ {digits(4, 4)} {digits(4, 4)} ต่อ {digits(1, 4)}",
                f"{digits(1, 2)}.",
                f"{digits(1, 3)}/{digits(2, 4)}",
                f"พ.ศ. ๒๕{digits(2, 2)}",
                f"{digits(2, 2)}.{digits(2, 2)} น.",
                f"({digits(1, 3)})",
                digits(1, 6),
                f"{digits(1, 3)},{digits(3, 3)}.{digits(2, 2)} บาท",
                f"จำนวน {digits(1, 2)} {pick(('ชุด', 'ฉบับ', 'แผ่น', 'เล่ม'))}",
                f"กทม. ๑{digits(4, 4)}",
                f"{self._name()} {digits(5, 5)}",
                f"มาตรา {digits(1, 3)}",
            )
        )


class _Printer:
    """Prints lines and scans them."""

    def __init__(self, seed: int, fonts: Path, *, held_out: bool) -> None:
        self.random = random.Random(seed)
        files = {file.stem: file for file in fonts.rglob("*.ttf")}
        self.fonts = [
            (files[name], often, size) for name, often, size in (HELD_OUT if held_out else _FONTS) if name in files
        ]
        self.open: dict[tuple[Path, int], FreeTypeFont] = {}

    def scan(self, text: str) -> Image | None:
        """Return the line as a picture at 300 dpi, cut out closely; None if nothing of it is seen."""
        from PIL import Image, ImageChops

        dpi = self.random.choices((200, 240, 300, 400), (35, 10, 45, 10))[0]
        picture = self._print(text, dpi)
        if self.random.random() < 0.5:
            angle = self.random.uniform(-0.25, 0.25)
            picture = picture.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
        box = ImageChops.invert(picture).point(lambda value: 255 if value > 127 else 0).getbbox()
        if box is None:
            return None
        unit = dpi / 300
        pad = [round(self.random.randint(1, 7) * unit) + 1 for _ in range(4)]
        picture = picture.crop((box[0] - pad[0], box[1] - pad[1], box[2] + pad[2], box[3] + pad[3]))
        picture = self._spoil(picture, unit)
        if dpi != 300:
            size = max(1, round(picture.width / unit)), max(1, round(picture.height / unit))
            picture = picture.resize(size, Image.Resampling.BICUBIC)
        if self.random.random() < 0.08:  # a line cut a little short above
            picture = picture.crop((0, self.random.randint(1, 3), picture.width, picture.height))
        return picture

    def _print(self, text: str, dpi: int) -> Image:
        from PIL import Image, ImageDraw, ImageFont

        chance = self.random
        file, _, scale = chance.choices(self.fonts, [often for _, often, _ in self.fonts])[0]
        scale *= chance.choice((1, 1, 1, chance.uniform(0.85, 1.15), chance.uniform(1.0, 1.7)))
        size = max(22, round(_PIXELS_AT_300_DPI * scale * dpi / 300))
        if (file, size) not in self.open:
            # Only this engine sets marks above and below their consonants.
            self.open[file, size] = ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.RAQM)
        face = self.open[file, size]
        gap = chance.choice((1.0, 1.0, 1.0, chance.uniform(1, 3)))  # justified lines have wide spaces
        parts = text.replace("ํา", "ำ").split(" ") if gap > 1 else [text.replace("ํา", "ำ")]
        widths = [face.getlength(part) for part in parts]
        space = face.getlength(" ") * gap
        picture = Image.new("L", (int(sum(widths) + space * len(parts)) + 80, size * 3), 255)
        pen, left = ImageDraw.Draw(picture), 40.0
        for part, width in zip(parts, widths, strict=True):
            pen.text((left, size), part, font=face, fill=0, language="th")
            left += width + space
        return picture

    def _spoil(self, picture: Image, unit: float) -> Image:
        """Return the line with the ink, the paper and the noise of a scan."""
        from PIL import Image, ImageChops, ImageFilter

        chance = self.random
        if chance.random() < 0.12:
            picture = picture.filter(ImageFilter.MinFilter(3))
        if chance.random() < 0.75:
            picture = picture.filter(ImageFilter.GaussianBlur(chance.uniform(0.25, 1.0) * max(0.8, unit)))
        ink = chance.choice((0.0, 20.0, 40.0, chance.uniform(20, 110)))
        paper = chance.choice((255.0, 245.0, 240.0, chance.uniform(190, 250)))
        picture = picture.point(lambda value: round(ink + value * (paper - ink) / 255))
        if chance.random() < 0.65:
            grain = Image.effect_noise(picture.size, chance.uniform(3, 32))
            picture = ImageChops.add(picture, grain, offset=-128)
        if chance.random() < 0.6:
            stream = io.BytesIO()
            picture.save(stream, "JPEG", quality=chance.randint(35, 85))
            picture = Image.open(stream).convert("L")
        if chance.random() < 0.08:
            edge = chance.randint(110, 190)
            picture = picture.point(lambda value: 255 if value > edge else 0)
        return picture
