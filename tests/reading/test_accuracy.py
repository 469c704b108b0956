"""How many fields of real letters are read wrong without a word: none more than before; and the measure itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest
from support.accuracy import Letters, Mark, measure
from support.truth_files import FOLDER, FORMS, Truth, accepted, all_truths, squeezed

from circtrack.model import Finding, Letter, LetterKind, Link, LinkType, Task

# Only ever goes down.
WRONG_TODAY = 0
# Of the letters that nobody had tuned the reader on at its first run, 22 then. Only ever goes down.
WRONG_HELD_OUT = 0

_ISO = re.compile(r"|[12]\d{3}-\d{2}-\d{2}")
_KEYS = {
    "number", "date", "issuer", "kind", "urgency", "secrecy", "subject", "addressees", "signatory", "position",
    "section", "phones", "email", "links", "tasks",
}  # fmt: skip
_LINK_KEYS = {"type", "number", "date", "issuer"}
_TASK_KEYS = {"title", "system", "audience", "due_on", "as_written"}
TRUTHS = all_truths()
HELD_OUT = {truth.name for truth in TRUTHS if truth.held_out}


@pytest.fixture(scope="module")
def marks() -> list[Mark]:
    return measure(TRUTHS)


def test_no_more_fields_are_wrong_than_before(marks: list[Mark]) -> None:
    wrong = [mark for mark in marks if mark.outcome == "wrong" and mark.text not in HELD_OUT]
    assert len(wrong) <= WRONG_TODAY, "\n".join(map(str, wrong))


def test_no_more_fields_of_held_out_letters_are_wrong_than_before(marks: list[Mark]) -> None:
    assert len(HELD_OUT) == 249
    wrong = [mark for mark in marks if mark.outcome == "wrong" and mark.text in HELD_OUT]
    assert len(wrong) <= WRONG_HELD_OUT, "\n".join(map(str, wrong))


def test_prose_that_speaks_of_letters_is_taken_for_none(marks: list[Mark]) -> None:
    prose = {truth.name for truth in TRUTHS if not truth.letters}
    assert len(prose) > 30
    assert [mark for mark in marks if mark.text in prose and mark.field == "letter"] == []


def test_every_text_has_a_truth() -> None:
    texts = {path.stem for path in (FOLDER / "letters").glob("*.txt")}
    assert texts == {truth.name for truth in TRUTHS} - {"chain-2566"}


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.name)
def test_a_truth_is_complete_and_in_the_model_s_own_form(truth: Truth) -> None:
    assert truth.form in FORMS
    assert truth.source
    assert truth.text.strip()
    assert (truth.form in {"prose", "register"}) == (not truth.letters)
    for letter in truth.letters:
        assert letter.keys() - {"doubtful"} == _KEYS
        assert set(letter.get("doubtful", ())) <= _KEYS
        assert set(accepted(letter["kind"])) <= set(get_args(LetterKind))
        for task in letter["tasks"]:
            _check_task(task)
    for link in (*truth.links, *(link for letter in truth.letters for link in letter["links"])):
        assert link.keys() - {"doubtful"} == _LINK_KEYS
        assert link["type"] in get_args(LinkType)
        assert set(link.get("doubtful", ())) <= _LINK_KEYS
    for day in _days(truth):
        assert _ISO.fullmatch(day)
        assert not day or date.fromisoformat(day)


def _check_task(task: dict[str, Any]) -> None:
    assert task.keys() - {"doubtful", "clause"} == _TASK_KEYS
    clauses = accepted(task.get("clause", task["title"]))
    assert any(squeezed(task["title"]) in squeezed(clause) for clause in clauses)


def _days(truth: Truth) -> list[str]:
    letters = truth.letters
    links = [*truth.links, *(link for letter in letters for link in letter["links"])]
    tasks = [*truth.deadlines, *(task for letter in letters for task in letter["tasks"])]
    return [*(each["date"] for each in (*letters, *links)), *(each["due_on"] for each in tasks)]


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.name)
def test_deadlines_of_prose_stand_in_its_text(truth: Truth) -> None:
    text = squeezed(truth.text)
    assert [told["as_written"] for told in truth.deadlines if squeezed(told["as_written"]) not in text] == []


TOLD: dict[str, Any] = {
    **dict.fromkeys(_KEYS, ""),
    "number": "มท 0810.7/ว 908",
    "date": "2023-02-27",
    "kind": "circular",
    "subject": ["สถานที่กลาง", "สถานทีกลาง"],
    "addressees": ["นายอำเภอทุกอำเภอ"],
    "phones": [],
    "links": [{"type": "refers_to", "number": "มท 0810.7/ว 679", "date": "2022-03-10", "issuer": ""}],
    "tasks": [
        {
            "title": "ข้อมูลพื้นฐาน",
            "clause": "บันทึกข้อมูลพื้นฐานของศูนย์",
            "system": "INFO",
            "audience": "",
            "due_on": "2023-03-24",
            "as_written": "ภายในวันที่ ๒๔ มีนาคม ๒๕๖๖",
        }
    ],
}
TASK = Task("บันทึกข้อมูลพื้นฐาน", "INFO", "", date(2023, 3, 24), "on", "ภายในวันที่ ๒๔ มีนาคม\n๒๕๖๖")
READ = Letter(
    number="มท 0810.7/ว 908",
    date=date(2023, 2, 27),
    kind="circular",
    subject="สถานที ่กลาง",
    addressees=("นายอำเภอ ทุกอำเภอ",),
    links=(Link("refers_to", "มท 0810.7/ว 679", date(2022, 3, 10), "", "ที่ มท ๐๘๑๐.๗/ว ๖๗๙"),),
    tasks=(TASK,),
)


def _outcomes(letter: Letter | None, **told: object) -> dict[tuple[str, str], int]:
    """How often each field has each outcome but right."""
    outcomes: dict[tuple[str, str], int] = {}
    for mark in Letters("text").marks([TOLD | told], [letter] if letter else []):
        if mark.outcome != "right":
            outcomes[mark.field, mark.outcome] = outcomes.get((mark.field, mark.outcome), 0) + 1
    return outcomes


def test_a_letter_read_as_it_is_has_nothing_wrong_whatever_its_white_space() -> None:
    assert _outcomes(READ) == {}


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({"subject": "สถาน"}, {("subject", "wrong"): 1}),
        ({"subject": ""}, {("subject", "missed"): 1}),
        ({"secrecy": "ลับ"}, {("secrecy", "wrong"): 1}),
        ({"date": None}, {("date", "missed"): 1}),
        (
            {"date": date(2022, 2, 27), "findings": (Finding("weekday", "date", "๒๗"),)},
            {("date", "doubtful"): 1},
        ),
        ({"addressees": ("นายอำเภอเทพสถิต",)}, {("addressees", "wrong"): 1, ("addressees", "missed"): 1}),
        ({"links": ()}, {("link", "missed"): 1}),
        ({"links": (*READ.links, Link("extends", "มท 0810.7/ว 5"))}, {("link", "wrong"): 1}),
        ({"links": (replace(READ.links[0], number="มห 0810.7/ว 679"),)}, {("link.number", "wrong"): 1}),
        (
            {"findings": (Finding("unknown_prefix", "links", "มท ๐๘๑๐.๗/ว ๖๗๙"),)},
            {("link.number", "doubtful"): 1, ("link.date", "doubtful"): 1},
        ),
        ({"tasks": ()}, {("task", "missed"): 1}),
        ({"tasks": (TASK, replace(TASK, title="อื่น"))}, {("task", "wrong"): 1}),
        ({"tasks": (replace(TASK, title="ขอให้บันทึกข้อมูลพื้นฐานของศูนย์ภายในวันที่"),)}, {("task.title", "wrong"): 1}),
        ({"tasks": (replace(TASK, due_on=date(2023, 3, 25)),)}, {("task.due_on", "wrong"): 1}),
        (
            {"tasks": (replace(TASK, title="อื่น"),), "findings": (Finding("unsure_task", "tasks", "อื่น"),)},
            {("task.title", "doubtful"): 1, ("task.system", "doubtful"): 1, ("task.audience", "doubtful"): 1},
        ),
    ],
)
def test_each_fault_is_told_where_it_is(changed: dict[str, Any], outcome: dict[tuple[str, str], int]) -> None:
    assert _outcomes(replace(READ, **changed)) == outcome


def test_what_is_doubtful_must_be_said_even_where_it_is_guessed_right() -> None:
    assert _outcomes(READ, doubtful=["number"]) == {("number", "wrong"): 1}
    said = replace(READ, findings=(Finding("number_variants", "number", "๙๐๘"),))
    assert _outcomes(said, doubtful=["number"]) == {("number", "doubtful"): 1}
    assert _outcomes(replace(READ, number=""), doubtful=["number"]) == {("number", "missed"): 1}


def test_a_letter_that_is_not_found_is_missed_and_one_too_many_is_wrong() -> None:
    assert _outcomes(None)["letter", "missed"] == 1
    assert _outcomes(replace(READ, findings=(Finding("not_a_letter", "text", ""),)))["letter", "missed"] == 1
    assert [(mark.field, mark.outcome) for mark in Letters("text").marks([], [READ])] == [("letter", "wrong")]


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        ("ตามหนังสือ ที่ มท 0810.7/ว 908 ให้รายงานภายในวันที่ 24 มีนาคม 2566", {"prose.number right", "prose.deadline right"}),
        ("ให้รายงานภายในวันที่ 25 มีนาคม 2566", {"prose.number missed", "prose.deadline missed", "prose.deadline wrong"}),
        (
            "หนังสือ ที่ มท 0810.7/ว 908 และ ที่ มท 0810.7/ว 909 รายงานภายในวันที่ 24 มีนาคม 2566",
            {"prose.number right", "prose.number wrong", "prose.deadline right"},
        ),
    ],
)
def test_what_prose_quotes_is_marked(text: str, outcomes: set[str]) -> None:
    deadline = {"as_written": "ภายในวันที่ 24 มีนาคม 2566", "due_on": "2023-03-24"}
    truth = Truth("text", "prose", "made", text, (), ({"number": "มท 0810.7/ว 908"},), (deadline,))
    assert {f"{mark.field} {mark.outcome}" for mark in measure([truth])} == outcomes
