"""Drafts and files read by a server's roles: each office has its own, and sees nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.server_roles import Register, a_register
from support.servers import needs_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_server

OFFICES = {"province": "36", "district": "3609"}
LETTER = """ที่ ชย ๐๐๒๓.๖/
ศาลากลางจังหวัดชัยภูมิ
๑๐ มีนาคม ๒๕๖๖
เรื่อง การสำรวจข้อมูล
เรียน นายอำเภอทุกอำเภอ
  ด้วยจังหวัดชัยภูมิขอให้รายงานผล ภายในวันที่ ๒๔ มีนาคม ๒๕๖๖
ขอแสดงความนับถือ
"""


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with a_register(tmp_path, OFFICES) as made:
        yield made


def test_each_office_has_drafts_of_its_own(register: Register, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text(LETTER, encoding="utf-8")
    province, district = (register.program(who) for who in OFFICES)
    for each in (province, district):
        done = each.run("read", inbox, "--yes")
        assert (done.status, done.lines[1].split(",")[1]) == (4, "drafts"), done.err
        assert each.run("read", inbox, "--yes").out == ""
    assert [row["draft"] for row in province.rows("drafts")] == ["1"]
    assert [row["draft"] for row in district.rows("drafts")] == ["2"]
    assert [row["draft"] for row in register.program().rows("drafts")] == ["1", "2"]
    for words in (("drop", "1"), ("show", "1"), ("edit", "1", "--number", "ชย 0023.6/1")):
        assert district.run("drafts", *words).status == 2
    refused = register.write("district", {"act": "remove", "table": "draft", "key": {"id": 1}})
    assert "this role may not: draft" in refused
    district.ok("drafts", "drop", "2")
    district.ok("undo")
    assert [row["draft"] for row in district.rows("drafts")] == ["2"]
    province.ok("drafts", "edit", "1", "--number", "ชย 0023.6/3063")
    assert (province.rows("drafts"), len(province.rows("letters"))) == ([], 1)
    province.ok("undo")
    assert [row["draft"] for row in province.rows("drafts")] == ["1"]
