"""Read texts into the letters of a chain, with everything doubtful as findings: the entry point of this room."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from circtrack.model import Finding, Letter, Office, Task
from circtrack.reading.closing import read_closing
from circtrack.reading.doubts import report_doubts
from circtrack.reading.draft import Draft, draft_letter, find_writer, make_link
from circtrack.reading.envelopes import NO_ENVELOPES, weigh_envelope
from circtrack.reading.handed_down import find_handed_down
from circtrack.reading.kinds import find_kind, find_parent, report_unclear, type_citations, writes_above
from circtrack.reading.lines import loosen
from circtrack.reading.mails import report_asked
from circtrack.reading.receipts import read_receipt, report_stamp
from circtrack.reading.reconcile import find_numbers_meant, reconcile
from circtrack.reading.split import split_letters
from circtrack.reading.tasks import read_memo, read_tasks
from circtrack.reading.tone_marks import Toneless, restore_words
from circtrack.reading.verbs import REAL_VERB
from circtrack.registry.expand import Expansion, expand, find_audience, find_near_name
from circtrack.registry.issuers import place_unlisted
from circtrack.thai.addressees import Addressee, parse_addressees
from circtrack.thai.deadlines import find_deadlines
from circtrack.thai.numbers import read_urgency
from circtrack.thai.script import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date

    from circtrack.model import LetterKind
    from circtrack.reading.doubts import Doubt
    from circtrack.reading.packages import Envelope
    from circtrack.reading.task_reader import TasksRead
    from circtrack.thai.deadlines import FoundDeadline

_BEFORE_NUMBER = re.compile(r"(?<=.)(?<!วัน)ที[่้]?\s(?!สุด).*$")
_COLUMNS = re.compile(r"\s{2,}")
_GRADE_LABEL = re.compile(rf"\s*(?:ลำดับ)?(?:ความ{loosen('เร่งด่วน')}|ชั้นความ(?:เร็ว|ลับ))(?:\s*[:：])?\s")
_ENCLOSURE = re.compile(r"\s*\(?\s*(?:สิ่งที่(?:ส่ง|แนบ)มาด้วย|เอกสารแนบ|ภาคผนวก)")
# A duty that says only where it stands.
_IN_ENCLOSURE = re.compile(r"ตาม\S*(?:สิ่งที่(?:ส่ง|แนบ)มา|ที่(?:ส่งมา|แนบ)|เอกสารแนบ)")
# Longer than any list of addressees; a longer text has lost its line breaks.
_LONGEST_ADDRESS = 4000


def _know_none(_numbers: Collection[str]) -> Sequence[Letter]:
    return ()


def read_letters(
    texts: Mapping[str, str],
    *,
    today: date,
    known: Callable[[Collection[str]], Sequence[Letter]] = _know_none,
    near: Office | None = None,
    envelopes: Mapping[str, Envelope] = NO_ENVELOPES,
    doubts: Mapping[str, Collection[Doubt]] | None = None,
) -> list[Letter]:
    """Read the letters of some texts, in order, linked and checked against each other.

    Args:
        texts: For each source's name, one or more letters as typed, pasted or read by OCR.
        today: The day for the registry if a letter's own date cannot be read.
        known: Returns the recorded letters that have one of some numbers, or pass on a letter that has one.
        near: The office that reads them; issuers that the list does not hold may sit in its province.
        envelopes: For a source's name, what the e-mail that brought it says of itself.
        doubts: For a source's name, the words that OCR is not sure of.
    """
    drafts = [draft for source, text in texts.items() for draft in _draft_all(source, text, today)]
    reconcile(drafts, known(find_numbers_meant(drafts)))
    letters = [_finish(draft, today, near) for draft in drafts]
    if doubts:
        twice = _find_stated_twice(letters)
        letters = [report_doubts(letter, doubts.get(letter.source, ()), twice) for letter in letters]
    return [weigh_envelope(each, envelopes[each.source]) if each.source in envelopes else each for each in letters]


def _draft_all(source: str, text: str, today: date) -> list[Draft]:
    """Read the own text of each letter of a text; what a mail around them asks is told of with the first."""
    drafts: list[Draft] = []
    asked: list[Finding] = []
    for piece in split_letters(restore_words(printable(text))):
        draft = draft_letter(piece, source, today)
        if piece.cover and draft.is_prose:
            asked += report_asked(piece.text, today)
        else:
            drafts.append(draft)
    if drafts:
        drafts[0].findings += asked
    return drafts


def _find_stated_twice(letters: Sequence[Letter]) -> frozenset[tuple[str, date]]:
    """Return the numbers with their days that one letter bears and another cites."""
    own = {(letter.number, letter.date) for letter in letters if letter.number and letter.date}
    cited = {(link.number, link.date) for letter in letters for link in letter.links if link.number != letter.number}
    return frozenset((number, day) for number, day in own & cited if day)


def _place_issuer(draft: Draft, near: Office | None) -> Office | None:
    """Return an issuer that the list does not hold, if it is known in which province or district it sits."""
    if not draft.issuer_text:
        return None
    placed = place_unlisted(draft.issuer_text, draft.number.prefix if draft.number else "", near)
    return placed if placed.province_code else None


def _finish(draft: Draft, today: date, near: Office | None) -> Letter:
    day = draft.date or today
    addressees = parse_addressees(draft.parts.addressees[:_LONGEST_ADDRESS])
    if len(draft.parts.addressees) > _LONGEST_ADDRESS:
        draft.findings.append(Finding("open_addressee", "addressees", draft.parts.addressees[-100:]))
    writer = draft.issuer or find_writer(draft, day) or _place_issuer(draft, near)
    expansion = expand(addressees, writer, day) if writer else Expansion((), _list_phrases(addressees))
    draft.findings += _report_open(addressees, expansion, writer, day)
    handed = find_handed_down(draft)
    kind = find_kind(draft, expansion.codes, handed)
    moves = bool(expansion.codes) and not writes_above(writer, expansion.codes, draft.date)
    name = writer.name if writer else draft.issuer_text
    subject = draft.parts.subject
    if kind == "memo":
        tasks, doubts = read_memo(draft.parts.body, subject=subject, written_on=draft.date, kind=kind, writer=name)
    else:
        tasks, doubts = read_tasks(
            draft.parts.body, subject=subject, written_on=draft.date, kind=kind, writer=name, moves=moves
        )
    enclosed, doubts_below = _read_below(draft, tasks, kind, name)
    if enclosed:
        doubts = tuple(each for each in doubts if each.code != "undated_duty" or not _IN_ENCLOSURE.search(each.text))
    tasks = (*tasks, *enclosed)
    receipt = read_receipt([*draft.parts.stamps, *draft.parts.head], draft.date, today)
    doubts = (*doubts, *doubts_below, *_report_audiences(tasks, expansion, writer, day))
    closing = read_closing(draft.parts.closing)
    doubts = (*doubts, *report_stamp(receipt, draft.parts.stamps), *closing.findings)
    number = draft.number
    cited = type_citations(draft, kind, expansion.codes, handed)
    return Letter(
        number=str(number or ""),
        number_as_written=draft.number_as_written,
        date=draft.date,
        date_as_written=draft.found_date.text if draft.found_date else "",
        issuer=draft.issuer.name if draft.issuer else draft.issuer_text,
        issuer_code=draft.issuer_code,
        kind=kind,
        urgency=(number.urgency if number else "") or _find_urgency(draft),
        secrecy=(number.secrecy if number else "") or _find_grade(draft, ("ลับที่สุด", "ลับมาก", "ลับ")),
        subject=draft.parts.subject,
        addressees=_list_phrases(addressees),
        recipients=expansion.codes,
        parent=find_parent(draft, cited, handed),
        links=tuple(map(make_link, cited)),
        enclosures=tuple(draft.parts.enclosures),
        tasks=tasks,
        signatory=closing.signatory,
        position=closing.position,
        section=closing.section,
        phones=closing.phones,
        email=closing.email,
        aliases=tuple(dict.fromkeys(draft.aliases)),
        findings=(*draft.findings, *doubts, *report_unclear(draft, cited)),
        source=draft.source,
        line=draft.line,
        receipt=receipt,
        text=draft.text,
    )


def _report_open(
    addressees: Sequence[Addressee], expansion: Expansion, issuer: Office | None, day: date
) -> list[Finding]:
    """Return findings for phrases that do not say who is meant, with a similar name if one may be misread."""
    near = {
        each.as_written: find_near_name(each, issuer, day)
        for each in addressees
        if issuer is not None and each.as_written in expansion.left_open
    }
    return [
        *(Finding("open_addressee", "addressees", each, proposal=near.get(each, "")) for each in expansion.left_open),
        *(Finding("former_name", "addressees", each, "", name, taken=True) for each, name in expansion.former),
        *(Finding("region_addressee", "addressees", each) for each in expansion.regions),
    ]


def _read_below(draft: Draft, above: Sequence[Task], kind: LetterKind, writer: str) -> TasksRead:
    """Read the pages below the signature: what an enclosure plainly asks is a task, other deadlines there are told."""
    closing = draft.parts.closing
    begin = next((place for place, line in enumerate(closing) if _ENCLOSURE.match(line)), len(closing))
    plain = kind not in {"extension", "cancellation"}
    lines = closing[begin + 1 :] if plain else []
    asked, doubts = read_tasks(lines, subject="", written_on=draft.date, writer=writer)
    unsure = {each.text for each in doubts if each.code == "unsure_task"}
    plainly = [each for each in asked if each.as_written and each.rule != "shared" and each.title not in unsure]
    known = {each.due_on for each in above}
    tasks = tuple(each for each in plainly if each.due_on not in known)
    taken = {each.as_written for each in tasks}
    below = "\n".join((*draft.parts.enclosures, *closing))
    deadlines = find_deadlines(below, written_on=draft.date) if below else []
    told = [each for each in deadlines if _is_set_below(below, each) and each.text not in taken]
    return tasks, (
        *(each for each in doubts if each.field == "due_on" and each.text in taken),
        *(each for each in doubts if each.code == "undated_duty" and plainly),  # among duties that have days
        *(Finding("unclaimed_deadline", "tasks", each.text) for each in told),
    )


def _is_set_below(text: str, deadline: FoundDeadline) -> bool:
    """Whether days below the signature are somebody's time for a duty, and not those of an event."""
    if deadline.rule not in {"range", "until"}:
        return deadline.rule != "open"
    line = text[text.rfind("\n", 0, deadline.start) + 1 : deadline.start]
    return bool(REAL_VERB.search(Toneless(line).text))


def _report_audiences(tasks: Sequence[Task], sent: Expansion, writer: Office | None, day: date) -> list[Finding]:
    """Return findings for audiences of which the registry cannot tell who they are: nobody would owe the task."""
    if writer is None:
        return []
    named = dict.fromkeys(task.audience for task in tasks if task.audience)
    return [
        Finding("open_audience", "tasks", each) for each in named if not find_audience(each, sent.codes, writer, day)
    ]


def _list_phrases(addressees: Sequence[Addressee]) -> tuple[str, ...]:
    # Addressees that only make sense together share one phrase.
    return tuple(dict.fromkeys(each.as_written for each in addressees))


def _find_urgency(draft: Draft) -> str:
    """Return the urgency that the head notes."""
    return next(filter(None, map(read_urgency, _list_notes(draft))), "")


def _list_notes(draft: Draft) -> list[str]:
    """Return what stands alone on a line of the head, in a column of its own, behind its label or before a number."""
    lines = (_BEFORE_NUMBER.sub("", line) for line in draft.parts.head)
    return [_GRADE_LABEL.sub("", note).strip() for line in lines for note in _COLUMNS.split(line)]


def _find_grade(draft: Draft, grades: tuple[str, ...]) -> str:
    """Return the secrecy that the head notes."""
    notes = _list_notes(draft)
    return next((grade for grade in grades if grade in notes), "")
