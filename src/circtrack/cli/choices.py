"""Lists of our own words, as options take them: ``--state A,B``, ``--kind A,B``."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from circtrack.errors import N_, InputError

if TYPE_CHECKING:
    from circtrack.model import State


def office_kinds(text: str) -> tuple[str, ...]:
    """The kinds of office named, commas between them.

    Raises:
        InputError: a word that is none.
    """
    if not text:
        return ()
    from circtrack.model import OfficeKind

    names = _words(text)
    known = [kind for kind in get_args(OfficeKind) if kind != "other"]
    for name in names:
        if name not in known:
            raise InputError(
                "no kind of office is called '{name}'.",
                hint=N_("There are: {kinds}"),
                name=name,
                kinds=", ".join(known),
            )
    return names


def states(text: str) -> tuple[State, ...]:
    """The states named, commas between them, in the order of their urgency.

    Raises:
        InputError: a word that is none.
    """
    from circtrack.tracking.state import STATES

    names = _words(text)
    for name in names:
        if name not in STATES:
            raise InputError("no state {name}.", hint=N_("There are: {states}"), name=name, states=", ".join(STATES))
    return tuple(state for state in STATES if state in names)


def _words(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
