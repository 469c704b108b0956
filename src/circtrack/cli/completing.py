"""Shell completion: the scripts for the shells, and proposals for letters, offices and topics.

A shell asks for proposals by running the program with ``_CIRCTRACK_COMPLETE`` set, by Typer's protocol. If the
database cannot be read, there are no proposals and no message, because the user is typing a command line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circtrack.errors import CirctrackError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from circtrack.database.engine import Connection

MOST = 60
"""The most proposals: a list of thousands helps nobody."""

SCRIPTS = {
    "bash": """_circtrack() {
    local IFS=$'\\n'
    COMPREPLY=($(COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD _CIRCTRACK_COMPLETE=complete_bash circtrack))
}
complete -o default -F _circtrack circtrack
""",
    "zsh": """#compdef circtrack
_circtrack() {
    eval $(_TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" _CIRCTRACK_COMPLETE=complete_zsh circtrack)
}
compdef _circtrack circtrack
""",
    "fish": """function __circtrack_asked
    _CIRCTRACK_COMPLETE=complete_fish _TYPER_COMPLETE_FISH_ACTION=$argv[1] \\
        _TYPER_COMPLETE_ARGS=(commandline -cp) circtrack
end
complete --command circtrack --no-files --condition "__circtrack_asked is-args" \\
    --arguments "(__circtrack_asked get-args)"
""",
}


def completes(metavar: str | None, option: str = "") -> Callable[..., list[tuple[str, str]]] | None:
    """Return the function that proposes values for an argument with this metavar, or for this option; None for none."""
    of_option: dict[str, Callable[..., list[tuple[str, str]]]] = {
        "--state": states,
        "--kind": kinds,
        "--columns": columns,
    }
    known = {"LETTER": letters, "LETTER2": letters, "OFFICE": offices, "TOPIC": topics}
    return of_option.get(option) or known.get((metavar or "").strip("[]."))


def states(incomplete: str) -> list[tuple[str, str]]:
    """Propose states behind the last comma, as codes and in Thai."""
    from circtrack.render.words import in_thai
    from circtrack.tracking.state import STATES

    return _listed(incomplete, [(state, in_thai(state)) for state in STATES])


def kinds(incomplete: str) -> list[tuple[str, str]]:
    """Propose kinds of office behind the last comma, as codes and as letters write them."""
    from typing import get_args

    from circtrack.cli.choices import SHORT_KINDS
    from circtrack.model import OfficeKind
    from circtrack.render.words import in_thai

    codes = [(kind, in_thai(kind)) for kind in get_args(OfficeKind)]
    return _listed(incomplete, [*codes, *((word, word) for word in SHORT_KINDS if word not in dict(codes).values())])


def columns(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Propose the columns of a verb's listing behind the last comma, by their names and by their titles in Thai."""
    from importlib import import_module
    from importlib.util import find_spec

    from circtrack.render.words import title_in_thai

    report = f"circtrack.reports.{ctx.command.name}" if ctx is not None else ""
    if not report or find_spec(report) is None:
        return []
    found = getattr(import_module(report), "COLUMNS", ())
    return _listed(incomplete, [(column.name, title_in_thai(column.title)) for column in found])


def _listed(incomplete: str, words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Propose words behind the last comma: each by its code or, where the user began so, by its Thai name."""
    given, comma, begun = incomplete.rpartition(",")
    before, named = given + comma, given.split(",")
    found = []
    for code, thai in words:
        fitting = next((word for word in (code, thai) if word.startswith(begun)), "")
        if fitting and not {code, thai} & set(named):
            found.append((before + fitting, thai if fitting == code else code))
    return _first(found)


def topics(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Propose topics of ``circtrack help`` that begin with ``incomplete``, then verbs."""
    from circtrack.cli.topics import TOPICS
    from circtrack.render.messages import fill

    verbs = dict.fromkeys(ctx.parent.command.list_commands(ctx.parent), "") if ctx is not None and ctx.parent else {}
    return _first((name, fill(about)) for name, about in (verbs | TOPICS).items() if name.startswith(incomplete))


def letters(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Propose numbers of recorded letters, in the form that the user began: 908, ว908 or มท0810.7/ว908."""
    from circtrack.store.completing import list_letter_numbers

    found = []
    for row in _read(ctx, list_letter_numbers):
        marked = f"ว{row.running}" if "/ว" in row.compact else f"/{row.running}"
        forms = (row.compact, row.running, marked)
        if fitting := next((form for form in forms if form.startswith(incomplete)), ""):
            found.append((fitting, row.subject))
    return _first(found)


def offices(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Propose names or codes of this database's offices; if two offices have the same name, their codes."""
    from collections import Counter

    from circtrack.store.completing import list_tracked_offices
    from circtrack.thai.office_names import shorten_name

    rows = _read(ctx, list_tracked_offices)
    names = Counter(row.name for row in rows)
    found = []
    for row in rows:
        forms = (shorten_name(row.name), row.name) if names[row.name] == 1 else ()
        if fitting := next((form for form in (*forms, row.code) if form.startswith(incomplete)), ""):
            found.append((fitting, row.name))
        elif any(form.startswith(incomplete) for form in (shorten_name(row.name), row.name)):
            found.append((row.code, row.name))
    return _first(found)


def _first(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    from circtrack.render.cells import plain

    return [(value, plain(meaning)[:60]) for value, meaning in list(dict.fromkeys(found))[:MOST]]


def _read(ctx: Any, query: Callable[[Connection], list[Any]]) -> list[Any]:
    from circtrack.cli.database import reading
    from circtrack.cli.session import Session

    named = ctx.params.get("db") if ctx is not None else None
    try:
        with reading(Session(named or None)) as connection:
            return query(connection)
    except CirctrackError:
        return []
