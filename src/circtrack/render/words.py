"""Our own words (states, kinds, progress) in the reader's language. CSV and JSON keep the stable English codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from circtrack.errors import N_
from circtrack.i18n import translate
from circtrack.render.messages import said

if TYPE_CHECKING:
    from circtrack.errors import Message
    from circtrack.table import Column

_WORDS = {
    # states of an obligation
    "overdue": N_("overdue"),
    "due_today": N_("due today"),
    "at_risk": N_("at risk"),
    "untold": N_("not told"),
    "owing": N_("owing"),
    "open": N_("no deadline"),
    "done": N_("done"),
    "done_late": N_("done late"),
    "exempt": N_("exempt"),
    # offices and letters of a chain
    "silent": N_("passed nothing on"),
    "stalled": N_("stalled below"),
    # progress
    "none": N_("not entered"),
    "incomplete": N_("incomplete"),
    "blocked": N_("blocked"),
    # kinds of letter
    "circular": N_("circular"),
    "forward": N_("passed on"),
    "reminder": N_("reminder"),
    "extension": N_("extension"),
    "cancellation": N_("cancellation"),
    "reply": N_("reply"),
    "memo": N_("memo"),
    "stamped": N_("stamped letter"),
    "other": N_("other"),
    # kinds of office
    "department": N_("department"),
    "province": N_("province"),
    "provincial_office": N_("provincial office for local administration"),
    "district": N_("district"),
    "district_office": N_("district office for local administration"),
    "pao": N_("provincial administrative organization"),
    "city_municipality": N_("city municipality"),
    "town_municipality": N_("town municipality"),
    "subdistrict_municipality": N_("subdistrict municipality"),
    "sao": N_("subdistrict administrative organization"),
    "special": N_("special local government"),
    # where a setting comes from
    "option": N_("option"),
    "environment": N_("environment"),
    "file": N_("file"),
    "default": N_("default"),
    # how a number of a register was used
    "registered": N_("registered"),
    "reserved": N_("reserved"),
    "void": N_("void"),
    "recorded": N_("recorded now"),
    "drafts": N_("drafts"),
    "in_part": N_("recorded in part"),
    "known": N_("known"),
    "not_read": N_("not read"),
    # severity of a check's finding
    "error": N_("error"),
    "warning": N_("warning"),
    # kinds of date expression
    "date": N_("date"),
    "range": N_("span of days"),
    "list": N_("several days"),
    "month": N_("whole month"),
    "quarter": N_("quarter"),
    "year": N_("whole year"),
    "fiscal_year": N_("budget year"),
    "relative": N_("counted from an event"),
    "recurring": N_("again and again"),
    # flags
    "yes": N_("yes"),
    "no": N_("no"),
}


def in_words(code: str) -> str:
    """Return one of our codes in the reader's language; any other text unchanged."""
    return translate(_WORDS[code]) if code in _WORDS else code


_PROGRESS_SAID = re.compile(r"(?<=: )(?:none|incomplete|blocked|done|exempt)(?=[ ;]|$)")


def conflict_in_words(text: str) -> str:
    """Return what offices say against each other (``อำเภอเทพสถิต: done 2023-03-15; …``) in the reader's language."""
    return _PROGRESS_SAID.sub(lambda found: in_words(found[0]), text)


def in_thai(code: str) -> str:
    """Return one of our codes in Thai, whatever the reader's language is."""
    return translate(_WORDS[code], "th") if code in _WORDS else code


def title_in_thai(title: str | Message) -> str:
    """Return a column's title in Thai."""
    return translate(title, "th") if isinstance(title, str) else said(title, thai=True)


def header(column: Column, *, thai: bool = False) -> str:
    """Return the column's title in the reader's language, or in Thai."""
    if thai:
        return title_in_thai(column.title)
    return translate(column.title) if isinstance(column.title, str) else said(column.title)
