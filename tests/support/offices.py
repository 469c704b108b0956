"""Four offices, one of each tier, each with its own database, that send bundles to each other."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from circtrack.actions.add_office import SaidOfOffice, add_carried_offices, add_office
from circtrack.actions.letters.record import record_letters
from circtrack.actions.letters.withdraw import withdraw_letter
from circtrack.actions.sync.bundle_check import check_bundle, reject_strangers
from circtrack.actions.sync.bundles import make_bundle
from circtrack.actions.sync.merge import merge_bundles
from circtrack.actions.undo import undo
from circtrack.actions.work.deadlines import exempt, extend
from circtrack.actions.work.done import ProgressEntry, record_done
from circtrack.actions.work.receive import record_received
from circtrack.added_offices import make_added_code, rests_on_offices
from circtrack.database.open import opened
from circtrack.errors import CirctrackError
from circtrack.store.settings import get_own_office
from circtrack.transfer.bundle_file import LETTERS, SAID, read_bundle, write_bundle
from support import made_letters as made
from support.recorded import CONTENTS, owned, query
from support.servers import list_sorted, place, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from circtrack.actions.sync.bundles import Bundle
    from circtrack.actions.sync.merge import MergeResult
    from circtrack.database.transaction import Transaction
    from circtrack.model import Letter

LOCAL = "06360902"
TIERS = {"department": made.DEPARTMENT, "province": made.PROVINCE, "district": made.DISTRICT, "local": LOCAL}

# A province's copy of a district's letter need not say what the district's own does: scans are misread.
TEXTS: dict[str, Letter] = {
    "root": made.root(recipients=(made.PROVINCE, "35")),
    "root, misread": made.root(recipients=(made.PROVINCE,), subject="การบันทึกข้อมูลศูนย์ฯ"),
    "root, one task": made.root(recipients=(made.PROVINCE, "35"), tasks=(made.TO_ALL,)),
    "root, another day": made.root(recipients=(made.PROVINCE, "35"), date=made.ROOT_DAY + timedelta(days=1)),
    "province": made.province(recipients=(made.DISTRICT, "3601")),
    "district": made.district(),
    "district, earlier": made.district(tasks=(made.due(made.TO_ALL, date(2023, 3, 20)),)),
    "extension": made.extension(date(2023, 4, 7), recipients=(made.PROVINCE, "35")),
}


def act(path: Path, command: str, action: Callable[[Transaction], object]) -> None:
    """Run one command of a clerk; a command that is rejected records nothing."""
    try:
        with writing(path, command) as transaction:
            action(transaction)
    except CirctrackError:
        return


def begun(folder: Path, tier: str) -> Path:
    """Make the database of an office of this tier."""
    return owned(folder / f"{tier}.db", TIERS[tier])


def read(path: Path, which: str) -> None:
    act(path, "read", lambda each: record_letters(each, [TEXTS[which]], get_own_office(each.connection), made.TODAY))


def _top(path: Path) -> str:
    """Return the number of the highest letter of the chain in a database."""
    numbers = dict(query(path, "SELECT number, number FROM letter"))
    return next((each for each in (made.root().number, made.province().number) if each in numbers), "708")


def done(path: Path, office: str, what: str, day: int) -> None:
    said = ProgressEntry(what, date(2023, 3, day) if what == "done" else None, "ระบบล่ม" if what == "blocked" else "")  # type: ignore[arg-type]
    act(path, "done", lambda each: record_done(each, _top(path), [office], said, made.TODAY))


def received(path: Path, letter: str, office: str, day: int) -> None:
    act(path, "receive", lambda each: record_received(each, letter, office, date(2023, 3, day), made.TODAY))


def extended(path: Path, office: str, days: int) -> None:
    to = date(2023, 3, 24) + timedelta(days=days)
    act(path, "extend", lambda each: extend(each, _top(path), to, [office] if office else [], "ระบบล่ม"))


def exempted(path: Path, office: str) -> None:
    act(path, "exempt", lambda each: exempt(each, _top(path), [office], reason="ยุบแล้ว"))


def told_of_office(path: Path, since: date | None) -> None:
    said = SaidOfOffice("sao", since)
    act(path, "offices", lambda each: add_office(each, _ADDED, said, made.DISTRICT, made.TODAY))


def withdrawn(path: Path, letter: str) -> None:
    act(path, "correct", lambda each: withdraw_letter(each, letter, "ไม่ใช่หนังสือเวียน"))


def undone(path: Path) -> None:
    act(path, "undo", undo)


def bundled(path: Path, office: str, to: Path, *, include_secret: bool = False, letter: str = "") -> Path:
    """Write the bundle of a database's office for another office; return its file."""
    with opened(place(path)) as connection:
        made_one = make_bundle(connection, letter or _top(path), office, include_secret=include_secret)
    letters, said = made_one.lines
    write_bundle(to, made_one.manifest, {LETTERS: letters, SAID: said})
    return to


def merged(path: Path, files: Iterable[Path], *, today: date = made.TODAY) -> MergeResult:
    """Merge bundles in one transaction, as the command does."""
    bundles = [_read_checked(file.read_bytes(), file.name, today) for file in files]
    with writing(path, "merge") as transaction:
        own = get_own_office(transaction.connection)
        add_carried_offices(transaction, [office for each in bundles for office in each.offices])
        for each in bundles:
            reject_strangers(each, own, today)
        return merge_bundles(transaction, bundles, own)


@rests_on_offices
@lru_cache(maxsize=32)
def _read_checked(data: bytes, name: str, today: date) -> Bundle:
    """Read and check a bundle, once for all the orders in which a test merges it."""
    return check_bundle(read_bundle(data, name), today)


def canonical(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that is recorded, with who stated it, findings and statements; without row ids, times and journal."""
    letter = "(SELECT issuer || ' ' || year_be || ' ' || number FROM letter WHERE id = {})"
    task = f"(SELECT {letter.format('t.letter')} || ' ' || t.position FROM task AS t WHERE t.id = {{}})"
    more = {
        "whose letter": "SELECT issuer, number, recorded_by FROM letter",
        "whose receipt": f"SELECT {letter.format('letter')}, office, recorded_by FROM delivery",
        "whose word": f"SELECT {task.format('task')}, office, recorded_by, {letter.format('closed_by')}"
        " FROM obligation",
        "whose move": f"SELECT {task.format('task')}, office, due_on, reason, agreed, recorded_by FROM deadline_change",
        "finding": f"SELECT {letter.format('letter')}, position, code, field, text, evidence FROM finding",
        "number": f"SELECT {letter.format('letter')}, number, source FROM letter_number",
        "added": "SELECT code, since, until, kind, stamp FROM office_version WHERE stamp <> ''",
        "withdrawn": "SELECT issuer, year_be, number, said_by, formerly, stamp, statements FROM withdrawn",
        "said": f"SELECT {letter.format('letter')}, task, office, said_by, value, stamp FROM said",
    }
    return list_sorted(path, CONTENTS | more)


_ADDED = "องค์การบริหารส่วนตำบลใหม่เอี่ยม"
_OFFICES = [LOCAL, "06360903", make_added_code(_ADDED, made.DISTRICT, made.PROVINCE)]
_DAYS = st.integers(9, 20)
_OPERATION = st.one_of(
    st.tuples(st.just(read), st.sampled_from(sorted(TEXTS))),
    st.tuples(st.just(done), st.sampled_from(_OFFICES), st.sampled_from(["done", "incomplete", "blocked"]), _DAYS),
    st.tuples(
        st.just(received), st.sampled_from(["708", "3022", "908"]), st.sampled_from([LOCAL, "3609", "36"]), _DAYS
    ),
    st.tuples(st.just(extended), st.sampled_from(["", *_OFFICES]), st.integers(1, 30)),
    st.tuples(st.just(exempted), st.sampled_from(_OFFICES)),
    st.tuples(st.just(withdrawn), st.sampled_from(["708", "3022", "908"])),
    st.tuples(st.just(told_of_office), st.sampled_from([None, date(2022, 10, 1), date(2023, 3, 16), date(2023, 4, 1)])),
    st.tuples(st.just(undone)),
)
_TIER = st.sampled_from(sorted(TIERS))
SCENE = st.one_of(
    st.tuples(st.just("act"), _TIER, _OPERATION),
    st.tuples(st.just("act"), _TIER, _OPERATION),
    st.tuples(st.just("send"), _TIER, st.sampled_from(sorted(TIERS.values()))),
    st.tuples(st.just("take in"), _TIER, st.integers(0, 9)),
)
HISTORY = st.lists(SCENE, min_size=8, max_size=25)
_STARTS = [
    ["root", "province", "district"],
    ["district"],
    ["root, one task", "district, earlier"],
    ["district", "root"],
]
START = st.tuples(*(st.sampled_from([*_STARTS, ["root, misread", "province", "extension"], []]) for _ in TIERS))


def lived(
    folder: Path, start: Iterable[list[str]], history: Iterable[tuple[Any, ...]], *, also_at_end: bool = True
) -> tuple[dict[str, Path], list[Path]]:
    """Run a history on the offices' databases; return them, and the bundles sent meanwhile and at the end."""
    databases = {tier: begun(folder, tier) for tier in TIERS}
    for path, letters in zip(databases.values(), start, strict=True):
        for letter in letters:
            read(path, letter)
    sent: list[Path] = []

    def send(tier: str, office: str) -> None:
        try:
            sent.append(bundled(databases[tier], office, folder / f"{len(sent)}.circtrack"))
        except CirctrackError:
            return  # no such letter yet, or an office that is not in line

    for kind, tier, what in history:
        if kind == "act":
            what[0](databases[tier], *what[1:])
        elif kind == "send":
            send(tier, what)
        elif sent:
            merged(databases[tier], [sent[what % len(sent)]])
    for tier in TIERS if also_at_end else ():
        for office in TIERS.values():
            send(tier, office)
    return databases, sent
