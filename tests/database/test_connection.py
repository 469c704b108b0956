from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.waiting import PATIENCE

from circtrack.database import process, schema
from circtrack.database.journal import find_user
from circtrack.database.open import database_path, open_for_reading
from circtrack.database.process import lock_timeout
from circtrack.database.sqlite.connection import translated_errors
from circtrack.database.sqlite.files import _on_remote_drive, is_on_network_share
from circtrack.database.transaction import perform, writing
from circtrack.errors import CirctrackError, DatabaseError, InputError, LockedError, UnknownError
from circtrack.reports.check import build_check_report
from circtrack.store.settings import get_own_office, set_own_office

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "folder" / "circtrack.db"


@pytest.fixture
def made(path: Path) -> Path:
    with writing(path, "init") as transaction:
        set_own_office(transaction, "3609")
    return path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIRCTRACK_LOCK_TIMEOUT", "0.1")


def text_of(error: pytest.ExceptionInfo[CirctrackError]) -> str:
    return str(error.value)


def test_the_option_wins_over_the_variable_and_that_over_the_users_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIRCTRACK_DB", "/from/variable.db")
    assert database_path(Path("/from/option.db")) == Path("/from/option.db")
    assert database_path(None) == Path("/from/variable.db")
    monkeypatch.delenv("CIRCTRACK_DB")
    assert Path(str(database_path(None))).parts[-2:] == ("circtrack", "circtrack.db")


def test_a_first_write_makes_the_folders_and_a_complete_database(path: Path) -> None:
    with writing(path, "init") as transaction:
        set_own_office(transaction, "3609")
    connection = open_for_reading(path)
    assert get_own_office(connection) == "3609"
    assert connection.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
    assert connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    connection.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_new_files_and_folders_are_the_owners_alone(made: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(made.parent.parent.stat().st_mode) == 0o700


def test_nothing_there_yet_says_how_to_begin(path: Path) -> None:
    with pytest.raises(UnknownError, match="circtrack read FILE"):
        open_for_reading(path)
    with pytest.raises(UnknownError, match="circtrack read FILE"), writing(path, "done", create=False):
        pass
    assert not path.exists()


def test_an_empty_file_becomes_ours_on_the_first_write_only(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    path.chmod(0o644)
    with pytest.raises(UnknownError, match=r"empty\.db is empty.*circtrack restore BACKUP"):
        open_for_reading(path)
    assert path.stat().st_size == 0
    with writing(path, "init"):
        pass
    open_for_reading(path).close()
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(os.name == "nt", reason="pipes and links are POSIX's")
def test_a_pipe_and_links_in_a_circle_are_refused_at_once(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe.db", tmp_path / "link.db"
    os.mkfifo(pipe)
    link.symlink_to(tmp_path / "other.db")
    (tmp_path / "other.db").symlink_to(link)
    for path, says in ((pipe, "a device or a pipe"), (link, "a circle of links")):
        with pytest.raises(DatabaseError, match=says):
            open_for_reading(path)
        with pytest.raises(DatabaseError, match=says), writing(path, "init"):
            pass
        with pytest.raises(DatabaseError, match=says):
            perform(path, "init", lambda _: None)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link.db", "other.db", "pipe.db"]


def test_reading_cannot_write(made: Path) -> None:
    connection = open_for_reading(made)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM setting")
    connection.close()


@pytest.mark.parametrize("name", ["a b.db", "ฐานข้อมูล.db", "50%x=1#y.db"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    with writing(tmp_path / name, "init") as transaction:
        set_own_office(transaction, "36")
    connection = open_for_reading(tmp_path / name)
    assert get_own_office(connection) == "36"
    connection.close()
    assert {each.name.removesuffix("-wal").removesuffix("-shm") for each in tmp_path.iterdir()} == {name}


def foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE note (text TEXT)")
    connection.commit()
    connection.close()


def marked_by_another(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA application_id = 7")
    connection.close()


def newer(path: Path) -> None:
    with writing(path, "init"):
        pass
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()


def text(path: Path) -> None:
    path.write_text("ที่ มท ๐๘๑๐.๗/ว ๙๐๘\n" * 100, encoding="utf-8")


def folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (foreign, "another program"),
        (marked_by_another, "another program"),
        (newer, "newer circtrack"),
        (text, "is not a database"),
        (folder, "is a folder"),
    ],
)
def test_what_is_not_our_database_is_refused_and_left_alone(tmp_path: Path, make: object, says: str) -> None:
    path = tmp_path / "other.db"
    make(path)  # type: ignore[operator]  # one of the functions above
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(DatabaseError, match=says) as read:
        open_for_reading(path)
    with pytest.raises(DatabaseError, match=says) as written, writing(path, "init"):
        pass
    assert str(path) in text_of(read)
    assert str(path) in text_of(written)
    assert not path.is_file() or path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match="cannot be made"), writing(tmp_path / "file" / "x.db", "init"):
        pass


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("hold", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_locked_database_ends_after_the_timeout_and_says_which(made: Path, hold: str) -> None:
    other = sqlite3.connect(made, isolation_level=None)
    other.execute(hold)
    with pytest.raises(LockedError, match=r"locked for 0\.1 seconds") as error, writing(made, "done"):
        pytest.fail("went on without the lock")
    other.execute("ROLLBACK")
    other.close()
    assert str(made) in text_of(error)
    assert error.value.exit_status == 5


@pytest.mark.usefixtures("quick")
def test_reports_are_read_while_another_program_writes(made: Path) -> None:
    other = sqlite3.connect(made, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM setting")
    connection = open_for_reading(made)
    assert get_own_office(connection) == "3609"
    connection.close()
    other.execute("ROLLBACK")
    other.close()


def test_the_timeout_is_five_seconds_or_what_the_variable_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CIRCTRACK_LOCK_TIMEOUT", raising=False)
    assert lock_timeout() == 5
    monkeypatch.setenv("CIRCTRACK_LOCK_TIMEOUT", "0.5")
    assert lock_timeout() == 0.5
    for wrong in ("soon", "-1", "nan", "inf"):
        monkeypatch.setenv("CIRCTRACK_LOCK_TIMEOUT", wrong)
        with pytest.raises(InputError, match="CIRCTRACK_LOCK_TIMEOUT"):
            lock_timeout()


@pytest.mark.parametrize(
    ("mounts", "share"),
    [
        ("/dev/sda / ext4 rw 0 0\n", False),
        ("/dev/sda / ext4 rw 0 0\nserver:/x /data nfs4 rw 0 0\n", True),
        ("server:/x /data nfs4 rw 0 0\n/dev/sda / ext4 rw 0 0\n", True),
        ("//server/x /data cifs rw 0 0\n/dev/sdb /data/own ext4 rw 0 0\n/dev/sda / ext4 rw 0 0\n", False),
        ("//server/x /dat smb3 rw 0 0\n/dev/sda / ext4 rw 0 0\n", False),
        ("//server/x /data\\040x cifs rw 0 0\n/dev/sda / ext4 rw 0 0\n", False),
        ("", False),
    ],
)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts are listed so on Linux")
def test_the_nearest_mount_tells_whether_it_is_a_share(tmp_path: Path, mounts: str, share: bool) -> None:
    listing = tmp_path / "mounts"
    listing.write_text(mounts, encoding="utf-8")
    assert is_on_network_share(Path("/data/own/circtrack.db"), listing) is share


@pytest.mark.parametrize(
    "kind", ["nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "9p", "fuse.sshfs", "afpfs", "virtiofs", "fuse.rclone"]
)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts are listed so on Linux")
def test_each_kind_of_share_is_known_for_one(tmp_path: Path, kind: str) -> None:
    listing = tmp_path / "mounts"
    listing.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x /data {kind} rw 0 0\n", encoding="utf-8")
    assert is_on_network_share(Path("/data/own/circtrack.db"), listing)
    assert not is_on_network_share(Path("/home/circtrack.db"), listing)


def test_on_macos_mount_lists_them(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = (
        "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n"
        "//clerk@server/share (1) on /Volumes/งาน (1) (smbfs, nodev, nosuid, mounted by clerk)\n"
        "/dev/disk5 on /Volumes/usb (exfat, local)\n"
    )
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr(
        "subprocess.run",
        lambda *_, **__: subprocess.CompletedProcess([], 0, listed),  # no mount of this machine's
    )
    assert is_on_network_share(Path("/Volumes/งาน (1)/circtrack.db"))
    assert not is_on_network_share(Path("/Volumes/usb/circtrack.db"))
    assert not is_on_network_share(Path("/Users/clerk/circtrack.db"))


def test_on_windows_the_name_or_the_drive_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    import ctypes
    from types import SimpleNamespace

    kinds = {"C:\\": 3, "Z:\\": 4}
    kernel = SimpleNamespace(GetDriveTypeW=kinds.__getitem__)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    drives = ("C:", "Z:", r"\\server\share", r"\\?\UNC\server\share", r"\\?\C:")
    assert [_on_remote_drive(each) for each in drives] == [False, True, True, True, False]


def test_a_write_ahead_log_is_refused_on_a_share(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing(path, "init"):
        pass
    monkeypatch.setattr("circtrack.database.sqlite.connection.is_on_network_share", lambda _: True)
    with writing(path, "init") as transaction:
        assert transaction.connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_what_was_brought_to_a_share_with_its_log_is_not_read_there_until_it_is_safe(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("circtrack.database.sqlite.connection.is_on_network_share", lambda _: True)
    with pytest.raises(DatabaseError, match=r"network share .* Copy it to a disk of this machine") as error:
        open_for_reading(made)
    assert str(made) in text_of(error)
    with writing(made, "init"):
        pass
    monkeypatch.setattr("circtrack.database.integrity.is_on_network_share", lambda _: True)
    connection = open_for_reading(made)
    assert get_own_office(connection) == "3609"
    seen = build_check_report(connection, date(2023, 3, 20), receipt_days=15, near_days=3)
    assert [row[1] for row in seen.report.rows] == ["network_share"]
    connection.close()


@pytest.mark.usefixtures("quick")
def test_on_a_share_nobody_writes_beside_a_log_that_another_holds(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("circtrack.database.sqlite.connection.is_on_network_share", lambda _: True)
    other = sqlite3.connect(made, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM setting").fetchall()
    with pytest.raises(LockedError), writing(made, "init"):
        pytest.fail("wrote to a write-ahead log on a share")
    other.execute("COMMIT")
    other.close()


@pytest.mark.parametrize(("code", "status"), [(sqlite3.SQLITE_FULL, 1), (sqlite3.SQLITE_BUSY, 5)])
def test_where_something_was_recorded_before_no_trouble_says_that_nothing_was(
    path: Path, monkeypatch: pytest.MonkeyPatch, code: int, status: int
) -> None:
    monkeypatch.setattr(process, "_committed", True)
    trouble = sqlite3.OperationalError("it failed")
    trouble.sqlite_errorcode = code
    with pytest.raises(CirctrackError) as told, translated_errors(path):
        raise trouble
    assert told.value.exit_status == status
    assert "nothing was changed" not in str(told.value)
    assert "kept. `circtrack log` shows what." in str(told.value)


def test_the_user_is_the_variables_else_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIRCTRACK_USER", "สมหญิง")
    assert find_user() == "สมหญิง"
    monkeypatch.delenv("CIRCTRACK_USER")
    monkeypatch.setattr("getpass.getuser", lambda: "clerk")
    assert find_user() == "clerk"

    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert find_user() == "unknown"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another user of the machine may enter; pytest's own ones are closed to them."""
    made = Path(tempfile.mkdtemp())
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


_AS_ANOTHER_USER = """
import os, sys
from pathlib import Path
import importlib.util, sqlite3, urllib.parse
from circtrack.database.open import open_for_reading
from circtrack.database.transaction import writing
from circtrack.errors import CirctrackError
from circtrack.store.settings import get_own_office

path = Path(sys.argv[1])
if os.geteuid() == 0:
    os.seteuid(65534)  # root may write anything
print(get_own_office(open_for_reading(path)))
try:
    with writing(path, "done") as transaction:
        transaction.update("setting", {"name": "office"}, {"value": "99"})
except CirctrackError as error:
    print(error.code, error)
"""


@pytest.mark.skipif(os.name == "nt", reason="modes of files and folders are POSIX's")
@pytest.mark.parametrize("leftover", [False, True], ids=["closed cleanly", "log left behind"])
def test_a_read_only_database_is_read_and_not_written(open_folder: Path, *, leftover: bool) -> None:
    path = open_folder / "circtrack.db"
    with writing(path, "init") as transaction:
        set_own_office(transaction, "3609")
    holder = sqlite3.connect(path) if leftover else None
    if holder:
        holder.execute("SELECT * FROM setting").fetchall()  # keeps the log and its shared memory there
    for each in open_folder.iterdir():
        each.chmod(0o444)
    open_folder.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", _AS_ANOTHER_USER, str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    open_folder.chmod(0o755)
    if holder:
        holder.close()
    assert done.returncode == 0, done.stderr
    office, message = done.stdout.splitlines()
    assert office == "3609"
    assert message.startswith(f"database The database {path} cannot be written")
