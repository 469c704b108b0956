"""The letters that were read and could not be recorded yet, and what each lacks."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from circtrack.errors import N_, Message
from circtrack.reports.drafts import draft_object
from circtrack.reports.secrecy import say_left_out
from circtrack.store.drafts import list_drafts, list_lacking
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from circtrack.database.engine import Connection
    from circtrack.model import Letter
    from circtrack.store.drafts import KeptDraft

COLUMNS = (
    Column("draft", N_("draft"), "count"),
    Column("lacks", N_("lacks")),
    Column("number", N_("number"), "number"),
    Column("date", N_("date"), "day"),
    Column("issuer", N_("issuer"), "office"),
    Column("subject", N_("subject")),
    Column("reason", N_("why not recorded")),
    Column("source", N_("file")),
    Column("line", N_("line"), "count"),
    Column("kept_on", N_("kept on"), "day"),
)
_TABLE = ("draft", "lacks", "number", "date", "issuer", "subject", "source", "line")


def build_drafts_report(connection: Connection, *, include_secret: bool = False) -> Report:
    """List the drafts, oldest first; those marked ลับ or higher are left out unless included."""
    drafts = list_drafts(connection)
    shown = [each for each in drafts if include_secret or not each.letter.secrecy]
    foot = say_left_out(len(drafts) - len(shown))
    empty = Message("No letter waits to be completed.")
    rows = [_row(each) for each in shown]
    return Report(COLUMNS, rows, _TABLE, foot=foot, left_out_first=("source", "line"), empty=empty)


def kept_draft_object(draft: KeptDraft) -> dict[str, object]:
    """Return one draft as an object for other programs: its number, what it lacks, and the keys of ``read``."""
    about = {"draft": draft.id, "lacks": list_lacking(draft.letter), "reason": str(draft.reason)}
    return about | draft_object(draft.letter) | {"text": draft.letter.text, "kept_on": draft.kept_on}


def _say_lacking(letter: Letter) -> str | Message:
    words = {"number": N_("number"), "date": N_("date"), "issuer": N_("issuer")}
    lacking = [Message(words[name]) for name in list_lacking(letter)]
    return reduce(lambda one, other: Message("{one} {other}", one=one, other=other), lacking) if lacking else ""


def _row(draft: KeptDraft) -> list[object]:
    letter = draft.letter
    return [
        draft.id,
        _say_lacking(letter),
        letter.number,
        letter.date,
        letter.issuer,
        letter.subject,
        draft.reason or "",
        letter.source,
        letter.line,
        draft.kept_on,
    ]
