"""The ways in which reminders are said: as text or rows, as mail files, as a calendar, by mail."""

from __future__ import annotations

import gc
from datetime import datetime, time
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from circtrack.cli.database import reading
from circtrack.cli.remind_settings import addresses_file, mail_server, own_templates, sender
from circtrack.clock import THAI_TIME
from circtrack.errors import N_, InputError
from circtrack.render import messages

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from circtrack.actions.remind import OutgoingMail
    from circtrack.cli.session import Session
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.errors import CirctrackError
    from circtrack.render.output import Output
    from circtrack.reports.reminders import DigestSpool
    from circtrack.reports.tracked import ReportScope
    from circtrack.store.reminders import ReminderRecord

    Find = Callable[[Connection], DigestSpool]


def asked_for(
    connection: Connection, session: Session, letter: str, under: str, *, include_secret: bool
) -> ReportScope:
    """Which obligations the options mean.

    Raises:
        UnknownError, AmbiguousError: no letter or office, or several.
    """
    from circtrack.reports.tracked import ReportScope
    from circtrack.store.find_letter import find_letter
    from circtrack.store.settings import get_own_office

    own = get_own_office(connection)
    code = ""
    if under:
        from circtrack.registry.find import find_office

        code = find_office(under, session.today, under=own).code
    found = find_letter(connection, letter, own_office=own, include_secret=include_secret) if letter else None
    return ReportScope(session.today, found, code, own, include_secret=include_secret)


class Way(Protocol):
    """A way to say digests, all at once. ``channel`` is its name in the record."""

    @property
    def channel(self) -> str:
        """How they are said: text, csv, eml, ics."""

    def say(self, digests: DigestSpool, today: date) -> None:
        """Say them; there are none where nothing is to be said."""


class Text(NamedTuple):
    """Text for people, or rows for programs, to standard output or a file."""

    output: Output

    @property
    def channel(self) -> str:
        """The format."""
        output = self.output
        return output.format or ("csv" if output.excel or output.thai or output.columns else "text")

    def say(self, digests: DigestSpool, today: date) -> None:
        """Write them. Where there are none nothing is written, but a file is emptied: yesterday's is not today's."""
        from circtrack.render.digests import digests_text
        from circtrack.render.streams import flush_stdout
        from circtrack.reports.reminder_parts import digest_parts
        from circtrack.reports.reminders import build_reminder_report

        if not digests:
            if self.output.file is not None:
                self.output.write_text("")
            return
        if self.channel in {"text", "markdown"}:
            parts = (digest_parts(each, today) for each in digests)
            form: Literal["txt", "md"] = "txt" if self.channel == "text" else "md"
            # An office's own template may fail at any of them, and then nothing is said: first to where nobody reads.
            with TemporaryFile("w+", encoding="utf-8", newline="") as aside:
                aside.writelines(digests_text(parts, form, own_templates()))
                aside.seek(0)
                self.output.write_pieces(aside)
        else:
            self.output._replace(format=self.channel).write(build_reminder_report(digests))
        # What is recorded afterwards was said: a reader that has gone away must show now.
        flush_stdout()


class Mails(NamedTuple):
    """One mail file each, in a folder."""

    folder: Path

    @property
    def channel(self) -> str:
        """Mail files."""
        return "eml"

    def say(self, digests: DigestSpool, today: date) -> None:
        """Write them."""
        from circtrack.render.mail import mail, write_mail_file
        from circtrack.reports.reminder_parts import digest_parts

        if not digests:
            return
        own, address = own_templates(), sender()
        to = _addresses(digests, today) if _has_addresses() else {}
        # The day's own midnight: the same digest is the same file, whenever it is made.
        moment = datetime.combine(today, time(), THAI_TIME)
        for each in digests:
            message = mail(
                digest_parts(each, today), each.key, moment=moment, to=to.get(each.to, ()), sender=address, own=own
            )
            write_mail_file(self.folder, f"{today}-{each.to}", message)
            # A mail's parts point at each other, and the program seldom looks for what is done with (``__main__``).
            del message
            gc.collect(0)
        messages.say(N_("Mails written to {folder}: {count}."), count=len(digests), folder=self.folder)


class Calendar(NamedTuple):
    """The deadlines as a calendar file."""

    file: Path

    @property
    def channel(self) -> str:
        """A calendar file."""
        return "ics"

    def say(self, digests: DigestSpool, today: date) -> None:
        """Write it."""
        from circtrack.render.calendar import calendar
        from circtrack.render.mail import write_file
        from circtrack.reports.reminder_parts import deadline_parts

        if deadlines := deadline_parts(digests):
            write_file(self.file, calendar(deadlines, today, own_templates()))
            messages.say(N_("Deadlines written to {file}: {count}."), count=len(deadlines), file=self.file)


def say(session: Session, find: Find, way: Way) -> bool:
    """Say what is to be said and record nothing; return whether there was something."""
    with reading(session) as connection:
        digests = find(connection)
        way.say(digests, session.today)
    return bool(digests)


def say_and_record(session: Session, find: Find, way: Way) -> bool:
    """Say what is to be said, and record it in the same breath: of two runs at once only one finds it unsaid.

    In a file the lock is taken first: where it cannot be written nothing is said, and so nothing twice. On a server
    the whole country would wait while a person pages through the text: it is said first, and recorded in one go.
    """
    from circtrack.actions.remind import record_said
    from circtrack.database.sending import lock_sending
    from circtrack.database.transaction import perform, writing
    from circtrack.place import Server

    def said(connection: Connection) -> tuple[list[str], list[ReminderRecord]]:
        digests = find(connection)
        way.say(digests, session.today)
        return [each.name for each in digests], [saying for each in digests for saying in each.sayings]

    def record(transaction: Transaction, names: list[str], sayings: list[ReminderRecord]) -> None:
        if names:
            record_said(transaction, names, sayings, session.today, way.channel)

    place = session.database
    with lock_sending(place):
        if isinstance(place, Server):
            with reading(session) as connection:
                names, sayings = said(connection)
            perform(place, "remind", lambda transaction: record(transaction, names, sayings), create=False)
        else:
            with writing(place, "remind", create=False) as transaction:
                names, sayings = said(transaction.connection)
                record(transaction, names, sayings)
    return bool(names)


def send(session: Session, find: Find) -> bool:
    """Mail what is to be said, and record each mail once it is taken."""
    from circtrack.actions.remind import send_all
    from circtrack.database.sending import lock_sending

    # All that can be wrong with the settings, on a day without mail too.
    server, today = mail_server(), session.today
    if not sender():
        raise InputError("Mail needs the setting {setting}.", setting="smtp.from")
    addresses_file()
    with lock_sending(session.database):
        with reading(session) as connection:
            outgoing, unsent = _outgoing(find(connection), today)
        if not outgoing and not unsent:
            return False
        sent = send_all(session.database, server, outgoing, today, unsent)
    messages.say(N_("Reminders sent: {count}: {names}"), count=len(sent), names=", ".join(sent))
    return True


def _outgoing(digests: DigestSpool, today: date) -> tuple[list[OutgoingMail], list[CirctrackError]]:
    """The mails, and why some cannot be."""
    from circtrack.actions.remind import OutgoingMail
    from circtrack.render.mail import mail
    from circtrack.reports.reminder_parts import digest_parts

    addresses = _addresses(digests, today) if digests else {}
    now, own, address = datetime.now(THAI_TIME), own_templates(), sender()
    outgoing: list[OutgoingMail] = []
    unsent: list[CirctrackError] = []
    for each in digests:
        if to := addresses.get(each.to):
            message = mail(digest_parts(each, today), each.key, moment=now, to=to, sender=address, own=own)
            outgoing.append(OutgoingMail(each.name, message, each.sayings))
        else:
            unsent.append(InputError("{office}: no address in {file}.", office=each.name, file=addresses_file()))
    return outgoing, unsent


def show(session: Session, output: Output, find: Find, *, as_mail: bool) -> bool:
    """Show what would be said, and to whom it would be mailed; nothing is sent, written or recorded."""
    with reading(session) as connection:
        digests = find(connection)
        if as_mail:
            _show_heads(digests, session.today)
        Text(output).say(digests, session.today)
    return bool(digests)


def _show_heads(digests: DigestSpool, today: date) -> None:
    """To whom each would be mailed, and under which subject."""
    from circtrack.render.digests import one_line
    from circtrack.reports.reminder_parts import digest_parts

    addresses = _addresses(digests, today) if _has_addresses() else {}
    for each in digests:
        messages.say(
            N_("to {office} <{address}>: {subject}"),
            office=each.name,
            address=", ".join(addresses.get(each.to, ("?",))),
            subject=one_line("subject", digest_parts(each, today), own_templates()),
        )


def _has_addresses() -> bool:
    from circtrack.config import setting

    return setting("remind.addresses") is not None


def _addresses(digests: DigestSpool, today: date) -> dict[str, tuple[str, ...]]:
    from circtrack.actions.addresses import read_addresses

    return read_addresses(addresses_file(), digests.codes, today)
