"""A digest as a mail, ready to send or to open in a mail program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circtrack.errors import FileError
from circtrack.i18n import language
from circtrack.newfile import write_atomically
from circtrack.render.cells import printable
from circtrack.render.digests import digests_text, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from email.message import EmailMessage
    from pathlib import Path

# Used if we have no sender address: a domain that nobody can own.
_NOWHERE = "circtrack.invalid"


def mail(
    parts: Mapping[str, Any],
    key: str,
    *,
    moment: datetime,
    to: Sequence[str] = (),
    sender: str = "",
    sender_name: str = "",
    own: Path | None = None,
) -> EmailMessage:
    """Return the mail of one digest.

    Args:
        parts: The values for its templates.
        key: The local part of its Message-ID; the same digest has the same key.
        moment: When it is sent, with time zone.
        to: The recipients' addresses; if empty, the user adds them in the mail program.
        sender: The sender's address; if empty, likewise.
        sender_name: The name of the office that writes.
        own: The folder of the office's own templates.
    """
    from email.headerregistry import Address
    from email.message import EmailMessage
    from email.policy import SMTP

    message = EmailMessage(policy=SMTP)
    message["Subject"] = one_line("subject", parts, own)
    if sender:
        message["From"] = Address(printable(sender_name), addr_spec=sender)
    if to:
        name = printable(" ".join(str(parts["to"]).split()))
        message["To"] = [Address(name, addr_spec=address) for address in to]
    message["Date"] = moment
    message["Message-ID"] = f"<{key}@{sender.rpartition('@')[2] or _NOWHERE}>"
    message["Auto-Submitted"] = "auto-generated"
    # Base64: every server accepts it, even one that accepts only seven bits.
    message.set_content("".join(digests_text([parts], "txt", own)), charset="utf-8", cte="base64")
    message.add_alternative("".join(digests_text([parts], "html", own)), subtype="html", charset="utf-8", cte="base64")
    message.set_boundary(f"circtrack-{key}")  # not by chance: the same digest makes the same file
    message["Content-Language"] = language()
    return message


def write_mail_file(folder: Path, name: str, message: EmailMessage) -> Path:
    """Write a mail into a folder as a draft that mail programs open; create the folder if needed; return the file.

    Raises:
        FileError: the folder or the file cannot be written.
    """
    message["X-Unsent"] = "1"
    safe = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in name)
    return write_file(folder / f"{safe}.eml", message.as_bytes())


def write_file(file: Path, data: bytes) -> Path:
    """Write a file atomically; create its folders if needed.

    Raises:
        FileError: the file or a folder cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError("cannot write {file}: {reason}.", file=file, reason=error.strerror or error) from error
    with write_atomically(file) as beside:
        beside.write_bytes(data)
    return file
