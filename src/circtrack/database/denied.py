"""What a role of a server may not do, in words for people."""

from __future__ import annotations

import re

from circtrack.errors import N_, Message

# Keys are names of tables, and words with which the gate refuses (postgres/rules.sql).
_FORBIDDEN = {
    "letter": N_("a letter of another office"),
    "task": N_("what another office's letter asks"),
    "delivery": N_("a receipt or the sending of another office's letter"),
    "receipt": N_("another office's receipt"),
    "obligation": N_("who owes what another office's letter asks"),
    "completion": N_("what another office has done"),
    "own_word": N_("what an office has said of itself"),
    "deadline": N_("a deadline: who issued the letter moves it"),
    "exemption": N_("an exemption: who issued the letter grants it"),
    "register_entry": N_("another office's register"),
    "reminder": N_("reminders of what other offices owe"),
    "said": N_("what bundles brought"),
    "draft": N_("another office's drafts"),
    "file_read": N_("which files another office read"),
    "journal": N_("the journal"),
    "journal_head": N_("the journal"),
    "undo": N_("another office's entry of the journal"),
    "setting": N_("whose database this is"),
    "office": N_("the list of offices"),
    "office_version": N_("the list of offices"),
    "role_office": N_("which role has which office"),
    "circtrack_roles": N_("the database at all"),
}

# "permission denied for view role_office", "permission denied for schema circtrack_roles".
_TABLE = re.compile(r"(?:table|view|schema|relation) \"?(\w+)\"?")


def name_denied(of: str = "", reason: str = "") -> str | Message:
    """Return in words what a role may not touch or do.

    Args:
        of: The table, or the word with which the gate refuses; "" for the table that ``reason`` names.
        reason: The server's message, returned where we have no words of our own.
    """
    match = _TABLE.search(reason)
    known = _FORBIDDEN.get(of) or _FORBIDDEN.get(match[1] if match else "")
    return Message(known) if known else reason or of
