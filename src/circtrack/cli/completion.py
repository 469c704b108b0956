"""``circtrack completion``: write the script by which a shell completes verbs, options, letters and offices."""

from __future__ import annotations

from typing import Annotated, Literal

from typer import Argument

from circtrack.cli.completing import SCRIPTS
from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_
from circtrack.render.output import Output

app = new_app()


@command(
    app,
    help=N_("The script by which a shell completes letters and offices."),
    example='eval "$(circtrack completion bash)"        # in ~/.bashrc\n'
    'eval "$(circtrack completion zsh)"         # in ~/.zshrc, after compinit\n'
    "circtrack completion fish > ~/.config/fish/completions/circtrack.fish",
)
def completion(
    session: Session,  # noqa: ARG001 - every verb has one
    shell: Annotated[Literal["bash", "zsh", "fish"], Argument(metavar="bash|zsh|fish", help=N_("The shell."))],
) -> None:
    """Write the script."""
    Output().write_text(SCRIPTS[shell])
