"""The ways to deliver reminders: text or rows, mail files, a calendar, mail."""

from __future__ import annotations

import gc
from datetime import datetime, time
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from circtrack.cli.remind_settings import addresses_file, reminders_as_set, sender
from circtrack.clock import THAI_TIME
from circtrack.config import settings
from circtrack.errors import N_, InputError
from circtrack.i18n import set_language
from circtrack.render import messages

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from circtrack.actions.remind import Mails
    from circtrack.errors import CirctrackError
    from circtrack.render.output import Output
    from circtrack.reports.reminders import DigestSpool


class Way(Protocol):
    """A way to deliver all digests at once. ``channel`` is its name in the record."""

    @property
    def channel(self) -> str:
        """The format: text, csv, eml, ics."""

    def say(self, digests: DigestSpool, today: date) -> None:
        """Deliver the digests, of which there may be none."""


class Text(NamedTuple):
    """Text for people, or rows for programs, to standard output or a file."""

    output: Output

    @property
    def channel(self) -> str:
        """The format."""
        output = self.output
        return output.format or ("csv" if output.excel or output.columns else "text")

    def say(self, digests: DigestSpool, today: date) -> None:
        """Write the digests. If there are none, empty an --output file so that yesterday's text does not remain."""
        from circtrack.render.digests import digests_text
        from circtrack.render.streams import flush_stdout
        from circtrack.reports.reminder_parts import digest_parts
        from circtrack.reports.reminders import build_reminder_report

        if not digests:
            if self.output.file is not None:
                self.output.write_text("")
            return
        if self.channel in {"text", "markdown"}:
            if self.output.thai:
                set_language("th")
            next_worked = reminders_as_set().next_worked
            parts = (digest_parts(each, today, next_worked) for each in digests)
            form: Literal["txt", "md"] = "txt" if self.channel == "text" else "md"
            # Render into a temporary file first: an office's own template may fail at any digest, and then nothing
            # must have been written.
            with TemporaryFile("w+", encoding="utf-8", newline="") as aside:
                aside.writelines(digests_text(parts, form, settings().remind.templates))
                aside.seek(0)
                self.output.write_pieces(aside)
        else:
            self.output._replace(format=self.channel).write(build_reminder_report(digests))
        # Flush before the reminders are recorded, so that a closed pipe raises its error now.
        flush_stdout()


class MailFiles(NamedTuple):
    """One mail file for each digest, in a folder."""

    folder: Path

    @property
    def channel(self) -> str:
        """The format."""
        return "eml"

    def say(self, digests: DigestSpool, today: date) -> None:
        """Write the mail files."""
        from circtrack.render.mail import mail, write_mail_file
        from circtrack.reports.reminder_parts import digest_parts

        if not digests:
            return
        own, by, to = settings().remind.templates, sender(), _known_addresses(digests, today)
        next_worked = reminders_as_set().next_worked
        # The day's midnight, so that the same digest makes the same file at any time of the day.
        moment = datetime.combine(today, time(), THAI_TIME)
        for each in digests:
            message = mail(
                digest_parts(each, today, next_worked, most=None),
                each.key,
                moment=moment,
                to=to.get(each.to, ()),
                sender=by.address,
                sender_name=by.name or digests.own_name,
                own=own,
            )
            write_mail_file(self.folder, f"{today}-{each.to}", message)
            # The parts of a mail refer to each other, and the garbage collector seldom runs (see ``__main__``).
            del message
            gc.collect(0)
        messages.say(N_("Mails written to {folder}: {count}."), count=len(digests), folder=self.folder)


class Calendar(NamedTuple):
    """The deadlines as a calendar file."""

    file: Path

    @property
    def channel(self) -> str:
        """The format."""
        return "ics"

    def say(self, digests: DigestSpool, today: date) -> None:
        """Write the calendar file, if there are deadlines."""
        from circtrack.render.calendar import calendar
        from circtrack.render.mail import write_file
        from circtrack.reports.reminder_parts import deadline_parts, settled_parts

        if deadlines := [*deadline_parts(digests), *settled_parts(digests.settled)]:
            write_file(self.file, calendar(deadlines, today, settings().remind.templates))
            messages.say(N_("Deadlines written to {file}: {count}."), count=len(deadlines), file=self.file)


def mails_of(digests: DigestSpool, today: date) -> Mails:
    """Make the mails to send, and an error for each office that is not in the list of addresses."""
    from circtrack.actions.remind import Mails, OutgoingMail
    from circtrack.render.mail import mail
    from circtrack.reports.reminder_parts import digest_parts

    addresses = _addresses(digests, today) if digests else {}
    now, own, by = datetime.now(THAI_TIME), settings().remind.templates, sender()
    next_worked = reminders_as_set().next_worked
    outgoing: list[OutgoingMail] = []
    unsent: list[CirctrackError] = []
    for each in digests:
        if to := addresses.get(each.to):
            parts = digest_parts(each, today, next_worked, most=None)
            name = by.name or digests.own_name
            message = mail(parts, each.key, moment=now, to=to, sender=by.address, sender_name=name, own=own)
            outgoing.append(OutgoingMail(each.name, message, each.sayings))
        else:
            unsent.append(InputError("{office}: no address in {file}.", office=each.name, file=addresses_file()))
    return Mails(outgoing, unsent)


def show_heads(digests: DigestSpool, today: date) -> None:
    """Show the recipient and the subject of each mail."""
    from circtrack.render.digests import one_line
    from circtrack.reports.reminder_parts import digest_parts

    addresses = _known_addresses(digests, today)
    next_worked = reminders_as_set().next_worked
    for each in digests:
        messages.say(
            N_("to {office} <{address}>: {subject}"),
            office=each.name,
            address=", ".join(addresses.get(each.to, ("?",))),
            subject=one_line("subject", digest_parts(each, today, next_worked), settings().remind.templates),
        )


def _known_addresses(digests: DigestSpool, today: date) -> dict[str, tuple[str, ...]]:
    """Return the addresses by office code; none if no list is set."""
    return _addresses(digests, today) if settings().remind.addresses else {}


def _addresses(digests: DigestSpool, today: date) -> dict[str, tuple[str, ...]]:
    from circtrack.reading.addresses import read_addresses

    file = addresses_file()
    found, bad = read_addresses(file, digests.codes, today, digests.own_office)
    for line in bad:
        messages.warn(N_("{file}: {line}"), file=file, line=line)
    return found
