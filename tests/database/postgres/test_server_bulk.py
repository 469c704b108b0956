"""Thousands of rows go to a server in few statements, never one by one."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from support.many_hands import run
from support.program import CHAIN
from support.server_own import database, rows
from support.server_roles import chain_of_two_provinces, connected
from support.servers import needs_server

from circtrack.database.postgres import driver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from circtrack.place import Server

pytestmark = needs_server

MOST = 250
"""So many statements a command may take, however many rows it writes."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with database() as made:
        for name, value in (("DB", made.url), ("TODAY", "2023-03-20"), ("LANG", "en"), ("USER", "clerk")):
            monkeypatch.setenv(f"CIRCTRACK_{name}", value)
        yield made


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each statement was sent; those that are repeated for many values as often as there are values."""
    found: Counter[str] = Counter()
    cursor: Any = driver.PostgresCursor
    execute, executemany, copy = cursor.execute, cursor.executemany, cursor.copy

    def note(query: Any, times: int = 1) -> None:
        found[(query if isinstance(query, str) else bytes(query).decode())[:100]] += times

    def counted(self: Any, query: Any, *given: Any, **options: Any) -> Any:
        note(query)
        return execute(self, query, *given, **options)

    def counted_many(self: Any, query: Any, values: Any, **options: Any) -> None:
        note(query, len(values))
        executemany(self, query, values, **options)

    def counted_copy(self: Any, query: Any, *given: Any, **options: Any) -> Any:
        note(query)
        return copy(self, query, *given, **options)

    monkeypatch.setattr(cursor, "execute", counted)
    monkeypatch.setattr(cursor, "executemany", counted_many)
    monkeypatch.setattr(cursor, "copy", counted_copy)
    return found


def few(sent: Counter[str]) -> bool:
    assert sum(sent.values()) <= MOST, sent.most_common(8)
    return True


def test_a_letter_to_the_whole_country_and_a_list_of_all_who_did_it(
    server: Server, sent: Counter[str], tmp_path: Path
) -> None:
    status, out = run("read", str(CHAIN), "--yes")
    assert status == 0, out
    ((count,),) = rows(server, "SELECT count(*) FROM obligation")
    assert count > 7_848
    assert few(sent)
    assert 0 < sent["SELECT copy_rows(?, ?)"] <= 10, "the list of offices"
    offices = [office for (office,) in rows(server, "SELECT DISTINCT office FROM obligation ORDER BY 1")]
    listed = tmp_path / "done.csv"
    listed.write_text("office\n" + "".join(f"{office}\n" for office in offices), encoding="utf-8")
    sent.clear()
    status, out = run("done", "908", "--csv", str(listed))
    assert status == 0, out
    assert few(sent)
    assert rows(server, "SELECT count(*) FROM obligation WHERE progress = 'done'") == [(count,)]
    sent.clear()
    assert run("undo")[0] == run("owing", "--by", "province", "--under", "dla")[0] == 0
    assert few(sent)


def test_rows_of_one_letter_are_taken_back_together(server: Server) -> None:
    asked, to = "SELECT calls FROM pg_stat_xact_user_functions WHERE funcname = 'columns_of'", range(30, 50)
    letter = ("add", "--number", "มท 0810.7/1", "--date", "2023-03-01", "--from", "dla", "--subject", "ก")
    status, out = run(*letter, *(word for code in to for word in ("--to", str(code))))
    assert status == 0, out
    with closing(connected(server.url)) as owner:
        owner.execute("SET search_path = circtrack, circtrack_roles; SET track_functions = 'all'; BEGIN")
        owner.execute("""SELECT write('{"act":"undo","entry":1}')""")
        told = owner.execute("SELECT change::json #>> '{key,office}' FROM journal_pending ORDER BY place").fetchall()
        ((calls,),) = owner.execute(asked).fetchall()
    assert [int(code) for (code,) in told if code] == list(reversed(to))
    assert calls <= 3 * 8, "a few for each table"


def test_a_thousand_numbers(server: Server, sent: Counter[str]) -> None:
    assert run("init", "--office", "36")[0] == 0
    sent.clear()
    assert run("register", "out", "--reserve", "1000")[0] == 0
    assert few(sent)
    assert rows(server, "SELECT count(*), min(number), max(number) FROM register_entry") == [(1000, 1, 1000)]


def test_what_a_clerk_records_each_day_takes_few_statements_and_asks_nothing_twice(
    server: Server, sent: Counter[str], tmp_path: Path
) -> None:
    status, out = run("init", "--office", "dla")
    assert status == 0, out
    status, out = run("read", str(chain_of_two_provinces(tmp_path)), "--yes")
    assert status == 0, out
    sent.clear()
    status, out = run("done", "908", "06360903", "--on", "2023-03-17")
    assert status == 0, out
    assert rows(server, "SELECT count(*) FROM obligation WHERE progress = 'done'") == [(1,)]
    assert sum(sent.values()) <= 15, sent  # one of them asks whether the list of offices is newer
    assert sent["SELECT value FROM setting WHERE name = ?"] == 1
