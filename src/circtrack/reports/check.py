"""Faults in the recorded data, errors first. Those of classified letters are counted but not described."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Literal, NamedTuple

from circtrack.clock import now_utc
from circtrack.database.integrity import find_file_on_share, list_damage, list_lost_references
from circtrack.database.journal import find_broken
from circtrack.errors import N_, Message
from circtrack.registry.offices import find_last_name
from circtrack.reports.rounds import list_days_of_rounds
from circtrack.reports.tracked import ChainCache, day
from circtrack.store import check as queries
from circtrack.store.corrections import list_malformed_keys
from circtrack.store.drafts import list_drafts
from circtrack.store.find_letter import load_found_letter
from circtrack.store.kept_json import MEND_ROW
from circtrack.store.owing_counts import count_untold
from circtrack.store.rounds import list_recurring
from circtrack.store.secrecy import list_classified_letters
from circtrack.store.statements import list_malformed_statements
from circtrack.store.unassigned import list_unassigned
from circtrack.store.withdrawn import list_malformed_withdrawals
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from circtrack.database.engine import Connection
    from circtrack.store.check import CheckRow
    from circtrack.store.drafts import KeptDraft
    from circtrack.store.unassigned import UnassignedTask


COLUMNS = (
    Column("severity", N_("severity"), "word"),
    Column("code", N_("code"), "code"),
    Column("letter_number", N_("letter"), "number"),
    Column("office_code", N_("office code"), "code"),
    Column("office_name", N_("office"), "office"),
    Column("text", N_("text")),
    Column("hint", N_("what to do")),
)
_TABLE = ("severity", "text", "hint")

_REGISTERS = {"in": N_("the register of letters received"), "out": N_("the register of letters sent")}


class CheckFinding(NamedTuple):
    """One fault that a check found."""

    severity: Severity
    code: str
    row: CheckRow
    text: Message
    hint: Message


@dataclass(slots=True)
class CheckCounts:
    """How many faults were found so far; complete once all rows of the report are read."""

    errors: int = 0
    warnings: int = 0


class CheckReport(NamedTuple):
    """The report, whose checks run as its rows are read; ``found`` tells beforehand whether it has any row."""

    report: Report
    tally: CheckCounts
    found: bool


def build_check_report(
    connection: Connection, today: date, *, receipt_days: int, near_days: int, include_secret: bool = False
) -> CheckReport:
    """Run every check. If the file itself is damaged, report only that.

    Args:
        connection: An open database; it must stay open until the rows are read.
        today: The day in Thailand.
        receipt_days: A letter's receipt should be recorded within this many days after it was sent.
        near_days: Everybody should have been told this many days before a deadline.
        include_secret: Whether to describe faults of classified letters in full; else only their code is shown.
    """
    findings: Iterator[CheckFinding] = iter(list(_damage(connection)))
    first = next(findings, None)
    if first is None:
        findings = chain(_errors(connection, today), _warnings(connection, today, receipt_days, near_days))
        first = next(findings, None)
    tally, foot = CheckCounts(), list[Message]()
    found = findings if first is None else chain((first,), findings)
    rows = _rows(found, tally, foot, include_secret=include_secret)
    return CheckReport(Report(COLUMNS, rows, _TABLE, foot=foot), tally, first is not None)


def _rows(
    found: Iterable[CheckFinding], tally: CheckCounts, foot: list[Message], *, include_secret: bool
) -> Iterator[tuple[object, ...]]:
    """Yield the rows, counting them; append the totals to ``foot`` after the last."""
    for each in found:
        if each.severity == "error":
            tally.errors += 1
        else:
            tally.warnings += 1
        yield _cells_of(each, include_secret=include_secret)
    foot.append(Message("{errors} errors, {warnings} warnings.", errors=tally.errors, warnings=tally.warnings))


def _errors(connection: Connection, today: date) -> Iterator[CheckFinding]:
    yield from _lost_references(connection)
    yield from _journal(connection)
    yield from _malformed_rows(connection)
    yield from _run_query_checks(connection, today, "error")
    yield from _register_gaps(connection)


def _warnings(connection: Connection, today: date, receipt_days: int, near_days: int) -> Iterator[CheckFinding]:
    if file := find_file_on_share(connection):
        text = N_("{file} lies on a network share: whoever reads waits for whoever writes")
        hint = N_("Keep it on one machine's own disk; other offices take part with `circtrack bundle`.")
        yield _make_finding("warning", "network_share", _row_of_file(file=file), text, hint)
    yield from _run_query_checks(connection, today, "warning")
    yield from _entries_ahead(connection)
    yield from _cites_unrecorded(connection)
    yield from _no_receipt(connection, today, receipt_days)
    yield from _registers(connection, today)
    for row in find_untold_near(connection, today, near_days):
        text = N_(
            "{office} has not passed on {letter}, due {due_on}; below it, offices that owe and were not told: {count}"
        )
        yield _make_finding(
            "warning",
            "untold_near",
            row,
            text,
            N_('`circtrack chain "{letter}"` shows where it stalled; remind {office}.'),
        )
    for row in find_gone_offices(connection, today):
        known = N_("{office} owes on {letter} and does not exist any more; {successor} took its place")
        text = known if row.values["successor"] else N_("{office} owes on {letter} and does not exist any more")
        hint = N_('`circtrack exempt "{letter}" {office_code} --reason "ยุบแล้ว"` closes what it owes.')
        yield _make_finding("warning", "office_gone", row, text, hint)
    for each in list_unassigned(connection):
        yield _unassigned(each)
    for draft in list_drafts(connection):
        yield _open_draft(draft)


def _unassigned(each: UnassignedTask) -> CheckFinding:
    """Return the finding on a task, or an addressee, for which no office could be determined."""
    values = {"letter": each.citation, "task": each.title, "audience": each.audience, "phrase": each.phrase}
    row = queries.CheckRow(each.letter, each.secret, each.issuer, each.issuer_name, {**values, "place": each.place})
    if each.phrase:
        text = N_("{letter}: it is not yet said who must act: it is addressed to '{phrase}' too")
        hint = N_('`circtrack correct "{letter}" --add-to OFFICE` says who that is.')
        return _make_finding("warning", "unknown_addressee", row, text, hint)
    named = N_("{letter}: it is not yet said who must act on '{task}', which it asks of '{audience}'")
    text = named if each.audience else N_("{letter}: it is not yet said who must act on '{task}'")
    hint = N_('`circtrack correct "{letter}" --task {place} --audience OFFICE` says it.')
    return _make_finding("warning", "nobody_owes", row, text, hint)


def _open_draft(draft: KeptDraft) -> CheckFinding:
    """Return the finding on a letter that was read and is not recorded."""
    letter = draft.letter
    values = {"draft": draft.id, "line": letter.line, "source": letter.source, "kept_on": draft.kept_on}
    row = queries.CheckRow(letter.number, bool(letter.secrecy), letter.issuer_code, letter.issuer, values)
    text = N_("draft {draft}, read from line {line} of {source} on {kept_on}, is not recorded yet")
    hint = N_("`circtrack drafts show {draft}` shows it, `circtrack drafts edit {draft}` completes it.")
    return _make_finding("warning", "open_draft", row, text, hint)


def _run_query_checks(connection: Connection, today: date, wanted: Severity) -> Iterator[CheckFinding]:
    """Run the checks of ``CHECKS`` with this severity."""
    for code, severity, query, text, hint in CHECKS:
        if severity == wanted:
            given = {"today": today.isoformat()} if ":today" in query else {}
            for row in queries.list_findings(connection, query, **given):
                yield _make_finding(severity, code, row, text, hint)


def _make_finding(severity: Severity, code: str, row: CheckRow, text: str, hint: str) -> CheckFinding:
    values = {"letter": row.letter, "office": row.office_name or row.office, "office_code": row.office, **row.values}
    return CheckFinding(severity, code, row, Message(text, **values), Message(hint, **values))


def _damage(connection: Connection) -> Iterator[CheckFinding]:
    for words in list_damage(connection):
        row = _row_of_file(words=words)
        text = N_("the database file is damaged: {words}")
        yield _make_finding(
            "error", "damaged", row, text, N_("`circtrack restore BACKUP` brings back a good one and keeps this one.")
        )


def _journal(connection: Connection) -> Iterator[CheckFinding]:
    texts = {
        "altered": N_("entry {entry} of the journal is not what was written"),
        "missing": N_("entries of the journal are missing at {entry}"),
        "unhashed": N_("entry {entry} of the journal was slipped in"),
    }
    for entry, how in find_broken(connection):
        yield _make_finding(
            "error",
            f"journal_{how}",
            _row_of_file(entry=entry),
            texts[how],
            N_("The database was changed by another program: restore a copy."),
        )


def _entries_ahead(connection: Connection) -> Iterator[CheckFinding]:
    count, last = queries.find_entries_ahead(connection, now_utc())
    if count:
        yield _make_finding(
            "warning",
            "journal_ahead",
            _row_of_file(count=count, last=last),
            N_("{count} entries of the journal are dated after now, the last at {last}: the clock was wrong then"),
            N_("`circtrack log` shows them; days that were entered then are right or wrong for themselves."),
        )


def _row_of_file(**values: object) -> CheckRow:
    return queries.CheckRow(letter="", secret=False, office="", office_name="", values=values)


def _lost_references(connection: Connection) -> Iterator[CheckFinding]:
    for table, parent, count in list_lost_references(connection):
        row = _row_of_file(table=table, parent=parent, count=count)
        text = N_("{count} rows of {table} point at missing rows of {parent}")
        yield _make_finding(
            "error", "lost_rows", row, text, N_("The database was changed by another program: restore a copy.")
        )


def _malformed_rows(connection: Connection) -> Iterator[CheckFinding]:
    """Yield the rows at which other commands stop, as something stands in them that circtrack does not write."""
    for each in chain(
        list_malformed_keys(connection), list_malformed_statements(connection), list_malformed_withdrawals(connection)
    ):
        place: dict[str, object] = {"table": each.table, "column": each.column}
        row = queries.CheckRow(each.number, bool(each.secrecy), each.office, find_last_name(each.office), place)
        text = N_("{letter}: in the table {table}, {column} of the row by {office} is nothing that circtrack writes")
        yield _make_finding("error", "malformed_row", row, text, MEND_ROW)


def _cites_unrecorded(connection: Connection) -> Iterator[CheckFinding]:
    for row in queries.list_findings(connection, queries.CITES_UNRECORDED):
        whole = row.values["cited_date"] and row.values["cited_issuer"]
        add = N_(
            "If it is of use: `circtrack read FILE`, or "
            '`circtrack add --number "{cited}" --date "{cited_date}" --from "{cited_issuer}"`, records it.'
        )
        edit = N_('If it is misread: `circtrack correct "{letter}" --edit` opens what is recorded.')
        text = N_("{letter} cites {cited}, which is not recorded")
        yield _make_finding("warning", "cites_unrecorded", row, text, add if whole else edit)


def _no_receipt(connection: Connection, today: date, days: int) -> Iterator[CheckFinding]:
    sent_by = (today - timedelta(days=min(days, today.toordinal() - 1))).isoformat()
    for row in queries.list_unconfirmed(connection, sent_by):
        text = (
            N_("{office} has not confirmed the receipt of {letter}, sent on {sent_on}")
            if row.office
            else N_("{count} of {recipients} offices have not confirmed the receipt of {letter}, sent on {sent_on}")
        )
        one = N_('Ask it, and record the day: `circtrack receive "{letter}" {office_code}`.')
        several = N_('`circtrack letters --show "{letter}"` lists them: ask them, and record each day that they tell.')
        yield _make_finding("warning", "no_receipt", row, text, one if row.office else several)


def _register_gaps(connection: Connection) -> Iterator[CheckFinding]:
    for row in queries.list_findings(connection, queries.REGISTER_GAP):
        one = row.values["first"] == row.values["last"]
        text = (
            N_("{office}, {register} of {year}: {first} is missing")
            if one
            else N_("{office}, {register} of {year}: {first} to {last} are missing")
        )
        hint = N_("No command leaves numbers out: look in the log, or in the database that was merged.")
        yield _make_finding("error", "register_gap", _in_register(row), text, hint)


def _registers(connection: Connection, today: date) -> Iterator[CheckFinding]:
    for row in queries.list_findings(connection, queries.REGISTERED_TWICE):
        text = N_("{office}, {register}: {letter} has several numbers: {numbers}")
        hint = N_(
            "Void all but one: `circtrack register {direction}{options} --year {year} --void {last} --reason ซ้ำ`."
        )
        yield _make_finding("warning", "registered_twice", _in_register(row), text, hint)
    for row in queries.list_findings(connection, queries.RESERVED_UNUSED, year_be=today.year + 543):
        text = N_("{office}, {register} of {year}: reserved numbers that were never used: {count}, from {first} on")
        hint = N_(
            "Void them one by one: "
            "`circtrack register {direction}{options} --year {year} --void {void} --reason ไม่ได้ใช้`."
        )
        yield _make_finding("warning", "reserved_unused", _in_register(row), text, hint)


def _in_register(row: CheckRow) -> CheckRow:
    """Add the register's name to the row, and put ว before the numbers of circulars."""
    flags = [f" --{name}" for name in ("circular", "classified") if row.values.get(name)]
    values = dict(row.values) | {
        "register": Message(_REGISTERS[str(row.values["direction"])]),
        "options": f" --office {row.office}{''.join(flags)}",
        "void": row.values.get("first"),
    }
    if values.get("circular"):
        values |= {name: f"ว {values[name]}" for name in ("first", "last") if name in values}
    return row._replace(values=values)


def _cells_of(finding: CheckFinding, *, include_secret: bool) -> tuple[object, ...]:
    row = finding.row
    if row.secret and not include_secret:
        text = Message("it concerns a classified letter")
        hint = Message("`circtrack check --include-secret` tells it.")
        return (finding.severity, finding.code, "", "", "", text, hint)
    return (finding.severity, finding.code, row.letter, row.office, row.office_name, finding.text, finding.hint)


# The checks that are one query and one sentence each.

Severity = Literal["error", "warning"]


class Check(NamedTuple):
    """One check. ``text`` and ``hint`` are templates, filled with ``letter``, ``office`` and the query's columns."""

    code: str
    severity: Severity
    query: str
    text: str
    hint: str


_OPEN = N_('Compare it with the sheet: `circtrack correct "{letter}" --edit` opens what is recorded.')
_DEADLINE = N_(
    'Compare it with the sheet: `circtrack correct "{letter}" --edit` opens what the letter says; '
    '`circtrack log --letter "{letter}"` tells whether a clerk moved it.'
)
_SETTLE = N_('`circtrack correct "{letter}" --settle` shows the evidence and decides.')

CHECKS = (
    Check(
        "before_parent",
        "error",
        queries.BEFORE_PARENT,
        N_("{letter} is dated {date}, before {parent} of {parent_date}, which it passes on"),
        N_(
            "One of the two dates is a slip; what the sheet says is corrected: "
            '`circtrack correct "{letter}" --date "{parent_date}"` or `circtrack correct "{parent}" --date "{date}"`.'
        ),
    ),
    Check(
        "future_letter",
        "error",
        queries.FUTURE,
        N_("{letter} is dated {date}, after today"),
        _OPEN,
    ),
    Check(
        "done_before_letter",
        "error",
        queries.DONE_BEFORE,
        N_("{office} is recorded as done with '{task}' on {done_on}, before {letter} of {date}"),
        N_('`circtrack done "{letter}" {office_code} --task {place} --on "{date}"`, with the right day, corrects it.'),
    ),
    Check(
        "received_before_sent",
        "error",
        queries.RECEIVED_BEFORE_SENT,
        N_("{office} is recorded as having received {letter} on {received_on}, before it was sent on {sent_on}"),
        N_('`circtrack receive "{letter}" {office_code} --on "{sent_on}"`, with the day of its stamp, corrects it.'),
    ),
    Check(
        "future_done",
        "error",
        queries.FUTURE_DONE,
        N_("{office} is recorded as done with '{task}' on {done_on}, after today"),
        N_('`circtrack done "{letter}" {office_code} --task {place}`, with the right day, corrects it.'),
    ),
    Check(
        "future_receipt",
        "error",
        queries.FUTURE_RECEIPT,
        N_("{office} is recorded as having received {letter} on {received_on}, after today"),
        N_('`circtrack receive "{letter}" {office_code}`, with the day of its stamp, corrects it.'),
    ),
    Check(
        "future_reminder",
        "warning",
        queries.FUTURE_REMINDER,
        N_("{count} reminders of {letter} are recorded as said on {said_on}, after today"),
        N_("They were said while the clock was wrong; `circtrack remind --once` says them again when it is time."),
    ),
    Check(
        "other_chain",
        "error",
        queries.OTHER_ROOT,
        N_("{letter} passes on {parent}, and stands in another chain"),
        N_("The database was changed by another program: restore a copy."),
    ),
    Check(
        "called_otherwise",
        "warning",
        queries.CALLED_OTHERWISE,
        N_("{letter} was recorded elsewhere as {former}; {former} of the same day and subject is recorded here too"),
        N_('If the two are one letter: `circtrack correct "{former}" --same-as "{letter}"`.'),
    ),
    Check(
        "passes_on_withdrawn",
        "warning",
        queries.PASSES_ON_WITHDRAWN,
        N_("{letter} passes on {cited}, which its issuer has taken out"),
        N_(
            'If it stands without it: `circtrack correct "{letter}" --parent none`. '
            'If it is void too: `circtrack correct "{letter}" --withdraw`.'
        ),
    ),
    Check(
        "later_deadline",
        "warning",
        queries.LATER_DEADLINE,
        N_("{letter} gives '{task}' until {due_on}, later than {above_on} above it"),
        N_(
            'A slip: `circtrack correct "{letter}" --task {stated_place} --due "{above_on}"`. If it holds, what is '
            'above moves: `circtrack extend "{letter}" --task {place} --to "{due_on}" --reason "{letter}"`.'
        ),
    ),
    Check(
        "early_deadline",
        "warning",
        queries.EARLY_DEADLINE,
        N_("{letter} of {date}: the deadline of '{task}', {due_on}, lies before it"),
        _DEADLINE,
    ),
    Check(
        "far_deadline",
        "warning",
        queries.FAR_DEADLINE,
        N_("{letter} of {date}: the deadline of '{task}', {due_on}, is more than two years after it"),
        _DEADLINE,
    ),
    Check(
        "weekday",
        "warning",
        queries.WEEKDAY,
        N_("{letter}: the weekday of '{written}' does not agree with its date"),
        _SETTLE,
    ),
    Check(
        "undecided",
        "warning",
        queries.UNDECIDED,
        N_("{letter}: findings of its reading that are left to be decided: {count}"),
        _SETTLE,
    ),
    Check(
        "contradicted",
        "warning",
        queries.CONTRADICTED,
        N_("{letter}: what offices state of it and contradicts itself: {count}"),
        N_('`circtrack letters --show "{letter}"` shows who says what; the office concerned decides by its bundle.'),
    ),
)


# The checks that need the tracking rules or the list of offices.


@dataclass(slots=True)
class _Stall:
    """An office that has not passed a letter on: the letter, its name, how many wait below it, the first deadline."""

    letter: str
    name: str
    offices: int
    due_on: str


def find_untold_near(connection: Connection, today: date, days: int) -> Iterator[CheckRow]:
    """Find where a letter was not passed on though the deadline is near or past: one row for each office at fault."""
    secret = list_classified_letters(connection)
    own = queries.find_own_part(connection)
    last = today + timedelta(days=min(days, (date.max - today).days))
    stalls: dict[tuple[int, str], _Stall] = {}
    rounds = list_days_of_rounds(connection, list_recurring(connection), today)
    untold = list(count_untold(connection, last.isoformat(), own, rounds))
    superiors: dict[int, dict[str, None]] = {}
    for each in untold:
        superiors.setdefault(each.root, {})[each.superior] = None
    chains = ChainCache(connection, {})
    chains.foresee_untold(superiors)
    for each in untold:
        chain = chains.of_root(each.root)
        if own and each.office != own and own not in chain.from_here_up(each.superior):
            continue
        by = chain.stalled_at(each.superior)
        one = stalls.setdefault((each.root, by), _Stall(each.letter, chain.line(by).name, 0, each.due_on))
        one.offices += each.offices
        one.due_on = min(one.due_on, each.due_on)
    for (root, office), one in stalls.items():
        letter = load_found_letter(connection, root).citation
        values = {"letter": letter, "count": one.offices, "due_on": day(one.due_on)}
        yield queries.CheckRow(one.letter, root in secret, office, one.name, values)


def find_gone_offices(connection: Connection, today: date) -> Iterator[CheckRow]:
    """Find offices that still owe but no longer exist today, each with its successor ("" if unknown)."""
    from circtrack.registry.offices import find_successor, list_versions, office_exists

    gone = []
    for code in queries.list_still_owing(connection):
        known = list_versions(code)
        if known and not any(office_exists(office, today) for office in known):
            gone.append(code)
    for row in queries.list_owed_by(connection, gone) if gone else ():
        yield row._replace(values={**row.values, "successor": find_successor(row.office)})
