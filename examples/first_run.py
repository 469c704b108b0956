"""Install circtrack beside this folder and let it do its main job once, on three real letters.

    python3 examples/first_run.py [--lang th|en]

Makes a virtual environment in ``.venv``, installs circtrack into it, and shows each command before running it. What it
records goes to a trial database, ``trial/circtrack.db``, made anew each time: the user's own is neither read nor
written. Standard library only: at the first run nothing else is there.
"""

from __future__ import annotations

import importlib.util
import io
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ENVIRONMENT = PROJECT / ".venv"
TRIAL = PROJECT / "trial" / "circtrack.db"
# The letters are of February and March 2023; on this day four days are left.
TODAY = "2023-03-20"
NEEDED = (3, 11)

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("init", "--office", "อำเภอเทพสถิต"),
    ("read", "examples/chain-2566.txt", "--yes"),
    ("owing", "908"),
    ("done", "908", "อบต.บ้านไร่", "ทต.เทพสถิต", "--on", "๒๐ มี.ค. ๖๖"),
    ("owing", "908"),
)
LISTINGS = ("read", "owing")
# As the README's test command does: from this folder, so that neither of the two replaces what the other installed.
PIP = ("install", "--quiet", "--disable-pip-version-check", "-e", ".[holidays]")

TEXTS = {
    "en": {
        "begin": "circtrack, tried on three real letters, in two steps.",
        "install": "1. Installing circtrack into {environment}, which takes up to a minute...",
        "installed": "1. circtrack is installed in {environment} already.",
        "read": (
            "2. Recording the letters in a trial database, {trial}, made anew each time.\n"
            "   Your own database is not touched. The letters are of 2023 (พ.ศ. 2566), so every command says\n"
            "   --today {today}: without it, it would count the days up to today."
        ),
        "next": (
            "Try more on the trial database:\n"
            "  {circtrack} chain 908 --db {trial} --today {today}{lang}\n"
            "  {circtrack} remind --all --db {trial} --today {today}{lang}\n\n"
            "For your own office, say once whose database it is. It is another one than the trial's:\n"
            '  {circtrack} init --office "NAME OF YOUR OFFICE"{lang}\n'
            "README.md says how to install circtrack for every day, and goes on from there."
        ),
        "old": "circtrack needs Python {needed} or later; this is {present}. Start this with a newer one.",
        "no_pip": "Python's venv is not complete here. On Debian and Ubuntu: sudo apt install python3-venv",
        "not_made": "{environment} cannot be made: {reason}.",
        "not_installed": "circtrack could not be installed: see above. The first time, this needs the Internet.",
        "not_shown": "circtrack stopped with status {status}: see above.",
    },
    "th": {
        "begin": "ทดลองใช้ circtrack กับหนังสือจริงสามฉบับ มีสองขั้นตอน",
        "install": "1. กำลังติดตั้ง circtrack ใน {environment} ใช้เวลาไม่เกินหนึ่งนาที...",
        "installed": "1. ติดตั้ง circtrack ใน {environment} ไว้แล้ว",
        "read": (
            "2. บันทึกหนังสือลงในฐานข้อมูลทดลอง {trial} ซึ่งสร้างใหม่ทุกครั้ง\n"
            "   ไม่เกี่ยวข้องกับฐานข้อมูลของท่าน หนังสือเป็นของปี 2566 ทุกคำสั่งจึงระบุวันด้วย --today {today}\n"
            "   หากไม่ระบุ จะนับวันถึงวันนี้จริง"
        ),
        "next": (
            "ลองคำสั่งอื่นกับฐานข้อมูลทดลองได้ เช่น\n"
            "  {circtrack} chain 908 --db {trial} --today {today}{lang}\n"
            "  {circtrack} remind --all --db {trial} --today {today}{lang}\n\n"
            "เมื่อจะใช้กับหน่วยงานของท่าน ระบุครั้งเดียวว่าฐานข้อมูลเป็นของหน่วยงานใด (คนละฐานข้อมูลกับที่ทดลอง)\n"
            '  {circtrack} init --office "ชื่อหน่วยงานของท่าน"{lang}\n'
            "วิธีติดตั้งไว้ใช้ทุกวันและวิธีใช้อยู่ใน README.th.md"
        ),
        "old": "circtrack ต้องใช้ Python {needed} ขึ้นไป แต่นี่คือ {present} โปรดสั่งด้วยรุ่นที่ใหม่กว่า",
        "no_pip": "venv ของ Python ในเครื่องนี้ไม่ครบ บน Debian และ Ubuntu ใช้: sudo apt install python3-venv",
        "not_made": "สร้าง {environment} ไม่ได้: {reason}",
        "not_installed": "ติดตั้ง circtrack ไม่สำเร็จ ดูสาเหตุข้างบน ครั้งแรกต้องต่ออินเทอร์เน็ต",
        "not_shown": "circtrack หยุดด้วยรหัส {status} ดูสาเหตุข้างบน",
    },
}


def choose_language(arguments: list[str]) -> str:
    """Choose the language as circtrack itself does: by ``--lang``, the environment, the locale."""
    sys.path.insert(0, str(PROJECT / "src"))
    from circtrack import i18n

    return i18n.choose_language(arguments)


def install(texts: dict[str, str]) -> Path:
    """Install circtrack into ``.venv``, unless it is there; returns the folder of its programs."""
    if sys.version_info < NEEDED:
        present = ".".join(map(str, sys.version_info[:2]))
        sys.exit(texts["old"].format(needed=".".join(map(str, NEEDED)), present=present))
    programs = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
    python = programs / ("python.exe" if os.name == "nt" else "python")
    if _runs(python, "import pip") and _is_installed():
        say(texts["installed"].format(environment=short(ENVIRONMENT)))
        return programs
    say(texts["install"].format(environment=short(ENVIRONMENT)))
    if not _runs(python, "import pip"):
        _make_environment(texts, clear=not _runs(python, "pass"))
    if subprocess.run([python, "-m", "pip", *PIP], check=False, cwd=PROJECT).returncode:
        sys.exit(texts["not_installed"])
    return programs


def _make_environment(texts: dict[str, str], *, clear: bool) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(texts["no_pip"])
    try:
        # With links to Python, as `python3 -m venv` makes them: it complains of copies that it finds in their place.
        venv.create(ENVIRONMENT, with_pip=True, clear=clear, symlinks=os.name != "nt")
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(texts["not_made"].format(environment=short(ENVIRONMENT), reason=error))


def _runs(python: Path, code: str) -> bool:
    try:
        return not subprocess.run([python, "-c", code], check=False, capture_output=True).returncode
    except OSError:
        return False


def _is_installed() -> bool:
    """Whether ``.venv`` has circtrack from this folder, installed since pyproject.toml last changed."""
    asked = (PROJECT / "pyproject.toml").stat().st_mtime
    for record in ENVIRONMENT.rglob("circtrack-*.dist-info/direct_url.json"):
        said = json.loads(record.read_text(encoding="utf-8"))
        from_here = said["url"] == PROJECT.as_uri() and said.get("dir_info", {}).get("editable")
        if from_here and record.stat().st_mtime >= asked:
            return True
    return False


def walk_through(circtrack: list[str], language: str, texts: dict[str, str]) -> None:
    """Read the chain, record two offices as done, print who owes: all in a fresh trial database."""
    say("\n" + texts["read"].format(trial=TRIAL, today=TODAY))
    for file in TRIAL.parent.glob(f"{TRIAL.name}*"):
        file.unlink()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CIRCTRACK")}
    environment = kept | {
        "CIRCTRACK_LANG": language,
        "CIRCTRACK_CONFIG": str(TRIAL.with_suffix(".toml")),  # not the user's own, which says what else holds
        "CIRCTRACK_PAGER": "",
        "PYTHONUTF8": "1",
    }
    options = ["--db", TRIAL.relative_to(PROJECT).as_posix(), "--today", TODAY]
    for command in COMMANDS:
        # A listing that goes into a pipe would be CSV.
        table = ["--format", "table"] if command[0] in LISTINGS and not sys.stdout.isatty() else []
        words = [*command, *table, *options]
        say("\n$ circtrack " + " ".join(f'"{word}"' if " " in word else word for word in words))
        if status := subprocess.run([*circtrack, *words], check=False, cwd=PROJECT, env=environment).returncode:
            sys.exit(texts["not_shown"].format(status=status))


def say(text: str) -> None:
    """Print at once: what circtrack prints itself must not come before it."""
    print(text, flush=True)


def short(path: Path) -> str:
    """Give the path from where the reader stands, in quotation marks where a shell needs them."""
    here = Path.cwd()
    shown = str(path.relative_to(here) if path.is_relative_to(here) else path)
    return f'"{shown}"' if " " in shown else shown


def main(arguments: list[str]) -> None:
    """Install circtrack, show it at work, and say what comes next."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    language = choose_language(arguments)
    texts = TEXTS[language]
    say(texts["begin"])
    circtrack = install(texts) / "circtrack"
    walk_through([str(circtrack)], language, texts)
    # Who asked for another language than the machine's must ask circtrack itself too.
    lang = "" if choose_language([]) == language else f" --lang {language}"
    say("\n" + texts["next"].format(circtrack=short(circtrack), trial=short(TRIAL), today=TODAY, lang=lang))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
