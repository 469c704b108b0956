"""Show whole letters, as ``read`` found them or as they were recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_
from circtrack.render import messages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from circtrack.model import Letter
    from circtrack.render.output import Output


def show_letters(
    letters: Sequence[Letter],
    output: Output,
    *,
    acts: Callable[[Letter], Iterable[dict[str, object]]] | None = None,
    numbered: bool = False,
    text: bool = False,
) -> None:
    """Write the letters with their findings: as text, as objects, or as rows with the findings on standard error.

    Args:
        letters: The letters to show.
        output: Where, and in which format.
        acts: Returns a letter's effects on others, for the last key of its object; None to leave the key out.
        numbered: Whether to number a letter's findings, as `circtrack correct` names those of a recorded one.
        text: Whether to show the letters' own texts below.
    """
    from circtrack.reports.drafts import draft_object, drafts_report

    chosen = output.chosen_format()
    if chosen == "table" and not output.columns:
        from circtrack.render.cells import printable
        from circtrack.render.drafts import drafts_text

        own = "".join(f"\n{printable(letter.text)}\n" for letter in letters) if text else ""
        output.write_prose(drafts_text(letters) + own)
    elif output.writes_objects():
        from circtrack.render.objects import write_mappings

        objects = (draft_object(each) | ({"acts": list(acts(each))} if acts else {}) for each in letters)
        with output.stream() as stream:
            write_mappings(objects, stream, lines=chosen == "jsonl")
    else:
        output.write(drafts_report(letters))
    if chosen not in {"table", "json", "jsonl"} or output.columns:  # the others show the findings already
        from circtrack.render.drafts import finding_lines

        for letter in letters:
            for place, line in enumerate(finding_lines(letter, one_by_one=numbered), 1):
                finding = f"{place}. {line}" if numbered else line
                messages.warn(N_("{number}: {finding}"), number=letter.number or letter.source, finding=finding)
