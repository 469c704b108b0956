from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st
from support import made_letters as made
from support.laws import law
from support.recorded import contents, dump, owned, query, read_backwards
from support.servers import is_empty, own_folder, with_tables, writing

from circtrack.actions.letters import record as record_module
from circtrack.actions.letters.record import record_letters
from circtrack.actions.work.deadlines import extend
from circtrack.actions.work.done import ProgressEntry, record_done
from circtrack.errors import DiffersError, InputError, UnknownError
from circtrack.model import Letter, Link, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from circtrack.actions.results import RecordResult

pytestmark = pytest.mark.both_engines


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return with_tables(tmp_path / "circtrack.db")


def record(path: Path, *letters: Letter, office: str = made.PROVINCE) -> RecordResult:
    with writing(path, "read") as transaction:
        return record_letters(transaction, letters, office, made.TODAY)


def notes(result: RecordResult) -> list[str]:
    return [str(note) for note in result.notes]


def test_the_chain_is_recorded_from_the_top_in_whatever_order_it_came(path: Path) -> None:
    result = record(path, *made.chain())
    assert [(letter.number, letter.parent) for letter in result.letters] == [
        ("ชย 0023.14/708", "ชย 0023.6/3022"),
        ("ชย 0023.6/3022", "มท 0810.7/ว 908"),
        ("มท 0810.7/ว 908", ""),
    ]
    assert all(letter.is_new for letter in result.letters)
    assert (result.tasks, result.obligations, result.notes) == (2, 144, ())
    rows = query(path, "SELECT id, number, parent, root FROM letter ORDER BY id")
    assert rows == [
        (1, "มท 0810.7/ว 908", None, 1),
        (2, "ชย 0023.6/3022", 1, 1),
        (3, "ชย 0023.14/708", 2, 1),
    ]


def test_who_owes_is_worked_out_for_the_whole_country(path: Path) -> None:
    record(path, made.root(recipients=made.provinces()), made.province(), made.district(), office="")
    assert query(
        path,
        "SELECT t.position, v.kind, count(*) FROM obligation AS o JOIN task AS t ON t.id = o.task"
        " JOIN office_version AS v ON v.code = o.office AND v.since <= '2023-02-27' AND v.until > '2023-02-27'"
        " GROUP BY 1, 2 ORDER BY 1, 2",
    ) == [
        (1, "provincial_office", 76),
        (2, "city_municipality", 30),
        (2, "pao", 76),
        (2, "sao", 5300),
        (2, "special", 1),
        (2, "subdistrict_municipality", 2247),
        (2, "town_municipality", 195),
    ]


def test_a_districts_database_holds_its_own_six(path: Path) -> None:
    result = record(owned(path, made.DISTRICT), *made.chain(), office=made.DISTRICT)
    assert query(path, "SELECT office FROM obligation ORDER BY 1") == [(code,) for code in made.HERE]
    assert (result.tasks, result.obligations, result.notes) == (2, 6, ())
    assert query(path, "SELECT count(*) FROM delivery") == [(3 + 18 + 6,)]


def test_recording_again_adds_nothing_and_says_so(path: Path) -> None:
    record(path, *made.chain())
    before = dump(path)
    result = record(path, *made.chain())
    assert not any(letter.is_new for letter in result.letters)
    assert dump(path) == before


@pytest.mark.parametrize("aliases", [(), ("ชย 0023.6/3022",)])
def test_a_letter_with_the_number_by_which_another_was_cited_is_the_one_cited(
    path: Path, aliases: tuple[str, ...]
) -> None:
    record(path, *made.chain())
    said = record(path, made.province(number="ชย 0023.6/3062", aliases=aliases))
    assert [each.is_new for each in said.letters] == [True]
    similar, moved = notes(said)
    assert similar.startswith("ชย 0023.6/3062 differs from the recorded ชย 0023.6/3022 of the same day and subject")
    assert moved == "ชย 0023.14/708 passes on ชย 0023.6/3062, and is no longer under ชย 0023.6/3022."
    assert query(path, "SELECT l.number, p.number FROM letter AS l JOIN letter AS p ON p.id = l.parent ORDER BY 1") == [
        ("ชย 0023.14/708", "ชย 0023.6/3062"),
        ("ชย 0023.6/3022", "มท 0810.7/ว 908"),
        ("ชย 0023.6/3062", "มท 0810.7/ว 908"),
    ]
    assert query(path, "SELECT number FROM letter_number WHERE letter_number.source <> 'own'") == []


def test_a_letter_is_recorded_beside_its_neighbour_of_the_day(path: Path) -> None:
    first = made.province(number="ชย 0023.6/ว 4755", aliases=("ชย 0023.6/ว 4756",), parent="", links=())
    record(path, first)
    (note,) = notes(record(path, replace(first, number="ชย 0023.6/ว 4756", aliases=())))
    assert "both are recorded" in note
    assert notes(record(path, replace(first, number="ชย 0023.6/ว 4757", aliases=(), subject="การเลือกตั้ง"))) == []
    assert query(path, "SELECT count(*) FROM letter") == [(3,)]


def test_what_was_done_under_a_neighbour_is_kept_when_the_letter_moves(path: Path) -> None:
    owned(path, made.DISTRICT)
    record(path, made.district(), made.province(links=(), parent=""), office=made.DISTRICT)
    with writing(path, "done") as transaction:
        record_done(transaction, "708", ["อบต.บ้านไร่"], ProgressEntry("done", made.LATER, "โทรแจ้ง"), made.TODAY)
    record(path, made.province(number="ชย 0023.6/3062", aliases=(), links=(), parent=""), office=made.DISTRICT)
    done = (
        "SELECT l.number, o.progress, o.done_on, o.note FROM obligation AS o JOIN task AS t ON t.id = o.task"
        " JOIN letter AS l ON l.id = t.letter WHERE o.office = '06360903' ORDER BY 1"
    )
    assert query(path, done) == [
        ("ชย 0023.6/3022", "done", "2023-03-09", "โทรแจ้ง"),
        ("ชย 0023.6/3062", "done", "2023-03-09", "โทรแจ้ง"),
    ]


def test_the_same_number_with_another_date_that_year_is_refused_whole(path: Path) -> None:
    record(path, made.root())
    before = dump(path)
    with pytest.raises(DiffersError, match="date: recorded 2023-02-27, given 2023-02-28"):
        record(path, made.province(), made.root(date=date(2023, 2, 28)))
    assert dump(path) == before


def test_the_same_number_in_another_year_is_another_letter(path: Path) -> None:
    record(path, made.root())
    result = record(path, made.root(date=date(2022, 2, 28), tasks=()))
    assert [letter.is_new for letter in result.letters] == [True]
    assert not result.notes


def test_the_same_number_of_another_issuer_is_another_letter(path: Path) -> None:
    record(path, made.root())
    assert record(path, made.root(issuer="กรมการปกครอง", issuer_code="dopa", date=made.LATER)).letters[0].is_new


def test_the_same_number_but_for_the_sub_code_is_recorded_with_a_warning(path: Path) -> None:
    record(path, made.root())
    (note,) = notes(record(path, made.root(number="มท 0810.4/ว 908", tasks=())))
    assert "differs from the recorded มท 0810.7/ว 908 of 2023-02-27 only in the sub-code" in note
    assert notes(record(path, made.root(number="มท 0810.7/908", tasks=()))) == []


def test_a_letter_recorded_again_is_not_asked_about_its_neighbour(path: Path) -> None:
    first, neighbour = made.root(), made.root(number="มท 0810.4/ว 908", tasks=())
    record(path, first, neighbour)
    for again in (first, neighbour):
        result = record(path, again)
        assert [letter.is_new for letter in result.letters] == [False]
        assert notes(result) == []


def test_what_a_batch_cites_is_looked_through_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def counted(letters: Sequence[Letter]) -> dict[str, str]:
        looked.append(len(letters))
        return sources(letters)

    sources: Callable[[Sequence[Letter]], dict[str, str]] = record_module._map_sources
    monkeypatch.setattr(record_module, "_map_sources", counted)
    record(path, *made.chain())
    assert looked == [3]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"number": ""}, "without a number"),
        ({"date": None}, "without a date"),
        ({"issuer": "", "issuer_code": ""}, "issuer"),
    ],
)
def test_a_letter_that_lacks_its_key_is_refused(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    path = tmp_path / "new.db"
    with pytest.raises(InputError, match=says):
        record(path, made.root(**changes))
    assert is_empty(path)


def test_an_unknown_recipient_is_refused(path: Path) -> None:
    with pytest.raises(UnknownError, match="9999"):
        record(path, made.root(recipients=("36", "9999")))


def test_an_issuer_that_no_list_has_is_kept_by_its_name(path: Path) -> None:
    record(path, made.root(issuer="สำนักงาน  ที่ไม่มีในบัญชี", issuer_code="", recipients=("36",), tasks=()))
    assert query(
        path, "SELECT l.issuer, v.name, v.kind FROM letter AS l JOIN office_version AS v ON v.code = l.issuer"
    ) == [("สำนักงาน ที่ไม่มีในบัญชี", "สำนักงาน ที่ไม่มีในบัญชี", "other")]


def test_a_letter_without_tasks_makes_none(path: Path) -> None:
    result = record(path, made.root(tasks=()))
    assert (result.tasks, result.obligations) == (0, 0)
    assert query(path, "SELECT count(*) FROM delivery") == [(3,)]


def test_a_date_after_today_is_told(path: Path) -> None:
    assert "which is after today" in notes(record(path, made.root(date=date(2023, 4, 1), tasks=())))[0]


def test_a_parent_not_recorded_yet_is_told_and_linked_when_it_comes(path: Path) -> None:
    first = record(path, made.district())
    assert notes(first) == [
        "ชย 0023.14/708 passes on ชย 0023.6/3062, which is not recorded yet; it will be linked when it is."
    ]
    record(path, made.root())
    assert query(path, "SELECT count(*) FROM letter WHERE parent IS NULL") == [(2,)]
    record(path, made.province())
    assert query(path, "SELECT number FROM letter WHERE parent IS NULL") == [("มท 0810.7/ว 908",)]


WITHOUT_ALIAS = [made.district(), made.province(aliases=()), made.root()]


@pytest.mark.parametrize("letters", list(itertools.permutations(WITHOUT_ALIAS)))
def test_a_letter_is_not_hung_under_one_with_a_similar_number_in_any_order(
    tmp_path: Path, letters: Sequence[Letter]
) -> None:
    path = owned(tmp_path / "x.db", made.DISTRICT)
    said = [note for letter in letters for note in notes(record(path, letter, office=made.DISTRICT))]
    assert query(path, "SELECT number FROM letter WHERE parent IS NULL ORDER BY 1") == [
        ("ชย 0023.14/708",),
        ("มท 0810.7/ว 908",),
    ]
    assert query(path, "SELECT number FROM letter_number WHERE letter_number.source <> 'own'") == []
    assert any("passes on ชย 0023.6/3062, which is not recorded yet" in note for note in said)


def test_a_citation_with_another_date_that_year_is_linked_and_told(path: Path) -> None:
    record(path, made.root())
    slipped = Link("passes_on", "มท 0810.7/ว 908", date(2023, 2, 17), "กรมส่งเสริมการปกครองท้องถิ่น")
    (note,) = notes(record(path, made.province(links=(slipped,))))
    assert note.endswith("of 2023-02-17, which is recorded as of 2023-02-27: is one of them wrong?")


@pytest.mark.parametrize(
    "link",
    [
        Link("passes_on", "มท 0810.7/ว 908", date(2022, 2, 27), "กรมส่งเสริมการปกครองท้องถิ่น"),
        Link("passes_on", "มท 0810.7/ว 907", date(2023, 2, 26), "กรมส่งเสริมการปกครองท้องถิ่น"),
        Link("passes_on", "มท 0810.7/ว 917", made.ROOT_DAY, "กรมส่งเสริมการปกครองท้องถิ่น"),
        Link("passes_on", "มท 0810.7/ว 908", date(2023, 2, 17), "กรมการปกครอง"),
        Link("refers_to", "มท 0810.7/ว 908", made.ROOT_DAY, "กรมส่งเสริมการปกครองท้องถิ่น"),
    ],
    ids=["another year", "number and date differ", "two digits differ", "another issuer", "only referred to"],
)
def test_what_a_citation_does_not_mean_is_not_linked(path: Path, link: Link) -> None:
    record(path, made.root())
    if "917" in link.number:
        link = replace(link, number="มท 0810.7/ว 817")
    parent = link.number if link.type == "passes_on" else ""
    record(path, made.province(links=(link,), parent=parent))
    assert query(path, "SELECT count(*) FROM letter WHERE parent IS NOT NULL") == [(0,)]


def test_a_citation_without_a_date_means_the_letter_of_the_year_before(path: Path) -> None:
    record(path, made.root(), made.root(date=date(2021, 2, 27), tasks=()))
    record(path, made.province(links=()))
    assert query(path, "SELECT p.date FROM letter AS l JOIN letter AS p ON p.id = l.parent") == [("2023-02-27",)]


def test_letters_that_pass_on_each_other_make_no_circle(path: Path) -> None:
    one = Letter(number="กข 1/1", date=made.LATER, issuer="ก", parent="กข 1/2", recipients=("36",))
    other = Letter(number="กข 1/2", date=made.LATER, issuer="ก", parent="กข 1/1", recipients=("36",))
    record(path, one, other)
    assert len(query(path, "SELECT id FROM letter WHERE parent IS NULL AND root = id")) == 1
    assert len(query(path, "SELECT id FROM letter WHERE parent IS NOT NULL")) == 1


def test_what_was_done_stays_when_the_root_arrives(path: Path) -> None:
    owned(path, made.DISTRICT)
    record(path, made.district(), office=made.DISTRICT)
    with writing(path, "done") as transaction:
        record_done(transaction, "708", ["อบต.บ้านไร่"], ProgressEntry("done", made.LATER, "โทรแจ้ง"), made.TODAY)
        extend(transaction, "708", date(2023, 3, 31), ["อบต.โป่งนก"], "ระบบล่ม")
    record(path, made.province(), office=made.DISTRICT)
    record(path, made.root(), office=made.DISTRICT)
    assert query(path, "SELECT title, position FROM task ORDER BY position") == [(made.CENTRE, 1), (made.HELP, 2)]
    assert query(
        path,
        "SELECT t.position, o.office, o.progress, o.done_on, o.due_on, o.note FROM obligation AS o"
        " JOIN task AS t ON t.id = o.task WHERE o.progress <> 'none' OR o.due_on IS NOT NULL ORDER BY 2",
    ) == [
        (2, "06360903", "done", "2023-03-09", None, "โทรแจ้ง"),
        (2, "06360904", "none", None, "2023-03-31", None),
    ]
    assert query(path, "SELECT office, due_on, previous, reason FROM deadline_change") == [
        ("06360904", "2023-03-31", "2023-03-24", "ระบบล่ม")
    ]


def test_what_was_moved_for_a_top_letter_is_not_moved_for_others_when_the_root_arrives(path: Path) -> None:
    record(path, made.province())
    with writing(path, "extend") as transaction:
        extend(transaction, "3022", date(2023, 4, 7), [], "ขยายเวลา")
    record(path, made.root())
    assert query(path, "SELECT DISTINCT due_on FROM task") == [("2023-03-24",)]
    assert query(
        path,
        "SELECT DISTINCT v.province, o.due_on FROM obligation AS o JOIN office_version AS v ON v.code = o.office"
        " WHERE o.due_on IS NOT NULL",
    ) == [("ชัยภูมิ", "2023-04-07")]
    assert query(path, "SELECT count(*), count(DISTINCT office), min(reason) FROM deadline_change") == [
        (143, 143, "ขยายเวลา")
    ]


def test_an_extension_stands_when_a_letter_below_comes_later(path: Path) -> None:
    record(path, made.root())
    with writing(path, "extend") as transaction:
        extend(transaction, "908", date(2023, 4, 7), [], "ขยายเวลา", tasks=(2,))
    record(path, made.province(tasks=(made.due(made.TO_ALL, date(2023, 3, 17)),)))
    assert query(path, "SELECT position, due_on FROM task ORDER BY 1") == [(1, "2023-03-24"), (2, "2023-04-07")]
    assert query(path, "SELECT count(*) FROM obligation WHERE due_on IS NOT NULL") == [(0,)]


def test_an_earlier_deadline_of_the_province_is_its_offices_alone(path: Path) -> None:
    early = date(2023, 3, 17)
    record(path, made.root(), made.province(tasks=(made.due(made.TO_ALL, early),)))
    assert query(
        path,
        "SELECT DISTINCT v.province, o.due_on FROM obligation AS o JOIN office_version AS v ON v.code = o.office"
        " WHERE o.due_on IS NOT NULL",
    ) == [("ชัยภูมิ", "2023-03-17")]
    assert query(path, "SELECT count(*) FROM obligation WHERE due_on IS NOT NULL") == [(143,)]
    assert query(path, "SELECT DISTINCT previous, letter, reason FROM deadline_change") == [
        ("2023-03-24", 2, "ภายในวันที่ 2023-03-17")
    ]


def test_everything_is_in_the_journal_and_can_be_read_backwards(path: Path) -> None:
    record(path, *made.chain())
    ((summary, changes),) = query(path, "SELECT summary, changes FROM journal")
    assert summary == "recorded ชย 0023.14/708, ชย 0023.6/3022, มท 0810.7/ว 908"
    bulk = [row for row in json.loads(changes)["rows"] if "count" in row]
    assert [(row["table"], row["count"]) for row in bulk] == [("obligation", 1), ("obligation", 143)]
    read_backwards(path)
    assert not any(rows for rows in contents(path).values())


EARLIER, LATER_DUE = date(2023, 3, 17), date(2023, 3, 31)
titles = st.sampled_from([made.HELP, "รายงานผลการดำเนินงานให้จังหวัดทราบ", made.CENTRE])
tasks = st.lists(
    st.builds(
        Task,
        titles,
        st.just("INFO"),
        st.sampled_from(["", "องค์กรปกครองส่วนท้องถิ่น", "องค์การบริหารส่วนตำบล"]),
        st.sampled_from([None, EARLIER, made.DUE, LATER_DUE]),
        st.just("on"),
    ),
    max_size=2,
).map(tuple)


@st.composite
def chains(draw: st.DrawFn) -> list[Letter]:
    """A small tree under one province: so that a run takes no second."""
    top = made.root(recipients=(made.PROVINCE,), tasks=draw(tasks))
    middle = made.province(tasks=draw(tasks))
    low = made.district(tasks=draw(tasks))
    beside = Letter(
        number="ชย 0023.1/9",
        date=made.LATER,
        issuer="อำเภอเมืองชัยภูมิ",
        issuer_code="3601",
        recipients=made.below("3601")[:3],
        parent="ชย 0023.6/3022",
        links=(Link("passes_on", "ชย 0023.6/3022", made.LATER, "จังหวัดชัยภูมิ"),),
        tasks=draw(tasks),
    )
    lowest = Letter(
        number="ชย 71001/1",
        date=date(2023, 3, 10),
        issuer="องค์การบริหารส่วนตำบลบ้านไร่",
        issuer_code="06360903",
        recipients=("06360904",),
        parent="ชย 0023.14/708",
        links=(Link("passes_on", "ชย 0023.14/708", made.LATER),),
        tasks=draw(tasks),
    )
    return [top, middle, low, beside, lowest]


@pytest.mark.slow
@law(8, 2, chains(), st.permutations(range(5)), st.sampled_from(["", made.DISTRICT, made.PROVINCE]))
def test_recording_in_any_order_gives_the_same_tables(letters: list[Letter], order: list[int], office: str) -> None:
    with own_folder() as folder:
        at_once, one_by_one = owned(folder / "a.db", office), owned(folder / "b.db", office)
        record(at_once, *letters, office=office)
        before = contents(one_by_one)
        for at in order:
            before = contents(one_by_one)
            record(one_by_one, letters[at], office=office)
        assert contents(one_by_one) == contents(at_once)
        read_backwards(one_by_one)
        assert contents(one_by_one) == before
