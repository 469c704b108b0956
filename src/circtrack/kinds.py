"""Kinds of office with rules of their own. Not in the model, which takes as long to load as a short report runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from circtrack.model import OfficeKind

HALL_KINDS: tuple[OfficeKind, ...] = ("provincial_office", "district_office")
"""Offices in their superior's building, which read its letters."""
