"""The domain's objects (office, letter, link, task, finding) as frozen rows. No rules, and no text for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

OfficeKind = Literal[
    "department",
    "province",
    "provincial_office",
    "district",
    "district_office",
    "pao",
    "city_municipality",
    "town_municipality",
    "subdistrict_municipality",
    "sao",
    "special",
    "other",
]

LOCAL_GOVERNMENTS: tuple[OfficeKind, ...] = (
    "pao",
    "city_municipality",
    "town_municipality",
    "subdistrict_municipality",
    "sao",
    "special",
)

LetterKind = Literal[
    "circular", "forward", "reminder", "extension", "cancellation", "reply", "memo", "stamped", "other"
]

LinkType = Literal["passes_on", "refers_to", "extends", "cancels", "replaces", "reminds", "replies_to"]

Progress = Literal["none", "incomplete", "blocked", "done", "exempt"]

State = Literal["exempt", "done", "done_late", "overdue", "due_today", "at_risk", "untold", "owing", "open"]


@dataclass(frozen=True, slots=True)
class Office:
    """One version of an office: as it was between two days.

    ``since`` is this version's first day and ``until`` the first day after it (half-open); None if the registry knows
    no bound. ``superior`` is the code of the office that writes to it (a district for a subdistrict municipality or
    an อบต., the province for the rest), "" for a department.
    """

    code: str
    name: str
    kind: OfficeKind
    province: str = ""
    district: str = ""
    province_code: str = ""
    district_code: str = ""
    superior: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """How one letter relates to another that its text cites. Fields are empty or None if the text does not say."""

    type: LinkType
    number: str
    date: date | None = None
    issuer: str = ""
    as_written: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to enter, as a letter names it.

    ``audience`` is the phrase for who must enter it; ``due_on`` is the last day (inclusive), None if the letter sets
    none; ``rule`` is how that day was read (``on``, ``before``, ``shared`` if one deadline of a list applies to all
    its items, "" without a date); ``as_written`` is the deadline as written.
    """

    title: str
    system: str = ""
    audience: str = ""
    due_on: date | None = None
    rule: str = ""
    as_written: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a letter's text gets wrong or leaves open.

    ``code`` is a stable word, ``field`` the letter's field, ``text`` the text as written, ``evidence`` what
    contradicts it (a quotation and its source), ``proposal`` the proposed reading or "". ``taken`` is whether the
    letter's field already has the proposal (corrected on evidence).
    """

    code: str
    field: str
    text: str
    evidence: str = ""
    proposal: str = ""
    taken: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptStamp:
    """What a receipt stamp, or the e-mail that brought a letter, says: the receive number, the day, the words."""

    number: str = ""
    on: date | None = None
    as_written: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: read from a text, given by options, or recorded. Fields are empty if the text does not say."""

    number: str = ""
    number_as_written: str = ""
    date: date | None = None
    date_as_written: str = ""
    issuer: str = ""
    issuer_code: str = ""
    kind: LetterKind = "other"
    urgency: str = ""
    secrecy: str = ""
    subject: str = ""
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    parent: str = ""
    links: tuple[Link, ...] = ()
    enclosures: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    signatory: str = ""
    position: str = ""
    section: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    aliases: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    source: str = ""
    line: int = 0
    receipt: ReceiptStamp = ReceiptStamp()
    text: str = field(default="", repr=False)
