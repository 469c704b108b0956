"""Send mail through a server (SMTP)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import smtplib
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

SECURITIES = ("starttls", "ssl", "none")
_PORTS = {"starttls": 587, "ssl": 465, "none": 25}

_PATIENCE = 30
"""Seconds to wait for the server's answer."""


class MailServer(NamedTuple):
    """How to reach the mail server. ``port`` 0 is the usual one for ``security``; ``user`` "" means no sign-in."""

    host: str
    port: int = 0
    security: str = "starttls"
    user: str = ""
    password: str = ""


@contextmanager
def connected(server: MailServer) -> Iterator[Callable[[EmailMessage], str]]:
    """Connect to the server, encrypted according to its settings, and sign in if they name a user.

    Yields:
        A function that sends one mail. It returns the server's reason for refusing it, or "" if the server accepted
        it for at least one address.

    Raises:
        OSError: the server cannot be reached, or refuses the connection; the text is the reason.
    """
    import smtplib

    try:
        with _connection(server) as connection:
            yield lambda message: _send(connection, message)
    except smtplib.SMTPResponseException as error:
        raise ConnectionError(_answer(error.smtp_code, error.smtp_error)) from error


@contextmanager
def _connection(server: MailServer) -> Iterator[smtplib.SMTP]:
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


def _send(connection: smtplib.SMTP, message: EmailMessage) -> str:
    import smtplib

    try:
        connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        return "; ".join(f"{address} {_answer(*answer)}" for address, answer in error.recipients.items())
    except smtplib.SMTPDataError as error:
        return _answer(error.smtp_code, error.smtp_error)
    return ""


def _answer(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"
