"""Lists of our own words, as options take them: ``--state A,B``, ``--kind A,B``."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from circtrack.errors import N_, InputError

if TYPE_CHECKING:
    from circtrack.model import State


def given_but_empty(name: str) -> InputError:
    """The error of an option or an argument that is given and says nothing."""
    return InputError(
        "{name} is given, but empty.",
        hint=N_("Say what it is, or leave it out; in a script, look whether its variable is set."),
        name=name,
    )


def words_of(option: str, text: str) -> tuple[str, ...]:
    """Split what an option says at its commas; none where it is not given.

    Raises:
        InputError: there is nothing but commas, which must not mean everything.
    """
    words = tuple(word for each in text.split(",") if (word := each.strip()))
    if text and not words:
        raise given_but_empty(option)
    return words


def office_kinds(text: str) -> tuple[str, ...]:
    """The kinds of office that ``--kind`` names, commas between them.

    Raises:
        InputError: a word that is none, or no word at all.
    """
    if not text:
        return ()
    from circtrack.model import OfficeKind

    names = words_of("--kind", text)
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
    """The states that ``--state`` names, commas between them, in the order of their urgency.

    Raises:
        InputError: a word that is none, or no word at all.
    """
    from circtrack.tracking.state import STATES

    names = words_of("--state", text)
    for name in names:
        if name not in STATES:
            raise InputError("no state {name}.", hint=N_("There are: {states}"), name=name, states=", ".join(STATES))
    return tuple(state for state in STATES if state in names)
