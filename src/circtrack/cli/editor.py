"""Let the clerk edit the drafts of ``read --edit`` in an editor."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from circtrack.errors import N_, CirctrackError, InputError, Message
from circtrack.reading.drafts_file import drafts_from_toml, drafts_to_toml
from circtrack.render.drafts import finding_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from circtrack.model import Letter


def edit_drafts(letters: Sequence[Letter]) -> list[Letter]:
    """Open the drafts in ``$VISUAL`` or ``$EDITOR`` and return the edited ones.

    Raises:
        InputError: there is no editor, it failed, or the edited file cannot be parsed; the file is then kept, and
            the message says where, so that no correction is lost.
    """
    edited = _edit(letters, drafts_from_toml, "")
    if not edited:
        raise InputError("no letter is left in the drafts; nothing was recorded.")
    return edited


def edit_recorded(letter: Letter) -> Letter:
    """Open a recorded letter in the editor and return it as edited; raise what ``edit_drafts`` raises.

    Its recipients are those in its list, unless what is written of them is edited.
    """
    read = partial(drafts_from_toml, recorded=True)
    edited = _edit([letter], read, "--update")
    if len(edited) != 1:
        raise InputError("one letter was to be corrected, and {count} are in the text; nothing was changed.",
                         count=len(edited))  # fmt: skip
    return edited[0]


def _edit(letters: Sequence[Letter], read: Callable[..., list[Letter]], option: str) -> list[Letter]:
    notes = {place: finding_lines(letter, one_by_one=False) for place, letter in enumerate(letters)}
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
        edited = read(file.read_text(encoding="utf-8-sig"), letters)
    except CirctrackError as error:
        way = N_('Your text is kept: correct {file} and run `circtrack read "{file}" {option}`.')
        plain = N_('Your text is kept: correct {file} and run `circtrack read "{file}"`.')
        error.hint = Message(way if option else plain, file=file, option=option)
        raise
    shutil.rmtree(folder)
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
