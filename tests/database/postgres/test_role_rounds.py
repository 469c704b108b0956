"""Rounds of a task that comes again, by a server's roles: an office's own are its to say, others' their issuer's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.newer_list import JOINS, ask_every_sao, changing_list, have_list, list_due
from support.newer_list import TODAY as LIST_DAY
from support.program import Program
from support.server_roles import Register, a_copy, a_register, add, change
from support.servers import needs_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_server

OFFICES = {"province": "36", "district": "3609", "local": "06360903", "local2": "06360904", "elsewhere": "35"}
TODAY = "2024-02-20"
ROUNDS = "SELECT round, office, progress, spoken_by FROM obligation_round ORDER BY round, office"


@pytest.fixture(scope="module")
def at_first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with a_register(tmp_path_factory.mktemp("roles"), OFFICES) as made:
        made.program("district").ok(
            *("add", "--number", "ชย 0023.14/ว 12", "--date", "2024-01-10", "--from", "3609", "--subject", "รายงาน"),
            *("--to", "06360903", "--to", "06360904", "--task", "ขยะ", "--due", "ภายในวันที่ ๕ ของทุกเดือน"),
            today="2024-01-10",
        )
        yield made


@pytest.fixture
def register(at_first: Register, tmp_path: Path) -> Iterator[Register]:
    with a_copy(at_first, tmp_path) as made:
        yield made


def test_a_round_is_done_by_its_office_and_exempted_by_who_asked(register: Register) -> None:
    local, district = register.program("local"), register.program("district")
    local.ok("done", "12", "06360903", "--round", "1", "--on", "2024-02-03", today=TODAY)
    assert register.seen("local", ROUNDS) == [("2024-02-05", "06360903", "done", "06360903")]
    assert register.seen("local2", ROUNDS) == register.seen("elsewhere", ROUNDS) == []
    local.ok("undo", today=TODAY)
    local.ok("redo", today=TODAY)
    assert local.run("exempt", "12", "06360903", "--round", "2", "--reason", "x", today=TODAY).status == 2
    assert register.program("local2").run("done", "12", "06360903", "--round", "2", today=TODAY).status == 2
    district.ok("exempt", "12", "06360904", "--round", "1", "--reason", "ยุบแล้ว", today=TODAY)
    assert register.seen("district", ROUNDS) == [
        ("2024-02-05", "06360903", "done", "06360903"),
        ("2024-02-05", "06360904", "exempt", "3609"),
    ]
    owed = [(row["round"], row["office_code"]) for row in district.rows("owing", "12", today=TODAY)]
    assert owed == [("2", "06360903"), ("2", "06360904")]
    assert [row["round"] for row in local.rows("owing", "12", today=TODAY)] == ["2"]
    assert register.program("elsewhere").run("owing", "12", today=TODAY).status == 2
    local.ok("remind", "12", "--all", today=TODAY)
    register.program().ok("check", today=TODAY)


def test_a_round_is_nobody_else_s_to_say_by_plain_sql_either(register: Register) -> None:
    register.program("local").ok("done", "12", "06360903", "--round", "1", today=TODAY)
    key = {"task": 1, "round": "2024-02-05", "office": "06360903"}
    before = register.sql("", ROUNDS)
    for who, word, attempt in (
        ("local2", "obligation", change("obligation_round", key, progress="none", done_on=None)),
        ("local2", "obligation", {"act": "remove", "table": "obligation_round", "key": key}),
        ("elsewhere", "obligation", change("obligation_round", key, note="x")),
        ("local", "exemption", change("obligation_round", key, progress="exempt")),
        ("local", "deadline", change("obligation_round", key, due_on="2024-02-28")),
        ("local", "obligation", {"act": "remove", "table": "obligation_round", "key": key}),
        ("district", "own_word", change("obligation_round", key, progress="none", done_on=None)),
        ("local2", "obligation", add("obligation_round", "task round office", **key | {"round": "2024-03-05"})),
        ("local", "same obligation_round", add("obligation_round", "task round office", **key)),
    ):
        assert word in register.write(who, attempt), (who, attempt)
    assert register.sql("", ROUNDS) == before


def test_who_asked_moves_one_round_or_all_from_one_on_and_nobody_else(register: Register) -> None:
    district, later = register.program("district"), "ทุกวันที่ ๑๐"
    moves = (("--round", "1", "--to", "2024-02-25"), ("--round", "2", "--to", later))
    for who in ("local", "local2", "elsewhere"):
        for move in moves:
            assert register.program(who).run("extend", "12", *move, "--reason", "x", today=TODAY).status == 2, who
    for move in moves:
        district.ok("extend", "12", *move, "--reason", "ระบบล่ม", today=TODAY)
    district.ok("extend", "12", "06360904", "--round", "2", "--to", "2024-03-15", "--reason", "น้ำท่วม", today=TODAY)
    days = {}
    for who in ("local", "local2", "province"):
        rows = register.program(who).rows("owing", "12", today="2024-03-20")
        days[who] = [(row["office_code"][-1], row["round"], row["due_on"]) for row in rows]
    own, other = (
        [(code, "1", "2024-02-25"), (code, "2", day), (code, "3", "2024-04-10")]
        for code, day in (("3", "2024-03-10"), ("4", "2024-03-15"))
    )
    assert (days["local"], days["local2"]) == (own, other)
    assert sorted(days["province"]) == sorted(own + other)
    for _ in range(3):
        district.ok("undo", today=TODAY)
    assert {row["due_on"] for row in district.rows("owing", "12", today=TODAY)} == {"2024-02-05", "2024-03-05"}
    register.program().ok("check", today=TODAY)


def test_who_passes_a_duty_on_does_not_narrow_the_kinds_of_office_that_it_asks(register: Register) -> None:
    province, district = register.program("province"), register.program("district")
    letter = (
        "--number",
        "ชย 0023.3/ว 900",
        "--date",
        "2024-01-10",
        "--from",
        "36",
        "--subject",
        "รายงานน้ำ",
        "--to",
        "3609",
    )
    audience = "องค์การบริหารส่วนตำบลทุกแห่ง"
    province.ok("add", *letter, "--task", "น้ำ", "--audience", audience, "--due", "ทุกวันที่ ๕", today="2024-01-10")
    below = ("--number", "ชย 0023.14/20", "--date", "2024-01-11")
    district.ok("forward", "900", "--from", "3609", *below, "--due", "ทุกวันที่ ๓", today="2024-01-11")
    assert {row["due_on"] for row in district.rows("owing", "900", today="2024-01-20")} == {"2024-02-03"}
    (task,) = {task for (task,) in register.seen("district", "SELECT id FROM task WHERE title = 'น้ำ'")}
    key = {"task": task, "office": "06360903"}
    for who, word, kinds in (
        ("district", "exemption", " pao "),
        ("local", "exemption", " pao "),
        ("district", "", ""),
        ("province", "", " pao sao "),
        ("district", "", " pao sao special "),
        ("district", "exemption", " pao sao "),
        ("province", "", " sao "),
    ):
        said = register.write(who, change("obligation", key, kinds=kinds))
        assert (word in said) if word else not said, (who, kinds, said)


def test_a_letter_below_that_asks_more_offices_is_taken_back(register: Register) -> None:
    province, district = register.program("province"), register.program("district")
    letter = ("--number", "ชย 0023.3/ว 900", "--date", "2024-01-10", "--from", "36", "--subject", "รายงานน้ำ")
    task = ("--task", "น้ำ", "--due", "ทุกวันที่ ๕", "--audience")
    province.ok("add", *letter, "--to", "3609", *task, "องค์การบริหารส่วนตำบลทุกแห่ง", today="2024-01-10")
    owed = (
        "SELECT o.office, o.kinds FROM obligation AS o JOIN task AS t ON t.id = o.task WHERE t.title = 'น้ำ' ORDER BY 1"
    )
    before = register.sql("", owed)
    below = ("--number", "ชย 0023.14/20", "--date", "2024-01-11", "--from", "3609", "--subject", "รายงานน้ำ")
    to = ("--to", "05360901", "--to", "06360904", "--parent", "900")
    district.ok("add", *below, *to, *task, "องค์กรปกครองส่วนท้องถิ่นทุกแห่ง", today="2024-01-11")
    after = register.sql("", owed)
    assert len(after) > len(before)
    district.ok("correct", "20", "--withdraw", "--reason", "ส่งผิด", "--yes", today="2024-01-12")
    assert register.sql("", owed) == before
    district.ok("undo", today="2024-01-12")
    assert register.sql("", owed) == after
    district.ok("undo", today="2024-01-12")
    assert register.sql("", owed) == before
    register.program().ok("check", today=TODAY)


def test_an_office_that_the_server_s_owner_adds_owes_the_rounds_from_its_first_day_on(register: Register) -> None:
    province, owner = register.program("province"), register.program()
    letter = ("--number", "ชย 0023.3/ว 900", "--date", "2024-01-10", "--from", "36", "--subject", "รายงานน้ำ")
    task = ("--task", "น้ำ", "--due", "ทุกวันที่ ๕", "--audience", "องค์การบริหารส่วนตำบลทุกแห่ง")
    province.ok("add", *letter, "--to", "3609", *task, today="2024-01-10")
    new = ("offices", "add", "องค์การบริหารส่วนตำบลใหม่เอี่ยม", "--under", "3609")
    assert "added by whoever runs it" in province.run(*new, "--kind", "sao", today=TODAY).err
    owner.ok(*new, "--kind", "sao", "--since", "2024-02-10", today=TODAY)
    owner.ok("admin", "grant", "อบต.ใหม่เอี่ยม", register.roles["elsewhere"], today=TODAY)
    local = register.program("elsewhere")
    assert [row["round"] for row in local.rows("owing", "900", today="2024-04-01")] == ["2", "3"]
    local.ok("done", "900", "อบต.ใหม่เอี่ยม", "--round", "2", "--on", "2024-03-01", today="2024-04-01")
    owner.ok(*new, "--since", "2024-01-20", today="2024-04-01")
    assert [row["round"] for row in local.rows("owing", "900", today="2024-04-01")] == ["1", "3"]
    owner.ok("check", today=TODAY)


def test_who_runs_the_server_follows_a_newer_list_of_offices_and_no_role_does(register: Register) -> None:
    owner, province, local = (register.program(who) for who in ("", "province", "local"))
    with changing_list() as patch:
        have_list(patch, "1")
        ask_every_sao(province, "3609")
        have_list(patch, "2", JOINS)
        local.ok("done", "77", "06360903", "--round", "1", "--on", "2025-10-01", today=LIST_DAY)
        province.ok("receive", "77", "3609", "--on", "2025-09-11", today=LIST_DAY)
        assert list_due(province) == []
        owner.ok("receive", "77", "3609", "--on", "2025-09-12", today=LIST_DAY)
        assert list_due(province) == ["2025-11-05", "2025-12-05", "2026-01-05"]
        rows = local.rows("owing", "77", today=LIST_DAY)
        assert [row["round"] for row in rows] == ["2", "3", "4"]


@pytest.mark.parametrize("lang", ["en", "th"])
def test_what_a_bundle_says_anew_of_an_added_office_is_left_to_who_runs_the_server(
    register: Register, tmp_path: Path, lang: str
) -> None:
    name, file = "องค์การบริหารส่วนตำบลใหม่เอี่ยม", tmp_path / "x.circtrack"
    new = ("offices", "add", name, "--under", "3609", "--kind", "sao", "--since")
    register.program().ok(*new, "2024-02-10", today=TODAY)
    other = Program(tmp_path / "other.db")
    other.ok("init", "--office", "3609")
    for day in range(11, 21):  # of what is said within one second, the later entry of the log counts
        other.ok(*new, f"2024-01-{day}", today=TODAY)
    letter = ("add", "--number", "ชย 0023.14/99", "--date", "2024-02-19", "--subject", "รายงาน", "--from", "3609")
    other.ok(*letter, "--to", name, "--to", "06360903", "--task", "น้ำ", "--due", "2024-03-31", today=TODAY)
    other.ok("bundle", "99", "--for", "36", "--output", file, today=TODAY)
    merged = register.program("province").run("merge", file, today=TODAY, lang=lang)
    assert merged.status == 0, merged.err
    told = {"en": "a bundle says another kind or other days of it", "th": "ผู้ดูแลเครื่องแม่ข่าย"}[lang]
    assert f"{name}: " in merged.err
    assert told in merged.err
    assert "circtrack offices add" in merged.err
    assert [row["since"] for row in register.program().rows("offices", name, today="2024-03-01")] == ["2024-02-10"]
