"""Declare verbs, with the options that every verb or every listing shares.

A verb is a plain function whose first parameter is a ``Session`` (and the second an ``Output``, if it is a listing)::

    app = new_app()

    @command(app, help=N_("Who still owes."), example="circtrack owing 908 --format csv", listing=True)
    def owing(session: Session, output: Output, letter: Annotated[str, Argument(help=N_("..."))] = "") -> None: ...

``--db``, ``--today`` and ``--lang``, and for listings ``--format``, ``--output``, ``--columns``, ``--excel``,
``--thai``, ``--iso`` and ``--no-pager``, are added here, so that no verb can forget them. A verb returns its exit
status, or None for 0.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer import Argument, Option
from typer.core import TyperCommand

from circtrack.cli import is_completing
from circtrack.cli.choices import given_but_empty, words_of
from circtrack.cli.session import Session
from circtrack.cli.spoken import Spoken, example_lines
from circtrack.config_file import find_word
from circtrack.errors import N_, InputError
from circtrack.i18n import set_language, translate
from circtrack.render.days import choose_days
from circtrack.render.output import Output
from circtrack.render.streams import silence_stdout

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from circtrack.figures import Masthead

_Database = Annotated[
    str | None,
    Option(
        "--db",
        metavar="PATH",
        help=N_("The database: a file, or postgresql://USER@HOST/DATABASE; else CIRCTRACK_DB, else the user's own."),
    ),
]
_Today = Annotated[
    str | None,
    Option("--today", metavar="DATE", help=N_("Take this day for today; any form of date that is read.")),
]
_Language = Annotated[Literal["th", "en"] | None, Option("--lang", help=N_("The language of messages and tables."))]
_FORMATS = ("table", "csv", "tsv", "json", "jsonl", "html", "xlsx")
_File = Annotated[Path | None, Option("--output", metavar="FILE", help=N_("Write to this file."))]
_Columns = Annotated[
    str, Option("--columns", metavar="A,B,C", help=N_("Only these columns, in this order; their Thai titles too."))
]
_Excel = Annotated[bool, Option("--excel", help=N_("CSV for Excel: with a BOM, and without cells it would run."))]
_Thai = Annotated[
    bool, Option("--thai", help=N_("Thai headers, numerals and years; a table, page or picture is then all Thai."))
]

_Iso = Annotated[
    bool, Option("--iso", help=N_("Days as 2023-03-24 in tables, pages and messages, in a Thai session too."))
]
_NoPager = Annotated[bool, Option("--no-pager", help=N_("At a terminal: long tables straight to the screen."))]

OneLetter = Annotated[str, Argument(metavar="LETTER", help=N_("Part of the letter's number."))]
"""The letter on which a verb acts."""

AnyOfChain = Annotated[str, Argument(metavar="LETTER", help=N_("Part of the number of any letter of the chain."))]
"""Any letter of a chain, which names the whole chain."""

OptionalLetter = Annotated[
    str, Argument(metavar="[LETTER]", help=N_("Part of the letter's number; all chains if not given."))
]
"""The letter whose chain a report is about, "" for all."""

UnderOffice = Annotated[str, Option("--under", metavar="OFFICE", help=N_("Only this office and those under it."))]
"""The office to which, and to the offices under it, a report is limited."""

KindsOfOffice = Annotated[
    str,
    Option(
        "--kind",
        metavar="A,B",
        help=N_("Only these kinds of office: province, district, pao, sao, ...; อบต., อบจ., เทศบาล too."),
    ),
]
"""The kinds of office to which a list is limited (``choices.office_kinds``)."""

NewFolder = Annotated[Path, Argument(metavar="DIR", help=N_("The folder; made if it is not there."))]
"""A folder into which a verb writes."""

TaskPlace = Annotated[
    int,
    Option(
        "--task",
        metavar="N",
        min=0,
        show_default=False,
        help=N_("Only the letter's task of this place; all if not said."),
    ),
]
"""The task of a letter on which a verb acts, by its position; 0 for all."""

SayingLetter = Annotated[
    str, Option("--by", metavar="LETTER2", help=N_("The recorded letter that says so; then no reason is needed."))
]
"""The letter that ends an obligation or moves a deadline."""

IncludeSecret = Annotated[
    bool, Option("--include-secret", help=N_("Letters marked ลับ or higher too, which lists leave out."))
]
# Formats with sentences in them. They must be in one language throughout: with --thai, all of it is Thai.
_FORMATS_WITH_SENTENCES = {"table", "html", "dot", "mermaid"}

# The metavars of free text; an empty value is valid.
_MAY_BE_EMPTY = {"TEXT", "[TEXT]...", "[TEXT]... | show LETTER", "NOTE"}

SESSION_OPTIONS: dict[str, tuple[Any, object]] = {
    "db": (_Database, None),
    "today": (_Today, None),
    "lang": (_Language, None),
}
LISTING_OPTIONS: dict[str, tuple[Any, object]] = {
    "format": (None, None),  # replaced in each verb, whose formats differ
    "output_file": (_File, None),
    "columns": (_Columns, ""),
    "excel": (_Excel, False),
    "thai": (_Thai, False),
    "iso": (_Iso, False),
    "no_pager": (_NoPager, False),
}


def reject_reversed_days(since: date | None, until: date | None) -> None:
    """Reject days in the wrong order, between which there can be nothing.

    Raises:
        InputError: ``--since`` is after ``--until``.
    """
    if since and until and since > until:
        raise InputError("--since {since} is after --until {until}: nothing is between.", since=since, until=until)


def new_app() -> typer.Typer:
    """Return a Typer for one verb: no rich in help, no tracebacks, no completion options."""
    return typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


def command(
    app: typer.Typer,
    *,
    help: str,  # noqa: A002 - the word that Typer has for it
    example: str,
    name: str | None = None,
    listing: bool = False,
    has_sentences: bool = False,
    title: str = "",
    formats: tuple[str, ...] = (),
    format_help: str = N_("Form of the output: a table at a terminal, CSV elsewhere, if not said."),
) -> Callable[[Callable[..., int | None]], Callable[..., int | None]]:
    """Declare a verb.

    Args:
        app: The module's Typer.
        help: One English sentence from the catalogue; also the verb's line in ``circtrack --help``.
        example: A command line (or several, one a line) that shows the verb at work.
        name: The verb, if it is not the function's name.
        listing: Whether the verb is a listing and has its options.
        has_sentences: Whether its data have sentences in the reader's language. Their days are then ISO in data.
        title: The title of its page, where the report has none; a template of the catalogue.
        formats: The verb's own formats, besides those of every listing.
        format_help: The help of ``--format``.
    """

    def declare(function: Callable[..., int | None]) -> Callable[..., int | None]:
        options = SESSION_OPTIONS | (
            LISTING_OPTIONS | {"format": (_format(formats, format_help), None)} if listing else {}
        )

        def run(**given: Any) -> int | None:
            shared = {option: given.pop(option) for option in options}
            session = Session(shared["db"], shared["today"])
            choose_days(iso=False)
            _count_as_set()
            try:
                return function(
                    session,
                    *([_output(shared, session, title or help, has_sentences=has_sentences)] if listing else []),
                    **given,
                )
            except BrokenPipeError:
                # The reader of our pipe has closed it. Typer would treat that as a failure.
                silence_stdout()
                return 0

        _set_signature(run, function, own_from=2 if listing else 1, options=options)
        app.command(name or function.__name__, cls=_Verb, help=help, epilog=example)(run)
        return function

    return declare


def reject_together(act: str, options: Mapping[str, object]) -> None:
    """Refuse options that have no meaning beside ``act``, rather than drop them.

    Raises:
        InputError: one of them is given.
    """
    if stray := [option for option, given in options.items() if given]:
        raise InputError("{options}: not together with {act}.", options=", ".join(stray), act=act)


def _count_as_set() -> None:
    """Have deadlines counted from the day that the settings say; what counts is loaded only if it must know."""
    from_next_day = find_word("count_from") == "next_day"
    if from_next_day or "circtrack.thai.relative" in sys.modules:
        from circtrack.thai.relative import choose_counting

        choose_counting(from_next_day=from_next_day)


def _format(more: tuple[str, ...], help: str) -> Any:  # noqa: A002 - the word that Typer has for it
    names: Any = (*_FORMATS, *more)
    return Annotated[Literal[names] | None, Option("--format", help=help)]


def _output(shared: dict[str, Any], session: Session, title: str, *, has_sentences: bool) -> Output:
    output = Output(
        shared["format"],
        shared["output_file"],
        words_of("--columns", shared["columns"]),
        shared["excel"],
        shared["thai"],
        lambda: _masthead(session, title),
        not shared["no_pager"],
    )
    if output.thai and shared["iso"]:
        raise InputError("--thai and --iso contradict each other: Thai papers have Thai days.")
    for_people = output.chosen_format() in _FORMATS_WITH_SENTENCES
    choose_days(iso=shared["iso"] or (has_sentences and not for_people))
    if for_people and not output.thai:
        from circtrack.config import settings  # not for CSV, which stays as it is: scripts rest on it

        output = output._replace(thai=settings().thai and not shared["iso"])
    if output.thai and for_people:
        set_language("th")
    return output


def _masthead(session: Session, title: str) -> Masthead:
    from circtrack.cli.database import own_office_name
    from circtrack.figures import Masthead

    return Masthead(translate(title).rstrip("."), own_office_name(session), session.today)


def _set_signature(
    run: Callable[..., Any],
    function: Callable[..., Any],
    *,
    own_from: int,
    options: dict[str, tuple[Any, object]],
) -> None:
    """Set the signature of ``run``, which Typer reads: the verb's own parameters, then the shared options."""
    own = list(inspect.signature(function, eval_str=True).parameters.values())[own_from:]
    if is_completing():  # only then, because Typer inspects the signature of each completing function
        from circtrack.cli.completing import completes

        for hint in (*(each.annotation for each in own), *(annotation for annotation, _ in options.values())):
            for info in getattr(hint, "__metadata__", ()):
                # In an annotation Typer has the option's name where else its default stands.
                info.autocompletion = completes(info.metavar, str(info.default))
    parameters = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own] + [
        inspect.Parameter(option, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for option, (annotation, default) in options.items()
    ]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # functions take it
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}


class _Verb(Spoken, TyperCommand):
    """A verb whose help is in the reader's language and begins with its description and an example."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for parameter in self.params:
            parameter.help = translate(getattr(parameter, "help", None))  # type: ignore[attr-defined]  # as above

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse as Typer does, but reject empty values: most likely a script's variable was not set."""
        if any(not text.rpartition("=")[2].strip() for text in args):
            self._reject_empty(ctx, list(args))
        rest: list[str] = super().parse_args(ctx, args)
        return rest

    def _reject_empty(self, ctx: Any, args: list[str]) -> None:
        given, _, order = self.make_parser(ctx).parse_args(args)
        for parameter in order:
            value = given.get(parameter.name or "")
            texts = value if isinstance(value, (list, tuple)) else [value]
            empty = any(isinstance(text, str) and not text.strip() for text in texts)
            if empty and parameter.metavar not in _MAY_BE_EMPTY:
                is_option = parameter.param_type_name == "option"
                raise given_but_empty(parameter.opts[0] if is_option else parameter.metavar or "")

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write_text(translate(self.help))
        formatter.write_paragraph()
        for line in example_lines(self.epilog or ""):
            formatter.write(f"  {line}\n")
        formatter.write_paragraph()
        self.format_usage(ctx, formatter)
        self.format_options(ctx, formatter)
