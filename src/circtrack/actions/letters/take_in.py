"""Take in what was read, letter by letter: record what can be recorded, keep the rest as drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.carry_out import record_with_effects
from circtrack.actions.work.receive import record_received
from circtrack.errors import N_, InputError, Message, UnknownError, join_names
from circtrack.store.drafts import (
    delete_draft,
    digest_letter,
    find_drafts_of,
    find_recorded_text,
    insert_draft,
    insert_read_files,
    list_lacking,
    load_draft,
    update_draft,
)
from circtrack.store.settings import get_own_office
from circtrack.thai.dates import format_thai

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date

    from circtrack.actions.letters.carry_out import RecordedWithEffects
    from circtrack.actions.letters.letter_effects import LetterEffect
    from circtrack.actions.results import ChangeResult, Differing
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Letter
    from circtrack.store.drafts import KeptDraft


class NotRecorded(NamedTuple):
    """A letter that was not recorded: why, and where it is. ``place`` is its place among the letters given.

    ``draft`` is the number of its draft, 0 where its text is recorded already, as ``recorded``. ``is_new`` is whether
    the draft was made now.
    """

    place: int
    letter: Letter
    reason: Message
    draft: int = 0
    is_new: bool = False
    recorded: str = ""


class TakenIn(NamedTuple):
    """What was recorded, with its effects on other letters, and what was not.

    ``settled`` are drafts that are done; ``received`` is what was recorded of receipts, ``not_received`` why some were
    not.
    """

    acted: RecordedWithEffects
    not_recorded: tuple[NotRecorded, ...]
    settled: tuple[int, ...] = ()
    received: tuple[ChangeResult, ...] = ()
    not_received: tuple[Message, ...] = ()


class Given(NamedTuple):
    """What is taken in.

    Attributes:
        letters: As they were read or completed.
        refused: Why some of them, by place, are not to be recorded, although they lack nothing.
        files: The names of the files of folders that they came from, by the SHA-256 of their content.
        draft: The number of the draft that the one letter completes; 0 for none.
        receive: The places of the letters whose receipt by this office, as their stamps tell it, is recorded too.
    """

    letters: Sequence[Letter]
    refused: Mapping[int, Message] = {}
    files: Mapping[str, str] = {}
    draft: int = 0
    receive: Collection[int] = ()


def take_in(
    transaction: Transaction,
    given: Given,
    today: date,
    agreed: Callable[[LetterEffect], bool | Collection[int]],
    differing: Differing,
) -> TakenIn:
    """Record the letters that can be recorded, and keep the others as drafts.

    Raises:
        InputError: what ``record_with_effects`` raises; nothing was recorded.
        DiffersError: a letter is recorded otherwise, and ``differing`` refuses that.
    """
    own = get_own_office(transaction.connection)
    if given.draft:
        find_draft(transaction.connection, given.draft)
    reasons = {
        at: given.refused.get(at) or say_lacking(letter)
        for at, letter in enumerate(given.letters)
        if at in given.refused or list_lacking(letter)
    }
    whole = [letter for at, letter in enumerate(given.letters) if at not in reasons]
    acted = record_with_effects(transaction, whole, own, today, agreed, differing)
    drafts = find_drafts_of(transaction.connection, own, given.letters)
    if given.draft:
        drafts |= {digest_letter(letter): given.draft for letter in given.letters}
    kept = tuple(
        _keep(transaction, NotRecorded(at, given.letters[at], reason), own, today, drafts, edits=bool(given.draft))
        for at, reason in reasons.items()
    )
    settled = tuple(dict.fromkeys(drafts[each] for each in map(digest_letter, whole) if each in drafts))
    for row in settled:
        delete_draft(transaction, row)
    insert_read_files(transaction, own, given.files, today)
    stamped = [letter for at, letter in enumerate(given.letters) if at in given.receive and at not in reasons]
    new = {each.number for each in acted.recorded.letters if each.is_new}
    answers = [_receive(transaction, letter, own, today) for letter in stamped if letter.number in new]
    received = tuple(each for each in answers if not isinstance(each, Message))
    taken = TakenIn(acted, kept, settled, received, tuple(each for each in answers if isinstance(each, Message)))
    _say(transaction, given, taken)
    return taken


def _receive(transaction: Transaction, letter: Letter, own: str, today: date) -> ChangeResult | Message:
    """Record this office's receipt of a letter as its stamp tells it; return why not, where that cannot be."""
    assert letter.date is not None  # noqa: S101 - it was recorded
    cited = f"ที่ {letter.number} ลงวันที่ {format_thai(letter.date)}"
    on, number = letter.receipt.on or today, letter.receipt.number
    try:
        return record_received(transaction, cited, own, on, today, number=number)
    except InputError as error:  # raised before anything was changed
        return Message("the receipt of {letter} was not recorded: {reason}", letter=letter.number, reason=error)


def _keep(
    transaction: Transaction, each: NotRecorded, own: str, today: date, drafts: dict[str, int], *, edits: bool
) -> NotRecorded:
    """Keep one letter as a draft, unless one has its text, or it was completed and recorded before."""
    digest = digest_letter(each.letter)
    if digest in drafts:
        if edits:
            update_draft(transaction, drafts[digest], each.letter, each.reason)
        return each._replace(draft=drafts[digest])
    if recorded := find_recorded_text(transaction.connection, each.letter.text):
        return each._replace(recorded=recorded)
    drafts[digest] = insert_draft(transaction, own, each.letter, each.reason, today)
    return each._replace(draft=drafts[digest], is_new=True)


def _say(transaction: Transaction, given: Given, taken: TakenIn) -> None:
    """Set the journal's sentence where drafts or receipts were recorded too; else that of the recording stays."""
    acted = taken.acted
    new = ", ".join(letter.number for letter in acted.recorded.letters if letter.is_new)
    if kept := [str(each.draft) for each in taken.not_recorded if each.is_new]:
        both = N_("recorded {numbers}; kept as drafts: {drafts}")
        transaction.say(both if new else N_("kept as drafts: {drafts}"), numbers=new, drafts=", ".join(kept))
    elif taken.received:
        days = ", ".join(str(change.on) for each in taken.received for change in each.changes)
        transaction.say(N_("recorded {numbers}; received on {on}"), numbers=new, on=days)
    elif taken.settled and not acted.carried_out:
        drafts = ", ".join(map(str, taken.settled))
        said = N_("recorded {numbers} from draft {drafts}") if new else N_("draft {drafts} was recorded before")
        transaction.say(said, numbers=new, drafts=drafts)
    elif given.draft and not taken.settled:
        transaction.say(N_("completed draft {draft} in part"), draft=given.draft)
    elif not (new or taken.settled or acted.recorded.corrections or acted.carried_out):
        transaction.say(N_("read {files}: nothing new"), files=join_names(given.files.values()))


def say_lacking(letter: Letter) -> Message:
    """Say what a letter lacks to be recorded; the empty message if nothing."""
    texts = {"number": N_("no number"), "date": N_("no date"), "issuer": N_("no issuer")}
    lacking = [Message(texts[name]) for name in list_lacking(letter)]
    if any(each.code == "not_a_letter" for each in letter.findings):
        return Message("no letter was found in it")
    return together_with_commas(lacking)


def together_with_commas(parts: Sequence[Message]) -> Message:
    """Join messages with commas."""
    first, *others = parts or (Message(""),)
    for each in others:
        first = Message("{one}, {other}", one=first, other=each)
    return first


def find_draft(connection: Connection, row: int) -> KeptDraft:
    """Return a draft by its number.

    Raises:
        UnknownError: there is no such draft.
    """
    if (found := load_draft(connection, row)) is None:
        raise UnknownError("There is no draft {draft}.", hint=N_("`circtrack drafts` lists them."), draft=row)
    return found


def drop_draft(transaction: Transaction, row: int) -> KeptDraft:
    """Delete a draft that is not wanted; ``circtrack undo`` brings it back.

    Raises:
        UnknownError: there is no such draft.
    """
    found = find_draft(transaction.connection, row)
    delete_draft(transaction, row)
    transaction.say(
        N_("dropped draft {draft}, line {line} of {source}"),
        draft=row,
        line=found.letter.line,
        source=found.letter.source,
    )
    return found
