"""Whether a letter that is not recorded yet may ask something of offices that cannot be determined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.registry.expand import find_audience
from circtrack.registry.offices import get_office

if TYPE_CHECKING:
    from circtrack.model import Letter


def may_be_unassigned(letter: Letter) -> bool:
    """Whether no office could be determined for one of its tasks from the letter alone.

    Letters above it may ask the same of offices that are known: recording it tells.
    """
    if not letter.tasks or letter.date is None:
        return False
    if any(each.code == "open_addressee" and not each.taken for each in letter.findings):
        return True
    issuer = get_office(letter.issuer_code, letter.date)
    return any(
        not (find_audience(task.audience, letter.recipients, issuer, letter.date) if issuer else ())
        if task.audience
        else not letter.recipients
        for task in letter.tasks
    )
