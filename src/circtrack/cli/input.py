"""Read the files of lists that verbs accept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from typer import Option

from circtrack.errors import N_

Encoding = Annotated[
    Literal["utf-8", "cp874"],
    Option("--encoding", metavar="<utf-8|cp874>", help=N_("Of the file: utf-8, or cp874 from Thai Windows.")),
]


def text_of(file: str, encoding: str) -> str:
    """Return the text of a file, or of standard input for ``-``.

    Raises:
        FileError: the file does not exist, is empty, or is not text in this encoding.
    """
    from circtrack.reading.decode import decode, read_text_file

    if file != "-":
        return read_text_file(Path(file), encoding)
    from circtrack.render.streams import read_stdin_bytes

    return decode(read_stdin_bytes(), "-", encoding)
