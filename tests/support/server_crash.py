"""Interrupt commands on a server at random moments, in several ways, and check what must hold.

The database is as it was before the command or as it is after, with its journal intact; and what the command reported,
by its messages and its exit status, is true.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from support.crash import environment
from support.program import CHAIN
from support.server_own import database, faults_of, plain, program, rows, state
from support.waiting import PATIENCE, end_of, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from circtrack.place import Server
    from support.server_own import Cluster

KILLED, UNCERTAIN, INTERRUPTED = -signal.SIGKILL, 1, 130
NOTHING, UNKNOWN, KEPT = "nothing was changed", "it is not known", "is kept"
RECORDED = "after something was recorded"
_SESSIONS = b"SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'circtrack'"

# Python itself, before the first line of ours, answers Ctrl-C in its own way; and an import is no part of the command.
_BEGINS = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from circtrack.__main__ import run
run()
"""
PROGRAM = (sys.executable, "-c", _BEGINS)


@dataclass(frozen=True)
class Command:
    """One command line to interrupt. ``said`` is what it prints when it is done; ``prepare`` makes its database."""

    name: str
    arguments: tuple[str, ...]
    said: str
    prepare: Callable[[Server, Path], None]


@dataclass(frozen=True)
class Struck:
    """A running command and its server."""

    server: Server
    process: subprocess.Popen[bytes]

    def wait_for_session(self) -> None:
        """Wait until the command has a session on the server; before that, only Python's start would be interrupted."""
        with closing(plain(self.server)) as session:
            wait_until(
                lambda: session.execute(_SESSIONS).fetchall() or self.process.poll() is not None, "it is at the server"
            )

    def backends(self) -> list[int]:
        """Return the process ids of the command's sessions on the server."""
        return [pid for (pid,) in rows(self.server, _SESSIONS.decode())]


def kill(struck: Struck) -> None:
    """Kill the client."""
    struck.process.kill()


def interrupt(struck: Struck) -> None:
    """Send Ctrl-C to the client."""
    struck.process.send_signal(signal.SIGINT)


def terminate(struck: Struck) -> None:
    """Let the server end the client's session."""
    with closing(plain(struck.server)) as session:
        session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'circtrack'"
        )


def crash_of(cluster: Cluster) -> Callable[[Struck], None]:
    """Return a function that crashes the server, as in a power cut, and starts it again."""

    def crash(_: Struck) -> None:
        cluster.crash()
        cluster.start()

    return crash


@dataclass(frozen=True)
class Network:
    """A virtual cable between the server and a network namespace in which the client runs; it can be pulled out."""

    name: str
    host: str
    heals_after: float

    def pull(self, _: Struck) -> None:
        _ip("link", "set", f"{self.name}h", "down")
        time.sleep(self.heals_after)
        self.plug_in()

    def plug_in(self) -> None:
        _ip("link", "set", f"{self.name}h", "up")

    @property
    def within(self) -> tuple[str, ...]:
        """The words before a command that is to run at the client's end."""
        return ("ip", "netns", "exec", self.name)

    def address(self, server: Server, **parameters: object) -> str:
        """Return the server's address at the client's end."""
        parts = urlsplit(server.url)
        query = urlencode(parameters, quote_via=quote)
        return parts._replace(netloc=f"postgres@{self.host}:{parts.port}", query=query).geturl()


@contextmanager
def network(number: int, heals_after: float) -> Iterator[Network]:
    """Make a network namespace with a cable.

    Raises:
        OSError: the machine does not permit it.
    """
    name, third = f"ct{os.getpid() % 100_000}x{number}", os.getpid() % 250
    made = Network(name, f"10.77.{third}.1", heals_after)
    try:
        _ip("netns", "add", name)
        _ip("link", "add", f"{name}h", "type", "veth", "peer", "name", f"{name}c", "netns", name)
        _ip("addr", "add", f"{made.host}/24", "dev", f"{name}h")
        _ip("netns", "exec", name, "ip", "addr", "add", f"10.77.{third}.2/24", "dev", f"{name}c")
        _ip("netns", "exec", name, "ip", "link", "set", f"{name}c", "up")
        made.plug_in()
        yield made
    finally:
        for command in (("link", "del", f"{name}h"), ("netns", "del", name)):
            subprocess.run(["ip", *command], check=False, capture_output=True)


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], check=False, capture_output=True, text=True)
    if done.returncode:
        raise OSError(done.stderr.strip())


def start(
    address: str, folder: Path, arguments: Sequence[str], within: Sequence[str] = (), **variables: str
) -> subprocess.Popen[bytes]:
    """Start the program on a server's database."""
    return subprocess.Popen(
        [*within, *PROGRAM, *arguments],
        cwd=folder,
        env=environment() | {"CIRCTRACK_DB": address} | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


@dataclass(frozen=True)
class Way:
    """A way to interrupt a command: what to do, the address of its database, and the words that say where it runs."""

    blow: Callable[[Struck], None]
    address: Callable[[Server], str] = lambda server: server.url
    within: tuple[str, ...] = ()


def strike_once(
    base: Server, where: str, command: Command, after: object, folder: Path, way: Way, delay: float
) -> tuple[str, list[str], float]:
    """Interrupt the command on a copy of ``base``; return the state found, the faults, the seconds until it ended."""
    with database(where, base) as server:
        before = state(server)
        process = start(way.address(server), folder, command.arguments, way.within)
        struck = Struck(server, process)
        struck.wait_for_session()
        time.sleep(delay)
        begun = time.monotonic()
        way.blow(struck)
        out = end_of(process)[0].decode()
        seconds = time.monotonic() - begun
        wrong: list[str] = []
        while struck.backends():  # the server has not heard yet that the client is gone
            time.sleep(0.01)
            if time.monotonic() - begun > PATIENCE:
                return "held", [f"after {PATIENCE:g} s the server still holds the turn"], seconds
        found = state(server)
        stood = "before" if found == before else "after" if found == after else "between"
        if stood == "between":
            wrong.append("half of it happened")
        wrong += faults_of(server)
        if "Traceback" in out:
            wrong.append(f"it showed a traceback: {out}")
        status = process.returncode
        told_none = NOTHING in out or "no tables" in out
        if status == 0 and (stood != "after" or command.said not in out):
            wrong.append(f"it ended well, and stands as {stood}: {out}")
        if told_none and stood != "before":
            wrong.append(f"it said that nothing was changed, and stands as {stood}: {out}")
        known = UNKNOWN in out or (RECORDED in out and stood == "after")
        if status not in (0, 2, 5, KILLED, INTERRUPTED) and not (status == UNCERTAIN and known):
            wrong.append(f"it ended with {status}: {out}")
        if status in (2, 5) and stood != "before":
            wrong.append(f"it ended with {status}, and stands as {stood}: {out}")
        if status in (2, 5) and not (told_none or "cannot be opened" in out):
            wrong.append(f"it ended with {status} and does not say what was changed: {out}")
        if KEPT in out and stood == "before":
            wrong.append(f"it said that something is kept, and nothing is: {out}")
        if UNKNOWN in out:
            stood += ", untold"
        return stood, wrong, seconds


def strike_often(
    where: str, folder: Path, command: Command, ways: Sequence[Way], count: int, seed: int = 2566
) -> tuple[dict[str, int], list[str], float]:
    """Interrupt a command ``count`` times in each way, which need the same address of it.

    Return how often each state was found, all faults, the longest time.
    """
    stood: dict[str, int] = {}
    wrong: list[str] = []
    longest = 0.0
    with database(where) as base:
        command.prepare(base, folder)
        after, seconds = trial(base, where, command, folder, ways[0])
        choose = random.Random(seed)
        for way in [way for way in ways for _ in range(count)]:
            delay = choose.uniform(0, 1.1) * seconds
            how, found, took = strike_once(base, where, command, after, folder, way, delay)
            stood[how] = stood.get(how, 0) + 1
            wrong += (f"{command.name} struck by {way.blow.__name__} after {delay:.3f} s: {each}" for each in found)
            longest = max(longest, took)
    return stood, wrong, longest


def trial(base: Server, where: str, command: Command, folder: Path, way: Way) -> tuple[Any, float]:
    """Run the command to its end on a copy; return the state it leaves, and the seconds it has a session."""
    with database(where, base) as server:
        process = start(way.address(server), folder, command.arguments, way.within)
        Struck(server, process).wait_for_session()
        begun = time.monotonic()
        out = end_of(process)[0].decode()
        assert process.returncode == 0, out
        assert command.said in out, out
        return state(server), time.monotonic() - begun


def _own(server: Server, folder: Path) -> None:
    program(server, folder).ok("init", "--office", "จังหวัดชัยภูมิ")


def chain(server: Server, folder: Path) -> None:
    """Record the chain, and write a list of all offices that owe into the folder."""
    _own(server, folder)
    there = program(server, folder)
    there.ok("read", CHAIN, "--yes")
    codes = sorted({row["office_code"] for row in there.rows("owing")})
    lines = "".join(f"{code},done,2023-03-17\n" for code in codes)
    (folder / "all.csv").write_text("office,progress,on\n" + lines, encoding="utf-8")


def _nothing(_server: Server, _folder: Path) -> None:
    """Prepare nothing: there are no tables yet."""


COMMANDS = (
    Command("first read", ("read", str(CHAIN), "--yes"), "Recorded 3 letters", _nothing),
    Command("read", ("read", str(CHAIN), "--yes"), "Recorded 3 letters", _own),
    Command("done --csv", ("done", "908", "--csv", "all.csv"), "now done", chain),
    Command("reserve", ("register", "out", "--reserve", "500"), "1-500", chain),
)
