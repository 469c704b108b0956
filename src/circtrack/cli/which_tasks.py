"""Ask which tasks of a letter are meant, where a letter or a clerk does not say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from circtrack.errors import N_, UndecidedError
from circtrack.render import messages

if TYPE_CHECKING:
    from circtrack.actions.letters.letter_effects import LetterEffect


def make_undecided(effect: LetterEffect) -> UndecidedError:
    """Return the error for an extension that does not say which tasks it means."""
    from circtrack.actions.letters.extended_tasks import list_tasks_to_choose

    return UndecidedError(
        "{by} extends {on} to {to} and does not say which of its tasks; nothing was recorded.",
        places=(each.position for each in effect.unclear),
        hint=N_(
            "Read it with --record-only, then say which: "
            '`circtrack extend "{on}" --to {to} --by "{by}" --task 1`, with more --task for more.'
        ),
        details=list_tasks_to_choose(effect.unclear),
        by=effect.by.citation,
        on=effect.on.citation if effect.on else effect.cited,
        to=effect.to,
    )


def ask_which(undecided: UndecidedError) -> tuple[int, ...]:
    """Ask, until all numbers of the answer are places of tasks; return them, none for an empty answer."""
    from circtrack.thai.digits import to_arabic

    while True:
        answer = messages.ask(N_("Which tasks are meant? Their numbers, or nothing for none:"), undecided.details)
        places = tuple(dict.fromkeys(map(int, re.findall(r"\d{1,4}", to_arabic(answer)))))
        if set(places) <= set(undecided.places) and (places or not answer.strip()):
            return places
