"""Makes ``src/circtrack/reading/data/thai_numerals.traineddata``, Tesseract's model of Thai numerals, from nothing.

``python tests/models/train_thai_numerals.py FOLDER`` prints lines of letters in the Thai fonts that are installed
(Debian: fonts-thai-tlwg-ttf, fonts-arundina, fonts-noto-core), blurs, turns and spoils them, and trains Tesseract on
them (its training programs come with the package tesseract-ocr). It reads ๐ to ๙ and ``.``, ``/``, ``-``, and writes A
for any Latin letter or digit and ก for all else: few enough signs for a small network, which learns them within the
hour on one core. The fonts in ``HELD_OUT`` are not trained on; ``lstmeval`` measures on them. The repository's
model was trained so, by hand in these stages, its first 14,000 lines without the sign for Latin.
"""

from __future__ import annotations

import csv
import io
import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

PROJECT = Path(__file__).resolve().parents[2]
REGISTRY = PROJECT / "src" / "circtrack" / "registry" / "data"
TARGET = PROJECT / "src" / "circtrack" / "reading" / "data" / "thai_numerals.traineddata"
FONTS = Path("/usr/share/fonts/truetype")
HELD_OUT = ("Norasi", "NotoSerif")
NAME = "thai_numerals"

NETWORK = "[1,36,0,1 Ct3,3,16 Mp3,3 Lfys32 Lfx64 Lrx64 O1c{signs}]"
RATES = ((0.002, 20_000), (0.0005, 45_000), (0.0002, 70_000))  # how fast it learns, up to which line
FILES, LINES = 40, 200

NUMERALS = "๐๑๒๓๔๕๖๗๘๙"
LETTERS = "กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮะาเแโใไ"
LATIN = ("INFO", "(INFO)", "e-LAAS", "QR Code", "https://info.dla.go.th/", "saraban@dla.go.th", "ITA", "PDF", "Line")
MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)


class Printer:
    """Lines of made-up letters, printed and scanned, the same ones for the same seed."""

    def __init__(self, seed: int, *, held_out: bool) -> None:
        self.random = random.Random(seed)
        self.words = _words()
        every = [*(FONTS / "tlwg").glob("*.ttf"), *(FONTS / "arundina").glob("*.ttf"), *FONTS.glob("noto/Noto*Thai-*")]
        every = [font for font in sorted(every) if "Purisa" not in font.name]  # handwriting
        self.fonts = [font for font in every if any(name in font.name for name in HELD_OUT) == held_out]
        self.usual = [font for font in self.fonts if "Laksaman" in font.name]

    def line(self) -> str:
        """A line's text: words and numbers, as letters mix them."""
        pieces = [
            self._number() if self.random.random() < 0.45 else self._word() for _ in range(self.random.randint(1, 3))
        ]
        text = pieces[0]
        for piece in pieces[1:]:
            text += (" " if self.random.random() < 0.8 else "") + piece
        return text[:28].strip()

    def _word(self) -> str:
        chance, pick = self.random.random(), self.random.choice
        if chance < 0.75:
            return pick(self.words)[: self.random.randint(2, 18)]
        if chance < 0.85:
            return "".join(pick(LETTERS) for _ in range(self.random.randint(1, 6)))
        if chance < 0.93:
            return pick(LATIN)
        if chance < 0.97:
            return str(self.random.randint(0, 99999))
        return pick('"()ๆฯ%')

    def _digits(self, least: int, most: int) -> str:
        return "".join(self.random.choice(NUMERALS) for _ in range(self.random.randint(least, most)))

    def _number(self) -> str:
        digits, pick = self._digits, self.random.choice
        return pick(
            (
                f"{digits(4, 5)}{pick(('', '.' + digits(1, 2)))}/{pick(('', 'ว', 'ว '))}{digits(1, 5)}",
                f"{digits(1, 2)} {pick(MONTHS)} {pick((digits(4, 4), digits(2, 2)))}",
                f"๐-{digits(4, 4)}-{digits(4, 4)}",
                f"๐ {digits(4, 4)} {digits(4, 4)}",
                f"{digits(1, 2)}.",
                f"{digits(1, 3)}/{digits(2, 4)}",
                f"{digits(2, 2)}.{digits(2, 2)} น.",
                f"({digits(1, 3)})",
                digits(1, 6),
            )
        )

    def scan(self, text: str) -> Image:
        """The line as a picture, cut out closely."""
        from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

        chance = self.random
        size = chance.randint(30, 72)
        file = chance.choice(self.usual if self.usual and chance.random() < 0.3 else self.fonts)
        font = ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.RAQM)
        left, top, right, bottom = (int(edge) for edge in font.getbbox(text))
        picture = Image.new("L", (right - left + 60, bottom - top + 60), 255)
        ImageDraw.Draw(picture).text(
            (30 - left, 30 - top), text, font=font, fill=chance.choice((0, 0, 40, 80)), language="th"
        )
        if chance.random() < 0.5:
            turn = chance.uniform(-1, 1) * (1.0 if picture.width < 900 else 0.4)
            picture = picture.rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor=255)
        box = ImageChops.invert(picture).point(lambda value: 255 if value > 60 else 0).getbbox()
        if box is not None:
            pad = [chance.randint(1, 5) for _ in range(4)]
            picture = picture.crop((box[0] - pad[0], box[1] - pad[1], box[2] + pad[2], box[3] + pad[3]))
        if chance.random() < 0.2:
            picture = picture.filter(ImageFilter.MinFilter(3))
        if chance.random() < 0.5:
            picture = picture.filter(ImageFilter.GaussianBlur(chance.uniform(0.3, 1.5) * size / 60))
        if chance.random() < 0.5:
            grain = Image.effect_noise(picture.size, chance.uniform(10, 70))
            picture = ImageChops.add(picture, grain, offset=-128)
        if chance.random() < 0.3:
            edge = chance.randint(90, 190)
            picture = picture.point(lambda value: 255 if value > edge else 0)
        if chance.random() < 0.3:
            stream = io.BytesIO()
            picture.save(stream, "JPEG", quality=chance.randint(20, 70))
            picture = Image.open(stream).convert("L")
        return picture


def signs_of(text: str) -> str:
    """What the model is to read: numerals and their marks as they are, A for Latin, ก for other letters."""
    kept = re.sub("[ัิ-ฺ็-๎]", "", text)
    kept = re.sub("[A-Za-z0-9]", "A", kept)
    return re.sub(" +", " ", re.sub(f"[^{NUMERALS}./ A-]", "ก", kept)).strip()


def main() -> int:
    """Make the lines, train, and write the model."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    lists = {kind: folder / f"{kind}.list" for kind in ("train", "eval")}
    for kind, files in (("train", FILES), ("eval", 2)):
        made = [_lines_file(folder, kind, number) for number in range(files)]
        lists[kind].write_text("\n".join(map(str, made)) + "\n", encoding="utf-8")
    start = _start(folder)
    signs = next((folder / NAME).glob("*.unicharset")).read_text(encoding="utf-8").split("\n", 1)[0]
    model = folder / NAME / "model_checkpoint"
    for number, (rate, until) in enumerate(RATES):
        source = ["--net_spec", NETWORK.format(signs=signs)] if number == 0 else ["--continue_from", str(model)]
        source += [] if number == 0 else ["--reset_learning_rate"]
        _run("lstmtraining", "--traineddata", start, *source, "--model_output", str(model).removesuffix("_checkpoint"),
             "--train_listfile", lists["train"], "--learning_rate", rate, "--max_iterations", until)  # fmt: skip
    _run("lstmtraining", "--stop_training", "--convert_to_int", "--continue_from", model,
         "--traineddata", start, "--model_output", TARGET)  # fmt: skip
    _run("lstmeval", "--model", TARGET, "--eval_listfile", lists["eval"])
    return 0


def _lines_file(folder: Path, kind: str, number: int) -> Path:
    """A file of printed lines with what stands on them, as Tesseract's training takes them."""
    printer = Printer(1000 * (kind == "eval") + number, held_out=kind == "eval")
    pages: list[Image] = []
    boxes: list[str] = []
    while len(pages) < LINES:
        text = printer.line()
        picture = printer.scan(text)
        if not signs_of(text) or picture.width < 30 or picture.height < 15:
            continue
        wide, high, page = picture.width, picture.height, len(pages)
        boxes.append(f"WordStr 0 0 {wide} {high} {page} #{signs_of(text)}\n\t {wide} 0 {wide + 1} {high} {page}\n")
        pages.append(picture)
    base = folder / f"{kind}-{number}"
    pages[0].save(base.with_suffix(".tif"), save_all=True, append_images=pages[1:], compression="tiff_lzw")
    base.with_suffix(".box").write_text("".join(boxes), encoding="utf-8")
    _run("tesseract", base.with_suffix(".tif"), base, "--psm", "13", "lstm.train")
    base.with_suffix(".tif").unlink()
    return base.with_suffix(".lstmf")


def _start(folder: Path) -> Path:
    """The empty model: its signs and nothing learnt."""
    signs, letters, scripts = folder / "signs.txt", folder / "letters.unicharset", folder / "scripts"
    signs.write_text(f"{NUMERALS} ./- ก A\n", encoding="utf-8")
    scripts.mkdir(exist_ok=True)
    (scripts / "radical-stroke.txt").write_text("# none\n", encoding="utf-8")  # asked for, and Chinese alone needs it
    _run("unicharset_extractor", "--output_unicharset", letters, "--norm_mode", "3", signs)
    _run("combine_lang_model", "--input_unicharset", letters, "--script_dir", scripts, "--output_dir", folder,
         "--lang", NAME, "--pass_through_recoder")  # fmt: skip
    return folder / NAME / f"{NAME}.traineddata"


def _words() -> list[str]:
    """Thai words that letters are made of: names of offices and places, and the example's own."""
    words = re.findall("[ก-ฮะ-ูเ-์]+", (PROJECT / "examples" / "chain-2566.txt").read_text(encoding="utf-8"))
    for file in ("districts", "departments", "provinces", "local_governments"):
        with (REGISTRY / f"{file}.csv").open(encoding="utf-8", newline="") as stream:
            words += [row["name_th"] for row in csv.DictReader(stream)]
    return words


def _run(*command: object) -> None:
    # One thread: Tesseract's several wait for each other longer than they work.
    subprocess.run([str(part) for part in command], check=True, env=os.environ | {"OMP_THREAD_LIMIT": "1"})


if __name__ == "__main__":
    sys.exit(main())
