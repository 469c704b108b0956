"""``circtrack config``: list every setting, its value, and where it was set; set one, or take it out."""

from __future__ import annotations

from typing import Annotated

from typer import Argument

from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError
from circtrack.render import messages
from circtrack.render.output import Output

app = new_app()

_HOW = N_("Write `circtrack config`, `circtrack config set KEY VALUE` or `circtrack config unset KEY`.")


@command(
    app,
    help=N_("Every setting, its value, and where that was said; set one."),
    title=N_("Settings"),
    example="circtrack config\n"
    "circtrack config --format json\n"
    'circtrack config set office.phone "๐ ๔๔๘๕ ๕๐๖๖"\n'
    "circtrack config unset office.phone",
    listing=True,
)
def config(
    session: Session,
    output: Output,
    words: Annotated[
        list[str] | None,
        Argument(
            metavar="[set KEY VALUE | unset KEY]",
            help=N_("'set', a setting and its value: write it into the file; 'unset': take it out. None: list all."),
        ),
    ] = None,
) -> None:
    """Write the settings, or change one."""
    if words:
        _change(words)
        return
    from circtrack.config_file import config_path
    from circtrack.reports.config import build_config_report

    options: dict[str, object] = {"db": str(session.database) if session.db is not None else None}
    output.write(build_config_report(options, str(config_path()), str(session.database)))


def _change(words: list[str]) -> None:
    from circtrack.actions.change_setting import set_setting, unset_setting

    match words:
        case ["set", name, *values] if values:
            file = set_setting(name, " ".join(values))
            messages.say(N_("{name} is set in {file}."), name=name, file=file)
        case ["unset", name]:
            file = unset_setting(name)
            messages.say(N_("{name} is no longer set in {file}."), name=name, file=file)
        case _:
            raise InputError("'{words}' is nothing to do with settings.", hint=_HOW, words=" ".join(words))
