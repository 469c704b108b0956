"""Libraries that come with an extra only: how to install one is said where it is missing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from circtrack.errors import N_, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def from_extra(extra: str, message: str) -> Iterator[None]:
    """Import a library of an extra in this block.

    Args:
        extra: The extra that brings it.
        message: What is said where it is not installed; a template of the catalogue.

    Raises:
        InputError: it is not installed.
    """
    try:
        yield
    except ImportError as error:
        raise InputError(message, hint=N_("Install it: pip install 'circtrack[{extra}]'"), extra=extra) from error
