"""What a command line of ``circtrack register`` asks for: to list, or one of four ways to write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from circtrack.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

Act = Literal["list", "letter", "untracked", "reserve", "void"]


class Options(NamedTuple):
    """The options that say what is to be written, as given."""

    letter: str = ""
    circular: bool = False
    on: str = ""
    number: str = ""
    begin: int | None = None
    reserve: int | None = None
    void: str = ""
    reason: str = ""
    letter_number: str = ""
    letter_date: str = ""
    sender: str = ""
    recipient: str = ""
    subject: str = ""
    action: str = ""
    remark: str = ""


_NAMES = {field: "--" + field.replace("_", "-") for field in Options._fields} | {"letter": "LETTER", "begin": "--from"}
# Which options go with which act.
_FIELDS = {"letter_number", "letter_date", "sender", "recipient", "subject", "action", "remark"}
_GOES_WITH: dict[Act, set[str]] = {
    "letter": {"letter", "on", "number", "begin", "sender", "recipient", "action", "remark"},
    "untracked": {"circular", "on", "number", "begin", *_FIELDS},
    "reserve": {"reserve", "circular", "on", "number", "begin", "remark"},
    "void": {"void", "circular", "reason"},
    "list": set(),
}


def act_asked(options: Options, direction: Literal["in", "out"]) -> Act:
    """Which one it is.

    Raises:
        InputError: options that do not go together.
    """
    given = [field for field, value in options._asdict().items() if value or (value == 0 and value is not False)]
    acts: tuple[tuple[str, Act], ...] = (
        ("letter", "letter"),
        ("reserve", "reserve"),
        ("void", "void"),
        ("subject", "untracked"),
    )
    act: Act = next((act for field, act in acts if field in given), "list")
    stray = [field for field in given if field not in _GOES_WITH[act]]
    if stray and act == "list":
        raise InputError(
            "{options}: for what? Name a LETTER, or --subject, --reserve or --void.", options=_named(stray)
        )
    if stray and act == "letter":
        raise InputError("{options}: not with a LETTER that is recorded.", options=_named(stray))
    if stray:
        raise InputError(
            "{options}: not together with {act}.",
            options=_named(stray),
            act=_NAMES[act if act != "untracked" else "subject"],
        )
    if options.circular and direction == "in":
        raise InputError("--circular is for letters sent: letters received have one sequence of numbers.")
    return act


def register_year(text: str, day: date) -> int:
    """The Buddhist year that ``--year`` names, else that of a day.

    Raises:
        InputError: it is none.
    """
    from circtrack.thai.digits import to_arabic

    if not text:
        return day.year + 543
    written = to_arabic(text.strip())
    year = int(written) if len(written) == 4 and written.isascii() and written.isdigit() else 0
    if 2450 <= year < 2700:
        return year
    if 1907 <= year < 2157:
        raise InputError("--year {year} is of the Christian era: write {buddhist}.", year=text, buddhist=year + 543)
    raise InputError("--year {year} is no year: write it in full, as 2566.", year=text)


def _named(fields: Iterable[str]) -> str:
    return ", ".join(_NAMES[field] for field in fields)
