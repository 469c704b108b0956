"""Whom a letter is addressed to, and whom a task is given to: phrases as structure, knowing no office.

What stands after เรียน names heads of offices (``นายอำเภอทุกอำเภอ … และนายกเทศมนตรีเมืองชัยภูมิ``); what a task
says names the offices themselves (``องค์กรปกครองส่วนท้องถิ่น``). Scans break lines inside phrases and lose
spaces, so all reading is done on the compact text. The forms are those of the seed letters and their everyday
variants; what has another form comes back as an open phrase, never as a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from circtrack.thai.address_words import (
    ALL,
    BEGINNING,
    BETWEEN_NAMES,
    ELSEWHERE,
    HEADING,
    JOINT,
    SHARED,
    WITHIN,
    is_post,
    joins,
    kind_begun,
)
from circtrack.thai.compact import compact, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.thai.compact import Compact


@dataclass(frozen=True, slots=True)
class Addressee:
    """One addressee, as a phrase names it.

    ``kind`` is an office kind of the model, ``municipality`` (of any class), ``local_government`` (of any kind), or
    ``other`` (a post or office that no list of offices has). ``name`` is the bare name, with its place if that is
    written, "" where none is. ``every`` says that all of the kind are meant: in ``area`` (``จังหวัดชัยภูมิ``; ""
    is the issuer's own) but for ``exceptions``; ``count`` of them if the phrase says how many, else 0. ``open`` says
    that the phrase does not tell who is meant: an attached list does, or it was not understood.

    ``as_written`` is the phrase on one line (an exception's is ""; its words stand in the phrase's). Addressees that
    can only be understood together (names after one title, kinds before one "every") have the same phrase: read
    again by itself, it gives the same addressees.
    """

    kind: str
    name: str = ""
    every: bool = False
    area: str = ""
    count: int = 0
    exceptions: tuple[Addressee, ...] = ()
    open: bool = False
    as_written: str = ""


@dataclass(slots=True)
class _Phrase:
    """Addressees that are understood together, and where their words stand in the compact text."""

    addressees: list[Addressee]
    start: int
    end: int


def parse_addressees(text: str) -> tuple[Addressee, ...]:
    """Split what stands after เรียน (or ถึง), or a task's audience, into addressees and classify each.

    Args:
        text: The field's text, with or without its heading, on one line or several.

    Returns:
        The addressees in order. What is not understood comes back as an open one, so that nothing is lost.
    """
    heading = HEADING.match(text)
    field = compact(text[heading.end() :] if heading else text)
    phrases: list[_Phrase] = []
    excepting = False
    for begin, end in _segments(field):
        if begin is None:
            phrases.append(_Phrase([Addressee("other", open=True)], 0, end))
            continue
        phrase = _exception(field, begin, end) if begin["but"] else _phrase(field, begin, end)
        if begin["but"] and not phrases:
            phrases.append(_Phrase([Addressee("other", open=True)], begin.start(), begin.end()))
        excepting = bool(begin["but"]) or (excepting and _belongs(phrase, phrases[-1].addressees[-1]))
        if excepting:
            _except(phrases[-1], phrase)
        elif phrases and _is_inside(field, phrases[-1], phrase):
            _join(phrases[-1], phrase)
        else:
            phrases.append(phrase)
        excepting = excepting and not _closes(field.text[begin.end() : end])
    return tuple(
        replace(addressee, as_written=_written(field, phrase))
        for phrase in _shared(field, phrases)
        for addressee in phrase.addressees
    )


def _segments(field: Compact) -> Iterator[tuple[re.Match[str] | None, int]]:
    """Where each phrase begins (None: words before the first that are no kind's) and where the next one does."""
    begins: list[re.Match[str] | None] = []
    for begin in BEGINNING.finditer(field.text):
        before = field.text[: begin.start()]
        if not begins and before.strip("()-•.,; 0123456789"):
            begins.append(None)
        if begin["but"] or is_post(begin) or (_may_begin(field, begin) and not _is_other(begins[-1:])):
            begins.append(begin)
    if not begins and field.text.strip("()-•.,; "):
        begins.append(None)
    ends = [*(begin.start() for begin in begins[1:] if begin), len(field.text)]
    yield from zip(begins, ends, strict=False)


def _may_begin(field: Compact, begin: re.Match[str]) -> bool:
    return field.parted(begin.start()) or joins(field.text[: begin.start()])


def _is_other(last: list[re.Match[str] | None]) -> bool:
    """Whether the phrase before is of no kind: what follows it may be its owner (``โรงเรียนสังกัดเทศบาล``)."""
    return bool(last) and (last[0] is None or (not last[0]["but"] and kind_begun(last[0]) == "other"))


def _phrase(field: Compact, begin: re.Match[str], end: int) -> _Phrase:
    """One word of kind with what follows it: one addressee, or several where it has several names."""
    kind = kind_begun(begin)
    tail, end = _tail(field, begin.end(), end)
    bare = re.sub(r"[\s()]", "", tail)
    whole = ALL.fullmatch(squeezed(bare))
    if kind == "other" or ELSEWHERE.search(bare) or (not whole and "ทุก" in bare):
        addressees = [Addressee(kind, open=True)]
    elif not bare:
        addressees = [Addressee(kind)]
    elif whole:
        area = whole["before"] or whole["after"] or ""
        area = "" if area in ("จังหวัด", "อำเภอ") else area
        addressees = [Addressee(kind, every=True, area=area, count=int(whole["count"] or 0))]
    else:
        names = [tail] if kind == "department" else _names(field, begin.end(), end)
        addressees = [Addressee(kind, name) for name in names]
    return _Phrase(addressees, begin.start(), end)


def _names(field: Compact, start: int, end: int) -> list[str]:
    """The names in a part of the text, where strokes, commas and และ part them; และ alone is a name, too."""
    joints = [match.span() for match in BETWEEN_NAMES.finditer(field.text[start:end])]
    starts = [start, *(start + stop for _, stop in joints)]
    ends = [*(start + begin for begin, _ in joints), end]
    names = [field.written(*span).strip(" ()") for span in zip(starts, ends, strict=True)]
    return [name for name in names if name]


def _exception(field: Compact, but: re.Match[str], end: int) -> _Phrase:
    """What follows ยกเว้น without a word of kind: a bare name, or nothing yet."""
    name, stop = _tail(field, but.end(), end)
    return _Phrase([Addressee("", name)] if name else [], but.start(), stop)


def _tail(field: Compact, start: int, end: int) -> tuple[str, int]:
    """What is written from ``start`` to ``end`` but for the joint to the next phrase; and where it then ends."""
    if end < len(field.text) and (joint := JOINT.search(field.text, start, end)):
        end = joint.start()
    return field.written(start, end).strip(" ()"), end


def _belongs(phrase: _Phrase, whole: Addressee) -> bool:
    """Whether a phrase after ยกเว้น still tells an exception: the first does, more do if of the same kind."""
    kind = phrase.addressees[0].kind
    return not whole.exceptions or kind == whole.kind or kind in WITHIN.get(whole.kind, ())


def _except(whole: _Phrase, exceptions: _Phrase) -> None:
    last = whole.addressees[-1]
    new = [replace(each, kind=each.kind or last.kind) for each in exceptions.addressees]
    whole.addressees[-1] = replace(last, exceptions=(*last.exceptions, *new))
    whole.end = exceptions.end


def _is_inside(field: Compact, whole: _Phrase, phrase: _Phrase) -> bool:
    """Whether a phrase goes on with the one before: inside its brackets, or after a stroke."""
    before = field.text[whole.start : phrase.start]
    return before.count("(") > before.count(")") or before.endswith("/")


def _join(whole: _Phrase, phrase: _Phrase) -> None:
    """Take a phrase into the one before. A narrower kind in brackets leaves the wide one open: อปท. (เทศบาล)."""
    last = whole.addressees[-1]
    if phrase.addressees[0].kind in WITHIN.get(last.kind, ()):
        whole.addressees[-1] = replace(last, open=True)
    whole.addressees += phrase.addressees
    whole.end = phrase.end


def _closes(text: str) -> bool:
    return text.count(")") > text.count("(")


def _shared(field: Compact, phrases: list[_Phrase]) -> list[_Phrase]:
    """Let ``ทุกแห่ง`` at the end of a list hold for the bare words before it: ``เทศบาลและ อบต. ทุกแห่ง``."""
    result: list[_Phrase] = []
    every: Addressee | None = None
    for phrase in reversed(phrases):
        shares = False
        for at, this in reversed(list(enumerate(phrase.addressees))):
            if this.every:
                every = this if SHARED.search(field.text, phrase.start, phrase.end) else None
            elif every and this == Addressee(this.kind):
                phrase.addressees[at] = replace(every, kind=this.kind)
                shares = shares or at == len(phrase.addressees) - 1
            else:
                every = None
        if shares and result:
            phrase.end = result[-1].end
            phrase.addressees = _with_own_exceptions([*phrase.addressees, *result.pop().addressees])
        result.append(phrase)
    return result[::-1]


def _with_own_exceptions(addressees: list[Addressee]) -> list[Addressee]:
    """Leave each exception, said once after a list, to the kinds that it can be an exception of, if to any."""
    kinds = [each.kind for each in addressees]
    return [
        replace(
            each, exceptions=tuple(but for but in each.exceptions if _of(but, each.kind) or not _any_of(but, kinds))
        )
        for each in addressees
    ]


def _of(exception: Addressee, kind: str) -> bool:
    return exception.kind == kind or exception.kind in WITHIN.get(kind, ()) or kind in WITHIN.get(exception.kind, ())


def _any_of(exception: Addressee, kinds: list[str]) -> bool:
    return any(_of(exception, kind) for kind in kinds)


def _written(field: Compact, phrase: _Phrase) -> str:
    """The phrase on one line, with the bracket that closes one opened in it and none that does not."""
    end = phrase.end
    while field.text[end : end + 1] == ")" and not _closes(field.text[phrase.start : end + 1]):
        end += 1
    while end > phrase.start and (field.text[end - 1] in "(,;/" or _closes(field.text[phrase.start : end])):
        end -= 1
    return field.written(phrase.start, end)
