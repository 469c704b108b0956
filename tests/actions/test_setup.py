from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import made_letters as made
from support.recorded import dump, query
from support.servers import open_for_reading, writing

from circtrack.actions.letters.record import record_letters
from circtrack.actions.setup import set_office
from circtrack.errors import AmbiguousError, ConflictError, UnknownError
from circtrack.store.settings import get_own_office

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.actions.setup import OwnOffice
    from circtrack.model import Letter

pytestmark = pytest.mark.both_engines


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "circtrack.db"


def init(path: Path, text: str) -> OwnOffice:
    with writing(path, "init") as transaction:
        return set_office(transaction, text, made.TODAY)


def record(path: Path, *letters: Letter, office: str = "") -> None:
    with writing(path, "read") as transaction:
        record_letters(transaction, letters, office, made.TODAY)


def whose(path: Path) -> str:
    connection = open_for_reading(path)
    try:
        return get_own_office(connection)
    finally:
        connection.close()


def test_a_new_database_becomes_an_offices_own_and_another_ones_while_it_is_empty(path: Path) -> None:
    assert init(path, "อำเภอเทพสถิต").is_new
    assert whose(path) == "3609"
    assert not init(path, "3609").is_new
    assert init(path, "จ.ชัยภูมิ").is_new
    assert whose(path) == "36"
    assert query(path, "SELECT count(*) FROM journal") == [(2,)]
    assert query(path, "SELECT name FROM office_version WHERE code = '3609'") == [("อำเภอเทพสถิต",)]


@pytest.mark.parametrize(("text", "error"), [("อำเภอไม่มีจริง", UnknownError), ("อบต.บ้านไร่", AmbiguousError)])
def test_an_office_that_cannot_be_told_is_not_set(path: Path, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        init(path, text)


def test_with_letters_recorded_it_stays_whose_it_is(path: Path) -> None:
    init(path, "3609")
    record(path, *made.chain(), office="3609")
    before = dump(path)
    with pytest.raises(ConflictError, match=r"the database of 3609  อำเภอเทพสถิต.* with 3 letters"):
        init(path, "36")
    assert dump(path) == before


def test_letters_that_concern_nobody_else_do_not_hinder_a_first_office(path: Path) -> None:
    record(path, made.district())
    assert init(path, "36").is_new
    assert whose(path) == "36"


def test_what_others_owe_is_not_lost(path: Path) -> None:
    record(path, made.root())
    with pytest.raises(ConflictError, match="207 offices that are not under อำเภอเทพสถิต"):
        init(path, "3609")
    assert init(path, "dla").is_new
