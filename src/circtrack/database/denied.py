"""What a role of a server may not do, said in our words."""

from __future__ import annotations

import re

from circtrack.errors import N_, DatabaseError, Message

# By a table's name, or by the word with which a trigger refuses (postgres/guards.sql).
_WHAT = {
    "letter": N_("a letter of another office"),
    "letter_number": N_("a letter of another office"),
    "letter_link": N_("a letter of another office"),
    "finding": N_("a letter of another office"),
    "stated_task": N_("a letter of another office"),
    "task": N_("what another office's letter asks"),
    "delivery": N_("a receipt or the sending of another office's letter"),
    "receipt": N_("another office's receipt"),
    "obligation": N_("who owes what another office's letter asks"),
    "completion": N_("what another office has done"),
    "own_word": N_("what an office has said of itself"),
    "deadline": N_("a deadline: who issued the letter moves it"),
    "deadline_change": N_("a deadline: who issued the letter moves it"),
    "exemption": N_("an exemption: who issued the letter grants it"),
    "register_entry": N_("another office's register"),
    "reminder": N_("reminders of what other offices owe"),
    "said": N_("what bundles brought"),
    "journal": N_("the journal"),
    "undo": N_("another office's entry of the journal"),
    "setting": N_("whose database this is"),
    "office": N_("the list of offices"),
    "office_version": N_("the list of offices"),
    "role_office": N_("which role has which office"),
    "circtrack": N_("the database at all"),
}

# "permission denied for table letter", "... policy for table "letter"", "permission denied for schema circtrack".
_NAMED = re.compile(r"(?:table|schema|relation) \"?(\w+)\"?")


def make_denied_error(of: str = "", reason: str = "") -> DatabaseError:
    """The error of what a role may not do.

    Args:
        of: The table, or the word with which a trigger refuses; "" for what ``reason`` names.
        reason: What the server says, for what we have no words.
    """
    named = _NAMED.search(reason)
    known = _WHAT.get(of) or _WHAT.get(named[1] if named else "")
    return DatabaseError(
        "Your role may not touch this: {what}. Nothing was changed.",
        hint=N_("Whoever runs the server gives a role its office: `circtrack admin grant OFFICE USER`."),
        what=Message(known) if known else reason or of,
    )
