"""``circtrack chain``: who told whom and when, down the chain, and where it stalled."""

# No `from __future__ import annotations`: Typer needs them as objects, and to compile each from its text takes long.

from typing import TYPE_CHECKING, Annotated

from typer import Option

from circtrack.cli.database import reading
from circtrack.cli.options import AnyOfChain, IncludeSecret, command, new_app
from circtrack.cli.session import Session
from circtrack.cli.unassigned import tell_unassigned
from circtrack.errors import N_, InputError
from circtrack.render.output import Output

if TYPE_CHECKING:
    from circtrack.reports.chain import ChainTree

PICTURES = ("dot", "mermaid")

app = new_app()


@command(
    app,
    help=N_("Who told whom and when, down the chain, and where it stalled."),
    example="circtrack chain 908\n"
    "circtrack chain 908 --depth 1 --format csv\n"
    "circtrack chain 908 --format dot | dot -Tsvg > chain.svg",
    listing=True,
    formats=PICTURES,
)
def chain(
    session: Session,
    output: Output,
    letter: AnyOfChain,
    *,
    depth: Annotated[
        int | None, Option("--depth", metavar="N", min=0, help=N_("Only so many levels below the first letter."))
    ] = None,
    include_secret: IncludeSecret = False,
) -> None:
    """Write the tree as text, as a picture, as a page, or as rows."""
    from circtrack.reports.chain import build_chain_tree
    from circtrack.reports.tracked import ReportScope
    from circtrack.store.find_letter import find_letter
    from circtrack.store.settings import get_own_office

    chosen = output.chosen_format()
    if chosen in PICTURES and output.columns:
        raise InputError("--columns does not go with --format {format}.", format=chosen)
    with reading(session) as connection:
        own = get_own_office(connection)
        found = find_letter(connection, letter, own_office=own, include_secret=include_secret)
        asked = ReportScope(session.today, found, own_office=own, include_secret=include_secret)
        tree = build_chain_tree(connection, asked, depth=depth)
    if chosen in PICTURES:
        output.write_text(_picture(tree, chosen, thai=output.thai))
    elif chosen == "table" and not output.columns:
        from circtrack.render.cells import printable
        from circtrack.render.chain_text import tree_text

        output.write_text(printable(tree_text(tree, output.width())))
    elif chosen == "html" and not output.columns:
        from circtrack.render.chain_page import chain_page

        output.write(chain_page(tree))
    else:
        output.write(tree.report())
    if chosen not in {"table", "html"} or output.columns:
        tell_unassigned(tree.unassigned)


def _picture(tree: "ChainTree", form: str, *, thai: bool) -> str:
    from circtrack.render.chain_graph import tree_graph
    from circtrack.render.messages import warn
    from circtrack.render.pictures import MERMAID_EDGES, dot, mermaid

    graph = tree_graph(tree)
    if form == "dot":
        return dot(graph, thai=thai)
    if len(graph.edges) > MERMAID_EDGES:
        warn(
            N_("Mermaid draws {most} arrows and this picture has {count}; --depth leaves some out."),
            most=MERMAID_EDGES,
            count=len(graph.edges),
        )
    return mermaid(graph, thai=thai)
