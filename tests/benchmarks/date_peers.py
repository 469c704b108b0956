"""The same Thai dates through circtrack, PyThaiNLP, dateparser and ICU: who reads them, who is wrong, how quickly.

``python tests/benchmarks/date_peers.py [ROUNDS]`` prints two tables: the phrases of ``tests/thai/date_phrases.tsv``,
and plain full dates. It exits with 1 where circtrack does not meet its own mark: every phrase that has one reading
read, no phrase read wrong, a plain full date no slower than ICU.

The others are no dependencies of the project. In an environment of its own (ICU's headers on Debian:
``apt install libicu-dev pkg-config g++``)::

    pip install . PyThaiNLP dateparser PyICU

What is not installed is named as missing. Each reads as its documentation shows: PyThaiNLP's ``thai_strptime`` with
the documented directives and separators, dateparser's ``parse`` for Thai with the day of writing as its base, ICU's
four date styles for th_TH in turn, lenient as they come and strict.
"""

from __future__ import annotations

import csv
import importlib
import re
import sys
import time
import warnings
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circtrack.errors import DateError
from circtrack.thai.dates import format_thai, parse_date
from circtrack.thai.phrases import explain_open, read_phrase

if TYPE_CHECKING:
    from collections.abc import Callable

    Reader = Callable[[str, date | None], date | None]

PHRASES = Path(__file__).parents[1] / "thai" / "date_phrases.tsv"
ROUNDS = 5
FIRST = date(2022, 1, 1)
PLAIN = [format_thai(FIRST + timedelta(days=number), thai_digits=False) for number in range(730)]
BARE = re.compile(r"(\d{1,2}) ([ก-๎]{4,10}) (\d{4})")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase with its checked reading: the day it names or ends on; None where it has no day, or more than one."""

    text: str
    written_on: date | None
    day: date | None


@dataclass(frozen=True, slots=True)
class Peer:
    """A way to read a date. ``plain`` is its quickest documented way for a plain full date."""

    name: str
    read: Reader
    plain: Callable[[str], object]


def main() -> int:
    """Measure and print; 1 where circtrack does not meet its mark."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    warnings.simplefilter("ignore")  # dateparser warns of its own calls
    peers = [Peer("circtrack", by_circtrack, parse_date)]
    for package, make in (("PyThaiNLP", pythainlp), ("dateparser", dateparser), ("PyICU", icu)):
        try:
            peers += make()
        except ImportError:
            print(f"{package}: missing, not measured")
    failed = compare(peers, read_phrases(), rounds)
    return 1 if race(peers, rounds) or failed else 0


def read_phrases() -> list[Phrase]:
    """The phrases with their readings."""
    with PHRASES.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Phrase(
            row["phrase"],
            date.fromisoformat(row["written_on"]) if row["written_on"] else None,
            date.fromisoformat(row["last"]) if row["last"] and not row["problem"] else None,
        )
        for row in rows
    ]


def compare(peers: list[Peer], phrases: list[Phrase], rounds: int) -> bool:
    """Print what each makes of the phrases; whether circtrack missed one or was wrong."""
    dated = [each for each in phrases if each.day]
    undated = [each for each in phrases if not each.day]
    print(f"\n{len(dated)} phrases with one reading, {len(undated)} with none or several\n")
    print(f"{'right':>6} {'wrong':>6} {'refused':>8} | {'refused':>8} {'wrong':>6} | {'µs each':>8}")
    failed = False
    for peer in peers:
        read = [peer.read(each.text, each.written_on) for each in dated]
        right = sum(day == each.day for day, each in zip(read, dated, strict=True))
        refused = read.count(None)
        invented = sum(peer.read(each.text, each.written_on) is not None for each in undated)
        spent = best(lambda: [peer.read(each.text, each.written_on) for each in phrases], rounds) / len(phrases)  # noqa: B023 - called at once
        counts = f"{right:6} {len(dated) - right - refused:6} {refused:8} | {len(undated) - invented:8} {invented:6}"
        print(f"{counts} | {spent:8.1f}  {peer.name}")
        if peer.name == "circtrack":
            failed = right < len(dated) or bool(invented)
    return failed


def race(peers: list[Peer], rounds: int) -> bool:
    """Print microseconds a plain full date; whether circtrack is slower than ICU."""
    print(f"\nplain full dates, {PLAIN[0]} and on\n\n{'right':>6} {'µs each':>8}")
    days = [FIRST + timedelta(days=number) for number in range(len(PLAIN))]
    spent = {}
    contenders = [(peer.name, peer.plain, peer.read) for peer in peers]
    for name, plain, read in contenders:
        spent[name] = best(lambda: [plain(text) for text in PLAIN], rounds) / len(PLAIN)  # noqa: B023 - called at once
        right = sum(read(text, None) == day for text, day in zip(PLAIN, days, strict=True))
        print(f"{right:6} {spent[name]:8.2f}  {name}")
    bare = best(lambda: [BARE.fullmatch(text) for text in PLAIN], rounds) / len(PLAIN)
    print(f"{'':6} {bare:8.2f}  a bare regular expression")
    return "ICU" in spent and spent["circtrack"] > spent["ICU"]


def best(work: Callable[[], object], rounds: int) -> float:
    """The quickest of some rounds, in microseconds."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times) * 1_000_000


def by_circtrack(text: str, written_on: date | None) -> date | None:
    """The day of a phrase, as ``circtrack date`` gives it."""
    try:
        found = read_phrase(text, written_on=written_on)
    except DateError:
        return None
    return found.last if explain_open(found, text) is None else None


def pythainlp() -> list[Peer]:
    """``thai_strptime`` with the directives its documentation lists, in the usual orders and separators."""
    strptime = importlib.import_module("pythainlp.util").thai_strptime

    def read(text: str, _written_on: date | None) -> date | None:
        for form in ("%d %B %Y", "%d/%B/%Y", "%d-%B-%Y", "%Y-%B-%d"):
            try:
                return day_of(strptime(text, form, add_year="2500"))
            except Exception:  # noqa: BLE001 - it raises what it comes upon, IndexError for one
                continue
        return None

    return [Peer(versioned("PyThaiNLP"), read, lambda text: strptime(text, "%d %B %Y"))]


def dateparser() -> list[Peer]:
    """``dateparser.parse`` for Thai."""
    module: Any = importlib.import_module("dateparser")

    def read(text: str, written_on: date | None) -> date | None:
        settings = {"RELATIVE_BASE": datetime(*written_on.timetuple()[:3])} if written_on else {}  # noqa: DTZ001 - it wants local days
        try:
            return day_of(module.parse(text, languages=["th"], settings=settings))
        except Exception:  # noqa: BLE001 - a failure is a refusal
            return None

    return [Peer(versioned("dateparser"), read, lambda text: module.parse(text, languages=["th"]))]


def icu() -> list[Peer]:
    """ICU's date styles for th_TH, whose calendar is the Buddhist one."""
    module: Any = importlib.import_module("icu")
    utc = module.TimeZone.getGMT()

    def styles(*, lenient: bool) -> list[Any]:
        names = ("kFull", "kLong", "kMedium", "kShort")
        made = [
            module.DateFormat.createDateInstance(getattr(module.DateFormat, name), module.Locale("th_TH"))
            for name in names
        ]
        for style in made:
            style.setTimeZone(utc)
            style.setLenient(lenient)
        return made

    def reader(formats: list[Any]) -> Reader:
        def read(text: str, _written_on: date | None) -> date | None:
            for form in formats:
                try:
                    return datetime.fromtimestamp(form.parse(text), UTC).date()
                except (module.ICUError, OverflowError, ValueError):
                    continue
            return None

        return read

    found = []
    for name, lenient in (("ICU", True), ("ICU, strict", False)):
        formats = styles(lenient=lenient)
        found.append(Peer(name, reader(formats), formats[1].parse))
    return found


def day_of(moment: datetime | None) -> date | None:
    """The day of a peer's answer."""
    return moment.date() if moment else None


def versioned(package: str) -> str:
    """A package's name and version."""
    return f"{package} {metadata.version(package)}"


if __name__ == "__main__":
    sys.exit(main())
