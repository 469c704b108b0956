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

    known: list[str] = list(get_args(OfficeKind))
    names: dict[str, None] = {}
    for name in words_of("--kind", text):
        meant = _kinds_of(name, known)
        if not meant:
            raise InputError(
                "no kind of office is called '{name}'.",
                hint=N_("There are: {kinds}"),
                name=name,
                kinds=", ".join((*known, *SHORT_KINDS)),
            )
        names |= dict.fromkeys(meant)
    return tuple(names)


# The short words that letters have for kinds; the full ones are in the catalogue.
SHORT_KINDS: dict[str, tuple[str, ...]] = {
    "อบต.": ("sao",),
    "อบจ.": ("pao",),
    "ทต.": ("subdistrict_municipality",),
    "ทม.": ("town_municipality",),
    "ทน.": ("city_municipality",),
    "เทศบาล": ("city_municipality", "town_municipality", "subdistrict_municipality"),
    "จังหวัด": ("province",),
    "อำเภอ": ("district",),
    "สถจ.": ("provincial_office",),
    "สถอ.": ("district_office",),
}


def _kinds_of(name: str, known: list[str]) -> tuple[str, ...]:
    """Return the kinds that a code or a word means; none for an unknown one."""
    if name in known:
        return (name,)
    from circtrack.render.words import in_thai

    bare = name.rstrip(".")
    short = next((kinds for word, kinds in SHORT_KINDS.items() if word.rstrip(".") == bare), ())
    return short or tuple(kind for kind in known if in_thai(kind) == name)


def states(text: str) -> tuple[State, ...]:
    """Parse the states in ``--state``; return them in order of urgency.

    Raises:
        InputError: a word is not a state, or there is no word.
    """
    from circtrack.tracking.state import STATES

    names = words_of("--state", text)
    if any(name not in STATES for name in names):
        from circtrack.render.words import in_thai

        thai: dict[str, str] = {in_thai(state): state for state in STATES}
        for name in names:
            if name not in STATES and name not in thai:
                known = ", ".join((*STATES, *thai))
                raise InputError("no state {name}.", hint=N_("There are: {states}"), name=name, states=known)
        names = tuple(thai.get(name, name) for name in names)
    return tuple(state for state in STATES if state in names)
