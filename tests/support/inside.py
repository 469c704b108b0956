"""Run the program inside the test's own process: a hundred command lines a second instead of three."""

from __future__ import annotations

import io
import os
import sys
import threading
from contextlib import chdir, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from typer.main import get_command

from circtrack import cli, config
from circtrack.__main__ import main
from circtrack.database import process
from circtrack.i18n import language, set_language
from circtrack.render.days import choose_days
from support.program import Done, Program
from support.servers import address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from typer import Typer


@cache
def _build_once(app: Typer, spoken: str) -> Any:  # noqa: ARG001 - a verb's help is made in the reader's language
    return get_command(app)


# A process builds its verb once; to build it for each of thousands of command lines would be a tenth of their time.
vars(cli)["get_command"] = lambda app: _build_once(app, language())


def run_inside(program: Program, *arguments: str | Path, given: bytes = b"") -> Done:
    """Run one command line without a new process, by ``main``, with its own streams, environment and folder.

    Restore afterwards the state that would end with a process: the language, the form of days and the cached settings.
    """
    streams, spoken = (sys.stdin, sys.stdout, sys.stderr), language()
    out, err = io.BytesIO(), io.BytesIO()
    with _environment(program), chdir(program.database.parent):
        config._file_values.cache_clear()
        process._committed = False
        sys.stdin = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
        sys.stdout = io.TextIOWrapper(out, encoding="ascii")
        sys.stderr = io.TextIOWrapper(err, encoding="ascii")
        try:
            status = main([str(argument) for argument in arguments])
            sys.stdout.flush()
            sys.stderr.flush()
            return Done(status, out.getvalue().decode(), err.getvalue().decode())
        finally:
            sys.stdin, sys.stdout, sys.stderr = streams
            config._file_values.cache_clear()
            choose_days(iso=False)
            if language() != spoken:
                set_language(spoken)


def run_at_terminal(words: Sequence[str], folder: Path, environment: Mapping[str, str], *, answer: str = "") -> str:
    """Run one command line without a new process in a folder, at a pseudo-terminal; return what the terminal shows.

    What is typed in answer to questions waits in the terminal from the start.
    """
    import pty

    outer, inner = pty.openpty()
    streams, spoken, before = (sys.stdin, sys.stdout, sys.stderr), language(), dict(os.environ)
    shown: list[bytes] = []
    reader = threading.Thread(target=_read_all, args=(outer, shown))
    reader.start()
    os.write(outer, answer.encode())
    try:
        with (
            chdir(folder),
            os.fdopen(inner, encoding="utf-8") as given,
            os.fdopen(os.dup(inner), "w", encoding="utf-8") as out,
        ):
            os.environ.clear()
            os.environ.update(environment)
            config._file_values.cache_clear()
            process._committed = False
            sys.stdin, sys.stdout, sys.stderr = given, out, out
            main(list(words))
            out.flush()
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
        os.environ.clear()
        os.environ.update(before)
        config._file_values.cache_clear()
        choose_days(iso=False)
        if language() != spoken:
            set_language(spoken)
        reader.join()
        os.close(outer)
    return b"".join(shown).decode().replace("\r\n", "\n")


def _read_all(descriptor: int, into: list[bytes]) -> None:
    while True:
        try:
            data = os.read(descriptor, 65536)
        except OSError:  # raised by Linux when the other side of a terminal is closed
            return
        if not data:
            return
        into.append(data)


@contextmanager
def _environment(program: Program) -> Iterator[None]:
    before = dict(os.environ)
    for name in before:
        if name.startswith("CIRCTRACK"):
            del os.environ[name]
    os.environ.update(
        {
            "CIRCTRACK_DB": program.environment.get("CIRCTRACK_DB") or address(program.database),
            "CIRCTRACK_CONFIG": str(program.database.with_name("circtrack.toml")),
            "CIRCTRACK_TODAY": program.today,
            "CIRCTRACK_LANG": program.lang,
            "CIRCTRACK_USER": "clerk",
        }
        | program.environment
    )
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
