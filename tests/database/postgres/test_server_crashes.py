"""A few blows on each command on a server; ``tests/benchmarks/server_crashes.py`` deals many."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from support.server_crash import COMMANDS, Command, Way, crash_of, interrupt, kill, network, strike_often, terminate
from support.server_own import cluster, skip
from support.servers import needs_server, server_address
from support.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.server_own import Cluster

pytestmark = [needs_server, pytest.mark.skipif(os.name == "nt", reason="strikes by POSIX signals")]


@pytest.mark.parametrize("command", COMMANDS, ids=[command.name for command in COMMANDS])
def test_a_command_that_is_struck_happened_whole_or_not_at_all(tmp_path: Path, command: Command) -> None:
    ways = [Way(kill), Way(terminate), Way(interrupt)]
    stood, wrong, _ = strike_often(server_address(), tmp_path, command, ways, 1)
    assert wrong == []
    assert sum(stood.values()) == 3


@pytest.fixture(scope="module")
def own() -> Iterator[Cluster]:
    with cluster("listen_addresses = '*'") as made:
        yield made


@pytest.mark.parametrize("command", COMMANDS[1:3], ids=[command.name for command in COMMANDS[1:3]])
def test_a_server_that_crashes_leaves_a_command_whole_or_not_done(
    tmp_path: Path, own: Cluster, command: Command
) -> None:
    stood, wrong, _ = strike_often(own.address, tmp_path, command, [Way(crash_of(own))], 2)
    assert wrong == []
    assert sum(stood.values()) == 2


def test_a_cable_pulled_out_leaves_a_command_whole_or_not_done_and_holds_up_nobody(
    tmp_path: Path, own: Cluster
) -> None:
    with ExitStack() as stack:
        try:
            cable = stack.enter_context(network(1, heals_after=4))
        except OSError as error:
            skip(f"no network of the test's own: {error}")
        # Half a minute each way is too long for a test: the same with seconds.
        patience = {"tcp_user_timeout": 1500, "keepalives_idle": 1, "keepalives_interval": 1, "connect_timeout": 2}
        server_side = "-c tcp_user_timeout=1500 -c tcp_keepalives_idle=1 -c tcp_keepalives_interval=1"
        way = Way(cable.pull, lambda at: cable.address(at, options=server_side, **patience), cable.within)
        stood, wrong, longest = strike_often(own.address, tmp_path, COMMANDS[2], [way], 3)
    assert wrong == []
    assert sum(stood.values()) == 3
    assert longest < PATIENCE
