"""What letters that extend, cancel or replace others do to the tracked ones, once a clerk agrees."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st
from support import made_letters as made
from support.laws import law
from support.recorded import dump, owned, progress, query
from support.servers import own_folder, with_tables, writing

from circtrack.actions.letters.carry_out import RecordedWithEffects, record_with_effects
from circtrack.actions.letters.correct import correct_letter
from circtrack.actions.letters.correction import Correction, TaskValues
from circtrack.actions.work.deadlines import extend
from circtrack.actions.work.done import ProgressEntry, record_done
from circtrack.model import Letter, Link
from circtrack.store.settings import get_own_office

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from circtrack.actions.letters.letter_effects import LetterEffect

pytestmark = pytest.mark.both_engines

LATER, LATEST, EARLY = date(2023, 4, 7), date(2023, 4, 30), date(2023, 3, 17)
TODAY = date(2023, 4, 30)
BY_LETTER = "ขยายเวลาโดย มท 0810.7/ว 1100 ลงวันที่ 16 มีนาคม 2566"
CANCELLED = "ยกเลิกโดย มท 0810.7/ว 999 ลงวันที่ 17 มีนาคม 2566"


@pytest.fixture
def district(tmp_path: Path) -> Path:
    return owned(tmp_path / "district.db", made.DISTRICT)


@pytest.fixture
def country(tmp_path: Path) -> Path:
    return with_tables(tmp_path / "country.db")


def act(path: Path, *letters: Letter, agreed: bool = True) -> RecordedWithEffects:
    with writing(path, "read") as transaction:
        office = get_own_office(transaction.connection)
        return record_with_effects(transaction, letters, office, TODAY, lambda _: agreed)


def in_force(path: Path) -> set[tuple[str, str, str | None]]:
    """Task, office, and its deadline."""
    return set(
        query(
            path,
            "SELECT t.title, o.office, coalesce(o.due_on, t.due_on)"
            " FROM obligation AS o JOIN task AS t ON t.id = o.task",
        )
    )


def days(path: Path) -> set[str | None]:
    return {day for _, _, day in in_force(path)}


def history(path: Path) -> list[tuple[Any, ...]]:
    return query(
        path,
        "SELECT c.office, c.due_on, c.previous, c.reason, l.number, c.agreed FROM deadline_change AS c"
        " LEFT JOIN letter AS l ON l.id = c.letter GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY min(c.id)",
    )


def states(path: Path) -> list[tuple[Any, ...]]:
    return query(
        path,
        "SELECT o.progress, o.note, l.number, count(*) FROM obligation AS o LEFT JOIN letter AS l ON l.id = o.closed_by"
        " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    )


def summary(path: Path) -> str:
    text: str = query(path, "SELECT summary FROM journal ORDER BY id DESC LIMIT 1")[0][0]
    return text


def why_not(acted: RecordedWithEffects) -> str:
    (left,) = acted.left
    assert left.note is not None
    return str(left.note)


def shown(consequence: LetterEffect) -> tuple[object, ...]:
    return (
        consequence.kind,
        consequence.by.number,
        consequence.cited,
        consequence.before,
        consequence.to,
        consequence.obligations,
    )


def test_an_extension_moves_every_tasks_deadline_and_names_itself(country: Path) -> None:
    act(country, *made.chain())
    (done,) = act(country, made.extension(LATER)).carried_out
    assert shown(done) == ("extends", "มท 0810.7/ว 1100", "มท 0810.7/ว 908", (made.DUE,), LATER, 213)
    assert done.tasks == (made.CENTRE, made.HELP)
    assert days(country) == {"2023-04-07"}
    assert history(country) == [(None, "2023-04-07", "2023-03-24", BY_LETTER, "มท 0810.7/ว 1100", 1)]
    assert summary(country) == f"recorded มท 0810.7/ว 1100; มท 0810.7/ว 908: {BY_LETTER} (2023-04-07)"


def test_an_extension_asks_nothing_of_its_own(district: Path) -> None:
    act(district, made.extension(LATER))
    assert query(district, "SELECT count(*) FROM task") == [(0,)]
    act(district, *made.chain())
    assert query(district, "SELECT title FROM task ORDER BY position") == [(made.CENTRE,), (made.HELP,)]


@pytest.mark.parametrize("together", [True, False])
def test_an_extension_recorded_first_is_offered_when_its_letter_comes(district: Path, together: bool) -> None:
    if together:
        (done,) = act(district, made.extension(LATER), *made.chain()).carried_out
    else:
        assert "is not recorded yet; it will be asked about when it is" in why_not(act(district, made.extension(LATER)))
        (done,) = act(district, *made.chain()).carried_out
    assert (done.by.number, done.obligations) == ("มท 0810.7/ว 1100", 6)
    assert days(district) == {"2023-04-07"}
    assert "มท 0810.7/ว 1100 ลงวันที่" in summary(district)


def test_a_cancellation_closes_what_is_still_owed_and_keeps_what_was_done(district: Path) -> None:
    act(district, *made.chain())
    with writing(district, "done") as transaction:
        record_done(transaction, "908", ["อบต.บ้านไร่"], ProgressEntry("done", made.LATER), made.TODAY)
        record_done(transaction, "908", ["อบต.โป่งนก"], ProgressEntry("blocked", None, "ระบบล่ม"), made.TODAY)
    (done,) = act(district, made.cancellation()).carried_out
    assert shown(done) == ("cancels", "มท 0810.7/ว 999", "มท 0810.7/ว 908", (), None, 5)
    assert states(district) == [
        ("done", None, None, 1),
        ("exempt", CANCELLED, "มท 0810.7/ว 999", 4),
        ("exempt", f"{CANCELLED}; ระบบล่ม", "มท 0810.7/ว 999", 1),
    ]
    assert summary(district) == f"recorded มท 0810.7/ว 999; มท 0810.7/ว 908: {CANCELLED}"


def test_a_letter_that_replaces_another_closes_it_and_asks_its_own(district: Path) -> None:
    act(district, *made.chain())
    links = (Link("replaces", "มท 0810.7/ว 908", made.ROOT_DAY, "กรมส่งเสริมการปกครองท้องถิ่น"),)
    anew = made.cancellation(kind="circular", links=links, tasks=(made.due(made.TO_ALL, LATER),))
    (done,) = act(district, anew).carried_out
    assert (done.kind, done.obligations) == ("replaces", 6)
    assert states(district) == [("exempt", CANCELLED, "มท 0810.7/ว 999", 6), ("none", None, None, 6)]


def test_what_the_clerk_does_not_agree_to_is_not_done_and_can_be_read_again(district: Path) -> None:
    act(district, *made.chain())
    before = in_force(district)
    refused = act(district, made.extension(LATER), agreed=False)
    assert [each.note for each in refused.left] == [None]
    assert in_force(district) == before
    assert summary(district) == "recorded มท 0810.7/ว 1100"
    (done,) = act(district, made.extension(LATER)).carried_out
    assert done.obligations == 6
    assert summary(district).startswith("carried out: มท 0810.7/ว 908: ขยายเวลาโดย")


def test_reading_it_again_does_nothing_more(district: Path) -> None:
    letters = (*made.chain(), made.extension(LATER), made.cancellation())
    act(district, *letters)
    before = dump(district)
    again = act(district, *letters)
    assert (again.carried_out, again.left) == ((), ())
    assert dump(district) == before


def test_a_done_office_that_a_cancellation_had_closed_is_done(district: Path) -> None:
    act(district, *made.chain(), made.cancellation())
    with writing(district, "done") as transaction:
        record_done(transaction, "908", ["อบต.บ้านไร่"], ProgressEntry("done", made.TODAY), made.TODAY)
    assert progress(district)["06360903"] == ("done", "2023-03-20", None)
    assert query(district, "SELECT count(*) FROM obligation WHERE closed_by IS NULL") == [(1,)]


def of_province(letter: Letter, number: str = "ชย 0023.6/3500", **changes: object) -> Letter:
    """The province's own letter of that kind, about its own or the department's, to its districts and local offices."""
    made_of = replace(letter, number=number, issuer="จังหวัดชัยภูมิ", issuer_code=made.PROVINCE)
    return replace(made_of, recipients=made.below(made.PROVINCE), **changes)  # type: ignore[arg-type]  # its fields


ON_PROVINCE = (Link("extends", "ชย 0023.6/3022", made.LATER, "จังหวัดชัยภูมิ"),)


@pytest.mark.parametrize("links", [ON_PROVINCE, made.extension(LATER).links])
def test_a_province_extends_for_those_under_it_alone(country: Path, links: tuple[Link, ...]) -> None:
    act(country, *made.chain())
    act(country, of_province(made.extension(LATER), links=links))
    moved = {office for _, office, day in in_force(country) if day == "2023-04-07"}
    direct = made.below(made.PROVINCE)
    districts = [code for code in direct if len(code) == 4]
    assert moved == {*direct, *(code for each in districts for code in made.below(each))} - {*districts}
    assert len(moved) == 143
    assert days(country) == {"2023-03-24", "2023-04-07"}


def test_an_extension_sent_to_one_province_is_that_provinces(country: Path) -> None:
    act(country, *made.chain())
    (done,) = act(country, made.extension(LATER, recipients=(made.PROVINCE,))).carried_out
    assert done.obligations == 144
    assert query(country, "SELECT DISTINCT due_on FROM task") == [("2023-03-24",)]


def test_a_request_from_below_extends_nothing(country: Path) -> None:
    act(country, *made.chain())
    links = (Link("extends", "ชย 0023.14/708", made.LATER, "อำเภอเทพสถิต"),)
    request = Letter(
        number="ชย 71001/9",
        date=date(2023, 3, 20),
        issuer="องค์การบริหารส่วนตำบลบ้านไร่",
        issuer_code="06360903",
        kind="extension",
        recipients=(made.DISTRICT,),
        links=links,
        tasks=made.extension(LATER).tasks,
    )
    assert "taken for a request" in why_not(act(country, request))
    aside = replace(request, number="ชย 71001/10", recipients=("06360904",))
    assert "nobody whom it reaches owes anything there" in why_not(act(country, aside))
    assert days(country) == {"2023-03-24"}


def test_a_cancelled_letter_that_only_passed_on_leaves_what_the_root_asks(country: Path) -> None:
    report = replace(made.TO_ALL, title="รายงานผลให้จังหวัดทราบ")
    act(country, made.root(), made.province(tasks=(made.TO_ALL, report)), made.district())
    on_province = (Link("cancels", "ชย 0023.6/3022", made.LATER, "จังหวัดชัยภูมิ"),)
    (done,) = act(country, of_province(made.cancellation(), links=on_province)).carried_out
    assert done.tasks == (report.title,)
    assert query(
        country,
        "SELECT DISTINCT t.title FROM obligation AS o JOIN task AS t ON t.id = o.task WHERE o.progress = 'exempt'",
    ) == [(report.title,)]
    on_district = (Link("cancels", "ชย 0023.14/708", made.LATER, "อำเภอเทพสถิต"),)
    again = of_province(made.cancellation(), "ชย 0023.6/3501", links=on_district)
    assert "only passes on what letters above it ask" in why_not(act(country, again))


def test_a_letter_whose_root_is_missing_is_not_cancelled_blindly(district: Path) -> None:
    act(district, made.district())
    links = (Link("cancels", "ชย 0023.14/708", made.LATER, "อำเภอเทพสถิต"),)
    cancelling = made.cancellation(issuer="อำเภอเทพสถิต", issuer_code=made.DISTRICT, recipients=made.HERE, links=links)
    assert "a letter above that may ask the same is not recorded" in why_not(act(district, cancelling))
    assert states(district) == [("none", None, None, 6)]


@pytest.mark.parametrize(
    ("letter", "says"),
    [
        (made.extension(None), "states no day"),
        (made.extension(EARLY), "before the deadline in force, 2023-03-24"),
        (made.extension(LATER, links=()), "names no letter that it acts on"),
        (made.extension(LATER, date=date(2023, 2, 20)), "is older than มท 0810.7/ว 908"),
        (
            made.extension(LATER, links=(Link("extends", "มท 0810.7/ว 908", date(2023, 2, 17)),)),
            "only มท 0810.7/ว 908 (2023-02-27) comes near",
        ),
        (made.extension(LATER, issuer="สำนักงานที่ไม่มีในบัญชี", issuer_code=""), "nobody whom it reaches"),
    ],
)
def test_what_cannot_be_carried_out_is_told_and_stops_nothing(district: Path, letter: Letter, says: str) -> None:
    act(district, *made.chain())
    acted = act(district, letter)
    assert says in why_not(acted)
    assert acted.recorded.letters[0].is_new
    assert days(district) == {"2023-03-24"}


def test_a_letter_that_names_none_is_asked_about_when_it_is_itself_recorded(district: Path) -> None:
    assert act(district, made.extension(LATER, links=())).left
    assert not act(district, made.cancellation(links=()), agreed=False).left[1:]


def test_what_was_declined_is_not_asked_about_with_letters_of_another_chain(district: Path) -> None:
    assert act(district, made.extension(LATER), agreed=False).left
    other = act(district, made.root(number="มท 0810.7/ว 77", subject="เรื่องอื่น"))
    assert (other.carried_out, other.left) == ((), ())


def test_a_letter_that_asks_for_nothing_cannot_be_extended(district: Path) -> None:
    act(district, made.root(tasks=()))
    assert "asks for nothing to be entered" in why_not(act(district, made.extension(LATER)))


def test_of_several_letters_that_fit_none_is_taken(district: Path) -> None:
    act(district, made.root(), made.root(issuer="กรมการปกครอง", issuer_code="dopa", date=made.LATER, tasks=()))
    undated = made.extension(LATER, links=(Link("extends", "มท 0810.7/ว 908"),))
    assert "several letters fit" in why_not(act(district, undated))


def test_the_same_day_as_before_is_no_consequence(district: Path) -> None:
    act(district, *made.chain())
    acted = act(district, made.extension(made.DUE))
    assert (acted.carried_out, acted.left) == ((), ())


def test_the_tasks_own_day_moves_those_who_have_an_earlier_one(district: Path) -> None:
    act(district, made.root(), made.province(), made.district(tasks=(made.due(made.TO_ALL, EARLY),)))
    assert days(district) == {EARLY.isoformat()}
    acted = act(district, made.extension(made.DUE))
    (effect,) = acted.carried_out
    assert (effect.before, effect.to) == ((EARLY,), made.DUE)
    assert days(district) == {made.DUE.isoformat()}
    assert act(district, made.extension(made.DUE)).carried_out == ()


def test_a_letter_that_cancels_an_extension_says_what_takes_it_back(district: Path) -> None:
    act(district, *made.chain())
    act(district, made.extension(LATER))
    cited = (Link("cancels", "มท 0810.7/ว 1100", date(2023, 3, 16), "กรมส่งเสริมการปกครองท้องถิ่น"),)
    said = why_not(act(district, made.cancellation(links=cited)))
    assert "they stay as they are" in said
    assert '`circtrack correct "มท 0810.7/ว 1100" --task 1 --due none --reason "มท 0810.7/ว 999"`' in said
    assert days(district) == {LATER.isoformat()}
    with writing(district, "correct") as transaction:
        values = TaskValues(due="none")
        correct_letter(transaction, "1100", Correction(task=1, values=values, reason="มท 0810.7/ว 999"), TODAY)
    assert days(district) == {made.DUE.isoformat()}


def test_a_later_day_that_one_office_has_stays(district: Path) -> None:
    act(district, *made.chain())
    with writing(district, "extend") as transaction:
        extend(transaction, "908", LATEST, ["อบต.บ้านไร่"], "ระบบล่ม")
    (done,) = act(district, made.extension(LATER)).carried_out
    assert done.obligations == 5
    assert days(district) == {"2023-04-07", "2023-04-30"}


def test_two_extensions_leave_the_later_day_whichever_is_carried_out_last(district: Path) -> None:
    second = made.extension(LATEST, number="มท 0810.7/ว 1200", date=date(2023, 4, 3))
    first = act(district, *made.chain(), second, made.extension(LATER))
    assert [each.to for each in first.carried_out] == [LATER, LATEST]
    assert [each.before for each in first.carried_out] == [(made.DUE,), (LATER,)]
    assert days(district) == {"2023-04-30"}


def test_an_extension_outlives_a_new_plan_of_its_chain(country: Path) -> None:
    early = (made.due(made.TO_ALL, EARLY),)
    act(country, made.root(), made.extension(LATER))
    act(country, made.province(tasks=early))
    act(country, made.district(tasks=early))
    assert days(country) == {"2023-04-07"}
    assert history(country)[0] == (None, "2023-04-07", "2023-03-24", BY_LETTER, "มท 0810.7/ว 1100", 1)


def test_an_extension_that_is_itself_in_the_chain_outlives_it_too(country: Path) -> None:
    enclosed = Link("passes_on", "มท 0810.7/ว 908", made.ROOT_DAY, "กรมส่งเสริมการปกครองท้องถิ่น")
    extension = of_province(made.extension(LATER), links=(*ON_PROVINCE, enclosed), parent=enclosed.number)
    act(country, made.province(), extension)
    act(country, made.root())
    act(country, made.district())
    assert query(country, "SELECT count(*) FROM letter WHERE parent IS NOT NULL") == [(3,)]
    assert {day for _, office, day in in_force(country) if office in made.HERE} == {"2023-04-07"}
    assert query(country, "SELECT count(*) FROM task") == [(2,)]


def test_who_comes_to_owe_after_a_cancellation_is_asked_about(district: Path) -> None:
    act(district, made.root(), made.cancellation())
    report = replace(made.TO_ALL, title="รายงานผลให้จังหวัดทราบ")
    (done,) = act(district, made.province(tasks=(report,))).carried_out
    assert (done.by.number, done.tasks, done.obligations) == ("มท 0810.7/ว 999", (report.title,), 6)


def test_the_journal_reads_back_to_what_was(district: Path) -> None:
    act(district, *made.chain())
    before = query(district, "SELECT task, office, progress, due_on, note, closed_by FROM obligation")
    act(district, made.cancellation())
    ((changes,),) = query(district, "SELECT changes FROM journal ORDER BY id DESC LIMIT 1")
    closed = [row for row in json.loads(changes)["rows"] if row["table"] == "obligation"]
    assert [row["before"]["closed_by"] for row in closed] == [None] * 6
    ((letter,),) = query(district, "SELECT id FROM letter WHERE number = 'มท 0810.7/ว 999'")
    assert {row["after"]["closed_by"] for row in closed} == {letter}
    assert len(before) == len(closed)


days_of_extensions = st.sampled_from([EARLY, date(2023, 3, 31), LATER, LATEST])


@st.composite
def batches(draw: st.DrawFn) -> list[Letter]:
    """A chain of one province with letters that act on it, some of them in doubt."""
    tasks = st.sampled_from([(made.TO_ALL,), (made.due(made.TO_ALL, EARLY),), ()])
    report = (replace(made.TO_ALL, title="รายงานผลให้จังหวัดทราบ"),)
    top = made.root(recipients=(made.PROVINCE,), tasks=(made.TO_OFFICES, made.TO_ALL))
    middle = made.province(tasks=draw(st.sampled_from([(made.TO_ALL,), (made.due(made.TO_ALL, EARLY), *report), ()])))
    acting = [
        made.extension(draw(days_of_extensions), recipients=(made.PROVINCE,)),
        of_province(made.extension(draw(days_of_extensions)), links=ON_PROVINCE),
        of_province(
            made.cancellation(),
            "ชย 0023.6/3501",
            links=(Link("cancels", draw(st.sampled_from(["มท 0810.7/ว 908", "ชย 0023.6/3022"]))),),
        ),
        made.cancellation(recipients=(made.DISTRICT,)),
    ]
    chosen = draw(st.lists(st.sampled_from(acting), min_size=1, max_size=3, unique_by=lambda letter: letter.number))
    return [top, middle, made.district(tasks=draw(tasks)), *chosen]


def outcome(path: Path) -> tuple[object, ...]:
    closed = query(
        path,
        "SELECT t.title, o.office, o.progress, l.number FROM obligation AS o JOIN task AS t ON t.id = o.task"
        " LEFT JOIN letter AS l ON l.id = o.closed_by",
    )
    return in_force(path), sorted((title, office, word) for title, office, word, _ in closed)


@pytest.mark.slow
@law(8, 2, batches(), st.data(), st.sampled_from(["", made.DISTRICT]))
def test_the_order_of_recording_does_not_matter(letters: list[Letter], data: st.DataObject, office: str) -> None:
    order: Sequence[int] = data.draw(st.permutations(range(len(letters))))
    with own_folder() as folder:
        at_once, one_by_one = owned(folder / "a.db", office), owned(folder / "b.db", office)
        act(at_once, *letters)
        for at in order:
            act(one_by_one, letters[at])
        assert outcome(one_by_one) == outcome(at_once)
