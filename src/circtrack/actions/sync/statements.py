"""What other offices said of a chain's obligations, beside what this database says itself: which of it is in force.

What is in force follows from what was said alone (``verdict``), whenever each bundle came. Where another's word counts,
this database's own stays beside it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.actions.sync.precedence import Word, heard_words, judge_of_office, own_words, progress_essence, task_keys
from circtrack.store.statements import Fact, as_json, keep_own, letter_keys, letter_row, said_on_chain, titles_of
from circtrack.store.tasks import OwedRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from circtrack.actions.sync.precedence import Verdict
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.statements import Statement
    from circtrack.store.tasks import Member

TaskKey = tuple[int, int]
"""Where a letter states a task: its row, and the task's position in it."""

_OWN_PART = ("progress", "done_on", "note", "closed_by")


class StatedMove(NamedTuple):
    """A deadline that a clerk of another office moved, or agreed that ``letter`` moves."""

    office: str | None
    due_on: str
    previous: str | None
    reason: str
    letter: int | None
    recorded_by: str


class ChainStatements:
    """Everything said of the tasks of one chain."""

    def __init__(self, connection: Connection, members: Sequence[Member], root: int, own_office: str) -> None:
        self._connection = connection
        self._own_office = own_office
        self._day = next(member.date for member in members if member.id == root)
        self._root = root
        self._said: dict[tuple[int, str], dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
        for each in said_on_chain(connection, root):
            if each.fact.task:
                self._said[each.fact.letter, each.fact.task][each.fact.office].append(each)
        self._keys: dict[TaskKey, tuple[int, str]] = {}
        if self._said:
            for member in members:
                keys = task_keys([title for title, _ in titles_of(connection, member.id)])
                self._keys |= {(member.id, position): (member.id, key) for position, key in enumerate(keys, 1)}

    def __bool__(self) -> bool:
        return bool(self._said)

    def _of(self, statements: Iterable[TaskKey], office: str) -> list[Statement]:
        keys = dict.fromkeys(self._keys[place] for place in statements if place in self._keys)
        return [each for key in keys if key in self._said for each in self._said[key].get(office, ())]

    def own(self, statements: Sequence[TaskKey], office: str, row: OwedRow | None) -> OwedRow | None:
        """What this database itself says: as the row has it, else as it was kept when another's word came before."""
        if row is not None and not row.recorded_by and (row.progress != "none" or row.note):
            return row
        kept = own_words(self._of(statements, office))
        return self._row(Word("", max(kept, key=as_json))) if kept else None

    def offices(self, statements: Sequence[TaskKey]) -> set[str]:
        """The offices of which this database keeps its own word on a task."""
        keys = {self._keys[place] for place in statements if place in self._keys}
        return {
            office
            for key in keys
            for office, said in self._said.get(key, {}).items()
            if office and any(not each.said_by for each in said)
        }

    def verdict(self, statements: Sequence[TaskKey], office: str, own: OwedRow | None) -> Verdict:
        """Whose word on an obligation counts, and who contradicts whom."""
        words = [Word(word.said_by, _progress_part(word.value)) for word in heard_words(self._of(statements, office))]
        if own is not None:
            words.append(Word("", progress_value(self._connection, own)))
        return judge_of_office(office, self._own_office, self._day).decide(words, progress_essence)

    def in_force(self, statements: Sequence[TaskKey], office: str, own: OwedRow | None) -> OwedRow | None:
        """The row of an obligation as it should be, but for its deadline; None where nobody says anything."""
        word = self.verdict(statements, office, own).word
        if word is None or not word.said_by:
            return own
        return self._row(word)

    def keep(self, transaction: Transaction, statements: Sequence[TaskKey], office: str, own: OwedRow | None) -> None:
        """Keep this database's own word beside the one in force (None: it is in force itself, or says nothing)."""
        keys = list(dict.fromkeys(self._keys[place] for place in statements if place in self._keys))
        spoken = progress_value(self._connection, own) if own is not None else {}
        value = as_json(spoken) if spoken else ""
        for at, (letter, key) in enumerate(keys):
            if (at == 0 and value) or any(
                not each.said_by for each in self._said.get((letter, key), {}).get(office, ())
            ):
                keep_own(transaction, Fact(letter, key, office), value if at == 0 else "")

    def moves(
        self, statements: Sequence[TaskKey], offices: Iterable[str], reached: Callable[[int], frozenset[str]]
    ) -> list[StatedMove]:
        """The deadlines of a task that other offices' clerks moved.

        A letter that turned out to pass another one on moved the deadlines of those whom it reached only.
        """
        owing = list(offices)
        found: dict[tuple[Any, ...], StatedMove] = {}
        for office in ("", *owing):
            said = self._of(statements, office)
            words = heard_words(said)
            at = {(each.said_by, each.value): each.fact.letter for each in said}
            for word in words:
                for due_on, previous, reason, key in word.value.get("moves", ()):
                    by = letter_row(self._connection, *key) if key else None
                    top = at[word.said_by, as_json(word.value)]
                    whom: Iterable[str | None] = [office or None]
                    if not office and top != self._root:
                        whom = (each for each in owing if each in reached(top))
                    for each in whom:
                        move = StatedMove(each, due_on, previous, reason, by, word.said_by)
                        known = found.setdefault((each, due_on, reason, by), move)
                        found[each, due_on, reason, by] = min(known, move, key=lambda one: (one.recorded_by, repr(one)))
        return list(found.values())

    def _row(self, word: Word) -> OwedRow:
        value = word.value
        key = value.get("closed_by")
        return OwedRow(
            value.get("progress", "none"),
            value.get("done_on"),
            None,
            value.get("note"),
            letter_row(self._connection, *key) if key else None,
            word.said_by,
        )


def progress_value(connection: Connection, row: OwedRow) -> dict[str, Any]:
    """What a row says of an obligation, without its deadline, as it is said to others; {} for nothing."""
    if row.progress == "none" and not row.note:
        return {}
    closed_by = letter_keys(connection, [row.closed_by])[row.closed_by] if row.closed_by else None
    value = {
        "progress": row.progress,
        "done_on": row.done_on,
        "note": row.note,
        "closed_by": list(closed_by) if closed_by else None,
    }
    return {name: each for name, each in value.items() if each is not None}


def _progress_part(value: dict[str, Any]) -> dict[str, Any]:
    part = {name: value[name] for name in _OWN_PART if name in value}
    return part if part.get("progress", "none") != "none" or part.get("note") else {}
