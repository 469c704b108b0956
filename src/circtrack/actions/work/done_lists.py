"""Record progress from lists. All lines are checked before anything is written; every bad line is reported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from circtrack.actions.target import Target, find_target
from circtrack.actions.work.done import ProgressEntry, record_progress, reject_wrong_entry
from circtrack.clock import parse_day
from circtrack.errors import N_, BadRowsError, CirctrackError, InputError, Message
from circtrack.kinds import HALL_KINDS
from circtrack.progress_bar import steps
from circtrack.reading.csv_rows import make_line_error, read_csv_rows
from circtrack.store.obligations import list_deliveries_on_chain
from circtrack.store.tasks import read_task_place
from circtrack.tracking.state import OWING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from circtrack.actions.results import ChangeResult
    from circtrack.database.transaction import Transaction
    from circtrack.model import Progress
    from circtrack.store.obligations import ChainObligation

REQUIRED = "office"
COLUMNS = (REQUIRED, "letter", "task", "on", "progress", "note")


# The words that registers and systems use.
_PROGRESS: dict[str, Progress] = {
    "done": "done",
    "incomplete": "incomplete",
    "blocked": "blocked",
    "ครบ": "done",
    "บันทึกครบ": "done",
    "บันทึกแล้ว": "done",
    "เรียบร้อย": "done",
    "ไม่ครบ": "incomplete",
    "บันทึกไม่ครบ": "incomplete",
    "ติดขัด": "blocked",
    "ติดขัดระบบ": "blocked",
}


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line of a list: its number in the file, and its cells by column."""

    number: int
    cells: dict[str, str]


def record_done_csv(
    transaction: Transaction, text: str, letter: str, what: ProgressEntry, today: date, *, task: int = 0
) -> ChangeResult:
    """Record progress from a CSV file.

    Args:
        transaction: The open transaction.
        text: The file: a header with ``office`` and any of ``letter``, ``task``, ``on``, ``progress``, ``note``.
        letter: The letter for lines that name none.
        what: What to record for lines that do not say it.
        today: Today's date in Thailand.
        task: Position of the task for lines that name none; 0 for all.

    Raises:
        InputError: the columns are wrong.
        BadRowsError: lines cannot be used, each is in ``details``; nothing was written.
    """
    lines = read_lines(text)
    chain = cache(lambda number, place: find_target(transaction.connection, number, place))
    entries: dict[tuple[int, str], tuple[ChainObligation, ProgressEntry, int]] = {}

    def take(line: ListLine) -> None:
        chosen = chain(_letter_of(line, letter), _task_of(line, task))
        entry = _entry_of(line, what, today)
        reject_wrong_entry(entry, chosen, today)
        for owed in chosen.obligations_of(line.cells[REQUIRED]):
            before = entries.setdefault((owed.task, owed.office), (owed, entry, line.number))
            if before[1] != entry:
                raise InputError("line {other} says something else of {office}.", other=before[2], office=owed.name)

    _check_all(lines, take)
    letters = ", ".join(
        dict.fromkeys(chain(_letter_of(line, letter), _task_of(line, task)).letter.number for line in lines)
    )
    return record_progress(transaction, letters, ((owed, entry) for owed, entry, _ in entries.values()))


def record_all_but(
    transaction: Transaction, letter: str, text: str, what: ProgressEntry, today: date, *, task: int = 0
) -> ChangeResult:
    """Record as done all offices that owe and have been told, except those on a list of offices that have not done it.

    The listed offices stay as they are. So do offices that no letter of the chain has reached: nobody has asked them
    yet, so their absence from a system's list says nothing.

    Args:
        transaction: The open transaction.
        letter: Any unambiguous part of its number; below the root, only offices under its issuer are meant.
        text: The list: one office a line, or a CSV file with a column ``office``.
        what: What to record for the others.
        today: Today's date in Thailand.
        task: Position of the only task meant; 0 for all.

    Raises:
        UnknownError, AmbiguousError: no letter fits, or several do.
        InputError: the day is before the root letter's date or after today, or the columns are wrong.
        BadRowsError: lines name no office that owes on the letter, each is in ``details``; nothing was written.
    """
    chosen = find_target(transaction.connection, letter, task)
    reject_wrong_entry(what, chosen, today)
    listed = _read_offices(chosen, text)
    told = {each.office for each in list_deliveries_on_chain(transaction.connection, chosen.root.id)}
    still = [each for each in chosen.all_obligations() if each.progress in OWING and each.office not in listed]
    reached = [each for each in still if _is_told(each, told)]
    result = record_progress(transaction, chosen.letter.number, [(each, what) for each in reached])
    untold = len({each.office for each in still} - {each.office for each in reached})
    notes = [
        Message(
            "{office} is on the list, but is recorded as done on {on}: one of them is wrong.",
            office=each.name,
            on=each.done_on or "?",
        )
        for each in chosen.all_obligations()
        if each.office in listed and each.progress == "done"
    ]
    if untold:
        notes.append(Message("{count} offices that have not been told were left as they are.", count=untold))
    return replace(result, notes=tuple(notes))


def _is_told(owed: ChainObligation, told: set[str]) -> bool:
    """Whether a letter of the chain reached the office, or the hall that it sits in."""
    return owed.office in told or (owed.kind in HALL_KINDS and owed.superior in told)


def _read_offices(chosen: Target, text: str) -> frozenset[str]:
    """Return the codes of the offices on a list."""
    lines = read_lines(text) if _has_header(text) else list(_read_plain_lines(text))
    codes: set[str] = set()
    _check_all(lines, lambda line: codes.add(chosen.obligations_of(line.cells[REQUIRED])[0].office))
    return frozenset(codes)


def read_lines(text: str) -> list[ListLine]:
    """Read the lines of a CSV file below its header, without blank ones.

    Raises:
        InputError: the header is missing, or the columns are wrong.
    """
    rows = read_csv_rows(text)
    header = [cell.strip(" \ufeff").lower() for cell in next(rows, (0, []))[1]]
    wrong = [name for name in header if name not in COLUMNS]
    if REQUIRED not in header or wrong or len(set(header)) != len(header):
        raise InputError(
            "The columns are {found}; expected are {required}, and any of {others}.",
            hint=N_("The first line names the columns."),
            found=", ".join(header) or '""',
            required=REQUIRED,
            others=", ".join(COLUMNS[1:]),
        )
    return [
        ListLine(number, _name_cells(cells, header)) for number, cells in rows if any(cell.strip() for cell in cells)
    ]


def _name_cells(cells: list[str], header: list[str]) -> dict[str, str]:
    named = {name: cell.strip(" \ufeff") for name, cell in zip(header, cells, strict=False)}
    beyond = [cell for cell in cells[len(header) :] if cell.strip()]
    return named | ({"": ",".join(beyond)} if beyond else {})


def _has_header(text: str) -> bool:
    first = next((line for line in text.removeprefix("\ufeff").splitlines() if line.strip()), "")
    return REQUIRED in {cell.strip(' "').lower() for cell in first.split(",")}


def _read_plain_lines(text: str) -> Iterator[ListLine]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if line.strip():
            yield ListLine(number, {REQUIRED: line.strip()})


def _check_all(lines: Sequence[ListLine], take: Callable[[ListLine], object]) -> None:
    bad: list[Message] = []
    for line in steps(N_("Checking lines"), lines, len(lines)):
        try:
            if "" in line.cells:
                raise InputError("more cells than columns: '{text}'.", text=line.cells[""])
            if not line.cells.get(REQUIRED):
                raise InputError("no office is named.")
            take(line)
        except CirctrackError as error:
            bad.append(make_line_error(line.number, error))
    if bad:
        raise BadRowsError(
            "{count} lines cannot be taken; nothing was recorded.",
            hint=N_("Correct them and give the file again."),
            details=bad,
            count=len(bad),
        )


def _letter_of(line: ListLine, default: str) -> str:
    letter = line.cells.get("letter") or default
    if not letter:
        raise InputError("no letter: name it in a column 'letter' or on the command line.")
    return letter


def _task_of(line: ListLine, default: int) -> int:
    text = line.cells.get("task", "")
    if not text:
        return default
    place = read_task_place(text)
    if not place:
        raise InputError("'{text}' is not the place of a task: 1, 2, …", text=text)
    return place


def _entry_of(line: ListLine, default: ProgressEntry, today: date) -> ProgressEntry:
    word, day, note = (line.cells.get(name, "") for name in ("progress", "on", "note"))
    if word and word.lower() not in _PROGRESS:
        raise InputError("'{text}' is no progress; expected is one of {words}.", text=word, words=", ".join(_PROGRESS))
    progress = _PROGRESS[word.lower()] if word else default.progress
    note = note or default.note
    if progress == "done":
        return ProgressEntry("done", parse_day(day) if day else default.on or today, note)
    if day:
        raise InputError("'{text}': only what is done has a day.", text=day)
    if progress == "blocked" and not note:
        raise InputError("blocked needs a note: what kept the office from entering the data?")
    return ProgressEntry(progress, None, note)
