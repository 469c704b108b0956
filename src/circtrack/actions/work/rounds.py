"""Find which round a clerk means, of a task that comes again and again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_, InputError, Message, UndecidedError, UnknownError
from circtrack.store.obligations import ChainRounds
from circtrack.store.rounds import list_rules
from circtrack.thai.digits import to_arabic
from circtrack.tracking.open_rounds import CURRENT, RoundChoice, has_rounds, list_own_deadlines, list_rounds
from circtrack.tracking.state import OWING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from circtrack.database.engine import Connection
    from circtrack.store.obligations import ChainObligation
    from circtrack.store.rounds import TaskRule
    from circtrack.store.tasks import RecordedTask

_LISTED = 12
_MOST_DIGITS = 6


def read_round(text: str, read_day: Callable[[str], date]) -> RoundChoice:
    """Return which rounds a text means: a place, a day, or ``all``; "" for what is owed now.

    Raises:
        InputError: it is none of these, or the place is 0.
    """
    written = to_arabic(text).strip()
    if not written:
        return CURRENT
    if written.casefold() in ("all", "ทั้งหมด", "ทุกงวด"):
        return RoundChoice(every=True)
    if written.isdecimal() and len(written) <= _MOST_DIGITS:
        if not int(written):
            raise InputError("'{text}' is no round: they are counted from 1.", text=text)
        return RoundChoice(place=int(written))
    return RoundChoice(day=read_day(text))


class MeantRounds(NamedTuple):
    """What a clerk says of rounds, and today's date in Thailand. With ``early``, a round may not have opened yet."""

    today: date
    choice: RoundChoice = CURRENT
    early: bool = False

    def find(self, connection: Connection, tasks: Sequence[RecordedTask]) -> ChainRounds:
        """Return the rounds that may be meant of these tasks (for ``target.find_target``).

        Raises:
            UnknownError: no task has the round that is named.
            InputError: the round that is named has not opened yet.
        """
        rules = [each for each in list_rules(connection, [task.id for task in tasks]) if has_rounds(each.rule)]
        rounds = list_rounds(rules, self.today, self.choice, early=self.early)
        if rules and not rounds and not (self.choice.is_current or self.choice.every):
            later = list_rounds(rules, self.today, self.choice, early=True)
            if later:
                raise InputError(
                    "round {place} opens on {day} only: it cannot be recorded yet.",
                    hint=N_("--early records it all the same."),
                    place=later[0].place,
                    day=date.fromisoformat(later[0].opens_on),
                )
            present = list_rounds(rules, self.today)[-_LISTED:]
            raise UnknownError(
                "There is no such round.",
                details=[_name(each.place, each.due_on) for each in present],
            )
        settled = not (self.choice.is_current or self.choice.every)
        return ChainRounds([each.task for each in rules], [*rounds, *list_own_deadlines(rules, rounds)], settled)

    def find_place(self, task: TaskRule) -> int:
        """Return the place of the one round of a task that is named, whether it has opened or not; 0 if none is.

        Raises:
            UnknownError: the task has no such round.
            InputError: all rounds are named.
        """
        if self.choice.is_current:
            return 0
        if self.choice.every:
            raise InputError("One round is needed, from which on the days change; not all.")
        found = list_rounds([task], self.today, self.choice, early=True)
        if not found:
            raise UnknownError("There is no such round.")
        return found[0].place

    def choose(self, owed: Iterable[ChainObligation], letter: str) -> list[ChainObligation]:
        """Return of each task and office the round that is meant; what does not recur, only where none is named.

        Where none is named it is the round that the office owes, or the open one where it owes none.

        Raises:
            UndecidedError: an office owes several, and it is not said which is meant.
            InputError: a round is named, and nothing recurs.
        """
        owed = list(owed)
        if not self.choice.is_current:
            reject_without_rounds(owed, letter)
            owed = [each for each in owed if each.round]
        chosen: list[ChainObligation] = []
        several: list[list[ChainObligation]] = []
        by_duty: dict[tuple[int, str], list[ChainObligation]] = {}
        for each in owed:
            by_duty.setdefault((each.task, each.office), []).append(each)
        for rounds in by_duty.values():
            still = [each for each in rounds if each.progress in OWING]
            if not rounds[0].round or not self.choice.is_current:
                chosen += still if self.choice.every and still else rounds[-1:] if self.choice.every else rounds
            elif len(still) > 1:
                several.append(still)
            else:
                chosen += still or rounds[-1:]
        if several:
            raise make_undecided(several, letter)
        return chosen

    def choose_to_move(
        self, owed: Iterable[ChainObligation], about: Iterable[ChainObligation], letter: str
    ) -> list[ChainObligation]:
        """Return the obligations whose deadline moves; those of what does not recur where no round is named.

        Where none is named, it is the only round of the task that is owed, or the open one where none is.

        Args:
            owed: The obligations in all rounds that may be meant.
            about: Those of the offices that are meant.
            letter: The letter's number.

        Raises:
            UndecidedError: several rounds of a task are owed, and it is not said which is meant.
            InputError: a round is named, and nothing recurs.
        """
        owed = list(owed)
        if not self.choice.is_current:
            reject_without_rounds(owed, letter)
            return [each for each in owed if each.round]
        rounds: dict[int, dict[str, ChainObligation]] = {}
        for each in about:
            if each.round and each.progress in OWING:
                rounds.setdefault(each.task, {}).setdefault(each.round, each)
        for still in rounds.values():
            if len(still) > 1:
                raise make_undecided_move(list(still.values()), letter)
        return [each for each in owed if each.round in rounds.get(each.task, {}) or not each.round] + [
            each for each in owed if each.is_open and each.task not in rounds
        ]


def reject_without_rounds(owed: Iterable[ChainObligation], letter: str) -> None:
    """Reject that a round is named where nothing of what is owed comes again and again.

    Raises:
        InputError: nothing does.
    """
    owed = list(owed)
    if owed and not any(each.round for each in owed):
        raise make_without_rounds(letter)


def make_without_rounds(letter: str) -> InputError:
    """Return the error for rounds that are named where nothing comes again and again."""
    return InputError(
        "Nothing that {letter} asks comes again and again, so it has no rounds.",
        hint=N_("Say one day for it, without --round and --from."),
        letter=letter,
    )


def make_undecided_move(still: Sequence[ChainObligation], letter: str) -> UndecidedError:
    """Return the error for several rounds of which the deadline may be meant."""
    still = sorted(still, key=lambda each: each.place)
    return UndecidedError(
        "{letter}: {count} rounds of '{task}' are owed, and it is not said whose deadline moves; nothing was recorded.",
        places=[each.place for each in still],
        hint=N_("Say which with --round {place}, or --round all for all of them."),
        details=[_name(each.place, each.due_on or each.round) for each in still[:_LISTED]],
        letter=letter,
        count=len(still),
        task=still[0].title,
        place=still[-1].place,
    )


def make_undecided(several: Sequence[Sequence[ChainObligation]], letter: str) -> UndecidedError:
    """Return the error for offices that owe several rounds where it is not said which is meant."""
    first = several[0]
    places = dict.fromkeys(each.place for rounds in several for each in rounds)
    if len(several) == 1:
        return UndecidedError(
            "{office} owes {count} rounds of '{task}', and it is not said which is meant; nothing was recorded.",
            places=places,
            hint=N_("Say which with --round {place}, or --round all for all of them."),
            details=[_name(each.place, each.due_on or each.round) for each in first],
            office=first[0].name,
            count=len(first),
            task=first[0].title,
            place=first[0].place,
        )
    return UndecidedError(
        "{count} offices owe several rounds on {letter}, and it is not said which is meant; nothing was recorded.",
        places=places,
        hint=N_("Say which with --round {place}, or --round all for all of them."),
        details=[_name_of_office(rounds) for rounds in several[:_LISTED]],
        count=len(several),
        letter=letter,
        place=first[0].place,
    )


def _name(place: int, due_on: str) -> Message:
    return Message("{place}. until {day}", place=place, day=date.fromisoformat(due_on))


def _name_of_office(rounds: Sequence[ChainObligation]) -> Message:
    return Message(
        "{office}: rounds {places}",
        office=rounds[0].name,
        places=", ".join(str(each.place) for each in rounds),
    )


def reject_before_opening(owed: ChainObligation, on: date | None) -> None:
    """Reject a day before the round opens on which it is said to be done.

    Raises:
        InputError: the day is before it.
    """
    if on is not None and owed.opens_on and on.isoformat() < owed.opens_on:
        raise InputError(
            "{on} is before round {place} of '{task}' opens, {day}: is it a slip?",
            hint=N_("--early records it all the same; another round is named with --round."),
            on=on,
            place=owed.place,
            task=owed.title,
            day=date.fromisoformat(owed.opens_on),
        )
