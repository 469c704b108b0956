"""Each tier keeps its own database: bundles may come in any order, any number of times."""

from __future__ import annotations

import itertools
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st
from support import made_letters as made
from support.laws import law
from support.offices import (
    HISTORY,
    LOCAL,
    START,
    TIERS,
    act,
    begun,
    bundled,
    canonical,
    done,
    exempted,
    extended,
    lived,
    merged,
    read,
    received,
    told_of_office,
    undone,
    withdrawn,
)
from support.recorded import dump, owned, query
from support.servers import copied, copied_once_made, open_for_reading, own_folder, writing

from circtrack.actions.letters.record import record_letters
from circtrack.actions.sync.bundles import make_bundle
from circtrack.actions.undo import redo
from circtrack.actions.work.done import ProgressEntry, record_done
from circtrack.errors import ConflictError, InputError
from circtrack.model import Link
from circtrack.render.messages import said
from circtrack.store.settings import set_own_office
from circtrack.tracking.open_rounds import RoundChoice

if TYPE_CHECKING:
    import random
    from pathlib import Path

pytestmark = pytest.mark.both_engines


@pytest.mark.slow
@law(8, 2, start=START, history=HISTORY, chance=st.randoms(use_true_random=False), tier=st.sampled_from(sorted(TIERS)))
def test_the_order_in_which_bundles_come_does_not_matter(
    start: tuple[list[str], ...],
    history: list[tuple[Any, ...]],
    chance: random.Random,
    tier: str,
) -> None:
    with own_folder() as folder:
        databases, sent = lived(folder, start, history)
        again = [*sent, *chance.choices(sent, k=3)] if sent else []
        chance.shuffle(again)
        assert_same_one_by_one(databases[tier], sent, again)


def assert_same_one_by_one(path: Path, sent: list[Path], again: list[Path]) -> None:
    one, other = (copied(path, path.with_name(f"{name}.db")) for name in ("one", "other"))
    merged(one, sent)
    for file in again:
        merged(other, [file])
    assert canonical(other) == canonical(one)


# For each: whose database takes the bundles in, in which order, what is recorded first, and what happens then.
HISTORIES: dict[str, tuple[str, list[int], list[list[str]], list[tuple[Any, ...]]]] = {
    "what is said of it later is said of the letter that hung on it too": (
        "local",
        [2, 1, 3, 0],
        [["province", "district"], [], ["root, misread", "province"], []],
        [
            ("send", "district", made.DISTRICT),
            ("take in", "province", 0),
            ("act", "district", (exempted, "06360903")),
            ("send", "department", made.PROVINCE),
            ("act", "district", (withdrawn, "908")),
            ("act", "province", (withdrawn, "3022")),
            ("send", "province", made.DEPARTMENT),
            ("send", "district", made.DEPARTMENT),
        ],
    ),
    "it hangs again on the letter that it passed on": (
        "district",
        [0, 1],
        [[], ["province", "district"], ["district"], ["district"]],
        [
            ("act", "district", (withdrawn, "708")),
            ("send", "province", made.DISTRICT),
            ("act", "local", (exempted, LOCAL)),
            ("send", "local", made.DEPARTMENT),
        ],
    ),
    "what is said of the letter below it is not said of the letter above it": (
        "district",
        [0, 1, 2],
        [[], ["province", "district"], ["root"], ["district"]],
        [
            ("send", "province", made.DISTRICT),
            ("act", "province", (withdrawn, "3022")),
            ("act", "local", (exempted, LOCAL)),
            ("send", "province", made.DEPARTMENT),
            ("send", "local", made.DEPARTMENT),
        ],
    ),
    "one move that is stated of two letters, of which one was taken out": (
        "department",
        [2, 1, 0],
        [[], ["district"], [], ["province", "district"]],
        [
            ("act", "province", (extended, LOCAL, 9)),
            ("send", "province", LOCAL),
            ("take in", "department", 0),
            ("send", "local", LOCAL),
            ("take in", "department", 1),
            ("act", "department", (withdrawn, "708")),
            ("send", "province", made.PROVINCE),
        ],
    ),
    "two letters, one of which passed the other on": (
        "district",
        [0, 1, 2],
        [[], ["province", "district"], ["district", "root"], ["district"]],
        [
            ("act", "district", (withdrawn, "708")),
            ("send", "province", made.DISTRICT),
            ("act", "province", (withdrawn, "3022")),
            ("act", "local", (exempted, LOCAL)),
            ("send", "province", made.DEPARTMENT),
            ("send", "local", made.DEPARTMENT),
        ],
    ),
    "two letters, one after the other": (
        "district",
        [0, 2, 1],
        [[], ["province", "district"], ["district"], ["district"]],
        [
            ("act", "district", (withdrawn, "708")),
            ("send", "province", made.DISTRICT),
            ("act", "province", (withdrawn, "3022")),
            ("act", "local", (exempted, LOCAL)),
            ("send", "province", made.DEPARTMENT),
            ("send", "local", made.PROVINCE),
        ],
    ),
    "a letter that comes later and passes it on": (
        "district",
        [1, 0, 2],
        [["root", "district"], ["province"], [], ["root"]],
        [
            ("act", "local", (exempted, LOCAL)),
            ("send", "local", made.DEPARTMENT),
            ("act", "department", (withdrawn, "908")),
            ("send", "department", made.DISTRICT),
            ("send", "province", made.DISTRICT),
        ],
    ),
    "a letter that comes later and that it passed on": (
        "district",
        [1, 0, 2],
        [["root"], ["province", "district"], [], ["province"]],
        [
            ("act", "local", (exempted, LOCAL)),
            ("send", "local", made.DEPARTMENT),
            ("act", "province", (withdrawn, "3022")),
            ("send", "province", made.DISTRICT),
            ("send", "department", made.DISTRICT),
        ],
    ),
    "an added office that one database knows from a later day on": (
        "department",
        [1, 0],
        [["root"], ["root"], [], ["root"]],
        [
            ("act", "province", (told_of_office, None)),
            ("send", "province", made.DEPARTMENT),
            ("take in", "local", 0),
            ("act", "local", (told_of_office, date(2023, 3, 16))),
            ("act", "department", (told_of_office, None)),
            ("send", "local", made.DEPARTMENT),
        ],
    ),
    "a clerk's own extension for all of it, where it is there again": (
        "province",
        [1, 0, 2],
        [["root", "province"], ["root", "province"], [], []],
        [
            ("act", "province", (extended, "", 9)),
            ("send", "department", made.PROVINCE),
            ("act", "department", (withdrawn, "908")),
            ("send", "department", made.PROVINCE),
            ("act", "department", (undone,)),
            ("act", "department", (received, "908", made.PROVINCE, 10)),
            ("send", "department", made.PROVINCE),
        ],
    ),
    "a move for all, kept with a letter that was taken out, when the task stayed": (
        "department",
        [1, 0],
        [["province", "district"], [], ["district, earlier"], ["district"]],
        [
            ("act", "department", (extended, "", 13)),
            ("send", "local", made.PROVINCE),
            ("act", "district", (withdrawn, "708")),
            ("send", "district", made.PROVINCE),
        ],
    ),
}


@pytest.mark.slow
@pytest.mark.file_only
@pytest.mark.parametrize(("tier", "order", "start", "history"), HISTORIES.values(), ids=HISTORIES)
def test_nor_does_it_in_histories_in_which_it_did(
    tmp_path: Path, tier: str, order: list[int], start: list[list[str]], history: list[tuple[Any, ...]]
) -> None:
    databases, sent = lived(tmp_path, start, history, also_at_end=False)
    assert_same_one_by_one(databases[tier], sent, [sent[at] for at in order])


@pytest.fixture
def offices(tmp_path: Path) -> dict[str, Path]:
    """Every tier has the whole chain, each from its own file."""

    def make(path: Path, tier: str) -> None:
        owned(path, TIERS[tier])
        for letter in ("root", "province", "district"):
            read(path, letter)

    return {
        tier: copied_once_made(tmp_path / f"{tier}.db", f"the chain read by a {tier}", partial(make, tier=tier))
        for tier in TIERS
    }


def sent(offices: dict[str, Path], tier: str, office: str, name: str = "x") -> Path:
    return bundled(offices[tier], office, offices[tier].parent / f"{name}.circtrack")


def word(path: Path, office: str = LOCAL) -> tuple[str, str | None, str]:
    sql = f"SELECT progress, done_on, recorded_by FROM obligation WHERE office = '{office}'"
    (found,) = query(path, sql)
    return found


def conflicts(path: Path) -> list[tuple[str, str, str]]:
    return query(path, "SELECT field, text, evidence FROM finding WHERE code = 'conflict' ORDER BY field")


def test_a_bundle_is_the_same_bytes_for_the_same_content(offices: dict[str, Path]) -> None:
    done(offices["district"], LOCAL, "done", 17)
    one, other = (sent(offices, "district", "36", name).read_bytes() for name in ("one", "other"))
    assert one == other


def test_letters_tasks_receipts_and_work_arrive_marked_as_told(offices: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    new = begun(tmp_path / "new", "province")
    done(offices["district"], LOCAL, "done", 17)
    received(offices["district"], "708", LOCAL, 13)
    extended(offices["district"], "06360903", 7)
    result = merged(new, [sent(offices, "district", "36")])
    assert len(result.letters) == 3
    assert (result.new, result.updated, result.conflicts) == (2, 0, [])
    assert word(new) == ("done", "2023-03-17", "3609")
    assert query(new, "SELECT received_on, recorded_by FROM delivery WHERE received_on IS NOT NULL") == [
        ("2023-03-13", "3609")
    ]
    assert query(new, "SELECT office, due_on, reason, recorded_by FROM deadline_change WHERE agreed = 1") == [
        ("06360903", "2023-03-31", "ระบบล่ม", "3609")
    ]
    assert query(new, "SELECT due_on FROM obligation WHERE office = '06360903'") == [("2023-03-31",)]
    again = merged(new, [sent(offices, "district", "36")])
    assert (again.letters, again.new, again.updated, again.unchanged) == ([], 0, 0, 2)


def test_the_same_bundle_once_more_writes_nothing(offices: dict[str, Path]) -> None:
    done(offices["district"], LOCAL, "done", 17)
    file = sent(offices, "district", "36")
    merged(offices["province"], [file])
    before = dump(offices["province"])
    merged(offices["province"], [file])
    assert dump(offices["province"]) == before


def test_one_merge_is_one_step_to_undo(offices: dict[str, Path]) -> None:
    done(offices["district"], LOCAL, "done", 17)
    received(offices["district"], "708", LOCAL, 13)
    before = canonical(offices["province"])
    merged(offices["province"], [sent(offices, "district", "36")])
    after = canonical(offices["province"])
    assert after != before
    undone(offices["province"])
    assert canonical(offices["province"]) == before
    act(offices["province"], "redo", redo)
    assert canonical(offices["province"]) == after


def test_an_offices_own_word_goes_before_what_another_was_told(offices: dict[str, Path]) -> None:
    done(offices["province"], LOCAL, "done", 15)
    done(offices["local"], LOCAL, "done", 17)
    assert merged(offices["province"], [sent(offices, "local", LOCAL)]).conflicts == []
    assert word(offices["province"]) == ("done", "2023-03-17", LOCAL)
    # What the province was told is kept, and comes back with it if the merge is taken back.
    assert query(offices["province"], "SELECT value FROM said WHERE said_by = ''") == [
        ('{"done_on":"2023-03-15","progress":"done"}',)
    ]
    undone(offices["province"])
    assert word(offices["province"]) == ("done", "2023-03-15", "")


def test_what_another_was_told_does_not_touch_an_offices_own_word(offices: dict[str, Path]) -> None:
    done(offices["province"], LOCAL, "done", 15)
    done(offices["local"], LOCAL, "incomplete", 0)
    assert merged(offices["local"], [sent(offices, "province", LOCAL)]).conflicts == []
    assert word(offices["local"]) == ("incomplete", None, "")


def test_a_clerk_who_contradicts_an_offices_own_word_is_told_and_it_counts(offices: dict[str, Path]) -> None:
    done(offices["local"], LOCAL, "done", 17)
    merged(offices["district"], [sent(offices, "local", LOCAL)])
    with writing(offices["district"], "done") as transaction:
        result = record_done(transaction, "908", [LOCAL], ProgressEntry("incomplete"), made.TODAY)
    assert word(offices["district"]) == ("done", "2023-03-17", LOCAL)
    assert [str(note.values["said"]) for note in result.notes] == ["done 2023-03-17"]
    in_thai = said(result.notes[0], thai=True)
    assert ("บันทึกแล้ว" in in_thai, "done" in in_thai) == (True, False)


def test_of_two_words_of_one_office_the_later_counts(offices: dict[str, Path]) -> None:
    done(offices["local"], LOCAL, "done", 17)
    first = sent(offices, "local", LOCAL, "first")
    done(offices["local"], LOCAL, "incomplete", 0)
    second = sent(offices, "local", LOCAL, "second")
    merged(offices["province"], [second])
    merged(offices["province"], [first])
    assert word(offices["province"]) == ("incomplete", None, LOCAL)


def test_what_an_office_took_back_goes_everywhere(offices: dict[str, Path]) -> None:
    done(offices["local"], LOCAL, "done", 17)
    extended(offices["local"], LOCAL, 7)
    first = sent(offices, "local", LOCAL, "first")
    undone(offices["local"])
    undone(offices["local"])
    second = sent(offices, "local", LOCAL, "second")
    for order in ([first, second], [second, first]):
        for file in order:
            merged(offices["province"], [file])
        assert word(offices["province"]) == ("none", None, "")
        assert query(offices["province"], "SELECT * FROM deadline_change WHERE agreed = 1") == []


def test_two_days_told_of_a_third_office_are_a_conflict_and_nothing_is_overwritten(offices: dict[str, Path]) -> None:
    done(offices["district"], LOCAL, "done", 15)
    done(offices["province"], LOCAL, "done", 17)
    result = merged(offices["province"], [sent(offices, "district", "36")])
    assert word(offices["province"]) == ("done", "2023-03-17", "")
    ((number, conflict),) = result.conflicts
    assert number == made.root().number
    assert "อำเภอเทพสถิต: done 2023-03-15" in conflict.evidence
    assert "จังหวัดชัยภูมิ: done 2023-03-17" in conflict.evidence
    assert len(conflicts(offices["province"])) == 1
    # A third database sees both, and shows what was reported to it by the tier below.
    both = [sent(offices, "district", "36", "a"), sent(offices, "province", "36", "b")]
    assert len(merged(offices["department"], both).conflicts) == 1
    assert word(offices["department"]) == ("done", "2023-03-17", "36")
    # The office itself speaks: the conflict is over.
    done(offices["local"], LOCAL, "done", 16)
    assert merged(offices["province"], [sent(offices, "local", LOCAL, "c")]).conflicts == []
    assert conflicts(offices["province"]) == []


@pytest.mark.parametrize("first", ["province", "district"])
def test_what_a_tier_reports_is_what_the_tier_above_shows(offices: dict[str, Path], first: str) -> None:
    done(offices["district"], LOCAL, "blocked", 0)
    done(offices["province"], LOCAL, "done", 17)
    merged(offices["province"], [sent(offices, "district", "36", "a")])
    merged(offices["department"], [sent(offices, "province", made.DEPARTMENT, "b")])
    assert word(offices["department"]) == (*word(offices["province"])[:2], "36") == ("done", "2023-03-17", "36")
    # In whatever order it hears more; and below, the district keeps its own word.
    more = [sent(offices, "district", made.DEPARTMENT, "c"), sent(offices, "province", made.DEPARTMENT, "d")]
    for file in more if first == "district" else reversed(more):
        merged(offices["department"], [file])
    assert word(offices["department"]) == ("done", "2023-03-17", "36")
    merged(offices["district"], [sent(offices, "province", "3609", "e")])
    assert word(offices["district"]) == ("blocked", None, "")


def test_one_number_with_two_days_and_subjects_is_a_conflict(tmp_path: Path) -> None:
    databases = {tier: begun(tmp_path, tier) for tier in TIERS}
    read(databases["province"], "root, misread")
    read(databases["district"], "root, another day")
    before = query(databases["province"], "SELECT date, subject FROM letter")
    merged(databases["province"], [sent(databases, "district", "36")])
    assert query(databases["province"], "SELECT date, subject FROM letter") == before
    found = conflicts(databases["province"])
    assert [field for field, _, _ in found] == ["date", "subject", "tasks"][: len(found)]
    assert "อำเภอเทพสถิต: 2023-02-28" in found[0][2]
    assert "จังหวัดชัยภูมิ: 2023-02-27" in found[0][2]


def test_the_issuers_own_letter_counts_and_work_told_before_stays(tmp_path: Path) -> None:
    databases = {tier: begun(tmp_path, tier) for tier in TIERS}
    read(databases["department"], "root")
    read(databases["province"], "root, one task")
    done(databases["province"], LOCAL, "done", 17)
    result = merged(databases["province"], [sent(databases, "department", "36")])
    assert result.replaced == [made.root().number]
    assert result.conflicts == []
    assert query(databases["province"], "SELECT title FROM task ORDER BY position") == [(made.CENTRE,), (made.HELP,)]
    assert word(databases["province"]) == ("done", "2023-03-17", "")


def test_an_exemption_from_above_goes_before_what_is_not_done_yet(offices: dict[str, Path]) -> None:
    exempted(offices["province"], LOCAL)
    done(offices["local"], LOCAL, "incomplete", 0)
    merged(offices["district"], [sent(offices, "province", "3609", "a"), sent(offices, "local", LOCAL, "b")])
    assert word(offices["district"]) == ("exempt", None, "36")
    done(offices["local"], LOCAL, "done", 17)
    merged(offices["district"], [sent(offices, "local", LOCAL, "c")])
    assert word(offices["district"]) == ("done", "2023-03-17", LOCAL)


@pytest.mark.file_only
@pytest.mark.parametrize("reader", ["department", "district"])
def test_what_is_said_of_a_chain_is_the_same_before_and_after_a_letter_of_it_is_taken_out(
    offices: dict[str, Path], tmp_path: Path, reader: str
) -> None:
    exempted(offices["department"], "06360903")
    done(offices["district"], LOCAL, "done", 15)
    done(offices["local"], LOCAL, "done", 16)
    told = [sent(offices, tier, TIERS[to], tier) for tier, to in (("department", "local"), ("local", "department"))]
    received(offices["province"], "908", "36", 10)
    withdrawn(offices["province"], "3022")
    files = [*told, sent(offices, "province", LOCAL, "out")]
    found = []
    for number, order in enumerate([files, files[::-1], [*files[1:], files[0]]]):
        path = copied(offices[reader], tmp_path / f"{number}.db")
        for file in order:
            merged(path, [file])
        found.append(canonical(path))
    together = copied(offices[reader], tmp_path / "together.db")
    merged(together, files)
    for each in found:
        assert each == canonical(together)


def test_what_an_office_states_stays_with_the_letter_of_which_it_states_it(
    offices: dict[str, Path], tmp_path: Path
) -> None:
    exempted(offices["department"], "06360903")
    done(offices["district"], LOCAL, "done", 15)
    exemption = sent(offices, "department", made.DISTRICT, "exemption")
    withdrawn(offices["province"], "3022")
    out = sent(offices, "province", made.DISTRICT, "out")
    sql = (
        "SELECT l.number, o.office, o.progress, o.recorded_by FROM obligation AS o JOIN task AS t ON t.id = o.task"
        " JOIN letter AS l ON l.id = t.letter WHERE o.progress <> 'none' ORDER BY l.number, o.office"
    )
    for number, order in enumerate(itertools.permutations([exemption, out])):
        path = copied(offices["district"], tmp_path / f"{number}.db")
        for file in order:
            merged(path, [file])
        # The district's own record holds for each letter that asks it; the exemption only for the one it was told of.
        assert query(path, sql) == [
            ("ชย 0023.14/708", LOCAL, "done", ""),
            (made.root().number, LOCAL, "done", ""),
            (made.root().number, "06360903", "exempt", made.DEPARTMENT),
        ]


def test_only_a_line_of_offices_speaks_to_itself(offices: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither under"):
        sent(offices, "district", "35")
    (tmp_path / "new").mkdir()
    beside = begun(tmp_path / "new", "district")
    act(beside, "init", lambda each: set_own_office(each, "3601"))
    before = dump(beside)
    with pytest.raises(ConflictError, match="someone else's office"):
        merged(beside, [sent(offices, "district", "3609")])
    assert dump(beside) == before


def test_a_classified_letter_stays_here_and_its_chain_goes(offices: dict[str, Path]) -> None:
    with writing(offices["province"], "add") as transaction:
        secret = made.district(number="ชย 0023.14/709", secrecy="ลับ")
        record_letters(transaction, [secret], made.PROVINCE, made.TODAY)
    done(offices["province"], LOCAL, "done", 10)
    with closing(open_for_reading(offices["province"])) as connection:
        without, whole = (
            make_bundle(connection, made.root().number, "3609", include_secret=each) for each in (False, True)
        )
        with pytest.raises(InputError, match="--include-secret"):
            make_bundle(connection, "709", "3609", include_secret=False)
    assert (without.left_out, whole.left_out) == (("ชย 0023.14/709",), ())
    assert {each.key[2] for each in whole.letters} - {each.key[2] for each in without.letters} == {"ชย 0023.14/709"}
    assert "709" not in "".join(line for lines in without.lines for line in lines)
    assert "709" in "".join(line for lines in whole.lines for line in lines)
    merged(offices["district"], [sent(offices, "province", "3609")])
    assert word(offices["district"])[0] == "done"


def test_a_citation_that_two_letters_fit_nearly_hangs_alike_whichever_comes_first(tmp_path: Path) -> None:
    near = {"parent": "ชย 0023.6/3042", "links": (Link("passes_on", "ชย 0023.6/3042", made.LATER, "จังหวัดชัยภูมิ"),)}
    letters = {
        "district": made.district(**near),
        "first": made.province(number="ชย 0023.6/3022", aliases=()),
        "second": made.province(number="ชย 0023.6/3062", aliases=(), parent="", links=()),
    }
    files = []
    for name, letter in letters.items():
        (tmp_path / name).mkdir()
        path = begun(tmp_path / name, "province")
        with writing(path, "read") as transaction:
            record_letters(transaction, [letter], "36", made.TODAY)
        files.append(bundled(path, "3609", tmp_path / f"{name}.circtrack", letter=letter.number))
    found: list[dict[str, list[tuple[Any, ...]]]] = []
    for order in itertools.permutations(files):
        (tmp_path / str(len(found))).mkdir()
        path = begun(tmp_path / str(len(found)), "district")
        for file in order:
            merged(path, [file])
        found.append(canonical(path))
    assert all(each == found[0] for each in found)


@pytest.mark.parametrize(("day", "is_noted"), [(5, True), (6, False)])
def test_work_dated_before_its_round_opened_is_taken_and_noted(tmp_path: Path, day: int, *, is_noted: bool) -> None:
    """Who recorded it may have said that it was done early: it is no reason to refuse what the others say."""
    task = replace(made.TO_ALL, due_on=None, rule="FREQ=MONTHLY;BYMONTHDAY=5", as_written="ภายในวันที่ ๕ ของทุกเดือน")
    district, province = begun(tmp_path, "district"), begun(tmp_path, "province")
    for path, office in ((district, made.DISTRICT), (province, made.PROVINCE)):
        with writing(path, "read") as transaction:
            record_letters(transaction, [made.root(recipients=(made.PROVINCE,), tasks=(task,))], office, made.TODAY)
    said, second = ProgressEntry("done", date(2023, 3, day)), RoundChoice(place=2)
    with writing(district, "done") as transaction:
        record_done(transaction, "908", [LOCAL], said, made.TODAY, rounds=second, early=True)
    result = merged(province, [bundled(district, made.PROVINCE, tmp_path / "district.circtrack")])
    assert query(province, "SELECT done_on FROM obligation_round") == [(f"2023-03-{day:02}",)]
    notes = [str(note) for note in result.notes]
    opens = "2023-03-05 is before the round of 2023-04-05 of มท 0810.7/ว 908 opens, 2023-03-06"
    assert [opens in note for note in notes] == [True] * is_noted
