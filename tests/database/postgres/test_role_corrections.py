"""Corrections by a server's roles: of an office's own letters, within what it may write; and of nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.server_roles import Register, a_copy, a_register
from support.servers import needs_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_server

OFFICES = {"department": "dla", "province": "36", "district": "3609", "local": "06360903"}
STORY = [
    ("department", ("add --date 2023-02-27 --from dla --subject ศูนย์ --to จ.ชัยภูมิ --to จ.ยโสธร"
     " --task บันทึกศูนย์ --audience องค์กรปกครองส่วนท้องถิ่น --due 2023-03-31 --number"), "มท 0810.7/ว 908"),
    ("province", "forward 908 --date 2023-03-02 --due 2023-03-24 --number", "ชย 0023.6/3022"),
    ("district", "forward 3022 --date 2023-03-04 --due 2023-03-20 --number", "ชย 0023.14/708"),
    ("local", "done 908 06360903 --on 2023-03-07", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with a_register(tmp_path_factory.mktemp("roles"), OFFICES) as made:
        for who, words, last in STORY:
            made.program(who).ok(*words.split(), *([last] if last else []))
        yield made


@pytest.fixture
def fresh(register: Register, tmp_path: Path) -> Iterator[Register]:
    with a_copy(register, tmp_path) as made:
        yield made


CORRECTIONS = [
    ("--subject", "เรื่องที่ถูกต้อง"),
    ("--date", "2023-03-05"),
    ("--number", "ชย 0023.14/718"),
    ("--task", "1", "--due", "2023-03-22"),
    ("--add-to", "อบต.โป่งนก", "--reason", "ตกหล่น"),
    ("--remove-to", "อบต.โป่งนก"),
    ("--parent", "none"),
    ("--withdraw",),
]


@pytest.mark.parametrize("what", CORRECTIONS, ids=[words[0] for words in CORRECTIONS])
def test_an_office_corrects_its_own_letter_and_takes_it_back(fresh: Register, what: tuple[str, ...]) -> None:
    program = fresh.program("district")
    letters = "SELECT number, date, subject FROM circtrack.letter ORDER BY number"
    owed = "SELECT task, office, progress, done_on, due_on FROM circtrack.obligation ORDER BY 1, 2"
    before, due = fresh.sql("", letters), fresh.sql("", owed)
    done = program.run("correct", "708", *what, "--yes")
    if what[0] == "--add-to":  # it was sent to all of them
        assert "nothing to correct" in done.err
        return
    assert done.status == 0, done.err
    assert fresh.sql("", "SELECT count(DISTINCT office) FROM circtrack.obligation WHERE progress = 'done'") == [(1,)]
    undone = program.run("undo")
    assert undone.status == 0, undone.err
    assert fresh.sql("", letters) == before
    assert fresh.sql("", owed) == due


@pytest.mark.parametrize("what", [("--parent", "none"), ("--withdraw",)], ids=["--parent", "--withdraw"])
def test_an_office_takes_back_a_letter_that_moved_a_deadline_from_above(fresh: Register, what: tuple[str, ...]) -> None:
    owed = "SELECT task, office, due_on, progress FROM circtrack.obligation ORDER BY 1, 2"
    before = fresh.sql("", owed)
    words = "add --date 2023-03-10 --from 36 --to 3609 --subject ขยายเวลา --parent 3022 --number"
    fresh.program("province").ok(*words.split(), "ชย 0023.6/3100")
    fresh.program().ok("extend", "908", "--to", "2023-04-20", "--by", "3100")
    fresh.program().ok("exempt", "908", "อบต.โป่งนก", "--by", "3100")
    moved = fresh.sql("", owed)
    assert moved != before
    done = fresh.program("province").run("correct", "3100", *what, "--yes")
    assert done.status == 0, done.err
    assert fresh.sql("", owed) == (before if what == ("--withdraw",) else moved)


@pytest.mark.parametrize(("who", "letter"), [("local", "708"), ("district", "3022"), ("province", "908")])
def test_the_letter_of_an_office_above_is_not_a_role_s_to_correct(fresh: Register, who: str, letter: str) -> None:
    letters = "SELECT number, date, subject FROM circtrack.letter ORDER BY number"
    before = fresh.sql("", letters)
    done = fresh.program(who).run("correct", letter, "--subject", "อื่น", "--yes")
    assert done.status == 2
    assert fresh.sql("", letters) == before


BELOW_HIDDEN = [
    ("", "forward {}"),
    ("", "forward {} --due 2023-03-20"),
    ("--due 2023-03-24", "forward {} --due 2023-03-20"),
    ("", "add --parent {} --from 3609 --to 06360903 --subject ก --task อื่น --due 2023-03-20"),
    ("", "add --parent {} --from 3609 --to 06360903 --subject ก --task บันทึกผล --due 2023-03-20"),
    ("", "add --parent {} --from 3609 --to 06360903 --subject ก --task บันทึกผล --audience อบต. --due 2023-03-20"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("of_province", "words"), BELOW_HIDDEN)
def test_below_a_hidden_letter_an_office_asks_and_corrects_as_below_any_other(
    fresh: Register, of_province: str, words: str
) -> None:
    district, chains = fresh.program("district"), ("99", "98")
    first = "add --date 2023-03-01 --from dla --subject สืบสวน --to จ.ชัยภูมิ --task บันทึกผล --due 2023-03-31"
    for number, written in zip(chains, ("ลับ ที่ มท 0810.7/ว 99", "มท 0810.7/ว 98"), strict=True):
        fresh.program("department").ok(*first.split(), "--audience", "องค์กรปกครองส่วนท้องถิ่น", "--number", written)
        passed = f"forward {number} --date 2023-03-02 {of_province}"
        fresh.program("province").ok(*passed.split(), "--number", f"ชย 0023.6/40{number}")

    def compare() -> list[tuple[object, ...]]:
        """Return what is owed in the chain that begins with the hidden letter, which is as in the other."""
        rows = fresh.sql(
            "",
            "SELECT l.number, t.position, t.title, t.due_on, t.unassigned, o.office, o.due_on, o.progress"
            " FROM circtrack.obligation AS o JOIN circtrack.task AS t ON t.id = o.task"
            " JOIN circtrack.letter AS l ON l.id = t.letter ORDER BY 1, 2, 6",
        )
        hidden, other = ([row[1:] for row in rows if str(row[0]).endswith(f"ว {number}")] for number in chains)
        assert hidden == other
        return hidden

    before = compare()
    for number in chains:
        asking = words.format(f"40{number}").split()
        district.ok(*asking, "--date", "2023-03-03", "--number", f"ชย 0023.14/800{number}")
    asked = compare()
    assert (asked != before) == ("--due" in words)
    for number in chains:
        district.ok("done", f"800{number}", "06360903", "--on", "2023-03-07", "--task", "1")
        district.ok("correct", f"800{number}", "--subject", "ข", "--yes")
        district.ok("correct", f"800{number}", "--parent", "none", "--yes")
    assert [row[:-1] for row in compare()] == [row[:-1] for row in before]
    fresh.program().ok("check")
    for _ in range(3 * len(chains)):
        district.ok("undo")
    assert compare() == asked
    for number in chains:
        district.ok("correct", f"800{number}", "--withdraw", "--yes")
    assert compare() == before
