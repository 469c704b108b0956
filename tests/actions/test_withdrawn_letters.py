"""Whose word takes a letter out, what is kept of it meanwhile, and what comes back with it."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from support import made_letters as made
from support.offices import (
    LOCAL,
    TEXTS,
    act,
    begun,
    bundled,
    canonical,
    done,
    extended,
    merged,
    read,
    received,
    undone,
    withdrawn,
)
from support.recorded import query
from support.servers import copied, opened, own_folder, writing

from circtrack.actions.letters.correct import correct_letter
from circtrack.actions.letters.correction import Correction
from circtrack.actions.letters.record import record_letters
from circtrack.actions.letters.unnumbered import record_unnumbered
from circtrack.actions.sync.withdrawn import find_withdrawal
from circtrack.actions.work.deadlines import extend
from circtrack.actions.work.done import ProgressEntry, record_done
from circtrack.actions.work.rounds import MeantRounds
from circtrack.model import Link
from circtrack.store.letters import add_number
from circtrack.store.withdrawn import Withdrawal, keep_withdrawal, list_withdrawals
from circtrack.tracking.open_rounds import RoundChoice

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.model import Letter

ROOT = "908"
ROOT_KEY = (made.DEPARTMENT, 2566, made.root().number)
OTHER = made.root(number="มท 0810.7/ว 1000", subject="อีกเรื่องหนึ่ง", recipients=(made.PROVINCE,), tasks=())
OTHER_KEY = (made.DEPARTMENT, 2566, OTHER.number)
EARLIER, LATER = "2023-01-01T00:00:00Z 0000000001", "2999-01-01T00:00:00Z 9999999999"
BEFORE_LAST = "2999-01-01T00:00:00Z 0000000001"


def record(path: Path, letter: Letter, office: str) -> None:
    act(path, "read", lambda each: record_letters(each, [letter], office, made.TODAY))


def word(key: tuple[str, int, str] = ROOT_KEY, said_by: str = made.DEPARTMENT, **more: Any) -> Withdrawal:
    return Withdrawal(key, said_by, made.ROOT_DAY.isoformat(), "", (), LATER)._replace(**more)


def find(path: Path, office: str, *withdrawals: Withdrawal, number: str = made.root().number) -> Withdrawal | None:
    with opened(path) as connection:
        ((letter,),) = connection.execute("SELECT id FROM letter WHERE number = ?", (number,)).fetchall()
        return find_withdrawal(connection, letter, office, withdrawals)


def state(path: Path, **said: str) -> None:
    """Have an office state something of the one letter of a database; its value is empty, as its stamp counts."""
    with writing(path, "merge") as transaction:
        ((row,),) = transaction.connection.execute("SELECT id FROM letter").fetchall()
        values = {"letter": row, "task": "", "office": "", "value": "{}", "stamp": LATER} | said
        transaction.insert("said", ("letter", "task", "office", "said_by", "value"), values)


def numbers(path: Path) -> set[str]:
    return {number for (number,) in query(path, "SELECT number FROM letter")}


@pytest.fixture
def department(tmp_path: Path) -> Path:
    path = begun(tmp_path, "department")
    read(path, "root")
    return path


@pytest.fixture
def province(tmp_path: Path, department: Path) -> Path:
    """The province's database, with the department's letter as the department states it."""
    path = begun(tmp_path, "province")
    merged(path, [bundled(department, made.PROVINCE, tmp_path / "first.circtrack", letter=ROOT)])
    return path


# Whose word counts: of a letter its issuer's, and of two words of one office the later.


def test_its_issuer_s_word_takes_it_out(province: Path) -> None:
    said = word()
    assert find(province, made.PROVINCE, said) == said


@pytest.mark.parametrize("said_by", [made.PROVINCE, "35", made.DISTRICT])
def test_nobody_else_s_does(province: Path, said_by: str) -> None:
    assert find(province, made.PROVINCE, word(said_by=said_by)) is None


def test_nobody_else_s_counts_beside_the_issuer_s(province: Path) -> None:
    said = word()
    assert find(province, made.PROVINCE, word(said_by=made.PROVINCE, stamp=LATER + "9"), said) == said


def test_its_issuer_s_word_of_another_letter_does_not(province: Path) -> None:
    assert find(province, made.PROVINCE, word(OTHER_KEY)) is None


def test_what_its_issuer_has_said_of_it_since_goes_before(province: Path) -> None:
    assert find(province, made.PROVINCE, word(stamp=EARLIER)) is None


def test_what_another_office_has_said_of_it_since_does_not(province: Path) -> None:
    said = word(stamp=BEFORE_LAST)
    state(province, said_by="35")
    assert find(province, made.PROVINCE, said) == said


@pytest.mark.parametrize("about", [{"task": "ศูนย์"}, {"office": LOCAL}, {"task": "ศูนย์", "office": LOCAL}])
def test_what_its_issuer_has_said_since_of_the_work_on_it_does_not_bring_it_back(
    province: Path, about: dict[str, str]
) -> None:
    said = word(stamp=BEFORE_LAST)
    state(province, said_by=made.DEPARTMENT, **about)
    assert find(province, made.PROVINCE, said) == said


def test_of_an_office_and_the_one_in_its_hall_who_spoke_last_counts(tmp_path: Path) -> None:
    """Both are its issuer: one stated the letter before it was taken out, the other since."""
    province, number = begun(tmp_path, "province"), made.district().number
    read(province, "district")
    state(province, said_by=made.DISTRICT, stamp=EARLIER)
    said = word((made.DISTRICT, 2566, number), made.DISTRICT, date=made.LATER.isoformat(), stamp=BEFORE_LAST)
    assert find(province, made.PROVINCE, said, number=number) == said
    state(province, said_by=f"dla-{made.DISTRICT}")
    assert find(province, made.PROVINCE, said, number=number) is None


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_words_of_one_letter_the_later_counts(province: Path, order: int) -> None:
    """It was taken out, recorded again under another number, and taken out once more."""
    first = word(stamp=EARLIER)
    last = word((made.DEPARTMENT, 2566, "มท 0810.7/ว 980"), formerly=(ROOT_KEY,))
    assert find(province, made.PROVINCE, *(first, last)[::order]) == last


def test_a_letter_goes_under_a_number_that_its_issuer_gave_it_before(province: Path) -> None:
    said = word((made.DEPARTMENT, 2566, "มท 0810.7/ว 980"), formerly=(ROOT_KEY,))
    assert find(province, made.PROVINCE, said) == said


def test_a_letter_that_only_has_the_former_number_of_another_stays(tmp_path: Path) -> None:
    province = begun(tmp_path, "province")
    read(province, "root")  # from paper: it may be the one that really has this number
    said = word((made.DEPARTMENT, 2566, "มท 0810.7/ว 980"), formerly=(ROOT_KEY,))
    assert find(province, made.PROVINCE, said) is None
    assert find(province, made.PROVINCE, word()) == word()


def test_at_its_issuer_what_was_undone_stays_undone(department: Path) -> None:
    withdrawn(department, ROOT)
    ((stamp,),) = query(department, "SELECT stamp FROM withdrawn")
    undone(department)
    assert find(department, made.DEPARTMENT, word(stamp=stamp)) is None


def test_at_its_issuer_a_newer_copy_of_its_own_database_counts(department: Path) -> None:
    assert find(department, made.DEPARTMENT, word()) == word()


def test_an_office_and_the_one_in_its_hall_are_one_issuer_but_not_one_database(tmp_path: Path) -> None:
    district, province = begun(tmp_path, "district"), begun(tmp_path, "province")
    for path in (district, province):
        read(path, "district")
    number = made.district().number
    said = word((made.DISTRICT, 2566, number), f"dla-{made.DISTRICT}", date=made.LATER.isoformat())
    # Elsewhere its word counts; at the office that has the letter before it, its own record does.
    assert find(province, made.PROVINCE, said, number=number) == said
    assert find(district, made.DISTRICT, said, number=number) is None


def test_where_it_only_has_its_letter_back_from_others_a_word_from_its_hall_counts(tmp_path: Path) -> None:
    """Its own database was lost, and what it has of the letter it did not state itself."""
    province = begun(tmp_path, "province")
    read(province, "district")
    with own_folder() as folder:
        again = begun(folder, "district")
        merged(again, [bundled(province, made.DISTRICT, tmp_path / "back.circtrack", letter="708")])
        number = made.district().number
        said = word((made.DISTRICT, 2566, number), f"dla-{made.DISTRICT}", date=made.LATER.isoformat())
        assert find(again, made.DISTRICT, said, number=number) == said


def test_a_letter_that_its_issuer_has_back_from_others_goes_by_its_own_word(tmp_path: Path, department: Path) -> None:
    """Its own database was lost: what it has now of the letter is what others kept of its word."""
    province = begun(tmp_path, "province")
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "1.circtrack", letter=ROOT)])
    with own_folder() as folder:
        again = begun(folder, "department")
        merged(again, [bundled(province, made.DEPARTMENT, tmp_path / "2.circtrack", letter=ROOT)])
        assert find(again, made.DEPARTMENT, word()) == word()
        assert find(again, made.DEPARTMENT, word(stamp=EARLIER)) is None


# What is kept of it, and comes back with it: after it was out all is as if it had never been.


def back_after_it_was_out(folder: Path, issuer: Path, letter: str, here: Path, for_office: str) -> None:
    """Have the issuer take a letter out, then take that back; after each its bundle is merged here."""
    withdrawn(issuer, letter)
    result = merged(here, [bundled(issuer, for_office, folder / "out.circtrack", letter=letter)])
    assert len(result.withdrawn) == 1
    undone(issuer)
    merged(here, [bundled(issuer, for_office, folder / "again.circtrack", letter=letter)])


def as_never_out(path: Path) -> dict[str, Any]:
    """All that is recorded; the issuer's stamps are new ones."""
    return {name: [row[:-1] for row in rows] if name == "said" else rows for name, rows in canonical(path).items()}


@pytest.mark.parametrize(
    "start",
    [
        [],
        ["root", "province"],
        ["root, misread", "province", "district"],
        ["root, one task"],
        ["province", "district"],
        ["root", "province", "district, earlier"],
        ["root", "extension"],
    ],
    ids=", ".join,
)
def test_what_this_office_recorded_of_it_comes_back_with_it(tmp_path: Path, department: Path, start: list[str]) -> None:
    path = begun(tmp_path, "province")
    for text in start:
        read(path, text)
    merged(path, [bundled(department, made.PROVINCE, tmp_path / "first.circtrack", letter=ROOT)])
    done(path, LOCAL, "done", 15)
    done(path, "06360903", "incomplete", 16)
    received(path, ROOT, made.PROVINCE, 10)
    received(path, "3022", made.DISTRICT, 12)  # where it is recorded: what is of another letter stays there
    extended(path, "", 7)
    extended(path, "06360904", 9)
    before = as_never_out(path)
    assert query(path, "SELECT count(DISTINCT due_on) FROM deadline_change WHERE agreed <> 0") == [(2,)]
    back_after_it_was_out(tmp_path, department, ROOT, path, made.PROVINCE)
    assert as_never_out(path) == before


def test_a_move_by_another_letter_comes_back_with_that_letter_named(tmp_path: Path, department: Path) -> None:
    province = begun(tmp_path, "province")
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "first.circtrack", letter=ROOT)])
    record(province, made.extension(None), made.PROVINCE)
    act(province, "extend", lambda each: extend(each, ROOT, date(2023, 4, 7), [], "ขยายเวลา", by="1100"))
    moved = "SELECT c.due_on, l.number FROM deadline_change AS c JOIN letter AS l ON l.id = c.letter"
    assert set(query(province, moved)) == {("2023-04-07", made.extension(None).number)}
    before = as_never_out(province)
    back_after_it_was_out(tmp_path, department, ROOT, province, made.PROVINCE)
    assert as_never_out(province) == before


def test_what_was_given_for_its_task_while_it_was_out_stays_given(tmp_path: Path, department: Path) -> None:
    """Another letter asks the same, so the task stayed: what a clerk gave one office for it meanwhile counts."""
    province = begun(tmp_path, "province")
    read(province, "province")
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "first.circtrack", letter=ROOT)])
    extended(province, "06360904", 5)
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT)])
    extended(province, "06360904", 9)
    given = "SELECT due_on FROM obligation WHERE office = '06360904' AND task IN (SELECT task FROM deadline_change)"
    before = query(province, given)
    assert before == [("2023-04-02",)]
    undone(department)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "again.circtrack", letter=ROOT)])
    assert query(province, given) == before


def test_its_own_version_of_a_letter_that_the_issuer_never_sent_before_is_kept(
    tmp_path: Path, department: Path
) -> None:
    province = begun(tmp_path, "province")
    read(province, "root, misread")
    with own_folder() as folder:
        beside = begun(folder, "province")
        read(beside, "root, misread")
        merged(beside, [bundled(department, made.PROVINCE, tmp_path / "first.circtrack", letter=ROOT)])
        expected = as_never_out(beside)
    back_after_it_was_out(tmp_path, department, ROOT, province, made.PROVINCE)
    assert as_never_out(province) == expected
    own = [row for row in expected["said"] if row[3] == ""]
    assert [row[1:3] for row in own] == [("", "")]


@pytest.mark.parametrize("below", [[], ["province"], ["province", "district"]], ids=len)
def test_what_others_said_of_it_comes_back_with_it(tmp_path: Path, department: Path, below: list[str]) -> None:
    province, district = begun(tmp_path, "province"), begun(tmp_path, "district")
    for text in ("root", *below):
        read(district, text)
    done(district, LOCAL, "done", 15)
    done(district, "06360903", "blocked", 15)
    received(district, ROOT, made.PROVINCE, 11)
    extended(district, "06360904", 9)
    for text in below:
        read(province, text)
    done_there = bundled(district, made.PROVINCE, tmp_path / "district.circtrack", letter=ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "first.circtrack", letter=ROOT), done_there])
    before = as_never_out(province)
    assert (LOCAL, "done") in query(province, "SELECT office, progress FROM obligation")
    back_after_it_was_out(tmp_path, department, ROOT, province, made.PROVINCE)
    assert as_never_out(province) == before


def test_what_others_said_holds_for_the_same_task_of_the_letter_that_stays(tmp_path: Path, department: Path) -> None:
    province, district = begun(tmp_path, "province"), begun(tmp_path, "district")
    read(district, "root")
    done(district, LOCAL, "done", 15)
    read(province, "province")
    district_s = bundled(district, made.PROVINCE, tmp_path / "district.circtrack", letter=ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "first.circtrack", letter=ROOT), district_s])
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT)])
    assert numbers(province) == {made.province().number}
    assert query(province, "SELECT office, done_on FROM obligation WHERE progress = 'done'") == [(LOCAL, "2023-03-15")]


def test_what_was_said_of_each_task_holds_for_that_one_of_several(tmp_path: Path, department: Path) -> None:
    province, district = begun(tmp_path, "province"), begun(tmp_path, "district")
    read(district, "root")
    done(district, LOCAL, "done", 15)
    extended(district, "", 7)  # of each task
    record(province, made.province(tasks=(made.TO_ALL, made.TO_OFFICES)), made.PROVINCE)
    district_s = bundled(district, made.PROVINCE, tmp_path / "district.circtrack", letter=ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "first.circtrack", letter=ROOT), district_s])
    finished = "SELECT t.title FROM obligation AS o JOIN task AS t ON t.id = o.task WHERE o.progress = 'done'"
    assert query(province, finished) == [(made.HELP,)]
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT)])
    assert query(province, finished) == [(made.HELP,)]


def test_of_two_that_are_out_each_has_back_what_is_its_own(tmp_path: Path, department: Path, province: Path) -> None:
    record(department, OTHER, made.DEPARTMENT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "other.circtrack", letter="1000")])
    for letter in ("1000", ROOT):
        withdrawn(department, letter)
        merged(province, [bundled(department, made.PROVINCE, tmp_path / f"out {letter}.circtrack", letter=letter)])
    assert numbers(province) == set()
    undone(department)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "again.circtrack", letter=ROOT)])
    assert query(province, "SELECT number FROM letter_number") == [(made.root().number,)]


def test_what_this_office_said_beside_another_holds_for_that_task_too(tmp_path: Path, department: Path) -> None:
    """It counts again as soon as the office itself takes back what it said."""
    province, local = begun(tmp_path, "province"), begun(tmp_path, "local")
    for text in ("root", "province"):
        read(province, text)
    read(local, "province")
    done(province, LOCAL, "done", 14)
    done(local, LOCAL, "done", 15)
    root_s = bundled(department, made.PROVINCE, tmp_path / "first.circtrack", letter=ROOT)
    merged(province, [root_s, bundled(local, made.PROVINCE, tmp_path / "local.circtrack", letter="3022")])
    assert query(province, DONE) == [(LOCAL, "2023-03-15")]
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT)])
    assert query(province, DONE) == [(LOCAL, "2023-03-15")]
    undone(local)
    merged(province, [bundled(local, made.PROVINCE, tmp_path / "taken back.circtrack", letter="3022")])
    assert query(province, DONE) == [(LOCAL, "2023-03-14")]


def _lived_of_a_word(folder: Path, *, begin: str, then: str, reworked: bool) -> tuple[Path, dict[str, Path]]:
    """Make the files of a history: two letters ask the same, and a district says of one of them what it then alters.

    Returns the province's database, which has both letters, and the files by what they say.
    """
    province, department, district = (begun(folder, each) for each in ("province", "department", "district"))
    for text in ("root", "province"):
        read(province, text)
    read(department, "root")
    read(district, begin)
    done(district, LOCAL, "done", 15)
    letter = {"root": ROOT, "province": "3022"}
    files = {"said": bundled(district, made.PROVINCE, folder / "said.circtrack", letter=letter[begin])}
    undone(district)
    if then != begin:
        read(district, then)
    received(district, ROOT, made.PROVINCE, 11)  # within one second what has more before it is the later
    if reworked:
        done(district, LOCAL, "done", 17)
    files["altered"] = bundled(district, made.PROVINCE, folder / "altered.circtrack", letter=letter[then])
    withdrawn(department, ROOT)
    files["out"] = bundled(department, made.PROVINCE, folder / "out.circtrack", letter=ROOT)
    undone(department)
    files["again"] = bundled(department, made.PROVINCE, folder / "again.circtrack", letter=ROOT)
    return province, files


@pytest.mark.parametrize("reworked", [False, True], ids=["taken back", "another day"])
@pytest.mark.parametrize(("begin", "then"), [("root", "root"), ("province", "root")])
def test_what_an_office_alters_of_its_word_counts_whether_a_letter_is_out_by_then_or_not(
    tmp_path: Path, begin: str, then: str, *, reworked: bool
) -> None:
    """It was said of one letter, or of two that ask the same: in any order of files the later word counts."""
    province, files = _lived_of_a_word(tmp_path, begin=begin, then=then, reworked=reworked)
    counts = [(LOCAL, "2023-03-17")] if reworked else []
    seen = []
    for order in itertools.permutations(("said", "altered", "out")):
        path = copied(province, tmp_path / f"{' '.join(order)}.db")
        for name in order:
            merged(path, [files[name]])
        assert (order, query(path, DONE)) == (order, counts)
        assert numbers(path) == {made.province().number}
        while_out = canonical(path)
        merged(path, [files["again"]])
        assert (order, query(path, DONE)) == (order, counts)
        seen.append((while_out, canonical(path)))
    assert seen == [seen[0]] * len(seen)


@pytest.mark.parametrize(("out", "stays"), [("root", "province"), ("province", "root")])
def test_what_this_office_said_stays_beside_another_s_word_when_the_letter_is_there_again(
    tmp_path: Path, out: str, stays: str
) -> None:
    """That word came while one of the two letters was out."""
    district, local = begun(tmp_path, "district"), begun(tmp_path, "local")
    issuers = {"root": (begun(tmp_path, "department"), ROOT), "province": (begun(tmp_path, "province"), "3022")}
    for text, (path, _) in issuers.items():
        read(path, text)
        read(district, text)
    read(local, stays)
    done(district, LOCAL, "done", 14)
    done(local, LOCAL, "done", 15)
    issuer, letter = issuers[out]
    merged(district, [bundled(issuer, made.DISTRICT, tmp_path / "first.circtrack", letter=letter)])
    withdrawn(issuer, letter)
    merged(district, [bundled(issuer, made.DISTRICT, tmp_path / "out.circtrack", letter=letter)])
    said = issuers[stays][1]
    merged(district, [bundled(local, made.DISTRICT, tmp_path / "local.circtrack", letter=said)])
    undone(issuer)
    merged(district, [bundled(issuer, made.DISTRICT, tmp_path / "again.circtrack", letter=letter)])
    assert query(district, DONE) == [(LOCAL, "2023-03-15")]
    undone(local)
    merged(district, [bundled(local, made.DISTRICT, tmp_path / "taken back.circtrack", letter=said)])
    assert query(district, DONE) == [(LOCAL, "2023-03-14")]


def test_letters_that_only_a_clerk_put_under_each_other_are_so_again(tmp_path: Path) -> None:
    """Nothing in their texts says so: what hung on what is kept."""
    province, district = begun(tmp_path, "province"), begun(tmp_path, "district")
    read(province, "root")
    record(province, made.province(links=(), parent="", aliases=()), made.PROVINCE)
    _put_under(province, "3022", ROOT)
    merged(district, [bundled(province, made.DISTRICT, tmp_path / "first.circtrack", letter="3022")])
    record(district, made.district(links=(), parent=""), made.DISTRICT)
    _put_under(district, "708", "3022")
    lines = "SELECT l.number, p.number FROM letter AS l JOIN letter AS p ON p.id = l.parent ORDER BY l.number"
    before = query(district, lines)
    assert before == [
        (made.district().number, made.province().number),
        (made.province().number, made.root().number),
    ]
    withdrawn(province, "3022")
    merged(district, [bundled(province, made.DISTRICT, tmp_path / "out.circtrack", letter="3022")])
    assert made.province().number not in numbers(district)
    undone(province)
    _put_under(province, "3022", "none")  # of which its issuer now says nothing
    merged(district, [bundled(province, made.DISTRICT, tmp_path / "again.circtrack", letter="3022")])
    assert (made.district().number, made.province().number) in query(district, lines)


def _put_under(path: Path, letter: str, parent: str) -> None:
    act(path, "correct", lambda each: correct_letter(each, letter, Correction(parent=parent), made.TODAY))


# An older file does not bring it back; one that says more does, for what it says.


def test_an_older_file_changes_nothing(tmp_path: Path, department: Path, province: Path) -> None:
    older = tmp_path / "first.circtrack"
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT)])
    before = canonical(province)
    assert numbers(province) == set()
    for files in ([older], [tmp_path / "out.circtrack"], [older, tmp_path / "out.circtrack"]):
        result = merged(province, files)
        assert (result.letters, result.new, result.updated, result.withdrawn) == ([], 0, 0, [])
        assert canonical(province) == before


def test_nor_does_that_of_a_letter_that_passes_another_on(tmp_path: Path) -> None:
    """What hung on what is kept of it: that it does is no news either."""
    province, district = begun(tmp_path, "province"), begun(tmp_path, "district")
    for text in ("root", "province"):
        read(province, text)
    older = bundled(province, made.DISTRICT, tmp_path / "first.circtrack", letter="3022")
    withdrawn(province, "3022")
    told = merged(district, [older, bundled(province, made.DISTRICT, tmp_path / "out.circtrack", letter="3022")])
    assert [each.letter for each in told.withdrawn] == [made.province().number]
    before = canonical(district)
    assert merged(district, [older]).withdrawn == []
    assert canonical(district) == before


def test_its_issuer_keeps_all_but_what_it_said_itself_of_the_letter(tmp_path: Path, department: Path) -> None:
    """That does not stand beside its word that it is out; what it said of the work, and what others said, is kept."""
    local = begun(tmp_path, "local")
    read(local, "root, misread")
    done(local, LOCAL, "done", 15)
    done(department, LOCAL, "done", 14)
    merged(department, [bundled(local, made.DEPARTMENT, tmp_path / "local.circtrack", letter=ROOT)])
    withdrawn(department, ROOT)
    ((kept,),) = query(department, "SELECT statements FROM withdrawn")
    said = {(said_by, office, bool(task)) for task, office, said_by, *_ in json.loads(kept)}
    assert said == {(LOCAL, "", False), (LOCAL, "", True), (LOCAL, LOCAL, True), ("", LOCAL, True)}


def test_its_issuer_keeps_the_receipt_that_it_recorded_beside_another_s_word(tmp_path: Path, department: Path) -> None:
    province = begun(tmp_path, "province")
    read(province, "root")
    received(province, ROOT, made.PROVINCE, 11)
    received(department, ROOT, made.PROVINCE, 10)
    merged(department, [bundled(province, made.DEPARTMENT, tmp_path / "province.circtrack", letter=ROOT)])
    withdrawn(department, ROOT)
    ((kept,),) = query(department, "SELECT statements FROM withdrawn")
    said = [
        json.loads(value) for task, office, by, value, _ in json.loads(kept) if (task, office, by) == ("", "36", "")
    ]
    assert said == [{"received_on": "2023-03-10"}]


def test_an_older_file_brings_the_letters_below_without_it(tmp_path: Path, department: Path) -> None:
    province, district = begun(tmp_path, "province"), begun(tmp_path, "district")
    for text in ("root", "province"):
        read(province, text)
    older = bundled(province, made.DISTRICT, tmp_path / "province.circtrack", letter="3022")
    withdrawn(department, ROOT)
    out = bundled(department, made.DISTRICT, tmp_path / "out.circtrack", letter=ROOT)
    seen = []
    for files in ([older, out], [older], [out, older]):
        told = merged(district, files).withdrawn
        assert numbers(district) == {made.province().number}
        assert query(district, "SELECT parent FROM letter") == [(None,)]
        seen.append((canonical(district), len(told)))
    assert seen[1] == seen[2] == (seen[0][0], 0)
    assert seen[0][1] == 1


def test_how_the_letters_below_hang_on_each_other_is_no_news_of_it(tmp_path: Path, department: Path) -> None:
    district, here = begun(tmp_path, "district"), begun(tmp_path, "local")
    for text in ("root", "province", "district"):
        read(district, text)
    older = bundled(district, LOCAL, tmp_path / "district.circtrack", letter="708")
    withdrawn(department, ROOT)
    out = bundled(department, LOCAL, tmp_path / "out.circtrack", letter=ROOT)
    assert [each.letter for each in merged(here, [older, out]).withdrawn] == [made.root().number]
    assert numbers(here) == {made.province().number, made.district().number}
    assert merged(here, [older]).withdrawn == []


def test_what_this_office_said_itself_is_not_news_from_others(tmp_path: Path, department: Path, province: Path) -> None:
    district = begun(tmp_path, "district")
    done(province, LOCAL, "done", 15)
    extended(province, "06360903", 7)
    merged(district, [bundled(province, made.DISTRICT, tmp_path / "province.circtrack", letter=ROOT)])
    theirs = bundled(district, made.PROVINCE, tmp_path / "district.circtrack", letter=ROOT)
    merged(province, [theirs])
    for day in range(9, 15):  # within one second what has more before it is the later
        received(department, ROOT, made.PROVINCE, day)
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT)])
    before = canonical(province)
    assert merged(province, [theirs]).withdrawn == []
    assert canonical(province) == before


def test_nor_where_the_office_in_the_issuer_s_hall_took_it_out_before(tmp_path: Path) -> None:
    """Of two words of one issuer the last tells until when what this office said itself is no news."""
    province, district = begun(tmp_path, "province"), begun(tmp_path, "district")
    read(district, "district")
    merged(province, [bundled(district, made.PROVINCE, tmp_path / "first.circtrack", letter="708")])
    done(province, LOCAL, "done", 15)
    merged(district, [bundled(province, made.DISTRICT, tmp_path / "province.circtrack", letter="708")])
    theirs = bundled(district, made.PROVINCE, tmp_path / "district.circtrack", letter="708")
    for day in range(9, 15):  # within one second what has more before it is the later
        received(district, "708", LOCAL, day)
    withdrawn(district, "708")
    merged(province, [theirs, bundled(district, made.PROVINCE, tmp_path / "out.circtrack", letter="708")])
    key = (made.DISTRICT, 2566, made.district().number)
    before = word(key, f"dla-{made.DISTRICT}", date=made.LATER.isoformat(), stamp=EARLIER)
    act(province, "merge", lambda each: keep_withdrawal(each, before))
    as_it_was = canonical(province)
    assert numbers(province) == set()
    assert merged(province, [theirs]).withdrawn == []
    assert canonical(province) == as_it_was


def test_what_it_stated_of_the_letter_itself_it_takes_from_others_where_it_was_lost(
    tmp_path: Path, department: Path
) -> None:
    """All else that their file says is known."""
    province, district = begun(tmp_path, "province"), begun(tmp_path, "district")
    read(province, "root, misread")
    merged(district, [bundled(province, made.DISTRICT, tmp_path / "province.circtrack", letter=ROOT)])
    theirs = bundled(district, made.PROVINCE, tmp_path / "district.circtrack", letter=ROOT)
    withdrawn(department, ROOT)
    out = bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT)
    with own_folder() as folder:
        again = begun(folder, "province")
        merged(again, [theirs, out])
        with opened(again) as connection:
            (kept,) = list_withdrawals(connection)
    own = [each for each in kept.statements if each.said_by == made.PROVINCE]
    assert [(each.task, each.office) for each in own] == [("", "")]
    with own_folder() as folder:
        again = begun(folder, "province")
        others = tuple(each for each in kept.statements if each not in own)
        act(again, "merge", lambda each: keep_withdrawal(each, kept._replace(statements=others, stamp=LATER)))
        merged(again, [theirs])
        with opened(again) as connection:
            (found,) = list_withdrawals(connection)
        assert set(own) <= set(found.statements)


def test_what_is_known_of_one_that_is_out_is_not_known_of_another(tmp_path: Path, department: Path) -> None:
    """Of both the same office says something of the same task: of the second more lately than of the first."""
    province, district = begun(tmp_path, "province"), begun(tmp_path, "district")
    other = replace(OTHER, tasks=(made.TO_ALL,))
    record(department, other, made.DEPARTMENT)
    read(district, "root, one task")
    record(district, other, made.DISTRICT)
    first = bundled(district, made.PROVINCE, tmp_path / "first.circtrack", letter=ROOT)
    done(district, LOCAL, "done", 15)
    second = bundled(district, made.PROVINCE, tmp_path / "second.circtrack", letter=ROOT)
    received(district, "1000", made.PROVINCE, 11)  # within one second what has more before it is the later
    merged(province, [first, bundled(district, made.PROVINCE, tmp_path / "third.circtrack", letter="1000")])
    for letter in ("1000", ROOT):
        withdrawn(department, letter)
        merged(province, [bundled(department, made.PROVINCE, tmp_path / f"out {letter}.circtrack", letter=letter)])
    assert numbers(province) == set()
    merged(province, [second])
    undone(department)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "again.circtrack", letter=ROOT)])
    assert query(province, DONE) == [(LOCAL, "2023-03-15")]


@pytest.mark.parametrize("is_from_paper", [True, False])
def test_what_an_office_below_says_of_it_meanwhile_is_there_when_it_comes_back(
    tmp_path: Path, department: Path, province: Path, *, is_from_paper: bool
) -> None:
    """Also beside what is known: the letter as its issuer states it."""
    district = begun(tmp_path, "district")
    if is_from_paper:
        read(district, "root")
    else:
        merged(district, [bundled(department, made.DISTRICT, tmp_path / "to the district.circtrack", letter=ROOT)])
    done(district, LOCAL, "done", 15)
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT)])
    merged(province, [bundled(district, made.PROVINCE, tmp_path / "district.circtrack", letter=ROOT)])
    assert numbers(province) == set()
    undone(department)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "again.circtrack", letter=ROOT)])
    assert query(province, "SELECT office, done_on FROM obligation WHERE progress = 'done'") == [(LOCAL, "2023-03-15")]


def test_another_number_for_it_is_news_of_it(tmp_path: Path, department: Path) -> None:
    """Though all that is stated of the letter is known."""
    district, here = begun(tmp_path, "district"), begun(tmp_path, "local")
    record(department, OTHER, made.DEPARTMENT)
    first = bundled(department, made.DISTRICT, tmp_path / "first.circtrack", letter="1000")
    for path in (district, here):
        merged(path, [first])
    ((row,),) = query(district, "SELECT id FROM letter")
    act(district, "correct", lambda each: add_number(each, row, "มท 0810.7/ว 1001", "read"))
    withdrawn(department, "1000")
    merged(here, [bundled(department, LOCAL, tmp_path / "out.circtrack", letter="1000")])
    merged(here, [bundled(district, LOCAL, tmp_path / "district.circtrack", letter="1000")])
    assert numbers(here) == set()
    with opened(here) as connection:
        (kept,) = list_withdrawals(connection)
    assert {number for number, _ in kept.numbers} == {OTHER.number, "มท 0810.7/ว 1001"}


def test_and_so_is_a_letter_that_a_clerk_put_under_it(tmp_path: Path, department: Path) -> None:
    """Though all that is stated of the letter above is known."""
    province, district, here = begun(tmp_path, "province"), begun(tmp_path, "district"), begun(tmp_path, "local")
    record(department, OTHER, made.DEPARTMENT)
    for path, office in ((province, made.PROVINCE), (district, made.DISTRICT)):
        record(path, made.province(links=(), parent="", aliases=(), tasks=()), office)
    first = bundled(department, made.DISTRICT, tmp_path / "first.circtrack", letter="1000")
    merged(here, [first, bundled(province, LOCAL, tmp_path / "province.circtrack", letter="3022")])
    merged(district, [first])
    _put_under(district, "3022", "1000")
    withdrawn(department, "1000")
    merged(here, [bundled(department, LOCAL, tmp_path / "out.circtrack", letter="1000")])
    merged(here, [bundled(district, LOCAL, tmp_path / "district.circtrack", letter="3022")])
    assert numbers(here) == {made.province().number}
    undone(department)
    merged(here, [bundled(department, LOCAL, tmp_path / "again.circtrack", letter="1000")])
    lines = "SELECT l.number, p.number FROM letter AS l JOIN letter AS p ON p.id = l.parent"
    assert query(here, lines) == [(made.province().number, OTHER.number)]


def test_a_letter_whose_number_was_not_known_goes_where_another_is_out(tmp_path: Path, department: Path) -> None:
    """It stood for one that comes in the same merge."""
    province, district, here = begun(tmp_path, "province"), begun(tmp_path, "district"), begun(tmp_path, "local")
    record(department, OTHER, made.DEPARTMENT)
    merged(here, [bundled(department, LOCAL, tmp_path / "other.circtrack", letter="1000")])
    withdrawn(department, "1000")
    out = bundled(department, LOCAL, tmp_path / "out.circtrack", letter="1000")
    read(district, "root")
    with writing(district, "forward") as transaction:
        record_unnumbered(transaction, ROOT, on=made.LATER, today=made.TODAY, issuer=made.PROVINCE)
    read(province, "root")
    read(province, "province")
    files = [bundled(district, made.DISTRICT, tmp_path / "district.circtrack", letter=ROOT)]
    files.append(bundled(province, made.DISTRICT, tmp_path / "province.circtrack", letter="3022"))
    assert len(merged(copied(here, tmp_path / "copy.db"), files[:1]).letters) == 2
    merged(here, [out, *files])
    assert numbers(here) == {made.root().number, made.province().number}


def test_other_letters_of_its_issuer_stay(tmp_path: Path, department: Path, province: Path) -> None:
    record(department, OTHER, made.DEPARTMENT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "other.circtrack", letter="1000")])
    district = begun(tmp_path, "district")
    merged(district, [bundled(province, made.DISTRICT, tmp_path / "both.circtrack", letter="1000")])
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT)])
    assert numbers(province) == {OTHER.number}
    merged(district, [bundled(province, made.DISTRICT, tmp_path / "of other.circtrack", letter="1000")])
    assert numbers(district) == {OTHER.number}


def test_what_is_told_of_it_names_the_letter_its_issuer_and_the_work_that_is_lost(
    tmp_path: Path, department: Path, province: Path
) -> None:
    done(province, LOCAL, "done", 15)
    received(province, ROOT, made.PROVINCE, 10)
    withdrawn(department, ROOT)
    (told,) = merged(province, [bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT)]).withdrawn
    assert (told.letter, told.by) == (made.root().number, "กรมส่งเสริมการปกครองท้องถิ่น")
    assert [(each.office, str(each.received_on)) for each in told.lost_receipts] == [("จังหวัดชัยภูมิ", "2023-03-10")]
    assert told.in_short.startswith(f"- {made.root().number}; ")
    assert "2023-03-15" in told.in_short
    assert "2023-03-10" in told.in_short


def test_two_of_one_chain_that_are_out_come_back_one_by_one_in_either_order(tmp_path: Path, department: Path) -> None:
    province = begun(tmp_path, "province")
    for text in ("root", "province"):
        read(province, text)
    seen = []
    done(province, LOCAL, "done", 15)
    start = bundled(province, made.DISTRICT, tmp_path / "province.circtrack", letter=ROOT)
    withdrawn(province, "3022")
    without = bundled(province, made.DISTRICT, tmp_path / "without.circtrack", letter="3022")
    undone(province)
    with_it = bundled(province, made.DISTRICT, tmp_path / "with.circtrack", letter="3022")
    withdrawn(department, ROOT)
    out = bundled(department, made.DISTRICT, tmp_path / "out.circtrack", letter=ROOT)
    undone(department)
    again = bundled(department, made.DISTRICT, tmp_path / "again.circtrack", letter=ROOT)
    for order in ((start, out, without, with_it, again), (start, without, out, again, with_it), (again, with_it)):
        with own_folder() as folder:
            district = begun(folder, "district")
            read(district, "district")
            done(district, "06360903", "done", 16)
            for file in order:
                merged(district, [file])
            assert len(numbers(district)) == 3
            seen.append(as_never_out(district) | {"withdrawn": []})
    assert seen[0] == seen[1]


@pytest.mark.parametrize("out", [1, -1])
@pytest.mark.parametrize("back", [1, -1])
def test_what_is_said_of_a_task_is_there_as_soon_as_one_of_its_letters_is(
    tmp_path: Path, department: Path, out: int, back: int
) -> None:
    """Two letters ask the same, and both are out: whichever comes back first brings what was said of either."""
    province, district, above = begun(tmp_path, "province"), begun(tmp_path, "district"), begun(tmp_path, "local")
    for path in (province, district):
        for text in ("root", "province"):
            read(path, text)
    done(district, LOCAL, "done", 15)
    for number, path in enumerate((district, province)):
        merged(above, [bundled(path, LOCAL, tmp_path / f"{number}.circtrack", letter=ROOT)])
    finished = [(LOCAL, "2023-03-15")]
    assert query(above, DONE) == finished
    issuers = ((department, ROOT), (province, "3022"))
    for issuer, letter in issuers[::out]:
        withdrawn(issuer, letter)
        merged(above, [bundled(issuer, LOCAL, tmp_path / f"out {letter}.circtrack", letter=letter)])
    assert numbers(above) == set()
    for issuer, letter in issuers[::back]:
        undone(issuer)
        merged(above, [bundled(issuer, LOCAL, tmp_path / f"again {letter}.circtrack", letter=letter)])
        assert query(above, DONE) == finished
    assert len(numbers(above)) == 2


@pytest.mark.parametrize(
    ("out", "comes"), [("root", "province"), ("root, numbered twice", "province"), ("province", "root")]
)
def test_what_is_kept_of_a_letter_holds_for_one_that_comes_later_and_asks_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str, comes: str
) -> None:
    """One cites the other: what an office did for the one that is out it did for the one that comes."""
    twice = replace(TEXTS["root"], aliases=("มท 0810.7/ว 980",))
    monkeypatch.setitem(TEXTS, "root, numbered twice", twice)
    district, here = begun(tmp_path, "district"), begun(tmp_path, "local")
    read(district, out)
    done(district, LOCAL, "done", 15)
    top = out if out.startswith("root") else comes
    issuers = {top: (begun(tmp_path, "department"), ROOT), "province": (begun(tmp_path, "province"), "3022")}
    for text, (path, _) in issuers.items():
        read(path, text)
    issuer, letter = issuers[out]
    said = bundled(district, LOCAL, tmp_path / "district.circtrack", letter=letter)
    merged(here, [bundled(issuer, LOCAL, tmp_path / "first.circtrack", letter=letter), said])
    withdrawn(issuer, letter)
    merged(here, [bundled(issuer, LOCAL, tmp_path / "out.circtrack", letter=letter)])
    assert numbers(here) == set()
    issuer, letter = issuers[comes]
    merged(here, [bundled(issuer, LOCAL, tmp_path / "comes.circtrack", letter=letter)])
    assert numbers(here) == {TEXTS[comes].number}
    assert query(here, DONE) == [(LOCAL, "2023-03-15")]


def test_one_that_cites_another_letter_stays_out(tmp_path: Path, department: Path) -> None:
    here = begun(tmp_path, "local")
    cites = Link("refers_to", "มท 0810.7/ว 5", made.ROOT_DAY, "กรมส่งเสริมการปกครองท้องถิ่น")
    record(department, replace(OTHER, links=(cites,)), made.DEPARTMENT)
    merged(here, [bundled(department, LOCAL, tmp_path / "other.circtrack", letter="1000")])
    withdrawn(department, "1000")
    out = bundled(department, LOCAL, tmp_path / "out.circtrack", letter="1000")
    assert [each.letter for each in merged(here, [out]).withdrawn] == [OTHER.number]
    result = merged(here, [bundled(department, LOCAL, tmp_path / "root.circtrack", letter=ROOT)])
    assert (result.letters, result.withdrawn) == ([made.root().number], [])


def test_and_so_it_does_where_only_a_clerk_put_one_under_the_other(tmp_path: Path, department: Path) -> None:
    province, district, here = begun(tmp_path, "province"), begun(tmp_path, "district"), begun(tmp_path, "local")
    read(province, "root")
    for path, office in ((province, made.PROVINCE), (district, made.DISTRICT)):
        record(path, made.province(links=(), parent="", aliases=()), office)
    _put_under(province, "3022", ROOT)
    merged(here, [bundled(department, LOCAL, tmp_path / "root.circtrack", letter=ROOT)])
    merged(here, [bundled(province, LOCAL, tmp_path / "province.circtrack", letter="3022")])
    assert query(here, "SELECT count(*) FROM letter WHERE parent IS NOT NULL") == [(1,)]
    withdrawn(province, "3022")
    merged(here, [bundled(province, LOCAL, tmp_path / "province out.circtrack", letter="3022")])
    withdrawn(department, ROOT)
    merged(here, [bundled(department, LOCAL, tmp_path / "out.circtrack", letter=ROOT)])
    done(district, LOCAL, "done", 15)
    merged(here, [bundled(district, LOCAL, tmp_path / "district.circtrack", letter="3022")])
    assert numbers(here) == set()
    undone(department)
    merged(here, [bundled(department, LOCAL, tmp_path / "again.circtrack", letter=ROOT)])
    assert numbers(here) == {made.root().number}
    assert query(here, DONE) == [(LOCAL, "2023-03-15")]


@pytest.mark.parametrize("is_only_one", [True, False])
def test_and_where_only_another_office_s_clerk_did_be_it_the_only_one_or_not(
    tmp_path: Path, department: Path, *, is_only_one: bool
) -> None:
    """Its issuer's version, which is in force, cites nothing."""
    province, district, here = begun(tmp_path, "province"), begun(tmp_path, "district"), begun(tmp_path, "local")
    read(district, "root")
    if not is_only_one:
        record(province, made.province(number="ชย 0023.6/4000", aliases=(), tasks=()), made.PROVINCE)
        merged(here, [bundled(province, LOCAL, tmp_path / "other.circtrack", letter="4000")])
    for path, office in ((province, made.PROVINCE), (district, made.DISTRICT)):
        record(path, made.province(links=(), parent="", aliases=()), office)
    _put_under(district, "3022", ROOT)
    merged(here, [bundled(department, LOCAL, tmp_path / "root.circtrack", letter=ROOT)])
    merged(here, [bundled(province, LOCAL, tmp_path / "province.circtrack", letter="3022")])
    merged(here, [bundled(district, LOCAL, tmp_path / "district.circtrack", letter="3022")])
    others = set() if is_only_one else {"ชย 0023.6/4000"}
    assert query(here, "SELECT count(*) FROM letter WHERE parent IS NOT NULL") == [(1 + len(others),)]
    withdrawn(province, "3022")
    merged(here, [bundled(province, LOCAL, tmp_path / "province out.circtrack", letter="3022")])
    withdrawn(department, ROOT)
    merged(here, [bundled(department, LOCAL, tmp_path / "out.circtrack", letter=ROOT)])
    with own_folder() as folder:
        elsewhere = begun(folder, "district")
        read(elsewhere, "root")
        received(elsewhere, ROOT, made.PROVINCE, 11)
        for day in (14, 13, 16, 15):  # within one second what has more before it is the later
            done(elsewhere, LOCAL, "done", day)
        merged(here, [bundled(elsewhere, LOCAL, tmp_path / "done.circtrack", letter=ROOT)])
    assert numbers(here) == others
    undone(province)
    merged(here, [bundled(province, LOCAL, tmp_path / "again.circtrack", letter="3022")])
    assert numbers(here) == {made.province().number, *others}
    assert query(here, DONE) == [(LOCAL, "2023-03-15")]


DONE = "SELECT DISTINCT office, done_on FROM obligation WHERE progress = 'done'"


def test_what_was_done_of_rounds_comes_back(tmp_path: Path) -> None:
    """Each round by itself, and that of an office beside it."""
    task = replace(made.TO_ALL, due_on=None, rule="FREQ=MONTHLY;BYMONTHDAY=5", as_written="ภายในวันที่ ๕ ของทุกเดือน")
    department, province = begun(tmp_path, "department"), begun(tmp_path, "province")
    for path, office in ((department, made.DEPARTMENT), (province, made.PROVINCE)):
        record(path, made.root(recipients=(made.PROVINCE,), tasks=(task,)), office)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "first.circtrack", letter=ROOT)])
    said = ProgressEntry("done", date(2023, 4, 4))
    later = date(2023, 4, 10)
    for office, place in ((LOCAL, 1), (LOCAL, 2), ("06360903", 1)):
        with writing(province, "done") as transaction:
            record_done(transaction, ROOT, [office], said, later, rounds=RoundChoice(place=place))
    first = MeantRounds(later, RoundChoice(place=1))
    act(
        province,
        "extend",
        lambda each: extend(each, ROOT, date(2023, 4, 8), ["06360903"], "ระบบล่ม", rounds=first),
    )
    assert query(province, "SELECT office, round, due_on FROM deadline_change") == [
        ("06360903", "2023-03-05", "2023-04-08")
    ]
    before = as_never_out(province)
    recorded = "SELECT office, round, progress FROM obligation_round ORDER BY 1, 2"
    rounds_before = query(province, recorded)
    assert len(rounds_before) == 3
    back_after_it_was_out(tmp_path, department, ROOT, province, made.PROVINCE)
    assert query(province, recorded) == rounds_before
    assert as_never_out(province) == before
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "out again.circtrack", letter=ROOT)])
    ((kept,),) = query(province, "SELECT statements FROM withdrawn")
    moved = {
        (office, "@" in task): "moves" in value for task, office, by, value, _ in json.loads(kept) if task and not by
    }
    assert moved == {("06360903", False): True, ("06360903", True): False, (LOCAL, True): False}


# Who records it again, in spite of that.


def test_who_records_it_again_hears_who_took_it_out_and_has_its_work_back(
    tmp_path: Path, department: Path, province: Path
) -> None:
    district = begun(tmp_path, "district")
    read(district, "root")
    done(district, "06360903", "done", 14)
    merged(province, [bundled(district, made.PROVINCE, tmp_path / "district.circtrack", letter=ROOT)])
    done(province, LOCAL, "done", 15)
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT)])
    with writing(province, "read") as transaction:
        other = record_letters(transaction, [OTHER], made.PROVINCE, made.TODAY)
    assert not any("has taken" in str(note) for note in other.notes)
    with writing(province, "read") as transaction:
        result = record_letters(transaction, [made.root()], made.PROVINCE, made.TODAY)
    (note,) = [str(note) for note in result.notes if "has taken" in str(note)]
    assert note.startswith("กรมส่งเสริมการปกครองท้องถิ่น has taken มท 0810.7/ว 908 out.")
    assert sorted(query(province, DONE)) == [(LOCAL, "2023-03-15"), ("06360903", "2023-03-14")]
    versions = query(province, "SELECT said_by FROM said WHERE task = '' AND office = '' ORDER BY said_by")
    assert versions == [(made.DISTRICT,), (made.DEPARTMENT,)]


def test_what_was_recorded_in_spite_of_it_goes_as_soon_as_a_bundle_speaks_of_it(
    tmp_path: Path, department: Path, province: Path
) -> None:
    """Also one that says nothing new of it."""
    district = begun(tmp_path, "district")
    read(district, "root")
    older = bundled(district, made.PROVINCE, tmp_path / "district.circtrack", letter=ROOT)
    merged(province, [older])
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT)])
    read(province, "root")
    assert numbers(province) == {made.root().number}
    assert [each.letter for each in merged(province, [older]).withdrawn] == [made.root().number]
    assert numbers(province) == set()


def test_its_issuer_who_records_it_again_hears_nothing_of_it(department: Path) -> None:
    done(department, LOCAL, "done", 15)
    withdrawn(department, ROOT)
    with writing(department, "read") as transaction:
        result = record_letters(transaction, [made.root()], made.DEPARTMENT, made.TODAY)
    assert not any("has taken" in str(note) for note in result.notes)
    assert query(department, "SELECT count(*) FROM withdrawn") == [(0,)]
    assert query(department, DONE) == [(LOCAL, "2023-03-15")]


def test_what_its_clerk_records_again_is_its_only_version(tmp_path: Path, department: Path) -> None:
    """The one that was recorded before does not come back beside it."""
    province = begun(tmp_path, "province")
    read(province, "root, misread")
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT)])
    assert numbers(province) == set()
    read(province, "root")
    assert query(province, "SELECT subject FROM letter") == [(made.root().subject,)]
    assert query(province, "SELECT value FROM said WHERE task = '' AND office = '' AND said_by = ''") == []


def test_its_issuer_hears_nothing_either_where_the_office_in_its_hall_took_it_out_too(tmp_path: Path) -> None:
    district = begun(tmp_path, "district")
    read(district, "district")
    withdrawn(district, "708")
    said = word((made.DISTRICT, 2566, made.district().number), f"dla-{made.DISTRICT}", date=made.LATER.isoformat())
    act(district, "merge", lambda each: keep_withdrawal(each, said))
    with writing(district, "read") as transaction:
        result = record_letters(transaction, [made.district()], made.DISTRICT, made.TODAY)
    assert not any("has taken" in str(note) for note in result.notes)


def test_an_office_that_is_not_known_here_is_called_by_its_code(tmp_path: Path) -> None:
    province = begun(tmp_path, "province")
    act(province, "merge", lambda each: keep_withdrawal(each, word(said_by="nobody")))
    with writing(province, "read") as transaction:
        result = record_letters(transaction, [made.root()], made.PROVINCE, made.TODAY)
    assert any(str(note).startswith("nobody has taken มท 0810.7/ว 908 out.") for note in result.notes)


# An office's own word that others bring back.


def test_what_its_issuer_undid_does_not_come_back_with_others_files(
    tmp_path: Path, department: Path, province: Path
) -> None:
    read(province, "province")
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT)])
    undone(department)
    merged(department, [bundled(province, made.DEPARTMENT, tmp_path / "back.circtrack", letter="3022")])
    assert numbers(department) == {made.root().number, made.province().number}
    assert query(department, "SELECT count(*) FROM withdrawn") == [(0,)]


def test_an_older_copy_of_its_database_learns_of_it_from_others(
    tmp_path: Path, department: Path, province: Path
) -> None:
    read(province, "province")
    copy = copied(department, tmp_path / "copy.db")
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT)])
    merged(copy, [bundled(province, made.DEPARTMENT, tmp_path / "back.circtrack", letter="3022")])
    assert numbers(copy) == {made.province().number}


def test_who_took_out_a_letter_of_its_own_just_then_takes_another_s_word_all_the_same(
    tmp_path: Path, department: Path
) -> None:
    """The journals of both are as long: by its place in the journal alone the word might be its own."""
    province = begun(tmp_path, "province")
    both = [made.root(recipients=(made.PROVINCE,)), made.province()]
    act(province, "read", lambda each: record_letters(each, both, made.PROVINCE, made.TODAY))
    withdrawn(department, ROOT)
    withdrawn(province, "3022")
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT)])
    assert numbers(province) == set()
