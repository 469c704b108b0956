"""Change the rules on purpose, one small change at a time, and look whether a test notices.

``python tests/benchmarks/mutants.py [--every N] [FILE ...]`` takes the files of :data:`RULES` (or those of them that
are named), makes each change of :mod:`mutations`, and runs the tests that come by the changed lines, the quickest
first, until one fails. It prints the changes that no test noticed, and the share that was noticed; changes listed in
``equal_mutants.tsv`` say the same as the rule itself, and count neither way. The exit status is 1 below :data:`WANTED`.

One process loads program and tests, and learns which test comes by which line; for each change a fork of it takes the
changed functions and runs. What a file does while it is loaded is changed before program and tests are loaded.
"""

from __future__ import annotations

import argparse
import ast
import functools
import gc
import importlib.abc
import importlib.util
import inspect
import os
import pickle
import resource
import signal
import sys
import tempfile
import time
import traceback
import types
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import hypothesis
import pytest
from mutations import Mutant, list_mutants

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "src" / "circtrack"
EQUAL = Path(__file__).with_name("equal_mutants.tsv")
WANTED = 95.0

_ROUNDS = tuple(f"tests/cli/test_recurring_{name}.py" for name in ("changes", "deadlines", "duties", "orders"))

RULES = {
    ("tests/actions/work", *_ROUNDS, "tests/cli/test_deadlines_of_tiers.py", "tests/cli/test_writing_verbs.py"): [
        "actions/work/deadlines.py"
    ],
    ("tests/actions/letters/test_duties.py", *_ROUNDS): ["actions/letters/duties.py"],
    ("tests/actions/letters/test_receipt_deadlines.py", "tests/actions/letters/test_counted.py"): [
        "actions/letters/receipt_deadlines.py"
    ],
    (
        *(f"tests/actions/letters/test_{name}.py" for name in ("effect_rules", "letter_effects")),
        *("tests/cli/test_acting_letters.py", "tests/cli/test_recurring_changes.py"),
    ): [f"actions/letters/{name}.py" for name in ("letter_effects", "acting_reach", "carry_out")],
    ("tests/tracking", "tests/actions/letters/test_duties.py", "tests/cli/test_unassigned.py", *_ROUNDS): [
        f"tracking/{name}.py"
        for name in (*("chain", "open_rounds", "reminders", "rounds", "rule_changes", "state", "tiers", "unassigned"),)
    ],
    tuple(
        f"tests/reading/test_{name}.py"
        for name in (
            *("cases", "deadline_findings", "extensions", "kinds_and_links", "lists", "real_chain"),
            *("recurring_letters", "split_and_fields", "tasks", "tone_marks"),
        )
    ): [f"reading/{name}.py" for name in ("deadline_findings", "duties", "items")],
    (
        "tests/store/test_find_letter.py",
        "tests/actions/test_named_in_full.py",
        *(f"tests/cli/test_{name}.py" for name in ("letters_of_one_number", "secrecy", "which_letter")),
    ): ["store/find_letter.py"],
    (
        *(f"tests/reports/test_{name}.py" for name in ("chain_report", "given_deadlines", "report_pages")),
        *(
            f"tests/cli/test_{name}.py"
            for name in ("chain_command", "deadlines_of_tiers", "recurring_duties", "secrecy", "unassigned")
        ),
    ): ["reports/chain.py", "reports/tiers.py"],
    ("tests/registry", "tests/actions/test_named_in_full.py"): ["registry/offices.py"],
    (
        *(
            f"tests/actions/test_{name}.py"
            for name in ("corrections_travel", "many_offices", "plain_model", "withdrawn_letters")
        ),
        *(
            f"tests/cli/test_{name}.py"
            for name in (
                "between_offices",
                "bundle_all",
                "bundles",
                "check_hints",
                "given_again",
                "letters_of_one_number",
            )
        ),
    ): [f"actions/sync/{name}.py" for name in ("withdrawn", "taken_out")],
    (
        *("tests/thai", "tests/tracking/test_rounds.py", "tests/registry/test_expand.py"),
        *(f"tests/cli/test_{name}.py" for name in ("date_command", "doubtful_days")),
        *(
            f"tests/reading/test_{name}.py"
            for name in (
                *("cases", "damaged_heads", "kinds_and_links", "misread_addressees", "receipt_stamps"),
                *("recurring_letters", "split_and_fields", "tasks"),
            )
        ),
    ): [
        f"thai/{name}.py"
        for name in (
            *("dates", "date_rules", "date_model", "date_scan", "years", "months", "near_days"),
            *("deadlines", "relative", "workdays", "counts", "times", "numbers", "number_text", "addressees"),
            *("recurring", "recurring_rules", "recurring_bounds", "expressions", "expression_model", "periods"),
            *("month_days", "phrases", "spans", "stamps", "script", "compact", "digits", "office_names", "subjects"),
        )
    ],
}
"""The files of rules, by the tests that should notice a change in them."""

LONGEST_TEST = 6.0
"""Seconds of the processor. A test that takes longer, while its lines are watched, notices nothing here."""
LONGEST = 15.0
"""Seconds of the processor for one change: what is not noticed by then counts as not noticed."""
MEMORY = 3 << 30

LOADING, PASSED, NOT_CHANGED = "loading", "", "not changed"
"""What a run says besides the name of the test that failed."""


class Covered(NamedTuple):
    """What a test comes by: the lines of each file of rules; how long it takes, in seconds of the processor."""

    name: str
    seconds: float
    lines: Mapping[str, frozenset[int]]


class _Trial:
    """What pytest is told: collect, then let ``run`` have the tests."""

    def __init__(self, run: Callable[[Sequence[pytest.Item]], str]) -> None:
        self.run = run
        self.said = LOADING

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """Find, do not shrink; few examples, the same each time; and no note of them in the project."""
        phases = hypothesis.Phase.explicit, hypothesis.Phase.generate
        usual = hypothesis.settings()
        hypothesis.settings.register_profile(
            "mutants", usual, phases=phases, max_examples=25, database=None, derandomize=True
        )
        hypothesis.settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run what is asked for, in place of the tests."""
        self.said = self.run(session.items)
        return True

    def collect(self, tests: Iterable[str]) -> str:
        """Collect these tests and run; return what the run returned, :data:`LOADING` if it did not come to it."""
        options = [
            "-q",
            "-W",
            "ignore::pytest.PytestAssertRewriteWarning",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            "-m",
            "not slow",
            "-o",
            "tmp_path_retention_policy=none",
        ]
        with redirect_stdout(StringIO()) as said:
            ended = pytest.main([*options, *tests], plugins=[self])
        if ended == pytest.ExitCode.INTERNAL_ERROR:
            os.write(2, said.getvalue().encode())
        return self.said


class _Failures:
    """Notes whether the test that runs has failed, and stops it after too long."""

    def __init__(self) -> None:
        self.failed = self.is_stopped = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a failure."""
        self.failed |= report.failed


def run_one(item: pytest.Item, following: pytest.Item | None, failures: _Failures) -> bool:
    """Run a test; return whether it passed."""
    failures.failed = False
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    return not failures.failed


def run_forked(work: Callable[[], Any]) -> Any:
    """Return what some work returns in a fork of this process; None if it did not end well."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        os.close(out)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        try:
            result = pickle.dumps(work())
            with os.fdopen(into, "wb") as pipe:
                pipe.write(result)
        except Exception:  # noqa: BLE001 - said, and the process ends
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        result = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(result) if result else None


# Which test comes by which line.


class _Watch:
    """Notes the lines of functions in the files of rules that run."""

    def __init__(self, files: Sequence[str]) -> None:
        self.names = {str(SOURCE / file): file for file in files}
        self.seen: dict[str, set[int]] = {file: set() for file in files}
        self.caches = list_caches(files)

    def start(self) -> None:
        """Begin; what was seen before is forgotten, also by caches: a test comes by the lines that fill them."""
        for lines in self.seen.values():
            lines.clear()
        for cache in self.caches:
            cache.cache_clear()
        sys.settrace(self._enter)

    def take(self) -> dict[str, frozenset[int]]:
        """Return what was seen."""
        return {file: frozenset(lines) for file, lines in self.seen.items() if lines}

    def _enter(self, frame: types.FrameType, _event: str, _value: object) -> Any:
        file = self.names.get(frame.f_code.co_filename)
        if file is None or not frame.f_code.co_flags & 1:  # 1: a function, no module and no class
            return None
        seen = self.seen[file].add

        def note(frame: types.FrameType, _event: str, _value: object) -> Any:
            seen(frame.f_lineno)
            return note

        seen(frame.f_lineno)
        return note


class TooLongError(BaseException):
    """A test takes too long to be tried for every change."""


def watch_tests(items: Sequence[pytest.Item], watch: _Watch) -> list[Covered]:
    """Run all tests; return those that pass soon enough, with their lines. What fixtures do counts for a whole file."""
    failures = _Failures()
    items[0].config.pluginmanager.register(failures)
    signal.signal(signal.SIGPROF, _stop)
    found = []
    shared: dict[Path, dict[str, frozenset[int]]] = {}

    class Setup:
        @staticmethod
        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
            watch.start()
            yield
            shared[item.path] = _join(shared.get(item.path, {}), watch.take())

        @staticmethod
        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_call(item: pytest.Item) -> Generator[None]:  # noqa: ARG004 - pytest wants the name
            signal.setitimer(signal.ITIMER_PROF, LONGEST_TEST)
            try:
                yield
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)

    items[0].config.pluginmanager.register(Setup())
    for place, item in enumerate(items):
        begun = time.process_time()
        try:
            passed = run_one(item, items[place + 1] if place + 1 < len(items) else None, failures)
        except TooLongError:
            continue
        if passed:
            found.append((item, Covered(item.nodeid, time.process_time() - begun, watch.take())))
    sys.settrace(None)
    return [each._replace(lines=_join(each.lines, shared.get(item.path, {}))) for item, each in found]


def _stop(_signal: int, _frame: types.FrameType | None) -> None:
    raise TooLongError


def _join(one: Mapping[str, frozenset[int]], other: Mapping[str, frozenset[int]]) -> dict[str, frozenset[int]]:
    return {file: one.get(file, frozenset()) | other.get(file, frozenset()) for file in one.keys() | other.keys()}


# One change.


class Runner:
    """Runs tests on changed rules; those that have noticed much for their time come first.

    Of tests that come by the same lines, all but the first wait until one of each other way through the file has run;
    not where a change is outside functions, which no test comes by.
    """

    def __init__(self, tests: Sequence[Covered]) -> None:
        self.tests = tests
        self.noticed: dict[str, int] = {}

    def choose(self, mutant: Mutant, *, whole_file: bool) -> list[Covered]:
        """Return the tests that can notice a change, in the order to try them; any can what a whole file does."""
        ways: dict[frozenset[int], Covered] = {}
        fitting = [
            each for each in self.tests if whole_file or not mutant.lines.isdisjoint(self._lines_of(each, mutant))
        ]
        fitting.sort(key=lambda each: (each.seconds + 0.01) / (1 + 5 * self.noticed.get(each.name, 0)))
        if whole_file:
            return fitting
        for each in fitting:
            ways.setdefault(self._lines_of(each, mutant), each)
        return sorted(fitting, key=lambda each: ways[self._lines_of(each, mutant)] is not each)

    @staticmethod
    def _lines_of(test: Covered, mutant: Mutant) -> frozenset[int]:
        return test.lines.get(mutant.file, frozenset())

    def note(self, name: str) -> None:
        """Note that a test has noticed something."""
        self.noticed[name] = self.noticed.get(name, 0) + 1


def run_chosen(items: Mapping[str, pytest.Item], chosen: Sequence[Covered]) -> str:
    """Run tests until one fails, or the time is up; return the name of the one that failed."""
    failures = _Failures()
    first = items[chosen[0].name]
    first.config.pluginmanager.register(failures)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends the process, which is a failure
    signal.alarm(600)  # where it waits and takes no processor
    begun = time.process_time()
    for place, each in enumerate(chosen):
        if time.process_time() - begun > LONGEST:
            break
        signal.setitimer(signal.ITIMER_PROF, 3 + 10 * each.seconds)
        following = items[chosen[place + 1].name] if place + 1 < len(chosen) else None
        if not run_one(items[each.name], following, failures):
            return each.name
    return PASSED


def try_warm(
    mutant: Mutant,
    functions: Mapping[Any, list[types.FunctionType]],
    run: Callable[[], str],
) -> str:
    """Give the functions of a loaded file their changed code, and run."""
    original = list_codes(_load_code(str(SOURCE / mutant.file)))
    now = list_codes(mutant.compile_alone(SOURCE / mutant.file))
    changed = {key: code for key, code in now.items() if original.get(key) != code}
    try:
        for key, code in changed.items():
            for function in functions.get(key, ()):
                function.__code__ = code
    except ValueError:  # it closes over other variables
        return NOT_CHANGED
    return run() if any(key in functions for key in changed) else NOT_CHANGED


def list_codes(code: types.CodeType) -> dict[tuple[str, int, int], types.CodeType]:
    """Return the functions in a compiled file, by name, first line and place among those of the same."""
    found: dict[tuple[str, int, int], types.CodeType] = {}
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            place = sum(key[:2] == (each.co_qualname, each.co_firstlineno) for key in found)
            found[each.co_qualname, each.co_firstlineno, place] = each
            found |= list_codes(each)
    return found


def list_names_used_when_loaded(path: Path) -> set[str]:
    """Return the names that a file uses outside its functions: it may call them while it is loaded."""
    outside = [
        each for each in ast.parse(path.read_text(encoding="utf-8")).body if not isinstance(each, ast.FunctionDef)
    ]
    return {
        node.id
        for each in outside
        for statement in (each.body if isinstance(each, ast.ClassDef) else [each])
        if not isinstance(statement, ast.FunctionDef)
        for node in ast.walk(statement)
        if isinstance(node, ast.Name)
    }


def list_functions(files: Iterable[str]) -> dict[str, dict[Any, list[types.FunctionType]]]:
    """Return all functions of some files in this process, by their key of :func:`list_codes`."""
    found: dict[str, dict[Any, list[types.FunctionType]]] = {}
    living = [each for each in _list_living() if isinstance(each, types.FunctionType)]
    for file in files:
        path = str(SOURCE / file)
        keys = {code: key for key, code in list_codes(_load_code(path)).items()}
        found[file] = {}
        for each in living:
            if each.__code__.co_filename == path and each.__code__ in keys:
                found[file].setdefault(keys[each.__code__], []).append(each)
    return found


def list_caches(files: Iterable[str]) -> list[functools._lru_cache_wrapper[Any]]:
    """Return the functions of some files, in this process, that keep what they have returned."""
    paths = {str(SOURCE / file) for file in files}
    caches = (each for each in _list_living() if isinstance(each, functools._lru_cache_wrapper))
    codes = ((each, getattr(inspect.unwrap(each), "__code__", None)) for each in caches)  # built-in functions have none
    return [each for each, code in codes if code and code.co_filename in paths]


def _list_living() -> list[object]:
    gc.unfreeze()
    living = gc.get_objects()
    gc.freeze()
    return living


def _load_code(path: str) -> types.CodeType:
    return compile(Path(path).read_text(encoding="utf-8"), path, "exec")


def _name_module(file: str) -> str:
    return "circtrack." + file.removesuffix(".py").replace("/", ".")


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads a changed file in place of the one that stands."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.module = _name_module(mutant.file)

    def find_spec(self, fullname: str, _path: object, _target: object = None) -> Any:
        """Find the changed file."""
        if fullname != self.module:
            return None
        return importlib.util.spec_from_file_location(fullname, SOURCE / self.mutant.file, loader=self)

    def exec_module(self, module: types.ModuleType) -> None:
        """Run it."""
        exec(self.mutant.compile_whole(SOURCE / self.mutant.file), module.__dict__)


def try_cold(mutant: Mutant, chosen: Sequence[Covered]) -> str:
    """Load program and tests with a changed file, and run."""
    sys.meta_path.insert(0, _Changed(mutant))

    def run(items: Sequence[pytest.Item]) -> str:
        # A test's name may have a changed value in it: then it is another one.
        by_name = {each.nodeid: each for each in items}
        present = [each for each in chosen if each.name in by_name]
        return run_chosen(by_name, present) if present else PASSED

    trial = _Trial(run)
    files = dict.fromkeys(each.name.partition("::")[0] for each in chosen)
    return trial.collect(files)


# All of them.


class Verdict(NamedTuple):
    """Whether a change was noticed."""

    mutant: Mutant
    noticed: bool


def judge(run: Callable[[], str], runner: Runner) -> bool | None:
    """Run in a fork; return whether the change was noticed. A process that does not end well has noticed."""
    said: str | None = run_forked(run)
    if said == NOT_CHANGED:
        return None
    if said:
        runner.note(said)
    return said != PASSED


def judge_warm(items: Sequence[pytest.Item], mutants: Sequence[Mutant]) -> tuple[Runner, list[bool | None]]:
    """Watch the tests, then try each change that a loaded program can take; None for the others."""
    files = list(dict.fromkeys(mutant.file for mutant in mutants))
    for file in files:  # also those that are loaded when they are first needed
        importlib.import_module(_name_module(file))
    runner = Runner(run_forked(lambda: watch_tests(items, _Watch(files))))
    os.write(2, f"{len(runner.tests)} of {len(items)} tests watched\n".encode())
    by_name = {item.nodeid: item for item in items}
    functions = list_functions(files)
    for cache in list_caches(files):
        cache.cache_clear()
    loaded = {file: list_names_used_when_loaded(SOURCE / file) for file in files}
    noticed: list[bool | None] = []
    for place, mutant in enumerate(mutants):
        if not place or mutant.file != mutants[place - 1].file:
            os.write(2, f"{mutant.file}\n".encode())
        if mutant.is_for_loading or not loaded[mutant.file].isdisjoint(mutant.function.split(".")):
            noticed.append(None)
            continue
        chosen = runner.choose(mutant, whole_file=False)
        seen = bool(chosen) and judge(
            functools.partial(try_warm, mutant, functions[mutant.file], functools.partial(run_chosen, by_name, chosen)),
            runner,
        )
        noticed.append(seen)
        if seen is False:
            _say(mutant)
    return runner, noticed


def judge_group(tests: Sequence[str], mutants: Sequence[Mutant]) -> list[Verdict]:
    """Try the changes of files that have the same tests."""

    def run_all() -> tuple[Runner, list[bool | None]]:
        found: list[tuple[Runner, list[bool | None]]] = []

        def run(items: Sequence[pytest.Item]) -> str:
            found.append(judge_warm(items, mutants))
            return PASSED

        _Trial(run).collect(tests)
        return found[0]

    answer = run_forked(run_all)
    if answer is None:
        sys.exit(f"the tests did not run: {' '.join(tests)}")
    runner, noticed = answer
    verdicts = []
    for mutant, warm in zip(mutants, noticed, strict=True):
        seen = warm
        if seen is None:
            chosen = runner.choose(mutant, whole_file=True)
            seen = bool(chosen) and bool(judge(functools.partial(try_cold, mutant, chosen), runner))
            if not seen:
                _say(mutant)
        verdicts.append(Verdict(mutant, seen))
    return verdicts


_OUT = os.dup(1)


def _say(mutant: Mutant) -> None:
    line = "\t".join((f"{mutant.file}:{min(mutant.lines)}", mutant.function, mutant.before, mutant.after))
    os.write(_OUT, f"{line}\n".encode())


def read_equal() -> set[tuple[str, ...]]:
    """Return the changes that say the same as the rule: file, function, before, after (and why, for people)."""
    lines = EQUAL.read_text(encoding="utf-8").splitlines()[1:]
    return {tuple(line.split("\t")[:4]) for line in lines}


def read_printed(path: Path) -> set[tuple[str, ...]]:
    """Return the changes that an earlier run printed."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return {(line[0].partition(":")[0], *line[1:]) for line in lines if len(line) == 4}


@contextmanager
def _own_folder() -> Iterator[None]:
    """Give the tests a folder of this run's own, in memory if there is one: pytest empties those of earlier runs."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="mutants-", dir=memory) as folder:
        os.environ["TMPDIR"] = folder
        tempfile.tempdir = None
        yield


def main() -> int:
    """Try the changes, and print those that no test noticed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--every", type=int, metavar="N", default=1, help="try only every Nth of each file's changes")
    parser.add_argument("--again", type=Path, metavar="OUTPUT", help="try only those that are printed in this file")
    parser.add_argument("files", nargs="*", metavar="FILE")
    given = parser.parse_args()
    wanted = given.files
    again = read_printed(given.again) if given.again else None
    os.chdir(PROJECT)
    sys.path.insert(0, str(PROJECT / "src"))
    sys.dont_write_bytecode = True
    equal = read_equal()
    verdicts: list[Verdict] = []
    with _own_folder():
        for tests, files in RULES.items():
            mutants = [
                each
                for file in files
                if not wanted or file in wanted
                for each in list_mutants(file, SOURCE / file)[:: given.every]
                if each.key not in equal and (again is None or each.key in again)
            ]
            if mutants:
                verdicts += judge_group(tests, mutants)
    for file in dict.fromkeys(each.mutant.file for each in verdicts):
        of_file = [each.noticed for each in verdicts if each.mutant.file == file]
        print(f"{file}: {sum(map(bool, of_file))} of {len(of_file)}")
    noticed = sum(bool(each.noticed) for each in verdicts)
    share = 100 * noticed / max(len(verdicts), 1)
    print(f"{noticed} of {len(verdicts)} changes noticed: {share:.1f} %")
    return 0 if share >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
