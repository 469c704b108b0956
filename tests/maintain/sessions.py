"""The sessions in the READMEs and help pages: run as written, at a terminal, and compared.

``python tests/maintain sessions`` writes the commands' current output into them, and then the tables that cog makes
from the program's own data (``tables.py``). A session is a fenced block of ``console`` lines: ``$ command`` and below
it what the terminal shows. All sessions of a file run in its order, in one folder, with one database and in the file's
language. Commands to run before the first session are in a comment of the file, one a line::

    <!-- before
    circtrack init --office อำเภอเทพสถิต
    -->
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from support.servers import address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROJECT = Path(__file__).resolve().parents[2]
README = PROJECT / "README.md"
READMES = {README: "en", PROJECT / "README.th.md": "th"}
HELP = PROJECT / "src" / "circtrack" / "help"
PAGES = {file: file.parent.name for file in sorted(HELP.glob("*/*.md"))}
DOCUMENTS = READMES | PAGES
TODAY = "2023-03-20"
WIDTH = "80"

_BEFORE = re.compile(r"<!-- before\n(?P<body>.*?)-->", re.DOTALL)
_BLOCK = re.compile(r"(?P<fence>```console\n)(?P<body>.*?)(?P<end>```\n)", re.DOTALL)


def environment(folder: Path, language: str = "en") -> dict[str, str]:
    """Return the environment of a session: its own database, a fixed day, a terminal without colours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CIRCTRACK", "LC_", "LANG"))}
    return kept | {
        "CIRCTRACK_DB": address(folder / "circtrack.db"),
        "CIRCTRACK_TODAY": TODAY,
        "CIRCTRACK_CONFIG": str(folder / "circtrack.toml"),
        "CIRCTRACK_LANG": language,
        "COLUMNS": WIDTH,
        "TERM": "dumb",
        "NO_COLOR": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }


def at_terminal(command: str, folder: Path, *, answer: str = "", language: str = "en") -> str:
    """Run a shell command at a pseudo-terminal; return what the terminal shows."""
    import pty

    outer, inner = pty.openpty()
    with subprocess.Popen(
        command, shell=True, cwd=folder, env=environment(folder, language), stdin=inner, stdout=inner, stderr=inner
    ) as process:
        os.close(inner)
        if answer:
            os.write(outer, answer.encode())
        shown = b"".join(_read_all(outer))
    os.close(outer)
    assert process.returncode is not None
    return shown.decode().replace("\r\n", "\n")


def commands_of(body: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a session with the output shown for it."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def sessions(text: str) -> list[str]:
    """Return the bodies of a file's sessions, in order."""
    return [match["body"] for match in _BLOCK.finditer(text)]


def rerun(text: str, language: str, show: Callable[[str, Path, str], str] | None = None) -> str:
    """Return the file's text with the current output of every session, as ``show`` gives it for a command."""
    if not _BLOCK.search(text):
        return text
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "examples").symlink_to(PROJECT / "examples")
        for before in _BEFORE.finditer(text):
            _prepare(before["body"].strip(), folder, language)

        def fresh(match: re.Match[str]) -> str:
            commands = [command for command, _ in commands_of(match["body"])]
            shown = "".join(
                f"$ {each}\n" + (show(each, folder, language) if show else at_terminal(each, folder, language=language))
                for each in commands
            )
            return match["fence"] + shown + match["end"]

        return _BLOCK.sub(fresh, text)


def _prepare(commands: str, folder: Path, language: str) -> None:
    done = subprocess.run(
        ["sh", "-e", "-c", commands], cwd=folder, env=environment(folder, language), capture_output=True, check=False
    )
    assert not done.returncode, done.stderr.decode()


def _read_all(descriptor: int) -> Iterator[bytes]:
    while True:
        try:
            data = os.read(descriptor, 65536)
        except OSError:  # raised by Linux when the other side of a terminal is closed
            return
        if not data:
            return
        yield data


def cog(option: str) -> int:
    """Let cog write the tables (``-r``) or check them (``--check``); return its exit status."""
    command = [sys.executable, "-m", "cogapp", option, "-I", str(PROJECT / "tests"), *map(str, DOCUMENTS)]
    return subprocess.run(command, check=False, env=os.environ | {"PYTHONPATH": str(PROJECT / "src")}).returncode


def main() -> None:
    """Run all sessions and write their current output, and the tables."""
    for file, its_language in DOCUMENTS.items():
        file.write_text(rerun(file.read_text(encoding="utf-8"), its_language), encoding="utf-8")
    if status := cog("-r"):
        sys.exit(status)
