"""``circtrack config``: list every setting, its value, and where it was set."""

from __future__ import annotations

from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_
from circtrack.render.output import Output

app = new_app()


@command(
    app,
    help=N_("Every setting, its value, and where that was said."),
    example="circtrack config\ncirctrack config --format json",
    listing=True,
)
def config(session: Session, output: Output) -> None:
    """Write the settings."""
    from circtrack.config import config_path
    from circtrack.reports.config import build_config_report

    options: dict[str, object] = {"db": str(session.database) if session.db is not None else None}
    output.write(build_config_report(options, str(config_path()), str(session.database)))
