"""Names derived from an office's name: its abbreviation, the title of its head, its seat."""

from __future__ import annotations

# The abbreviations that offices use in correspondence.
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
    """Abbreviate the kind in a name: ``อบต.บ้านไร่``; return the name if its kind has no abbreviation."""
    for full, short in _SHORT:
        if name.startswith(full) and len(name) > len(full):
            return short + name.removeprefix(full)
    return name


def spell_out(words: str) -> str:
    """Return words with kinds of office in full, as formal letters have them: ``องค์การบริหารส่วนตำบลทุกแห่ง``."""
    for full, short in (("องค์กรปกครองส่วนท้องถิ่น", "อปท."), *_SHORT):
        words = words.replace(f"{short} ", full).replace(short, full)
    return words


# Whom a letter to an office addresses, and the seat in the letterhead of a letter from it.

# The beginning of an office's name, and what replaces it in the title of its head. The rest of the name stays.
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

_SEATS = (
    ("จังหวัด", "ศาลากลางจังหวัด"),
    ("อำเภอ", "ที่ว่าการอำเภอ"),
    ("องค์การบริหารส่วนตำบล", "ที่ทำการองค์การบริหารส่วนตำบล"),
    ("องค์การบริหารส่วนจังหวัด", "สำนักงานองค์การบริหารส่วนจังหวัด"),
    ("เทศบาล", "สำนักงานเทศบาล"),
    ("เมืองพัทยา", "ศาลาว่าการเมืองพัทยา"),
)


def name_head(name: str) -> str:
    """Return the title of an office's head: ``นายอำเภอเทพสถิต``; the office's name if the title is not known."""
    return _replace_beginning(_HEADS, name)


def name_seat(name: str) -> str:
    """Return the seat at the top right of an office's letters: ``ที่ว่าการอำเภอเทพสถิต``."""
    return _replace_beginning(_SEATS, name)


def _replace_beginning(beginnings: tuple[tuple[str, str], ...], name: str) -> str:
    for beginning, instead in beginnings:
        if name.startswith(beginning):
            return instead + name.removeprefix(beginning)
    return name
