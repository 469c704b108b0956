"""Parse options that list our own words: ``--state A,B``, ``--kind A,B``."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from circtrack.errors import N_, InputError

if TYPE_CHECKING:
    from circtrack.model import State


def given_but_empty(name: str) -> InputError:
    """Return the error for an option or argument whose value is empty."""
    return InputError(
        "{name} is given, but empty.",
        hint=N_("Say what it is, or leave it out; in a script, look whether its variable is set."),
        name=name,
    )


def words_of(option: str, text: str) -> tuple[str, ...]:
    """Split an option's value at its commas; return nothing for an option that is not given.

    Raises:
        InputError: the value has only commas; it must not mean "all".
    """
    words = tuple(word for each in text.split(",") if (word := each.strip()))
    if text and not words:
        raise given_but_empty(option)
    return words


def office_kinds(text: str) -> tuple[str, ...]:
    """Parse the kinds of office in ``--kind``.

    Raises:
        InputError: a word is not a kind of office, or there is no word.
    """
    if not text:
        return ()
    from circtrack.model import OfficeKind

    names = words_of("--kind", text)
    known = get_args(OfficeKind)
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
    """Parse the states in ``--state``; return them in order of urgency.

    Raises:
        InputError: a word is not a state, or there is no word.
    """
    from circtrack.tracking.state import STATES

    names = words_of("--state", text)
    for name in names:
        if name not in STATES:
            raise InputError("no state {name}.", hint=N_("There are: {states}"), name=name, states=", ".join(STATES))
    return tuple(state for state in STATES if state in names)
