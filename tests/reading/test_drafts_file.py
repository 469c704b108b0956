from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from circtrack.errors import InputError
from circtrack.reading.drafts_file import drafts_from_toml, drafts_to_toml
from circtrack.reading.letters import read_letters

if TYPE_CHECKING:
    from circtrack.model import Letter

CHAIN = Path(__file__).parents[2] / "examples" / "chain-2566.txt"


@pytest.fixture(scope="module")
def letters() -> list[Letter]:
    return read_letters({"chain": CHAIN.read_text(encoding="utf-8")}, today=date(2023, 3, 20))


@pytest.fixture
def toml(letters: list[Letter]) -> str:
    return drafts_to_toml(letters, {0: ["a note\nin two lines"]})


def test_what_was_not_touched_comes_back_as_it_was(letters: list[Letter], toml: str) -> None:
    assert drafts_from_toml(toml, letters) == letters


def test_notes_stand_before_their_letter_as_comments(toml: str) -> None:
    assert toml.startswith("# a note\n# in two lines\n[[letter]]\n")


def test_a_corrected_field_is_taken_and_its_finding_settled(letters: list[Letter], toml: str) -> None:
    own_date = 'date = "2023-02-27"\nissuer = "กรมส่งเสริมการปกครองท้องถิ่น"\nkind'
    assert toml.count(own_date) == 1
    edited = drafts_from_toml(toml.replace(own_date, own_date.replace("2023-02-27", "๒๘ กุมภาพันธ์ ๒๕๖๖")), letters)
    assert edited[2].date == date(2023, 2, 28)
    assert edited[2].findings == ()
    assert edited[1].findings == letters[1].findings


def test_a_letter_taken_out_is_out_and_the_others_keep_their_own(letters: list[Letter], toml: str) -> None:
    begin = toml.index("[[letter]]\ndraft = 2")
    end = toml.index("[[letter]]\ndraft = 3")
    assert drafts_from_toml(toml[:begin] + toml[end:], letters) == [letters[0], letters[2]]


def test_other_addressees_give_other_recipients(letters: list[Letter], toml: str) -> None:
    edited = drafts_from_toml(toml.replace('"นายกเทศมนตรีตำบลเทพสถิต",', ""), letters)
    assert edited[0].recipients == ("06360902", "06360903", "06360904", "06360905", "06360906")


def test_recipients_that_the_clerk_listed_stand(letters: list[Letter], toml: str) -> None:
    edited = drafts_from_toml(toml.replace('    "05360901",\n', ""), letters)
    assert "05360901" not in edited[0].recipients
    assert edited[0].addressees == letters[0].addressees


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('kind = "circular"', 'kind = "leaflet"', "letter 3: there is no kind of letter 'leaflet'"),
        ('kind = "circular"', 'kynd = "circular"', "letter 3: no field kynd"),
        ('date = "2023-02-27"\nissuer', 'date = "31 กุมภาพันธ์ 2566"\nissuer', "31 กุมภาพันธ์ 2566"),
        ('number = "มท 0810.7/ว 908"\ndate', 'number = "908"\ndate', "'908' is not a letter number"),
        ('date = "2023-02-27"\nissuer', "date = [1]\nissuer", "letter 3: date must be text"),
        ('email = ""', "email = ", "not valid TOML"),
    ],
)
def test_what_cannot_be_taken_is_said(letters: list[Letter], toml: str, before: str, after: str, said: str) -> None:
    assert before in toml
    with pytest.raises(InputError) as caught:
        drafts_from_toml(after.join(toml.rsplit(before, 1)), letters)
    assert said in str(caught.value)
