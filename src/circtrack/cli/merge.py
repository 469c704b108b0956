"""``circtrack merge``: take in other offices' bundles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument

from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, FileError, join_names
from circtrack.render import messages

if TYPE_CHECKING:
    from circtrack.actions.sync.bundles import Bundle
    from circtrack.actions.sync.merge import MergeResult

app = new_app()


@command(
    app,
    help=N_("Take in what other offices wrote with bundle."),
    example="circtrack merge 908-2566-36.circtrack\ncirctrack merge from-the-districts/",
)
def merge(
    session: Session,
    *,
    files: Annotated[
        list[str], Argument(metavar="FILE...", help=N_("Bundles, or folders of them; - for one on standard input."))
    ],
) -> None:
    """Check every file, merge all of them, say what was new, changed or in conflict."""
    from circtrack.actions.add_office import add_carried_offices
    from circtrack.actions.sync.bundle_check import reject_strangers
    from circtrack.actions.sync.merge import merge_bundles
    from circtrack.database.transaction import Transaction, perform
    from circtrack.store.settings import get_own_office

    bundles = [_read_and_check(file, session) for given in files for file in _list_bundles(given)]

    def action(transaction: Transaction) -> MergeResult:
        own = get_own_office(transaction.connection)
        notes = add_carried_offices(transaction, [office for each in bundles for office in each.offices])
        for each in bundles:
            reject_strangers(each, own, session.today)
        merged = merge_bundles(transaction, bundles, own)
        merged.notes += notes
        return merged

    _tell(perform(session.database, "merge", action))


def _list_bundles(given: str) -> list[str]:
    """Return the bundles in a folder, by name; anything else is a bundle itself.

    Raises:
        FileError: the folder has no bundle in it.
    """
    folder = Path(given).expanduser()
    if given == "-" or not folder.is_dir():
        return [given]
    found = sorted(str(file) for file in folder.glob("*.circtrack"))
    if not found:
        raise FileError("{folder} has no bundle in it: no file is called ….circtrack.", folder=folder)
    messages.say(N_("Bundles in {folder}: {count}."), folder=folder, count=len(found))
    return found


def _read_and_check(file: str, session: Session) -> Bundle:
    from circtrack.actions.sync.bundle_check import check_bundle
    from circtrack.transfer.bundle_file import MOST_BYTES, read_bundle

    if file == "-":
        from circtrack.render.streams import read_stdin_bytes

        return check_bundle(read_bundle(read_stdin_bytes(MOST_BYTES + 1), file), session.today)
    return check_bundle(read_bundle(Path(file).expanduser(), file), session.today)


def _tell(merged: MergeResult) -> None:
    from circtrack.cli.confirmations import tell_notes
    from circtrack.render.words import conflict_in_words

    if merged.letters:
        messages.say(
            N_("New letters: {count}: {letters}"), count=len(merged.letters), letters=join_names(merged.letters)
        )
    for gone in merged.withdrawn:
        from circtrack.actions.letters.describe_correction import tell_consequences

        messages.say(N_("{by} has taken {letter} out; it is taken out here too."), by=gone.by, letter=gone.letter)
        messages.say(tell_consequences(gone.consequences, gone.lost_receipts))
    messages.say(
        N_("Receipts and reports of work: {new} new, {updated} updated, {unchanged} so already."),
        new=merged.new,
        updated=merged.updated,
        unchanged=merged.unchanged,
    )
    if merged.replaced:
        messages.say(
            N_("Of these letters their issuer's or a nearer office's version now counts: {letters}"),
            letters=join_names(merged.replaced),
        )
    for number, conflict in merged.conflicts:
        messages.warn(
            N_("{letter}: the offices disagree ({versions}); '{text}' stays in force, both are kept as a finding."),
            letter=number,
            text=conflict_in_words(conflict.text),
            versions=conflict_in_words(conflict.evidence),
        )
    tell_notes(merged.notes)
