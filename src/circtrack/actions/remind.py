"""Reminders are said and recorded: nothing twice, and nothing as said that was not.

How they are said (as text, as a file, by mail) is the caller's; here stands what keeps the database and what was said
together.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from circtrack.database.open import opened
from circtrack.database.sending import lock_sending
from circtrack.database.transaction import perform, writing
from circtrack.errors import N_, LockedError, SendError, join_names
from circtrack.progress_bar import steps
from circtrack.store.reminders import record_reminders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager
    from datetime import date
    from email.message import EmailMessage

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.errors import CirctrackError
    from circtrack.place import Place
    from circtrack.store.reminders import ReminderRecord

    Send = Callable[[EmailMessage], str]

_AGAIN = N_("What was sent is recorded; the same command run again sends the rest.")

_TRIES = 12
"""How many times the lock's timeout is waited for to record what was said already."""


class Sayable(Protocol):
    """What is said to one office."""

    @property
    def name(self) -> str:
        """The office's name."""

    @property
    def sayings(self) -> Sequence[ReminderRecord]:
        """What is recorded once it is said."""


_Found = TypeVar("_Found", bound="Iterable[Sayable]")


class OutgoingMail(NamedTuple):
    """One mail to one office, and what it says, for the record."""

    name: str
    message: EmailMessage
    sayings: Sequence[ReminderRecord]


class Mails(NamedTuple):
    """The mails of a run, and why others cannot be sent at all."""

    outgoing: Sequence[OutgoingMail]
    unsent: Sequence[CirctrackError] = ()


def say_and_record(
    place: Place, today: date, channel: str, find: Callable[[Connection], _Found], say: Callable[[_Found], None]
) -> bool:
    """Find what is to be said, say it, record that it was. Return whether there was something.

    It is said first and recorded then: a person may page through it, and meanwhile others must be able to write. Of two
    runs at once only one finds it unsaid, for runs wait for each other; where nothing can be recorded nothing is said;
    and what fails while it is said is not recorded.

    Args:
        place: The database.
        today: The day that is spoken for.
        channel: How it is said, for the record: text, csv, eml, ics.
        find: What finds it in an open database.
        say: What says it; called where there is nothing to say, too.
    """
    with lock_sending(place):
        with opened(place) as connection:
            found = find(connection)
            said = [(each.name, each.sayings) for each in found]
            if said:
                _refuse_unwritable(place)
            say(found)
        if said:
            _record(
                place, [name for name, _ in said], [saying for _, sayings in said for saying in sayings], today, channel
            )
    return bool(said)


def _refuse_unwritable(place: Place) -> None:
    """Refuse to begin where nothing can be recorded.

    Raises:
        DatabaseError, LockedError: the database cannot be written.
    """
    with writing(place, "remind", create=False):
        pass


def send_and_record(
    place: Place,
    today: date,
    find: Callable[[Connection], Mails],
    server: str,
    connected: Callable[[], AbstractContextManager[Send]],
) -> list[str]:
    """Send mails one by one, and record each as soon as the server has taken it: a run that failed goes on there.

    A mail that the server refuses for itself (an address, its contents) is passed over and told at the end; where the
    server cannot be reached or refuses us, all that are left are.

    Args:
        place: The database.
        today: The day that they speak for.
        find: What makes the mails from an open database.
        server: What messages call the server.
        connected: What connects to it and yields what sends a mail: that returns why it was refused, "" where not.

    Returns:
        The names of the offices that were written to.

    Raises:
        SendError: not all were sent; ``details`` says which and why.
    """
    with lock_sending(place):
        with opened(place) as connection:
            mails = find(connection)
        return _send_all(place, today, mails, server, connected)


def _send_all(
    place: Place, today: date, mails: Mails, server: str, connected: Callable[[], AbstractContextManager[Send]]
) -> list[str]:
    outgoing, unsent = mails
    sent: list[str] = []
    refused: list[str] = []
    failure = ""
    try:
        with connected() if outgoing else nullcontext(_send_nothing) as send:
            for mail in steps(N_("Sending mail"), outgoing, len(outgoing)):
                if problem := send(mail.message):
                    refused.append(f"{mail.name}: {problem}")
                    continue
                _record(place, [mail.name], mail.sayings, today, "smtp")
                sent.append(mail.name)
    except OSError as error:  # all that a mail server's protocol, encryption and sockets raise
        failure = str(error.strerror or error)
    values: dict[str, object] = {"host": server, "sent": len(sent), "all": len(outgoing) + len(unsent)}
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


def _send_nothing(message: EmailMessage) -> str:
    raise TypeError(f"there is mail, and no connection to send it by: {message['To']}")  # noqa: EM102 - our own failure


def _record(place: Place, names: Sequence[str], sayings: Sequence[ReminderRecord], today: date, channel: str) -> None:
    """Record what was said, to the offices of these names. It was said: so others are waited for longer than usual."""

    def record(transaction: Transaction) -> None:
        record_reminders(transaction, sayings, today.isoformat(), channel)
        transaction.say(
            N_("reminded {names} of {count} obligations ({channel})"),
            names=join_names(names),
            count=len(sayings),
            channel=channel,
        )

    for tries_left in reversed(range(_TRIES)):
        try:
            perform(place, "remind", record, create=False)
        except LockedError as error:
            if not tries_left:
                raise LockedError(
                    "What was said to {names} is not recorded: other programs kept {place} locked.",
                    hint=N_("The same command run again says it once more."),
                    names=join_names(names),
                    place=place,
                ) from error
        else:
            return
