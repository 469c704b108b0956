"""Say which rounds of a task that comes again and again are meant, or ask."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

from typer import Option

from circtrack.errors import N_, InputError
from circtrack.render import messages

if TYPE_CHECKING:
    from circtrack.cli.session import Session
    from circtrack.errors import UndecidedError
    from circtrack.tracking.open_rounds import RoundChoice


def round_option(help_: str) -> object:
    """Declare ``--round``; the help also says what is meant without it, which differs from verb to verb."""
    return Option("--round", metavar="N|DATE|all", help=help_)


RoundOf = Annotated[
    str, round_option(N_("Of what comes again and again: the round of this place or day, or all that are owed."))
]
Early = Annotated[bool, Option("--early", help=N_("With --round: also a round that has not opened yet."))]


def parse_round(session: Session, text: str) -> RoundChoice:
    """Return which rounds a text means: a place, a day, or ``all``; "" for what is owed now.

    Raises:
        InputError: it is none of these, or the place is 0.
    """
    from circtrack.actions.work.rounds import read_round
    from circtrack.cli.days import past_day

    return read_round(text, partial(past_day, session))


def parse_rounds(session: Session, text: str, *, early: bool) -> RoundChoice:
    """Return which rounds the options mean.

    Raises:
        InputError: as :func:`parse_round`, or no round is named to be taken early.
    """
    if early and not text:
        raise InputError("--early goes with --round: which round?")
    return parse_round(session, text)


def ask_round(session: Session, undecided: UndecidedError) -> RoundChoice | None:
    """Ask which round is meant, until it is one of those that are owed; None for an empty answer."""
    messages.say(undecided.message)
    while answer := messages.ask(
        N_("Which round is meant? Its number, all for all of them, or nothing for none:"), undecided.details
    ):
        try:
            choice = parse_round(session, answer)
        except InputError:
            continue
        if choice.every or choice.place in undecided.places:
            return choice
    return None
