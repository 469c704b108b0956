"""Typer's own lines of help in the reader's language, for the verbs and for the list of them."""

from __future__ import annotations

from typing import Any

from circtrack.errors import N_
from circtrack.i18n import translate


class Spoken:
    """Mixed into Typer's classes, which have these lines in English only."""

    def format_usage(self: Any, ctx: Any, formatter: Any) -> None:
        """Write the line of usage."""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=translate(N_("Usage: ")))

    def get_help_option(self, ctx: Any) -> Any:
        """``--help`` itself."""
        option = super().get_help_option(ctx)  # type: ignore[misc]  # of the Typer class that this is mixed into
        if option is not None:
            option.help = translate(N_("Show this message and exit."))
        return option
