from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from support.chain_rows import DISTRICTS_LETTER, PROVINCES_LETTER, ROOT, Rows, new_rows, real_chain, taken_back

from circtrack.i18n import set_language
from circtrack.render.chain_graph import tree_graph
from circtrack.render.chain_text import build_branches, tree_text
from circtrack.reports.chain import COLUMNS, ChainRow, ChainTree, build_chain_tree
from circtrack.reports.owing import build_owing_report
from circtrack.reports.tracked import ReportScope
from circtrack.store.find_letter import find_letter

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.both_engines

MONDAY = date(2023, 3, 20)


@pytest.fixture(scope="module")
def country(engine: str) -> Rows:  # noqa: ARG001 - one for each
    rows = new_rows()
    real_chain(rows)
    return rows


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def tree(rows: Rows, letter: str = "908", own_office: str = "", today: date = MONDAY) -> ChainTree:
    return build_chain_tree(
        rows.connection, ReportScope(today, find_letter(rows.connection, letter), own_office=own_office)
    )


def by_number(found: ChainTree) -> dict[str, ChainRow]:
    return {row.letter_number: row for row in found.rows if row.letter_number}


def silent(found: ChainTree) -> list[ChainRow]:
    return [row for row in found.rows if not row.letter_number]


def test_the_first_hop_of_the_real_chain_took_ten_of_the_twenty_five_days(country: Rows) -> None:
    letters = by_number(tree(country))
    assert [(row.days_lost, row.days_left) for row in letters.values()] == [(None, 25), (10, 15), (0, 15)]
    assert [row.depth for row in letters.values()] == [0, 1, 2]
    assert [row.parent for row in letters.values()] == ["", ROOT, PROVINCES_LETTER]
    assert [row.sent_to for row in letters.values()] == [76, 18, 6]


def test_seventy_five_provinces_and_fifteen_districts_have_passed_nothing_on(country: Rows) -> None:
    found = tree(country)
    letters = by_number(found)
    assert [row.stalled for row in letters.values()] == [75, 15, 0]
    provinces = [row for row in silent(found) if row.parent == ROOT]
    districts = [row for row in silent(found) if row.parent == PROVINCES_LETTER]
    assert (len(provinces), len(districts)) == (75, 15)
    assert {row.office_kind for row in provinces} == {"province"}
    assert "36" not in {row.office_code for row in provinces}
    assert {row.office_code[:2] for row in districts} == {"36"}
    assert "3609" not in {row.office_code for row in districts}


def test_a_silent_office_has_had_the_letter_for_so_many_days(country: Rows) -> None:
    province = silent(tree(country))[0]
    assert (province.depth, province.told_on, province.days_lost, province.days_left) == (1, "2023-02-27", 21, 4)
    assert silent(tree(country, today=date(2023, 1, 1)))[0].days_lost == 0


def test_counts_are_of_the_office_and_those_under_it(country: Rows) -> None:
    found = tree(country)
    letters = by_number(found)
    assert [(row.done, row.owing, row.untold) for row in letters.values()][::2] == [(0, 7925, 7841), (0, 6, 0)]
    province = letters[PROVINCES_LETTER]
    # Told are สถจ., อบจ., ทม.ชัยภูมิ and Thep Sathit's six.
    assert province.owing - province.untold == 9
    below = [row for row in silent(found) if row.parent == PROVINCES_LETTER]
    assert province.untold == sum(row.untold for row in below)
    assert letters[ROOT].owing == province.owing + sum(row.owing for row in silent(found) if row.parent == ROOT)


def owing_report_rows(rows: Rows) -> list[tuple[object, ...]]:
    found = find_letter(rows.connection, "908")
    return [tuple(row) for row in build_owing_report(rows.connection, ReportScope(MONDAY, found)).report.rows]


def test_the_owing_list_names_where_it_stalled(country: Rows) -> None:
    stalled = {str(row[16]) for row in owing_report_rows(country) if row[16]}
    named = {row.office_name for row in silent(tree(country))}
    assert stalled == named
    assert len(stalled) == 90


def test_any_letter_of_the_chain_shows_the_whole_tree(country: Rows) -> None:
    assert tree(country, "708") == tree(country, "908") == tree(country, "3062")


def test_with_an_own_office_only_silence_under_it_is_a_fact(country: Rows) -> None:
    province = tree(country, own_office="36")
    assert len(silent(province)) == 15
    assert by_number(province)[ROOT].owing == by_number(tree(country))[PROVINCES_LETTER].owing
    district = tree(country, own_office="3609")
    assert silent(district) == []
    assert [row.owing for row in by_number(district).values()] == [6, 6, 6]


def test_what_is_done_or_exempt_is_not_owing(country: Rows) -> None:
    with taken_back(country) as rows:
        rows.connection.execute("UPDATE obligation SET progress = 'done' WHERE office = '06360903'")
        rows.connection.execute("UPDATE obligation SET progress = 'exempt' WHERE office = '06360904'")
        district = by_number(tree(rows))[DISTRICTS_LETTER]
    assert (district.done, district.owing) == (1, 4)


def test_who_owes_nothing_below_has_not_stalled(country: Rows) -> None:
    with taken_back(country) as rows:
        rows.connection.execute("UPDATE obligation SET progress = 'done' WHERE office LIKE '__3601__'")
        assert len(silent(tree(rows))) == 89


@pytest.fixture
def branching() -> Rows:
    """A letter that P1 and P3 passed on, P1 the later and only to a district that has not; P2 is silent."""
    rows = new_rows()
    rows.office("D", kind="department")
    for code in ("P1", "P2", "P3"):
        rows.office(code, kind="province", province_code=code)
        rows.office(f"A{code}", kind="district", superior=code, province_code=code, district_code=f"A{code}")
        rows.office(f"L{code}", superior=f"A{code}", province_code=code, district_code=f"A{code}")
    root = rows.letter("ก 1/ว 1", "2023-02-01", "D", to=["P1", "P2", "P3"])
    rows.letter("ค 3/3", "2023-02-03", "P3", to=["AP3", "LP3"], parent="ก 1/ว 1")
    rows.letter("ข 1/1", "2023-02-05", "P1", to=["AP1"], parent="ก 1/ว 1")
    rows.task(root, owed_by=["LP1", "LP2", "LP3"])
    return rows


def shape(found: ChainTree) -> list[tuple[int, str, str]]:
    return [(row.depth, row.letter_number, row.office_code) for row in found.rows]


def test_where_it_stalled_comes_first_and_the_rest_in_registry_order(branching: Rows) -> None:
    found = tree(branching, "ก 1/ว 1")
    assert shape(found) == [
        (0, "ก 1/ว 1", "D"),
        (1, "", "P2"),
        (1, "ข 1/1", "P1"),
        (2, "", "AP1"),
        (1, "ค 3/3", "P3"),
    ]
    assert {row.days_left for row in found.rows} == {None}
    branching.connection.execute("UPDATE obligation SET progress = 'done' WHERE office <> 'LP3'")
    assert [code for _, _, code in shape(tree(branching, "ก 1/ว 1"))] == ["D", "P1", "P3"]


def test_of_an_office_without_others_under_it_it_is_said_too_when_it_was_told(branching: Rows) -> None:
    branching.letter("ง 4/4", "2023-02-06", "LP3", parent="ค 3/3")
    found = by_number(tree(branching, "ก 1/ว 1"))["ง 4/4"]
    assert (found.told_on, found.days_lost, found.office_name) == ("2023-02-03", 3, "LP3")


def test_of_an_office_in_its_superiors_hall_it_is_said_when_the_superior_was_told(branching: Rows) -> None:
    branching.office("H2", kind="provincial_office", superior="P2", province_code="P2")
    branching.letter("จ 6/6", "2023-02-07", "H2", parent="ก 1/ว 1")
    for _ in range(2):  # also where nobody below the superior owes anything
        found = by_number(tree(branching, "ก 1/ว 1"))["จ 6/6"]
        assert (found.told_on, found.office_name) == ("2023-02-01", "H2")
        branching.connection.execute("UPDATE obligation SET progress = 'done' WHERE office = 'LP2'")


def test_a_letter_of_an_office_in_no_list_stands_in_the_tree_too(branching: Rows) -> None:
    branching.connection.execute("INSERT INTO office VALUES ('X')")
    branching.letter("ฉ 7/7", "2023-02-07", "X", parent="ค 3/3")
    found = tree(branching, "ก 1/ว 1")
    assert (2, "ฉ 7/7", "X") in shape(found)
    assert by_number(found)["ฉ 7/7"].told_on == "2023-02-07"


def test_a_branch_that_stalled_far_down_comes_before_one_that_did_not(branching: Rows) -> None:
    branching.connection.execute("DELETE FROM delivery WHERE office = 'LP3'")
    branching.connection.execute("UPDATE obligation SET progress = 'done' WHERE office = 'LP1'")
    assert [code for _, _, code in shape(tree(branching, "ก 1/ว 1"))] == ["D", "P2", "P3", "AP3", "P1"]


def test_what_an_office_itself_owes_counts_at_its_letter_and_where_it_is_silent(branching: Rows) -> None:
    branching.task(branching.letters["ก 1/ว 1"], "สรุปผล", owed_by=["P1", "P2"])
    found = {row.office_code: row.owing for row in tree(branching, "ก 1/ว 1").rows}
    assert found == {"D": 5, "P1": 2, "P2": 2, "P3": 1, "AP1": 1}


def test_an_office_that_came_under_another_later_is_of_the_part_where_it_was_on_the_chains_date() -> None:
    rows = new_rows()
    rows.office("D", kind="department")
    for code in ("P1", "P2"):
        rows.office(code, kind="province", province_code=code)
    rows.office("L", superior="P1", province_code="P1", until="2024-01-01")
    rows.office("L", superior="P2", province_code="P2", since="2024-01-01")
    rows.office("M", superior="P2", province_code="P2")
    root = rows.letter("ก 1/ว 1", "2023-02-01", "D", to=["P1", "P2"])
    task = rows.task(root, due_on="2023-03-24", owed_by=["M"])
    rows.owe(task, "L", due_on="2023-03-10")
    shown = {code: tree(rows, "ก 1/ว 1", own_office=code).rows[0] for code in ("", "P1", "P2")}
    assert {code: row.owing for code, row in shown.items()} == {"": 2, "P1": 1, "P2": 1}
    rows.connection.execute("UPDATE task SET due_on = NULL")
    rows.connection.execute(
        "INSERT INTO deadline_change (id, task, office, due_on, previous, reason, letter, agreed)"
        " SELECT 9, id, 'L', '2023-03-10', NULL, 'x', NULL, 1 FROM task"
    )
    assert [tree(rows, "ก 1/ว 1", own_office=code).rows[0].due_on for code in ("P1", "P2")] == ["2023-03-10", ""]


def test_where_nobody_owes_the_first_day_of_the_chain_is_shown(branching: Rows) -> None:
    for day, office in (("2023-03-24", "LP1"), ("2023-03-31", "LP2")):
        branching.task(branching.letters["ก 1/ว 1"], day, day, owed_by=[office])
    branching.connection.execute("DELETE FROM obligation WHERE office = 'LP3'")
    found = {row.office_code: (row.due_on, row.due_last) for row in tree(branching, "ก 1/ว 1").rows}
    assert found["D"] == ("2023-03-24", "2023-03-31")
    assert found["P2"] == ("2023-03-31", "2023-03-31")
    assert found["P3"] == ("2023-03-24", "2023-03-24")


def test_a_depth_leaves_out_what_lies_deeper_and_says_how_much(branching: Rows, country: Rows) -> None:
    found = find_letter(branching.connection, "ก 1/ว 1")
    shallow = build_chain_tree(branching.connection, ReportScope(MONDAY, found), depth=1)
    assert shape(shallow) == [(0, "ก 1/ว 1", "D"), (1, "", "P2"), (1, "ข 1/1", "P1"), (1, "ค 3/3", "P3")]
    assert shallow.hidden == 1
    letter = find_letter(country.connection, "908")
    root = build_chain_tree(country.connection, ReportScope(MONDAY, letter), depth=0)
    assert (len(root.rows), root.hidden) == (1, 92)
    assert tree_text(root).splitlines()[-1] == "Not shown, letters and silent offices further down: 92."
    assert "stalled at 75" in tree_text(root)


def test_a_tree_is_drawn_with_its_branches() -> None:
    assert build_branches([0, 1, 2, 2, 1]) == [
        ("", ""),
        ("├─ ", "│  "),
        ("│  ├─ ", "│  │  "),
        ("│  └─ ", "│     "),
        ("└─ ", "   "),
    ]


def test_the_picture_has_a_box_a_letter_and_one_for_all_who_kept_silent(country: Rows) -> None:
    graph = tree_graph(tree(country))
    first = [" ".join(map(str, node.lines[0])) for node in graph.nodes]
    assert first == [
        ROOT,
        "75 provinces passed nothing on",
        PROVINCES_LETTER,
        "15 districts passed nothing on",
        DISTRICTS_LETTER,
    ]
    names = {node.id: name for node, name in zip(graph.nodes, first, strict=True)}
    assert [(names[edge.above], names[edge.below], edge.label) for edge in graph.edges] == [
        (ROOT, first[1], "21 days"),
        (ROOT, PROVINCES_LETTER, "10 days"),
        (PROVINCES_LETTER, first[3], "11 days"),
        (PROVINCES_LETTER, DISTRICTS_LETTER, "0 days"),
    ]


def test_what_the_picture_colours_it_says_in_words_too(branching: Rows) -> None:
    words = {"bad": "passed nothing on", "waiting": "stalled at 1"}
    for node in tree_graph(tree(branching, "ก 1/ว 1")).nodes:
        text = " ".join(str(piece) for line in node.lines for piece in line)
        said = [tone for tone, word in words.items() if word in text]
        assert said == ([node.tone] if node.tone in words else [])


def test_the_flat_rows_stand_under_their_columns(country: Rows) -> None:
    report = tree(country).report()
    # What is blocked is for people; the table's columns are what scripts rest on.
    assert (*(column.name for column in COLUMNS), "blocked") == ChainRow._fields
    assert {len(row) for row in report.rows} == {len(COLUMNS)}
    assert len(list(report.rows)) == 3 + 75 + 15


def test_the_text_shows_the_tree_and_where_it_stalled(country: Rows) -> None:
    text = tree_text(tree(country))
    lines = text.splitlines()
    assert [line for line in lines if "จังหวัดนนทบุรี" not in line and "อำเภอซับใหญ่" not in line] == [
        "มท 0810.7/ว 908  2023-02-27  กรมส่งเสริมการปกครองท้องถิ่น",
        "   sent to 76; days left 25, due 2023-03-24",
        "   done 0, owing 7,925, not told 7,841; stalled at 75",
        "├─ 75 provinces, told on 2023-02-27, passed nothing on, days lost 21:",
        "└─ ชย 0023.6/3022  2023-03-09  จังหวัดชัยภูมิ",
        "      sent to 18; days lost 10; days left 15, due 2023-03-24",
        "      done 0, owing 144, not told 135; stalled at 15",
        "   ├─ 15 districts, told on 2023-03-09, passed nothing on, days lost 11:",
        "   └─ ชย 0023.14/708  2023-03-09  อำเภอเทพสถิต",
        "         sent to 6; days lost 0; days left 15, due 2023-03-24",
        "         done 0, owing 6, not told 0",
    ]
    assert lines[4].startswith("│     จังหวัดสมุทรปราการ, ")
    assert lines[4].count(",") == 4
    assert lines[4].endswith(" and 70 more")
    assert lines[9].startswith("   │     อำเภอเมืองชัยภูมิ, ")
    assert lines[9].count("อำเภอ") == 15


def test_the_text_says_so_where_nothing_stalled(country: Rows) -> None:
    lines = tree_text(tree(country, own_office="3609")).splitlines()
    assert lines[-2:] == [
        "It has stalled nowhere that this database knows of.",
        "Only offices under this database's own office are counted here.",
    ]


def test_days_lost_are_those_since_who_wrote_was_told_as_of_the_silent(branching: Rows) -> None:
    branching.connection.execute("UPDATE delivery SET received_on = '2023-02-03' WHERE office IN ('P1', 'P2')")
    found = tree(branching, "ก 1/ว 1", today=date(2023, 2, 5))
    lost = {(row.office_code, row.letter_number): row.days_lost for row in found.rows}
    assert lost["P2", ""] == lost["P1", "ข 1/1"] == 2
    branching.connection.execute("UPDATE delivery SET received_on = '2023-02-09' WHERE office = 'P1'")
    assert {row.days_lost for row in tree(branching, "ก 1/ว 1").rows if row.letter_number == "ข 1/1"} == {0}


def test_an_exempt_office_s_day_is_not_the_chains(country: Rows) -> None:
    with taken_back(country) as rows:
        rows.connection.execute("UPDATE obligation SET due_on = '2023-03-10' WHERE office = '06360903'")
        rows.connection.execute("UPDATE obligation SET due_on = '2023-05-01' WHERE office = '06360904'")
        own = by_number(tree(rows))[DISTRICTS_LETTER]
        assert (own.due_on, own.due_last) == ("2023-03-24", "2023-03-24")  # no letter of its line gives it
        rows.connection.execute(
            "INSERT INTO deadline_change (id, task, office, due_on, previous, reason, letter, agreed)"
            " SELECT 900 + o.task, o.task, o.office, '2023-05-01', '2023-03-24', 'x', NULL, 1 FROM obligation AS o"
            " WHERE o.office = '06360904'"
        )
        assert by_number(tree(rows))[DISTRICTS_LETTER].due_last == "2023-05-01"
        rows.connection.execute("UPDATE obligation SET progress = 'exempt' WHERE office = '06360904'")
        assert by_number(tree(rows))[DISTRICTS_LETTER].due_last == "2023-03-24"
