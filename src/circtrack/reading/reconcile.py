"""Complete letters from each other: a letter cites the one that it passes on, which can correct what OCR misread there.

Nothing is decided that the evidence leaves open. An invalid date, or one without its day, is filled in from a citation
that agrees with the readable rest.

Offices send letters with consecutive numbers on one day. So a citation means the letter with exactly its number. One
whose number differs in a digit is meant only if the citing letter encloses it, in the same text, and issuer, day and
subject agree: then both numbers are kept. Elsewhere such a letter is at most a finding, for a person to decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from circtrack.model import Finding, Letter
from circtrack.reading.citations import CitedLetter
from circtrack.registry.issuers import find_issuer_of_citation
from circtrack.thai.dates import find_dates
from circtrack.thai.number_text import differ_in_one_digit
from circtrack.thai.numbers import LetterNumber, compact, parse_number
from circtrack.thai.subjects import is_same_subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from circtrack.reading.draft import Draft


_DATED = re.compile(r"ลง\s?วัน|ลว")
_MOST_CITED = 200  # citations of one day that are compared with each other
_LISTED_WITHIN = 90  # letters from one number to the next of a list


@dataclass(frozen=True, slots=True)
class _Evidence:
    """A citation, and number and subject of the citing letter."""

    cited: CitedLetter
    by: str
    subject: str

    def __str__(self) -> str:
        return f"{self.by}: {self.cited.as_written}"


def reconcile(drafts: Sequence[Draft], known: Sequence[Letter] = ()) -> None:
    """Complete the drafts from each other's citations and from recorded letters.

    Fills in dates, parents and aliases, and records every correction or open question as a finding on the letter
    concerned. ``known`` are recorded letters that the drafts may pass on.
    """
    index = _Index(drafts)
    for child in drafts:
        for cited in child.cited:
            if cited.type == "passes_on":
                _follow_citation(child, cited, index, known)
            else:
                _compare_reference(child, cited, index)
    _compare_citations(drafts)
    for evidence in _list_recorded_evidence(known):
        _follow_recorded_citation(evidence, index, known)
    for draft in drafts:
        _report_similar_recorded(draft, known)
        _report_unread_date(draft)
        _report_later_citation(draft)


def _follow_citation(child: Draft, cited: CitedLetter, index: _Index, known: Sequence[Letter]) -> None:
    """Set the child's parent to the letter that is cited, and compare the two."""
    evidence = _Evidence(cited, str(child.number or ""), child.parts.subject)
    parent = str(cited.number)
    if exact := index.list_cited(cited, but=child) or index.list_of_other_year(cited, child):
        if len(exact) == 1:
            exact[0].confirmed = True
            _compare_date(exact[0], evidence)
            parent = str(exact[0].number)
    elif recorded := _find_recorded(cited, known, _own_number):
        _compare_recorded(child, cited, recorded)
        parent = recorded.number
    elif (target := index.find_enclosed(cited, child)) and _may_share_subject(child, target):
        _compare_number(target, evidence)
        _report_other_number(child, cited, target)
        _compare_date(target, evidence)
        parent = str(target.number)
    elif recorded := _find_recorded(cited, known, _other_numbers):
        _compare_recorded(child, cited, recorded)
        parent = recorded.number
    elif same := index.find_same_serial(cited, child):
        # Consecutive letters differ in the serial: with the same one, a digit of the agency was misread.
        _report_other_number(child, cited, same)
        _compare_date(same, evidence)
        parent = str(same.number)
    else:
        near = [draft for draft in index.list_near(cited) if draft is not child]
        alike = [each for each in near if each is target or is_same_subject(child.parts.subject, each.parts.subject)]
        for draft in alike:
            _report_near_number(draft, str(evidence), str(cited.number))
            _compare_date(draft, evidence)
        numbers = [str(draft.number) for draft in alike]
        _report_near_citation(child, cited, [*numbers, *_list_near_recorded(child, cited, known)])
    child.parent = child.parent or parent


def _compare_reference(child: Draft, cited: CitedLetter, index: _Index) -> None:
    """Compare a letter that is only referred to with the letters at hand: one of a digit more or less may be meant."""
    if exact := index.list_cited(cited, but=child):
        if len(exact) == 1:
            exact[0].confirmed = True
            _compare_date(exact[0], _Evidence(cited, str(child.number or ""), child.parts.subject))
        return
    others = {compact(str(each.number)) for each in child.cited}
    near = [draft for draft in index.list_near(cited) if draft is not child]
    alike = [draft for draft in near if is_same_subject(child.parts.subject, draft.parts.subject)]
    numbers = [str(draft.number) for draft in alike if compact(str(draft.number)) not in others]
    _report_near_citation(child, cited, numbers)


def _compare_citations(drafts: Sequence[Draft]) -> None:
    """Record where a letter seems to be cited by two numbers: within one letter, or in two of one subject."""
    by_letter: dict[tuple[str, date], list[tuple[Draft, CitedLetter]]] = {}
    for draft in drafts:
        for cited in draft.cited:
            if cited.issuer is not None and cited.date is not None:
                by_letter.setdefault((cited.issuer.code, cited.date), []).append((draft, cited))
    for group in by_letter.values():
        for place, (draft, cited) in enumerate(group[:_MOST_CITED]):
            for earlier, other in group[:place]:
                near = _differ_slightly(cited.number, other.number) or (
                    draft is earlier and _has_same_digits(cited.number, other.number)
                )
                if near and _is_doubtful_pair(draft, cited, earlier, other):
                    _report_near_citation(draft, cited, [str(other.number)])


def _is_doubtful_pair(draft: Draft, cited: CitedLetter, earlier: Draft, other: CitedLetter) -> bool:
    """Whether two citations that differ in a digit may be of one letter: not if they are listed together."""
    if any(each.code in {"near_citation", "cited_otherwise"} and each.field == "links" for each in draft.findings):
        return False
    if draft is not earlier:
        numbers = {compact(str(each.number)) for each in draft.cited}
        cited_too = {compact(str(each.number)) for each in earlier.cited}
        apart = compact(str(other.number)) not in numbers and compact(str(cited.number)) not in cited_too
        return apart and is_same_subject(draft.parts.subject, earlier.parts.subject)
    listed = "\n".join((*draft.parts.references, *draft.parts.enclosures))
    both = [each.number_as_written in listed for each in (cited, other)]
    if any(both):
        return not all(both)
    body = "\n".join(draft.parts.body)
    places = sorted(max(0, body.find(each.number_as_written)) for each in (cited, other))
    return places[1] - places[0] > _LISTED_WITHIN


def _follow_recorded_citation(evidence: _Evidence, index: _Index, known: Sequence[Letter]) -> None:
    """Compare a draft with the recorded citation that means it, or seems to."""
    exact = index.list_cited(evidence.cited)
    if len(exact) == 1:
        _compare_date(exact[0], evidence)
    if exact or _find_recorded(evidence.cited, known, _own_number):
        return
    for draft in index.list_near(evidence.cited):
        if is_same_subject(evidence.subject, draft.parts.subject):
            if str(evidence.cited.number) not in draft.aliases:
                _report_near_number(draft, str(evidence), str(evidence.cited.number))
            _compare_date(draft, evidence)


def _may_share_subject(child: Draft, enclosed: Draft) -> bool:
    """Whether a letter and its enclosure have one subject, as far as both can be read."""
    one, other = child.parts.subject, enclosed.parts.subject
    return not (one and other) or is_same_subject(one, other)


def find_numbers_meant(drafts: Sequence[Draft]) -> set[str]:
    """Return every number by which a recorded letter may match these drafts: theirs, and those one digit away."""
    own = [draft.number for draft in drafts if draft.number is not None]
    cited = [each.number for draft in drafts for each in draft.cited if each.type == "passes_on"]
    return {str(near) for number in (*own, *cited) for near in (number, *_vary_one_digit(number))}


def _vary_one_digit(number: LetterNumber) -> Iterator[LetterNumber]:
    for place, digit in enumerate(number.running):
        for other in "0123456789" if digit.isdecimal() else "":
            yield replace(number, running=number.running[:place] + other + number.running[place + 1 :])


def _list_recorded_evidence(known: Sequence[Letter]) -> Iterator[_Evidence]:
    """Yield the citations by which recorded letters pass a letter on: it may be one of these drafts."""
    for letter in known:
        for link in letter.links:
            if link.type == "passes_on" and letter.date is not None:
                number = parse_number(link.number)
                issuer = find_issuer_of_citation(link.issuer, letter.date) if link.issuer else None
                cited = CitedLetter(
                    link.type, number, link.number, link.as_written or link.number, link.date, link.issuer, issuer
                )
                yield _Evidence(cited, letter.number, letter.subject)


class _Index:
    """The drafts by number, also by the one that is likelier (another prefix), and by their issuers."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._drafts = drafts
        self._exact: dict[str, list[Draft]] = {}
        self._like: dict[str, list[Draft]] = {}
        for draft in drafts:
            for number in _list_likely(draft):
                self._exact.setdefault(compact(str(number)), []).append(draft)
            if draft.number is not None:
                self._like.setdefault(draft.issuer_code, []).append(draft)

    def list_cited(self, cited: CitedLetter, *, but: Draft | None = None) -> list[Draft]:
        """Return the drafts that have exactly the cited number."""
        for number in filter(None, (str(cited.number), cited.likely)):
            exact = self._exact.get(compact(number), [])
            if found := [draft for draft in exact if draft is not but and _is_same_number(cited, draft)]:
                return found
        return []

    def list_of_other_year(self, cited: CitedLetter, child: Draft) -> list[Draft]:
        """Return the drafts with exactly the cited number, day and month, and the child's subject, of another year."""
        exact = self._exact.get(compact(str(cited.number)), [])
        return [
            draft
            for draft in exact
            if draft is not child
            and _may_be_issuer(cited, draft)
            and _is_other_year(draft.date, cited.date)
            and is_same_subject(child.parts.subject, draft.parts.subject)
        ]

    def find_same_serial(self, cited: CitedLetter, child: Draft) -> Draft | None:
        """Return the one draft of the cited issuer, day and serial and the child's subject; its code differs."""
        same = [
            draft
            for draft in self.list_near(cited)
            if draft is not child
            and any(number.running == cited.number.running for number in _list_likely(draft))
            and is_same_subject(child.parts.subject, draft.parts.subject)
        ]
        return same[0] if len(same) == 1 else None

    def list_near(self, cited: CitedLetter) -> list[Draft]:
        """Return the drafts of the cited issuer and day whose number differs from the cited one in one digit."""
        near = self._like.get(cited.issuer.code, []) if cited.issuer else []
        return [draft for draft in near if _is_near(cited, draft)]

    def find_enclosed(self, cited: CitedLetter, child: Draft) -> Draft | None:
        """Return the draft that follows the citing one as its enclosure, if only a digit of its number differs.

        Other letters that the citing one encloses may stand between them.
        """
        own = {compact(str(each.number)) for each in child.cited if each.type == "passes_on"}
        at = next(place for place, draft in enumerate(self._drafts) if draft is child)
        near = self.list_near(cited)
        for draft in self._drafts[at + 1 :]:
            if draft.source != child.source or draft.number is None:
                return None
            if any(draft is each for each in near):
                return draft
            if compact(str(draft.number)) not in own:
                return None
        return None


def _list_likely(draft: Draft) -> list[LetterNumber]:
    """Return a draft's number, and the one with its issuer's prefix if that was proposed."""
    if draft.number is None:
        return []
    proposed = [each.proposal for each in draft.findings if each.code == "prefix_mismatch" and each.field == "number"]
    return [draft.number, *map(parse_number, filter(None, proposed))]


def _differ_slightly(one: LetterNumber, other: LetterNumber) -> bool:
    """Whether two numbers differ in one digit, of the serial or of the agency's code."""
    if differ_in_one_digit(compact(str(one)), compact(str(other))):
        return True
    same = replace(one, agency="", urgency="", secrecy="") == replace(other, agency="", urgency="", secrecy="")
    pairs = [(a, b) for a, b in zip(one.agency, other.agency, strict=False) if a != b]
    return same and len(one.agency) == len(other.agency) and len(pairs) == 1 and "".join(pairs[0]).isdecimal()


def _has_same_digits(one: LetterNumber, other: LetterNumber) -> bool:
    """Whether two numbers differ only in the order of the serial's digits."""
    order = sorted(one.running) == sorted(other.running)
    return one != other and order and replace(one, running="", urgency="") == replace(other, running="", urgency="")


def _is_other_year(one: date | None, other: date | None) -> bool:
    """Whether two dates are the same day of two years: one of them is a slip of the year."""
    if one is None or other is None:
        return False
    return (one.month, one.day) == (other.month, other.day) and one.year != other.year


def _is_same_number(cited: CitedLetter, draft: Draft) -> bool:
    # Numbers start again each year: the same number in another year is another letter.
    same_year = cited.date is None or draft.date is None or cited.date.year == draft.date.year
    return same_year and _may_be_issuer(cited, draft)


def _may_be_issuer(cited: CitedLetter, draft: Draft) -> bool:
    return cited.issuer is None or draft.issuer is None or cited.issuer.code == draft.issuer.code


def _is_near(cited: CitedLetter, draft: Draft) -> bool:
    return (
        any(_differ_slightly(cited.number, number) for number in _list_likely(draft))
        and cited.issuer is not None
        and draft.issuer is not None
        and cited.issuer.code == draft.issuer.code
        and cited.date is not None
        and (draft.date == cited.date or _agrees(draft, cited) or _is_other_year(draft.date, cited.date))
    )


def _agrees(draft: Draft, cited: CitedLetter) -> bool:
    """Whether the readable parts of the draft's misread date agree with the cited date."""
    found = draft.found_date
    if draft.date is not None or cited.date is None:
        return False
    return found is None or (
        found.month in {None, cited.date.month} and found.year in {None, cited.date.year, cited.date.year + 543}
    )


def _compare_number(target: Draft, evidence: _Evidence) -> None:
    cited, own = str(evidence.cited.number), str(target.number)
    if compact(cited) == compact(own) or cited in target.aliases:
        return
    target.aliases.append(cited)
    target.findings.append(
        Finding("number_variants", "number", target.number_as_written, str(evidence), proposal=cited)
    )


def _report_other_number(child: Draft, cited: CitedLetter, target: Draft) -> None:
    """Record that a letter and its citation have different numbers: neither alone shows which is right."""
    own = str(target.number)
    asked = any(each.field == "links" and each.text == cited.number_as_written for each in child.findings)
    if compact(str(cited.number)) != compact(own) and not asked:
        child.findings.append(Finding("cited_otherwise", "links", cited.number_as_written, own, own))


def _compare_date(target: Draft, evidence: _Evidence) -> None:
    cited = evidence.cited.date
    if cited is None or target.date == cited:
        return
    written = target.found_date.text if target.found_date else ""
    if target.date is not None:
        target.findings.append(Finding("date_variants", "date", written, str(evidence), cited.isoformat()))
    elif _agrees(target, evidence.cited):
        code = _name_date_problem(target)
        target.date = cited
        target.findings = [finding for finding in target.findings if finding.field != "date"]
        target.findings.append(Finding(code, "date", written, str(evidence), cited.isoformat(), taken=True))
    else:
        target.findings.append(Finding(_name_date_problem(target), "date", written, str(evidence), cited.isoformat()))


def _report_unread_date(draft: Draft) -> None:
    if draft.date is None and not draft.is_prose and not any(each.field == "date" for each in draft.findings):
        written = draft.found_date.text if draft.found_date else ""
        draft.findings.append(Finding(_name_date_problem(draft), "date", written))


def _report_later_citation(draft: Draft) -> None:
    """Record a letter that cites or encloses one of a later day: one of the two dates is misread."""
    if draft.date is None:
        return
    for text in filter(_DATED.search, (*draft.parts.references, *draft.parts.enclosures)):
        if any(found.day is not None and found.day > draft.date for found in find_dates(text)):
            written = draft.found_date.text if draft.found_date else ""
            draft.findings.append(Finding("cites_later", "date", written, text))
            # If OCR misread one digit of the head, it may have misread the number too.
            if draft.confirmed:
                return
            draft.findings.append(Finding("misread_head", "number", draft.number_as_written, text))
            return


def _name_date_problem(draft: Draft) -> str:
    if draft.found_date is None:
        return "missing_date"
    return f"{draft.found_date.problem or 'stamped'}_date"


def _own_number(letter: Letter) -> tuple[str, ...]:
    return (letter.number,)


def _other_numbers(letter: Letter) -> tuple[str, ...]:
    return letter.aliases


def _find_recorded(
    cited: CitedLetter, known: Sequence[Letter], numbers: Callable[[Letter], tuple[str, ...]]
) -> Letter | None:
    """Return the recorded letter that has the cited number among these of its numbers."""
    wanted = compact(str(cited.number))
    found = [
        letter
        for letter in known
        if _is_same_year(cited, letter)
        and _is_same_issuer(cited, letter)
        and wanted in {compact(each) for each in numbers(letter)}
    ]
    return found[0] if len(found) == 1 else None


def _list_near_recorded(child: Draft, cited: CitedLetter, known: Sequence[Letter]) -> list[str]:
    """Return the numbers of recorded letters of the cited issuer and day, and of the child's subject, one digit off."""
    return [
        letter.number
        for letter in known
        if cited.date is not None
        and cited.date == letter.date
        and cited.issuer is not None
        and cited.issuer.code == letter.issuer_code
        and differ_in_one_digit(compact(str(cited.number)), compact(letter.number))
        and is_same_subject(child.parts.subject, letter.subject)
    ]


def _report_near_citation(child: Draft, cited: CitedLetter, near: Sequence[str]) -> None:
    """Record that the cited letter is not there, and a similar one is: which is meant is for a person to decide."""
    numbers = list(dict.fromkeys(near))
    if numbers:
        proposal = numbers[0] if len(numbers) == 1 else ""
        child.findings.append(Finding("near_citation", "links", cited.as_written, ", ".join(numbers), proposal))


def _report_near_number(draft: Draft, evidence: str, number: str) -> None:
    """Record that a draft's number may be another's, misread: it stays another letter unless a person says so."""
    if not any(each.code == "near_number" and each.proposal == number for each in draft.findings):
        draft.findings.append(Finding("near_number", "number", draft.number_as_written, evidence, number))


def _report_similar_recorded(draft: Draft, known: Sequence[Letter]) -> None:
    """Record a recorded letter of the draft's issuer, day and subject whose number differs in one digit."""
    if draft.number is None or draft.date is None or draft.issuer is None:
        return
    own = compact(str(draft.number))
    same_day = [each for each in known if each.issuer_code == draft.issuer.code and each.date == draft.date]
    if any(compact(each.number) == own for each in same_day):
        return
    for letter in same_day:
        if differ_in_one_digit(own, compact(letter.number)) and is_same_subject(draft.parts.subject, letter.subject):
            _report_near_number(draft, f"{letter.number}: {letter.date}", letter.number)


def _is_same_year(cited: CitedLetter, letter: Letter) -> bool:
    return cited.date is None or letter.date is None or cited.date.year == letter.date.year


def _is_same_issuer(cited: CitedLetter, letter: Letter) -> bool:
    return cited.issuer is None or cited.issuer.code == letter.issuer_code


def _compare_recorded(child: Draft, cited: CitedLetter, recorded: Letter) -> None:
    numbers = {compact(each) for each in (recorded.number, *recorded.aliases)}
    if compact(str(cited.number)) not in numbers:
        child.findings.append(
            Finding("number_variants", "links", cited.as_written, recorded.number, proposal=recorded.number)
        )
    if cited.date is not None and recorded.date is not None and cited.date != recorded.date:
        child.findings.append(
            Finding("date_variants", "links", cited.as_written, f"{recorded.number}: {recorded.date}", "")
        )
