"""The registers of letters received (แบบที่ 13) and sent (แบบที่ 14): the regulation's eight columns, then ours."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from circtrack.errors import N_, Message, together
from circtrack.registry.offices import list_codes_of_hall
from circtrack.registry.positions import name_position
from circtrack.store.register import list_answered, list_answers, list_entries, list_recipients
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from collections.abc import Collection

    from circtrack.database.engine import Connection
    from circtrack.model import Office
    from circtrack.store.register import Direction, RegisterRow, Relation

_NUMBER = {
    "in": Column("number", N_("receive no."), "number"),
    "out": Column("number", N_("send no."), "number"),
}
_COLUMNS = (
    Column("letter_number", N_("letter no."), "number"),
    Column("letter_date", N_("dated"), "day"),
    Column("sender", N_("from whom")),
    Column("recipient", N_("to whom")),
    Column("subject", N_("subject")),
    Column("action", N_("action taken")),
    Column("remark", N_("remark")),
    Column("registered_on", N_("registered on"), "day"),
    Column("due_on", N_("due on"), "day"),
    Column("status", N_("status"), "word"),
    Column("urgency", N_("urgency")),
    Column("secrecy", N_("secrecy")),
)
_TABLE = ("number", *(column.name for column in _COLUMNS[:7]), "due_on")

_TITLES = {
    ("in", False): N_("Letters received by {office}, {year}"),
    ("in", True): N_("Classified letters received by {office}, {year}"),
    ("out", False): N_("Letters sent by {office}, {year}"),
    ("out", True): N_("Classified letters sent by {office}, {year}"),
}
_ANSWER = {"passes_on": N_("passed on by {number} of {date}"), "replies_to": N_("answered by {number} of {date}")}
_ANSWERED = {"passes_on": N_("passes on {number} of {date}"), "replies_to": N_("answers {number} of {date}")}
_ANSWERED_UNDATED = N_("answers {number}")

_LEFT_OUT_FIRST = ("due_on", "remark", "recipient", "action", "letter_date", "sender")

_NAMED = 3
"""How many recipients to name if the letter has no phrase for them."""


def columns(direction: Direction) -> tuple[Column, ...]:
    """Return the columns of the register of letters received (``in``) or sent (``out``)."""
    return (_NUMBER[direction], *_COLUMNS)


def build_register_report(
    connection: Connection,
    office: Office,
    direction: Direction,
    year_be: int,
    *,
    classified: bool = False,
    only: Collection[int] | None = None,
    circular: bool = False,
) -> Report:
    """List an office's register of one Buddhist year by number, the numbers of circulars last.

    Args:
        connection: An open database.
        office: Whose register it is.
        direction: Of letters received or sent.
        year_be: The Buddhist year.
        classified: Whether to list the register of classified letters, which is kept apart.
        only: Only these numbers; None for all.
        circular: Whether the numbers in ``only`` are those of circulars.
    """
    rows = list_entries(connection, office.code, direction, year_be, classified=classified)
    if only is not None:
        rows = [row for row in rows if row.number in only and bool(row.circular) == circular]
    codes = list_codes_of_hall(office)
    related: dict[int, list[Relation]] = {}
    for each in (
        list_answers(connection, codes, classified=classified)
        if direction == "in"
        else list_answered(connection, codes, office.code, classified=classified)
    ):
        related.setdefault(each.letter, []).append(each)
    head = name_position(office.name, office.kind)
    has_empty = any(row.status != "registered" for row in rows)  # only their action says that they are void or reserved
    return Report(
        columns(direction),
        [_cells(connection, row, direction, head, related.get(row.letter or 0, [])) for row in rows],
        _TABLE,
        title=Message(_TITLES[direction, classified], office=office.name, year=year_be),
        landscape=True,
        page_columns=_TABLE[:-1],
        left_out_first=tuple(each for each in _LEFT_OUT_FIRST if each != "action" or not has_empty),
    )


def _cells(
    connection: Connection, row: RegisterRow, direction: Direction, head: str, related: list[Relation]
) -> tuple[object, ...]:
    sender: str = row.sender
    recipient: str | Message = row.recipient
    if row.letter is not None or row.subject:
        recipient = recipient or (head if direction == "in" else _sent_to(connection, row))
        sender = sender or (head if direction == "out" else name_position(row.issuer_name or "", row.issuer_kind or ""))
    return (
        f"ว {row.number}" if row.circular else str(row.number),
        row.letter_number or row.own_number,
        row.letter_date or row.own_date,
        sender,
        recipient,
        row.subject or row.own_subject,
        _action(row, direction, related),
        row.remark,
        row.registered_on,
        row.due_on,
        row.status,
        row.urgency,
        row.secrecy,
    )


def _sent_to(connection: Connection, row: RegisterRow) -> str | Message:
    """Return the recipients as the letter addresses them, else the first few by position and how many more."""
    if row.letter is None:
        return ""
    phrases = [phrase for phrase in (row.addressees or "").splitlines() if not phrase.isascii()]
    if phrases and row.sent_to != 1:
        return ", ".join(phrases)
    named = ", ".join(name_position(name, kind) for name, kind in list_recipients(connection, row.letter, _NAMED))
    more = row.sent_to - _NAMED
    return Message("{names} and {count} more", names=named, count=more) if more > 0 else named


def _action(row: RegisterRow, direction: Direction, related: list[Relation]) -> str | Message:
    """Return the action taken, as recorded and as related letters show; or that the number is reserved or void."""
    if row.status == "reserved":
        return row.action or Message("number reserved")
    if row.status == "void":
        return Message("void")
    shown = together([_describe_relation(each, direction) for each in related])
    return Message("{one}; {other}", one=row.action, other=shown) if row.action and shown else row.action or shown


def _describe_relation(relation: Relation, direction: Direction) -> Message:
    message = (_ANSWER if direction == "in" else _ANSWERED)[relation.type]
    if relation.date is None:
        text = Message(_ANSWERED_UNDATED, number=relation.number)
    else:
        text = Message(message, number=relation.number, date=date.fromisoformat(relation.date))
    if relation.registered is None:
        return text
    return Message("{what} (receive no. {number})", what=text, number=relation.registered)
