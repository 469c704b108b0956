"""What became of each file of a folder that was read: one line a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from circtrack.errors import N_, Message, together
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (
    Column("file", N_("file")),
    Column("result", N_("result"), "word"),
    Column("recorded", N_("recorded now")),
    Column("drafts", N_("drafts"), "code"),
    Column("text", N_("what is left")),
)

FileResult = Literal["recorded", "drafts", "in_part", "known", "not_read"]


class FileRead(NamedTuple):
    """One file: the numbers of letters recorded now and before, its drafts, and what was not recorded and why."""

    name: str
    recorded: Sequence[str] = ()
    known: Sequence[str] = ()
    drafts: Sequence[int] = ()
    reasons: Sequence[Message] = ()
    is_read: bool = True


def build_post_report(files: Sequence[FileRead]) -> Report:
    """List what became of each file, in the order in which they were read."""
    return Report(COLUMNS, [_row(each) for each in files])


def _row(each: FileRead) -> list[object]:
    return [
        each.name,
        _find_result(each),
        ", ".join(each.recorded),
        " ".join(map(str, each.drafts)),
        together(list(each.reasons)) if each.reasons else "",
    ]


def _find_result(each: FileRead) -> FileResult:
    if not each.is_read:
        return "not_read"
    if each.drafts or each.reasons:
        return "in_part" if each.recorded or each.known else "drafts"
    return "recorded" if each.recorded else "known"
