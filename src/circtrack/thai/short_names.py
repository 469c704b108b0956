"""Offices' names as people shorten them in lists: ``อบต.บ้านไร่`` for องค์การบริหารส่วนตำบลบ้านไร่."""

from __future__ import annotations

# The abbreviations that the offices themselves use in correspondence.
_SHORT = (
    ("สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด", "สถจ."),
    ("สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ", "สถอ."),
    ("องค์การบริหารส่วนจังหวัด", "อบจ."),
    ("องค์การบริหารส่วนตำบล", "อบต."),
    ("เทศบาลตำบล", "ทต."),
    ("เทศบาลเมือง", "ทม."),
    ("เทศบาลนคร", "ทน."),
)


def short_name(name: str) -> str:
    """The name with its kind abbreviated; itself where the kind has no abbreviation."""
    for full, short in _SHORT:
        if name.startswith(full) and len(name) > len(full):
            return short + name.removeprefix(full)
    return name
