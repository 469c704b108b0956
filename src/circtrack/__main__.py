"""The door: ``--version`` without loading anything, UTF-8 streams, and every error as a message and an exit status."""

from __future__ import annotations

import gc
import os
import sys

from circtrack import __version__

TYPE_CHECKING = False  # to import `typing` takes as long as all the rest of `--version`
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; gives back the exit status of design section 6."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments in (["--version"], ["-V"]):
        sys.stdout.write(f"circtrack {__version__}\n")
        return 0
    try:
        from circtrack.render.streams import prepare_streams, silence_stdout

        prepare_streams()
        status = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our pipe (`head`) has seen enough: no failure of ours, and nothing to say.
        silence_stdout()
        return 0
    except KeyboardInterrupt:
        return _interrupted()
    return status


def _interrupted() -> int:
    from circtrack.render import messages

    store = sys.modules.get("circtrack.store.writing")  # not loaded: nothing was written
    messages.show_interrupted(recorded=bool(store and store.committed()))
    return 130


def _run(arguments: list[str]) -> int:
    from circtrack.errors import CirctrackError
    from circtrack.i18n import choose_language, set_language

    set_language(choose_language(arguments))
    from circtrack.cli import TyperException, run_command_line
    from circtrack.render import messages

    try:
        return run_command_line(arguments)
    except CirctrackError as error:
        messages.show_error(error)
        return error.exit_status
    except TyperException as error:
        from circtrack.cli.usage import usage_message

        messages.show_usage_error(*usage_message(error))
        return 2
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the last door: a person gets a sentence, not a traceback
        messages.show_internal_error(error)
        return 1


def run() -> None:
    """The console script's entry."""
    # A command is over in a moment: to look for garbage all through its start would cost a tenth of its time.
    gc.set_threshold(100_000)
    status = 130
    try:
        status = main()
        sys.stdout.flush()
        sys.stderr.flush()
    except KeyboardInterrupt:
        pass  # when all was said and done, or again while that was said
    # Likewise, all is closed by now: the system takes the memory back faster than Python takes itself apart.
    os._exit(status)


if __name__ == "__main__":
    run()
