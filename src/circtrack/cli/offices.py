"""``circtrack offices``: list and search the offices of the country."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, cast

from typer import Argument, Option

from circtrack.cli.choices import office_kinds
from circtrack.cli.database import know_offices
from circtrack.cli.list_options import ListEncoding, ListOptions, Rejects, Sheet, find_under, tell_outcome
from circtrack.cli.options import KindsOfOffice, command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, BadRowsError, InputError, UnknownError
from circtrack.render import messages
from circtrack.render.output import Output

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from circtrack.model import OfficeKind

app = new_app()


@command(
    app,
    help=N_("List and search the offices of the country."),
    title=N_("List of offices"),
    example="circtrack offices อบต.บ้านไร่\ncirctrack offices --under อำเภอเทพสถิต --on 2566-02-27\n"
    "circtrack offices add สำนักงานจังหวัดชัยภูมิ --kind other --under จ.ชัยภูมิ",
    listing=True,
)
def offices(
    session: Session,
    output: Output,
    text: Annotated[
        list[str] | None,
        Argument(
            metavar="[TEXT]... | add NAME",
            help=N_("Parts of a name or of a code, as people write it; 'add' and a full name: add that office."),
        ),
    ] = None,
    under: Annotated[
        str,
        Option(
            "--under", metavar="OFFICE", help=N_("Only the offices under this one; of one added, who writes to it.")
        ),
    ] = "",
    kind: KindsOfOffice = "",
    on: Annotated[str, Option("--on", metavar="DATE", help=N_("As the offices were on this day."))] = "",
    since: Annotated[
        str, Option("--since", metavar="DATE", help=N_("With add: its first day; it owes no round that ends before."))
    ] = "",
    until: Annotated[
        str, Option("--until", metavar="DATE", help=N_("With add: its last day; it owes no round that ends later."))
    ] = "",
    listed: Annotated[
        str,
        Option(
            "--list", metavar="FILE", help=N_("Whom a list names (`circtrack help lists`), line by line; - for stdin.")
        ),
    ] = "",
    sheet: Sheet = "",
    encoding: ListEncoding = None,
    rejects: Rejects = None,
) -> int:
    """List the offices that fit, or those that a list names; or add one."""
    words = text or []
    if words[:1] == ["add"]:
        _add(session, " ".join(words[1:]), kind, under, on, (since, until))
        return 0
    if since or until:
        raise InputError("--since and --until go with add only: they are the days of the office that is added.")
    from circtrack.clock import parse_day
    from circtrack.reports.offices import build_offices_report

    know_offices(session)
    day = parse_day(on) if on else session.today
    options = ListOptions(listed, encoding, sheet, rejects)
    options.reject_without_list()
    above = find_under(session, under) if under else ""
    if listed:
        if text or kind:
            raise InputError("--list goes with neither a text nor --kind.")
        return _show_listed(session, output, options, above, day)
    output.write(build_offices_report(day, text=" ".join(words), under=above, kinds=office_kinds(kind)))
    return 0


def _show_listed(session: Session, output: Output, options: ListOptions, under: str, day: date) -> int:
    """Show which office each line of a list means; the status is 4 if a line names none."""
    from circtrack.actions.listed import find_all, make_part
    from circtrack.cli.database import reading
    from circtrack.cli.list_options import write_rejects
    from circtrack.reports.offices import build_listed_report
    from circtrack.store.settings import get_own_office

    own = ""
    with suppress(UnknownError), reading(session) as connection:
        own = get_own_office(connection)
    read = options.read()
    found, outcome = find_all(read, {}, day, own, make_part(under, day), partial=True)
    output.write(build_listed_report(day, [(code, entry.line, entry.text) for code, entry in found.items()]))
    write_rejects(options.rejects, outcome.bad)
    if outcome.bad:
        raise BadRowsError(
            "{count} lines name no office that can be found.",
            details=[each.as_message() for each in outcome.bad],
            count=len(outcome.bad),
        )
    tell_outcome(outcome, "")
    return 0


def _add(session: Session, name: str, kind: str, under: str, on: str, days: tuple[str, str]) -> None:
    """Add an office, or change one that was added, and say its code and its time."""
    from circtrack.actions.add_office import SaidOfOffice, add_office
    from circtrack.cli.confirmations import tell_notes
    from circtrack.cli.days import coming_day, past_day
    from circtrack.database.transaction import perform
    from circtrack.registry.offices import load
    from circtrack.render.words import in_words

    if on:
        raise InputError("--on does not go with add: --since and --until are the days of an office that is added.")
    kinds = cast("Sequence[OfficeKind]", office_kinds(kind) or (None,))
    if len(kinds) > 1:
        raise InputError("An office is of one kind: --kind {kind} names several.", kind=kind)
    since = past_day(session, days[0]) if days[0] else None
    until = coming_day(session, days[1]) if days[1] else None
    load()
    said = SaidOfOffice(kinds[0], since, until + timedelta(days=1) if until else None)
    added = perform(
        session.database, "offices", lambda transaction: add_office(transaction, name, said, under, session.today)
    )
    message = (
        N_("Added {office} ({kind}) under {superior}, with the code {code}.")
        if added.superior
        else N_("Added {office} ({kind}), with the code {code}.")
    )
    messages.say(
        message if added.is_new else N_("Changed {office} ({kind}), {code}."),
        office=added.office.name,
        kind=in_words(added.office.kind),
        superior=added.superior.name if added.superior else "",
        code=added.office.code,
    )
    tell_notes(added.notes)
