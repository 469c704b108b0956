"""Import libraries of optional extras; if one is missing, the error says how to install it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from circtrack.errors import N_, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def from_extra(extra: str, message: str) -> Iterator[None]:
    """Turn an ImportError inside this block into an InputError.

    Args:
        extra: The extra that installs the library.
        message: The error's message, a template of the catalogue.

    Raises:
        InputError: the library is not installed.
    """
    try:
        yield
    except ImportError as error:
        raise InputError(message, hint=N_("Install it: `pip install 'circtrack[{extra}]'`"), extra=extra) from error
