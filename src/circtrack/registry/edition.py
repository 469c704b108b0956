"""Which edition of the country's offices this is; apart from them, for whoever writes looks at it."""

from __future__ import annotations

from typing import Final

EDITION: Final = "2026-01"
"""Later editions sort after earlier ones. A test holds that it changes when the list does."""
