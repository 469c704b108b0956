"""The options of verbs that take lists, and what is said of a list: before it is recorded, and after."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from typer import Option

from circtrack.errors import N_, BadRowsError, InputError, UnknownError, join_names
from circtrack.render import messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from circtrack.actions.listed import BadLine, ListOutcome
    from circtrack.actions.results import ChangeResult
    from circtrack.cli.session import Session
    from circtrack.database.transaction import Transaction
    from circtrack.lists.model import ReadList

ListFile = Annotated[
    str,
    Option(
        "--list",
        "--csv",
        metavar="FILE",
        help=N_(
            "Many at once: a chat message, a table or a workbook with an office a line (`circtrack help lists`); - for "
            "standard input. Nothing is recorded if a line is wrong."
        ),
    ),
]
"""A list of offices, in whatever form people have it."""

ListEncoding = Annotated[
    Literal["utf-8", "cp874"] | None,
    Option("--encoding", metavar="<utf-8|cp874>", help=N_("Of the file: utf-8, or cp874 from Thai Windows.")),
]
Sheet = Annotated[str, Option("--sheet", metavar="NAME", help=N_("The workbook's sheet; the first if not said."))]
Rejects = Annotated[
    Path | None,
    Option(
        "--rejects", metavar="FILE", help=N_("Write the lines that cannot be taken here, to correct and give again.")
    ),
]
Partial = Annotated[
    bool, Option("--partial", help=N_("Record the good lines although others cannot be taken (exit status 4)."))
]
Yes = Annotated[bool, Option("--yes", "-y", help=N_("Do not ask before a list is recorded."))]
UnderWhom = Annotated[
    str,
    Option("--under", metavar="OFFICE", help=N_("Only this office and those under it; all of them, without a list.")),
]
Everyone = Annotated[bool, Option("--all", help=N_("All under the own office, or under --under."))]


class ListOptions(NamedTuple):
    """The options of a list on the command line."""

    file: str = ""
    encoding: str | None = None
    sheet: str = ""
    rejects: Path | None = None
    partial: bool = False
    yes: bool = False

    def read(self) -> ReadList:
        """Read the list; say what was found out about it, and which of its lines name no office.

        Raises:
            FileError: it cannot be read.
            InputError: it is no list.
        """
        from circtrack.lists.read import read_list

        found = read_list(read_bytes_of(self.file), self.file, encoding=self.encoding or "", sheet=self.sheet)
        for note in found.notes:
            messages.warn(note)
        if found.words:
            messages.warn(
                N_("lines that name no office: {lines}"),
                lines="; ".join(f"{each.line}: {each.text[:60]}" for each in found.words[:5])
                + (f" … (+{len(found.words) - 5})" if len(found.words) > 5 else ""),
            )
        return found

    def reject_without_list(self) -> None:
        """Reject options that only a list has.

        Raises:
            InputError: there is one of them, and no list.
        """
        if not self.file and (self.sheet or self.rejects or self.partial or self.encoding):
            name = next(
                name
                for name, value in (
                    ("--sheet", self.sheet),
                    ("--rejects", self.rejects),
                    ("--partial", self.partial),
                    ("--encoding", self.encoding),
                )
                if value
            )
            raise InputError("{option} goes with a list.", option=name)


def find_under(session: Session, office: str) -> str:
    """Return the code of the office that ``--under`` names; "" if none is named."""
    if not office:
        return ""
    from circtrack.cli.database import reading
    from circtrack.registry.find import find_office
    from circtrack.store.settings import get_own_office

    own = ""
    with suppress(UnknownError), reading(session) as connection:
        own = get_own_office(connection)
    return find_office(office, session.today, under=own).code


def record_list(
    session: Session,
    command: str,
    action: Callable[[Transaction], tuple[ChangeResult, ListOutcome]],
    options: ListOptions,
) -> tuple[ChangeResult, ListOutcome] | None:
    """Record a list: at a terminal it is shown first and asked about; return None if the answer is no.

    Raises:
        BadListError: lines cannot be taken; they are in the file of rejects, if one was named.
    """
    from circtrack.actions.listed import BadListError
    from circtrack.database.transaction import perform, rehearse
    from circtrack.render.streams import can_ask

    try:
        if can_ask() and not options.yes:
            expected, outcome = rehearse(session.database, command, action)
            if not _agree(expected, outcome):
                messages.say(N_("Nothing was recorded."))
                return None
        recorded = perform(session.database, command, action, create=False)
    except BadListError as error:
        write_rejects(options.rejects, error.lines)
        raise
    write_rejects(options.rejects, recorded[1].bad)
    return recorded


def tell_outcome(outcome: ListOutcome, letter: str) -> None:
    """Say what became of the lines that were not recorded.

    Raises:
        BadRowsError: lines could not be taken, though the others were recorded.
    """
    if outcome.outside:
        messages.warn(
            N_("{count} lines name offices outside one's own part, and were left out: {offices}"),
            count=len(outcome.outside),
            offices=join_names(outcome.outside),
        )
    if outcome.blank:
        messages.warn(
            N_("of {count} offices the list says nothing; they stay as they are: {offices}"),
            count=len(outcome.blank),
            offices=join_names(outcome.blank),
        )
    _tell_apart(outcome, letter)
    tell_bad(outcome)


def tell_bad(outcome: ListOutcome) -> None:
    """Say what is noted of a list, and which of its lines could not be taken.

    Raises:
        BadRowsError: lines could not be taken, though the others were recorded.
    """
    for note in outcome.notes:
        messages.warn(note)
    if outcome.bad:
        raise BadRowsError(
            "{count} lines could not be taken; the others were recorded.",
            hint=N_("Correct them and give them again: --rejects saves them."),
            details=[each.as_message() for each in outcome.bad],
            count=len(outcome.bad),
        )


_SHOWN_APART = 10


def _tell_apart(outcome: ListOutcome, letter: str) -> None:
    """Show the lines that say that it is not done, each with the command that records what it says."""
    plain = [each for each in outcome.apart if not each.entry.fields.get("note")]
    if plain:
        messages.warn(
            N_("{count} offices are not done, by the list: {offices}"),
            count=len(dict.fromkeys(each.code for each in plain)),
            offices=join_names(each.name for each in plain),
        )
    telling = [each for each in outcome.apart if each.entry.fields.get("note")]
    for each in telling[:_SHOWN_APART]:
        messages.warn(
            N_("line {line}: {office} is not done: {text}. To record it: `{command}`"),
            line=each.entry.line,
            office=each.name,
            text=each.entry.fields["note"],
            command=_command_for(each.entry.mark, each.letter or letter, each.code, each.entry.fields["note"]),
        )
    if (more := len(telling) - _SHOWN_APART) > 0:
        messages.warn(N_("and {count} more"), count=more)


def _command_for(mark: str, letter: str, code: str, note: str) -> str:
    from circtrack.lists.sayings import find_day

    said = note.replace('"', "'").replace("`", "'").replace("$", "")
    if mark == "postponed" and (day := find_day(said)):
        return f'circtrack extend "{letter}" {code} --to "{day}" --reason "{said}"'
    if mark == "incomplete":
        return f'circtrack done "{letter}" {code} --incomplete --note "{said}"'
    return f'circtrack done "{letter}" {code} --blocked "{said}"'


def _agree(expected: ChangeResult, outcome: ListOutcome) -> bool:
    """Show what a list would record, and ask."""
    messages.say(
        N_(
            "{letter}: {count} to be recorded, {same} so already, {apart} not done, {outside} elsewhere, "
            "{bad} not understood"
        ),
        letter=expected.letter,
        count=len(expected.changes),
        same=expected.unchanged,
        apart=len(outcome.apart) + len(outcome.blank),
        outside=len(outcome.outside),
        bad=len(outcome.bad),
    )
    for change in expected.changes[:_SHOWN_APART]:
        messages.say(N_("- {office}"), office=change.name)
    if len(expected.changes) > _SHOWN_APART:
        messages.say(N_("and {count} more"), count=len(expected.changes) - _SHOWN_APART)
    return messages.confirm(N_("Record it?"))


# What a line's words said, for a column that says it.
_STATES = {"": "done", "done": "done", "incomplete": "incomplete", "blocked": "blocked"}


def write_rejects(file: Path | None, lines: tuple[BadLine, ...] | list[BadLine], *, names: str = "office") -> None:
    """Write the lines that cannot be taken as a list that can be corrected and given again.

    ``names`` is the column of what a line names.
    """
    if file is None:
        return
    import csv

    from circtrack.newfile import write_atomically

    columns = tuple(dict.fromkeys(name for each in lines for name in each.entry.fields if name != "beyond"))
    says = any(each.entry.mark for each in lines) and not {"progress", "state"} & set(columns)
    with write_atomically(file) as beside, beside.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        heads = ("office_name" if name == "office" else name for name in columns)
        out.writerow((names, *heads, *(("state",) if says else ()), "line", "problem", "proposal"))
        for each in lines:
            problem = messages.said(each.error.message)
            proposals = "; ".join(messages.said(detail) for detail in each.error.details)
            cells = (each.entry.fields.get(name, "") for name in columns)
            state = (_STATES.get(each.entry.mark, "none"),) if says else ()
            out.writerow((each.entry.name, *cells, *state, each.entry.line, problem, proposals))
    messages.say(N_("{count} lines that cannot be taken were written to {file}."), count=len(lines), file=file)


def read_bytes_of(file: str) -> bytes:
    """Return the bytes of a list's file, or of standard input for ``-``; more than a list can have are not read.

    Raises:
        FileError: the file cannot be read, or is too large.
    """
    if file == "-":
        from circtrack.lists.decode import MOST_BYTES
        from circtrack.render.streams import read_stdin_bytes

        return read_stdin_bytes(MOST_BYTES + 1)
    from circtrack.lists.decode import MOST_BYTES, make_too_large_error
    from circtrack.reading.decode import read_bytes

    if Path(file).is_file() and Path(file).stat().st_size > MOST_BYTES:
        raise make_too_large_error(file)
    return read_bytes(Path(file))
