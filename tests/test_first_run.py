"""A new user's first hour: examples/first_run.py, its trial database, and what comes after it."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from maintain.sessions import README, READMES, commands_of, sessions
from support.program import PROJECT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

pytestmark = pytest.mark.slow

FIRST_RUN = PROJECT / "examples" / "first_run.py"
PROGRAMS = "Scripts" if os.name == "nt" else "bin"


@pytest.fixture
def first_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, in a project of its own; the tests' circtrack does the work, nothing is installed."""
    module = _loaded(monkeypatch)
    project = tmp_path / "project"
    project.mkdir()
    shutil.copytree(PROJECT / "examples", project / "examples")
    monkeypatch.setattr(module, "PROJECT", project)
    monkeypatch.setattr(module, "TRIAL", project / "trial" / "circtrack.db")
    monkeypatch.setattr(module, "install", lambda _texts: _program_folder())
    for name in [each for each in os.environ if each.startswith(("CIRCTRACK", "LC_", "LANG"))]:
        monkeypatch.delenv(name)
    for name, value in _home(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(project)
    return module


def _loaded(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("first_run", FIRST_RUN)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "path", [*sys.path])
    spec.loader.exec_module(module)
    return module


def _program_folder() -> Path:
    return Path(sys.executable).parent


def _home(folder: Path) -> dict[str, str]:
    """A user who has nothing yet."""
    home = folder / "home"
    home.mkdir()
    return {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "USERPROFILE": str(home),
        "APPDATA": str(home / "AppData"),
        "LOCALAPPDATA": str(home / "AppData"),
    }


def test_it_does_the_main_job(first_run: ModuleType, capfd: pytest.CaptureFixture[str]) -> None:
    first_run.main([])
    shown = capfd.readouterr().out
    before, after = shown.split("$ circtrack done 908")
    for office in ("อบต.บ้านไร่", "ทต.เทพสถิต"):
        assert f"  {office}\n" in before
        assert f"  {office}\n" not in after
    assert "4 owing, 0 of them overdue, 0 not told." in after


@pytest.mark.parametrize(
    ("settings", "arguments", "thai"),
    [
        ({}, [], False),
        ({"LANG": "en_US.UTF-8"}, [], False),
        ({"LANG": "th_TH.UTF-8"}, [], True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "th_TH"}, [], True),
        ({"LANG": "th_TH.UTF-8", "CIRCTRACK_LANG": "en"}, [], False),
        ({"LANG": "en_US.UTF-8"}, ["--lang", "th"], True),
    ],
)
def test_it_speaks_the_locale_s_language(
    first_run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    settings: Mapping[str, str],
    arguments: list[str],
    thai: bool,
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(first_run, "COMMANDS", first_run.COMMANDS[:1])
    first_run.main(arguments)
    shown, said = capfd.readouterr()
    assert ("ทดลองใช้ circtrack" in shown) is thai
    assert said == ("ฐานข้อมูลนี้เป็นของอำเภอเทพสถิต แล้ว\n" if thai else "This is now the database of อำเภอเทพสถิต.\n")
    # Who had to ask for Thai is told to ask circtrack for it too.
    assert ("--lang th" in shown) is bool(arguments)


@pytest.mark.parametrize("language", ["en", "th"])
def test_what_it_says_is_said_in_both_languages(first_run: ModuleType, language: str) -> None:
    fields = {name: set(re.findall(r"{(\w+)}", text)) for name, text in first_run.TEXTS["en"].items()}
    assert {name: set(re.findall(r"{(\w+)}", text)) for name, text in first_run.TEXTS[language].items()} == fields


def test_it_fills_the_trial_database_alone_and_says_which_and_as_of_which_day(
    first_run: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = tmp_path / "own.db"
    monkeypatch.setenv("CIRCTRACK_DB", str(own))
    monkeypatch.setenv("CIRCTRACK_TODAY", "2026-11-25")
    first_run.main([])
    shown = capfd.readouterr().out
    assert first_run.TRIAL.exists()
    assert not own.exists()
    assert not [file for file in (tmp_path / "home").rglob("*") if file.is_file()]
    assert f"a trial database, {first_run.TRIAL}, " in shown
    commands = [line for line in shown.splitlines() if line.startswith("$ circtrack ")]
    assert len(commands) == len(first_run.COMMANDS)
    assert all(line.endswith(" --db trial/circtrack.db --today 2023-03-20") for line in commands)


def test_it_runs_again_on_a_fresh_trial(first_run: ModuleType, capfd: pytest.CaptureFixture[str]) -> None:
    first_run.main([])
    first = capfd.readouterr()
    first_run.main([])
    assert capfd.readouterr() == first


def test_what_it_ends_with_can_be_typed_and_one_s_own_office_comes_next(
    first_run: ModuleType, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    first_run.main([])
    *more, own = re.findall("^  (.* --.*)$", capfd.readouterr().out.partition("Try more")[2], re.MULTILINE)
    assert "chain 908 --db trial" in more[0].replace('"', "")
    assert 'init --office "NAME OF YOUR OFFICE"' in own
    for command in (*more, own.replace("NAME OF YOUR OFFICE", "อำเภอบำเหน็จณรงค์")):
        done = subprocess.run(command, shell=True, capture_output=True, encoding="utf-8", check=False)
        assert (done.returncode, done.stderr.partition("error")[1]) == (0, ""), command
    assert "This is now the database of อำเภอบำเหน็จณรงค์." in done.stderr
    # And `config` says where that is.
    (database,) = (tmp_path / "home").rglob("circtrack.db")
    config = [own.partition(" init ")[0], "config", "--format", "json"]
    listed = subprocess.run(config, capture_output=True, encoding="utf-8", check=True)
    assert json.loads(listed.stdout)[0]["value"] == str(database)


@pytest.mark.parametrize("file", READMES, ids=[file.name for file in READMES])
def test_a_readme_s_walk_through_fills_the_trial_database_alone(first_run: ModuleType, file: Path) -> None:
    trial = first_run.TRIAL.relative_to(first_run.PROJECT).as_posix()
    text = file.read_text(encoding="utf-8")
    assert "examples/first_run.py" in text
    assert "circtrack init --office" in text
    assert f"--db {trial} --today {first_run.TODAY}" in text
    # What the script does stands there word for word, as a step or as what goes before the first.
    for words in first_run.COMMANDS:
        assert " ".join(["circtrack", *words]) in text.replace('"', "")
    commands = [command for body in sessions(text) for command, _ in commands_of(body)]
    for command in commands:
        assert re.search(f" --db {trial} --today 2023-03-2[01]$", command) or command.startswith("circtrack date ")


def test_what_it_leaves_is_ignored_by_git() -> None:
    ignored = (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/trial/", ".venv/"} <= set(ignored)


@pytest.mark.skipif(os.name == "nt", reason="links to a Python that is gone are made otherwise")
@pytest.mark.parametrize("gone", [True, False], ids=["its Python is gone", "it has no pip"])
def test_a_venv_that_does_not_work_is_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: bool) -> None:
    module = _loaded(monkeypatch)
    environment = tmp_path / ".venv"
    venv.create(environment, symlinks=True)
    kept = environment / "kept"
    kept.touch()
    if gone:
        for link in (environment / "bin").glob("python*"):
            link.unlink()
            link.symlink_to(tmp_path / "gone")
    monkeypatch.setattr(module, "ENVIRONMENT", environment)
    monkeypatch.setattr(module, "PIP", ["--version"])
    module.install(module.TEXTS["en"])
    assert kept.exists() is not gone
    subprocess.run([environment / "bin" / "python", "-c", "import pip"], check=True)


@pytest.mark.skipif(os.name == "nt", reason="the READMEs' commands are for a POSIX shell")
@pytest.mark.parametrize("order", ["1122", "21"])
def test_the_readmes_two_commands_run_in_either_order_and_again(tmp_path: Path, order: str) -> None:
    """By a user who has nothing yet. The second runs no tests here, and does not install for them: a minute each."""
    project = tmp_path / "โครงการ circtrack"
    left_out = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "trial")
    shutil.copytree(PROJECT, project, ignore=left_out)
    lines = README.read_text(encoding="utf-8").splitlines()
    (first,) = [line for line in lines if line.startswith("python3 examples/first_run.py")]
    (second,) = [line for line in lines if line.startswith("python3 -m venv ")]
    second = re.sub(r"\.venv/bin/pytest .*", ".venv/bin/python -m circtrack --version", second.replace(".[test]", "."))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CIRCTRACK", "PYTHON"))}
    environment |= _home(tmp_path) | {"CIRCTRACK_LANG": "en"}
    environment["PIP_NO_COMPILE"] = "0"  # which means: do not compile what nobody imports here
    for number in order:
        command = first if number == "1" else second
        done = subprocess.run(
            command, shell=True, cwd=project, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stderr
        assert "symlink" not in done.stdout + done.stderr
        if number == "1":
            assert done.stdout.startswith("circtrack, tried on three real letters, in two steps.\n")
            assert "4 owing, 0 of them overdue, 0 not told." in done.stdout
        else:
            assert re.fullmatch(r"circtrack \d+\..*\n", done.stdout)
        # From the folder itself, whichever of the two came last: a change in src is what runs.
        where = subprocess.run(
            [project / ".venv" / PROGRAMS / "python", "-c", "import circtrack; print(circtrack.__file__)"],
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        assert where.stdout.strip() == str(project / "src" / "circtrack" / "__init__.py")
