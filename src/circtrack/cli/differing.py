"""What is given is recorded, and otherwise: say so, ask at a terminal, and correct it if that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeVar

from typer import Option

from circtrack.cli.confirmations import show_correction
from circtrack.errors import N_, DiffersError
from circtrack.render import messages
from circtrack.render.streams import can_ask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from circtrack.actions.letters.correct import CorrectionResult
    from circtrack.actions.results import Differing

Recorded = TypeVar("Recorded")

Update = Annotated[
    bool | None,
    Option(
        "--update/--no-update",
        help=N_("Where it is recorded otherwise: take what is given now, or keep what is recorded. Else it is asked."),
        show_default=False,
    ),
]
"""What to do where what is given differs from what is recorded; None to ask, or refuse where no one can be asked."""


def record(act: Callable[[Differing], Recorded], update: bool | None, *, ask: bool = True) -> Recorded:
    """Record what is given; where it is recorded otherwise, ask whether to correct that.

    Args:
        act: Records in one transaction.
        update: As in ``Update``.
        ask: Whether the clerk may be asked.

    Raises:
        DiffersError: what is given differs, and it is not said what to do; nothing was changed.
    """
    if update is not None:
        return act("update" if update else "keep")
    try:
        return act("refuse")
    except DiffersError as error:
        if not (ask and can_ask()):
            raise
        show(error)
        if messages.confirm(error.question):
            return act("update")
        messages.say(N_("What is recorded stays."))
        return act("keep")


def show(error: DiffersError) -> None:
    """Show what is recorded and what is given, field by field."""
    messages.say(N_("What is given differs from what is recorded:"))
    for detail in error.details:
        messages.say(detail)  # type: ignore[arg-type]  # these details are messages


def tell(corrections: Iterable[CorrectionResult]) -> None:
    """Say what was corrected, and what followed."""
    for each in corrections:
        show_correction(each, notes=False)
