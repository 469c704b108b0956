"""``circtrack chain`` after something has changed: the deadline shown is that of who owes here."""

from __future__ import annotations

from program import CHAIN, Program


def test_an_extension_shows_though_another_task_of_the_chain_that_nobody_here_owes_keeps_its_day(
    circtrack: Program,
) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok("read", CHAIN, "--yes")
    assert {row["due_on"] for row in circtrack.rows("chain", "908")} == {"2023-03-24"}
    circtrack.ok("extend", "908", "--to", "31 มี.ค. 66", "--reason", "ระบบล่ม")
    rows = circtrack.rows("chain", "908")
    assert [(row["due_on"], row["days_left"]) for row in rows] == [
        ("2023-03-31", "32"),
        ("2023-03-31", "22"),
        ("2023-03-31", "22"),
    ]
