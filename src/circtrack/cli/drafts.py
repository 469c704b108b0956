"""``circtrack drafts``: list the letters that were read and not recorded, show, complete or drop one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from circtrack.cli.database import know_offices, reading
from circtrack.cli.differing import Update
from circtrack.cli.options import IncludeSecret, command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError
from circtrack.render import messages
from circtrack.render.output import Output

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from circtrack.model import Letter
    from circtrack.store.drafts import KeptDraft

app = new_app()

_ACTS = ("show", "edit", "drop")


@command(
    app,
    help=N_("Letters that were read and lack something; complete or drop them."),
    title=N_("Letters not recorded yet"),
    example="circtrack drafts\ncirctrack drafts show 1\n"
    'circtrack drafts edit 1 --number "ชย 0023.6/3063"\ncirctrack drafts drop 2',
    listing=True,
)
def drafts(
    session: Session,
    output: Output,
    words: Annotated[
        list[str] | None,
        Argument(
            metavar="[show|edit|drop N]",
            help=N_("Show draft N whole; complete it, by the options or in your editor, and record it; or drop it."),
        ),
    ] = None,
    *,
    number: Annotated[str, Option("--number", metavar="NUMBER", help=N_("The letter's number (ที่)."))] = "",
    date: Annotated[str, Option("--date", metavar="DATE", help=N_("The letter's date."))] = "",
    issuer: Annotated[str, Option("--from", metavar="OFFICE", help=N_("Who issued the letter."))] = "",
    yes: Annotated[bool, Option("--yes", "-y", help=N_("Record without asking."))] = False,
    record_only: Annotated[
        bool, Option("--record-only", help=N_("Let no letter move another one's deadline or cancel it."))
    ] = False,
    update: Update = None,
    include_secret: IncludeSecret = False,
) -> int:
    """List the drafts; or show, complete or drop one. Not ``circtrack draft``, which writes letters that go out."""
    act, row = _read_words(words or [])
    given = {"number": number, "written_on": date, "issuer": issuer}
    if act != "edit" and (any(given.values()) or yes or record_only or update is not None):
        raise InputError(
            "--number, --date, --from, --yes, --record-only and --update are for `circtrack drafts edit N`."
        )
    if act == "drop":
        return _drop(session, row)
    if not act:
        from circtrack.reports.kept_drafts import build_drafts_report

        with reading(session) as connection:
            output.write(build_drafts_report(connection, include_secret=include_secret))
        return 0
    know_offices(session)
    draft = _load(session, row, include_secret=include_secret or act == "edit")
    if act == "show":
        _show(draft, output)
        return 0
    return _edit(session, output, draft, given, yes=yes, record_only=record_only, update=update)


def _read_words(words: Sequence[str]) -> tuple[str, int]:
    """Return what to do, and the number of the draft; "" and 0 to list."""
    if not words:
        return "", 0
    from circtrack.thai.digits import to_arabic

    act, *rest = words
    if act not in _ACTS:
        raise InputError(
            "'{word}' is nothing that drafts can do: show, edit or drop.",
            hint=N_("`circtrack draft` without s writes letters that go out."),
            word=act,
        )
    place = to_arabic(rest[0]) if len(rest) == 1 else ""
    if not place.isascii() or not place.isdigit() or len(place) > 18:
        raise InputError("{act} which draft? Say one number.", hint=N_("`circtrack drafts` lists them."), act=act)
    return act, int(place)


def _load(session: Session, row: int, *, include_secret: bool) -> KeptDraft:
    from circtrack.actions.letters.take_in import find_draft
    from circtrack.store.secrecy import make_classified_error

    with reading(session) as connection:
        draft = find_draft(connection, row)
    if draft.letter.secrecy and not include_secret:
        from circtrack.errors import Message

        raise make_classified_error(str(Message("draft {draft}", draft=row)), draft.letter.secrecy)
    return draft


def _show(draft: KeptDraft, output: Output) -> None:
    """Show one draft: as text with the letter's own below it, as an object, or as a row."""
    if output.writes_objects():
        from circtrack.render.objects import write_mappings
        from circtrack.reports.kept_drafts import kept_draft_object

        with output.stream() as stream:
            write_mappings([kept_draft_object(draft)], stream, lines=output.chosen_format() == "jsonl")
        return
    from circtrack.cli.show_letters import show_letters

    show_letters([draft.letter], output, text=True)


def _edit(
    session: Session,
    output: Output,
    draft: KeptDraft,
    given: dict[str, str],
    *,
    yes: bool,
    record_only: bool,
    update: bool | None,
) -> int:
    """Complete a draft and record it; what still lacks something stays a draft, with what was said."""
    from circtrack.actions.letters.take_in import Given
    from circtrack.cli.recording import Ways, record_read

    letter = _complete(draft.letter, given, session.today)
    ways = Ways(yes or any(given.values()), record_only=record_only, update=update)
    return record_read(session, output, Given([letter], draft=draft.id), ways)


def _complete(letter: Letter, given: dict[str, str], today: dt.date) -> Letter:
    from circtrack.cli.editor import edit_drafts
    from circtrack.reading.drafts_file import complete_draft

    if any(given.values()):
        return complete_draft(letter, today, **given)
    edited = edit_drafts([letter])
    if len(edited) != 1:
        raise InputError("one letter was to be completed, and {count} are in the text; nothing was changed.",
                         count=len(edited))  # fmt: skip
    return edited[0]


def _drop(session: Session, row: int) -> int:
    from circtrack.actions.letters.take_in import drop_draft
    from circtrack.database.transaction import perform

    dropped = perform(session.database, "drafts", lambda transaction: drop_draft(transaction, row), create=False)
    messages.say(
        N_("Dropped draft {draft}: line {line} of {source}. `circtrack undo` brings it back."),
        draft=row,
        line=dropped.letter.line,
        source=dropped.letter.source,
    )
    return 0
