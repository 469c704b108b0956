"""``circtrack redo``: do again what the last ``undo`` took back."""

from __future__ import annotations

from circtrack.cli.confirmations import recorded
from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_
from circtrack.render import messages

app = new_app()


@command(app, help=N_("Do again what the last undo took back."), example="circtrack redo")
def redo(session: Session) -> None:
    """Redo and say what was done again."""
    from circtrack.actions.undo import redo as do_again
    from circtrack.database.transaction import perform

    done = perform(session.database, "redo", do_again, create=False)
    messages.say(
        N_("Did again entry {row}, {command}: {sentence}"), row=done.row, command=done.command, sentence=recorded(done)
    )
