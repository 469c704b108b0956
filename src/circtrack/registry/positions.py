"""Positions of heads: offices write and are addressed by the position of their head (นายอำเภอเทพสถิต)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# How an office's name becomes the position of its head, by kind: its beginning, and what replaces it.
_HEADS: dict[str, Sequence[tuple[str, str]]] = {
    "department": (("กรม", "อธิบดีกรม"), ("กระทรวง", "ปลัดกระทรวง")),
    "province": (("จังหวัด", "ผู้ว่าราชการจังหวัด"),),
    "provincial_office": (("สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด", "ท้องถิ่นจังหวัด"),),
    "district": (("อำเภอ", "นายอำเภอ"),),
    "district_office": (("สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ", "ท้องถิ่นอำเภอ"),),
    "pao": (("องค์การบริหารส่วนจังหวัด", "นายกองค์การบริหารส่วนจังหวัด"),),
    "city_municipality": (("เทศบาลนคร", "นายกเทศมนตรีนคร"),),
    "town_municipality": (("เทศบาลเมือง", "นายกเทศมนตรีเมือง"),),
    "subdistrict_municipality": (("เทศบาลตำบล", "นายกเทศมนตรีตำบล"),),
    "sao": (("องค์การบริหารส่วนตำบล", "นายกองค์การบริหารส่วนตำบล"),),
    "special": (("กรุงเทพมหานคร", "ผู้ว่าราชการกรุงเทพมหานคร"), ("เมืองพัทยา", "นายกเมืองพัทยา")),
}


def name_position(name: str, kind: str) -> str:
    """Return the position of an office's head, as จาก and ถึง name it; the office's name if its kind has none."""
    for beginning, head in _HEADS.get(kind, ()):
        if name.startswith(beginning):
            return head + name.removeprefix(beginning)
    return name
