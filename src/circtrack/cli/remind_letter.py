"""``circtrack remind LETTER --letter``: write the reminder as a draft letter in the form of the regulation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.cli.asked import asked_for
from circtrack.cli.database import reading
from circtrack.config import settings
from circtrack.errors import N_, InputError
from circtrack.render import messages

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.cli.session import Session
    from circtrack.render.output import Output


def draft(
    session: Session, output: Output, letter: str, under: str, *, external: bool, docx: Path | None, secret: bool
) -> bool:
    """Write the draft; return whether there is anything to remind of.

    Raises:
        InputError: no letter is named, or the format is not text.
    """
    from circtrack.render.letter import letter_text
    from circtrack.reports.reminder_letter import letter_draft

    if not letter:
        raise InputError("Which letter? Name any part of its number.", hint=N_("`circtrack letters` lists them."))
    if output.format not in {None, "text"}:
        raise InputError("A letter is text: --format {format} does not go with it.", format=output.format)
    with reading(session) as connection:
        found = letter_draft(connection, asked_for(connection, session, letter, under, include_secret=secret))
    if found.untold:
        messages.warn(
            N_("not told by any letter, so there is nothing to remind them of: {offices}. Pass the letter on first."),
            offices=", ".join(found.untold),
        )
    if found.at_home:
        messages.warn(N_("owing, but in the sender's own house: {offices}."), offices=", ".join(found.at_home))
    if found.parts is None:
        return False
    _write(session, output, letter_text(found.parts, external=external, own=settings().remind.templates), docx)
    return True


def _write(session: Session, output: Output, text: str, docx: Path | None) -> None:
    if docx is None:
        output.write_text(text)
        return
    from circtrack.render.letter import letter_document
    from circtrack.render.mail import write_file

    write_file(docx, letter_document(text, session.today))
    messages.say(N_("Draft written to {file}."), file=docx)
