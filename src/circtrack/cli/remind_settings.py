"""Read the settings of reminders and mail, and check that they fit together."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn

from circtrack.config import settings
from circtrack.errors import N_, InputError

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.reading.addresses import Sender
    from circtrack.render.mail_server import MailServer
    from circtrack.tracking.reminders import Reminders

PASSWORD_VARIABLE = "CIRCTRACK_SMTP_PASSWORD"  # noqa: S105 - its name, not the password


def reminders_as_set() -> Reminders:
    """Return the reminder levels by the settings and the office's working days; without holidays, by weekends alone."""
    from circtrack.thai.workdays import WorkingDays
    from circtrack.tracking.reminders import Reminders, Rules
    from circtrack.working_days import working_days

    by = settings().remind
    rules = Rules(by.days_before, by.on_day, by.every_overdue, by.working_days, by.quiet_on_days_off)
    return Reminders(rules, working_days() or WorkingDays())


def addresses_file() -> Path:
    """Return the path of the list of addresses.

    Raises:
        InputError: no list is set.
    """
    return settings().remind.addresses or _reject_missing("remind.addresses")


def sender() -> Sender:
    """Return from whom reminders come; without an address if none is set.

    Raises:
        InputError: the setting is not an e-mail address.
    """
    from circtrack.reading.addresses import Sender, read_sender

    text = settings().smtp.from_
    found = read_sender(text) if text else Sender()
    if found is None:
        raise InputError("{setting} is {value}, which is no e-mail address.", setting="smtp.from", value=text)
    return found


def mail_server() -> MailServer:
    """Return how to reach the mail server. The password is taken from the environment only.

    Raises:
        InputError: no server is set, or its settings contradict each other.
    """
    from circtrack.render.mail_server import SECURITIES, MailServer

    by = settings().smtp
    if not by.host:
        _reject_missing("smtp.host")
    if by.security not in SECURITIES:
        raise InputError(
            "{setting} is {value}; there are: {names}.",
            setting="smtp.security",
            value=by.security,
            names=", ".join(SECURITIES),
        )
    password = os.environ.get(PASSWORD_VARIABLE, "")
    if by.user and not password:
        raise InputError(
            "{user} signs in to {host}: where is the password?",
            hint=N_("Set it in CIRCTRACK_SMTP_PASSWORD; it is kept nowhere else."),
            user=by.user,
            host=by.host,
        )
    if by.user and by.security == "none":
        raise InputError(
            "smtp.security is none: the password of {user} would be open to read on its way.",
            hint=N_("Set it to starttls or ssl, or leave smtp.user empty."),
            user=by.user,
        )
    return MailServer(by.host, by.port, by.security, by.user, password)


def refuse_unsendable() -> None:
    """Reject settings without what every mail needs, even on a day without mail.

    Raises:
        InputError: the server, the sender or the list of addresses is not set.
    """
    mail_server()
    if not sender().address:
        raise InputError("Mail needs the setting {setting}.", setting="smtp.from")
    addresses_file()


def _reject_missing(name: str) -> NoReturn:
    from circtrack.config_file import config_path

    raise InputError(
        "Mail needs the setting {setting}.",
        hint=N_("It stands in {file}; `circtrack config` shows all of them."),
        setting=name,
        file=config_path(),
    )
