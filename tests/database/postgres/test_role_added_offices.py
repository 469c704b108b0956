"""Offices that a role's letter asks more than the letters above it: it takes them back, until others ask them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.program import Program
from support.server_roles import Register, a_database, a_register
from support.servers import needs_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_server

OFFICES = {"department": "dla", "province": "36", "district": "3609", "district2": "3605", "local": "06360903"}
STORY = [
    ("department", ("add --date 2023-02-27 --from dla --subject ศูนย์ --to จ.ชัยภูมิ --to จ.ยโสธร"
     " --task บันทึกศูนย์ --audience เทศบาล --due 2023-03-31 --number"), "มท 0810.7/ว 908"),
    ("province", "forward 908 --date 2023-03-02 --number", "ชย 0023.6/3022"),
    ("province", ("add --date 2023-03-05 --from 36 --subject เพิ่ม --to 3609 --parent 908 --task บันทึกศูนย์"
     " --audience องค์กรปกครองส่วนท้องถิ่น --due 2023-03-20 --number"), "ชย 0023.6/4000"),
]  # fmt: skip
OWED = (
    "SELECT l.number, t.title, o.office, o.progress, o.due_on FROM circtrack.obligation AS o"
    " JOIN circtrack.task AS t ON t.id = o.task JOIN circtrack.letter AS l ON l.id = t.letter ORDER BY 1, 2, 3"
)
ADDED = ["06360902", "06360903", "06360904", "06360905", "06360906"]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with a_register(tmp_path_factory.mktemp("roles"), OFFICES) as made:
        for who, words, last in STORY:
            made.program(who).ok(*words.split(), last)
        yield made


@pytest.fixture
def fresh(register: Register, tmp_path: Path) -> Iterator[Register]:
    with a_database(like=register.url) as url:
        yield Register(url, tmp_path, register.roles)


@pytest.fixture
def file(tmp_path: Path) -> Program:
    made = Program(tmp_path / "province.db")
    made.ok("init", "--office", "36")
    for _, words, last in STORY:
        made.ok(*words.split(), last)
    return made


def owing(program: Program) -> list[tuple[str, str, str]]:
    """What a program's user sees of what is owed in the province, and by when."""
    rows = program.rows("owing", "--under", "36")
    return [(row["letter_number"], row["office_code"], row["due_on"]) for row in rows]


@pytest.mark.parametrize(
    "words",
    [
        "--withdraw",
        "--task 1 --audience เทศบาล",
        "--task 1 --title อื่น",
        "--add-to 3605",
        "--parent none",
        "--parent 3022",
        "--from 3609",
    ],
)
def test_who_asked_more_offices_takes_them_back_as_in_a_file_of_its_own(
    fresh: Register, file: Program, words: str
) -> None:
    province, before = fresh.program("province"), fresh.sql("", OWED)
    assert owing(province) == owing(file)
    given = ("correct", "4000", *words.split(), "--yes")
    done = province.run(*given)
    assert done == file.run(*given), done.err
    assert owing(province) == owing(file)
    fresh.program().ok("check")
    province.ok("undo")
    assert fresh.sql("", OWED) == before
    province.ok("correct", "4000", "--withdraw", "--yes")
    assert {office for *_, office, _, _ in fresh.sql("", OWED)}.isdisjoint(ADDED)


def test_below_a_hidden_letter_they_are_taken_back_as_below_any_other(fresh: Register) -> None:
    district, chains = fresh.program("district"), ("99", "98")
    for number, first in zip(chains, ("ลับ ที่ มท 0810.7/ว 99", "มท 0810.7/ว 98"), strict=True):
        words = "add --date 2023-03-01 --from dla --subject ก --to จ.ชัยภูมิ --task สืบ --audience เทศบาล --due 2023-03-31"
        fresh.program("department").ok(*words.split(), "--number", first)
        fresh.program("province").ok(*f"forward {number} --date 2023-03-02 --number".split(), f"ชย 0023.6/40{number}")

    def owed() -> list[list[tuple[object, ...]]]:
        rows = fresh.sql("", OWED)
        return [[row[1:] for row in rows if str(row[0]).endswith(f"ว {number}")] for number in chains]

    before = owed()
    for number in chains:
        words = (
            f"add --date 2023-03-03 --from 3609 --subject ข --parent 40{number} --task สืบ --due 2023-03-20 --audience"
        )
        to = (word for office in (*ADDED, "05360901") for word in ("--to", office))
        district.ok(*words.split(), "องค์กรปกครองส่วนท้องถิ่น", *to, "--number", f"ชย 0023.14/800{number}")
    asked = owed()
    assert set(ADDED) <= {office for _, office, *_ in asked[0]}
    assert "05360901" in {office for _, office, *_ in before[0]}
    for correction in ("--withdraw", "--task 1 --audience เทศบาล", "--task 1 --title อื่น", "--parent none"):
        said = [district.ok("correct", f"800{each}", *correction.split(), "--yes").out for each in chains]
        assert owed()[0] == owed()[1], correction
        assert said[0].replace("99", "98") == said[1]
        if correction != "--parent none":
            assert set(ADDED).isdisjoint(office for title, office, *_ in owed()[0] if title == "สืบ"), correction
        for _ in chains:
            district.ok("undo")
        assert owed() == asked
    fresh.program("province").ok("correct", "4099", "--subject", "ค", "--yes")
    for number in chains:
        district.ok("correct", f"800{number}", "--withdraw", "--yes")
    assert owed() == before


def remove(register: Register, who: str, office: str) -> str:
    """Take an office out of who owes the task, past the program; return what the server says."""
    key = {"task": 1, "office": office}
    return register.write(who, {"act": "remove", "table": "obligation", "key": key}, command="correct")


def test_only_who_asked_them_takes_them_out(fresh: Register) -> None:
    for who in ("district", "district2", "local"):
        assert "obligation" in remove(fresh, who, ADDED[0]), who
        assert "obligation" in remove(fresh, who, ADDED[1]), who
    assert "obligation" in remove(fresh, "province", "05360901")  # which the department asks
    assert remove(fresh, "province", ADDED[0]) == ""


@pytest.mark.parametrize(
    "words",
    [
        "correct 908 --task 1 --audience องค์กรปกครองส่วนท้องถิ่น --yes",
        "correct 908 --add-to 3609 --yes",
        ("add --date 2023-03-06 --from dla --subject ย้ำ --to 3609 --parent 908 --task บันทึกศูนย์"
         " --audience องค์การบริหารส่วนตำบล --due 2023-03-31 --number มท0810.7/ว1000"),
    ],
)  # fmt: skip
def test_what_others_ask_since_is_theirs(fresh: Register, words: str) -> None:
    fresh.program("department").ok(*words.split())
    assert "obligation" in remove(fresh, "province", ADDED[0])


def test_what_an_office_said_of_its_work_stays(fresh: Register) -> None:
    fresh.program("local").ok("done", "4000", ADDED[1], "--on", "2023-03-07")
    fresh.program("district").ok("done", "4000", ADDED[0], "--on", "2023-03-07")
    assert "own_word" in remove(fresh, "province", ADDED[1])
    fresh.program("province").ok("correct", "4000", "--withdraw", "--yes")
    left = [row[2:4] for row in fresh.sql("", OWED) if row[2] in ADDED]
    assert left == [(office, "done") for office in ADDED[:2]]


def test_what_was_asked_first_is_not_its_own_once_the_letter_above_it_is_there(fresh: Register) -> None:
    words = "add --date {} --from {} --subject ก --to {} --task รายงาน --audience เทศบาล --due 2023-03-31 --number"
    fresh.program("province").ok(*words.format("2023-03-07", "36", "3609").split(), "ชย 0023.6/5000")
    fresh.program("department").ok(*words.format("2023-03-06", "dla", "36").split(), "มท 0810.7/ว 50")
    fresh.program("province").ok("correct", "5000", "--parent", "มท 0810.7/ว 50", "--yes")
    ((task, office),) = fresh.sql("", "SELECT task, office FROM obligation WHERE task <> 1 AND office = '05360901'")
    removal = {"act": "remove", "table": "obligation", "key": {"task": task, "office": office}}
    assert "obligation" in fresh.write("province", removal, command="correct")
