"""Translate Typer's own lines of help, for the verbs and for the list of verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circtrack.errors import N_
from circtrack.i18n import translate

if TYPE_CHECKING:
    from collections.abc import Iterator

USAGE_WORDS = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."))


def example_lines(examples: str) -> Iterator[str]:
    """Yield a verb's examples as a terminal shows them: a prompt before each command, none before a continued line."""
    goes_on = False
    for line in examples.splitlines():
        yield line if goes_on else f"$ {line}"
        goes_on = line.endswith("\\")


class Spoken:
    """A mixin for Typer's classes, which have these lines in English only."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return what can follow the command's name, translated."""
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]  # as get_help_option
        return [translate(piece) if piece in USAGE_WORDS else piece for piece in pieces]

    def format_usage(self: Any, ctx: Any, formatter: Any) -> None:
        """Write the usage line, translated."""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=translate(N_("Usage: ")))

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option ``--help``, translated."""
        option = super().get_help_option(ctx)  # type: ignore[misc]  # of the Typer class that this is mixed into
        if option is not None:
            option.help = translate(N_("Show this message and exit."))
        return option
