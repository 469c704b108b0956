"""Deadlines that lower tiers set hold for those they write to; extensions move the task that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.program import Program

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

ROOT, PROVINCES, DISTRICTS, OTHERS = "มท 0810.7/ว 5120", "ชย 0023.6/900", "ชย 0023.14/50", "ชย 0023.15/7"
TODAY = "2026-12-01"
OFFICES = {"department": "สถ.", "province": "จ.ชัยภูมิ", "district": "อ.เทพสถิต"}


def program(path: Path, name: str) -> Program:
    fresh = Program(path / f"{name}.db", today=TODAY)
    fresh.ok("init", "--office", OFFICES[name])
    fresh.ok(
        *("add", "--number", ROOT, "--date", "2026-11-20", "--from", "สถ.", "--to", "ทุกจังหวัด"),
        *("--subject", "การบันทึกข้อมูล", "--task", "บันทึกข้อมูล INFO", "--due", "2026-12-11"),
        *("--audience", "องค์กรปกครองส่วนท้องถิ่นทุกแห่ง"),
    )
    fresh.ok("forward", "5120", "--number", PROVINCES, "--date", "2026-11-25", "--from", "จ.ชัยภูมิ", "--to", "ทุกอำเภอ")
    return fresh


def sets_earlier(district: Program, *more: str) -> None:
    given = ("--from", "อ.เทพสถิต", "--to", "ทต.ทุกแห่ง", "--to", "อบต.ทุกแห่ง", *more)
    district.ok("forward", "900", "--number", DISTRICTS, "--date", "2026-11-27", "--due", "2026-12-09", *given)


def lines(program: Program) -> dict[str, tuple[str, str]]:
    """The first and last deadline of each letter."""
    rows = program.rows("chain", "5120")
    return {row["letter_number"]: (row["due_on"], row["due_last"]) for row in rows if row["letter_number"]}


def due_by_district(program: Program) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in program.rows("owing", "5120", "--under", "จ.ชัยภูมิ"):
        found.setdefault(row["district"], set()).add(row["due_on"])
    return found


EARLIER = {ROOT: ("2026-12-11",) * 2, PROVINCES: ("2026-12-11",) * 2, DISTRICTS: ("2026-12-09",) * 2}


def test_a_districts_earlier_deadline_is_on_its_own_line_in_every_tiers_database(tmp_path: Path) -> None:
    district = program(tmp_path, "district")
    sets_earlier(district)
    assert lines(district) == EARLIER
    for name in ("province", "department"):
        above = program(tmp_path, name)
        file = tmp_path / f"for {name}.circtrack"
        district.ok("bundle", "5120", "--for", OFFICES[name], "--output", file)
        above.ok("merge", file)
        assert lines(above) == EARLIER
        due = due_by_district(above)
        assert due.pop("เทพสถิต") == {"2026-12-09"}
        assert set().union(*due.values()) == {"2026-12-11"}
        silent = {row["due_on"] for row in above.rows("chain", "5120") if not row["letter_number"]}
        assert silent == {"2026-12-11"}


def test_a_copy_to_those_above_sets_them_no_deadline(tmp_path: Path) -> None:
    province = program(tmp_path, "province")
    sets_earlier(province, "--to", "จังหวัดชัยภูมิ")
    assert lines(province) == EARLIER
    due = due_by_district(province)
    assert due.pop("เทพสถิต") == {"2026-12-09"}
    assert set().union(*due.values()) == {"2026-12-11"}


def test_a_province_s_earlier_deadline_and_a_district_s_still_earlier_one(tmp_path: Path) -> None:
    province = program(tmp_path, "province")
    sets_earlier(province)
    to = ("--number", OTHERS, "--date", "2026-11-26", "--from", "จ.ชัยภูมิ", "--to", "ทม.ทุกแห่ง")
    province.ok("forward", "5120", *to, "--due", "2026-12-04")
    assert lines(province) == EARLIER | {OTHERS: ("2026-12-04", "2026-12-11")}
