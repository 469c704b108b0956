"""What the settings say of reminders: the levels, the mail server, the texts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

from circtrack.config import setting
from circtrack.errors import N_, InputError

if TYPE_CHECKING:
    from circtrack.actions.remind import MailServer
    from circtrack.tracking.reminders import Reminders

PASSWORD_VARIABLE = "CIRCTRACK_SMTP_PASSWORD"  # noqa: S105 - its name, not the password


def reminders_as_set() -> Reminders:
    """The levels as set, by the days that the office works; weekends alone where no holidays are known."""
    from circtrack.actions.working_days import working_days
    from circtrack.thai.workdays import WorkingDays
    from circtrack.tracking.reminders import Reminders, Rules

    rules = Rules(
        tuple(cast("list[int]", setting("remind.days_before"))),
        bool(setting("remind.on_day")),
        cast("int", setting("remind.every_overdue")),
        bool(setting("remind.working_days")),
        bool(setting("remind.quiet_on_days_off")),
    )
    return Reminders(rules, working_days() or WorkingDays())


def own_templates() -> Path | None:
    """The folder of the office's own texts."""
    return _path("remind.templates")


def addresses_file() -> Path:
    """The list of addresses.

    Raises:
        InputError: none is set.
    """
    return _path("remind.addresses") or _missing("remind.addresses")


def sender() -> str:
    """The address that reminders come from, "" where none is set.

    Raises:
        InputError: it is no address.
    """
    from circtrack.actions.addresses import ADDRESS

    address = str(setting("smtp.from"))
    if address and not ADDRESS.fullmatch(address):
        raise InputError("{setting} is {value}, which is no e-mail address.", setting="smtp.from", value=address)
    return address


def mail_server() -> MailServer:
    """The mail server; its password is in the environment only.

    Raises:
        InputError: none is set, or what is set does not go together.
    """
    from circtrack.actions.remind import SECURITIES, MailServer

    host, user, security = (str(setting(f"smtp.{name}")) for name in ("host", "user", "security"))
    if not host:
        _missing("smtp.host")
    if security not in SECURITIES:
        raise InputError(
            "{setting} is {value}; there are: {names}.",
            setting="smtp.security",
            value=security,
            names=", ".join(SECURITIES),
        )
    password = os.environ.get(PASSWORD_VARIABLE, "")
    if user and not password:
        raise InputError("{user} signs in to {host}: where is the password?", hint=_SET_IT, user=user, host=host)
    if user and security == "none":
        raise InputError(
            "smtp.security is none: the password of {user} would be open to read on its way.",
            hint=N_("Set it to starttls or ssl, or leave smtp.user empty."),
            user=user,
        )
    return MailServer(host, cast("int", setting("smtp.port")), security, user, password)


_SET_IT = N_("Set it in CIRCTRACK_SMTP_PASSWORD; it is kept nowhere else.")


def _path(name: str) -> Path | None:
    value = setting(name)
    return value if isinstance(value, Path) else None


def _missing(name: str) -> Path:
    from circtrack.config import config_path

    raise InputError(
        "Mail needs the setting {setting}.",
        hint=N_("It stands in {file}; `circtrack config` shows all of them."),
        setting=name,
        file=config_path(),
    )
