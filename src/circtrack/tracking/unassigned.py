"""Say of what a letter asks that it is not yet said who must act: no office could be determined. Pure."""

from __future__ import annotations

from circtrack.errors import N_, Message


class UnassignedNote(Message):
    """A note on something asked for which no office could be determined, with the command that says who must act."""


def say_unassigned(letter: str, place: int, title: str, audience: str) -> UnassignedNote:
    """Say that the offices for a task could not be determined.

    Args:
        letter: The letter that asks for it, as commands find it.
        place: The task's place in that letter.
        title: The task's title.
        audience: The letter's words for who must act; "" where it names nobody.
    """
    if audience:
        return UnassignedNote(
            N_(
                "It is not yet said who must act: which offices '{audience}' are, of whom {letter} asks '{task}'. "
                '`circtrack correct "{letter}" --task {place} --audience OFFICE` says it.'
            ),
            letter=letter,
            place=place,
            task=title,
            audience=audience,
        )
    return UnassignedNote(
        N_(
            "It is not yet said who must act: {letter} asks '{task}' of nobody whose name is known. "
            '`circtrack correct "{letter}" --task {place} --audience OFFICE` says it.'
        ),
        letter=letter,
        place=place,
        task=title,
    )


def say_unknown_addressee(letter: str, phrase: str) -> UnassignedNote:
    """Say that a letter which asks something of all its recipients has one that could not be determined."""
    return UnassignedNote(
        N_(
            "It is not yet said who must act: which offices '{phrase}' are, to whom {letter} is addressed too. "
            '`circtrack correct "{letter}" --add-to OFFICE` says it.'
        ),
        letter=letter,
        phrase=phrase,
    )
