"""The ways in which reminders are said: as text or rows, as mail files, as a calendar, by mail."""

from __future__ import annotations

import gc
from datetime import datetime, time
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from circtrack.cli.remind_settings import addresses_file, sender
from circtrack.clock import THAI_TIME
from circtrack.config import settings
from circtrack.errors import N_, InputError
from circtrack.render import messages

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from circtrack.actions.remind import Mails
    from circtrack.errors import CirctrackError
    from circtrack.render.output import Output
    from circtrack.reports.reminders import DigestSpool


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
        """Write them. With nothing to say, empty an --output file so that yesterday's text does not remain."""
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
                aside.writelines(digests_text(parts, form, settings().remind.templates))
                aside.seek(0)
                self.output.write_pieces(aside)
        else:
            self.output._replace(format=self.channel).write(build_reminder_report(digests))
        # What is recorded afterwards was said: a reader that has gone away must show now.
        flush_stdout()


class MailFiles(NamedTuple):
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
        own, address, to = settings().remind.templates, sender(), _known_addresses(digests, today)
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
            write_file(self.file, calendar(deadlines, today, settings().remind.templates))
            messages.say(N_("Deadlines written to {file}: {count}."), count=len(deadlines), file=self.file)


def mails_of(digests: DigestSpool, today: date) -> Mails:
    """Make the mails to send, and say of which offices the list of addresses has none."""
    from circtrack.actions.remind import Mails, OutgoingMail
    from circtrack.render.mail import mail
    from circtrack.reports.reminder_parts import digest_parts

    addresses = _addresses(digests, today) if digests else {}
    now, own, address = datetime.now(THAI_TIME), settings().remind.templates, sender()
    outgoing: list[OutgoingMail] = []
    unsent: list[CirctrackError] = []
    for each in digests:
        if to := addresses.get(each.to):
            message = mail(digest_parts(each, today), each.key, moment=now, to=to, sender=address, own=own)
            outgoing.append(OutgoingMail(each.name, message, each.sayings))
        else:
            unsent.append(InputError("{office}: no address in {file}.", office=each.name, file=addresses_file()))
    return Mails(outgoing, unsent)


def show_heads(digests: DigestSpool, today: date) -> None:
    """Show to whom each would be mailed, and under which subject."""
    from circtrack.render.digests import one_line
    from circtrack.reports.reminder_parts import digest_parts

    addresses = _known_addresses(digests, today)
    for each in digests:
        messages.say(
            N_("to {office} <{address}>: {subject}"),
            office=each.name,
            address=", ".join(addresses.get(each.to, ("?",))),
            subject=one_line("subject", digest_parts(each, today), settings().remind.templates),
        )


def _known_addresses(digests: DigestSpool, today: date) -> dict[str, tuple[str, ...]]:
    """Who is reached where, as far as a list is set."""
    return _addresses(digests, today) if settings().remind.addresses else {}


def _addresses(digests: DigestSpool, today: date) -> dict[str, tuple[str, ...]]:
    from circtrack.reading.addresses import read_addresses

    return read_addresses(addresses_file(), digests.codes, today)
