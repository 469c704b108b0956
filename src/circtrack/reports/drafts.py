"""The drafts of read letters: as rows, one a letter, and as the objects of ``read --format json``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.model import Letter

COLUMNS = (
    Column("number", N_("number"), "number"),
    Column("date", N_("date"), "day"),
    Column("kind", N_("kind"), "word"),
    Column("issuer", N_("issuer"), "office"),
    Column("parent", N_("passes on"), "number"),
    Column("recipients", N_("recipients"), "count"),
    Column("tasks", N_("tasks"), "count"),
    Column("due_on", N_("due on"), "day"),
    Column("findings", N_("findings")),
    Column("subject", N_("subject")),
)


def drafts_report(letters: Sequence[Letter]) -> Report:
    """List the letters, one row each, in the order given."""
    return Report(COLUMNS, [_row(letter) for letter in letters])


def draft_object(letter: Letter) -> dict[str, object]:
    """Return one letter as an object for other programs. Scripts depend on its keys: never rename or drop one."""
    return {
        "number": letter.number,
        "number_as_written": letter.number_as_written,
        "date": letter.date,
        "issuer": letter.issuer,
        "issuer_code": letter.issuer_code,
        "kind": letter.kind,
        "urgency": letter.urgency,
        "secrecy": letter.secrecy,
        "subject": letter.subject,
        "addressees": letter.addressees,
        "recipients": letter.recipients,
        "parent": letter.parent,
        "links": [
            {"type": link.type, "number": link.number, "date": link.date, "issuer": link.issuer}
            for link in letter.links
        ],
        "tasks": [
            {
                "title": task.title,
                "system": task.system,
                "audience": task.audience,
                "due_on": task.due_on,
                "rule": task.rule,
                "as_written": task.as_written,
            }
            for task in letter.tasks
        ],
        "findings": [
            {
                "code": finding.code,
                "field": finding.field,
                "text": finding.text,
                "evidence": finding.evidence,
                "proposal": finding.proposal,
                "taken": finding.taken,
            }
            for finding in letter.findings
        ],
        "date_as_written": letter.date_as_written,
        "enclosures": letter.enclosures,
        "signatory": letter.signatory,
        "position": letter.position,
        "section": letter.section,
        "phones": letter.phones,
        "email": letter.email,
        "aliases": letter.aliases,
        "source": letter.source,
        "line": letter.line,
        "receipt": {
            "number": letter.receipt.number,
            "on": letter.receipt.on,
            "as_written": letter.receipt.as_written,
        },
    }


def _row(letter: Letter) -> list[object]:
    due = min((task.due_on for task in letter.tasks if task.due_on), default=None)
    return [
        letter.number,
        letter.date,
        letter.kind,
        letter.issuer,
        letter.parent,
        len(letter.recipients),
        len(letter.tasks),
        due,
        " ".join(finding.code for finding in letter.findings),
        letter.subject,
    ]
