"""Every open circular in one bundle, and a folder of bundles merged at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from support.program import Program


def test_every_open_circular_goes_in_one_file(circtrack: Program, tmp_path: Path) -> None:
    province = circtrack.with_chain("จังหวัดชัยภูมิ")
    province.ok(
        "add", "--number", "ชย 0023.3/ว 1200", "--date", "1/3/66", "--from", "จ.ชัยภูมิ", "--to", "อบต.ทุกแห่ง",
        "--subject", "สำรวจแหล่งน้ำ", "--task", "สำรวจแหล่งน้ำ", "--due", "31/3/66",
    )  # fmt: skip
    (tmp_path / "bundles").mkdir()
    file = tmp_path / "bundles" / "all.circtrack"
    province.ok("bundle", "--all", "--for", "อ.เทพสถิต", "--output", file)
    district = replace(province, database=tmp_path / "district.db")
    district.ok("init", "--office", "อำเภอเทพสถิต")
    district.ok("merge", tmp_path / "bundles")
    assert {row["letter_number"] for row in district.rows("owing")} == {"มท 0810.7/ว 908", "ชย 0023.3/ว 1200"}
    district.ok("done", "1200", "--all")
    district.ok("bundle", "--all", "--for", "จ.ชัยภูมิ", "--output", tmp_path / "up.circtrack")
    done = district.run("bundle", "--for", "จ.ชัยภูมิ")
    assert (done.status, "or --all for every open one" in done.err) == (2, True)
    province.ok("merge", file)
    assert "0 new, 0 updated" in province.ok("merge", tmp_path / "bundles").err


def test_an_empty_folder(circtrack: Program, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "has no bundle in it" in circtrack.run("merge", tmp_path / "empty").err


def test_a_letter_marked_secret_stays_here_unless_it_is_asked_for(circtrack: Program, tmp_path: Path) -> None:
    province = circtrack.with_chain("จังหวัดชัยภูมิ")
    province.ok(
        "add", "--number", "ลับ ที่ ชย 0023.3/ว 1200", "--date", "1/3/66", "--from", "จ.ชัยภูมิ", "--to", "อ.เทพสถิต",
        "--subject", "สืบสวน", "--task", "รายงานผล", "--due", "31/3/66",
    )  # fmt: skip
    for secret, count in (((), 0), (("--include-secret",), 1)):
        file = tmp_path / f"{count}.circtrack"
        province.ok("bundle", "--all", "--for", "อ.เทพสถิต", *secret, "--output", file)
        district = replace(province, database=tmp_path / f"{count}.db")
        district.ok("init", "--office", "อำเภอเทพสถิต")
        district.ok("merge", file)
        numbers = [row["letter_number"] for row in district.rows("owing", "--include-secret")]
        assert numbers.count("ชย 0023.3/ว 1200") == count
        assert "มท 0810.7/ว 908" in numbers
