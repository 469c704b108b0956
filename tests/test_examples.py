"""What stands in examples/, the READMEs and the pages of help runs as written, and shows what it is said to show."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from typing import TYPE_CHECKING, get_args

import pytest
from maintain import tables
from maintain.manual import loaded
from maintain.sessions import (
    DOCUMENTS,
    HELP,
    README,
    READMES,
    at_terminal,
    cog,
    commands_of,
    environment,
    rerun,
    sessions,
)
from support.inside import run_at_terminal
from support.program import PROJECT, Program, contents

from circtrack.cli import SUMMARIES
from circtrack.cli.reference import STATE_MEANINGS
from circtrack.model import State

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = PROJECT / "examples"
PLAIN = re.compile(r"circtrack [^|<>&$;*#]+")
"""A command line in which a shell has nothing to do but to split words."""
_were_processes: set[str] = set()

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the examples are for a POSIX shell")


@pytest.fixture
def district(circtrack: Program) -> Program:
    circtrack.with_chain("อำเภอเทพสถิต")
    return circtrack


def shell(command: str, program: Program, extra_path: Path | None = None) -> subprocess.CompletedProcess[str]:
    settings = environment(program.database.parent)
    if extra_path is not None:
        settings["PATH"] = f"{extra_path}{os.pathsep}{settings['PATH']}"
    return subprocess.run(
        command, shell=True, capture_output=True, text=True, check=False, cwd=program.database.parent, env=settings
    )


@pytest.mark.slow
@pytest.mark.parametrize("file", DOCUMENTS, ids=[f"{language}-{file.stem}" for file, language in DOCUMENTS.items()])
def test_sessions_show_what_the_program_prints(file: Path) -> None:

    def show(command: str, folder: Path, language: str) -> str:
        """Run what needs no shell inside the test, but for each verb once in Thai (in English ``test_help`` does)."""
        verb = command.split()[1]
        if not PLAIN.fullmatch(command) or (language == "th" and verb not in _were_processes):
            _were_processes.add(verb)
            return at_terminal(command, folder, language=language)
        return run_at_terminal(shlex.split(command)[1:], folder, environment(folder, language))

    text = file.read_text(encoding="utf-8")
    assert rerun(text, DOCUMENTS[file], show) == text, "python tests/maintain sessions"


@pytest.mark.parametrize("file", READMES, ids=[file.name for file in READMES])
def test_a_readme_is_a_first_page_with_a_morning(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.encode()) <= 10 * 1024
    typed = {command.split()[1] for body in sessions(text) for command, _ in commands_of(body)}
    assert typed >= {"owing", "done", "remind"}


@pytest.mark.parametrize("language", ["en", "th"])
def test_what_is_done_every_day_is_shown_at_work(language: str) -> None:
    shown = sessions(written(language))
    assert len(shown) >= 15
    typed = {command.split()[1] for body in shown for command, _ in commands_of(body)}
    assert typed >= {*SUMMARIES["Every day"], "add", "register", "letters", "offices", "bundle", "check", "undo"} - {
        "date"
    }


def written(language: str) -> str:
    """All documents of a language."""
    return "\n".join(file.read_text(encoding="utf-8") for file in DOCUMENTS if DOCUMENTS[file] == language)


def test_the_documents_have_the_program_s_own_tables() -> None:
    known = {
        name
        for name, made in vars(tables).items()
        if hasattr(made, "__wrapped__") and made.__module__ == tables.__name__
    }
    for language in ("en", "th"):
        shown = set(re.findall(rf"""tables\.(\w+)\("{language}"\)""", written(language)))
        assert shown | {"topics"} == known  # which a README may tell in its own words
    assert cog("--check") == 0, "python tests/maintain sessions"


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_settings_shown_are_settings(circtrack: Program, language: str) -> None:
    (sample,) = re.findall(r"```toml\n(.*?)```", (HELP / language / "settings.md").read_text("utf-8"), re.DOTALL)
    config = circtrack.database.parent / "circtrack.toml"
    config.write_text(sample, encoding="utf-8")
    program = Program(circtrack.database, environment={"CIRCTRACK_CONFIG": str(config)})
    assert len([row for row in program.rows("config") if row["source"] == "file"]) >= 8


@pytest.mark.parametrize("file", DOCUMENTS, ids=[f"{language}-{file.stem}" for file, language in DOCUMENTS.items()])
def test_the_options_of_the_commands_shown_are_the_verbs_own(file: Path) -> None:
    text = re.sub(r"```console\n.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    spans = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    lines = [line for block in blocks for line in block.splitlines()] + [" ".join(span.split()) for span in spans]
    for line in lines:
        if line.startswith("circtrack "):
            the_options_are_the_verb_s_own(line)


def the_options_are_the_verb_s_own(line: str) -> None:
    _, verb, *words = shlex.split(re.split(r" [|<>] ", line)[0], comments=True)
    if verb.startswith("-") or not verb.islower() or "--help" in words:  # of the program itself, or a placeholder
        return
    with loaded(verb).make_context(verb, words, resilient_parsing=True) as context:
        assert not context.args, line
        for word in words:
            assert not word.startswith("--") or any(word in each.opts for each in context.command.params), line


def test_the_states_told_are_those_there_are() -> None:
    assert tuple(STATE_MEANINGS) == get_args(State)


def test_the_readme_s_test_command_is_what_ci_runs() -> None:
    (command,) = [line for line in README.read_text(encoding="utf-8").splitlines() if "/pytest" in line]
    assert command in (PROJECT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_done_csv_is_taken(district: Program) -> None:
    district.ok("done", "908", "--csv", EXAMPLES / "done.csv")
    progress = {row["office_name"]: row["progress"] for row in district.rows("owing", "908")}
    assert len(progress) == 4
    assert progress["องค์การบริหารส่วนตำบลโป่งนก"] == "incomplete"


def test_a_system_s_export_is_taken_from_a_pipe(district: Program, tmp_path: Path) -> None:
    export = EXAMPLES / "system-export.csv"
    done = shell(f"sh {EXAMPLES / 'from_system.sh'} 908 {export}", district)
    assert done.returncode == 0, done.stderr
    told = {
        row["office_code"]: (row["state"], row["progress"])
        for row in district.rows("owing", "908", "--state", "done,owing")
    }
    assert told == {
        "05360901": ("done", "done"),
        "06360902": ("owing", "none"),
        "06360903": ("done", "done"),
        "06360904": ("owing", "incomplete"),
        "06360905": ("owing", "none"),
        "06360906": ("owing", "blocked"),
    }
    before = contents(district.database)
    strange = tmp_path / "strange.csv"
    strange.write_text(export.read_text("utf-8").replace("บางส่วน", "รอตรวจ"), encoding="utf-8")
    done = shell(f"sh {EXAMPLES / 'from_system.sh'} 908 {strange}", district)
    assert done.returncode == 4
    assert "รอตรวจ" in done.stderr
    assert contents(district.database) == before


def test_pipes_run_as_written(district: Program) -> None:
    done = shell(f"sh {EXAMPLES / 'pipes.sh'}", district)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "# how many offices owe, by district\n"
        "      6 เทพสถิต\n"
        "# the same as a sum of states, by SQL\n"
        "state,offices\nowing,6\n"
        "# the names alone, to paste into a chat group\n"
        "เทศบาลตำบลเทพสถิต\nองค์การบริหารส่วนตำบลนายางกลัก\nองค์การบริหารส่วนตำบลบ้านไร่\n"
        "องค์การบริหารส่วนตำบลโป่งนก\nองค์การบริหารส่วนตำบลวะตะแบก\nองค์การบริหารส่วนตำบลห้วยยายจิ๋ว\n"
        "# one JSON object a line\n"
        '{"office_code": "05360901", "due_on": "2023-03-24"}\n{"office_code": "06360902", "due_on": "2023-03-24"}\n'
        "# a column of Thai dates as ISO dates\n"
        "2023-03-24\n2023-03-09\n"
    )


def cron_command(verb: str) -> str:
    lines = (EXAMPLES / "crontab").read_text("utf-8").splitlines()
    (line,) = [line for line in lines if f" circtrack {verb} " in line]
    return line.split(None, 5)[5]


@pytest.mark.slow
def test_the_meeting_gets_its_pages_its_sheet_and_its_picture(district: Program, tmp_path: Path) -> None:
    done = shell(f"sh {EXAMPLES / 'meeting.sh'} 908 {tmp_path}/out", district)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    made = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}
    made.pop("chain.svg", None)  # where there is Graphviz
    assert sorted(made) == ["chain.dot", "chain.html", "districts.html", "owing.html", "owing.xlsx"]
    for name in ("chain.html", "districts.html", "owing.html"):
        page = made[name].decode()
        assert '<html lang="th">' in page
        assert "อำเภอเทพสถิต" in page
        assert "๒๐ มีนาคม ๒๕๖๖" in page
    assert made["owing.xlsx"].startswith(b"PK")
    assert "ชย ๐๐๒๓.๑๔/๗๐๘" in made["chain.dot"].decode()


def test_the_crontab_line_mails_who_owes_and_is_silent_when_nobody_does(district: Program, tmp_path: Path) -> None:
    post = tmp_path / "bin" / "mail"
    post.parent.mkdir()
    post.write_text(f"#!/bin/sh\ncat > {tmp_path}/sent\n", encoding="utf-8")
    post.chmod(0o755)
    command = cron_command("owing")
    done = shell(command, district, post.parent)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "sent").read_text(encoding="utf-8").count("\n") == 7
    (tmp_path / "sent").unlink()
    offices = [row["office_code"] for row in district.rows("owing", "908")]
    district.ok("done", "908", *offices)
    done = shell(command, district, post.parent)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (tmp_path / "sent").exists()


def as_cron_does(line: str, program: Program, post: Path, path: str = "") -> tuple[int, dict[str, str]]:
    """Run a line with the crontab's own PATH behind ``path``; give its status, and the mails, by subject, of the line
    and of cron, which mails what is printed."""
    post.mkdir(exist_ok=True)
    mails = post / "mails"
    mails.mkdir(exist_ok=True)
    mail = post / "mail"
    mail.write_text(f'#!/bin/sh\ncat > {mails}/"$2"\n', encoding="utf-8")
    mail.chmod(0o755)
    settings = environment(program.database.parent) | program.environment
    settings["PATH"] = os.pathsep.join(filter(None, (str(post), path, "/usr/bin", "/bin")))
    done = subprocess.run(
        ["/bin/sh", "-c", line], capture_output=True, text=True, check=False, cwd=program.database.parent, env=settings
    )
    sent = {each.name: each.read_text(encoding="utf-8") for each in mails.iterdir()}
    if done.stdout + done.stderr:
        sent["Cron"] = done.stdout + done.stderr
    for each in mails.iterdir():
        each.unlink()
    return done.returncode, sent


@pytest.fixture
def programs(district: Program) -> str:
    """The folder of programs in which circtrack is."""
    return environment(district.database.parent)["PATH"].split(os.pathsep)[0]


def test_a_crontab_line_that_fails_mails_the_failure_and_never_an_earlier_list(
    district: Program, programs: str, tmp_path: Path
) -> None:
    line, post, folder = cron_command("owing"), tmp_path / "bin", district.database.parent
    assert list(as_cron_does(line, district, post, programs)[1]) == ["circtrack: owing"]
    assert (folder / "owing.csv").exists()
    status, mails = as_cron_does(line, district, post)
    assert (status, list(mails)) == (127, ["Cron"])
    assert "circtrack" in mails["Cron"]
    away = Program(district.database, environment={"CIRCTRACK_DB": str(folder / "none.db")})
    status, mails = as_cron_does(line, away, post, programs)
    assert (status, list(mails)) == (2, ["Cron"])
    assert "none.db" in mails["Cron"]
    spoilt = Program(district.database, environment={"CIRCTRACK_DB": str(EXAMPLES / "done.csv")})
    assert list(as_cron_does(line, spoilt, post, programs)[1]) == ["Cron"]
    hasty = Program(district.database, environment={"CIRCTRACK_TODAY": "20 มีนา"})
    assert list(as_cron_does(line, hasty, post, programs)[1]) == ["Cron"]
    assert sorted(each.name for each in folder.glob("owing*")) == ["owing.csv"]


def test_what_the_crontab_s_reminder_fails_with_is_mailed(district: Program, programs: str, tmp_path: Path) -> None:
    line, post = cron_command("remind"), tmp_path / "bin"
    assert "not entered: 6" in as_cron_does(line, district, post, programs)[1]["Cron"]
    assert as_cron_does(line, district, post, programs) == (0, {})
    assert as_cron_does(line, district, post)[0] == 127
    away = Program(district.database, environment={"CIRCTRACK_DB": "none.db"})
    assert "none.db" in as_cron_does(line, away, post, programs)[1]["Cron"]


def test_the_crontab_names_where_circtrack_is_before_its_first_line() -> None:
    lines = (EXAMPLES / "crontab").read_text("utf-8").splitlines()
    (path,) = [place for place, line in enumerate(lines) if line.startswith("PATH=")]
    assert path < min(place for place, line in enumerate(lines) if " circtrack " in line and not line.startswith("#"))


def test_the_crontab_s_reminder_is_printed_once(district: Program) -> None:
    command = cron_command("remind")
    done = shell(command, district)
    assert (done.returncode, done.stderr) == (0, "")
    assert "not entered: 6\n1. ทต.เทพสถิต" in done.stdout
    again = shell(command, district)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
