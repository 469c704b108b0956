"""The command line: one module for each verb, loaded only when the verb is called."""

# No `from __future__ import annotations`: Typer needs them as objects, and to compile each from its text takes long.

import os
import sys
from contextlib import nullcontext
from functools import partial
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import TyperException
from typer.core import TyperGroup
from typer.main import get_command

from circtrack import __version__
from circtrack.cli.spoken import Spoken
from circtrack.database.process import say_summaries_with
from circtrack.errors import N_
from circtrack.i18n import translate
from circtrack.render.messages import said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

__all__ = ["SUMMARIES", "TyperException", "run_command_line"]

# The verbs in the order and under the heads of `circtrack --help`. Written out here, so that help loads no verb; a
# test compares each line with the verb's own help.
SUMMARIES: dict[str, dict[str, str]] = {
    N_("Every day"): {
        "read": N_("Read letters: chain, tasks, recipients, findings; record them."),
        "owing": N_("Who still owes data entry, and who has not even been told."),
        "done": N_("Record that offices have entered the data."),
        "receive": N_("Record that offices have received a letter."),
        "chain": N_("Who told whom and when, down the chain, and where it stalled."),
        "remind": N_("What is to be said today, to whom; silent when nothing is."),
        "date": N_("Turn Thai dates into ISO dates."),
    },
    N_("Letters and deadlines"): {
        "summary": N_("All open circulars at once: how far each place is, who is last."),
        "add": N_("Record a letter by options, without its text."),
        "forward": N_("Record the letter that passes another one on."),
        "draft": N_("Write a letter on a circular: pass on, remind, report, or memo."),
        "drafts": N_("Letters that were read and lack something; complete or drop them."),
        "correct": N_("Put right what is recorded of a letter, whatever rests on it."),
        "extend": N_("Move a deadline, or set one where the letter names no day."),
        "exempt": N_("Record that offices need not enter the data."),
        "register": N_("The registers of letters received and sent; gives numbers."),
        "letters": N_("List and search the recorded letters."),
        "offices": N_("List and search the offices of the country."),
    },
    N_("Between offices"): {
        "bundle": N_("Write a letter's chain and its work for another office."),
        "merge": N_("Take in what other offices wrote with bundle."),
    },
    N_("Set-up and upkeep"): {
        "init": N_("Say whose database this is."),
        "check": N_("What a careful colleague would notice: slips, gaps, delays."),
        "config": N_("Every setting, its value, and where that was said; set one."),
        "log": N_("What was recorded, by whom and when."),
        "undo": N_("Take back what the last command recorded, whole."),
        "redo": N_("Do again what the last undo took back."),
        "backup": N_("Copy the database while others work, and check the copy."),
        "restore": N_("Bring back a backup; what it replaces is kept beside it."),
        "move": N_("Move everything to a server or back, and compare both."),
        "export": N_("Write everything as CSV and JSON Lines, with a manifest."),
        "import": N_("Fill a new database with what an export wrote."),
        "admin": N_("Give the roles of a server their offices."),
        "help": N_("Explain a topic: reading, dates, reminders, settings and more."),
        "completion": N_("The script by which a shell completes letters and offices."),
    },
}


def module_of(verb: str) -> str:
    """Return the name of a verb's module; if the verb is a Python keyword, an underscore is appended."""
    return f"circtrack.cli.{verb}{'_' if iskeyword(verb) else ''}"


def is_completing() -> bool:
    """Whether a shell asks for proposals (``cli.completing``), and no person runs a command."""
    return bool(os.environ.get("_CIRCTRACK_COMPLETE"))


class _Verbs(Spoken, TyperGroup):
    """The group of all verbs, each loaded when it is called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Typer proposes near misses from these names; the verbs themselves are loaded by get_command.
        self.commands = dict.fromkeys(self.list_commands(None))  # type: ignore[assignment]  # only the names are read

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
        return [verb for verbs in SUMMARIES.values() for verb in verbs]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in self.list_commands(ctx):
            return None
        verb = get_command(import_module(module_of(cmd_name)).app)
        verb.name = cmd_name
        return verb

    def format_help_text(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - Typer's signature
        with formatter.indentation():  # no empty line after the usage: all verbs should fit on one screen
            formatter.write_text(self.help)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - Typer's signature
        for place, (head, verbs) in enumerate(SUMMARIES.items()):
            if place:  # no empty line after the description: all verbs should fit on one screen
                formatter.write_paragraph()
            formatter.write_heading(translate(head))
            with formatter.indentation():
                formatter.write_dl([(verb, translate(summary)) for verb, summary in verbs.items()])

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self.help = translate(self.help)
        for parameter in self.params:
            parameter.help = translate(parameter.help)  # type: ignore[attr-defined]  # options have help
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        self.format_commands(ctx, formatter)
        self.format_options(ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        records = [record for parameter in self.get_params(ctx) if (record := parameter.get_help_record(ctx))]
        with formatter.section(translate(N_("Options"))):
            formatter.write_dl(records)


app = typer.Typer(
    cls=_Verbs,
    help=N_("Thai circular letters: who still owes the data, and who was not told."),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=is_completing(),  # not always, because Typer then loads modules that take time
)


INTERRUPTED = 130


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"circtrack {__version__}")
        raise typer.Exit


@app.callback()
def _session(
    lang: Annotated[
        str, typer.Option("--lang", metavar="<th|en>", help=N_("The language of messages and tables: th or en."))
    ] = "",
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_show_version, is_eager=True, help=N_("Show the version and exit.")),
    ] = False,
) -> None:
    pass


def _shown_progress() -> "AbstractContextManager[None]":
    if not sys.stderr.isatty():  # of cron and of pipes: the bar need not be loaded
        return nullcontext()
    from circtrack.render.progress_bar import shown_at_a_terminal

    return shown_at_a_terminal()


def run_command_line(arguments: "Sequence[str]") -> int:
    """Run one command line and return its exit status.

    Raises:
        TyperException: the command line is wrong.
        CirctrackError: the command failed.
        KeyboardInterrupt: Ctrl-C.
    """
    # Without arguments, show the help.
    given = list(arguments) or ["--help"]
    say_summaries_with(partial(said, whole=True))
    with _shown_progress():
        result = get_command(app).main(given, prog_name="circtrack", standalone_mode=False)
    if result == INTERRUPTED:  # Typer turns Ctrl-C into this status
        raise KeyboardInterrupt
    return result if isinstance(result, int) else 0
