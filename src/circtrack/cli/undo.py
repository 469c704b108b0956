"""``circtrack undo``: take back what a command recorded."""

from __future__ import annotations

from typing import Annotated

from typer import Argument

from circtrack.cli.confirmations import recorded
from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_
from circtrack.render import messages

app = new_app()


@command(app, help=N_("Take back what the last command recorded, whole."), example="circtrack undo\ncirctrack undo 12")
def undo(
    session: Session,
    entry: Annotated[
        int | None, Argument(metavar="[ENTRY]", min=1, help=N_("This entry of `circtrack log`, not the last."))
    ] = None,
) -> None:
    """Undo and say what was taken back."""
    from circtrack.actions.undo import undo as take_back
    from circtrack.database.transaction import perform

    done = perform(session.database, "undo", lambda transaction: take_back(transaction, entry), create=False)
    messages.say(
        N_("Took back entry {row}, {command}: {sentence}"), row=done.row, command=done.command, sentence=recorded(done)
    )
    messages.say(N_("`circtrack redo` does it again."))
