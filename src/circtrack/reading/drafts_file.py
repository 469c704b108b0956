"""Write drafts to a TOML file that a clerk can correct in an editor, and read the edited file.

The clerk's changes are accepted; findings about a changed field are settled and removed. If the addressees change but
the list of recipients does not, the recipients are computed anew.
"""

from __future__ import annotations

import tomllib
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from circtrack.errors import N_, InputError, UnknownError
from circtrack.model import Letter, LetterKind, Link, LinkType, Task
from circtrack.reading.fields import split_parts
from circtrack.reading.tasks import read_tasks
from circtrack.registry.expand import expand
from circtrack.registry.find import find_office
from circtrack.registry.issuers import find_issuer_of_citation
from circtrack.registry.offices import get_office
from circtrack.thai.addressees import parse_addressees
from circtrack.thai.dates import parse_date
from circtrack.thai.numbers import parse_number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_TEXTS = (
    "number", "date", "issuer", "kind", "urgency", "secrecy", "subject", "parent",
    "signatory", "position", "section", "email",
)  # fmt: skip
_LISTS = ("addressees", "aliases", "enclosures", "phones")
_FINDING_FIELDS = {
    "number": "number",
    "date": "date",
    "issuer": "issuer",
    "addressees": "addressees",
    "parent": "links",
}


def drafts_to_toml(letters: Sequence[Letter], notes: Mapping[int, Sequence[str]]) -> str:
    """Format the drafts as TOML.

    Args:
        letters: The drafts.
        notes: For a draft's index, lines for people (its findings), written before it as comments.
    """
    import tomli_w

    parts = []
    for place, letter in enumerate(letters):
        parts += [f"# {note}" for line in notes.get(place, ()) for note in line.splitlines()]
        parts.append(tomli_w.dumps({"letter": [{"draft": place + 1} | _to_table(letter)]}, multiline_strings=True))
    return "\n".join(parts)


def drafts_from_toml(text: str, originals: Sequence[Letter] = (), *, recorded: bool = False) -> list[Letter]:
    """Parse the drafts in an edited file, in its order.

    Args:
        text: The file's text.
        originals: The drafts that were written to it; a letter's ``draft`` line says which one it was.
        recorded: Whether they are recorded: then only other addressees mean other recipients.

    Raises:
        InputError: the file is not TOML, or has an invalid value; the message says where.
    """
    try:
        tables = tomllib.loads(text).get("letter", [])
    except tomllib.TOMLDecodeError as error:
        raise InputError("the drafts are not valid TOML: {reason}.", reason=error) from error
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise InputError("the drafts must be [[letter]] tables.")
    return [_from_table(table, place, originals, recorded=recorded) for place, table in enumerate(tables, 1)]


def complete_draft(letter: Letter, today: date, *, number: str = "", written_on: str = "", issuer: str = "") -> Letter:
    """Return a draft with what it lacked, as people write it; findings about that are settled.

    Args:
        letter: The draft.
        today: The day for the registry if the letter has no date.
        number: Its number; "" to leave it.
        written_on: Its date.
        issuer: Code or name of who issued it; a name that is in no list stands as it is.

    Raises:
        NumberError, DateError: it is no number, or no date.
        AmbiguousError: several offices have the issuer's name.
    """
    completed = letter
    if number:
        completed = replace(completed, number=str(parse_number(number)))
    if written_on:
        completed = replace(completed, date=parse_date(written_on))
    if issuer:
        found = None
        with suppress(UnknownError):
            found = find_office(issuer, completed.date or today)
        named = (found.name, found.code) if found else (issuer, issuer)
        completed = replace(completed, issuer=named[0], issuer_code=named[1])
    return _update(completed, letter)


def _to_table(letter: Letter) -> dict[str, Any]:
    table: dict[str, Any] = {name: _format_value(getattr(letter, name)) for name in _TEXTS}
    table |= {name: list(getattr(letter, name)) for name in _LISTS}
    table["recipients"] = list(letter.recipients)
    table["text"] = letter.text
    table["tasks"] = [
        {"title": task.title, "system": task.system, "audience": task.audience, "due_on": _format_value(task.due_on)}
        for task in letter.tasks
    ]
    table["links"] = [
        {"type": link.type, "number": link.number, "date": _format_value(link.date), "issuer": link.issuer}
        for link in letter.links
    ]
    return table


def _from_table(table: dict[str, Any], place: int, originals: Sequence[Letter], *, recorded: bool) -> Letter:
    where = f"letter {place}"
    _refuse_unknown(table, {"draft", *_TEXTS, *_LISTS, "recipients", "text", "tasks", "links"}, where)
    draft = table.get("draft", 0)
    before = originals[draft - 1] if isinstance(draft, int) and 0 < draft <= len(originals) else Letter()
    texts = {name: _get_string(table, name, where) for name in _TEXTS}
    day = _parse_day(texts["date"], [before.date])
    kind = texts["kind"] or "other"
    if kind not in get_args(LetterKind):
        raise InputError(
            "{where}: there is no kind of letter '{value}'.",
            hint=N_("There are: {kinds}"),
            where=where,
            value=kind,
            kinds=", ".join(get_args(LetterKind)),
        )
    letter = replace(
        before,
        number=_parse_number(texts["number"], [before.number]) if texts["number"] else "",
        date=day,
        issuer=texts["issuer"],
        issuer_code=_find_issuer_code(texts["issuer"], before, day),
        kind=kind,  # type: ignore[arg-type]  # checked above
        parent=texts["parent"],
        addressees=_get_strings(table, "addressees", where),
        recipients=_get_strings(table, "recipients", where),
        tasks=tuple(_parse_task(each, before.tasks, where) for each in _get_tables(table, "tasks", where)),
        links=tuple(_parse_link(each, before.links, where) for each in _get_tables(table, "links", where)),
        aliases=_get_strings(table, "aliases", where),
        enclosures=_get_strings(table, "enclosures", where),
        phones=_get_strings(table, "phones", where),
        text=str(table.get("text", before.text)),
        urgency=texts["urgency"],
        secrecy=texts["secrecy"],
        subject=texts["subject"],
        signatory=texts["signatory"],
        position=texts["position"],
        section=texts["section"],
        email=texts["email"],
    )
    if [task.due_on for task in letter.tasks] != [task.due_on for task in before.tasks]:
        letter = replace(letter, findings=tuple(each for each in letter.findings if each.field != "due_on"))
    if not recorded:
        return _update(letter, before)
    if letter.addressees != before.addressees:
        letter = _update_recipients(letter, before)
    return _drop_settled_findings(letter, before)


def _parse_number(text: str, present: Collection[str]) -> str:
    """Return a number's canonical form; what stands there already is kept, as where a number is not known yet."""
    return text if text in present else str(parse_number(text))


def _find_issuer_code(issuer: str, before: Letter, day: date | None) -> str:
    if issuer == before.issuer:
        return before.issuer_code
    found = find_issuer_of_citation(issuer, day or date.today()) if issuer else None  # noqa: DTZ011 - registry only
    return found.code if found else issuer


def _update(letter: Letter, before: Letter) -> Letter:
    """Work out anew what rests on the fields that changed: recipients, deadlines that count from the letter's date."""
    return _drop_settled_findings(_update_tasks(_update_recipients(letter, before), before), before)


def _update_recipients(letter: Letter, before: Letter) -> Letter:
    """Compute the recipients anew if addressees, issuer or date changed and the list of recipients did not."""
    same = (letter.addressees, letter.issuer_code, letter.date) == (
        before.addressees,
        before.issuer_code,
        before.date,
    )
    if same or letter.recipients != before.recipients or letter.date is None:
        return letter
    issuer = get_office(letter.issuer_code, letter.date)
    if issuer is None:
        return letter
    addressees = [each for phrase in letter.addressees for each in parse_addressees(phrase)]
    found = expand(addressees, issuer, letter.date)
    findings = (each for each in letter.findings if each.code != "open_addressee" or each.text in found.left_open)
    return replace(letter, recipients=found.codes, findings=tuple(findings))


def _update_tasks(letter: Letter, before: Letter) -> Letter:
    """Read the tasks anew if the letter's date, from which deadlines count, is known now and they were not edited."""
    if before.date or letter.date is None or letter.tasks != before.tasks or letter.text != before.text:
        return letter
    parts = split_parts(letter.text)
    read = partial(read_tasks, parts.body, subject=parts.subject, kind=letter.kind, writer=letter.issuer)
    _, gone = read(written_on=None)
    tasks, doubts = read(written_on=letter.date)
    kept = (each for each in letter.findings if each not in gone)
    return replace(letter, tasks=tasks, findings=(*kept, *doubts)) if tasks or not letter.tasks else letter


def _drop_settled_findings(letter: Letter, before: Letter) -> Letter:
    changed = {
        _FINDING_FIELDS.get(name, name)
        for name in (*_TEXTS, *_LISTS, "links")
        if getattr(letter, name) != getattr(before, name)
    }
    return replace(letter, findings=tuple(finding for finding in letter.findings if finding.field not in changed))


def _parse_task(table: dict[str, Any], before: Sequence[Task], where: str) -> Task:
    _refuse_unknown(table, {"title", "system", "audience", "due_on"}, where)
    due = _get_string(table, "due_on", where)
    task = Task(
        title=_get_string(table, "title", where),
        system=_get_string(table, "system", where),
        audience=_get_string(table, "audience", where),
        due_on=_parse_day(due, [each.due_on for each in before]),
    )
    same = next((each for each in before if each.title == task.title and each.due_on == task.due_on), None)
    return replace(task, rule=same.rule, as_written=same.as_written) if same else task


def _parse_link(table: dict[str, Any], before: Sequence[Link], where: str) -> Link:
    _refuse_unknown(table, {"type", "number", "date", "issuer"}, where)
    kind, day = _get_string(table, "type", where), _get_string(table, "date", where)
    if kind not in get_args(LinkType):
        raise InputError(
            "{where}: there is no kind of link '{value}'.",
            hint=N_("There are: {kinds}"),
            where=where,
            value=kind,
            kinds=", ".join(get_args(LinkType)),
        )
    link = Link(
        type=kind,  # type: ignore[arg-type]  # checked above
        number=_parse_number(_get_string(table, "number", where), [each.number for each in before]),
        date=_parse_day(day, [each.date for each in before]),
        issuer=_get_string(table, "issuer", where),
    )
    same = next((each for each in before if each.number == link.number), None)
    return replace(link, as_written=same.as_written) if same else link


def _parse_day(text: str, before: Sequence[date | None]) -> date | None:
    """Parse a day as people write it; one that stands as it was written into the file may be any, a slip too."""
    unchanged = next((day for day in before if day and day.isoformat() == text), None)
    return unchanged or (parse_date(text) if text else None)


def _format_value(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _refuse_unknown(table: dict[str, Any], known: set[str], where: str) -> None:
    for name in table:
        if name not in known:
            raise InputError(
                "{where}: no field {name}.",
                hint=N_("There are: {names}"),
                where=where,
                name=name,
                names=", ".join(sorted(known)),
            )


def _get_string(table: dict[str, Any], name: str, where: str) -> str:
    value = table.get(name, "")
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        raise InputError("{where}: {name} must be text.", where=where, name=name)
    return value.strip()


def _get_strings(table: dict[str, Any], name: str, where: str) -> tuple[str, ...]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputError("{where}: {name} must be a list of texts.", where=where, name=name)
    return tuple(value)


def _get_tables(table: dict[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise InputError("{where}: {name} must be tables.", where=where, name=name)
    return value
