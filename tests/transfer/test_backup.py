"""Backups that are checked before they are called good, and bringing one back."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.recorded import dump, query, recorded
from support.waiting import PATIENCE

from circtrack.database.integrity import find_faults
from circtrack.database.transaction import writing
from circtrack.errors import DatabaseError, InputError, UnknownError
from circtrack.transfer.backup import back_up, list_backups, restore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.database.engine import Connection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return recorded(tmp_path / "circtrack.db")


def set_value(path: Path, name: str, value: str = "x") -> None:
    with writing(path, "init") as transaction:
        transaction.insert("setting", ("name",), {"name": name, "value": value})


def spoil(path: Path) -> None:
    """Noise over a page in the middle, as a failing disk leaves it."""
    data = bytearray(path.read_bytes())
    data[8192:12288] = os.urandom(4096)
    path.write_bytes(bytes(data))


def checkpointed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_a_copy_holds_all_and_is_the_owner_s_alone(path: Path, tmp_path: Path) -> None:
    copy, gone = back_up(path, tmp_path / "copies" / "daily", "20230320-091500")
    assert (copy.name, gone) == ("circtrack-20230320-091500.db", [])
    assert dump(copy) == dump(path)
    assert sorted(file.name for file in copy.parent.iterdir()) == [copy.name]
    if os.name != "nt":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700


def test_only_the_latest_are_kept_and_other_files_stay(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "circtrack-notes.txt").write_text("mine", encoding="utf-8")
    copies = []
    for second in range(4):
        copies.append(back_up(path, folder, f"20230320-09150{second}", keep=2)[0])
        os.utime(copies[-1], ns=(second, second))
    assert list_backups(folder) == copies[2:]
    assert (folder / "circtrack-notes.txt").exists()
    assert back_up(path, folder, "20230320-091503", keep=2)[0].name == "circtrack-20230320-091503-2.db"


def test_a_damaged_database_is_no_backup_and_the_last_good_one_stays(path: Path, tmp_path: Path) -> None:
    good, _ = back_up(path, tmp_path / "copies", "20230320-091500")
    before = good.read_bytes()
    checkpointed(path)
    spoil(path)
    with pytest.raises(DatabaseError, match="damaged"):
        back_up(path, tmp_path / "copies", "20230321-091500", keep=1)
    assert [file.name for file in (tmp_path / "copies").iterdir()] == [good.name]
    assert good.read_bytes() == before


def test_there_must_be_something_to_copy(tmp_path: Path) -> None:
    with pytest.raises(UnknownError):
        back_up(tmp_path / "none.db", tmp_path / "copies", "20230320-091500")
    assert not (tmp_path / "copies").exists()


def test_a_backup_comes_back_and_what_it_replaces_is_kept(path: Path, tmp_path: Path) -> None:
    copy, _ = back_up(path, tmp_path / "copies", "20230320-091500")
    set_value(path, "later")
    later = dump(path)
    done, kept = restore(path, copy, "20230321-100000")
    assert done
    assert dump(path) == dump(copy)
    assert kept is not None
    assert kept.name == "circtrack-replaced-20230321-100000.db"
    assert dump(kept) == later
    set_value(path, "after")  # it can be written to as before


def test_a_reader_sees_the_old_or_the_new(path: Path, tmp_path: Path) -> None:
    copy, _ = back_up(path, tmp_path / "copies", "20230320-091500")
    set_value(path, "later")
    with closing(sqlite3.connect(path)) as reader:
        assert reader.execute("SELECT count(*) FROM setting").fetchone() == (2,)
        restore(path, copy, "20230321-100000")
        assert reader.execute("SELECT count(*) FROM setting").fetchone() == (1,)


def test_a_damaged_database_is_replaced_and_kept_as_it_was(path: Path, tmp_path: Path) -> None:
    copy, _ = back_up(path, tmp_path / "copies", "20230320-091500")
    path.write_bytes(b"this was a database once" * 100)
    spoilt = path.read_bytes()
    kept = restore(path, copy, "20230321-100000").kept
    assert kept is not None
    assert kept.read_bytes() == spoilt
    assert dump(path) == dump(copy)


def test_where_there_is_no_database_the_backup_becomes_one(path: Path, tmp_path: Path) -> None:
    copy, _ = back_up(path, tmp_path / "copies", "20230320-091500")
    assert restore(tmp_path / "new.db", copy, "20230321-100000") == (True, None)
    assert dump(tmp_path / "new.db") == dump(copy)


def test_nothing_is_read_whole_more_often_than_needed(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, _ = back_up(path, tmp_path / "copies", "20230320-091500")
    read: list[str] = []

    def noted(connection: Connection) -> Iterator[str]:
        read.append(Path(connection.execute("PRAGMA database_list").fetchone()[2]).name)
        return find_faults(connection)

    for module in ("circtrack.transfer.backup", "circtrack.database.sqlite.copy"):
        monkeypatch.setattr(f"{module}.find_faults", noted)
    restore(tmp_path / "new.db", copy, "20230321-100000")
    assert read == ["new.db.part"]
    read.clear()
    restore(path, copy, "20230321-100000")
    assert read == [copy.name, path.name]


def test_a_person_is_asked_when_the_backup_is_known_to_be_good(path: Path, tmp_path: Path) -> None:
    copy, _ = back_up(path, tmp_path / "copies", "20230320-091500")
    set_value(path, "later")
    before = dump(path)
    asked: list[Path] = []

    def decline() -> bool:
        asked.append(copy)
        return False

    assert restore(path, copy, "20230321-100000", decline) == (False, None)
    assert (asked, dump(path)) == ([copy], before)
    spoil(copy)
    with pytest.raises(DatabaseError, match="damaged"):
        restore(path, copy, "20230321-100000", decline)
    assert asked == [copy]


def test_a_bad_backup_changes_nothing(path: Path, tmp_path: Path) -> None:
    copy, _ = back_up(path, tmp_path / "copies", "20230320-091500")
    before = dump(path)
    spoil(copy)
    with pytest.raises(DatabaseError, match="damaged"):
        restore(path, copy, "20230321-100000")
    copy.write_bytes(copy.read_bytes()[:5000])
    with pytest.raises(DatabaseError):
        restore(path, copy, "20230321-100000")
    with pytest.raises(UnknownError):
        restore(path, tmp_path / "none.db", "20230321-100000")
    with pytest.raises(InputError):
        restore(path, path, "20230321-100000")
    shutil.copyfile(path, tmp_path / "other.db")
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("PRAGMA application_id = 1")
    with pytest.raises(DatabaseError, match="another program"):
        restore(path, tmp_path / "other.db", "20230321-100000")
    assert dump(path) == before
    assert not list(tmp_path.glob("*replaced*"))


def _write_many(path: Path, started: multiprocessing.synchronize.Event) -> None:
    for number in range(40):
        set_value(path, f"busy {number}")
        started.set()


@pytest.mark.slow
def test_copies_made_while_another_writes_are_all_good(path: Path, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    started = context.Event()
    writer = context.Process(target=_write_many, args=(path, started))
    writer.start()
    try:
        assert started.wait(PATIENCE)
        copies = [back_up(path, tmp_path / "copies", f"20230320-0915{number:02}")[0] for number in range(8)]
    finally:
        writer.join(PATIENCE)
    assert writer.exitcode == 0
    counts = [query(copy, "SELECT count(*) FROM setting")[0][0] for copy in copies]
    assert counts == sorted(counts)
    assert query(path, "SELECT count(*) FROM setting")[0][0] == 41


def test_where_no_copy_can_be_made_another_folder_is_advised_and_not_another_database(
    path: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match=r"The copy .*cannot be written: .*name another folder") as caught:
        back_up(path, tmp_path / "file" / "copies", "20230320-091500")
    assert "--db" not in str(caught.value)
