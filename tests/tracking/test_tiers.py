from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from circtrack.tracking.tiers import TierChange, find_deadline_given, follow_changes

ROOT, PROVINCE, DISTRICT, OTHER = range(1, 5)
DUE = "2026-12-11"


def by(letter: int | None, due_on: str, office: str = "a") -> TierChange:
    return TierChange(office, due_on, letter)


def test_each_tier_gives_its_own_deadline() -> None:
    changes = [by(PROVINCE, "2026-12-10"), by(DISTRICT, "2026-12-09")]
    assert find_deadline_given(DUE, changes, [ROOT]) == DUE
    assert find_deadline_given(DUE, changes, [ROOT, PROVINCE]) == "2026-12-10"
    assert find_deadline_given(DUE, changes, [ROOT, PROVINCE, DISTRICT]) == "2026-12-09"
    assert find_deadline_given(DUE, changes, [ROOT, PROVINCE, OTHER]) == "2026-12-10"


def test_a_deadline_that_only_a_lower_letter_sets_is_none_of_those_above() -> None:
    assert find_deadline_given(None, [by(DISTRICT, "2026-12-09")], [ROOT]) is None
    assert find_deadline_given(None, [by(DISTRICT, "2026-12-09")], [ROOT, DISTRICT]) == "2026-12-09"


def test_what_moves_the_deadline_of_all_moves_the_lower_tiers_too() -> None:
    changes = [by(DISTRICT, "2026-12-09"), by(None, "2026-12-20", "")]
    assert find_deadline_given("2026-12-20", changes, [ROOT]) == "2026-12-20"
    assert find_deadline_given("2026-12-20", changes, [ROOT, DISTRICT]) == "2026-12-20"


def test_a_move_of_all_that_was_put_right_since_counts_no_more() -> None:
    assert find_deadline_given(DUE, [by(None, "2026-12-31", "")], [ROOT]) == DUE
    assert find_deadline_given(None, [by(None, "2026-12-31", "")], [ROOT]) is None


def test_a_move_for_one_office_counts_wherever_it_is_later() -> None:
    changes = [by(DISTRICT, "2026-12-09"), by(None, "2026-12-10")]
    assert find_deadline_given(DUE, changes, [ROOT, DISTRICT]) == "2026-12-10"
    assert find_deadline_given(DUE, changes, [ROOT]) == DUE
    assert find_deadline_given(DUE, [by(None, "2026-12-31")], [ROOT]) == "2026-12-31"
    assert find_deadline_given(None, [by(None, "2026-12-31")], [ROOT]) == "2026-12-31"


days = st.dates().map(str)
earlier = st.lists(st.builds(TierChange, st.just("a"), days, st.integers(1, 4), days))


@given(days, earlier, days)
def test_a_longer_line_never_gives_a_later_day_and_no_line_one_before_a_move(
    due: str, changes: list[TierChange], moved: str
) -> None:
    def given_by(*more: TierChange) -> list[str]:
        days = [find_deadline_given(due, [*changes, *more], range(1, last)) for last in range(1, 6)]
        return [day for day in days if day]

    found = given_by()
    assert found[0] == due
    assert found == sorted(found, reverse=True)
    assert given_by(by(None, moved)._replace(on="9999-12-31")) == [max(day, moved) for day in found]


def test_a_day_that_is_set_after_a_move_holds_whatever_the_order_in_which_both_are_known() -> None:
    moves = [by(None, "2026-12-20", "")._replace(on="2026-11-28"), by(None, "2026-12-25")._replace(on="2026-11-30")]
    day = by(DISTRICT, "2026-12-18")
    for on, due in (
        ("2026-11-28", "2026-12-25"),
        ("2026-11-30", "2026-12-25"),  # of one day: the move counts
        ("2026-12-01", "2026-12-18"),
    ):
        for changes in permutations([*moves, day._replace(on=on)]):
            assert find_deadline_given("2026-12-20", changes, [ROOT, DISTRICT]) == due
            assert find_deadline_given("2026-12-20", changes, [ROOT]) == "2026-12-25"


def test_each_change_that_sets_another_day_comes_with_the_day_before() -> None:
    set_first, moved = by(DISTRICT, DUE), by(None, "2026-12-25")._replace(on="2026-11-28")
    again = by(PROVINCE, "2026-12-20")._replace(on="2026-11-29")
    nothing = by(OTHER, "2026-12-20")._replace(on="2026-11-30")
    nor_that = by(None, "2026-12-20")._replace(on="2026-12-01")
    assert list(follow_changes(None, [nor_that, nothing, again, moved, set_first])) == [
        (set_first, None),
        (moved, DUE),
        (again, "2026-12-25"),
    ]
