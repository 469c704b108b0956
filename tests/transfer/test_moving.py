"""A database moved from a file to a server and back is the same; an interrupted move leaves none that looks whole."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import made_letters as made
from support.histories import OPERATIONS, done
from support.next_version import be_of_next_version
from support.offices import HISTORY, START, TIERS, begun, bundled, canonical, lived, merged, read
from support.recorded import dump, query, recorded
from support.server_own import database, rows, run, with_database
from support.servers import needs_server

from circtrack.database.integrity import find_faults
from circtrack.database.open import open_for_reading
from circtrack.database.sqlite import engine as sqlite
from circtrack.database.transaction import perform, writing
from circtrack.errors import CirctrackError, ConflictError, DatabaseError, InputError, LockedError, UnknownError
from circtrack.place import Server
from circtrack.reports.compare_databases import compare_databases
from circtrack.transfer import copy_rows as copying
from circtrack.transfer.copy_rows import find_different_tables, order_tables
from circtrack.transfer.export import export, import_folder
from circtrack.transfer.move import MoveResult, move
from circtrack.transfer.move_targets import MoveMarker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.database.engine import Connection
    from circtrack.place import Place


@pytest.fixture(scope="module")
def one_server() -> Iterator[Server]:
    with database() as server:
        yield server


@pytest.fixture
def server(one_server: Server) -> Server:
    """A database of a server, empty."""
    return emptied(one_server)


def emptied(server: Server) -> Server:
    run(server, "DROP SCHEMA IF EXISTS circtrack, circtrack_roles CASCADE")
    return server


@pytest.fixture(params=["file", pytest.param("server", marks=needs_server)])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty database of either engine."""
    if request.param == "file":
        return tmp_path / "target.db"
    found: Server = request.getfixturevalue("server")
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return recorded(tmp_path / "circtrack.db")


def same_reports(one: Connection, other: Connection) -> None:
    found = compare_databases(one, other, made.TODAY, "")
    assert found.different == ()
    assert found.reports > 20


def moved(source: Place, target: Place, *, anew: bool = False) -> MoveResult:
    return move(source, target, same_reports, anew=anew)


def everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(path)) as connection:
        found = {}
        for table in sqlite.tables(connection):
            key = ", ".join(sqlite.key(connection, table))
            found[table] = connection.execute(f"SELECT * FROM {table} ORDER BY {key}").fetchall()
        return found


def sound(place: Place) -> bool:
    with closing(open_for_reading(place)) as connection:
        return not list(find_faults(connection))


def unfinished(place: Place) -> bool:
    with pytest.raises(DatabaseError, match="a move into it is not finished"):
        open_for_reading(place)
    return True


_HISTORIES = settings(max_examples=4, suppress_health_check=list(HealthCheck))


@needs_server
@_HISTORIES
@given(operations=st.lists(OPERATIONS, max_size=5), secret=st.booleans(), batch=st.sampled_from([1, 3, 20_000]))
def test_there_and_back_nothing_is_changed(
    tmp_path_factory: pytest.TempPathFactory,
    one_server: Server,
    operations: list[tuple[Any, ...]],
    secret: bool,
    batch: int,
) -> None:
    folder, server = tmp_path_factory.mktemp("moving"), emptied(one_server)
    path = recorded(folder / "circtrack.db")
    for act, *arguments in operations:
        try:
            act(path, *arguments)
        except InputError:
            continue  # a deadline is not moved back: nothing was recorded
    if secret:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE letter SET secrecy = 'ลับ' WHERE number = 'ชย 0023.14/708'")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copying, "_MOST_ROWS", batch)
        there = moved(path, server)
        assert moved(server, folder / "back.db") == there
    assert everything(folder / "back.db") == everything(path)
    assert sound(server)
    assert sound(folder / "back.db")


@needs_server
@_HISTORIES
@given(start=START, history=HISTORY, tier=st.sampled_from(sorted(TIERS)))
def test_letters_recorded_before_those_that_they_pass_on(
    tmp_path_factory: pytest.TempPathFactory,
    one_server: Server,
    start: tuple[list[str], ...],
    history: list[tuple[Any, ...]],
    tier: str,
) -> None:
    folder, server = tmp_path_factory.mktemp("moving"), emptied(one_server)
    path = lived(folder, start, history)[0][tier]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copying, "_MOST_ROWS", 1)
        move(path, server, lambda *_: None)
        move(server, folder / "back.db", lambda *_: None)
    assert everything(folder / "back.db") == everything(path)
    with closing(open_for_reading(path)) as one, closing(open_for_reading(server)) as other:
        assert compare_databases(one, other, made.TODAY, "").different == ()


def test_a_file_is_left_as_it_was_with_its_log(path: Path, target: Place) -> None:
    with closing(sqlite3.connect(path)) as busy:  # the log is not taken in as long as somebody has it open
        assert busy.execute("SELECT count(*) FROM letter").fetchone() == (3,)
        done(path, "06360902")
        log = path.with_name(path.name + "-wal")
        before = [hashlib.sha256(each.read_bytes()).hexdigest() for each in (path, log)]
        assert log.stat().st_size
        moved(path, target)
        assert [hashlib.sha256(each.read_bytes()).hexdigest() for each in (path, log)] == before
    with closing(open_for_reading(path)) as one, closing(open_for_reading(target)) as other:
        assert list(find_different_tables(one, other)) == []


def test_what_was_moved_is_worked_on(path: Path, target: Place) -> None:
    moved(path, target)
    perform(target, "init", lambda each: each.insert("setting", ("name",), {"name": "x", "value": "y"}))
    assert sound(target)
    with closing(open_for_reading(target)) as connection:
        assert connection.execute("SELECT count(*) FROM journal").fetchone() == (2,)


class KilledError(Exception):
    """What ends a move in these tests."""


def interrupted(path: Path, target: Place, after: int) -> None:
    """A move that ends after so many transactions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copying, "_MOST_ROWS", 20)
        keep, left = MoveMarker.keep, iter(range(after))

        def ends(mark: MoveMarker, position: copying.Position) -> None:
            if next(left, None) is None:
                raise KilledError
            keep(mark, position)

        patch.setattr(MoveMarker, "keep", ends)
        with pytest.raises(KilledError):
            moved(path, target)


@pytest.mark.parametrize("after", [0, 1, 5, 13])
def test_an_interrupted_move_goes_on_where_it_stopped(path: Path, target: Place, after: int) -> None:
    interrupted(path, target, after)
    assert unfinished(target)
    with pytest.raises(DatabaseError, match="not finished"), writing(target, "init"):
        pass
    found = moved(path, target)
    assert bool(found.before) == bool(after)
    assert found.rows == sum(map(len, everything(path).values()))
    assert sound(target)


_KILLED = """
import os, signal, sys
from circtrack.place import parse_place
from circtrack.transfer import copy_rows
from circtrack.transfer.move import move
from circtrack.transfer.move_targets import MoveMarker

copy_rows._MOST_ROWS = 20
keep, left = MoveMarker.keep, iter(range(int(sys.argv[3])))
def killed(mark, position):
    if next(left, None) is None:
        os.kill(os.getpid(), signal.SIGKILL)
    keep(mark, position)
MoveMarker.keep = killed
move(parse_place(sys.argv[1]), parse_place(sys.argv[2]), lambda *_: None)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize("after", [2, 9])
def test_a_killed_move_goes_on(path: Path, target: Place, after: int) -> None:
    address = target.url if isinstance(target, Server) else str(target)
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(path), address, str(after)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert unfinished(target)
    assert moved(path, target).before
    assert sound(target)


def test_a_killed_move_can_be_begun_again(path: Path, target: Place) -> None:
    interrupted(path, target, 9)
    assert moved(path, target, anew=True).before == 0
    assert sound(target)


def test_a_source_that_was_changed_since_is_not_mixed_in(path: Path, target: Place) -> None:
    interrupted(path, target, 5)
    done(path, "06360902")
    with pytest.raises(ConflictError, match="--anew throws"):
        moved(path, target)
    assert unfinished(target)
    moved(path, target, anew=True)
    with closing(open_for_reading(path)) as one, closing(open_for_reading(target)) as other:
        assert list(find_different_tables(one, other)) == []


def test_a_source_that_is_written_to_meanwhile_is_noticed(path: Path, target: Place) -> None:
    def meanwhile(one: Connection, other: Connection) -> None:
        same_reports(one, other)  # as of the moment at which the move began
        done(path, "06360902")

    with pytest.raises(ConflictError, match="was written to while it was moved"):
        move(path, target, meanwhile)
    assert unfinished(target)
    moved(path, target, anew=True)


def test_two_moves_at_once_do_not_mix(path: Path, target: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIRCTRACK_LOCK_TIMEOUT", "0.01")

    def another(one: Connection, other: Connection) -> None:
        del one, other
        moved(path, target)

    # A file is locked by the one; on a server the other overtakes it.
    wrong = LockedError if isinstance(target, Path) else ConflictError
    with pytest.raises(wrong, match=r"in use|is at work on"):
        move(path, target, another)
    if isinstance(target, Path):
        assert moved(path, target).before
    assert sound(target)


def test_what_came_otherwise_than_it_was_sent_is_noticed(path: Path, target: Place) -> None:
    def spoilt(mark: MoveMarker, position: copying.Position) -> None:
        mark._target.connection.execute("UPDATE letter SET subject = 'x' WHERE id = 2")
        mark._keep(position)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MoveMarker, "keep_last", spoilt)
        with pytest.raises(DatabaseError, match="not what was sent: letter differ"):
            moved(path, target)
    assert unfinished(target)
    moved(path, target, anew=True)


def test_other_reports_are_noticed(path: Path, target: Place) -> None:
    def differ(one: Connection, other: Connection) -> None:
        del one, other
        raise DatabaseError("other reports")

    with pytest.raises(DatabaseError, match="other reports"):
        move(path, target, differ)
    assert unfinished(target)
    assert moved(path, target).before


def test_only_an_empty_database_is_filled(path: Path, target: Place) -> None:
    perform(target, "init", lambda each: each.insert("setting", ("name",), {"name": "x", "value": "y"}))
    with pytest.raises(ConflictError, match="not empty"):
        moved(path, target)
    with pytest.raises(ConflictError, match="not empty"):
        moved(path, target, anew=True)
    assert sound(target)


def test_tables_without_rows_are_filled(path: Path, target: Place) -> None:
    perform(target, "init", lambda _: None)
    moved(path, target)
    assert sound(target)


def test_a_database_is_not_moved_onto_itself(path: Path, tmp_path: Path) -> None:
    before = dump(path)
    (tmp_path / "link.db").hardlink_to(path)
    for same in (path, tmp_path / "link.db"):
        with pytest.raises(InputError, match="is the database that is to be moved"):
            moved(path, same)
    assert dump(path) == before


def test_there_must_be_something_to_move(target: Place, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    for none in (tmp_path / "none.db", tmp_path / "empty.db"):
        with pytest.raises(UnknownError):
            moved(none, target)
    with pytest.raises(UnknownError):
        open_for_reading(target)


def test_a_damaged_database_is_not_moved(path: Path, target: Place) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER journal_stays")
        connection.execute("UPDATE journal SET who = 'x'")
    with pytest.raises(DatabaseError, match="is not moved, for it is damaged: journal entry 1 is altered"):
        moved(path, target)
    with pytest.raises(UnknownError):
        open_for_reading(target)


def test_a_database_of_older_tables_is_moved_and_left_as_it_was(
    path: Path, target: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    be_of_next_version(monkeypatch)
    before = path.read_bytes()
    moved(path, target)
    assert path.read_bytes() == before
    assert list(tmp_path.glob("*-v*.db")) == []
    with closing(open_for_reading(path)) as one, closing(open_for_reading(target)) as other:
        assert list(find_different_tables(one, other)) == []
        assert all(each.execute("SELECT count(*) FROM sealed").fetchone()[0] for each in (one, other))


def test_a_log_that_is_left_of_another_database_is_not_taken_for_the_new_one_s(path: Path, tmp_path: Path) -> None:
    (tmp_path / "new.db-wal").write_bytes(b"x")
    with pytest.raises(ConflictError, match="not there any more"):
        moved(path, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


@needs_server
def test_a_role_without_the_right_to_make_tables_is_told_so(path: Path, server: Server) -> None:
    role = f"circtrack_none_{os.getpid()}"
    run(server, f"CREATE ROLE {role} LOGIN")
    try:
        address = server.url.replace("//postgres@", f"//{role}@")
        with pytest.raises(DatabaseError, match="your role may not make them"):
            moved(path, Server(address))
    finally:
        run(server, f"DROP ROLE {role}")
    assert rows(server, "SELECT to_regnamespace('circtrack')::text") == [(None,)]


@needs_server
def test_a_role_that_does_not_see_everything_moves_nothing(path: Path, server: Server, tmp_path: Path) -> None:
    moved(path, server)
    role = f"circtrack_some_{os.getpid()}"
    run(
        server,
        f"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA circtrack_roles TO {role}; SELECT circtrack.make_reader();"
        f"CREATE POLICY a_part ON circtrack.letter USING (id = 1 AND session_user = '{role}')",
    )
    try:
        limited = Server(server.url.replace("//postgres@", f"//{role}@"))
        with closing(open_for_reading(limited)) as connection:
            assert connection.execute("SELECT count(*) FROM letter").fetchone() == (1,)
        with pytest.raises(DatabaseError, match="Your role sees only a part"):
            moved(limited, tmp_path / "new.db")
    finally:
        run(server, f"DROP POLICY a_part ON circtrack.letter; DROP OWNED BY {role}; DROP ROLE {role}")
    assert not (tmp_path / "new.db").exists()


@needs_server
def test_a_server_that_is_not_there_is_named(path: Path, server: Server) -> None:
    with pytest.raises(CirctrackError, match="is_not_there"):
        moved(path, with_database(server, "circtrack_is_not_there"))


@needs_server
def test_both_engines_have_the_same_tables(path: Path, server: Server) -> None:
    moved(path, server)
    with closing(open_for_reading(path)) as one, closing(open_for_reading(server)) as other:
        assert order_tables(one) == order_tables(other)


# What else goes from one to the other.


@needs_server
def test_an_export_is_the_same_from_both_and_comes_in_at_both(path: Path, server: Server, tmp_path: Path) -> None:
    def exported(place: Place, name: str) -> dict[str, bytes]:
        with closing(open_for_reading(place)) as connection:
            export(connection, tmp_path / name)
        return {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()}

    first = exported(path, "from a file")
    count = import_folder(server, tmp_path / "from a file")
    assert count == sum(map(len, everything(path).values()))
    assert exported(server, "from a server") == first
    with pytest.raises(ConflictError, match="not empty"):
        import_folder(server, tmp_path / "from a file")
    import_folder(tmp_path / "new.db", tmp_path / "from a server")
    assert everything(tmp_path / "new.db") == everything(path)


@needs_server
def test_a_bad_export_leaves_a_server_as_it_was(path: Path, server: Server, tmp_path: Path) -> None:
    with closing(open_for_reading(path)) as connection:
        export(connection, tmp_path / "out")
    (tmp_path / "out" / "task.jsonl").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="not what was exported"):
        import_folder(server, tmp_path / "out")
    assert rows(server, "SELECT to_regnamespace('circtrack')::text") == [(None,)]


@needs_server
@_HISTORIES
@given(start=START, history=HISTORY, tier=st.sampled_from(sorted(TIERS)))
def test_bundles_between_files_and_a_server_say_what_they_say_between_files(
    tmp_path_factory: pytest.TempPathFactory,
    one_server: Server,
    start: tuple[list[str], ...],
    history: list[tuple[Any, ...]],
    tier: str,
) -> None:
    folder, server = tmp_path_factory.mktemp("offices"), emptied(one_server)
    databases, sent = lived(folder, start, history)
    move(databases[tier], server, lambda *_: None)
    merged(databases[tier], sent)
    merged(server, sent)  # type: ignore[arg-type]  # of any engine
    move(server, folder / "back.db", lambda *_: None)
    assert canonical(folder / "back.db") == canonical(databases[tier])


@needs_server
def test_a_bundle_of_a_server_is_the_bundle_of_its_file(server: Server, tmp_path: Path) -> None:
    district = begun(tmp_path, "district")
    for letter in ("root", "province", "district"):
        read(district, letter)
    moved(district, server)
    one = bundled(district, "36", tmp_path / "one.circtrack", letter="908")
    other = bundled(server, "36", tmp_path / "other.circtrack", letter="908")  # type: ignore[arg-type]  # of any engine
    assert one.read_bytes() == other.read_bytes()
    province = begun(tmp_path, "province")
    assert len(merged(province, [other]).letters) == 3
    assert query(province, "SELECT count(*) FROM letter") == [(3,)]
