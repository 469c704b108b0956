"""The tables in the READMEs and help pages that are made from the program's own data, as Markdown.

In a page, each table is between two markers of cog that call a function of this module; ``python tests/maintain
sessions`` writes the tables again. A language is "en" or "th".
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from lists.said_in_chats import CHATS
from lists.said_in_tables import TABLES

from circtrack.cli import SUMMARIES
from circtrack.cli.reference import EXIT_STATUSES, STATE_MEANINGS, VARIABLES
from circtrack.cli.topics import TOPICS, language_has
from circtrack.config import declared_settings
from circtrack.i18n import language, set_language, translate
from circtrack.render.words import header, in_words
from circtrack.reports import owing, register
from maintain.manual import loaded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from circtrack.table import Column

_HEADS = {
    "command": "คำสั่ง", "what it does": "ทำอะไร", "state": "สถานะ", "shown as": "แสดงเป็น", "meaning": "ความหมาย",
    "exit status": "รหัส", "variable": "ตัวแปร", "setting": "ค่าที่ตั้งได้", "default": "ค่าเริ่มต้น", "column": "คอลัมน์",
    "topic": "เรื่อง", "": "", "in tables": "ในตาราง (อังกฤษ)", "in Thai": "ในตาราง (ไทย)",
    "code": "รหัส", "list": "รายชื่อ", "read as": "อ่านได้ว่า",
}  # fmt: skip


def _spoken(rows: Callable[[], Iterable[tuple[str, ...]]]) -> Callable[[str], str]:
    """Turn a function that yields rows, the header first, into one that returns the table in a language."""

    @wraps(rows)
    def table(language: str) -> str:
        set_language(language)
        try:
            head, *body = rows()
            if language == "th":
                head = tuple(_HEADS[name] for name in head)
            return "\n".join(map(_row, [head, ("---",) * len(head), *body]))
        finally:
            set_language("en")

    return table


def _row(cells: tuple[str, ...]) -> str:
    whole = " | ".join(cell.replace("|", "\\|") for cell in cells)
    return f"| {whole} |"


@_spoken
def verbs() -> Iterator[tuple[str, ...]]:
    """List the verbs with their arguments, under the head of their group."""
    yield ("command", "what it does")
    for group, summaries in SUMMARIES.items():
        yield (f"**{translate(group)}**", "")
        for verb, summary in summaries.items():
            yield (f"`{_usage(verb)}`", translate(summary).rstrip("."))


def _usage(verb: str) -> str:
    command = loaded(verb)
    with command.make_context(verb, [], resilient_parsing=True) as context:
        _, *pieces = command.collect_usage_pieces(context)
    return " ".join(["circtrack", verb, *(piece.strip("{}") for piece in pieces)])


@_spoken
def topics() -> Iterator[tuple[str, ...]]:
    """List the topics of `circtrack help`, each with a link from the project's folder to its page."""
    yield ("topic", "")
    spoken = language()
    for topic, about in TOPICS.items():
        folder = spoken if language_has(topic, spoken) else "en"
        yield (f"[{topic}](src/circtrack/help/{folder}/{topic}.md)", translate(about).rstrip("."))


@_spoken
def states() -> Iterator[tuple[str, ...]]:
    """List the states of an obligation, in the order in which they are tried."""
    yield ("state", "shown as", "meaning")
    for state, meaning in STATE_MEANINGS.items():
        yield (f"`{state}`", in_words(state), translate(meaning))


@_spoken
def exit_statuses() -> Iterator[tuple[str, ...]]:
    """List the exit statuses."""
    yield ("exit status", "meaning")
    for status, meaning in EXIT_STATUSES.items():
        yield (str(status), translate(meaning))


@_spoken
def variables() -> Iterator[tuple[str, ...]]:
    """List the environment variables."""
    yield ("variable", "meaning")
    for name, meaning in VARIABLES.items():
        yield (f"`{name}`", translate(meaning))


@_spoken
def settings() -> Iterator[tuple[str, ...]]:
    """List the settings of the file."""
    yield ("setting", "default", "meaning")
    for each in declared_settings():
        yield (f"`{each.name}`", _default(each.default), translate(each.meaning))


def _default(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"`[{', '.join(map(str, value))}]`" if isinstance(value, tuple) else f"`{value}`"


@_spoken
def owing_columns() -> Iterator[tuple[str, ...]]:
    """List the columns of `circtrack owing`."""
    return _columns(owing.COLUMNS)


@_spoken
def register_columns() -> Iterator[tuple[str, ...]]:
    """List the columns of the register of letters received; that of letters sent differs in the first title only."""
    return _columns(register.columns("in"))


def _columns(columns: Iterable[Column]) -> Iterator[tuple[str, ...]]:
    yield ("column", "in tables", "in Thai")
    listed = list(columns)
    set_language("th")
    thai = [header(column) for column in listed]
    for column, title in zip(listed, thai, strict=True):
        yield (f"`{column.name}`", str(column.title), title)


@_spoken
def lists() -> Iterator[tuple[str, ...]]:
    """List the lists that the reader's test has, each with what is read of it."""
    yield ("list", "read as")
    for _, text, expected in (*CHATS, *TABLES):
        shown = text.strip("\n").replace("\r\n", "\n").replace("\r", "\n").replace("\n", " ↵ ").replace("\t", " ⇥ ")
        yield (f"`{shown.strip() or shown}`" if "`" not in shown else shown, expected.replace("\n", "; "))
