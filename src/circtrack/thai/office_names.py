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


def shorten_name(name: str) -> str:
    """The name with its kind abbreviated; itself where the kind has no abbreviation."""
    for full, short in _SHORT:
        if name.startswith(full) and len(name) > len(full):
            return short + name.removeprefix(full)
    return name


# Whom a letter to an office addresses, and what stands at the head of a letter from it, by kind and name.

# Beginning of the office's name, and what the title of its head has there. The rest of the name stays.
_HEADS = (
    ("สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด", "ท้องถิ่นจังหวัด"),
    ("สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ", "ท้องถิ่นอำเภอ"),
    ("องค์การบริหารส่วนจังหวัด", "นายกองค์การบริหารส่วนจังหวัด"),
    ("องค์การบริหารส่วนตำบล", "นายกองค์การบริหารส่วนตำบล"),
    ("เทศบาลนคร", "นายกเทศมนตรีนคร"),
    ("เทศบาลเมือง", "นายกเทศมนตรีเมือง"),
    ("เทศบาลตำบล", "นายกเทศมนตรีตำบล"),
    ("เมืองพัทยา", "นายกเมืองพัทยา"),
    ("กรุงเทพมหานคร", "ผู้ว่าราชการกรุงเทพมหานคร"),
    ("จังหวัด", "ผู้ว่าราชการจังหวัด"),
    ("อำเภอ", "นายอำเภอ"),
    ("กรม", "อธิบดีกรม"),
)

_SEATS = (("จังหวัด", "ศาลากลางจังหวัด"), ("อำเภอ", "ที่ว่าการอำเภอ"))


def name_head(name: str) -> str:
    """The title of an office's head: ``นายอำเภอเทพสถิต``; the office itself where its head has no known title."""
    return _with(_HEADS, name)


def name_seat(name: str) -> str:
    """What stands at the top right of a letter from an office: ``ที่ว่าการอำเภอเทพสถิต``."""
    return _with(_SEATS, name)


def _with(beginnings: tuple[tuple[str, str], ...], name: str) -> str:
    for beginning, instead in beginnings:
        if name.startswith(beginning):
            return instead + name.removeprefix(beginning)
    return name
