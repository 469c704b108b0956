"""What the e-mail that brought a letter says of it: the letter was written by then, and reached us on that day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from circtrack.model import Finding, Letter, ReceiptStamp
from circtrack.registry.issuers import find_issuer_of_citation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circtrack.reading.packages import Envelope

NO_ENVELOPES: Mapping[str, Envelope] = {}
"""No text came by e-mail."""

_MISSING = {"missing_date": "date", "missing_issuer": "issuer", "incomplete_date": "date"}


def weigh_envelope(letter: Letter, envelope: Envelope) -> Letter:
    """Return a letter with what its e-mail says: evidence where something is missing, and the day of receipt.

    A letter dated after the e-mail that brought it has a finding. The sender is only proposed as the issuer: letters
    are passed on by whoever has them.
    """
    if any(each.code == "not_a_letter" for each in letter.findings):
        return letter
    evidence = f"e-mail {envelope.sent_on or ''} {envelope.sender}".strip()
    findings = [_add_evidence(each, envelope, evidence) for each in letter.findings]
    sent_on = envelope.sent_on
    if letter.date and sent_on and letter.date > sent_on:
        findings.append(Finding("after_message", "date", letter.date_as_written or letter.date.isoformat(), evidence))
        sent_on = None
    receipt = letter.receipt
    if sent_on and receipt.on is None:
        receipt = ReceiptStamp(receipt.number, sent_on, receipt.as_written or evidence)
    return replace(letter, findings=tuple(findings), receipt=receipt)


def _add_evidence(finding: Finding, envelope: Envelope, evidence: str) -> Finding:
    if finding.code not in _MISSING or finding.evidence:
        return finding
    proposal = finding.proposal
    if finding.code == "missing_issuer" and not proposal:
        proposal = _find_sender(envelope)
    return replace(finding, evidence=evidence, proposal=proposal)


def _find_sender(envelope: Envelope) -> str:
    """Return the office whose name the sender has; "" if it is no office's, but a person's."""
    name, day = envelope.sender.partition("<")[0].strip(' "'), envelope.sent_on
    found = find_issuer_of_citation(name, day) if name and day else None
    return found.name if found else ""
