"""Texts from templates (Jinja2), ours or the office's own. If both folders have a file, the office's is used.

A template runs in a sandbox. An unknown name is an error that names the template and the line. Values are passed in as
single lines without control characters.
"""

from __future__ import annotations

import re
import traceback
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circtrack.errors import FileError, Message
from circtrack.render import paper_words
from circtrack.render.cells import printable
from circtrack.render.messages import said
from circtrack.render.numerals import thai_numerals
from circtrack.thai.dates import format_thai, weekday_name
from circtrack.thai.office_names import name_head, name_seat, shorten_name, spell_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2.sandbox import SandboxedEnvironment

FOLDER = Path(__file__).parent / "templates"

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|])")


def rendered(template: str, values: Mapping[str, Any], own: Path | None = None) -> str:
    """Render a template with these values.

    Args:
        template: The name of its file.
        values: Plain values and messages, lists and mappings of them, by the names that templates use.
        own: A folder of the office's own templates, which take precedence over ours of the same name.

    Raises:
        FileError: the folder does not exist, or a template has an error; the message names the line.
    """
    from jinja2 import TemplateError

    if own is not None and not own.is_dir():
        raise FileError("{file}, the folder of templates, is not there.", file=own)
    try:
        return _environment(own).get_template(template).render(_clean(values))
    # An expression in a template can raise what a Python expression can.
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, OSError) as error:
        raise FileError(
            "The template {file}, line {line}: {reason}.",
            file=_file(template, own),
            line=_line(error),
            reason=str(error).rstrip("."),
        ) from error


@cache
def _environment(own: Path | None) -> SandboxedEnvironment:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    folders = [own, FOLDER] if own else [FOLDER]
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        autoescape=False,  # text, not HTML; Markdown has a filter of its own
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "short": shorten_name,
        "head": name_head,
        "seat": name_seat,
        "thai": lambda value: thai_numerals(str(value)),
        "thai_day": format_thai,
        "weekday": weekday_name,
        "cite": paper_words.cite_letter,
        "count": paper_words.in_figures,
        "do_it": paper_words.do_it,
        "heads": paper_words.address_heads,
        "joined": paper_words.join_thai,
        "listed": paper_words.is_listed,
        "long_day": paper_words.day_with_weekday,
        "offices": paper_words.address_offices,
        "percent": paper_words.in_percent,
        "reported": paper_words.report_subject,
        "spelled_out": spell_out,
        "todo": paper_words.task_to_do,
        "urged": paper_words.urge_subject,
        "md": lambda value: _MARKDOWN.sub(r"\\\1", str(value)),
    }
    return environment


def _file(template: str, own: Path | None) -> Path:
    return own / template if own and (own / template).exists() else FOLDER / template


def _line(error: BaseException) -> int:
    """Return the line of the innermost template in the error's traceback; Jinja adds template lines to it."""
    if line := getattr(error, "lineno", None):
        return int(line)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename.endswith(".j2") and frame.lineno]
    return lines[-1] if lines else 1


def _clean(value: Any) -> Any:
    """Put every text in the values on one line, without characters that could control a terminal."""
    if isinstance(value, Message):
        value = said(value, whole=True)
    if isinstance(value, str):
        return printable(" ".join(value.split()))
    if isinstance(value, dict):
        return {name: _clean(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(each) for each in value]
    return value if value is None or isinstance(value, (int, date)) else str(value)
