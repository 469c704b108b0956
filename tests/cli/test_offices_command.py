"""``circtrack offices``, the real program."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ["office_code", "office_name", "office_kind", "district", "province", "superior", "since", "until"]


def offices(*arguments: str, lang: str = "en") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "circtrack", "offices", "--today", "2023-03-20", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "CIRCTRACK_LANG": lang},
    )


def rows(*arguments: str) -> list[dict[str, str]]:
    done = offices(*arguments)
    assert (done.stderr, done.returncode) == ("", 0)
    found = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.stdout.splitlines()[0].split(",") == COLUMNS
    return found


def test_a_name_as_people_write_it() -> None:
    done = offices("อบต.บ้านไร่", "อ.เทพสถิต")
    assert done.stdout == (
        "office_code,office_name,office_kind,district,province,superior,since,until\n"
        "06360903,องค์การบริหารส่วนตำบลบ้านไร่,sao,เทพสถิต,ชัยภูมิ,3609,,\n"
    )
    assert (done.stderr, done.returncode) == ("", 0)


def test_the_whole_country() -> None:
    found = rows()
    kinds = {row["office_kind"] for row in found}
    assert len([row for row in found if row["office_kind"] == "province"]) == 76
    assert {"department", "district", "pao", "sao", "special"} <= kinds


def test_under_an_office_on_a_day() -> None:
    then = rows("--under", "จ.ชัยภูมิ", "--kind", "subdistrict_municipality, sao", "--on", "๒๗ ก.พ. ๖๖")
    assert len(then) == 35 + 106
    assert {row["province"] for row in then} == {"ชัยภูมิ"}
    now = rows("--under", "36", "--kind", "subdistrict_municipality", "--on", "2026-01-05")
    assert len(now) == 44
    assert {row["since"] for row in now} == {"", "2025-11-28"}


def test_nothing_fits() -> None:
    assert rows("ไม่มีหน่วยงานนี้") == []


def test_json() -> None:
    done = offices("06360903", "--format", "json")
    (office,) = json.loads(done.stdout)
    assert list(office) == COLUMNS
    assert office["office_name"] == "องค์การบริหารส่วนตำบลบ้านไร่"


def test_a_table_says_that_days_of_change_are_approximate() -> None:
    changed = offices("ทต.บางใหญ่", "--format", "table").stdout
    assert "2024-10-01" in changed
    assert "approximate" in changed
    assert "approximate" not in offices("ทต.เทพสถิต", "--format", "table").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--under", "อบต.บ้านไร่"), "06601103  องค์การบริหารส่วนตำบลบ้านไร่  ลาดยาว  นครสวรรค์"),
        (("--under", "อบต.ไม่มีแห่งนี้"), "No office is called 'อบต.ไม่มีแห่งนี้'"),
        (("--kind", "village"), "'village'"),
        (("--on", "๓๑ ก.พ. ๖๖"), "๓๑ ก.พ. ๖๖"),
    ],
)
def test_bad_input_is_named(arguments: tuple[str, ...], said: str) -> None:
    done = offices(*arguments)
    assert (done.stdout, done.returncode) == ("", 2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_it_needs_no_database(tmp_path: Path) -> None:
    missing = tmp_path / "none.db"
    assert len(rows("06360903", "--db", str(missing))) == 1
    assert not missing.exists()
