"""A chain's tree as a person reads it: the letters, one below the other, then where it stalled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_
from circtrack.i18n import translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.reports.chain import Row, Tree
    from circtrack.store.acting import CarriedOut

NAMED = 20
"""So many silent offices are all named; of more, the first ``FIRST``."""

FIRST = 5

_SILENT = {
    "province": (N_("1 province"), N_("{count} provinces")),
    "district": (N_("1 district"), N_("{count} districts")),
}
_OTHER = (N_("1 office"), N_("{count} offices"))


def tree_text(tree: Tree) -> str:
    """The tree in the reader's language, several lines."""
    letters = [row for row in tree.rows if row.letter_number]
    lines = [line for row in letters[:1] for line in _letter(row)]
    lines += ["   " + _act(act) for act in tree.acts]
    lines += [line for row in letters[1:] for line in _letter(row)]
    lines += ["", *_silence([row for row in tree.rows if not row.letter_number], letters)]
    if tree.own_office:
        lines.append(translate(N_("Only offices under this database's own office are counted here.")))
    return "\n".join(lines) + "\n"


def _letter(row: Row) -> Iterator[str]:
    indent = "   " * (row.depth - 1) + "└─ " if row.depth else ""
    yield f"{indent}{row.letter_number}  {row.letter_date}  {row.office_name}"
    margin = "   " * row.depth + "   "
    facts = [_fill(N_("sent to {count}"), count=row.sent_to)]
    if row.days_lost is not None:
        facts.append(_fill(N_("days lost {count}"), count=row.days_lost))
    if row.days_left is not None:
        one, several = N_("days left {count}, due {day}"), N_("days left {count}, due {day} to {last}")
        due = one if row.due_last == row.due_on else several
        facts.append(_fill(due, count=row.days_left, day=row.due_on, last=row.due_last))
    yield margin + "; ".join(facts)
    yield margin + _fill(
        N_("done {done}, owing {owing}, not told {untold}"), done=row.done, owing=row.owing, untold=row.untold
    )


def _act(act: CarriedOut) -> str:
    """What a letter outside the chain did to it."""
    values = {"number": act.number, "day": act.date, "count": act.offices}
    if act.due_on is None:
        closed = (
            N_("cancelled by {number} of {day}: {count} obligations no longer owed")
            if act.cancels
            else N_("exempt by {number} of {day}: {count} obligations")
        )
        return _fill(closed, **values)
    before = " … ".join(dict.fromkeys(filter(None, (act.first, act.last)))) or "-"
    moved = (
        N_("extended by {number} of {day} from {before} to {due}, for {count} offices")
        if act.offices
        else N_("extended by {number} of {day} from {before} to {due}")
    )
    return _fill(moved, before=before, due=act.due_on, **values)


def _silence(silent: Sequence[Row], letters: Sequence[Row]) -> Iterator[str]:
    if not silent:
        yield translate(N_("It has stalled nowhere that this database knows of."))
        return
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in sorted(silent, key=lambda row: row.depth):
        groups.setdefault((row.parent, row.told_on, row.office_kind), []).append(row)
    issuers = {row.letter_number: row.office_name for row in letters}
    for (number, told_on, kind), rows in groups.items():
        one, many = _SILENT.get(kind, _OTHER)
        yield _fill(
            N_("{offices}, told on {day} by {number} of {issuer}, passed nothing on:"),
            offices=_fill(many, count=len(rows)) if len(rows) > 1 else translate(one),
            day=told_on,
            number=number,
            issuer=issuers[number],
        )
        yield "   " + _names([row.office_name for row in rows])


def _names(names: Sequence[str]) -> str:
    if len(names) <= NAMED:
        return ", ".join(names)
    return _fill(N_("{names} and {count} more"), names=", ".join(names[:FIRST]), count=len(names) - FIRST)


def _fill(message: str, **values: object) -> str:
    numbers = {key: f"{value:,}" if isinstance(value, int) else value for key, value in values.items()}
    return translate(message).format(**numbers)
