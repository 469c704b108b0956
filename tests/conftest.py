"""What tests share. This folder is on the import path: ``program`` runs circtrack, ``sessions`` runs the papers.

Tests marked ``both_engines`` run on a file and on a PostgreSQL server (``servers``); ``file_only`` among them are
about the file itself.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from maintain.catalogue import SOURCE
from support import postgres, servers
from support.program import Program

from circtrack.added_offices import use_added
from circtrack.database import process
from circtrack.errors import CirctrackError
from circtrack.i18n import language, set_language, translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


_MUCH = 4 << 30
"""So many bytes must be free in memory; the tests' own files take a tenth of it, and their server's a third."""

# How long an example takes says more of what else the machine does.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("both_engines"):
        engines = servers.ENGINES[:1] if metafunc.definition.get_closest_marker("file_only") else servers.ENGINES
        metafunc.parametrize("engine", engines, indirect=True, scope="module")


def pytest_configure(config: pytest.Config) -> None:
    """Before xdist starts processes: they share one server, should one of them need it."""
    _keep_files_in_memory()  # the server's too
    postgres.prepare()
    # Else each of a thousand processes compiles the program, and each worker the tests, anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # A shell starts what runs in the background so that Ctrl-C does not reach it, nor what that starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Where files go to workers whole, xdist begins with those that have the most tests, and ends with the slowest ones.
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def _keep_files_in_memory() -> None:
    """Put the tests' files where nobody waits for a disk: what they record is synced some forty thousand times."""
    memory = Path("/dev/shm")
    if "TMPDIR" not in os.environ and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _MUCH:
        os.environ["TMPDIR"] = str(memory)
        tempfile.tempdir = None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One for each processor we may use; xdist by itself counts a core's two threads as one where it finds psutil.

    One more where slow tests run too: a quarter of their time they wait, for servers, terminals and locks.
    """
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return processors + ("not slow" not in config.option.markexpr)


@pytest.fixture(scope="session", autouse=True)
def _every_error_made_is_said_in_thai() -> Iterator[None]:
    """Whatever the tests make the program raise: its message and its hint are in the catalogue, or the test fails."""
    made = CirctrackError.__init__

    def make(error: CirctrackError, *arguments: Any, **values: Any) -> None:
        made(error, *arguments, **values)
        if not sys._getframe(1).f_code.co_filename.startswith(str(SOURCE)):  # a test's own
            return
        for said in (error.message, error.hint):
            says_nothing = not re.search("[A-Za-z]", re.sub(r"\{\w+\}", "", said.template))
            assert says_nothing or re.search("[ก-๛]", translate(said.template, "th")), said

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CirctrackError, "__init__", make)  # that of all classes of errors
        yield


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    _leave_out_what_is_of_a_file(items)
    _mark_servers(items)
    _watch_module_fixtures(items)
    _put_slow_files_first(items)


def _put_slow_files_first(items: list[pytest.Item]) -> None:
    """Sort the files: those with OCR, which take longest, then those with slow tests, then the rest."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (item.path not in slow, not item.path.name.startswith("test_ocr")))


def pytest_collection_finish() -> None:
    """What was collected stays until the end: the collector of rubbish need not look through it again and again.

    It comes as seldom as in a process of circtrack (``__main__``).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)


def _leave_out_what_is_of_a_file(items: list[pytest.Item]) -> None:
    """Of a test's parameters some may be ``file_only``: what they show does not depend on the engine."""
    items[:] = [
        item for item in items if not (item.get_closest_marker("file_only") and item.get_closest_marker("server"))
    ]


def _mark_servers(items: list[pytest.Item]) -> None:
    """What runs on a server is slow, and skipped where there is none; in CI it fails there."""
    for item in items:
        if item.get_closest_marker("server"):
            item.add_marker("slow")
            if servers.MISSING and not servers.IN_CI:
                item.add_marker(pytest.mark.skip(reason=f"no PostgreSQL server to test on: {servers.MISSING}"))


def _watch_module_fixtures(items: list[pytest.Item]) -> None:
    """A module's fixture that does not know of the engine would be made once, and serve both with one's database."""
    for item in items:
        if isinstance(item, pytest.Function) and item.get_closest_marker("both_engines"):
            known = item._fixtureinfo.name2fixturedefs
            for name, (*_, made) in known.items():
                if (
                    made.scope == "module"
                    and made.baseid == item.nodeid.partition("::")[0]
                    and not _asks_for_engine(name, known)
                ):
                    pytest.fail(f"{made.baseid}: the fixture {name} must ask for `engine`", pytrace=False)


def _asks_for_engine(name: str, known: Mapping[str, Sequence[pytest.FixtureDef[Any]]]) -> bool:
    return name == "engine" or any(
        _asks_for_engine(each, known) for made in known.get(name, ()) for each in made.argnames
    )


@pytest.fixture(scope="module", autouse=True)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """The engine that the databases of this run are of."""
    chosen: str = getattr(request, "param", servers.SQLITE)
    with servers.running_on(chosen):
        yield chosen


@pytest.fixture(scope="module")
def tmp_path_factory(engine: str, tmp_path_factory: pytest.TempPathFactory) -> pytest.TempPathFactory:  # noqa: ARG001
    """As ever; so that what a module's fixture makes in such a folder is made for each engine anew."""
    return tmp_path_factory


@pytest.fixture(autouse=True)
def _databases_of_the_test(engine: str) -> Iterator[None]:
    if engine == servers.SQLITE:
        yield
        return
    with servers.databases_dropped():
        yield


@pytest.fixture(autouse=True)
def _process_as_new() -> Iterator[None]:
    """Whatever a test spoke and recorded, the next one begins as a new process does: tests come in any order."""
    yield
    process._committed = False
    process._say = str
    use_added(())
    if language() != "en":
        set_language("en")


@pytest.fixture(scope="session", autouse=True)
def _server_let_go() -> Iterator[None]:
    yield
    servers.hang_up()


@pytest.fixture
def circtrack(tmp_path: Path) -> Program:
    """The program with a database that does not exist yet."""
    return Program(tmp_path / "circtrack.db")
