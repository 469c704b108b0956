"""The door: ``--version`` without loading anything, UTF-8 streams, and every error as a message and an exit status."""

from __future__ import annotations

import errno
import gc
import os
import sys

from circtrack import __version__

TYPE_CHECKING = False  # to import `typing` takes as long as all the rest of `--version`
if TYPE_CHECKING:
    from collections.abc import Sequence


_INTERRUPTED = 130
# What writing to a standard stream fails with: a full disk, a device that broke, a stream that was closed.
_NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EBADF)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status; ``errors`` lists those of errors."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if None in (sys.stdin, sys.stdout, sys.stderr):
            from circtrack.render.streams import replace_closed_streams

            replace_closed_streams()
        if arguments in (["--version"], ["-V"]):
            sys.stdout.write(f"circtrack {__version__}\n")
            sys.stdout.flush()
            return 0
        from circtrack.render.streams import prepare_streams

        prepare_streams()
        status = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our pipe (`head`) has seen enough: no failure of ours, and nothing to say.
        from circtrack.render.streams import silence_stdout

        silence_stdout()
        return 0
    except KeyboardInterrupt:
        return _interrupted()
    except OSError as error:
        return _unwritten(error)
    except Exception as error:  # whatever a library makes of a Ctrl-C while it is loaded
        if _comes_from_interrupt(error):
            return _interrupted()
        raise
    return status


def _unwritten(error: OSError) -> int:
    """Tell that standard output could not be written: no failure where what was asked for is recorded by then."""
    from circtrack.errors import N_, FileError, Message
    from circtrack.render import messages
    from circtrack.render.streams import silence_stdout

    silence_stdout()
    reason = error.strerror or error
    lost = FileError("cannot write {file}: {reason}.", file=Message("standard output"), reason=reason)
    if _has_committed():
        messages.warn(N_("it was recorded; {error}"), error=messages.said(lost))
        return 0
    messages.show_error(lost)
    return lost.exit_status


def _has_committed() -> bool:
    process = sys.modules.get("circtrack.database.process")  # not loaded: nothing was written
    return bool(process and process.has_committed())


def _comes_from_interrupt(error: BaseException | None) -> bool:
    """Whether a library took Ctrl-C for a fault of what it was doing, and made an error of its own of it."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def _interrupted() -> int:
    from circtrack.render import messages

    messages.show_interrupted(recorded=_has_committed())
    return _INTERRUPTED


def _reraise_swallowed_interrupt(failure: sys.UnraisableHookArgs) -> None:
    """Re-raise a Ctrl-C that a callback swallowed."""
    if not issubclass(failure.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(failure)
        return
    import signal
    from threading import Timer, get_ident

    # A signal, where there are any: it also wakes a system call that waits, as for a server's answer.
    if hasattr(signal, "pthread_kill"):
        again = Timer(0.01, signal.pthread_kill, (get_ident(), signal.SIGINT))
    else:
        from _thread import interrupt_main

        again = Timer(0.01, interrupt_main)
    again.daemon = True
    again.start()


def _run(arguments: list[str]) -> int:
    from circtrack.seldom_used import load_when_used

    load_when_used()
    from circtrack.errors import CirctrackError
    from circtrack.i18n import choose_language, set_language

    set_language(choose_language(arguments))
    from circtrack.cli import TyperException, run_command_line
    from circtrack.render import messages

    try:
        return run_command_line(arguments)
    except CirctrackError as error:
        if _comes_from_interrupt(error):
            raise KeyboardInterrupt from error
        messages.show_error(error)
        return error.exit_status
    except TyperException as error:
        from circtrack.cli.usage import usage_message

        messages.show_usage_error(*usage_message(error))
        return 2
    except (OSError, UnicodeEncodeError) as error:
        # Of standard output, which has no name, the caller knows more. What belongs to a file names it.
        if isinstance(error, BrokenPipeError):
            raise
        if isinstance(error, OSError) and error.filename is None and error.errno in _NO_ROOM:
            raise
        messages.show_outside_error(error)
        return 2
    except Exception as error:  # the last door: a person gets a sentence, not a traceback
        if _comes_from_interrupt(error):
            raise KeyboardInterrupt from error
        messages.show_internal_error(error)
        return 1


def _start_in_utf8() -> None:
    """Start again in Python's UTF-8 mode where the system is set to another encoding, but what was given is UTF-8.

    Only a new interpreter can read its arguments, the environment and the names of files in another way.
    """
    encoding = sys.getfilesystemencoding()
    if encoding == "utf-8" or sys.flags.utf8_mode or not sys.executable:
        return
    settings = [value for name, value in os.environ.items() if name.startswith("CIRCTRACK")]
    given = b"".join(os.fsencode(text) + b"\n" for text in (*sys.argv, *settings))
    try:
        given.decode("utf-8")
    except UnicodeDecodeError:
        return
    if encoding == "ascii" or not given.isascii():
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - this program again


def run() -> None:
    """The console script's entry."""
    _start_in_utf8()
    # A command is over in a moment: to look for garbage all through its start would cost a tenth of its time.
    gc.set_threshold(100_000)
    sys.unraisablehook = _reraise_swallowed_interrupt
    status = _INTERRUPTED
    try:
        status = main()
        sys.stdout.flush()
        sys.stderr.flush()
    except (KeyboardInterrupt, OSError):
        pass  # when all was said and done, or again while that was said; what could not be written, main has told
    if status == _INTERRUPTED:
        # The libraries put away what they had begun; what they say of its being half done is no news.
        sys.unraisablehook = lambda _: None
        sys.exit(status)
    # Likewise, all is closed by now: the system takes the memory back faster than Python takes itself apart.
    os._exit(status)


if __name__ == "__main__":
    run()
