"""Reminders are sent and recorded, each as soon as it was taken: a run that failed goes on where it failed."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.work.done import name_offices
from circtrack.database.transaction import perform
from circtrack.errors import N_, SendError
from circtrack.progress_bar import steps
from circtrack.store.reminders import record_reminders

if TYPE_CHECKING:
    import smtplib
    from collections.abc import Iterator, Sequence
    from datetime import date
    from email.message import EmailMessage

    from circtrack.database.transaction import Transaction
    from circtrack.errors import CirctrackError
    from circtrack.place import Place
    from circtrack.store.reminders import ReminderRecord

SECURITIES = ("starttls", "ssl", "none")
_PORTS = {"starttls": 587, "ssl": 465, "none": 25}

_AGAIN = N_("What was sent is recorded; the same command run again sends the rest.")

_PATIENCE = 30
"""Seconds to wait for the server's answer."""


class MailServer(NamedTuple):
    """The mail server; ``port`` 0 is the usual one, ``user`` "" signs in nowhere."""

    host: str
    port: int = 0
    security: str = "starttls"
    user: str = ""
    password: str = ""


class OutgoingMail(NamedTuple):
    """One mail to one office, and what it says, for the record."""

    name: str
    message: EmailMessage
    sayings: Sequence[ReminderRecord]


def record_said(
    transaction: Transaction, names: Sequence[str], sayings: Sequence[ReminderRecord], today: date, channel: str
) -> None:
    """Record what was said, to the offices of these names."""
    record_reminders(transaction, sayings, today.isoformat(), channel)
    transaction.say(
        N_("reminded {names} of {count} obligations ({channel})"),
        names=name_offices(names),
        count=len(sayings),
        channel=channel,
    )


def send_all(
    path: Place,
    server: MailServer,
    outgoing: Sequence[OutgoingMail],
    today: date,
    unsent: Sequence[CirctrackError] = (),
) -> list[str]:
    """Send the mails one by one, and record each as soon as the server has taken it.

    A mail that the server refuses for itself (an address, its contents) is passed over and told at the end; where the
    server cannot be reached or refuses us, all that are left are.

    Args:
        path: The database.
        server: Where to.
        outgoing: The mails.
        today: The day that they speak for.
        unsent: Why others cannot be sent at all.

    Returns:
        The names of the offices that were written to.

    Raises:
        SendError: not all were sent; ``details`` says which and why.
    """
    sent: list[str] = []
    refused: list[str] = []
    failure = ""
    try:
        with _connected(server) if outgoing else nullcontext() as connection:
            for mail in steps(N_("Sending mail"), outgoing, len(outgoing)):
                if problem := _send(connection, mail):
                    refused.append(f"{mail.name}: {problem}")
                    continue
                _record(path, mail, today)
                sent.append(mail.name)
    except OSError as error:  # all that smtplib, ssl and sockets raise
        failure = _reason(error)
    values: dict[str, object] = {"host": server.host, "sent": len(sent), "all": len(outgoing) + len(unsent)}
    left = outgoing[len(sent) + len(refused) :]
    if left:
        raise SendError(
            "The mail server {host} failed after {sent} of {all} reminders: {reason}.",
            hint=_AGAIN,
            details=[*unsent, *refused],
            reason=failure,
            **values,
        )
    if refused or unsent:
        raise SendError(
            "{sent} of {all} reminders were sent; these were not:", hint=_AGAIN, details=[*unsent, *refused], **values
        )
    return sent


def _record(path: Place, mail: OutgoingMail, today: date) -> None:
    perform(
        path,
        "remind",
        lambda transaction: record_said(transaction, [mail.name], mail.sayings, today, "smtp"),
        create=False,
    )


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection, encrypted as the settings say, signed in where they name a user."""
    import smtplib
    import ssl

    port = server.port or _PORTS[server.security]
    if server.security == "ssl":
        context = ssl.create_default_context()
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, port, timeout=_PATIENCE, context=context)
    else:
        connection = smtplib.SMTP(server.host, port, timeout=_PATIENCE)
    with connection:
        if server.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, server.password)
        yield connection


def _send(connection: smtplib.SMTP | None, mail: OutgoingMail) -> str:
    """Send one mail; return why the server refused it, "" where it took it for at least one address."""
    import smtplib

    if connection is None:
        raise TypeError("there is mail, and no connection to send it by")
    try:
        connection.send_message(mail.message)
    except smtplib.SMTPRecipientsRefused as error:
        return "; ".join(f"{address} {_answer(*answer)}" for address, answer in error.recipients.items())
    except smtplib.SMTPDataError as error:
        return _answer(error.smtp_code, error.smtp_error)
    return ""


def _answer(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"


def _reason(error: OSError) -> str:
    code = getattr(error, "smtp_code", None)
    if code is not None:
        return _answer(code, getattr(error, "smtp_error", b""))
    return str(error.strerror or error)
