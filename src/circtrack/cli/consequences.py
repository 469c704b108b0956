"""Effects of letters just read on recorded letters: show them, ask for consent, say what was carried out."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from circtrack.cli.which_tasks import ask_which, make_undecided
from circtrack.errors import N_, DiffersError, InputError, Message, UnknownError
from circtrack.render import messages

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from circtrack.actions.letters.carry_out import RecordedWithEffects
    from circtrack.actions.letters.letter_effects import LetterEffect
    from circtrack.actions.letters.take_in import Given, TakenIn
    from circtrack.actions.results import Differing, RecordResult
    from circtrack.cli.session import Session
    from circtrack.database.transaction import Transaction
    from circtrack.model import Letter
    from circtrack.tracking.unassigned import UnassignedNote

_ACTING_LINKS = frozenset({"extends", "cancels", "replaces"})
_ACTING_KINDS = frozenset({"extension", "cancellation"})


class Forecast(NamedTuple):
    """The effects that recording some letters would have on others, computed before anything is recorded.

    ``known`` is False if they were not computed; the effects are then shown after recording. ``unassigned`` says of
    what it would not be known who must act.
    """

    consequences: tuple[LetterEffect, ...] = ()
    known: bool = True
    unassigned: tuple[UnassignedNote, ...] = ()


def forecast(session: Session, letters: Sequence[Letter], *, needed: bool, dry_run: bool) -> Forecast:
    """Compute the effects of these letters without recording them. Letters that cannot be recorded have none.

    Args:
        session: The database, and the day.
        letters: Drafts; those without number, date or issuer are left out.
        needed: Whether the forecast is shown before the letters are recorded.
        dry_run: Whether to say why letters cannot be recorded, because nothing else will.
    """
    whole = [letter for letter in letters if letter.number and letter.date and letter.issuer]
    if not needed or not whole:
        return Forecast(known=needed)
    from circtrack.actions.letters.open_audience import may_be_unassigned
    from circtrack.tracking.unassigned import UnassignedNote

    if not any(map(_acts, whole)) and not any(map(may_be_unassigned, whole)) and not _any_recorded_acts(session):
        return Forecast()
    from circtrack.database.transaction import rehearse

    try:
        found = rehearse(session.database, "read", _make_action(session, whole, lambda _: False, "keep"))
        unassigned = (note for note in found.recorded.notes if isinstance(note, UnassignedNote))
        return Forecast(found.left, unassigned=tuple(unassigned))
    except InputError as error:
        if dry_run:
            messages.warn(N_("this cannot be recorded as it is: {reason}"), reason=error)
        return Forecast()


def record(
    session: Session,
    given: Given,
    agreed: Callable[[LetterEffect], bool | Collection[int]],
    differing: Differing,
) -> TakenIn:
    """Record letters and carry out the effects that the clerk agreed to, in one transaction; keep the rest as drafts.

    Raises:
        InputError: letters that lack nothing cannot be recorded; nothing was.
        DiffersError: a letter is recorded otherwise, and ``differing`` refuses that; nothing was recorded.
    """
    from circtrack.actions.letters.take_in import take_in
    from circtrack.database.transaction import perform

    def action(transaction: Transaction) -> TakenIn:
        return take_in(transaction, given, session.today, agreed, differing)

    return perform(session.database, "drafts" if given.draft else "read", action)


def find_refused(
    session: Session,
    letters: Sequence[Letter],
    agreed: Callable[[LetterEffect], bool | Collection[int]],
    differing: Differing,
) -> dict[int, Message]:
    """Return which letters that lack nothing cannot be recorded, by place, and why; each is tried by itself."""
    from circtrack.database.transaction import rehearse
    from circtrack.store.drafts import list_lacking

    refused: dict[int, Message] = {}
    for at, letter in enumerate(letters):
        if list_lacking(letter):
            continue
        try:
            rehearse(session.database, "read", _make_action(session, [letter], agreed, differing))
        except DiffersError:
            refused[at] = Message("it is recorded otherwise")
        except InputError as error:
            refused[at] = error.message
    return refused


def find_differences(session: Session, letters: Sequence[Letter]) -> DiffersError | None:
    """Return what of these letters is recorded otherwise; None if nothing is. Letters that cannot be recorded are left.

    Nothing is changed.
    """
    from circtrack.database.transaction import rehearse

    whole = [letter for letter in letters if letter.number and letter.date and letter.issuer]
    try:
        rehearse(session.database, "read", _make_action(session, whole, lambda _: False, "refuse"))
    except DiffersError as error:
        return error
    except InputError:
        return None  # the forecast has said why
    return None


def _make_action(
    session: Session,
    letters: Sequence[Letter],
    agreed: Callable[[LetterEffect], bool | Collection[int]],
    differing: Differing,
) -> Callable[[Transaction], RecordedWithEffects]:
    from circtrack.actions.letters.carry_out import record_with_effects
    from circtrack.store.settings import get_own_office

    def action(transaction: Transaction) -> RecordedWithEffects:
        own = get_own_office(transaction.connection)
        return record_with_effects(transaction, letters, own, session.today, agreed, differing)

    return action


def show(expected: Forecast) -> None:
    """Write one line for each effect to standard error; those that cannot be carried out are notes."""
    for each in expected.consequences:
        _tell(each)


def show_unassigned(expected: Forecast) -> None:
    """Say of what it would not be known who must act."""
    for note in expected.unassigned:
        messages.warn(note)


def choose(
    expected: Forecast, letters: Sequence[Letter], *, ask: bool, act: bool
) -> Callable[[LetterEffect], bool | Collection[int]]:
    """Return a function that tells whether the clerk agrees to an effect; of an unclear one, for which tasks.

    Args:
        expected: The effects that were shown.
        letters: The letters that are to be recorded.
        ask: Whether to ask about each; else all are agreed to, and an unclear one of these letters stops the recording.
        act: False if no effect is to be carried out.
    """
    if not act:
        return lambda _: False
    if not ask:
        read = {(letter.number, letter.date) for letter in letters}
        return lambda each: _agree_unasked(each, recorded_now=(each.by.number, each.by.date) in read)
    agreed = {each.key: _ask(each) for each in expected.consequences if each.note is None or each.unclear}
    return lambda each: agreed.get(each.key, False)


def _ask(each: LetterEffect) -> bool | Collection[int]:
    if each.unclear:
        return ask_which(make_undecided(each))
    message = N_("Move the deadline of {on} as {by} says?") if each.to or each.rules else N_("Let {by} act on {on}?")
    return messages.confirm(message, by=each.by.number, on=each.cited)


def _agree_unasked(each: LetterEffect, *, recorded_now: bool) -> bool:
    """Agree to an effect that is clear.

    Raises:
        UndecidedError: it is not, and its letter is one of those that are recorded.
    """
    if each.unclear and recorded_now:
        raise make_undecided(each)
    return not each.unclear


def tell(acted: RecordedWithEffects, expected: Forecast) -> None:
    """Say which effects were carried out, and if none were shown before, which were not."""
    for each in acted.carried_out:
        messages.say(N_("Carried out: {what}"), what=each.in_words())
        for note in each.notes:
            messages.warn(note)
    if not expected.known:
        for each in acted.left:
            if each.note is None:
                messages.warn(N_("not carried out: {what}"), what=each.in_words())
            else:
                _tell(each)


def objects(letter: Letter, expected: Forecast) -> Iterator[dict[str, object]]:
    """Yield the effects of one letter on others as objects for programs."""
    for each in expected.consequences:
        if each.by.date == letter.date and each.by.number == letter.number:
            yield {
                "type": each.kind,
                "number": each.cited,
                "date": each.on.date if each.on else None,
                "tasks": each.tasks,
                "due_before": each.before,
                "due_on": each.to,
                "obligations": each.obligations,
                "why_not": str(each.note) if each.note else "",
            }


def tell_waiting(session: Session, recorded: RecordResult) -> None:
    """Say which effects on these letters wait from letters recorded earlier, and the command that carries each out."""
    if not _any_recorded_acts(session):
        return
    from circtrack.actions.letters.letter_effects import list_letter_effects
    from circtrack.cli.database import reading

    with reading(session) as connection:
        found = list_letter_effects(connection, [letter.id for letter in recorded.letters])
    for each in found:
        if each.unclear:
            messages.warn(each.in_words())
        elif each.note is None and each.on is not None:
            way = (
                f'circtrack extend "{each.on.number}" --to {each.to} --by "{each.by.number}"'
                if each.to
                else f'circtrack exempt "{each.on.number}" --by "{each.by.number}"'
            )
            messages.warn(N_("not carried out: {what}. `{way}` does."), what=each.in_words(), way=way)


def _acts(letter: Letter) -> bool:
    return letter.kind in _ACTING_KINDS or any(link.type in _ACTING_LINKS for link in letter.links)


def _any_recorded_acts(session: Session) -> bool:
    from circtrack.cli.database import reading
    from circtrack.store.acting import has_acting_letters

    with suppress(UnknownError), reading(session) as connection:
        return has_acting_letters(connection)
    return False


def _tell(each: LetterEffect) -> None:
    (messages.warn if each.note else messages.say)(each.in_words())
