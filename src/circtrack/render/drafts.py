"""The drafts of read letters, for people: the chain with its tasks, then every finding with its evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from circtrack.errors import N_, together
from circtrack.render.cells import printable
from circtrack.render.days import day_text, days_are_thai
from circtrack.render.messages import fill, said
from circtrack.render.words import conflict_in_words
from circtrack.thai.dates import format_thai, weekday_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from circtrack.model import Finding, Letter, Task

_SENTENCES: dict[str, str] = {
    "not_a_letter": N_("no letter was found in this text: none of its lines is a letter's own ที่, เรื่อง or เรียน"),
    "unknown_issuer": N_("the issuer '{text}' is in no list of offices; it is taken as written"),
    "missing_number": N_("no letter number was found"),
    "missing_date": N_("no date was found"),
    "missing_subject": N_("no subject was found"),
    "missing_addressee": N_("no addressee was found: nobody receives the letter"),
    "near_issuer": N_("the letterhead '{text}' is an office's name but for a few letters"),
    "issuer_of_signer": N_("the letterhead could not be read; the office is the one that the signer heads"),
    "spoilt_label": N_("before the number in '{text}' stands what is left of ที่"),
    "torn_label": N_("the field's label is torn: '{text}' is left of it"),
    "speck": N_("'{text}' alone on a line is left out: it seems to be a speck"),
    "beside": N_("'{text}' stands in a column beside the text and is left out: it seems to be a note"),
    "torn_text": N_("blanks tore the text's words and figures; they are joined: compare the letter with the sheet"),
    "doubtful_text": N_("OCR is not sure of {text} lines: compare the whole letter with the sheet"),
    "unclear_pages": N_(
        "of pages {text} of its file it is not clear to which letter they belong: compare with the sheets"
    ),
    "misread_phone": N_("the telephone number '{text}' has letters where only digits can stand"),
    "unread_stamp": N_("the receipt stamp cannot be read in full: '{text}'"),
    "doubtful_word": N_("OCR is not sure of the word '{text}': compare it with the sheet"),
    "doubtful_numeral": N_("OCR is not sure of the numerals in '{text}': compare them with the sheet"),
    "former_name": N_("on the letter's day '{text}' bore another name"),
    "region_addressee": N_("'{text}' is taken as the region of the country's geography; other divisions differ"),
    "open_audience": N_("who '{text}' are is in no list: say who owes the task"),
    "missing_issuer": N_("no letterhead was found that names an office"),
    "unreadable_date": N_("the day of '{text}' cannot be read"),
    "unreadable_deadline": N_("the day of the deadline '{text}' cannot be read"),
    "holidays_deadline": N_("the deadline '{text}' needs the public holidays"),
    "ambiguous_deadline": N_("the deadline '{text}' can be read in more than one way"),
    "too_early_deadline": N_("the deadline '{text}' is of a year that began on 1 April"),
    "impossible_date": N_("the date '{text}' does not exist"),
    "incomplete_date": N_("the date '{text}' lacks its day"),
    "weekday_date": N_("the weekday of '{text}' does not agree with its date"),
    "stamped_date": N_("the date '{text}' is written as a stamp of receipt is"),
    "misread_head": N_("the number '{text}' stands in a head whose date was misread"),
    "unread_citation": N_("the number in '{text}' could not be read"),
    "unclaimed_deadline": N_("the text gives the day '{text}', and who must do what by then was not understood"),
    "counted_recurrence": N_("'{text}' names no first day: its first round is counted from the letter's own day"),
    "counted_extension": N_("'{text}' is counted from the deadline until now"),
    "no_new_day": N_("'{text}': the letter extends a deadline, and its new day could not be read"),
    "undated_duty": N_("the text asks for '{text}' and names no day: it is no task as it stands"),
    "mail_asks": N_("the mail around the letter says '{text}': it is no part of the letter"),
    "unread_deadline": N_("a deadline seems to stand in '{text}', and could not be read"),
    "unsure_task": N_("the task '{text}' may be read otherwise: see who must do what by when"),
    "after_message": N_("the letter is dated '{text}', after the e-mail that brought it"),
    "cites_later": N_("the letter is dated '{text}', before a letter that it cites"),
    "order_date": N_("the date '{text}' could be day/month or month/day"),
    "era_date": N_("the year of '{text}' could be of either era"),
    "too_early_date": N_("the date '{text}' is of a year that began on 1 April"),
    "incomplete_deadline": N_("the deadline '{text}' counts from an event, or lacks a part"),
    "era_deadline": N_("the year of the deadline '{text}' could be of either era"),
    "order_deadline": N_("the deadline '{text}' could be day/month or month/day"),
    "date_variants": N_("the letter is dated '{text}', and cited with another date"),
    "number_variants": N_("the number is written '{text}', and cited as {proposal}; either finds the letter"),
    "cited_otherwise": N_("the letter cited as '{text}' bears another number itself"),
    "near_citation": N_("the letter cited as '{text}' is not there; one of that day has nearly the same number"),
    "unclear_cancelled": N_("the text takes back a letter ('{text}'), and does not say which of those that it cites"),
    "near_number": N_("the number '{text}' differs in one digit from another of that day"),
    "unknown_prefix": N_("no province has the letters of '{text}'"),
    "prefix_mismatch": N_("the letters of '{text}' are another province's"),
    "open_addressee": N_(
        "whom '{text}' means is left open: name the offices with --edit; once it is recorded, with `circtrack correct` "
        "and --add-to"
    ),
    "weekday_deadline": N_("the weekday of the deadline '{text}' does not agree with its date"),
    "impossible_deadline": N_("the deadline '{text}' does not exist"),
    "open_deadline": N_("the deadline '{text}' names no date"),
    "recurrence_on_holidays": N_("the days of '{text}' do without the public holidays: a round may be due on one"),
    "several_hours": N_("'{text}' names several hours of one day: it is counted once, by the last"),
    "recurrence_until_event": N_("'{text}' ends with an event: until a letter or a correction ends it, it goes on"),
    "open_recurrence": N_("'{text}' recurs and names no days: as it stands it is one open duty, without rounds"),
    "conflict": N_("the offices disagree; in force is '{text}'"),
    "far_deadline": N_("the deadline '{text}' lies more than two years after the letter's date"),
    "deadline_before_letter": N_("the deadline '{text}' lies before the letter's own date"),
}
_DAYS = 3  # of a recurring deadline
_ORDER = N_("'{text}' is an order or an announcement, and so not recorded")
_OTHER = N_("{code}: '{text}'")


def drafts_text(letters: Sequence[Letter], *, numbered: bool = False) -> str:
    """Return the chain from the top down, then the findings, as lines of text; ``numbered`` counts a letter's findings.

    `circtrack correct` names a recorded letter's findings by these numbers.
    """
    tasks = sum(len(letter.tasks) for letter in letters if not _parent(letter, letters))
    findings = sum(len(letter.findings) for letter in letters)
    head = N_("Letters: {letters}  Tasks: {tasks}  Findings: {findings}")
    lines = [fill(head, letters=len(letters), tasks=tasks, findings=findings)]
    for letter, depth in in_chain_order(letters):
        above = _parent(letter, letters)
        lines += ["", *("  " * depth + line for line in _letter_lines(letter, above))]
    if findings:
        lines += ["", fill(N_("Findings"))]
        for letter, _ in in_chain_order(letters):
            if letter.findings:
                lines.append(f"  {letter.number or _place(letter)}")
            for place, finding in enumerate(letter.findings if numbered else _join_addressees(letter.findings), 1):
                lines.append(f"    {f'{place}.' if numbered else '-'} {_sentence(finding)}")
                if evidence := _evidence(finding, letter):
                    lines.append(fill(N_("      evidence: {text}"), text=evidence))
    return printable("\n".join(lines)) + "\n"


def in_chain_order(letters: Sequence[Letter]) -> Iterator[tuple[Letter, int]]:
    """Yield each letter with its depth: each one without a parent among these, followed by those that pass it on."""

    def walk(letter: Letter, depth: int) -> Iterator[tuple[Letter, int]]:
        yield letter, depth
        for child in letters:
            if child is not letter and _parent(child, letters) is letter:
                yield from walk(child, depth + 1)

    for letter in letters:
        if _parent(letter, letters) is None:
            yield from walk(letter, 0)


def finding_lines(letter: Letter, *, one_by_one: bool = True) -> list[str]:
    """Return a line for each finding: what is wrong, the proposal and whether it was taken, the evidence.

    Without ``one_by_one``, the addressees that are left open share a line.
    """
    told = letter.findings if one_by_one else _join_addressees(letter.findings)
    found = ((_sentence(finding), _evidence(finding, letter)) for finding in told)
    return [sentence + (f" [{evidence}]" if evidence else "") for sentence, evidence in found]


def _join_addressees(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings with the addressees that are left open as one, where the first of them stood."""
    left_open = [each for each in findings if each.code == "open_addressee" and not each.proposal and not each.taken]
    others = [each for each in findings if each not in left_open]
    if not left_open:
        return others
    first = findings.index(left_open[0])
    phrases = " / ".join(dict.fromkeys(each.text for each in left_open))
    return [*others[:first], replace(left_open[0], text=phrases), *others[first:]]


def choose_no_letter_hint(findings: Iterable[Finding]) -> str:
    """Return what to say next of texts in none of which a letter was found, of which these are the findings."""
    if all(map(_is_order, findings)):
        return N_("Orders and announcements are not recorded, but the letters that send them are.")
    return N_("A letter has a line of its own for ที่, เรื่อง or เรียน.")


def _is_order(finding: Finding) -> bool:
    """Whether a text is no letter because it is an order or an announcement, which the finding quotes."""
    return finding.code == "not_a_letter" and bool(finding.text)


def _evidence(finding: Finding, letter: Letter) -> str:
    """Return the evidence in the reader's language.

    Evidence on a deadline is stored in English, for programs. To translate it, the deadline's text is parsed again; if
    that no longer gives the same evidence, the English is returned.
    """
    if finding.field == "due_on" and finding.evidence:
        from circtrack.thai.deadlines import find_deadlines

        for found in find_deadlines(finding.text, written_on=letter.date):
            note = together(found.notes)
            if str(note) == finding.evidence:
                return said(note)
    return conflict_in_words(finding.evidence) if finding.code == "conflict" else finding.evidence


def _sentence(finding: Finding) -> str:
    cited = conflict_in_words(finding.text) if finding.code == "conflict" else finding.text
    form = _ORDER if _is_order(finding) else _SENTENCES.get(finding.code, _OTHER)
    text = fill(form, code=finding.code, text=cited, proposal=finding.proposal)
    if finding.proposal:
        more = N_("; read as {proposal}") if finding.taken else N_("; perhaps {proposal}: to be decided")
        text += fill(more, proposal=finding.proposal)
    elif finding.taken and finding.code == "incomplete_deadline":
        text += fill(N_("; its day is known by now"))
    return text


def _letter_lines(letter: Letter, above: Letter | None) -> Iterator[str]:
    head = (letter.secrecy, letter.number or "?", _day(letter.date), letter.issuer or "?")
    yield "  ".join(part for part in head if part)
    if letter.subject and not (above and _is_same_subject(letter.subject, above.subject)):
        yield fill(N_("  subject: {subject}"), subject=letter.subject)
    recipients = N_("  to {count} offices: {phrases}") if letter.addressees else N_("  to {count} offices")
    yield fill(recipients, count=len(letter.recipients), phrases=" / ".join(letter.addressees))
    for task in letter.tasks:
        form = N_("  task again: {title}") if above else N_("  task: {title}")
        yield fill(form, title=task.title)
        yield fill(
            N_("    system {system}; owed by {audience}; due {due}"),
            system=task.system or "-",
            audience=task.audience or fill(N_("the recipients")),
            due=_due(task, letter.date),
        )


def _due(task: Task, written_on: date | None) -> str:
    if task.due_on is None:
        if days := _first_days(task.rule, written_on):
            shown = ", ".join(map(day_text, days[:_DAYS]))
            more = N_("again and again ({text}): {days} …")
            form = more if len(days) > _DAYS else N_("again and again ({text}): {days}, then no more")
            return fill(form, text=task.as_written, days=shown)
        return fill(N_("open ({text})"), text=task.as_written) if task.as_written else fill(N_("not said"))
    weekday = f"วัน{weekday_name(task.due_on)}"
    text = f"{weekday}ที่ {format_thai(task.due_on)}"
    text = text if days_are_thai() else f"{task.due_on.isoformat()} ({text})"
    return fill(N_("{due}, as the text's weekday says too"), due=text) if weekday in task.as_written else text


def _first_days(rule: str, written_on: date | None) -> list[date]:
    """Return the first days of a recurring deadline, one more than are shown; none if it does not recur or has none."""
    if not rule.startswith("FREQ=") or written_on is None:
        return []
    from circtrack.recurrence import list_days

    return list_days(rule, written_on, _DAYS + 1)


def _is_same_subject(subject: str, above: str) -> bool:
    """Whether two subjects are the same, OCR errors aside: by the regulation a letter passed on keeps its subject."""
    from difflib import SequenceMatcher

    return SequenceMatcher(None, subject, above, autojunk=False).ratio() > 0.9


def _day(day: date | None) -> str:
    if day is None:
        return "????-??-??"
    return format_thai(day) if days_are_thai() else f"{day.isoformat()} ({format_thai(day)})"


def _parent(letter: Letter, letters: Sequence[Letter]) -> Letter | None:
    if not letter.parent:
        return None
    others = [each for each in letters if each is not letter]
    exact = (each for each in others if letter.parent == each.number)
    return next(exact, None) or next((each for each in others if letter.parent in each.aliases), None)


def _place(letter: Letter) -> str:
    return fill(N_("the letter on line {line} of {source}"), line=letter.line, source=letter.source)
