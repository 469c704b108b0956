from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from circtrack.tracking.tiers import TierChange, find_deadline_given

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


def test_a_move_for_one_office_counts_wherever_it_is_later() -> None:
    changes = [by(DISTRICT, "2026-12-09"), by(None, "2026-12-10")]
    assert find_deadline_given(DUE, changes, [ROOT, DISTRICT]) == "2026-12-10"
    assert find_deadline_given(DUE, changes, [ROOT]) == DUE
    assert find_deadline_given(DUE, [by(None, "2026-12-31")], [ROOT]) == "2026-12-31"
    assert find_deadline_given(None, [by(None, "2026-12-31")], [ROOT]) == "2026-12-31"


days = st.dates().map(str)
earlier = st.lists(st.builds(TierChange, st.just("a"), days, st.integers(1, 4)))


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
    assert given_by(by(None, moved)) == [max(day, moved) for day in found]
