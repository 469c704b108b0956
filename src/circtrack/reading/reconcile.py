"""Complete letters from each other: a letter cites the one that it passes on, which can correct what OCR misread there.

Nothing is decided that the evidence leaves open. An invalid date, or one without its day, is filled in from a citation
that agrees with the readable rest; if a number is read in two ways, both are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from circtrack.model import Finding, Letter
from circtrack.reading.citations import CitedLetter
from circtrack.registry.issuers import find_issuer_of_citation
from circtrack.thai.dates import find_dates
from circtrack.thai.numbers import LetterNumber, compact, differ_by_one_digit, parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.reading.draft import Draft


@dataclass(frozen=True, slots=True)
class _Evidence:
    """A citation, and the number of the citing letter."""

    cited: CitedLetter
    by: str

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
            if cited.type != "passes_on":
                continue
            evidence = _Evidence(cited, str(child.number or ""))
            target = index.meant(cited, but=child)
            if target is not None:
                _compare_number(target, evidence)
                _report_other_number(child, cited, target)
                _compare_date(target, evidence)
                child.parent = child.parent or str(target.number)
            elif recorded := _find_recorded(cited, known):
                _compare_recorded(child, cited, recorded)
                child.parent = child.parent or recorded.number
            else:
                child.parent = child.parent or str(cited.number)
    for evidence in _list_recorded_evidence(known):
        target = index.meant(evidence.cited)
        if target is not None:
            _compare_number(target, evidence)
            _compare_date(target, evidence)
    for draft in drafts:
        _report_unread_date(draft)
        _report_later_citation(draft)


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
                yield _Evidence(cited, letter.number)


class _Index:
    """The drafts by number, and by the whole number except the running number's digits."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._exact: dict[str, list[Draft]] = {}
        self._like: dict[tuple[object, ...], list[Draft]] = {}
        for draft in drafts:
            if draft.number is not None:
                self._exact.setdefault(compact(str(draft.number)), []).append(draft)
                self._like.setdefault(_make_near_key(draft.number), []).append(draft)

    def meant(self, cited: CitedLetter, *, but: Draft | None = None) -> Draft | None:
        """Return the draft that a citation means: the same number, or a similar one that issuer and date confirm."""
        exact = self._exact.get(compact(str(cited.number)), [])
        near = self._like.get(_make_near_key(cited.number), [])
        for fits, candidates in ((_is_same_number, exact), (_is_near, near)):
            found = [draft for draft in candidates if draft is not but and fits(cited, draft)]
            if found:
                return found[0] if len(found) == 1 else None
        return None


def _make_near_key(number: LetterNumber) -> tuple[object, ...]:
    return (number.prefix, number.agency, number.circular, len(number.running))


def _is_same_number(cited: CitedLetter, draft: Draft) -> bool:
    # Numbers start again each year: the same number in another year is another letter.
    same_year = cited.date is None or draft.date is None or cited.date.year == draft.date.year
    return same_year and _may_be_issuer(cited, draft)


def _may_be_issuer(cited: CitedLetter, draft: Draft) -> bool:
    return cited.issuer is None or draft.issuer is None or cited.issuer.code == draft.issuer.code


def _is_near(cited: CitedLetter, draft: Draft) -> bool:
    return (
        draft.number is not None
        and one_digit_apart(cited.number, draft.number)
        and cited.issuer is not None
        and draft.issuer is not None
        and cited.issuer.code == draft.issuer.code
        and cited.date is not None
        and (draft.date == cited.date or _agrees(draft, cited))
    )


def one_digit_apart(one: LetterNumber, other: LetterNumber) -> bool:
    """Whether two numbers are the same except for one digit of the running number."""
    return (one.prefix, one.agency, one.circular) == (
        other.prefix,
        other.agency,
        other.circular,
    ) and differ_by_one_digit(one.running, other.running)


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
    if draft.date is None and not any(finding.field in {"date", "text"} for finding in draft.findings):
        written = draft.found_date.text if draft.found_date else ""
        draft.findings.append(Finding(_name_date_problem(draft), "date", written))


def _report_later_citation(draft: Draft) -> None:
    """Record a letter that cites or encloses one of a later day: one of the two dates is misread."""
    if draft.date is None:
        return
    for text in (*draft.parts.references, *draft.parts.enclosures):
        if any(found.day is not None and found.day > draft.date for found in find_dates(text)):
            written = draft.found_date.text if draft.found_date else ""
            draft.findings.append(Finding("cites_later", "date", written, text))
            # If OCR misread one digit of the head, it may have misread the number too.
            draft.findings.append(Finding("misread_head", "number", draft.number_as_written, text))
            return


def _name_date_problem(draft: Draft) -> str:
    if draft.found_date is None:
        return "missing_date"
    return f"{draft.found_date.problem or 'stamped'}_date"


def _find_recorded(cited: CitedLetter, known: Sequence[Letter]) -> Letter | None:
    """Return the recorded letter that a citation means: by any of its numbers, or a similar one of the same day."""
    same = [letter for letter in known if _is_same_year(cited, letter) and _is_same_issuer(cited, letter)]
    wanted = compact(str(cited.number))
    exact = [letter for letter in same if wanted in {compact(each) for each in (letter.number, *letter.aliases)}]
    near = [
        letter
        for letter in same
        if letter.date == cited.date and cited.issuer and one_digit_apart(cited.number, parse_number(letter.number))
    ]
    for found in (exact, near):
        if found:
            return found[0] if len(found) == 1 else None
    return None


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
