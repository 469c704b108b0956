"""Show letters that were read or completed, ask, record them, and say which were kept as drafts."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from circtrack.cli import consequences
from circtrack.cli.differing import record
from circtrack.cli.differing import show as show_differences
from circtrack.cli.differing import tell as tell_differences
from circtrack.cli.show_letters import show_letters
from circtrack.errors import N_, DiffersError, InputError, Message, UnknownError
from circtrack.render import messages
from circtrack.render.streams import can_ask
from circtrack.store.drafts import list_lacking

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date

    from circtrack.actions.letters.carry_out import RecordedWithEffects
    from circtrack.actions.letters.letter_effects import LetterEffect
    from circtrack.actions.letters.take_in import Given, NotRecorded, TakenIn
    from circtrack.actions.results import Differing
    from circtrack.cli.consequences import Forecast
    from circtrack.cli.session import Session
    from circtrack.model import Letter
    from circtrack.render.output import Output


class Ways(NamedTuple):
    """How to record: without asking, not at all, with no effect on other letters.

    ``update`` says what to do with differences, ``receive`` whether to record what receipt stamps say; None to ask.
    """

    yes: bool = False
    dry_run: bool = False
    record_only: bool = False
    update: bool | None = None
    receive: bool | None = None


NOT_ALL = 4
"""The exit status where not all was recorded."""


def record_read(session: Session, output: Output, given: Given, ways: Ways) -> int:
    """Show letters, ask, record; the status is 4 where not all was recorded."""
    letters = given.letters
    objects = output.writes_objects()
    needed = ways.dry_run or objects or not ways.yes
    expected = consequences.forecast(session, letters, needed=needed, dry_run=ways.dry_run)
    show_letters(letters, output, acts=lambda letter: consequences.objects(letter, expected))
    if not objects:
        consequences.show(expected)
    consequences.show_unassigned(expected)
    later = [each for each in (_doubt_day(letter, session.today) for letter in letters) if each]
    if ways.dry_run or not ways.yes:
        for note in later:
            messages.warn(note)
    if ways.dry_run:
        if differences := consequences.find_differences(session, letters):
            show_differences(differences)
        return 0
    if not ways.yes and not _ask_to_record(letters):
        return 0
    agreed = consequences.choose(expected, letters, ask=not ways.yes, act=not ways.record_only)
    said_before = (*expected.unassigned, *(() if ways.yes else later))
    offered = find_receipts(session, letters)
    given = given._replace(receive=_choose_receipts(letters, offered, ways))
    taken = _record(session, given, agreed, ways)
    if taken.acted.recorded.letters or not taken.not_recorded:
        tell_recorded(taken.acted, expected, said_before)
    tell_receipts(taken, letters, offered if ways.receive is None else {})
    return tell_not_recorded(taken.not_recorded)


def _record(
    session: Session, given: Given, agreed: Callable[[LetterEffect], bool | Collection[int]], ways: Ways
) -> TakenIn:
    """Record letters. Where no one is asked, one that is recorded otherwise is kept as a draft, as the inbox keeps it.

    Raises:
        InputError: none of the letters can be recorded as it is.
    """
    try:
        return record(
            lambda differing: consequences.record(session, given, agreed, differing), ways.update, ask=not ways.yes
        )
    except (InputError, DiffersError) as error:
        differing: Differing = "refuse" if ways.update is None else "update" if ways.update else "keep"
        refused = consequences.find_refused(session, given.letters, agreed, differing)
        others = [at for at in range(len(given.letters)) if at not in refused]
        if isinstance(error, DiffersError):
            show_differences(error)
            if error.hint:
                messages.say(error.hint)
        elif not (refused and others):
            raise
        return consequences.record(session, given._replace(refused=refused), agreed, differing)


def find_receipts(session: Session, letters: Sequence[Letter]) -> dict[int, str]:
    """Return which letters, by place, bear the receipt stamp of the database's own office, and its code."""
    from circtrack.cli.database import reading
    from circtrack.store.settings import get_own_office

    stamped = {at: each for at, each in enumerate(letters) if each.receipt.on and not list_lacking(each)}
    if not stamped:
        return {}
    own = ""
    with suppress(UnknownError), reading(session) as connection:
        own = get_own_office(connection)
    return {at: own for at, each in stamped.items() if own and own in each.recipients}


def _choose_receipts(letters: Sequence[Letter], offered: Mapping[int, str], ways: Ways) -> frozenset[int]:
    """Return whose receipts are recorded: as the option says, else as the clerk does at a terminal."""
    if ways.receive is not None or ways.yes or not can_ask():
        return frozenset(offered if ways.receive else ())
    question = N_("{letter} is stamped as received on {on}, number {number}. Record that?")
    unnumbered = N_("{letter} was received on {on}. Record that?")
    return frozenset(
        at
        for at in offered
        if messages.confirm(
            question if letters[at].receipt.number else unnumbered,
            letter=letters[at].number,
            on=letters[at].receipt.on,
            number=letters[at].receipt.number,
        )
    )


def tell_receipts(taken: TakenIn, letters: Sequence[Letter], offered: Mapping[int, str]) -> None:
    """Say which receipts were recorded; of those that were only offered, the command that records each."""
    for result in taken.received:
        for change in result.changes:
            messages.say(
                N_("{office} received {letter} on {on}."), office=change.name, letter=result.letter, on=change.on
            )
    for note in taken.not_received:
        messages.warn(note)
    new: dict[tuple[object, ...], str] = {
        (each.number, each.date, each.issuer): each.citation for each in taken.acted.recorded.letters if each.is_new
    }
    done = {result.letter for result in taken.received}
    for at, office in offered.items():
        letter = letters[at]
        key = (letter.number, letter.date, letter.issuer or letter.issuer_code)
        if key in new and letter.number not in done and letter.receipt.on:
            number = f' --number "{letter.receipt.number}"' if letter.receipt.number else ""
            way = f'circtrack receive "{new[key]}" {office} --on {letter.receipt.on}{number}'
            messages.say(
                N_("{letter} reached you on {on}: `{way}` records its receipt."),
                letter=letter.number,
                on=letter.receipt.on,
                way=way,
            )


def tell_not_recorded(kept: Sequence[NotRecorded]) -> int:
    """Say which letters were not recorded, why, and how each is completed; the status is 4 if there are any."""
    for each in kept:
        values = {"line": each.letter.line, "source": each.letter.source, "reason": each.reason}
        if each.recorded:
            text = N_(
                "line {line} of {source}: {reason}; this text is recorded as {number}, completed or corrected since."
            )
            messages.say(text, number=each.recorded, **values)
            continue
        new = N_(
            "line {line} of {source}: {reason}. Kept as draft {draft}; `circtrack drafts edit {draft}` completes it."
        )
        old = N_(
            "line {line} of {source}: {reason}. It is draft {draft}; `circtrack drafts edit {draft}` completes it."
        )
        messages.warn(new if each.is_new else old, draft=each.draft, **values)
    return NOT_ALL if any(not each.recorded for each in kept) else 0


def _ask_to_record(letters: Sequence[Letter]) -> bool:
    if not can_ask():
        raise InputError(
            "nothing was recorded: there is no one to ask.",
            hint=N_("Say --yes to record, or --dry-run to only look."),
        )
    drafts = sum(bool(list_lacking(letter)) for letter in letters)
    question = (
        N_("Record {count} letters, and keep {drafts} that lack something as drafts?")
        if drafts
        else N_("Record these letters ({count})?")
    )
    if messages.confirm(question, count=len(letters) - drafts, drafts=drafts):
        return True
    messages.say(N_("Nothing was recorded."))
    return False


def _doubt_day(letter: Letter, today: date) -> Message:
    """Say that a letter is dated after today; nothing, if it is not."""
    if letter.date is None or letter.date <= today:
        return Message("")
    text = N_("{number} is dated {date}, which is after today, {today}.")
    return Message(text, number=letter.number, date=letter.date, today=today)


def tell_recorded(acted: RecordedWithEffects, expected: Forecast, said_before: Sequence[Message]) -> None:
    result = acted.recorded
    new = [letter for letter in result.letters if letter.is_new]
    corrected = {each.letter for each in result.corrections}
    tell_differences(result.corrections)
    for letter in result.letters:
        if not letter.is_new and letter.number not in corrected:
            messages.say(N_("{number} of {day} was recorded before."), number=letter.number, day=letter.date)
    for note in result.notes:
        if note not in said_before:
            messages.warn(note)
    if new:
        messages.say(
            N_(
                "Recorded {letters} letters, sent to {recipients} offices; {obligations} obligations for {tasks} tasks."
            ),
            letters=len(new),
            recipients=sum(letter.recipients for letter in new),
            tasks=result.tasks,
            obligations=result.obligations,
        )
    elif not corrected:
        messages.say(N_("Nothing new was recorded."))
    consequences.tell(acted, expected)
