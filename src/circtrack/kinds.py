"""Kinds of office that a rule speaks of. Apart from the model, which takes as long to load as a short report takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from circtrack.model import OfficeKind

HALL_KINDS: tuple[OfficeKind, ...] = ("provincial_office", "district_office")
"""Offices that sit in their superior's hall and read its letters."""
