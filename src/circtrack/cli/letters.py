"""``circtrack letters``: list and search the recorded letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from circtrack.cli import consequences
from circtrack.cli.database import know_offices, reading
from circtrack.cli.options import IncludeSecret, command, new_app, reject_reversed_days, reject_together
from circtrack.cli.session import Session
from circtrack.cli.show_letters import show_letters
from circtrack.errors import N_, InputError
from circtrack.render.output import Output

if TYPE_CHECKING:
    from circtrack.cli.consequences import Forecast
    from circtrack.reports.letter import RoundSoFar, WholeLetter

app = new_app()


@command(
    app,
    help=N_("List and search the recorded letters."),
    title=N_("Recorded letters"),
    example="circtrack letters\ncirctrack letters ศูนย์ช่วยเหลือ --since 2566-01-01 --from สถ.\ncirctrack letters show 908",
    listing=True,
)
def letters(
    session: Session,
    output: Output,
    text: Annotated[
        list[str] | None,
        Argument(
            metavar="[TEXT]... | show LETTER",
            help=N_("Parts of a number, a subject or an issuer's name; 'show' and a letter: that one whole."),
        ),
    ] = None,
    *,
    since: Annotated[str, Option("--since", metavar="DATE", help=N_("Only letters of this day or later."))] = "",
    until: Annotated[str, Option("--until", metavar="DATE", help=N_("Only letters of this day or earlier."))] = "",
    issuer: Annotated[str, Option("--from", metavar="OFFICE", help=N_("Only letters that this office issued."))] = "",
    recipient: Annotated[str, Option("--to", metavar="OFFICE", help=N_("Only letters sent to this office."))] = "",
    show: Annotated[str, Option("--show", metavar="LETTER", help=N_("As 'show LETTER'."))] = "",
    include_secret: IncludeSecret = False,
) -> None:
    """List the letters that fit, or show one whole letter."""
    words = text or []
    if words == ["show"]:
        raise InputError(
            "Show which letter? Name any part of its number after 'show'.",
            hint=N_("`circtrack letters` lists them."),
        )
    named = show or (" ".join(words[1:]) if words[:1] == ["show"] else "")
    if named:
        filters = {"--since": since, "--until": until, "--from": issuer, "--to": recipient}
        reject_together("show", {" ".join(words): show and words, **filters})
        _show(session, output, named, include_secret=include_secret)
        return
    from circtrack.clock import parse_day
    from circtrack.reports.letters import build_letters_report

    first, last = (parse_day(given) if given else None for given in (since, until))
    reject_reversed_days(first, last)
    know_offices(session)
    sender, addressee = (_find_office_code(given, session) if given else "" for given in (issuer, recipient))
    with reading(session) as connection:
        report = build_letters_report(
            connection,
            words=words,
            since=first,
            until=last,
            issuer=sender,
            recipient=addressee,
            include_secret=include_secret,
        )
        output.write(report)


def _find_office_code(text: str, session: Session) -> str:
    from circtrack.registry.find import find_office

    return find_office(text, session.today).code


def _show(session: Session, output: Output, text: str, *, include_secret: bool) -> None:
    """Show one whole letter: as text, as an object, or as a row with its findings on standard error."""
    whole, left = _load_recorded(session, text, include_secret=include_secret)
    if output.shows_table:
        from circtrack.cli.confirmations import say_recorded
        from circtrack.render.cells import printable
        from circtrack.render.drafts import drafts_text
        from circtrack.render.ties import ties_text

        rounds = _list_rounds(session, text, include_secret=include_secret)
        ties = ties_text(whole, say_recorded, rounds)
        output.write_prose(drafts_text([whole.letter], numbered=True) + printable(ties))
    elif output.writes_objects():
        from circtrack.render.objects import write_mappings
        from circtrack.reports.letter import letter_object

        with output.stream() as stream:
            objects = [letter_object(whole, consequences.objects(whole.letter, left))]
            write_mappings(objects, stream, lines=output.chosen_format() == "jsonl")
    else:
        show_letters([whole.letter], output, numbered=True)


def _list_rounds(session: Session, text: str, *, include_secret: bool) -> list[RoundSoFar]:
    """Return the open rounds of what the letter's chain asks for again and again."""
    from circtrack.cli.asked import asked_for
    from circtrack.reports.letter import list_open_rounds

    with reading(session) as connection:
        return list_open_rounds(connection, asked_for(connection, session, text, "", include_secret=include_secret))


def _load_recorded(session: Session, text: str, *, include_secret: bool) -> tuple[WholeLetter, Forecast]:
    """Return the letter, and its effects on others that are not carried out yet."""
    from circtrack.actions.letters.letter_effects import list_letter_effects
    from circtrack.reports.letter import load_whole_letter
    from circtrack.store.find_letter import find_letter
    from circtrack.store.settings import get_own_office

    with reading(session) as connection:
        found = find_letter(connection, text, own_office=get_own_office(connection), include_secret=include_secret)
        left = consequences.Forecast(tuple(list_letter_effects(connection, [found.id])))
        return load_whole_letter(connection, found.id, include_secret=include_secret), left
