"""Let the clerk edit the drafts of ``read --edit`` in an editor."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from circtrack.errors import N_, CirctrackError, InputError, Message
from circtrack.reading.drafts_file import drafts_from_toml, drafts_to_toml
from circtrack.render.drafts import finding_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.model import Letter


def edit_drafts(letters: Sequence[Letter]) -> list[Letter]:
    """Open the drafts in ``$VISUAL`` or ``$EDITOR`` and return the edited ones.

    Raises:
        InputError: there is no editor, it failed, or the edited file cannot be parsed; the file is then kept, and
            the message says where, so that no correction is lost.
    """
    notes = {place: finding_lines(letter) for place, letter in enumerate(letters)}
    folder = Path(tempfile.mkdtemp(prefix="circtrack-"))
    file = folder / "drafts.toml"
    file.write_text(drafts_to_toml(letters, notes), encoding="utf-8")
    command = [*_find_editor(), str(file)]
    try:
        status = subprocess.run(command, check=False).returncode  # noqa: S603 - the user's own editor
    except OSError as error:
        raise InputError(
            "cannot run the editor {command}: {reason}.",
            hint=N_("Set EDITOR to a program that is installed."),
            command=command[0],
            reason=error.strerror or error,
        ) from error
    if status:
        raise InputError("the editor {command} ended with status {status}; nothing was recorded.",
                         command=command[0], status=status)  # fmt: skip
    try:
        edited = drafts_from_toml(file.read_text(encoding="utf-8-sig"), letters)
    except CirctrackError as error:
        error.hint = Message("Your text is kept: correct {file} and run circtrack read {file}.", file=file)
        raise
    shutil.rmtree(folder)
    if not edited:
        raise InputError("no letter is left in the drafts; nothing was recorded.")
    return edited


def _find_editor() -> list[str]:
    """Return the editor's command line, found as git finds it."""
    for variable in ("VISUAL", "EDITOR"):
        if command := os.environ.get(variable):
            return shlex.split(command, posix=os.name != "nt")
    for name in ("notepad",) if os.name == "nt" else ("nano", "vi"):
        if shutil.which(name):
            return [name]
    raise InputError("no editor was found.", hint=N_("Set EDITOR to the program that edits your text files."))
