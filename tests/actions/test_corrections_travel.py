"""A correction by the issuer travels in a bundle and wins over what was stated before, in any order of bundles."""

from __future__ import annotations

from datetime import date
from itertools import islice, permutations
from typing import TYPE_CHECKING, Any

import pytest
from support import made_letters as made
from support.made_letters import HELP
from support.offices import LOCAL, begun, bundled, canonical, done, extended, merged, read, received, undone, withdrawn
from support.recorded import query
from support.servers import copied, on_server, own_folder, writing

from circtrack.actions.letters.correct import correct_letter
from circtrack.actions.letters.correction import Correction, TaskValues
from circtrack.actions.letters.record import record_letters
from circtrack.actions.letters.same_as import join_letters
from circtrack.actions.sync.bundle_check import check_bundle
from circtrack.errors import AmbiguousError, DiffersError, InputError, UnknownError
from circtrack.transfer.bundle_file import read_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.actions.results import Differing

pytestmark = pytest.mark.both_engines

ROOT = "908"
CORRECTIONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "number": ({"number": "มท 0810.7/ว 980"}, {"number": "มท 0810.7/ว 980"}),
    "another year": ({"date": date(2022, 12, 27)}, {"date": "2022-12-27", "year_be": 2565}),
    "date": ({"date": date(2023, 2, 28)}, {"date": "2023-02-28"}),
    "subject": ({"subject": "เรื่องที่ถูกต้อง"}, {"subject": "เรื่องที่ถูกต้อง"}),
}


def correct(path: Path, letter: str, **what: Any) -> None:
    with writing(path, "correct") as transaction:
        correct_letter(transaction, letter, Correction(**what), made.TODAY)


def letters(path: Path) -> list[tuple[Any, ...]]:
    return query(path, "SELECT number, date, year_be, subject FROM letter WHERE parent IS NULL ORDER BY number")


STARTS: list[list[str]] = [[], ["root"], ["root", "province", "district"]]
# On a server each correction once, and each start.
ON_A_SERVER = [("number", 0), ("another year", 1), ("date", 2), ("subject", 2)]


@pytest.mark.parametrize(
    ("name", "start"),
    [
        pytest.param(name, start, marks=[] if (name, place) in ON_A_SERVER else [pytest.mark.file_only])
        for name in CORRECTIONS
        for place, start in enumerate(STARTS)
    ],
)
def test_the_issuer_s_correction_wins_in_any_order(tmp_path: Path, name: str, start: list[str]) -> None:
    what, expected = CORRECTIONS[name]
    department = begun(tmp_path, "department")
    read(department, "root")
    old = bundled(department, made.PROVINCE, tmp_path / "old.circtrack", letter=ROOT)
    correct(department, ROOT, **what)
    new = bundled(department, made.PROVINCE, tmp_path / "new.circtrack", letter="980" if name == "number" else ROOT)
    seen = []
    for order in permutations([old, new]):
        with own_folder() as folder:
            province = begun(folder, "province")
            for text in start:
                read(province, text)
            for file in order:
                merged(province, [file])
            merged(province, [new])
            rows = query(province, "SELECT number, date, year_be, subject FROM letter WHERE issuer = 'dla'")
            assert len(rows) == 1
            found = dict(zip(("number", "date", "year_be", "subject"), rows[0], strict=True))
            assert found.items() >= expected.items()
            if start[1:]:
                parents = dict(query(province, "SELECT l.number, p.number FROM letter AS l JOIN letter AS p"
                                               " ON p.id = l.parent"))  # fmt: skip
                assert parents["ชย 0023.6/3022"] == found["number"]
            seen.append(canonical(province))
    assert seen[0] == seen[1]


def test_what_the_issuer_took_back_is_taken_back_elsewhere(tmp_path: Path) -> None:
    department, province = begun(tmp_path, "department"), begun(tmp_path, "province")
    read(department, "root")
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "1.circtrack", letter=ROOT)])
    before = letters(province)
    correct(department, ROOT, number="มท 0810.7/ว 980", subject="ผิด")
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "2.circtrack", letter="980")])
    assert letters(province) != before
    undone(department)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "3.circtrack", letter=ROOT)])
    assert letters(province) == before


def test_tasks_and_recipients_are_corrected_elsewhere_and_work_is_kept(tmp_path: Path) -> None:
    department, district = begun(tmp_path, "department"), begun(tmp_path, "district")
    read(department, "root")
    read(district, "root")
    merged(district, [bundled(department, made.DISTRICT, tmp_path / "1.circtrack", letter=ROOT)])
    done(district, LOCAL, "done", 15)
    correct(department, ROOT, task=2, values=TaskValues(title="ศูนย์ช่วยเหลือประชาชน", due="2023-03-31"))
    merged(district, [bundled(department, made.DISTRICT, tmp_path / "2.circtrack", letter=ROOT)])
    assert query(district, "SELECT title, due_on FROM task WHERE position = 2") == [("ศูนย์ช่วยเหลือประชาชน", "2023-03-31")]
    assert query(district, "SELECT office, done_on FROM obligation WHERE progress = 'done'") == [(LOCAL, "2023-03-15")]
    correct(department, ROOT, add_to=("จังหวัดขอนแก่น",), remove_to=("จังหวัดยโสธร",))
    merged(district, [bundled(department, made.DISTRICT, tmp_path / "3.circtrack", letter=ROOT)])
    assert query(district, "SELECT office FROM delivery ORDER BY office") == [("36",), ("40",)]
    correct(department, ROOT, remove_tasks=(2,))
    merged(district, [bundled(department, made.DISTRICT, tmp_path / "4.circtrack", letter=ROOT)])
    assert query(district, "SELECT count(*) FROM task") == [(1,)]
    kept = query(district, "SELECT value FROM said WHERE said_by = '' AND office = ?".replace("?", f"'{LOCAL}'"))
    assert len(kept) == 1
    correct(department, ROOT, add_task="ศูนย์ช่วยเหลือประชาชน", values=TaskValues(audience=made.TO_ALL.audience))
    merged(district, [bundled(department, made.DISTRICT, tmp_path / "5.circtrack", letter=ROOT)])
    assert query(district, "SELECT office, done_on FROM obligation WHERE progress = 'done'") == [(LOCAL, "2023-03-15")]


def test_another_parent_is_followed(tmp_path: Path) -> None:
    province, district = begun(tmp_path, "province"), begun(tmp_path, "district")
    for path in (province, district):
        for text in ("root", "province"):
            read(path, text)
    merged(district, [bundled(province, made.DISTRICT, tmp_path / "1.circtrack", letter="3022")])
    parent = (
        "SELECT p.number FROM letter AS l LEFT JOIN letter AS p ON p.id = l.parent WHERE l.number = 'ชย 0023.6/3022'"
    )
    assert query(district, parent) == [("มท 0810.7/ว 908",)]
    done(district, LOCAL, "done", 15)
    correct(province, "3022", parent="none")
    merged(district, [bundled(province, made.DISTRICT, tmp_path / "2.circtrack", letter="3022")])
    assert query(district, parent) == [(None,)]
    of_province = (
        "SELECT progress FROM obligation AS o JOIN task AS t ON t.id = o.task JOIN letter AS l ON l.id = t.letter"
        " WHERE l.number = 'ชย 0023.6/3022'"
    )
    assert ("done",) in query(district, of_province)
    correct(province, "3022", parent="908")
    merged(district, [bundled(province, made.DISTRICT, tmp_path / "3.circtrack", letter="3022")])
    assert query(district, parent) == [("มท 0810.7/ว 908",)]
    assert query(district, "SELECT office, title FROM obligation AS o JOIN task AS t ON t.id = o.task"
                           " WHERE progress = 'done'") == [(LOCAL, HELP)]  # fmt: skip


def test_two_records_that_are_one_to_the_issuer_are_one_elsewhere(tmp_path: Path) -> None:
    department, province = begun(tmp_path, "department"), begun(tmp_path, "province")
    for path in (department, province):
        read(path, "root")
        with writing(path, "read") as transaction:
            twin = made.root(number="มท 0810.7/ว 980", recipients=(made.PROVINCE,))
            record_letters(transaction, [twin], made.PROVINCE, made.TODAY)
    done(province, LOCAL, "done", 15)
    with writing(department, "correct") as transaction:
        join_letters(transaction, "980", ROOT, "")
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "1.circtrack", letter=ROOT)])
    assert [number for number, *_ in letters(province)] == ["มท 0810.7/ว 908"]
    assert query(province, "SELECT office, done_on FROM obligation WHERE progress = 'done'") == [(LOCAL, "2023-03-15")]


def test_a_correction_of_another_s_letter_is_kept_beside_the_issuer_s_word(tmp_path: Path) -> None:
    department, province = begun(tmp_path, "department"), begun(tmp_path, "province")
    read(department, "root")
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "1.circtrack", letter=ROOT)])
    before = letters(province)
    with writing(province, "correct") as transaction:
        result = correct_letter(transaction, ROOT, Correction(subject="อื่น"), made.TODAY)
    assert any("That counts" in str(note) for note in result.notes)
    assert letters(province) == before
    assert query(province, "SELECT count(*) FROM said WHERE said_by = '' AND task = '' AND office = ''") == [(1,)]


def test_a_correction_that_is_not_the_issuer_s_makes_no_letter_of_one_s_own_another(tmp_path: Path) -> None:
    province, district = begun(tmp_path, "province"), begun(tmp_path, "district")
    for path in (province, district):
        read(path, "root")
    correct(province, ROOT, number="มท 0810.7/ว 980")
    result = merged(district, [bundled(province, made.DISTRICT, tmp_path / "1.circtrack", letter="980")])
    # It may be another letter: a person says whether it is.
    assert [number for number, *_ in letters(district)] == ["มท 0810.7/ว 908", "มท 0810.7/ว 980"]
    assert any(
        '`circtrack correct "มท 0810.7/ว 908" --same-as "มท 0810.7/ว 980"`' in str(each) for each in result.notes
    )


@pytest.mark.parametrize("again", [False, True])
def test_a_letter_recorded_from_paper_under_its_former_number_is_the_issuer_s(tmp_path: Path, *, again: bool) -> None:
    department, province = begun(tmp_path, "department"), begun(tmp_path, "province")
    read(department, "root")
    read(province, "root")
    done(province, LOCAL, "done", 15)
    correct(department, ROOT, number="มท 0810.7/ว 980")
    file = bundled(department, made.PROVINCE, tmp_path / "1.circtrack", letter="980")
    result = merged(province, [file])
    assert not any("--same-as" in str(each) for each in result.notes)
    if again:
        merged(province, [file])
    assert [number for number, *_ in letters(province)] == ["มท 0810.7/ว 980"]
    assert query(province, "SELECT office, done_on FROM obligation WHERE progress = 'done'") == [(LOCAL, "2023-03-15")]
    undone(province)
    if not again:
        assert [number for number, *_ in letters(province)] == ["มท 0810.7/ว 908"]


def test_a_letter_recorded_from_paper_under_its_former_number_afterwards_is_asked_about(tmp_path: Path) -> None:
    department, province = begun(tmp_path, "department"), begun(tmp_path, "province")
    read(department, "root")
    correct(department, ROOT, number="มท 0810.7/ว 980")
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "1.circtrack", letter="980")])
    paper = made.root(recipients=(made.PROVINCE, "35"), text="")

    def record(differing: Differing) -> str:
        with writing(province, "read") as transaction:
            result = record_letters(transaction, [paper], made.PROVINCE, made.TODAY, differing=differing)
        return result.letters[0].number

    with pytest.raises(DiffersError):
        record("refuse")
    assert record("update") == "มท 0810.7/ว 980"
    assert record("keep") == paper.number


@pytest.mark.parametrize("other", [{"subject": "อีกเรื่องหนึ่ง"}, {"date": date(2023, 2, 28)}])
def test_what_differs_in_day_or_subject_is_asked_about(tmp_path: Path, other: dict[str, Any]) -> None:
    department, province = begun(tmp_path, "department"), begun(tmp_path, "province")
    read(department, "root")
    with writing(province, "read") as transaction:
        record_letters(transaction, [made.root(recipients=(made.PROVINCE,), **other)], made.PROVINCE, made.TODAY)
    correct(department, ROOT, number="มท 0810.7/ว 980")
    result = merged(province, [bundled(department, made.PROVINCE, tmp_path / "1.circtrack", letter="980")])
    assert [number for number, *_ in letters(province)] == ["มท 0810.7/ว 908", "มท 0810.7/ว 980"]
    assert any("--same-as" in str(each) for each in result.notes)


def test_the_letter_that_really_has_the_former_number_stays_another(tmp_path: Path) -> None:
    department, province = begun(tmp_path, "department"), begun(tmp_path, "province")
    read(department, "root")
    files = [bundled(department, made.PROVINCE, tmp_path / "1.circtrack", letter=ROOT)]
    correct(department, ROOT, number="มท 0810.7/ว 980")
    with writing(department, "read") as transaction:
        true = made.root(subject="อีกเรื่องหนึ่ง", recipients=(made.PROVINCE,), tasks=())
        record_letters(transaction, [true], made.DEPARTMENT, made.TODAY)
    files += [
        bundled(department, made.PROVINCE, tmp_path / f"{number}.circtrack", letter=f"มท 0810.7/ว {number}")
        for number in ("980", "908")
    ]
    seen = []
    for order in permutations(files):
        with own_folder() as folder:
            province = begun(folder, "province")
            for file in order:
                merged(province, [file])
            seen.append(letters(province))
    assert [number for number, *_ in seen[0]] == ["มท 0810.7/ว 908", "มท 0810.7/ว 980"]
    assert {subject for *_, subject in seen[0]} == {"อีกเรื่องหนึ่ง", "การบันทึกข้อมูลศูนย์"}
    assert all(each == seen[0] for each in seen)


# A letter that its issuer takes out is taken out elsewhere too.


def with_all(folder: Path) -> Path:
    """The province's database with its own letter and the department's."""
    province = begun(folder, "province")
    for text in ("root", "province"):
        read(province, text)
    return province


@pytest.mark.slow
@pytest.mark.parametrize(
    "start",
    [
        pytest.param([], marks=[pytest.mark.file_only]),
        pytest.param(["root"], marks=[pytest.mark.file_only]),
        ["root", "province", "district"],
    ],
)
def test_what_the_issuer_takes_out_is_taken_out_elsewhere_in_any_order(tmp_path: Path, start: list[str]) -> None:
    department, district = begun(tmp_path, "department"), begun(tmp_path, "district")
    read(department, "root")
    files = [bundled(department, made.PROVINCE, tmp_path / "old.circtrack", letter=ROOT)]
    for text in ("root", "province", "district"):
        read(district, text)
    done(district, LOCAL, "done", 15)
    files.append(bundled(district, made.PROVINCE, tmp_path / "district.circtrack", letter=ROOT))
    withdrawn(department, ROOT)
    files.append(bundled(department, made.PROVINCE, tmp_path / "out.circtrack", letter=ROOT))
    undone(department)
    files.append(bundled(department, made.PROVINCE, tmp_path / "again.circtrack", letter=ROOT))
    begins = begun(tmp_path, "province")
    for text in start:
        read(begins, text)
    done(begins, "06360903", "done", 16)
    received(begins, ROOT, "36", 10)
    # Of three all orders where most is recorded, else those in which each comes first; of four so many that each does.
    every_three, every_four = (2, 7) if on_server() or len(start) < 3 else (1, 5)
    for orders, number in (
        (islice(permutations(files[:3]), 0, None, every_three), None),
        (islice(permutations(files), 0, None, every_four), "มท 0810.7/ว 908"),
    ):
        seen = []
        for order in orders:
            with own_folder() as folder:
                province = copied(begins, folder / "circtrack.db")
                for file in order:
                    merged(province, [file])
                numbers = [text for (text,) in query(province, "SELECT number FROM letter WHERE issuer = 'dla'")]
                assert numbers == ([number] if number else [])
                seen.append(canonical(province))
                for file in order:
                    merged(province, [file])
                assert canonical(province) == seen[-1]
        for each in seen:
            assert each == seen[0]


def test_a_merged_withdrawal_is_undone_whole(tmp_path: Path) -> None:
    department, province = begun(tmp_path, "department"), with_all(tmp_path)
    read(department, "root")
    done(province, LOCAL, "done", 15)
    before = canonical(province)
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "1.circtrack", letter=ROOT)])
    assert canonical(province) != before
    undone(province)
    assert canonical(province) == before


@pytest.mark.parametrize("office", ["", LOCAL])
def test_a_clerk_s_extension_comes_back_with_the_letter(tmp_path: Path, office: str) -> None:
    department, province = begun(tmp_path, "department"), begun(tmp_path, "province")
    read(department, "root")
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "1.circtrack", letter=ROOT)])
    extended(province, office, 7)
    if office:
        done(province, office, "done", 15)
    before = canonical(province) | {"said": []}  # the department's stamps are new ones
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "2.circtrack", letter=ROOT)])
    assert query(province, "SELECT count(*) FROM deadline_change") == [(0,)]
    undone(department)
    again = bundled(department, made.PROVINCE, tmp_path / "3.circtrack", letter=ROOT)
    for _ in range(2):
        merged(province, [again])
        assert canonical(province) | {"said": []} == before
        assert query(province, "SELECT count(*) FROM said WHERE said_by = ''") == [(0,)]


@pytest.mark.file_only
def test_none_of_many_withdrawals_is_left_out(tmp_path: Path) -> None:
    department = begun(tmp_path, "department")
    read(department, "root")
    withdrawn(department, ROOT)
    with writing(department, "correct") as transaction:
        (one,) = transaction.connection.execute("SELECT * FROM withdrawn").fetchall()
        names = transaction.connection.engine.columns(transaction.connection, "withdrawn")
        more = [dict(zip(names, one, strict=True)) | {"number": f"มท 0810.7/ว {each}"} for each in range(2000, 3200)]
        transaction.insert_all("withdrawn", ("issuer", "year_be", "number", "said_by"), more)
    file = bundled(department, made.PROVINCE, tmp_path / "1.circtrack", letter="มท 0810.7/ว 908")
    assert len(check_bundle(read_bundle(file, file.name), made.TODAY).withdrawn) == 1201


def test_the_letter_below_waits_for_its_parent_and_keeps_its_work(tmp_path: Path) -> None:
    department, province = begun(tmp_path, "department"), with_all(tmp_path)
    read(department, "root")
    done(province, LOCAL, "done", 15)
    before = query(province, "SELECT o.office, o.done_on, t.title FROM obligation AS o JOIN task AS t ON t.id = o.task"
                             " WHERE o.progress = 'done'")  # fmt: skip
    withdrawn(department, ROOT)
    result = merged(province, [bundled(department, made.PROVINCE, tmp_path / "1.circtrack", letter=ROOT)])
    assert [each.letter for each in result.withdrawn] == ["มท 0810.7/ว 908"]
    assert [number for number, *_ in letters(province)] == ["ชย 0023.6/3022"]
    assert before == query(province, "SELECT o.office, o.done_on, t.title FROM obligation AS o JOIN task AS t"
                                     " ON t.id = o.task WHERE o.progress = 'done'")  # fmt: skip
    # Who did not hear of it sends it on: it does not come back.
    district = begun(tmp_path, "district")
    for text in ("root", "province"):
        read(district, text)
    done(district, LOCAL, "done", 16)
    for _ in range(2):
        merged(province, [bundled(district, made.PROVINCE, tmp_path / "2.circtrack", letter=ROOT)])
        assert [number for number, *_ in letters(province)] == ["ชย 0023.6/3022"]
    rows = query(province, "SELECT count(*) FROM journal")
    merged(province, [bundled(district, made.PROVINCE, tmp_path / "2.circtrack", letter=ROOT)])
    assert query(province, "SELECT count(*) FROM journal") == rows
    # It says so to the district, whose clerk hears of it.
    result = merged(district, [bundled(province, made.DISTRICT, tmp_path / "3.circtrack", letter="3022")])
    assert [each.letter for each in result.withdrawn] == ["มท 0810.7/ว 908"]
    assert [number for number, *_ in letters(district)] == ["ชย 0023.6/3022"]


def test_its_issuer_s_restored_copy_learns_of_a_withdrawal_from_others(tmp_path: Path) -> None:
    department, province = begun(tmp_path, "department"), begun(tmp_path, "province")
    with own_folder() as folder:
        restored = begun(folder, "department")  # as it was before the letter was taken out
        for path in (department, restored):
            read(path, "root")
        merged(province, [bundled(department, made.PROVINCE, tmp_path / "1.circtrack", letter=ROOT)])
        withdrawn(department, ROOT)
        merged(province, [bundled(department, made.PROVINCE, tmp_path / "2.circtrack", letter=ROOT)])
        out = bundled(province, made.DEPARTMENT, tmp_path / "out.circtrack", letter=ROOT)
        result = merged(restored, [out])
        assert [each.letter for each in result.withdrawn] == ["มท 0810.7/ว 908"]
        assert letters(restored) == []
        undone(restored)
        assert [number for number, *_ in letters(restored)] == ["มท 0810.7/ว 908"]
        undone(department)
        merged(department, [out])  # what was undone here stays undone
        assert [number for number, *_ in letters(department)] == ["มท 0810.7/ว 908"]
        assert query(department, "SELECT count(*) FROM withdrawn") == [(0,)]


def test_only_the_issuer_s_withdrawal_travels(tmp_path: Path) -> None:
    department, province = begun(tmp_path, "department"), with_all(tmp_path)
    read(department, "root")
    withdrawn(province, ROOT)
    merged(department, [bundled(province, made.DEPARTMENT, tmp_path / "1.circtrack", letter="3022")])
    assert letters(department)[0][0] == "มท 0810.7/ว 908"
    assert query(province, "SELECT count(*) FROM withdrawn") == [(0,)]


def test_a_letter_renumbered_and_then_taken_out_goes_under_its_old_number_too(tmp_path: Path) -> None:
    department = begun(tmp_path, "department")
    read(department, "root")
    files = [bundled(department, made.PROVINCE, tmp_path / "1.circtrack", letter=ROOT)]
    correct(department, ROOT, number="มท 0810.7/ว 980")
    withdrawn(department, "980")
    files.append(bundled(department, made.PROVINCE, tmp_path / "2.circtrack", letter="980"))
    for order in permutations(files):
        with own_folder() as folder:
            province = begun(folder, "province")
            for file in order:
                merged(province, [file])
            assert letters(province) == []


def test_who_records_it_again_is_told_and_its_issuer_takes_the_withdrawal_back_by_that(tmp_path: Path) -> None:
    department, province = begun(tmp_path, "department"), with_all(tmp_path)
    read(department, "root")
    done(province, LOCAL, "done", 15)
    withdrawn(department, ROOT)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "1.circtrack", letter=ROOT)])
    with writing(province, "read") as transaction:
        result = record_letters(transaction, [made.root()], made.PROVINCE, made.TODAY)
    assert any("has taken มท 0810.7/ว 908 out" in str(note) for note in result.notes)
    assert query(province, "SELECT DISTINCT done_on FROM obligation WHERE progress = 'done'") == [("2023-03-15",)]
    read(department, "root")
    assert query(department, "SELECT count(*) FROM withdrawn") == [(0,)]
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "2.circtrack", letter=ROOT)])
    assert "มท 0810.7/ว 908" in [number for number, *_ in letters(province)]


def test_a_part_of_several_numbers_taken_out_is_ambiguous(tmp_path: Path) -> None:
    department = begun(tmp_path, "department")
    open_ones = [made.root(), made.root(number="มท 0810.7/ว 1908"), made.root(date=date(2022, 2, 27))]
    secret = made.root(number="มท 0810.7/ว 2908", secrecy="ลับ")
    with writing(department, "read") as transaction:
        record_letters(transaction, [*open_ones, secret], made.DEPARTMENT, made.TODAY)
    for text in ("ว 908/2566", "1908", "2908", "ว 908/2565"):
        withdrawn(department, text)

    def bundle_of(text: str, *, include_secret: bool = False) -> Any:
        to = tmp_path / "1.circtrack"
        bundled(department, made.PROVINCE, to, letter=text, include_secret=include_secret)
        return check_bundle(read_bundle(to, to.name), made.TODAY).letter

    for include_secret in (False, True):
        with pytest.raises(AmbiguousError) as caught:
            bundle_of("908", include_secret=include_secret)
        listed = ["มท 0810.7/ว 1908 (2023-02-27)", "มท 0810.7/ว 908 (2022-02-27)", "มท 0810.7/ว 908 (2023-02-27)"]
        more = ["มท 0810.7/ว 2908 (2023-02-27)"] if include_secret else []
        assert list(caught.value.details) == sorted([*listed, *more])
    assert str(caught.value.hint).endswith('"มท 0810.7/ว 1908/2566".')
    assert bundle_of("มท 0810.7/ว 1908/2566")[2] == "มท 0810.7/ว 1908"
    assert bundle_of("1908")[2] == "มท 0810.7/ว 1908"
    assert bundle_of("มท 0810.7/ว 908/2565") == (made.DEPARTMENT, 2565, "มท 0810.7/ว 908")
    with pytest.raises(InputError, match="2908 is marked"):
        bundle_of("2908")
    with pytest.raises(UnknownError):
        bundle_of("777")
