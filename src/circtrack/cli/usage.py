"""Translate Typer's error messages about a command line.

Typer has them in English only, as finished text, so regular expressions recognise them here. Other messages stay
unchanged.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from circtrack.errors import N_, cited
from circtrack.i18n import language, translate

if TYPE_CHECKING:
    from typer import TyperException

_FORMS: tuple[tuple[str, str], ...] = (
    (r"Missing argument (?P<name>'[^']*')\.", N_("Missing argument {name}.")),
    (r"Missing argument (?P<name>'[^']*')\. Choose from:.*", N_("Missing argument {name}.")),
    (r"Missing option (?P<name>'[^']*')\.", N_("Missing option {name}.")),
    (r"Missing command\.", N_("Missing command.")),
    (r"No such command (?P<name>'[^']*')\.", N_("No such command {name}.")),
    (
        r"No such command (?P<name>'[^']*')\. Did you mean (?P<near>.*)\?",
        N_("No such command {name}. Did you mean {near}?"),
    ),
    (r"No such option: (?P<name>\S+)", N_("No such option: {name}")),
    (
        r"No such option: (?P<name>\S+) \(Possible options: (?P<near>.*)\)",
        N_("No such option: {name} (possible options: {near})"),
    ),
    (
        r"No such option: (?P<name>\S+) Did you mean (?P<near>.*)\?",
        N_("No such option: {name} Did you mean {near}?"),
    ),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<name>.*)\)", N_("Unexpected extra argument: {name}")),
    (
        r"Invalid value for (?P<name>.+?): '(?P<value>.*)' is not one of (?P<near>.*)\.",
        N_("Invalid value for {name}: '{value}' is not one of {near}."),
    ),
    (
        r"Invalid value for (?P<name>.+?): '(?P<value>.*)' is not a valid (?:integer|int)(?: range)?\.",
        N_("Invalid value for {name}: '{value}' is not a whole number."),
    ),
    (
        r"Invalid value for (?P<name>.+?): (?P<value>\S+) is not in the range (?P<range>\S+)\.",
        N_("Invalid value for {name}: {value} is not in the range {range}."),
    ),
    (r"Invalid value for (?P<name>.+?): (?P<reason>.*)", N_("Invalid value for {name}: {reason}")),
    (r"Option (?P<name>'[^']*') requires an argument\.", N_("Option {name} requires an argument.")),
    (r"Option (?P<name>'[^']*') does not take a value\.", N_("Option {name} does not take a value.")),
)

# Texts that Typer looks up through gettext. It finds them in our catalogue, which is the process's domain.
TYPER_TEXTS = (
    N_("Arguments"),
    N_("Options"),
    N_("Commands"),
    N_("(dynamic)"),
    N_("default: {default}"),
    N_("required"),
    N_("env var: {var}"),
)


def _propose_verb(text: str) -> str:
    """Return the message for an unknown verb with the verbs that it is the beginning of, or that begin it."""
    from circtrack.cli import SUMMARIES

    match = re.fullmatch(r"No such command '([^']*)'\.", text)
    if match is None or len(match[1]) < 2:
        return text
    verbs = [verb for group in SUMMARIES.values() for verb in group]
    near = [
        verb for verb in verbs if verb.startswith(match[1]) or match[1].startswith(verb) or verb[:2] == match[1][:2]
    ]
    return f"{text} Did you mean {', '.join(map(repr, near[:3]))}?" if near else text


def usage_message(error: TyperException) -> tuple[str, str]:
    """Return the message in the reader's language, and the command line that shows help ("" if none does)."""
    context = getattr(error, "ctx", None)
    help_command = f"{context.command_path} --help" if context is not None else ""
    return _translate(_propose_verb(error.format_message())), help_command


def _translate(text: str) -> str:
    for form, message in _FORMS:
        if match := re.fullmatch(form, text, flags=re.DOTALL):
            return translate(message).format(
                **{name: _quoted(cited(value)) for name, value in match.groupdict().items()}
            )
    return cited(text)


def _quoted(text: str) -> str:
    """Return what Typer quotes in the quotation marks of the reader's language."""
    return re.sub("'([^']*)'", r"“\1”", text) if language() == "th" else text
