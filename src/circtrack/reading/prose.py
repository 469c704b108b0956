"""Tell a letter from a text that speaks of letters: minutes, news, handbooks, summaries of the cabinet's decisions.

Such texts quote numbers, subjects and addressees on lines of their own. A letter has a number of its own, which it does
not date by ลงวันที่, and fields or closing words; or else it is addressed to somebody who receives letters, and dated or
closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.reading.fields import PURPOSE
from circtrack.reading.lines import cites_number
from circtrack.thai.addressees import BEGINNING
from circtrack.thai.compact import squeeze

if TYPE_CHECKING:
    from circtrack.reading.fields import LetterParts
    from circtrack.reading.head import Head

_LONGEST_ADDRESS = 200


def is_prose(parts: LetterParts, head: Head) -> bool:
    """Whether a text is no letter: the numbers and dates in it are not its own."""
    if head.number is not None:
        return not (parts.labelled or parts.closed or head.memo)
    if any(map(cites_number, parts.head)):
        return True
    begun = bool(head.number_as_written) or head.memo
    known = head.found_date is not None or head.issuer is not None or parts.closed
    addressed = bool(BEGINNING.search(squeeze(parts.addressees[:_LONGEST_ADDRESS])))
    if addressed:
        fields = bool(parts.subject) or parts.stamped or any(map(PURPOSE.match, parts.body))
        return not (fields and (begun or known))
    if parts.stamped:
        return head.found_date is None or not (head.issuer_text or head.issuer)
    return not (parts.subject and (begun or parts.closed) and known)
