"""``circtrack chain``: who told whom and when, down the chain, and where it stalled."""

from __future__ import annotations

from typing import Annotated

from typer import Argument

from circtrack.cli.database import reading
from circtrack.cli.options import IncludeSecret, Session, command, new_app
from circtrack.errors import N_
from circtrack.render.output import Output

app = new_app()


@command(
    app,
    help=N_("Who told whom and when, down the chain, and where it stalled."),
    example="circtrack chain 908\ncirctrack chain 908 --format csv",
    listing=True,
)
def chain(
    session: Session,
    output: Output,
    letter: Annotated[str, Argument(metavar="LETTER", help=N_("Part of the number of any letter of the chain."))],
    *,
    include_secret: IncludeSecret = False,
) -> None:
    """Write the tree for people, or its rows."""
    from circtrack.render.cells import printable
    from circtrack.reports.chain import chain_tree
    from circtrack.reports.chain_text import tree_text
    from circtrack.reports.tracked import Asked
    from circtrack.store.find_letter import find_letter
    from circtrack.store.settings import own_office

    with reading(session) as connection:
        own = own_office(connection)
        found = find_letter(connection, letter, own_office=own, include_secret=include_secret)
        tree = chain_tree(connection, Asked(session.today, found, own_office=own, include_secret=include_secret))
    if output.chosen_format() == "table" and not output.columns:
        output.write_text(printable(tree_text(tree)))
    else:
        output.write(tree.report())
