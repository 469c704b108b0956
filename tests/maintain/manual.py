"""The manual pages: ``python tests/maintain manual`` writes them from the verbs' own help. A test checks them.

The English page is ``circtrack.1``, the Thai one is in ``th``; wheels install both where ``man`` finds them.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.main import get_command

from circtrack import __version__
from circtrack.cli import SUMMARIES, module_of
from circtrack.cli import app as program
from circtrack.cli.options import LISTING_OPTIONS, SESSION_OPTIONS
from circtrack.cli.reference import EXIT_STATUSES, STATE_MEANINGS, VARIABLES
from circtrack.cli.spoken import example_lines
from circtrack.cli.topics import TOPICS
from circtrack.config import declared_settings
from circtrack.i18n import set_language, translate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

FOLDER = Path(__file__).resolve().parents[2] / "src" / "circtrack" / "man"
PAGES = {"en": FOLDER / "circtrack.1", "th": FOLDER / "th" / "circtrack.1"}

_HEADS = {
    "th": {
        "NAME": "ชื่อ", "SYNOPSIS": "รูปแบบ", "DESCRIPTION": "คำอธิบาย", "OPTIONS": "ตัวเลือก", "COMMANDS": "คำสั่ง",
        "STATES": "สถานะของหน่วยงานที่ต้องบันทึก", "SETTINGS": "การตั้งค่า", "TOPICS": "เรื่องในคู่มือ",
        "EXIT STATUS": "สถานะเมื่อจบ", "ENVIRONMENT": "ตัวแปรแวดล้อม", "COMMAND": "คำสั่ง", "ARGUMENT": "ข้อมูลที่ต้องระบุ",
    }
}  # fmt: skip


_THAI = re.compile(r"\[?[ก-๛]+\]?")

_OF_ALL = {"en": "Of every command", "th": "ของทุกคำสั่ง"}
_OF_LISTINGS = {"en": "Of every listing", "th": "ของทุกคำสั่งที่แสดงรายการ"}


def manual(language: str) -> str:
    """Return the page in a language, as roff."""
    set_language(language)
    try:
        return "\n".join(_unbolden(line) for lines in _page(language) for line in lines.split("\n")) + "\n"
    finally:
        set_language("en")


def _unbolden(line: str) -> str:
    """Return a line with its Thai not bold: terminals that strike letters twice lose the marks above and below."""
    if not line.startswith(".B ") or not _THAI.search(line):
        return line
    return _THAI.sub(lambda part: f"\\fR{part[0]}\\fB", line)


def _page(language: str) -> Iterator[str]:
    heads = _HEADS.get(language, {})

    def head(name: str) -> str:
        return f'.SH "{heads.get(name, name)}"'

    whole = get_command(program)
    about = _escape(translate(program.info.help))
    yield f'.TH CIRCTRACK 1 "" "circtrack {__version__}"'
    yield ".ad l"
    if heads:
        yield ".ds HF R"  # headings as _unbolden has the rest
    yield from (head("NAME"), f"circtrack \\- {about}")
    yield from (
        head("SYNOPSIS"),
        f".B circtrack\n[{heads.get('OPTIONS', 'OPTIONS')}] {heads.get('COMMAND', 'COMMAND')}",
    )
    yield f"[{heads.get('ARGUMENT', 'ARGUMENT')}]..."
    yield head("OPTIONS")
    yield from _parameters(whole)
    shared = SESSION_OPTIONS.keys() | LISTING_OPTIONS.keys()
    for about_all, names in ((_OF_ALL, SESSION_OPTIONS.keys()), (_OF_LISTINGS, LISTING_OPTIONS.keys())):
        yield f'.SS "{about_all[language]}"'
        yield from _parameters(loaded("owing"), only=names)
    yield head("COMMANDS")
    for group, verbs in SUMMARIES.items():
        yield f'.SS "{_escape(translate(group))}"'
        for verb in verbs:
            yield from _verb(verb, shared)
    yield head("STATES")
    for state, meaning in STATE_MEANINGS.items():
        yield from _entry(state, translate(meaning))
    yield head("SETTINGS")
    for setting in declared_settings():
        yield from _entry(setting.name, translate(setting.meaning))
    yield head("EXIT STATUS")
    for status, meaning in EXIT_STATUSES.items():
        yield from _entry(str(status), translate(meaning))
    yield head("ENVIRONMENT")
    for name, meaning in VARIABLES.items():
        yield from _entry(name, translate(meaning))
    yield head("TOPICS")
    for topic, meaning in TOPICS.items():
        yield from _entry(f"circtrack help {topic}", translate(meaning))


def loaded(verb: str) -> Any:
    """Load a verb as a Typer command."""
    command = get_command(import_module(module_of(verb)).app)
    command.name = verb
    return command


def _verb(verb: str, shared: Collection[str]) -> Iterator[str]:
    command = loaded(verb)
    with command.make_context(verb, [], resilient_parsing=True) as context:
        usage = " ".join(command.collect_usage_pieces(context))
    yield f".TP\n.B circtrack {_escape(verb)} {_escape(usage)}"
    yield _escape(translate(command.help))
    yield ".RS"
    yield ".nf"
    yield from map(_escape, example_lines(command.epilog or ""))
    yield ".fi"
    yield from _parameters(command, but={"help", *shared})
    yield ".RE"


def _parameters(command: Any, *, only: Collection[str] = (), but: Collection[str] = ()) -> Iterator[str]:
    with command.make_context("circtrack", [], resilient_parsing=True) as context:
        for parameter in command.get_params(context):
            wanted = parameter.name in only if only else parameter.name not in but
            if wanted and (record := parameter.get_help_record(context)):
                yield from _entry(record[0], translate(getattr(parameter, "help", "")) or record[1])


def _entry(term: str, meaning: str) -> Iterator[str]:
    yield f".TP\n.B {_escape(term)}"
    yield _escape(meaning)


def _escape(text: str) -> str:
    """Escape text for roff."""
    escaped = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


def main() -> None:
    """Write both pages."""
    for language, file in PAGES.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(manual(language), encoding="utf-8")
        sys.stdout.write(f"{file}\n")
