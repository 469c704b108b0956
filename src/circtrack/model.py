"""The things circtrack speaks of (offices, letters, tasks, findings), as frozen rows. No rules, no text for people."""

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
    """One office as it was between two days.

    ``since`` and ``until`` bound this version's life: the first day, and the first day no longer (half-open);
    None where the registry knows no bound. ``superior`` is the code of the office that writes to it
    (a district for a subdistrict municipality or an อบต., the province for the rest), "" for a department.
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
    """How one letter stands to another: what the text cites. Empty or None where it does not say."""

    type: LinkType
    number: str
    date: date | None = None
    issuer: str = ""
    as_written: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to enter, as a letter names it.

    ``audience`` is the phrase for who must enter it; ``due_on`` the last day (inclusive), None where the letter
    sets none; ``rule`` how that day was read (``on``, ``before``, ``shared`` where the list's one deadline holds
    for all its items, "" without a date); ``as_written`` the deadline's own words.
    """

    title: str
    system: str = ""
    audience: str = ""
    due_on: date | None = None
    rule: str = ""
    as_written: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a letter's text gets wrong or leaves open.

    ``code`` is a stable word, ``field`` the letter's field, ``text`` what is written, ``evidence`` what speaks
    against it (a quotation and where it stands), ``proposal`` the proposed reading, "" where there is none.
    ``taken`` tells whether the letter's field already holds the proposal (corrected on evidence).
    """

    code: str
    field: str
    text: str
    evidence: str = ""
    proposal: str = ""
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: as read from a text, as given by options, or as recorded. Empty where the text does not say."""

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
    text: str = field(default="", repr=False)
