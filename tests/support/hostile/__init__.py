"""Hostile inputs as a table, a module a topic: what is given, the exit status, and what the message must say."""

from __future__ import annotations

from support.hostile import exports, files, lists, places, values
from support.hostile.row import Row

ROWS: tuple[Row, ...] = (*values.ROWS, *files.ROWS, *lists.ROWS, *places.ROWS, *exports.ROWS)

__all__ = ["ROWS", "Row"]
