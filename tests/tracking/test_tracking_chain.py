from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from support.chain_facts import chain_of

from circtrack.tracking.chain import Arrival, Chain, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST, LATER = date(2023, 2, 27), date(2023, 3, 9)

# A department D, provinces P1 and P2, districts A1 and A2 in P1, local governments below them, and the two
# provinces' offices for local administration.
LINES = {
    "D": Standing("กรม", "department", ""),
    "P1": Standing("จังหวัด 1", "province", ""),
    "P2": Standing("จังหวัด 2", "province", ""),
    "A1": Standing("อำเภอ 1", "district", "P1"),
    "A2": Standing("อำเภอ 2", "district", "P1"),
    "H1": Standing("สถจ. 1", "provincial_office", "P1"),
    "H2": Standing("สถจ. 2", "provincial_office", "P2"),
    "L1": Standing("อบต. 1", "sao", "A1"),
    "L2": Standing("อบต. 2", "sao", "A2"),
    "L3": Standing("ทม. 3", "town_municipality", "P2"),
}
OWING = [(code, LINES[code]) for code in ("H1", "H2", "L1", "L2", "L3")]
ROOT = [Arrival("D", FIRST, "ว 908")]
TO_PROVINCES = [Arrival("P1", FIRST, "ว 908"), Arrival("P2", FIRST, "ว 908")]
PROVINCE = [*ROOT, Arrival("P1", LATER, "ว 908")]
TO_DISTRICTS = [*TO_PROVINCES, Arrival("A1", LATER, "3022"), Arrival("A2", LATER, "3022")]
DISTRICT = [*PROVINCE, Arrival("A1", LATER, "3022")]
TO_ALL = [*TO_DISTRICTS, Arrival("L1", LATER, "708")]


def chain(letters: Iterable[Arrival], arrivals: Iterable[Arrival]) -> Chain:
    return chain_of("D", letters, arrivals, LINES.get)


def stalls(known: Chain, owing: Iterable[tuple[str, Standing]]) -> dict[str, Arrival]:
    """Where a chain has stalled, from everyone who still owes."""
    return known.stalls((line.superior for code, line in owing if not known.told(code, line)))


def test_the_line_up_ends_with_the_highest_office_that_is_known() -> None:
    assert chain(ROOT, []).from_here_up("L1") == ("L1", "A1", "P1")
    assert chain(ROOT, []).from_here_up("") == ()


def test_an_office_is_told_by_the_first_letter_that_reached_it() -> None:
    twice = [
        *TO_ALL,
        Arrival("L1", LATER - timedelta(2), "ว 910"),
        Arrival("L1", LATER - timedelta(2), "ว 909"),
    ]
    assert chain(DISTRICT, twice).told("L1", LINES["L1"]) == Arrival("L1", LATER - timedelta(2), "ว 909")


def test_an_office_in_the_hall_is_told_with_its_superior() -> None:
    assert chain(ROOT, TO_PROVINCES).told("H1", LINES["H1"]) == Arrival("P1", FIRST, "ว 908")
    own = Arrival("H1", LATER, "ว 909")
    assert chain(ROOT, [*TO_PROVINCES, own]).told("H1", LINES["H1"]) == own
    assert chain(ROOT, []).told("H1", LINES["H1"]) is None


def test_an_office_in_the_hall_that_writes_on_was_told_with_its_superior() -> None:
    own = Arrival("H1", LATER, "ว 908")
    assert chain([*ROOT, own], TO_PROVINCES).told("H1", LINES["H1"]) == Arrival("P1", FIRST, "ว 908")
    assert chain([*ROOT, own], []).told("H1", LINES["H1"]) == own


def test_a_local_government_is_not_told_with_its_superior() -> None:
    assert chain(ROOT, TO_PROVINCES).told("L3", LINES["L3"]) is None


def test_who_passes_a_letter_on_has_it_even_if_no_delivery_says_so() -> None:
    known = chain(PROVINCE, [])
    assert known.told("P1", LINES["P1"]) == Arrival("P1", LATER, "ว 908")
    assert known.told("H1", LINES["H1"]) == Arrival("P1", LATER, "ว 908")
    assert chain(PROVINCE, TO_PROVINCES).told("P1", LINES["P1"]) == Arrival("P1", FIRST, "ว 908")
    assert known.told("D", LINES["D"]) == Arrival("D", FIRST, "ว 908")


def test_it_stalls_at_the_nearest_office_that_has_it() -> None:
    first = chain(ROOT, TO_PROVINCES)
    assert [first.stalled_at(LINES[code].superior) for code in ("L1", "L2", "L3")] == ["P1", "P1", "P2"]
    second = chain(PROVINCE, TO_DISTRICTS)
    assert [second.stalled_at(LINES[code].superior) for code in ("L1", "L2", "L3")] == ["A1", "A2", "P2"]


def test_it_stalls_at_the_roots_issuer_where_nobody_up_the_line_has_it() -> None:
    assert chain(ROOT, []).stalled_at(LINES["L1"].superior) == "D"
    assert chain(ROOT, []).stalled_at(LINES["H1"].superior) == "D"


def test_the_silent_are_those_who_were_told_and_issued_nothing() -> None:
    assert list(stalls(chain(ROOT, TO_PROVINCES), OWING)) == ["P1", "P2"]
    assert list(stalls(chain(PROVINCE, TO_DISTRICTS), OWING)) == ["A1", "A2", "P2"]
    assert stalls(chain(DISTRICT, TO_ALL), OWING) == {
        "A2": Arrival("A2", LATER, "3022"),
        "P2": Arrival("P2", FIRST, "ว 908"),
    }


def test_nobody_is_silent_where_nobody_below_still_owes_untold() -> None:
    reached = [*TO_PROVINCES, Arrival("L3", LATER, "ว 908")]
    assert list(stalls(chain(ROOT, reached), [("L3", LINES["L3"]), ("H2", LINES["H2"])])) == []


def test_who_has_passed_it_on_to_some_is_not_silent_but_is_where_it_stalled() -> None:
    arrivals = [*TO_PROVINCES, Arrival("A1", LATER, "3022")]
    known = chain(PROVINCE, arrivals)
    assert known.stalled_at(LINES["L2"].superior) == "P1"
    assert list(stalls(known, OWING)) == ["A1", "P2"]


def test_who_wrote_on_and_left_some_out_is_counted_with_what_those_owe() -> None:
    arrivals = [*TO_PROVINCES, Arrival("A1", LATER, "3022")]
    untold = [("A1", 3), ("A2", 4), ("P1", 1), ("P2", 5)]
    assert chain(PROVINCE, arrivals).count_left_out(untold) == {"P1": 5}
    assert chain(ROOT, []).count_left_out(untold) == chain([], []).count_left_out(untold) == {"D": 13}
    assert chain(ROOT, TO_PROVINCES).count_left_out(untold) == {}


def test_who_stands_under_whom() -> None:
    known = chain(ROOT, [])
    for tops in (["L1"], ["A1"], ["P1"], ["D"], ["A2", "A1"], ["A2", "D"]):
        assert known.is_under("L1", LINES["L1"], tops)
    assert not known.is_under("L1", LINES["L1"], ["A2", "P2"])
    assert not known.is_under("P1", LINES["P1"], ["A1"])


def test_a_circle_of_superiors_ends() -> None:
    lines = {"X": Standing("X", "other", "Y"), "Y": Standing("Y", "other", "X")}
    known = chain_of("D", [], [], lines.get)
    assert known.superiors(lines["X"]) == ("Y", "X")
    assert known.stalled_at(lines["X"].superior) == "D"


def test_names_come_from_the_lines_or_are_the_code() -> None:
    known = chain(ROOT, [])
    assert (known.line("P1").name, known.line("unknown").name) == ("จังหวัด 1", "unknown")


# Random trees against a plain reading of the rule.


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    size = draw(st.integers(1, 12))
    codes = [f"o{place}" for place in range(size)]
    lines = {"root": Standing("root", "department", "")}
    for place, code in enumerate(codes):
        superior = draw(st.sampled_from(["", "root", *codes[:place]]))
        kind = draw(st.sampled_from(["province", "sao", "provincial_office"]))
        lines[code] = Standing(code, kind, superior)
    offices = st.sampled_from(codes)
    day = st.dates(FIRST, LATER)
    arrivals = draw(st.lists(st.builds(Arrival, offices, day, st.sampled_from(["1", "2", "3"])), max_size=12))
    letters = draw(st.lists(st.builds(Arrival, offices, day, st.sampled_from(["1", "2"])), max_size=4))
    return {"lines": lines, "arrivals": arrivals, "letters": [Arrival("root", FIRST, "0"), *letters]}


def plainly_told(tree: dict[str, Any], code: str) -> tuple[date, str] | None:
    delivered = [(each.on, each.by) for each in tree["arrivals"] if each.office == code]
    issued = [(each.on, each.by) for each in tree["letters"] if each.office == code]
    return min(delivered or issued, default=None)


def plainly_up(tree: dict[str, Any], code: str) -> list[str]:
    superior = tree["lines"][code].superior
    return [superior, *plainly_up(tree, superior)] if superior else []


@given(trees())
def test_told_and_stalled_agree_with_a_plain_reading(tree: dict[str, Any]) -> None:
    known = chain_of("root", tree["letters"], tree["arrivals"], tree["lines"].get)
    silent = []
    recipients = {each.office for each in tree["arrivals"]}
    for code, line in tree["lines"].items():
        told = known.told(code, line)
        expected = plainly_told(tree, code)
        if line.kind == "provincial_office" and line.superior and code not in recipients:
            both = filter(None, (expected, plainly_told(tree, line.superior)))
            expected = min(both, default=None)
        assert (told and (told.on, told.by)) == expected
        holders = [each for each in plainly_up(tree, code) if plainly_told(tree, each)]
        assert known.stalled_at(line.superior) == (holders or ["root"])[0]
        if expected is None and holders and holders[0] not in {each.office for each in tree["letters"]}:
            silent.append(holders[0])
    found = stalls(known, tree["lines"].items())
    waiting = [line.superior for code, line in tree["lines"].items() if known.told(code, line) is None]
    left_out = known.count_left_out((each, 1) for each in waiting)
    assert {known.stalled_at(each) for each in waiting} == found.keys() | left_out.keys()
    assert found.keys().isdisjoint(left_out)
    assert list(found) == list(dict.fromkeys(silent))
    assert all((arrival.on, arrival.by) == plainly_told(tree, code) for code, arrival in found.items())


@given(trees(), st.data())
def test_one_more_delivery_never_makes_anyone_untold_or_told_later(tree: dict[str, Any], data: st.DataObject) -> None:
    before = chain_of("root", tree["letters"], tree["arrivals"], tree["lines"].get)
    office = data.draw(st.sampled_from(sorted({*tree["lines"]} - {"root"})))
    more = Arrival(office, data.draw(st.dates(FIRST, LATER)), "9")
    delivered = {arrival.office for arrival in tree["arrivals"]}
    after = chain_of("root", tree["letters"], [*tree["arrivals"], more], tree["lines"].get)
    for code, line in tree["lines"].items():
        was, now = before.told(code, line), after.told(code, line)
        if was is not None:
            assert now is not None
            assert now.on <= was.on or office not in delivered
