"""What a role writes names no letter that it does not see, and stops nobody who reads it."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.server_roles import Register, a_register, add, change
from support.servers import needs_server

from circtrack.actions.sync import bundle_check
from circtrack.store.statements import to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = needs_server

BREAK_INS = Path(__file__).resolve().parents[2] / "data" / "break_ins"


class AnyLetter(set[Any]):
    """Every letter is in the bundle: who makes it leaves out what rests on others."""

    def __contains__(self, key: object) -> bool:
        return True


OFFICES = {"department": "dla", "province": "30", "district": "3609"}
STORY = [
    ("department", ("add --date 2023-02-27 --from dla --subject ลับ --to จ.ยโสธร --task สอบสวน --due 2023-03-31"
     " --number"), "ลับ ที่ มท 0810.7/ว 99"),
    ("province", "add --date 2023-03-03 --from 30 --subject อื่น --to 3001 --number", "นม 0023.6/1"),
    ("district", ("add --date 2023-03-04 --from 3609 --subject เอง --to 06360904 --task ของเรา --due 2023-03-30"
     " --number"), "ชย 0023.14/701"),
]  # fmt: skip


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with a_register(tmp_path_factory.mktemp("roles"), OFFICES) as made:
        for who, words, last in STORY:
            made.program(who).ok(*words.split(), last)
        yield made


@pytest.mark.parametrize("number", ["มท 0810.7/ว 99", "นม 0023.6/1", "ชย 0023.14/701"])
def test_by_a_letter_that_a_role_does_not_see_it_neither_exempts_nor_moves_a_deadline(
    register: Register, number: str
) -> None:
    ((letter,),) = register.sql("", f"SELECT id FROM letter WHERE number = '{number}'")
    ((task,),) = register.sql("", "SELECT id FROM task WHERE title = 'ของเรา'")
    owed = {"task": task, "office": "06360904"}
    moved = {"id": 1, "task": task, "due_on": "2023-04-01", "reason": "x", "agreed": 1, "letter": letter}
    said = [
        register.write("district", change("obligation", owed, progress="exempt", closed_by=letter)),
        register.write("district", add("deadline_change", "id", **moved)),
    ]
    if number == "ชย 0023.14/701":
        assert said == ["", ""]
    else:
        assert all(each.startswith("this role may not: letter") for each in said), said


@pytest.mark.parametrize(
    "record",
    [{}, {"message": "{a:>99999999}", "values": {"a": "x"}}, {"message": "{a.__class__}", "values": {"a": "x"}}],
    ids=["none", "wide", "of a class"],
)
def test_whatever_a_role_has_the_log_say_it_can_be_read(register: Register, record: dict[str, object]) -> None:
    (row,) = register.sql("", "SELECT task, office, note FROM obligation WHERE office = '06360904'")
    note = change("obligation", {"task": row[0], "office": row[1]}, note=f"{row[2]}.")
    given = {"command": "done", "summary": "", "at": "", "who": "", **record}
    written = f"SELECT write_journal('{json.dumps(given)}')"
    with register.session("district") as session:
        session.execute(f"BEGIN; SELECT write('{json.dumps(note)}'); {written}; COMMIT".encode())
    ((changes,),) = register.sql("", "SELECT changes FROM journal ORDER BY id DESC LIMIT 1")
    assert json.loads(str(changes))["rows"]
    for who in ("", "district"):
        log = register.program(who).ok("log")
        assert len(log.out) < 10_000
        assert "class" not in log.out


TAKEN_OUT = {
    "issuer": "3609", "year_be": 2566, "number": "x", "said_by": "3609", "date": "2023-03-01", "secrecy": "",
    "formerly": "", "stamp": " 0000000009", "statements": "[]", "numbers": "[]", "hung": "[]",
}  # fmt: skip


@pytest.mark.parametrize("text", ["", "rubbish", "null", "5", "[1]", "{}", "[[]]", "[]"])
def test_what_programs_read_as_json_has_its_form(register: Register, text: str) -> None:
    ((letter,),) = register.sql("", "SELECT id FROM letter WHERE number = 'ชย 0023.14/701'")
    said = {"letter": letter, "task": "", "office": "", "said_by": "3609", "value": text, "stamp": " 0000000009"}
    withdrawn = {name: add("withdrawn", "issuer year_be number said_by", **{**TAKEN_OUT, name: text})
                 for name in ("formerly", "statements", "numbers", "hung")}  # fmt: skip
    given = {
        "value": add("said", "letter task office said_by value", **said),
        "letter": change("letter", {"id": letter}, formerly=text),
        **withdrawn,
    }
    again = "ROLLBACK; BEGIN"  # what would be taken is not kept
    taken = {name for name, each in given.items() if not register.write("district", each, again)}
    allowed = {"": {"formerly", "letter"}, "{}": {"value"}, "[]": {*withdrawn, "letter"}}
    assert taken == allowed.get(text, set())


FORMS = (BREAK_INS / "forms.jsonl").read_text(encoding="utf-8").splitlines()[1:]
WRONG: tuple[Any, ...] = (
    5,
    "5",
    [],
    [[]],
    {},
    {"x": 1},
    None,
    True,
    10**400,
    1.5,
    "",
    "\0",
    "\x01",
    "2023-02-30",
    "1023-03-01",
    "9999-12-31",
    ["x"],
)


def replaced(value: Any) -> Iterator[Any]:
    """Yield a JSON value with each of its inner values, and itself, replaced by each wrong one, or without it."""
    yield from WRONG
    if isinstance(value, dict):
        for name, inner in value.items():
            yield {**value, f"{name}s": inner}
            yield {each: other for each, other in value.items() if each != name}
            yield from ({**value, name: each} for each in replaced(inner))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield [*value[:at], *value[at + 1 :]]
            yield [*value, inner]
            yield from ([*value[:at], each, *value[at + 1 :]] for each in replaced(inner))


def is_read(column: str, fact: dict[str, str], value: Any) -> bool:
    """Whether whoever gets it in a bundle takes it."""
    with suppress(bundle_check.RowError, KeyError):
        if column == "statements":
            for row in bundle_check.read_parts(value, 5):
                bundle_check.check_texts(500, *row)
        elif column == "numbers":
            for row in bundle_check.read_parts(value, 2):
                bundle_check.check_texts(500, *row)
        elif column == "hung":
            for row in bundle_check.read_parts(value, 2):
                assert all(map(bundle_check.read_key, row))
        elif column == "formerly":
            assert all(map(bundle_check.read_key, bundle_check.read_parts(value, 3)))
        elif not isinstance(value, dict):
            return False
        elif fact["task"]:
            of_office = bool(fact["office"])
            bundle_check._check_task_value(value, AnyLetter(), date(2026, 1, 1), of_office=of_office)
        elif fact["office"]:
            bundle_check._check_receipt_value(value, date(2026, 1, 1))
        elif value:
            bundle_check._check_letter_value({**value, "recipients": []}, ("3609", 2566, "ก 1"))
            return all(isinstance(each, str) for each in value["recipients"])
        return True
    return False


@pytest.mark.parametrize("line", FORMS, ids=range(len(FORMS)))
def test_of_no_value_in_json_another_kind_is_taken_than_readers_take(register: Register, line: str) -> None:
    table, column, fact, good = json.loads(line)
    values = [good, *replaced(good)]
    given = json.dumps([{"stamp": " 0000000001", **fact, column: to_json(each)} for each in values])
    query = "SELECT has_form('{}', n.n) FROM jsonb_array_elements($x${}$x$) WITH ORDINALITY AS n (n, at) ORDER BY n.at"
    taken = [bool(row[0]) for row in register.sql("", query.format(table, given))]
    assert taken[0]
    wrong = [
        value for value, is_taken in zip(values, taken, strict=True) if is_taken and not is_read(column, fact, value)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "value", ["{}", '{"progress":5,"moves":7}', '{"done_on":"2023-02-30","progress":"done"}', "", "[]"]
)
def test_what_is_kept_of_a_letter_that_is_taken_out_has_the_form_of_what_is_said(
    register: Register, value: str
) -> None:
    kept = to_json([["x", "06360904", "06360904", value, " 0000000009"]])
    taken = add("withdrawn", "issuer year_be number said_by", **{**TAKEN_OUT, "number": "y", "statements": kept})
    assert (register.write("district", taken, "ROLLBACK; BEGIN") == "") == (value == "{}")
