"""English sentences that count one thing: "1 office owes", where the template says "{count} offices owe"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOUNS = (
    "conflicts|days|deadlines|districts|entries|errors|events|facts|files|findings|letters|lines|numbers|obligations|"
    "offices|pages|provinces|receipts|records|reminders|reports|roles|rounds|rows|seconds|sheets|tables|tasks|things|"
    "times|values|warnings|withdrawals"
)
_COUNTED = re.compile(rf"\{{(\w+)\}}((?: more| new| other)*) ({_NOUNS})\b")
_VERBS = {
    "are": "is",
    "were": "was",
    "have": "has",
    "do": "does",
    **{
        verb: f"{verb}s"
        for verb in ("ask", "count", "fit", "follow", "lie", "name", "owe", "point", "say", "stay", "wait")
    },
}
_JOINED = re.compile(rf"((?:that|and) )({'|'.join(_VERBS)})\b")
_VERB = re.compile(rf"(\b)({'|'.join(_VERBS)})\b")
_BEGINS = re.compile(r"[.:;] $|^\{\w+\} of $")
_CLAUSE = re.compile(r"(?:[^.,;:(]|, and )*")


def agree_with_one(template: str, values: Mapping[str, object]) -> str:
    """Return the English template with the noun behind each value that is 1 in the singular.

    A noun that begins a sentence is its subject: the verbs of its clause agree with it.
    """
    for found in reversed(list(_COUNTED.finditer(template))):
        if str(values.get(found[1])) != "1":
            continue
        before, after = template[: found.start()], template[found.end() :]
        if not before or _BEGINS.search(before):
            clause = _CLAUSE.match(after)
            end = clause.end() if clause else 0
            after = _agree(after[:end]) + after[end:]
        template = f"{before}{{{found[1]}}}{found[2]} {_singular(found[3])}{after}"
    return template


def _agree(clause: str) -> str:
    """Return the rest of a clause with its verb, and those behind "that" and "and", in the singular."""
    joined = _JOINED.sub(lambda verb: verb[1] + _VERBS[verb[2]], clause)
    return _VERB.sub(lambda verb: verb[1] + _VERBS[verb[2]], joined, count=1)


def _singular(noun: str) -> str:
    return f"{noun[:-3]}y" if noun.endswith("ies") else noun[:-1]
