"""Make ``src/circtrack/reading/data/circtrack_thai.traineddata``, the model that reads scans, from Debian's Thai model.

``python tests/models/train_thai.py FOLDER [FONTS]`` takes about a quarter of an hour of one processor. Debian's
``tha`` (package tesseract-ocr-tha, Apache-2.0) was made from texts without ๔ ๖ ๗ ๘ ๙ ฌ and without Latin letters. It is
made to learn them and the lines of official letters (:mod:`print_lines`), in the fonts of the packages
fonts-tlwg-*-ttf, fonts-arundina and fonts-noto-core, under FONTS or /usr/share/fonts. The training programs come with
the package tesseract-ocr.

New signs begin with the weights of signs that look like them, and the last layer learns ten times as fast as those
below it: else the network stays at 15 wrong signs of 100. The last thousand lines change little of it each: else some
lines come out as nonsense. The last lines print how many signs of 100 are wrong in the fonts that were held out.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from print_lines import PROJECT, SIGNS, print_lines
from weights import begin_from_look_alikes, dequantise

TARGET = PROJECT / "src" / "circtrack" / "reading" / "data" / "circtrack_thai.traineddata"
THAI = Path("/usr/share/tesseract-ocr/5/tessdata/tha.traineddata")
FONTS = Path("/usr/share/fonts")
FILES, LINES, TEST_LINES = 32, 200, 200
# Up to which line, and how fast the lower layers and the last one learn.
STAGES = ((4000, (0.0003, 0.003)), (5000, (0.00006, 0.0006)))

_SAME = {"๔": "๕", "๙": "๕", "๘": "๕", "๖": "๒", "๗": "๓", "ฌ": "ณ"}
_LIKE = {
    "o": "๐", "O": "๐", "I": "|", "l": "|", "i": "!", "L": "|", "D": "๐", "S": "5", "s": "5", "B": "8", "b": "6",
    "q": "9", "g": "9", "Z": "2", "z": "2", "n": "ท", "u": "น", "U": "น", "N": "ห", "M": "ผ", "W": "ผ", "w": "พ",
    "t": "1", "e": "๑", "a": "ล", "p": "ร", "A": "4", "G": "6", "T": "1", "Y": "7", "F": "1", "J": "1", "r": "1",
    "f": "1", "h": "ก", "m": "ก", "c": "๐", "C": "๐", "d": "๐", "Q": "๐", "E": "5", "R": "8", "P": "9", "K": "<",
    "k": "<", "x": "*", "X": "*", "v": '"', "V": '"', "y": "9", "H": "ห", "j": "!", "_": "-", "~": "-", "&": "8",
}  # fmt: skip


def main() -> int:
    """Print the lines, train, and write the model."""
    folder = Path(sys.argv[1])
    fonts = Path(sys.argv[2]) if len(sys.argv) > 2 else FONTS
    folder.mkdir(parents=True, exist_ok=True)
    lists = {
        "learn": [(folder / f"learn-{number}", number, LINES, False) for number in range(FILES)],
        "held": [(folder / "held-0", 9000, TEST_LINES, True)],
    }
    jobs = [job for each in lists.values() for job in each if not job[0].with_suffix(".lstmf").exists()]
    with ProcessPoolExecutor(max_workers=int(os.environ.get("JOBS", "1"))) as pool:
        list(pool.map(_make_file, [(*job, fonts) for job in jobs]))
    for name, each in lists.items():
        names = "\n".join(str(job[0].with_suffix(".lstmf")) for job in each)
        (folder / f"{name}.list").write_text(names + "\n", encoding="utf-8")
    base, start = _prepare(folder)
    checkpoint = _train(folder, base, start)
    _run("lstmtraining", "--stop_training", "--convert_to_int", "--continue_from", checkpoint,
         "--traineddata", start, "--model_output", TARGET)  # fmt: skip
    # Else every letter is parted from its neighbour by a blank.
    config = folder / "circtrack_thai.config"
    config.write_text("preserve_interword_spaces 1\n", encoding="utf-8")
    _run("combine_tessdata", "-o", TARGET, config)
    TARGET.with_name(f"{TARGET.name}.__tmp__").unlink(missing_ok=True)  # combine_tessdata leaves its draft
    _run("lstmeval", "--model", TARGET, "--eval_listfile", folder / "held.list")
    return 0


def _make_file(job: tuple[Path, int, int, bool, Path]) -> None:
    """Write a file of printed lines with what stands on them, as Tesseract's training takes them."""
    base, seed, count, held_out, fonts = job
    lines = list(print_lines(seed, count, fonts, held_out=held_out))
    boxes = [
        f"WordStr 0 0 {wide} {high} {page} #{line.text}\n\t {wide} 0 {wide + 1} {high} {page}\n"
        for page, line in enumerate(lines)
        for wide, high in [line.picture.size]
    ]
    sheets = base.with_suffix(".tif")
    lines[0].picture.save(
        sheets,
        save_all=True,
        append_images=[line.picture for line in lines[1:]],
        compression="tiff_lzw",
        dpi=(300, 300),
    )
    base.with_suffix(".box").write_text("".join(boxes), encoding="utf-8")
    _run("tesseract", sheets, base, "--psm", "13", "-l", "eng", "lstm.train")
    sheets.unlink()


def _prepare(folder: Path) -> tuple[Path, Path]:
    """Return Debian's network with weights to train on, and the model with the new signs and nothing else."""
    old, scripts = folder / "old", folder / "scripts"
    for each in (old, scripts):
        each.mkdir(exist_ok=True)
    _run("combine_tessdata", "-u", THAI, old / "tha.")
    base = folder / "tha-float.lstm"
    base.write_bytes(dequantise((old / "tha.lstm").read_bytes()))
    signs = folder / "signs.txt"
    signs.write_text(" ".join(sorted(SIGNS - {" "})) + "\n", encoding="utf-8")
    (scripts / "radical-stroke.txt").write_text("# none\n", encoding="utf-8")  # asked for, and Chinese alone needs it
    letters = folder / "letters.unicharset"
    _run("unicharset_extractor", "--output_unicharset", letters, "--norm_mode", "1", signs)
    _run("combine_lang_model", "--input_unicharset", letters, "--script_dir", scripts, "--output_dir", folder,
         "--lang", "circtrack_thai", "--pass_through_recoder")  # fmt: skip
    return base, folder / "circtrack_thai" / "circtrack_thai.traineddata"


def _train(folder: Path, base: Path, start: Path) -> Path:
    model = folder / "model"
    checkpoint = folder / "model_checkpoint"
    for old in folder.glob("model*"):
        old.unlink()  # a checkpoint of an earlier training would be continued
    # A hundred lines without learning: from one alone Tesseract may think that it knows all.
    _run("lstmtraining", "--traineddata", start, "--old_traineddata", THAI, "--continue_from", base,
         "--model_output", model, "--train_listfile", folder / "learn.list", "--learning_rate", 1e-9,
         "--max_iterations", 100)  # fmt: skip
    unicharset = (folder / "circtrack_thai" / "circtrack_thai.unicharset").read_text(encoding="utf-8")
    signs = [line.split(" ")[0] for line in unicharset.split("\n")[1:] if line]
    like = {new: (old, 1.0) for new, old in _SAME.items()} | {new: (old, 0.8) for new, old in _LIKE.items()}
    for until, rates in STAGES:
        changed = begin_from_look_alikes(checkpoint.read_bytes(), signs, like, rates)
        checkpoint.write_bytes(changed)
        like = {}
        _run("lstmtraining", "--traineddata", start, "--continue_from", checkpoint, "--model_output", model,
             "--train_listfile", folder / "learn.list", "--max_iterations", until)  # fmt: skip
    return checkpoint


def _run(*command: object) -> None:
    # One thread: Tesseract's several wait for each other longer than they work.
    subprocess.run([str(part) for part in command], check=True, env=os.environ | {"OMP_THREAD_LIMIT": "1"})


if __name__ == "__main__":
    sys.exit(main())
